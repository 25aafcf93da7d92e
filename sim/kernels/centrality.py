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


@njit(cache=True, error_model="numpy")
def betweenness(
    start: Ints, neighbour: Ints, distance: Floats, sources: Ints, wanted: Ints
) -> Floats:
    """Measure the normalised betweenness of some nodes of an undirected graph.

    Where one shortest path leads to each node, the paths of a source are a tree, and all that is
    counted is a whole number, which no order of adding up can change: such paths are found for
    many sources at once, with the result that one source after the other would have.

    Args:
        start: Row offsets, shape (n + 1,); each edge stands in both rows.
        neighbour: Neighbours.
        distance: Length of each edge, positive.
        sources: Nodes from which paths are counted: all for the exact value, some (pivots) for an
            estimate that is right on average.
        wanted: Nodes whose betweenness is wanted, shape (m,).

    Returns:
        Shape (m,), 0-1; 0 where there are fewer than three nodes.

    Source: Brandes (2001); pivots: Brandes & Pich (2007).
    """
    n = start.size - 1
    score = np.zeros(n)
    if n < 3:
        return score[wanted]
    nodes = _Nodes(
        np.empty(n),
        np.empty(n),
        np.empty(n),
        np.empty(n, dtype=np.bool_),
        np.empty(n, dtype=np.int64),
    )
    key = np.empty(neighbour.size + 1)
    item = np.empty(neighbour.size + 1, dtype=np.int64)
    far, waiting = np.empty((n, TOGETHER)), np.empty(n, dtype=np.bool_)
    spare, before = np.empty(TOGETHER), np.empty((n, TOGETHER))
    for first in range(0, sources.size, TOGETHER):
        some = sources[first : first + TOGETHER]
        _reach_together(start, neighbour, distance, some, far, waiting)
        _trace_together(start, neighbour, distance, far, before, spare)
        for lane in range(some.size):
            if spare[lane] == 0.0:
                _count_beyond(far[:, lane], before[:, lane], nodes.order, nodes.depend)
                score += nodes.depend
            else:
                reached = _reach(start, neighbour, distance, some[lane], nodes, key, item)
                _collect(start, neighbour, distance, reached, nodes, score)
    return score[wanted] * (n / sources.size) / ((n - 1.0) * (n - 2.0))


@lean()
def _reach_together(
    start: Ints,
    neighbour: Ints,
    distance: Floats,
    sources: Ints,
    far: Floats,
    waiting: NDArray[np.bool_],
) -> None:
    """Find distances from several sources: nodes ask neighbours until none gets nearer.

    Args:
        start: See `betweenness`, likewise the next two.
        neighbour: Neighbours.
        distance: Lengths.
        sources: At most `TOGETHER` sources.
        far: Result, shape (n, TOGETHER); lanes without a source stay infinitely far.
        waiting: Workspace: nodes that have something to ask, shape (n,).

    Source: Bellman (1958), Ford (1956).
    """
    far[:] = np.inf
    waiting[:] = False
    for lane in range(sources.size):
        far[sources[lane], lane] = 0.0
        _call(start, neighbour, sources[lane], waiting)
    again = sources.size > 0
    while again:
        again = False
        for node in range(waiting.size):
            if waiting[node]:
                waiting[node] = False
                if _come_nearer(start, neighbour, distance, node, far):
                    _call(start, neighbour, node, waiting)
                    again = True


@lean()
def _call(start: Ints, neighbour: Ints, node: int, waiting: NDArray[np.bool_]) -> None:
    """Let the neighbours of a node ask again."""
    for k in range(start[node], start[node + 1]):
        waiting[neighbour[k]] = True


@lean()
def _come_nearer(start: Ints, neighbour: Ints, distance: Floats, node: int, far: Floats) -> bool:
    """Shorten the distances of a node where the way over a neighbour is shorter.

    Four neighbours at a time, the last of them again where fewer are left: so each distance is
    read and written a fourth as often.
    """
    nearer, last = False, start[node + 1] - 1
    for first in range(start[node], last + 1, 4):
        second, third, fourth = min(first + 1, last), min(first + 2, last), min(first + 3, last)
        nearer |= _nearest_of(
            far[neighbour[first]],
            distance[first],
            far[neighbour[second]],
            distance[second],
            far[neighbour[third]],
            distance[third],
            far[neighbour[fourth]],
            distance[fourth],
            far[node],
        )
    return nearer


@lean()
def _nearest_of(
    one: Floats,
    from_one: float,
    two: Floats,
    from_two: float,
    three: Floats,
    from_three: float,
    four: Floats,
    from_four: float,
    here: Floats,
) -> bool:
    """Shorten distances where the way over one of four is shorter; tell whether any was."""
    nearer = False
    for lane in range(TOGETHER):
        over = min(
            min(one[lane] + from_one, two[lane] + from_two),
            min(three[lane] + from_three, four[lane] + from_four),
        )
        nearer |= over < here[lane]
        here[lane] = min(over, here[lane])
    return nearer


@lean()
def _trace_together(
    start: Ints, neighbour: Ints, distance: Floats, far: Floats, before: Floats, spare: Floats
) -> None:
    """Find the last steps of shortest paths, and count those beyond one for each node reached.

    Args:
        start: See `betweenness`, likewise the next two.
        neighbour: Neighbours.
        distance: Lengths.
        far: Distances from several sources, shape (n, TOGETHER).
        before: Result, shape (n, TOGETHER): the node from which the last step leads to each, or
            the sum of them where several do, which vector units find without asking.
        spare: Result, shape (TOGETHER,): 0 where there is, even but for rounding, one shortest
            path to each node.
    """
    before[:] = 0.0
    spare[:] = 0.0
    for node in range(start.size - 1):
        for k in range(start[node], start[node + 1]):
            other = neighbour[k]
            _note_short(float(node), far[node], distance[k], far[other], before[other], spare)
    for node in range(start.size - 1):
        for lane in range(TOGETHER):
            # To a source, at distance 0, no step leads.
            spare[lane] -= 1.0 if 0.0 < far[node, lane] < np.inf else 0.0


@lean()
def _note_short(
    node: float, here: Floats, length: float, there: Floats, before: Floats, count: Floats
) -> None:
    """Count a last step for each source from which the way over here is a shortest one."""
    for lane in range(TOGETHER):
        over = here[lane] + length
        # Twice the slack: whichever of two was found first, they are seen to be close.
        short = (over <= there[lane] + 2.0 * _SLACK * over) & (over < np.inf)
        count[lane] += 1.0 if short else 0.0
        before[lane] += node if short else 0.0


@lean()
def _count_beyond(far: Floats, before: Floats, step: Ints, beyond: Floats) -> None:
    """Count the nodes whose shortest path from a source leads over each node.

    Args:
        far: Distances from the source, shape (n,).
        before: The node before each on its only shortest path, shape (n,).
        step: Workspace, shape (n,): the same side by side, and -1 where no path comes from.
        beyond: Result, shape (n,): without the node itself, and 0 at the source.
    """
    for node in range(step.size):
        step[node] = int(before[node]) if 0.0 < far[node] < np.inf else -1
    beyond[:] = 0.0
    for node in range(step.size):
        over = step[node]
        while over >= 0:
            beyond[over] += 1.0
            over = step[over]
    for node in range(step.size):
        beyond[node] = beyond[node] if step[node] >= 0 else 0.0


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
    """Find distances and numbers of shortest paths from a source; count the nodes reached."""
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
    """Write a graph as compressed rows, in which each edge stands twice.

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
    """Swap edges of a graph in pairs, degrees unchanged.

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
