"""Calibration without running anything: targets, what is acceptable, and the tables.

A target is a band in which a figure of the model should lie. What counts is the distance outside
the band in units of the band's width, so that targets of different units weigh alike; inside the
band nothing is gained by being nearer to its middle.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import headline_of
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.declare import Source

if TYPE_CHECKING:
    import pandas as pd


# --- Targets, how far values are from them, and what is acceptable

UNKNOWN = 3.0
"""Band widths by which a figure that is null (nobody registered, say) counts as missed."""
_DIGITS = 4
"""Significant digits of parameters that are tried: more would pretend to know."""


@dataclass(frozen=True, slots=True)
class Free:
    """A parameter that calibration may move.

    Attributes:
        name: Name of the parameter.
        low: Lower end of the range that is searched.
        high: Upper end.
        default: Value in force without calibration, within the range.
        log: True when it is searched by ratio rather than by difference.
    """

    name: str
    low: float
    high: float
    default: float
    log: bool = False

    def value(self, place: float) -> float:
        """Find the value at a place, 0 (low) to 1 (high), to four digits."""
        if self.log:
            found = self.low * (self.high / self.low) ** place
        else:
            found = self.low + (self.high - self.low) * place
        rounded = float(f"{found:.{_DIGITS}g}")
        return min(max(rounded, self.low), self.high)

    def place(self, value: float) -> float:
        """Find where a value lies in the range, 0 to 1."""
        if self.log:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return min(max(share, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Target:
    """A band in which a figure should lie.

    The figure of a seed is made of headlines, means over the last months of a run.

    Attributes:
        name: Name, unique in the file.
        scenario: Scenario whose figure it is.
        metric: Metric it is made of.
        low: Lower end of the band; minus infinity when there is none.
        high: Upper end; infinity when there is none.
        width: Unit of distances: width of the band, or what stands for it when one end is open.
        weight: How much it counts.
        source: Where the band comes from.
        divided_by: Metric that the headline is divided by, or None.
        minus_metric: Metric whose headline is taken away, or None.
        minus_scenario: Scenario whose headline of the same metric is taken away, or None.
        trend_months: Last months over which the rise per year is meant instead of the headline,
            or None.
        community: Community whose figure it is, or None for the town.
        span: First month and the month after the last that are meant instead of the last ones,
            counted from the start of the run, or None.
    """

    name: str
    scenario: str
    metric: str
    low: float
    high: float
    width: float
    weight: float
    source: Source
    divided_by: str | None = None
    minus_metric: str | None = None
    minus_scenario: str | None = None
    trend_months: int | None = None
    community: str | None = None
    span: tuple[int, int] | None = None

    def identity(self) -> dict[str, Any]:
        """Keep everything about it that counts, without what is left open."""
        found = asdict(self)
        for name in ("community", "span"):
            if found[name] is None:
                del found[name]
        return found

    def excludes(self, other: "Target") -> bool:
        """Tell whether another asks of the same figure what cannot hold at once."""
        figure = attrgetter(
            *("scenario", "metric", "divided_by", "minus_metric", "minus_scenario"),
            *("trend_months", "community", "span"),
        )
        apart = self.low > other.high or other.low > self.high
        return bool(figure(self) == figure(other)) and apart

    def key(self, metric: str) -> str:
        """Name its months of a metric as `Lines` does."""
        return metric if self.community is None else f"{metric}@{self.community}"

    def miss(self, value: float) -> float:
        """Measure how far a value is outside the band, in widths; `UNKNOWN` for null."""
        if math.isnan(value):
            return UNKNOWN
        return max(self.low - value, value - self.high, 0.0) / self.width


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over seeds.

    Attributes:
        mean: Mean over the seeds in which it is known; NaN when it is in none.
        error: Standard error of that mean; NaN below two seeds.
    """

    mean: float
    error: float

    @property
    def tolerance(self) -> float:
        """One standard error, none where it is not known."""
        return 0.0 if math.isnan(self.error) else self.error


def estimate(values: Sequence[float]) -> Estimate:
    """Estimate mean and standard error over seeds; NaN stands for a seed without a value."""
    known = [value for value in values if not math.isnan(value)]
    count = len(known)
    if not count:
        return Estimate(math.nan, math.nan)
    mean = math.fsum(known) / count
    if count == 1:
        return Estimate(mean, math.nan)
    squares = math.fsum((value - mean) ** 2 for value in known)
    return Estimate(mean, math.sqrt(squares / (count - 1) / count))


