"""Committees, units, organisations, projects and grids as plain objects, and how they plan."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.declarations.matters import FIELDS, KINDS
from sim.rng import hashed_id
from tests.reference.people import Place

if TYPE_CHECKING:
    from tests.reference.twin import Twin


@dataclass
class Unit:
    """A resident unit."""

    who: int
    rank: float
    commitment: float
    until: int | None = None
    offered: float = 0.0

    def is_signed(self, month: int) -> bool:
        """Whether an agreement is in force."""
        return self.until is not None and month <= self.until


@dataclass
class Organisation:
    """A social organisation."""

    who: int
    team: bool
    members: float
    incubated: bool


@dataclass
class Project:
    """The social workers of a purchased project; its plan of the month."""

    hours: float = 0.0
    facilitating: float = 0.0
    incubating: float = 0.0
    training: float = 0.0

    @property
    def cases(self) -> float:
        """Hours of case work."""
        return self.hours - self.facilitating - self.incubating - self.training


@dataclass
class Grid:
    """A grid with its workers, and what they do in the month."""

    index: int
    place: int
    rank: float
    workers: int = 0
    visiting: float = 0.0
    patrolling: float = 0.0
    handling: float = 0.0
    recording: float = 0.0
    # Hours saved, or overdrawn, where the population is scaled down.
    saved: float = 0.0


def first_units(twin: "Twin", place: int) -> list[Unit]:
    """The units of a community, the readiest first."""
    community = twin.world.town.communities[place]
    ids = [hashed_id("unit", community.id, number) for number in range(community.units)]
    units = [
        Unit(who, twin.draws.one("unit_rank", 0, who), twin.p["unit_commitment_first"])
        for who in ids
    ]
    return sorted(units, key=lambda unit: unit.rank)


def first_grids(twin: "Twin") -> list[Grid]:
    """All grids of the town."""
    found: list[Grid] = []
    for place, community in enumerate(twin.world.town.communities):
        for number in range(community.grids):
            who = hashed_id("grid", community.id, number)
            found.append(Grid(len(found), place, twin.draws.one("grid_rank", 0, who)))
    return found


def plan(twin: "Twin") -> None:
    """Everybody's hours of the month."""
    for place in twin.places:
        _staff(twin, place)
    people = sum(place.residents for place in twin.members)
    total = sum(twin.terms[place.index]["town_hours"] for place in twin.members)
    twin.town_hours = total
    for place in twin.places:
        place.plan = {}
        if place in twin.members:
            share = place.residents / people if people else 0.0
            delegated = total * share * twin.terms[place.index]["delegated_hours"]
            twin.town_hours -= delegated
            _sign(twin, place)
            _begin_projects(twin, place)
            _plan_committee(twin, place, delegated)
            _plan_projects(twin, place)


def _staff(twin: "Twin", place: Place) -> None:
    """So many grid workers in each grid, the first ranks first; and what they do."""
    p, term = twin.p, twin.terms[place.index]
    workers = int(term["grid_workers"] + 0.5)
    own = sorted(
        (grid for grid in twin.grids if grid.place == place.index), key=lambda grid: grid.rank
    )
    for grid in own:
        grid.workers = 0
    for number in range(workers):
        own[number % len(own)].workers += 1
    for grid in own:
        real = grid.workers * p["hours_per_staff"] * twin.described.scale * term["grid_effort"]
        out = p["grid_share_visiting"] * real
        grid.visiting = out * (1 - term["patrol"])
        grid.patrolling = out * term["patrol"]
        records = min(p["grid_share_recording"], 1 - p["grid_share_visiting"])
        grid.recording = records * real * (1 - p["grid_platform_saving"] * term["platform"])
        grid.handling = max(real - out - grid.recording, 0.0)


def _sign(twin: "Twin", place: Place) -> None:
    """Agreements that have run out are renewed or not; then others sign until there are enough."""
    now, wanted = twin.month, int(twin.terms[place.index]["agreements"] + 0.5)
    end = now + int(twin.p["unit_agreement_months"]) - 1
    for unit in place.units:
        if unit.until is not None and unit.until < now:
            renews = wanted > 0 and twin.draws.one("renew", now, unit.who) < unit.commitment
            unit.until = end if renews else None
            twin.noted.add("renewed" if renews else "lapsed agreement")
    for unit in place.units:
        if sum(one.is_signed(now) for one in place.units) >= wanted:
            break
        anyway = twin.p["unit_signing_base"]
        ready = anyway + (1 - anyway) * unit.commitment
        if unit.until is None and twin.draws.one("sign", now, unit.who) < ready:
            unit.until = end
    for unit in place.units:
        offered = twin.p["unit_hours_offered"] * unit.commitment
        unit.offered = offered if unit.is_signed(now) else 0.0


def _begin_projects(twin: "Twin", place: Place) -> None:
    """One project for each field wanted."""
    for field in FIELDS:
        if not twin.terms[place.index][f"project {field}"]:
            if place.projects.pop(field, None):
                twin.noted.add("project ended")
        elif field not in place.projects:
            place.projects[field] = Project()


def _plan_committee(twin: "Twin", place: Place, delegated: float) -> None:
    """What has a date first, then what waits, then asking; a fifth is left for asking."""
    p, term, plan = twin.p, twin.terms[place.index], place.plan
    scale = twin.described.scale
    signed = sum(unit.is_signed(twin.month) for unit in place.units)
    waiting = sum(
        one.hours
        for one in twin.matters
        if one.place == place.index and one.state == "waiting" and one.level < 2
    )
    free = max(0.0, term["hours"] - term["administrative_hours"])
    meetings, most = twin.meetings[place.index], p["committee_dated_share"] * free
    plan["consulting"] = min(meetings * scale * p["committee_hours_per_meeting"], most)
    plan["brokering"] = min(
        signed * scale * p["committee_hours_per_agreement"], most - plan["consulting"]
    )
    rest = free - plan["consulting"] - plan["brokering"]
    due = max(waiting * term["work"] - place.saved.get("committee", 0.0), 0.0)
    plan["matters"] = min(due, (1 - p["committee_mobilising_floor"]) * rest)
    plan["mobilising"] = rest - plan["matters"]
    plan["handling"] = plan["matters"] + delegated
    plan["asking"] = plan["mobilising"] / term["hours"] if term["hours"] > 0 else 0.0


def _plan_projects(twin: "Twin", place: Place) -> None:
    """Facilitating where there are meetings, incubating where it is bought, then cases."""
    p, term, plan = twin.p, twin.terms[place.index], place.plan
    scale = twin.described.scale
    meetings = twin.meetings[place.index] * scale * p["social_hours_per_meeting"]
    for project in place.projects.values():
        project.hours = term["project_hours"] / len(place.projects)
        project.facilitating = min(meetings, p["social_share_meetings"] * project.hours)
        project.incubating = p["social_share_incubation"] * term["incubation"] * project.hours
        project.training = p["social_share_leaders"] * project.hours
    given = sum(one.facilitating for one in place.projects.values())
    covered = min(1.0, given / meetings) if meetings > 0 else 0.0
    plan["facilitation"] = covered * term["skill"] if place.projects else 0.0
    plan["cases"] = sum(one.cases for one in place.projects.values())


def strength(twin: "Twin", place: int, kind: int) -> float:
    """How strongly the projects of a community serve a kind of matter."""
    term = twin.terms[place]
    running = [field for field in FIELDS if term[f"project {field}"]]
    serving = sum(field in KINDS[kind].fields for field in running)
    return term["provision"] * min(1.0, serving / max(len(running), 1))
