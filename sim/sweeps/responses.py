"""What the points of a plan came to: headlines of metrics, and the cost, by point and seed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.declare import MEASURES
from sim.sweeps.headlines import headlines
from sim.sweeps.plan import Plan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COST = "cost"
"""What all measures cost together, yuan a year, scaled up to the whole town."""
COST_METRICS = tuple(f"cost_{measure}" for measure in MEASURES)


def needed(names: Sequence[str]) -> tuple[str, ...]:
    """The metrics that must be known for some names, of which one may be the cost."""
    found = [metric for name in names for metric in (COST_METRICS if name == COST else (name,))]
    return tuple(dict.fromkeys(found))


def responses(
    connection: "DuckDBPyConnection", plan: Plan, names: Sequence[str]
) -> dict[str, NDArray[np.float64]]:
    """What the points of a plan came to.

    Args:
        connection: What `sim.sweeps.tables.connect` made.
        plan: A plan of one scenario or two.
        names: Metrics, or ``cost``.

    Returns:
        By name, shape (points, seeds): the level, or where there are two scenarios the second
        minus the first with the same seed.
    """
    experiment = plan.experiment
    count, last = len(experiment.points), len(experiment.bases) - 1
    known = headlines(connection, plan, needed(names))

    def levels(metric: str) -> NDArray[np.float64]:
        """Shape (scenarios, points, seeds)."""
        return np.array(
            [
                [
                    [known[metric][base * count + point, seed] for seed in experiment.seeds]
                    for point in range(count)
                ]
                for base in range(last + 1)
            ]
        )

    found = {}
    for name in names:
        if name == COST:
            scales = [
                [experiment.scenario(base, point).scale for point in range(count)]
                for base in range(last + 1)
            ]
            total = np.sum([levels(metric) for metric in COST_METRICS], axis=0)
            level = total / np.array(scales)[:, :, None]
        else:
            level = levels(name)
        found[name] = level[last] - level[0] if last else level[0]
    return found


def headline_costs(figures: Mapping[str, float], scale: float) -> float:
    """What all measures cost together, yuan a year in the whole town.

    Args:
        figures: By metric, those of `COST_METRICS` at least.
        scale: Share of the residents that was simulated.
    """
    return sum(figures[metric] for metric in COST_METRICS) / scale
