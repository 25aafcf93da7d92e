"""Intervals, corrected p-values and numbers of seeds: small, exact, checked against SciPy."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

CONFIDENCE = 0.95
ALPHA = 0.05
POWER = 0.8
FEWEST = 5
"""Seeds below which readers are told no interval and no verdict."""
IntervalMethod = Literal["t", "bootstrap"]
"""How intervals are made: Student's t, or a bootstrap over seeds."""
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
    """Half-width of the t-interval in standard errors; NaN below two values."""
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, (1 + CONFIDENCE) / 2)) if count > 1 else math.nan


def t_interval(values: Sequence[float]) -> Interval:
    """Mean and t-interval of values that are all numbers.

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
    """Two-sided p-value of the t-test that a mean is zero."""
    from scipy.special import stdtr

    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * stdtr(count - 1, -abs(mean) / error))


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values corrected for their number (Holm 1979, Scandinavian Journal of Statistics 6).

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
    """Seeds for a t-interval no wider than asked, if the spread stays what it was.

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
    """The true difference in standard errors that a paired t-test finds with a power."""
    # Not scipy.stats, which takes a second to import.
    from scipy.optimize import brentq
    from scipy.special import nctdtr, stdtrit

    critical = float(stdtrit(count - 1, 1 - ALPHA / 2))

    def missing(shift: float) -> float:
        # The other tail adds nothing that can be seen at the powers that matter.
        return 1 - float(nctdtr(count - 1, shift, critical)) - power

    return float(brentq(missing, 0.0, 50.0 + 3.0 * critical))


def detectable(sd: float, count: int, power: float = POWER) -> float:
    """The smallest true difference that so many pairs would show, if the spread stays as it is.

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
