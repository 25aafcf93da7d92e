"""Whole numbers near to given ones that meet linear equations exactly."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_NOISE = 1e-4
"""Largest change of a cost, so that no two solutions are equally near."""
_DIGITS = 9
_SECONDS = 120.0


def nearest_integers(wanted: Floats, rows: csr_array, values: Ints) -> Ints | None:
    """The whole numbers from 0 on that are nearest to the wanted ones and meet the equations.

    Nearest by the sum of absolute differences; costs differ a little by a fixed pattern, so that
    the solution does not depend on the way to it. Solved by HiGHS (`scipy.optimize.milp`).

    Args:
        wanted: Shape (n,), at least 0.
        rows: The equations, shape (m, n).
        values: What they must come to, shape (m,).

    Returns:
        Shape (n,), or None when there are none.
    """
    count = wanted.size
    if not count:
        return np.zeros(0, dtype=np.int64)
    base = np.floor(np.round(wanted, _DIGITS))
    part = np.round(wanted - base, _DIGITS)
    pattern = _NOISE * ((np.arange(count) * 2_654_435_761 % 4_294_967_296) / 4_294_967_296)
    # One up costs less than two up, and so on: the cost is convex, as that of the square is.
    ups = [1.0 - 2.0 * part + pattern, 3.0 - 2.0 * part + pattern]
    downs = [1.0 + 2.0 * part + pattern, 3.0 + 2.0 * part + pattern]
    left = np.asarray(values, dtype=np.float64) - rows @ base
    costs = np.concatenate([*ups, *downs])
    most = [np.ones(count), np.full(count, np.inf)]
    most += [np.minimum(base, 1.0), np.maximum(base - 1.0, 0.0)]
    equations = hstack([rows, rows, -rows, -rows], format="csr")
    found = milp(
        costs,
        integrality=np.ones(4 * count, dtype=np.int64),
        bounds=Bounds(np.zeros(4 * count), np.concatenate(most)),
        constraints=LinearConstraint(equations, left, left),
        options={"time_limit": _SECONDS, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    steps = np.rint(found.x).reshape(4, count)
    solved: Ints = (base + steps[0] + steps[1] - steps[2] - steps[3]).astype(np.int64)
    return solved if np.array_equal(rows @ solved, values) and solved.min() >= 0 else None


def apart(total: int, weights: Floats) -> Ints:
    """A total in whole parts along weights: no run of parts is off by more than one."""
    whole = np.float64(weights.sum())
    if whole <= 0.0:
        weights, whole = np.ones_like(weights), np.float64(weights.size)
    upto = np.floor(np.cumsum(weights) / whole * total + 0.5).astype(np.int64)
    upto[-1] = total
    return np.diff(upto, prepend=0)


def identity(count: int) -> csr_array:
    """The equations that name every number once."""
    return csr_array(eye_array(count, format="csr"))
