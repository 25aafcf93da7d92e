"""Makes a sensitivity study from its file, or tells everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from sim.calendar import format_month
from sim.declarations.parameters import PARAMETERS
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario.check import FileModel, refuse, show
from sim.scenario.fields import Name, Seeds
from sim.scenario.load import Loaded, load
from sim.scenario.yamlfile import KeyPath
from sim.sweeps.design import Level, declared_range, number_of
from sim.sweeps.experiment import (
    SENSITIVITY,
    Told,
    find_experiment,
    load_bases,
    read_file,
    with_settings,
)
from sim.sweeps.factors import EVENTS, PAST, Factor, FactorExperiment, over_all, points_of
from sim.sweeps.levels import DECLARED, Checked
from sim.sweeps.schema import RunPart

KIND = SENSITIVITY
ASSUMED = "assumed"
ALL_PARAMETERS = "parameters.*"
MOST_FACTORS = 500
MOST_SAMPLES = 2**16
_RANGE = {"low", "high", "only"}


def _even(value: int) -> int:
    """A number of levels that a grid of trajectories can have."""
    if value % 2:
        raise refuse(f"found {value}; must be even, so that every step has the same size")
    return value


def _power(value: int) -> int:
    """A number of samples in which Sobol's sequence is balanced."""
    if value & (value - 1):
        low = 1 << value.bit_length() - 1
        raise refuse(f"found {value}; must be a power of two", f"write {low} or {2 * low}")
    return value


class ScreeningPart(FileModel):
    """Morris screening of every factor."""

    trajectories: int = Field(ge=2, le=1000, description="Ways through the space of the factors")
    levels: Annotated[int, Field(ge=2, le=100), AfterValidator(_even)] = Field(
        4, description="Levels of the grid that they walk on, even"
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of the design")


class SobolPart(FileModel):
    """Sobol indices of the factors that matter most."""

    factors: int = Field(ge=1, le=MOST_FACTORS, description="How many factors at most")
    samples: Annotated[int, Field(ge=2, le=MOST_SAMPLES), AfterValidator(_power)] = Field(
        description="Base samples, a power of two; runs are so many times the factors plus 2"
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of the design")


class StudyFile(FileModel):
    """A sensitivity analysis: what is looked at, what is moved over which range, and how."""

    kind: Literal["sensitivity"] = Field(description="sensitivity")
    summary: str = Field("", description="What the study is, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    scenarios: Annotated[tuple[Name, ...], Field(min_length=1, max_length=2)] = Field(
        description="One, whose level is looked at, or two, whose difference is: second minus first"
    )
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..4")
    run: RunPart = Field(RunPart(), description="What the runs have in common")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path that lie over every scenario"
    )
    metrics: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="Names of metrics; their means over the last 12 months are looked at"
    )
    factors: dict[str, Any] = Field(
        description="By key path: 'declared' or {low, high, only}; a list of values; "
        "'parameters.*' is all parameters, declared or assumed; 'events.YYYY-MM' moves a dated "
        "entry of a timeline by months"
    )
    screening: ScreeningPart | None = Field(None, description="Morris screening")
    sobol: SobolPart | None = Field(None, description="Sobol indices")


@dataclass(frozen=True)
class Study:
    """A sensitivity analysis; `load_study` makes it.

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
        metrics: What is looked at.
        scale: Share of the residents instead of what the scenarios say, or None.
        months: Months after the common past instead of what the scenarios say, or None.
        screening: How factors are screened, or None.
        sobol: How indices are found, or None.
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
    metrics: tuple[str, ...]
    scale: float | None
    months: int | None
    screening: ScreeningPart | None
    sobol: SobolPart | None
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


def load_study(
    path_or_name: str | Path, *, scale: float | None = None, months: int | None = None
) -> Study:
    """The sensitivity study of a file, or a shipped one by name.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.

    Raises:
        ScenarioError: With every problem of the file, its scenarios and factors.
    """
    place = find_experiment(str(path_or_name), KIND)
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    document, content = read_file(place, StudyFile, problems, KIND)
    if content is None or document is None:
        raise ScenarioError(problems)
    told = Told(document)
    bases = tuple(
        with_settings(one, content, told, problems)
        for one in load_bases(place, content.scenarios, told, problems)
    )
    reader = _Factors(told, bases, problems)
    factors = reader.read(content.factors)
    pasts = _pasts(factors, content, bases, told, problems)
    problems.extend(_check(content, told, factors, scale=scale, months=months))
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return Study(
        name=place.name,
        summary=content.summary.strip(),
        file=place.file,
        text=place.path.read_text("utf-8-sig"),
        bases=bases,
        names=content.scenarios,
        seeds=tuple(sorted(content.seeds or bases[0].scenario.seeds)),
        settings=content.settings,
        factors=factors,
        metrics=tuple(dict.fromkeys(content.metrics)),
        scale=content.run.scale if scale is None else scale,
        months=content.run.months if months is None else months,
        screening=content.screening,
        sobol=content.sobol,
        pasts=pasts,
    )


def _check(
    content: StudyFile,
    told: Told,
    factors: Sequence[Factor],
    *,
    scale: float | None,
    months: int | None,
) -> list[Problem]:
    """What the parts of a file say of each other."""
    from sim.runs.options import check_metrics

    found = []
    for index, name in enumerate(content.metrics):
        _, wrong = check_metrics([name])
        found += [told.problem(("metrics", index), one.message, one.hint) for one in wrong]
    if content.screening is None and content.sobol is None:
        hint = "write 'screening: {trajectories: 10}', or sobol, or both"
        found.append(told.problem((), "neither screening nor sobol is asked for", hint))
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


class _Factors:
    """Reads factors, and checks each of them over each scenario that it is about.

    Args:
        told: Tells problems where the file has them.
        bases: The scenarios.
        problems: Receives everything that is wrong.
    """

    def __init__(self, told: Told, bases: Sequence[Loaded], problems: list[Problem]) -> None:
        self._told, self._bases, self._problems = told, bases, problems
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
            self._wrong(("factors",), "there are no factors")
        if len(found) > MOST_FACTORS:
            self._wrong(("factors",), f"{len(found)} factors; at most {MOST_FACTORS}")
        return tuple(found.values())

    def _factor(self, name: str, value: Any) -> list[Factor]:
        """What is written of one factor; all parameters are many."""
        where: KeyPath = ("factors", name)
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


def _pasts(
    factors: Sequence[Factor],
    content: StudyFile,
    bases: Sequence[Loaded],
    told: Told,
    problems: list[Problem],
) -> dict[int, tuple[Loaded, ...]]:
    """The scenarios with each length of their common past."""
    lengths = next((factor.levels for factor in factors if factor.name == PAST), ())
    found: dict[int, tuple[Loaded, ...]] = {}
    for index, level in enumerate(lengths):
        made = []
        for base in bases:
            place = base.files[0].place
            assert place is not None
            try:
                made.append(load(place.path, {**content.settings, PAST: level.settings[PAST]}))
            except ScenarioError as error:
                moved = told.moved(error.problems, ("factors", PAST, index))
                problems.extend(one for one in moved if one not in problems)
        found[int(level.settings[PAST])] = tuple(made)
    return found
