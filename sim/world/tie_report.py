"""Figures of the ties, for the record of a run."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.compiled import lean
from sim.world.columns import World
from sim.world.tie_rows import Net, net, tied

Floats = NDArray[np.float64]

_CLUSTERING_ROWS = 20_000
"""Clustering is measured on every k-th resident, k such that about so many are looked at."""


def ties_report(world: World) -> dict[str, float]:
    """Figures of the ties between eligible residents.

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
    """Sums over ties outside the household and over residents.

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
    """Mean share of the pairs of a resident's ties that are tied."""
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
