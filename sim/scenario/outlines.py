"""The outlines of a town: which community each is of, whether it is sound, who borders on whom."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.errors import Problem, did_you_mean
from sim.scenario.geojson import Shape, path_of, read_shapes, to_metres
from sim.scenario.town import Community, Edge, Outline, Polygons

if TYPE_CHECKING:
    from shapely import Geometry

SMALLEST, LARGEST = 50.0, 300_000.0
"""Metres across, between which a town's outlines lie."""
DRAWN_POINTS = 3_000
"""Points that are kept for drawing, all communities together."""
_DRAWN_STEP = 0.0005
"""Detail that is left out when drawn, as a share of the town's size; doubled until few remain."""
_DOUBLINGS = 8
_LEAST_POINTS = 12
"""Points that each community may keep, however many there are."""
_GAP = 0.0005
"""Gap or overlap along a border that is taken for drawing error, as a share of the town's size."""
_OVERLAP = 0.01
"""Share of the smaller community by which two may overlap along their border."""


class Outlines(NamedTuple):
    """Outlines by community, in town order, and common borders with their length in km."""

    by_id: dict[str, Outline]
    borders: tuple[Edge, ...]


def read_outlines(
    path: Path, file: str, communities: Sequence[Community], problems: list[Problem]
) -> Outlines | None:
    """Read the outlines of a file, or None and at least one problem.

    Args:
        path: Where the file is.
        file: How messages call it.
        communities: Those of the town; each needs an outline, or outlines of all its grids.
        problems: Receives everything that is wrong.
    """
    before = len(problems)
    found = read_shapes(path, file, problems)
    if found is None:
        return None
    shapes = to_metres(found)
    areas = _sound(shapes, found.shapes, file, problems)
    size = _size(areas)
    if areas and not SMALLEST <= size <= LARGEST:
        span = f"{size / 1000:,.0f}" if size > LARGEST else f"{size / 1000:.3g}"
        message = f"the outlines span {span} km; a town's span 0.05 to 300 km"
        problems.append(Problem(message, file, hint="are these its outlines, in this system?"))
    sound = len(problems) == before
    owners = {shape.number: _owner(shape, communities, file, problems) for shape in shapes}
    grids = _of_grids(shapes, owners, areas)
    own = _of_communities(shapes, owners, grids, areas, file, problems)
    if len(problems) > before:
        if sound and all(shape.names for shape in shapes):
            problems.extend(_missing(one, file) for one in communities if one.id not in own)
        return None
    problems.extend(_about_members(own, grids, communities, file))
    if len(problems) > before:
        return None
    problems.extend(_about_overlaps(own, file, _GAP * size))
    if len(problems) > before:
        return None
    ordered = {one.id: own[one.id] for one in communities}
    return Outlines(_drawn(ordered, grids, size), tuple(_borders(ordered, _GAP * size)))


def _sound(
    shapes: Sequence[Shape], written: Sequence[Shape], file: str, problems: list[Problem]
) -> "dict[int, Geometry]":
    """Measure features by number; those that cross themselves are told and left out."""
    import shapely

    areas = {}
    for shape, original in zip(shapes, written, strict=True):
        parts = [shapely.Polygon(rings[0], rings[1:]) for rings in shape.polygons]
        area = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
        if area.is_valid and area.area > 0:
            areas[shape.number] = area
            continue
        why = _why(original)
        problems.append(Problem(why[0], file, path=shape.path, hint=why[1]))
    return areas


def _why(shape: Shape) -> tuple[str, str]:
    """Say why an outline is wrong, in its file's coordinates, and what to do."""
    import shapely

    parts = [shapely.Polygon(rings[0], rings[1:]) for rings in shape.polygons]
    area = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    reason, _, place = shapely.is_valid_reason(area).partition("[")
    where = f" at {', '.join(place.rstrip(']').split())}" if place else ""
    if area.is_valid or reason.startswith("Too few points"):
        return "the outline has no area", "draw it anew"
    if reason.startswith(("Nested shells", "Duplicate Rings")):
        return f"two parts of the outline lie on each other{where}", "leave one of them out"
    if reason.startswith(("Self-intersection", "Ring Self-intersection")):
        hint = "mend it, for example with 'Fix geometries' of QGIS"
        return f"the outline crosses itself{where}", hint
    if reason.startswith(("Hole lies outside", "Holes are nested", "Interior is disconnected")):
        return f"a hole does not lie inside the outline{where}", "a part of its own is no hole"
    return f"the outline is not sound: {reason.lower()}{where}", "draw it anew"


def _size(areas: "Mapping[int, Geometry]") -> float:
    """Measure the diagonal of all areas, metres."""
    if not areas:
        return 0.0
    bounds = [area.bounds for area in areas.values()]
    width = max(b[2] for b in bounds) - min(b[0] for b in bounds)
    height = max(b[3] for b in bounds) - min(b[1] for b in bounds)
    return float((width * width + height * height) ** 0.5)


def _owner(
    shape: Shape, communities: Sequence[Community], file: str, problems: list[Problem]
) -> str | None:
    """Find whose a feature is, by id or one of its labels; None when unknown."""
    known = {name: one.id for one in communities for name in (one.id, one.label.zh, one.label.en)}
    for name in shape.names:
        if name in known:
            return known[name]
    if not shape.names:
        message = "the feature does not say of which community it is"
        hint = "give it a property 'community' with the id of a community"
    else:
        message = f"an outline of {shape.names[0]!r}, which is no community of the town"
        near = [did_you_mean(name, list(known)) for name in shape.names]
        hint = next(filter(None, near), "") or "add the community, or remove the outline"
    problems.append(Problem(message, file, path=shape.path, hint=hint))
    return None


