"""Intervals of means over seeds, corrected p-values, numbers of seeds.

The same resamples of seeds serve every column, so that intervals of several metrics belong
together; they depend on the number of seeds alone and are the same on any machine.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.declare import IntervalMethod

# --- Intervals, corrected p-values and numbers of seeds: small, exact, checked against SciPy

CONFIDENCE = 0.95
ALPHA = 0.05
POWER = 0.8
FEWEST = 5
"""Seeds below which readers are told no interval and no verdict."""
_MOST_SEEDS = 10**9


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its two-sided interval at `CONFIDENCE`.

    Attributes:
        count: How many values.
        mean: Their mean; NaN without values.
        sd: Their standard deviation, with n - 1; NaN below two values.
        low: Lower end; NaN below two values.
        high: Upper end; NaN below two values.
        p: Two-sided p-value of a mean of zero; NaN below two values.
    """

    count: int
    mean: float
    sd: float
    low: float
    high: float
    p: float


@cache
def t_factor(count: int) -> float:
    """Compute the t-interval's half-width in standard errors; NaN below two values."""
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, (1 + CONFIDENCE) / 2)) if count > 1 else math.nan


def t_interval(values: Sequence[float]) -> Interval:
    """Compute the mean and t-interval of values that are all numbers.

    Without any spread the interval is the mean itself: values that are all the same and not
    zero do differ from zero, and values that are all zero do not.
    """
    count = len(values)
    if not count:
        return Interval(0, math.nan, math.nan, math.nan, math.nan, math.nan)
    if max(values) == min(values):
        # Exact: a sum divided by its count can miss the common value by a rounding error.
        mean, squares = float(values[0]), 0.0
    else:
        mean = math.fsum(values) / count
        squares = math.fsum((value - mean) ** 2 for value in values)
    if count == 1:
        return Interval(1, mean, math.nan, math.nan, math.nan, math.nan)
    sd = math.sqrt(squares / (count - 1))
    error = sd / math.sqrt(count)
    half = t_factor(count) * error
    return Interval(count, mean, sd, mean - half, mean + half, _p_value(mean, error, count))


def _p_value(mean: float, error: float, count: int) -> float:
    """Compute the two-sided p-value of the t-test that a mean is zero.

    To twelve digits: mathematical libraries of different processors differ in the last one.
    """
    from scipy.special import stdtr

    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(f"{2 * stdtr(count - 1, -abs(mean) / error):.12g}")


def holm(p_values: Sequence[float]) -> list[float]:
    """Correct p-values for their number (Holm 1979, Scandinavian Journal of Statistics 6).

    Args:
        p_values: Uncorrected; NaN stands for a test that could not be made, and does not count.

    Returns:
        Corrected, in the same order, at most 1; NaN where NaN was given.
    """
    order = sorted(
        (index for index, p in enumerate(p_values) if not math.isnan(p)), key=p_values.__getitem__
    )
    corrected = [math.nan] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p_values[index]))
        corrected[index] = highest
    return corrected


def seeds_needed(sd: float, half_width: float) -> int | None:
    """Count the seeds for a t-interval no wider than asked, at the spread so far.

    Args:
        sd: Standard deviation over seeds.
        half_width: Half of the width of the interval asked for, above 0.

    Returns:
        The smallest number of seeds, at least 2; None when the spread is unknown.
    """
    if math.isnan(sd):
        return None
    low, high = 2, _MOST_SEEDS
    while low < high:
        middle = (low + high) // 2
        if t_factor(middle) * sd / math.sqrt(middle) <= half_width:
            high = middle
        else:
            low = middle + 1
    return low


@cache
def _detectable_factor(count: int, power: float) -> float:
    """Find the the true difference in standard errors that a paired t-test finds with a power."""
    # Not scipy.stats, which takes a second to import.
    from scipy.optimize import brentq
    from scipy.special import nctdtr, stdtrit

    critical = float(stdtrit(count - 1, 1 - ALPHA / 2))

    def missing(shift: float) -> float:
        # The other tail adds nothing that can be seen at the powers that matter.
        return 1 - float(nctdtr(count - 1, shift, critical)) - power

    return float(brentq(missing, 0.0, 50.0 + 3.0 * critical))


def detectable(sd: float, count: int, power: float = POWER) -> float:
    """Find the smallest true difference that so many pairs would show, at the spread so far.

    Args:
        sd: Standard deviation of the paired differences.
        count: How many pairs.
        power: Probability with which a two-sided paired t-test at `ALPHA`, not corrected for
            the number of tests, finds it; 0.5-0.99.

    Returns:
        The difference, in the unit of ``sd``; NaN below two pairs.

    Source:
        Power of the t-test by the noncentral t-distribution (Cohen 1988, chapter 2).
    """
    if math.isnan(sd) or count < 2:
        return math.nan
    return _detectable_factor(count, power) * sd / math.sqrt(count)


# --- Bootstrap intervals of means over seeds: bias-corrected and accelerated, indices keyed

