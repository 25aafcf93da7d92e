"""The kinds of files that ask for many runs, and what they say of their scenarios."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Annotated, Any, Literal, Protocol, get_args

from pydantic import Field

from sim.errors import Problem, ScenarioError, did_you_mean
from sim.kinds import file_kinds
from sim.scenario.explain import comment
from sim.scenario.fields import FileModel, Month, Name, Seeds, check
from sim.scenario.layers import SET, Settings, settings_of
from sim.scenario.load import Loaded, load, variant
from sim.scenario.places import (
    CALIBRATION,
    EXPERIMENT,
    VALIDATION,
    NamedFile,
    experiments_folder,
    find,
    is_file,
    looks_like_path,
    missing_file,
    shipped_experiments,
)
from sim.scenario.schema import LONGEST_RUN
from sim.scenario.yamlfile import Document, KeyPath, read_yaml, text_of
from sim.words.speech import Speech

# --- The kinds of files that ask for many runs: how a file is found, told apart and read

_COMMANDS = {EXPERIMENT: "sweep", CALIBRATION: "calibrate", VALIDATION: "validate"}
_KEYS = {CALIBRATION: {"targets"}, VALIDATION: {"patterns"}}


def commands() -> dict[str, str]:
    """Name the command that takes each kind of file."""
    known = {name: kind.command for name, kind in file_kinds().items()}
    return {EXPERIMENT: "sweep", **known}


def noun_of(kind: str) -> str:
    """Name a kind of file for messages."""
    known = file_kinds().get(kind)
    return kind if known is None else known.noun.en


def kind_of(document: Document, wanted: str) -> str:
    """Tell the kind of a document, as far as its keys show; in doubt what is wanted."""
    known = {name: kind.keys for name, kind in file_kinds().items()}
    keys, said = set(document.data), document.data.get("kind")
    telling = [name for name, own in known.items() if said == name or own & keys]
    # What a file says of itself goes before what its keys tell, and targets before all.
    if CALIBRATION in telling:
        return CALIBRATION
    if said in telling:
        return str(said)
    if telling:
        return telling[0]
    meant = file_kinds().get(wanted)
    if meant is not None and {"kind", *meant.hints} & keys:
        return wanted
    return EXPERIMENT


def _a(noun: str) -> str:
    """Put an article before a noun."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def read_file[M: FileModel](
    place: NamedFile, model: type[M], problems: list[Problem], kind: str = EXPERIMENT
) -> tuple[Document | None, M | None]:
    """Read the file of an experiment, as far as it is right.

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
    keys = set(document.data)
    if not {"scenarios", "kind"} & keys and {"extends", "levers", "run"} & keys:
        hint = f"run it with 'cogov run {quote(place.file)}'"
        problems.append(Problem("this is a scenario, not an experiment", place.file, 1, hint=hint))
        return None, None
    found = kind_of(document, kind)
    if found != kind:
        named = noun_of(found), noun_of(kind)
        hint = f"run it with 'cogov {commands()[found]} {place.file}'"
        text = f"this is {_a(named[0])}, not {_a(named[1])}"
        problems.append(Problem(text, place.file, 1, hint=hint))
        return None, None
    told: list[Problem] = []
    content, kept = check(model, document, told)
    # What says that it is something else is not told what it lacks to be this.
    other = [one for one in told if one.path == "kind" and "kind" in document.data]
    problems.extend(other or told)
    return (None, None) if other else (kept, content)


def find_experiment(text: str, kind: str = EXPERIMENT) -> NamedFile | Problem:
    """Find the file that a text names: a path, or something shipped."""
    if looks_like_path(text):
        return NamedFile(Path(text), text, Path(text).stem)
    known = shipped_experiments(kind)
    if text in known:
        path = experiments_folder() / f"{text}.yaml"
        return NamedFile(path, f"experiments/{text}.yaml", text)
    hint = did_you_mean(text, known)
    for other, command in commands().items():
        if other != kind and text in shipped_experiments(other):
            hint = f"it is for 'cogov {command}'"
    message = f"no shipped {noun_of(kind)} is called {text!r}"
    if os.path.isfile(f"{text}.yaml"):  # noqa: PTH113
        hint = f"did you mean the file {text + '.yaml'!r}?"
    if not hint:
        message += f"; there are {', '.join(known)}; a path ends in .yaml"
    return Problem(message, hint=hint)


# --- What a file says of its scenarios: which they are, and what lies over all of them


class Described(Protocol):
    """A file that names scenarios, and settings that lie over all of them."""

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names or paths."""

    @property
    def settings(self) -> dict[str, Any]:
        """Values by key path."""


