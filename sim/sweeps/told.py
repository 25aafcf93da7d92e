"""What a file says of its scenarios: which they are, and what lies over all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sim.errors import Problem, ScenarioError
from sim.scenario.layers import SET, Settings, settings_of
from sim.scenario.load import Loaded, load, variant
from sim.scenario.places import Place, find, looks_like_path, missing_file
from sim.scenario.yamlfile import Document, KeyPath


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
        """A problem with a setting, where it was said: in the file or in the call."""
        if path in self.given:
            return Problem(message, SET, path=path, hint=hint)
        return told.problem(("settings", path), message, hint)


def laid_over(own: Mapping[str, Any], settings: Settings, problems: list[Problem]) -> Laid:
    """Settings of a file with those of a call over them.

    Args:
        own: Values by key path, of the file.
        settings: ``path=value`` texts, or values by path, of the call.
        problems: Receives what is no setting.
    """
    given = settings_of(settings, problems)
    kept = {
        path: value
        for path, value in own.items()
        if not any(f"{path}.".startswith(f"{other}.") for other in given)
    }
    return Laid({**kept, **given}, given)


def with_settings(loaded: Loaded, laid: Laid, told: Told, problems: list[Problem]) -> Loaded:
    """A scenario with the settings that lie over it, if all of them are right.

    Args:
        loaded: The scenario.
        laid: The settings.
        told: Tells problems where the file has them.
        problems: Receives everything that is wrong.
    """
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
