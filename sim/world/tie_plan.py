"""How many ties of each kind a sociable resident has on average, from the town's margins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.town import Town

Floats = NDArray[np.float64]

_ROUNDS = 100


@dataclass(frozen=True, slots=True, eq=False)
class TiePlan:
    """Mean numbers of ties outside the household, for sociable residents of each community.

    Attributes:
        isolated: Share of residents that have no tie outside the household.
        group: Ties within the circles of the resident group, shape (C,).
        community: Ties within circles of the whole community, shape (C,).
        across: Ties to other communities, shape (C,).
        flow: Cumulative shares over communities of the ties to other communities, shape (C, C),
            each row ends in 1, or is 0 where a community has no neighbour.
        room: Most ties outside the household that a resident can have.
    """

    isolated: float
    group: Floats
    community: Floats
    across: Floats
    flow: Floats
    room: int


def tie_plan(
    town: Town,
    household_mean: float,
    residents_of_groups: NDArray[np.int64],
    community_of_groups: NDArray[np.int64],
    parameters: Mapping[str, float],
) -> TiePlan:
    """Plan the ties of a town.

    Some of the ties of community circles fall inside the group by chance, the more the fewer
    groups there are; group circles are smaller by as much, and where one group is most of the
    community, its circles take the place of the community's.

    Args:
        town: Description, already scaled.
        household_mean: Mean number of other members of a resident's household.
        residents_of_groups: Residents of each group, shape (G,).
        community_of_groups: Community of each group, shape (G,).
        parameters: Every parameter by name.
    """
    ties = town.ties
    count = len(town.communities)
    outside = max(0.0, ties.mean_degree - household_mean)
    mean = outside / (1.0 - ties.isolated) if ties.isolated < 1.0 else 0.0
    group, community, across = np.zeros(count), np.zeros(count), np.zeros(count)
    for index in range(count):
        sizes = [int(size) for size in residents_of_groups[community_of_groups == index]]
        same = sum(size * size for size in sizes) / sum(sizes) ** 2
        in_group, in_community = _inside(town, index)
        wide = (in_community - in_group) / (1.0 - same) if same <= 0.5 else 0.0
        community[index] = mean * wide
        group[index] = mean * max(0.0, in_community - wide)
        across[index] = mean * (1.0 - in_community)
    flow = _flows(town, across)
    across *= flow[:, -1] > 0.0
    room = max(int(parameters["tie_room_least"]), int(parameters["tie_room"] * mean + 1.0))
    return TiePlan(ties.isolated, group, community, across, flow, room)


def _inside(town: Town, index: int) -> tuple[float, float]:
    """Split off the shares of a community's ties inside group and community.

    As counted where somebody counted them, else the margins of its origin.
    """
    ties, place, observed = town.ties, town.communities[index], town.observed_ties
    in_group = ties.inside_group.of(place.origin)
    in_community = max(in_group, ties.inside_community.of(place.origin))
    counted = None if observed is None else observed.inside(place.id)
    if observed is None or counted is None:
        return in_group, in_community
    # A margin of the group keeps its proportion to that of the community.
    margin = in_group / in_community if in_community > 0.0 else 0.0
    in_group = observed.in_group.get(place.id, counted * margin)
    return min(in_group, counted), counted


def _closeness(town: Town) -> Floats:
    """Measure how close communities are, symmetric, shape (C, C), diagonal 0.

    Adjacency; between communities whose ties were counted, those ties, put on its scale.
    """
    count = len(town.communities)
    closeness = np.zeros((count, count))
    for first, second, weight in town.adjacency:
        i, j = town.index_of(first), town.index_of(second)
        closeness[i, j] = closeness[j, i] = weight
    if town.observed_ties is None:
        return closeness
    known = np.array([town.observed_ties.total(name) > 0.0 for name in town.community_ids])
    ties = np.zeros((count, count))
    for first, second, number in town.observed_ties.pairs:
        i, j = town.index_of(first), town.index_of(second)
        if i != j:
            ties[i, j] = ties[j, i] = number
    both = known[:, None] & known[None, :]
    counted, adjoining = float(ties[both].sum()), float(closeness[both].sum())
    scale = adjoining / counted if counted > 0.0 and adjoining > 0.0 else 1.0
    return np.where(both, ties * scale, closeness)


def _flows(town: Town, across: Floats) -> Floats:
    """Cumulate shares of each community's ties to others, as symmetric as the town allows.

    Ties between two communities are proportional to their closeness and to a factor for each
    community that makes its ties add up (symmetric iterative proportional fitting, Sinkhorn).
    """
    count = len(town.communities)
    adjacency = _closeness(town)
    wanted = [
        float(across[index]) * community.residents
        for index, community in enumerate(town.communities)
    ]
    factor = [1.0] * count
    # Adding nothing changes no bit, so only neighbours are summed over.
    near = [
        [(int(j), float(adjacency[i, j])) for j in np.flatnonzero(adjacency[i])]
        for i in range(count)
    ]
    for _ in range(_ROUNDS):
        for i in range(count):
            reach = _ordered_sum(weight * factor[j] for j, weight in near[i])
            if reach > 0.0:
                # Half a step on the logarithmic scale, so that two-sided corrections settle.
                factor[i] = float(np.sqrt(factor[i] * wanted[i] / reach))
    flow = np.zeros((count, count))
    for i in range(count):
        total = 0.0
        for j in range(count):
            total += float(adjacency[i, j]) * factor[i] * factor[j]
            flow[i, j] = total
        if total > 0.0:
            flow[i] /= total
    return flow


def _ordered_sum(values: Iterable[float]) -> float:
    """Sum from left to right."""
    total = 0.0
    for value in values:
        total += value
    return total
