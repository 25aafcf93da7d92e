"""What studies move: factors read from files, over ranges, and the experiments they make."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario import Scenario
from sim.scenario.fields import FileModel, Seeds, show
from sim.scenario.layers import Settings as Given
from sim.scenario.load import Loaded, load, variant
from sim.scenario.places import NamedFile
from sim.scenario.scenario import Schedule
from sim.scenario.yamlfile import KeyPath, text_of
from sim.sweeps.design import (
    DECLARED,
    Level,
    Point,
    Value,
    ValueReader,
    declared_range,
    drawn,
    expanded,
    number_of,
)
from sim.sweeps.experiment import Experiment, Settings
from sim.sweeps.kinds import (
    Described,
    Laid,
    RunPart,
    Told,
    find_experiment,
    laid_over,
    load_bases,
    read_file,
    with_settings,
)

if TYPE_CHECKING:
    import pandas as pd


# --- Levers of one schedule laid over a scenario, as settings that a command line can repeat


def differing_levers(first: Scenario, second: Scenario) -> tuple[str, ...]:
    """List levers that differ in a month and community after the common past."""
    months = sorted(
        {
            max(epoch.first, first.start)
            for scenario in (first, second)
            for epoch in scenario.epochs()
            if epoch.end > first.start
        }
    )
    pairs = [(first.levers_at(month), second.levers_at(month)) for month in months]
    return tuple(
        name
        for name in pairs[0][0]
        if any(not np.array_equal(one[name], other[name]) for one, other in pairs)
    )


def lever_settings(scenario: Scenario, wanted: Schedule, names: Iterable[str]) -> dict[str, Any]:
    """Set levers of a scenario to the values of another schedule.

    They hold from the start of the scenario, after its common past, and say the value of every
    community, so that nothing that the scenario's own timeline says of these levers is left.

    Args:
        scenario: What the settings lie over.
        wanted: The schedule whose values the levers are to have.
        names: Which levers.

    Returns:
        Values by key path: ``timeline.YYYY-MM.levers.NAME``.
    """
    communities = scenario.town.community_ids
    changes = (*scenario.schedule.changes, *wanted.changes)
    settings: dict[str, Any] = {}
    for name in names:
        dates = {
            change.month
            for change in changes
            if change.lever == name
            and change.month is not None
            and scenario.start < change.month < scenario.end
        }
        for month in (scenario.start, *sorted(dates)):
            values = wanted.values(month, communities)[name]
            path = f"timeline.{format_month(month)}.levers.{name}"
            settings[path] = _written(values, communities)
    return settings


def _written(values: NDArray[np.float64], communities: tuple[str, ...]) -> float | dict[str, float]:
    """Write the values of a lever as in a file: one for all, or one for each."""
    if bool(np.all(values == values[0])):
        return float(values[0])
    return dict(zip(communities, values.tolist(), strict=True))


# --- What a sensitivity analysis moves, and the experiment that its points make

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
        """Find what the factor is at a place in its range.

        Args:
            share: From 0, its lowest value, to 1; levels and whole numbers take equal parts.
        """
        if self.levels:
            return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]
        low, high = float(self.low), float(self.high)
        # Rounding may not carry it out of the range.
        value = min(max(low + (high - low) * share, low), high)
        if self.whole:
            value = min(float(np.floor(low + (high - low + 1) * share)), high)
        return Level(value, {self.name: value})

    def corners(self) -> list[float]:
        """List all levels; else the ends of the range, and where its lever is off.

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
        """Make the scenario that is simulated at a point, complete.

        Raises:
            ScenarioError: The values of the point cannot lie over the scenario.
        """
        from sim.runs.simulate import shaped

        loaded, settings = self._laid(base, point)
        made = variant(loaded, settings).scenario if settings else loaded.scenario
        return shaped(made, scale=self.scale, months=self.months)

    def burn_in(self, base: int, point: int) -> int:
        """Count the months of common past of a scenario at a point."""
        return self._laid(base, point)[0].scenario.burn_in

    def settings_of(self, base: int, point: int) -> dict[str, Any]:
        """Collect all that lies over a scenario's file at a point, as for ``--set``."""
        loaded, settings = self._laid(base, point)
        past = {PAST: loaded.scenario.burn_in} if self.pasts else {}
        return {**self.settings, **past, **settings}

    def _laid(self, base: int, point: int) -> tuple[Loaded, dict[str, Any]]:
        """Find the scenario that a point's values lie over, and these values."""
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
    """Move what a timeline says of some months earlier or later, as settings.

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
    """Read the points of a design as values of factors."""
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
    """Say which scenarios the values of factors are about, if not all."""
    return {factor.name: factor.only for factor in factors if factor.only is not None}


def factors_table(factors: Sequence[Factor]) -> "pd.DataFrame":
    """Tabulate what is known of factors beside their effects."""
    import pandas as pd

    return pd.DataFrame([_about(factor) for factor in factors])


def _about(factor: Factor) -> dict[str, Any]:
    """Describe what is known of a factor beside its effects."""
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


# --- Reads the factors of a file, and checks each of them over each scenario that it is about

ASSUMED = "assumed"
ALL_PARAMETERS = "parameters.*"
MOST_FACTORS = 500
_RANGE = {"low", "high", "only"}


class FactorReader:
    """Reads factors, and checks each of them over each scenario that it is about.

    Args:
        told: Tells problems where the file has them.
        bases: The scenarios.
        problems: Receives everything that is wrong.
        where: Key path of the factors in the file.
    """

    def __init__(
        self,
        told: Told,
        bases: Sequence[Loaded],
        problems: list[Problem],
        where: KeyPath = ("factors",),
    ) -> None:
        self._told, self._bases, self._problems = told, bases, problems
        self._where = where
        self._names = [base.scenario.name for base in bases]

    def _wrong(self, where: KeyPath, message: str, hint: str = "") -> None:
        """Note what is wrong at a key path."""
        self._problems.append(self._told.problem(where, message, hint))

    def read(self, given: Mapping[str, Any]) -> tuple[Factor, ...]:
        """Read the factors of a file."""
        found: dict[str, Factor] = {}
        before = len(self._problems)
        for name, value in given.items():
            for factor in self._factor(name, value):
                # What is written of one parameter counts before what is written of all.
                if factor.name not in found or name != ALL_PARAMETERS:
                    found[factor.name] = factor
        if not found and len(self._problems) == before:
            self._wrong(self._where, "there are no factors")
        if len(found) > MOST_FACTORS:
            self._wrong(self._where, f"{len(found)} factors; at most {MOST_FACTORS}")
        return tuple(found.values())

    def _factor(self, name: str, value: Any) -> list[Factor]:
        """Read what is written of one factor; all parameters are many."""
        where: KeyPath = (*self._where, name)
        if name == ALL_PARAMETERS:
            return self._parameters(value, where)
        if name.startswith(f"{EVENTS}."):
            return self._event(name, value, where)
        if isinstance(value, tuple):
            return self._levels(name, value, where)
        if name == PAST:
            self._wrong(where, f"found {show(value)}; must be a list of months, as [24, 36, 120]")
            return []
        if value == DECLARED:
            return self._declared(name, where)
        if not isinstance(value, Mapping) or not set(value) <= _RANGE:
            allowed = f"{DECLARED!r}, {{low, high}}, {{low, high, only}} or a list of values"
            self._wrong(where, f"found {show(value)}; must be {allowed}")
            return []
        only = self._only(value, where)
        chosen = self._bases if only is None else [self._bases[index] for index in only]
        ends = ValueReader(self._told, chosen, self._problems).ends(name, value, where)
        return [] if ends is None else [Factor(name, *ends, only=only)]

    def _parameters(self, value: Any, where: KeyPath) -> list[Factor]:
        """Read all parameters, or those that nobody measured."""
        if value not in (DECLARED, ASSUMED):
            text = f"found {show(value)}; must be {DECLARED!r} for all, or {ASSUMED!r}"
            self._wrong(where, text)
            return []
        return [
            Factor(f"parameters.{name}", one.low, one.high)
            for name, one in PARAMETERS.items()
            if value == DECLARED or one.source.mark == ASSUMED
        ]

    def _declared(self, name: str, where: KeyPath) -> list[Factor]:
        """Read a factor that is moved over its declared range."""
        ends = declared_range(name)
        if ends is not None:
            return [Factor(name, *ends)]
        before = len(self._problems)
        ValueReader(self._told, self._bases, self._problems).fits({name: 1}, where)
        if len(self._problems) == before:
            self._wrong(where, "no range is declared for it", "write {low, high}")
        return []

    def _only(self, value: Mapping[str, Any], where: KeyPath) -> tuple[int, ...] | None:
        """Read the scenarios that a factor is about; None for all."""
        name = value.get("only")
        if name is None:
            return None
        if name not in self._names:
            hint = did_you_mean(str(name), self._names) or f"known: {', '.join(self._names)}"
            self._wrong((*where, "only"), f"{name!r} is none of the scenarios", hint)
            return None
        return (self._names.index(name),)

    def _levels(self, name: str, values: tuple[Any, ...], where: KeyPath) -> list[Factor]:
        """Read a factor that takes one of a few values."""
        if len(values) < 2:
            self._wrong(where, "a factor needs two values or more")
            return []
        if name == PAST:
            # Whether the scenarios can have such a past is told when they are loaded with it.
            good = all(type(value) is int and value >= 0 for value in values)
            if not good:
                self._wrong(where, "must be whole numbers of months, 0 or more")
                return []
        else:
            checked = ValueReader(self._told, self._bases, self._problems)
            fit = [
                checked.fits({name: value}, (*where, index)) for index, value in enumerate(values)
            ]
            if not all(fit):
                return []
        levels = tuple(Level(number_of(name, value), {name: value}) for value in values)
        return [Factor(name, levels[0].value, levels[-1].value, levels)]

    def _event(self, name: str, value: Any, where: KeyPath) -> list[Factor]:
        """Read a dated entry that is moved by whole months."""
        month = name.removeprefix(f"{EVENTS}.")
        known = sorted(
            {format_month(event.month) for base in self._bases for event in base.scenario.events}
        )
        if month not in known:
            hint = did_you_mean(month, known)
            text = f"no scenario has an entry of its timeline at {month!r}"
            self._wrong(where, text, hint or (f"there are {', '.join(known)}" if known else ""))
            return []
        given = value if isinstance(value, Mapping) and set(value) == {"low", "high"} else {}
        low, high = given.get("low"), given.get("high")
        if type(low) is not int or type(high) is not int or low >= high:
            text = f"found {show(value)}; must be whole months, such as {{low: -6, high: 6}}"
            self._wrong(where, text)
            return []
        return [Factor(name, float(low), float(high), whole=True)]


def read_pasts(
    factors: Sequence[Factor],
    settings: Mapping[str, Any],
    bases: Sequence[Loaded],
    told: Told,
    problems: list[Problem],
) -> dict[int, tuple[Loaded, ...]]:
    """Load the scenarios with each length of their common past.

    Returns:
        By months of the common past; empty when its length is no factor.
    """
    lengths = next((factor.levels for factor in factors if factor.name == PAST), ())
    found: dict[int, tuple[Loaded, ...]] = {}
    for index, level in enumerate(lengths):
        made = []
        for base in bases:
            place = base.files[0].place
            assert place is not None
            try:
                made.append(load(place.path, {**settings, PAST: level.settings[PAST]}))
            except ScenarioError as error:
                moved = told.moved(error.problems, ("factors", PAST, index))
                problems.extend(one for one in moved if one not in problems)
        found[int(level.settings[PAST])] = tuple(made)
    return found


# --- Reads what a file moves over ranges: the factors of a study, and all that comes with them


class FactorFile(Described, Protocol):
    """A file that moves factors."""

    @property
    def summary(self) -> str:
        """What it is."""

    @property
    def seeds(self) -> Seeds | None:
        """The seeds, or None for those of the first scenario."""

    @property
    def run(self) -> RunPart:
        """Scale and months of every run."""

    @property
    def factors(self) -> dict[str, Any]:
        """What is moved, by key path."""


def hypercube(factors: Sequence[Factor], count: int, seed: int = 0) -> NDArray[np.float64]:
    """Draw a Latin hypercube, keyed by the names of its factors.

    Returns:
        Shape (points, factors), in [0, 1].
    """
    ranges = {factor.name: (0.0, 1.0) for factor in factors}
    points = drawn("latin_hypercube", ranges, count, seed)
    return np.array([[one.values[name] for name in ranges] for one in points], dtype=float)


@dataclass(frozen=True)
class Moved:
    """Scenarios, and the factors that are moved over them.

    Attributes:
        name: Name of its file.
        summary: What it is.
        file: The file as the user named it.
        text: The file.
        bases: The scenarios, with the settings that lie over all.
        names: How the file names them.
        seeds: The seeds, ascending.
        settings: Values that lie over every scenario.
        factors: What is moved.
        scale: Share of the residents instead of what the scenarios say, or None.
        months: Months after the common past instead of what the scenarios say, or None.
        pasts: The scenarios with another length of their common past, by that length.
    """

    name: str
    summary: str
    file: str
    text: str
    bases: tuple[Loaded, ...]
    names: tuple[str, ...]
    seeds: tuple[int, ...]
    settings: Mapping[str, Any]
    factors: tuple[Factor, ...]
    scale: float | None
    months: int | None
    pasts: Mapping[int, tuple[Loaded, ...]]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios as their files have them."""
        return tuple(base.scenario for base in self.bases)

    def experiment(
        self, stage: str, factors: Sequence[Factor], design: NDArray[np.float64]
    ) -> FactorExperiment:
        """Lay out the scenarios at the points of a design.

        Args:
            stage: Name of the design, for the store.
            factors: What is moved; other factors stay as the scenarios have them.
            design: Points in the unit cube, shape (points, factors).
        """
        return FactorExperiment(
            name=f"{self.name}-{stage}",
            summary=self.summary,
            file=self.file,
            text=self.text,
            bases=self.bases,
            names=self.names,
            seeds=self.seeds,
            settings=self.settings,
            factors=tuple(factor.name for factor in factors),
            points=points_of(factors, design),
            scale=self.scale,
            months=self.months,
            branch_at=None,
            until=None,
            only=over_all(factors),
            pasts=self.pasts,
        )


