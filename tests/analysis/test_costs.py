import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis.compare import (
    PARTICIPANTS,
    RESOLUTIONS,
    TOTAL,
    Design,
    costs_per_seed,
    costs_table,
    ratio_interval,
    unit_costs_table,
)
from sim.calendar import first_day, parse_month
from sim.declarations.metrics import METRICS
from sim.declare import MEASURES

START = parse_month("2004-01")
DESIGN = Design(
    ("old", "new"), "old", (0, 1, 2), ("trust",), START, START + 12, None, ("Town", "镇"), 1000, 0.5
)


def tables(gain: float = 0.1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """400 adults simulated at scale 0.5; the new scenario costs 1,000 yuan more a measure."""
    metrics, groups = [], []
    for scenario in DESIGN.scenarios:
        for seed in DESIGN.seeds:
            for month in range(START, START + 12):
                new = scenario == "new"
                row: dict[str, object] = dict.fromkeys(METRICS, 0.5)
                row |= {f"cost_{name}": 5000.0 + 1000.0 * new for name in MEASURES}
                row["participation_rate"] = 0.2 + new * (gain + 0.01 * seed)
                keys = {
                    "scenario": scenario,
                    "seed": seed,
                    "month": first_day(month),
                    "community": "town",
                }
                metrics.append({**keys, **row})
                groups += [
                    {**keys, "group_by": by, "group": one, "adults": 200}
                    for by in ("origin", "tenure")
                    for one in ("a", "b")
                ]
    return pd.DataFrame(metrics), pd.DataFrame(groups)


def test_costs_and_outcomes_are_those_of_the_whole_town() -> None:
    found = costs_per_seed(*tables(), DESIGN)
    first = found.iloc[0]
    assert first[TOTAL] == pytest.approx(6 * 5000 / 0.5)
    assert first[PARTICIPANTS] == pytest.approx(0.2 * 400 / 0.5)
    assert first[RESOLUTIONS] == pytest.approx(0.5 * 0.5 * 0.5 * 1000)
    table = costs_table(found, DESIGN)
    assert table["measure"].tolist() == 2 * [*MEASURES, TOTAL]
    new: Any = table[table["scenario"] == "new"].set_index("measure")
    assert new.loc[TOTAL, "more"] == pytest.approx(6 * 1000 / 0.5)
    assert table[table["scenario"] == "old"]["more"].isna().all()


def test_an_added_participant_has_a_price_when_there_surely_are_some() -> None:
    table = unit_costs_table(costs_per_seed(*tables(), DESIGN), DESIGN)
    found: Any = table.set_index("outcome")
    added = 0.11 * 800
    assert found.loc[PARTICIPANTS, "added"] == pytest.approx(added)
    assert found.loc[PARTICIPANTS, "unit_cost"] == pytest.approx(12000 / added)
    assert found.loc[PARTICIPANTS, "low"] < 12000 / added < found.loc[PARTICIPANTS, "high"]
    assert math.isnan(found.loc[RESOLUTIONS, "unit_cost"]), "none was added"


@pytest.mark.parametrize("gain", [-0.01, -0.2])
def test_what_is_not_surely_added_has_no_price(gain: float) -> None:
    found = unit_costs_table(costs_per_seed(*tables(gain), DESIGN), DESIGN)
    assert found["unit_cost"].isna().all()
    assert found["low"].isna().all()


def test_the_interval_of_a_ratio_is_where_the_weighted_difference_is_not_rejected() -> None:
    """Fieller: r is inside when the t-interval of above - r x below holds zero."""
    from sim.analysis.intervals import t_interval

    above, below = [10.0, 13.0, 9.0, 12.0], [4.0, 5.5, 4.5, 5.0]
    ratio, low, high = ratio_interval(above, below)
    assert ratio == pytest.approx(np.mean(above) / np.mean(below))
    for end, outwards in ((low, -1), (high, +1)):
        for r, inside in ((end - outwards * 1e-6, True), (end + outwards * 1e-6, False)):
            known = t_interval([a - r * b for a, b in zip(above, below, strict=True)])
            assert (known.low <= 0 <= known.high) == inside


def test_a_certain_cost_over_a_certain_gain_has_a_certain_price() -> None:
    assert ratio_interval([6.0, 6.0], [3.0, 3.0]) == pytest.approx((2.0, 2.0, 2.0))
