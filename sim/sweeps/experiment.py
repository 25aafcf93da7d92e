"""Makes an experiment from its file, or tells everything that is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario import Scenario
from sim.scenario.check import FileModel, check
from sim.scenario.layers import SET
from sim.scenario.load import Loaded, load, variant
from sim.scenario.places import (
    CALIBRATION,
    EXPERIMENT,
    VALIDATION,
    Place,
    experiments_folder,
    find,
    looks_like_path,
    missing_file,
    shipped_experiments,
)
from sim.scenario.yamlfile import Document, KeyPath, read_yaml
from sim.sweeps.design import OFF, Point, measure_of
from sim.sweeps.schema import ExperimentFile, UntilPart

Settings = Mapping[str, Any]
SENSITIVITY, DISCOVERY, SEARCH = "sensitivity", "discovery", "search"


class Described(Protocol):
    """A file that names scenarios, and settings that lie over all of them."""

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names or paths."""

    @property
    def settings(self) -> dict[str, Any]:
        """Values by key path."""


@dataclass(frozen=True)
class Experiment:
    """Scenarios, what is varied over them, and seeds; `load_experiment` makes it.

    Attributes:
        name: Name of its file.
        summary: What it is, one or two sentences.
        file: The file as the user named it.
        text: The file.
        bases: The scenarios, the baseline first, with the settings that lie over all.
        names: How the file names them.
        seeds: The seeds, ascending; with `until` those that it starts from.
        settings: Values that lie over every scenario.
        factors: What is varied, in the order of the file.
        points: Combinations of values that lie over every scenario; one without values when
            nothing is varied.
        scale: Share of the residents instead of what the scenarios say, or None.
        months: Months after the common past instead of what the scenarios say, or None.
        branch_at: Month until which runs with the same past share it, or None.
        until: When there are seeds enough, or None.
    """

    name: str
    summary: str
    file: str
    text: str
    bases: tuple[Loaded, ...]
    names: tuple[str, ...]
    seeds: tuple[int, ...]
    settings: Settings
    factors: tuple[str, ...]
    points: tuple[Point, ...]
    scale: float | None
    months: int | None
    branch_at: int | None
    until: UntilPart | None

    def scenario(self, base: int, point: int) -> Scenario:
        """What is simulated at a point, complete.

        Args:
            base: Which scenario.
            point: Which point.

        Raises:
            ScenarioError: The values of the point cannot lie over the scenario.
        """
        from sim.runs.simulate import shaped

        loaded = self.bases[base]
        settings = expanded(loaded, self.points[point].settings)
        made = variant(loaded, settings).scenario if settings else loaded.scenario
        return shaped(made, scale=self.scale, months=self.months)

    def burn_in(self, base: int, point: int) -> int:
        """Months of common past of a scenario at a point."""
        return self.bases[base].scenario.burn_in

    def settings_of(self, base: int, point: int) -> dict[str, Any]:
        """All that lies over a scenario's file at a point, as ``--set`` takes it."""
        loaded = self.bases[base]
        return expanded(loaded, {**self.settings, **self.points[point].settings})


def expanded(loaded: Loaded, settings: Settings) -> dict[str, Any]:
    """Settings as scenarios know them: a measure that is off becomes its levers, one by one.

    Args:
        loaded: The scenario.
        settings: Values by key path; ``measures.NAME`` is ``kept`` or ``off``.
    """
    plain: dict[str, Any] = {}
    for path, value in settings.items():
        measure = measure_of(path)
        if measure is None:
            plain[path] = value
        elif value == OFF:
            plain.update(dict.fromkeys(levers_of(loaded, measure), OFF))
    return plain


def levers_of(loaded: Loaded, measure: str) -> list[str]:
    """Key paths of the levers of a measure that a scenario sets, its timeline included."""
    found = [f"levers.{name}" for name in loaded.merged.base if LEVERS[name].measure == measure]
    found += [
        f"timeline.{format_month(month)}.levers.{name}"
        for month, name in loaded.merged.dated
        if LEVERS[name].measure == measure
    ]
    return found


