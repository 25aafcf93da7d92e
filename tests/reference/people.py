"""Residents, households and communities as plain objects, for the slow twin of the month."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.declarations.forms import FORMS
from sim.world import World

if TYPE_CHECKING:
    from tests.reference.actors import Organisation, Project, Unit

FORM_NAMES = tuple(form.name for form in FORMS)
DEEP = tuple(form.name for form in FORMS if form.depth >= 2)
ADULT_MONTHS = 18 * 12


@dataclass(eq=False)
class Person:
    """One resident."""

    row: int
    who: int
    community: int
    household: int
    eligible: bool
    migrant: bool
    owner: bool
    birth_month: int = 0
    education: int = 0
    public_job: bool = False
    online: bool = False
    vulnerable: bool = False
    disabled: bool = False
    group_leader: bool = False
    party: bool = False
    free_hours: float = 0.0
    disposition: float = 0.0
    threshold: float = 0.0
    own_trust: float = 0.0
    own_efficacy: float = 0.0
    own_belonging: float = 0.0
    trust: float = 0.0
    efficacy: float = 0.0
    belonging: float = 0.0
    registered: bool = False
    on_call: bool = False
    motive_loss: float = 0.0
    ask_fatigue: float = 0.0
    came: int = 0
    fatigue: float = 0.0
    habit: dict[str, float] = field(default_factory=dict)
    # Months in which each form was taken part in.
    taken: dict[str, set[int]] = field(default_factory=dict)
    lasting: dict[str, float] = field(default_factory=dict)
    ties: list[int] = field(default_factory=list)
    household_ties: list[int] = field(default_factory=list)

    def is_adult(self, month: int) -> bool:
        """Whether the person counts as an adult in a month."""
        return self.eligible and month - self.birth_month >= ADULT_MONTHS

    def did(self, form: str, month: int) -> bool:
        """Whether the person took part in a form in a month."""
        return month in self.taken[form]

    def took_part_deeply(self, first: int, end: int) -> bool:
        """Whether the person took part in a form of depth 2 or more from `first` to before end."""
        return any(first <= month < end for form in DEEP for month in self.taken[form])


@dataclass
class Home:
    """One household."""

    who: int
    community: int
    grid: int
    members: list[Person]
    visit_rank: float


@dataclass
class Place:
    """One community, with what lasts from month to month."""

    index: int
    who: int
    member_from: int | None
    people: list[Person]
    homes: list[Home]
    coordination: float
    agenda: float
    units: list["Unit"] = field(default_factory=list)
    organisations: list["Organisation"] = field(default_factory=list)
    projects: dict[str, "Project"] = field(default_factory=dict)
    # Hours saved, or below 0 overdrawn, where the population is scaled down, by pool or committee,
    # and places that nobody took, by form.
    saved: dict[str, float] = field(default_factory=dict)
    saved_places: dict[str, int] = field(default_factory=dict)
    # Decisions carried out and not, as shares of what the month's meetings have room for.
    carried: float = 0.0
    ritual: float = 0.0
    betweenness: float = math.nan
    # Hours of the committee and the projects in the month.
    plan: dict[str, float] = field(default_factory=dict)
    voters: int | None = None
    electorate: int | None = None
    # What is booked, by month.
    diary: dict[int, dict[str, float]] = field(default_factory=dict)
    # Counted at the end of the month before.
    residents: int = 0
    volunteers: int = 0
    leaders: int = 0
    paper_share: float = 0.0
    # Told by the units at the start of the month.
    agreements: int = 0
    unit_count: int = 0

    def is_member(self, month: int) -> bool:
        """Whether the community belongs to the town."""
        return self.member_from is None or self.member_from <= month

    def count(self, month: int) -> None:
        """Count what policy needs to know in the month after."""
        people = [person for person in self.people if person.eligible]
        self.residents = len(people)
        self.volunteers = sum(person.did("volunteering", month) for person in people)
        adults = [person for person in people if person.is_adult(month)]
        self.leaders = sum(person.did("co_production", month) for person in adults)
        registered = [person for person in people if person.registered]
        year = set(range(month - 11, month + 1))
        idle = sum(not person.taken["volunteering"] & year for person in registered)
        self.paper_share = idle / len(registered) if registered else 0.0


def read_people(world: World, make: Callable[..., Person] = Person) -> list[Person]:
    """Everyone, as the columns have them."""
    columns = world.residents
    people = [
        make(
            row=row,
            who=int(columns.resident_id[row]),
            community=int(columns.community[row]),
            household=int(columns.household[row]),
            eligible=bool(columns.eligible[row]),
            migrant=bool(columns.migrant[row]),
            owner=bool(columns.owner[row]),
        )
        for row in range(len(columns.resident_id))
    ]
    for person in people:
        read_person(world, person)
    read_traits(world, people)
    read_ties(world, people)
    return people


def read_person(world: World, person: Person) -> None:
    """Who has come to the slot, without a past here."""
    columns, row = world.residents, person.row
    for name in (
        "disposition",
        "threshold",
        "own_trust",
        "own_efficacy",
        "own_belonging",
        "trust",
        "efficacy",
        "belonging",
        "registered",
        "on_call",
        "motive_loss",
        "ask_fatigue",
        "birth_month",
        "fatigue",
    ):
        setattr(person, name, getattr(columns, name)[row].item())
    arrived = int(columns.arrived[row])
    person.came = arrived if arrived > world.built else 0
    person.habit = {name: float(columns.habit[k, row]) for k, name in enumerate(FORM_NAMES)}
    assert not columns.history[:, row].any()
    person.taken = {name: set() for name in FORM_NAMES}


def read_traits(world: World, people: list[Person]) -> None:
    """What may change at a birthday or in January."""
    for name in (
        "education",
        "public_job",
        "online",
        "party",
        "free_hours",
        "vulnerable",
        "disabled",
        "group_leader",
    ):
        values = getattr(world.residents, name).tolist()
        for person in people:
            setattr(person, name, values[person.row])


def read_ties(world: World, people: list[Person]) -> None:
    """Ties, the household's apart."""
    for person in people:
        ties = [int(row) for row in world.ties.of(person.row)]
        inside = int(world.ties.household_degree[person.row])
        person.household_ties = ties[:inside]
        person.ties = ties
        assert all(people[row].household == person.household for row in ties[:inside])
        assert all(people[row].household != person.household for row in ties[inside:])
