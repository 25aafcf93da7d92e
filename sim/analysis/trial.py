"""What trials inside the town come to: effects, what spreads, power, and published results.

Counts come from `sim.runs.trial`; nothing is run here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.intervals import ALPHA, POWER, interval_of
from sim.analysis.sets import HIGH, IN_FORCE, LOW
from sim.declare import IntervalMethod
from sim.rng import Stream

if TYPE_CHECKING:
    pass

Floats = NDArray[np.float64]
Cell = tuple[int, int]
"""Number of the set, `IN_FORCE` for the parameters in force, and the seed."""
Figures = Mapping[str, Sequence[float]]
"""See `sim.runs.trial.Figures`."""
ITT, COMPLIERS = "itt", "cace"
"""Treated minus control in one town, as a field trial sees it, and that over the share reached."""
SPREAD = ("treated", "reached", "control", "housemates", "ties", "others")
"""Whose outcomes are compared with those of the same people where nobody is treated."""
ROWS = (ITT, COMPLIERS, *SPREAD)
POINTS, LOG_ODDS, RATIO = "points", "log_odds", "ratio"
_UNIT_COLUMNS = 6
_CERTAIN = 15.0
"""Standard errors from which on an effect is found for sure."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares with and without a treatment, of each randomisation of one seed, shape (R,).

    ``people`` is how many they are shares of, and ``factor`` what differences are multiplied by.
    """

    people: Floats
    given: Floats
    without: Floats
    factor: Floats

    @property
    def differences(self) -> Floats:
        """Difference of each randomisation."""
        found: Floats = (self.given - self.without) * self.factor
        return found

    @property
    def points(self) -> float:
        """Mean difference; NaN where nobody is there to compare."""
        return _mean(self.differences)

    @property
    def log_odds(self) -> float:
        """Difference of the log-odds of the mean shares; NaN where one of them is 0 or 1."""
        base = _mean(self.without)
        return logit(base + self.points) - logit(base)


def _mean(values: Floats) -> float:
    """Average over randomisations in which there is a value."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else math.nan


def logit(share: float) -> float:
    """Turn a share into log-odds; NaN of 0, 1 and what is no share."""
    return math.log(share / (1 - share)) if 0 < share < 1 else math.nan


def rates_of(figures: Figures, outcome: str, row: str) -> Rates:
    """Find the shares of one outcome that a row of `ROWS` compares."""

    def counts(who: str) -> Floats:
        return np.array(figures[f"{outcome}/{who}"], dtype=np.float64).reshape(-1, 3).T

    def share(part: Floats, whole: Floats) -> Floats:
        found: Floats = np.divide(part, whole, out=np.full(part.shape, math.nan), where=whole > 0)
        return found

    if row in SPREAD:
        people, did, would = counts(row)
        return Rates(people, share(did, people), share(would, people), np.ones(people.size))
    treated, control = counts("treated"), counts("control")
    one, other = share(treated[1], treated[0]), share(control[1], control[0])
    factor = np.ones(one.size)
    if row == COMPLIERS:
        reached = share(counts("reached")[0], treated[0])
        factor = np.divide(1.0, reached, out=np.full(one.size, math.nan), where=reached > 0)
    return Rates(treated[0] + control[0], one, other, factor)


@dataclass(frozen=True, slots=True)
class Spread:
    """A quantity over seeds and over sets.

    Attributes:
        mean: Mean over seeds, under the parameters in force.
        low: Lower end of its interval over seeds; NaN with one seed.
        high: Upper end.
        error: Standard error over seeds; NaN with one seed.
        sets: In how many sets it is known.
        sets_low: 5 % over sets; NaN without sets.
        sets_high: 95 % over sets.
        by_set: Mean over seeds in each set in which it is known.
    """

    mean: float
    low: float
    high: float
    error: float
    sets: int
    sets_low: float
    sets_high: float
    by_set: tuple[float, ...]


