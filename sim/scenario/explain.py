"""What a scenario says, and a new one to start from.

The text is made here as plain tables and lines; `sim.cli` prints it.
"""

import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.declare import MEASURE_LABELS, MEASURES, Source
from sim.errors import Problem, ScenarioError
from sim.scenario.fields import Stated
from sim.scenario.layers import Layer, Merged
from sim.scenario.load import Loaded, load
from sim.scenario.places import looks_like_path, shipped_scenarios
from sim.scenario.scenario import Epoch, LeverArrays, Scenario
from sim.scenario.schema import LeverSetting
from sim.scenario.town import Town
from sim.words.speech import Speech

# --- Tells what a scenario says: every value in force, where it is written, how it is known

NOT_SAID = "assumed"
"""How a number counts when its file does not say how it is known."""
ENGLISH = Speech()


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value in force.

    Attributes:
        path: Key path.
        value: The value with its unit.
        origin: ``file:line``, or where else it is from.
        known: Mark and source: measured or assumed.
        label: What readers call it, where it has a name.
    """

    path: str
    value: str
    origin: str
    known: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Values that belong together."""

    title: str
    rows: tuple[ValueRow, ...]
    default: bool = False
    """True when neither the file nor its parents set these values."""


def number(value: float) -> str:
    """Write a number without needless digits."""
    return f"{value:,.10g}"


def seeds_text(seeds: tuple[int, ...]) -> str:
    """Write seeds as a file would hold them: ``0..9`` or ``[3, 7]``."""
    if len(seeds) > 1 and seeds == tuple(range(seeds[0], seeds[0] + len(seeds))):
        return f"{seeds[0]}..{seeds[-1]}"
    return f"[{', '.join(str(seed) for seed in seeds)}]"


def across(values: LeverArrays, name: str, town: Town, speech: Speech) -> str:
    """Write a lever's value for the town, and for communities that differ from most."""
    plain = values[name].tolist()
    if not plain:
        return "-"
    common = Counter(plain).most_common(1)[0][0]
    others = [
        f"{speech.pick(one.label)} {number(value)}"
        for one, value in zip(town.communities, plain, strict=True)
        if value != common
    ]
    return speech.bracketed(number(common), speech.commas(others)) if others else number(common)


def sections(loaded: Loaded, speech: Speech = ENGLISH) -> list[Section]:
    """List every value in force, what the files set before what nobody set."""
    scenario = loaded.scenario
    found = [
        Section(speech("explain.run"), tuple(_run_rows(loaded, speech))),
        Section(speech("explain.levers"), tuple(_lever_rows(loaded.merged, speech))),
    ]
    if loaded.past and scenario.past:
        title = speech("explain.past", scenario=scenario.past.name)
        found.append(Section(title, tuple(_lever_rows(loaded.past, speech))))
    if rows := tuple(_parameter_rows(scenario, speech, written=True)):
        found.append(Section(speech("explain.parameters"), rows))
    title = speech("explain.town", town=scenario.town.id)
    found.append(Section(title, tuple(_town_rows(scenario, speech)), default=True))
    rows = tuple(_parameter_rows(scenario, speech, written=False))
    found.append(Section(speech("explain.defaults"), rows, default=True))
    return found


def _known(source: Source | None, speech: Speech) -> str:
    """Say how a number is known."""
    return speech.known(source or NOT_SAID)


def _from(origin: object, speech: Speech) -> str:
    """Say where a value is written, or that it is a default."""
    return str(origin) if origin else speech("explain.default")


def _run_rows(loaded: Loaded, speech: Speech) -> Iterator[ValueRow]:
    """List town, calendar, seeds, scale and the common past."""
    scenario, origins = loaded.scenario, loaded.scenario.origins
    last, first = format_month(scenario.end - 1), format_month(scenario.first_month)
    values = {
        "town": scenario.town.id,
        "population.scale": number(scenario.scale),
        "run.start": format_month(scenario.start),
        "run.months": speech("explain.months_to", months=scenario.months, month=last),
        "run.seeds": seeds_text(scenario.seeds),
        "run.burn_in.months": speech("explain.months_from", months=scenario.burn_in, month=first)
        if scenario.burn_in
        else "0",
        "run.burn_in.under": scenario.past.name if scenario.past else "-",
    }
    chosen = speech("explain.chosen")
    for path, value in values.items():
        label = speech(f"explain.key.{path}")
        yield ValueRow(path, value, _from(origins.get(path), speech), chosen, label)


