"""Seeds enough: more of them until paired intervals are as narrow as asked.

Each scenario is compared with the baseline at the same point of the design, seed by seed; when
there is but one scenario, each point with the first point. What is compared is the headline of
the metric, as in a comparison: its mean over the last 12 months of the run.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.intervals import Interval, seeds_needed, t_interval
from sim.sweeps.headlines import Headlines
from sim.sweeps.plan import Pair, Plan

if TYPE_CHECKING:
    from sim.sweeps.schema import UntilPart


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
    """The variant with which another one is compared; None for one that is such itself."""
    one = plan.variants[variant]
    wanted = (0, one.point) if len(plan.experiment.bases) > 1 else (0, 0)
    if (one.base, one.point) == wanted:
        return None
    return next(i for i, v in enumerate(plan.variants) if (v.base, v.point) == wanted)


def precisions(plan: Plan, known: Headlines, until: "UntilPart") -> list[Precision]:
    """How precisely each difference of a plan is known."""
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
    """The plan with more seeds where a difference is not known precisely enough.

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
    """How precisely one difference is known, in words."""
    name = plan.scenario_name(one.variant)
    point = plan.variants[one.variant].point
    if len(plan.experiment.points) > 1:
        name += f", point {point}"
    end = "" if one.reached else f"; wider than {until.half_width:g} with as many as allowed"
    return (
        f"{name}: {until.metric} {one.interval.mean:+.4g} ± {one.half_width:.2g} "
        f"with {one.seeds} seeds{end}"
    )
