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
TOGETHER = 40
"""Sources whose paths are found together: a fixed number, so that vector units share them."""


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
    """

    far: Floats
    paths: Floats
    depend: Floats
    done: NDArray[np.bool_]
    order: Ints


class _Seen(NamedTuple):
    """What is known of each node seen from several sources, shape (n, TOGETHER).

    Attributes:
        far: Distance.
        before: A node before it on a shortest path, or -1.
        found: Nodes that are before it on a shortest path.
    """

    far: Floats
    before: Ints
    found: Ints


@njit(cache=True, error_model="numpy")
def betweenness(start: Ints, neighbour: Ints, distance: Floats, sources: Ints) -> Floats:
    """Normalised betweenness of every node of an undirected graph.

    Where one shortest path leads to each node, all that depends on a node is a whole number,
    which no order of adding up can change: such paths are found for many sources at once, with
    the result that one source after the other would have.

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
    )
    key = np.empty(neighbour.size + 1)
    item = np.empty(neighbour.size + 1, dtype=np.int64)
    seen = _Seen(
        np.empty((n, TOGETHER)),
        np.empty((n, TOGETHER), dtype=np.int64),
        np.empty((n, TOGETHER), dtype=np.int64),
    )
    waiting = np.empty(n, dtype=np.bool_)
    before = np.empty((TOGETHER, n), dtype=np.int64)
    for first in range(0, sources.size, TOGETHER):
        some = sources[first : first + TOGETHER]
        _reach_together(start, neighbour, distance, some, seen, waiting)
        one_path = _look_back(start, neighbour, distance, seen, before)
        for lane in range(some.size):
            if one_path[lane]:
                _collect_tree(before[lane], nodes.order, nodes.depend, score)
            else:
                reached = _reach(start, neighbour, distance, some[lane], nodes, key, item)
                _collect(start, neighbour, distance, reached, nodes, score)
    return score * (n / sources.size) / ((n - 1.0) * (n - 2.0))


@lean()
def _reach_together(
    start: Ints,
    neighbour: Ints,
    distance: Floats,
    sources: Ints,
    seen: _Seen,
    waiting: NDArray[np.bool_],
) -> None:
    """Distances from several sources: nodes tell their neighbours until nothing gets nearer.

    Args:
        start: See `betweenness`, likewise the next two.
        neighbour: Neighbours.
        distance: Lengths.
        sources: At most `TOGETHER` sources.
        seen: `far` is the result; lanes without a source stay infinitely far.
        waiting: Workspace: nodes that have something to tell, shape (n,).

    Source: Bellman (1958), Ford (1956).
    """
    far = seen.far
    far[:] = np.inf
    waiting[:] = False
    for lane in range(sources.size):
        far[sources[lane], lane] = 0.0
        waiting[sources[lane]] = True
    again = sources.size > 0
    while again:
        again = False
        for node in range(waiting.size):
            if not waiting[node]:
                continue
            waiting[node] = False
            for k in range(start[node], start[node + 1]):
                if _bring_nearer(far[node], distance[k], far[neighbour[k]]):
                    waiting[neighbour[k]] = again = True


@lean()
def _bring_nearer(here: Floats, length: float, there: Floats) -> bool:
    """Shorten the distances of a neighbour where the way over here is shorter."""
    nearer = False
    for lane in range(TOGETHER):
        over = here[lane] + length
        nearer |= over < there[lane]
        there[lane] = min(over, there[lane])
    return nearer


@njit(cache=True, error_model="numpy")
def _look_back(
    start: Ints, neighbour: Ints, distance: Floats, seen: _Seen, before: Ints
) -> NDArray[np.bool_]:
    """Find the node before each on its shortest path, and where there is one such path only.

    Args:
        start: See `betweenness`, likewise the next two.
        neighbour: Neighbours.
        distance: Lengths.
        seen: Distances; the rest is workspace.
        before: Result, shape (TOGETHER, n): the node before, -1 for the source and beyond reach.

    Returns:
        Whether there is, or may be but for rounding, one shortest path to each node, (TOGETHER,).
    """
    seen.before[:] = -1
    seen.found[:] = 0
    for node in range(start.size - 1):
        for k in range(start[node], start[node + 1]):
            there = neighbour[k]
            _step_back(
                seen.far[node],
                distance[k],
                seen.far[there],
                node,
                seen.before[there],
                seen.found[there],
            )
    most = np.zeros(TOGETHER, dtype=np.int64)
    for node in range(start.size - 1):
        for lane in range(TOGETHER):
            most[lane] = max(most[lane], seen.found[node, lane])
            before[lane, node] = seen.before[node, lane]
    return most <= 1


