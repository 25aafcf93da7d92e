from math import nan
from typing import Any

import pandas as pd
import pytest

from sim.studies.calibration.report import band_of, figures, title_of, value_of
from sim.words import Speech

ROW: dict[str, Any] = {
    "target": "a",
    "scenario": "one",
    "metric": "trust",
    "divided_by": None,
    "minus_metric": None,
    "minus_scenario": None,
    "trend_months": None,
    "unit": "share",
    "low": 0.1,
    "high": 0.2,
    "width": 0.1,
    "before_mean": 0.9,
    "before_error": 0.1,
    "before_met": False,
    "after_mean": 0.15,
    "after_error": nan,
    "after_met": True,
    "met_share": 0.5,
    "ensemble_low": nan,
    "ensemble_high": nan,
}


@pytest.mark.parametrize(
    "change, en, zh",
    [
        ({}, "Trust in the committee, one", "对居委会信任，one"),
        (
            {"divided_by": "depth"},
            "Trust in the committee / Depth of participation, one",
            "对居委会信任 / 参与深度，one",
        ),
        ({"minus_scenario": "two"}, "Trust in the committee, one − two", "对居委会信任，one − two"),
        (
            {"trend_months": 36},
            "Trust in the committee, rise per year, one",
            "对居委会信任年升幅，one",
        ),
    ],
)
def test_targets_have_titles(change: dict[str, Any], en: str, zh: str) -> None:
    assert title_of({**ROW, **change}, Speech("en")) == en.replace("−", "\N{MINUS SIGN}")
    assert title_of({**ROW, **change}, Speech("zh")) == zh.replace("−", "\N{MINUS SIGN}")


def test_bands_and_values() -> None:
    assert band_of(ROW) == "10.00\N{EN DASH}20.00 %"
    assert band_of({**ROW, "low": None}) == "≤ 20.00 %"
    assert band_of({**ROW, "high": float("inf")}) == "≥ 10.00 %"
    assert value_of(nan, ROW) == "–"
    assert value_of(12.3456, {**ROW, "unit": "ratio"}) == "12.3"


def test_figures_are_drawn_whatever_is_null_or_outside() -> None:
    rows = [ROW, {**ROW, "target": "b", "low": float("-inf"), "after_mean": nan}]
    parameters = pd.DataFrame(
        [
            {
                "parameter": "weight_norm",
                "low": 1.0,
                "high": 3.0,
                "log": True,
                "before": 2.0,
                "after": 2.5,
                "moved": 0.2,
                "ensemble_low": 2.0,
                "ensemble_high": 3.0,
            }
        ]
    )
    tables = {"fit": pd.DataFrame(rows), "parameters": parameters}
    about = {"trials": 2, "seeds": 1, "scale": 0.1, "members": 2, "check": None}
    drawn = figures(tables, about, Speech())
    assert list(drawn) == ["fit", "parameters"]
    assert drawn["fit"].get_size_inches()[0] == 8
