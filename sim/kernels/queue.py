"""The queue of matters, and the meetings that take up those that need agreement."""

from typing import NamedTuple

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.matters import COMMUNITY, ON_PAPER, WAITING, WITHDRAWN
from sim.rng import philox4

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints8 = NDArray[np.int8]
Ints32 = NDArray[np.int32]


class Queue(NamedTuple):
    """Columns of the matters, shape (M,)."""

    id: NDArray[np.int64]
    community: NDArray[np.int16]
    grid: Ints32
    kind: Ints8
    agreement: Flags
    beyond: Flags
    hours: Floats
    state: Ints8
    level: Ints8
    ready: Ints32
    since: Ints32
    tries: Ints8
    collected: Ints32
    closed: Ints32
    closed_at: Ints8
    reopen: Ints32
    joint: NDArray[np.uint16]
    days: Floats


@lean()
def close(queue: Queue, m: int, state: int, level: int, month: int) -> None:
    """End a matter."""
    queue.state[m] = state
    queue.since[m] = month
    queue.closed[m] = month
    queue.closed_at[m] = level


@lean()
def watch(
    queue: Queue, m: int, detected: float, months: int, key: tuple[np.uint64, np.uint64], month: int
) -> None:
    """Settle whether, and in which of the next months, a closing on paper is found out."""
    if queue.state[m] == ON_PAPER:
        lanes = philox4(key[0], key[1], uint64(queue.id[m]), uint64(month), uint64(2))
        if lanes[0] < detected:
            queue.reopen[m] = month + 1 + int(lanes[1] * months)


class Meetings(NamedTuple):
    """What meetings can do this month, shape (C,).

    Attributes:
        room: Matters that they can take up; counted down.
        adopt: Chance that a matter taken up is adopted.
        carry_over: Chance that one not adopted is carried over rather than voted down.
        carried_out: Chance that an adopted decision is carried out.
        on_paper: Chance that a matter which no meeting takes up is closed on paper.
        patience: Months before that can happen.
        tries: Meetings that vote a matter down before it is withdrawn.
        detected: Chance that a closing on paper is detected and reopened.
        detection_months: Months within which it is.
    """

    room: NDArray[np.int64]
    adopt: Floats
    carry_over: Floats
    carried_out: Floats
    on_paper: Floats
    patience: int
    tries: int
    detected: Floats
    detection_months: int


@lean()
def take_up(
    order: NDArray[np.int64],
    queue: Queue,
    meetings: Meetings,
    key: tuple[np.uint64, np.uint64],
    watch_key: tuple[np.uint64, np.uint64],
    month: int,
    taken: NDArray[np.int64],
    adopted: NDArray[np.int64],
    carried: NDArray[np.int64],
) -> None:
    """Bring matters that need agreement before the month's meetings, oldest first.

    An adopted one is handled, or stays ritual and counts as closed on paper; one not adopted is
    carried over, or voted down and after some such votes withdrawn; one that waits too long for a
    meeting may be closed on paper.

    Args:
        order: Rows in consultation in the order of their turn.
        queue: Columns of the matters; changed.
        meetings: What meetings can do.
        key: Key of ``consult``.
        watch_key: Key of ``handle``, by which it is settled what will be found out.
        month: The month.
        taken: Matters taken up, shape (C,); added to.
        adopted: Matters adopted, shape (C,); added to.
        carried: Adopted matters whose decision is carried out, shape (C,); added to.
    """
    months = meetings.detection_months
    for m in order:
        place = queue.community[m]
        lanes = philox4(key[0], key[1], uint64(queue.id[m]), uint64(month), uint64(0))
        if meetings.room[place] <= 0:
            if month - queue.since[m] >= meetings.patience and lanes[3] < meetings.on_paper[place]:
                close(queue, m, ON_PAPER, COMMUNITY, month)
                watch(queue, m, meetings.detected[place], months, watch_key, month)
            continue
        meetings.room[place] -= 1
        taken[place] += 1
        if lanes[0] < meetings.adopt[place]:
            adopted[place] += 1
            queue.agreement[m] = False
            if lanes[1] < meetings.carried_out[place]:
                queue.state[m] = WAITING
                queue.ready[m] = month
                carried[place] += 1
            else:
                close(queue, m, ON_PAPER, COMMUNITY, month)
                watch(queue, m, meetings.detected[place], months, watch_key, month)
        elif lanes[2] >= meetings.carry_over[place]:
            queue.tries[m] += 1
            if queue.tries[m] >= meetings.tries:
                close(queue, m, WITHDRAWN, COMMUNITY, month)
