"""A cheap stand-in for the model: what an output would be at a point that was never run.

Points lie in the unit cube, one column a parameter. A regression with squares and products of
the parameters that matter takes what is smooth and wide; a Gaussian process takes what is left.
Both are one Gaussian process, so that each prediction has its standard deviation and leaving a
run out costs no new fit.

Source:
    Kennedy & O'Hagan 2001 (J. R. Stat. Soc. B 63); Andrianakis et al. 2015 (PLoS Comput. Biol.
    11(1) e1003968), emulators of an individual-based model; Rasmussen & Williams 2006, equations
    2.25-2.26 and 5.12 (predictions, leaving one out).
"""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_ACTIVE = 10
"""Parameters at most whose squares and products enter, and on which the process depends."""
LEAST_RUNS = 20
"""Runs below which nothing is emulated."""
_PENALTIES = tuple(np.geomspace(1e-2, 1e4, 13))


@dataclass(frozen=True, slots=True)
class Emulator:
    """An output over the unit cube.

    ``active`` are the columns that enter by more than a straight line; ``basis`` is what the
    regression sees of the runs; ``left_out`` is, for each run, what the others predict for it,
    and ``left_out_sd`` how sure; ``noise`` is the variance of single runs around the mean, that
    of the seeds.
    """

    active: tuple[int, ...]
    points: Floats
    basis: Floats
    weights: Floats
    factor: Floats
    centre: float
    prior: float
    amplitude: float
    lengths: Floats
    noise: float
    values: Floats
    left_out: Floats
    left_out_sd: Floats

    def predict(self, points: Floats) -> tuple[Floats, Floats]:
        """Predict mean and standard deviation of the mean output, each of shape (points,)."""
        from scipy.linalg import solve_triangular

        basis = _basis(points, self.active)
        cross = self._covariance(points, self.points, basis, self.basis)
        mean = self.centre + cross @ self.weights
        solved = solve_triangular(self.factor, cross.T, lower=True, check_finite=False)
        own = self.prior * (basis**2).sum(axis=1) + self.amplitude
        return mean, np.sqrt(np.maximum(own - (solved**2).sum(axis=0), 0.0))

    def _covariance(self, one: Floats, other: Floats, basis: Floats, others: Floats) -> Floats:
        """Compute the covariance of outputs at two lists of points, shape (one, other)."""
        columns = list(self.active)
        lines = self.prior * (basis @ others.T)
        return lines + self.amplitude * _bell(one[:, columns], other[:, columns], self.lengths)

    @property
    def explained(self) -> float:
        """Share of the variance of the runs that predictions without each run explain, <= 1."""
        total = float(np.var(self.values))
        if total == 0:
            return math.nan
        return 1.0 - float(np.mean((self.values - self.left_out) ** 2)) / total

    @property
    def covered(self) -> float:
        """Share of the runs within two standard deviations of what the others predict."""
        inside = np.abs(self.values - self.left_out) <= 2 * self.left_out_sd
        return float(np.mean(inside))


def fit(points: Floats, values: Floats, seed: int = 0) -> Emulator:
    """Fit an emulator to an output.

    Args:
        points: Shape (runs, parameters), in [0, 1].
        values: Shape (runs,), finite.
        seed: Seed of the restarts of the fit.

    Raises:
        ValueError: There are fewer than `LEAST_RUNS` runs.
    """
    if len(values) < LEAST_RUNS:
        raise ValueError(f"{len(values)} runs; an emulator needs {LEAST_RUNS}")
    centre, spread = float(np.mean(values)), float(np.std(values)) or 1.0
    scaled = (values - centre) / spread
    active = active_columns(points, scaled)
    basis = _basis(points, active)
    penalty, rest = _ridge(basis, scaled)
    worth = _worth(points, scaled)[list(active)]
    amplitude, lengths, noise = _process(points[:, list(active)], rest, np.sqrt(worth), seed)
    prior = max(float(np.var(rest)), 1e-6) / penalty
    covariance = prior * (basis @ basis.T)
    columns = list(active)
    covariance += amplitude * _bell(points[:, columns], points[:, columns], lengths)
    covariance[np.diag_indices_from(covariance)] += noise
    factor = np.linalg.cholesky(covariance)
    inverse = np.linalg.inv(covariance)
    weights = inverse @ scaled
    own = np.diag(inverse)
    return Emulator(
        active=active,
        points=points,
        basis=basis,
        weights=weights / spread,
        factor=factor * spread,
        centre=centre,
        prior=prior * spread**2,
        amplitude=amplitude * spread**2,
        lengths=lengths,
        noise=noise * spread**2,
        values=values,
        left_out=centre + spread * (scaled - weights / own),
        left_out_sd=spread / np.sqrt(own),
    )


