"""Counting residents for the metrics, one pass over the columns."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    FORM_COUNT,
    INFORMED,
    VOLUNTEERING,
)

YEAR = np.uint32(0xFFF)
MOST_OCCASIONS = 48
"""Occasions of depth 2 or more that one year can hold: four forms in twelve months."""

(
    RESIDENTS,
    ADULTS,
    TOOK_PART,
    TOOK_PART_THIS_MONTH,
    DEPTH,
    REGISTERED,
    ACTIVE,
    ACTIVE_BEFORE,
    RETAINED,
    PARTY_MEMBERS,
    VOLUNTEERED_THIS_MONTH,
    REGISTERED_IDLE,
) = range(12)
FORM_COLUMNS = 12
FORM_THIS_MONTH = FORM_COLUMNS + FORM_COUNT
COUNT_COLUMNS = FORM_THIS_MONTH + FORM_COUNT
"""Columns of the counts: the twelve above, then each form in 12 months and in the month."""

GAPS = 4
"""Two-way splits of adults: older, migrant, college, owner."""


@njit(cache=True, error_model="numpy", _nrt=False)
def _bits(value: np.uint32) -> int:
    """Number of bits set in a 32-bit word."""
    v = np.uint32(value)
    v = v - ((v >> np.uint32(1)) & np.uint32(0x55555555))
    v = (v & np.uint32(0x33333333)) + ((v >> np.uint32(2)) & np.uint32(0x33333333))
    v = (v + (v >> np.uint32(4))) & np.uint32(0x0F0F0F0F)
    v = v + (v >> np.uint32(8))
    v = v + (v >> np.uint32(16))
    return int(v & np.uint32(0x3F))


@njit(cache=True, error_model="numpy", _nrt=False)
def count_residents(
    community: NDArray[np.int16],
    eligible: NDArray[np.bool_],
    adult: NDArray[np.bool_],
    party: NDArray[np.bool_],
    registered: NDArray[np.bool_],
    splits: NDArray[np.uint8],
    history: NDArray[np.uint32],
    attitudes: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    counts: NDArray[np.int64],
    occasions: NDArray[np.int64],
    split_counts: NDArray[np.int64],
    sums: NDArray[np.float64],
) -> None:
    """Count everything the metrics need, community by community.

    Args:
        community: Community of each resident, shape (N,).
        eligible: Slots that count, shape (N,).
        adult: Adults among them, shape (N,).
        party: Party members, shape (N,).
        registered: Registered volunteers, shape (N,).
        splits: Bit k where the resident is in the first half of split k, shape (N,).
        history: Months of each form, shape (6, N), bit 0 this month.
        attitudes: Trust, efficacy and belonging, each of shape (N,).
        counts: Result, shape (C, COUNT_COLUMNS), zeroed.
        occasions: Result, adults by occasions of depth 2 or more in the last 12 months, shape
            (C, MOST_OCCASIONS + 1), zeroed.
        split_counts: Result, shape (C, GAPS, 2, 2): split, half, (adults, who took part), zeroed.
        sums: Result, sums of the attitudes over adults, shape (C, 3), zeroed.
    """
    trust, efficacy, belonging = attitudes
    for row in range(community.size):
        if not eligible[row]:
            continue
        place = community[row]
        counts[place, RESIDENTS] += 1
        volunteering = history[VOLUNTEERING, row]
        recent = (volunteering & YEAR) != 0
        if registered[row]:
            counts[place, REGISTERED] += 1
            if not recent:
                counts[place, REGISTERED_IDLE] += 1
        if recent:
            counts[place, ACTIVE] += 1
        if (volunteering >> np.uint32(12)) & YEAR:
            counts[place, ACTIVE_BEFORE] += 1
            if recent:
                counts[place, RETAINED] += 1
        if volunteering & np.uint32(1):
            counts[place, VOLUNTEERED_THIS_MONTH] += 1
        if not adult[row]:
            continue
        counts[place, ADULTS] += 1
        if party[row]:
            counts[place, PARTY_MEMBERS] += 1
        depth = 1 if history[INFORMED, row] & YEAR else 0
        times = 0
        this_month = np.uint32(0)
        for form in range(FORM_COUNT):
            months = history[form, row] & YEAR
            if months:
                counts[place, FORM_COLUMNS + form] += 1
                counts[place, FORM_THIS_MONTH + form] += months & np.uint32(1)
                if ACTIVITY <= form <= CO_PRODUCTION:
                    depth = form + 1
                    times += _bits(months)
                    this_month |= months
        counts[place, DEPTH] += depth
        occasions[place, times] += 1
        took_part = 1 if times > 0 else 0
        counts[place, TOOK_PART] += took_part
        if this_month & np.uint32(1):
            counts[place, TOOK_PART_THIS_MONTH] += 1
        for split in range(GAPS):
            half = splits[row] >> split & 1
            split_counts[place, split, half, 0] += 1
            split_counts[place, split, half, 1] += took_part
        sums[place, 0] += trust[row]
        sums[place, 1] += efficacy[row]
        sums[place, 2] += belonging[row]


assert ACTIVITY < VOLUNTEERING < CONSULTATION < CO_PRODUCTION  # depth = form + 1 relies on it
