"""GeoJSON (RFC 7946) as plain polygons, each with the number of its feature.

Coordinates are longitude and latitude of WGS 84, longitude first; with ``"crs": null`` they are
metres in a plane. Nothing else is taken for an outline.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import Problem
from sim.scenario.yamlfile import LARGEST_FILE, read_text

Point = tuple[float, float]
Rings = tuple[tuple[Point, ...], ...]
"""Rings of a polygon, closed: its border, then its holes."""

MOST_POINTS = 200_000
DEGREES = (180.0, 90.0)
FARTHEST_NORTH = 73.0
"""Degrees; beyond lie no towns, but latitudes and longitudes of China change places there."""
PLACE_KEYS = ("community", "id", "code", "name", "社区", "名称")
_GRID_KEYS = ("grid", "网格")
_GEOGRAPHIC = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")
"""Ends of names of coordinate systems that are longitude and latitude; CGCS2000 among them."""
_CONVERT = "export it in WGS 84 (EPSG:4326), for example with QGIS"


class Shape(NamedTuple):
    """One feature.

    Attributes:
        number: Of the feature, from 1.
        names: What it is called, the likeliest first.
        grid: Which grid it outlines; empty for a community.
        polygons: Rings of each of its polygons.
    """

    number: int
    names: tuple[str, ...]
    grid: str
    polygons: tuple[Rings, ...]

    @property
    def path(self) -> str:
        """How messages call it."""
        return path_of(self.number)


class Shapes(NamedTuple):
    """The features of a file; ``degrees`` tells whether their coordinates are degrees."""

    shapes: tuple[Shape, ...]
    degrees: bool


class _BadGeometryError(Exception):
    """What is wrong with the geometry of a feature: message and hint."""


def path_of(number: int) -> str:
    """Name the feature with a number as messages do."""
    return f"features.[{number}]"


def read_shapes(path: Path, file: str, problems: list[Problem]) -> Shapes | None:
    """Read the features of a file that can be read, or None where none can."""
    data = _read(path, file, problems)
    if data is None:
        return None
    system = list(_about_system(data, file))
    problems.extend(system)
    if system:
        return None
    found: list[Shape] = []
    points = 0
    for number, feature in enumerate(data["features"], 1):
        try:
            shape = _shape(number, feature)
        except _BadGeometryError as error:
            message, hint = error.args
            problems.append(Problem(message, file, path=path_of(number), hint=hint))
            continue
        found.append(shape)
        points += sum(len(ring) for rings in shape.polygons for ring in rings)
        if points > MOST_POINTS:
            message = f"the outlines have more than {MOST_POINTS:,} points"
            problems.append(Problem(message, file, hint="simplify them, for example with QGIS"))
            return None
    degrees = "crs" not in data or data["crs"] is not None
    odd = list(_about_coordinates(found, degrees, file))
    problems.extend(odd)
    return Shapes(tuple(found), degrees) if found and not odd else None


def _read(path: Path, file: str, problems: list[Problem]) -> dict[str, Any] | None:
    """Read the top of a file that holds features, or None and a problem."""
    try:
        size = path.stat().st_size if path.is_file() else 0
    except (OSError, ValueError):
        size = 0
    if size > LARGEST_FILE:
        message = (
            f"the file has {size / 1e6:,.0f} MB; outlines have at most {LARGEST_FILE / 1e6:.0f} MB"
        )
        hint = "keep this town's communities alone, and simplify their outlines"
        problems.append(Problem(message, file, hint=hint))
        return None
    text = read_text(path, file, problems)
    if text is None:
        return None
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"the file is not JSON: {error.msg}"
        problems.append(Problem(message, file, error.lineno, hint="export it as GeoJSON anew"))
        return None
    except (ValueError, RecursionError) as error:
        hint = "export it as GeoJSON anew"
        problems.append(Problem(f"the file is not JSON: {error}", file, 1, hint=hint))
        return None
    kind = data.get("type") if isinstance(data, dict) else None
    features = data.get("features") if isinstance(data, dict) else None
    if kind != "FeatureCollection" or not isinstance(features, list):
        message = "the file has no type; outlines are a FeatureCollection of GeoJSON"
        if isinstance(kind, str):
            shown = kind[:30]
            message = (
                f"the file is of the type {shown!r}; outlines are a FeatureCollection of GeoJSON"
            )
        problems.append(Problem(message, file, 1, hint="export the layer as GeoJSON"))
        return None
    if not features:
        problems.append(Problem("the file holds no features", file, 1))
        return None
    return dict(data)


def _about_system(data: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """Tell of a coordinate system other than longitude and latitude."""
    stated = data.get("crs")
    if stated is None:
        return
    inner = stated.get("properties") if isinstance(stated, dict) else None
    name = inner.get("name") if isinstance(inner, dict) else None
    if not isinstance(name, str) or not name.endswith(_GEOGRAPHIC):
        shown = name if isinstance(name, str) else "unknown"
        message = f"the coordinates are in the system {shown[:60]}, not in WGS 84"
        yield Problem(message, file, path="crs", hint=_CONVERT)


def _shape(number: int, feature: object) -> Shape:
    """Read one feature as plain polygons.

    Raises:
        _BadGeometryError: It is no outline.
    """
    if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
        raise _BadGeometryError("the feature has no geometry", "draw its outline, or remove it")
    geometry = feature["geometry"]
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _BadGeometryError(
            f"found a {str(kind)[:30]}; an outline is a Polygon or MultiPolygon",
            "give the areas of the communities, not their centres or border lines",
        )
    parts = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(parts, list) or not parts:
        raise _BadGeometryError("the outline is empty", "draw it, or remove the feature")
    polygons = tuple(_rings(part) for part in parts)
    stated = feature.get("properties")
    properties = (
        {str(key).lower(): value for key, value in (stated.items() if stated else ())}
        if isinstance(stated, dict)
        else {}
    )
    names = [properties.get(key) for key in PLACE_KEYS]
    names.append(feature.get("id"))
    grid = next((_text(properties[key]) for key in _GRID_KEYS if key in properties), "")
    called = tuple(dict.fromkeys(text for name in names if (text := _text(name))))
    return Shape(number, called, grid, polygons)


def _text(value: object) -> str:
    """Read a name as text; empty for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()[:80]