def _lever_rows(merged: Merged, speech: Speech) -> Iterator[ValueRow]:
    """List levers as they are written, then those that nobody sets."""
    seen: set[str] = set()
    for path, placed in merged.placed():
        parts = path.split(".")
        if "levers" not in parts[:3:2]:
            continue
        lever = LEVERS[parts[parts.index("levers") + 1]]
        seen.add(lever.name)
        value = f"{number(placed.value)} {speech.file_unit(lever.unit)}"
        if placed.value == lever.off:
            value = speech.bracketed(value, speech("explain.is_off"))
        label = speech.pick(lever.label)
        yield ValueRow(path, value, str(placed.origin), _known(placed.source, speech), label)
    off = [name for name in LEVERS if name not in seen]
    if off:
        yield ValueRow(", ".join(off), speech("explain.is_off"), speech("explain.not_set"), "-")


def _parameter_rows(scenario: Scenario, speech: Speech, *, written: bool) -> Iterator[ValueRow]:
    """List parameters that files set, or those that none sets."""
    for name, parameter in PARAMETERS.items():
        path = f"parameters.{name}"
        origin = scenario.origins.get(path)
        if (origin is not None) != written:
            continue
        unit = "" if parameter.unit == "-" else f" {speech.file_unit(parameter.unit)}"
        value, label = number(scenario.parameters[name]) + unit, speech.pick(parameter.label)
        if origin is None:
            known = speech.known(parameter.source)
            yield ValueRow(path, value, speech("explain.default"), known, label)
        else:
            value = speech("explain.by_default", value=value, default=number(parameter.default))
            known = _known(scenario.known.get(path), speech)
            yield ValueRow(path, value, str(origin), known, label)


def _town_rows(scenario: Scenario, speech: Speech) -> Iterator[ValueRow]:
    """List every number of the town."""
    town = scenario.town
    numbers = town.numbers()
    del numbers["id"], numbers["margins"]["ages"], numbers["adjacency"]
    for name in ("observed_ties", "observed_joint_work"):
        numbers.pop(name, None)
    for path, value in _flat(numbers):
        parts = path.split(".")
        if parts[0] == "communities":
            parts[1] = town.community_ids[int(parts[1])]
            if parts[2] == "id" or value is None:
                continue
        elif parts[0] == "elections":
            parts = [f"[{int(part) + 1}]" if part.isdigit() else part for part in parts]
        named = ".".join(parts)
        is_month = parts[-1] in ("member_from", "first") or (
            "changes" in parts and parts[-1] == "[1]"
        )
        shown = format_month(value) if is_month and isinstance(value, int) else value
        text = number(shown) if isinstance(shown, (int, float)) else str(shown)
        origin = town.origins.get(named)
        known = "-" if isinstance(value, str) else _known(town.source_of(named), speech)
        yield ValueRow(named, text, _from(origin, speech), known)
    if town.grid_workers is not None:
        where = _from(town.origins.get("grid_workers"), speech)
        known = _known(town.source_of("grid_workers"), speech)
        yield ValueRow("grid_workers", number(town.grid_workers), where, known)
    for index, band in enumerate(town.margins.ages, 1):
        ages = speech("explain.ages", low=band.low, high=band.high)
        yield _item(town, f"margins.ages.[{index}]", ages, band.share, speech)
    for index, edge in enumerate(town.adjacency, 1):
        pair = f"{edge.first}, {edge.second}"
        yield _item(town, f"adjacency.[{index}]", pair, edge.weight, speech)
    yield from _tie_rows(town, speech)
    for gone, into in town.mergers.items():
        where = str(town.origins.get(f"mergers.{gone}", ""))
        value = speech("explain.merged", into=into)
        yield ValueRow(f"communities: {gone}", value, where, speech("explain.merged_known"))


