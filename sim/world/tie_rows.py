"""Single ties in the compressed rows: look up, add, remove; symmetric, sorted, within room."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import lean
from sim.kernels.memory import fetch
from sim.world.columns import Ties


class Net(NamedTuple):
    """Arrays of `Ties`, and the household of each row (N,), which ties outside it never share."""

    start: NDArray[np.int32]
    degree: NDArray[np.int16]
    household_degree: NDArray[np.int16]
    neighbour: NDArray[np.uint32]
    household: NDArray[np.int32]


def net(ties: Ties, household: NDArray[np.int32]) -> Net:
    """The arrays that the kernels work on; they share memory with ``ties``."""
    return Net(ties.start, ties.degree, ties.household_degree, ties.neighbour, household)


@lean(inline="always")
def tied(rows: Net, one: int, other: int) -> bool:
    """Whether two rows of different households are tied."""
    first = rows.start[one] + rows.household_degree[one]
    for place in range(first, rows.start[one] + rows.degree[one]):
        if rows.neighbour[place] == other:
            return True
    return False


@lean(inline="always")
def has_room(rows: Net, row: int) -> bool:
    """Whether a row has room for one more tie."""
    return bool(rows.start[row] + rows.degree[row] < rows.start[row + 1])


@lean(inline="always")
def _put(rows: Net, row: int, other: int) -> None:
    """Write one side of a tie in its place by row number."""
    first = rows.start[row] + rows.household_degree[row]
    place = rows.start[row] + rows.degree[row]
    while place > first and rows.neighbour[place - 1] > other:
        rows.neighbour[place] = rows.neighbour[place - 1]
        place -= 1
    rows.neighbour[place] = other
    rows.degree[row] += 1


@lean(inline="always")
def _take(rows: Net, row: int, other: int) -> None:
    """Remove one side of a tie."""
    last = rows.start[row] + rows.degree[row] - 1
    place = rows.start[row] + rows.household_degree[row]
    while rows.neighbour[place] != other:
        place += 1
    for follower in range(place, last):
        rows.neighbour[follower] = rows.neighbour[follower + 1]
    rows.degree[row] -= 1


@lean()
def link(rows: Net, one: int, other: int) -> bool:
    """Tie two rows; False and nothing done when they are one, of one household, tied or full."""
    if one == other or rows.household[one] == rows.household[other]:
        return False
    if not (has_room(rows, one) and has_room(rows, other)) or tied(rows, one, other):
        return False
    _put(rows, one, other)
    _put(rows, other, one)
    return True


@lean()
def unlink_outside(rows: Net, row: int) -> None:
    """Remove all ties of a row outside its household, on both sides."""
    first = rows.start[row] + rows.household_degree[row]
    for place in range(first, rows.start[row] + rows.degree[row]):
        other = int(np.int64(rows.neighbour[place]))
        fetch(rows.start, other)
        fetch(rows.degree, other)
        fetch(rows.household_degree, other)
    for place in range(first, rows.start[row] + rows.degree[row]):
        fetch(rows.neighbour, int(rows.start[np.int64(rows.neighbour[place])]))
    for place in range(first, rows.start[row] + rows.degree[row]):
        _take(rows, int(np.int64(rows.neighbour[place])), row)
    rows.degree[row] = rows.household_degree[row]


@lean()
def tie_households(rows: Net) -> None:
    """Tie the members of each household; rows of a household are contiguous and still untied."""
    count = rows.household.size
    first = 0
    for row in range(count):
        if rows.household[row] != rows.household[first]:
            first = row
        place = rows.start[row]
        other = first
        while other < count and rows.household[other] == rows.household[row]:
            if other != row:
                rows.neighbour[place] = other
                place += 1
            other += 1
        rows.household_degree[row] = place - rows.start[row]
        rows.degree[row] = rows.household_degree[row]