def _rings(part: object) -> Rings:
    """Read the rings of a polygon."""
    if not isinstance(part, list) or not part:
        raise _BadGeometryError("the outline is empty", "draw it, or remove the feature")
    return tuple(_ring(ring) for ring in part)


def _ring(ring: object) -> tuple[Point, ...]:
    """Read a ring: closed, of at least three different points."""
    if not isinstance(ring, list):
        raise _BadGeometryError("a ring is no list of points", "export it as GeoJSON anew")
    points = tuple(_point(point) for point in ring)
    if len(points) < 4:
        raise _BadGeometryError(
            f"a ring has {len(points)} points; it needs at least 4, the last equal to the first",
            "draw the area anew",
        )
    if points[0] != points[-1]:
        raise _BadGeometryError(
            f"a ring is not closed: it begins at {_at(points[0])} and ends at {_at(points[-1])}",
            "repeat its first point at its end",
        )
    return points


def _point(point: object) -> Point:
    """Read a point; a third coordinate is a height and left out."""
    if isinstance(point, list) and len(point) >= 2:
        x, y = point[:2]
        numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (x, y))
        if numbers and abs(x) < 1e9 and abs(y) < 1e9:
            return float(x), float(y)
    raise _BadGeometryError("a point is no pair of numbers", "export it as GeoJSON anew")


def _at(point: Sequence[float]) -> str:
    """Write a point as a reader knows it."""
    return f"{point[0]:.10g}, {point[1]:.10g}"


def _about_coordinates(shapes: Sequence[Shape], degrees: bool, file: str) -> Iterator[Problem]:
    """Tell once of coordinates that are no longitudes and latitudes, or lie far apart."""
    every = [
        (point, shape)
        for shape in shapes
        for rings in shape.polygons
        for ring in rings
        for point in ring
    ]
    if not degrees or not every:
        return
    (x, y), shape = max(every, key=lambda one: max(abs(one[0][0]), abs(one[0][1])))
    high_x, high_y = (max(abs(point[axis]) for point, _ in every) for axis in (0, 1))
    if high_x <= DEGREES[1] and FARTHEST_NORTH < high_y <= DEGREES[0]:
        message = f"latitude and longitude have changed places: found {_at((x, y))}"
        yield Problem(message, file, path=shape.path, hint="write the longitude first")
    elif high_x > DEGREES[0] or high_y > DEGREES[1]:
        message = f"the coordinates are no degrees: found {_at((x, y))}, as in a projected system"
        hint = f'{_CONVERT}; where they are plain metres, write "crs": null at the top'
        yield Problem(message, file, path=shape.path, hint=hint)


def to_metres(shapes: Shapes) -> tuple[Shape, ...]:
    """Put the features in metres east and north of their middle.

    Within a town (300 km at most) an equirectangular plane is true to a few in a thousand.
    """
    every = [p for shape in shapes.shapes for rings in shape.polygons for r in rings for p in r]
    ends = [(min(p[axis] for p in every), max(p[axis] for p in every)) for axis in (0, 1)]
    middle = [(low + high) / 2 for low, high in ends]
    scale = (111_320.0 * math.cos(math.radians(middle[1])), 110_574.0)
    if not shapes.degrees:
        scale = (1.0, 1.0)

    def moved(ring: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple(((x - middle[0]) * scale[0], (y - middle[1]) * scale[1]) for x, y in ring)

    return tuple(
        shape._replace(polygons=tuple(tuple(map(moved, rings)) for rings in shape.polygons))
        for shape in shapes.shapes
    )
