"""Where people live: households of every size, their groups and grids, migrants and owners.

Totals of each community are exact by construction.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.rng import LANES, Draws
from sim.scenario.town import Town
from sim.world.columns import Households, Residents
from sim.world.joint import sizes_of

Floats = NDArray[np.float64]
_ORDER = 99
"""Which block of the draws of sizes gives the order of households whose sizes are counted."""


def scaled(town: Town, scale: float) -> Town:
    """Scale the town: residents, households and groups shrink, grids stay."""
    if scale == 1.0:
        return town
    communities = []
    for community in town.communities:
        residents = max(1, round(community.residents * scale))
        households = min(residents, max(1, round(community.households * scale)))
        groups = min(households, max(1, round(community.groups * scale)))
        communities.append(
            community.model_copy(
                update={"residents": residents, "households": households, "groups": groups}
            )
        )
    return town.model_copy(update={"communities": tuple(communities)})


def lowest(score: Floats, count: int) -> NDArray[np.bool_]:
    """Mark the ``count`` lowest scores, the first rows where scores are equal; shape (n,)."""
    if count <= 0:
        return np.zeros(score.size, dtype=np.bool_)
    if count >= score.size:
        return np.ones(score.size, dtype=np.bool_)
    bound = np.partition(score, count - 1)[count - 1]
    chosen: NDArray[np.bool_] = score < bound
    equal = np.flatnonzero(score == bound)
    chosen[equal[: count - np.count_nonzero(chosen)]] = True
    return chosen


def in_order(values: Floats) -> NDArray[np.int64]:
    """Order rows by their values, the first of equal ones first; shape (n,)."""
    # Draws are hardly ever equal; an order that need not be stable takes a quarter of the time.
    order: NDArray[np.int64] = np.argsort(values)
    ranked = values[order]
    return np.argsort(values, kind="stable") if (ranked[1:] == ranked[:-1]).any() else order


def household_sizes(
    households: int, residents: int, ids: NDArray[np.int64], draws: Draws, least: int
) -> NDArray[np.int32]:
    """Draw sizes from 1 that sum exactly to the residents: one each, others in keyed places.

    The mean excess over one person is shared out by drawing places without replacement, which
    gives a nearly binomial distribution (1 to 8 persons for a mean near 3).

    Args:
        households: Number of households.
        residents: Number of residents, at least as many.
        ids: Household ids, shape (households,).
        draws: Keyed draws.
        least: Places beside the first in a household; more where the mean size asks for it.
    """
    extra = residents - households
    places = max(least, -(-5 * extra // (2 * households)))
    blocks = -(-places // LANES)
    score = np.concatenate(
        [draws.lanes("population.household_size", 0, ids, block) for block in range(blocks)]
    )[:places]
    chosen = lowest(score.ravel(), extra).reshape(places, households)
    sizes: NDArray[np.int32] = 1 + np.sum(chosen, axis=0, dtype=np.int32)
    return sizes


def counted_sizes(
    table: NDArray[np.int64], residents: int, ids: NDArray[np.int64], draws: Draws, least: int
) -> NDArray[np.int32]:
    """Put sizes as counted in keyed places; what is left goes to those of the open class.

    Args:
        table: Households by size from 1, the last with so many persons or more, shape (S,).
        residents: Number of residents.
        ids: Household ids, shape (households,).
        draws: Keyed draws.
        least: See `household_sizes`.
    """
    known, opened = sizes_of(table, ids.size, residents)
    order = in_order(draws.lanes("population.household_size", 0, ids, _ORDER)[0])
    sizes = np.empty(ids.size, dtype=np.int32)
    sizes[order] = known
    extra = residents - int(known.sum())
    if extra > 0:
        large = np.sort(order[ids.size - opened :])
        sizes[large] += household_sizes(opened, opened + extra, ids[large], draws, least) - 1
    return sizes


def place_households(
    town: Town,
    draws: Draws,
    parameters: Mapping[str, float],
    sizes: NDArray[np.int64] | None = None,
) -> Households:
    """Place the households of a (scaled) town, spread evenly over its groups and grids.

    `sizes` are the households of each community by size, shape (C, S), where they are counted.
    """
    households = Households.empty(sum(community.households for community in town.communities))
    ids = households.household_id
    ids[:] = np.arange(len(households))
    least = int(parameters["household_places"])
    start = group = grid = 0
    for index, community in enumerate(town.communities):
        count = community.households
        here = slice(start, start + count)
        order = np.arange(count)
        households.community[here] = index
        households.group[here] = group + order * community.groups // count
        households.grid[here] = grid + order * community.grids // count
        households.size[here] = (
            household_sizes(count, community.residents, ids[here], draws, least)
            if sizes is None
            else counted_sizes(sizes[index], community.residents, ids[here], draws, least)
        )
        start += count
        group += community.groups
        grid += community.grids
    households.first[1:] = np.cumsum(households.size)[:-1]
    households.visit_rank[:] = draws.uniforms("population.visit_rank", 0, ids)
    return households


def place_residents(town: Town, households: Households) -> Residents:
    """Place a resident in each place of the households, nothing else known yet."""
    residents = Residents.empty(int(households.size.sum()))
    residents.resident_id[:] = np.arange(len(residents))
    residents.household[:] = np.repeat(np.arange(len(households)), households.size)
    for name in ("community", "group"):
        getattr(residents, name)[:] = getattr(households, name)[residents.household]
    return residents


def community_offsets(residents: Residents, communities: int) -> NDArray[np.int64]:
    """Find where each community's rows start, int64 of shape (C + 1,)."""
    return np.searchsorted(residents.community, np.arange(communities + 1)).astype(np.int64)


