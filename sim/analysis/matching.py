"""History matching without running anything: what is ruled out, and points that are not.

A set of parameters is ruled out where an output lies so far outside its band that neither the
uncertainty of the emulator, nor the luck of the seeds, nor the discrepancy that was declared
explains it. What is left is not a distribution of the parameters but the region about which the
targets say nothing more.

Source:
    Craig et al. 1997; Vernon, Goldstein & Bower 2010 (Bayesian Anal. 5(4)); Andrianakis et al.
    2015. Subset simulation, for a region that plain sampling never meets: Au & Beck 2001
    (Probab. Eng. Mech. 16). Moves along differences of the population: ter Braak 2006 (Stat.
    Comput. 16).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calibration import Target
from sim.analysis.emulator import LEAST_RUNS, Emulator, fit
from sim.rng import Stream

Floats = NDArray[np.float64]
Measure = Callable[[Floats, float], Floats]
"""Implausibility of points, shape (points,): right where it is at most the limit that is given,
elsewhere some number above it."""

POPULATION = 300
"""Points that walk at once."""
_KEPT = 0.25
"""Share of them that goes on to the next, smaller region."""
_MOVES = 20
"""Moves of each between two regions."""
MOST_LEVELS = 40
_TRIED = 10_000
"""Draws of the parameters that did not enter, for each point."""
_EDGE = 1e-6
_LEAST_VARIANCE = 1e-12
_CHI = 1.2704
"""By how much the logarithm of a squared deviate lies below that of its variance, on average."""


@dataclass(frozen=True, slots=True)
class Scale:
    """On what scale an output is emulated: shares by log-odds, amounts by logarithm, or as is."""

    name: str

    def to(self, values: Floats) -> Floats:
        """Put outputs on the scale, shape as given; what is null stays so."""
        if self.name == "share":
            inside = np.clip(values, _EDGE, 1 - _EDGE)
            found = np.log(inside / (1 - inside))
        elif self.name == "amount":
            found = np.log(np.maximum(values, _EDGE))
        else:
            found = np.asarray(values, dtype=np.float64)
        return np.where(np.isnan(values), np.nan, found)

    def slope(self, value: float) -> float:
        """Change on the scale for a small change of an output at a value."""
        if self.name == "share":
            inside = min(max(value, 0.005), 0.995)
            return 1 / (inside * (1 - inside))
        return 1 / max(value, 0.005) if self.name == "amount" else 1.0


def scale_of(target: Target, unit: str) -> Scale:
    """Choose the scale of a target's figure by its unit."""
    if target.minus_metric or target.minus_scenario or target.trend_months:
        return Scale("plain")
    if unit == "share":
        return Scale("share")
    return Scale("amount" if target.low >= 0 else "plain")


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges points by the emulators of all targets.

    ``discrepancies`` are standard deviations in the unit of each target; ``spreads`` emulate the
    logarithm of the variance of the seeds, None where there is only the noise of the emulator;
    ``seeds`` is how many stand behind the mean of a run.
    """

    targets: tuple[Target, ...]
    scales: tuple[Scale, ...]
    discrepancies: tuple[float, ...]
    means: tuple[Emulator | None, ...]
    spreads: tuple[Emulator | None, ...]
    seeds: int

    def by_target(self, points: Floats) -> Floats:
        """Measure the implausibility of each target, shape (points, targets).

        Standard deviations outside the band, or inside it as a negative number; minus infinity
        where there is no emulator.
        """
        return self.implausibility(*self.levels(points))

    def levels(self, points: Floats) -> tuple[Floats, Floats]:
        """Predict the targets at points, on their scales, and their variance with luck.

        Returns:
            Two arrays of shape (points, targets), NaN where there is no emulator.
        """
        found = [self._level(column, points) for column in range(len(self.targets))]
        means, variances = (np.stack(each, axis=1) for each in zip(*found, strict=True))
        return means, variances

    def implausibility(self, means: Floats, variances: Floats) -> Floats:
        """Measure the implausibility of levels, all of shape (points, targets)."""
        columns = [
            self._away(column, means[:, column], variances[:, column])
            for column in range(len(self.targets))
        ]
        return np.stack(columns, axis=1)

    def _level(self, column: int, points: Floats) -> tuple[Floats, Floats]:
        """Predict mean and variance of one target at points."""
        emulator, spread = self.means[column], self.spreads[column]
        if emulator is None:
            return np.full(len(points), np.nan), np.zeros(len(points))
        mean, sd = emulator.predict(points)
        luck = np.full(len(points), emulator.noise)
        if spread is not None:
            luck = np.exp(spread.predict(points)[0]) / self.seeds
        return mean, sd**2 + luck

    def _away(self, column: int, means: Floats, variances: Floats) -> Floats:
        """Measure the implausibility of levels of one target."""
        target, scale = self.targets[column], self.scales[column]
        low, high = band(target, scale)
        end = target.low if math.isfinite(target.low) else target.high
        above = means > high if math.isfinite(high) else np.zeros(len(means), dtype=bool)
        slopes = [scale.slope(target.high if one else end) for one in (True, False)]
        apart = self.discrepancies[column] * np.where(above, *slopes)
        away = np.maximum(low - means, means - high)
        found = away / np.sqrt(np.maximum(variances + apart**2, _LEAST_VARIANCE))
        return np.where(np.isnan(means), -np.inf, found)

    def measure(self, rank: int) -> Measure:
        """Measure points by the ``rank``-th largest implausibility of all targets (1: the largest).

        A point is left as soon as so many targets exceed the limit; those that have ruled out
        most so far are asked first.
        """
        count = len(self.targets)
        rank = min(rank, count)
        ruled = np.zeros(count)

        def of(points: Floats, limit: float) -> Floats:
            each = np.full((len(points), count), -np.inf)
            left = np.arange(len(points))
            for column in map(int, np.argsort(-ruled, kind="stable")):
                each[left, column] = self._away(column, *self._level(column, points[left]))
                ruled[column] += (each[left, column] > limit).sum()
                left = left[(each[left] > limit).sum(axis=1) < rank]
                if not len(left):
                    break
            found: Floats = np.sort(each, axis=1)[:, -rank]
            return found

        return of


def band(target: Target, scale: Scale) -> tuple[float, float]:
    """Find the ends of a band on a scale, infinite where it is open."""
    low, high = (
        end if math.isinf(end) else float(scale.to(np.array(end)))
        for end in (target.low, target.high)
    )
    return low, high


def judge(
    targets: Sequence[Target],
    scales: Sequence[Scale],
    discrepancies: Sequence[float],
    points: Floats,
    figures: Floats,
) -> Judge:
    """Emulate what runs found.

    Args:
        targets: The targets.
        scales: The scale of each.
        discrepancies: Standard deviation of each, in its unit.
        points: Shape (runs, parameters), in [0, 1].
        figures: Shape (runs, targets, seeds), NaN where null.
    """
    seeds = figures.shape[2]
    means: list[Emulator | None] = []
    spreads: list[Emulator | None] = []
    for column, scale in enumerate(scales):
        values = scale.to(figures[:, column])
        known = ~np.isnan(values).any(axis=1)
        mean = values[known].mean(axis=1)
        flat = known.sum() < LEAST_RUNS or float(np.std(mean)) < 1e-9
        means.append(None if flat else fit(points[known], mean))
        varied = values[known].var(axis=1, ddof=1) if seeds > 1 and not flat else np.zeros(0)
        moving = varied > 0
        enough = moving.sum() >= 2 * LEAST_RUNS
        logs = np.log(varied[moving]) + _CHI
        spreads.append(fit(points[known][moving], logs) if enough else None)
    return Judge(
        tuple(targets), tuple(scales), tuple(discrepancies), tuple(means), tuple(spreads), seeds
    )


def excluding(ruled: NDArray[np.bool_]) -> tuple[int, int] | None:
    """Find two targets of which each leaves points, and no point is left by both; else None.

    Args:
        ruled: Whether a target rules out a point, shape (points, targets).
    """
    some = np.flatnonzero(~ruled.all(axis=0))
    for place, one in enumerate(some):
        for other in some[place + 1 :]:
            if (ruled[:, one] | ruled[:, other]).all():
                return int(one), int(other)
    return None


@dataclass(frozen=True, slots=True)
class Region:
    """Points spread evenly over what is not ruled out, and what share of the cube that is."""

    points: Floats
    share: float


def region(
    measure: Measure, parameters: int, cutoff: float, draws: Stream, aim: float | None = None
) -> Region:
    """Find points of implausibility ``cutoff`` at most, however small that region is.

    Regions shrink until a quarter of the points lies in the last one; in each, points walk along
    differences of others and never leave it. With ``aim``, below ``cutoff``, the points go on
    as near to it as they come; the share is still that of ``cutoff``.

    Returns:
        A region with no point when none is found.
    """
    goal = cutoff if aim is None else min(aim, cutoff)
    points = draws.random((POPULATION, parameters))
    found, share, left = measure(points, math.inf), 1.0, 0.0
    for _ in range(MOST_LEVELS):
        reached = float(np.mean(found <= goal))
        limit = goal if reached >= _KEPT else float(np.quantile(found, _KEPT))
        if not left:
            limit = max(limit, cutoff)
        inside = found <= limit
        share *= float(np.mean(inside))
        chosen = draws.choice(np.flatnonzero(inside), POPULATION)
        points, found = points[chosen], found[chosen]
        points, found = _walk(measure, points, found, limit, draws)
        if limit <= cutoff:
            left = left or share
        if limit <= goal:
            points, found = _walk(measure, points, found, goal, draws)
            break
    if not left:
        return Region(np.empty((0, parameters)), 0.0)
    return Region(np.unique(points, axis=0), left)


def _walk(
    measure: Measure, points: Floats, found: Floats, limit: float, draws: Stream
) -> tuple[Floats, Floats]:
    """Move each point many times within a region."""
    count, parameters = points.shape
    for move in range(_MOVES):
        one, other = (draws.integers(0, count, count) for _ in range(2))
        factor = 2.38 / math.sqrt(2 * parameters) * (1.0 if move % 4 else 0.3)
        # Only some parameters move at once, so that more moves stay inside.
        moved = draws.random((count, parameters)) < (0.3 if move % 2 else 1.0)
        step = factor * (points[one] - points[other])
        step += draws.normal(0.0, 0.01, step.shape)
        tried = points + np.where(moved, step, 0.0)
        allowed = ((tried >= 0) & (tried <= 1)).all(axis=1)
        values = np.full(count, math.inf)
        if allowed.any():
            values[allowed] = measure(tried[allowed], limit)
        taken = values <= limit
        points, found = np.where(taken[:, None], tried, points), np.where(taken, values, found)
    return points, found


def spread_out(points: Floats, count: int, first: int = 0) -> list[int]:
    """Choose points that lie far apart, each next one farthest from all before."""
    if not len(points):
        return []
    chosen = [first]
    gaps = ((points - points[first]) ** 2).sum(axis=1)
    while len(chosen) < min(count, len(points)):
        farthest = int(np.argmax(gaps))
        if gaps[farthest] == 0:
            break
        chosen.append(farthest)
        gaps = np.minimum(gaps, ((points - points[farthest]) ** 2).sum(axis=1))
    return chosen


def contraction(places: Floats) -> Floats:
    """Measure how each parameter has narrowed: 1 - variance left / variance of range.

    Args:
        places: Shape (sets, parameters), in [0, 1].

    Returns:
        Shape (parameters,); 0 (nothing learned, also where it is wider) to 1.
    """
    return np.clip(1 - 12 * places.var(axis=0), 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Slopes:
    """How the parameters that do not enter the waves move the targets, one at a time.

    ``defaults`` (parameters) are their places in force; ``low`` and ``high`` (parameters,
    targets) the moves of the means at both ends of the ranges, on the scales of the targets;
    between, a move is in proportion.
    """

    defaults: Floats
    low: Floats
    high: Floats

    def shifts(self, places: Floats) -> Floats:
        """Compute what points move the means by, shape (points, targets)."""
        away = places - self.defaults
        below = np.maximum(-away, 0.0) / np.maximum(self.defaults, _EDGE)
        above = np.maximum(away, 0.0) / np.maximum(1 - self.defaults, _EDGE)
        found: Floats = below @ self.low + above @ self.high
        return found


def with_rest(
    judged: Judge, slopes: Slopes, means: Floats, variances: Floats, cutoff: float, draws: Stream
) -> tuple[Floats, Floats]:
    """Draw the other parameters for each point, and say how implausible that makes it.

    They are drawn over their whole ranges; the first draw that is not ruled out is taken, or the
    least implausible one.

    Args:
        judged: Judges what comes of it.
        slopes: How the other parameters move the targets.
        means: Level of each target at the points, on its scale, shape (points, targets).
        variances: How unsure that is, shape (points, targets).
        cutoff: Implausibility at most, by the worst target.
        draws: Random numbers.

    Returns:
        Shapes (points, other parameters) and (points,).
    """
    found, reached = [], []
    for mean, variance in zip(means, variances, strict=True):
        tried = draws.random((_TRIED, len(slopes.defaults)))
        moved = mean + slopes.shifts(tried)
        worst = judged.implausibility(moved, np.broadcast_to(variance, moved.shape)).max(axis=1)
        good = np.flatnonzero(worst <= cutoff)
        chosen = int(good[0] if len(good) else np.argmin(worst))
        found.append(tried[chosen])
        reached.append(worst[chosen])
    return np.array(found).reshape(len(means), len(slopes.defaults)), np.array(reached)