def find_experiment(text: str, kind: str = EXPERIMENT) -> Place | Problem:
    """The file that a text names: a path, or the name of a shipped one.

    Args:
        text: What the user wrote.
        kind: ``experiment``, or another of `NAMES`.
    """
    if looks_like_path(text):
        return Place(Path(text), text, Path(text).stem)
    known = shipped_experiments(kind)
    if text in known:
        path = experiments_folder() / f"{text}.yaml"
        return Place(path, f"experiments/{text}.yaml", text)
    hint = did_you_mean(text, known)
    for other, command in COMMANDS.items():
        if other != kind and text in shipped_experiments(other):
            hint = f"it is for 'cogov {command}'"
    message = f"no shipped {NAMES.get(kind, kind)} is called {text!r}"
    if Path(f"{text}.yaml").is_file():
        hint = f"did you mean the file {text + '.yaml'!r}?"
    if not hint:
        message += f"; there are {', '.join(known)}; a path ends in .yaml"
    return Problem(message, hint=hint)


def load_experiment(
    path_or_name: str | Path, *, scale: float | None = None, months: int | None = None
) -> Experiment:
    """The experiment of a file, or a shipped one by name.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.

    Raises:
        ScenarioError: With every problem of the file, its scenarios and their settings.
    """
    from sim.sweeps.levels import read_points

    place = find_experiment(str(path_or_name))
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    document, content = read_file(place, ExperimentFile, problems)
    if content is None or document is None:
        raise ScenarioError(problems)
    told = Told(document)
    bases = tuple(
        with_settings(one, content, told, problems)
        for one in load_bases(place, content.scenarios, told, problems)
    )
    factors, points = read_points(content, told, bases, problems)
    problems.extend(_set_twice(content, told, points))
    _check_run(content, told, bases, problems, scale=scale, months=months)
    if problems or not bases:
        raise ScenarioError(list(dict.fromkeys(problems)))
    seeds = content.seeds or bases[0].scenario.seeds
    return Experiment(
        name=place.name,
        summary=content.summary.strip(),
        file=place.file,
        text=place.path.read_text("utf-8-sig"),
        bases=bases,
        names=content.scenarios,
        seeds=tuple(sorted(seeds)),
        settings=content.settings,
        factors=factors,
        points=points,
        scale=content.run.scale if scale is None else scale,
        months=content.run.months if months is None else months,
        branch_at=content.branch_at,
        until=content.until,
    )


COMMANDS = {
    EXPERIMENT: "sweep",
    CALIBRATION: "calibrate",
    SENSITIVITY: "sensitivity",
    VALIDATION: "validate",
    DISCOVERY: "discover",
    SEARCH: "search",
}
"""Which command takes which kind of file."""
NAMES = {
    EXPERIMENT: "experiment",
    CALIBRATION: "calibration",
    SENSITIVITY: "sensitivity study",
    VALIDATION: "validation",
    DISCOVERY: "discovery",
    SEARCH: "search",
}
"""What messages call a kind of file."""
_STUDY_KEYS = {"kind", "factors", "screening", "sobol"}
"""Keys that tell that a file wants to be a sensitivity study."""


def kind_of(document: Document, wanted: str) -> str:
    """What kind of file a document is, as far as its keys tell; when in doubt what is wanted."""
    if "targets" in document.data:
        return CALIBRATION
    if document.data.get("kind") == VALIDATION or "patterns" in document.data:
        return VALIDATION
    keys = set(document.data)
    if document.data.get("kind") == DISCOVERY or "interest" in keys:
        return DISCOVERY
    if document.data.get("kind") == SEARCH or "objectives" in keys:
        return SEARCH
    sure = document.data.get("kind") == SENSITIVITY or "screening" in keys
    if sure or (wanted == SENSITIVITY and _STUDY_KEYS & keys):
        return SENSITIVITY
    return EXPERIMENT


def _a(noun: str) -> str:
    """A noun with its article."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def read_file[M: FileModel](
    place: Place, model: type[M], problems: list[Problem], kind: str = EXPERIMENT
) -> tuple[Document | None, M | None]:
    """The file of an experiment, as far as it is right.

    Args:
        place: Where it is.
        model: What it must be.
        problems: Receives what is wrong.
        kind: What kind of experiment it must be.
    """
    absent = missing_file(place, "experiment")
    document = None
    if absent:
        problems.append(absent)
    else:
        document = read_yaml(place.path, place.file, problems)
    if document is None:
        return None, None
    if "scenarios" not in document.data and {"extends", "levers", "run"} & set(document.data):
        hint = f"run it with 'cogov run {place.file}'"
        problems.append(Problem("this is a scenario, not an experiment", place.file, 1, hint=hint))
        return None, None
    found = kind_of(document, kind)
    if found != kind:
        named = NAMES[found], NAMES[kind]
        hint = f"run it with 'cogov {COMMANDS[found]} {place.file}'"
        text = f"this is {_a(named[0])}, not {_a(named[1])}"
        problems.append(Problem(text, place.file, 1, hint=hint))
        return None, None
    content, kept = check(model, document, problems)
    return kept, content


class Told:
    """Tells problems where the experiment's file has what they are about.

    Args:
        document: The file.
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    def problem(self, path: KeyPath, message: str, hint: str = "") -> Problem:
        """A problem at a key path of the file."""
        origin = self.document.origin(path)
        return Problem(message, origin.file, origin.line, self.document.name(path), hint)

    def moved(self, problems: Sequence[Problem], path: KeyPath) -> Iterator[Problem]:
        """Problems of settings, told where the file writes them; others as they are."""
        for problem in problems:
            if problem.file != SET:
                yield problem
                continue
            name = self.document.name(path)
            said = "" if name.endswith(problem.path) else f"{problem.path}: "
            yield self.problem(path, f"{said}{problem.message}", problem.hint)


