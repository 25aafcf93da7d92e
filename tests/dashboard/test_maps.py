import math
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

import sim
from sim.analysis.compare import headline_levels
from sim.api.results import Results
from sim.dashboard import answers, maps
from sim.dashboard.opened import Opened
from sim.dashboard.shelf import Shelf
from sim.declarations.metrics import METRICS
from sim.scenario.loadtown import load_town
from sim.words import NULL, Speech


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of a town with outlines."""
    root = tmp_path_factory.mktemp("mapped")
    sim.compare(
        ["government_led", "co_governance"],
        settings={"town": "haven"},
        scale=0.1,
        months=3,
        seeds="0..4",
        sets="none",
        workers=0,
        out=root / "haven",
        figures="none",
        progress=False,
    )
    return root


def opened_at(root: Path, name: str) -> Opened:
    opened = Shelf(root).open(name)
    assert isinstance(opened, Opened)
    return opened


def parts(opened: Opened, question: answers.PageQuestion, language: str) -> dict[str, str]:
    answer = answers.findings_answer(opened, question, Speech(language))
    return {name: text for name, text, _ in answer.parts if name.startswith("map-")}


def drawn(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(f"<div>{text}</div>")
    return next(one for one in root if one.tag == "svg")


def written(text: str, kind: str) -> list[str]:
    found = [one.text or "" for one in drawn(text) if one.attrib.get("class") == kind]
    return [one.replace("\u2212", "-") for one in found]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_effects_by_community_are_a_map_where_there_are_outlines(
    mapped: Path, language: str
) -> None:
    opened = opened_at(mapped, "haven")
    question = replace(answers.first_question(opened), map_metric="trust")
    question = replace(question, metrics=(*question.metrics, "trust"))
    found = parts(opened, question, language)
    assert list(found) == ["map-co_governance"]
    text = found["map-co_governance"]
    saved = sim.open_results(mapped / "haven")
    assert isinstance(saved, sim.Comparison)
    table = saved.effects_by_community
    own = table[table["metric"] == "trust"].set_index("community")
    assert len(drawn(text).findall("path")) == len(own)
    assert "<circle" not in text
    labels = {one: pair for one, *pair in saved.design.places}
    assert written(text, "cg-name") == [labels[one][language == "zh"] for one in own.index]
    for shown, effect, high in zip(
        written(text, "cg-value"), own["difference"], own["high"], strict=True
    ):
        value, half = (float(one) for one in shown.split(" ± "))
        assert value == pytest.approx(effect, abs=0.005)
        assert half == pytest.approx(high - effect, abs=0.005)


def test_colours_of_effects_do_not_move_between_maps(results: Path) -> None:
    opened = opened_at(results, "deep/swept")
    question = answers.first_question(opened)
    one = parts(opened, question, "en")
    other = parts(opened, replace(question, baseline=opened.lines[1]), "en")
    pattern = r'cg-scale">\u2212([\d.]+) <span.*?</span> \+([\d.]+)</p>'
    ends = [re.findall(pattern, text) for found in (one, other) for text in found.values()]
    assert ends[0] == ends[1]
    assert [low == high for ((low, high),) in ends] == [True, True]


def test_a_town_without_outlines_is_a_graph_and_one_line_shows_its_levels(results: Path) -> None:
    opened = opened_at(results, "once")
    found = parts(opened, answers.first_question(opened), "en")
    assert list(found) == ["map-example"]
    circles = drawn(found["map-example"]).findall("circle")
    assert len(circles) == len(opened.communities)
    saved = sim.open_results(results / "once")
    assert isinstance(saved, Results)
    means = [
        headline_levels(saved.metrics, saved.design, place).set_index("metric")["value"]
        for place in opened.communities
    ]
    texts = written(found["map-example"], "cg-value")
    shown = [math.nan if text == NULL else float(text) for text in texts]
    wanted = [100 * float(one["participation_rate"]) for one in means]
    assert shown == pytest.approx(wanted, abs=0.01, nan_ok=True)
    assert sum(map(math.isnan, shown)) == 1


def test_more_is_blue_less_is_brown_and_nothing_is_white() -> None:
    scale = maps.effect_scale((0.031, -0.012, math.nan))
    assert (scale.low, scale.high) == pytest.approx((-0.05, 0.05))
    red, green, blue = (int(scale.colour(0.05)[k : k + 2], 16) for k in (1, 3, 5))
    assert blue > green > red
    red, green, blue = (int(scale.colour(-0.05)[k : k + 2], 16) for k in (1, 3, 5))
    assert red > green > blue
    assert min(int(scale.colour(0.0)[k : k + 2], 16) for k in (1, 3, 5)) > 240
    assert scale.colour(math.nan) == "#FFFFFF"


def test_neighbours_are_placed_inside_the_map() -> None:
    found = maps.places_of(("a", "b", "c"), (("a", "b"), ("b", "c")))
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in found.values())
    assert found == maps.places_of(("a", "b", "c"), (("a", "b"), ("b", "c")))
    assert maps.places_of(("alone",), ()) == {"alone": (0.5, 0.5)}


def test_colours_darken_with_values_and_null_is_white() -> None:
    shades = [maps.ColourScale(0.0, 1.0).colour(value) for value in (0, 0.25, 0.5, 0.75, 1)]
    light = [sum(int(shade[k : k + 2], 16) for k in (1, 3, 5)) for shade in shades]
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == 5
    assert maps.ColourScale(0, 1).colour(math.nan) == "#FFFFFF"
    assert maps.ColourScale(0, 1).colour(2.0) == shades[-1]


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
    scale = maps.level_scale(METRICS[name], at_start)
    assert (scale.low, scale.high) == pytest.approx(ends)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    parts = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0])
def test_names_are_read_on_areas_of_every_colour(share: float) -> None:
    town = load_town("haven")
    names = {one.id: one.label.en for one in town.communities}
    values = dict.fromkeys(names, share)
    ground, scale = maps.Ground(names, (), town.outlines), maps.ColourScale(0.0, 1.0)
    text = maps.map_html("t", "l", ground, values, dict.fromkeys(names, "1"), scale, Speech())
    shown = next(one for one in drawn(text) if one.attrib.get("class") == "cg-name")
    look = dict(part.split(":") for part in shown.attrib.get("style", "").split(";") if part)
    # Without a colour of its own a name is dark with a white edge, on which it is read anywhere.
    ink, edge = look.get("fill", "#1A1A1A"), look.get("stroke", "#FFFFFF")
    light, dark = sorted((_luminance(ink), _luminance(edge)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert (ink == "#FFFFFF") == (_luminance(scale.colour(share)) < 0.179)
