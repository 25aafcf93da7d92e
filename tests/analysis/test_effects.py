import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.analysis import effects
from sim.calendar import first_day
from sim.declarations.groups import GROUP_METRICS, GROUPS
from tests.analysis.test_compare import DESIGN, END, START, metrics

SHARES = {"local": 0.75, "migrant": 0.25}
GAINS = {"local": 0.04, "migrant": -0.04}


def groups() -> pd.DataFrame:
    """Trust of 0.5 in the baseline; with ``high`` locals gain and migrants lose, plus noise."""
    rows = []
    for scenario in DESIGN.scenarios:
        for seed in DESIGN.seeds:
            for month in range(START, END):
                for division, group in GROUPS:
                    gain = GAINS.get(group, 0.02) + 0.001 * seed if scenario == "high" else 0.0
                    rows.append(
                        {
                            "scenario": scenario,
                            "seed": seed,
                            "month": first_day(month),
                            "community": "town",
                            "group_by": division,
                            "group": group,
                            "adults": round(1000 * SHARES.get(group, 0.5)),
                            **dict.fromkeys(GROUP_METRICS, 0.5 + gain),
                        }
                    )
    return pd.DataFrame(rows)


def test_effects_over_time_by_hand() -> None:
    found = effects.effects_over_time(metrics(), DESIGN)
    trust = found[found["metric"] == "trust"].reset_index(drop=True)
    assert len(trust) == 36
    past = trust[trust["month"] < first_day(START)]
    assert len(past) == 12
    assert (past[["difference", "low", "high"]] == 0).all(axis=None)
    last = trust.iloc[-1]
    assert f"{last['month']:%Y-%m-%d}" == "2004-12-01"
    assert last["difference"] == pytest.approx(0.2)
    assert last["high"] - 0.2 == pytest.approx(4.302653 * 0.1 / math.sqrt(3), abs=1e-6)
    assert last["level"] - last["baseline_level"] == pytest.approx(0.2)
    turnout = found[found["metric"] == "turnout"]
    assert (turnout["seeds"] == 0).all()
    assert turnout["difference"].isna().all()


def test_effects_by_community_and_how_far_they_are_ahead_of_the_town() -> None:
    rows = metrics()
    west = (rows["community"] == "west") & (rows["scenario"] == "high")
    rows.loc[west & (rows["month"] >= first_day(START)), "trust"] += 1.0
    found = effects.effects_by_community(rows, DESIGN)
    trust = found[found["metric"] == "trust"].set_index("community")
    assert trust.index.tolist() == ["east", "west"]
    assert trust["difference"].tolist() == pytest.approx([0.2, 1.2])
    assert trust["ahead"].tolist() == pytest.approx([0.0, 1.0])
    assert trust["ahead_p_holm"]["west"] < 0.001
    assert trust["p_holm"]["east"] >= trust["p"]["east"]


def test_a_community_that_has_not_joined_is_null() -> None:
    rows = metrics()
    rows.loc[rows["community"] == "west", ["trust"]] = math.nan
    found = effects.effects_by_community(rows, DESIGN)
    west = found[(found["metric"] == "trust") & (found["community"] == "west")].iloc[0]
    assert west["seeds"] == 0
    assert math.isnan(west["difference"])


def test_effects_by_group_say_who_gained() -> None:
    found = effects.effects_by_group(groups(), DESIGN)
    assert list(zip(found["group_by"], found["group"], strict=True))[: len(GROUPS)] == list(GROUPS)
    assert found["metric"].unique().tolist() == list(GROUP_METRICS)
    trust = found[found["metric"] == "trust"].set_index("group")
    local, migrant = trust.loc["local"], trust.loc["migrant"]
    assert local["difference"] == pytest.approx(0.041)
    # All adults gain 0.75 x 0.04 - 0.25 x 0.04 = 0.02, beside what all seeds add.
    assert local["ahead"] == pytest.approx(0.02)
    assert migrant["ahead"] == pytest.approx(-0.06)
    assert migrant["ahead_p_holm"] < 0.001
    assert (local["adults"], local["group_zh"], local["division_en"]) == (750, "本地居民", "Origin")
    assert trust.loc["owner"]["ahead"] == pytest.approx(0.0)


def test_the_method_is_the_one_of_the_design() -> None:
    rows = metrics()
    t = effects.effects_over_time(rows, DESIGN)
    other = effects.effects_over_time(rows, replace(DESIGN, interval="bootstrap"))
    assert np.array_equal(t["difference"], other["difference"], equal_nan=True)
    last = t["metric"].eq("trust").to_numpy().nonzero()[0][-1]
    assert other["high"][last] < t["high"][last]


def test_one_seed_has_no_intervals() -> None:
    design = replace(DESIGN, seeds=(1,))
    found = effects.effects_by_community(metrics((1,)), design)
    trust = found[found["metric"] == "trust"]
    assert trust["difference"].tolist() == pytest.approx([0.2, 0.2])
    assert trust[["low", "high", "p", "p_holm", "ahead_p_holm"]].isna().all(axis=None)
