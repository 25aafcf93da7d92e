"""What becomes of a claim under other conditions: it holds, its size changes, or it fails."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sets import MOST

Floats = NDArray[np.float64]
IN_FORCE = "in_force"
"""Name of the condition with nothing changed."""
ROBUST, SHIFTED, FRAGILE, UNKNOWN = "robust", "shifted", "fragile", "unknown"
VERDICTS = (ROBUST, SHIFTED, FRAGILE, UNKNOWN)
"""The order holds everywhere and the size with it; the order alone; not even that; null."""
_APART = 0.5
"""Share of the difference in force by which another one may differ where a claim says no size
(assumed)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim under one condition: last minus first of its order, and whether both hold."""

    size: float
    holds: bool
    sized: bool


def held_to(
    levels: Floats, size: tuple[float | None, float | None], in_force: float | None = None
) -> Standing:
    """A claim by the levels of its scenarios.

    Args:
        levels: Shape (scenarios,), in the order claimed, from the lowest to the highest.
        size: Ends of what the claim says of last minus first; None for an open end.
        in_force: Last minus first with what is in force, to which others are compared where the
            claim says no size; None for that itself.
    """
    steps = np.diff(levels)
    found = float(levels[-1] - levels[0])
    low, high = size
    if low is None and high is None:
        sized = in_force is None or abs(found - in_force) <= _APART * abs(in_force)
    else:
        sized = (-math.inf if low is None else low) <= found <= (math.inf if high is None else high)
    return Standing(found, bool((steps > 0).all()), bool(sized) and not math.isnan(found))


def verdict_of(in_force: Standing, others: Sequence[Standing], sets: Sequence[Standing]) -> str:
    """What can be said of a claim.

    It is fragile where its order fails with what is in force, under any other condition, or in
    more than a tenth of the sets; shifted where its size does; else robust.
    """
    known = [one for one in sets if not math.isnan(one.size)]
    if math.isnan(in_force.size):
        return UNKNOWN
    every = [in_force, *(one for one in others if not math.isnan(one.size))]
    least = MOST * len(known)
    if not all(one.holds for one in every) or sum(one.holds for one in known) < least:
        return FRAGILE
    if not all(one.sized for one in every) or sum(one.sized for one in known) < least:
        return SHIFTED
    return ROBUST
