from math import nan
from typing import Any

import pandas as pd
import pytest

from sim.studies.calibration.report import band_of, figures, shown, span_of, title_of
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
    english = Speech("en")
    assert band_of(ROW, english) == "10\N{EN DASH}20 %"
    assert band_of({**ROW, "low": 0.005, "high": 0.04}, Speech("zh")) == "0.5\N{EN DASH}4.0%"
    assert band_of({**ROW, "low": None}, english) == "≤ 20 %"
    assert band_of({**ROW, "high": float("inf")}, english) == "≥ 10 %"
    assert span_of([nan], ROW, english) == "–"
    assert span_of([0.1, None], ROW, english) == "–"
    assert span_of([0.1, 0.25], ROW, english, " … ") == "10.00 … 25.00 %"
    assert span_of([12.3456], {**ROW, "unit": "ratio"}, english) == "12.3"


@pytest.mark.parametrize(
    "apart", [{"minus_metric": "depth"}, {"minus_scenario": "two"}, {"trend_months": 12}]
)
def test_differences_of_shares_are_points(apart: dict[str, Any]) -> None:
    row = {**ROW, **apart, "high": None}
    minus = "\N{MINUS SIGN}"
    assert span_of([-0.1299], row, Speech("en")) == f"{minus}12.99 points"
    assert band_of(row, Speech("zh")) == "≥ +10 个百分点"
    parameters = pd.DataFrame({"moved": []})
    tables = {"fit": pd.DataFrame([row]), "parameters": parameters}
    cells = shown(tables, {"trials": 2}, Speech("en"))[0].rows[0][0]
    assert cells[2:4] == ["+90 ± 10 points", "+15.00 points"], "digits are those of the error"


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
