"""A household's experience of services in a month."""

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from sim.rng import philox4

Floats = NDArray[np.float64]


@njit(cache=True, error_model="numpy")
def household_outcomes(
    household_id: NDArray[np.int64],
    community: NDArray[np.int16],
    size: NDArray[np.int32],
    visited: NDArray[np.bool_],
    need_rate: float,
    collected: Floats,
    collected_visit: Floats,
    resolved: Floats,
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
    outcome: NDArray[np.int8],
) -> None:
    """Whether a matter of the household was truly resolved (1), neglected (-1) or none (0).

    Args:
        household_id: Ids, shape (H,).
        community: Community of each household, shape (H,).
        size: Number of residents, shape (H,).
        visited: Households visited this month, shape (H,).
        need_rate: Matters per resident and month.
        collected: Chance that a matter is collected without a visit, shape (C,), 0-1.
        collected_visit: The same with a visit, shape (C,), 0-1.
        resolved: Chance that a collected matter is truly resolved, shape (C,), 0-1.
        key: Key of ``service``.
        month: The month.
        outcome: Result, shape (H,).
    """
    for home in range(household_id.size):
        outcome[home] = 0
        place = community[home]
        lanes = philox4(key[0], key[1], uint64(household_id[home]), month, uint64(0))
        if lanes[0] >= need_rate * size[home]:
            continue
        heard = collected_visit[place] if visited[home] else collected[place]
        if lanes[1] < heard:
            outcome[home] = 1 if lanes[2] < resolved[place] else -1
