"""The files that a scenario is made of: the chain of `extends`, and settings laid over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import Problem, ScenarioError
from sim.scenario.check import check, unknown_key
from sim.scenario.places import Place, find, missing_file
from sim.scenario.schema import ScenarioFile
from sim.scenario.yamlfile import Document, KeyPath, Origin, parse_value, read_yaml

SET = "--set"
"""The file of values that were set on the command line or in a call."""
SETTABLE = ("levers", "parameters", "run", "population", "town", "timeline")
MOST_FILES = 100
"""Files of a chain of `extends`."""
TOWN_KEYS = {"communities", "margins"}
"""Keys that tell that a file is a town."""

Settings = Mapping[str, object] | Sequence[str]


@dataclass(frozen=True)
class Layer:
    """One file of the chain, or one setting.

    Attributes:
        place: Where it is; None for a setting.
        content: What it says, as far as it is right.
        document: What `content` was made from.
    """

    place: Place | None
    content: ScenarioFile
    document: Document

    @property
    def file(self) -> str:
        """How messages call it."""
        return self.document.file

    def origin(self, *path: str | int) -> Origin:
        """Where a key path is written."""
        return self.document.origin(path)

    def problem(self, path: KeyPath, message: str, hint: str = "") -> Problem:
        """A problem at a key path."""
        origin = self.document.origin(path)
        return Problem(message, origin.file, origin.line, self.document.name(path), hint)


def refer(layer: Layer, text: str, path: KeyPath, kind: str) -> Place | Problem:
    """The file that a value of a layer names, or the problem with it, told where it is written."""
    found = find(text, kind, layer.place)
    if isinstance(found, Place):
        absent = missing_file(found, kind)
        if absent is None:
            return found
        found = Problem(f"there is no file {found.file!r}", hint=absent.hint)
    return layer.problem(path, found.message, found.hint)


def read_chain(place: Place, problems: list[Problem]) -> list[Layer]:
    """A scenario file and its parents, nearest first, as far as they can be read.

    Args:
        place: The file itself.
        problems: Receives what is wrong, cycles and missing parents included.
    """
    layers: list[Layer] = []
    seen: list[Place] = []
    absent = missing_file(place, "scenario")
    if absent:
        problems.append(absent)
        return layers
    here: Place | None = place
    while here is not None:
        seen.append(here)
        layer = _read(here, problems)
        if layer is None:
            break
        layers.append(layer)
        if len(layers) == MOST_FILES and layer.content.extends is not None:
            text = f"the chain is longer than {MOST_FILES} files"
            hint = "write what the far ones say into one file"
            problems.append(layer.problem(("extends",), text, hint))
            break
        here = _parent(layer, seen, problems)
    return layers


def _read(place: Place, problems: list[Problem]) -> Layer | None:
    """One file, as far as it is right."""
    document = read_yaml(place.path, place.file, problems)
    if document is None:
        return None
    if set(document.data) >= TOWN_KEYS:
        hint = f"name it in a scenario: 'town: {place.name}.yaml'"
        problems.append(Problem("this is a town, not a scenario", place.file, 1, hint=hint))
        return None
    content, kept = check(ScenarioFile, document, problems)
    return None if content is None else Layer(place, content, kept)


def _parent(layer: Layer, seen: list[Place], problems: list[Problem]) -> Place | None:
    """The parent of a layer, unless it has none or the chain would never end."""
    if layer.content.extends is None:
        return None
    found = refer(layer, layer.content.extends, ("extends",), "scenario")
    if isinstance(found, Problem):
        problems.append(found)
        return None
    for index, earlier in enumerate(seen):
        if earlier.path.resolve() == found.path.resolve():
            cycle = " -> ".join(place.file for place in (*seen[index:], earlier))
            problems.append(
                layer.problem(("extends",), f"the chain never ends: {cycle}", "break the cycle")
            )
            return None
    return found


def read_settings(settings: Settings, problems: list[Problem]) -> list[Layer]:
    """One layer for each setting, in the order in which they lie over each other.

    Args:
        settings: ``path=value`` texts, or values by path. A lever's value for the whole town
            lies below its values for communities, in whatever order they come.
        problems: Receives what is wrong.
    """
    pairs: list[tuple[tuple[str, ...], Any]] = []
    for path, value in pairs_of(settings, problems):
        keys = tuple(path.split("."))
        if keys[0] not in SETTABLE:
            message, hint = unknown_key(keys[0], SETTABLE)
            problems.append(Problem(message, SET, path=path, hint=hint))
        elif any(earlier == keys for earlier, _ in pairs):
            problems.append(Problem("it is set twice", SET, path=path, hint="keep one of them"))
        else:
            pairs.append((keys, value))
    layers: list[Layer] = []
    for keys, value in sorted(pairs, key=lambda pair: len(pair[0])):
        document = _document(keys, value)
        content, kept = check(ScenarioFile, document, problems)
        if content is not None:
            layers.append(Layer(None, content, kept))
    return layers


def settings_of(settings: Settings, problems: list[Problem] | None = None) -> dict[str, Any]:
    """Settings as values by path.

    Args:
        settings: ``path=value`` texts, or values by path.
        problems: Receives what is no setting, or is there twice; None to raise it.

    Raises:
        ScenarioError: One of them is no setting, or is there twice.
    """
    wrong: list[Problem] = []
    found: dict[str, Any] = {}
    for path, value in pairs_of(settings, wrong):
        if path in found:
            wrong.append(Problem("it is set twice", SET, path=path, hint="keep one of them"))
        found[path] = value
    if problems is not None:
        problems.extend(wrong)
    elif wrong:
        raise ScenarioError(wrong)
    return found


def pairs_of(settings: Settings, problems: list[Problem]) -> list[tuple[str, Any]]:
    """Settings as paths and values.

    Args:
        settings: ``path=value`` texts, or values by path.
        problems: Receives what is no setting.
    """
    if isinstance(settings, Mapping):
        return [(path, _plain(value)) for path, value in settings.items()]
    pairs: list[tuple[str, Any]] = []
    for setting in (settings,) if isinstance(settings, str) else settings:
        path, equals, value = setting.partition("=")
        if equals and path.strip() and value.strip():
            pairs.append((path.strip(), parse_value(value.strip())))
        else:
            hint = "write path=value, for example levers.control=0.5"
            problems.append(Problem(f"{setting!r} is no setting", SET, hint=hint))
    return pairs


def _plain(value: Any) -> Any:
    """A value of Python as the file would hold it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(child) for key, child in value.items()}
    if isinstance(value, (list, tuple, range)):
        return tuple(_plain(child) for child in value)
    return value.item() if hasattr(value, "item") else value


def _document(keys: tuple[str, ...], value: Any) -> Document:
    """The document that holds one setting."""
    data: Any = value
    if keys[0] == "timeline" and len(keys) > 2:
        for key in reversed(keys[2:]):
            data = {key: data}
        data = {"timeline": ({"date": keys[1], **data},)}
    else:
        for key in reversed(keys):
            data = {key: data}
    return Document(SET, data, {(): Origin(SET)})
