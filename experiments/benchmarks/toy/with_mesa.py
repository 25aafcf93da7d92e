"""The toy month in plain Mesa: one agent for each resident, its ties in a list or a graph.

Agents draw from the model's own generator, as Mesa's examples do, so their decisions agree with
the others in distribution only.
"""

from math import exp
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from experiments.benchmarks.toy.town import (
    AVERAGING,
    BASE,
    GAIN,
    HABIT_RATE,
    RETURNING,
    W_EFFICACY,
    W_HABIT,
    W_HEARD,
    ToyTown,
)


class ToyResident(mesa.Agent):  # type: ignore[misc]
    """A resident with plain attributes."""

    def __init__(self, model: mesa.Model, trust: float, efficacy: float, habit: float) -> None:
        super().__init__(model)
        self.trust, self.efficacy, self.habit = trust, efficacy, habit
        self.ties: list[ToyResident] = []
        self.heard = 0.0
        self.took = False

    def neighbours(self) -> list["ToyResident"]:
        """The agents that this one is tied to."""
        return self.ties

    def hear(self) -> None:
        """Average trust over the ties."""
        total = 0.0
        ties = self.neighbours()
        for other in ties:
            total += other.trust
        self.heard = total / len(ties) if ties else self.trust

    def live(self) -> None:
        """Decide and learn."""
        log_odds = (
            BASE
            + W_HEARD * (self.heard - 0.5)
            + W_EFFICACY * (self.efficacy - 0.5)
            + W_HABIT * (self.habit - 0.5)
        )
        took = self.random.random() < 1.0 / (1.0 + exp(-log_odds))
        self.took = took
        self.habit += HABIT_RATE * (took - self.habit)
        self.trust += AVERAGING * (self.heard - self.trust)
        self.efficacy += GAIN * took * (1.0 - self.efficacy) - RETURNING * (self.efficacy - 0.5)


class GraphResident(ToyResident):
    """A resident whose ties are those of the model's networkx graph."""

    def neighbours(self) -> list[ToyResident]:
        """The agents that this one is tied to."""
        return [self.model.by_row[row] for row in self.model.graph[self.unique_id - 1]]


class MesaToy(mesa.Model):  # type: ignore[misc]
    """The toy town, ties in lists."""

    kind: type[ToyResident] = ToyResident

    def __init__(self, town: ToyTown) -> None:
        super().__init__(rng=0)
        columns = (town.trust.tolist(), town.efficacy.tolist(), town.habit.tolist())
        self.by_row = [self.kind(self, *values) for values in zip(*columns, strict=True)]
        self.tie(town)

    def tie(self, town: ToyTown) -> None:
        """Give residents their ties."""
        for row, one in enumerate(self.by_row):
            near = town.neighbour[town.start[row] : town.start[row + 1]].tolist()
            one.ties = [self.by_row[other] for other in near]

    def month(self, number: int) -> None:
        """Live one month."""
        self.agents.do("hear")
        self.agents.do("live")

    def took(self) -> NDArray[np.bool_]:
        """Who took part."""
        return np.array([one.took for one in self.by_row])


class GraphToy(MesaToy):
    """The toy town, ties in a networkx graph."""

    kind = GraphResident

    def tie(self, town: ToyTown) -> None:
        """Make the graph."""
        import networkx as nx

        rows = np.repeat(np.arange(len(town)), np.diff(town.start))
        self.graph: Any = nx.Graph()
        self.graph.add_nodes_from(range(len(town)))
        self.graph.add_edges_from(zip(rows.tolist(), town.neighbour.tolist(), strict=True))
