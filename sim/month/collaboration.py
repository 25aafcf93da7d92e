"""The collaboration network: bodies that did joint work in the last 12 months."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.kernels.centrality import betweenness, rewire, rows_of
from sim.rng import LANES, Draws

if TYPE_CHECKING:
    import networkx as nx

Floats = NDArray[np.float64]
YEAR = 12
REWIRINGS = 20
"""Degree-preserving rewirings whose mean betweenness is taken off."""
SWAPS_PER_EDGE = 10
PIVOTS = 40
"""Bodies from which paths are counted in each rewiring: 800 in all, an unbiased estimate."""

Body = tuple[str, int]
"""Kind and id of a body: ``("committee", 3)``, ``("unit", 20004)``, ``("town", 0)``."""


@dataclass(frozen=True, slots=True, eq=False)
class JointHours:
    """Hours of joint work of one month, put into words only when somebody asks.

    Attributes:
        bodies: Bodies, in any order.
        code: For each pair the smaller index, times the number of bodies, plus the other index,
            ascending, shape (pairs,).
        hours: Shape (pairs,).
    """

    bodies: list[Body]
    code: NDArray[np.int64]
    hours: Floats

    @classmethod
    def none(cls) -> "JointHours":
        """Make a month without joint work."""
        return cls([], np.empty(0, dtype=np.int64), np.empty(0))

    def ends(self) -> NDArray[np.int64]:
        """Find the indices of both bodies of each pair, the smaller first, shape (2, pairs)."""
        return np.stack(np.divmod(self.code, max(len(self.bodies), 1)))

    def code_among(self, index: Mapping[Body, int]) -> NDArray[np.int64]:
        """Translate `code` for other bodies, given the index of each; in the order of `code`."""
        number = np.array([index[body] for body in self.bodies], dtype=np.int64)
        one, other = number[self.ends()]
        code: NDArray[np.int64] = np.minimum(one, other) * len(index) + np.maximum(one, other)
        return code

    def pairs(self) -> Iterator[tuple[tuple[Body, Body], float]]:
        """List pairs of bodies, the one with the smaller index first, and their hours."""
        first, second = self.ends()
        both = zip(
            map(self.bodies.__getitem__, first.tolist()),
            map(self.bodies.__getitem__, second.tolist()),
            strict=True,
        )
        return zip(both, self.hours.tolist(), strict=True)


@dataclass(slots=True)
class Collaboration:
    """Hours of joint work between two bodies, month by month.

    Attributes:
        months: Joint work of each of the last 12 months.
        density: Share of possible pairs that worked together, at the last December; NaN before.
        betweenness: Betweenness of each committee beyond chance, at the last December, by
            community; empty before.
    """

    months: list[JointHours] = field(
        default_factory=lambda: [JointHours.none() for _ in range(YEAR)]
    )
    density: float = float("nan")
    betweenness: dict[int, float] = field(default_factory=dict)
    _year: JointHours | None = None

    def open(self, month: int) -> None:
        """Wipe the page of the same month of the year before."""
        self.months[month % YEAR] = JointHours.none()
        self._year = None

    def edges(self) -> dict[tuple[Body, Body], float]:
        """Add up hours of the last 12 months by pair, pairs in order."""
        return dict((self._year or self._added_up()).pairs())

    def _added_up(self) -> JointHours:
        """Add up the hours of the last 12 months; list bodies and pairs, in order."""
        bodies = sorted({body for page in self.months for body in page.bodies})
        index = {body: number for number, body in enumerate(bodies)}
        code = [page.code_among(index) for page in self.months]
        found, where = np.unique(np.concatenate(code), return_inverse=True)
        # Month by month, as they were given.
        hours = np.bincount(where, np.concatenate([page.hours for page in self.months]))
        one, other = np.divmod(found, max(len(bodies), 1))
        met = np.unique([one, other])
        number = np.searchsorted(met, [one, other])
        return JointHours([bodies[body] for body in met], number[0] * met.size + number[1], hours)

    def graph(self) -> "nx.Graph[Body]":
        """Draw the network of the last 12 months: nodes with `kind`, edges with `hours`."""
        import networkx as nx

        graph: nx.Graph[Body] = nx.Graph()
        for (one, other), hours in self.edges().items():
            graph.add_node(one, kind=one[0])
            graph.add_node(other, kind=other[0])
            graph.add_edge(one, other, hours=hours, distance=1.0 / hours)
        return graph

    def look(self, month: int, communities: int, draws: Draws) -> None:
        """Measure density and the committees' betweenness beyond chance.

        Betweenness is normalised, with distance 1/hours, minus the mean over 20 rewirings that
        keep every body's number of partners and shuffle the hours, estimated from pivots.
        """
        # It is asked for once more when the month is recorded.
        joint = self._year = self._added_up()
        bodies, ends = joint.bodies, np.ascontiguousarray(joint.ends().T)
        count, edges = len(bodies), len(ends)
        self.density = 2.0 * edges / (count * (count - 1)) if count > 1 else 0.0
        distance = 1.0 / joint.hours
        index = {body: number for number, body in enumerate(bodies)}
        places = [place for place in range(communities) if ("committee", place) in index]
        wanted = np.array([index["committee", place] for place in places], dtype=np.int64)
        score = betweenness(*rows_of(ends, distance, count), np.arange(count), wanted)
        chance = np.zeros(wanted.size)
        tries = np.arange(SWAPS_PER_EDGE * edges)
        swaps = np.empty((LANES, tries.size))
        for turn in range(REWIRINGS):
            draws.lanes("rewire", month, tries, turn, swaps)
            ranks = draws.uniforms("pivots", month, np.arange(count), turn)
            pivots = np.argsort(ranks, kind="stable")[:PIVOTS]
            rewired = rows_of(rewire(ends, count, swaps), distance, count)
            chance += betweenness(*rewired, pivots, wanted) / REWIRINGS
        self.betweenness = dict.fromkeys(range(communities), 0.0)
        self.betweenness |= zip(places, (score - chance).tolist(), strict=True)


def places_of(
    pairs: Iterable[tuple[Body, Body]], grid_place: Sequence[int]
) -> Mapping[tuple[Body, Body], int]:
    """Find the community in which the bodies of each pair worked together.

    Only agencies work in several. Every body that gives hours gives them to a committee too,
    and so is of its community, even where the body itself is gone by now.
    """
    pairs = list(pairs)
    home: dict[Body, int] = {}
    for pair in pairs:
        for one, other in (pair, pair[::-1]):
            if one[0] == "committee":
                home[one] = home[other] = one[1]
            elif one[0] == "grid":
                home[one] = grid_place[one[1]]
    return {
        (one, other): home[one if one[0] != "agency" or other[0] == "agency" else other]
        for one, other in pairs
    }
