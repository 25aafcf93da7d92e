"""What a sensitivity analysis moves, and the experiment that its points make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.scenario import Scenario
from sim.scenario.load import Loaded, variant
from sim.scenario.timeline import Schedule
from sim.sweeps.design import Level, Point, Value, expanded
from sim.sweeps.experiment import Experiment, Settings
from sim.sweeps.laid import lever_settings

if TYPE_CHECKING:
    import pandas as pd

PAST = "run.burn_in.months"
"""The factor that is the length of the common past."""
EVENTS = "events"
"""Factors under this name move a dated entry of the timeline by whole months."""


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that is moved over a range.

    Attributes:
        name: Key path of the value that it sets.
        low: Lower end of its range, or the first of its levels.
        high: Upper end, or the last.
        levels: Values, where it has but a few; else empty.
        whole: Whether it takes whole numbers only.
        only: Scenarios that it is about, by place in the experiment; None for all.
    """

    name: str
    low: Value
    high: Value
    levels: tuple[Level, ...] = ()
    whole: bool = False
    only: tuple[int, ...] | None = None

    def level(self, share: float) -> Level:
        """What the factor is at a place in its range.

        Args:
            share: From 0, its lowest value, to 1; levels and whole numbers take equal parts.
        """
        if self.levels:
            return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]
        low, high = float(self.low), float(self.high)
        value = low + (high - low) * share
        if self.whole:
            value = min(float(np.floor(low + (high - low + 1) * share)), high)
        return Level(value, {self.name: value})

    def corners(self) -> list[float]:
        """All levels; else the ends of the range, and where its lever is off.

        Among these places is the least of whatever has no other corner, such as costs.
        """
        if self.levels:
            return [(number + 0.5) / len(self.levels) for number in range(len(self.levels))]
        lever = LEVERS.get(self.name.removeprefix("levers."))
        low, high = float(self.low), float(self.high)
        inside = lever is not None and low < lever.off < high
        return [0.0, 1.0, *([(lever.off - low) / (high - low)] if lever and inside else ())]


@dataclass(frozen=True)
class FactorExperiment(Experiment):
    """Scenarios at the points of a design in the unit cube.

    Attributes:
        only: Scenarios that a value is about, by key path; a value that is not here is about
            all of them.
        pasts: The scenarios with another length of their common past, by that length.
    """

    only: Mapping[str, tuple[int, ...]]
    pasts: Mapping[int, tuple[Loaded, ...]]

    def scenario(self, base: int, point: int) -> Scenario:
        """What is simulated at a point, complete.

        Raises:
            ScenarioError: The values of the point cannot lie over the scenario.
        """
        from sim.runs.simulate import shaped

        loaded, settings = self._laid(base, point)
        made = variant(loaded, settings).scenario if settings else loaded.scenario
        return shaped(made, scale=self.scale, months=self.months)

    def burn_in(self, base: int, point: int) -> int:
        """Months of common past of a scenario at a point."""
        return self._laid(base, point)[0].scenario.burn_in

    def settings_of(self, base: int, point: int) -> dict[str, Any]:
        """All that lies over a scenario's file at a point, as ``--set`` takes it."""
        loaded, settings = self._laid(base, point)
        past = {PAST: loaded.scenario.burn_in} if self.pasts else {}
        return {**self.settings, **past, **settings}

    def _laid(self, base: int, point: int) -> tuple[Loaded, dict[str, Any]]:
        """The scenario that the values of a point lie over, and these values."""
        loaded = self.bases[base]
        plain: dict[str, Any] = {}
        shifts: dict[str, int] = {}
        for path, value in self.points[point].settings.items():
            if base not in self.only.get(path, (base,)):
                continue
            if path == PAST:
                loaded = self.pasts[int(value)][base]
            elif path.startswith(f"{EVENTS}."):
                shifts[path.removeprefix(f"{EVENTS}.")] = int(value)
            else:
                plain[path] = value
        settings = expanded(loaded, plain)
        if any(shifts.values()):
            made = variant(loaded, settings).scenario if settings else loaded.scenario
            settings |= moved_events(made, shifts)
        return loaded, settings


def moved_events(scenario: Scenario, shifts: Mapping[str, int]) -> dict[str, Any]:
    """Settings under which what a timeline says of some months holds earlier or later.

    Args:
        scenario: The scenario.
        shifts: Months to move by, later when above 0, by month of the entry (``YYYY-MM``).
    """
    changes, names = [], []
    for change in scenario.schedule.changes:
        by = 0 if change.month is None else shifts.get(format_month(change.month), 0)
        if by and change.month is not None:
            names.append(change.lever)
            change = replace(change, month=change.month + by)
        changes.append(change)
    # Changes of no date hold from the beginning; the order of others of one date stays.
    ordered = sorted(changes, key=lambda one: -1 if one.month is None else one.month)
    return lever_settings(scenario, Schedule(tuple(ordered)), dict.fromkeys(names))


def points_of(factors: Sequence[Factor], design: NDArray[np.float64]) -> tuple[Point, ...]:
    """The points of a design as values of factors.

    Args:
        factors: The factors.
        design: Points in the unit cube, shape (points, factors).
    """
    points = []
    for row in design.tolist():
        levels = [factor.level(share) for factor, share in zip(factors, row, strict=True)]
        values = {factor.name: level.value for factor, level in zip(factors, levels, strict=True)}
        settings: dict[str, Any] = {}
        for level in levels:
            settings |= level.settings
        points.append(Point(values, settings))
    return tuple(points)


def over_all(factors: Sequence[Factor]) -> Settings:
    """Which scenarios the values of factors are about, where not all of them."""
    return {factor.name: factor.only for factor in factors if factor.only is not None}


def factors_table(factors: Sequence[Factor]) -> "pd.DataFrame":
    """What is known of factors beside their effects, a row for each."""
    import pandas as pd

    return pd.DataFrame([_about(factor) for factor in factors])


def _about(factor: Factor) -> dict[str, Any]:
    """What is known of a factor beside its effects."""
    kind, _, name = factor.name.partition(".")
    name = name.partition(".")[0]
    row: dict[str, Any] = {
        "factor": factor.name,
        "low": factor.low,
        "high": factor.high,
        "levels": ", ".join(f"{level.value}" for level in factor.levels),
        "unit": "",
        "meaning": "",
        "source": "",
    }
    if kind == "parameters" and name in PARAMETERS:
        one = PARAMETERS[name]
        row |= {"unit": one.unit, "meaning": one.meaning.en, "source": str(one.source)}
    if kind == "levers" and name in LEVERS:
        row |= {"unit": LEVERS[name].unit, "meaning": LEVERS[name].meaning.en}
    return row
