"""Handling matters: the queue, meetings, and hours at grid, community and town, in turn.

Where a matter ends is an outcome of hours, capacity and referral, never a rule of its size.
"""

from typing import NamedTuple

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.matters import (
    COMMITTEE,
    COMMUNITY,
    CONSULTING,
    GRID,
    GRID_WORKERS,
    ON_PAPER,
    POOL_COUNT,
    POOLS,
    RESOLVED,
    TOWN,
    TOWN_GOVERNMENT,
    WAITING,
    WITHDRAWN,
)
from sim.rng import philox4

# --- The queue of matters, and the meetings that take up those that need agreement

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


# --- Handling matters: hours at grid, community and town, in turn

_POOL_TYPE = np.array(POOLS, dtype=np.int64)


class Hours(NamedTuple):
    """Hours for handling, used up in the order of the queue.

    Attributes:
        grid: Hours of each grid's workers, shape (grids,).
        committee: Hours of each committee, shape (C,).
        town: Hours of the town government, shape (1,).
        pools: Hours offered beside, by community and pool, shape (C, pools).
    """

    grid: Floats
    committee: Floats
    town: Floats
    pools: Floats


class Handling(NamedTuple):
    """Terms of handling in each community, shape (C,) unless said.

    Attributes:
        work: Factor on a matter's hours.
        match: Chance that a pool's offer fits a matter, shape (C, pools, kinds).
        share: Largest share of a matter's hours that one pool takes over.
        resolved: Chance that a matter handled in grid or community is truly resolved.
        resolved_town: The same at the town.
        joint: What each further type beside the handler adds to that chance.
        gloss: Chance that a grid worker closes on paper what should be referred.
        on_paper: Chance that a matter long unserved is closed on paper.
        paper_months: Months after which that may be.
        same_month: Chance that a referral loses no month.
        delegated: Share of what is the town's that the committee may decide.
        detected: Chance that a closing on paper is detected and reopened.
        detection_months: Months within which it is.
        fit: Hours that must be left for an hour of work, the population scale: a small town has
            less of a worker's month, but its matters are no smaller. What is overdrawn the next
            months pay.
    """

    work: Floats
    match: Floats
    share: float
    resolved: Floats
    resolved_town: float
    joint: float
    gloss: Floats
    on_paper: Floats
    paper_months: int
    same_month: Floats
    delegated: Floats
    detected: Floats
    detection_months: int
    fit: float


class Joint(NamedTuple):
    """Contributions of pools to matters this month, in the order in which they were made.

    `used[0]` rows are filled: the matter, the pool, the hours, and a uniform that picks the body.
    """

    matter: NDArray[np.int64]
    pool: Ints8
    hours: Floats
    pick: Floats
    used: NDArray[np.int64]


@lean()
def _offers(
    m: int,
    need: float,
    queue: Queue,
    hours: Hours,
    terms: Handling,
    draws: tuple[float, float, float, float],
    picks: tuple[float, float, float, float],
    booked: Floats,
    joint: Joint,
) -> float:
    """Take the hours of pools for a matter; what they give is booked to them."""
    place = queue.community[m]
    given = 0.0
    for pool in range(POOL_COUNT):
        if draws[pool] >= terms.match[place, pool, queue.kind[m]]:
            continue
        part = min(hours.pools[place, pool], terms.share * need, need - given)
        if part <= 0.0:
            continue
        hours.pools[place, pool] -= part
        given += part
        booked[place, _POOL_TYPE[pool]] += part
        queue.joint[m] |= np.uint16(1 << _POOL_TYPE[pool])
        k = joint.used[0]
        joint.matter[k] = m
        joint.pool[k] = pool
        joint.hours[k] = part
        joint.pick[k] = picks[pool]
        joint.used[0] = k + 1
    return given


@lean()
def handle(
    order: NDArray[np.int64],
    queue: Queue,
    hours: Hours,
    capacity: Hours,
    terms: Handling,
    key: tuple[np.uint64, np.uint64],
    match_key: tuple[np.uint64, np.uint64],
    month: int,
    booked: Floats,
    joint: Joint,
) -> None:
    """Work through the queue of the month: collected first, handled first.

    A matter that got its hours is truly resolved with

        P = min(chance of the level + joint x (types of actor that worked on it - 1), 1)

    and otherwise closed on paper; so may be a matter that has waited for `paper_months`.

    Args:
        order: Rows that wait and are ready, in the order of their turn.
        queue: Columns of the matters; changed.
        hours: Hours left; used up.
        capacity: The same before anything was used.
        terms: Terms of handling.
        key: Key of ``handle``.
        match_key: Key of ``match``.
        month: The month.
        booked: Hours booked to the ten types, shape (C, 10); added to.
        joint: Contributions of pools; filled.
    """
    for m in order:
        place = queue.community[m]
        who = uint64(queue.id[m])
        lanes = philox4(key[0], key[1], who, uint64(month), uint64(0))
        if queue.level[m] == GRID:
            if _at_grid(
                m, queue, hours, capacity, terms, lanes[0], match_key, month, booked, joint
            ):
                watch(queue, m, terms.detected[place], terms.detection_months, key, month)
                continue
            if terms.gloss[place] > 0.0 and (
                philox4(key[0], key[1], who, uint64(month), uint64(3))[0] < terms.gloss[place]
            ):
                close(queue, m, ON_PAPER, GRID, month)
                queue.days[m] = 30.0 * (month - queue.collected[m] + 1.0)
                watch(queue, m, terms.detected[place], terms.detection_months, key, month)
                continue
            queue.level[m] = COMMUNITY
            if lanes[1] >= terms.same_month[place]:
                queue.ready[m] = month + 1
                continue
        if queue.level[m] == COMMUNITY:
            if queue.agreement[m]:
                queue.state[m] = CONSULTING
                queue.since[m] = month
                continue
            if queue.beyond[m]:
                # Whether a matter is delegated is settled once, whatever the month.
                settled = philox4(key[0], key[1], who, uint64(0), uint64(1))
                if settled[0] >= terms.delegated[place]:
                    queue.level[m] = TOWN
                    if lanes[2] >= terms.same_month[place]:
                        queue.ready[m] = month + 1
                        continue
        if queue.level[m] == COMMUNITY:
            done = _at_community(
                m, queue, hours, capacity, terms, lanes[0], match_key, month, booked, joint
            )
        else:
            done = _at_town(m, queue, hours, capacity, terms, lanes[0], month, booked)
        if done:
            watch(queue, m, terms.detected[place], terms.detection_months, key, month)
        elif month - queue.collected[m] >= terms.paper_months and lanes[3] < terms.on_paper[place]:
            close(queue, m, ON_PAPER, queue.level[m], month)
            queue.days[m] = 30.0 * (month - queue.collected[m] + 1.0)
            watch(queue, m, terms.detected[place], terms.detection_months, key, month)