@dataclass(frozen=True)
class OpenedFile[M]:
    """A file that moves factors, as far as it is right.

    Attributes:
        place: Where it is.
        content: What it says.
        told: Tells problems where it has them.
        laid: What lies over its scenarios.
        bases: Its scenarios, those that are right.
        factors: Its factors, those that are right.
        pasts: The scenarios with another length of their common past, by that length.
        problems: Everything that is wrong.
    """

    place: NamedFile
    content: M
    told: Told
    laid: Laid
    bases: tuple[Loaded, ...]
    factors: tuple[Factor, ...]
    pasts: Mapping[int, tuple[Loaded, ...]]
    problems: list[Problem]


def open_file[M: FileModel](
    path_or_name: str | Path, kind: str, model: type[M], settings: Given = ()
) -> OpenedFile[Any]:
    """Open the file that a text names, with its scenarios and factors.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        kind: What kind of file it must be.
        model: What it must be; a `FactorFile`.
        settings: Values that lie over every scenario, over those of the file too.

    Raises:
        ScenarioError: It cannot be read at all.
    """
    place = find_experiment(str(path_or_name), kind)
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    document, found = read_file(place, model, problems, kind)
    if found is None or document is None:
        raise ScenarioError(problems)
    content: Any = found
    told = Told(document)
    laid = laid_over(content.settings, settings, problems)
    bases = tuple(
        with_settings(one, laid, told, problems)
        for one in load_bases(place, content.scenarios, told, problems)
    )
    factors = FactorReader(told, bases, problems).read(content.factors)
    pasts = read_pasts(factors, laid.settings, bases, told, problems)
    return OpenedFile(place, content, told, laid, bases, factors, pasts, problems)


