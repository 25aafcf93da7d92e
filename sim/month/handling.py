"""Phases 7 and 8: matters are handled with the month's hours, and supervision looks back."""

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import CO_PRODUCTION, CONSULTATION
from sim.declarations.matters import (
    COMMITTEE,
    COMMUNITY,
    GRID,
    KIND_COUNT,
    ON_PAPER,
    PARTY,
    POOL_COUNT,
    POOLS,
    RESIDENTS,
    RESOLVED,
    UNITS,
    VOLUNTEERS,
    WAITING,
)
from sim.kernels.handling import Handling, Hours, Joint, handle
from sim.month.collaboration import Body, JointHours
from sim.month.consulting import queue_of
from sim.month.needs import size_hours, tell_households
from sim.month.state import Month

# --- Who did joint work with whom: contributions of partners to matters, as a network of bodies

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
    """List the bodies that can give hours, in each community and pool.

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
        every = roster.organisations[place]
        teams = [one for one in every if one.kind == "volunteer_team"]
        others = [one for one in every if one.kind != "volunteer_team"]
        pools: dict[int, list[Body]] = {
            UNIT_POOL: [("unit", one.actor_id) for one in roster.units[place] if one.signed],
            ORGANISATION_POOL: [("organisation", one.actor_id) for one in others or every],
            SOCIAL_POOL: [("agency", one.agency) for one in roster.projects[place].values()],
            VOLUNTEER_POOL: [("organisation", one.actor_id) for one in teams or every],
        }
        for pool in range(POOL_COUNT):
            table.extend(index.setdefault(body, len(index)) for body in pools[pool])
            numbers[place, pool] = len(pools[pool])
    first = np.concatenate([[0], np.cumsum(numbers.ravel())[:-1]]).reshape(numbers.shape)
    return list(index), np.array(table, dtype=np.int64), first, numbers


def _worked_with(
    month: Month, matter: Ints, place: NDArray[np.int16], body: Ints, hours: Floats
) -> tuple[Ints, Floats]:
    """Find who worked together in each contribution: the other body, or -1, and hours.

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
    """Add up hours by pair."""
    code = np.minimum(one, other) * len(bodies) + np.maximum(one, other)
    order = np.argsort(code, kind="stable")
    new = np.diff(code[order], prepend=-1) != 0
    total = np.bincount(np.cumsum(new) - 1, weights=hours[order])
    return JointHours(bodies, code[order][new], total)


# --- Phases 7 and 8: matters are handled with the month's hours, and supervision looks back


def handle_matters(month: Month) -> None:
    """Work through the month's queue, book the hours, note joint work, tell the households.

    In the grid a matter is solved when its worker has the hours for it this month, it needs
    nobody's agreement and can be solved inside the community. What is not solved there is glossed
    over (closed on paper) where points pay and nobody supervises, or referred to the committee; a
    referral takes a month unless the platform saves it. The committee sends what needs agreement
    to a meeting, refers to the town what cannot be solved inside the community and is not
    delegated, and works on the rest as far as its hours go, with partners whose offers fit. The
    town works on what is referred to it.

    Volunteers relieve the staff by the hours that fit a matter, and take some of its hours to be
    looked after (Handy & Srinivasan 2004).
    """
    matters, count = month.state.matters, month.member.size
    rows = matters.turn((matters.state == WAITING) & (matters.ready <= month.number))
    supervising = _supervising(month)
    fresh = Hours(
        grid=month.plan.grid_handling,
        committee=month.plan.handling - supervising,
        town=np.array([month.plan.town]),
        pools=_pools(month),
    )
    capacity = Hours(*(now + before for now, before in zip(fresh, month.state.saved, strict=True)))
    booked = np.zeros((count, 10))
    most = max(rows.size * POOL_COUNT, 1)
    joint = Joint(
        matter=np.empty(most, dtype=np.int64),
        pool=np.empty(most, dtype=np.int8),
        hours=np.empty(most),
        pick=np.empty(most),
        used=np.zeros(1, dtype=np.int64),
    )
    left = Hours(*(hours.copy() for hours in capacity))
    handle(
        rows,
        queue_of(matters),
        left,
        capacity,
        _terms(month),
        month.draws.key("handle"),
        month.draws.key("match"),
        month.number,
        booked,
        joint,
    )
    spare = month.world.spare_months
    month.state.saved = Hours(
        *(np.minimum(hours, spare * now) for hours, now in zip(left, fresh, strict=True))
    )
    month.state.books.hours[month.page] += booked
    month.book(COMMITTEE, supervising)
    month.state.books.unit_hours[month.page] = booked[:, UNITS]
    note_joint_work(month, joint)
    _tell(month, rows)


def _supervising(month: Month) -> Floats:
    """Count hours for matters that the committee spends on its volunteers, shape (C,)."""
    taken = month.parameters["volunteer_supervision"]
    hours: Floats = taken * month.state.books.hours_volunteered[month.page]
    return np.minimum(hours, month.plan.handling)


def _pools(month: Month) -> Floats:
    """Collect the hours offered beside those of the handler, shape (C, pools)."""
    p, plan = month.parameters, month.plan
    share = p["organisation_matters"]
    pools = np.zeros((month.member.size, POOL_COUNT))
    pools[:, UNIT_POOL] = plan.unit_hours
    pools[:, ORGANISATION_POOL] = share * plan.organisation_hours
    pools[:, SOCIAL_POOL] = plan.case_hours
    pools[:, VOLUNTEER_POOL] = share * month.state.books.hours_volunteered[month.page]
    return pools


