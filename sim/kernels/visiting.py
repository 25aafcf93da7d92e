"""Party members and the households they serve: links, and visits."""

from typing import NamedTuple

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.kernels.arising import Homes
from sim.kernels.participation import NO_FORM
from sim.rng import BLOCK, LANES, philox_block

Floats = NDArray[np.float64]


NOBODY = -1
"""Of a household that no party member is linked to."""


@njit(cache=True, error_model="numpy")
def link_households(
    community: NDArray[np.int16],
    visit_rank: Floats,
    linked_share: Floats,
    member: NDArray[np.int32],
    member_start: NDArray[np.int64],
    server: NDArray[np.int32],
    served: NDArray[np.int16],
) -> None:
    """Link households to active party members, evenly and each to neighbours.

    The households with the lowest ranks are linked. In the order of the rows, which is that of
    groups, they are shared out in equal runs over the members in the same order.

    Args:
        community: Community of each household, ascending, shape (H,).
        visit_rank: Keyed rank, the lowest are linked first, shape (H,), 0-1.
        linked_share: Share of households linked, shape (C,), 0-1.
        member: Rows of active party members, ascending, shape (M,).
        member_start: Where each community's members begin in it, shape (C + 1,).
        server: Result, row of the member that serves it or `NOBODY`, shape (H,).
        served: Result, households that each resident serves, shape (N,).
    """
    served[:] = 0
    server[:] = NOBODY
    count = np.zeros(linked_share.size, dtype=np.int64)
    for home in range(community.size):
        if visit_rank[home] < linked_share[community[home]]:
            count[community[home]] += 1
    place, order = -1, 0
    for home in range(community.size):
        if community[home] != place:
            place, order = community[home], 0
        members = member_start[place + 1] - member_start[place]
        if members == 0 or visit_rank[home] >= linked_share[place]:
            continue
        row = member[member_start[place] + order * members // count[place]]
        server[home] = row
        served[row] += 1
        order += 1


class Visits(NamedTuple):
    """What came of the visits of a month.

    Attributes:
        visited: Households that had one, shape (H,).
        party_ask: Form that the resident is asked about, `NO_FORM` before, shape (N,).
        duties: Visits that each resident made, 0 before, shape (N,).
    """

    visited: NDArray[np.bool_]
    party_ask: NDArray[np.uint8]
    duties: NDArray[np.int16]


@njit(cache=True, error_model="numpy", nogil=True)
def visit_households(
    homes: Homes,
    server: NDArray[np.int32],
    fatigue: Floats,
    visit_rate: Floats,
    form_weight: Floats,
    decides: NDArray[np.bool_],
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
    visits: Visits,
) -> None:
    """Draw who is visited, and which adult is asked about which form: one ask a visit.

    Args:
        homes: Columns of households.
        server: Row of the party member that serves it or `NOBODY`, shape (H,).
        fatigue: Fatigue of residents, shape (N,), 0-1.
        visit_rate: Chance of a visit by a member who is not tired, 1 at most counts, shape (C,).
        form_weight: Relative frequency of asks about each form, shape (C, 6).
        decides: Adults who can be asked, shape (N,).
        key: Key of ``party_visit``.
        month: The month.
        visits: Result.
    """
    visited, party_ask, duties = visits
    visited[:] = False
    found, ids = np.empty(BLOCK, dtype=np.int64), np.zeros(BLOCK, dtype=np.int64)
    lanes = np.empty(LANES * BLOCK)
    begin = 0
    while begin < server.size:
        # Only linked households need a draw.
        begin, linked = _linked(server, begin, found)
        for k in range(linked):
            ids[k] = homes.household_id[found[k]]
        philox_block(key[0], key[1], ids, month, uint64(0), lanes)
        for k in range(linked):
            home = found[k]
            place, who = homes.community[home], server[home]
            if lanes[k] >= visit_rate[place] * (1.0 - fatigue[who]):
                continue
            row = _one_of(decides, homes.first[home], homes.size[home], lanes[BLOCK + k])
            if row >= 0:
                visited[home] = True
                duties[who] += 1
                party_ask[row] = _pick(lanes[2 * BLOCK + k], form_weight[place])


@lean()
def _linked(server: NDArray[np.int32], begin: int, homes: NDArray[np.int64]) -> tuple[int, int]:
    """Collect up to a block of linked households; where to go on, and how many they are."""
    count = 0
    while begin < server.size and count < homes.size:
        homes[count] = begin
        count += server[begin] != NOBODY
        begin += 1
    return begin, count


@lean()
def _one_of(decides: NDArray[np.bool_], first: int, size: int, u: float) -> int:
    """Draw one of those who decide among some rows; its row, or -1 where nobody does."""
    adults = 0
    for row in range(first, first + size):
        adults += decides[row]
    chosen = int(u * adults)
    for row in range(first, first + size):
        if decides[row]:
            if chosen == 0:
                return row
            chosen -= 1
    return -1


@njit(cache=True, error_model="numpy")
def _pick(u: float, weight: Floats) -> int:
    """Draw an index in proportion to weight, or `NO_FORM` when all weights are 0."""
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
