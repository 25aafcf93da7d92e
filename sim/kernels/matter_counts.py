"""Counting matters for the metrics, one pass over the table."""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.matters import (
    COMMUNITY,
    CONSULTING,
    GRID,
    ON_PAPER,
    PATROL,
    RESOLVED,
    TOWN,
    WAITING,
)

(
    AROSE,
    AROSE_COLLECTED,
    COLLECTED,
    FOUND_ON_PATROL,
    CLOSED,
    TRULY,
    IN_GRID,
    IN_COMMUNITY,
    ESCALATED,
    EVER_CLOSED,
    REOPENED,
    JOINTLY,
    OPEN,
    REACHED,
) = range(14)
GAP_COLUMNS = 14
"""First column of the gaps: arisen and truly resolved, of the first and the second half, for
the vulnerable and for migrants."""
COLUMNS = GAP_COLUMNS + 8
OLDEST, NEWEST = 14, 3
"""Window of matters that are judged: t-14 to t-3."""


@lean()
def count_matters(
    community: NDArray[np.int16],
    resident: NDArray[np.int32],
    state: NDArray[np.int8],
    level: NDArray[np.int8],
    channel: NDArray[np.int8],
    arisen: NDArray[np.int32],
    collected: NDArray[np.int32],
    closed: NDArray[np.int32],
    closed_at: NDArray[np.int8],
    reopened: NDArray[np.int8],
    joint: NDArray[np.uint16],
    vulnerable: NDArray[np.bool_],
    migrant: NDArray[np.bool_],
    month: int,
    reached: NDArray[np.bool_],
    counts: NDArray[np.int64],
) -> None:
    """Count matters, community by community.

    Args:
        community: Columns of `sim.matters.Matters`, each of shape (M,), up to `migrant`.
        resident: Likewise.
        state: Likewise.
        level: Likewise.
        channel: Likewise.
        arisen: Likewise.
        collected: Likewise.
        closed: Likewise.
        closed_at: Likewise.
        reopened: Likewise.
        joint: Likewise.
        vulnerable: Likewise.
        migrant: Likewise.
        month: The month t.
        reached: Scratch, shape (N,), all False: residents already counted as reached.
        counts: Result, shape (C, COLUMNS), zeroed.
    """
    for m in range(community.size):
        place = community[m]
        truly = state[m] == RESOLVED
        if state[m] == WAITING or state[m] == CONSULTING:
            counts[place, OPEN] += 1
        if truly and closed[m] > month - 12 and not reached[resident[m]]:
            reached[resident[m]] = True
            counts[place, REACHED] += 1
        if month - OLDEST <= arisen[m] <= month - NEWEST:
            counts[place, AROSE] += 1
            if collected[m] > 0:
                counts[place, AROSE_COLLECTED] += 1
            for gap in range(2):
                half = vulnerable[m] if gap == 0 else migrant[m]
                column = GAP_COLUMNS + 4 * gap + (0 if half else 2)
                counts[place, column] += 1
                if truly:
                    counts[place, column + 1] += 1
        if not (collected[m] > 0 and month - OLDEST <= collected[m] <= month - NEWEST):
            continue
        counts[place, COLLECTED] += 1
        if channel[m] == PATROL:
            counts[place, FOUND_ON_PATROL] += 1
        if level[m] == TOWN:
            counts[place, ESCALATED] += 1
        if reopened[m] > 0:
            counts[place, REOPENED] += 1
        if truly or state[m] == ON_PAPER:
            counts[place, CLOSED] += 1
        if truly or state[m] == ON_PAPER or reopened[m] > 0:
            counts[place, EVER_CLOSED] += 1
        if truly:
            counts[place, TRULY] += 1
            if closed_at[m] == GRID:
                counts[place, IN_GRID] += 1
            elif closed_at[m] == COMMUNITY:
                counts[place, IN_COMMUNITY] += 1
            types = 0
            for kind in range(10):
                types += joint[m] >> kind & 1
            if types >= 3:
                counts[place, JOINTLY] += 1
