"""Which conditions an outcome of interest comes with: boxes (PRIM), and scores of factors.

Each point is judged by its mean over seeds. Boxes are found on all points; how far they hold
beyond these is told by finding them on one half of the points and looking at the other.

Source:
    Friedman & Fisher 1999, Stat. Comput. 9 (PRIM); Bryant & Lempert 2010, Technol. Forecast. Soc.
    Change 77 (scenario discovery, coverage, density, quasi-p); Jaxa-Rozen & Kwakkel 2018,
    Environ. Model. Softw. 107 (scores of extra trees). Both as in EMA Workbench (Kwakkel 2017,
    Environ. Model. Softw. 96).
"""

import logging
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import ALPHA, CONFIDENCE
from sim.rng import Draws, hashed_id

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

Limits = tuple[tuple[str, float, float, tuple[str, ...], float], ...]

HALVES = 10
"""How often the points are halved."""
RESAMPLES = 20
"""Bootstrap resamples of the scores."""
TREES = 100
FEWEST = 5
"""Points of interest, and others, without which nothing can be told of either."""
_OPEN = -1
"""What EMA Workbench gives as quasi-p of an end that is not restricted."""
PROBE = "(chance)"
"""A factor that does nothing: its score is what luck gives."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a box asks of one factor.

    Attributes:
        factor: The factor.
        low: Lower limit; NaN where there is none.
        high: Upper limit; NaN where there is none.
        levels: Levels of a factor that has names for them; empty for others.
        quasi_p: Probability that the factor would seem to matter so much by chance, the larger
            of its ends.
        reproduced: Share of halves of the points whose box restricts the factor too.
    """

    factor: str
    low: float
    high: float
    levels: tuple[str, ...]
    quasi_p: float
    reproduced: float


@dataclass(frozen=True, slots=True)
class Box:
    """Part of the space of factors in which points of interest are dense.

    Attributes:
        limits: What it asks; the surest first.
        coverage: Share of all points of interest that lie in it.
        density: Share of its points that are of interest.
        density_low: Lower end of the interval of `density` (Wilson).
        density_high: Upper end.
        mass: Share of all points that lie in it.
        points: Points in it.
        coverage_other: Mean coverage, in the other half, of boxes found on one half.
        density_other: Their mean density there.
        inside: Which points lie in it, by place.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    density_low: float
    density_high: float
    mass: float
    points: int
    coverage_other: float
    density_other: float
    inside: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """How boxes are found.

    Attributes:
        most: How many at most.
        density: Share of points of interest that is wanted in a box.
        peel: Share of points that is peeled away.
        mass: Smallest share of points in a box.
        seed: Seed of the halves.
    """

    most: int
    density: float
    peel: float
    mass: float
    seed: int


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what EMA Workbench and scikit-learn say of themselves."""
    log = logging.getLogger("EMA")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)


def wilson(count: int, total: int) -> tuple[float, float]:
    """Compute the interval of a share (Wilson 1927); NaN without any."""
    from scipy.stats import norm

    if not total:
        return math.nan, math.nan
    z = float(norm.ppf((1 + CONFIDENCE) / 2))
    share, square = count / total, z * z / total
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / total + square / (4 * total))
    return middle - half, middle + half


def find_boxes(points: "pd.DataFrame", interest: Flags, search: Search) -> list[Box]:
    """Find boxes, each among the points that those before it do not hold.

    Of what peeling leaves, the box is the one that covers most while its density is what is
    wanted, or the densest where none is; ends of ranges whose quasi-p is not below 5 % are dropped.

    Args:
        points: Values of the factors, a column each: numbers, or names of levels.
        interest: Which points are of interest.
        search: How.

    Returns:
        The first box first. Empty where fewer than `FEWEST` points are of interest, or of none;
        boxes without limits, and those no denser than all points, are left out.
    """
    if min(int(interest.sum()), int((~interest).sum())) < FEWEST:
        return []
    with _quiet():
        found = _peeled(points, interest, search, search.most)
        if not found:
            return []
        others = _on_halves(points, interest, search)
    boxes = []
    total = int(interest.sum())
    for index, (limits, inside) in enumerate(found):
        count, hits = int(inside.sum()), int(interest[inside].sum())
        ends = wilson(hits, count)
        other = math.nan, math.nan
        if not index and others:
            other = (
                float(np.mean([one[0] for one in others])),
                float(np.mean([one[1] for one in others])),
            )
        again = [
            Limit(
                *one,
                sum(one[0] in names for *_, names in others) / max(len(others), 1)
                if not index
                else math.nan,
            )
            for one in limits
        ]
        boxes.append(
            Box(
                tuple(again),
                hits / total,
                hits / count,
                *ends,
                count / len(points),
                count,
                *other,
                tuple(np.flatnonzero(inside).tolist()),
            )
        )
    return boxes


