import math
import shutil
import time
from pathlib import Path

import pytest

from sim.calendar import format_month
from sim.dashboard import drawing, session
from sim.dashboard.pair import SliderMoves, TownChoice, TwoTowns
from sim.declarations.metrics import HEADLINE
from sim.declarations.tables import TOWN
from sim.model import CommunityModel
from sim.scenario.places import shipped_folder
from sim.words import Speech
from tests.dashboard.watching import SMALL, Watcher


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def test_it_waits_at_the_end_of_the_common_past(watcher: Watcher) -> None:
    frame = watcher.still()
    assert format_month(frame.coming) == "2021-01"
    assert len(frame.months) == 6
    assert frame.mine is not None
    assert frame.other is not None
    assert not frame.moved


def test_what_is_prepared_is_shown_before_its_past_has_run() -> None:
    watched = Watcher()
    watched.session.begin()
    still = watched.still()
    first = next(frame for frame in watched.frames if frame.levers is not None)
    assert first.stage == "preparing"
    assert (first.town, first.levers, first.known) == (still.town, still.levers, still.known)
    assert (first.mine, first.past) == (None, 6)
    assert "month 1 of the 6" in drawing.status(first, Speech("en"))
    watched.session.close()
    watched.session.join()


def test_the_baseline_is_that_of_the_shipped_comparison_where_it_can_be() -> None:
    names = {
        name: TwoTowns(TownChoice(name), SliderMoves()).choice.baseline
        for name in ("co_governance", "government_led", "example")
    }
    assert names == {"co_governance": "government_led", "government_led": "", "example": ""}


def test_an_own_scenario_of_another_town_is_against_the_one_it_extends(tmp_path: Path) -> None:
    parent, child = tmp_path / "parent.yaml", tmp_path / "child.yaml"
    parent.write_text("extends: example\nlevers: {control: 0.5}\n", encoding="utf-8")
    child.write_text("extends: parent.yaml\nlevers: {control: 0}\n", encoding="utf-8")
    own = TwoTowns(TownChoice(str(child), scale=1.0), SliderMoves())
    assert own.choice.baseline == str(parent)
    assert TwoTowns(TownChoice(str(parent)), SliderMoves()).choice.baseline == "example"
    own.prepare(lambda: None)
    own.step()
    mine, other = (one.latest["administrative_share"] for one in own.readings())
    assert mine < other, "there is something to see without a slider"
    parent.write_text("extends: government_led\ntown: haven\n", encoding="utf-8")
    child.write_text("extends: parent.yaml\nlevers: {control: 0}\n", encoding="utf-8")
    assert TwoTowns(TownChoice(str(child)), SliderMoves()).choice.baseline == str(parent)


def test_an_own_scenario_of_an_own_town_is_against_the_shipped_baseline_there(
    tmp_path: Path,
) -> None:
    town, own = tmp_path / "mine_town.yaml", tmp_path / "mine.yaml"
    town.write_text((shipped_folder() / "towns" / "haven.yaml").read_text("utf-8"), "utf-8")
    shutil.copy(shipped_folder() / "towns" / "haven.geojson", tmp_path)
    own.write_text("extends: co_governance\ntown: ./mine_town.yaml\n", encoding="utf-8")
    for chosen in (None, "government_led"):
        pair = TwoTowns(TownChoice(str(own), chosen), SliderMoves())
        assert pair.choice.baseline == "government_led"
        pair.prepare(lambda: None)
        pair.step()
        assert pair.mine.governance.town.numbers() == pair.other.governance.town.numbers()
        mine, other = (one.latest["administrative_share"] for one in pair.readings())
        assert mine < other


def test_with_sliders_unmoved_town_and_baseline_are_the_same(watcher: Watcher) -> None:
    watcher.step()
    frame = watcher.step()
    assert frame.mine is not None
    assert frame.other is not None
    assert all(same(frame.mine.latest[name], frame.other.latest[name]) for name in HEADLINE)
    assert frame.mine.matters == frame.other.matters


def test_a_slider_holds_from_the_month_that_comes(watcher: Watcher) -> None:
    start = watcher.step()
    watcher.session.move("control", TOWN, 0.0)
    moved = watcher.wait(lambda frame: bool(frame.moved))
    assert moved.coming == start.coming
    assert moved.levers is not None
    assert set(moved.levers["control"]) == {0.0}
    after = watcher.step()
    assert after.mine is not None
    assert after.other is not None
    assert after.mine.latest["administrative_share"] < after.other.latest["administrative_share"]
    assert f"date: {format_month(start.coming)}" in after.text


