"""Counting adults by group, one pass over the columns.

Each adult is counted once, in the cell of all its groups together; the cells are then added up
to groups, which is several times quicker than counting each adult in every group. Likewise each
is counted once in a pattern of all forms of participation together.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.forms import CO_PRODUCTION, INFORMED
from sim.declarations.groups import DIVISIONS, MIDDLE_AGE, OLD_AGE
from sim.kernels.digest import DEEP_BITS, DEPTHS, Bytes, Digest

Flags = NDArray[np.bool_]

(ADULTS, TOOK_PART, TOOK_PART_THIS_MONTH, DEPTH, REGISTERED) = range(5)
FORM_COLUMNS = 5
COUNT_COLUMNS = FORM_COLUMNS + CO_PRODUCTION + 1
"""Columns of the counts: the five above, then each form of depth 1 or more in 12 months."""
SUM_COLUMNS = 3
"""Columns of the sums: trust, efficacy, belonging."""

_SIZES = tuple(len(division.groups) for division in DIVISIONS)
GROUP_COUNT = sum(_SIZES)
CELLS = int(np.prod(_SIZES))


def _groups_of_cells() -> NDArray[np.int64]:
    """Row of the group of each division in which the adults of a cell are."""
    offsets = np.cumsum((0, *_SIZES[:-1]))
    return np.stack(np.unravel_index(np.arange(CELLS), _SIZES), axis=1) + offsets


_GROUPS_OF_CELL = _groups_of_cells()
_RUN = 2048
"""Residents whose cells are found before they are counted."""
_ADULT_MONTHS, _MIDDLE_MONTHS, _OLD_MONTHS = 18 * 12, MIDDLE_AGE * 12, OLD_AGE * 12
_FORM_BITS = (1 << CO_PRODUCTION + 1) - 1
_REGISTERED_BIT = CO_PRODUCTION + 1
_NOW_BIT = CO_PRODUCTION + 2
_PATTERNS = 1 << _NOW_BIT + 1
"""Ways of taking part: forms in the year, on the register, and deep this month."""


@njit(cache=True, error_model="numpy", nogil=True)
def count_groups(
    month: int,
    community: NDArray[np.int16],
    eligible: Flags,
    birth_month: NDArray[np.int16],
    migrant: Flags,
    education: NDArray[np.int8],
    owner: Flags,
    vulnerable: Flags,
    party: Flags,
    registered: Flags,
    digested: Digest,
    attitudes: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    counts: NDArray[np.int64],
    sums: NDArray[np.float64],
) -> None:
    """Count adults, and those who took part, by community and group.

    Args:
        month: The month.
        community: Community of each resident, shape (N,).
        eligible: Slots that count, shape (N,).
        birth_month: Month of birth, shape (N,).
        migrant: Migrants, shape (N,).
        education: 0 below senior high, 1 senior high, 2 college or above, shape (N,).
        owner: Owners, shape (N,).
        vulnerable: The vulnerable, shape (N,).
        party: Party members, shape (N,).
        registered: Registered volunteers, shape (N,).
        digested: Digest of the months of participation.
        attitudes: Trust, efficacy and belonging, each of shape (N,).
        counts: Result, shape (C, GROUP_COUNT, COUNT_COLUMNS), zeroed.
        sums: Result, sums of the attitudes, shape (C, GROUP_COUNT, SUM_COLUMNS), zeroed.
    """
    # One community after the other, so that their cells need little room; the last cell is of
    # those who do not count.
    number = np.empty((CELLS + 1, _PATTERNS), dtype=np.int32)
    adults = np.empty(CELLS + 1, dtype=np.int64)
    amount = np.empty((CELLS + 1, SUM_COLUMNS))
    mine = np.empty(COUNT_COLUMNS, dtype=np.int64)
    cells, patterns = np.empty(_RUN, dtype=np.uint8), np.empty(_RUN, dtype=np.uint8)
    trust, efficacy, belonging = attitudes
    first = 0
    while first < community.size:
        place = community[first]
        number[:] = 0
        adults[:] = 0
        amount[:] = 0.0
        while first < community.size and community[first] == place:
            end = first
            while end < min(first + _RUN, community.size) and community[end] == place:
                end += 1
            _pack_cells(
                month,
                eligible[first:end],
                birth_month[first:end],
                migrant[first:end],
                education[first:end],
                owner[first:end],
                vulnerable[first:end],
                party[first:end],
                cells,
            )
            year, now = digested.year[first:end], digested.month[first:end]
            _pack_patterns(year, registered[first:end], now, patterns)
            _count_cells(
                cells,
                patterns,
                (trust[first:end], efficacy[first:end], belonging[first:end]),
                number,
                adults,
                amount,
            )
            first = end
        for cell in range(CELLS):
            if adults[cell] == 0:
                continue
            _count_patterns(number[cell], mine)
            for division in range(_GROUPS_OF_CELL.shape[1]):
                group = _GROUPS_OF_CELL[cell, division]
                for column in range(COUNT_COLUMNS):
                    counts[place, group, column] += mine[column]
                for column in range(SUM_COLUMNS):
                    sums[place, group, column] += amount[cell, column]


@lean()
def _pack_cells(
    month: int,
    eligible: Flags,
    birth_month: NDArray[np.int16],
    migrant: Flags,
    education: NDArray[np.int8],
    owner: Flags,
    vulnerable: Flags,
    party: Flags,
    cells: Bytes,
) -> None:
    """Find the cell of each resident of a run, `CELLS` for those who do not count."""
    adult, middle, old = (
        np.int16(month - _ADULT_MONTHS),
        np.int16(month - _MIDDLE_MONTHS),
        np.int16(month - _OLD_MONTHS),
    )
    for k in range(eligible.size):
        cell = np.uint8(birth_month[k] <= middle) + np.uint8(birth_month[k] <= old)
        cell = (cell * 2 + np.uint8(migrant[k])) * 3 + np.uint8(education[k])
        cell = cell * 4 + (np.uint8(owner[k]) << 1 | np.uint8(vulnerable[k]))
        cell = cell * 2 + np.uint8(party[k])
        counts = eligible[k] & (birth_month[k] <= adult)
        cells[k] = np.uint8(cell) if counts else np.uint8(CELLS)


@lean()
def _pack_patterns(year: Bytes, registered: Flags, now: Bytes, patterns: Bytes) -> None:
    """Find the pattern of each resident of a run."""
    for k in range(year.size):
        deep_now = np.uint8((now[k] & DEEP_BITS) != 0)
        pattern = year[k] & _FORM_BITS | np.uint8(registered[k]) << _REGISTERED_BIT
        patterns[k] = np.uint8(pattern | deep_now << _NOW_BIT)


@lean()
def _count_cells(
    cells: Bytes,
    patterns: Bytes,
    attitudes: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    number: NDArray[np.int32],
    adults: NDArray[np.int64],
    amount: NDArray[np.float64],
) -> None:
    """Count a run by cell and pattern, and add up its attitudes by cell."""
    trust, efficacy, belonging = attitudes
    for k in range(trust.size):
        cell = cells[k]
        number[cell, patterns[k]] += 1
        adults[cell] += 1
        amount[cell, 0] += trust[k]
        amount[cell, 1] += efficacy[k]
        amount[cell, 2] += belonging[k]


@lean()
def _count_patterns(number: NDArray[np.int32], mine: NDArray[np.int64]) -> None:
    """Counts of one cell from how many adults show each pattern, shape (COUNT_COLUMNS,)."""
    mine[:] = 0
    for pattern in range(_PATTERNS):
        adults = np.int64(number[pattern])
        if adults == 0:
            continue
        mine[ADULTS] += adults
        mine[REGISTERED] += adults * (pattern >> _REGISTERED_BIT & 1)
        mine[DEPTH] += adults * DEPTHS[pattern & _FORM_BITS]
        mine[TOOK_PART_THIS_MONTH] += adults * (pattern >> _NOW_BIT & 1)
        if pattern & DEEP_BITS:
            mine[TOOK_PART] += adults
        for form in range(INFORMED, CO_PRODUCTION + 1):
            mine[FORM_COLUMNS + form] += adults * (pattern >> form & 1)


# The cell is made in the order of the divisions.
assert [division.name for division in DIVISIONS] == [
    "age",
    "origin",
    "education",
    "tenure",
    "vulnerable",
    "party",
]
assert _SIZES == (3, 2, 3, 2, 2, 2)
