import math

import numpy as np
import pytest
from scipy import stats

from sim.analysis import intervals
from sim.analysis.intervals import interval_of, intervals_of, t_interval
from sim.declare import METHODS
from sim.rng import Draws


def sample(count: int, columns: int = 1) -> np.ndarray:
    """Skewed numbers, exponential with mean 1."""
    uniforms = Draws(7).uniforms("sample", 0, np.arange(count * columns))
    return -np.log1p(-uniforms).reshape(count, columns)


def test_columns_have_the_intervals_of_single_samples() -> None:
    values = sample(8, 5)
    values[2, 1] = values[:7, 3] = math.nan
    values[:, 4] = 0.25
    for method in METHODS:
        found = intervals_of(values, method)
        for place in range(5):
            column = values[:, place]
            one = interval_of(column[~np.isnan(column)].tolist(), method)
            wanted = [one.count, one.mean, one.sd, one.low, one.high, one.p]
            got = [
                getattr(found, name)[place] for name in ("count", "mean", "sd", "low", "high", "p")
            ]
            assert got == pytest.approx(wanted, nan_ok=True, abs=1e-12), (method, place)


def test_columns_without_a_value() -> None:
    found = intervals_of(np.full((3, 2), math.nan))
    assert found.count.tolist() == [0, 0]
    assert np.isnan(found.mean).all()
    assert np.isnan(found.low).all()
    assert intervals_of(np.empty((3, 0)), "bootstrap").mean.size == 0


def test_the_bootstrap_is_that_of_scipy() -> None:
    values = sample(30)[:, 0]
    found = interval_of(values.tolist(), "bootstrap")
    rows = intervals.resamples(30)
    assert rows.shape == (30, intervals.RESAMPLES)
    assert [int(rows.min()), int(rows.max())] == [0, 29]
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="BCa", rng=1
    ).confidence_interval
    spread = found.sd / math.sqrt(30)
    assert abs(found.low - theirs.low) < 0.06 * spread
    assert abs(found.high - theirs.high) < 0.06 * spread
    assert found.high - found.mean > found.mean - found.low, "it follows the skew"
    symmetric = t_interval(values.tolist())
    assert found.low > symmetric.low


def test_the_p_value_says_where_the_interval_would_end_at_zero() -> None:
    values = sample(12, 60) - np.linspace(0.3, 1.7, 60)
    found = intervals.bca(values)
    excluded = (found.low > 0) | (found.high < 0)
    sure = np.abs(found.p - 0.05) > 0.004
    assert (excluded == (found.p < 0.05))[sure].all()
    assert 5 < excluded.sum() < 55
    assert ((found.p > 0) & (found.p <= 1)).all()


def test_the_bootstrap_is_the_same_every_time_and_for_every_company() -> None:
    values = sample(6, 300)
    together = intervals.bca(values)
    alone = intervals.bca(values[:, [299]])
    assert together.low[299] == alone.low[0]
    intervals.resamples.cache_clear()
    assert (intervals.bca(values).high == together.high).all()


def test_the_bootstrap_without_spread_and_with_one_value() -> None:
    same = interval_of([0.1, 0.1, 0.1], "bootstrap")
    assert (same.low, same.high, same.p) == (0.1, 0.1, 0.0)
    assert interval_of([0.0, 0.0], "bootstrap").p == 1.0
    assert math.isnan(interval_of([1.0], "bootstrap").low)
    two = interval_of([1.0, 2.0], "bootstrap")
    assert two.low <= two.mean <= two.high
