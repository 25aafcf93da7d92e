"""What plausible sets of parameters make of an effect, of a claim, and of a measurement.

Each set is run on a part of the town with the seeds with which the parameters in force are run
there, so that what differs between the two is the parameters. How far a set lies from the
parameters in force is then added to what these give in the whole town.

A measurement tells something of which the sets do not agree. The line of the effect on it over
the sets says which part of the effect's variance would go if it were known exactly; of a
measurement with an error that part is smaller, as the variance of what is measured is to that
and the variance of the error together. Few sets find such a line by chance too: the part is
corrected for that, has an interval from sets drawn again, and counts only where it exceeds what
the best of all measurements explains when effects are dealt out to sets at random.

Source:
    Strong, Oakley & Brennan 2014 (Med. Decis. Making 34(3)), value of information by regression
    over the runs that there are; Jalal & Alarid-Escudero 2018 (Med. Decis. Making 38(2)), of a
    sample; Westfall & Young 1993, the best of many under permutation.
"""

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import Design, headline_means, subtracted
from sim.calendar import first_day
from sim.declarations.groups import GROUP_METRICS
from sim.runs.plausible import OwnCount
from sim.runs.tables import TOWN

if TYPE_CHECKING:
    import pandas as pd

    from sim.rng import Stream


# --- What plausible sets of parameters make of an effect, apart from the luck of the seeds

Floats = NDArray[np.float64]
COUNT = "count"
"""View of what sets give of a town's own counts."""
IN_FORCE = 0
"""Number of the set of the parameters in force."""
STILL = -1
"""Number under which these are run with residents standing still, see `sim.scenario.Scenario`."""
LOW, HIGH = 0.05, 0.95
"""The share of the sets below and up to the ends of an interval over sets."""
MOST = 0.9
"""Share of the sets from which on an effect holds in most of them (assumed)."""
LEAST_EFFECTIVE = 5
"""Effective sets below which counts leave too few to say anything of (assumed)."""
ALL, IN_MOST, CLOSE, NO_SETS = "all", "most", "close", "none"
"""What can be said of an effect: it has its sign in all sets, in most, in too few; or nothing."""