def load_bases(
    place: Place, names: Sequence[str], told: Told, problems: list[Problem]
) -> tuple[Loaded, ...]:
    """The scenarios that a file lists under ``scenarios``, those that are right.

    Args:
        place: The file.
        names: What it lists.
        told: Tells problems where the file has them.
        problems: Receives everything that is wrong.
    """
    found: list[Loaded] = []
    for index, text in enumerate(names):
        path: KeyPath = ("scenarios", index)
        named = find(text, "scenario", place)
        absent = named if isinstance(named, Problem) else missing_file(named, "scenario")
        if absent is not None:
            message = absent.message
            if isinstance(named, Place):
                message = f"there is no file {named.file!r}"
            problems.append(told.problem(path, message, absent.hint))
            continue
        assert isinstance(named, Place)
        try:
            found.append(load(named.file if looks_like_path(text) else text))
        except ScenarioError as error:
            problems.extend(error.problems)
    called = [one.scenario.name for one in found]
    for index, name in enumerate(called):
        if name in called[:index]:
            hint = "name one of them once, or rename a file"
            problems.append(
                told.problem(("scenarios", index), f"two scenarios are called {name!r}", hint)
            )
    return tuple(found)


def with_settings(
    loaded: Loaded, content: "Described", told: Told, problems: list[Problem]
) -> Loaded:
    """A scenario with the settings of the file, those that are right."""
    good = {}
    for path, value in content.settings.items():
        try:
            variant(loaded, {path: value})
        except ScenarioError as error:
            problems.extend(told.moved(error.problems, ("settings", path)))
        else:
            good[path] = value
    if len(good) < len(content.settings) or not good:
        return loaded
    return variant(loaded, good)


def _set_twice(content: ExperimentFile, told: Told, points: Sequence[Point]) -> Iterator[Problem]:
    """Values that are set for all runs and varied as well."""
    varied = dict.fromkeys(path for point in points for path in point.settings)
    for path in content.settings:
        for other in varied:
            if f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}."):
                text = f"{other} is varied, so it cannot be one value for all runs"
                yield told.problem(("settings", path), text, "keep one of them")


def _check_run(
    content: ExperimentFile,
    told: Told,
    bases: Sequence[Loaded],
    problems: list[Problem],
    *,
    scale: float | None,
    months: int | None,
) -> None:
    """What the parts of a file say of each other."""
    from sim.runs.options import check_metrics

    varied = set(content.design.factors) if content.design is not None else set()
    for path, option, value in (
        ("population.scale", "scale", content.run.scale if scale is None else scale),
        ("run.months", "months", content.run.months if months is None else months),
    ):
        if path in varied and value is not None:
            text = f"it is varied, so {option} cannot be one value for all runs"
            hint = f"leave out --{option}, and {option} under run"
            problems.append(told.problem(("design", "factors", path), text, hint))
    if content.until is not None:
        _, wrong = check_metrics([content.until.metric])
        problems += [told.problem(("until", "metric"), one.message, one.hint) for one in wrong]
        seeds = content.seeds or (bases[0].scenario.seeds if bases else ())
        if content.until.most < len(seeds):
            text = f"{content.until.most} is less than the {len(seeds)} seeds that it starts from"
            problems.append(told.problem(("until", "most"), text))
    if content.branch_at is not None:
        for one in bases:
            span = replace(one.scenario, months=months or content.run.months or one.scenario.months)
            if not span.first_month < content.branch_at < span.end:
                text = (
                    f"{format_month(content.branch_at)} is not inside the run of {span.name}, "
                    f"{format_month(span.first_month)} to {format_month(span.end - 1)}"
                )
                problems.append(told.problem(("branch_at",), text))
