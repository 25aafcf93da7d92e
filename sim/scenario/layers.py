"""Layers of a scenario: parents and settings, and how they lie over each other.

Levers are laid over each other by lever and community: a plain value replaces everything that
parents said of the lever; a mapping replaces only the communities it names, and ``town`` the
value of all communities that have none of their own. Entries of the timeline are laid over
each other in the same way where lever and date are the same, and added otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declare import Source
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario.fields import check, unknown_key
from sim.scenario.places import NamedFile, find, missing_file
from sim.scenario.scenario import TOWN, Change, Schedule
from sim.scenario.schema import Entry, LeverSetting, ScenarioFile
from sim.scenario.town import Town
from sim.scenario.yamlfile import Document, KeyPath, Origin, parse_value, read_yaml

# --- The files that a scenario is made of: the chain of `extends`, and settings laid over it

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

    place: NamedFile | None
    content: ScenarioFile
    document: Document

    @property
    def file(self) -> str:
        """How messages call it."""
        return self.document.file

    def origin(self, *path: str | int) -> Origin:
        """Find where a key path is written."""
        return self.document.origin(path)

    def problem(self, path: KeyPath, message: str, hint: str = "") -> Problem:
        """Make a problem at a key path."""
        origin = self.document.origin(path)
        return Problem(message, origin.file, origin.line, self.document.name(path), hint)


def refer(layer: Layer, text: str, path: KeyPath, kind: str) -> NamedFile | Problem:
    """Find the file that a value of a layer names, or the problem with it, told where it stands."""
    found = find(text, kind, layer.place)
    if isinstance(found, NamedFile):
        absent = missing_file(found, kind)
        if absent is None:
            return found
        found = Problem(f"there is no file {found.file!r}", hint=absent.hint)
    return layer.problem(path, found.message, found.hint)


def read_chain(place: NamedFile, problems: list[Problem]) -> list[Layer]:
    """Read a scenario file and its parents, nearest first, as far as they can be read."""
    layers: list[Layer] = []
    seen: list[NamedFile] = []
    absent = missing_file(place, "scenario")
    if absent:
        problems.append(absent)
        return layers
    here: NamedFile | None = place
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


def _read(place: NamedFile, problems: list[Problem]) -> Layer | None:
    """Read one file, as far as it is right."""
    document = read_yaml(place.path, place.file, problems)
    if document is None:
        return None
    if set(document.data) >= TOWN_KEYS:
        hint = f"name it in a scenario: 'town: {place.name}.yaml'"
        problems.append(Problem("this is a town, not a scenario", place.file, 1, hint=hint))
        return None
    content, kept = check(ScenarioFile, document, problems)
    return None if content is None else Layer(place, content, kept)


def _parent(layer: Layer, seen: list[NamedFile], problems: list[Problem]) -> NamedFile | None:
    """Find the parent of a layer; none where a chain has no end."""
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
    """Make a layer of each setting, in the order in which they lie.

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
    """Read settings as values by path.

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
    """Read settings as paths and values."""
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
    """Turn a value of Python as the file would hold it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(child) for key, child in value.items()}
    if isinstance(value, (list, tuple, range)):
        return tuple(_plain(child) for child in value)
    return value.item() if hasattr(value, "item") else value


def _document(keys: tuple[str, ...], value: Any) -> Document:
    """Make the document that holds one setting."""
    data: Any = value
    if keys[0] == "timeline" and len(keys) > 2:
        for key in reversed(keys[2:]):
            data = {key: data}
        data = {"timeline": ({"date": keys[1], **data},)}
    else:
        for key in reversed(keys):
            data = {key: data}
    return Document(SET, data, {(): Origin(SET)})


# --- Lays the files of a chain over each other: the nearest wins, key by key


@dataclass(frozen=True, slots=True)
class Placed:
    """A value in force, and where it is from.

    Attributes:
        value: The value.
        origin: Where it is written.
        layer: The layer that holds it.
        source: How it is known, when the file says so.
        path: Key path in the layer.
    """

    value: Any
    origin: Origin
    layer: Layer
    source: Source | None = None
    path: KeyPath = ()


@dataclass(slots=True)
class PlacedLever:
    """What is said of one lever at one time.

    Attributes:
        plain: Whether it replaces every value that communities had.
        values: By target, ``town`` or the id of a community.
    """

    plain: bool
    values: dict[str, Placed]