def test_the_file_runs_to_the_same_numbers(watcher: Watcher, tmp_path: Path) -> None:
    """What a person saw on the page, `cogov run` finds again to the bit."""
    watcher.step()
    watcher.session.move("control", TOWN, 0.1)
    watcher.session.move("consultation_meetings_per_year", "riverside", 12)
    watcher.step()
    watcher.session.move("control", "hillside", 0.9)
    for _ in range(3):
        frame = watcher.step()
    path = tmp_path / "moved.yaml"
    path.write_text(frame.text, encoding="utf-8")
    model = CommunityModel(path, SMALL.seed)
    while model.month < frame.coming:
        model.step()
    assert frame.mine is not None
    found = {name: model.metric(name) for name in frame.mine.latest}
    assert [name for name in found if not same(found[name], frame.mine.latest[name])] == []
    # Both places moved, so that the test cannot pass with a file that says nothing.
    assert {"riverside", "hillside"} <= {place for _, place in frame.moved}


def test_reset_keeps_sliders_and_undo_puts_them_back(watcher: Watcher) -> None:
    watcher.step()
    watcher.session.move("control", TOWN, 0.0)
    watcher.step()
    watcher.session.reset()
    again = watcher.wait(lambda frame: frame.stage == "paused" and len(frame.months) == 6)
    assert again.moved == {("control", TOWN)}
    assert format_month(again.start) in again.text
    watcher.session.undo()
    back = watcher.wait(lambda frame: frame.stage == "paused" and not frame.moved)
    assert "timeline" not in back.text


def test_another_scenario_forgets_the_sliders_another_seed_does_not(watcher: Watcher) -> None:
    watcher.still()
    watcher.session.move("control", TOWN, 0.0)
    watcher.wait(lambda frame: bool(frame.moved))
    watcher.session.choose(seed=3)
    seeded = watcher.wait(lambda frame: frame.stage == "paused" and frame.choice.seed == 3)
    assert seeded.moved
    watcher.session.choose(scenario="example")
    assert not watcher.wait(lambda frame: frame.stage == "paused" and not frame.moved).moved


def test_the_map_can_show_any_metric(watcher: Watcher) -> None:
    watcher.step()
    watcher.session.show("trust")
    frame = watcher.wait(lambda frame: frame.metric == "trust")
    assert frame.places is not None
    assert set(frame.places) == set(frame.town.community_ids if frame.town else ())
    assert frame.lines is not None
    assert [len(line) for line in frame.lines] == [len(frame.months)] * 2


def test_plausible_sets_come_after_and_follow_the_sliders(watcher: Watcher) -> None:
    watcher.session.show("administrative_share")
    watcher.still()
    watcher.session.move("control", TOWN, 0.0)
    watcher.step()
    frame = watcher.wait(
        lambda one: "effect" in one.bands and len(one.bands["effect"][0]) == len(one.months)
    )
    low, high = frame.bands["effect"]
    past = frame.start - frame.months[0]
    assert low[:past] == high[:past] == [0.0] * past
    assert low[past] <= high[past] < 0
    assert frame.sets == 5


def test_to_begin_anew_a_past_is_not_run_again(watcher: Watcher) -> None:
    first = watcher.still()
    seen = len(watcher.frames)
    watcher.session.reset()
    again = watcher.wait(lambda one: one.number > first.number and one.stage == "paused")
    assert again.lines == first.lines
    assert {frame.done for frame in watcher.frames[seen + 1 :]} <= {0}


def test_it_runs_to_the_end_and_can_begin_anew(watcher: Watcher) -> None:
    watcher.still()
    watcher.session.set_pace(0)
    watcher.session.start()
    end = watcher.wait(lambda frame: frame.stage == "ended")
    assert end.coming == end.end
    watcher.session.step()
    watcher.session.reset()
    assert watcher.still().coming == end.start


def test_a_slow_page_misses_pictures_and_nothing_piles_up() -> None:
    slow = Watcher(answers=False)
    slow.session.begin()
    slow.session.set_pace(0)
    first = slow.wait(lambda frame: frame.stage == "preparing")
    slow.session.shown(first.number)
    frame = slow.wait(lambda frame: frame.stage == "paused")
    slow.session.shown(frame.number)
    slow.session.start()
    time.sleep(1.0)
    waiting = len(slow.frames)
    # Many months have run; at most one picture waits for the page, and the next is of now.
    slow.answers = True
    slow.session.shown(slow.frames[-1].number)
    last = slow.wait(lambda frame: frame.coming > first.coming + 10)
    assert last.number == len(slow.frames)
    assert waiting <= 5
    slow.session.close()
    slow.session.join()


