"""What the points of a plan came to, and whether more seeds are needed.

Each scenario is compared with the baseline at the same point of the design, seed by seed; when
there is but one scenario, each point with the first point. What is compared is the headline of
the metric, as in a comparison: its mean over the last 12 months of the run.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import COST_METRICS, HEADLINE_MONTHS, headline_costs, headline_of
from sim.analysis.intervals import Interval, seeds_needed, t_interval
from sim.runs.tables import TOWN
from sim.sweeps.plan import Pair, Plan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sim.sweeps.kinds import UntilPart


# --- The headline of metrics in every run of a plan: what analyses of a store start from

Headlines = Mapping[Pair, float]
"""Headline of a metric, by variant and seed; NaN where it is null."""


def headlines(
    connection: "DuckDBPyConnection", plan: Plan, metrics: Sequence[str]
) -> dict[str, Headlines]:
    """Average metrics over the headline months in every run of a plan that is done.

    As in a comparison: the mean over the last 12 months of the run, its common past left out.
    """
    latest = ", ".join(
        f'list("{name}" ORDER BY month DESC)[:{HEADLINE_MONTHS}]' for name in metrics
    )
    rows = connection.execute(
        f"SELECT scenario, point, seed, {latest} "
        "FROM metrics WHERE community = ? AND plan = ? GROUP BY scenario, point, seed",
        [TOWN, plan.name],
    ).fetchall()
    places = {
        (plan.scenario_name(index), one.point): index for index, one in enumerate(plan.variants)
    }
    found: dict[str, dict[Pair, float]] = {name: {} for name in metrics}
    for scenario, point, seed, *columns in rows:
        variant = places[scenario, point]
        one = plan.variants[variant]
        months = one.months - plan.experiment.burn_in(one.base, one.point)
        for name, values in zip(metrics, columns, strict=True):
            found[name][variant, seed] = headline_of(values[:months])
    return dict(found)


# --- What the points of a plan came to: headlines of metrics, and the cost, by point and seed

COST = "cost"
"""What all measures cost together, yuan a year, scaled up to the whole town."""


def needed(names: Sequence[str]) -> tuple[str, ...]:
    """List the metrics that must be known for some names, one of which may be the cost."""
    found = [metric for name in names for metric in (COST_METRICS if name == COST else (name,))]
    return tuple(dict.fromkeys(found))


def level_of[Run](
    known: Mapping[str, Mapping[Run, float]], name: str, run: Run, scale: float
) -> float:
    """Find the level of a metric, or the cost, in a run.

    Args:
        known: Headlines by metric and run.
        name: A metric, or ``cost``.
        run: Which run.
        scale: Share of the residents that it simulates.
    """
    if name != COST:
        return known[name][run]
    return headline_costs({metric: known[metric][run] for metric in COST_METRICS}, scale)


def responses(
    connection: "DuckDBPyConnection", plan: Plan, names: Sequence[str]
) -> dict[str, NDArray[np.float64]]:
    """Find what the points of a plan came to.

    Args:
        connection: What `sim.sweeps.store.connect` made.
        plan: A plan of one scenario or two.
        names: Metrics, or ``cost``.

    Returns:
        By name, shape (points, seeds): the level, or where there are two scenarios the second
        minus the first with the same seed.
    """
    experiment = plan.experiment
    count, last = len(experiment.points), len(experiment.bases) - 1
    known = headlines(connection, plan, needed(names))

    scales = [
        [experiment.scenario(base, point).scale for point in range(count)]
        for base in range(last + 1)
    ]
    found = {}
    for name in names:
        levels = np.array(
            [
                [
                    [
                        level_of(known, name, (base * count + point, seed), scale)
                        for seed in experiment.seeds
                    ]
                    for point, scale in enumerate(scales[base])
                ]
                for base in range(last + 1)
            ]
        )
        found[name] = levels[last] - levels[0] if last else levels[0]
    return found


# --- Seeds enough: more of them until paired intervals are as narrow as asked


@dataclass(frozen=True, slots=True)
class Precision:
    """How precisely a difference is known.

    Attributes:
        variant: The variant that is compared.
        reference: The variant that it is compared with.
        seeds: How many seeds were asked for.
        interval: The paired difference, over the seeds in which both are known.
        reached: Whether its interval is as narrow as asked.
    """

    variant: int
    reference: int
    seeds: int
    interval: Interval
    reached: bool

    @property
    def half_width(self) -> float:
        """Half of the width of the interval; NaN below two seeds."""
        return (self.interval.high - self.interval.low) / 2


def reference_of(plan: Plan, variant: int) -> int | None:
    """Find the variant that one is compared with; None for one that is such itself."""
    one = plan.variants[variant]
    wanted = (0, one.point) if len(plan.experiment.bases) > 1 else (0, 0)
    if (one.base, one.point) == wanted:
        return None
    return next(i for i, v in enumerate(plan.variants) if (v.base, v.point) == wanted)


def precisions(plan: Plan, known: Headlines, until: "UntilPart") -> list[Precision]:
    """Measure how precisely each difference of a plan is known."""
    seeds: dict[int, set[int]] = {}
    for variant, seed in plan.pairs:
        seeds.setdefault(variant, set()).add(seed)
    found = []
    for variant in range(len(plan.variants)):
        reference = reference_of(plan, variant)
        if reference is None:
            continue
        differences = [
            known[variant, seed] - known[reference, seed]
            for seed in sorted(seeds[variant])
            if (variant, seed) in known and (reference, seed) in known
        ]
        interval = t_interval([one for one in differences if not math.isnan(one)])
        half = (interval.high - interval.low) / 2
        # Not a number is not narrow.
        reached = half <= until.half_width
        found.append(Precision(variant, reference, len(seeds[variant]), interval, reached))
    return found


def more(plan: Plan, found: list[Precision], until: "UntilPart") -> Plan | None:
    """Add seeds to the plan where a difference is not known precisely enough.

    At most twice as many at a time: the spread that few seeds show says little.

    Args:
        plan: The plan so far.
        found: What `precisions` says of it.
        until: What is asked.

    Returns:
        The longer plan; None when all is precise enough or has as many seeds as are allowed.
    """
    first = plan.experiment.seeds
    pairs: list[Pair] = []
    for one in found:
        if one.reached or one.seeds >= until.most:
            continue
        needed = seeds_needed(one.interval.sd, until.half_width) or 2 * one.seeds
        count = min(until.most, max(one.seeds + 1, min(needed, 2 * one.seeds)))
        added = range(first[-1] + 1, first[-1] + 1 + count - len(first))
        pairs += [(index, seed) for index in (one.reference, one.variant) for seed in added]
    return plan.with_pairs(pairs) if pairs else None


def told(plan: Plan, one: Precision, until: "UntilPart") -> str:
    """Say how precisely one difference is known."""
    name = plan.scenario_name(one.variant)
    point = plan.variants[one.variant].point
    if len(plan.experiment.points) > 1:
        name += f", point {point}"
    end = "" if one.reached else f"; wider than {until.half_width:g} with as many as allowed"
    return (
        f"{name}: {until.metric} {one.interval.mean:+.4g} ± {one.half_width:.2g} "
        f"with {one.seeds} seeds{end}"
    )
