"""What lasts from month to month beside the residents, and what belongs to one month only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.agents.organisation import KINDS
from sim.agents.roster import Roster
from sim.declarations.forms import CO_PRODUCTION, FORM_COUNT
from sim.declarations.matters import ACTOR_COUNT, POOL_COUNT
from sim.kernels import counting as k
from sim.kernels.handling import Hours
from sim.kernels.participation import NO_FORM
from sim.kernels.threads import Threads
from sim.matters import Matters
from sim.metrics import Tally
from sim.month.collaboration import Collaboration
from sim.policy import CommunityFacts, Conditions
from sim.rng import Draws
from sim.world import World

# --- What residents get in a month beside what the model itself gives them: a trial's treatment


@dataclass(frozen=True, slots=True)
class Extras:
    """Asks, notices and visits that somebody outside the model adds to one month.

    Empty arrays stand for nothing at all, and take the same path as a month without extras.

    Attributes:
        asks: Source of `sim.kernels.participation` that asks about each form, `NOT_ASKED` where
            nobody does, shape (6, N) or (6, 0). Of it and the asks of the model the worthiest
            counts.
        told: Share of their ties that residents are told take part, 0-1, shape (N,) or (0,); it
            counts where it is more than they see.
        visits: Rows of households that are visited, shape (n,).
    """

    asks: NDArray[np.uint8] = field(
        default_factory=lambda: np.zeros((FORM_COUNT, 0), dtype=np.uint8)
    )
    told: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    visits: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


NONE = Extras()
"""What a month has unless a trial gives it something."""


# --- What lasts from month to month beside the residents, and what belongs to one month only

Floats = NDArray[np.float64]
YEAR = 12
ADULT_MONTHS = 18 * 12
"""Age in months from which a resident is an adult."""


@dataclass(slots=True)
class Books:
    """What is booked month by month for the metrics: the last 12 months, shape (12, C, ...).

    Attributes:
        hours: Hours of the ten types of actor, shape (12, C, 10).
        committee_hours: All hours worked by the committee.
        administrative_hours: Of these, administrative.
        meetings: Consultation meetings.
        meeting_places: Places they offered.
        meeting_attendance: Places taken.
        taken_up: Matters taken up by meetings.
        adopted: Matters adopted.
        hours_volunteered: Hours volunteered.
        unit_hours: Hours of units that were used.
        own_income: Own income of the community, yuan.
        income: All income of the community, yuan.
        arisen: Matters that arose.
        reopened: Matters reopened.
    """

    hours: Floats
    committee_hours: Floats
    administrative_hours: Floats
    meetings: Floats
    meeting_places: Floats
    meeting_attendance: Floats
    taken_up: Floats
    adopted: Floats
    hours_volunteered: Floats
    unit_hours: Floats
    own_income: Floats
    income: Floats
    arisen: Floats
    reopened: Floats

    @classmethod
    def empty(cls, count: int) -> "Books":
        """Make books of a number of communities, nothing booked yet."""
        year = {name: np.zeros((YEAR, count)) for name in cls.__dataclass_fields__}
        year["hours"] = np.zeros((YEAR, count, ACTOR_COUNT))
        return cls(**year)

    def open(self, month: int) -> None:
        """Wipe the page of the same month of the year before."""
        for name in self.__dataclass_fields__:
            getattr(self, name)[month % YEAR] = 0.0

    def lately(self, name: str, month: int, months: int) -> Floats:
        """Add up so many months up to this one, shape (C, ...)."""
        pages = (month - np.arange(months)) % YEAR
        total: Floats = getattr(self, name)[pages].sum(axis=0)
        return total

    def year(self, name: str) -> Floats:
        """Add up the last 12 months, shape (C, ...)."""
        total: Floats = getattr(self, name).sum(axis=0)
        return total


@dataclass(slots=True)
class CommunityState:
    """State of the communities; arrays have shape (C,).

    Attributes:
        voters: Votes cast at the last election; NaN before the first.
        electorate: Adults at the last election; NaN before the first.
        saved: Hours that were saved, or below 0 overdrawn. Only in a town scaled down, see
            `sim.world.columns.World.spare_months`.
        places_saved: Places of each form that were, likewise, shape (C, forms).
        matters: The matters.
        books: The last 12 months.
        collaboration: Joint work of the last 12 months.
    """

    voters: Floats
    electorate: Floats
    saved: Hours
    places_saved: NDArray[np.int64]
    matters: Matters
    books: Books
    collaboration: Collaboration

    @classmethod
    def initial(cls, count: int, grids: int) -> "CommunityState":
        """Make the state before the first month: nothing has happened yet."""
        return cls(
            voters=np.full(count, np.nan),
            electorate=np.full(count, np.nan),
            saved=Hours(
                grid=np.zeros(grids),
                committee=np.zeros(count),
                town=np.zeros(1),
                pools=np.zeros((count, POOL_COUNT)),
            ),
            places_saved=np.zeros((count, FORM_COUNT), dtype=np.int64),
            matters=Matters.none(count),
            books=Books.empty(count),
            collaboration=Collaboration(),
        )


def facts_of(
    tally: Tally, roster: Roster, world: World, member: NDArray[np.bool_]
) -> CommunityFacts:
    """Collect what policy needs to know of the communities, from the last tally."""
    count = member.size
    communities = world.town.communities

    def column(index: int) -> Floats:
        return tally.counts[:count, index].astype(np.float64)

    registered, idle = column(k.REGISTERED), column(k.REGISTERED_IDLE)
    return CommunityFacts(
        residents=column(k.RESIDENTS),
        organisations=np.array([len(ones) for ones in roster.organisations], dtype=np.float64),
        associations=np.array(
            [sum(one.kind != KINDS[0] for one in ones) for ones in roster.organisations],
            dtype=np.float64,
        ),
        volunteers=column(k.VOLUNTEERED_THIS_MONTH),
        paper_share=np.divide(idle, registered, out=np.zeros(count), where=registered > 0),
        units=np.array([one.units for one in communities], dtype=np.float64),
        agreements=np.array(
            [sum(unit.signed for unit in units) for units in roster.units], dtype=np.float64
        ),
        leaders=column(k.FORM_THIS_MONTH + CO_PRODUCTION),
        grids=np.array([one.grids for one in communities], dtype=np.float64),
        member=member,
        scale=world.scale,
    )


@dataclass(slots=True)
class Plan:
    """Hours that the actors have for the month, decided before it begins.

    Attributes:
        mobilising: Share of its hours that the committee spends asking residents, shape (C,).
        handling: Hours of the committee for matters, delegated ones included, shape (C,).
        waiting: Hours of work waiting in each community, shape (C,).
        town: Hours of the town for matters.
        grid_visiting: Hours of visits in each grid, shape (grids,).
        grid_patrolling: Hours of patrol in each grid, shape (grids,).
        grid_handling: Hours for matters in each grid, shape (grids,).
        grid_staffed: Grids with a worker, shape (grids,).
        unit_hours: Hours that units offer, shape (C,).
        organisation_hours: Hours that organisations offer for matters, shape (C,).
        case_hours: Hours of case work of social workers, shape (C,).
        facilitation: Share of meetings' facilitation that is covered, 0-1, shape (C,).
        field_strength: Strength of projects for each kind of matter, 0-1, shape (C, kinds).
    """

    mobilising: Floats
    handling: Floats
    waiting: Floats
    town: float
    grid_visiting: Floats
    grid_patrolling: Floats
    grid_handling: Floats
    grid_staffed: NDArray[np.bool_]
    unit_hours: Floats
    organisation_hours: Floats
    case_hours: Floats
    facilitation: Floats
    field_strength: Floats


@dataclass(slots=True)
class Month:
    """One month while it runs; gone when the next one opens.

    Attributes:
        number: The month.
        world: The world.
        state: State of the communities.
        roster: The actors.
        draws: Keyed draws of the run.
        parameters: Every parameter.
        conditions: What policy makes of the month.
        member: Communities that belong to the town, shape (C,).
        adult: Adults that count, shape (N,).
        decides: Adults of member communities, shape (N,).
        election: Whether committees are elected this month.
        meetings: Consultation meetings this month, shape (C,).
        plan: Hours of the actors.
        threads: Threads that share the residents.
        extras: What a trial adds to the month.
        still: Whether residents stand still, see `sim.scenario.Scenario`.
        party_ask: Form that a party member asks about, or `NO_FORM`, shape (N,).
        visited: Households visited, shape (H,).
        willing: Bit f for a yes to form f, shape (N,).
        decided: Bit f where form f was decided on, shape (N,).
        asked_by: Source of the strongest ask, shape (6, N).
        took: Bit f where form f was taken part in, shape (N,).
        carried: Decisions carried out, as a share of what meetings have room for, shape (C,).
        ritual: Decisions adopted that stay ritual, likewise, shape (C,).
        outcome: The household's matter: 1 resolved, -1 neglected, 0 none, shape (N,).
    """

    number: int
    world: World
    state: CommunityState
    roster: Roster
    draws: Draws
    parameters: Mapping[str, float]
    conditions: Conditions
    member: NDArray[np.bool_]
    adult: NDArray[np.bool_]
    decides: NDArray[np.bool_]
    election: bool
    meetings: NDArray[np.int64]
    plan: Plan
    threads: Threads = field(default_factory=Threads)
    extras: Extras = NONE
    still: bool = False
    party_ask: NDArray[np.uint8] = field(init=False)
    visited: NDArray[np.bool_] = field(init=False)
    willing: NDArray[np.uint8] = field(init=False)
    decided: NDArray[np.uint8] = field(init=False)
    asked_by: NDArray[np.uint8] = field(init=False)
    took: NDArray[np.uint8] = field(init=False)
    carried: Floats = field(init=False)
    ritual: Floats = field(init=False)
    outcome: NDArray[np.int8] = field(init=False)

    def __post_init__(self) -> None:
        """Begin a month in which nothing has happened yet."""
        residents = self.decides.size
        self.party_ask = np.full(residents, NO_FORM, dtype=np.uint8)
        self.visited = np.zeros(len(self.world.households), dtype=np.bool_)
        self.willing = np.zeros(residents, dtype=np.uint8)
        self.decided = np.zeros(residents, dtype=np.uint8)
        self.asked_by = np.zeros((FORM_COUNT, residents), dtype=np.uint8)
        self.took = np.zeros(residents, dtype=np.uint8)
        self.carried = np.zeros(self.member.size)
        self.ritual = np.zeros(self.member.size)
        self.outcome = np.zeros(residents, dtype=np.int8)

    @property
    def key_month(self) -> np.uint64:
        """The month as draws take it."""
        return np.uint64(self.number)

    @property
    def page(self) -> int:
        """Row of the books for this month."""
        return self.number % YEAR

    def book(self, actor_type: int, hours: Floats) -> None:
        """Book hours of one of the ten types in each community, shape (C,)."""
        self.state.books.hours[self.page, :, actor_type] += hours


def adults_in(world: World, month: int) -> NDArray[np.bool_]:
    """Mark the adults that count, shape (N,)."""
    residents = world.residents
    of_age = month - residents.birth_month >= ADULT_MONTHS
    adults: NDArray[np.bool_] = of_age & residents.eligible
    return adults


def members_in(world: World, month: int) -> NDArray[np.bool_]:
    """Mark the communities that belong to the town in a month, shape (C,)."""
    return np.array(
        [
            community.member_from is None or community.member_from <= month
            for community in world.town.communities
        ]
    )