def _peeled(
    points: "pd.DataFrame", interest: Flags, search: Search, most: int
) -> list[tuple[Limits, Flags]]:
    """Peel the limits of each box, and mark the points in it that lie in none before."""
    from ema_workbench.analysis.prim import Prim

    prim: Any = Prim(points, interest.astype(int), peel_alpha=search.peel, mass_min=search.mass)
    base, found = float(interest.mean()), []
    for _ in range(most):
        box = prim.find_box()
        if box is None:
            break
        chosen = _choose(box, search.density)
        limits = _limits(box, chosen)
        inside = np.zeros(len(points), dtype=np.bool_)
        inside[np.asarray(box.yi, dtype=int)] = True
        if not limits or not inside.any() or interest[inside].mean() <= base:
            break
        found.append((limits, inside))
    return found


def _choose(box: Any, density: float) -> int:
    """Select a box of the trajectory, and drop limits that may be chance; its place there."""
    path = box.peeling_trajectory
    dense = path[path["density"] >= density]
    chosen = int(
        dense.sort_values(["coverage", "density"], ascending=False, kind="stable").index[0]
        if len(dense)
        else path.sort_values(["density", "coverage"], ascending=False, kind="stable").index[0]
    )
    while True:
        box.select(chosen)
        chances = [
            (float(chance), name, end)
            for name, ends in box.p_values[chosen].items()
            for end, chance in enumerate(ends)
            if not 0 <= chance < ALPHA and chance != _OPEN
        ]
        if not chances:
            return chosen
        _, name, end = max(chances)
        limits = box.box_lims[chosen].copy()
        if isinstance(limits[name].iloc[0], (set, frozenset)):
            box.drop_restriction(name, chosen)
        else:
            limits.loc[end, name] = box.box_lims[0].loc[end, name]
            left = np.asarray(box.prim.yi_remaining, dtype=int)
            inside = _holds(box.prim.x.iloc[left], _within(limits, box.box_lims[0]))
            box.update(limits, left[inside])
        chosen = len(box.box_lims) - 1


def _within(now: Any, whole: Any) -> Limits:
    """Keep the limits of a box, NaN at ends that are those of all points."""
    found: list[tuple[str, float, float, tuple[str, ...], float]] = []
    for name in now.columns:
        low, high = now[name].iloc[0], now[name].iloc[1]
        if isinstance(low, (set, frozenset)):
            if low != whole[name].iloc[0]:
                levels = tuple(sorted(map(str, low)))
                found.append((str(name), math.nan, math.nan, levels, math.nan))
            continue
        ends = [
            math.nan if end == all_of_it else float(end)
            for end, all_of_it in zip((low, high), whole[name], strict=True)
        ]
        if not all(map(math.isnan, ends)):
            found.append((str(name), ends[0], ends[1], (), math.nan))
    return tuple(found)


def _quasi_p(values: Sequence[float]) -> float:
    """Find the larger quasi-p of the ends that are restricted."""
    known = [float(value) for value in np.ravel(values) if value != _OPEN]
    return max(known) if known else 1.0


def _limits(box: Any, chosen: int) -> Limits:
    """List the limits of a selected box, the surest first."""
    chances = {str(name): _quasi_p(ends) for name, ends in box.p_values[chosen].items()}
    found = [
        (*one[:4], chances.get(one[0], math.nan))
        for one in _within(box.box_lims[chosen], box.box_lims[0])
    ]
    return tuple(sorted(found, key=lambda one: (one[4], one[0])))


def _holds(points: "pd.DataFrame", limits: Limits) -> Flags:
    """Mark the points that lie within limits."""
    inside = np.ones(len(points), dtype=np.bool_)
    for name, low, high, levels, _ in limits:
        column = points[name].to_numpy()
        if levels:
            inside &= np.isin(column.astype(str), levels)
            continue
        inside &= ~(column < low) & ~(column > high)
    return inside