def _terms(month: Month) -> Handling:
    """Set the terms of handling.

        chance of the level = resolution_base + resolution_coordination K
                              + resolution_supervision supervision

    in grid and community, at most 1, and resolution_town at the town.
    """
    p, c, count = month.parameters, month.conditions, month.member.size
    match = np.zeros((count, POOL_COUNT, KIND_COUNT))
    match[:, UNIT_POOL] = c.unit_match[:, None]
    match[:, ORGANISATION_POOL] = c.volunteer_match[:, None]
    match[:, VOLUNTEER_POOL] = c.volunteer_match[:, None]
    match[:, SOCIAL_POOL] = month.plan.field_strength
    coordination = np.array([one.coordination for one in month.roster.committees])
    resolved = (
        p["resolution_base"]
        + p["resolution_coordination"] * coordination
        + p["resolution_supervision"] * c.supervision
    )
    return Handling(
        work=c.work,
        match=match,
        share=p["joint_share"],
        resolved=np.minimum(np.maximum(resolved, 0.0), 1.0),
        resolved_town=p["resolution_town"],
        joint=p["resolution_joint"],
        gloss=c.grid_gloss,
        on_paper=c.on_paper,
        same_month=c.same_month,
        delegated=c.delegation,
        paper_months=int(p["paper_months"]),
        detected=c.detected,
        detection_months=int(p["detection_months"]),
        fit=month.world.scale,
    )


def _tell(month: Month, rows: NDArray[np.int64]) -> None:
    """Tell households of true resolutions with feedback, and of closings on paper."""
    matters = month.state.matters
    ended = rows[(matters.closed[rows] == month.number)]
    paper = ended[matters.state[ended] == ON_PAPER]
    tell_households(month, paper, -1)
    true = ended[matters.state[ended] == RESOLVED]
    u = month.draws.uniforms("feedback", month.number, matters.id[true])
    told = true[u < month.conditions.feedback[matters.community[true]]]
    tell_households(month, told, 1)


def supervise(month: Month) -> None:
    """Reopen what was closed on paper and is found out now; it goes to the committee.

    It takes again at least a share of its hours, and no second meeting. Whether and when it is
    found out was settled when it was closed.
    """
    matters, count = month.state.matters, month.member.size
    rows = np.flatnonzero(matters.found_out(month.number))
    matters.state[rows] = WAITING
    matters.since[rows] = month.number
    matters.ready[rows] = month.number
    matters.level[rows] = np.maximum(matters.level[rows], COMMUNITY)
    matters.agreement[rows] = False
    matters.closed[rows] = 0
    matters.reopen[rows] = 0
    matters.reopened[rows] += 1
    work = month.parameters["reopened_work"] * month.parameters["matter_hours"]
    from_size = size_hours(month.parameters)[matters.size[rows]]
    matters.hours[rows] = np.maximum(matters.hours[rows], work * from_size)
    month.state.books.reopened[month.page] = np.bincount(matters.community[rows], minlength=count)


def book_residents_hours(month: Month) -> None:
    """Book the hours of residents, volunteers and visiting party members, each once."""
    p, count = month.parameters, month.member.size
    hours = np.zeros(count)
    for form, each in (
        (CONSULTATION, p["hours_consultation"]),
        (CO_PRODUCTION, p["hours_co_production"]),
    ):
        took = (month.took & np.uint8(1 << form)) != 0
        hours += each * month.world.residents_where(took)
    month.book(RESIDENTS, hours)
    volunteered = month.state.books.hours_volunteered[month.page]
    month.book(VOLUNTEERS, (1.0 - p["organisation_matters"]) * volunteered)
    visits = month.world.households_where(month.visited)
    month.book(PARTY, p["party_hours_per_visit"] * visits.astype(np.float64))


def coordinate(month: Month) -> None:
    """Let committees learn from this month's joint work, and units from hours used."""
    matters = month.state.matters
    now = matters.closed == month.number
    true = now & (matters.state == RESOLVED)
    types = np.bitwise_count(matters.joint & ~np.uint16(1 << COMMITTEE))
    count = month.member.size
    joint = true & (types >= month.parameters["coordination_partners"])
    number = np.bincount(matters.community[joint], minlength=count)
    months = month.world.months_alike
    lately = matters.community[matters.collected > month.number - months]
    collected = np.bincount(lately, minlength=count)
    share = np.minimum(number * months / np.maximum(collected, 1), months)
    used = month.state.books.lately("unit_hours", month.number, months) / months
    shares, appraisal = share.tolist(), month.conditions.unit_appraisal.tolist()
    for place in np.flatnonzero(month.member).tolist():
        month.roster.committees[place].learn(shares[place])
        signed = [unit for unit in month.roster.units[place] if unit.signed]
        offered = sum(unit.offered for unit in signed) * month.world.scale
        for unit in signed:
            unit.used = unit.offered * min(used[place] / offered, 1.0) if offered > 0 else 0.0
            unit.learn(appraisal[place])


assert POOLS[UNIT_POOL] == UNITS
