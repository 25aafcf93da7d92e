"""Phase 1, policy in force: actors hire, sign, begin projects, and plan their hours."""

import numpy as np
from numpy.typing import NDArray

from sim.agents.roster import Roster
from sim.declarations.matters import (
    COMMITTEE,
    FIELDS,
    GRID_WORKERS,
    GROUP_LEADERS,
    KINDS,
    ORGANISATIONS,
    SOCIAL_WORKERS,
    TOWN,
    WAITING,
)
from sim.matters import Matters
from sim.month.state import Month, Plan
from sim.policy import Conditions

Floats = NDArray[np.float64]

FIELD_SERVES = np.array([[float(field in kind.fields) for kind in KINDS] for field in FIELDS])
"""Which fields of projects serve which kinds of matter, shape (fields, kinds)."""


def meetings_due(
    roster: Roster, conditions: Conditions, member: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Count the meetings due in each community, shape (C,); the rest stays on the agenda."""
    due = np.zeros(member.size, dtype=np.int64)
    for place, committee in enumerate(roster.committees):
        if member[place]:
            committee.agenda += float(conditions.meeting_rate[place])
            due[place] = int(committee.agenda)
            committee.agenda -= int(committee.agenda)
    return due


def waiting_hours(matters: Matters, count: int) -> Floats:
    """Count the hours of work waiting in grids and each committee, shape (C,)."""
    rows = (matters.state == WAITING) & (matters.level < TOWN)
    hours: Floats = np.bincount(
        matters.community[rows], weights=matters.hours[rows], minlength=count
    )
    return hours


def plan_month(
    roster: Roster,
    conditions: Conditions,
    matters: Matters,
    member: NDArray[np.bool_],
    meetings: NDArray[np.int64],
    population: Floats,
) -> Plan:
    """Let every actor plan its hours.

    Args:
        roster: The actors; hired, signed and dismissed here.
        conditions: What policy makes of the month.
        matters: The matters.
        member: Communities that belong to the town, shape (C,).
        meetings: Consultation meetings of the month, shape (C,).
        population: Residents of each community, shape (C,).
    """
    count = member.size
    model, c = roster.town.model, conditions
    saved = model.state.saved.committee.tolist()
    waiting = waiting_hours(matters, count)
    roster.staff_grids(model, c.grid_workers.tolist())
    kept = roster.town.split_hours(
        float(c.town_hours[member].sum()),
        np.where(member, population, 0.0).tolist(),
        c.delegated_hours.tolist(),
    )
    mobilising, handling = np.zeros(count), np.zeros(count)
    unit_hours, organisation_hours = np.zeros(count), np.zeros(count)
    case_hours, facilitation = np.zeros(count), np.zeros(count)
    projects, agreements = (c.projects > 0).tolist(), c.agreements.tolist()
    for place in np.flatnonzero(member).tolist():
        roster.sign_agreements(place, int(agreements[place] + 0.5))
        roster.run_projects(model, place, projects[place])
        signed = [unit for unit in roster.units[place] if unit.signed]
        plan = roster.committees[place].split_hours(
            float(c.committee_hours[place]),
            float(c.administrative_hours[place]),
            int(meetings[place]),
            len(signed),
            max(float(waiting[place]) * float(c.work[place]) - saved[place], 0.0),
        )
        total = c.committee_hours[place]
        mobilising[place] = plan.mobilising / total if total > 0 else 0.0
        handling[place] = plan.handling + roster.town.delegated[place]
        unit_hours[place] = sum(unit.offered for unit in signed)
        organisation_hours[place] = sum(one.hours for one in roster.organisations[place])
        case_hours[place], facilitation[place] = _projects(roster, c, place, int(meetings[place]))
    grid_hours = _grid_hours(roster, c)
    return Plan(
        mobilising=mobilising,
        handling=handling,
        waiting=waiting,
        town=kept,
        grid_visiting=grid_hours[0],
        grid_patrolling=grid_hours[1],
        grid_handling=grid_hours[2],
        grid_staffed=np.array([bool(workers) for workers in roster.grids]),
        unit_hours=unit_hours * model.world.scale,
        organisation_hours=organisation_hours * model.world.scale,
        case_hours=case_hours,
        facilitation=facilitation,
        field_strength=_field_strength(c),
    )


def _projects(roster: Roster, c: Conditions, place: int, meetings: int) -> tuple[float, float]:
    """Find a community's case hours by social workers, and how far they facilitate."""
    workers = roster.projects[place].values()
    if not workers:
        return 0.0, 0.0
    each = float(c.project_hours[place]) / len(workers)
    plans = [one.split_hours(each, meetings, float(c.incubation[place])) for one in workers]
    model = roster.town.model
    needed = meetings * model.world.scale * model.parameters["social_hours_per_meeting"]
    given = sum(plan.facilitating for plan in plans)
    covered = min(given / needed, 1.0) if needed > 0 else 0.0
    return sum(plan.cases for plan in plans), covered * float(c.skill[place])


def _grid_hours(roster: Roster, c: Conditions) -> Floats:
    """Split each grid's hours: visiting, patrolling and handling, shape (3, grids)."""
    p = roster.town.model.parameters
    paid = p["hours_per_staff"] * roster.town.model.world.scale
    effort, patrol, platform = c.grid_effort.tolist(), c.patrol.tolist(), c.platform.tolist()
    visiting, patrolling, handling = ([0.0] * len(roster.grids) for _ in range(3))
    for grid, workers in enumerate(roster.grids):
        place = roster.grid_place[grid]
        for worker in workers:
            plan = worker.split_hours(paid, effort[place], patrol[place], platform[place])
            visiting[grid] += plan.visiting
            patrolling[grid] += plan.patrolling
            handling[grid] += plan.handling
    return np.array([visiting, patrolling, handling])


def _field_strength(c: Conditions) -> Floats:
    """Measure the strength of projects for each kind of matter, 0-1, shape (C, kinds)."""
    running = c.projects > 0
    number = np.maximum(running.sum(axis=1), 1)
    serves: Floats = running.astype(np.float64) @ FIELD_SERVES
    strength: Floats = c.provision[:, None] * np.minimum(serves / number[:, None], 1.0)
    return strength


def book_standing_hours(month: Month) -> None:
    """Book what is worked whatever the month brings: tasks from above, rounds, members' hours."""
    roster, p = month.roster, month.parameters
    count = month.member.size
    books, page, scale = month.state.books, month.page, month.world.scale
    committee, administrative = np.zeros(count), np.zeros(count)
    grid, social, organisations = np.zeros(count), np.zeros(count), np.zeros(count)
    for place in np.flatnonzero(month.member).tolist():
        plan = roster.committees[place].plan
        committee[place] = plan.total
        administrative[place] = plan.administrative
        organisations[place] = scale * sum(one.hours for one in roster.organisations[place])
        social[place] = sum(
            one.plan.total - one.plan.cases for one in roster.projects[place].values()
        )
    for where, workers in zip(roster.grid_place, roster.grids, strict=True):
        grid[where] += sum(one.plan.total - one.plan.handling for one in workers)
    books.committee_hours[page] = committee
    books.administrative_hours[page] = administrative
    handled = np.array([one.plan.handling for one in roster.committees])
    month.book(COMMITTEE, committee - np.where(month.member, handled, 0.0))
    month.book(GRID_WORKERS, grid)
    month.book(SOCIAL_WORKERS, social)
    month.book(ORGANISATIONS, organisations * (1.0 - p["organisation_matters"]))
    leaders = month.world.residents.group_leader & month.decides
    number = month.world.residents_where(leaders)
    month.book(GROUP_LEADERS, p["leader_hours"] * number.astype(np.float64))
    books.own_income[page] = np.where(month.member, month.conditions.own_income, 0.0) / 12.0
    books.income[page] = (
        np.where(month.member, month.conditions.own_income + month.conditions.budget, 0.0) / 12.0
    )