@dataclass
class Merged:
    """Everything that a chain says.

    Attributes:
        single: Values by key path, such as ``run.months``.
        parameters: Values by name.
        base: Levers that hold from the beginning, by name.
        dated: Levers that change, by month and name.
        events: Entries of timelines with the layer and place in it.
        left_out: Values for communities of another town, from parents written for that town.
        in_proportion: Values for the whole of another town, from such parents, each with what
            stands for it here.
    """

    single: dict[str, Placed] = field(default_factory=dict)
    parameters: dict[str, Placed] = field(default_factory=dict)
    base: dict[str, PlacedLever] = field(default_factory=dict)
    dated: dict[tuple[int, str], PlacedLever] = field(default_factory=dict)
    events: list[tuple[Entry, Layer, int]] = field(default_factory=list)
    left_out: list[Placed] = field(default_factory=list)
    in_proportion: list[tuple[Placed, Placed]] = field(default_factory=list)

    def schedule(self) -> Schedule:
        """Put changes in order of time."""
        changes = [_change(None, name, lever) for name, lever in self.base.items()]
        changes += [
            _change(month, name, self.dated[month, name]) for month, name in sorted(self.dated)
        ]
        return Schedule(tuple(changes))

    def placed(self) -> Iterator[tuple[str, Placed]]:
        """Yield every value in force with its key path."""
        yield from self.single.items()
        for name, lever in self.base.items():
            yield from _lever_paths(f"levers.{name}", lever)
        for month, name in sorted(self.dated):
            path = f"timeline.{format_month(month)}.levers.{name}"
            yield from _lever_paths(path, self.dated[month, name])
        for name, placed in self.parameters.items():
            yield f"parameters.{name}", placed


def _change(month: int | None, name: str, lever: PlacedLever) -> Change:
    """Turn a lever's placed values into a change."""
    values = {target: float(placed.value) for target, placed in lever.values.items()}
    return Change(month, name, lever.plain, values)


def _lever_paths(path: str, lever: PlacedLever) -> Iterator[tuple[str, Placed]]:
    """Yield key paths of a lever's values; the town's is its own."""
    for target, placed in lever.values.items():
        yield (path if target == TOWN else f"{path}.{target}"), placed


def merge(layers: Sequence[Layer]) -> Merged:
    """Merge everything that layers say.

    Args:
        layers: Nearest first; settings, which lie on top, come before files.
    """
    merged = Merged()
    for layer in reversed(layers):
        for path, placed in _single(layer):
            merged.single[path] = placed
        for name, number in layer.content.parameters.written():
            key: KeyPath = ("parameters", name)
            merged.parameters[name] = Placed(
                number.value, layer.document.origin(key), layer, number.source, key
            )
        for name, setting in layer.content.levers.written():
            where: KeyPath = ("levers", name)
            merged.base[name] = _laid(merged.base.get(name), setting, layer, where)
        _lay_timeline(merged, layer)
    merged.events.sort(key=lambda event: event[0].date)
    return merged


def _single(layer: Layer) -> Iterator[tuple[str, Placed]]:
    """Yield the values that are neither levers nor parameters."""
    content = layer.content
    found: list[tuple[KeyPath, Any]] = [
        (("town",), content.town),
        (("population", "scale"), content.population.scale),
        (("run", "start"), content.run.start),
        (("run", "months"), content.run.months),
        (("run", "seeds"), content.run.seeds),
        (("run", "burn_in", "months"), content.run.burn_in.months),
        (("run", "burn_in", "under"), content.run.burn_in.under),
    ]
    for path, value in found:
        if value is not None:
            name = ".".join(str(key) for key in path)
            yield name, Placed(value, layer.document.origin(path), layer, None, path)


def _laid(
    below: PlacedLever | None, setting: LeverSetting, layer: Layer, path: KeyPath
) -> PlacedLever:
    """Lay a lever's setting over what is said below."""
    values: dict[str, Placed] = {}
    for target, number in setting.values.items():
        key = path if setting.plain else (*path, target)
        values[target] = Placed(number.value, layer.document.origin(key), layer, number.source, key)
    if setting.plain or below is None:
        return PlacedLever(setting.plain, values)
    return PlacedLever(below.plain, {**below.values, **values})


