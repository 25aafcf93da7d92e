"""When, where, for whom and by which factor outcomes differ, seed by seed.

Tables of paired differences: month by month, community by community, group by group.

What a comparison says of the whole town is said here of its parts: who gained, and who did not.
A run of its own has no baseline: there the same months before the branch take its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import Design, headline_means, subtracted, verdict_of, words_of
from sim.analysis.intervals import Interval, Intervals, holm, interval_of, intervals_of
from sim.calendar import first_day
from sim.declarations.groups import DIVISIONS, GROUP_METRICS, GROUPS
from sim.declarations.metrics import METRICS
from sim.declare import IntervalMethod
from sim.runs.tables import TOWN

if TYPE_CHECKING:
    import pandas as pd


# --- When, where and for whom a scenario differs from the baseline, seed by seed

Floats = NDArray[np.float64]


def effects_over_time(metrics: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Compare scenario minus baseline of the town in each month.

    Returns:
        Columns scenario, baseline, metric, unit, label_en, label_zh, month (date), seeds,
        baseline_level, level, difference, low, high. Intervals hold for each month by itself.
    """
    rows = metrics[metrics["community"] == TOWN]
    values = rows.set_index(["scenario", "seed", "month"])[list(design.metrics)]
    return _table(values, design, ["month"], design.metrics)


