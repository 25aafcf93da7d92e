"""Betweenness of nodes in a weighted graph, compiled.

networkx computes the same (the tests compare them) and takes a hundred times as long, which
21 graphs a year would not allow.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.compiled import lean

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SLACK = 1e-12
"""Lengths that differ by less, relatively, are the same length but for rounding."""
_MOST_LOOKED_THROUGH = 4096
"""Nodes up to which looking through all of them is quicker than a heap."""


@lean()
def _push(key: Floats, item: Ints, size: int, new_key: float, new_item: int) -> int:
    """Add an entry to a binary heap in two arrays; the new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if key[above] <= new_key:
            break
        key[at], item[at] = key[above], item[above]
        at = above
    key[at], item[at] = new_key, new_item
    return size + 1


@lean()
def _pop(key: Floats, item: Ints, size: int) -> int:
    """Take the smallest entry, at index 0, out of the heap; the new size."""
    last = size - 1
    moved_key, moved_item = key[last], item[last]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= last:
            break
        # Without a branch. Beyond the end lies the moved entry itself, which ends the descent.
        below += key[below + 1] < key[below]
        if moved_key <= key[below]:
            break
        key[at], item[at] = key[below], item[below]
        at = below
    key[at], item[at] = moved_key, moved_item
    return last


class _Nodes(NamedTuple):
    """What is known of each node seen from one source, shape (n,).

    Attributes:
        far: Distance.
        paths: Number of shortest paths.
        depend: Share of shortest paths to others that lead through it, summed.
        done: Whether its distance is final.
        order: Nodes by distance.
        before: The node before it on the one shortest path.
    """

    far: Floats
    paths: Floats
    depend: Floats
    done: NDArray[np.bool_]
    order: Ints
    before: Ints


@njit(cache=True, error_model="numpy")
def betweenness(start: Ints, neighbour: Ints, distance: Floats, sources: Ints) -> Floats:
    """Normalised betweenness of every node of an undirected graph.

    Args:
        start: Row offsets, shape (n + 1,); each edge stands in both rows.
        neighbour: Neighbours.
        distance: Length of each edge, positive.
        sources: Nodes from which paths are counted: all for the exact value, some (pivots) for an
            estimate that is right on average.

    Returns:
        Shape (n,), 0-1; 0 where there are fewer than three nodes.

    Source: Brandes (2001); pivots: Brandes & Pich (2007).
    """
    n = start.size - 1
    score = np.zeros(n)
    if n < 3:
        return score
    nodes = _Nodes(
        np.empty(n),
        np.empty(n),
        np.empty(n),
        np.empty(n, dtype=np.bool_),
        np.empty(n, dtype=np.int64),
        np.empty(n, dtype=np.int64),
    )
    key = np.empty(neighbour.size + 1)
    item = np.empty(neighbour.size + 1, dtype=np.int64)
    ahead = np.empty(n)
    bits = ahead.view(np.int64)
    for source in sources:
        reached = -1
        if n <= _MOST_LOOKED_THROUGH:
            reached = _reach_by_one_path(start, neighbour, distance, source, nodes, ahead, bits)
        if reached >= 0:
            _collect_tree(reached, nodes, score)
        else:
            reached = _reach(start, neighbour, distance, source, nodes, key, item)
            _collect(start, neighbour, distance, reached, nodes, score)
    return score * (n / sources.size) / ((n - 1.0) * (n - 2.0))


@lean()
def _reach_by_one_path(
    start: Ints,
    neighbour: Ints,
    distance: Floats,
    source: int,
    nodes: _Nodes,
    ahead: Floats,
    bits: Ints,
) -> int:
    """Distances from a source, if one shortest path leads to each node.

    Then all that depends on a node is a whole number, which no order of adding up can change:
    the result is that of `_reach` and `_collect`, several times as fast.

    Args:
        start: See `betweenness`, likewise the next two.
        neighbour: Neighbours.
        distance: Lengths.
        source: The source.
        nodes: Workspace; `order` and `before` are results.
        ahead: Workspace: distance of each node that is still ahead, shape (n,).
        bits: The same memory as integers, in which distances have the same order.

    Returns:
        How many nodes were reached; -1 where two paths to a node are, or may be, as short.
    """
    far, before = nodes.far, nodes.before
    far[:] = np.inf
    ahead[:] = np.inf
    far[source] = ahead[source] = 0.0
    reached = 0
    while True:
        best = _nearest(bits)
        if ahead[best] == np.inf:
            return reached
        ahead[best] = np.inf
        nodes.order[reached] = best
        reached += 1
        for k in range(start[best], start[best + 1]):
            other = neighbour[k]
            length = far[best] + distance[k]
            # Twice the slack: whichever of two was found first, they are seen to be close.
            slack = 2.0 * _SLACK * length
            if length > far[other] + slack:
                continue
            if length >= far[other] - slack:
                return -1
            far[other] = ahead[other] = length
            before[other] = best


