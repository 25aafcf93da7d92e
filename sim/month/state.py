"""What lasts from month to month beside the residents, and what belongs to one month only."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import FORM_COUNT
from sim.kernels.counting import PARTY_MEMBERS, RESIDENTS, VOLUNTEERED_THIS_MONTH
from sim.kernels.participation import NO_FORM
from sim.metrics import Tally
from sim.policy import CommunityFacts, Conditions
from sim.rng import Draws
from sim.world import World

Floats = NDArray[np.float64]
YEAR = 12
ADULT_MONTHS = 18 * 12
"""Age in months from which a resident is an adult."""


@dataclass(slots=True)
class CommunityState:
    """State of the communities; arrays have shape (C,) or, for the last 12 months, (12, C).

    Attributes:
        coordination: Coordination capacity K of the committee, 0-1.
        agenda: Consultation meetings due but not yet held, a fraction of one.
        organisations: Id of each organisation that exists, by community.
        voters: Votes cast at the last election; NaN before the first.
        electorate: Adults at the last election; NaN before the first.
        meetings: Meetings of each of the last 12 months.
        meeting_places: Places they offered.
        meeting_attendance: Places taken.
        meetings_adopted: Meetings that adopted a decision.
        hours_volunteered: Hours volunteered.
    """

    coordination: Floats
    agenda: Floats
    organisations: list[list[int]]
    voters: Floats
    electorate: Floats
    meetings: Floats
    meeting_places: Floats
    meeting_attendance: Floats
    meetings_adopted: Floats
    hours_volunteered: Floats

    @classmethod
    def initial(cls, count: int, draws: Draws, parameters: Mapping[str, float]) -> "CommunityState":
        """The state before the first month: nothing has happened yet."""

        def year() -> Floats:
            return np.zeros((YEAR, count))

        return cls(
            coordination=np.full(count, parameters["initial_coordination"]),
            agenda=draws.uniforms("agenda", 0, np.arange(count)),
            organisations=[[] for _ in range(count)],
            voters=np.full(count, np.nan),
            electorate=np.full(count, np.nan),
            meetings=year(),
            meeting_places=year(),
            meeting_attendance=year(),
            meetings_adopted=year(),
            hours_volunteered=year(),
        )

    def copy(self) -> "CommunityState":
        """A state that shares nothing with this one."""
        return deepcopy(self)


def facts_of(
    tally: Tally, state: CommunityState, world: World, member: NDArray[np.bool_]
) -> CommunityFacts:
    """What policy needs to know of the communities, from the last tally."""
    count = member.size
    return CommunityFacts(
        residents=tally.counts[:count, RESIDENTS].astype(np.float64),
        households=tally.households[:count],
        party_members=tally.counts[:count, PARTY_MEMBERS].astype(np.float64),
        organisations=np.array([len(ids) for ids in state.organisations], dtype=np.float64),
        volunteers=tally.counts[:count, VOLUNTEERED_THIS_MONTH].astype(np.float64),
        coordination=state.coordination,
        grids=np.array([community.grids for community in world.town.communities], dtype=float),
        member=member,
        scale=world.scale,
    )


@dataclass(slots=True)
class Month:
    """One month while it runs; gone when the next one opens.

    Attributes:
        number: The month.
        world: The world.
        state: State of the communities.
        draws: Keyed draws of the run.
        parameters: Every parameter.
        conditions: What policy makes of the month.
        member: Communities that belong to the town, shape (C,).
        adult: Adults that count, shape (N,).
        decides: Adults of member communities, shape (N,).
        election: Whether committees are elected this month.
        meetings: Consultation meetings this month, shape (C,).
        party_ask: Form that a party member asks about, or `NO_FORM`, shape (N,).
        visited: Households visited, shape (H,).
        willing: Bit f for a yes to form f, shape (N,).
        decided: Bit f where form f was decided on, shape (N,).
        asked_by: Source of the strongest ask, shape (6, N).
        took: Bit f where form f was taken part in, shape (N,).
        meeting: 1 where a decision was carried out, -1 where it stayed ritual, shape (C,).
        outcome: The household's matter: 1 resolved, -1 neglected, 0 none, shape (N,).
    """

    number: int
    world: World
    state: CommunityState
    draws: Draws
    parameters: Mapping[str, float]
    conditions: Conditions
    member: NDArray[np.bool_]
    adult: NDArray[np.bool_]
    decides: NDArray[np.bool_]
    election: bool
    meetings: NDArray[np.int64]
    party_ask: NDArray[np.uint8] = field(init=False)
    visited: NDArray[np.bool_] = field(init=False)
    willing: NDArray[np.uint8] = field(init=False)
    decided: NDArray[np.uint8] = field(init=False)
    asked_by: NDArray[np.uint8] = field(init=False)
    took: NDArray[np.uint8] = field(init=False)
    meeting: NDArray[np.int8] = field(init=False)
    outcome: NDArray[np.int8] = field(init=False)

    def __post_init__(self) -> None:
        """Nothing has happened yet."""
        residents = self.decides.size
        self.party_ask = np.full(residents, NO_FORM, dtype=np.uint8)
        self.visited = np.zeros(self.world.households.household_id.size, dtype=np.bool_)
        self.willing = np.zeros(residents, dtype=np.uint8)
        self.decided = np.zeros(residents, dtype=np.uint8)
        self.asked_by = np.zeros((FORM_COUNT, residents), dtype=np.uint8)
        self.took = np.zeros(residents, dtype=np.uint8)
        self.meeting = np.zeros(self.member.size, dtype=np.int8)
        self.outcome = np.zeros(residents, dtype=np.int8)

    @property
    def key_month(self) -> np.uint64:
        """The month as draws take it."""
        return np.uint64(self.number)


def adults_in(world: World, month: int) -> NDArray[np.bool_]:
    """Adults that count, shape (N,)."""
    residents = world.residents
    of_age = month - residents.birth_month >= ADULT_MONTHS
    adults: NDArray[np.bool_] = of_age & residents.eligible
    return adults


def members_in(world: World, month: int) -> NDArray[np.bool_]:
    """Communities that belong to the town in a month, shape (C,)."""
    return np.array(
        [
            community.member_from is None or community.member_from <= month
            for community in world.town.communities
        ]
    )
