import math

import pandas as pd
import pytest

from sim.analysis.effects import FactorLevel, factor_table, levels_of


def runs(seeds: int = 5) -> pd.DataFrame:
    """Two factors whose effects add up, and luck that is the same in all runs of a seed."""
    rows = [
        {
            "scenario": "one",
            "seed": seed,
            "a": a,
            "b": b,
            "trust": 0.1 + 0.2 * a + 0.01 * seed + 1e-6 * a * seed,
        }
        for seed in range(seeds)
        for a in (0.0, 1.0)
        for b in ("x", "y", "z")
    ]
    return pd.DataFrame(rows)


def test_effects_that_add_up_are_found_without_the_luck() -> None:
    table = factor_table(runs(), ["a", "b"], ["trust"])
    assert list(table["factor"]) == ["a", "a", "b", "b", "b"]
    assert list(table["value"]) == [0.0, 1.0, "x", "y", "z"]
    moved = table.iloc[1]
    assert moved["difference"] == pytest.approx(0.200002)
    assert moved["high"] - moved["low"] < 1e-5
    assert moved["verdict"] == "distinguishable"
    assert moved["mean"] == pytest.approx(0.1 + 0.200002 + 0.02)
    flat = table.iloc[3]
    assert flat["difference"] == 0
    assert flat["verdict"] == "not distinguishable"
    assert math.isnan(table.iloc[0]["p_holm"])


def test_one_seed_gives_no_interval() -> None:
    table = factor_table(runs(1), ["a"], ["trust"])
    assert table.iloc[1]["verdict"] == "one seed: no interval"


def test_many_values_are_looked_at_in_parts() -> None:
    levels, places = levels_of(pd.Series([0.5 * k for k in range(9)] + [math.nan]))
    assert levels == [FactorLevel(0.0, 1.0), FactorLevel(1.5, 2.5), FactorLevel(3.0, 4.0)]
    assert places == [0, 0, 0, 1, 1, 1, 2, 2, 2, -1]


def test_texts_stay_in_the_order_in_which_they_come() -> None:
    levels, places = levels_of(pd.Series(["kept", "off", "kept", None]))
    assert levels == [FactorLevel("kept", "kept"), FactorLevel("off", "off")]
    assert places == [0, 1, 0, -1]
