"""What a careful user of NumPy would write instead of the kernels: no loop where none is needed.

Each does at least the heavy part of its kernel's work, often less; ties come to it without gaps
and sorted, and draws from NumPy's generator in one go. They are what kernels are measured by.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import FORM_COUNT
from tests.benchmarks.captured import Lived

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
YEAR = np.uint32(0xFFF)


def _summed(values: NDArray[Any], start: Ints) -> NDArray[Any]:
    """Sums over the ties of each row."""
    total = np.concatenate([np.zeros(1, values.dtype), np.cumsum(values)])
    sums: NDArray[Any] = total[start[1:]] - total[start[:-1]]
    return sums


def deciding(lived: Lived) -> Callable[[], object]:
    """Asks, norm, and six logistic decisions of every resident."""
    people, rules = lived.model.world.residents, lived.model.parameters
    start, neighbour = lived.ties()
    draws = np.random.Generator(np.random.Philox(1))
    seen = np.where(people.history[1] & YEAR, 1 << 32, 0) + 1
    count = people.trust.size

    def run() -> NDArray[np.uint8]:
        u = draws.random((2 * FORM_COUNT, count))
        ties = _summed(seen[neighbour], start)
        share = (ties >> 32) / np.maximum(ties & 0xFFFFFFFF, 1)
        powered = share ** rules["norm_exponent"]
        engaged = powered / (powered + people.threshold ** rules["norm_exponent"])
        engaged += people.trust - 0.5 + people.efficacy - 0.5 + people.belonging - 0.5
        willing = np.zeros(count, dtype=np.uint8)
        left = people.free_hours.copy()
        for form in range(FORM_COUNT):
            asked = u[form] < 1.0 - 0.9 ** (ties & 0xFFFFFFFF)
            log_odds = people.disposition + engaged + people.habit[form] + 0.5 * asked
            yes = (u[FORM_COUNT + form] < 1.0 / (1.0 + np.exp(-log_odds))) & (left >= 1.0)
            left -= yes
            willing |= yes.astype(np.uint8) << np.uint8(form)
        return willing

    return run


def hearing(lived: Lived) -> Callable[[], object]:
    """Trust towards the ties within the confidence bound."""
    people, rules = lived.model.world.residents, lived.model.parameters
    start, neighbour = lived.ties()
    row = np.repeat(np.arange(people.trust.size), np.diff(start))

    def run() -> Floats:
        difference = people.trust[neighbour] - people.trust[row]
        near = np.abs(difference) < rules["trust_confidence"]
        gap = _summed(np.where(near, difference, 0.0), start)
        gap /= np.maximum(_summed(near.astype(np.int64), start), 1)
        moved = people.trust + 0.01 * gap + 0.01 * (people.own_trust - people.trust)
        return np.clip(moved, 0.0, 1.0)

    return run


def learning(lived: Lived) -> Callable[[], object]:
    """Histories and habits of six forms."""
    month = lived.model.last_month
    assert month is not None
    history = lived.model.world.residents.history.copy()
    habit = lived.model.world.residents.habit.copy()

    def run() -> None:
        for form in range(FORM_COUNT):
            bit = month.took >> form & 1
            history[form] = history[form] << np.uint32(1) | bit
            habit[form] += 0.08 * (bit - habit[form]) * (month.decided >> form & 1)

    return run


def counting(lived: Lived) -> Callable[[], object]:
    """Participation by form, in the month and the year, occasions and attitudes."""
    people, places = lived.model.world.residents, len(lived.model.world.town.communities)

    def run() -> list[NDArray[Any]]:
        def each(values: NDArray[Any]) -> NDArray[Any]:
            return np.bincount(people.community, values, minlength=places)

        year = people.history & YEAR
        counts = [each(people.history[form] & np.uint32(1)) for form in range(FORM_COUNT)]
        counts += [each(year[form] > 0) for form in range(FORM_COUNT)]
        occasions = np.sum(np.bitwise_count(year[1:5]), axis=0, dtype=np.int64)
        cell = people.community.astype(np.int64) * 49 + np.minimum(occasions, 48)
        counts += [np.bincount(cell, minlength=49 * places), each(occasions > 0)]
        counts += [each(people.registered), each(people.party)]
        return counts + [each(one) for one in (people.trust, people.efficacy, people.belonging)]

    return run


def arising(lived: Lived) -> Callable[[], object]:
    """Which households have a matter, whose it is and of what kind."""
    world = lived.model.world
    people, homes = world.residents, world.households
    draws = np.random.Generator(np.random.Philox(2))

    def run() -> Ints:
        u = draws.random((len(homes), 4))
        weight = np.where(people.eligible, np.where(people.vulnerable, 2.0, 1.0), 0.0)
        cases = u[:, 0] < 0.005 * np.add.reduceat(weight, homes.first)
        found = np.flatnonzero(cases)
        who: Ints = homes.first[found] + (u[found, 1] * homes.size[found]).astype(np.int64)
        return who

    return run


def redrawing(lived: Lived) -> Callable[[], object]:
    """The old ties of newcomers ended on both sides, eight candidates judged for each new one."""
    world = lived.model.world
    people, ties = world.residents, world.ties
    rows = lived.calls["redraw_ties"].args[1]  # type: ignore[attr-defined]
    neighbour = ties.neighbour.copy()
    draws = np.random.Generator(np.random.Philox(3))
    bounds = world.community_rows

    def run() -> None:
        for row in rows:
            for other in ties.of(row)[ties.household_degree[row] :]:
                part = slice(ties.start[other], ties.start[other] + ties.degree[other])
                kept = neighbour[part][neighbour[part] != row]
                neighbour[part.start : part.start + kept.size] = kept
            low, high = bounds[people.community[row] : people.community[row] + 2]
            for _ in range(4):
                candidates = draws.integers(low, high, 8)
                apart = np.abs(people.birth_month[candidates] - people.birth_month[row])
                apart = apart + 12.0 * ties.degree[candidates]
                apart += 180.0 * (people.migrant[candidates] != people.migrant[row])
                candidates[np.argmin(apart)]

    return run


def shortest_paths(lived: Lived) -> Callable[[], object]:
    """All distances of the network (Floyd 1962, Warshall 1962), of which betweenness needs more."""
    start, neighbour, distance, *_ = lived.calls["betweenness"].args  # type: ignore[attr-defined]
    count = start.size - 1
    direct = np.full((count, count), np.inf)
    direct[np.repeat(np.arange(count), np.diff(start)), neighbour] = distance
    np.fill_diagonal(direct, 0.0)

    def run() -> Floats:
        far = direct.copy()
        for node in range(count):
            np.minimum(far, far[:, node, None] + far[node], out=far)
        return far

    return run