@lean()
def _finish(
    m: int,
    queue: Queue,
    level: int,
    chance: float,
    joint: float,
    u: float,
    month: int,
    spent: float,
) -> None:
    """Close a matter that got its hours: truly resolved, or on paper.

    Each type of actor that worked on it beside the handler raises the chance of a true end.
    """
    types = 0
    for kind in range(10):
        types += queue.joint[m] >> kind & 1
    chance = min(chance + joint * max(types - 1, 0), 1.0)
    close(queue, m, RESOLVED if u < chance else ON_PAPER, level, month)
    queue.days[m] = 30.0 * (month - queue.collected[m] + spent)


@lean()
def _at_grid(
    m: int,
    queue: Queue,
    hours: Hours,
    capacity: Hours,
    terms: Handling,
    u: float,
    match_key: tuple[np.uint64, np.uint64],
    month: int,
    booked: Floats,
    joint: Joint,
) -> bool:
    """Solve at the grid what fits the hours left this month and needs nobody's leave."""
    place, grid = queue.community[m], queue.grid[m]
    need = queue.hours[m] * terms.work[place]
    if queue.beyond[m] or queue.agreement[m] or hours.grid[grid] < terms.fit * need:
        return False
    given = _matched(m, need, queue, hours, terms, match_key, month, booked, joint)
    hours.grid[grid] -= need - given
    booked[place, GRID_WORKERS] += need - given
    queue.joint[m] |= np.uint16(1 << GRID_WORKERS)
    queue.hours[m] = 0.0
    spent = 1.0 - hours.grid[grid] / capacity.grid[grid] if capacity.grid[grid] > 0.0 else 1.0
    _finish(m, queue, GRID, terms.resolved[place], terms.joint, u, month, spent)
    return True


@lean()
def _matched(
    m: int,
    need: float,
    queue: Queue,
    hours: Hours,
    terms: Handling,
    match_key: tuple[np.uint64, np.uint64],
    month: int,
    booked: Floats,
    joint: Joint,
) -> float:
    """Draw which pools' offers fit a matter, and let them take over hours."""
    who = uint64(queue.id[m])
    fits = philox4(match_key[0], match_key[1], who, uint64(month), uint64(0))
    picks = philox4(match_key[0], match_key[1], who, uint64(month), uint64(1))
    return _offers(m, need, queue, hours, terms, fits, picks, booked, joint)


@lean()
def _at_community(
    m: int,
    queue: Queue,
    hours: Hours,
    capacity: Hours,
    terms: Handling,
    u: float,
    match_key: tuple[np.uint64, np.uint64],
    month: int,
    booked: Floats,
    joint: Joint,
) -> bool:
    """Work on a matter in the committee as far as its hours go; True when it is finished."""
    place = queue.community[m]
    left = hours.committee[place]
    if left <= 0.0:
        return False
    need = queue.hours[m] * terms.work[place]
    given = _matched(m, need, queue, hours, terms, match_key, month, booked, joint)
    worked = min(need - given, left / terms.fit)
    hours.committee[place] = left - worked
    booked[place, COMMITTEE] += worked
    queue.joint[m] |= np.uint16(1 << COMMITTEE)
    queue.hours[m] -= (worked + given) / terms.work[place]
    if queue.hours[m] > 1e-9:
        return False
    spent = 1.0 - hours.committee[place] / capacity.committee[place]
    _finish(m, queue, COMMUNITY, terms.resolved[place], terms.joint, u, month, spent)
    return True


@lean()
def _at_town(
    m: int,
    queue: Queue,
    hours: Hours,
    capacity: Hours,
    terms: Handling,
    u: float,
    month: int,
    booked: Floats,
) -> bool:
    """Work on a matter in the town government as far as hours go; True when finished."""
    left = hours.town[0]
    if left <= 0.0:
        return False
    worked = min(queue.hours[m], left / terms.fit)
    hours.town[0] = left - worked
    booked[queue.community[m], TOWN_GOVERNMENT] += worked
    queue.joint[m] |= np.uint16(1 << TOWN_GOVERNMENT)
    queue.hours[m] -= worked
    if queue.hours[m] > 1e-9:
        return False
    spent = 1.0 - hours.town[0] / capacity.town[0]
    _finish(m, queue, TOWN, terms.resolved_town, terms.joint, u, month, spent)
    return True
