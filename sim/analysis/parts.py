"""Parts of a town - groups of adults, communities - against the baseline, seed by seed.

What a comparison says of the whole town is said here of its parts: who gained, and who did not.
A run of its own has no baseline: there the same months before the branch take its place.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.compare import Design, headline_means, verdict_of
from sim.analysis.intervals import interval_of
from sim.analysis.statistics import holm
from sim.calendar import first_day
from sim.runs.tables import TOWN

if TYPE_CHECKING:
    import pandas as pd

BEFORE = ""
"""Stands for the baseline where a scenario is compared with its own past."""
GROUP_KEYS = ("group_by", "group")
PLACE_KEYS = ("community",)


def groups_of_town(groups: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of the table ``groups`` that stand for the whole town."""
    return groups[groups["community"] == TOWN]


def single_communities(metrics: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of a table that stand for a single community."""
    return metrics[metrics["community"] != TOWN]


def seeds_of_parts(
    rows: "pd.DataFrame", keys: Sequence[str], metric: str, design: Design
) -> "pd.DataFrame":
    """Level and paired difference of a metric in each part, scenario and seed.

    Args:
        rows: Rows of a table, with ``scenario``, ``seed``, ``month``, the keys and the metric.
        keys: Columns that tell the parts apart: `GROUP_KEYS` or `PLACE_KEYS`.
        metric: Name of the metric.
        design: What is compared.

    Returns:
        Columns scenario, the keys, seed, value, baseline, difference: means over the headline
        months. Without other scenarios the baseline is the part itself in as many months
        before the branch. In the order of the design, then of the table; NaN where either
        is null.
    """
    by = ["scenario", *keys, "seed"]
    after = _means(rows, by, metric, design.end - design.window, design.end)
    value = after.rename(columns={metric: "value"})
    if design.others:
        value = value[value["scenario"] != design.baseline]
        other = after[after["scenario"] == design.baseline].drop(columns="scenario")
        by = by[1:]
    else:
        other = _means(rows, by, metric, design.start - design.window, design.start)
    paired = value.merge(other.rename(columns={metric: "baseline"}), on=by, how="left")
    paired["difference"] = paired["value"] - paired["baseline"]
    order = paired["scenario"].map({name: k for k, name in enumerate(design.scenarios)})
    return paired.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def _means(
    rows: "pd.DataFrame", by: Sequence[str], metric: str, first: int, end: int
) -> "pd.DataFrame":
    """Mean of a metric over some months, by columns, in the order of the table."""
    found = rows[(rows["month"] >= first_day(first)) & (rows["month"] < first_day(end))]
    return headline_means(found, by, [metric]).reset_index()


def parts_table(
    rows: "pd.DataFrame", keys: Sequence[str], metric: str, design: Design
) -> "pd.DataFrame":
    """Difference of a metric in each part: interval, corrected p-value, verdict.

    Args:
        rows: Rows of a table, as for `seeds_of_parts`.
        keys: Columns that tell the parts apart.
        metric: Name of the metric.
        design: What is compared.

    Returns:
        Columns scenario, baseline (empty: the part before the branch), the keys, metric, seeds,
        baseline_level, level, difference, low, high, p, p_holm (over all rows), verdict. Parts
        that are null throughout are left out.
    """
    import pandas as pd

    seeds = seeds_of_parts(rows, keys, metric, design).dropna(subset="difference")
    baseline = design.baseline if design.others else BEFORE
    found, intervals = [], []
    for names, own in seeds.groupby(["scenario", *keys], sort=False):
        interval = interval_of(own["difference"].tolist(), design.interval)
        intervals.append(interval)
        scenario, *part = names
        found.append(
            {
                "scenario": scenario,
                "baseline": baseline,
                **dict(zip(keys, part, strict=True)),
                "metric": metric,
                "seeds": interval.count,
                "baseline_level": own["baseline"].mean(),
                "level": own["value"].mean(),
                "difference": interval.mean,
                "low": interval.low,
                "high": interval.high,
                "p": interval.p,
            }
        )
    columns = [
        "scenario",
        "baseline",
        *keys,
        "metric",
        "seeds",
        "baseline_level",
        "level",
        "difference",
        "low",
        "high",
        "p",
    ]
    table = pd.DataFrame(found, columns=columns)
    corrected = holm([one.p for one in intervals])
    table["p_holm"] = corrected
    table["verdict"] = [verdict_of(one, p) for one, p in zip(intervals, corrected, strict=True)]
    return table
