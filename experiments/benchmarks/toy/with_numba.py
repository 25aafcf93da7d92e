"""The toy month in Numba: one plain loop, and a blocked one (gather pass, then dense pass)."""

from math import exp

import numpy as np
from numba import njit, uint64
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
from sim.kernels.maths import logistic
from sim.rng import BLOCK, LANES, philox4, philox_block

Floats = NDArray[np.float64]
Ties = NDArray[np.uint32]


class NumbaToy:
    """The toy town in columns, one loop over residents."""

    def __init__(self, town: ToyTown) -> None:
        self.start, self.neighbour, self.key = town.start, town.neighbour, town.key
        self.trust, self.efficacy = town.trust.copy(), town.efficacy.copy()
        self.habit, self.after = town.habit.copy(), town.trust.copy()
        self._took = np.zeros(len(town), dtype=np.bool_)

    def month(self, number: int) -> None:
        """Live one month."""
        _plain(
            self.start,
            self.neighbour,
            self.trust,
            self.efficacy,
            self.habit,
            self.key[0],
            self.key[1],
            np.uint64(number),
            self.after,
            self._took,
        )
        self.trust, self.after = self.after, self.trust

    def took(self) -> NDArray[np.bool_]:
        """Who took part."""
        return self._took


class BlockedNumbaToy(NumbaToy):
    """The toy town in columns, gathered and then worked out block by block."""

    def month(self, number: int) -> None:
        """Live one month."""
        _blocked(
            self.start,
            self.neighbour,
            self.trust,
            self.efficacy,
            self.habit,
            self.key[0],
            self.key[1],
            np.uint64(number),
            self.after,
            self._took,
        )
        self.trust, self.after = self.after, self.trust


@njit(cache=True, error_model="numpy")
def _plain(
    start: Ties,
    neighbour: Ties,
    trust: Floats,
    efficacy: Floats,
    habit: Floats,
    key_0: np.uint64,
    key_1: np.uint64,
    month: np.uint64,
    after: Floats,
    took: NDArray[np.bool_],
) -> None:
    """One month, resident after resident."""
    for row in range(trust.size):
        total = 0.0
        for place in range(start[row], start[row + 1]):
            total += trust[neighbour[place]]
        ties = start[row + 1] - start[row]
        heard = total / ties if ties > 0 else trust[row]
        log_odds = BASE + W_HEARD * (heard - 0.5)
        log_odds += W_EFFICACY * (efficacy[row] - 0.5) + W_HABIT * (habit[row] - 0.5)
        u = philox4(key_0, key_1, uint64(row), month, uint64(0))[0]
        took[row] = u < 1.0 / (1.0 + exp(-log_odds))
        habit[row] += HABIT_RATE * (took[row] - habit[row])
        after[row] = trust[row] + AVERAGING * (heard - trust[row])
        efficacy[row] += GAIN * took[row] * (1.0 - efficacy[row]) - RETURNING * (
            efficacy[row] - 0.5
        )


@njit(cache=True, error_model="numpy")
def _blocked(
    start: Ties,
    neighbour: Ties,
    trust: Floats,
    efficacy: Floats,
    habit: Floats,
    key_0: np.uint64,
    key_1: np.uint64,
    month: np.uint64,
    after: Floats,
    took: NDArray[np.bool_],
) -> None:
    """One month: ties of a block first, then everything else for the block at once."""
    heard, who = np.zeros(BLOCK), np.zeros(BLOCK, dtype=np.int64)
    lanes = np.zeros(LANES * BLOCK)
    for first in range(0, trust.size, BLOCK):
        end = min(first + BLOCK, trust.size)
        for row in range(first, end):
            total = 0.0
            for place in range(start[row], start[row + 1]):
                total += trust[neighbour[place]]
            ties = start[row + 1] - start[row]
            heard[row - first] = total / ties if ties > 0 else trust[row]
            who[row - first] = row
        philox_block(key_0, key_1, who, month, uint64(0), lanes)
        own, new, able = trust[first:end], after[first:end], efficacy[first:end]
        used, came = habit[first:end], took[first:end]
        for k in range(own.size):
            log_odds = BASE + W_HEARD * (heard[k] - 0.5)
            log_odds += W_EFFICACY * (able[k] - 0.5) + W_HABIT * (used[k] - 0.5)
            part = lanes[k] < logistic(log_odds)
            came[k] = part
            used[k] += HABIT_RATE * (part - used[k])
            new[k] = own[k] + AVERAGING * (heard[k] - own[k])
            able[k] += GAIN * part * (1.0 - able[k]) - RETURNING * (able[k] - 0.5)
