"""Single ties in compressed rows: look up, add, remove; figures of them; the town as a graph."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.compiled import lean
from sim.kernels.threads import fetch
from sim.scenario.town import Town
from sim.world.columns import Ties, World

if TYPE_CHECKING:
    import networkx as nx


# --- Single ties in the compressed rows: look up, add, remove; symmetric, sorted, within room


class Net(NamedTuple):
    """Arrays of `Ties`, and the household of each row (N,), which ties outside it never share."""

    start: NDArray[np.int32]
    degree: NDArray[np.int16]
    household_degree: NDArray[np.int16]
    neighbour: NDArray[np.uint32]
    household: NDArray[np.int32]


def net(ties: Ties, household: NDArray[np.int32]) -> Net:
    """Take the arrays that the kernels work on; they share memory with ``ties``."""
    return Net(ties.start, ties.degree, ties.household_degree, ties.neighbour, household)


@lean(inline="always")
def tied(rows: Net, one: int, other: int) -> bool:
    """Tell whether two rows of different households are tied."""
    first = rows.start[one] + rows.household_degree[one]
    for place in range(first, rows.start[one] + rows.degree[one]):
        if rows.neighbour[place] == other:
            return True
    return False


@lean(inline="always")
def has_room(rows: Net, row: int) -> bool:
    """Tell whether a row has room for one more tie."""
    return bool(rows.start[row] + rows.degree[row] < rows.start[row + 1])


@lean(inline="always")
def _put(rows: Net, row: int, other: int) -> None:
    """Write one side of a tie in its place by row number."""
    first = rows.start[row] + rows.household_degree[row]
    place = rows.start[row] + rows.degree[row]
    while place > first and rows.neighbour[place - 1] > other:
        rows.neighbour[place] = rows.neighbour[place - 1]
        place -= 1
    rows.neighbour[place] = other
    rows.degree[row] += 1


@lean(inline="always")
def _take(rows: Net, row: int, other: int) -> None:
    """Remove one side of a tie."""
    last = rows.start[row] + rows.degree[row] - 1
    place = rows.start[row] + rows.household_degree[row]
    while rows.neighbour[place] != other:
        place += 1
    for follower in range(place, last):
        rows.neighbour[follower] = rows.neighbour[follower + 1]
    rows.degree[row] -= 1


@lean()
def link(rows: Net, one: int, other: int) -> bool:
    """Tie two rows; False and nothing done when they are one, of one household, tied or full."""
    if one == other or rows.household[one] == rows.household[other]:
        return False
    if not (has_room(rows, one) and has_room(rows, other)) or tied(rows, one, other):
        return False
    _put(rows, one, other)
    _put(rows, other, one)
    return True


@lean()
def unlink_outside(rows: Net, row: int) -> None:
    """Remove all ties of a row outside its household, on both sides."""
    first = rows.start[row] + rows.household_degree[row]
    for place in range(first, rows.start[row] + rows.degree[row]):
        other = int(np.int64(rows.neighbour[place]))
        fetch(rows.start, other)
        fetch(rows.degree, other)
        fetch(rows.household_degree, other)
    for place in range(first, rows.start[row] + rows.degree[row]):
        fetch(rows.neighbour, int(rows.start[np.int64(rows.neighbour[place])]))
    for place in range(first, rows.start[row] + rows.degree[row]):
        _take(rows, int(np.int64(rows.neighbour[place])), row)
    rows.degree[row] = rows.household_degree[row]


@lean()
def tie_households(rows: Net) -> None:
    """Tie the members of each household; rows of a household are contiguous and still untied."""
    count = rows.household.size
    first = 0
    for row in range(count):
        if rows.household[row] != rows.household[first]:
            first = row
        place = rows.start[row]
        other = first
        while other < count and rows.household[other] == rows.household[row]:
            if other != row:
                rows.neighbour[place] = other
                place += 1
            other += 1
        rows.household_degree[row] = place - rows.start[row]
        rows.degree[row] = rows.household_degree[row]


# --- Figures of the ties, for the record of a run

Floats = NDArray[np.float64]

_CLUSTERING_ROWS = 20_000
"""Clustering is measured on every k-th resident, k such that about so many are looked at."""


def ties_report(world: World) -> dict[str, float]:
    """Measure the ties between eligible residents.

    Returns:
        ``mean_degree``, ``sd_degree`` (ties per resident, household included), ``clustering``
        (mean over residents of the share of pairs of their ties that are tied, 0 with fewer than
        two ties; a systematic sample of 20,000 residents in larger towns), ``inside_group`` and
        ``inside_community`` (shares of ties outside the household), the same for residents of
        ``_original`` and ``_converted`` communities, ``isolated`` (share of residents without a
        tie outside the household), ``homophily_age`` and ``homophily_origin`` (correlation of
        ages, and of being a migrant, between the ends of ties outside the household). NaN where
        nothing can be counted.
    """
    people = world.residents
    rows = np.flatnonzero(people.eligible)
    ties = net(world.ties, people.household)
    converted = np.array([place.origin == "converted" for place in world.town.communities])
    counts, degrees, homophily = _count(
        ties,
        rows,
        people.community,
        people.group,
        converted[people.community],
        people.birth_month,
        people.migrant,
    )
    step = max(1, rows.size // _CLUSTERING_ROWS)
    number = max(1, rows.size)
    mean = degrees[0] / number
    report = {
        "mean_degree": mean,
        "sd_degree": float(np.sqrt(max(0.0, degrees[1] / number - mean * mean))),
        "clustering": _clustering(ties, rows[::step]),
        "isolated": degrees[2] / number,
        "homophily_age": homophily[0],
        "homophily_origin": homophily[1],
    }
    both = counts.sum(axis=0)
    for name, count in (("", both), ("_original", counts[0]), ("_converted", counts[1])):
        for place, what in ((1, "inside_group"), (2, "inside_community")):
            report[what + name] = count[place] / count[0] if count[0] else float("nan")
    return {name: float(value) for name, value in report.items()}


@njit(cache=True)
def _count(
    ties: Net,
    rows: NDArray[np.int64],
    community: NDArray[np.int16],
    group: NDArray[np.int32],
    converted: NDArray[np.bool_],
    birth_month: NDArray[np.int16],
    migrant: NDArray[np.bool_],
) -> tuple[Floats, Floats, Floats]:
    """Sum over ties outside the household and over residents.

    Returns:
        Ties, ties in the group and in the community by origin of the community, shape (2, 3);
        sums of degree, squared degree and residents without such a tie, shape (3,);
        correlations of age and migrant, shape (2,).
    """
    counts = np.zeros((2, 3))
    degrees = np.zeros(3)
    sums = np.zeros((2, 3))
    # Every tie is seen from both ends, so both ends have the same mean and variance.
    for row in rows:
        inside, outside = ties.household_degree[row], ties.degree[row]
        degrees[0] += outside
        degrees[1] += outside * outside
        degrees[2] += outside == inside
        for place in range(ties.start[row] + inside, ties.start[row] + outside):
            other = ties.neighbour[place]
            origin = 1 if converted[row] else 0
            counts[origin, 0] += 1
            counts[origin, 1] += group[other] == group[row]
            counts[origin, 2] += community[other] == community[row]
            # Relative to a fixed month, so that squares stay exact in float64.
            one, two = float(birth_month[row] - 23_000), float(birth_month[other] - 23_000)
            sums[0, 0] += one
            sums[0, 1] += one * one
            sums[0, 2] += one * two
            sums[1, 0] += migrant[row]
            sums[1, 1] += migrant[row]
            sums[1, 2] += migrant[row] and migrant[other]
    number = counts[0, 0] + counts[1, 0]
    homophily = np.full(2, np.nan)
    for index in range(2):
        if number > 0.0:
            mean = sums[index, 0] / number
            variance = sums[index, 1] / number - mean * mean
            if variance > 0.0:
                homophily[index] = (sums[index, 2] / number - mean * mean) / variance
    return counts, degrees, homophily


@lean(error_model="python")
def _clustering(ties: Net, rows: NDArray[np.int64]) -> float:
    """Average the share of the pairs of a resident's ties that are tied."""
    total = 0.0
    for row in rows:
        first, degree = ties.start[row], ties.degree[row]
        closed = 0
        for one in range(first, first + degree):
            for two in range(one + 1, first + degree):
                left, right = ties.neighbour[one], ties.neighbour[two]
                if ties.household[left] == ties.household[right] or tied(ties, left, right):
                    closed += 1
        if degree > 1:
            total += closed / (0.5 * degree * (degree - 1))
    return total / rows.size if rows.size else np.nan


# --- The town as a graph of its communities


def town_graph(town: Town) -> "nx.Graph[str]":
    """Draw a networkx graph of the communities of a town.

    Nodes are community ids with the attributes ``label`` (English), ``label_zh``, ``origin``,
    ``residents``, ``households``, ``groups``, ``grids`` and ``member_from`` (month, or None);
    edges have the attribute ``weight``, how closely two communities adjoin.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph(id=town.id, label=town.label.en, label_zh=town.label.zh)
    for community in town.communities:
        attributes: dict[str, Any] = {
            "label": community.label.en,
            "label_zh": community.label.zh,
            "origin": community.origin,
            "residents": community.residents,
            "households": community.households,
            "groups": community.groups,
            "grids": community.grids,
            "member_from": community.member_from,
        }
        graph.add_node(community.id, **attributes)
    for first, second, weight in town.adjacency:
        graph.add_edge(first, second, weight=weight)
    return graph
