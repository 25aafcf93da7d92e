import dataclasses
import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from sim.dashboard import charts, drawing
from sim.dashboard.looking import VIEWS
from sim.dashboard.session import Frame
from sim.declarations.groups import GROUPS
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import HEADLINE
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


@pytest.fixture
def frames(frame: Frame, watcher: Watcher) -> dict[str, Frame]:
    """A picture of the same town for everything that can be looked at."""
    found: dict[str, Frame] = {}
    for view in VIEWS:
        watcher.session.look(view)
        found[view] = watcher.wait(lambda one, view=view: one.view == view)  # type: ignore[misc]
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_part_is_whole_and_in_its_language(frames: dict[str, Frame], language: str) -> None:
    speech, texts = Speech(language), []
    for view, frame in frames.items():
        parts = [*drawing.sections(frame, speech).values(), drawing.headline(frame, speech)]
        parts += [drawing.answer(frame, speech)]
        if view in drawing.BESIDE:
            parts.append(drawing.BESIDE[view](frame, speech))
        for text in parts:
            ElementTree.fromstring(f"<div>{unquoted(text)}</div>")
        assert all(parts), f"something is shown in the view {view}"
        texts += [*parts, drawing.meaning(frame, speech)]
        for draw in (charts.over_time, charts.groups, charts.network):
            chart = draw(frame, speech)
            if chart is not None:
                # As the browser gets it: JSON has no NaN.
                option = json.loads(json.dumps(chart.option, allow_nan=False))
                texts += [chart.text, chart.title, *chart.notes, *said(option)]
    words = re.sub(r"<[^>]+>|aria-label=\"[^\"]*\"", " ", " ".join(texts))
    for _, label in frames["where"].events:
        # As the file of the example has it.
        words = words.replace(label, "")
    if language == "zh":
        assert not re.search(r"[A-Za-z]{4,}", words)
    else:
        assert not re.search("[\u4e00-\u9fff]", words)


def said(option: object) -> Iterator[str]:
    """What a chart says."""
    if isinstance(option, dict):
        for key, value in option.items():
            if key in ("text", "name", "formatter") and isinstance(value, str):
                yield value
            else:
                yield from said(value)
    elif isinstance(option, list):
        for one in option:
            yield from said(one)


def test_the_chart_shows_both_towns_their_difference_and_what_happens(
    frames: dict[str, Frame],
) -> None:
    chart = charts.over_time(frames["where"], Speech("en"))
    assert chart is not None
    named = [one["name"] for one in chart.option["series"] if "name" in one]
    assert named == ["with your sliders", "baseline: same, sliders unmoved", "difference"]
    frame = frames["where"]
    assert frame.lines is not None
    mine = [one["value"] for one in chart.option["series"][0]["data"]]
    assert mine == pytest.approx([100 * value for value in frame.lines[0]])
    assert any("Administrative control set to 0 %" in note for note in chart.notes)
    assert any("Recruitment drive" in note for note in chart.notes)
    marked = {one["xAxis"] for one in chart.option["series"][0]["markLine"]["data"]}
    assert "2021-02" in marked


def test_a_person_is_the_same_in_both_towns_and_another_can_be_followed(
    frames: dict[str, Frame], watcher: Watcher
) -> None:
    first = frames["person"].person
    assert first is not None
    watcher.session.accompany()
    other = watcher.wait(lambda one: one.person is not None and one.person != first).person
    assert other is not None
    assert other.number != first.number
    watcher.session.accompany("party.member")
    member = watcher.wait(lambda one: one.kind == "party.member" and one.person is not None).person
    assert member is not None
    assert "member" in member.groups
    # As many matters as the household has, in each of the two towns.
    text = drawing.person(frames["person"], Speech("en"))
    assert text.count("<li>") >= 2


def test_groups_are_those_of_the_town(frames: dict[str, Frame]) -> None:
    frame = frames["who"]
    assert frame.groups is not None
    assert [len(side) for side in frame.groups] == [len(GROUPS)] * 2
    assert frame.mine is not None
    ages = frame.groups[0][:3]
    assert min(ages) <= frame.mine.latest["participation_rate"] <= max(ages)


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
    assert drawing.town_map(failed, speech) == ""
    assert charts.over_time(failed, speech) is None


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
