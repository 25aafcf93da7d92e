"""New ties for newcomers: somebody introduces them, and introduces them to friends.

The ties of whoever left end on both sides. A sociable newcomer meets as many people as sociable
residents have on average: next door, of like age in the group, in the community, and beyond. Each
time an introducer is found among a few people drawn from the pool, the one nearest in age and of
the same origin, rather with few ties than with many; the newcomer is then tied to the introducer
and to friends of the introducer of the same kind (triadic closure, which keeps the clustering).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.kernels.search import count_upto
from sim.kernels.threads import fetch
from sim.rng import Draws, philox4
from sim.world.columns import World
from sim.world.tie_rows import Net, has_room, link, net, tied, unlink_outside

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

NEAR, LIKE, INTEREST, ACROSS = range(4)
_MOST_CANDIDATES = 8
"""Uniforms that are drawn for each introducer."""


class Habits(NamedTuple):
    """How newcomers meet people; see the parameters of the same names."""

    newcomer_ties: float
    introducer_candidates: float
    introducer_tries: float
    neighbour_reach: float
    neighbour_households: float
    like_months: float
    interest_months: float
    introducer_origin: float
    introducer_ties: float


class Town(NamedTuple):
    """What the kernels read of residents (shapes (N,)), pools, the plan of ties; workspace.

    Pools are counted without the slots that do not count: `group_pool` and `community_pool` say
    where each group and community begins (shapes (groups + 1,) and (C + 1,)), `absent` which rows
    are left out, ascending; hardly any ever is. A `card` holds what is asked of every candidate
    (`_write_cards`): strangers are looked up far apart, and so in one place only.
    """

    resident_id: NDArray[np.int64]
    community: NDArray[np.int16]
    group: NDArray[np.int32]
    card: NDArray[np.int64]
    arrived: NDArray[np.int16]
    built: int
    absent: Rows
    group_pool: Rows
    community_pool: Rows
    isolated: float
    means: Floats
    flow: Floats
    habits: Habits
    candidate: Rows
    penalty: Floats


class Keys(NamedTuple):
    """Key words of the two decisions, and the month of the redrawing."""

    sociable_0: np.uint64
    sociable_1: np.uint64
    newcomer_0: np.uint64
    newcomer_1: np.uint64
    month: int


def redraw_ties(
    world: World, rows: Rows, draws: Draws, month: int, parameters: Mapping[str, float]
) -> None:
    """End the ties of some rows outside their households and draw new ones, in row order.

    Args:
        world: Town whose ties are changed in place.
        rows: Rows of newcomers, ascending, all eligible.
        draws: Keyed draws.
        month: Present month.
        parameters: Every parameter by name.
    """
    people, plan, p = world.residents, world.tie_plan, parameters
    absent = np.flatnonzero(~people.eligible)
    groups = np.searchsorted(people.group, np.arange(int(people.group[-1]) + 2, dtype=np.int32))
    card = np.empty(len(people), dtype=np.int64)
    near = p["tie_near_share"] * plan.group
    _write_cards(people.group, people.household, people.birth_month, people.migrant, card)
    town = Town(
        people.resident_id,
        people.community,
        people.group,
        card,
        people.arrived,
        world.built,
        absent,
        groups - np.searchsorted(absent, groups),
        world.community_rows - np.searchsorted(absent, world.community_rows),
        plan.isolated,
        np.stack([near, plan.group - near, plan.community, plan.across]),
        plan.flow,
        Habits(
            newcomer_ties=p["newcomer_ties"],
            introducer_candidates=p["introducer_candidates"],
            introducer_tries=p["introducer_tries"],
            neighbour_reach=p["neighbour_reach"],
            neighbour_households=p["neighbour_households"],
            like_months=p["like_months"],
            interest_months=p["interest_months"],
            introducer_origin=p["introducer_origin"],
            introducer_ties=p["introducer_ties"],
        ),
        np.empty(_MOST_CANDIDATES, dtype=np.int64),
        np.empty(_MOST_CANDIDATES),
    )
    keys = Keys(*draws.key("ties.sociable"), *draws.key("ties.newcomer"), month)
    _redraw(net(world.ties, people.household), town, keys, rows)


@lean()
def _write_cards(
    group: NDArray[np.int32],
    household: NDArray[np.int32],
    birth_month: NDArray[np.int16],
    migrant: NDArray[np.bool_],
    card: NDArray[np.int64],
) -> None:
    """Write group, household, month of birth and origin in a word: 23, 24, 16 bits and one."""
    for row in range(card.size):
        card[row] = (
            np.int64(group[row]) << 41
            | np.int64(household[row]) << 17
            | np.int64(birth_month[row]) << 1
            | np.int64(migrant[row])
        )


@lean(inline="always")
def _group_on(card: int) -> int:
    return card >> 41


@lean(inline="always")
def _household_on(card: int) -> int:
    return card >> 17 & 0xFFFFFF


@lean(inline="always")
def _birth_on(card: int) -> int:
    return card >> 1 & 0xFFFF


@lean()
def _redraw(rows: Net, town: Town, keys: Keys, new: Rows) -> None:
    """See `redraw_ties`."""
    for place in range(new.size):
        unlink_outside(rows, new[place])
    for place in range(new.size):
        row = new[place]
        if not _sociable(town, keys, row):
            continue
        u = philox4(
            keys.newcomer_0,
            keys.newcomer_1,
            uint64(town.resident_id[row]),
            uint64(keys.month),
            uint64(0),
        )
        for kind in range(4):
            mean = town.habits.newcomer_ties * town.means[kind, town.community[row]]
            number = int(mean + 2.0 * u[kind] - 0.5) if mean >= 0.5 else int(mean + u[kind])
            if kind == ACROSS:
                for index in range(number):
                    _meet(rows, town, keys, row, kind, 1, 1 + index)
            else:
                _meet(rows, town, keys, row, kind, number, 1)


@lean(inline="always")
def _sociable(town: Town, keys: Keys, row: int) -> bool:
    """Tell whether a resident has ties outside the household at all."""
    arrived = town.arrived[row] if town.arrived[row] > town.built else 0
    u = philox4(
        keys.sociable_0, keys.sociable_1, uint64(town.resident_id[row]), uint64(arrived), uint64(0)
    )
    return bool(u[0] >= town.isolated)


@lean()
def _meet(rows: Net, town: Town, keys: Keys, row: int, kind: int, number: int, index: int) -> None:
    """Tie a newcomer to ``number`` people of one kind, as far as they are found."""
    for attempt in range(int(town.habits.introducer_tries)):
        if number <= 0:
            return
        draw = 256 * (kind + 1) + 16 * index + 2 * attempt
        introducer = _introducer(rows, town, keys, row, kind, draw)
        if introducer < 0 or not link(rows, row, introducer):
            continue
        number -= 1
        if kind == ACROSS:
            return
        first = rows.start[introducer] + rows.household_degree[introducer]
        for place in range(first, rows.start[introducer] + rows.degree[introducer]):
            fetch(town.card, int(np.int64(rows.neighbour[place])))
        for place in range(first, rows.start[introducer] + rows.degree[introducer]):
            friend = int(np.int64(rows.neighbour[place]))
            if number > 0 and _fits(town, row, friend, kind) and link(rows, row, friend):
                number -= 1


@lean(inline="always")
def _fits(town: Town, row: int, friend: int, kind: int) -> bool:
    """Tell whether a friend of the introducer is met in the same setting."""
    mine, theirs = town.card[row], town.card[friend]
    apart = abs(_birth_on(theirs) - _birth_on(mine))
    if kind == INTEREST:
        return bool(
            apart <= town.habits.interest_months and town.community[friend] == town.community[row]
        )
    if _group_on(theirs) != _group_on(mine):
        return False
    near = abs(_household_on(theirs) - _household_on(mine)) <= town.habits.neighbour_households
    same = (theirs ^ mine) & 1 == 0
    return bool(near if kind == NEAR else not near and same and apart <= town.habits.like_months)


@lean()
def _introducer(rows: Net, town: Town, keys: Keys, row: int, kind: int, draw: int) -> int:
    """Choose the best of some people drawn from the pool of a kind, or -1."""
    low, high = _pool(town, keys, row, kind, draw)
    for half in range(_MOST_CANDIDATES // 4):
        u = philox4(
            keys.newcomer_0,
            keys.newcomer_1,
            uint64(town.resident_id[row]),
            uint64(keys.month),
            uint64(draw + half),
        )
        for lane in range(4):
            place = low + int(u[lane] * (high - low))
            town.candidate[4 * half + lane] = _row_at(town, place) if high > low else row
    # All are looked up before any is judged, so that the processor can fetch them together.
    mine = town.card[row]
    for candidate in range(int(town.habits.introducer_candidates)):
        other = town.candidate[candidate]
        theirs = town.card[other]
        penalty = town.habits.introducer_ties * (rows.degree[other] - rows.household_degree[other])
        if kind != NEAR:
            penalty += abs(_birth_on(theirs) - _birth_on(mine))
            penalty += town.habits.introducer_origin if (theirs ^ mine) & 1 else 0.0
        own = _household_on(theirs) == _household_on(mine)
        town.penalty[candidate] = np.inf if own or not has_room(rows, other) else penalty
    best, least = -1, np.inf
    for candidate in range(int(town.habits.introducer_candidates)):
        other = town.candidate[candidate]
        if town.penalty[candidate] >= least or tied(rows, row, other):
            continue
        # Only the sociable have ties outside, so most need no draw to be known.
        if rows.degree[other] > rows.household_degree[other] or _sociable(town, keys, other):
            best, least = other, town.penalty[candidate]
    return best


@lean(inline="always")
def _row_at(town: Town, place: int) -> int:
    """Find the resident at a place among those who count."""
    for row in town.absent:
        place += row <= place
    return place


@lean(inline="always")
def _pool(town: Town, keys: Keys, row: int, kind: int, draw: int) -> tuple[int, int]:
    """Bound the pool of those among whom a newcomer meets somebody."""
    community = int(town.community[row])
    if kind == INTEREST:
        return town.community_pool[community], town.community_pool[community + 1]
    if kind == ACROSS:
        u = philox4(
            keys.newcomer_0,
            keys.newcomer_1,
            uint64(town.resident_id[row]),
            uint64(keys.month),
            uint64(4096 + draw),
        )
        there = count_upto(town.flow[community], u[0])
        return town.community_pool[there], town.community_pool[there + 1]
    low, high = town.group_pool[town.group[row]], town.group_pool[town.group[row] + 1]
    if kind == LIKE:
        return low, high
    here = row - count_upto(town.absent, row)
    return max(low, here - town.habits.neighbour_reach), min(
        high, here + town.habits.neighbour_reach + 1
    )
