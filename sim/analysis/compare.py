"""Scenarios against a baseline, seed by seed, and what they cost.

With keyed draws the same seed is the same town with the same luck in every scenario, so that
the difference within a seed shows what the levers did and the spread over seeds how sure of it
one can be (common random numbers: Klein et al. 2024, arXiv 2409.02086).

Costs follow from the levers in force and their declared prices, most of which are assumed.
"""

import dataclasses
import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.intervals import (
    ALPHA,
    FEWEST,
    Interval,
    detectable,
    holm,
    interval_of,
    intervals_of,
    seeds_needed,
    t_factor,
    t_interval,
)
from sim.calendar import first_day, format_month, parse_month
from sim.declarations.metrics import METRICS
from sim.declare import MEASURES, IntervalMethod
from sim.errors import ModelError
from sim.runs.tables import KEYS, TOWN
from sim.words import Speech
from sim.words.setting import spoken

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


# --- Scenarios against a baseline, seed by seed, in the table of metrics

HEADLINE_MONTHS = 12
"""The headline of a metric is its mean over the last so many months of the run."""
COST_METRICS = tuple(f"cost_{measure}" for measure in MEASURES)
RESIDENTS = 300
"""Simulated residents a community from which on rates agree with the whole town's within about 3
points: measured, see ``scenarios/towns/data/README.md``."""
DISTINGUISHABLE = "distinguishable"
ALONE = "distinguishable alone"
"""Its own interval excludes zero, but not after correction for all that is asked."""
NOT_DISTINGUISHABLE = "not distinguishable"
BY_LEVERS = "set by the levers"
"""The same in every seed: arithmetic on levers, which luck cannot touch."""
TOO_FEW = "too few seeds"
ONE_SEED = "one seed: no interval"
NO_DATA = "no data"
# Differences below this share of the values are rounding errors of sums of floats.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Design:
    """What is compared with what.

    Attributes:
        scenarios: Names, in the order of tables and figures.
        baseline: The one that the others are compared with.
        seeds: The seeds whose runs are finished, ascending.
        metrics: Names of the metrics shown.
        start: First month after the common past.
        end: Month after the last.
        precision: Half-width asked for, in the unit of each metric, or None.
        town: Label of the town, English and Chinese.
        residents: Residents of the town.
        scale: Share of them that is simulated.
        interval: How intervals are made.
        places: Id and labels, English and Chinese, of each community.
        labels: Name and labels, English and Chinese, of each scenario that has them.
        sets: How many plausible sets of parameters were run as well; 0 for none.
        sets_scale: Share of the residents that each was run on.
        sets_seeds: With how many seeds each was run.
        still: With how many seeds it was run with residents standing still; 0 for none.
        still_scale: Share of the residents that was run on.
    """

    scenarios: tuple[str, ...]
    baseline: str
    seeds: tuple[int, ...]
    metrics: tuple[str, ...]
    start: int
    end: int
    precision: float | None
    town: tuple[str, str]
    residents: int
    scale: float
    interval: IntervalMethod = "t"
    places: tuple[tuple[str, str, str], ...] = ()
    labels: tuple[tuple[str, str, str], ...] = ()
    sets: int = 0
    sets_scale: float = 0.0
    sets_seeds: int = 0
    still: int = 0
    still_scale: float = 0.0

    @property
    def window(self) -> int:
        """Months over which the headline is the mean: the last 12, or all when fewer."""
        return min(HEADLINE_MONTHS, self.end - self.start)

    @property
    def middle(self) -> int:
        """The month in the middle of the run, before which the first horizon ends."""
        return self.start + (self.end - self.start) // 2

    @property
    def two_horizons(self) -> bool:
        """Whether the run is long enough for levels at its middle and at its end."""
        return self.end - self.start >= 2 * HEADLINE_MONTHS

    @property
    def enough(self) -> bool:
        """Whether there are seeds enough for intervals and verdicts."""
        return len(self.seeds) >= FEWEST

    @property
    def fair_scale(self) -> float:
        """The least share of the residents that leaves a community `RESIDENTS` on average."""
        least = RESIDENTS * len(self.places) / self.residents
        return min(math.ceil(100 * least) / 100, 1.0)

    @property
    def others(self) -> tuple[str, ...]:
        """The scenarios that are compared with the baseline."""
        return tuple(name for name in self.scenarios if name != self.baseline)

    def label(self, scenario: str, speech: Speech) -> str:
        """Pick what readers call a scenario: its label, or its name."""
        for name, *labels in self.labels:
            if name == scenario:
                return speech.pair(labels)
        return scenario

    def place(self, community: str, speech: Speech) -> str:
        """Pick what readers call a community: its label, or its id."""
        for place, *labels in self.places:
            if place == community:
                return speech.pair(labels)
        return community

    def to_json(self) -> dict[str, Any]:
        """Write it as the manifest keeps it."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Design":
        """Read it as the manifest has it.

        Raises:
            TypeError: A part is missing or unknown.
        """
        parts: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in found.items()
        }
        for name in ("places", "labels"):
            parts[name] = tuple(tuple(one) for one in parts.get(name, ()))
        return cls(**parts)


@dataclass(frozen=True, slots=True)
class CommonPast:
    """What the check of one pair of scenarios before their first difference found.

    Attributes:
        first: One scenario.
        second: The other.
        until: First month in which anything in force differs; None when nothing ever does.
        months: How many months were compared.
        values: How many values were compared, all identical to the bit.
    """

    first: str
    second: str
    until: int | None
    months: int
    values: int

    def __str__(self) -> str:
        """Say what was found, in the language spoken, by the scenarios' names."""
        return self.sentence(spoken())

    def sentence(self, speech: Speech, label: Callable[[str], str] = str) -> str:
        """Say what was found; ``label`` makes what readers call a scenario from its name."""
        key = "figure.past_always" if self.until is None else "figure.past_same"
        return speech(
            key if self.months else "figure.past_none",
            first=label(self.first),
            second=label(self.second),
            until="" if self.until is None else speech.month(self.until),
            months=self.months,
            values=self.values,
        )

    def to_json(self) -> dict[str, Any]:
        """Write it as the manifest keeps it; the month as text."""
        until = None if self.until is None else format_month(self.until)
        return {**dataclasses.asdict(self), "until": until}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "CommonPast":
        """Read it as the manifest has it.

        Raises:
            TypeError: A part is missing or unknown.
        """
        until = found.get("until")
        return cls(**{**found, "until": None if until is None else parse_month(until)})


