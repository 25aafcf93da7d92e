"""Reads what a file moves over ranges: the factors of a study, and all that comes with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.calendar import format_month
from sim.declarations.parameters import PARAMETERS
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario.check import FileModel, show
from sim.scenario.fields import Seeds
from sim.scenario.load import Loaded, load
from sim.scenario.places import Place
from sim.scenario.yamlfile import KeyPath
from sim.sweeps.design import Level, declared_range, number_of
from sim.sweeps.experiment import (
    Described,
    Told,
    find_experiment,
    load_bases,
    read_file,
    with_settings,
)
from sim.sweeps.factors import EVENTS, PAST, Factor, FactorExperiment, over_all, points_of
from sim.sweeps.levels import DECLARED, Checked
from sim.sweeps.schema import RunPart

ASSUMED = "assumed"
ALL_PARAMETERS = "parameters.*"
MOST_FACTORS = 500
_RANGE = {"low", "high", "only"}


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

    def experiment(
        self, stage: str, factors: Sequence[Factor], design: NDArray[np.float64]
    ) -> FactorExperiment:
        """The scenarios at the points of a design.

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
class Opened[M]:
    """A file that moves factors, as far as it is right.

    Attributes:
        place: Where it is.
        content: What it says.
        told: Tells problems where it has them.
        bases: Its scenarios, those that are right.
        factors: Its factors, those that are right.
        pasts: The scenarios with another length of their common past, by that length.
        problems: Everything that is wrong.
    """

    place: Place
    content: M
    told: Told
    bases: tuple[Loaded, ...]
    factors: tuple[Factor, ...]
    pasts: Mapping[int, tuple[Loaded, ...]]
    problems: list[Problem]


def open_file[M: FileModel](path_or_name: str | Path, kind: str, model: type[M]) -> Opened[Any]:
    """The file that a text names, with its scenarios and factors.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        kind: What kind of file it must be.
        model: What it must be; a `FactorFile`.

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
    bases = tuple(
        with_settings(one, content, told, problems)
        for one in load_bases(place, content.scenarios, told, problems)
    )
    factors = FactorReader(told, bases, problems).read(content.factors)
    pasts = read_pasts(factors, content.settings, bases, told, problems)
    return Opened(place, content, told, bases, factors, pasts, problems)


def moved_fields(
    found: Opened[Any], *, scale: float | None = None, months: int | None = None
) -> dict[str, Any]:
    """The fields of `Moved`, once nothing is wrong.

    Args:
        found: The file.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.

    Raises:
        ScenarioError: With everything that is wrong.
    """
    content: FactorFile = found.content
    problems = [
        *found.problems,
        *said_twice(content, found.told, found.factors, scale=scale, months=months),
    ]
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return {
        "name": found.place.name,
        "summary": content.summary.strip(),
        "file": found.place.file,
        "text": found.place.path.read_text("utf-8-sig"),
        "bases": found.bases,
        "names": content.scenarios,
        "seeds": tuple(sorted(content.seeds or found.bases[0].scenario.seeds)),
        "settings": content.settings,
        "factors": found.factors,
        "scale": content.run.scale if scale is None else scale,
        "months": content.run.months if months is None else months,
        "pasts": found.pasts,
    }


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
        """The factors of a file."""
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
        """What is written of one factor; all parameters are many."""
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
        ends = Checked(self._told, chosen, self._problems).ends(name, value, where)
        return [] if ends is None else [Factor(name, *ends, only=only)]

    def _parameters(self, value: Any, where: KeyPath) -> list[Factor]:
        """All parameters, or those that nobody measured."""
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
        """A factor that is moved over its declared range."""
        ends = declared_range(name)
        if ends is not None:
            return [Factor(name, *ends)]
        before = len(self._problems)
        Checked(self._told, self._bases, self._problems).fits({name: 1}, where)
        if len(self._problems) == before:
            self._wrong(where, "no range is declared for it", "write {low, high}")
        return []

    def _only(self, value: Mapping[str, Any], where: KeyPath) -> tuple[int, ...] | None:
        """Scenarios that a factor is about; None for all."""
        name = value.get("only")
        if name is None:
            return None
        if name not in self._names:
            hint = did_you_mean(str(name), self._names) or f"known: {', '.join(self._names)}"
            self._wrong((*where, "only"), f"{name!r} is none of the scenarios", hint)
            return None
        return (self._names.index(name),)

    def _levels(self, name: str, values: tuple[Any, ...], where: KeyPath) -> list[Factor]:
        """A factor that takes one of a few values."""
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
            checked = Checked(self._told, self._bases, self._problems)
            fit = [
                checked.fits({name: value}, (*where, index)) for index, value in enumerate(values)
            ]
            if not all(fit):
                return []
        levels = tuple(Level(number_of(name, value), {name: value}) for value in values)
        return [Factor(name, levels[0].value, levels[-1].value, levels)]

    def _event(self, name: str, value: Any, where: KeyPath) -> list[Factor]:
        """A dated entry that is moved by whole months."""
        month = name.removeprefix(f"{EVENTS}.")
        known = sorted({
            format_month(event.month) for base in self._bases for event in base.scenario.events
        })  # fmt: skip
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
    """The scenarios with each length of their common past.

    Args:
        factors: The factors.
        settings: Values that lie over every scenario.
        bases: The scenarios.
        told: Tells problems where the file has them.
        problems: Receives everything that is wrong.

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


def said_twice(
    content: FactorFile,
    told: Told,
    factors: Sequence[Factor],
    *,
    scale: float | None,
    months: int | None,
) -> list[Problem]:
    """Values that are varied and set for all runs as well.

    Args:
        content: The file.
        told: Tells problems where the file has them.
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
    for path in content.settings:
        if path in names:
            text = f"{path} is varied, so it cannot be one value for all runs"
            found.append(told.problem(("settings", path), text, "keep one of them"))
    return found


def wrong_metric(told: Told, where: KeyPath, name: str) -> list[Problem]:
    """What is wrong with the name of a metric at a key path; nothing when there is such a one."""
    from sim.runs.options import check_metrics

    _, wrong = check_metrics([name])
    return [told.problem(where, one.message, one.hint) for one in wrong]
