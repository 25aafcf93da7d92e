"""Each lever moves what it says it moves, through the conditions it says it acts on, alone."""

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

import sim.model
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declare import Lever
from sim.model import CommunityModel
from sim.policy import CommunityFacts, Conditions, conditions
from sim.runs.simulate import build
from sim.scenario import Scenario, load_scenario
from sim.world import World

Floats = NDArray[np.float64]

SEEDS = (0, 1, 2)
MONTHS = 20
MONTHS_UNPLUGGED = 7
SCALE = 0.04
T_95 = 4.303
"""Quantile of Student's t with two degrees of freedom: a 95 % interval from three seeds."""

BACKGROUND: dict[str, object] = {
    "run.months": MONTHS,
    "population.scale": SCALE,
    "levers.project_youth": 1,
    "levers.project_budget": 300_000,
}
"""What is in force beside the lever tried: co-governance, with a project in every community."""

SETTING: dict[str, dict[str, object]] = {
    # Binding replaces what control takes away, and only that.
    "consultation_binding": {"levers.control": 0.9, "population.scale": 0.15},
    # Days vary much between the few matters of a small town.
    "one_stop": {"population.scale": 0.15},
    "staff_training": {"population.scale": 0.15},
    # Reach is what members have to spare when coverage asks for more.
    "households_per_party_member": {"levers.party_network_coverage": 1},
    "double_registration": {"levers.party_network_coverage": 1},
    # Few lead anything in a small town.
    "leader_training": {"population.scale": 0.4},
    # Units give their hours where they know what is asked for; few come in on foot in a small town.
    "unit_appraisal": {"levers.demand_matching": 1},
    "station_area_m2": {"population.scale": 0.2},
    # Meetings take up few matters in a small town.
    "social_worker_skill": {"population.scale": 0.2},
    # The only project: without it there are no social workers.
    **{
        name: {"levers.project_youth": 0, "levers.project_families": 0}
        for name in LEVERS
        if name.startswith("project_") and name != "project_budget"
    },
}
"""What a lever needs in order to have anything to act on."""


def highest(lever: Lever) -> float:
    """The value furthest from `off`."""
    return lever.high if lever.off == lever.low else lever.low


@cache
def scenario_with(name: str, value: float) -> Scenario:
    """The background with one lever at a value."""
    settings = (
        BACKGROUND | SETTING.get(name, {}) | {f"levers.{name}": value, "run.burn_in.months": 0}
    )
    return load_scenario("co_governance", [f"{key}={value}" for key, value in settings.items()])


@cache
def world_of(scale: float, seed: int) -> World:
    """The town at a scale; levers and what conditions need do not change it."""
    scenario = load_scenario("co_governance", {"population.scale": scale, "run.burn_in.months": 0})
    return build(scenario, seed)


def last_year(scenario: Scenario, seed: int, months: int = MONTHS) -> Floats:
    """Every metric of the town, mean of the last 12 months, nulls left out."""
    model = CommunityModel(scenario, seed, world=world_of(scenario.scale, seed).copy())
    for _ in range(months):
        model.step()
    frame = model.frame()
    town = frame[frame["community"] == "town"].iloc[-12:, 2:]
    return np.asarray(town.mean().to_numpy(), dtype=np.float64)


KEPT: dict[tuple[str, int], Floats] = {}
"""Last years by what a scenario consists of, and seed: many levers are tried on one background."""


def kept(scenario: Scenario, seed: int) -> Floats:
    """The last year of a scenario, simulated once."""
    key = scenario.content_hash, seed
    if key not in KEPT:
        KEPT[key] = last_year(scenario, seed)
    return KEPT[key]


def effect(lever: Lever, high: Scenario, low: Scenario) -> tuple[float, float]:
    """Mean and half width of the 95 % interval of the paired effect on the declared metric."""
    metric = list(METRICS).index(lever.moves[0])
    differences = np.array([kept(high, seed)[metric] - kept(low, seed)[metric] for seed in SEEDS])
    spread = float(differences.std(ddof=1))
    return float(differences.mean()), T_95 * spread / len(SEEDS) ** 0.5


def is_there(lever: Lever, mean: float, half_width: float) -> bool:
    """Whether an effect has the declared sign and an interval that excludes zero."""
    return lever.moves[1] * mean - half_width > 0


def test_every_lever_declares_conditions_and_a_metric_that_is_no_cost() -> None:
    fields = {field.name for field in dataclasses.fields(Conditions)}
    for lever in LEVERS.values():
        assert lever.acts_on, lever.name
        assert set(lever.acts_on) <= fields, lever.name
        assert lever.moves[0] in METRICS, lever.name
        assert not lever.moves[0].startswith("cost_"), lever.name
        assert lever.moves[1] in (-1, 1), lever.name


@pytest.mark.long
@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_at_its_highest_moves_its_metric(name: str) -> None:
    lever = LEVERS[name]
    high, low = scenario_with(name, highest(lever)), scenario_with(name, lever.off)
    mean, half_width = effect(lever, high, low)
    assert is_there(lever, mean, half_width), f"{lever.moves}: {mean:+.4f} +- {half_width:.4f}"