def moved_fields(
    found: OpenedFile[Any],
    *,
    seeds: Sequence[int] | None = None,
    scale: float | None = None,
    months: int | None = None,
) -> dict[str, Any]:
    """Find the fields of `Moved`, once nothing is wrong.

    Args:
        found: The file.
        seeds: Seeds, instead of the file's.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.

    Raises:
        ScenarioError: With everything that is wrong.
    """
    content: FactorFile = found.content
    from sim.runs.choose import ONE_TOWN, different_towns

    # Of two scenarios the difference is looked at.
    towns = different_towns({one.scenario.name: one.scenario.town.numbers() for one in found.bases})
    problems = [
        *found.problems,
        *([found.told.problem(("scenarios",), towns, ONE_TOWN)] if towns else ()),
        *said_twice(content, found.told, found.laid, found.factors, scale=scale, months=months),
    ]
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return {
        "name": found.place.name,
        "summary": content.summary.strip(),
        "file": found.place.file,
        "text": text_of(found.place.path),
        "bases": found.bases,
        "names": content.scenarios,
        "seeds": tuple(sorted(seeds or content.seeds or found.bases[0].scenario.seeds)),
        "settings": found.laid.settings,
        "factors": found.factors,
        "scale": content.run.scale if scale is None else scale,
        "months": content.run.months if months is None else months,
        "pasts": found.pasts,
    }


