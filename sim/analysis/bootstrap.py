"""Bootstrap intervals of means over seeds: bias-corrected and accelerated, indices keyed.

The same resamples of seeds serve every column, so that intervals of several metrics belong
together; they depend on the number of seeds alone and are the same on any machine.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.analysis.statistics import CONFIDENCE
from sim.rng import Draws

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
    """Which of so many values each resample holds, shape (count, `RESAMPLES`), 0 to count - 1."""
    draws, who = Draws(_SEED), np.arange(RESAMPLES)
    rows = [
        np.minimum(
            (draws.uniforms(DECISION, count, who, place) * count).astype(np.int64), count - 1
        )
        for place in range(count)
    ]
    return np.stack(rows)


def bca(values: Floats) -> Bootstrapped:
    """Intervals at `CONFIDENCE` and p-values of the means of columns.

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
    """`bca` of columns that fit in memory together."""
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
    """Share of the means of each column below a value, ties half, never 0 or 1."""
    share = ((means < value).sum(axis=0) + 0.5 * (means == value).sum(axis=0)) / RESAMPLES
    inside: Floats = np.clip(share, 1.0 / (RESAMPLES + 1), RESAMPLES / (RESAMPLES + 1))
    return inside


def _quantile(means: Floats, share: Floats) -> Floats:
    """A quantile of each column of sorted means, between neighbours."""
    place = np.clip(share * (RESAMPLES + 1) - 1.0, 0.0, RESAMPLES - 1.0)
    lower = np.floor(place).astype(np.int64)
    upper = np.minimum(lower + 1, RESAMPLES - 1)
    columns = np.arange(means.shape[1])
    below = means[lower, columns]
    found: Floats = below + (place - lower) * (means[upper, columns] - below)
    return found
