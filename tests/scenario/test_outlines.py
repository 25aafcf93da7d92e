"""Outlines: a town with a map needs no list of neighbours, and every bad file is told."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from sim.errors import Problem
from sim.scenario import Town, load_town
from sim.scenario import geojson as formats
from sim.scenario.load import load
from sim.words import Speech
from sim.words.setting import problems_text
from tests.scenario.conftest import Write, only, town_problems
from tests.scenario.test_town import GOOD

Ring = list[list[float]]
BARE = GOOD.replace("adjacency: [[east, west, 1]]\n", "").replace(
    "  communities.residents", "  communities.residents"
)
WITH = "outlines: map.geojson\n" + BARE
DEGREE = 0.01


def square(x: float, y: float, width: float = DEGREE) -> Ring:
    """A closed square whose lower left corner is at 118 + x, 25 + y degrees."""
    left, low = 118 + x, 25 + y
    right, high = left + width, low + width
    return [[left, low], [right, low], [right, high], [left, high], [left, low]]


def feature(name: str, *rings: Ring, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"community": name, **properties},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


def collection(*features: dict[str, Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


EAST, WEST = feature("east", square(DEGREE, 0)), feature("west", square(0, 0))
Make = Callable[..., Town]


@pytest.fixture
def make(write: Write) -> Make:
    def made(text: str, town: str = WITH) -> Town:
        write(text, "map.geojson")
        return load_town(write(town, "twin.yaml"))

    return made


@pytest.fixture
def wrong(write: Write) -> Callable[..., tuple[Problem, ...]]:
    def told(text: str, town: str = WITH) -> tuple[Problem, ...]:
        write(text, "map.geojson")
        return town_problems(write(town, "twin.yaml"))

    return told


def test_common_borders_tell_who_adjoins_whom(make: Make) -> None:
    town = make(collection(EAST, WEST))
    (edge,) = town.adjacency
    assert edge[:2] == ("east", "west")
    assert edge.weight == pytest.approx(110.574 * DEGREE, rel=0.01)
    assert str(town.source_of("adjacency.[1].[3]")).startswith("computed: kilometres of common")
    assert str(town.origins["adjacency.[1]"]) == "map.geojson"


def test_adjacency_that_is_written_holds(make: Make) -> None:
    town = make(collection(EAST, WEST), "outlines: map.geojson\n" + GOOD)
    assert town.adjacency == (("east", "west", 1.0),)
    assert town.source_of("adjacency") is None


def test_corners_and_gaps_are_no_borders(make: Make) -> None:
    assert make(collection(feature("east", square(DEGREE, DEGREE)), WEST)).adjacency == ()
    assert make(collection(feature("east", square(2 * DEGREE, 0)), WEST)).adjacency == ()
    # Two metres of gap are a drawing error.
    assert len(make(collection(feature("east", square(DEGREE + 1e-5, 0)), WEST)).adjacency) == 1


def test_outlines_change_no_number(make: Make) -> None:
    with_map = make(collection(EAST, WEST), "outlines: map.geojson\n" + GOOD)
    without = make(collection(EAST, WEST), GOOD)
    assert with_map.outlines
    assert with_map.numbers() == without.numbers()


def test_names_are_ids_or_labels_in_any_property(make: Make) -> None:
    east = {**EAST, "properties": {"NAME": "东"}}
    west = {**WEST, "properties": None, "id": "west"}
    assert list(make(collection(west, east)).outlines) == ["east", "west"]


def test_grids_make_up_a_community(make: Make) -> None:
    halves = [
        feature("east", square(DEGREE, 0), grid=1),
        feature("east", square(2 * DEGREE, 0), grid="b"),
    ]
    town = make(collection(*halves, WEST))
    assert len(town.outlines["east"].grids) == 2
    (rings,) = town.outlines["east"].parts
    area = shapely.Polygon(rings[0]).area
    assert area == pytest.approx(2 * (1105.74 * 1113.2 * 0.9063), rel=0.02)


def test_holes_and_islands_are_kept_and_small_shapes_too(make: Make) -> None:
    hole = square(0.004, 0.004, 0.002)
    west = feature("west", square(0, 0), hole)
    east = feature("east", hole)
    town = make(collection(west, east))
    (rings,) = town.outlines["west"].parts
    assert len(rings) == 2
    assert [edge[:2] for edge in town.adjacency] == [("east", "west")]
    x, y = town.outlines["west"].middle
    assert shapely.Polygon(rings[0], rings[1:]).contains(shapely.Point(x, y))


def test_plain_metres_are_said(make: Make) -> None:
    def metres(ring: Ring) -> Ring:
        return [[500_000 + 1e5 * (x - 118), 2_700_000 + 1e5 * (y - 25)] for x, y in ring]

    east = feature("east", metres(square(DEGREE, 0)))
    west = feature("west", metres(square(0, 0)))
    town = make(collection(east, west, crs=None))
    assert town.adjacency[0].weight == pytest.approx(1.0, abs=0.01)


def test_cgcs2000_is_longitude_and_latitude(make: Make) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    assert make(collection(EAST, WEST, crs=crs)).outlines


def test_a_fine_coast_is_made_simple_without_gaps(make: Make) -> None:
    steps = 5000
    border = [
        [118 + DEGREE + 1e-4 * ((index * 7919) % 13) / 13, 25 + DEGREE * index / steps]
        for index in range(steps + 1)
    ]
    west: Ring = [[118, 25], *border, [118, 25 + DEGREE], [118, 25]]
    east: Ring = [[118.02, 25], [118.02, 25.01], *border[::-1], [118.02, 25]]
    town = make(collection(feature("west", west), feature("east", east)))
    shapes = {name: shapely.Polygon(one.parts[0][0]) for name, one in town.outlines.items()}
    assert sum(len(one.parts[0][0]) for one in town.outlines.values()) < 3000
    assert shapes["east"].intersection(shapes["west"]).area < 1
    assert shapes["east"].intersection(shapes["west"]).length > 1000


BOW = [[118.0, 25.0], [118.01, 25.01], [118.01, 25.0], [118.0, 25.01], [118.0, 25.0]]
POINT = {**EAST, "geometry": {"type": "Point", "coordinates": [118.0, 25.0]}}
LINE = {**EAST, "geometry": {"type": "LineString", "coordinates": BOW}}
NONE = {**EAST, "geometry": None}
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}


def swapped(ring: Ring) -> Ring:
    return [[y, x] for x, y in ring]


def projected(ring: Ring) -> Ring:
    return [[1e5 * x, 1e5 * y] for x, y in ring]


BAD = [
    # what the file holds, line or feature, in the message, in the Chinese message
    ("{", "map.geojson:1", "not JSON", "JSON"),
    (
        collection(
            WEST,
            {**EAST, "geometry": {"type": "Polygon", "coordinates": [[[float("nan"), 1]] * 4]}},
        ),
        "features.[2]",
        "no pair of numbers",
        "不是一对数字",
    ),
    (collection(WEST) + collection(EAST), ":1", "not JSON", "不止一个"),
    (
        collection(WEST, feature("east", [[118, 25], [118.1, 25], [118.1, 25], [118, 25]])),
        "features.[2]",
        "no area",
        "面积为零",
    ),
    (
        collection(
            EAST,
            {
                **WEST,
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [[square(0, 0)], [square(0.002, 0.002, 0.001)]],
                },
            },
        ),
        "features.[2]",
        "two parts of the outline lie on each other",
        "两个部分",
    ),
    (collection(EAST, feature("west", square(50, 0))), "map.geojson", "span 5,", "跨度为 5,"),
    ("[" * 100_000, ":1", "not JSON", "JSON"),
    ("[]", ":1", "has no type", "没有类型"),
    ('{"type": "Topology"}', ":1", "'Topology'", "FeatureCollection"),
    (collection(), ":1", "no features", "没有任何要素"),
    (collection(EAST, WEST, crs=CRS), "crs", "EPSG::4547", "而非 WGS 84"),
    (collection(EAST, WEST, crs=3), "crs", "unknown", "而非 WGS 84"),
    (collection(POINT, WEST), "features.[1]", "found a Point", "Point；边界应为"),
    (collection(LINE, WEST), "features.[1]", "found a LineString", "LineString"),
    (collection(NONE, WEST), "features.[1]", "no geometry", "没有几何图形"),
    (collection(feature("east", []), WEST), "features.[1]", "a ring has 0 points", "0 个点"),
    (collection(feature("east"), WEST), "features.[1]", "the outline is empty", "边界为空"),
    (
        collection(WEST, feature("east", square(DEGREE, 0)[:4])),
        "features.[2]",
        "not closed: it begins at 118.01, 25 and ends at 118.01, 25.01",
        "环未闭合",
    ),
    (
        collection(
            WEST, {**EAST, "geometry": {"type": "Polygon", "coordinates": [[["a", 1]] * 4]}}
        ),
        "features.[2]",
        "no pair of numbers",
        "不是一对数字",
    ),
    (
        collection(WEST, feature("east", BOW)),
        "features.[2]",
        "crosses itself at 118.005, 25.005",
        "在 118.005, 25.005 处自相交",
    ),
    (
        collection(EAST, feature("west", square(0, 0), square(0.05, 0, 0.001))),
        "features.[2]",
        "a hole does not lie inside",
        "洞",
    ),
    (
        collection(
            feature("east", swapped(square(DEGREE, 0))), feature("west", swapped(square(0, 0)))
        ),
        "features.[1]",
        "changed places",
        "经纬度颠倒",
    ),
    (
        collection(
            feature("east", projected(square(1, 0))), feature("west", projected(square(0, 0)))
        ),
        "features.[1]",
        "no degrees",
        "投影坐标",
    ),
    (collection(feature("east", square(9, 0)), WEST), "map.geojson", "span 9", "跨度"),
    (
        collection(feature("east", square(DEGREE, 0, 1e-5)), crs=None),
        "map.geojson",
        "span 1.41e-08 km",
        "跨度",
    ),
    (collection(WEST), "map.geojson", "no outline of 'east'", "缺少 'east'（东）的边界"),
    (collection(EAST, WEST, EAST), "features.[3]", "two outlines", "两个边界"),
    (
        collection(EAST, WEST, feature("noth", square(0, DEGREE))),
        "features.[3]",
        "'noth', which is no community",
        "没有这个社区",
    ),
    (
        collection(EAST, WEST, {**EAST, "properties": {"id": None}}),
        "features.[3]",
        "does not say",
        "未注明",
    ),
    (
        collection(EAST, feature("west", square(DEGREE / 2, 0))),
        "map.geojson",
        "'east' and 'west' overlap by 0.5",
        "重叠",
    ),
    (
        collection(EAST, WEST, feature("east", square(DEGREE, 0), grid=1)),
        "map.geojson",
        "'east' has 2 grids, but outlines of 1",
        "2 个网格",
    ),
    (
        collection(
            EAST,
            WEST,
            feature("east", square(DEGREE, 0), grid=1),
            feature("east", square(DEGREE, DEGREE), grid=2),
        ),
        "map.geojson",
        "outside its outline",
        "超出其边界",
    ),
]


@pytest.mark.parametrize(("text", "place", "message", "chinese"), BAD)
def test_bad_outlines_are_told(
    text: str, place: str, message: str, chinese: str, wrong: Callable[..., tuple[Problem, ...]]
) -> None:
    problem = only(
        tuple(p for p in wrong(text) if "no outline of" not in p.message or "no outline" in message)
    )
    assert str(problem).startswith("map.geojson")
    assert place in str(problem)
    assert message in problem.message
    said = problems_text([problem], Speech("zh"))
    assert chinese in said
    assert "（英文）" not in said


def test_all_that_is_wrong_is_told_at_once(wrong: Callable[..., tuple[Problem, ...]]) -> None:
    told = wrong(collection(feature("east", BOW), feature("wset", square(0, 0)), POINT))
    assert [problem.path for problem in told] == ["features.[3]", "features.[1]", "features.[2]"]
    assert told[2].hint == "did you mean 'west'?"


def test_a_file_that_is_too_large_is_not_read(
    wrong: Callable[..., tuple[Problem, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "LARGEST_FILE", 100)
    problem = only(wrong(collection(EAST, WEST)))
    assert "MB" in problem.message
    assert "简化" in problems_text([problem], Speech("zh"))


def test_too_many_points_are_told(
    wrong: Callable[..., tuple[Problem, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "MOST_POINTS", 8)
    assert "more than 8 points" in only(wrong(collection(EAST, WEST))).message


@pytest.mark.parametrize("named", ["../map.geojson", "/etc/passwd", "inside.geojson"])
def test_no_file_outside_the_folder_is_read(write: Write, named: str) -> None:
    outside = write(collection(EAST, WEST), "map.geojson")
    path = write(WITH.replace("map.geojson", named), "towns/twin.yaml")
    (Path("towns") / "inside.geojson").symlink_to(outside.resolve())
    problem = only(town_problems(path))
    assert problem.path == "outlines"
    assert "outside the folder" in problem.message
    assert "在本文件所在文件夹之外" in problems_text([problem], Speech("zh"))


def test_a_missing_file_and_copies_are_told(write: Write) -> None:
    path = write(WITH, "twin.yaml")
    assert only(town_problems(path)).line == 1
    write(collection(EAST, WEST), "map.geojson")
    several = WITH.replace(
        "totals: {communities: 2, residents: 500, households: 180, groups: 4, grids: 3}",
        "copies: 2",
    )
    assert "copies" in only(town_problems(write(several, "twin.yaml"))).message


def test_only_towns_with_outlines_pay_for_geometry() -> None:
    code = "import sys, sim.scenario as s; s.load_town('luocheng'); print('shapely' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_shipped_town_with_a_map(write: Write) -> None:
    town = load_town("haven")
    assert set(town.outlines) == set(town.community_ids)
    assert len(town.outlines["lighthouse"].parts) == 2
    assert [len(rings) for rings in town.outlines["westgate"].parts] == [2]
    assert [edge[0] for edge in town.adjacency if edge[1] == "garden"] == ["westgate"]
    assert load(write("extends: integration\ntown: haven")).scenario.town == town


def test_a_file_of_nothing_but_points_is_told(wrong: Callable[..., tuple[Problem, ...]]) -> None:
    assert [one.path for one in wrong(collection(POINT, POINT))] == ["features.[1]", "features.[2]"]


def test_fine_borders_that_do_not_match_are_made_simple_too(make: Make) -> None:
    steps = 4000

    def border(shift: float) -> Ring:
        return [[118.01, 25 + DEGREE * (k + shift) / steps] for k in range(1, steps)]

    west: Ring = [[118, 25], [118.01, 25], *border(0), [118.01, 25.01], [118, 25.01], [118, 25]]
    east: Ring = [[118.02, 25], [118.02, 25.01], [118.01, 25.01], *border(0.3)[::-1]]
    east += [[118.01, 25], [118.02, 25]]
    town = make(collection(feature("west", west), feature("east", east)))
    assert sum(len(one.parts[0][0]) for one in town.outlines.values()) < 100
    assert len(town.adjacency) == 1
