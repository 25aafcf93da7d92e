"""The toy month as the package would write it: its columns, its ties, its draws, its compiler.

Residents are the declared columns of `sim.world`, ties rows with room for new ones, draws keyed
by the ids of residents, the logistic function that of `sim.kernels.maths`.
"""

from typing import NamedTuple

import numpy as np
from numba import uint64
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
from sim.compiled import lean
from sim.declarations.forms import ACTIVITY
from sim.kernels.maths import logistic
from sim.rng import BLOCK, LANES, philox_block
from sim.world.columns import Residents, Ties

Floats = NDArray[np.float64]


class Work(NamedTuple):
    """Workspace for one block.

    Attributes:
        heard: Mean trust of ties, shape (BLOCK,).
        who: Ids, shape (BLOCK,).
        lanes: Draws, shape (4 BLOCK,).
    """

    heard: Floats
    who: NDArray[np.int64]
    lanes: Floats


class OurToy:
    """The toy town in the package's own columns."""

    def __init__(self, town: ToyTown) -> None:
        self.residents = people = Residents.empty(len(town))
        people.resident_id[:] = np.arange(len(town))
        people.trust[:], people.efficacy[:] = town.trust, town.efficacy
        people.habit[ACTIVITY] = town.habit
        self.ties = Ties(town.room, town.degree, np.zeros_like(town.degree), town.roomy)
        self.after = people.trust.copy()
        self.key = np.uint64(town.key[0]), np.uint64(town.key[1])
        self._took = np.zeros(len(town), dtype=np.bool_)
        self._work = Work(np.zeros(BLOCK), np.zeros(BLOCK, dtype=np.int64), np.zeros(LANES * BLOCK))

    def month(self, number: int) -> None:
        """Live one month."""
        people, ties = self.residents, self.ties
        toy_month(
            people.resident_id,
            ties.start,
            ties.degree,
            ties.neighbour,
            people.trust,
            people.efficacy,
            people.habit[ACTIVITY],
            self.key,
            np.uint64(number),
            self.after,
            self._took,
            self._work,
        )
        people.trust, self.after = self.after, people.trust

    def took(self) -> NDArray[np.bool_]:
        """Who took part."""
        return self._took


@lean()
def toy_month(
    ids: NDArray[np.int64],
    start: NDArray[np.int64],
    degree: NDArray[np.int32],
    neighbour: NDArray[np.uint32],
    trust: Floats,
    efficacy: Floats,
    habit: Floats,
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
    after: Floats,
    took: NDArray[np.bool_],
    work: Work,
) -> None:
    """One month of every resident, block by block: a pass over the ties, then a dense one."""
    for first in range(0, trust.size, BLOCK):
        end = min(first + BLOCK, trust.size)
        _hear(trust, start[first:end], degree[first:end], neighbour, first, work.heard)
        for k in range(end - first):
            work.who[k] = ids[first + k]
        philox_block(key[0], key[1], work.who, month, uint64(0), work.lanes)
        _live(
            work.heard,
            work.lanes,
            trust[first:end],
            efficacy[first:end],
            habit[first:end],
            after[first:end],
            took[first:end],
        )


@lean()
def _hear(
    trust: Floats,
    start: NDArray[np.int64],
    degree: NDArray[np.int32],
    neighbour: NDArray[np.uint32],
    first: int,
    heard: Floats,
) -> None:
    """Mean trust of the ties of a block, one's own where there is none."""
    for k in range(start.size):
        total = 0.0
        # Unsigned, so that no place is taken for one counted from the end.
        begin = uint64(start[k])
        for place in range(begin, begin + uint64(degree[k])):
            total += trust[neighbour[place]]
        heard[k] = total / degree[k] if degree[k] > 0 else trust[first + k]


@lean()
def _live(
    heard: Floats,
    u: Floats,
    trust: Floats,
    efficacy: Floats,
    habit: Floats,
    after: Floats,
    took: NDArray[np.bool_],
) -> None:
    """Decide and learn for a block."""
    for k in range(trust.size):
        log_odds = BASE + W_HEARD * (heard[k] - 0.5)
        log_odds += W_EFFICACY * (efficacy[k] - 0.5) + W_HABIT * (habit[k] - 0.5)
        part = u[k] < logistic(log_odds)
        took[k] = part
        habit[k] += HABIT_RATE * (part - habit[k])
        after[k] = trust[k] + AVERAGING * (heard[k] - trust[k])
        efficacy[k] += GAIN * part * (1.0 - efficacy[k]) - RETURNING * (efficacy[k] - 0.5)