@lean()
def _step_back(
    here: Floats, length: float, there: Floats, node: int, before: Ints, found: Ints
) -> None:
    """Note a node as the one before a neighbour where its way there is, or may be, a shortest."""
    for lane in range(TOGETHER):
        over = here[lane] + length
        # Twice the slack: whichever of two was found first, they are seen to be close.
        shortest = (over <= there[lane] + 2.0 * _SLACK * over) & (over < np.inf)
        before[lane] = node if shortest else before[lane]
        found[lane] += shortest


@lean()
def _collect_tree(before: Ints, ahead: Ints, depend: Floats, score: Floats) -> None:
    """Add what depends on each node for the only shortest paths from one source.

    Args:
        before: The node before each, -1 for the source and beyond reach, shape (n,).
        ahead: Workspace: nodes behind each that are still to be added, shape (n,).
        depend: Workspace, shape (n,).
        score: What is added to, shape (n,).
    """
    ahead[:] = 0
    depend[:] = 0.0
    for node in range(before.size):
        if before[node] >= 0:
            ahead[before[node]] += 1
    for first in range(before.size):
        # From a node that nothing is left behind of, back as far as that holds.
        node = first
        while ahead[node] == 0 and before[node] >= 0:
            ahead[node] = -1
            score[node] += depend[node]
            back = before[node]
            depend[back] += 1.0 + depend[node]
            ahead[back] -= 1
            if back > first:
                break
            node = back


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
def rows_of(ends: Ints, length: Floats, nodes: int) -> tuple[Ints, Ints, Floats]:
    """A graph as compressed rows, in which each edge stands twice.

    Args:
        ends: Both ends of each edge, shape (edges, 2).
        length: Length of each edge, shape (edges,).
        nodes: Number of nodes.

    Returns:
        Row offsets, neighbours and lengths, as `betweenness` takes them; in each row first the
        edges that begin there, then those that end there, both in their order.
    """
    start = np.zeros(nodes + 1, dtype=np.int64)
    for end in ends.flat:
        start[end + 1] += 1
    start = np.cumsum(start)
    place = start.copy()
    neighbour = np.empty(ends.size, dtype=np.int64)
    lengths = np.empty(ends.size)
    for side in range(2):
        for e in range(length.size):
            at = place[ends[e, side]]
            neighbour[at], lengths[at] = ends[e, 1 - side], length[e]
            place[ends[e, side]] += 1
    return start, neighbour, lengths


@njit(cache=True, error_model="numpy")
def rewire(ends: Ints, nodes: int, uniforms: Floats) -> Ints:
    """A graph with the same degrees and its edges swapped in pairs.

    Args:
        ends: Both ends of each edge, shape (edges, 2).
        nodes: Number of nodes.
        uniforms: Three for each swap tried, shape (3 or more, swaps).

    Returns:
        Shape (edges, 2); no loops and no double edges.
    """
    out = ends.copy()
    edges = out.shape[0]
    joined = np.zeros((nodes, nodes), dtype=np.bool_)
    for e in range(edges):
        joined[out[e, 0], out[e, 1]] = joined[out[e, 1], out[e, 0]] = True
    for swap in range(uniforms.shape[1]):
        e = int(uniforms[0, swap] * edges)
        f = int(uniforms[1, swap] * edges)
        a, b = out[e, 0], out[e, 1]
        c, d = out[f, 0], out[f, 1]
        if uniforms[2, swap] < 0.5:
            c, d = d, c
        if e == f or a == d or c == b or joined[a, d] or joined[c, b]:
            continue
        joined[a, b] = joined[b, a] = joined[c, d] = joined[d, c] = False
        joined[a, d] = joined[d, a] = joined[c, b] = joined[b, c] = True
        out[e, 0], out[e, 1] = a, d
        out[f, 0], out[f, 1] = c, b
    return out