def effects_by_community(metrics: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Compare scenario minus baseline of each community, means of the last months.

    Returns:
        As `effects_over_time` with community instead of month, and with p and p_holm, the
        latter over the communities of one scenario and metric; then ahead, ahead_low,
        ahead_high, ahead_p, ahead_p_holm: by how much the difference of the community exceeds
        that of the town, with the interval of that. What a community lacks is null.
    """
    rows = metrics[_late(metrics, design)]
    keys = ["scenario", "seed", "community"]
    means = headline_means(rows, keys, design.metrics)
    inside = means.index.get_level_values("community") != TOWN
    values, town = means[inside], means[~inside].droplevel("community")
    index: Any = values.index
    overall = town.reindex(index.droplevel("community")).set_axis(index)
    return _with_ahead(values, overall, design, ["community"], design.metrics)


def effects_by_group(groups: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Compare scenario and baseline in each group of adults, means of the last months.

    Returns:
        As `effects_by_community` with group_by, group, their labels and adults (mean number in
        the baseline) instead of community; what a group is compared with is all adults.
    """
    names = [*GROUP_METRICS]
    rows = groups[(groups["community"] == TOWN) & _late(groups, design)]
    keys = ["scenario", "seed", "group_by", "group"]
    means = headline_means(rows, keys, [*names, "adults"])
    values, adults = means[names], means["adults"]
    index: Any = means.index
    division = index.droplevel("group")
    weights = values.notna().mul(adults, axis=0)
    total = (values.fillna(0.0) * weights).groupby(division, sort=False).sum()
    overall = total / weights.groupby(division, sort=False).sum()
    overall = overall.reindex(division).set_axis(values.index)
    table = _with_ahead(values, overall, design, ["group_by", "group"], names)
    return _with_labels(table, adults, design)


def _with_ahead(
    values: "pd.DataFrame",
    overall: "pd.DataFrame",
    design: Design,
    keys: Sequence[str],
    names: Sequence[str],
) -> "pd.DataFrame":
    """Pair differences, and tell how far they exceed those of all, both corrected."""
    table = _table(values, design, keys, names, with_p=True)
    beside = _table(values - overall, design, keys, names, with_p=True)
    for column in ("difference", "low", "high", "p"):
        name = "ahead" if column == "difference" else f"ahead_{column}"
        table[name] = beside[column]
    for name in ("p", "ahead_p"):
        groups = table.groupby(["scenario", "metric"], sort=False)[name]
        table[f"{name}_holm"] = groups.transform(lambda column: holm(column.tolist()))
    return table


def _late(rows: "pd.DataFrame", design: Design) -> "pd.Series[bool]":
    """Mark the months that the headline is the mean of."""
    return rows["month"] >= first_day(design.end - design.window)


def _table(
    values: "pd.DataFrame",
    design: Design,
    keys: Sequence[str],
    names: Sequence[str],
    with_p: bool = False,
) -> "pd.DataFrame":
    """Tabulate paired differences with intervals.

    Args:
        values: A column for each metric; the index is scenario, seed and the keys.
        design: What is compared.
        keys: What tells one difference from another beside scenario and metric.
        names: Metrics, columns of the values.
        with_p: Whether p-values are wanted.
    """
    import pandas as pd

    parts = []
    rows: Any = values.loc[[design.baseline]]
    places = rows.index.droplevel(["scenario", "seed"]).unique()
    cubes = _cubes(values[list(names)], places, design)
    for scenario in design.others:
        for name, level, baseline in zip(
            names, cubes[scenario], cubes[design.baseline], strict=True
        ):
            found = intervals_of(subtracted(level, baseline), design.interval)
            paired = np.isnan(level + baseline)
            parts.append(
                pd.DataFrame(
                    {
                        "scenario": scenario,
                        "baseline": design.baseline,
                        **words_of(name),
                        **{key: places.get_level_values(key) for key in keys},
                        **_columns(found, with_p),
                        "baseline_level": intervals_of(np.where(paired, np.nan, baseline)).mean,
                        "level": intervals_of(np.where(paired, np.nan, level)).mean,
                    }
                )
            )
    order = [
        "scenario",
        "baseline",
        "metric",
        "unit",
        "label_en",
        "label_zh",
        *keys,
        "seeds",
        "baseline_level",
        "level",
        "difference",
        "low",
        "high",
        *(["p"] * with_p),
    ]
    if not parts:
        return pd.DataFrame(columns=order)
    return pd.concat(parts, ignore_index=True)[order]


def _cubes(values: "pd.DataFrame", places: Any, design: Design) -> dict[str, Floats]:
    """Arrange values by scenario, shape (metrics, seeds, places); NaN without a row."""
    import pandas as pd

    index: Any = values.index
    scenario = index.get_level_values("scenario")
    seed = pd.Index(design.seeds).get_indexer(index.get_level_values("seed"))
    place = places.get_indexer(index.droplevel(["scenario", "seed"]))
    table = values.to_numpy(dtype=np.float64)
    cubes = {}
    for name in design.scenarios:
        rows = np.flatnonzero((scenario == name) & (seed >= 0) & (place >= 0))
        cube = np.full((len(design.seeds), len(places), table.shape[1]), np.nan)
        cube[seed[rows], place[rows]] = table[rows]
        cubes[name] = np.ascontiguousarray(np.moveaxis(cube, 2, 0))
    return cubes


def _columns(found: Intervals, with_p: bool) -> dict[str, Any]:
    """Write intervals as columns of a table."""
    made: dict[str, Any] = {
        "seeds": found.count,
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
    }
    return {**made, "p": found.p} if with_p else made


def _with_labels(table: "pd.DataFrame", adults: "pd.Series[Any]", design: Design) -> "pd.DataFrame":
    """Add labels and sizes of groups, and order groups as declared."""
    labels = {
        (division.name, group.name): (division.label, group.label)
        for division in DIVISIONS
        for group in division.groups
    }
    order = {pair: place for place, pair in enumerate(GROUPS)}
    pairs = list(zip(table["group_by"], table["group"], strict=True))
    sizes = adults.loc[design.baseline].groupby(["group_by", "group"], sort=False).mean()
    said: dict[str, list[object]] = {
        "division_en": [labels[pair][0].en for pair in pairs],
        "division_zh": [labels[pair][0].zh for pair in pairs],
        "group_en": [labels[pair][1].en for pair in pairs],
        "group_zh": [labels[pair][1].zh for pair in pairs],
        "adults": [float(sizes[pair]) for pair in pairs],
    }
    place = list(table.columns).index("group") + 1
    for offset, (name, column) in enumerate(said.items()):
        table.insert(place + offset, name, column)
    block = table.groupby(["scenario", "metric"], sort=False).ngroup().to_numpy()
    rank = np.array([order[pair] for pair in pairs], dtype=np.int64)
    return table.iloc[np.lexsort((rank, block))].reset_index(drop=True)


# --- Parts of a town - groups of adults, communities - against the baseline, seed by seed

BEFORE = ""
"""Stands for the baseline where a scenario is compared with its own past."""
GROUP_KEYS = ("group_by", "group")
PLACE_KEYS = ("community",)


def groups_of_town(groups: "pd.DataFrame") -> "pd.DataFrame":
    """Select the rows of the table ``groups`` that stand for the whole town."""
    return groups[groups["community"] == TOWN]


def single_communities(metrics: "pd.DataFrame") -> "pd.DataFrame":
    """Select the rows of a table that stand for a single community."""
    return metrics[metrics["community"] != TOWN]


def seeds_of_parts(
    rows: "pd.DataFrame", keys: Sequence[str], metric: str, design: Design
) -> "pd.DataFrame":
    """Pair a metric in each part with the baseline's, by scenario and seed.

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
    """Average mean of a metric over some months, by columns, in the order of the table."""
    found = rows[(rows["month"] >= first_day(first)) & (rows["month"] < first_day(end))]
    return headline_means(found, by, [metric]).reset_index()


def parts_table(
    rows: "pd.DataFrame", keys: Sequence[str], metric: str, design: Design
) -> "pd.DataFrame":
    """Tabulate the difference of a metric in each part: interval, p-value, verdict.

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


# --- What each factor of an experiment does to each metric, the others averaged

MOST_LEVELS = 8
"""A factor with more values than these is looked at in parts of equal size."""
PARTS = 3


@dataclass(frozen=True, slots=True)
class FactorLevel:
    """A value of a factor, or a range of them.

    Attributes:
        low: The value, or the lower end.
        high: The same value, or the upper end.
    """

    low: float | str
    high: float | str


def levels_of(values: "pd.Series[Any]") -> tuple[list[FactorLevel], list[int]]:
    """List the levels of a factor, and which one each run is at, -1 without a value.

    Args:
        values: The factor in each run: numbers, or texts.
    """
    import pandas as pd

    known = values.dropna()
    numbers = pd.api.types.is_numeric_dtype(known)
    distinct = sorted(known.unique()) if numbers else list(dict.fromkeys(known))
    if not numbers or len(distinct) <= MOST_LEVELS:
        order = {value: place for place, value in enumerate(distinct)}
        levels = [FactorLevel(value, value) for value in distinct]
        return levels, [order.get(value, -1) for value in values]
    # Equal numbers of values in each part: points are spread evenly over the range.
    split = np.array_split(np.array(distinct, dtype=np.float64), PARTS)
    levels = [FactorLevel(float(part[0]), float(part[-1])) for part in split]
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
    """Compare each metric at the levels of each factor with the first level.

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
    levels: Sequence[FactorLevel],
    metric: str,
    values: "pd.DataFrame",
    method: IntervalMethod,
) -> tuple[list[Mapping[str, Any]], list[Interval]]:
    """Compare a metric at the levels of one factor; seeds stand below each other."""
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