def is_met(target: Target, found: Estimate, apart: float = 0.0) -> bool:
    """Tell whether a figure lies in its band, give or take a standard deviation.

    That is the standard error over seeds and ``apart``, how far the model may be from the world
    where it is right, in the unit of the target.
    """
    slack = math.hypot(found.tolerance, apart)
    return target.low - slack <= found.mean <= target.high + slack


def slope_per_year(values: Sequence[float]) -> float:
    """Fit the rise per year of monthly values by least squares; NaN below two known."""
    known = [(month, value) for month, value in enumerate(values) if not math.isnan(value)]
    if len(known) < 2:
        return math.nan
    middle = math.fsum(month for month, _ in known) / len(known)
    level = math.fsum(value for _, value in known) / len(known)
    squares = math.fsum((month - middle) ** 2 for month, _ in known)
    return 12 * math.fsum((month - middle) * (value - level) for month, value in known) / squares


Lines = Mapping[str, Mapping[str, Sequence[float]]]
"""Months of the town after the common past: by scenario and metric, ``metric@community`` for those
of a community."""


def figure_of(target: Target, lines: Lines, window: int) -> float:
    """Compute the figure of a target in one seed.

    Returns:
        The figure; NaN when it is null.
    """
    own = lines[target.scenario]
    if target.trend_months is not None:
        return slope_per_year(own[target.key(target.metric)][-target.trend_months :])
    if target.span is not None:
        first, end = target.span
        return headline_of(own[target.key(target.metric)][first:end])
    found = headline_of(own[target.key(target.metric)][-window:])
    if target.minus_scenario is not None:
        found -= headline_of(lines[target.minus_scenario][target.metric][-window:])
    elif target.minus_metric is not None:
        found -= headline_of(own[target.minus_metric][-window:])
    elif target.divided_by is not None:
        below = headline_of(own[target.divided_by][-window:])
        found = found / below if below else math.nan
    return found


def needed_metrics(targets: Sequence[Target]) -> tuple[str, ...]:
    """List the metrics that targets are made of."""
    named = [
        tuple(None if name is None else one.key(name) for name in parts)
        for one in targets
        for parts in [(one.metric, one.divided_by, one.minus_metric)]
    ]
    return tuple(dict.fromkeys(name for names in named for name in names if name is not None))


@dataclass(frozen=True, slots=True)
class Trial:
    """A set of parameters that was tried.

    Attributes:
        number: Its number; 0 is what was in force before.
        values: Value of each free parameter.
        figures: Figure of each target in each seed, NaN where null; empty when it failed.
        failed: Why it failed, or empty.
    """

    number: int
    values: Mapping[str, float]
    figures: Mapping[str, tuple[float, ...]]
    failed: str = ""

    def estimates(self) -> dict[str, Estimate]:
        """Estimate mean and standard error by target."""
        return {name: estimate(values) for name, values in self.figures.items()}


def misfit(targets: Sequence[Target], found: Mapping[str, Estimate]) -> float:
    """Average the squared distances outside the bands, in band widths."""
    total = math.fsum(one.weight for one in targets)
    return math.fsum(one.weight * one.miss(found[one.name].mean) ** 2 for one in targets) / total


def pull(free: Sequence[Free], values: Mapping[str, float]) -> float:
    """Average the squared distances from the defaults, in widths of the ranges."""
    moves = [(one.place(values[one.name]) - one.place(one.default)) ** 2 for one in free]
    return math.fsum(moves) / len(moves)


def off_middle(targets: Sequence[Target], found: Mapping[str, Estimate]) -> float:
    """Average the squared distances from the middle of the bands, at most 1 each.

    Bands that are open on one side, and what lies outside a band, are told by the misfit alone.
    """
    closed = [one for one in targets if math.isfinite(one.low) and math.isfinite(one.high)]
    total = math.fsum(one.weight for one in closed)
    if not total:
        return 0.0
    parts = []
    for one in closed:
        mean = found[one.name].mean
        half = (one.high - one.low) / 2.0
        away = 1.0 if math.isnan(mean) else abs(mean - one.low - half) / half
        parts.append(one.weight * min(away, 1.0) ** 2)
    return math.fsum(parts) / total


