"""Effects over plausible sets of parameters, against values worked out by hand."""

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest

from sim.analysis.compare import Design
from sim.analysis.sets import ALL, CLOSE, IN_MOST, NO_SETS, Sets, holding, spread_over, weighed
from sim.runs.plausible import OwnCount

DESIGN = Design(
    scenarios=("old", "new"),
    baseline="old",
    seeds=(0, 1),
    metrics=("participation_rate",),
    start=24012,
    end=24024,
    precision=None,
    town=("Town", "镇"),
    residents=100,
    scale=1.0,
)
EFFECTS = pd.DataFrame(
    {"scenario": ["new"], "metric": ["participation_rate"], "difference": [0.2], "sd": [0.03]}
)


def sets_of(effects: list[list[float]], level: float = 0.1) -> Sets:
    """Sets whose effects are given by set (the parameters in force first) and seed."""
    rows = [
        (scenario, seed, number, "headline", "", "participation_rate", level + by)
        for number, seed in product(range(len(effects)), range(len(effects[0])))
        for scenario, by in (("old", 0.0), ("new", effects[number][seed]))
    ]
    columns = ["scenario", "seed", "set", "view", "place", "metric", "value"]
    return Sets(pd.DataFrame(rows, columns=columns), DESIGN)


def test_the_interval_is_that_of_the_sets_around_what_the_whole_town_gives() -> None:
    moves = np.linspace(-0.1, 0.1, 41)
    sets = sets_of([[0.15], *[[0.15 + float(move)] for move in moves]])
    row = sets.with_effects(EFFECTS, "headline").iloc[0]
    assert row["sets"] == 41
    assert row["sets_low"] == pytest.approx(0.2 + np.quantile(moves, 0.05))
    assert row["sets_high"] == pytest.approx(0.2 + np.quantile(moves, 0.95))
    assert row["holds_in"] == 41


def test_a_sign_holds_where_the_set_has_it() -> None:
    sets = sets_of([[0.2], [0.3], [0.1], [-0.05]])
    row = sets.with_effects(EFFECTS, "headline").iloc[0]
    assert (row["sets"], row["holds_in"]) == (3, 2)


def test_luck_that_sets_share_with_the_parameters_in_force_is_no_ignorance() -> None:
    rng = np.random.default_rng(1)
    luck = rng.normal(0, 0.1, 2)
    sets = sets_of([list(0.2 + luck)] * 6)
    row = sets.with_shares(sets.with_effects(EFFECTS, "headline")).iloc[0]
    assert row["sets_low"] == row["sets_high"] == pytest.approx(0.2)
    assert row["share_parameters"] == pytest.approx(0)
    assert row["share_luck"] == pytest.approx(1)


def test_shares_are_those_of_the_two_variances() -> None:
    """Means of sets spread by 0.04; what is within sets is taken off; seeds by 0.03."""
    rng = np.random.default_rng(2)
    means, within = rng.normal(0, 0.04, 1500), rng.normal(0, 0.05, (1500, 2))
    effects = [[0.0, 0.0], *(0.2 + means[:, None] + within).tolist()]
    row = sets_of(effects).with_shares(EFFECTS).iloc[0]
    assert row["share_parameters"] == pytest.approx(0.04**2 / (0.04**2 + 0.03**2), abs=0.03)
    assert row["share_luck"] + row["share_parameters"] == pytest.approx(1)


def test_one_set_says_nothing_of_shares() -> None:
    row = sets_of([[0.2], [0.25]]).with_shares(EFFECTS).iloc[0]
    assert math.isnan(row["share_luck"])
    assert math.isnan(row["share_parameters"])


def test_what_no_run_has_is_null() -> None:
    elsewhere = EFFECTS.assign(metric="trust")
    row = sets_of([[0.2], [0.25]]).with_effects(elsewhere, "headline").iloc[0]
    assert (row["sets"], row["holds_in"]) == (0, 0)
    assert math.isnan(row["sets_low"])


def test_which_scenario_leads_is_counted_over_sets() -> None:
    leading = sets_of([[0.2], [0.1], [0.3], [-0.1], [0.2]]).leading("participation_rate")
    assert leading == {"old": 0.25, "new": 0.75}


@pytest.mark.parametrize(
    "sets, holds_in, said",
    [(0, 0, NO_SETS), (40, 40, ALL), (40, 36, IN_MOST), (40, 35, CLOSE), (1, 1, ALL)],
)
def test_what_is_said_of_a_sign(sets: int, holds_in: int, said: str) -> None:
    assert holding(sets, holds_in) == said


def test_counts_weigh_the_sets() -> None:
    counts = (
        OwnCount(2, 24264, "town", "trust", 0.5, 0.1),
        OwnCount(3, 24265, "town", "trust", 0.5, 0.1),
    )
    told = np.array([[0.5, 0.5], [0.6, 0.6], [0.9, 0.9], [0.5, 0.5]])
    found = weighed(counts, told, np.zeros(2))
    raw = np.exp(-np.array([0, 1, 16, 0]))
    assert found.weights == pytest.approx(raw / raw.sum())
    assert found.effective == pytest.approx(raw.sum() ** 2 / (raw**2).sum())
    assert not found.enough
    assert found.nearest == 0
    # Luck of the town adds to the error.
    loose = weighed(counts, told, np.full(2, 10.0))
    assert loose.effective == pytest.approx(4, abs=0.01)


def test_weights_move_the_interval_and_none_leave_nothing() -> None:
    each = np.array([[0.0], [1.0], [2.0], [3.0]])
    weights = np.array([0.0, 0.5, 0.5])
    assert spread_over(each, 0.0, weights)[:3] == (2, 2.0, 3.0)
    assert spread_over(each, 0.0)[0] == 3
    assert spread_over(each, 0.0, np.zeros(3))[0] == 0


def test_what_a_set_undoes_is_nothing_whatever_rounding_leaves() -> None:
    each, centre = np.array([[0.3], [0.0], [0.3]]), 0.1 + 0.2
    assert centre - 0.3 > 0
    sets, low, _, holds_in = spread_over(each, centre)
    assert (sets, holds_in) == (2, 1)
    assert low == pytest.approx(0.05 * centre)
