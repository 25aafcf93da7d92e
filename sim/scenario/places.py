"""Where scenario and town files are, and what they are called."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.errors import Problem, did_you_mean, misnamed

SUFFIXES = (".yaml", ".yml")
_TARGETS = re.compile(r"^targets:", re.MULTILINE)
"""What the file of a calibration has and no other."""
_KIND = re.compile(r"^kind: *([a-z_]+)", re.MULTILINE)
"""What files of other kinds than experiments say."""
EXPERIMENT, CALIBRATION, VALIDATION = "experiment", "calibration", "validation"


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that was named.

    Attributes:
        path: Where it is.
        file: How messages call it.
        name: Its name without folder and suffix.
    """

    path: Path
    file: str
    name: str


@cache
def shipped_folder() -> Path:
    """Find the shipped scenarios' folder: in a checkout, or in an installed package."""
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent / "scenarios"
    return checkout if (checkout / "towns").is_dir() else package / "_scenarios"


def shipped_scenarios() -> tuple[str, ...]:
    """Name the shipped scenarios, in alphabetical order."""
    return tuple(sorted(path.stem for path in shipped_folder().glob("*.yaml")))


def shipped_towns() -> tuple[str, ...]:
    """Name the shipped towns, in alphabetical order."""
    return tuple(sorted(path.stem for path in (shipped_folder() / "towns").glob("*.yaml")))


@cache
def experiments_folder() -> Path:
    """Find the shipped experiments' folder: in a checkout, or an installed package."""
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent / "experiments"
    return checkout if any(checkout.glob("*.yaml")) else package / "_experiments"


@cache
def _shipped_by_kind() -> Mapping[str, tuple[str, ...]]:
    """Name the shipped files of experiments, by kind, in alphabetical order."""
    found: dict[str, list[str]] = {}
    for path in sorted(experiments_folder().glob("*.yaml")):
        text = path.read_text("utf-8-sig")
        said = _KIND.search(text)
        kind = said[1] if said else EXPERIMENT
        found.setdefault(CALIBRATION if _TARGETS.search(text) else kind, []).append(path.stem)
    return {kind: tuple(names) for kind, names in found.items()}


def shipped_experiments(kind: str = EXPERIMENT) -> tuple[str, ...]:
    """Name the shipped experiments of a kind, in alphabetical order.

    Args:
        kind: ``experiment``, ``calibration``, ``sensitivity``, ``validation`` or ``discovery``.
    """
    return _shipped_by_kind().get(kind, ())


def shipped_calibrations() -> tuple[str, ...]:
    """Name the shipped calibrations, in alphabetical order."""
    return shipped_experiments(CALIBRATION)


def looks_like_path(text: str) -> bool:
    """Tell whether a text names a file, not something shipped."""
    return text.lower().endswith(SUFFIXES) or "/" in text or os.sep in text


def find(text: str, kind: str, beside: NamedFile | None = None) -> NamedFile | Problem:
    """Find the file that a text names.

    Args:
        text: Name of a shipped scenario or town, or a path: whatever holds a slash or ends
            in ``.yaml`` or ``.yml``.
        kind: ``scenario`` or ``town``.
        beside: The file that the text was written in; paths are relative to it.

    Returns:
        The place (the file may still be missing), or what is wrong with the name.
    """
    if looks_like_path(text):
        wrong = misnamed(text)
        if wrong:
            return wrong
        folder = beside.path.parent if beside else Path()
        shown = text
        if beside and not Path(text).is_absolute():
            shown = Path(os.path.normpath(Path(beside.file).parent / text)).as_posix()
        return NamedFile(folder / text, shown, Path(text).stem)
    known = shipped_scenarios() if kind == "scenario" else shipped_towns()
    inner = "" if kind == "scenario" else "towns/"
    if text in known:
        path = shipped_folder() / f"{inner}{text}.yaml"
        return NamedFile(path, f"scenarios/{inner}{text}.yaml", text)
    hint = did_you_mean(text, known)
    other = shipped_towns() if kind == "scenario" else shipped_scenarios()
    if text in other:
        hint = f"{text!r} is a {'town' if kind == 'scenario' else 'scenario'}"
    local = (beside.path.parent if beside else Path()) / f"{text}.yaml"
    if is_file(local):
        hint = f"did you mean the file {text + '.yaml'!r}?"
    message = f"no shipped {kind} is called {text!r}"
    if not hint:
        message += f"; there are {', '.join(known)}; a path ends in .yaml"
    return Problem(message, hint=hint)


def exists(path: Path) -> bool:
    """Tell whether a file or folder is there; no for an impossible name."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Tell whether a file is there; no for an impossible name."""
    return os.path.isfile(path)  # noqa: PTH113


def below(folder: Path, named: str) -> Path | None:
    """Find a file that another one names, in the other's folder or below it.

    Returns:
        Where it is (it may be missing), or None where it would lie outside, links followed.
    """
    try:
        path = (folder / named).resolve()
        return path if path.is_relative_to(folder.resolve()) else None
    except (OSError, ValueError, RuntimeError):
        return None


def missing_file(place: NamedFile, kind: str) -> Problem | None:
    """Say what is wrong when a named file is missing, with the nearest one there."""
    if exists(place.path):
        return None
    folder = place.path.parent
    names = [path.name for path in folder.glob("*.y*ml")] if exists(folder) else []
    hint = did_you_mean(place.path.name, names)
    if place.name in (shipped_scenarios() if kind == "scenario" else shipped_towns()):
        hint = f"the shipped {kind} is called {place.name!r}, without '.yaml'"
    return Problem("there is no such file", place.file, hint=hint)