def headline_of(values: Iterable[float | None]) -> float:
    """Average a metric over months of one run, without months in which it is null.

    It is rounded once, so that it has the same bits in whatever order months come. NaN stands for
    null in the answer, and like None for null among the months.
    """
    known = [value for value in values if value is not None and not math.isnan(value)]
    return math.fsum(known) / len(known) if known else math.nan


def headline_means(
    rows: "pd.DataFrame", keys: Sequence[str], names: Sequence[str]
) -> "pd.DataFrame":
    """Average columns of a table over months, each as `headline_of` does.

    Returns:
        Columns are the names; the index is the keys, in the order in which they first appear.
    """
    import pandas as pd

    groups = rows.groupby(list(keys), sort=False)
    number = groups.ngroup().to_numpy()
    values = rows[list(names)].to_numpy(dtype=np.float64)[np.argsort(number, kind="stable")]
    ends = np.cumsum(np.bincount(number)).tolist()
    parts = [slice(*part) for part in pairwise([0, *ends])]
    means = [[headline_of(each[part]) for part in parts] for each in values.T.tolist()]
    return pd.DataFrame(dict(zip(names, means, strict=True)), groups.size().index, dtype=np.float64)


def headline_costs(figures: Mapping[str, float], scale: float) -> float:
    """Add up what all measures cost, yuan a year in the whole town, rounded once at the end.

    Args:
        figures: By metric, those of `COST_METRICS` at least.
        scale: Share of the residents that was simulated.
    """
    return math.fsum(figures[metric] for metric in COST_METRICS) / scale


