"""Counting residents for the metrics, one pass over the columns."""

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.forms import FORM_COUNT, VOLUNTEERING
from sim.kernels.digest import BEFORE_BIT, DEEP_BITS, DEPTHS, LANES_FULL, SPREAD, Bytes, Digest

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

_OF_ALL = np.array(
    [
        RESIDENTS,
        REGISTERED,
        REGISTERED_IDLE,
        ACTIVE,
        ACTIVE_BEFORE,
        RETAINED,
        VOLUNTEERED_THIS_MONTH,
    ]
)
_OF_ADULTS = np.array([ADULTS, PARTY_MEMBERS, TOOK_PART, TOOK_PART_THIS_MONTH])
_IN_YEAR = FORM_COLUMNS + np.arange(FORM_COUNT)
_IN_MONTH = FORM_THIS_MONTH + np.arange(FORM_COUNT)
"""Columns of the counts in the bits of each word."""


@lean()
def halve(
    born_before: int,
    birth_month: NDArray[np.int16],
    migrant: NDArray[np.bool_],
    education: NDArray[np.int8],
    owner: NDArray[np.bool_],
    splits: Bytes,
) -> None:
    """In which half of each split a resident is.

    Args:
        born_before: Whoever was born up to that month counts as older.
        birth_month: Months of birth, shape (N,).
        migrant: Migrants, shape (N,).
        education: 0 below senior high, 1 senior high, 2 college or above, shape (N,).
        owner: Owners, shape (N,).
        splits: Result, bit k where the resident is in the first half of split k, shape (N,).
    """
    for row in range(splits.size):
        splits[row] = (
            np.uint8(birth_month[row] <= born_before)
            | np.uint8(migrant[row]) << np.uint8(1)
            | np.uint8(education[row] == 2) << np.uint8(2)
            | np.uint8(owner[row]) << np.uint8(3)
        )


@lean()
def count_residents(
    community: NDArray[np.int16],
    eligible: NDArray[np.bool_],
    adult: NDArray[np.bool_],
    party: NDArray[np.bool_],
    registered: NDArray[np.bool_],
    splits: Bytes,
    digested: Digest,
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
        digested: Digest of the months of participation.
        attitudes: Trust, efficacy and belonging, each of shape (N,).
        counts: Result, shape (C, COUNT_COLUMNS), zeroed.
        occasions: Result, adults by occasions of depth 2 or more in the last 12 months, shape
            (C, MOST_OCCASIONS + 1), zeroed.
        split_counts: Result, shape (C, GAPS, 2, 2): split, half, (adults, who took part), zeroed.
        sums: Result, sums of the attitudes over adults, shape (C, 3), zeroed.
    """
    year, month, times = digested
    # Run after run of one community, eight yes or no at a time.
    first = 0
    while first < community.size:
        place = community[first]
        end = first
        of_all = of_adults = of_splits = in_year = in_month = uint64(0)
        depth = 0
        while end < min(first + LANES_FULL, community.size) and community[end] == place:
            row = end
            end += 1
            if not eligible[row]:
                continue
            volunteer = year[row] >> VOLUNTEERING & 1
            before = year[row] >> BEFORE_BIT & 1
            listed = int(registered[row])
            of_all += SPREAD[
                1
                | listed << 1
                | (listed & ~volunteer) << 2
                | volunteer << 3
                | before << 4
                | (before & volunteer) << 5
                | (month[row] >> VOLUNTEERING & 1) << 6
            ]
            # A product instead of a branch, which nobody could foresee.
            grown = int(adult[row])
            took_part = int(times[row] > 0)
            deep_now = int((month[row] & DEEP_BITS) != 0)
            half = splits[row] * grown
            of_adults += SPREAD[(1 | party[row] << 1 | took_part << 2 | deep_now << 3) * grown]
            of_splits += SPREAD[half | (half * took_part) << GAPS]
            in_year += SPREAD[year[row] * grown]
            in_month += SPREAD[month[row] * grown]
            depth += DEPTHS[year[row]] * grown
            occasions[place, times[row]] += grown
        _add(of_all, _OF_ALL, counts[place])
        _add(of_adults, _OF_ADULTS, counts[place])
        _add(in_year, _IN_YEAR, counts[place])
        _add(in_month, _IN_MONTH, counts[place])
        counts[place, DEPTH] += depth
        _add_splits(of_splits, of_adults, split_counts[place])
        _add_up(attitudes, eligible, adult, first, end, sums[place])
        first = end


@lean()
def _lane(word: np.uint64, lane: int) -> int:
    """One of the eight counts in a word."""
    return int((word >> uint64(8 * lane)) & uint64(255))


@lean()
def _add(word: np.uint64, columns: NDArray[np.int64], counts: NDArray[np.int64]) -> None:
    """Empty the counts of a word into columns."""
    for lane in range(columns.size):
        counts[columns[lane]] += _lane(word, lane)


@lean()
def _add_splits(
    of_splits: np.uint64, of_adults: np.uint64, split_counts: NDArray[np.int64]
) -> None:
    """Empty the counts of the first halves, and what is left for the second."""
    adults, took_part = _lane(of_adults, 0), _lane(of_adults, 2)
    for split in range(GAPS):
        half, took = _lane(of_splits, split), _lane(of_splits, GAPS + split)
        split_counts[split, 1, 0] += half
        split_counts[split, 1, 1] += took
        split_counts[split, 0, 0] += adults - half
        split_counts[split, 0, 1] += took_part - took


@lean()
def _add_up(
    attitudes: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    eligible: NDArray[np.bool_],
    adult: NDArray[np.bool_],
    first: int,
    end: int,
    sums: NDArray[np.float64],
) -> None:
    """Add the attitudes of adults to sums, row after row; adding 0 for the others changes none."""
    trust, efficacy, belonging = attitudes
    of_trust, of_efficacy, of_belonging = sums[0], sums[1], sums[2]
    for row in range(first, end):
        counts = eligible[row] & adult[row]
        of_trust += trust[row] if counts else 0.0
        of_efficacy += efficacy[row] if counts else 0.0
        of_belonging += belonging[row] if counts else 0.0
    sums[0], sums[1], sums[2] = of_trust, of_efficacy, of_belonging
