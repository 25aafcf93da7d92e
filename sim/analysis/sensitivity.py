"""What outcomes depend on: Morris screening and Sobol indices, with the luck of seeds taken out.

Designs are points in the unit cube, one column a factor; what the factors are and how points
become runs is told elsewhere, so that the way from design to index is the same for the model and
for any test function.

Every point is run on the same seeds. Each run is the mean response of its point plus the luck of
its seed, and luck that two seeds do not share cancels in products of two different seeds. All
squares and products below are therefore means over pairs of different seeds, which leaves of
them what the factors do, and what is left over is the seeds' own share.

Source:
    Morris 1991, Technometrics 33; Campolongo, Cariboni & Saltelli 2007, Environ. Model. Softw. 22
    (mean of absolute effects). Sobol' 1993; Saltelli et al. 2010, Comput. Phys. Commun. 181
    (first-order and total estimators, design). Designs are SALib's (Herman & Usher 2017).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import CONFIDENCE
from sim.rng import Draws

Floats = NDArray[np.float64]

RESAMPLES = 1000
"""Bootstrap resamples."""


def morris_points(factors: int, trajectories: int) -> int:
    """Count the points of `morris_design`: the start of each trajectory and a step a factor."""
    return trajectories * (factors + 1)


def sobol_points(factors: int, samples: int) -> int:
    """Count the points of `sobol_design`: A, B and, for each factor, A with it from B."""
    return samples * (factors + 2)


def morris_design(factors: int, trajectories: int, levels: int, seed: int) -> Floats:
    """Draw trajectories through a grid, each moving one factor at a time.

    Returns:
        Shape (`morris_points`, factors), in [0, 1].
    """
    from SALib.sample.morris import sample

    found: Floats = sample(_problem(factors), trajectories, num_levels=levels, seed=seed)
    return found


def sobol_design(factors: int, samples: int, seed: int) -> Floats:
    """Draw Saltelli's design for first-order and total indices.

    Args:
        factors: How many factors.
        samples: Base samples, a power of two.
        seed: Seed of the scrambling.

    Returns:
        Shape (`sobol_points`, factors), in [0, 1]: of each base sample the point of A,
        those of A with one factor from B, and that of B.
    """
    from SALib.sample.sobol import sample

    found: Floats = sample(_problem(factors), samples, calc_second_order=False, seed=seed)
    return found


def _problem(factors: int) -> dict[str, Any]:
    """Describe factors from 0 to 1 as SALib has them."""
    names = [str(index) for index in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


@dataclass(frozen=True, slots=True)
class Screened:
    """What Morris screening says of one factor, in the unit of the metric for its whole range.

    Attributes:
        mu: Mean effect of moving the factor from its lowest to its highest value.
        mu_star: Mean of absolute effects.
        low: Lower end of the interval of `mu_star`.
        high: Upper end.
        sigma: Standard deviation of effects between trajectories: what depends on other factors
            or is not linear; the luck of seeds is taken out.
        noise: Size that `mu_star` would have from the luck of seeds alone; NaN for one seed.
    """

    mu: float
    mu_star: float
    low: float
    high: float
    sigma: float
    noise: float


def elementary_effects(design: Floats, values: Floats) -> Floats:
    """Measure what factors do in each trajectory and seed, per range of the factor.

    Returns:
        Shape (trajectories, factors, seeds).
    """
    factors = design.shape[1]
    points = design.reshape(-1, factors + 1, factors)
    found = values.reshape(len(points), factors + 1, -1)
    steps, changes = np.diff(points, axis=1), np.diff(found, axis=1)
    moved = np.argmax(np.abs(steps), axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)
    effects = np.empty_like(changes)
    np.put_along_axis(effects, moved[:, :, None], changes / size, axis=1)
    return effects


def screen(design: Floats, values: Floats, seed: int) -> list[Screened]:
    """Screen every factor after Morris.

    Args:
        design: What `morris_design` made.
        values: A metric at its points, shape (points, seeds); a trajectory in which it is NaN
            anywhere does not count.
        seed: Seed of the bootstrap.

    Returns:
        One for each factor; NaN with fewer than two trajectories.
    """
    effects = elementary_effects(design, values)
    effects = effects[~np.isnan(effects).any(axis=(1, 2))]
    count, factors, seeds = effects.shape
    if count < 2:
        return [Screened(*[math.nan] * 6)] * factors
    mean = effects.mean(axis=2)
    luck = np.full(factors, math.nan)
    spread = mean.var(axis=0, ddof=1)
    if seeds > 1:
        luck = (effects.var(axis=2, ddof=1) / seeds).mean(axis=0)
        spread = np.maximum(spread - luck, 0.0)
    size = np.abs(mean)
    resampled = _resampled_means(size, "morris", seed)
    low, high = _ends(resampled)
    # The mean absolute value of a normal number is sqrt(2 / pi) standard deviations.
    noise = np.sqrt(2 / math.pi * luck)
    columns = (mean.mean(axis=0), size.mean(axis=0), low, high, np.sqrt(spread), noise)
    return [Screened(*map(float, row)) for row in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class Index:
    """Sobol indices of one factor, with bootstrap intervals.

    Attributes:
        first: Share of variance that the factor explains alone.
        first_low: Lower end of its interval.
        first_high: Upper end.
        total: Share of variance in which the factor has a part, alone or with others.
        total_low: Lower end of its interval.
        total_high: Upper end.
    """

    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True, slots=True)
class Variance:
    """What the variance of one run consists of.

    Attributes:
        run: Variance of single runs over points and seeds.
        factors: Variance of the mean response over points: what indices are shares of.
        seed_share: Share of `run` that is the luck of the seed; NaN for one seed.
        low: Lower end of its interval.
        high: Upper end.
        rows: Base samples that count.
    """

    run: float
    factors: float
    seed_share: float
    low: float
    high: float
    rows: int


def sobol_indices(values: Floats, factors: int, seed: int) -> tuple[list[Index], Variance]:
    """Estimate first-order and total indices of every factor.

    Intervals are percentiles of a bootstrap over base samples; the seeds stay what they are.

    Args:
        values: A metric at the points of `sobol_design`, shape (points, seeds); a base sample
            in which it is NaN anywhere does not count.
        factors: How many factors.
        seed: Seed of the bootstrap.

    Returns:
        Indices, one for each factor, and the variances. Indices are NaN where points do not
        surely differ by more than luck: where that leaves no variance in more resamples than
        lie beyond one end of an interval.
    """
    rows = values.reshape(-1, factors + 2, values.shape[1])
    rows = rows[~np.isnan(rows).any(axis=(1, 2))]
    if len(rows) < 2:
        missing = Variance(math.nan, math.nan, math.nan, math.nan, math.nan, len(rows))
        return [Index(*[math.nan] * 6)] * factors, missing
    # What a seed adds to all points alike is luck, and no part of any index.
    luck = rows.mean(axis=(0, 1))
    rows = rows - luck
    parts = _parts(rows)
    drawn = _drawn(len(rows), "sobol", seed)
    found = _indices(*(part.mean(axis=0) for part in parts))
    resampled = _indices(*(_mean_of(part, drawn) for part in parts))
    if np.isnan(resampled[0]).any(axis=1).mean() > (1 - CONFIDENCE) / 2:
        found = (found[0] * math.nan, found[1] * math.nan, *found[2:])
    ends = [
        _ends(part) if not np.isnan(found[0]).any() else (part[0] * math.nan,) * 2
        for part in resampled[:2]
    ]
    columns = [found[0], *ends[0], found[1], *ends[1]]
    indices = [Index(*map(float, row)) for row in zip(*columns, strict=True)]
    between = float(luck.var(ddof=1)) if luck.size > 1 else 0.0
    return indices, _variance(found, resampled, between, len(rows), luck.size)


def _parts(rows: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Compute what indices are made of, by base sample.

    Args:
        rows: Values without the mean of each seed, shape (samples, factors + 2, seeds).

    Returns:
        Numerators of the first-order and of the total indices, shape (samples, factors); square
        of the response over pairs of seeds, and over single seeds, of A and B, shape (samples,);
        sum of A and B by seed, whose mean is not exactly that of all points, shape (samples,
        seeds).
    """
    a, b, mixed = rows[:, 0], rows[:, -1], rows[:, 1:-1]
    first = _over_pairs(b[:, None], mixed - a[:, None])
    total = 0.5 * _over_pairs(mixed - a[:, None], mixed - a[:, None])
    square = 0.5 * (_over_pairs(a, a) + _over_pairs(b, b))
    single = 0.5 * (a**2 + b**2).mean(axis=-1)
    return first, total, square, single, 0.5 * (a + b)


