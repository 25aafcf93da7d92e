"""A calibration as tables: the fit, the parameters, the ensemble, every trial, what conflicts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.analysis.calibration import (
    Estimate,
    Free,
    Pulls,
    Target,
    Trial,
    conflicts,
    ensemble,
    is_met,
    loss,
    misfit,
    missed,
)
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS

if TYPE_CHECKING:
    import pandas as pd

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
        """What the search makes small."""
        return loss(trial, self.targets, self.free, self.pulls)

    def ensemble(self) -> tuple[Trial, ...]:
        """Sets of parameters to go on with, the best one first; see `ensemble`."""
        return ensemble(self.trials, self.targets, self.free, self.pulls, self.most)

    def accepted(self) -> int:
        """How many sets meet every target."""
        return sum(not missed(one, self.targets) for one in self.trials)


def unit_of(target: Target) -> str:
    """Unit of the figure of a target, that of its metric unless it is a ratio of two units."""
    unit = METRICS[target.metric].unit
    if target.divided_by is not None and METRICS[target.divided_by].unit != unit:
        return RATIO
    return unit


def described(target: Target, labels: Labels = MappingProxyType({})) -> dict[str, Any]:
    """What a table says of a target.

    Args:
        target: The target.
        labels: Labels of scenarios, English and Chinese, by name; names where there are none.
    """
    named = {
        f"{key}_{language}": labels.get(name or "", (name, name))[place]
        for key, name in (("place", target.scenario), ("minus", target.minus_scenario))
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
    """A figure and how it stands to its target."""
    return {
        f"{prefix}mean": found.mean,
        f"{prefix}error": found.error,
        f"{prefix}miss": target.miss(found.mean),
        f"{prefix}met": is_met(target, found),
    }


def fit_table(fitted: Fitted) -> "pd.DataFrame":
    """A row for each target, before and after.

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
    """A row for each target: a set of parameters run anew, on other seeds or another scale.

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
    """A row for each free parameter, before and after.

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
    """How a trial stands."""
    gone = missed(trial, fitted.targets)
    return {
        "trial": trial.number,
        "loss": fitted.loss(trial),
        "misfit": misfit(fitted.targets, trial.estimates()),
        "missed_targets": len(gone),
        "missed": LISTED.join(gone),
    }


def ensemble_table(fitted: Fitted) -> "pd.DataFrame":
    """A row for each member, the best one first.

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
    """A row for each trial, by number.

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
    """A row for each pair of targets that were met, but never by the same trial.

    Returns:
        Columns first, second, first_met, second_met (trials that met each of them).
    """
    import pandas as pd

    rows = [
        (one.first, one.second, one.first_met, one.second_met)
        for one in conflicts(fitted.trials, fitted.targets)
    ]
    return pd.DataFrame(rows, columns=["first", "second", "first_met", "second_met"])