def set_rows(
    metrics: "pd.DataFrame",
    groups: "pd.DataFrame",
    number: int,
    design: Design,
    counts: Sequence[OwnCount] = (),
) -> "pd.DataFrame":
    """Keep what counts of one scenario's run with one seed under a set of parameters.

    Args:
        metrics: The run's part of the table of metrics.
        groups: Its part of the table of groups.
        number: Number of the set.
        design: What is compared.
        counts: A town's own counts, of which it is kept what the run gives.

    Returns:
        Columns set, view, place, metric, value. ``view`` is ``headline`` (place is empty),
        ``month`` (place is YYYY-MM), ``community`` (its id), ``group`` (division.group) or
        ``count`` (community and YYYY-MM).
    """
    import pandas as pd

    names, late = list(design.metrics), first_day(design.end - design.window)
    town = metrics[metrics["community"] == TOWN]
    months = town[names].set_axis([f"{one:%Y-%m}" for one in town["month"]])
    last = metrics[metrics["month"] >= late]
    places = headline_means(last[last["community"] != TOWN], ["community"], names)
    own = [*GROUP_METRICS]
    division = groups[(groups["community"] == TOWN) & (groups["month"] >= late)]
    divided = headline_means(division, ["group_by", "group"], own)
    divided.index = pd.Index([".".join(pair) for pair in divided.index])
    headline = headline_means(last[last["community"] == TOWN], ["community"], names)
    headline.index = pd.Index([""])
    parts = []
    views = {"headline": headline, "month": months, "community": places, "group": divided}
    for view, table in views.items():
        count, width = table.shape
        parts.append(
            pd.DataFrame(
                {
                    "set": np.full(count * width, number, dtype=np.int32),
                    "view": view,
                    "place": np.repeat([str(one) for one in table.index], width),
                    "metric": np.tile(list(table.columns), count),
                    "value": table.to_numpy(dtype=np.float64).ravel(),
                }
            )
        )
    if counts:
        parts.append(
            pd.DataFrame(
                {
                    "set": np.full(len(counts), number, dtype=np.int32),
                    "view": COUNT,
                    "place": [one.place for one in counts],
                    "metric": [one.metric for one in counts],
                    "value": counted(metrics, counts),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def counted(metrics: "pd.DataFrame", counts: Sequence[OwnCount]) -> Floats:
    """Read what a run gives of counts, shape (counts,); NaN where null."""
    names = list(dict.fromkeys(one.metric for one in counts))
    rows = metrics[metrics["community"].isin({one.community for one in counts})]
    keys = [
        f"{place} {month:%Y-%m}"
        for place, month in zip(rows["community"], rows["month"], strict=True)
    ]
    known = rows[names].set_axis(keys).to_dict("index")
    return np.array(
        [float(known.get(one.place, {}).get(one.metric, math.nan)) for one in counts],
        dtype=np.float64,
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a town's own counts make of the sets.

    ``weights`` (sets,) sum to 1; ``effective`` is how many sets count, as 1 / their squares;
    ``worst`` is the place of the count that lies farthest from all sets, ``nearest`` how many
    standard deviations it lies from the nearest.
    """

    weights: Floats
    effective: float
    worst: int
    nearest: float

    @property
    def enough(self) -> bool:
        """Whether enough sets are left to say something."""
        return self.effective >= LEAST_EFFECTIVE


def weighed(counts: Sequence[OwnCount], told: Floats, luck: Floats) -> Weighed:
    """Weigh sets by counts, whose errors are taken as independent.

    Args:
        counts: What was counted.
        told: What each set says of each, shape (sets, counts); NaN where nothing.
        luck: Standard deviation of the luck of one town in each, shape (counts,).

    Source:
        Importance sampling with effective size as Kish 1965 has it.
    """
    values = np.array([one.value for one in counts])
    errors = np.array([one.error for one in counts])
    away = np.abs(values - told) / np.hypot(errors, luck)
    # What a set says nothing of counts as the farthest that any set lies.
    away = np.where(np.isnan(away), np.nanmax(away, axis=0, initial=0.0), away)
    logs = -0.5 * (away**2).sum(axis=1)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    nearest = away.min(axis=0)
    worst = int(np.argmax(nearest))
    return Weighed(weights, float(1 / (weights**2).sum()), worst, float(nearest[worst]))


def place_of(rows: "pd.DataFrame", view: str) -> list[str]:
    """Write the places of a table of effects as `set_rows` does."""
    if view == "month":
        return [f"{one:%Y-%m}" for one in rows["month"]]
    if view == "community":
        return [str(one) for one in rows["community"]]
    if view == "group":
        return [
            f"{one}.{other}" for one, other in zip(rows["group_by"], rows["group"], strict=True)
        ]
    return [""] * len(rows)


def _headline(community: str) -> tuple[str, str]:
    """Say view and place of headlines of the town, or of a community."""
    return ("headline", "") if community == TOWN else ("community", community)


def _places(rows: "pd.DataFrame", view: str, community: str) -> list[tuple[str, str]]:
    """Find view and place of each row of a table of effects."""
    if view == "headline":
        return [_headline(community)] * len(rows)
    return [(view, place) for place in place_of(rows, view)]


class Sets:
    """The runs of all sets, and what they say of effects and levels.

    Args:
        table: Columns scenario, seed, set, view, place, metric, value.
        design: What is compared.
        counts: A town's own counts, which weigh the sets, or none.
        metrics: The table of metrics of the town as it was run, for the counts.
    """

    def __init__(
        self,
        table: "pd.DataFrame",
        design: Design,
        counts: Sequence[OwnCount] = (),
        metrics: "pd.DataFrame | None" = None,
    ) -> None:
        self._design = design
        table = table[table["set"] != STILL]
        keys = ["scenario", "view", "place", "metric"]
        wide = table.pivot(index=keys, columns=["set", "seed"], values="value")
        self._rows = {key: place for place, key in enumerate(wide.index)}
        columns: Any = wide.columns
        self.numbers = tuple(sorted({int(one) for one, _ in columns} - {IN_FORCE}))
        self.seeds = len({seed for _, seed in columns})
        order = [
            [columns.get_loc((number, seed)) for seed in sorted({seed for _, seed in columns})]
            for number in (IN_FORCE, *self.numbers)
        ]
        # Shape (rows, 1 + sets, seeds); the parameters in force first.
        self._values: Floats = wide.to_numpy(dtype=np.float64)[:, order]
        self.weighed = None
        if counts and metrics is not None and self.numbers:
            self.weighed = self._weigh(counts, metrics)

    def _weigh(self, counts: Sequence[OwnCount], metrics: "pd.DataFrame") -> Weighed:
        """Weigh sets by counts, which are of the time under the baseline."""
        own = metrics[metrics["scenario"] == self._design.baseline]
        town = np.array([counted(own[own["seed"] == seed], counts) for seed in self._design.seeds])
        luck = town.std(axis=0, ddof=1) if len(town) > 1 else np.zeros(len(counts))
        each = np.array(
            [self._of(self._design.baseline, COUNT, one.place, one.metric) for one in counts]
        ).mean(axis=2)
        told = town.mean(axis=0)[:, None] + each[:, 1:] - each[:, :1]
        return weighed(counts, told.T, np.nan_to_num(luck))

    @property
    def _weights(self) -> Floats | None:
        """Weights of the sets where counts weigh them, all 0 where too few are left."""
        if self.weighed is None:
            return None
        return self.weighed.weights if self.weighed.enough else np.zeros(len(self.numbers))

    def _of(self, scenario: str, view: str, place: str, metric: str) -> Floats:
        """Find values of one thing, shape (1 + sets, seeds); NaN where there is none."""
        row = self._rows.get((scenario, view, place, metric))
        if row is None:
            return np.full(self._values.shape[1:], np.nan)
        found: Floats = self._values[row]
        return found

    def _effect(self, scenario: str, view: str, place: str, metric: str) -> Floats:
        """Pair with the baseline and subtract, shape (1 + sets, seeds)."""
        own, baseline = (
            self._of(name, view, place, metric) for name in (scenario, self._design.baseline)
        )
        found: Floats = subtracted(own, baseline)
        return found

    def of(self, design: Design) -> "Sets":
        """Take the same runs for other scenarios, metrics or baseline."""
        found = copy(self)
        found._design = design
        return found

    def with_effects(
        self, effects: "pd.DataFrame", view: str, community: str = TOWN
    ) -> "pd.DataFrame":
        """Add to a table of effects what the sets make of each.

        Args:
            effects: Columns scenario, metric, difference, and what tells the place.
            view: What its rows are, see `set_rows`.
            community: Where headlines are of.

        Returns:
            With sets (in how many it is known), sets_low, sets_high (5 and 95 % over sets),
            holds_in (sets in which it has the sign of the difference).
        """
        rows: Any = effects[["scenario", "metric", "difference"]].to_numpy(dtype=object)
        found = [
            self._spread(self._effect(scenario, *place, metric), difference)
            for (scenario, metric, difference), place in zip(
                rows, _places(effects, view, community), strict=True
            )
        ]
        return _added(effects, found, ("sets", "sets_low", "sets_high", "holds_in"))

    def with_levels(self, levels: "pd.DataFrame", community: str = TOWN) -> "pd.DataFrame":
        """Add ``sets``, ``sets_low`` and ``sets_high`` to the table of levels."""
        rows: Any = levels[["scenario", "metric", "mean"]].to_numpy(dtype=object)
        found = [
            self._spread(self._of(scenario, *_headline(community), metric), mean)[:3]
            for scenario, metric, mean in rows
        ]
        return _added(levels, found, ("sets", "sets_low", "sets_high"))

    def with_shares(self, differences: "pd.DataFrame", community: str = TOWN) -> "pd.DataFrame":
        """Add to a table of differences the shares of luck and parameters in variance.

        Luck is that of one seed in the town as it was run; the parameters' is the variance of
        the means of sets, less what luck adds to them where a set has two seeds or more. Both
        are null where one of the two is not known.
        """
        rows: Any = differences[["scenario", "metric", "sd"]].to_numpy(dtype=object)
        shares = []
        for scenario, metric, sd in rows:
            each = self._effect(scenario, *_headline(community), metric)
            parameters = _variance(each[1:] - each[:1], self._weights)
            luck = float(sd) ** 2
            whole = parameters + luck
            known = whole > 0 and not math.isnan(whole)
            shares.append((luck / whole, parameters / whole) if known else (math.nan, math.nan))
        return _added(differences, shares, ("share_luck", "share_parameters"))

    def leading(self, metric: str) -> dict[str, float]:
        """Measure in which share of the sets a scenario has the highest headline."""
        names = self._design.scenarios
        values = np.array([self._of(name, "headline", "", metric).mean(axis=1) for name in names])
        there = ~np.isnan(values[:, 1:]).any(axis=0)
        known = values[:, 1:][:, there]
        if not known.size:
            return dict.fromkeys(names, math.nan)
        first = np.argmax(known, axis=0)
        weights = np.ones(len(first)) if self._weights is None else self._weights[there]
        if not weights.sum():
            return dict.fromkeys(names, math.nan)
        return {
            name: float(np.average(first == place, weights=weights))
            for place, name in enumerate(names)
        }

    def _spread(self, each: Floats, centre: float) -> tuple[int, float, float, int]:
        """Count sets in which it is known, find 5 and 95 %, and count where its sign holds.

        Args:
            each: Shape (1 + sets, seeds), the parameters in force first.
            centre: What the parameters in force give in the whole town.
        """
        return spread_over(each, centre, self._weights)


def spread_over(
    each: Floats, centre: float, weights: Floats | None = None
) -> tuple[int, float, float, int]:
    """Count sets in which it is known, find 5 and 95 %, and count where its sign holds.

    Args:
        each: Shape (1 + sets, seeds), the parameters in force first.
        centre: What the parameters in force give in the town as it was run.
        weights: Of the sets, shape (sets,): then counts of sets are of effective ones, rounded;
            None where all count alike.
    """
    shift = (each[1:] - each[:1]).mean(axis=1)
    # What a set undoes altogether is nothing, whatever sign rounding would leave.
    moved = subtracted(np.full_like(shift, centre), -shift)
    there = ~np.isnan(moved)
    known = moved[there]
    if not known.size or (weights is not None and not weights[there].sum()):
        return 0, math.nan, math.nan, 0
    if weights is not None:
        own = weights[there] / weights[there].sum()
        count = round(float(1 / (own**2).sum()))
        ends = np.quantile(known, (LOW, HIGH), weights=own, method="inverted_cdf")
        share = float(own[np.sign(known) == np.sign(centre)].sum())
        return count, float(ends[0]), float(ends[1]), round(share * count)
    low, high = (float(one) for one in np.quantile(known, (LOW, HIGH)))
    return len(known), low, high, int(np.sum(np.sign(known) == np.sign(centre)))


def _variance(each: Floats, weights: Floats | None = None) -> float:
    """Compute the variance of the means of sets, less their seeds' luck; NaN below two."""
    there = ~np.isnan(each).any(axis=1)
    known = each[there]
    if len(known) < 2 or (weights is not None and not weights[there].sum()):
        return math.nan
    if weights is not None:
        own, means = weights[there] / weights[there].sum(), known.mean(axis=1)
        spread = float(np.average((means - np.average(means, weights=own)) ** 2, weights=own))
        return spread / max(1 - float((own**2).sum()), 1e-12)
    within = known.var(axis=1, ddof=1).mean() / known.shape[1] if known.shape[1] > 1 else 0.0
    return max(float(known.mean(axis=1).var(ddof=1)) - float(within), 0.0)


def _added(
    table: "pd.DataFrame", rows: Sequence[tuple[Any, ...]], names: Sequence[str]
) -> "pd.DataFrame":
    """Add columns to the end of a table."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return table.assign(**{name: list(one) for name, one in zip(names, columns, strict=True)})


def holding(sets: int, holds_in: int) -> str:
    """Say what can be said of an effect by the sets in which its sign holds."""
    if not sets:
        return NO_SETS
    if holds_in == sets:
        return ALL
    return IN_MOST if holds_in >= MOST * sets else CLOSE


# --- What a measurement would teach: how much narrower an effect becomes over plausible sets

LEAST_SETS = 10
"""Sets below which nothing is said (assumed)."""
DRAWS = 1000
"""Draws of sets for the intervals, and deals at random."""
_SURE = 0.95
_LOW, _HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Measurement:
    """Something that can be measured.

    ``values`` (sets,) is what it is in each set, ``error`` the standard deviation of what a
    measurement says around that, in the same unit.
    """

    kind: str
    name: str
    values: Floats
    error: float


@dataclass(frozen=True, slots=True)
class Learned:
    """How much narrower an effect becomes by a measurement, as a share of its width.

    ``explained`` is the part of the variance that goes if it were known exactly; ``low`` and
    ``high`` are 5 and 95 % of ``narrower`` over sets drawn again; ``told`` says whether the
    line can be told from chance.
    """

    explained: float
    narrower: float
    low: float
    high: float
    told: bool


def explained(effect: Floats, values: Floats) -> Floats:
    """Measure how far a line on values explains the variance of effects, less chance.

    Args:
        effect: Shape (..., sets).
        values: Shape (..., sets).

    Returns:
        Shape (...), 0 to 1; 0 where one of the two does not vary.
    """
    count = effect.shape[-1]
    found = _squared(effect, values)
    corrected: Floats = np.clip(1 - (1 - found) * (count - 1) / (count - 2), 0.0, 1.0)
    return corrected


def _squared(effect: Floats, values: Floats) -> Floats:
    """Compute the squared correlation over the last axis; 0 where one is constant."""
    one = effect - effect.mean(axis=-1, keepdims=True)
    other = values - values.mean(axis=-1, keepdims=True)
    both = (one**2).sum(axis=-1) * (other**2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(both > 0, (one * other).sum(axis=-1) ** 2 / both, 0.0)
    return found


def narrower(effect: Floats, values: Floats, error: float) -> Floats:
    """Compute how far the spread of an effect shrinks, shape (...), by `explained`."""
    varied = values.var(axis=-1, ddof=1)
    whole = varied + error**2
    part = np.where(whole > 0, varied / np.where(whole > 0, whole, 1.0), 0.0)
    found: Floats = 1 - np.sqrt(1 - explained(effect, values) * part)
    return found


def learned(effect: Floats, measurements: Sequence[Measurement], draws: "Stream") -> list[Learned]:
    """Measure what each measurement would teach of an effect.

    Args:
        effect: Shape (sets,), all known.
        measurements: What can be measured; values that are null in a set leave that set out.
        draws: Random numbers for the intervals.

    Returns:
        In the order given.

    Raises:
        ValueError: There are fewer than `LEAST_SETS` sets.
    """
    count = len(effect)
    if count < LEAST_SETS:
        raise ValueError(f"{count} sets; {LEAST_SETS} are needed")
    again = draws.integers(0, count, (DRAWS, count))
    dealt = np.array([draws.permutation(count) for _ in range(DRAWS)])
    known = [~np.isnan(one.values) for one in measurements]
    best = np.zeros(DRAWS)
    for one, there in zip(measurements, known, strict=True):
        if there.all():
            best = np.maximum(best, _squared(effect[dealt], one.values))
    limit = float(np.quantile(best, _SURE)) if measurements else math.nan
    found = []
    for one, there in zip(measurements, known, strict=True):
        if there.sum() < LEAST_SETS:
            found.append(Learned(math.nan, math.nan, math.nan, math.nan, False))
            continue
        own, values = effect[there], one.values[there]
        drawn = again if there.all() else draws.integers(0, len(own), (DRAWS, len(own)))
        spread = narrower(own[drawn], values[drawn], one.error)
        low, high = (float(end) for end in np.quantile(spread, (_LOW, _HIGH)))
        found.append(
            Learned(
                float(explained(own, values)),
                float(narrower(own, values, one.error)),
                low,
                high,
                bool(_squared(own, values) > limit),
            )
        )
    return found


# --- What becomes of a claim under other conditions: it holds, its size changes, or it fails

UNCHANGED = "in_force"
"""Name of the condition with nothing changed."""
ROBUST, SHIFTED, FRAGILE, UNKNOWN = "robust", "shifted", "fragile", "unknown"
VERDICTS = (ROBUST, SHIFTED, FRAGILE, UNKNOWN)
"""The order holds everywhere and the size with it; the order alone; not even that; null."""
_APART = 0.5
"""Share of the difference in force by which another one may differ where a claim says no size
(assumed)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim under one condition: last minus first of its order, and whether both hold."""

    size: float
    holds: bool
    sized: bool


def held_to(
    levels: Floats, size: tuple[float | None, float | None], in_force: float | None = None
) -> Standing:
    """Hold a claim to the levels of its scenarios.

    Args:
        levels: Shape (scenarios,), in the order claimed, from the lowest to the highest.
        size: Ends of what the claim says of last minus first; None for an open end.
        in_force: Last minus first with what is in force, to which others are compared where the
            claim says no size; None for that itself.
    """
    steps = np.diff(levels)
    found = float(levels[-1] - levels[0])
    low, high = size
    if low is None and high is None:
        sized = in_force is None or abs(found - in_force) <= _APART * abs(in_force)
    else:
        sized = (-math.inf if low is None else low) <= found <= (math.inf if high is None else high)
    return Standing(found, bool((steps > 0).all()), bool(sized) and not math.isnan(found))


def verdict_of(in_force: Standing, others: Sequence[Standing], sets: Sequence[Standing]) -> str:
    """Say what can be said of a claim.

    It is fragile where its order fails with what is in force, under any other condition, or in
    more than a tenth of the sets; shifted where its size does; else robust.
    """
    known = [one for one in sets if not math.isnan(one.size)]
    if math.isnan(in_force.size):
        return UNKNOWN
    every = [in_force, *(one for one in others if not math.isnan(one.size))]
    least = MOST * len(known)
    if not all(one.holds for one in every) or sum(one.holds for one in known) < least:
        return FRAGILE
    if not all(one.sized for one in every) or sum(one.sized for one in known) < least:
        return SHIFTED
    return ROBUST