def active_columns(points: Floats, values: Floats) -> tuple[int, ...]:
    """Choose the columns that explain most in a regression with lines and squares."""
    worth = _worth(points, values)
    basis = np.hstack([2 * points - 1, (2 * points - 1) ** 2 - 1 / 3])
    error = max(float(np.mean(_ridge_of(basis, values)[1] ** 2)), 1e-12) / len(values)
    order = np.argsort(-worth, kind="stable")
    kept = [int(one) for one in order[:MOST_ACTIVE] if worth[one] > 2 * error]
    return tuple(sorted(kept or [int(order[0])]))


def _worth(points: Floats, values: Floats) -> Floats:
    """Measure the variance that each column explains by its line and its square."""
    count, lines = points.shape[1], 2 * points - 1
    *_, coefficients = _ridge_of(np.hstack([lines, lines**2 - 1 / 3]), values)
    found: Floats = coefficients[:count] ** 2 / 3 + coefficients[count:] ** 2 * 4 / 45
    return found


def _basis(points: Floats, active: Sequence[int]) -> Floats:
    """Set up constant, lines of all, squares and products of active columns."""
    lines = 2 * points - 1
    own = lines[:, list(active)]
    first, second = _pairs(len(active))
    return np.hstack([np.ones((len(points), 1)), lines, own[:, first] * own[:, second]])


@cache
def _pairs(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """List every pair of columns, each with itself as well."""
    return np.triu_indices(count)


def _ridge(basis: Floats, values: Floats) -> tuple[float, Floats]:
    """Choose the penalty that predicts best with each run left out; subtract its fit."""
    penalty, rest, _ = _ridge_of(basis, values)
    return penalty, rest


def _ridge_of(basis: Floats, values: Floats) -> tuple[float, Floats, Floats]:
    """Fit a ridge regression: penalty, what is left of the values, and coefficients."""
    left, sizes, right = np.linalg.svd(basis, full_matrices=False)
    along = left.T @ values
    best = (math.inf, 0.0, np.zeros(0))
    for penalty in _PENALTIES:
        share = sizes**2 / (sizes**2 + penalty)
        fitted = left @ (share * along)
        leverage = np.minimum((left**2) @ share, 1 - 1e-9)
        error = float(np.mean(((values - fitted) / (1 - leverage)) ** 2))
        if error < best[0]:
            best = error, float(penalty), fitted
    _, chosen, fitted = best
    return chosen, values - fitted, right.T @ (sizes / (sizes**2 + chosen) * along)


def _process(
    points: Floats, rest: Floats, weights: Floats, seed: int
) -> tuple[float, Floats, float]:
    """Fit amplitude, lengths and noise of a Gaussian process by maximum likelihood.

    Columns that matter more are told apart sooner: lengths are as 1 / ``weights``, so that one
    number fits them all.
    """
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    variance = max(float(np.var(rest)), 1e-6)
    own = np.maximum(weights / max(float(weights.max()), 1e-12), 0.1)
    kernel = ConstantKernel(0.5 * variance, (1e-4 * variance, 10 * variance))
    kernel = kernel * RBF(1.0, (0.15, 20.0))
    kernel += WhiteKernel(0.5 * variance, (1e-3 * variance, 2 * variance))
    with warnings.catch_warnings():
        # A length at the end of its range says that little is left to explain.
        warnings.simplefilter("ignore")
        fitted = GaussianProcessRegressor(kernel, random_state=seed).fit(points * own, rest)
    product, white = fitted.kernel_.k1, fitted.kernel_.k2
    lengths: Floats = float(product.k2.length_scale) / own
    return float(product.k1.constant_value), lengths, float(white.noise_level)


def _bell(one: Floats, other: Floats, lengths: Floats) -> Floats:
    """Compute the squared exponential of distances, shape (one, other)."""
    from scipy.spatial.distance import cdist

    found: Floats = np.exp(-0.5 * cdist(one / lengths, other / lengths, "sqeuclidean"))
    return found