def _on_halves(
    points: "pd.DataFrame", interest: Flags, search: Search
) -> list[tuple[float, float, frozenset[str]]]:
    """Find the first box on one half of the points; judge its coverage and density on the other."""
    draws, found = Draws(search.seed), []
    for turn in range(HALVES):
        order = np.argsort(
            draws.uniforms("discovery/halves", turn, np.arange(len(points))), kind="stable"
        )
        own, other = order[: len(order) // 2], order[len(order) // 2 :]
        if min(int(interest[own].sum()), int((~interest[own]).sum())) < FEWEST:
            continue
        made = _peeled(points.iloc[own].reset_index(drop=True), interest[own], search, 1)
        if not made or not interest[other].any():
            continue
        limits = made[0][0]
        inside = _holds(points.iloc[other], limits)
        hits = int(interest[other][inside].sum())
        density = hits / int(inside.sum()) if inside.any() else 0.0
        names = frozenset(one[0] for one in limits)
        found.append((hits / int(interest[other].sum()), density, names))
    return found


def score_factors(
    points: "pd.DataFrame", outcome: Floats | Flags, seed: int
) -> dict[str, tuple[float, float, float]]:
    """Score by extra trees how much factors tell of an outcome; scores sum to 1.

    Args:
        points: Values of the factors.
        outcome: Of each point a number, or whether it is of interest.
        seed: Seed of trees and bootstrap.

    Returns:
        By factor, the greatest first, mean over bootstrap resamples of the points and their
        interval; with `PROBE`, a factor that does nothing. Empty when points do not differ.
    """
    if len(np.unique(outcome)) < 2:
        return {}
    with _quiet():
        from ema_workbench.analysis.feature_scoring import get_ex_feature_scores
        from ema_workbench.analysis.scenario_discovery_util import RuleInductionType

    flags = outcome.dtype == np.bool_
    mode = RuleInductionType.CLASSIFICATION if flags else RuleInductionType.REGRESSION
    draws, who = Draws(seed), np.arange(len(points))
    whole = points.assign(**{PROBE: draws.uniforms("discovery/probe", 0, who)})
    scores: dict[str, list[float]] = {name: [] for name in whole.columns}
    with _quiet():
        for turn in range(RESAMPLES):
            drawn = (draws.uniforms("discovery/scores", turn, who) * len(who)).astype(np.int64)
            if len(np.unique(outcome[drawn])) < 2:
                continue
            table, _ = get_ex_feature_scores(
                whole.iloc[drawn].reset_index(drop=True),
                outcome[drawn],
                mode=mode,
                nr_trees=TREES,
                max_features=max(1, round(whole.shape[1] / 3)),
                random_state=hashed_id("discovery", seed, turn) % 2**32,
            )
            for name, score in zip(table.index, table.iloc[:, 0], strict=True):
                scores[str(name)].append(float(score))
    tail = 50 * (1 - CONFIDENCE)
    found: dict[str, tuple[float, float, float]] = {}
    for name, values in scores.items():
        if values:
            low, high = np.percentile(values, [tail, 100 - tail])
            found[name] = (float(np.mean(values)), float(low), float(high))
    return dict(sorted(found.items(), key=lambda item: (-item[1][0], item[0])))


def noise_share(values: Floats) -> float:
    """Find the share of luck in the variance of single runs; NaN for one seed.

    Args:
        values: Shape (points, seeds).
    """
    known = values[~np.isnan(values).any(axis=1)]
    if known.shape[1] < 2 or len(known) < 2:
        return math.nan
    luck = float(known.var(axis=1, ddof=1).mean())
    between = max(float(known.mean(axis=1).var(ddof=1)) - luck / known.shape[1], 0.0)
    return luck / (luck + between) if luck + between > 0 else math.nan


def of_interest(
    values: Mapping[str, Floats], conditions: Sequence[tuple[str, str, float]]
) -> tuple[Flags, Flags]:
    """Mark points of interest, by their mean over seeds and by each seed alone.

    Args:
        values: By metric, shape (points, seeds).
        conditions: Metric, ``above`` or ``below``, and threshold; all must hold.

    Returns:
        Shape (points,), and (points, seeds). What is NaN is of no interest.
    """
    shape = next(iter(values.values())).shape
    mean, single = np.ones(shape[0], dtype=np.bool_), np.ones(shape, dtype=np.bool_)
    for metric, way, threshold in conditions:
        sign = 1 if way == "above" else -1
        mean &= sign * values[metric].mean(axis=1) > sign * threshold
        single &= sign * values[metric] > sign * threshold
    return mean, single