def settle_origins(
    town: Town,
    households: Households,
    residents: Residents,
    draws: Draws,
    parameters: Mapping[str, float],
    migrants_of: NDArray[np.int64] | None = None,
) -> None:
    """Settle migrants by whole households (one at most is mixed), then owners.

    Each community's number of migrants is exact, by its share or, where they are counted,
    `migrants_of`, shape (C,). Groups differ in their share of migrants.
    """
    groups = np.arange(int(households.group[-1]) + 1)
    score = draws.uniforms("population.migrant", 0, households.household_id)
    of_group = draws.uniforms("population.migrant_group", 0, groups)
    score += parameters["migrant_grouping"] * of_group[households.group]
    order = np.lexsort((score, households.community))
    before = np.cumsum(households.size[order]) - households.size[order]
    offsets = np.concatenate([[0], np.cumsum([place.residents for place in town.communities])])
    community = households.community[order]
    wanted = np.array(
        [
            round(place.residents * _migrant_share(town, index))
            for index, place in enumerate(town.communities)
        ]
    )
    if migrants_of is not None:
        wanted = migrants_of
    migrants = np.empty(len(households), dtype=np.int64)
    migrants[order] = np.clip(
        wanted[community] - (before - offsets[community]), 0, households.size[order]
    )
    place = np.arange(len(residents)) - households.first[residents.household]
    residents.migrant[:] = place < migrants[residents.household]
    _settle_owners(town, households, residents, draws, parameters["migrant_owners"])


def _migrant_share(town: Town, index: int) -> float:
    """Find the share of migrants in a community: its own, or the margin of its origin."""
    community = town.communities[index]
    if community.migrants is not None:
        return community.migrants
    return town.margins.migrants.of(community.origin)


def _settle_owners(
    town: Town, households: Households, residents: Residents, draws: Draws, relative: float
) -> None:
    """Settle owners by household: the margin exactly, migrants `relative` to locals."""
    migrant = residents.migrant[households.first]
    count = len(households)
    migrants = int(np.count_nonzero(migrant))
    owners = round(town.margins.owners * count)
    among_migrants = round(
        owners * relative * migrants / max(1.0, count - migrants + relative * migrants)
    )
    among_migrants = max(among_migrants, owners - (count - migrants))
    u = draws.uniforms("population.owner", 0, households.household_id)
    owner = lowest(np.where(migrant, u, 2.0), among_migrants)
    owner |= lowest(np.where(migrant, 2.0, u), owners - among_migrants)
    residents.owner[:] = owner[residents.household]
