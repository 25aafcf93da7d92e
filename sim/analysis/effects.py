"""When, where and for whom a scenario differs from the baseline, seed by seed.

Tables of paired differences: month by month, community by community, group by group.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import Design, headline_means, subtracted, words_of
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
    """Scenario minus baseline of each group of adults in the town, means of the last months.

    Args:
        groups: The table of groups.
        design: What is compared; the metrics are all that groups have.

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
    """Paired differences, and by how much they exceed those of all, both corrected."""
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
    """Values of each scenario, shape (metrics, seeds, places); NaN where there is no row."""
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
    """Intervals as columns of a table."""
    made: dict[str, Any] = {
        "seeds": found.count,
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
    }
    return {**made, "p": found.p} if with_p else made


def _with_labels(table: "pd.DataFrame", adults: "pd.Series[Any]", design: Design) -> "pd.DataFrame":
    """With labels and sizes of groups; groups in the order of their declaration."""
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