def _tie_rows(town: Town, speech: Speech) -> Iterator[ValueRow]:
    """List ties that were counted, and where ties are drawn instead."""
    observed = town.observed_ties
    for one in town.observed_joint_work:
        path = f"observed_joint_work.{one.community}.{one.unit}"
        trust = speech("explain.drawn") if one.trust is None else number(one.trust)
        value = speech("explain.joint_work", hours=number(one.hours), trust=trust)
        known = _known(town.source_of("observed_joint_work"), speech)
        yield ValueRow(path, value, str(town.origins.get(path, "")), known)
    if observed is None:
        return
    known = _known(town.source_of("observed_ties"), speech)
    for first, second, ties in observed.pairs:
        ways = (f"observed_ties.{first}.{second}", f"observed_ties.{second}.{first}")
        where = next((str(town.origins[way]) for way in ways if way in town.origins), "")
        yield ValueRow(f"observed_ties: {first}, {second}", number(ties), where, known)
    for name in town.community_ids:
        inside = observed.inside(name)
        if inside is None:
            none, drawn = speech("explain.none"), speech("explain.drawn_ties")
            yield ValueRow(f"observed_ties: {name}", none, drawn, "-")
        else:
            inside_it = speech("explain.ties_inside", community=name)
            yield ValueRow(inside_it, number(inside), "observed_ties", known)


def _item(town: Town, path: str, name: str, value: float, speech: Speech) -> ValueRow:
    """Name a number in an item of a list of the town, the third, by what it is about."""
    section = path.rpartition(".")[0]
    known = _known(town.source_of(f"{path}.[3]"), speech)
    return ValueRow(f"{section}: {name}", number(value), str(town.origins.get(path, "")), known)


def _flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield the leaves of plain values with their key paths."""
    if isinstance(value, dict):
        items = [(str(key), child) for key, child in value.items()]
    elif isinstance(value, list):
        items = [(str(index), child) for index, child in enumerate(value)]
    else:
        yield path, value
        return
    for key, child in items:
        yield from _flat(child, f"{path}.{key}" if path else key)


def epoch_lines(scenario: Scenario, speech: Speech = ENGLISH) -> list[str]:
    """Write the epochs, each with the levers that change in it."""
    lines: list[str] = []
    before: Epoch | None = None
    for epoch in scenario.epochs():
        past = scenario.past is not None and epoch.first < scenario.start
        name = scenario.past.name if past and scenario.past else ""
        under = speech("explain.epoch_past", scenario=name) if name else ""
        if past and epoch.end > scenario.start:
            under += speech("explain.epoch_on", month=format_month(scenario.start))
        span = speech.range(format_month(epoch.first), format_month(epoch.end - 1))
        months = epoch.end - epoch.first
        lines.append(speech("explain.epoch", span=span, months=months, under=under))
        town = scenario.town
        for name, lever in LEVERS.items():
            now = across(epoch.levers, name, town, speech)
            was = across(before.levers, name, town, speech) if before else number(lever.off)
            if now != was:
                change = f"{was} -> {now}" if before else now
                lines.append(
                    f"    {speech('list.headed', head=_titled(name, speech), text=change)}"
                )
        before = epoch
    return lines


def _titled(name: str, speech: Speech) -> str:
    """Write a lever by its key, with its label and unit, as the values of files have it."""
    lever = LEVERS[name]
    more = speech("list.clause").join((speech.pick(lever.label), speech.file_unit(lever.unit)))
    return speech.bracketed(name, more)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that two scenarios say differently.

    Attributes:
        path: Key path, or lever with the months in which it differs.
        left: Value in the first scenario.
        right: Value in the second.
        left_origin: Where the first says so.
        right_origin: Where the second says so.
        label: What readers call it, of a lever with its unit.
    """

    path: str
    left: str
    right: str
    left_origin: str
    right_origin: str
    label: str = ""


def differences(a: Loaded, b: Loaded, speech: Speech = ENGLISH) -> list[Difference]:
    """List everything in force that differs between two scenarios."""
    return [*_differing_rows(a, b, speech), *_differing_levers(a.scenario, b.scenario, speech)]