def _of_grids(
    shapes: Sequence[Shape], owners: Mapping[int, str | None], areas: "Mapping[int, Geometry]"
) -> "dict[str, list[Geometry]]":
    """Group the areas of the grids of each community."""
    grids: dict[str, list[Any]] = defaultdict(list)
    for shape in shapes:
        owner = owners[shape.number]
        if shape.grid and owner is not None and shape.number in areas:
            grids[owner].append(areas[shape.number])
    return dict(grids)


def _of_communities(
    shapes: Sequence[Shape],
    owners: Mapping[int, str | None],
    grids: "Mapping[str, Sequence[Geometry]]",
    areas: "Mapping[int, Geometry]",
    file: str,
    problems: list[Problem],
) -> "dict[str, Geometry]":
    """Find the area of communities: their outline, or else their grids together."""
    import shapely

    own: dict[str, Any] = {}
    first: dict[str, int] = {}
    for shape in shapes:
        owner = owners[shape.number]
        if shape.grid or owner is None:
            continue
        if owner in first:
            message = f"{owner!r} has two outlines, the first is {path_of(first[owner])}"
            hint = "join them to one MultiPolygon"
            problems.append(Problem(message, file, path=shape.path, hint=hint))
        elif shape.number in areas:
            own[owner] = areas[shape.number]
        first.setdefault(owner, shape.number)
    for owner, parts in grids.items():
        own.setdefault(owner, shapely.union_all(parts))
    return own


def _missing(one: Community, file: str) -> Problem:
    """Say what is said of a community without an outline."""
    message = f"there is no outline of {one.id!r} ({one.label.en}, {one.label.zh})"
    return Problem(message, file, hint="every community needs one; or leave outlines out")


def _about_members(
    own: "Mapping[str, Geometry]",
    grids: "Mapping[str, Sequence[Geometry]]",
    communities: Sequence[Community],
    file: str,
) -> Iterator[Problem]:
    """Check for missing outlines, and grids too few, too many or elsewhere."""
    for one in communities:
        if one.id not in own:
            yield _missing(one, file)
        parts = grids.get(one.id, ())
        if parts and len(parts) != one.grids:
            message = f"{one.id!r} has {one.grids} grids, but outlines of {len(parts)}"
            yield Problem(message, file, hint="outline all grids of a community, or none")
        elif parts and one.id in own:
            outside = sum(part.difference(own[one.id]).area for part in parts)
            if outside > _OVERLAP * own[one.id].area:
                message = f"grids of {one.id!r} lie outside its outline by {outside / 1e6:.3g} km²"
                yield Problem(message, file, hint="which of both is wrong?")


def _about_overlaps(own: "Mapping[str, Geometry]", file: str, gap: float) -> Iterator[Problem]:
    """Check for communities that overlap more than drawing errors."""
    for (one, first), (other, second) in combinations(own.items(), 2):
        if not first.intersects(second):
            continue
        common = first.intersection(second).area
        drawing = gap * min(first.length, second.length)
        if common > max(drawing, _OVERLAP * min(first.area, second.area)):
            message = f"the outlines of {one!r} and {other!r} overlap by {common / 1e6:.3g} km²"
            yield Problem(message, file, hint="an area belongs to one community")


def _borders(own: "Mapping[str, Geometry]", gap: float) -> Iterator[Edge]:
    """Measure common borders in kilometres; where corners touch there is none.

    Args:
        own: Areas by community.
        gap: Metres between two areas that count as none.
    """
    wide = {name: area.buffer(gap) for name, area in own.items()}
    for (one, first), (other, second) in combinations(own.items(), 2):
        if not wide[one].intersects(second):
            continue
        both = (
            first.boundary.intersection(wide[other]).length,
            second.boundary.intersection(wide[one]).length,
        )
        length = min(both)
        # To the metre, so that the last bits of a geometry library change nothing.
        if length > 4 * gap and (km := round(length / 1000, 3)) > 0:
            yield Edge(one, other, min(km, 1000.0))


def _drawn(
    own: "Mapping[str, Geometry]", grids: "Mapping[str, Sequence[Geometry]]", size: float
) -> dict[str, Outline]:
    """Draw outlines made simple, without gaps between neighbours, in whole metres."""
    import numpy as np
    import shapely

    areas, step = np.array(list(own.values())), _DRAWN_STEP * size
    most = max(DRAWN_POINTS, _LEAST_POINTS * len(own))
    # Borders that do not match to the bit cannot be made simple together.
    together = shapely.coverage_is_valid(areas)
    simplify = shapely.coverage_simplify if together else shapely.simplify
    simple = simplify(areas, step)
    # Each time from the time before: what is left is little. Corners of borders always stay.
    for _ in range(_DOUBLINGS):
        if shapely.get_num_coordinates(simple).sum() <= most:
            break
        step *= 2
        simple = simplify(simple, step)
    found = {}
    for name, area in zip(own, simple, strict=True):
        kept = area if not area.is_empty else own[name]
        middle = shapely.maximum_inscribed_circle(kept, max(1.0, size / 500)).coords[0]
        small = [part.simplify(_DRAWN_STEP * size) for part in grids.get(name, ())]
        found[name] = Outline(
            middle=(round(middle[0]), round(middle[1])),
            parts=_polygons([kept]),
            grids=_polygons(small),
        )
    return found


def _polygons(areas: "Sequence[Geometry]") -> Polygons:
    """Write areas as rings of whole metres."""
    import shapely

    return tuple(
        tuple(
            tuple((round(x), round(y)) for x, y in ring.coords)
            for ring in (part.exterior, *part.interiors)
        )
        for part in shapely.get_parts(areas)
    )