def spread_of(values: Mapping[Cell, float], method: IntervalMethod) -> Spread:
    """Find mean and intervals of one quantity, known by set and seed."""
    by_set: dict[int, list[float]] = {}
    for (number, _), value in values.items():
        if not math.isnan(value):
            by_set.setdefault(number, []).append(value)
    own = interval_of(by_set.pop(IN_FORCE, []), method)
    means = tuple(math.fsum(one) / len(one) for one in by_set.values())
    low, high = np.quantile(means, (LOW, HIGH)) if means else (math.nan, math.nan)
    error = own.sd / math.sqrt(own.count) if own.count > 1 else math.nan
    ends = own.low, own.high
    return Spread(own.mean, *ends, error, len(means), float(low), float(high), means)


def effects_rows(
    cells: Mapping[Cell, Figures], outcome: str, method: IntervalMethod
) -> list[dict[str, Any]]:
    """Tabulate each of `ROWS` that anybody belongs to.

    Returns:
        people (mean number), rate_with, rate_without, difference (share), low, high (over
        seeds), sd_randomisations (between those of a seed), sets, sets_low, sets_high, and the
        same of log_odds.
    """
    rows = []
    for row in ROWS:
        known = {cell: rates_of(figures, outcome, row) for cell, figures in cells.items()}
        own = [one for (number, _), one in known.items() if number == IN_FORCE]
        people = float(np.mean([one.people.mean() for one in own]))
        if not people:
            continue
        points = spread_of({cell: one.points for cell, one in known.items()}, method)
        odds = spread_of({cell: one.log_odds for cell, one in known.items()}, method)
        # Turns even out what units differ in, so that their mean takes no degree of freedom.
        deviations = [float(np.std(one.differences)) for one in own if one.given.size > 1]
        without = float(np.mean([_mean(one.without) for one in own]))
        rows.append(
            {
                "who": row,
                "people": people,
                "rate_with": without + points.mean,
                "rate_without": without,
                "difference": points.mean,
                "low": points.low,
                "high": points.high,
                "sd_randomisations": float(np.mean(deviations)) if deviations else math.nan,
                "sets": points.sets,
                "sets_low": points.sets_low,
                "sets_high": points.sets_high,
                "log_odds": odds.mean,
                "log_odds_low": odds.low,
                "log_odds_high": odds.high,
                "log_odds_sets_low": odds.sets_low,
                "log_odds_sets_high": odds.sets_high,
            }
        )
    return rows


# --- published results ---


@dataclass(frozen=True, slots=True)
class PublishedQuantity:
    """What a published result is a figure of.

    Attributes:
        kind: ``points``, ``log_odds`` or ``ratio``.
        outcome: Name of the outcome.
        who: A row of `ROWS`.
        by_outcome: Of a ratio, the outcome that it is divided by.
        by_who: Of a ratio, the row that it is divided by.
    """

    kind: str
    outcome: str
    who: str
    by_outcome: str = ""
    by_who: str = ""

    def of(self, figures: Figures) -> float:
        """Find its value in one cell."""
        found = rates_of(figures, self.outcome, self.who)
        if self.kind == LOG_ODDS:
            return found.log_odds
        if self.kind == POINTS:
            return found.points
        whole = rates_of(figures, self.by_outcome, self.by_who).points
        return found.points / whole if whole else math.nan


def judged(found: Spread, low: float, high: float) -> tuple[bool, int]:
    """Judge whether a figure holds, and in how many sets it does.

    It holds where its mean, give or take a standard error over seeds, lies in the band, as for
    all patterns of the model.
    """
    slack = 0.0 if math.isnan(found.error) else found.error
    holds = low - slack <= found.mean <= high + slack
    return holds, sum(low <= one <= high for one in found.by_set)


# --- power ---


@dataclass(frozen=True, slots=True)
class Units:
    """Units of a trial: how many people are in each, how many did it, and how many are like it.

    Arrays have shape (K,). ``would`` is who would have done it where nobody is treated.
    """

    treated: NDArray[np.bool_]
    people: NDArray[np.int64]
    did: NDArray[np.int64]
    would: NDArray[np.int64]
    times: NDArray[np.int64]

    def arm(self, treated: bool) -> "Units":
        """Select the treated units, or those that are not."""
        mask = self.treated == treated
        return Units(*(getattr(self, name)[mask] for name in self.__slots__))

    @property
    def rate(self) -> float:
        """Mean share of a unit that did it, large and small units alike."""
        return float((self.did / self.people * self.times).sum() / self.times.sum())


