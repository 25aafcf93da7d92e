"""When, where and for whom a scenario differs from the baseline, seed by seed.

Tables of paired differences: month by month, community by community, group by group.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import Design, subtracted, words_of
from sim.analysis.intervals import Intervals, intervals_of
from sim.analysis.statistics import holm
from sim.calendar import first_day
from sim.declarations.groups import DIVISIONS, GROUP_METRICS, GROUPS
from sim.runs.tables import TOWN

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


def effects_over_time(metrics: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Scenario minus baseline of the town in each month.

    Args:
        metrics: The table of metrics.
        design: What is compared.

    Returns:
        Columns scenario, baseline, metric, unit, label_en, label_zh, month (date), seeds,
        baseline_level, level, difference, low, high. Intervals hold for each month by itself.
    """
    rows = metrics[metrics["community"] == TOWN]
    values = rows.set_index(["scenario", "seed", "month"])[list(design.metrics)]
    return _table(values, design, ["month"], design.metrics)


def effects_by_community(metrics: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Scenario minus baseline of each community, means of the last months.

    Args:
        metrics: The table of metrics.
        design: What is compared.

    Returns:
        As `effects_over_time` with community instead of month, and with p and p_holm, the
        latter over the communities of one scenario and metric. Communities that do not belong
        to the town yet are null.
    """
    rows = metrics[(metrics["community"] != TOWN) & _late(metrics, design)]
    keys = ["scenario", "seed", "community"]
    values = rows.groupby(keys, sort=False)[list(design.metrics)].mean()
    return _corrected(_table(values, design, ["community"], design.metrics, with_p=True))


def effects_by_group(groups: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Scenario minus baseline of each group of adults in the town, means of the last months.

    Args:
        groups: The table of groups.
        design: What is compared; the metrics are all that groups have.

    Returns:
        As `effects_by_community` with group_by, group, their labels and adults (mean number in
        the baseline) instead of community, and with ahead, ahead_low, ahead_high, ahead_p,
        ahead_p_holm: by how much the difference of the group exceeds that of all adults, with
        the interval of that.
    """
    names = [*GROUP_METRICS]
    rows = groups[(groups["community"] == TOWN) & _late(groups, design)]
    keys = ["scenario", "seed", "group_by", "group"]
    means = rows.groupby(keys, sort=False)[[*names, "adults"]].mean()
    values, adults = means[names], means["adults"]
    division = means.index.droplevel("group")
    weights = values.notna().mul(adults, axis=0)
    total = (values.fillna(0.0) * weights).groupby(division, sort=False).sum()
    overall = total / weights.groupby(division, sort=False).sum()
    ahead = values - overall.reindex(division).set_axis(values.index)
    table = _table(values, design, ["group_by", "group"], names, with_p=True)
    beside = _table(ahead, design, ["group_by", "group"], names, with_p=True)
    for column in ("difference", "low", "high", "p"):
        name = "ahead" if column == "difference" else f"ahead_{column}"
        table[name] = beside[column]
    return _with_labels(_corrected(table, ("p", "ahead_p")), adults, design)


def _late(rows: "pd.DataFrame", design: Design) -> "pd.Series[bool]":
    """The months that the headline is the mean of."""
    return rows["month"] >= first_day(design.end - design.window)


def _table(
    values: "pd.DataFrame",
    design: Design,
    keys: Sequence[str],
    names: Sequence[str],
    with_p: bool = False,
) -> "pd.DataFrame":
    """Paired differences with intervals.

    Args:
        values: A column for each metric; the index is scenario, seed and the keys.
        design: What is compared.
        keys: What tells one difference from another beside scenario and metric.
        names: Metrics, columns of the values.
        with_p: Whether p-values are wanted.
    """
    import pandas as pd

    parts = []
    places = values.loc[[design.baseline]].index.droplevel(["scenario", "seed"]).unique()
    for scenario in design.others:
        for name in names:
            level, baseline = (
                _by_seed(values[name], one, places, design) for one in (scenario, design.baseline)
            )
            found = intervals_of(subtracted(level, baseline), design.interval)
            paired = np.isnan(level + baseline)
            parts.append(pd.DataFrame({
                "scenario": scenario,
                "baseline": design.baseline,
                **words_of(name),
                **{key: places.get_level_values(key) for key in keys},
                **_columns(found, with_p),
                "baseline_level": intervals_of(np.where(paired, np.nan, baseline)).mean,
                "level": intervals_of(np.where(paired, np.nan, level)).mean,
            }))  # fmt: skip
    order = ["scenario", "baseline", "metric", "unit", "label_en", "label_zh", *keys, "seeds",
             "baseline_level", "level", "difference", "low", "high", *(["p"] * with_p)]  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=order)
    return pd.concat(parts, ignore_index=True)[order]


def _by_seed(column: "pd.Series[Any]", scenario: str, places: Any, design: Design) -> Floats:
    """Values of one scenario and metric, shape (seeds, places); NaN where there is no row."""
    rows = column.loc[scenario]
    seeds = [rows.loc[seed].reindex(places).to_numpy(dtype=np.float64) for seed in design.seeds]
    return np.stack(seeds)


def _columns(found: Intervals, with_p: bool) -> dict[str, Any]:
    """Intervals as columns of a table."""
    made: dict[str, Any] = {
        "seeds": found.count, "difference": found.mean, "low": found.low, "high": found.high,
    }  # fmt: skip
    return {**made, "p": found.p} if with_p else made


def _corrected(table: "pd.DataFrame", names: Iterable[str] = ("p",)) -> "pd.DataFrame":
    """With p-values corrected over the rows of one scenario and metric."""
    for name in names:
        groups = table.groupby(["scenario", "metric"], sort=False)[name]
        table[f"{name}_holm"] = groups.transform(lambda column: holm(column.tolist()))
    return table


def _with_labels(
    table: "pd.DataFrame", adults: "pd.Series[Any]", design: Design
) -> "pd.DataFrame":
    """With labels and sizes of groups; groups in the order of their declaration."""
    labels = {
        (division.name, group.name): (division.label, group.label)
        for division in DIVISIONS
        for group in division.groups
    }
    order = {pair: place for place, pair in enumerate(GROUPS)}
    pairs = list(zip(table["group_by"], table["group"], strict=True))
    sizes = adults.loc[design.baseline].groupby(["group_by", "group"], sort=False).mean()
    place = table.columns.get_loc("group") + 1
    table.insert(place, "adults", [float(sizes[pair]) for pair in pairs])
    for part, column in ((1, "group_zh"), (0, "group_en")):
        words = [labels[pair][1] for pair in pairs]
        table.insert(place, column, [one.zh if part else one.en for one in words])
    for part, column in ((1, "division_zh"), (0, "division_en")):
        words = [labels[pair][0] for pair in pairs]
        table.insert(place, column, [one.zh if part else one.en for one in words])
    block = table.groupby(["scenario", "metric"], sort=False).ngroup().to_numpy()
    rank = np.array([order[pair] for pair in pairs], dtype=np.int64)
    return table.iloc[np.lexsort((rank, block))].reset_index(drop=True)
