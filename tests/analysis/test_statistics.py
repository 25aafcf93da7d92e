import math

import numpy as np
import pytest
from scipy import stats

from sim.analysis.intervals import detectable, holm, seeds_needed, t_interval

# 1, 2, 3, 4, 5: mean 3, variance 10/4; t(0.975, 4) = 2.776445 (Fisher & Yates, table III).
BY_HAND = [1.0, 2.0, 3.0, 4.0, 5.0]


def test_an_interval_by_hand() -> None:
    found = t_interval(BY_HAND)
    half = 2.776445 * math.sqrt(2.5) / math.sqrt(5)
    assert found.count == 5
    assert found.mean == 3
    assert found.sd == pytest.approx(math.sqrt(2.5))
    assert found.low == pytest.approx(3 - half, abs=1e-5)
    assert found.high == pytest.approx(3 + half, abs=1e-5)


@pytest.mark.parametrize("count", [2, 3, 10, 200])
def test_intervals_and_p_values_are_those_of_scipy(count: int) -> None:
    values = np.cos(np.arange(count) * 1.7) + 0.2
    found = t_interval(values.tolist())
    test = stats.ttest_1samp(values, 0)
    low, high = test.confidence_interval(0.95)
    assert (found.mean, found.sd) == pytest.approx((values.mean(), values.std(ddof=1)))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.p == pytest.approx(test.pvalue)


def test_one_value_has_no_interval() -> None:
    found = t_interval([0.4])
    assert (found.count, found.mean) == (1, 0.4)
    assert all(math.isnan(value) for value in (found.sd, found.low, found.high, found.p))


def test_no_values_have_no_mean() -> None:
    assert t_interval([]).count == 0
    assert math.isnan(t_interval([]).mean)


def test_equal_values_are_their_own_interval() -> None:
    # 0.1 + 0.1 + 0.1 is not 0.3: the mean must not miss the common value.
    found = t_interval([0.1] * 3)
    assert (found.mean, found.sd, found.low, found.high, found.p) == (0.1, 0, 0.1, 0.1, 0)
    assert t_interval([0.0] * 3).p == 1


def test_holm_by_hand() -> None:
    # Sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1 = 0.04, 0.06, 0.06, 0.04 -> running maximum.
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1, 1]
    assert holm([]) == []


def test_holm_leaves_out_tests_that_could_not_be_made() -> None:
    found = holm([math.nan, 0.01, 0.04])
    assert math.isnan(found[0])
    assert found[1:] == pytest.approx([0.02, 0.04])


@pytest.mark.parametrize("sd", [0.01, 0.3, 5.0])
@pytest.mark.parametrize("half_width", [0.01, 0.2])
def test_the_seeds_needed_are_the_fewest(sd: float, half_width: float) -> None:
    def half(count: int) -> float:
        return float(stats.t.ppf(0.975, count - 1)) * sd / math.sqrt(count)

    needed = seeds_needed(sd, half_width)
    assert needed is not None
    assert half(needed) <= half_width
    assert needed == 2 or half(needed - 1) > half_width


def test_seeds_needed_at_the_edges() -> None:
    assert seeds_needed(0.0, 0.1) == 2
    assert seeds_needed(math.nan, 0.1) is None


@pytest.mark.parametrize("count", [2, 5, 10, 30, 200])
def test_a_difference_that_can_be_detected_is_found_with_the_power_asked(count: int) -> None:
    difference = detectable(2.0, count)
    critical = stats.t.ppf(0.975, count - 1)
    shift = difference / (2.0 / math.sqrt(count))
    found = stats.nct.sf(critical, count - 1, shift)
    assert found == pytest.approx(0.8, abs=1e-6)


def test_what_can_be_detected_agrees_with_tables() -> None:
    # Cohen (1988): 33 pairs detect half a standard deviation with a power of 80 %, nearly.
    assert detectable(1.0, 34) == pytest.approx(0.4948, abs=2e-3)
    assert detectable(0.0, 5) == 0.0
    assert math.isnan(detectable(math.nan, 1))
    assert detectable(1.0, 10, power=0.9) > detectable(1.0, 10)