def said_twice(
    content: FactorFile,
    told: Told,
    laid: Laid,
    factors: Sequence[Factor],
    *,
    scale: float | None,
    months: int | None,
) -> list[Problem]:
    """Find values that are varied and set for all runs too.

    Args:
        content: The file.
        told: Tells problems where the file has them.
        laid: What lies over its scenarios.
        factors: What is varied.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.
    """
    found = []
    names = [factor.name for factor in factors]
    for path, option, value in (
        ("population.scale", "scale", content.run.scale if scale is None else scale),
        ("run.months", "months", content.run.months if months is None else months),
    ):
        if path in names and value is not None:
            text = f"it is varied, so {option} cannot be one value for all runs"
            hint = f"leave out --{option}, and {option} under run"
            found.append(told.problem(("factors", path), text, hint))
    for path in laid.settings:
        if path in names:
            text = f"{path} is varied, so it cannot be one value for all runs"
            found.append(laid.problem(told, path, text, "keep one of them"))
    return found


def wrong_metric(told: Told, where: KeyPath, name: str) -> list[Problem]:
    """Check the name of a metric at a key path; it is a problem when there is none."""
    from sim.runs.options import check_metrics

    _, wrong = check_metrics([name])
    return [told.problem(where, one.message, one.hint) for one in wrong]