def _differing_rows(a: Loaded, b: Loaded, speech: Speech) -> Iterator[Difference]:
    """List what differs in run, town and parameters; the past counts by its levers."""
    for rows in (_run_rows, _numbers):
        left = {row.path: row for row in rows(a, speech)}
        right = {row.path: row for row in rows(b, speech)}
        for path in dict.fromkeys((*left, *right)):
            one, two = left.get(path), right.get(path)
            if (one.value if one else "") != (two.value if two else ""):
                yield Difference(
                    path,
                    one.value if one else "-",
                    two.value if two else "-",
                    one.origin if one else "-",
                    two.origin if two else "-",
                    (one or two or ValueRow("", "", "", "")).label,
                )


def _numbers(loaded: Loaded, speech: Speech) -> Iterator[ValueRow]:
    """List the numbers of the town and parameters, with their bare values."""
    for row in _town_rows(loaded.scenario, speech):
        yield ValueRow(f"town.{row.path}", row.value, row.origin, row.known)
    for name, value in loaded.scenario.parameters.items():
        path = f"parameters.{name}"
        origin = _from(loaded.scenario.origins.get(path), speech)
        yield ValueRow(path, number(value), origin, "", speech.parameter(name))


def _differing_levers(a: Scenario, b: Scenario, speech: Speech) -> Iterator[Difference]:
    """List levers, by the spans of months in which they differ."""
    first, end = max(a.first_month, b.first_month), min(a.end, b.end)
    edges = {epoch.first for scenario in (a, b) for epoch in scenario.epochs()}
    starts = sorted({first, *(edge for edge in edges if first < edge < end)})
    if first >= end:
        return
    for name in LEVERS:
        spans: list[tuple[int, int, str, str]] = []
        for position, month in enumerate(starts):
            stop = starts[position + 1] if position + 1 < len(starts) else end
            left = across(a.levers_at(month), name, a.town, speech)
            right = across(b.levers_at(month), name, b.town, speech)
            if spans and spans[-1][1:] == (month, left, right):
                spans[-1] = (spans[-1][0], stop, left, right)
            else:
                spans.append((month, stop, left, right))
        for month, stop, left, right in spans:
            if left != right:
                months = speech.range(format_month(month), format_month(stop - 1))
                lever = LEVERS[name]
                unit = speech.file_unit(lever.unit)
                yield Difference(
                    f"{name}, {months}",
                    left,
                    right,
                    _lever_origin(a, name, month, speech),
                    _lever_origin(b, name, month, speech),
                    speech.bracketed(speech.pick(lever.label), unit),
                )


def _lever_origin(scenario: Scenario, name: str, month: int, speech: Speech) -> str:
    """Find where the lever's value of a month is written, the latest entry that holds."""
    here = scenario.past if scenario.past and month < scenario.start else scenario
    found = speech("explain.not_set")
    for path, origin in here.origins.items():
        if f".levers.{name}." not in f".{path}.":
            continue
        date = path.split(".")[1] if path.startswith("timeline.") else ""
        if date <= format_month(month):
            found = str(origin)
    return found


# --- Writes a commented scenario file to start from

_NAME = re.compile(r"^\w[\w-]*$")
WIDTH = 96
_PIECES = re.compile(r"[（“]*(?:[\x21-\x7e]+ ?|.)[，。：；、）”]*")
"""Words of Latin letters, and single Chinese characters."""


def write_template(
    name: str, parent: str, folder: Path | None = None, speech: Speech | None = None
) -> Path:
    """Write ``NAME.yaml``, a commented copy of a scenario.

    Args:
        name: Name of the new scenario: letters, digits, ``_`` and ``-``.
        parent: The scenario to copy: name of a shipped one, or a path.
        folder: Where to write; the current folder if None.
        speech: Says the comments; in English when left out.

    Returns:
        The new file.

    Raises:
        ScenarioError: The name cannot be used, the file exists, or the folder cannot be
            written.
    """
    return write_new(
        name, lambda stem: template(load(parent), parent, stem, speech or Speech()), folder
    )


