import dataclasses
import re
from pathlib import Path

import pytest

from sim.dashboard import controls
from sim.dashboard.controls import Scenarios
from sim.dashboard.pair import TownChoice
from sim.dashboard.session import PACES, Frame
from sim.dashboard.shelf import Shelf
from sim.declarations.levers import LEVERS
from sim.declarations.tables import TOWN
from sim.declare import MEASURES
from sim.scenario import shipped_scenarios
from sim.words import Speech
from sim.words.catalogue.units import UNITS
from tests.dashboard.watching import SMALL, Watcher


def test_every_lever_has_a_slider_in_its_measure() -> None:
    groups = controls.lever_groups(Speech("en"))
    assert [group["name"] for group in groups] == [*MEASURES, "shocks"]
    found = {lever["name"]: lever for group in groups for lever in group["levers"]}
    assert set(found) == set(LEVERS)
    for group in groups[:-1]:
        assert all(LEVERS[lever["name"]].measure == group["name"] for lever in group["levers"])
    assert all(lever["name"].startswith("shock") for lever in groups[-1]["levers"])
    assert not any("shock" in lever["name"] for lever in groups[0]["levers"])
    for lever in found.values():
        steps = (lever["high"] - lever["low"]) / lever["step"]
        assert 1 <= steps <= 250
        assert steps == pytest.approx(round(steps))


def test_every_lever_is_explained_in_both_languages() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    for language in ("en", "zh"):
        for group in controls.lever_groups(Speech(language)):
            for lever in group["levers"]:
                titles = [title for title, _ in lever["about"]]
                assert len(titles) == len(set(titles)) >= 2
                told = [lever["hint"], *(text for _, text in lever["about"])]
                if language == "zh":
                    assert all(chinese.search(text) for text in told[:1] + told[2:]), told
                    assert not re.search("[a-z]{4,} [a-z]{3,}", " ".join(told)), told
                else:
                    assert not chinese.search(" ".join(told))


def test_sliders_count_in_whole_things_where_there_are_such() -> None:
    assert controls.step_of(LEVERS["households_per_party_member"]) == 1
    assert controls.step_of(LEVERS["control"]) == 0.01
    assert controls.step_of(LEVERS["community_budget"]) == 20_000


def test_a_slider_stands_where_its_place_has_it(watcher: Watcher) -> None:
    frame = watcher.still()
    # The example has control 0.7, and 0.5 in one community.
    town = controls.lever_values(frame, TOWN, Speech("en"))["control"]
    assert (town["value"], town["moved"], town["mixed"]) == (0.7, False, True)
    watcher.session.move("control", "riverside", 0.2)
    frame = watcher.wait(lambda f: bool(f.moved))
    there = controls.lever_values(frame, "hillside", Speech("en"))
    assert not there["control"]["moved"]
    said = controls.lever_values(frame, "riverside", Speech("en"))
    assert said["control"] == {
        "value": 0.2,
        "moved": True,
        "mixed": False,
        "known": "set by you, so assumed",
    }
    assert said["delegation"]["known"] == "off"
    assert said["committee_staff"]["known"] == "assumed"
    assert controls.lever_values(Frame(1, "preparing", SMALL), TOWN, Speech("en")) == {}


@pytest.mark.parametrize(
    "stage, first, off",
    [
        ("running", "pause", False),
        ("paused", "start", False),
        ("ended", "start", True),
        ("preparing", "start", True),
    ],
)
def test_buttons_fit_what_the_town_does(stage: str, first: str, off: bool) -> None:
    frame = dataclasses.replace(Frame(1, "paused", SMALL), stage=stage)  # type: ignore[arg-type]
    shown = controls.buttons(frame, Speech("en"))
    assert shown[0]["name"] == first
    assert shown[0]["off"] is off
    assert [field["name"] for field in shown[1:]] == ["step", "reset", "undo"]


def test_lists_offer_what_there_is() -> None:
    found = controls.settings(Frame(1, "paused", SMALL), Speech("zh"), PACES[0], Scenarios.of(None))
    for field in found:
        if field["kind"] == "select":
            values = [value for _, options in field["groups"] for value, _ in options]
            assert str(field["value"]) in [*values, "1.0"]
            assert len(values) == len(set(values))


class Deaf:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def choose(self, **what: object) -> None:
        self.heard.append(what)

    def show(self, metric: str) -> None:
        self.heard.append(metric)

    def step(self) -> None:
        self.heard.append("step")


@pytest.mark.parametrize(
    "name, value, heard",
    [
        ("scenario", "history", [{"scenario": "history"}]),
        ("scenario", "../../etc/passwd", []),
        ("baseline", "", [{"baseline": ""}]),
        ("baseline", "none.yaml", []),
        ("scale", "1.0", [{"scale": 1.0}]),
        ("scale", "50", []),
        ("seed", "7", [{"seed": 7}]),
        ("seed", "-1", []),
        ("seed", "9" * 30, []),
        ("metric", "trust", ["trust"]),
        ("metric", "thrust", []),
        ("step", "", ["step"]),
        ("close", "", []),
    ],
)
def test_nonsense_from_a_browser_is_left_alone(name: str, value: str, heard: list[object]) -> None:
    deaf = Deaf()
    controls.act(deaf, name, value, Scenarios.of(None))  # type: ignore[arg-type]
    assert deaf.heard == heard


def test_the_sliders_can_be_taken_along(watcher: Watcher) -> None:
    made = controls.yaml_file(watcher.still())
    assert made is not None
    assert made[0] == "example_moved.yaml"
    assert b"extends: example" in made[2]
    assert controls.yaml_file(Frame(1, "preparing", SMALL)) is None


def test_shipped_scenarios_have_their_labels() -> None:
    offered = Scenarios.of(None)
    assert tuple(offered.shipped) == shipped_scenarios()
    assert offered.label("example", Speech("zh")) == "示例"
    assert offered.holds("example")
    assert not offered.holds("../example.yaml")


def test_files_of_the_folder_are_offered_while_they_are_inside(tmp_path: Path) -> None:
    root, away = tmp_path / "mine", tmp_path / "away.yaml"
    root.mkdir()
    away.write_text("extends: example\n")
    mine = root / "mine.yaml"
    mine.write_text("label: {en: Mine, zh: 我的}\nextends: example\nlevers: {control: 0.1}\n")
    (root / "copy.yaml").write_text("label: {en: Example, zh: 示例}\nextends: example\n")
    offered = Scenarios.of(Shelf(root))
    assert list(offered.own) == ["copy.yaml", "mine.yaml"]
    assert offered.label("mine.yaml", Speech("zh")) == "我的"
    assert offered.label("copy.yaml", Speech("en")) == "Example (copy.yaml)"
    assert offered.holds("mine.yaml")
    mine.unlink()
    mine.symlink_to(away)
    assert not offered.holds("mine.yaml")


def test_a_file_runs_and_the_sliders_file_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("label: {en: Mine, zh: 我的}\nextends: example\nlevers: {control: 0.1}\n")
    watcher = Watcher(TownChoice(str(path), scale=1.0))
    watcher.session.begin()
    frame = watcher.still()
    watcher.session.close()
    watcher.session.join()
    assert frame.names is not None
    assert frame.names[0].zh == "我的"
    assert "extends: ./mine.yaml" in frame.text
    assert "# To be kept beside mine.yaml." in frame.text


def test_every_lever_has_a_unit_in_both_languages() -> None:
    assert {lever.unit for lever in LEVERS.values()} <= set(UNITS)
    assert Speech("zh").unit("households") == "户"
