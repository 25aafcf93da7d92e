import dataclasses
import re

import pytest

from sim.dashboard import fields
from sim.dashboard.live import PACES, Frame
from sim.dashboard.words import page_in
from sim.declarations.levers import LEVERS
from sim.declarations.tables import TOWN
from sim.declare import MEASURES
from tests.dashboard.watching import SMALL, Watcher


def test_every_lever_has_a_slider_in_its_measure() -> None:
    groups = fields.lever_groups(page_in("en"))
    assert [group["name"] for group in groups] == list(MEASURES)
    found = {lever["name"]: lever for group in groups for lever in group["levers"]}
    assert set(found) == set(LEVERS)
    for group in groups:
        assert all(LEVERS[lever["name"]].measure == group["name"] for lever in group["levers"])
    for lever in found.values():
        steps = (lever["high"] - lever["low"]) / lever["step"]
        assert 1 <= steps <= 250
        assert steps == pytest.approx(round(steps))


def test_every_lever_is_explained_in_both_languages() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    for language in ("en", "zh"):
        for group in fields.lever_groups(page_in(language)):
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
    assert fields.step_of(LEVERS["households_per_party_member"]) == 1
    assert fields.step_of(LEVERS["control"]) == 0.01
    assert fields.step_of(LEVERS["community_budget"]) == 20_000


def test_a_slider_stands_where_its_place_has_it(watcher: Watcher) -> None:
    frame = watcher.still()
    # The example has control 0.7, and 0.5 in one community.
    town = fields.lever_values(frame, TOWN)["control"]
    assert town == {"value": 0.7, "moved": False, "mixed": True}
    watcher.session.move("control", "riverside", 0.2)
    frame = watcher.wait(lambda f: bool(f.moved))
    here = fields.lever_values(frame, "riverside")["control"]
    assert here == {"value": 0.2, "moved": True, "mixed": False}
    assert not fields.lever_values(frame, "hillside")["control"]["moved"]
    said = fields.lever_values(frame, "riverside", page_in("en"))
    assert said["control"]["known"] == "set by you, so assumed"
    assert said["delegation"]["known"] == "off"
    assert said["committee_staff"]["known"] == "assumed"
    assert fields.lever_values(Frame(1, "preparing", SMALL), TOWN) == {}


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
    shown = fields.buttons(frame, page_in("en"))
    assert shown[0]["name"] == first
    assert shown[0]["off"] is off
    assert [field["name"] for field in shown[1:]] == ["step", "reset", "undo"]


def test_lists_offer_what_there_is() -> None:
    found = fields.settings(Frame(1, "paused", SMALL), page_in("zh"), PACES[0])
    for field in found:
        if field["kind"] == "select":
            values = [option[0] for option in field["options"]]
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
    fields.tell(deaf, name, value)  # type: ignore[arg-type]
    assert deaf.heard == heard


def test_the_sliders_can_be_taken_along(watcher: Watcher) -> None:
    made = fields.yaml_file(watcher.still())
    assert made is not None
    assert made[0] == "example_moved.yaml"
    assert b"extends: example" in made[2]
    assert fields.yaml_file(Frame(1, "preparing", SMALL)) is None
