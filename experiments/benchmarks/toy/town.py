"""The toy town: what every implementation of the toy month is given, and the rules.

Each month every resident

    hears    the mean trust of its ties (its own where it has none),
    decides  with a logistic chance: log-odds = base + w_heard (heard - .5)
             + w_efficacy (efficacy - .5) + w_habit (habit - .5), against one keyed draw,
    learns   habit += k (took - habit), trust += a (heard - trust),
             efficacy += g took (1 - efficacy) - r (efficacy - .5).

All read what the month before has left. The sizes are assumed; they only keep things moving.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

BASE, W_HEARD, W_EFFICACY, W_HABIT = -2.0, 3.0, 1.5, 2.0
HABIT_RATE, AVERAGING, GAIN, RETURNING = 0.08, 0.05, 0.04, 0.02
DECISION = "toy"
"""Name of the keyed draw."""


@dataclass(frozen=True, slots=True, eq=False)
class ToyTown:
    """Residents and ties.

    Attributes:
        start: Row offsets of ties, uint32, shape (N + 1,).
        neighbour: Rows of ties without a gap, uint32, shape (start[N],).
        trust: At the start, float64, shape (N,), 0-1.
        efficacy: Likewise.
        habit: Likewise.
        key: The two words of the draw's key, uint64, shape (2,).
        room: Offsets of the rows of the package's own ties, which have room for more; int32,
            shape (N + 1,).
        degree: Ties of each resident, int16, shape (N,).
        roomy: Ties in rows with room, uint32, shape (room[N],).
    """

    start: NDArray[np.uint32]
    neighbour: NDArray[np.uint32]
    trust: NDArray[np.float64]
    efficacy: NDArray[np.float64]
    habit: NDArray[np.float64]
    key: NDArray[np.uint64]
    room: NDArray[np.int32]
    degree: NDArray[np.int16]
    roomy: NDArray[np.uint32]

    def __len__(self) -> int:
        """Residents."""
        return self.trust.size

    def save(self, path: Path) -> None:
        """Write it to a file."""
        arrays: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        np.savez(path, **arrays)

    @classmethod
    def load(cls, path: Path) -> "ToyTown":
        """Read it from a file."""
        with np.load(path) as stored:
            return cls(**{one.name: stored[one.name] for one in fields(cls)})


class Toy(Protocol):
    """One implementation: made from a town, then asked for months."""

    def month(self, number: int) -> None:
        """Live one month."""

    def took(self) -> NDArray[np.bool_]:
        """Who took part in the last month, shape (N,)."""


def toy_town(scenario: str, settings: dict[str, Any], seed: int = 0) -> ToyTown:
    """The toy town with the residents and ties of a scenario's town."""
    from sim.rng import Draws
    from sim.scenario import load_scenario
    from sim.world import build_world

    loaded = load_scenario(scenario, settings)
    draws = Draws(seed)
    world = build_world(loaded.town, draws, loaded.first_month, loaded.parameters, loaded.scale)
    people, ties = world.residents, world.ties
    place = np.arange(ties.neighbour.size) - np.repeat(ties.start[:-1], np.diff(ties.start))
    used = place < np.repeat(ties.degree, np.diff(ties.start))
    return ToyTown(
        start=np.concatenate([[0], np.cumsum(ties.degree)]).astype(np.uint32),
        neighbour=ties.neighbour[used],
        trust=people.trust.copy(),
        efficacy=people.efficacy.copy(),
        habit=people.disposition.clip(0.0, 1.0),
        key=np.array(draws.key(DECISION), dtype=np.uint64),
        room=ties.start,
        degree=ties.degree,
        roomy=ties.neighbour,
    )
