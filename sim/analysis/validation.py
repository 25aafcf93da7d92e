"""Validation without running anything: figures of patterns, and whether they are as expected.

Each pattern is made of one or more quantities. A quantity is a sum of readings of one seed, each
times its factor: a metric of a run, an output of its end, or the figure of a target. A band holds
when the mean over seeds lies in it, give or take one standard error, as in calibration; a sign
holds when the whole t-interval of the paired values lies on its side.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.analysis.calibration import Target, estimate
from sim.analysis.intervals import Interval, t_interval
from sim.analysis.sets import HIGH, LOW
from sim.declare import Source
from sim.runs.tables import TOWN

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["fitted", "input_driven", "held_out", "mechanism"]
KINDS: tuple[Kind, ...] = ("fitted", "input_driven", "held_out", "mechanism")
View = Literal["value", "rank", "lead"]
PASS, FAIL, NOT_TESTED = "pass", "fail", "not tested"
MINUS = " \N{MINUS SIGN} "
SET_COLUMNS = ("sets", "sets_low", "sets_high", "holds_in", "sets_verdict")


@dataclass(frozen=True, slots=True)
class Reading:
    """One number of one run.

    Attributes:
        run: Name of the run.
        name: Metric, or output of the end of the run.
        communities: Communities whose mean is meant; empty for the town.
        others: True when all communities but these are meant.
        years: First and last calendar year, both included, whose months are averaged; None for
            the last months of the run.
        view: The value; the rank of the community, 1 for the largest; or its lead, its value
            minus the largest of all others.
    """

    run: str
    name: str
    communities: tuple[str, ...] = ()
    others: bool = False
    years: tuple[int, int] | None = None
    view: View = "value"

    @property
    def key(self) -> str:
        """The reading as text, which is also its key."""
        text = f"{self.run}.{self.name}"
        if self.communities:
            joined = "+".join(self.communities)
            text += f"@not({joined})" if self.others else f"@{joined}"
        if self.years:
            text += "[" + "..".join(str(year) for year in dict.fromkeys(self.years)) + "]"
        return text if self.view == "value" else f"{self.view}({text})"

    def value(self, frame: "pd.DataFrame", outputs: Mapping[str, float], window: int) -> float:
        """Read the number, NaN when it is null.

        Args:
            frame: `CommunityModel.frame`.
            outputs: `sim.analysis.outputs.measure_outputs`.
            window: Months of a headline.
        """
        if self.name in outputs:
            return outputs[self.name]
        wide = frame.pivot_table(
            index="month", columns="community", values=self.name, dropna=False, sort=True
        )
        if self.years is None:
            wide = wide.iloc[-window:]
        else:
            year = wide.index.to_series().dt.year
            wide = wide[year.between(*self.years)]
        level = wide.mean()
        if not self.communities:
            return float(level[TOWN])
        each = level.drop(TOWN)
        if self.view != "value":
            return _standing(each, self.communities[0], self.view)
        named = list(self.communities)
        return float((each.drop(named) if self.others else each[named]).mean())


def _standing(each: "pd.Series[float]", community: str, view: View) -> float:
    """Find the rank or lead of a community among those with a value."""
    own, rest = float(each[community]), each.drop(community).dropna()
    if math.isnan(own) or not len(rest):
        return math.nan
    if view == "lead":
        return own - float(rest.max())
    return 1.0 + float((rest > own).sum()) + float((rest == own).sum()) / 2.0


def target_key(name: str) -> str:
    """Name the key of the figure of a target of the calibration."""
    return f"target.{name}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A sum of readings.

    Attributes:
        terms: Factor and key of each.
        text: What it is, for tables.
    """

    terms: tuple[tuple[float, str], ...]
    text: str

    def of(self, values: Mapping[str, float]) -> float:
        """Find its value in a seed, NaN when a part is null."""
        return math.fsum(factor * values[key] for factor, key in self.terms)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something that the model should show.

    Attributes:
        name: Name.
        label: What a reader sees, English and Chinese.
        kind: Whether it was fitted, follows from inputs, was held out, or tests a mechanism.
        unit: Unit of its quantities.
        low: Least value expected; minus infinity when there is none.
        high: Greatest value expected; infinity when there is none.
        sign: True when whole intervals must lie between low and high, not only the mean.
        quantities: What is looked at; all must hold.
        source: Where the expectation comes from.
        target: The target that it is, for those that were fitted.
        reason: Why it does not hold, as far as its authors know, English and Chinese; shown only
            where it fails.
    """

    name: str
    label: tuple[str, str]
    kind: Kind
    unit: str
    low: float
    high: float
    sign: bool
    quantities: tuple[Quantity, ...]
    source: Source
    target: Target | None = None
    reason: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Judged:
    """A quantity over seeds.

    Attributes:
        quantity: The quantity.
        interval: Mean and 95 % t-interval over the seeds in which it is known.
        error: Standard error of the mean; NaN below two seeds.
        verdict: `PASS`, `FAIL` or `NOT_TESTED`.
        margin: By how much it holds, in standard errors; below 0 when it does not.
    """

    quantity: Quantity
    interval: Interval
    error: float
    verdict: str
    margin: float


Found = Mapping[int, Mapping[str, float]]
"""By seed, the value of each key."""


def judge(pattern: Pattern, found: Found) -> list[Judged]:
    """Judge every quantity of a pattern over seeds."""
    return [
        _judge(pattern, one, [one.of(found[seed]) for seed in sorted(found)])
        for one in pattern.quantities
    ]


def _judge(pattern: Pattern, quantity: Quantity, values: Sequence[float]) -> Judged:
    """Judge one quantity."""
    known = [value for value in values if not math.isnan(value)]
    interval, found = t_interval(known), estimate(values)
    if not known or (pattern.sign and len(known) < 2):
        return Judged(quantity, interval, found.error, NOT_TESTED, math.nan)
    if pattern.sign:
        room = min(interval.low - pattern.low, pattern.high - interval.high)
        good = room > 0
    else:
        room = min(found.mean - pattern.low, pattern.high - found.mean) + found.tolerance
        good = room >= 0
    margin = room / found.error if found.tolerance else math.copysign(math.inf, room or 1.0)
    return Judged(quantity, interval, found.error, PASS if good else FAIL, margin)


def weakest(judged: Sequence[Judged]) -> Judged:
    """Pick what a pattern stands or falls on: failed, then not tested, then held."""
    order = {FAIL: 0, NOT_TESTED: 1, PASS: 2}
    return min(
        judged, key=lambda one: (order[one.verdict], 0.0 if math.isnan(one.margin) else one.margin)
    )


def _row(pattern: Pattern, judged: Judged) -> dict[str, Any]:
    """Describe a quantity as a table has it."""
    return {
        "quantity": judged.quantity.text,
        "unit": pattern.unit,
        "low": pattern.low,
        "high": pattern.high,
        "criterion": "sign" if pattern.sign else "band",
        "mean": judged.interval.mean,
        "interval_low": judged.interval.low,
        "interval_high": judged.interval.high,
        "error": judged.error,
        "seeds": judged.interval.count,
        "verdict": judged.verdict,
    }


def validation_table(patterns: Sequence[Pattern], found: Found) -> "pd.DataFrame":
    """Tabulate each pattern: what is expected, and its weakest quantity.

    Returns:
        Columns pattern, kind, label_en, label_zh, quantity (the weakest), unit, low, high,
        criterion, mean, interval_low, interval_high (95 %), error, seeds, verdict, quantities
        (how many there are), mark, source, reason_en, reason_zh (why it fails, as far as its
        authors know; empty where it does not).
    """
    import pandas as pd

    rows = []
    for one in patterns:
        judged = judge(one, found)
        worst = weakest(judged)
        reason = one.reason if worst.verdict == FAIL else ("", "")
        rows.append(
            {
                "pattern": one.name,
                "kind": one.kind,
                "label_en": one.label[0],
                "label_zh": one.label[1],
                **_row(one, worst),
                "quantities": len(judged),
                "mark": one.source.mark,
                "source": one.source.text,
                "reason_en": reason[0],
                "reason_zh": reason[1],
            }
        )
    return pd.DataFrame(rows)


def with_sets(table: "pd.DataFrame", patterns: Sequence[Pattern], sets: Found) -> "pd.DataFrame":
    """Add to `validation_table` what plausible sets of parameters make of each pattern.

    A band holds over them when the median of the sets lies in it; a sign when their whole
    interval, 5 to 95 %, lies on its side. Of several quantities all must.

    Args:
        table: A row for each pattern.
        patterns: The patterns, in its order.
        sets: By number of the set, the value of each key; empty where none were run.

    Returns:
        With columns sets (in which it is known), sets_low, sets_high (of the quantity on which it
        stands or falls with the seeds), holds_in (sets that show it by themselves), sets_verdict.
    """
    rows = []
    for one, shown in zip(patterns, table["quantity"], strict=True):
        each = np.array(
            [[part.of(sets[number]) for number in sorted(sets)] for part in one.quantities]
        )
        each = each[:, ~np.isnan(each).any(axis=0)]
        if each.shape[1] < 2:
            rows.append((each.shape[1], math.nan, math.nan, 0, NOT_TESTED))
            continue
        if one.sign:
            inside = (each > one.low) & (each < one.high)
        else:
            inside = (each >= one.low) & (each <= one.high)
        low, middle, high = np.quantile(each, (LOW, 0.5, HIGH), axis=1)
        if one.sign:
            good = bool((low > one.low).all() and (high < one.high).all())
        else:
            good = bool(((middle >= one.low) & (middle <= one.high)).all())
        place = [part.text for part in one.quantities].index(shown)
        rows.append(
            (
                each.shape[1],
                float(low[place]),
                float(high[place]),
                int(inside.all(axis=0).sum()),
                PASS if good else FAIL,
            )
        )
    columns = zip(*rows, strict=True) if rows else ((),) * len(SET_COLUMNS)
    return table.assign(**dict(zip(SET_COLUMNS, map(list, columns), strict=True)))


def quantities_table(patterns: Sequence[Pattern], found: Found) -> "pd.DataFrame":
    """Tabulate each quantity of each pattern, as in `validation_table`."""
    import pandas as pd

    return pd.DataFrame(
        [
            {"pattern": one.name, "kind": one.kind, **_row(one, each)}
            for one in patterns
            for each in judge(one, found)
        ]
    )


def by_seed_table(patterns: Sequence[Pattern], found: Found) -> "pd.DataFrame":
    """Tabulate pattern, quantity, seed and value."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "pattern": one.name,
                "quantity": each.text,
                "seed": seed,
                "value": each.of(found[seed]),
            }
            for one in patterns
            for each in one.quantities
            for seed in sorted(found)
        ]
    )


def outputs_table(readings: Sequence[Reading], found: Found) -> "pd.DataFrame":
    """Tabulate outputs at the ends of runs, also where nothing is expected.

    Returns:
        Columns run, output, unit, label_en, label_zh, meaning, mean, low, high (95 %), seeds.
    """
    import pandas as pd

    from sim.declarations.outputs import OUTPUTS

    rows = []
    for one in readings:
        values = [found[seed][one.key] for seed in sorted(found)]
        interval = t_interval([value for value in values if not math.isnan(value)])
        output = OUTPUTS[one.name]
        rows.append(
            {
                "run": one.run,
                "output": one.name,
                "unit": output.unit,
                "label_en": output.label.en,
                "label_zh": output.label.zh,
                "meaning": output.meaning,
                "mean": interval.mean,
                "low": interval.low,
                "high": interval.high,
                "seeds": interval.count,
            }
        )
    return pd.DataFrame(rows)
