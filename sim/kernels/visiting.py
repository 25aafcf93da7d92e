"""Visits of party members to the households they are linked to."""

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from sim.kernels.participation import NO_FORM
from sim.rng import philox4

Floats = NDArray[np.float64]


@njit(cache=True, error_model="numpy")
def visit_households(
    household_id: NDArray[np.int64],
    community: NDArray[np.int16],
    first: NDArray[np.int32],
    size: NDArray[np.int32],
    visit_rank: Floats,
    linked_share: Floats,
    visit_rate: Floats,
    form_weight: Floats,
    decides: NDArray[np.bool_],
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
    visited: NDArray[np.bool_],
    party_ask: NDArray[np.uint8],
) -> None:
    """Who is visited, and which adult is asked about which form: one ask a visit.

    Args:
        household_id: Ids, shape (H,).
        community: Community of each household, shape (H,).
        first: Row of the first resident, shape (H,).
        size: Number of residents, shape (H,).
        visit_rank: Keyed rank, the lowest are linked first, shape (H,), 0-1.
        linked_share: Share of households linked, shape (C,), 0-1.
        visit_rate: Chance that a linked household is visited, shape (C,), 0-1.
        form_weight: Relative frequency of asks about each form, shape (C, 6).
        decides: Adults who can be asked, shape (N,).
        key: Key of ``party_visit``.
        month: The month.
        visited: Result, shape (H,).
        party_ask: Result, form that the resident is asked about or `NO_FORM`, shape (N,).
    """
    party_ask[:] = NO_FORM
    for home in range(household_id.size):
        visited[home] = False
        place = community[home]
        if visit_rank[home] >= linked_share[place]:
            continue
        lanes = philox4(key[0], key[1], uint64(household_id[home]), month, uint64(0))
        if lanes[0] >= visit_rate[place]:
            continue
        rows = range(first[home], first[home] + size[home])
        adults = 0
        for row in rows:
            if decides[row]:
                adults += 1
        if adults == 0:
            continue
        visited[home] = True
        chosen = int(lanes[1] * adults)
        form = _pick(lanes[2], form_weight[place])
        for row in rows:
            if decides[row]:
                if chosen == 0:
                    party_ask[row] = form
                    break
                chosen -= 1


@njit(cache=True, error_model="numpy")
def _pick(u: float, weight: Floats) -> int:
    """Index drawn in proportion to weight, or `NO_FORM` when all weights are 0."""
    total = weight.sum()
    if total <= 0.0:
        return NO_FORM
    rest = u * total
    last = 0
    for index in range(weight.size):
        if weight[index] > 0.0:
            last = index
            if rest < weight[index]:
                return index
            rest -= weight[index]
    return last
