"""The toy month in NumPy, ties as a sparse matrix of SciPy.

The keyed draws come from NumPy's own Philox, which counts through the residents in order: row 0
first, so that its numbers are those that the other implementations reach by counter.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

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

_LANES = 4
_WORD = 1 << 64


class NumpyToy:
    """The toy town in whole columns."""

    def __init__(self, town: ToyTown) -> None:
        count = len(town)
        self.trust, self.efficacy = town.trust.copy(), town.efficacy.copy()
        self.habit = town.habit.copy()
        ones = np.ones(town.neighbour.size)
        entries = (ones, town.neighbour.astype(np.int32), town.start.astype(np.int32))
        self._ties = csr_array(entries, shape=(count, count))
        degree = np.diff(town.start).astype(np.float64)
        self._alone = degree == 0.0
        self._degree = np.where(self._alone, 1.0, degree)
        self._key = int(town.key[0]) + int(town.key[1]) * _WORD
        self._took = np.zeros(count, dtype=np.bool_)

    def month(self, number: int) -> None:
        """Live one month."""
        # The generator counts one up before it draws: it starts one before row 0.
        counter = (number * _WORD - 1) % _WORD**4
        draws = np.random.Generator(np.random.Philox(key=self._key, counter=counter))
        u = draws.random(_LANES * self.trust.size)[::_LANES]
        heard = self._ties @ self.trust / self._degree
        heard = np.where(self._alone, self.trust, heard)
        log_odds = (
            BASE
            + W_HEARD * (heard - 0.5)
            + W_EFFICACY * (self.efficacy - 0.5)
            + W_HABIT * (self.habit - 0.5)
        )
        self._took = took = u < 1.0 / (1.0 + np.exp(-log_odds))
        self.habit += HABIT_RATE * (took - self.habit)
        self.trust += AVERAGING * (heard - self.trust)
        self.efficacy += GAIN * took * (1.0 - self.efficacy) - RETURNING * (self.efficacy - 0.5)

    def took(self) -> NDArray[np.bool_]:
        """Who took part."""
        return self._took
