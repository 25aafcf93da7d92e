"""Phase 10, measure: count residents and add up the year, for communities and the town."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.agents.roster import Roster
from sim.declarations.levers import LEVERS
from sim.declarations.matters import RESOLVED
from sim.declare import MEASURES, Lever
from sim.extend import identity
from sim.kernels import counting as k
from sim.kernels import counting as m
from sim.kernels.group_counts import Digest
from sim.kernels.threads import Threads
from sim.matters import Matters
from sim.metrics import Tally
from sim.month.state import CommunityState
from sim.world import World

Floats = NDArray[np.float64]
_BOOKED = (
    "hours_volunteered",
    "committee_hours",
    "administrative_hours",
    "own_income",
    "income",
    "meetings",
    "meeting_places",
    "meeting_attendance",
    "taken_up",
    "adopted",
    "arisen",
)
"""What the books hold one number of for each month and community."""
OLD_MONTHS = 60 * 12
"""Age in months from which an adult counts as older."""


def tally_of(
    world: World,
    state: CommunityState,
    roster: Roster,
    month: int,
    adult: NDArray[np.bool_],
    member: NDArray[np.bool_],
    visited: NDArray[np.bool_],
    levers: Mapping[str, Floats],
    digested: Digest,
    threads: Threads,
) -> Tally:
    """Count everything that the metrics need of one month.

    Args:
        world: The world after the month.
        state: State of the communities after the month.
        roster: The actors after the month.
        month: The month.
        adult: Adults that count, shape (N,).
        member: Communities that belong to the town, shape (C,).
        visited: Households visited, shape (H,).
        levers: Levers in force, each of shape (C,).
        digested: Digest of the months of participation, after the month.
        threads: Threads that share the residents.
    """
    size = member.size
    homes = world.households
    kept = world.residents.eligible[homes.first]
    counts, occasions, splits, sums = _count_residents(world, month, adult, size, digested, threads)
    matters, days = _count_matters(state.matters, month, world, size)
    residents = counts[:, k.RESIDENTS].astype(np.float64)
    grids = np.bincount(np.array(roster.grid_place, dtype=np.int64), minlength=size)
    books = state.books

    def with_town[Number: (np.int64, np.float64)](values: NDArray[Number]) -> NDArray[Number]:
        """Append the sum over member communities as the last row."""
        total: NDArray[Number] = values[member].sum(axis=0, keepdims=True)
        return np.concatenate([values, total])

    between = state.collaboration.betweenness
    teams = [[one.kind == "volunteer_team" for one in ones] for ones in roster.organisations]
    single: dict[str, ArrayLike] = {
        "communities": np.ones(size),
        "voters": state.voters,
        "electorate": state.electorate,
        "organisations": [float(len(ones)) for ones in roster.organisations],
        "teams": [float(sum(ones)) for ones in teams],
        "coordination": [one.coordination for one in roster.committees],
        "betweenness": [between.get(place, np.nan) for place in range(size)],
        "visited": world.households_where(visited),
        "households": world.households_where(kept),
        **{name: books.year(name) for name in _BOOKED},
    }
    rows = np.empty((len(single), size + 1))
    for row, values in zip(rows, single.values(), strict=True):
        row[:size] = np.asarray(values)
    # Each row is added up by itself, as it would be alone.
    rows[:, size] = np.ascontiguousarray(rows[:, :size][:, member]).sum(axis=1)
    all_days = [days[place] for place in np.flatnonzero(member)]
    return Tally(
        member=np.append(member, member.any()),
        counts=with_town(counts),
        occasions=with_town(occasions),
        splits=with_town(splits),
        sums=with_town(sums),
        hours=with_town(books.year("hours")),
        density=np.append(np.full(size, np.nan), state.collaboration.density),
        matters=with_town(matters),
        days=(*days, np.sort(np.concatenate(all_days)) if all_days else np.empty(0)),
        cost=with_town(annual_cost(levers, residents, np.where(member, grids, 0), world.scale)),
        **dict(zip(single, rows, strict=True)),
    )


def _count_residents(
    world: World,
    month: int,
    adult: NDArray[np.bool_],
    size: int,
    digested: Digest,
    threads: Threads,
) -> k.Tallies:
    """Count occasions, splits and sums of attitudes of each community's residents."""
    r = world.residents
    totals = k.Tallies(
        counts=np.zeros((size, k.COUNT_COLUMNS), dtype=np.int64),
        occasions=np.zeros((size, k.MOST_OCCASIONS + 1), dtype=np.int64),
        splits=np.zeros((size, k.GAPS, 2, 2), dtype=np.int64),
        sums=np.zeros((size, 3)),
    )
    older = month - OLD_MONTHS

    def some(rows: slice) -> None:
        halves = np.empty(rows.stop - rows.start, dtype=np.uint8)
        k.halve(
            older, r.birth_month[rows], r.migrant[rows], r.education[rows], r.owner[rows], halves
        )
        people = k.Traits(
            r.community[rows],
            r.eligible[rows],
            adult[rows],
            r.party[rows],
            r.registered[rows],
            halves,
        )
        k.count_residents(
            people,
            Digest(*(one[rows] for one in digested)),
            (r.trust[rows], r.efficacy[rows], r.belonging[rows]),
            totals,
        )

    threads.places(some, world.community_rows)
    return totals


def _count_matters(
    matters: Matters, month: int, world: World, size: int
) -> tuple[NDArray[np.int64], list[Floats]]:
    """Count matters, and sort the days to resolution of those judged, by community."""
    counts = np.zeros((size, m.COLUMNS), dtype=np.int64)
    course = m.Course(*(getattr(matters, name) for name in m.Course._fields))
    m.count_matters(course, month, np.zeros(len(world.residents), dtype=np.bool_), counts)
    judged = (
        (matters.state == RESOLVED)
        & (matters.collected >= month - m.OLDEST)
        & (matters.collected <= month - m.NEWEST)
    )
    rows = np.flatnonzero(judged)
    place, days = matters.community[rows], matters.days[rows]
    return counts, [np.sort(days[place == c]) for c in range(size)]


@cache
def _costly(extensions: str) -> tuple[list[Lever], Floats, Floats, list[int]]:
    """List the levers that cost: value that is off, yuan for each unit above, measure.

    ``extensions`` tells which are in force: the same text, the same levers.
    """
    costly = [lever for lever in LEVERS.values() if lever.cost.yuan]
    return (
        costly,
        np.array([[lever.off] for lever in costly], dtype=np.float64),
        np.array([[lever.cost.yuan] for lever in costly], dtype=np.float64),
        [MEASURES.index(lever.measure) for lever in costly],
    )


def annual_cost(
    levers: Mapping[str, Floats], residents: Floats, grids: Floats | NDArray[np.int64], scale: float
) -> Floats:
    """Add up the annual cost of the levers in force by measure, yuan, shape (C, measures).

    Args:
        levers: Levers in force, each of shape (C,).
        residents: Residents of each community, as many as are simulated, shape (C,).
        grids: What the town's own measures are shared by, zero or more, shape (C,).
        scale: Share of the residents that is simulated.
    """
    share = {
        "town": grids / max(grids.sum(), 1) * scale,
        "community": np.full(residents.size, scale),
        "resident": residents,
    }
    costly, off, yuan, measure = _costly(identity())
    amount = np.abs(np.array([levers[lever.name] for lever in costly]) - off) * yuan
    cost = np.zeros((len(MEASURES), residents.size))
    for of, each, lever in zip(measure, amount, costly, strict=True):
        cost[of] += each * share[lever.cost.per]
    return np.ascontiguousarray(cost.T)