def write_new(name: str, text_of: Callable[[str], str], folder: Path | None = None) -> Path:
    """Write ``NAME.yaml``, unless something is called so.

    Args:
        name: As a user writes it, with or without ``.yaml``.
        text_of: Makes the text for a name, once the name can be used.
        folder: Where to write; the current folder if None.

    Raises:
        ScenarioError: The name cannot be used, the file exists, or the folder cannot be
            written.
    """
    name = name.removesuffix(".yaml")
    path = (folder or Path()) / f"{name}.yaml"
    if not _NAME.match(name):
        message = f"{name!r} is no name; use letters, digits, '_' and '-'"
        raise ScenarioError(Problem(message, hint="the file is written to the current folder"))
    if name in shipped_scenarios():
        message = f"a shipped scenario is called {name!r}"
        raise ScenarioError(Problem(message, hint=f"choose another name, such as my_{name}"))
    text = text_of(name)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ScenarioError(
            Problem("the file exists and is left as it is", str(path), hint="choose another name")
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise ScenarioError(Problem(f"the file cannot be written: {reason}", str(path))) from None
    return path


def template(source: Loaded, named: str, name: str, speech: Speech) -> str:
    """Write the text of a commented copy of a scenario.

    Args:
        source: The scenario.
        named: How the user named it.
        speech: Says the comments.
        name: Name of the new scenario. Summary and sources stay with the copied one.
    """
    own = source.files[0]
    lines = [
        *comment(speech("template.head", named=named), 0),
        "",
        *comment(speech("template.label"), 0),
        f"label: {{en: {in_quotes(name)}, zh: {in_quotes(name)}}}",
        *comment(speech("template.summary"), 0),
        'summary: {en: "", zh: ""}',
        "# sources:",
        '#   - "..."',
        "",
        *comment(speech("template.parent"), 0),
        f"extends: {_reference(own, own.content.extends, named)}"
        if own.content.extends
        else "# extends: base",
        "",
        *_run(source, speech),
        "",
        *_levers(source, speech),
        "",
        *_timeline(own, speech),
        "",
        *_parameters(own, speech),
    ]
    return "\n".join(lines) + "\n"


def in_quotes(text: str) -> str:
    """Put text in quotes that YAML reads back as it is."""
    return json.dumps(text, ensure_ascii=False)


def _reference(own: Layer, reference: str, named: str) -> str:
    """Write a name or path of the source's file as seen from the new one."""
    if not looks_like_path(reference) or not looks_like_path(named):
        return reference
    if Path(reference).is_absolute():
        return in_quotes(reference)
    return in_quotes((Path(own.file).parent / reference).as_posix())


def _line(active: bool, text: str) -> str:
    """Write a line, as a comment when the value is not the file's own."""
    indent = len(text) - len(text.lstrip())
    return text if active else f"{text[:indent]}# {text[indent:]}"


def _run(source: Loaded, speech: Speech) -> list[str]:
    """Write town, scale, calendar, common past; what is inherited as comments."""
    scenario, own = source.scenario, source.files[0]
    content, run = own.content, own.content.run
    under = content.run.burn_in.under
    past = _reference(own, under, own.file) if under else None
    if past is None:
        past = scenario.past.name if scenario.past else "base"
    town = _reference(own, content.town, own.file) if content.town else scenario.town.id
    own_past = run.burn_in.months is not None or under is not None
    lines = [
        *comment(speech("template.town"), 0),
        _line(content.town is not None, f"town: {town}"),
        "",
    ]
    scale = content.population.scale is not None
    lines += [
        _line(scale, "population:"),
        _line(scale, f"  scale: {scenario.scale:g}  # {speech('template.scale')}"),
        "",
    ]
    flags = [run.start is not None, run.months is not None, run.seeds is not None, own_past]
    lines += [
        _line(any(flags), "run:"),
        _line(flags[0], f"  start: {format_month(scenario.start)}"),
        _line(flags[1], f"  months: {scenario.months}"),
        _line(flags[2], f"  seeds: {seeds_text(scenario.seeds)}"),
        _line(own_past, f"  burn_in:  # {speech('template.past')}"),
        _line(run.burn_in.months is not None, f"    months: {scenario.burn_in}"),
        _line(under is not None, f"    under: {past}  # {speech('template.under')}"),
    ]
    return lines


def comment(text: str, indent: int = 0, hanging: int = 0) -> list[str]:
    """Write a text as comment lines; those after the first can hang further in."""
    start = " " * indent + "# "
    further, text = start + " " * hanging, " ".join(text.split())
    if text.isascii():
        return textwrap.wrap(
            text, WIDTH, initial_indent=start, subsequent_indent=further, break_long_words=False
        )
    # Lines of Chinese break between any two characters, but not inside a word of Latin letters.
    lines, line = [""], ""
    for piece in _PIECES.findall(text):
        if len(line + piece) > WIDTH // 2:
            lines.append(line)
            line = ""
        line += piece
    first, *others = [*lines[1:], line]
    return [start + first.rstrip(), *(further + one.rstrip() for one in others)]


def _number(number: Stated) -> str:
    """Write a number as in a file."""
    value = f"{number.value:.15g}"
    if number.source is None:
        return value
    parts = [f"value: {value}"]
    parts += [
        f"{key}: {end:.15g}"
        for key, end in (("low", number.low), ("high", number.high))
        if end is not None
    ]
    parts.append(f"mark: {number.source.mark}")
    if number.source.text:
        parts.append(f"source: {in_quotes(number.source.text)}")
    return "{" + ", ".join(parts) + "}"


def _setting(setting: LeverSetting) -> str:
    """Write a lever's setting as in a file."""
    if setting.plain:
        return _number(next(iter(setting.values.values())))
    return "{" + ", ".join(f"{who}: {_number(what)}" for who, what in setting.values.items()) + "}"


def _levers(source: Loaded, speech: Speech) -> list[str]:
    """Write every lever by measure with what it does; unset ones as comments."""
    written = dict(source.files[0].content.levers.written())
    someone = source.scenario.town.community_ids[0]
    lines = [
        *comment(speech("template.levers", someone=someone), 0),
        "levers:" if written else "# levers:",
    ]
    for measure in MEASURES:
        levers = [lever for lever in LEVERS.values() if lever.measure == measure]
        if levers:
            lines += ["", f"  # --- {speech.pick(MEASURE_LABELS[measure])} ---"]
        for lever in levers:
            about = speech(
                "template.lever",
                label=speech.pick(lever.label),
                unit=speech.file_unit(lever.unit),
                low=number(lever.low),
                high=number(lever.high),
                off=number(lever.off),
                meaning=speech.pick(lever.meaning),
            )
            lines += comment(about, 2)
            if lever.name in written:
                lines.append(f"  {lever.name}: {_setting(written[lever.name])}")
                continue
            below = source.merged.base.get(lever.name)
            inherited = below.values.get("town") if below else None
            value = inherited.value if inherited else lever.off
            lines.append(f"  # {lever.name}: {value:.15g}")
    return lines


def _timeline(own: Layer, speech: Speech) -> list[str]:
    """Write the file's dated entries, or a pattern of one."""
    lines = comment(speech("template.timeline"), 0)
    if not own.content.timeline:
        return [
            *lines,
            "# timeline:",
            "#   - date: 2022-06",
            f"#     label: {speech('template.what')}",
            "#     levers:",
            "#       control: 0.2",
        ]
    lines.append("timeline:")
    for entry in own.content.timeline:
        words = (("label", entry.label), ("note", entry.note))
        lines.append(f"  - date: {format_month(entry.date)}")
        lines += [f"    {key}: {in_quotes(text)}" for key, text in words if text]
        written = list(entry.levers.written())
        lines.append("    levers:" if written else "    levers: {}")
        lines += [f"      {name}: {_setting(setting)}" for name, setting in written]
    return lines


def _parameters(own: Layer, speech: Speech) -> list[str]:
    """Write the file's parameters, or how to set one."""
    written = dict(own.content.parameters.written())
    lines = comment(speech("template.parameters"), 0)
    if not written:
        name = next(iter(PARAMETERS))
        return [*lines, "# parameters:", f"#   {name}: {PARAMETERS[name].default:g}"]
    lines.append("parameters:")
    for name, number in written.items():
        lines += comment(speech.pick(PARAMETERS[name].meaning), 2)
        lines.append(f"  {name}: {_number(number)}")
    return lines