Floats = NDArray[np.float64]
RESAMPLES = 4_999
DECISION = "bootstrap"
_SEED = 0
"""Of the keyed draws of the indices; the same for every table."""
_COLUMNS_AT_ONCE = 256


class Bootstrapped(NamedTuple):
    """Ends and p-values, each of shape (K,)."""

    low: Floats
    high: Floats
    p: Floats


@lru_cache(maxsize=8)
def resamples(count: int) -> NDArray[np.int64]:
    """Draw which values each resample holds, shape (count, `RESAMPLES`), 0 to count - 1."""
    from sim.rng import Draws

    draws, who = Draws(_SEED), np.arange(RESAMPLES)
    rows = [
        np.minimum(
            (draws.uniforms(DECISION, count, who, place) * count).astype(np.int64), count - 1
        )
        for place in range(count)
    ]
    return np.stack(rows)


def bca(values: Floats) -> Bootstrapped:
    """Compute intervals at `CONFIDENCE` and p-values of the means of columns.

    A column without any spread has its mean as the interval, as with the t-interval.

    Args:
        values: Numbers, shape (n, K), n at least 2.

    Source:
        Efron 1987, Journal of the American Statistical Association 82; the p-value is the level
        at which the interval would end at zero.
    """
    parts = [
        _bca(values[:, first : first + _COLUMNS_AT_ONCE])
        for first in range(0, values.shape[1], _COLUMNS_AT_ONCE)
    ]
    if not parts:
        none = np.empty(0)
        return Bootstrapped(none, none, none)
    return Bootstrapped(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _bca(values: Floats) -> Bootstrapped:
    """Do `bca` for columns that fit in memory together."""
    from scipy.special import ndtr, ndtri

    count = values.shape[0]
    mean = values.sum(axis=0) / count
    means = np.zeros((RESAMPLES, values.shape[1]))
    for chosen in resamples(count):
        # One value after the other: a sum whose order no library decides.
        means += values[chosen]
    means /= count
    means.sort(axis=0)
    far = values - mean
    squares = (far * far).sum(axis=0)
    flat = values.max(axis=0) == values.min(axis=0)
    skew = np.divide((far**3).sum(axis=0), 6.0 * squares**1.5, where=~flat, out=np.zeros_like(mean))
    bias = ndtri(_share_below(means, mean))
    tail = ndtri((1 - CONFIDENCE) / 2)
    ends = []
    for side in (tail, -tail):
        shifted = bias + side
        ends.append(_quantile(means, ndtr(bias + shifted / (1.0 - skew * shifted))))
    at_zero = ndtri(_share_below(means, np.zeros_like(mean))) - bias
    level = ndtr(at_zero / (1.0 + skew * at_zero) - bias)
    p = np.minimum(2.0 * np.minimum(level, 1.0 - level), 1.0)
    low, high = (np.where(flat, values[0], end) for end in ends)
    return Bootstrapped(low, high, np.where(flat, np.where(values[0] == 0, 1.0, 0.0), p))


def _share_below(means: Floats, value: Floats) -> Floats:
    """Find the share of each column's means below a value, ties half, never 0 or 1."""
    share = ((means < value).sum(axis=0) + 0.5 * (means == value).sum(axis=0)) / RESAMPLES
    inside: Floats = np.clip(share, 1.0 / (RESAMPLES + 1), RESAMPLES / (RESAMPLES + 1))
    return inside


def _quantile(means: Floats, share: Floats) -> Floats:
    """Find a quantile of each column of sorted means, between neighbours."""
    place = np.clip(share * (RESAMPLES + 1) - 1.0, 0.0, RESAMPLES - 1.0)
    lower = np.floor(place).astype(np.int64)
    upper = np.minimum(lower + 1, RESAMPLES - 1)
    columns = np.arange(means.shape[1])
    below = means[lower, columns]
    found: Floats = below + (place - lower) * (means[upper, columns] - below)
    return found


# --- Intervals of means over seeds, by the method asked for, one by one or many at once


def interval_of(values: Sequence[float], method: IntervalMethod = "t") -> Interval:
    """Compute the mean and interval of values that are all numbers.

    Args:
        values: One for each seed.
        method: ``t`` for Student's, ``bootstrap`` for `bca`.
    """
    found = t_interval(values)
    if method == "t" or found.count < 2:
        return found

    low, high, p = (float(one[0]) for one in bca(np.array(values, dtype=np.float64)[:, None]))
    return replace(found, low=low, high=high, p=p)


def told_interval(values: Sequence[float], method: IntervalMethod = "t") -> Interval:
    """Compute mean and interval for readers: without ends below `FEWEST` values."""
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
    """Compute means and intervals of columns, over values that are not NaN.

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
        made.low[columns], made.high[columns], made.p[columns] = bca(values)
        return
    error = sd / math.sqrt(count)
    half = t_factor(count) * error
    made.low[columns], made.high[columns] = mean - half, mean + half
    score = np.divide(np.abs(mean), error, where=error > 0, out=np.full(mean.size, math.inf))
    made.p[columns] = np.where((error == 0) & (mean == 0), 1.0, 2.0 * stdtr(count - 1, -score))
