from math import inf, isnan, nan
from typing import Any

import pytest

from sim.analysis.calibration import (
    UNKNOWN,
    Estimate,
    Fitted,
    Free,
    Pulls,
    Target,
    Trial,
    check_table,
    conflicts,
    conflicts_table,
    ensemble,
    ensemble_table,
    estimate,
    figure_of,
    fit_table,
    is_met,
    loss,
    missed,
    needed_metrics,
    never_met,
    parameters_table,
    slope_per_year,
    trials_table,
)
from sim.declare import assumed

FREE = (Free("weight_norm", 1, 3, 2.0), Free("ask_rate_tie", 0.01, 1, 0.1, log=True))


def target(name: str = "a", low: float = 0.2, high: float = 0.4, **more: Any) -> Target:
    parts = {"scenario": "one", "metric": "trust", "width": 0.2, "weight": 1.0, **more}
    return Target(name, low=low, high=high, source=assumed("a guess"), **parts)


TARGETS = (target("a"), target("b", 0.6, 0.8, metric="efficacy", weight=3.0))


def trial(number: int, a: tuple[float, ...], b: tuple[float, ...], norm: float = 2.0) -> Trial:
    return Trial(number, {"weight_norm": norm, "ask_rate_tie": 0.1}, {"a": a, "b": b})


@pytest.mark.parametrize("free", FREE)
def test_places_and_values_of_a_parameter_lead_back_to_each_other(free: Free) -> None:
    assert (free.value(0), free.value(1)) == (free.low, free.high)
    for place in (0.0, 0.123456, 0.5, 1.0):
        assert free.place(free.value(place)) == pytest.approx(place, abs=1e-3)
    assert free.place(free.default) == 0.5


def test_values_have_four_digits_and_stay_in_their_range() -> None:
    assert Free("x", 0, 1, 0.5).value(1 / 3) == 0.3333
    tight = Free("x", 0.12341, 0.12349, 0.12345)
    assert all(tight.low <= tight.value(step / 10) <= tight.high for step in range(11))


def test_distance_outside_a_band_is_counted_in_its_widths() -> None:
    one = target()
    assert [one.miss(value) for value in (0.2, 0.3, 0.4)] == [0, 0, 0]
    assert one.miss(0.1) == pytest.approx(0.5)
    assert one.miss(0.8) == pytest.approx(2)
    assert one.miss(nan) == UNKNOWN
    assert target(low=0.5, high=inf).miss(9) == 0
    assert target(low=-inf, high=0.5).miss(0.6) == pytest.approx(0.5)


def test_mean_and_standard_error_leave_out_what_is_null() -> None:
    assert estimate([1.0, 3.0, nan]) == Estimate(2.0, 1.0)
    single, nothing = estimate([1.0]), estimate([nan])
    assert single.mean == 1
    assert isnan(single.error)
    assert single.tolerance == 0
    assert isnan(nothing.mean)


def test_a_target_is_met_within_one_standard_error() -> None:
    assert is_met(target(), Estimate(0.45, 0.05))
    assert not is_met(target(), Estimate(0.45, 0.04))
    assert not is_met(target(), Estimate(0.45, nan))
    assert not is_met(target(), Estimate(nan, nan))


def test_the_rise_per_year() -> None:
    assert slope_per_year([1 + 0.5 * month for month in range(24)]) == pytest.approx(6)
    assert slope_per_year([nan, 1, nan, 2]) == pytest.approx(6)
    assert isnan(slope_per_year([1.0, nan]))


def test_every_figure_a_target_can_be_made_of() -> None:
    lines: dict[str, dict[str, list[float]]] = {
        "one": {"trust": [9, 0.2, 0.4], "efficacy": [9, 0.5, 0.7], "depth": [0, 0, 0]},
        "two": {"trust": [9, 0.1, 0.1]},
    }

    def figure(**more: Any) -> float:
        return figure_of(target(**more), lines, 2)

    assert figure() == pytest.approx(0.3)
    assert figure(divided_by="efficacy") == pytest.approx(0.5)
    assert figure(minus_metric="efficacy") == pytest.approx(-0.3)
    assert figure(minus_scenario="two") == pytest.approx(0.2)
    assert figure(trend_months=2) == pytest.approx(2.4)
    assert isnan(figure(divided_by="depth"))
    assert needed_metrics([target(divided_by="depth"), target(minus_metric="efficacy")]) == (
        "trust",
        "depth",
        "efficacy",
    )


