import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.analysis.outputs import (
    measure_outputs,
    odds_ratio,
    retention_by_frequency,
    share_of_busiest,
    where_groups_mix,
)
from sim.declarations.forms import ACTIVITY, ELECTION, INFORMED, VOLUNTEERING
from sim.declarations.outputs import OUTPUTS
from sim.model import CommunityModel
from sim.scenario import load_scenario
from sim.world.columns import Ties


def flags(text: str) -> np.ndarray:
    return np.array([letter == "1" for letter in text])


def test_an_odds_ratio_by_hand() -> None:
    # 3 of 4 with the trait take part, 2 of 6 without: (3/1) / (2/4).
    assert odds_ratio(flags("1111000000"), flags("1110110000")) == pytest.approx(6.0)
    assert odds_ratio(flags("1100"), flags("1010")) == 1.0


def test_an_odds_ratio_with_an_empty_cell_gets_a_half_in_each() -> None:
    assert odds_ratio(flags("1100"), flags("1110")) == pytest.approx((2.5 * 1.5) / (0.5 * 1.5))
    assert math.isnan(odds_ratio(flags("0000"), flags("1010")))


def test_the_share_of_the_busiest() -> None:
    occasions = np.array([0, 1, 1, 2, 6])
    assert share_of_busiest(occasions, 0.2) == 0.6
    assert share_of_busiest(occasions, 0.3) == 0.8
    assert math.isnan(share_of_busiest(np.zeros(5, dtype=int), 0.2))


def test_migrants_lag_less_where_they_mix() -> None:
    # Four communities of a migrant and a local; in the latter two each knows the other, in the
    # former two nobody knows anybody but a migrant of the next.
    size = 4
    neighbour = [[2], [3], [0], [1], [5], [4], [7], [6]]
    ties = Ties(
        start=np.arange(2 * size + 1, dtype=np.int32),
        degree=np.ones(2 * size, dtype=np.int16),
        household_degree=np.zeros(2 * size, dtype=np.int16),
        neighbour=np.array(neighbour, dtype=np.uint32).ravel(),
    )
    residents = SimpleNamespace(
        community=np.repeat(np.arange(size, dtype=np.int16), 2), migrant=flags("10" * size)
    )
    world: Any = SimpleNamespace(residents=residents, ties=ties)
    everyone = flags("1" * 2 * size)
    lag = "lag_where_mixed"
    assert where_groups_mix(world, everyone, flags("01010000"))[lag] == -1.0
    assert where_groups_mix(world, everyone, flags("01011010"))[lag] == -2.0
    few = where_groups_mix(world, flags("11111100"), flags("01010000"))
    assert all(math.isnan(value) for value in few.values())
    # Two migrants of two take part where groups mix, none of two elsewhere: half added to a cell.
    odds = where_groups_mix(world, everyone, flags("01011010"))["odds_migrant_where_mixed"]
    assert odds == pytest.approx((2.5 / 0.5) ** 2 / ((0.5 / 2.5) ** 2))


def test_those_who_volunteer_in_one_month_come_again_less() -> None:
    year = 12
    once_and_again, once, often, never = 1 << year | 1, 1 << year + 3, 0b111 << year | 0b100, 0
    found = retention_by_frequency(np.array([once_and_again, once, often, never], dtype=np.uint32))
    assert found == {
        "volunteers_once": pytest.approx(2 / 3),
        "retention_once": 0.5,
        "retention_often": 1.0,
    }
    nobody = retention_by_frequency(np.zeros(3, dtype=np.uint32))
    assert all(math.isnan(value) for value in nobody.values())


def test_outputs_of_a_run_count_the_last_year_and_deep_forms_only() -> None:
    model = CommunityModel(load_scenario("example", {"run.months": 3, "run.burn_in.months": 0}), 0)
    model.run_model()
    r, last = model.world.residents, model.month - 1
    found = measure_outputs(model.world, last)
    assert list(found) == list(OUTPUTS)
    r.history[:] = 0
    r.history[[INFORMED, ELECTION]] = 1
    r.history[ACTIVITY, r.party] = 1 << 12
    assert measure_outputs(model.world, last)["odds_party"] == pytest.approx(
        odds_ratio(flags("10"), flags("00")), rel=100
    )
    assert math.isnan(measure_outputs(model.world, last)["volunteer_top_fifth"])
    r.history[ACTIVITY, r.party] = 1 << 11
    assert measure_outputs(model.world, last)["odds_party"] > 100
    r.registered[:] = False
    r.registered[:10] = True
    r.history[VOLUNTEERING, 0] = 0b111
    r.history[VOLUNTEERING, 5] = 0b1
    assert measure_outputs(model.world, last)["volunteer_top_fifth"] == 1.0