def headline_levels(
    metrics: "pd.DataFrame", design: Design, community: str = TOWN
) -> "pd.DataFrame":
    """Average each metric of each run over its headline months.

    Args:
        metrics: The table of metrics.
        design: What is compared.
        community: Id of a community, or ``town``.

    Returns:
        Columns scenario, metric, seed, value (float64; NaN when null throughout).
    """
    first = first_day(design.end - design.window)
    rows = metrics[(metrics["community"] == community) & (metrics["month"] >= first)]
    means = headline_means(rows, ["scenario", "seed"], design.metrics)
    wide = means.reset_index()
    long = wide.melt(["scenario", "seed"], var_name="metric", value_name="value")
    return long[["scenario", "metric", "seed", "value"]]


def per_seed(metrics: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Pair each metric of each scenario with the baseline's, seed by seed.

    Returns:
        Columns scenario, metric, seed, value, baseline, difference; one row for each scenario
        (the baseline too), metric and seed. A difference within the rounding error of the two
        values is 0.
    """
    levels = headline_levels(metrics, design)
    reference = levels[levels["scenario"] == design.baseline]
    reference = reference.drop(columns="scenario").rename(columns={"value": "baseline"})
    paired = levels.merge(reference, on=["metric", "seed"], how="left", validate="many_to_one")
    value, baseline = paired["value"].to_numpy(), paired["baseline"].to_numpy()
    paired["difference"] = subtracted(value, baseline)
    return _ordered(paired, design)


def subtracted(value: "NDArray[np.float64]", baseline: "NDArray[np.float64]") -> Any:
    """Subtract arrays of one shape; what is within the rounding error of the two is 0."""
    difference = value - baseline
    rounding = np.abs(difference) <= _ROUNDING * np.maximum(np.abs(value), np.abs(baseline))
    return np.where(rounding, 0.0, difference)


def _ordered(frame: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Order rows as in the design: scenario, metric, seed."""
    scenario = frame["scenario"].map({name: i for i, name in enumerate(design.scenarios)})
    metric = frame["metric"].map({name: i for i, name in enumerate(design.metrics)})
    order = np.lexsort((frame["seed"], metric, scenario))
    return frame.iloc[order].reset_index(drop=True)


def levels_table(seeds: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Tabulate the level of each metric in each scenario over seeds.

    Args:
        seeds: What `per_seed` made.
        design: What is compared.

    Returns:
        Columns scenario, metric, unit, label_en, label_zh, seeds, mean, low, high, sd.
    """
    import pandas as pd

    rows = []
    for scenario in design.scenarios:
        for name in design.metrics:
            found = _select(seeds, scenario, name)["value"].dropna()
            level = interval_of(found.tolist(), design.interval)
            rows.append(
                {
                    "scenario": scenario,
                    **words_of(name),
                    "seeds": level.count,
                    "mean": level.mean,
                    "low": level.low,
                    "high": level.high,
                    "sd": level.sd,
                }
            )
    return pd.DataFrame(rows)


def differences_table(seeds: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Tabulate scenario minus baseline of each metric: interval, p-value, verdict.

    Args:
        seeds: What `per_seed` made.
        design: What is compared.

    Returns:
        Columns scenario, baseline, metric, unit, label_en, label_zh, seeds (pairs in which
        neither value is null), baseline_level, level, difference, low, high, sd, p, p_holm
        (over all rows), verdict, detectable (the smallest true difference that these seeds
        show with a power of 80 %: see `sim.analysis.intervals.detectable`), more_seeds (for
        the precision asked; null when none is asked or the spread is unknown), interval (how
        low, high and p were made: ``t`` or ``bootstrap``).
    """
    import pandas as pd

    rows, intervals = [], []
    for scenario in design.others:
        for name in design.metrics:
            pairs = _select(seeds, scenario, name).dropna(subset="difference")
            found = interval_of(pairs["difference"].tolist(), design.interval)
            intervals.append(found)
            rows.append(
                {
                    "scenario": scenario,
                    "baseline": design.baseline,
                    **words_of(name),
                    "seeds": found.count,
                    "baseline_level": t_interval(pairs["baseline"].tolist()).mean,
                    "level": t_interval(pairs["value"].tolist()).mean,
                    "difference": found.mean,
                    "low": found.low,
                    "high": found.high,
                    "sd": found.sd,
                    "p": found.p,
                }
            )
    table = pd.DataFrame(rows)
    if not rows:
        return table
    corrected = holm([found.p for found in intervals])
    table["p_holm"] = corrected
    table["verdict"] = [verdict_of(i, p) for i, p in zip(intervals, corrected, strict=True)]
    table["detectable"] = [detectable(found.sd, found.count) for found in intervals]
    more = [_more_seeds(found, design.precision) for found in intervals]
    table["more_seeds"] = pd.array(more, dtype="Int64")
    table["interval"] = design.interval
    return table


def _select(seeds: "pd.DataFrame", scenario: str, metric: str) -> "pd.DataFrame":
    """Select the rows of one scenario and metric."""
    return seeds[(seeds["scenario"] == scenario) & (seeds["metric"] == metric)]


def words_of(name: str) -> dict[str, str]:
    """Name what a table says of a metric."""
    metric = METRICS[name]
    return {
        "metric": name,
        "unit": metric.unit,
        "label_en": metric.label.en,
        "label_zh": metric.label.zh,
    }


def verdict_of(found: Interval, corrected: float) -> str:
    """Judge a difference: one rule for all tables, sentences and figures.

    Args:
        found: Its interval over seeds. What is told from zero is so by the interval as well.
        corrected: Its p-value after correction for all that is asked.
    """
    if found.count < 2:
        return ONE_SEED if found.count else NO_DATA
    if found.count < FEWEST:
        return TOO_FEW
    if found.mean != 0 and found.sd <= _ROUNDING * abs(found.mean):
        return BY_LEVERS
    if corrected < ALPHA:
        return DISTINGUISHABLE
    return ALONE if found.p < ALPHA else NOT_DISTINGUISHABLE


def is_clear(verdict: str) -> bool:
    """Tell whether a difference surely is there: not zero, or set by the levers."""
    return verdict in (DISTINGUISHABLE, BY_LEVERS)


def told(table: "pd.DataFrame", *columns: str) -> "pd.DataFrame":
    """Drop from a table of effects the intervals that say too little to readers.

    Args:
        table: With a column ``seeds``, and ``verdict`` where one is given.
        columns: Ends of intervals; ``low`` and ``high`` when left out.
    """
    few = table["seeds"] < FEWEST
    if "verdict" in table:
        few |= table["verdict"] == BY_LEVERS
    ends = {name: table[name].mask(few) for name in columns or ("low", "high")}
    return table.assign(**ends)


def _more_seeds(found: Interval, precision: float | None) -> int | None:
    """Count the seeds to add for the precision asked."""
    needed = None if precision is None else seeds_needed(found.sd, precision)
    return None if needed is None else max(0, needed - found.count)


def bands(
    metrics: "pd.DataFrame",
    names: Sequence[str],
    community: str = TOWN,
    method: IntervalMethod = "t",
) -> "pd.DataFrame":
    """Average over seeds with an interval, month by month.

    Args:
        metrics: The table of metrics.
        names: Metrics.
        community: Id of a community, or ``town``.
        method: How intervals are made.

    Returns:
        Columns scenario, metric, month (datetime64), seeds, mean, low, high; the ends are NaN
        below `FEWEST` seeds, and within the bounds of the metric.
    """
    import pandas as pd

    rows = metrics[metrics["community"] == community]
    long = rows.melt(["scenario", "seed", "month"], list(names), "metric", "value")
    keys = ["scenario", "metric", "month"]
    order = long[keys].drop_duplicates()
    wide = long.pivot(index="seed", columns=keys, values="value").reindex(
        columns=pd.MultiIndex.from_frame(order)
    )
    found = intervals_of(wide.to_numpy(dtype=np.float64), method)
    order["seeds"], order["mean"] = found.count, found.mean
    order["low"], order["high"] = found.low, found.high
    order = told(order)
    limits = order["metric"].map(METRICS)
    for end in ("low", "high"):
        # What is bounded has an interval that is.
        least, most = (
            limits.map(lambda one, side=side: getattr(one, side)) for side in ("low", "high")
        )
        order[end] = order[end].clip(least.astype(float), most.astype(float))
    return order.reset_index(drop=True)


def check_common_past(
    metrics: "pd.DataFrame", pairs: Sequence[tuple[str, str, int | None]]
) -> tuple[CommonPast, ...]:
    """Make sure that scenarios are identical before their first difference in force.

    Args:
        metrics: The table of metrics.
        pairs: Two scenarios and the first month in which anything in force differs between
            them, None when nothing ever does.

    Returns:
        What was compared, for each pair.

    Raises:
        ModelError: A metric of a community differs, in any bit, in a month before that.
    """
    return tuple(_check_pair(metrics, first, second, until) for first, second, until in pairs)


def _check_pair(metrics: "pd.DataFrame", first: str, second: str, until: int | None) -> CommonPast:
    """Compare every value of two scenarios before a month, bit by bit."""
    end = dt.datetime.max if until is None else first_day(until)
    one, other = (
        metrics[(metrics["scenario"] == name) & (metrics["month"] < end)]
        for name in (first, second)
    )
    shared = set(one["month"]) & set(other["month"])
    one, other = (
        side[side["month"].isin(shared)].sort_values(list(KEYS[1:])).reset_index(drop=True)
        for side in (one, other)
    )
    if not one[list(KEYS[1:])].equals(other[list(KEYS[1:])]):
        raise ModelError(f"{first} and {second} have no common past: their rows differ")
    left, right = (np.ascontiguousarray(side[list(METRICS)].to_numpy()) for side in (one, other))
    odd = left.view(np.int64) != right.view(np.int64)
    odd &= ~(np.isnan(left) & np.isnan(right))
    if odd.any():
        row, column = (int(index) for index in np.argwhere(odd)[0])
        where = one.iloc[row]
        raise ModelError(
            f"{first} and {second} should be identical until "
            f"{'the end' if until is None else format_month(until)}, but with seed "
            f"{where['seed']} in {where['month']:%Y-%m} {list(METRICS)[column]} of "
            f"{where['community']} is {left[row, column]!r} in one and {right[row, column]!r} in "
            f"the other; {int(odd.sum()):,} values differ"
        )
    return CommonPast(first, second, until, len(shared), left.size)


def common_until(checks: Sequence[CommonPast]) -> int | None:
    """Find the first month in which any two scenarios differ; None if none ever do."""
    months = [check.until for check in checks if check.until is not None]
    return min(months, default=None)


# --- What scenarios cost, and what an added participant or an added true resolution costs

TOTAL = "total"
PARTICIPANTS, RESOLUTIONS = "participants", "true_resolutions"
OUTCOMES = (PARTICIPANTS, RESOLUTIONS)
"""What the added costs are set against: adults who took part in the last 12 months, and matters
that are truly resolved in a year."""
_PARTS = ("matters_arisen", "collected_share", "true_resolution_rate", "participation_rate")
"""Metrics that outcomes follow from."""


def costs_per_seed(
    metrics: "pd.DataFrame", groups: "pd.DataFrame", design: Design
) -> "pd.DataFrame":
    """Average costs and outcomes of the whole town in each run over the headline months.

    Returns:
        Columns scenario, seed, a column in yuan a year for each measure, ``total``,
        ``participants`` (adults; null where the table of groups is empty) and
        ``true_resolutions`` (matters a year: those that arose, times the shares collected and
        truly resolved), scaled up to the whole town.
    """
    first = first_day(design.end - design.window)
    rows = metrics[(metrics["community"] == TOWN) & (metrics["month"] >= first)]
    means = headline_means(rows, ["scenario", "seed"], [*COST_METRICS, *_PARTS])
    found = means[[*COST_METRICS]] / design.scale
    found.columns = [*MEASURES]
    figures: Any = means.to_dict("records")
    found[TOTAL] = [headline_costs(one, design.scale) for one in figures]
    found[RESOLUTIONS] = (
        means["matters_arisen"]
        * means["collected_share"]
        * means["true_resolution_rate"]
        * design.residents
    )
    if groups.empty:
        # How many adults there are is told by the table of groups alone.
        found[PARTICIPANTS] = math.nan
        return found.reset_index()
    adults = groups[(groups["community"] == TOWN) & (groups["month"] >= first)]
    one = adults["group_by"].iloc[0]
    adults = adults[adults["group_by"] == one].groupby(["scenario", "seed", "month"])["adults"]
    months = adults.sum().reset_index()
    count = headline_means(months, ["scenario", "seed"], ["adults"])["adults"] / design.scale
    found[PARTICIPANTS] = means["participation_rate"] * count
    return found.reset_index()


def costs_table(seeds: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Tabulate the cost of each measure in each scenario, and what is more than before.

    Args:
        seeds: What `costs_per_seed` made.
        design: What is compared.

    Returns:
        Columns scenario, measure (``total`` is all of them), yuan (a year), more (null in the
        baseline): means over seeds.
    """
    import pandas as pd

    means: Any = seeds.groupby("scenario", sort=False)[[*MEASURES, TOTAL]].mean()
    rows = []
    for name in design.scenarios:
        for measure in (*MEASURES, TOTAL):
            yuan = float(means.loc[name, measure])
            more = yuan - float(means.loc[design.baseline, measure])
            own = name == design.baseline
            rows.append((name, measure, yuan, math.nan if own else more))
    return pd.DataFrame(rows, columns=["scenario", "measure", "yuan", "more"])


def unit_costs_table(seeds: "pd.DataFrame", design: Design) -> "pd.DataFrame":
    """Divide added cost by added participants and added true resolutions, paired by seed.

    Args:
        seeds: What `costs_per_seed` made.
        design: What is compared.

    Returns:
        Columns scenario, outcome (of `OUTCOMES`), seeds, more (yuan a year), added, added_low,
        added_high, unit_cost, low, high. The last three are null unless the interval of what is
        added lies above zero, for what is not added has no price.
    """
    import pandas as pd

    reference = seeds[seeds["scenario"] == design.baseline].set_index("seed")
    rows = []
    for name in design.others:
        own = seeds[seeds["scenario"] == name].set_index("seed")
        cost = (own[TOTAL] - reference[TOTAL]).dropna()
        for outcome in OUTCOMES:
            added = (own[outcome] - reference[outcome]).dropna()
            both = cost.index.intersection(added.index)
            known = t_interval(added[both].tolist())
            price = (math.nan,) * 3
            if known.low > 0:
                price = ratio_interval(cost[both].tolist(), added[both].tolist())
            rows.append(
                (
                    name,
                    outcome,
                    len(both),
                    cost[both].mean(),
                    known.mean,
                    known.low,
                    known.high,
                    *price,
                )
            )
    names = [
        "scenario",
        "outcome",
        "seeds",
        "more",
        "added",
        "added_low",
        "added_high",
        "unit_cost",
        "low",
        "high",
    ]
    return pd.DataFrame(rows, columns=names)


def ratio_interval(above: Sequence[float], below: Sequence[float]) -> tuple[float, float, float]:
    """Divide two paired means, with 95 % interval (Fieller 1954, JRSS B 16, 175-185).

    Args:
        above: Values of the numerator, two or more.
        below: Values of the denominator, whose own t-interval excludes zero.

    Returns:
        The ratio, and the ends of its interval.
    """
    count = len(above)
    one, other = math.fsum(above) / count, math.fsum(below) / count
    ratio = one / other
    spread = [
        math.fsum((x - a) * (y - b) for x, y in zip(left, right, strict=True)) / (count - 1)
        for left, a, right, b in (
            (above, one, above, one),
            (above, one, below, other),
            (below, other, below, other),
        )
    ]
    factor = t_factor(count) ** 2 / count
    # Roots of (1 - g) r^2 - 2 (ratio - h) r + (ratio^2 - k) = 0.
    k, h, g = (factor * part / other**2 for part in spread)
    middle = (ratio - h) / (1 - g)
    half = math.sqrt(max(0.0, (ratio - h) ** 2 - (1 - g) * (ratio**2 - k))) / (1 - g)
    return ratio, middle - half, middle + half