class Told:
    """Tells problems where the experiment's file has what they are about.

    Args:
        document: The file.
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    def problem(self, path: KeyPath, message: str, hint: str = "") -> Problem:
        """Make a problem at a key path of the file."""
        origin = self.document.origin(path)
        return Problem(message, origin.file, origin.line, self.document.name(path), hint)

    def moved(self, problems: Sequence[Problem], path: KeyPath) -> Iterator[Problem]:
        """Tell problems of settings where the file writes them; leave others as they are."""
        for problem in problems:
            if problem.file != SET:
                yield problem
                continue
            name = self.document.name(path)
            said = "" if name.endswith(problem.path) else f"{problem.path}: "
            yield self.problem(path, f"{said}{problem.message}", problem.hint)


def load_bases(
    place: NamedFile, names: Sequence[str], told: Told, problems: list[Problem]
) -> tuple[Loaded, ...]:
    """Load the scenarios that a file lists under ``scenarios``, those that are right."""
    found: list[Loaded] = []
    for index, text in enumerate(names):
        path: KeyPath = ("scenarios", index)
        named = find(text, "scenario", place)
        absent = named if isinstance(named, Problem) else missing_file(named, "scenario")
        if absent is not None:
            message = absent.message
            if isinstance(named, NamedFile):
                message = f"there is no file {named.file!r}"
            problems.append(told.problem(path, message, absent.hint))
            continue
        assert isinstance(named, NamedFile)
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


# --- A commented copy to start from

_KEY = re.compile(r"\w+(?=:)")
_NAMED = re.compile(r"[\w./-]+\.(?:ya?ml|csv)\b")


def study_template(text: str, kind: str, speech: Speech) -> str:
    """Write the text of a commented copy of an experiment or a study.

    Summary and sources stay with the copied one. Files that lie beside it are named as they are
    found from the current folder.

    Raises:
        ScenarioError: It cannot be read.
    """
    place = find_experiment(text, kind)
    if isinstance(place, Problem):
        raise ScenarioError(place)
    lines = [*comment(speech("template.study", named=text), 0), ""]
    key = ""
    for line in text_of(place.path).splitlines():
        if top := _KEY.match(line):
            key = top[0]
            if key == "summary":
                lines += [*comment(speech("template.purpose"), 0), 'summary: ""']
        elif line.startswith("#"):
            key = ""
        if key not in ("summary", "sources", "label") or not line:
            lines.append(_NAMED.sub(lambda named: _from_here(place, named[0]), line))
    return "\n".join(lines) + "\n"


def _from_here(place: NamedFile, named: str) -> str:
    """Name a file that lies beside another as it is found from the current folder."""
    beside = place.path.parent / named
    return Path(os.path.relpath(beside)).as_posix() if is_file(beside) else named


@dataclass(frozen=True)
class Laid:
    """What lies over the scenarios of a file.

    Attributes:
        settings: Values by key path: those of the file, and over them those of the call.
        given: Those of the call.
    """

    settings: dict[str, Any]
    given: Mapping[str, Any]

    def problem(self, told: "Told", path: str, message: str, hint: str = "") -> Problem:
        """Tell a problem with a setting where it was said: in the file or in the call."""
        if path in self.given:
            return Problem(message, SET, path=path, hint=hint)
        return told.problem(("settings", path), message, hint)


def laid_over(own: Mapping[str, Any], settings: Settings, problems: list[Problem]) -> Laid:
    """Lay settings of a call over those of a file."""
    given = settings_of(settings, problems)
    kept = {
        path: value
        for path, value in own.items()
        if not any(f"{path}.".startswith(f"{other}.") for other in given)
    }
    return Laid({**kept, **given}, given)


def with_settings(loaded: Loaded, laid: Laid, told: Told, problems: list[Problem]) -> Loaded:
    """Lay settings over a scenario, if all of them are right."""
    good = {}
    for path, value in laid.settings.items():
        try:
            variant(loaded, {path: value})
        except ScenarioError as error:
            if path in laid.given:
                problems.extend(one for one in error.problems if one not in problems)
            else:
                problems.extend(told.moved(error.problems, ("settings", path)))
        else:
            good[path] = value
    if len(good) < len(laid.settings) or not good:
        return loaded
    return variant(loaded, good)


# --- The experiment file as frozen models; what is wrong with single values is told by `load`

Kind = Literal["list", "grid", "latin_hypercube", "sobol", "random"]
KINDS: tuple[str, ...] = get_args(Kind)
SAMPLED = ("latin_hypercube", "sobol", "random")
"""Designs whose points are drawn from ranges."""
MOST_POINTS = 100_000
MOST_SEEDS = 100_000
KEYS = {"scenarios", "design", "until", "branch_at"}
"""Keys that tell that a file is an experiment."""


class DesignPart(FileModel):
    """Which points are run: combinations of values that are laid over every scenario."""

    kind: Kind = Field(description="list, grid, latin_hypercube, sobol or random")
    factors: dict[str, Any] = Field(
        default_factory=dict,
        description="By key path, such as levers.control: a list of values or {low, high, steps} "
        "in a grid; {low, high} or 'declared' where points are drawn; or, under a name of its "
        "own, levels with the values that each of them sets",
    )
    rows: tuple[dict[str, Any], ...] = Field(
        (), description="The points of a list: values by key path"
    )
    points: int | None = Field(None, ge=1, le=MOST_POINTS, description="How many points are drawn")
    seed: int = Field(0, ge=0, le=2**63 - 1, description="Seed of the points that are drawn")


class RunPart(FileModel):
    """What the runs have in common, instead of what the scenarios say."""

    scale: float | None = Field(None, ge=0.01, le=1, description="Share of the residents")
    months: int | None = Field(
        None, ge=1, le=LONGEST_RUN, description="Months after the common past"
    )


class UntilPart(FileModel):
    """When there are seeds enough."""

    metric: Name = Field(description="Name of the metric whose paired difference is meant")
    half_width: float = Field(gt=0, description="Half-width of its interval, in its unit")
    most: int = Field(ge=2, le=MOST_SEEDS, description="Seeds at which it ends in any case")


class ExperimentFile(FileModel):
    """An experiment: scenarios, what is varied over them, and seeds."""

    summary: str = Field("", description="What the experiment is, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    scenarios: Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        description="Names of shipped scenarios, or paths; the first is the baseline"
    )
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..9")
    run: RunPart = Field(RunPart(), description="What the runs have in common")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path that lie over every scenario"
    )
    design: DesignPart | None = Field(
        None, description="Which combinations of values are run; without it the scenarios alone"
    )
    branch_at: Month | None = Field(
        None, description="Month until which runs that have the same past share it, YYYY-MM"
    )
    until: UntilPart | None = Field(
        None, description="Add seeds until a difference is known this precisely"
    )
