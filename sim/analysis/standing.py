"""What an effect is made of, and where on its way it stands.

An effect is parted by a town with the same keyed draws in which residents stand still: what is
left of it there is the work of the levers and of those who are paid, the rest comes through
residents. Where it stands follows from its path: by how much it has moved by the middle and by
the end of the run, and how far that is from where the path tends to.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import COST_METRICS, Design, headline_levels, headline_means, subtracted
from sim.analysis.intervals import told_interval
from sim.analysis.sets import STILL
from sim.calendar import first_day
from sim.declarations.metrics import METRICS
from sim.runs.tables import TOWN

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
PARTS = ("by_levers", "through_residents", "by_levers_low", "by_levers_high")
PATH = ("halfway", "share_of_way", "half_life")
COST = ("per_million",)
LEVEL_PATH = ("level_halfway", "level_share_of_way", "level_half_life")
FIT = 0.9
"""Part of the variance of a path that an approach to rest must explain to be told (assumed)."""
_HALF_LIVES = 400
"""Half-lives that are tried, evenly in their logarithm, from a month to the length of the run."""
MIGRANTS, LOCALS = ("origin", "migrant"), ("origin", "local")


def with_parts(
    differences: "pd.DataFrame", sets: "pd.DataFrame", design: Design, community: str = TOWN
) -> "pd.DataFrame":
    """Add to the table of differences its two parts.

    Args:
        differences: Of `sim.analysis.compare.differences_table`.
        sets: The table of sets, of which the runs with `STILL` are read.
        design: What is compared.
        community: What the differences are of.

    Returns:
        With ``by_levers`` (the difference where residents stand still, mean over its seeds),
        ``through_residents`` (the difference less that, exactly), and ``by_levers_low`` and
        ``by_levers_high`` (95 % over its seeds; null below five). All are null where either
        is null.
    """
    view, place = ("headline", "") if community == TOWN else ("community", community)
    rows = sets[(sets["set"] == STILL) & (sets["view"] == view) & (sets["place"] == place)]
    values = _by_seed(rows)
    found = []
    pairs: Any = differences[["scenario", "metric", "difference"]].to_numpy(dtype=object)
    for scenario, metric, difference in pairs:
        each: Floats = subtracted(values[scenario, metric], values[design.baseline, metric])
        kept = told_interval(each[~np.isnan(each)].tolist(), design.interval)
        found.append((kept.mean, difference - kept.mean, kept.low, kept.high))
    return _added(differences, found, PARTS)


def with_path(
    differences: "pd.DataFrame", metrics: "pd.DataFrame", design: Design
) -> "pd.DataFrame":
    """Add to the table of differences where on its way each stands.

    Returns:
        With ``halfway`` (the difference as it was in the middle of the run), ``share_of_way``
        (0-1, how much of the difference at rest is there at the end) and ``half_life`` (months
        after the branch), both null where the path does not tell them: see `approach`.
    """
    town = metrics[(metrics["community"] == TOWN) & (metrics["month"] >= first_day(design.start))]
    grouped = town.groupby(["scenario", "month"], sort=True)[list(design.metrics)].mean()
    means = {name: grouped.loc[[name]].to_numpy(dtype=np.float64) for name in design.scenarios}
    column = {name: place for place, name in enumerate(design.metrics)}
    middle = _halfway(metrics, design)
    found = []
    pairs: Any = differences[["scenario", "metric", "difference"]].to_numpy(dtype=object)
    for scenario, metric, difference in pairs:
        path = (means[scenario] - means[design.baseline])[:, column[metric]]
        rest, half = approach(path)
        share = difference / rest if rest else math.nan
        told = share > 0.0
        found.append(
            (
                middle.get((scenario, metric), math.nan),
                min(share, 1.0) if told else math.nan,
                half if told else math.nan,
            )
        )
    return _added(differences, found, PATH)


def with_level_path(
    levels: "pd.DataFrame", metrics: "pd.DataFrame", design: Design
) -> "pd.DataFrame":
    """Add to the table of levels where on its way each stands.

    Returns:
        With ``level_halfway`` (the level as it was in the middle of the run),
        ``level_share_of_way`` (how much of the way from the level before the branch to that at
        rest is behind it at the end) and ``level_half_life`` (months after the branch), the latter
        two null where the path does not tell them (see `approach`) or nothing ran before.
    """
    town = metrics[metrics["community"] == TOWN]
    means = town.groupby(["scenario", "month"], sort=True)[list(design.metrics)].mean()
    middle = replace(design, end=design.middle)
    early = _by_seed(headline_levels(metrics[metrics["month"] < first_day(design.middle)], middle))
    found = []
    for scenario, metric, mean in levels[["scenario", "metric", "mean"]].itertuples(index=False):
        path = means.loc[scenario][metric]
        before = path[path.index < first_day(design.start)]
        base = float(before.iloc[-1]) if len(before) else math.nan
        after = path[path.index >= first_day(design.start)].to_numpy(dtype=np.float64)
        rest, half = approach(after - base)
        share = (mean - base) / rest if rest else math.nan
        told = share > 0.0
        known = early.get((scenario, metric), np.array([math.nan]))
        known = known[~np.isnan(known)]
        found.append(
            (
                float(known.mean()) if known.size else math.nan,
                min(share, 1.0) if told else math.nan,
                half if told else math.nan,
            )
        )
    return _added(levels, found, LEVEL_PATH)


def approach(path: Floats) -> tuple[float, float]:
    """Find where a path tends to, and after how many months half of the way is done.

    The path is fitted by least squares with rest x (1 - 2^(-month / half-life)).

    Args:
        path: A difference in each month after the branch, shape (months,).

    Returns:
        Both NaN where the fit explains less than `FIT` of the variance, or no half-life within
        the months fits best: then the path is not near rest, or has none.
    """
    month = np.arange(1, path.size + 1, dtype=np.float64)[~np.isnan(path)]
    known = path[~np.isnan(path)]
    spread = float(((known - known.mean()) ** 2).sum()) if known.size else 0.0
    if known.size < 12 or spread <= 0.0:
        return math.nan, math.nan
    tried = np.geomspace(1.0, 2.0 * path.size, _HALF_LIVES)
    shape = 1.0 - np.exp2(-month / tried[:, None])
    rest = shape @ known / (shape**2).sum(axis=1)
    missed = ((known - rest[:, None] * shape) ** 2).sum(axis=1)
    best = int(np.argmin(missed))
    if missed[best] > (1.0 - FIT) * spread or tried[best] > path.size:
        return math.nan, math.nan
    return float(rest[best]), float(tried[best])


def _halfway(metrics: "pd.DataFrame", design: Design) -> dict[tuple[str, str], float]:
    """Take the difference in the middle of the run, by scenario and metric."""
    middle = replace(design, end=design.middle)
    before = metrics[metrics["month"] < first_day(design.middle)]
    values, found = _by_seed(headline_levels(before, middle)), {}
    for scenario, metric in values:
        each = subtracted(values[scenario, metric], values[design.baseline, metric])
        if not np.isnan(each).all():
            found[scenario, metric] = float(np.nanmean(each))
    return found


def _by_seed(rows: "pd.DataFrame") -> dict[tuple[str, str], Floats]:
    """Arrange values by scenario and metric, shape (seeds,), from rows of one value each."""
    wide = rows.pivot(index=["scenario", "metric"], columns="seed", values="value")
    keys: Any = wide.index
    return dict(zip(keys, wide.to_numpy(dtype=np.float64), strict=True))


def with_cost(
    differences: "pd.DataFrame", metrics: "pd.DataFrame", design: Design
) -> "pd.DataFrame":
    """Add ``per_million`` to the differences, what each is for its cost.

    That is the difference for each million yuan a year that the scenario costs more in the whole
    town; null where it does not cost more.
    """
    late = metrics["month"] >= first_day(design.end - design.window)
    rows = metrics[(metrics["community"] == TOWN) & late]
    total = headline_means(rows, ["scenario"], COST_METRICS).sum(axis=1) / design.scale / 1e6
    found: list[tuple[float]] = []
    pairs: Any = differences[["scenario", "difference"]].to_numpy(dtype=object)
    for scenario, difference in pairs:
        more = float(total[scenario] - total[design.baseline])
        found.append((difference / more if more > 0 else math.nan,))
    return _added(differences, found, COST)


def worse_throughout(months: "pd.DataFrame", design: Design) -> "dict[str, pd.DataFrame]":
    """Find metrics that are worse than the baseline in every month after the first year.

    Returns:
        By metric, the rows after the last month in which it was no worse.
    """
    found = {}
    months = months[months["month"] >= first_day(design.start)]
    for name, rows in months.groupby("metric", sort=False):
        values = METRICS[str(name)].direction * rows["difference"].to_numpy(dtype=np.float64)
        first = int(np.flatnonzero(~(values < 0.0)).max(initial=-1)) + 1
        if METRICS[str(name)].direction and first < min(12, len(rows)):
            found[str(name)] = rows.iloc[first:]
    return found


def gap_between(groups: "pd.DataFrame", metric: str) -> "dict[str, tuple[float, float, float]]":
    """Compare migrants with locals in a share: points, ratio and odds ratio.

    Returns:
        ``baseline_level`` and ``level``, each with its three; empty where one is not known.
    """
    rows = groups[groups["metric"] == metric]
    names = list(zip(rows["group_by"], rows["group"], strict=True))
    found = {}
    for column in ("baseline_level", "level"):
        levels = dict(zip(names, rows[column].astype(float), strict=True))
        own, other = (levels.get(one, math.nan) for one in (MIGRANTS, LOCALS))
        if not (0.0 < own < 1.0 and 0.0 < other < 1.0):
            return {}
        found[column] = (own - other, own / other, own / (1 - own) / (other / (1 - other)))
    return found


def _added(
    table: "pd.DataFrame", rows: Sequence[tuple[float, ...]], names: Sequence[str]
) -> "pd.DataFrame":
    """Add columns to the end of a table."""
    values = np.array(rows, dtype=np.float64).reshape(len(table), len(names))
    return table.assign(**{name: values[:, place] for place, name in enumerate(names)})