def _lay_timeline(merged: Merged, layer: Layer) -> None:
    """Lay a layer's timeline over those below it."""
    for index, entry in enumerate(layer.content.timeline):
        merged.events.append((entry, layer, index))
        for name, setting in entry.levers.written():
            key = (entry.date, name)
            place: KeyPath = ("timeline", index, "levers", name)
            merged.dated[key] = _laid(merged.dated.get(key), setting, layer, place)


_EVERYWHERE = ""
"""Stands among communities for a value that was written for the whole town."""


def doubled(layer: Layer) -> Iterator[Problem]:
    """Find levers with two values on one date in one file, each told against the first."""
    firsts: dict[tuple[int, str], dict[str, int]] = {}
    for index, entry in enumerate(layer.content.timeline):
        for name, setting in entry.levers.written():
            targets = [_EVERYWHERE] if setting.plain else sorted(setting.values)
            first = firsts.setdefault((entry.date, name), {})
            met = first if setting.plain else {_EVERYWHERE, *targets} & first.keys()
            if met:
                earlier = min(first[target] for target in met)
                line = layer.origin("timeline", earlier, "levers", name)
                shared = [one for one in targets if first.get(one) == earlier]
                who = "" if setting.plain or not shared else f" in {', '.join(shared)}"
                yield layer.problem(
                    ("timeline", index, "levers", name),
                    f"a second value for {name}{who} in {format_month(entry.date)}; "
                    f"the first is at {line}",
                    "keep one of them",
                )
            for target in targets:
                first.setdefault(target, index)


def leave_out_other_town(merged: Merged, known: Sequence[str], parents: Sequence[Layer]) -> None:
    """Leave out what parents written for another town say of single communities of it.

    Args:
        merged: What is in force; changed here.
        known: Communities of the town in force.
        parents: Layers below the one that names the town in force.
    """
    below = {id(layer) for layer in parents}
    for levers in (merged.base, merged.dated):
        for key, lever in list(levers.items()):
            strange = [
                target
                for target, placed in lever.values.items()
                if target != TOWN and target not in known and id(placed.layer) in below
            ]
            merged.left_out += [lever.values.pop(target) for target in strange]
            if not lever.values:
                del levers[key]  # type: ignore[arg-type]


def adapt_to_town(merged: Merged, town: Town, written_for: Mapping[str, Town]) -> None:
    """Let numbers for the whole of another town count in proportion to grid workers.

    A stage that gives Luocheng 19 of its 59 full-time grid workers gives a town that would have
    10 three: another town must not get the number of workers of the case.

    Args:
        merged: What is in force; changed here.
        town: The town in force.
        written_for: The other town that a layer was written for, by the name of its file.
    """
    for levers in (merged.base, merged.dated):
        for key, lever in levers.items():
            name = key[1] if isinstance(key, tuple) else key
            placed = lever.values.get(TOWN)
            if placed is None or not LEVERS[name].town_only or not placed.value:
                continue
            other = written_for.get(placed.layer.file)
            if other is None or other.full_grid_workers == town.full_grid_workers:
                continue
            here, there = town.full_grid_workers, other.full_grid_workers
            value = min(LEVERS[name].high, max(1, round(placed.value * here / there)))
            label = other.label
            known = (placed.source, town.source_of("grid_workers"))
            sure = all(one is not None and one.mark != "assumed" for one in known)
            source = Source(
                "computed" if sure else "assumed",
                f"{placed.value:g} in {label.en}, in proportion to full-time grid workers: "
                f"{there} there, {here} here",
                f"{label.zh}为 {placed.value:g}，按专职网格员折算：{label.zh} {there}，本镇 {here}",
            )
            lever.values[TOWN] = replace(placed, value=value, source=source)
            merged.in_proportion.append((placed, lever.values[TOWN]))


def unknown_communities(merged: Merged, known: Sequence[str]) -> Iterator[Problem]:
    """Find levers set for communities that the town does not have."""
    levers: Iterable[PlacedLever] = (*merged.base.values(), *merged.dated.values())
    for lever in levers:
        for target, placed in lever.values.items():
            if target != TOWN and target not in known:
                near = did_you_mean(target, known)
                message = f"the town has no community {target!r}"
                if not near:
                    message += f"; it has {', '.join(known)}"
                yield placed.layer.problem(placed.path, message, near)
