"""Epochs and hashes: no gaps, off is absence, only values in force count."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.declarations.levers import LEVERS
from sim.scenario import Scenario, first_difference, load_scenario
from sim.scenario.scenario import Change, Schedule, make_epochs, same_levers

IDS = ("riverside", "hillside", "newfield")
BASE = load_scenario("example")
NAMES = tuple(LEVERS)

targets = st.sampled_from(("town", *IDS))
values = st.sampled_from((0.0, 0.25, 0.5, 1.0))


@st.composite
def changes(draw: st.DrawFn) -> tuple[Change, ...]:
    """Changes of a few levers, from the beginning and later."""
    found = []
    months = draw(st.lists(st.none() | st.integers(80, 130), max_size=8))
    for month in sorted(months, key=lambda month: -1 if month is None else month):
        name = draw(st.sampled_from(NAMES[:4]))
        plain = draw(st.booleans())
        pairs = (
            {"town": draw(values)}
            if plain
            else draw(st.dictionaries(targets, values, min_size=1, max_size=3))
        )
        found.append(Change(month, name, plain, pairs))
    return tuple(found)


def scenario_of(schedule: Schedule, past: Schedule | None = None) -> Scenario:
    """A scenario with these changes in months 100-119, after a past of 10."""
    common: dict[str, Any] = {
        "summary": "",
        "sources": (),
        "chain": (),
        "town": BASE.town,
        "scale": 1.0,
        "start": 100,
        "months": 20,
        "seeds": (0,),
        "parameters": BASE.parameters,
    }
    before = Scenario(name="past", burn_in=0, past=None, schedule=past or Schedule(), **common)
    return Scenario(name="it", burn_in=10, past=before, schedule=schedule, **common)


def by_hand(schedule: Schedule, month: int) -> dict[str, list[float]]:
    """Values in force, change by change and community by community."""
    found: dict[str, list[float]] = {}
    for name, lever in LEVERS.items():
        town = lever.off
        own: dict[str, float] = {}
        for change in schedule.changes:
            if change.lever != name or (change.month is not None and change.month > month):
                continue
            for community in IDS:
                if change.plain:
                    own.pop(community, None)
                if community in change.values:
                    own[community] = change.values[community]
            town = change.values.get("town", town)
        found[name] = [own.get(community, town) for community in IDS]
    return found


@given(changes(), changes())
def test_epochs_cover_the_run_without_gaps(
    own: tuple[Change, ...], past: tuple[Change, ...]
) -> None:
    scenario = scenario_of(Schedule(own), Schedule(past))
    epochs = scenario.epochs()
    assert epochs[0].first == scenario.first_month == 90
    assert epochs[-1].end == scenario.end == 120
    for left, right in pairwise(epochs):
        assert left.end == right.first
        assert not same_levers(left.levers, right.levers)
    assert all(epoch.first < epoch.end for epoch in epochs)


@given(changes(), changes())
def test_levers_are_those_worked_out_by_hand(
    own: tuple[Change, ...], past: tuple[Change, ...]
) -> None:
    scenario = scenario_of(Schedule(own), Schedule(past))
    for month in range(90, 120):
        here = Schedule(own) if month >= 100 else Schedule(past)
        levers = scenario.levers_at(month)
        assert list(levers) == list(LEVERS)
        assert {name: array.tolist() for name, array in levers.items()} == by_hand(here, month)
        assert all(array.dtype == np.float64 for array in levers.values())


@given(changes(), st.sampled_from(NAMES[4:]), st.none() | st.integers(80, 130), targets)
def test_a_lever_at_off_is_the_lever_left_out(
    own: tuple[Change, ...], name: str, month: int | None, target: str
) -> None:
    value = LEVERS[name].off or -0.0
    off = Change(month, name, target == "town", {target: value})
    with_it, without = scenario_of(Schedule((*own, off))), scenario_of(Schedule(own))
    assert with_it.content_hash == without.content_hash
    assert first_difference(with_it, without) is None
    for left, right in zip(with_it.epochs(), without.epochs(), strict=True):
        for lever in LEVERS:
            assert left.levers[lever].tobytes() == right.levers[lever].tobytes()


@given(changes(), changes())
def test_the_first_difference_is_the_first_month_that_differs(
    one: tuple[Change, ...], two: tuple[Change, ...]
) -> None:
    a, b = scenario_of(Schedule(one)), scenario_of(Schedule(two))
    months = [m for m in range(90, 120) if not same_levers(a.levers_at(m), b.levers_at(m))]
    assert first_difference(a, b) == (months[0] if months else None)
    assert (a.content_hash == b.content_hash) == (not months)


def test_values_are_shared_and_cannot_be_changed() -> None:
    values = BASE.levers_at(BASE.start)["control"]
    assert values is BASE.levers_at(BASE.start + 1)["control"]
    with pytest.raises(ValueError, match="read-only"):
        values[0] = 1


def test_months_outside_the_scenario() -> None:
    for month in (BASE.first_month - 1, BASE.end):
        with pytest.raises(ValueError, match="is outside example, 2020-07 to 2022-12"):
            BASE.levers_at(month)


def test_empty_spans_make_no_epochs() -> None:
    assert make_epochs(((Schedule(), 5, 5), (Schedule(), 5, 6)), IDS)[0].first == 5


SAME = [
    ["levers.grid_workers=0"],
    ["levers.grid_workers=off"],
    ["levers.supervision=-0.0"],
    ["levers.supervision.hillside=0"],
    ["levers.control={town: 0.7, hillside: 0.5, riverside: 0.7}"],
    ["timeline.2021-03.levers.control={town: 0.7}"],
    ["parameters.ask_rate_tie={value: 0.12, mark: survey}"],
    ["run.seeds=5..9"],
]


@pytest.mark.parametrize("settings", SAME)
def test_the_hash_takes_values_in_force_and_not_how_they_are_written(settings: list[str]) -> None:
    other = load_scenario("example", settings)
    assert other.content_hash == BASE.content_hash
    assert first_difference(other, BASE) is None


DIFFERENT = [
    (["levers.control=0.71"], "start"),
    (["levers.control.newfield=0.71"], "start"),
    (["timeline.2021-03.levers.control=0.6"], 24254),
    (["parameters.ask_rate_tie=0.13"], "first"),
    (["population.scale=0.5"], "first"),
    (["run.burn_in.months=5"], "first"),
    (["run.burn_in.under=integration"], "first"),
    (["run.start=2020-12"], "earlier"),
    (["run.months=23"], "end"),
]


@pytest.mark.parametrize(("settings", "month"), DIFFERENT)
def test_the_hash_changes_with_whatever_can_change_a_number(
    settings: list[str], month: str | int
) -> None:
    other = load_scenario("example", settings)
    assert other.content_hash != BASE.content_hash
    expected = {
        "start": BASE.start,
        "first": BASE.first_month,
        "earlier": BASE.first_month - 1,
        "end": BASE.end - 1,
    }
    assert first_difference(other, BASE) == expected.get(month, month)  # type: ignore[arg-type]
    assert first_difference(BASE, other) == expected.get(month, month)  # type: ignore[arg-type]


def test_the_hash_sees_the_town() -> None:
    from dataclasses import replace

    ties = BASE.town.ties.model_copy(update={"isolated": 0.21})
    other = replace(BASE, town=BASE.town.model_copy(update={"ties": ties}))
    assert other.content_hash != BASE.content_hash
    assert first_difference(other, BASE) == BASE.first_month
    words = replace(
        BASE,
        name="else",
        summary="else",
        town=BASE.town.model_copy(update={"notes": "else", "origins": {}, "sources": {}}),
    )
    assert words.content_hash == BASE.content_hash


def test_resolved_is_plain_and_complete() -> None:
    import json

    plain = BASE.resolved()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain | {
        "town": json.loads(json.dumps(plain["town"]))
    }
    assert plain["run"] == {
        "start": "2021-01",
        "months": 24,
        "seeds": [0, 1, 2, 3, 4],
        "burn_in": {"months": 6, "under": "government_led"},
    }
    assert [epoch["first"] for epoch in plain["epochs"]] == [
        "2020-07",
        "2021-01",
        "2021-07",
        "2022-01",
    ]
    assert plain["epochs"][1]["levers"]["control"] == {
        "riverside": 0.7,
        "hillside": 0.5,
        "newfield": 0.7,
    }
    assert plain["epochs"][1]["levers"]["grid_workers"] == 0
    assert set(plain["epochs"][0]["levers"]) == set(LEVERS)
    assert plain["origins"]["levers.control"] == "scenarios/example.yaml:31"
    assert plain["parameters"]["ask_rate_tie"] == 0.12
    infinite = load_scenario("example", ["parameters.norm_exponent=off"]).resolved()
    json.dumps(infinite, allow_nan=False)
