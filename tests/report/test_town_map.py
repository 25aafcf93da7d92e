"""The figure of the town: a map where it has outlines, else a graph."""

import json
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from sim.analysis.compare import Design
from sim.report.figures.town import town_figure
from sim.report.shown import PlaceLabels
from sim.runs.manifest import town_names
from sim.scenario import load_town
from sim.words import Speech
from tests.report.test_over_time import DESIGN, assert_nothing_clipped, caption, metrics, texts

LABELS = PlaceLabels({"east": ("East", "东"), "west": ("West", "西")})
SQUARE = [[0, 0], [1000, 0], [1000, 1000], [0, 1000], [0, 0]]
HOLE = [[400, 400], [600, 400], [600, 600], [400, 600], [400, 400]]
OUTLINES = {
    "west": {"middle": [200, 500], "parts": [[SQUARE, HOLE]], "grids": []},
    "east": {"middle": [500, 500], "parts": [[HOLE]], "grids": [[HOLE]]},
}
TOWN: dict[str, Any] = {
    "communities": [{"id": "east", "residents": 300}, {"id": "west", "residents": 200}],
    "adjacency": [["east", "west", 1]],
}


def drawn(language: str = "en", outlines: Any = None, design: Design = DESIGN) -> Figure:
    town = TOWN if outlines is None else {**TOWN, "outlines": outlines}
    speech = Speech(language)
    return town_figure(metrics(design), design, town, "participation_rate", LABELS, speech)


def areas(figure: Figure) -> list[PathPatch]:
    return [one for axes in figure.axes for one in axes.patches if isinstance(one, PathPatch)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_with_outlines_it_is_a_map(language: str) -> None:
    figure = drawn(language, OUTLINES)
    assert_nothing_clipped(figure)
    # Two outlines and the border of a grid in each of three panels.
    assert len(areas(figure)) == 9
    shown = texts(figure)
    assert sum(text.startswith(("East\n", "东\n")) for text in shown) == 3
    assert ("0.2 km" if language == "en" else "0.2 公里") in shown
    assert ("no map" in caption(figure)) is False


def test_without_outlines_it_is_a_graph() -> None:
    figure = drawn()
    assert_nothing_clipped(figure)
    assert areas(figure) == []
    assert "the layout is no map" in caption(figure)


def test_holes_stay_open() -> None:
    patch = areas(drawn("en", OUTLINES))[0]
    path = patch.get_path()
    assert len(path.to_polygons()) == 2
    assert path.contains_point((100, 100))


@pytest.mark.parametrize("shape", [(20_000, 1_000), (1_000, 20_000)])
def test_long_towns_fit_the_sheet(shape: tuple[int, int]) -> None:
    right, top = shape
    ring = [[0, 0], [right, 0], [right, top], [0, top], [0, 0]]
    one = {"middle": [right // 2, top // 2], "parts": [[ring]], "grids": []}
    figure = drawn("en", {"east": one, "west": one})
    assert_nothing_clipped(figure)


def test_a_manifest_keeps_outlines_as_plain_values() -> None:
    kept = town_names(load_town("haven"))
    again = json.loads(json.dumps(kept))
    assert again["outlines"]["garden"]["parts"]
    assert len(json.dumps(kept)) < 100_000
    assert "outlines" not in town_names(load_town("luocheng"))
