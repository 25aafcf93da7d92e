import datetime as dt
import math
from typing import Any

import pandas as pd
import pytest

from sim.analysis.validation import (
    FAIL,
    NOT_TESTED,
    PASS,
    Pattern,
    Quantity,
    Reading,
    judge,
    quantities_table,
    validation_table,
    weakest,
    with_sets,
)
from sim.declare import assumed

FRAME = pd.DataFrame(
    [
        {"month": dt.datetime(year, month, 1), "community": place, "trust": value}
        for place, values in (
            ("a", (1.0, 3.0)),
            ("b", (5.0, 7.0)),
            ("c", (2.0, math.nan)),
            ("town", (10.0, 20.0)),
        )
        for year, value in zip((2019, 2020), values, strict=True)
        for month in range(1, 13)
    ]
)


@pytest.mark.parametrize(
    "settings, expected, key",
    [
        ({}, 20.0, "r.trust"),
        ({"years": (2019, 2019)}, 10.0, "r.trust[2019]"),
        ({"years": (2019, 2020)}, 15.0, "r.trust[2019..2020]"),
        ({"communities": ("a",)}, 3.0, "r.trust@a"),
        ({"communities": ("a", "b")}, 5.0, "r.trust@a+b"),
        ({"communities": ("a",), "others": True}, 7.0, "r.trust@not(a)"),
        ({"communities": ("b",), "view": "rank"}, 1.0, "rank(r.trust@b)"),
        ({"communities": ("a",), "view": "rank"}, 2.0, "rank(r.trust@a)"),
        (
            {"communities": ("a",), "years": (2019, 2019), "view": "rank"},
            3.0,
            "rank(r.trust@a[2019])",
        ),
        ({"communities": ("b",), "view": "lead"}, 4.0, "lead(r.trust@b)"),
        ({"communities": ("a",), "view": "lead"}, -4.0, "lead(r.trust@a)"),
    ],
)
def test_readings(settings: dict[str, Any], expected: float, key: str) -> None:
    reading = Reading("r", "trust", **settings)
    assert reading.value(FRAME, {}, 12) == expected
    assert reading.key == key


def test_what_is_null_stays_null_and_outputs_come_from_the_end() -> None:
    assert math.isnan(Reading("r", "trust", ("c",)).value(FRAME, {}, 12))
    assert math.isnan(Reading("r", "trust", ("c",), view="rank").value(FRAME, {}, 12))
    assert Reading("r", "odds_party").value(FRAME, {"odds_party": 1.5}, 12) == 1.5
    assert Reading("r", "trust").value(FRAME, {}, 18) == pytest.approx(50 / 3)


def pattern(
    *keys: str, low: float = 0.0, high: float = math.inf, sign: bool = True, **parts: Any
) -> Pattern:
    return Pattern(
        name=parts.get("name", "p"),
        label=("P", "规律"),
        kind=parts.get("kind", "held_out"),
        unit="share",
        low=low,
        high=high,
        sign=sign,
        quantities=tuple(Quantity(((1.0, key),), key) for key in keys),
        source=assumed(),
    )


def found(**values: tuple[float, ...]) -> dict[int, dict[str, float]]:
    count = len(next(iter(values.values())))
    return {seed: {key: own[seed] for key, own in values.items()} for seed in range(count)}


def verdict(one: Pattern, **values: tuple[float, ...]) -> str:
    return weakest(judge(one, found(**values))).verdict


def test_a_sign_needs_the_whole_interval() -> None:
    above, below = pattern("x"), pattern("x", low=-math.inf, high=0.0)
    assert verdict(above, x=(1.0, 1.1, 1.2)) == PASS
    assert verdict(above, x=(0.1, 1.1, 2.2)) == FAIL
    assert verdict(below, x=(-1.0, -1.1, -1.2)) == PASS
    assert verdict(below, x=(1.0, 1.1, 1.2)) == FAIL
    assert verdict(above, x=(0.0, 0.0, 0.0)) == FAIL
    assert verdict(above, x=(0.5, 0.5, 0.5)) == PASS


