import numpy as np
import pytest

from sim.kernels import centrality
from sim.rng import Draws


@pytest.mark.parametrize("kinds", [2, 1000])
def test_the_quick_way_and_the_general_one_give_the_same_bits(kinds: int) -> None:
    """With few kinds of lengths many nodes have several shortest paths, with many hardly any."""
    draws, count = Draws(kinds), 60
    one, other, length = draws.lanes("graph", 1, np.arange(240))[:3]
    pairs = {(int(a * count), int(b * count)) for a, b in zip(one, other, strict=True)}
    ends = np.array([(a, b) for a, b in sorted(pairs) if a < b])
    inverse = 1.0 + (length[: len(ends)] * kinds).astype(int)
    graph = centrality.rows_of(ends, 1.0 / inverse, count)
    score, n = np.zeros(count), graph[0].size - 1
    nodes = centrality._Nodes(
        far=np.empty(n),
        paths=np.empty(n),
        depend=np.empty(n),
        done=np.empty(n, dtype=np.bool_),
        order=np.empty(n, dtype=np.int64),
    )
    key, item = np.empty(2 * len(ends) + 1), np.empty(2 * len(ends) + 1, dtype=np.int64)
    for source in range(count):
        reached = centrality._reach(*graph, source, nodes, key, item)
        centrality._collect(*graph, reached, nodes, score)
    assert (one_path_only(graph, count) > count // 2) == (kinds > 2)
    found = centrality.betweenness(*graph, np.arange(count), np.arange(count))
    assert np.array_equal(found, score / ((count - 1.0) * (count - 2.0)))
    some = np.array([7, 3, 41])
    assert np.array_equal(centrality.betweenness(*graph, np.arange(count), some), found[some])


def one_path_only(graph: tuple[np.ndarray, np.ndarray, np.ndarray], count: int) -> int:
    """Number of sources from which one shortest path leads to each node."""
    far, spare = np.empty((count, centrality.TOGETHER)), np.empty(centrality.TOGETHER)
    waiting, before, number = np.empty(count, dtype=np.bool_), np.empty_like(far), 0
    for first in range(0, count, centrality.TOGETHER):
        sources = np.arange(count)[first : first + centrality.TOGETHER]
        centrality._reach_together(*graph, sources, far, waiting)
        centrality._trace_together(*graph, far, before, spare)
        number += int((spare[: sources.size] == 0).sum())
    return number


def test_rows_hold_each_edge_twice_in_the_order_of_edges() -> None:
    ends = np.array([[2, 0], [1, 2], [0, 1]])
    start, neighbour, length = centrality.rows_of(ends, np.array([1.0, 2.0, 3.0]), 4)
    assert start.tolist() == [0, 2, 4, 6, 6]
    assert neighbour.tolist() == [1, 2, 2, 0, 0, 1]
    assert length.tolist() == [3.0, 1.0, 2.0, 3.0, 1.0, 2.0]


def test_nobody_stands_between_those_who_are_not_joined() -> None:
    """Two lines of three: the middle of each lies between its ends, for one pair in 20."""
    ends = np.array([[0, 1], [1, 2], [3, 4], [4, 5]])
    graph = centrality.rows_of(ends, np.array([1.0, 1.0, 0.1, 7.0]), 6)
    found = centrality.betweenness(*graph, np.arange(6), np.arange(6))
    assert found.tolist() == [0.0, 2.0 / 20.0, 0.0, 0.0, 2.0 / 20.0, 0.0]
