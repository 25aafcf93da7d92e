"""The register of volunteers: who is let in, who is driven in, who stops, who wins a prize."""

from typing import NamedTuple

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.forms import VOLUNTEERING
from sim.kernels.maths import logistic
from sim.kernels.participation import Lasting
from sim.rng import BLOCK, LANES, philox4, philox_block

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

_YEAR = np.uint32(0xFFF)
_VOLUNTEERING_BIT = np.uint8(1 << VOLUNTEERING)


@lean()
def let_in(
    willing: Bytes,
    registered: Flags,
    resident_id: NDArray[np.int64],
    community: NDArray[np.int16],
    register_chance: Floats,
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
    wanting: Flags,
) -> None:
    """Mark who stands for a volunteering place: the willing who are, or get, registered.

    Args:
        willing: Bits of the forms that each is willing to take part in, shape (N,).
        registered: Registered volunteers, shape (N,).
        resident_id: Ids, shape (N,).
        community: Community of each resident, shape (N,).
        register_chance: Chance that a willing unregistered adult is let in, shape (C,), 0-1.
        key: Key of ``register``.
        month: The month.
        wanting: Result, shape (N,).
    """
    for row in range(willing.size):
        wanting[row] = False
        if willing[row] & _VOLUNTEERING_BIT:
            wanting[row] = (
                registered[row]
                or philox4(key[0], key[1], uint64(resident_id[row]), month, uint64(0))[0]
                < register_chance[community[row]]
            )


class Register(NamedTuple):
    """The register of volunteers, and who can be driven into it, each of shape (N,).

    Attributes:
        decides: Adults of member communities.
        registered: Registered volunteers; changed.
        on_call: Volunteers on call; changed.
        resident_id: Ids.
        community: Community of each resident.
        came: Month in which each came, 0 for those of the start; read only where the answer of
            some is drawn once.
    """

    decides: Flags
    registered: Flags
    on_call: Flags
    resident_id: NDArray[np.int64]
    community: NDArray[np.int16]
    came: NDArray[np.int16]


@njit(cache=True, error_model="numpy", nogil=True)
def drive(
    people: Register,
    lasting: Lasting,
    terms: tuple[float, float, float, float],
    drive_rate: Floats,
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
    first_row: int,
    last_row: int,
) -> None:
    """Register adults who are asked in a drive and agree, in place; no hours follow from it.

    Of a share of residents the answer is drawn once: whoever has declined declines again unless
    the odds have risen. So drives run dry, while others can be won by asking again.

    Args:
        people: The register, changed in place.
        lasting: What is lasting in decisions.
        terms: Intercept and weight of college in volunteering, what registering adds, and the
            share whose answer is drawn once.
        drive_rate: Chance of being asked, shape (C,), 0-1.
        key: Key of ``drive``.
        month: The month.
        first_row: First of the rows to work on; they may be any part of the residents.
        last_row: Row at which they end.
    """
    who, lanes = np.zeros(BLOCK, dtype=np.int64), np.empty(LANES * BLOCK)
    rows = np.empty(BLOCK, dtype=np.int64)
    decides, registered, on_call, resident_id, community, came = people
    intercept, by_college, shift, once = terms
    begin = first_row
    while begin < last_row:
        begin, count = _unregistered(decides, registered, begin, last_row, rows)
        for k in range(count):
            who[k] = resident_id[rows[k]]
        philox_block(key[0], key[1], who, month, uint64(0), lanes)
        for k in range(count):
            row = rows[k]
            if lanes[k] >= drive_rate[community[row]]:
                continue
            college = (1.0 if lasting.college[row] else 0.0) - lasting.mean_college
            odds = (intercept + lasting.common[row]) + by_college * college
            answer = lanes[BLOCK + k]
            if once > 0.0:
                own = philox4(key[0], key[1], uint64(who[k]), uint64(came[row]), uint64(1))
                answer = own[1] if own[0] < once else answer
            if answer < logistic(odds + shift):
                registered[row] = True
                on_call[row] = True


@lean()
def _unregistered(
    decides: Flags, registered: Flags, begin: int, end: int, rows: NDArray[np.int64]
) -> tuple[int, int]:
    """Collect up to a block of rows not registered; where to go on, and how many they are."""
    count = 0
    while begin < end and count < rows.size:
        rows[count] = begin
        count += decides[begin] and not registered[begin]
        begin += 1
    return begin, count


@lean()
def keep_on_call(
    took: Bytes,
    registered: Flags,
    on_call: Flags,
    volunteering: NDArray[np.uint32],
    resident_id: NDArray[np.int64],
    community: NDArray[np.int16],
    stop_rate: Floats,
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
) -> None:
    """Register those who volunteered, and let volunteers idle for a year stop, in place.

    Args:
        took: Bits of the forms taken part in, shape (N,).
        registered: Registered volunteers, shape (N,); changed.
        on_call: Volunteers on call, shape (N,); changed.
        volunteering: Months of volunteering, bit 0 this month, shape (N,).
        resident_id: Ids, shape (N,).
        community: Community of each resident, shape (N,).
        stop_rate: Chance that an idle volunteer stops answering, shape (C,), 0-1.
        key: Key of ``stop``.
        month: The month.
    """
    for row in range(took.size):
        registered[row] |= (took[row] & _VOLUNTEERING_BIT) != 0
    for row in range(took.size):
        on_call[row] |= (took[row] & _VOLUNTEERING_BIT) != 0
    for row in range(took.size):
        if not on_call[row]:
            continue
        if not took[row] & _VOLUNTEERING_BIT and not volunteering[row] & _YEAR:
            u = philox4(key[0], key[1], uint64(resident_id[row]), month, uint64(0))[0]
            if u < stop_rate[community[row]]:
                on_call[row] = False


@lean()
def wear_motives(
    took: Bytes,
    won: Bytes,
    community: NDArray[np.int16],
    prizes: NDArray[np.int64],
    wear: float,
    recovery: float,
    motive_loss: Floats,
) -> None:
    """Move motives by a month with or without prizes, in place.

    Those who volunteered where there were prizes and did not win lose `wear`; everyone regains
    the share `recovery` of what was lost.

    Source: Kitts (2006), rival selective incentives.
    """
    for row in range(took.size):
        loss = motive_loss[row]
        if loss > 0.0:
            loss -= recovery * loss
        if (
            took[row] & _VOLUNTEERING_BIT
            and not won[row] & _VOLUNTEERING_BIT
            and prizes[community[row]] > 0
        ):
            loss += wear
        motive_loss[row] = loss
