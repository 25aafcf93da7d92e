import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.world.columns import Ties
from sim.world.tie_rows import has_room, link, net, tie_households, tied, unlink_outside

HOUSEHOLD = np.array([0, 0, 1, 1, 1, 2, 3, 4, 4], dtype=np.int32)
ROOM = 3
COUNT = HOUSEHOLD.size


def empty() -> Ties:
    room = np.bincount(HOUSEHOLD)[HOUSEHOLD] - 1 + ROOM
    start = np.concatenate([[0], np.cumsum(room)]).astype(np.int32)
    zeros = np.zeros(COUNT, dtype=np.int16)
    return Ties(start, zeros, zeros.copy(), np.zeros(int(start[-1]), dtype=np.uint32))


def test_households_are_tied_each_with_all() -> None:
    ties = empty()
    tie_households(net(ties, HOUSEHOLD))
    assert [ties.of(row).tolist() for row in range(COUNT)] == [
        [1],
        [0],
        [3, 4],
        [2, 4],
        [2, 3],
        [],
        [],
        [8],
        [7],
    ]
    assert np.array_equal(ties.degree, ties.household_degree)


operations = st.lists(
    st.tuples(st.booleans(), st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)), max_size=60
)


@given(operations)
def test_rows_are_those_of_a_set_of_pairs(steps: list[tuple[bool, int, int]]) -> None:
    ties = empty()
    rows = net(ties, HOUSEHOLD)
    tie_households(rows)
    pairs: set[frozenset[int]] = set()

    def of(row: int) -> list[int]:
        return sorted(min(pair - {row}) for pair in pairs if row in pair)

    for remove, one, other in steps:
        if remove and one == other:
            unlink_outside(rows, one)
            pairs = {pair for pair in pairs if one not in pair}
        else:
            free = len(of(one)) < ROOM and len(of(other)) < ROOM
            apart = HOUSEHOLD[one] != HOUSEHOLD[other]
            new = frozenset((one, other)) not in pairs
            assert has_room(rows, one) == (len(of(one)) < ROOM)
            assert link(rows, one, other) == bool(free and apart and new)
            if free and apart:
                pairs.add(frozenset((one, other)))
        for row in range(COUNT):
            assert ties.of(row)[ties.household_degree[row] :].tolist() == of(row)
            assert all(tied(rows, row, other) for other in of(row))
