"""Counting adults by group, one pass over the columns, and what it reads of participation.

Every bit is a yes or no, so that a table of `spread_table` counts eight of them with one addition.

Each adult is counted once, in the cell of all its groups together; the cells are then added up
to groups, which is several times quicker than counting each adult in every group. Likewise each
is counted once in a pattern of all forms of participation together.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    ELECTION,
    FORM_COUNT,
    INFORMED,
    VOLUNTEERING,
)
from sim.declarations.groups import DIVISIONS, MIDDLE_AGE, OLD_AGE
from sim.kernels.threads import Threads

# --- What counting needs of the months of participation, a byte or two for each resident

Bytes = NDArray[np.uint8]


class Digest(NamedTuple):
    """What counting needs of the months of participation, each of shape (N,).

    Attributes:
        year: Bit f where form f was taken part in during the last 12 months, `BEFORE_BIT` for
            volunteering in the 12 months before.
        month: Bit f where form f was taken part in this month.
        times: Occasions of depth 2 or more in the last 12 months.
    """

    year: Bytes
    month: Bytes
    times: Bytes


YEAR = np.uint32(0xFFF)
BEFORE_BIT = FORM_COUNT
"""Bit of `year` for volunteering in the 12 months before the last 12."""
DEEP_BITS = np.uint8(1 << ACTIVITY | 1 << VOLUNTEERING | 1 << CONSULTATION | 1 << CO_PRODUCTION)
LANES_FULL = 255
"""Additions after which eight counts of one byte each must be emptied."""


def spread_table() -> NDArray[np.uint64]:
    """Spread the eight bits of each byte over the eight bytes of a word, shape (256,).

    Adding words counts all eight bits at once, up to 255 each.
    """
    values = np.arange(256, dtype=np.uint64)
    table = np.zeros(256, dtype=np.uint64)
    for bit in range(8):
        table |= (values >> np.uint64(bit) & np.uint64(1)) << np.uint64(8 * bit)
    return table


def _depths() -> NDArray[np.int64]:
    """Find the depth of each byte of `year`: that of the deepest form, 0 for none."""
    forms = np.arange(INFORMED, CO_PRODUCTION + 1)
    taken = np.arange(256)[:, None] >> forms & 1
    depths: NDArray[np.int64] = (taken * (forms + 1)).max(axis=1)
    return depths


SPREAD = spread_table()
DEPTHS = _depths()


@lean()
def _bits(value: np.uint32) -> np.uint32:
    """Count the bits set in a 32-bit word."""
    v = np.uint32(value)
    v = v - ((v >> np.uint32(1)) & np.uint32(0x55555555))
    v = (v & np.uint32(0x33333333)) + ((v >> np.uint32(2)) & np.uint32(0x33333333))
    v = (v + (v >> np.uint32(4))) & np.uint32(0x0F0F0F0F)
    v = v + (v >> np.uint32(8))
    v = v + (v >> np.uint32(16))
    return np.uint32(v & np.uint32(0x3F))


@lean()
def _form(months: NDArray[np.uint32], form: int, year: Bytes, month: Bytes) -> None:
    """Write the bit of one form."""
    bit = np.uint32(form)
    for row in range(months.size):
        recent = np.uint32((months[row] & YEAR) != 0)
        year[row] |= np.uint8(recent << bit)
        month[row] |= np.uint8((months[row] & np.uint32(1)) << bit)


@lean()
def _times(months: NDArray[np.uint32], times: Bytes) -> None:
    """Add the months of one form in the last 12."""
    for row in range(months.size):
        times[row] += np.uint8(_bits(months[row] & YEAR))


@lean()
def _before(volunteering: NDArray[np.uint32], year: Bytes) -> None:
    """Write the bit of volunteering in the year before."""
    for row in range(volunteering.size):
        earlier = np.uint32(((volunteering[row] >> np.uint32(12)) & YEAR) != 0)
        year[row] |= np.uint8(earlier << np.uint32(BEFORE_BIT))


def digest(history: NDArray[np.uint32], threads: Threads | None = None) -> Digest:
    """Digest what counting needs of the months of participation.

    Args:
        history: Months of each form, shape (6, N), bit 0 this month.
        threads: Threads that share the residents.
    """
    count = history.shape[1]
    made = Digest(*(np.zeros(count, dtype=np.uint8) for _ in Digest._fields))
    (threads or Threads()).rows(
        lambda rows: _digest(
            history, rows.start, made.year[rows], made.month[rows], made.times[rows]
        ),
        count,
    )
    return made


@lean()
def _digest(
    history: NDArray[np.uint32], first: int, year: Bytes, month: Bytes, times: Bytes
) -> None:
    """See `digest`; `first` is the row of the first of the results."""
    end = first + year.size
    for form in range(FORM_COUNT):
        _form(history[form, first:end], form, year, month)
        if DEEP_BITS >> form & 1:
            _times(history[form, first:end], times)
    _before(history[VOLUNTEERING, first:end], year)


# Depth is form + 1, and nobody is counted as deep for a vote.
assert (INFORMED, ACTIVITY, VOLUNTEERING, CONSULTATION, CO_PRODUCTION) == (0, 1, 2, 3, 4)
assert ELECTION > CO_PRODUCTION


# --- Counting adults by group, one pass over the columns

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
    """Find the group of each division in which the adults of a cell are, by its row."""
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


class Grouped(NamedTuple):
    """What is read of residents beside what they did: columns of residents, shape (N,)."""

    community: NDArray[np.int16]
    eligible: Flags
    birth_month: NDArray[np.int16]
    migrant: Flags
    education: NDArray[np.int8]
    owner: Flags
    vulnerable: Flags
    party: Flags
    registered: Flags


@njit(cache=True, error_model="numpy", nogil=True)
def count_groups(
    month: int,
    people: Grouped,
    digested: Digest,
    attitudes: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    counts: NDArray[np.int64],
    sums: NDArray[np.float64],
) -> None:
    """Count adults, and those who took part, by community and group.

    Args:
        month: The month.
        people: Columns of residents.
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
    community, first = people.community, 0
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
                people.eligible[first:end],
                people.birth_month[first:end],
                people.migrant[first:end],
                people.education[first:end],
                people.owner[first:end],
                people.vulnerable[first:end],
                people.party[first:end],
                cells,
            )
            year, now = digested.year[first:end], digested.month[first:end]
            _pack_patterns(year, people.registered[first:end], now, patterns)
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
    """Count one cell by how many adults show each pattern, shape (COUNT_COLUMNS,)."""
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
