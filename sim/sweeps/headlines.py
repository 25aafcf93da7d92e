"""The headline of metrics in every run of a plan: what analyses of a store start from."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sim.analysis.compare import HEADLINE_MONTHS
from sim.runs.tables import TOWN
from sim.sweeps.plan import Pair, Plan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Headlines = Mapping[Pair, float]
"""Headline of a metric, by variant and seed; NaN where it is null."""


def headlines(
    connection: "DuckDBPyConnection", plan: Plan, metrics: Sequence[str]
) -> dict[str, Headlines]:
    """The headline of metrics in every run of a plan that is done.

    As in a comparison: the mean over the last 12 months of the run, its common past left out.

    Args:
        connection: What `sim.sweeps.tables.connect` made.
        plan: The plan.
        metrics: Names of the metrics.
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
            known = [value for value in values[:months] if value is not None]
            found[name][variant, seed] = math.fsum(known) / len(known) if known else math.nan
    return dict(found)