@lean()
def _nearest(bits: Ints) -> int:
    """Index of the smallest of some integers, the first of several."""
    least = bits[0]
    for node in range(bits.size):
        least = min(least, bits[node])
    first = bits.size
    for node in range(bits.size):
        first = min(first, node if bits[node] == least else bits.size)
    return first


@lean()
def _collect_tree(reached: int, nodes: _Nodes, score: Floats) -> None:
    """Add what depends on each node for the only shortest paths from one source."""
    depend = nodes.depend
    depend[:] = 0.0
    for at in range(reached - 1, 0, -1):
        node = nodes.order[at]
        depend[nodes.before[node]] += 1.0 + depend[node]
        score[node] += depend[node]


@lean()
def _reach(
    start: Ints,
    neighbour: Ints,
    distance: Floats,
    source: int,
    nodes: _Nodes,
    key: Floats,
    item: Ints,
) -> int:
    """Distances and numbers of shortest paths from a source; how many nodes were reached."""
    far, paths, done = nodes.far, nodes.paths, nodes.done
    far[:] = np.inf
    paths[:] = 0.0
    nodes.depend[:] = 0.0
    done[:] = False
    far[source] = 0.0
    paths[source] = 1.0
    reached = 0
    size = _push(key, item, 0, 0.0, source)
    while size > 0:
        best = item[0]
        size = _pop(key, item, size)
        if done[best]:
            continue
        done[best] = True
        nodes.order[reached] = best
        reached += 1
        for k in range(start[best], start[best + 1]):
            other = neighbour[k]
            length = far[best] + distance[k]
            slack = _SLACK * length
            # One question, which is mostly answered with no, is quicker than two.
            if (length > far[other] + slack) | done[other]:
                continue
            if length < far[other] - slack:
                far[other] = length
                paths[other] = paths[best]
                size = _push(key, item, size, length, other)
            else:
                paths[other] += paths[best]
    return reached


@lean()
def _collect(
    start: Ints, neighbour: Ints, distance: Floats, reached: int, nodes: _Nodes, score: Floats
) -> None:
    """Add what depends on each node for the paths from one source."""
    far, paths, depend = nodes.far, nodes.paths, nodes.depend
    for at in range(reached - 1, 0, -1):
        node = nodes.order[at]
        for k in range(start[node], start[node + 1]):
            before = neighbour[k]
            gap = far[before] + distance[k] - far[node]
            if (far[before] < far[node]) & (abs(gap) <= _SLACK * far[node]):
                depend[before] += paths[before] / paths[node] * (1.0 + depend[node])
        score[node] += depend[node]


@njit(cache=True, error_model="numpy")
def rewire(ends: Ints, nodes: int, uniforms: Floats) -> Ints:
    """A graph with the same degrees and its edges swapped in pairs.

    Args:
        ends: Both ends of each edge, shape (edges, 2).
        nodes: Number of nodes.
        uniforms: Three for each swap tried, shape (swaps, 3).

    Returns:
        Shape (edges, 2); no loops and no double edges.
    """
    out = ends.copy()
    edges = out.shape[0]
    joined = np.zeros((nodes, nodes), dtype=np.bool_)
    for e in range(edges):
        joined[out[e, 0], out[e, 1]] = joined[out[e, 1], out[e, 0]] = True
    for swap in range(uniforms.shape[0]):
        e = int(uniforms[swap, 0] * edges)
        f = int(uniforms[swap, 1] * edges)
        a, b = out[e, 0], out[e, 1]
        c, d = out[f, 0], out[f, 1]
        if uniforms[swap, 2] < 0.5:
            c, d = d, c
        if e == f or a == d or c == b or joined[a, d] or joined[c, b]:
            continue
        joined[a, b] = joined[b, a] = joined[c, d] = joined[d, c] = False
        joined[a, d] = joined[d, a] = joined[c, b] = joined[b, c] = True
        out[e, 0], out[e, 1] = a, d
        out[f, 0], out[f, 1] = c, b
    return out