def test_wishes_are_not_queued(watcher: Watcher) -> None:
    before = watcher.still()
    with session._ONE_AT_A_TIME:
        for value in range(40):
            watcher.session.step()
            watcher.session.move("control", TOWN, value / 100)
    frame = watcher.wait(lambda f: f.coming > before.coming and f.stage == "paused")
    time.sleep(0.5)
    frame = watcher.frames[-1]
    assert frame.coming <= before.coming + 2
    assert frame.levers is not None
    assert set(frame.levers["control"]) == {0.39}
    assert frame.text.count("control:") <= 2


def test_a_choice_made_while_another_is_prepared_is_shown(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "GAP_SECONDS", 0.0)
    watcher.still()
    with session._ONE_AT_A_TIME:
        watcher.session.choose(seed=1)
        watcher.wait(lambda frame: frame.stage == "preparing")
        watcher.session.choose(seed=2)
    assert watcher.wait(lambda f: f.stage == "paused" and f.choice.seed == 2, 20)


def test_what_is_wished_for_while_another_town_is_prepared_is_done_in_the_one_chosen_last(
    watcher: Watcher,
) -> None:
    watcher.still()
    with session._ONE_AT_A_TIME:
        watcher.session.move("control", TOWN, 0.9)
        watcher.session.choose(seed=1)
        watcher.wait(lambda frame: frame.stage == "preparing")
        watcher.session.choose(seed=2)
        watcher.session.move("delegation", TOWN, 0.5)
        watcher.session.step()
    found = watcher.wait(
        lambda f: f.stage == "paused" and f.choice.seed == 2 and f.month is not None
    )
    assert found.coming == found.start + 1
    assert found.moved == {("control", TOWN), ("delegation", TOWN)}
    given_up = [f for f in watcher.frames if f.choice.seed == 1 and f.done == f.past > 0]
    assert not given_up


def test_a_move_that_waits_is_forgotten_with_its_scenario(watcher: Watcher) -> None:
    before = watcher.still()
    with session._ONE_AT_A_TIME:
        watcher.session.step()
        watcher.session.move("control", TOWN, 0.9)
        watcher.session.choose(scenario="example")
    found = watcher.wait(lambda f: f.number > before.number and f.stage == "paused")
    assert not found.moved


def test_what_is_shown_is_of_what_is_chosen(watcher: Watcher) -> None:
    """No picture of the old town under the new choice."""
    watcher.still()
    watcher.session.choose(seed=1)
    watcher.session.choose(scale=0.3)
    last = watcher.wait(lambda f: f.stage == "paused" and f.choice.scale == 0.3)
    assert last.choice.seed == 1
    paused = [frame for frame in watcher.frames if frame.stage == "paused"]
    assert all(f"scale: {frame.choice.scale:g}\n" in frame.text for frame in paused)


def test_a_town_stops_when_its_page_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "GONE_SECONDS", 0.3)
    gone = Watcher(answers=False)
    gone.session.begin()
    gone.wait(lambda frame: frame.stage == "preparing")
    for _ in range(200):
        gone.session.shown(gone.frames[-1].number)
        if gone.frames[-1].stage == "paused":
            break
        time.sleep(0.05)
    gone.session.start()
    time.sleep(0.8)
    with gone.session._changed:
        assert not gone.session._running
    gone.session.close()
    gone.session.join()


def test_what_cannot_be_compared_is_said_and_mended(watcher: Watcher) -> None:
    watcher.still()
    watcher.session.choose(baseline="history")
    failed = watcher.wait(lambda frame: frame.stage == "failed")
    assert "different months" in failed.problems[0].message
    watcher.session.choose(baseline="")
    assert watcher.still().problems == ()


def test_another_scenario_can_be_the_baseline(tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text("extends: example\nlevers: {control: 0}\n", encoding="utf-8")
    two = Watcher(TownChoice("example", baseline=str(path), scale=1.0))
    two.session.begin()
    frame = two.step()
    assert frame.mine is not None
    assert frame.other is not None
    assert frame.mine.latest["administrative_share"] > frame.other.latest["administrative_share"]
    two.session.close()
    two.session.join()


def test_the_thread_ends_with_the_page(watcher: Watcher) -> None:
    watcher.still()
    watcher.session.start()
    watcher.session.close()
    watcher.session.join()
    assert not watcher.session._thread.is_alive()


def test_plausible_sets_wait_until_the_page_has_shown_the_town() -> None:
    watched = Watcher(answers=False)
    watched.session.begin()
    ready = watched.still()
    time.sleep(session.GAP_SECONDS * 4)
    assert watched.frames[-1].number == ready.number, "nothing is shown, and nothing comes"
    assert not ready.bands
    watched.answers = True
    watched.session.shown(ready.number)
    # Now they come by themselves.
    watched.wait(lambda frame: "effect" in frame.bands)
    watched.session.close()
    watched.session.join()