@dataclass(frozen=True, slots=True)
class Pulls:
    """What tells apart sets that fit alike; both weights are small.

    Attributes:
        defaults: Weight of the distance from the defaults.
        middle: Weight of the distance from the middle of the bands: a figure at an edge of its
            band may leave it with other seeds.
    """

    defaults: float
    middle: float = 0.0


def loss(trial: Trial, targets: Sequence[Target], free: Sequence[Free], pulls: Pulls) -> float:
    """Weigh what calibration makes small: misfit, and a little for defaults and middles.

    Args:
        trial: A trial that did not fail.
        targets: The targets.
        free: The free parameters.
        pulls: What tells apart sets that fit alike.
    """
    found = trial.estimates()
    return (
        misfit(targets, found)
        + pulls.defaults * pull(free, trial.values)
        + pulls.middle * off_middle(targets, found)
    )


def missed(
    trial: Trial, targets: Sequence[Target], discrepancies: Sequence[float] = ()
) -> tuple[str, ...]:
    """Name the targets that a trial misses by more than one standard deviation, see `is_met`.

    ``discrepancies`` are those of the targets, in the unit of each; none without.
    """
    found = trial.estimates()
    apart = discrepancies or (0.0,) * len(targets)
    return tuple(
        one.name
        for one, own in zip(targets, apart, strict=True)
        if not is_met(one, found[one.name], own)
    )


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two targets that no trial met at once although each of them was met.

    Attributes:
        first: One target.
        second: The other.
        first_met: Trials that met the one.
        second_met: Trials that met the other.
    """

    first: str
    second: str
    first_met: int
    second_met: int


def conflicts(trials: Sequence[Trial], targets: Sequence[Target]) -> tuple[Conflict, ...]:
    """List pairs of targets never met at once, those met most often apart first."""
    met = {one.name: set[int]() for one in targets}
    for trial in trials:
        gone = missed(trial, targets)
        for name, numbers in met.items():
            if name not in gone:
                numbers.add(trial.number)
    pairs = [
        Conflict(one, other, len(met[one]), len(met[other]))
        for one, other in combinations(met, 2)
        if met[one] and met[other] and not met[one] & met[other]
    ]
    return tuple(sorted(pairs, key=lambda pair: -min(pair.first_met, pair.second_met)))


def never_met(trials: Sequence[Trial], targets: Sequence[Target]) -> tuple[str, ...]:
    """List the targets that no trial met."""
    gone = [set(missed(trial, targets)) for trial in trials]
    return tuple(one.name for one in targets if all(one.name in names for names in gone))


def ensemble(
    trials: Sequence[Trial],
    targets: Sequence[Target],
    free: Sequence[Free],
    pulls: Pulls,
    most: int,
) -> tuple[Trial, ...]:
    """Choose sets of parameters to go on with, the best one first.

    When sets meet every target, these: the best, then those that lie farthest apart (each next
    one farthest from all before it), so that the ensemble spans what the targets leave open
    rather than the neighbourhood of one point. When none does, the ones with the smallest loss.

    Args:
        trials: What was tried and did not fail.
        targets: The targets.
        free: The free parameters.
        pulls: What tells apart sets that fit alike.
        most: How many sets at most.
    """
    ranked = sorted(trials, key=lambda one: (loss(one, targets, free, pulls), one.number))
    accepted = [one for one in ranked if not missed(one, targets)]
    if not accepted:
        return tuple(ranked[:most])
    places = {one.number: [each.place(one.values[each.name]) for each in free] for one in accepted}
    chosen, rest = accepted[:1], accepted[1:]
    gaps = {one.number: math.inf for one in rest}
    while rest and len(chosen) < most:
        latest = places[chosen[-1].number]
        for one in rest:
            gaps[one.number] = min(gaps[one.number], math.dist(places[one.number], latest))
        farthest = max(rest, key=lambda one: (gaps[one.number], -one.number))
        rest.remove(farthest)
        chosen.append(farthest)
    return tuple(chosen)


# --- A calibration as tables: the fit, the parameters, the ensemble, every trial, what conflicts

LISTED = "; "
"""Between the names of targets in a cell."""
RATIO = "ratio"
"""Unit of a figure that is one metric by another of another unit."""


Labels = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Fitted:
    """A calibration that has run.

    Attributes:
        targets: The targets.
        free: The free parameters.
        trials: Every trial that did not fail, by number; the first is what was in force.
        failed: Trials that failed.
        pulls: What tells apart sets that fit alike.
        most: How many sets the ensemble has at most.
        labels: Labels of scenarios, English and Chinese, by name.
    """

    targets: tuple[Target, ...]
    free: tuple[Free, ...]
    trials: tuple[Trial, ...]
    failed: tuple[Trial, ...]
    pulls: Pulls
    most: int
    labels: Labels = MappingProxyType({})

    def loss(self, trial: Trial) -> float:
        """Compute what the search makes small."""
        return loss(trial, self.targets, self.free, self.pulls)

    def ensemble(self) -> tuple[Trial, ...]:
        """Choose sets of parameters to go on with, best first; see `ensemble`."""
        return ensemble(self.trials, self.targets, self.free, self.pulls, self.most)

    def accepted(self) -> int:
        """Count the sets that meet every target."""
        return sum(not missed(one, self.targets) for one in self.trials)


def unit_of(target: Target) -> str:
    """Find the unit of a target's figure: its metric's, unless it is a ratio of two units."""
    unit = METRICS[target.metric].unit
    if target.divided_by is not None and METRICS[target.divided_by].unit != unit:
        return RATIO
    return unit


def described(target: Target, labels: Labels = MappingProxyType({})) -> dict[str, Any]:
    """Describe a target as a table does.

    Args:
        target: The target.
        labels: Labels, English and Chinese: of scenarios by name, of communities by key path;
            names where there are none.
    """
    about = {"place": target.scenario, "minus": target.minus_scenario}
    pairs = {key: labels.get(name or "", (name, name)) for key, name in about.items()}
    if target.community is not None:
        name = target.community
        pairs["at"] = labels.get(f"communities.{name}", (name, name))
    named = {
        f"{key}_{language}": pair[place]
        for key, pair in pairs.items()
        for place, language in enumerate(("en", "zh"))
    }
    return {
        "target": target.name,
        "scenario": target.scenario,
        "metric": target.metric,
        "divided_by": target.divided_by,
        "minus_metric": target.minus_metric,
        "minus_scenario": target.minus_scenario,
        **named,
        "trend_months": target.trend_months,
        **({} if target.community is None else {"community": target.community}),
        **(
            {}
            if target.span is None
            else {"from_month": target.span[0], "to_month": target.span[1]}
        ),
        "unit": unit_of(target),
        "low": target.low,
        "high": target.high,
        "width": target.width,
        "weight": target.weight,
        "mark": target.source.mark,
        "source": target.source.text,
    }


def _judged(target: Target, found: Estimate, prefix: str = "") -> dict[str, Any]:
    """Describe a figure and how it stands to its target."""
    return {
        f"{prefix}mean": found.mean,
        f"{prefix}error": found.error,
        f"{prefix}miss": target.miss(found.mean),
        f"{prefix}met": is_met(target, found),
    }


def fit_table(fitted: Fitted) -> "pd.DataFrame":
    """Tabulate each target, before and after.

    Returns:
        What the target is; ``before_`` and ``after_`` mean, error (standard error of the mean
        over seeds), miss (distance outside the band in its widths) and met; ``met_share``, the
        share of trials that met it; ``ensemble_low`` and ``ensemble_high``, from where to where
        the means of the ensemble reach.
    """
    import pandas as pd

    kept = [one.estimates() for one in fitted.ensemble()]
    before, best = fitted.trials[0].estimates(), kept[0]
    everything = [one.estimates() for one in fitted.trials]
    rows = []
    for target in fitted.targets:
        name = target.name
        means = [found[name].mean for found in kept if not math.isnan(found[name].mean)]
        met = sum(is_met(target, found[name]) for found in everything)
        rows.append(
            {
                **described(target, fitted.labels),
                **_judged(target, before[name], "before_"),
                **_judged(target, best[name], "after_"),
                "met_share": met / len(everything),
                "ensemble_low": min(means, default=math.nan),
                "ensemble_high": max(means, default=math.nan),
            }
        )
    return pd.DataFrame(rows)


def check_table(
    targets: Sequence[Target],
    figures: Mapping[str, Sequence[float]],
    trial: Trial,
    labels: Labels = MappingProxyType({}),
) -> "pd.DataFrame":
    """Tabulate each target for parameters run anew, on other seeds or another scale.

    Args:
        targets: The targets.
        figures: Figure of each target in each new seed.
        trial: The same set as it was tried.
        labels: Labels of scenarios, English and Chinese, by name.

    Returns:
        What the target is; mean, error, miss and met of the new runs; ``fitted_mean``, what it
        was when tried.
    """
    import pandas as pd

    checked = Trial(trial.number, trial.values, dict(figures)).estimates()  # type: ignore[arg-type]
    tried = trial.estimates()
    return pd.DataFrame(
        [
            {
                **described(one, labels),
                **_judged(one, checked[one.name]),
                "fitted_mean": tried[one.name].mean,
            }
            for one in targets
        ]
    )


def parameters_table(fitted: Fitted) -> "pd.DataFrame":
    """Tabulate each free parameter, before and after.

    Returns:
        Columns parameter, group, unit, low, high, log, before, after, moved (signed, as a share
        of the range), ensemble_low, ensemble_high, meaning, mark, source.
    """
    import pandas as pd

    kept = fitted.ensemble()
    rows = []
    for one in fitted.free:
        declared = PARAMETERS[one.name]
        values = [trial.values[one.name] for trial in kept]
        rows.append(
            {
                "parameter": one.name,
                "group": declared.group,
                "unit": declared.unit,
                "low": one.low,
                "high": one.high,
                "log": one.log,
                "before": one.default,
                "after": values[0],
                "moved": one.place(values[0]) - one.place(one.default),
                "ensemble_low": min(values),
                "ensemble_high": max(values),
                "meaning": declared.meaning.en,
                "mark": declared.source.mark,
                "source": declared.source.text,
            }
        )
    return pd.DataFrame(rows)


def _ranked(fitted: Fitted, trial: Trial) -> dict[str, Any]:
    """Describe how a trial stands."""
    gone = missed(trial, fitted.targets)
    return {
        "trial": trial.number,
        "loss": fitted.loss(trial),
        "misfit": misfit(fitted.targets, trial.estimates()),
        "missed_targets": len(gone),
        "missed": LISTED.join(gone),
    }


def ensemble_table(fitted: Fitted) -> "pd.DataFrame":
    """Tabulate the members, the best one first.

    Returns:
        Columns member (from 1), trial, loss, misfit, missed_targets, missed, then a column for
        each free parameter.
    """
    import pandas as pd

    return pd.DataFrame(
        [
            {"member": place, **_ranked(fitted, one), **one.values}
            for place, one in enumerate(fitted.ensemble(), 1)
        ]
    )


def trials_table(fitted: Fitted) -> "pd.DataFrame":
    """Tabulate the trials, by number.

    Returns:
        Columns trial, loss, misfit, missed_targets, missed, failed, a column for each free
        parameter, then ``mean.TARGET`` and ``error.TARGET`` for each target.
    """
    import pandas as pd

    rows = []
    for trial in sorted((*fitted.trials, *fitted.failed), key=lambda one: one.number):
        row: dict[str, Any] = {"trial": trial.number}
        if not trial.failed:
            row |= _ranked(fitted, trial)
        row |= {"failed": trial.failed, **trial.values}
        for name, found in trial.estimates().items():
            row |= {f"mean.{name}": found.mean, f"error.{name}": found.error}
        rows.append(row)
    return pd.DataFrame(rows)


def conflicts_table(fitted: Fitted) -> "pd.DataFrame":
    """Tabulate pairs of targets that were met, but never by the same trial.

    Returns:
        Columns first, second, first_met, second_met (trials that met each of them).
    """
    import pandas as pd

    rows = [
        (one.first, one.second, one.first_met, one.second_met)
        for one in conflicts(fitted.trials, fitted.targets)
    ]
    return pd.DataFrame(rows, columns=["first", "second", "first_met", "second_met"])
