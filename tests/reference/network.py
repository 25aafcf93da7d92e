"""Who worked with whom in the last 12 months, and who stands between the others."""

import math
from itertools import combinations
from typing import TYPE_CHECKING

from tests.reference.matters import GRID, Matter

if TYPE_CHECKING:
    from tests.reference.twin import Twin

Body = tuple[str, int]
Pair = tuple[Body, Body]


def note(twin: "Twin") -> None:
    """Hours of joint work of the month, by pair of bodies."""
    twin.together = {
        month: page for month, page in twin.together.items() if month > twin.month - 12
    }
    page: dict[Pair, float] = {}
    of_matter: dict[int, list[tuple[Body, float]]] = {}

    def add(one: Body, other: Body, hours: float) -> None:
        pair = (min(one, other), max(one, other))
        page[pair] = page.get(pair, 0.0) + hours

    for matter, pool, hours, pick in twin.joint:
        body = _partner(twin, matter, pool, pick)
        if body is None:
            twin.noted.add("volunteers without a team")
            continue
        if matter.level == GRID:
            add(("grid", matter.grid), body, hours)
        add(("committee", matter.place), body, hours)
        others = of_matter.setdefault(matter.who, [])
        for other, theirs in others:
            if other != body:
                add(other, body, min(hours, theirs))
        others.append((body, hours))
    twin.together[twin.month] = page


def _partner(twin: "Twin", matter: Matter, pool: str, pick: float) -> Body | None:
    """One of the bodies of a community that could have given the hours."""
    place = twin.places[matter.place]
    if pool == "social_workers":
        return ("agency", place.index % int(twin.p["agency_count"]))
    if pool == "units":
        signed = [unit.who for unit in place.units if unit.is_signed(twin.month)]
        return ("unit", signed[int(pick * len(signed))])
    mine = [one.who for one in place.organisations if one.team == (pool == "volunteers")]
    mine = mine or [one.who for one in place.organisations]
    return ("organisation", mine[int(pick * len(mine))]) if mine else None


def look(twin: "Twin") -> None:
    """Density, and the committees' betweenness beyond 20 graphs with the same degrees."""
    hours: dict[Pair, float] = {}
    for page in twin.together.values():
        for pair, more in page.items():
            hours[pair] = hours.get(pair, 0.0) + more
    pairs = sorted(hours)
    bodies = sorted({body for pair in pairs for body in pair})
    lengths = [1 / hours[pair] for pair in pairs]
    possible = len(bodies) * (len(bodies) - 1) / 2
    twin.density = len(pairs) / possible if possible else 0.0
    score = _betweenness(bodies, pairs, lengths)
    chance = dict.fromkeys(bodies, 0.0)
    for turn in range(20):
        for body, value in _betweenness(bodies, _swapped(twin, pairs, turn), lengths).items():
            chance[body] += value / 20
    for place in twin.places:
        body = ("committee", place.index)
        place.betweenness = score[body] - chance[body] if body in score else 0.0


def _betweenness(bodies: list[Body], pairs: list[Pair], lengths: list[float]) -> dict[Body, float]:
    """Share of the shortest paths of all other pairs that pass a body (Freeman 1977).

    The length of an edge is 1 / hours; what differs only by rounding is equally long.
    """
    near: dict[Body, dict[Body, float]] = {body: {} for body in bodies}
    for (one, other), length in zip(pairs, lengths, strict=True):
        near[one][other] = near[other][one] = length
    far = {one: dict.fromkeys(bodies, math.inf) | near[one] | {one: 0.0} for one in bodies}
    for via in bodies:
        for one in bodies:
            for other in bodies:
                far[one][other] = min(far[one][other], far[one][via] + far[via][other])
    paths = {one: _paths(one, near, far[one]) for one in bodies}
    found = dict.fromkeys(bodies, 0.0)
    for one, other in combinations(bodies, 2):
        for via in bodies:
            if via in (one, other) or far[one][other] == math.inf:
                continue
            if math.isclose(far[one][via] + far[via][other], far[one][other], rel_tol=1e-11):
                found[via] += paths[one][via] * paths[via][other] / paths[one][other]
    others = (len(bodies) - 1) * (len(bodies) - 2) / 2
    return {body: value / others if others else 0.0 for body, value in found.items()}


def _paths(
    start: Body, near: dict[Body, dict[Body, float]], far: dict[Body, float]
) -> dict[Body, int]:
    """How many shortest paths lead from one body to each."""
    found = {start: 1}
    for body in sorted(far, key=lambda one: far[one]):
        if body != start:
            found[body] = sum(
                found[before]
                for before, length in near[body].items()
                if far[before] < far[body]
                and math.isclose(far[before] + length, far[body], rel_tol=1e-11)
            )
    return found


def _swapped(twin: "Twin", pairs: list[Pair], turn: int) -> list[Pair]:
    """Ten swaps of ends tried for each edge; none may make a loop or a double edge."""
    out = list(pairs)
    for swap in range(10 * len(pairs)):
        u = twin.draws.four("rewire", twin.month, swap, turn)
        first, second = int(u[0] * len(pairs)), int(u[1] * len(pairs))
        (a, b), (c, d) = out[first], out[second]
        if u[2] < 0.5:
            c, d = d, c
        there = {frozenset(pair) for pair in out}
        if first == second or a == d or b == c:
            continue
        if frozenset((a, d)) in there or frozenset((c, b)) in there:
            continue
        out[first], out[second] = (a, d), (c, b)
    return out