def units_of(cells: Sequence[Figures], outcome: str, first: bool = False) -> Units:
    """Join the units of several cells; residents are units of one.

    With ``first`` only those of the first randomisation of each cell, every unit once.
    """
    parts = []
    for figures in cells:
        if f"{outcome}/units" in figures:
            rows = np.array(figures[f"{outcome}/units"]).reshape(-1, _UNIT_COLUMNS)
            parts.append(rows[rows[:, 0] == 0] if first else rows)
            continue
        for row, treated in (("treated", 1), ("control", 0)):
            for people, did, _ in np.array(figures[f"{outcome}/{row}"]).reshape(-1, 3):
                parts.append(
                    np.array([[0, treated, 1, 1, 0, did], [0, treated, 1, 0, 0, people - did]])
                )
    table = np.concatenate(parts).astype(np.int64)
    return Units(table[:, 1] == 1, table[:, 2], table[:, 3], table[:, 4], table[:, 5])


def clustering(units: Units) -> float:
    """Estimate intra-cluster correlation without a treatment, by analysis of variance.

    Source: Donner & Klar 2000, for clusters of unequal size. NaN where units are single people.
    """
    people = np.repeat(units.people, units.times).astype(np.float64)
    yes = np.repeat(units.would, units.times).astype(np.float64)
    count, whole = people.size, people.sum()
    if count < 2 or whole <= count:
        return math.nan
    mean, shares = yes.sum() / whole, yes / people
    between = (people * (shares - mean) ** 2).sum() / (count - 1)
    within = (yes * (1 - shares)).sum() / (whole - count)
    size = (whole - (people**2).sum() / whole) / (count - 1)
    below = between + (size - 1) * within
    return float((between - within) / below) if below else math.nan


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field trial that is planned.

    Attributes:
        units: How many units in all.
        share: Share of them that is treated.
        people: People looked at in each unit.
        base: Share that does it without a treatment.
        effect: What the treatment adds to it.
        clustering: Intra-cluster correlation; NaN for single people, who have none.
    """

    units: int
    share: float
    people: float
    base: float
    effect: float
    clustering: float

    @property
    def treated(self) -> int:
        """Units that are treated."""
        return round(self.share * self.units)

    @property
    def inflation(self) -> float:
        """Design effect: by what clustering multiplies the variance."""
        alike = 0.0 if math.isnan(self.clustering) else max(self.clustering, 0.0)
        return 1.0 + (self.people - 1.0) * alike

    @property
    def error(self) -> float:
        """Standard error of the difference."""
        parts = []
        for share, units in (
            (self.base + self.effect, self.treated),
            (self.base, self.units - self.treated),
        ):
            inside = min(max(share, 0.0), 1.0)
            parts.append(inside * (1 - inside) * self.inflation / (self.people * units))
        return math.sqrt(sum(parts))

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the test between units."""
        return self.units - 2.0

    def power(self) -> float:
        """Compute the chance to find it at 5 %, two-sided; Donner & Klar 2000."""
        from scipy.stats import nct, t

        if not self.error:
            return math.nan
        shift, edge = abs(self.effect) / self.error, float(t.ppf(1 - ALPHA / 2, self.freedom))
        if shift > _CERTAIN:
            return 1.0
        # The far tail is lost in rounding where it is nothing.
        found = float(nct.sf(edge, self.freedom, shift))
        return found + max(float(np.nan_to_num(nct.cdf(-edge, self.freedom, shift))), 0.0)

    def smallest(self) -> float:
        """Find the smallest rise found with 80 %; NaN if all would not be found."""
        from scipy.optimize import brentq

        def lacking(effect: float) -> float:
            return replace(self, effect=effect).power() - POWER

        most = 1.0 - self.base
        if not 0 < self.base < 1 or lacking(0.999 * most) < 0:
            return math.nan
        return float(brentq(lacking, 0.0, 0.999 * most, xtol=1e-6))


