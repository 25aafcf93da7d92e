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
    # One community after the other, so that their cells need little room.
    number = np.empty((CELLS, _PATTERNS), dtype=np.int32)
    adults = np.empty(CELLS, dtype=np.int64)
    amount = np.empty((CELLS, SUM_COLUMNS))
    mine = np.empty(COUNT_COLUMNS, dtype=np.int64)
    first = 0
    while first < community.size:
        place = community[first]
        number[:] = 0
        adults[:] = 0
        amount[:] = 0.0
        first = _count_cells(
            first,
            month,
            community,
            eligible,
            birth_month,
            migrant,
            education,
            owner,
            vulnerable,
            party,
            registered,
            digested.year,
            digested.month,
            attitudes,
            number,
            adults,
            amount,
        )
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
def _count_cells(
    first: int,
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
    year: Bytes,
    now: Bytes,
    attitudes: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    number: NDArray[np.int32],
    adults: NDArray[np.int64],
    amount: NDArray[np.float64],
) -> int:
    """Count one community by cell and pattern, and add up the attitudes by cell; where it ends."""
    trust, efficacy, belonging = attitudes
    end = first
    while end < community.size and community[end] == community[first]:
        row = end
        end += 1
        age = month - birth_month[row]
        if age < _ADULT_MONTHS or not eligible[row]:
            continue
        cell = int(age >= _MIDDLE_MONTHS) + int(age >= _OLD_MONTHS)
        cell = (cell * 2 + migrant[row]) * 3 + education[row]
        cell = ((cell * 2 + owner[row]) * 2 + vulnerable[row]) * 2 + party[row]
        pattern = year[row] & _FORM_BITS
        pattern |= registered[row] << _REGISTERED_BIT | int(now[row] & DEEP_BITS != 0) << _NOW_BIT
        number[cell, pattern] += 1
        adults[cell] += 1
        amount[cell, 0] += trust[row]
        amount[cell, 1] += efficacy[row]
        amount[cell, 2] += belonging[row]
    return end


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
