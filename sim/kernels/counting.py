"""Counting residents and matters for the metrics, one pass over the columns of each."""

from typing import NamedTuple

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.forms import FORM_COUNT, VOLUNTEERING
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
from sim.kernels.group_counts import (
    BEFORE_BIT,
    DEEP_BITS,
    DEPTHS,
    LANES_FULL,
    SPREAD,
    Bytes,
    Digest,
)

# --- Counting residents for the metrics, one pass over the columns

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
    """Find in which half of each split a resident is.

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


class _Run(NamedTuple):
    """What is counted of each resident of a run, a byte each of up to eight yes or no.

    Each of shape (LANES_FULL,); all 0 for those who are not eligible, and all but the first for
    those who are no adults.
    """

    of_all: Bytes
    of_adults: Bytes
    of_splits: Bytes
    in_year: Bytes
    in_month: Bytes


class Traits(NamedTuple):
    """What is read of residents beside what they did, each of shape (N,).

    Attributes:
        community: Community.
        eligible: Slots that count.
        adult: Adults among them.
        party: Party members.
        registered: Registered volunteers.
        splits: Bit k where the resident is in the first half of split k.
    """

    community: NDArray[np.int16]
    eligible: NDArray[np.bool_]
    adult: NDArray[np.bool_]
    party: NDArray[np.bool_]
    registered: NDArray[np.bool_]
    splits: Bytes


class Tallies(NamedTuple):
    """What is counted of each community; all zero before.

    Attributes:
        counts: Shape (C, COUNT_COLUMNS).
        occasions: Adults by occasions of depth 2 or more in the last 12 months, shape
            (C, MOST_OCCASIONS + 1).
        splits: Shape (C, GAPS, 2, 2): split, half, (adults, who took part).
        sums: Sums of the attitudes over adults, shape (C, 3).
    """

    counts: NDArray[np.int64]
    occasions: NDArray[np.int64]
    splits: NDArray[np.int64]
    sums: NDArray[np.float64]


@njit(cache=True, error_model="numpy", nogil=True)
def count_residents(
    people: Traits,
    digested: Digest,
    attitudes: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    totals: Tallies,
) -> None:
    """Count everything the metrics need, community by community.

    Args:
        people: Columns of residents.
        digested: Digest of the months of participation.
        attitudes: Trust, efficacy and belonging, each of shape (N,).
        totals: Result.
    """
    community, eligible, adult, party, registered, splits = people
    counts, occasions, split_counts, sums = totals
    run = _Run(
        np.empty(LANES_FULL, dtype=np.uint8),
        np.empty(LANES_FULL, dtype=np.uint8),
        np.empty(LANES_FULL, dtype=np.uint8),
        np.empty(LANES_FULL, dtype=np.uint8),
        np.empty(LANES_FULL, dtype=np.uint8),
    )
    year, month, times = digested
    # Run after run of one community: first packed, which vector units do for many at a time.
    first = 0
    while first < community.size:
        place = community[first]
        end = first
        while end < min(first + LANES_FULL, community.size) and community[end] == place:
            end += 1
        _pack_all(
            eligible[first:end],
            registered[first:end],
            year[first:end],
            month[first:end],
            run.of_all,
        )
        _pack_adults(
            eligible[first:end],
            adult[first:end],
            party[first:end],
            month[first:end],
            times[first:end],
            run.of_adults,
        )
        _pack_splits(run.of_adults, splits[first:end], run.of_splits)
        _pack_grown(run.of_adults, year[first:end], run.in_year)
        _pack_grown(run.of_adults, month[first:end], run.in_month)
        _count_run(run, times[first:end], counts[place], occasions[place], split_counts[place])
        _add_up(attitudes, eligible, adult, first, end, sums[place])
        first = end


@lean()
def _pack_all(
    eligible: NDArray[np.bool_], registered: NDArray[np.bool_], year: Bytes, month: Bytes, of: Bytes
) -> None:
    """Pack what is counted of all residents, in the order of `_OF_ALL`."""
    for k in range(eligible.size):
        listed = np.uint8(registered[k])
        volunteer = year[k] >> np.uint8(VOLUNTEERING) & np.uint8(1)
        before = year[k] >> np.uint8(BEFORE_BIT) & np.uint8(1)
        now = month[k] >> np.uint8(VOLUNTEERING) & np.uint8(1)
        idle = listed & (volunteer ^ np.uint8(1))
        bits = 1 | listed << 1 | idle << 2 | volunteer << 3 | before << 4
        of[k] = np.uint8(bits | (before & volunteer) << 5 | now << 6) * np.uint8(eligible[k])


@lean()
def _pack_adults(
    eligible: NDArray[np.bool_],
    adult: NDArray[np.bool_],
    party: NDArray[np.bool_],
    month: Bytes,
    times: Bytes,
    of: Bytes,
) -> None:
    """Pack what is counted of adults, in the order of `_OF_ADULTS`."""
    for k in range(eligible.size):
        took_part, deep_now = np.uint8(times[k] > 0), np.uint8((month[k] & DEEP_BITS) != 0)
        bits = np.uint8(1 | np.uint8(party[k]) << 1 | took_part << 2 | deep_now << 3)
        of[k] = bits * np.uint8(eligible[k] & adult[k])


@lean()
def _pack_splits(of_adults: Bytes, splits: Bytes, of: Bytes) -> None:
    """Pack the first halves of adults, and of those of them who took part."""
    for k in range(splits.size):
        half = splits[k] * (of_adults[k] & np.uint8(1))
        of[k] = np.uint8(half | (half * (of_adults[k] >> np.uint8(2) & np.uint8(1))) << GAPS)


@lean()
def _pack_grown(of_adults: Bytes, bits: Bytes, of: Bytes) -> None:
    """Leave the bits of adults, and none of others."""
    for k in range(bits.size):
        of[k] = bits[k] * (of_adults[k] & np.uint8(1))


@lean()
def _count_run(
    run: _Run,
    times: Bytes,
    counts: NDArray[np.int64],
    occasions: NDArray[np.int64],
    split_counts: NDArray[np.int64],
) -> None:
    """Count one run, eight yes or no at a time, into the rows of its community."""
    of_all = of_adults = of_splits = in_year = in_month = uint64(0)
    depth = 0
    for k in range(times.size):
        of_all += SPREAD[run.of_all[k]]
        of_adults += SPREAD[run.of_adults[k]]
        of_splits += SPREAD[run.of_splits[k]]
        in_year += SPREAD[run.in_year[k]]
        in_month += SPREAD[run.in_month[k]]
        depth += DEPTHS[run.in_year[k]]
        occasions[times[k]] += run.of_adults[k] & 1
    _add(of_all, _OF_ALL, counts)
    _add(of_adults, _OF_ADULTS, counts)
    _add(in_year, _IN_YEAR, counts)
    _add(in_month, _IN_MONTH, counts)
    counts[DEPTH] += depth
    _add_splits(of_splits, of_adults, split_counts)


@lean()
def _lane(word: np.uint64, lane: int) -> int:
    """Read one of the eight counts in a word."""
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


# --- Counting matters for the metrics, one pass over the table

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


class Course(NamedTuple):
    """What became of matters: columns of `sim.matters.Matters`, each of shape (M,)."""

    community: NDArray[np.int16]
    resident: NDArray[np.int32]
    state: NDArray[np.int8]
    level: NDArray[np.int8]
    channel: NDArray[np.int8]
    arisen: NDArray[np.int32]
    collected: NDArray[np.int32]
    closed: NDArray[np.int32]
    closed_at: NDArray[np.int8]
    reopened: NDArray[np.int8]
    joint: NDArray[np.uint16]
    vulnerable: NDArray[np.bool_]
    migrant: NDArray[np.bool_]


@lean()
def count_matters(
    matters: Course, month: int, reached: NDArray[np.bool_], counts: NDArray[np.int64]
) -> None:
    """Count matters, community by community.

    Args:
        matters: What became of them.
        month: The month t.
        reached: Scratch, shape (N,), all False: residents already counted as reached.
        counts: Result, shape (C, COLUMNS), zeroed.
    """
    resident, state, arisen, collected = (
        matters.resident,
        matters.state,
        matters.arisen,
        matters.collected,
    )
    for m in range(matters.community.size):
        place = matters.community[m]
        truly = state[m] == RESOLVED
        if state[m] == WAITING or state[m] == CONSULTING:
            counts[place, OPEN] += 1
        if truly and matters.closed[m] > month - 12 and not reached[resident[m]]:
            reached[resident[m]] = True
            counts[place, REACHED] += 1
        if month - OLDEST <= arisen[m] <= month - NEWEST:
            counts[place, AROSE] += 1
            if collected[m] > 0:
                counts[place, AROSE_COLLECTED] += 1
            for gap in range(2):
                half = matters.vulnerable[m] if gap == 0 else matters.migrant[m]
                column = GAP_COLUMNS + 4 * gap + (0 if half else 2)
                counts[place, column] += 1
                if truly:
                    counts[place, column + 1] += 1
        if not (collected[m] > 0 and month - OLDEST <= collected[m] <= month - NEWEST):
            continue
        counts[place, COLLECTED] += 1
        if matters.channel[m] == PATROL:
            counts[place, FOUND_ON_PATROL] += 1
        if matters.level[m] == TOWN:
            counts[place, ESCALATED] += 1
        if matters.reopened[m] > 0:
            counts[place, REOPENED] += 1
        if truly or state[m] == ON_PAPER:
            counts[place, CLOSED] += 1
        if truly or state[m] == ON_PAPER or matters.reopened[m] > 0:
            counts[place, EVER_CLOSED] += 1
        if truly:
            counts[place, TRULY] += 1
            if matters.closed_at[m] == GRID:
                counts[place, IN_GRID] += 1
            elif matters.closed_at[m] == COMMUNITY:
                counts[place, IN_COMMUNITY] += 1
            types = 0
            for kind in range(10):
                types += matters.joint[m] >> kind & 1
            if types >= 3:
                counts[place, JOINTLY] += 1
