"""The kinds of files that ask for many runs: how a file is found, told apart and read."""

import os
from pathlib import Path
from shlex import quote

from sim.errors import Problem, did_you_mean
from sim.kinds import file_kinds
from sim.scenario.check import FileModel, check
from sim.scenario.places import (
    CALIBRATION,
    EXPERIMENT,
    VALIDATION,
    Place,
    experiments_folder,
    looks_like_path,
    missing_file,
    shipped_experiments,
)
from sim.scenario.yamlfile import Document, read_yaml

_COMMANDS = {EXPERIMENT: "sweep", CALIBRATION: "calibrate", VALIDATION: "validate"}
_KEYS = {CALIBRATION: {"targets"}, VALIDATION: {"patterns"}}


def commands() -> dict[str, str]:
    """Which command takes which kind of file."""
    known = {name: kind.command for name, kind in file_kinds().items()}
    return {EXPERIMENT: "sweep", **known}


def noun_of(kind: str) -> str:
    """What messages call a kind of file."""
    known = file_kinds().get(kind)
    return kind if known is None else known.noun.en


def kind_of(document: Document, wanted: str) -> str:
    """What kind of file a document is, as far as its keys tell; when in doubt what is wanted."""
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


def find_experiment(text: str, kind: str = EXPERIMENT) -> Place | Problem:
    """The file that a text names: a path, or the name of a shipped one.

    Args:
        text: What the user wrote.
        kind: ``experiment``, or a kind of study.
    """
    if looks_like_path(text):
        return Place(Path(text), text, Path(text).stem)
    known = shipped_experiments(kind)
    if text in known:
        path = experiments_folder() / f"{text}.yaml"
        return Place(path, f"experiments/{text}.yaml", text)
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