def _over_pairs(left: Floats, right: Floats) -> Floats:
    """Average products over all pairs of different seeds, the last axis; of one seed, its own."""
    seeds = left.shape[-1]
    product = (left * right).sum(axis=-1)
    if seeds == 1:
        found: Floats = product
        return found
    everything = left.sum(axis=-1) * right.sum(axis=-1)
    pairs: Floats = (everything - product) / (seeds * (seeds - 1))
    return pairs


def _indices(
    first: Floats, total: Floats, square: Floats, single: Floats, middle: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Compute indices from means of `_parts`; the last axis holds factors or seeds.

    Returns:
        First-order and total indices, variance of the mean response, and of the runs of a seed.
    """
    variance = square - _over_pairs(middle, middle)
    within = single - (middle**2).mean(axis=-1)
    # Rounding errors of points that do not differ are no variance.
    known = np.where(variance > 1e-12 * np.abs(within), variance, math.nan)
    return first / known[..., None], total / known[..., None], variance, within


def _variance(
    found: tuple[Floats, ...], resampled: tuple[Floats, ...], between: float, rows: int, seeds: int
) -> Variance:
    """Compute the variances, with the interval of the seeds' share."""
    _, _, variance, within = (float(np.mean(part)) for part in found)
    run = within + between
    if seeds < 2 or run <= 0:
        return Variance(run, variance, math.nan, math.nan, math.nan, rows)
    shares = 1 - resampled[2] / (resampled[3] + between)
    low, high = (float(np.clip(end, 0, 1)) for end in _ends(shares))
    share = float(np.clip(1 - variance / run, 0, 1))
    return Variance(run, max(variance, 0.0), share, low, high, rows)


def _drawn(count: int, decision: str, seed: int) -> NDArray[np.int64]:
    """Draw rows of bootstrap resamples, shape (resamples, count)."""
    ids = np.arange(RESAMPLES * count)
    uniforms = Draws(seed).uniforms(f"sensitivity/{decision}", 0, ids)
    return (uniforms * count).astype(np.int64).reshape(RESAMPLES, count)


def _mean_of(part: Floats, drawn: NDArray[np.int64]) -> Floats:
    """Average the rows of each resample, shape (resamples, ...)."""
    counts = np.zeros((len(drawn), len(part)))
    np.add.at(counts, (np.arange(len(drawn))[:, None], drawn), 1.0)
    flat = part.reshape(len(part), -1)
    return (counts @ flat / len(part)).reshape(len(drawn), *part.shape[1:])


def _resampled_means(part: Floats, decision: str, seed: int) -> Floats:
    """Average bootstrap resamples of the rows, shape (resamples, columns)."""
    return _mean_of(part, _drawn(len(part), decision, seed))


def _ends(resampled: Floats) -> tuple[Floats, Floats]:
    """Find the percentile interval of each column, over resamples with a value; NaN without."""
    known = resampled[~np.isnan(resampled).reshape(len(resampled), -1).any(axis=1)]
    if not len(known):
        nothing = np.full(resampled.shape[1:], math.nan)
        return nothing, nothing
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(known, [tail, 100 - tail], axis=0)
    return low, high


def importance(screened: Sequence[Sequence[Screened]]) -> list[float]:
    """Rank factors by how much they matter: the most that each does to a metric.

    Args:
        screened: What `screen` says, by metric.

    Returns:
        By factor, 0 to 1: the largest over metrics of its mean absolute effect as a share of
        that of the factor that moves the metric most.
    """
    shares = []
    for one in screened:
        sizes = [0.0 if math.isnan(each.mu_star) else each.mu_star for each in one]
        largest = max(sizes)
        shares.append([size / largest if largest > 0 else 0.0 for size in sizes])
    return [max(column) for column in zip(*shares, strict=True)]