def simulated_power(
    units: Units, plan: FieldPlan, sample: int | None, draws: int, luck: Stream
) -> float:
    """Draw trials of that size of the units simulated, and count those that find an effect.

    Args:
        units: Units of both arms.
        plan: How many units, and which share is treated.
        sample: People who are asked in each unit, drawn without replacement; None for all.
        draws: How many trials are drawn.
        luck: Random numbers.

    Returns:
        Share of t-tests between the units, of unequal variances, with p < 5 %; NaN where there
        are too few.
    """
    from scipy.special import stdtr

    sizes = plan.treated, plan.units - plan.treated
    if min(sizes) < 2:
        return math.nan
    means, squares = [], []
    for treated, size in zip((True, False), sizes, strict=True):
        drawn = _drawn(units.arm(treated), size, sample, draws, luck)
        means.append(drawn.mean(axis=1))
        squares.append(drawn.var(axis=1, ddof=1) / size)
    error = np.sqrt(squares[0] + squares[1])
    difference = means[0] - means[1]
    score = np.divide(np.abs(difference), error, where=error > 0, out=np.zeros(draws))
    score[(error == 0) & (difference != 0)] = math.inf
    return float(np.mean(2 * stdtr(plan.units - 2, -score) < ALPHA))


def _drawn(units: Units, size: int, sample: int | None, draws: int, luck: Stream) -> Floats:
    """Draw shares in units with replacement, shape (draws, size)."""
    if units.people.max(initial=1) == 1:
        chance = float((units.did * units.times).sum() / units.times.sum())
        return (luck.random((draws, size)) < chance).astype(np.float64)
    edges = np.cumsum(units.times)
    which = np.searchsorted(edges, luck.integers(edges[-1], size=(draws, size)), side="right")
    people, did = units.people[which], units.did[which]
    if sample is not None:
        asked = np.minimum(people, sample)
        return np.asarray(luck.hypergeometric(did, people - did, asked) / asked)
    return np.asarray(did / people)


Size = tuple[int, float, int | None]
"""Number of units of a field trial, share treated, people asked in each or None for all."""


def planned(own: Sequence[Figures], outcome: str, size: Size) -> tuple[FieldPlan, Units]:
    """Plan a field trial as trials in the town let expect it, with their units."""
    units = units_of(own, outcome)
    number, share, sample = size
    mean = float((units.people * units.times).sum() / units.times.sum())
    people = mean if sample is None else min(float(sample), mean)
    each = [clustering(units_of([one], outcome, first=True)) for one in own]
    known = [one for one in each if not math.isnan(one)]
    correlation = float(np.mean(known)) if known else math.nan
    base = units.arm(False).rate
    plan = FieldPlan(number, share, people, base, units.arm(True).rate - base, correlation)
    return plan, units


def power_row(
    cells: Mapping[Cell, Figures], outcome: str, size: Size, draws: int, luck: Stream
) -> dict[str, Any]:
    """Simulate what a field trial of some size finds of an outcome.

    Args:
        cells: Counts by set and seed; those of the parameters in force count.
        outcome: Name of the outcome.
        size: Of the field trial.
        draws: Trials that are drawn.
        luck: Random numbers.

    Returns:
        units, share, people (asked in each), base, effect (treated minus control), clustering,
        design_effect, power (of simulated trials), power_formula, smallest (difference found
        with 80 %), bias (of what such a trial sees, by what spreads to its controls).
    """
    own = [figures for (number, _), figures in cells.items() if number == IN_FORCE]
    plan, units = planned(own, outcome, size)
    return {
        "units": plan.units,
        "share": plan.share,
        "people": plan.people,
        "base": plan.base,
        "effect": plan.effect,
        "clustering": plan.clustering,
        "design_effect": plan.inflation,
        "power": simulated_power(units, plan, size[2], draws, luck),
        "power_formula": plan.power(),
        "smallest": plan.smallest(),
        "bias": -float(np.mean([rates_of(one, outcome, "control").points for one in own])),
    }