@pytest.fixture
def unplugged(request: pytest.FixtureRequest) -> Iterator[Lever]:
    """The model with one lever unplugged: its conditions are those of the lever at `off`."""
    lever = LEVERS[request.param]

    def without(
        levers: Mapping[str, Floats], facts: CommunityFacts, parameters: Mapping[str, float]
    ) -> Conditions:
        as_set = conditions(levers, facts, parameters)
        off = {**levers, lever.name: np.full_like(levers[lever.name], lever.off)}
        as_off = conditions(off, facts, parameters)
        return dataclasses.replace(
            as_set, **{field: getattr(as_off, field) for field in lever.acts_on}
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.model, "conditions", without)
        yield lever


@pytest.mark.long
@pytest.mark.parametrize("unplugged", LEVERS, indirect=True)
def test_a_lever_acts_through_its_declared_conditions_alone(unplugged: Lever) -> None:
    high = scenario_with(unplugged.name, highest(unplugged))
    low = scenario_with(unplugged.name, unplugged.off)
    with_it = last_year(high, SEEDS[0], MONTHS_UNPLUGGED)
    without_it = last_year(low, SEEDS[0], MONTHS_UNPLUGGED)
    no_cost = np.array([not metric.startswith("cost_") for metric in METRICS])
    np.testing.assert_array_equal(with_it[no_cost], without_it[no_cost])


TOLD = {"free_ratio", "money"}
"""Conditions that no phase reads: steps on the way to places, which extensions can read as well."""
PAIRS = [
    (lever.name, field) for lever in LEVERS.values() for field in lever.acts_on if field not in TOLD
]
NEEDS: dict[str, dict[str, object]] = {
    # Else all find a place.
    "places": {"parameters.places_activity": 0.05, "parameters.intercept_activity": -3},
    # Else nothing waits long enough to be closed on paper.
    "on_paper": {"parameters.town_hours": 100, "parameters.beyond_share": 0.5},
    # Workers of projects run meetings that few matters need.
    "skill": {"population.scale": 0.2},
    # Only a project for migrants includes them; others share its budget.
    "inclusion": {"levers.project_migrants": 1},
    "incentive": {"population.scale": 0.15},
    # Volunteers stop only after a while.
    "stop_rate": {"population.scale": 0.15},
}
"""What a condition needs in order to be seen to do something."""
LONGER = {"stop_rate": 16}
"""Months after which it is seen, where that takes more of them."""


def scenario_of(name: str, field: str) -> Scenario:
    """The lever at its highest, with what a condition needs."""
    lever = LEVERS[name]
    settings = BACKGROUND | SETTING.get(name, {}) | NEEDS.get(field, {})
    settings |= {f"levers.{name}": highest(lever), "run.burn_in.months": 0}
    return load_scenario("co_governance", [f"{key}={value}" for key, value in settings.items()])


def months_of(name: str, field: str) -> Iterator[Floats]:
    """What the lever at its highest has left after each month: whatever anything does shows.

    Hours, attitudes, matters, and every metric of the town but its costs.
    """
    scenario = scenario_of(name, field)
    model = CommunityModel(scenario, SEEDS[0], world=world_of(scenario.scale, SEEDS[0]).copy())
    kept = [place for place, metric in enumerate(METRICS) if not metric.startswith("cost_")]
    for _ in range(LONGER.get(field, MONTHS_UNPLUGGED)):
        model.step()
        r, matters, books = model.world.residents, model.state.matters, model.state.books
        columns = (
            r.trust,
            r.efficacy,
            r.belonging,
            r.habit,
            r.motive_loss,
            r.registered,
            r.on_call,
        )
        sums = [float(one.sum()) for one in (*columns, matters.hours, matters.days, matters.state)]
        town = model.frame().iloc[-1, 2:].to_numpy(dtype=np.float64)[kept]
        yield np.concatenate([sums, books.hours.sum(axis=(0, 1)), [books.income.sum()], town])


@pytest.mark.long
@pytest.mark.parametrize(("name", "field"), PAIRS)
def test_each_condition_of_a_lever_reaches_behaviour_by_itself(
    name: str, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lever, unplugged = LEVERS[name], False

    def maybe_without(
        levers: Mapping[str, Floats], facts: CommunityFacts, parameters: Mapping[str, float]
    ) -> Conditions:
        as_set = conditions(levers, facts, parameters)
        off = {**levers, name: np.full_like(levers[name], lever.off)}
        as_off = getattr(conditions(off, facts, parameters), field)
        return dataclasses.replace(as_set, **{field: as_off}) if unplugged else as_set

    monkeypatch.setattr(sim.model, "conditions", maybe_without)
    whole, left = months_of(name, field), months_of(name, field)
    for one in whole:
        unplugged = True
        if not np.array_equal(one, next(left), equal_nan=True):
            return
        unplugged = False
    pytest.fail(f"{field} does nothing")
