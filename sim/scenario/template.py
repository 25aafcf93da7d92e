"""Writes a commented scenario file to start from."""

import json
import re
import textwrap
from pathlib import Path

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.declare import MEASURE_LABELS, MEASURES
from sim.errors import Problem, ScenarioError
from sim.scenario.explain import seeds_text
from sim.scenario.layers import Layer
from sim.scenario.load import Loaded, load
from sim.scenario.numbers import Stated
from sim.scenario.places import looks_like_path, shipped_scenarios
from sim.scenario.schema import LeverSetting
from sim.words import Speech

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
    name = name.removesuffix(".yaml")
    path = (folder or Path()) / f"{name}.yaml"
    if not _NAME.match(name):
        message = f"{name!r} is no name; use letters, digits, '_' and '-'"
        raise ScenarioError(Problem(message, hint="the file is written to the current folder"))
    if name in shipped_scenarios():
        message = f"a shipped scenario is called {name!r}"
        raise ScenarioError(Problem(message, hint=f"choose another name, such as my_{name}"))
    text = template(load(parent), parent, name, speech or Speech())
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
    """The text of a commented copy of a scenario.

    Args:
        source: The scenario.
        named: How the user named it.
        speech: Says the comments.
        name: Name of the new scenario. Summary and sources stay with the copied one.
    """
    own = source.files[0]
    lines = [
        *_comment(speech("template.head", named=named), 0),
        "",
        *_comment(speech("template.label"), 0),
        f"label: {{en: {_text(name)}, zh: {_text(name)}}}",
        *_comment(speech("template.summary"), 0),
        f"summary: {{en: {_text(f'An own scenario, changed from {named}.')},"
        f" zh: {_text(f'自拟情景，由 {named} 修改而成。')}}}",
        "# sources:",
        '#   - "..."',
        "",
        *_comment(speech("template.parent"), 0),
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


def _text(text: str) -> str:
    """Text in quotes that YAML reads back as it is."""
    return json.dumps(text, ensure_ascii=False)


def _reference(own: Layer, reference: str, named: str) -> str:
    """A name or path of the source's file as it reads from the new one."""
    if not looks_like_path(reference) or not looks_like_path(named):
        return reference
    if Path(reference).is_absolute():
        return _text(reference)
    return _text((Path(own.file).parent / reference).as_posix())


def _line(active: bool, text: str) -> str:
    """A line, as a comment when the value is not the file's own."""
    indent = len(text) - len(text.lstrip())
    return text if active else f"{text[:indent]}# {text[indent:]}"


def _run(source: Loaded, speech: Speech) -> list[str]:
    """Town, scale, calendar and common past; inherited values as comments."""
    scenario, own = source.scenario, source.files[0]
    content, run = own.content, own.content.run
    under = content.run.burn_in.under
    past = _reference(own, under, own.file) if under else None
    if past is None:
        past = scenario.past.name if scenario.past else "base"
    town = _reference(own, content.town, own.file) if content.town else scenario.town.id
    own_past = run.burn_in.months is not None or under is not None
    lines = [
        *_comment(speech("template.town"), 0),
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


def _comment(text: str, indent: int) -> list[str]:
    """A text as comment lines."""
    start = " " * indent + "# "
    if text.isascii():
        return textwrap.wrap(text, WIDTH, initial_indent=start, subsequent_indent=start)
    # Lines of Chinese break between any two characters, but not inside a word of Latin letters.
    lines, line = [""], ""
    for piece in _PIECES.findall(text):
        if len(line + piece) > WIDTH // 2:
            lines.append(line)
            line = ""
        line += piece
    return [start + one.rstrip() for one in (*lines[1:], line)]


def _number(number: Stated) -> str:
    """A number as it is written in a file."""
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
        parts.append(f"source: {_text(number.source.text)}")
    return "{" + ", ".join(parts) + "}"


def _setting(setting: LeverSetting) -> str:
    """A lever's setting as it is written in a file."""
    if setting.plain:
        return _number(next(iter(setting.values.values())))
    return "{" + ", ".join(f"{who}: {_number(what)}" for who, what in setting.values.items()) + "}"


def _levers(source: Loaded, speech: Speech) -> list[str]:
    """Every lever by measure with what it does; those that the file does not set as comments."""
    written = dict(source.files[0].content.levers.written())
    someone = source.scenario.town.community_ids[0]
    lines = [
        *_comment(speech("template.levers", someone=someone), 0),
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
                low=lever.low,
                high=lever.high,
                off=lever.off,
                meaning=speech.pick(lever.meaning),
            )
            lines += _comment(about, 2)
            if lever.name in written:
                lines.append(f"  {lever.name}: {_setting(written[lever.name])}")
                continue
            below = source.merged.base.get(lever.name)
            inherited = below.values.get("town") if below else None
            value = inherited.value if inherited else lever.off
            lines.append(f"  # {lever.name}: {value:.15g}")
    return lines


def _timeline(own: Layer, speech: Speech) -> list[str]:
    """The file's dated entries, or a pattern of one."""
    lines = _comment(speech("template.timeline"), 0)
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
        lines += [f"    {key}: {_text(text)}" for key, text in words if text]
        written = list(entry.levers.written())
        lines.append("    levers:" if written else "    levers: {}")
        lines += [f"      {name}: {_setting(setting)}" for name, setting in written]
    return lines


def _parameters(own: Layer, speech: Speech) -> list[str]:
    """The file's parameters, or how to set one."""
    written = dict(own.content.parameters.written())
    lines = _comment(speech("template.parameters"), 0)
    if not written:
        name = next(iter(PARAMETERS))
        return [*lines, "# parameters:", f"#   {name}: {PARAMETERS[name].default:g}"]
    lines.append("parameters:")
    for name, number in written.items():
        lines += _comment(speech.pick(PARAMETERS[name].meaning), 2)
        lines.append(f"  {name}: {_number(number)}")
    return lines
