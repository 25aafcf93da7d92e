"""What each factor of an experiment does to each metric, the others averaged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import subtracted, verdict_of
from sim.analysis.intervals import interval_of
from sim.analysis.statistics import Interval, IntervalMethod, holm
from sim.declarations.metrics import METRICS

if TYPE_CHECKING:
    import pandas as pd

MOST_LEVELS = 8
"""A factor with more values than these is looked at in parts of equal size."""
PARTS = 3


@dataclass(frozen=True, slots=True)
class Level:
    """A value of a factor, or a range of them.

    Attributes:
        low: The value, or the lower end.
        high: The same value, or the upper end.
    """

    low: float | str
    high: float | str


def levels_of(values: "pd.Series[Any]") -> tuple[list[Level], list[int]]:
    """The levels of a factor, and which of them each run is at, -1 where it has no value.

    Args:
        values: The factor in each run: numbers, or texts.
    """
    import numpy as np
    import pandas as pd

    known = values.dropna()
    numbers = pd.api.types.is_numeric_dtype(known)
    distinct = sorted(known.unique()) if numbers else list(dict.fromkeys(known))
    if not numbers or len(distinct) <= MOST_LEVELS:
        order = {value: place for place, value in enumerate(distinct)}
        levels = [Level(value, value) for value in distinct]
        return levels, [order.get(value, -1) for value in values]
    # Equal numbers of values in each part: points are spread evenly over the range.
    split = np.array_split(np.array(distinct, dtype=np.float64), PARTS)
    levels = [Level(float(part[0]), float(part[-1])) for part in split]
    starts = [float(part[0]) for part in split[1:]]
    places = [
        -1 if value != value else int(np.searchsorted(starts, value, side="right"))
        for value in values
    ]
    return levels, places


def factor_table(
    runs: "pd.DataFrame",
    factors: Sequence[str],
    metrics: Sequence[str],
    method: IntervalMethod = "t",
) -> "pd.DataFrame":
    """Each metric at each level of each factor, and its difference from the first level.

    Within each seed all runs at a level are averaged, so that the other factors and the luck of
    a seed are the same on both sides; intervals are over seeds.

    Args:
        runs: A row for each run: ``scenario``, ``seed``, the factors, and the headline of each
            metric.
        factors: Names of the columns that hold factors.
        metrics: Names of metrics.
        method: How intervals are made.

    Returns:
        Columns scenario, factor, level (from 0), value, value_high (the same but for ranges),
        metric, unit, seeds, mean, mean_low, mean_high, difference, low, high, p, p_holm (over
        all rows but first levels), verdict.
    """
    import pandas as pd

    rows: list[Mapping[str, Any]] = []
    changes: list[Interval] = []
    for scenario, own in runs.groupby("scenario", sort=False):
        for factor in factors:
            levels, places = levels_of(own[factor])
            at = own.assign(_level=places)
            wide = at[at["_level"] >= 0].groupby(["seed", "_level"])[list(metrics)].mean()
            for metric in metrics:
                values = wide[metric].unstack("_level")
                made, own_changes = _rows(str(scenario), factor, levels, metric, values, method)
                rows += made
                changes += own_changes
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    tested = table["level"] > 0
    table["p_holm"] = float("nan")
    table.loc[tested, "p_holm"] = holm(table.loc[tested, "p"].tolist())
    table["verdict"] = [
        verdict_of(change, float(row["p_holm"])) if row["level"] else ""
        for row, change in zip(table.to_dict("records"), changes, strict=True)
    ]
    return table


def _rows(
    scenario: str,
    factor: str,
    levels: Sequence[Level],
    metric: str,
    values: "pd.DataFrame",
    method: IntervalMethod,
) -> tuple[list[Mapping[str, Any]], list[Interval]]:
    """One metric at the levels of one factor, and its changes; seeds below each other."""
    found: list[Mapping[str, Any]] = []
    intervals: list[Interval] = []
    first = values[0].to_numpy()
    for place, level in enumerate(levels):
        column = values[place]
        mean = interval_of(column.dropna().tolist(), method)
        changes = subtracted(column.to_numpy(), first)
        change = interval_of([float(one) for one in changes if one == one], method)
        intervals.append(change)
        found.append(
            {
                "scenario": scenario,
                "factor": factor,
                "level": place,
                "value": level.low,
                "value_high": level.high,
                "metric": metric,
                "unit": METRICS[metric].unit,
                "seeds": mean.count,
                "mean": mean.mean,
                "mean_low": mean.low,
                "mean_high": mean.high,
                "difference": change.mean,
                "low": change.low,
                "high": change.high,
                "p": change.p,
            }
        )
    return found, intervals
