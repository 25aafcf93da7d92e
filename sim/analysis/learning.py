"""What a measurement would teach: how much narrower an effect becomes over plausible sets.

A measurement tells something of which the sets do not agree. The line of the effect on it over
the sets says which part of the effect's variance would go if it were known exactly; of a
measurement with an error that part is smaller, as the variance of what is measured is to that
and the variance of the error together. Few sets find such a line by chance too: the part is
corrected for that, has an interval from sets drawn again, and counts only where it exceeds what
the best of all measurements explains when effects are dealt out to sets at random.

Source:
    Strong, Oakley & Brennan 2014 (Med. Decis. Making 34(3)), value of information by regression
    over the runs that there are; Jalal & Alarid-Escudero 2018 (Med. Decis. Making 38(2)), of a
    sample; Westfall & Young 1993, the best of many under permutation.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.rng import Stream

Floats = NDArray[np.float64]
LEAST_SETS = 10
"""Sets below which nothing is said (assumed)."""
DRAWS = 1000
"""Draws of sets for the intervals, and deals at random."""
_SURE = 0.95
_LOW, _HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Measurement:
    """Something that can be measured.

    ``values`` (sets,) is what it is in each set, ``error`` the standard deviation of what a
    measurement says around that, in the same unit.
    """

    kind: str
    name: str
    values: Floats
    error: float


@dataclass(frozen=True, slots=True)
class Learned:
    """How much narrower an effect becomes by a measurement, as a share of its width.

    ``explained`` is the part of the variance that goes if it were known exactly; ``low`` and
    ``high`` are 5 and 95 % of ``narrower`` over sets drawn again; ``told`` says whether the
    line can be told from chance.
    """

    explained: float
    narrower: float
    low: float
    high: float
    told: bool


def explained(effect: Floats, values: Floats) -> Floats:
    """Part of the variance of effects that a line on values explains, corrected for chance.

    Args:
        effect: Shape (..., sets).
        values: Shape (..., sets).

    Returns:
        Shape (...), 0 to 1; 0 where one of the two does not vary.
    """
    count = effect.shape[-1]
    found = _squared(effect, values)
    corrected: Floats = np.clip(1 - (1 - found) * (count - 1) / (count - 2), 0.0, 1.0)
    return corrected


def _squared(effect: Floats, values: Floats) -> Floats:
    """Squared correlation over the last axis; 0 where one of the two does not vary."""
    one = effect - effect.mean(axis=-1, keepdims=True)
    other = values - values.mean(axis=-1, keepdims=True)
    both = (one**2).sum(axis=-1) * (other**2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(both > 0, (one * other).sum(axis=-1) ** 2 / both, 0.0)
    return found


def narrower(effect: Floats, values: Floats, error: float) -> Floats:
    """By which share the spread of an effect shrinks, shape (...); see `explained`."""
    varied = values.var(axis=-1, ddof=1)
    whole = varied + error**2
    part = np.where(whole > 0, varied / np.where(whole > 0, whole, 1.0), 0.0)
    found: Floats = 1 - np.sqrt(1 - explained(effect, values) * part)
    return found


def learned(effect: Floats, measurements: Sequence[Measurement], draws: Stream) -> list[Learned]:
    """What each measurement would teach of an effect.

    Args:
        effect: Shape (sets,), all known.
        measurements: What can be measured; values that are null in a set leave that set out.
        draws: Random numbers for the intervals.

    Returns:
        In the order given.

    Raises:
        ValueError: There are fewer than `LEAST_SETS` sets.
    """
    count = len(effect)
    if count < LEAST_SETS:
        raise ValueError(f"{count} sets; {LEAST_SETS} are needed")
    again = draws.integers(0, count, (DRAWS, count))
    dealt = np.array([draws.permutation(count) for _ in range(DRAWS)])
    known = [~np.isnan(one.values) for one in measurements]
    best = np.zeros(DRAWS)
    for one, there in zip(measurements, known, strict=True):
        if there.all():
            best = np.maximum(best, _squared(effect[dealt], one.values))
    limit = float(np.quantile(best, _SURE)) if measurements else math.nan
    found = []
    for one, there in zip(measurements, known, strict=True):
        if there.sum() < LEAST_SETS:
            found.append(Learned(math.nan, math.nan, math.nan, math.nan, False))
            continue
        own, values = effect[there], one.values[there]
        drawn = again if there.all() else draws.integers(0, len(own), (DRAWS, len(own)))
        spread = narrower(own[drawn], values[drawn], one.error)
        low, high = (float(end) for end in np.quantile(spread, (_LOW, _HIGH)))
        found.append(
            Learned(
                float(explained(own, values)),
                float(narrower(own, values, one.error)),
                low,
                high,
                bool(_squared(own, values) > limit),
            )
        )
    return found