def test_the_loss_is_nothing_inside_all_bands_at_the_defaults() -> None:
    assert loss(trial(0, (0.3,), (0.7,)), TARGETS, FREE, Pulls(0.1)) == 0
    # b lies half a width below, with weight 3 of 4.
    assert loss(trial(0, (0.3,), (0.5,)), TARGETS, FREE, Pulls(0.1)) == pytest.approx(0.75 * 0.25)
    moved = trial(0, (0.3,), (0.7,), norm=3.0)
    assert loss(moved, TARGETS, FREE, Pulls(0.1)) == pytest.approx(0.1 * 0.5**2 / 2)


def test_targets_that_exclude_each_other_are_named() -> None:
    trials = [
        trial(0, (0.1,), (0.1,)),
        trial(1, (0.3,), (0.1,)),
        trial(2, (0.3,), (0.9,)),
        trial(3, (0.1,), (0.7,)),
    ]
    (pair,) = conflicts(trials, TARGETS)
    assert (pair.first, pair.second, pair.first_met, pair.second_met) == ("a", "b", 2, 1)
    assert conflicts([*trials, trial(4, (0.3,), (0.7,))], TARGETS) == ()
    # What nothing meets excludes nothing: it is told of apart.
    assert conflicts(trials[:3], TARGETS) == ()
    assert never_met(trials[:3], TARGETS) == ("b",)
    assert missed(trials[1], TARGETS) == ("b",)


def test_the_ensemble_spans_the_sets_that_meet_everything() -> None:
    good = [trial(n, (0.3,), (0.7,), norm) for n, norm in enumerate((2.0, 2.1, 2.9, 1.5))]
    bad = trial(9, (0.9,), (0.7,))
    kept = ensemble([*good, bad], TARGETS, FREE, Pulls(0.1), 3)
    assert [one.number for one in kept] == [0, 2, 3]
    assert bad not in ensemble([*good, bad], TARGETS, FREE, Pulls(0.1), 10)


def test_without_any_such_set_the_ensemble_is_the_nearest() -> None:
    worse, better = trial(0, (0.9,), (0.7,)), trial(1, (0.5,), (0.7,))
    assert ensemble([worse, better], TARGETS, FREE, Pulls(0.1), 5) == (better, worse)


@pytest.fixture
def fitted() -> Fitted:
    trials = (trial(0, (0.1, 0.1), (0.5, 0.5)), trial(1, (0.3, 0.3), (0.7, nan), 2.5))
    return Fitted(
        TARGETS, FREE, trials, (Trial(2, trials[0].values, {}, "Boom: no"),), Pulls(0.01), 5
    )


def test_tables_of_a_calibration(fitted: Fitted) -> None:
    fit = fit_table(fitted).set_index("target")
    assert list(fit["before_met"]) == [False, False]
    assert list(fit["after_met"]) == [True, True]
    assert fit.loc["a", "before_miss"] == pytest.approx(0.5)
    assert fit.loc["a", "met_share"] == 0.5
    parameters = parameters_table(fitted).set_index("parameter")
    assert parameters.loc["weight_norm", "moved"] == pytest.approx(0.25)
    assert list(parameters["mark"]) == ["assumed", "assumed"]
    assert list(ensemble_table(fitted)["trial"]) == [1]
    everything = trials_table(fitted)
    assert list(everything["failed"]) == ["", "", "Boom: no"]
    assert everything["mean.a"].tolist()[:2] == [0.1, 0.3]
    assert list(conflicts_table(fitted).columns) == ["first", "second", "first_met", "second_met"]


def test_table_of_a_check(fitted: Fitted) -> None:
    table = check_table(TARGETS, {"a": (0.3, 0.5), "b": (0.1,)}, fitted.trials[1])
    assert table["mean"].tolist() == [0.4, 0.1]
    assert table["met"].tolist() == [True, False]
    assert table["fitted_mean"].tolist() == [0.3, 0.7]


def test_of_sets_that_fit_the_one_in_the_middle_of_the_bands_is_best() -> None:
    band = [target()]
    half = (band[0].low + band[0].high) / 2
    middle, edge = (
        Trial(n, {one.name: one.default for one in FREE}, {band[0].name: (value,)})
        for n, value in enumerate((half, band[0].low))
    )
    assert loss(middle, band, FREE, Pulls(0.1, 0.2)) == pytest.approx(0, abs=1e-12)
    assert loss(edge, band, FREE, Pulls(0.1, 0.2)) == pytest.approx(0.2)
    assert loss(edge, band, FREE, Pulls(0.1)) == pytest.approx(0, abs=1e-12)