def test_a_band_needs_the_mean_give_or_take_one_standard_error() -> None:
    band = pattern("x", low=1.0, high=2.0, sign=False)
    assert verdict(band, x=(1.0, 3.0)) == PASS
    assert verdict(band, x=(2.0, 2.2)) == PASS
    assert verdict(band, x=(2.11, 2.3)) == FAIL
    assert verdict(band, x=(2.1,)) == FAIL
    assert verdict(band, x=(2.0,)) == PASS


def test_what_cannot_be_known_is_not_tested() -> None:
    assert verdict(pattern("x"), x=(1.0,)) == NOT_TESTED
    assert verdict(pattern("x"), x=(1.0, math.nan)) == NOT_TESTED
    assert verdict(pattern("x", sign=False), x=(math.nan, math.nan)) == NOT_TESTED
    assert verdict(pattern("x", "y"), x=(math.nan, math.nan), y=(-1.0, -1.1)) == FAIL
    assert verdict(pattern("x", "y"), x=(math.nan, math.nan), y=(1.0, 1.1)) == NOT_TESTED


def test_a_pattern_stands_or_falls_on_its_weakest_quantity() -> None:
    values = {"x": (5.0, 5.1, 5.2), "y": (0.3, 0.4, 0.5), "z": (9.0, 9.1, 9.2)}
    one = pattern("x", "y", "z")
    assert weakest(judge(one, found(**values))).quantity.text == "y"
    (row,) = validation_table([one], found(**values)).to_dict("records")
    assert (row["quantity"], row["verdict"], row["quantities"], row["seeds"]) == ("y", PASS, 3, 3)
    assert row["mean"] == pytest.approx(0.4)
    assert row["interval_low"] < 0.3 < 0.5 < row["interval_high"]
    assert len(quantities_table([one], found(**values))) == 3


def test_a_sum_is_paired_by_seed() -> None:
    quantity = Quantity(((1.0, "x"), (-1.0, "y")), "x less y")
    one = Pattern("p", ("P", "P"), "held_out", "share", 0.0, math.inf, True, (quantity,), assumed())
    assert verdict(one, x=(1.0, 5.0, 9.0), y=(0.9, 4.89, 8.88)) == PASS
    assert math.isnan(quantity.of({"x": math.nan, "y": 1.0}))


def over_sets(one: Pattern, **values: tuple[float, ...]) -> dict[str, Any]:
    seeds = dict.fromkeys(values, (0.0, 0.0))
    table = with_sets(validation_table([one], found(**seeds)), [one], found(**values))
    (row,) = table.to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_over_sets_a_band_goes_by_the_median_and_a_sign_by_the_interval() -> None:
    band = pattern("x", low=1.0, high=2.0, sign=False)
    row = over_sets(band, x=(0.0, 1.5, 1.6, 9.0, math.nan))
    assert (row["sets"], row["holds_in"], row["sets_verdict"]) == (4, 2, PASS)
    assert 0.0 < row["sets_low"] < 1.5 < 1.6 < row["sets_high"] < 9.0
    assert over_sets(band, x=(0.0, 0.5, 1.6))["sets_verdict"] == FAIL
    sign = pattern("x")
    assert over_sets(sign, x=(0.1, 0.2, 0.3))["sets_verdict"] == PASS
    assert over_sets(sign, x=(-0.1, 0.2, 0.3))["sets_verdict"] == FAIL
    assert over_sets(sign, x=(0.0, 0.0, 0.0))["sets_verdict"] == FAIL
    assert over_sets(sign, x=(0.1,))["sets_verdict"] == NOT_TESTED
    both = over_sets(pattern("x", "y"), x=(1.0, 2.0, 3.0), y=(-1.0, 1.0, 2.0))
    assert (both["holds_in"], both["sets_verdict"]) == (2, FAIL)


def test_without_sets_nothing_is_said_of_them() -> None:
    table = with_sets(validation_table([pattern("x")], found(x=(1.0, 1.1))), [pattern("x")], {})
    assert table[["sets", "holds_in", "sets_verdict"]].to_numpy().tolist() == [[0, 0, NOT_TESTED]]
