import dataclasses
import math
import re
from xml.etree import ElementTree

import pytest

from sim.dashboard import drawing
from sim.dashboard.session import Frame
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declarations.tables import TOWN
from sim.errors import Problem
from sim.scenario import load_town
from sim.words import Speech
from tests.dashboard.watching import SMALL, Watcher


@pytest.fixture
def frame(watcher: Watcher) -> Frame:
    watcher.step()
    watcher.session.move("control", TOWN, 0.0)
    return watcher.step()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_part_is_whole_and_in_its_language(frame: Frame, language: str) -> None:
    parts = drawing.sections(frame, Speech(language))
    for text in parts.values():
        ElementTree.fromstring(f"<div>{unquoted(text)}</div>")
    words = re.sub(r"<[^>]+>|aria-label=\"[^\"]*\"", " ", " ".join(parts.values()))
    if language == "zh":
        assert not re.search(r"[A-Za-z]{4,}", words.replace("compare", "").replace("cogov", ""))
    else:
        assert not re.search("[\u4e00-\u9fff]", words)


def unquoted(text: str) -> str:
    """HTML as XML has it."""
    return re.sub(r"=(num|cg-\w+)>", r'="\1">', text)


def test_the_table_has_every_headline_metric_and_the_one_of_the_map(watcher: Watcher) -> None:
    watcher.still()
    watcher.session.show("backlog")
    frame = watcher.wait(lambda f: f.metric == "backlog" and f.stage == "paused")
    rows = re.findall('data-metric="(\\w+)"', drawing.headline(frame, Speech("en")))
    assert rows == [*HEADLINE, "backlog"]


def test_the_map_tells_its_values_to_those_who_cannot_see_it(frame: Frame) -> None:
    text = drawing.town_map(frame, Speech("en"))
    assert frame.town is not None
    label = re.search('aria-label="([^"]+)"', text)
    assert label
    assert all(one.label.en in label[1] for one in frame.town.communities)


def test_neighbours_are_placed_inside_the_map() -> None:
    found = drawing.places_of(("a", "b", "c"), (("a", "b"), ("b", "c")))
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in found.values())
    assert found == drawing.places_of(("a", "b", "c"), (("a", "b"), ("b", "c")))
    assert drawing.places_of(("alone",), ()) == {"alone": (0.5, 0.5)}


def test_a_line_has_gaps_where_values_are_null() -> None:
    nan = math.nan
    text = drawing.sparkline((nan, 1, 2, nan, 3), (nan,) * 5, METRICS["trust"], 2)
    (path,) = re.findall(' d="([^"]+)"', text)
    assert path.count("M") == 2
    assert "#ECECEC" in text
    assert "nan" not in text


def test_colours_darken_with_values_and_null_is_white() -> None:
    shades = [drawing._colour(value, 0.0, 1.0) for value in (0, 0.25, 0.5, 0.75, 1)]
    light = [sum(int(shade[k : k + 2], 16) for k in (1, 3, 5)) for shade in shades]
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == 5
    assert drawing._colour(math.nan, 0, 1) == "#FFFFFF"
    assert drawing._colour(2.0, 0, 1) == shades[-1]


@pytest.mark.parametrize(
    "name, at_start, ends",
    [
        ("participation_rate", (0.08, 0.14), (0.0, 0.3)),
        ("participation_rate", (0.8,), (0.0, 1.0)),
        ("turnout", (math.nan,), (0.0, 1.0)),
        ("participation_gap_age", (-0.04, 0.02), (-0.1, 0.1)),
        ("backlog", (7.0, 4.0), (0.0, 20.0)),
        ("backlog", (0.0,), (0.0, 1.0)),
    ],
)
def test_the_colours_of_the_map_have_ends_that_stay(
    name: str, at_start: tuple[float, ...], ends: tuple[float, float]
) -> None:
    assert drawing.fixed_scale(METRICS[name], at_start) == pytest.approx(ends)


def test_the_cost_stands_beside_each_effect(frame: Frame) -> None:
    assert frame.mine is not None
    free = drawing.tiles(frame, Speech("en"))
    assert free.count("at the same cost") == len(drawing.TILES)
    dear = {**frame.mine.latest, "cost_institution": frame.mine.latest["cost_institution"] + 3e6}
    paid = dataclasses.replace(frame, mine=dataclasses.replace(frame.mine, latest=dear))
    assert drawing.tiles(paid, Speech("en")).count("for +3 million yuan a year") == 6


def test_states_are_told_in_words() -> None:
    speech = Speech("en")
    assert "first time" in drawing.status(Frame(1, "preparing", SMALL), speech)
    failed = Frame(1, "failed", SMALL, problems=(Problem("no such town"),))
    assert drawing.status(failed, speech) == "This cannot run: no such town"
    assert drawing.sections(failed, speech)["map"] == ""


def test_every_lever_is_declared_for_the_page(frame: Frame) -> None:
    assert frame.levers is not None
    assert set(frame.levers) == set(LEVERS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_town_with_outlines_is_a_map(frame: Frame, language: str) -> None:
    town = load_town("haven")
    values = {name: 0.01 * place for place, name in enumerate(town.community_ids)}
    speech = Speech(language)
    text = drawing.town_map(dataclasses.replace(frame, town=town, places=values), speech)
    root = ElementTree.fromstring(f"<div>{unquoted(text)}</div>")
    svg = next(one for one in root if one.tag == "svg")
    width, height = (float(part) for part in svg.attrib["viewBox"].split()[2:])
    paths = [one for one in svg if one.tag == "path"]
    assert len(paths) == len(town.communities)
    for path in paths:
        numbers = [float(part) for part in re.findall(r"[\d.]+", path.attrib["d"])]
        assert all(0 <= x <= width for x in numbers[::2])
        assert all(0 <= y <= height for y in numbers[1::2])
    names = [one.text for one in svg if one.attrib.get("class") == "cg-name"]
    assert names == [speech.pick(one.label) for one in town.communities]
    assert "<circle" not in text
