"""What counting needs of the months of participation, a byte or two for each resident.

Every bit is a yes or no, so that a table of `spread_table` counts eight of them with one addition.
"""

from typing import NamedTuple

import numpy as np
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
from sim.kernels.threads import Threads

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
    """For each byte, its eight bits spread over the eight bytes of a word, shape (256,).

    Adding words counts all eight bits at once, up to 255 each.
    """
    values = np.arange(256, dtype=np.uint64)
    table = np.zeros(256, dtype=np.uint64)
    for bit in range(8):
        table |= (values >> np.uint64(bit) & np.uint64(1)) << np.uint64(8 * bit)
    return table


def _depths() -> NDArray[np.int64]:
    """Depth of participation for each byte of `year`: that of the deepest form, 0 for none."""
    forms = np.arange(INFORMED, CO_PRODUCTION + 1)
    taken = np.arange(256)[:, None] >> forms & 1
    depths: NDArray[np.int64] = (taken * (forms + 1)).max(axis=1)
    return depths


SPREAD = spread_table()
DEPTHS = _depths()


@lean()
def _bits(value: np.uint32) -> np.uint32:
    """Number of bits set in a 32-bit word."""
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
    """What counting needs of the months of participation.

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
