import numpy as np
import pytest

from sim.kernels import centrality
from sim.rng import Draws


def rows_of(
    ends: np.ndarray, distance: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A graph as compressed rows, each edge in both of its rows."""
    one, other = np.concatenate([ends, ends[:, ::-1]]).T
    order = np.argsort(one, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(one, minlength=count))])
    return start, other[order], np.concatenate([distance, distance])[order]


@pytest.mark.parametrize("kinds", [2, 1000])
def test_the_quick_way_and_the_general_one_give_the_same_bits(kinds: int) -> None:
    """With few kinds of lengths many nodes have several shortest paths, with many hardly any."""
    draws, count = Draws(kinds), 60
    one, other, length = draws.lanes("graph", 1, np.arange(240))[:3]
    pairs = {(int(a * count), int(b * count)) for a, b in zip(one, other, strict=True)}
    ends = np.array([(a, b) for a, b in sorted(pairs) if a < b])
    inverse = 1.0 + (length[: len(ends)] * kinds).astype(int)
    start, neighbour, distance = rows_of(ends, 1.0 / inverse, count)
    score, quick = np.zeros(count), 0
    nodes = centrality._Nodes(
        far=np.empty(count),
        paths=np.empty(count),
        depend=np.empty(count),
        done=np.empty(count, dtype=np.bool_),
        order=np.empty(count, dtype=np.int64),
        before=np.empty(count, dtype=np.int64),
    )
    key, ahead = np.empty(neighbour.size + 1), np.empty(count)
    item = np.empty(neighbour.size + 1, dtype=np.int64)
    for source in range(count):
        quick += (
            centrality._reach_by_one_path(
                start, neighbour, distance, source, nodes, ahead, ahead.view(np.int64)
            )
            >= 0
        )
        reached = centrality._reach(start, neighbour, distance, source, nodes, key, item)
        centrality._collect(start, neighbour, distance, reached, nodes, score)
    assert (quick > count // 2) == (kinds > 2)
    found = centrality.betweenness(start, neighbour, distance, np.arange(count))
    assert np.array_equal(found, score / ((count - 1.0) * (count - 2.0)))
