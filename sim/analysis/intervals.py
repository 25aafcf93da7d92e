"""Intervals of means over seeds, by the method asked for, one by one or many at once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from sim.analysis.statistics import FEWEST, Interval, IntervalMethod, t_factor, t_interval

Floats = NDArray[np.float64]
METHODS: tuple[IntervalMethod, ...] = get_args(IntervalMethod)


def interval_of(values: Sequence[float], method: IntervalMethod = "t") -> Interval:
    """Mean and interval of values that are all numbers.

    Args:
        values: One for each seed.
        method: ``t`` for Student's, ``bootstrap`` for `sim.analysis.bootstrap.bca`.
    """
    found = t_interval(values)
    if method == "t" or found.count < 2:
        return found
    from sim.analysis.bootstrap import bca

    low, high, p = (float(one[0]) for one in bca(np.array(values, dtype=np.float64)[:, None]))
    return replace(found, low=low, high=high, p=p)


def told_interval(values: Sequence[float], method: IntervalMethod = "t") -> Interval:
    """Mean and interval as readers are told them: without ends below `FEWEST` values."""
    found = interval_of(values, method)
    return found if found.count >= FEWEST else replace(found, low=math.nan, high=math.nan)


@dataclass(frozen=True, slots=True)
class Intervals:
    """Means and intervals of columns, arrays of shape (K,).

    Attributes:
        count: How many values a column has, nulls left out.
        mean: Their means; NaN without values.
        sd: Their standard deviations, with n - 1; NaN below two values, as what follows.
        low: Lower ends.
        high: Upper ends.
        p: Two-sided p-values of a mean of zero.
    """

    count: NDArray[np.int64]
    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    p: Floats


def intervals_of(values: Floats, method: IntervalMethod = "t") -> Intervals:
    """Means and intervals of columns, each over its values that are not NaN.

    Args:
        values: One row for each seed, shape (n, K).
        method: As for `interval_of`.
    """
    width = values.shape[1]
    known = ~np.isnan(values)
    made = Intervals(known.sum(axis=0), *(np.full(width, math.nan) for _ in range(5)))
    # Columns that lack the same seeds are done together.
    patterns, which = np.unique(known, axis=1, return_inverse=True)
    for index, pattern in enumerate(patterns.T):
        columns = np.flatnonzero(which.ravel() == index)
        if pattern.any():
            _fill(made, values[np.ix_(pattern, columns)], columns, method)
    return made


def _fill(
    made: Intervals, values: Floats, columns: NDArray[np.int64], method: IntervalMethod
) -> None:
    """Work out columns of which every value is known."""
    count = values.shape[0]
    flat = values.max(axis=0) == values.min(axis=0)
    mean = np.where(flat, values[0], values.sum(axis=0) / count)
    made.mean[columns] = mean
    if count < 2:
        return
    from scipy.special import stdtr

    sd = np.sqrt(((values - mean) ** 2).sum(axis=0) / (count - 1))
    made.sd[columns] = sd
    if method == "bootstrap":
        from sim.analysis.bootstrap import bca

        made.low[columns], made.high[columns], made.p[columns] = bca(values)
        return
    error = sd / math.sqrt(count)
    half = t_factor(count) * error
    made.low[columns], made.high[columns] = mean - half, mean + half
    score = np.divide(np.abs(mean), error, where=error > 0, out=np.full(mean.size, math.inf))
    made.p[columns] = np.where((error == 0) & (mean == 0), 1.0, 2.0 * stdtr(count - 1, -score))
