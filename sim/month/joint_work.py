"""Who did joint work with whom: contributions of partners to matters, as a network of bodies."""

import numpy as np
from numpy.typing import NDArray

from sim.declarations.matters import GRID, POOL_COUNT
from sim.kernels.handling import Joint
from sim.month.collaboration import Body, JointHours
from sim.month.state import Month

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNIT_POOL, ORGANISATION_POOL, SOCIAL_POOL, VOLUNTEER_POOL = range(POOL_COUNT)


def note_joint_work(month: Month, joint: Joint) -> None:
    """Add the contributions of partners to the collaboration network.

    Whoever gives hours to a matter has worked with the committee, with the grid while the matter
    is there, and with each partner that gave hours to it before, as long as the shorter of both.
    """
    used = int(joint.used[0])
    if not used:
        return
    bodies, table, first, number = _partners(month)
    matter, pool = joint.matter[:used], joint.pool[:used]
    place = month.state.matters.community[matter]
    there = number[place, pool] > 0
    matter, pool, place = matter[there], pool[there], place[there]
    picked = (joint.pick[:used][there] * number[place, pool]).astype(np.int64)
    body = table[first[place, pool] + picked]
    other, hours = _worked_with(month, matter, place, body, joint.hours[:used][there])
    # Row by row, so that hours are added up in the order in which they were given.
    met = other >= 0
    one = np.broadcast_to(body[:, None], other.shape)[met]
    month.state.collaboration.months[month.number % 12] = _added_up(
        bodies, one, other[met], hours[met]
    )


def _partners(month: Month) -> tuple[list[Body], Ints, Ints, Ints]:
    """Bodies that can give hours, in each community and pool.

    Returns:
        All bodies, committees first, then grids; indices of bodies, one community and pool after
        the other; where each begins; and how many there are, both of shape (C, pools).
    """
    roster, count = month.roster, month.member.size
    index: dict[Body, int] = {}
    for kind, bodies in (("committee", count), ("grid", len(roster.grid_place))):
        for number in range(bodies):
            index[kind, number] = len(index)
    table: list[int] = []
    numbers = np.zeros((count, POOL_COUNT), dtype=np.int64)
    for place in range(count):
        units: list[Body] = [("unit", one.actor_id) for one in roster.units[place] if one.signed]
        teams: list[Body] = []
        others: list[Body] = []
        for one in roster.organisations[place]:
            alike = teams if one.kind == "volunteer_team" else others
            alike.append(("organisation", one.actor_id))
        every: list[Body] = [("organisation", one.actor_id) for one in roster.organisations[place]]
        agencies: list[Body] = [("agency", one.agency) for one in roster.projects[place].values()]
        pools = {
            UNIT_POOL: units,
            ORGANISATION_POOL: others or every,
            SOCIAL_POOL: agencies,
            VOLUNTEER_POOL: teams or every,
        }
        for pool in range(POOL_COUNT):
            table.extend(index.setdefault(body, len(index)) for body in pools[pool])
            numbers[place, pool] = len(pools[pool])
    first = np.concatenate([[0], np.cumsum(numbers.ravel())[:-1]]).reshape(numbers.shape)
    return list(index), np.array(table, dtype=np.int64), first, numbers


def _worked_with(
    month: Month, matter: Ints, place: NDArray[np.int16], body: Ints, hours: Floats
) -> tuple[Ints, Floats]:
    """With whom each contribution was joint work: index of the other body, or -1, and hours.

    Returns:
        Both of shape (contributions, others): the grid, the committee, then partners of the same
        matter, who gave hours before.
    """
    matters, count = month.state.matters, month.member.size
    in_grid = matters.level[matter] == GRID
    run = np.cumsum(np.diff(matter, prepend=-1) != 0)
    longest = int(np.bincount(run).max(initial=0))
    others = [np.where(in_grid, count + matters.grid[matter], -1), place.astype(np.int64)]
    shared = [hours, hours]
    for back in range(longest - 1, 0, -1):
        other, theirs = np.full(body.size, -1), np.zeros(body.size)
        same = run[back:] == run[:-back]
        same &= body[back:] != body[:-back]
        other[back:] = np.where(same, body[:-back], -1)
        theirs[back:] = np.minimum(hours[back:], hours[:-back])
        others.append(other)
        shared.append(theirs)
    return np.stack(others, axis=1), np.stack(shared, axis=1)


def _added_up(bodies: list[Body], one: Ints, other: Ints, hours: Floats) -> JointHours:
    """Hours by pair."""
    code = np.minimum(one, other) * len(bodies) + np.maximum(one, other)
    order = np.argsort(code, kind="stable")
    new = np.diff(code[order], prepend=-1) != 0
    total = np.bincount(np.cumsum(new) - 1, weights=hours[order])
    return JointHours(bodies, code[order][new], total)
