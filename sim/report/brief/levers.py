"""Scenarios as differences: which levers differ, with values, origins and marks."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import batched
from typing import Any

from sim.declarations.levers import LEVERS
from sim.report.brief.material import Cell, Material, Table, Text
from sim.report.brief.sources import source_text
from sim.report.brief.words import known_text, listed, tell
from sim.report.figures.look import scaling
from sim.report.labels import PlaceLabels
from sim.report.words import words_in
from sim.scenario.explain import NOT_SAID, number

Value = Any
"""What the manifest has of a lever: a number, or one for each community."""
Spans = list[tuple[str, Value]]
Columns = list[tuple[str, Mapping[str, Any], bool]]
"""Title, scenario and whether it is the common past, for each column of values."""
_MOST_BESIDE = 5
"""Columns beside that of the baseline."""


def spans_of(scenario: Mapping[str, Any], lever: str, past: bool = False) -> Spans:
    """First month and value of a lever, each time that it changes.

    Args:
        scenario: A scenario as the manifest has it.
        lever: Name of the lever.
        past: Whether its last value in the common past is wanted instead.
    """
    start = scenario["run"]["start"]
    before = [one for one in scenario["epochs"] if one["first"] < start]
    after = [one for one in scenario["epochs"] if one["last"] >= start]
    spans: Spans = []
    for epoch in before[-1:] if past else after:
        # Older results do not know of levers that came later.
        value = epoch["levers"].get(lever, LEVERS[lever].off)
        if not spans or spans[-1][1] != value:
            spans.append((max(epoch["first"], start), value))
    return spans


def _is_off(lever: str, value: Value) -> bool:
    """Whether a lever is off everywhere."""
    values = value.values() if isinstance(value, Mapping) else [value]
    return all(one == LEVERS[lever].off for one in values)


def levers_in_force(scenario: Mapping[str, Any]) -> list[str]:
    """Levers that are not off throughout, after the common past."""
    return [
        name
        for name in LEVERS
        if not all(_is_off(name, value) for _, value in spans_of(scenario, name))
    ]


def value_text(lever: str, value: Value, labels: PlaceLabels, language: str) -> str:
    """A value, shares in per cent, and those of communities that differ from most."""
    factor = scaling(LEVERS[lever].unit)
    if not isinstance(value, Mapping):
        return number(factor * value)
    common = Counter(value.values()).most_common(1)[0][0]
    others = [
        f"{labels.pick(place, language)} {number(factor * one)}"
        for place, one in value.items()
        if one != common
    ]
    return f"{number(factor * common)} ({', '.join(others)})"


def known_of(scenario: Mapping[str, Any], lever: str) -> tuple[list[str], list[str]]:
    """How the values of a lever are known, and where they are written; empty when nowhere."""
    origins = {path: origin for path, origin in scenario["origins"].items() if _is_of(path, lever)}
    marks = {
        str(scenario["known"].get(path, scenario["known"].get(f"levers.{lever}", NOT_SAID)))
        for path in origins
    }
    return sorted(marks), [*dict.fromkeys(origins.values())]


def _note(scenario: Mapping[str, Any], lever: str, language: str) -> str:
    """How a lever's values are known, and in which lines, of the scenario's own file or others."""
    marks, origins = known_of(scenario, lever)
    if not origins:
        return tell(language, "not_set")
    own = f"{scenario['chain'][0]}:" if scenario["chain"] else ":"
    places = [
        tell(language, "line", lines=one.removeprefix(own)) if one.startswith(own) else one
        for one in origins
    ]
    return tell(language, "clause").join([*(known_text(mark, language) for mark in marks), *places])


def _is_of(path: str, lever: str) -> bool:
    """Whether a path says something of a lever."""
    parts = path.split(".")
    return any(
        part == "levers" and parts[index + 1 : index + 2] == [lever]
        for index, part in enumerate(parts[:-1])
    )


def scenario_blocks(material: Material, language: str) -> list[Any]:
    """The section of the scenarios: what each is, and the levers that differ."""
    design = material.design
    blocks: list[Any] = [Text(_what_it_is(one, material, language)) for one in design.scenarios]
    columns = _columns(material, language)
    differ = [lever for lever in LEVERS if _differs(lever, columns)]
    if not differ:
        return [*blocks, Text(tell(language, "no_levers"))]
    key = "differ_compare" if material.compared else "differ_run"
    lead = tell(
        language,
        key,
        count=len(differ),
        all=len(LEVERS),
        baseline=material.label(design.baseline, language),
    )
    blocks.append(Text(lead))
    # Many columns would be too narrow to read on paper.
    for others in batched(columns[1:], _MOST_BESIDE):
        shown = [columns[0], *others]
        head = [tell(language, "lever"), tell(language, "unit"), *(title for title, _, _ in shown)]
        rows = [
            _row(lever, shown, material.labels, language)
            for lever in differ
            if _differs(lever, shown)
        ]
        blocks.append(Table(head, rows, words=len(head)))
    other = _other_differences(material)
    if other:
        paths = listed(other, language)
        blocks.append(Text(tell(language, "other_differences", paths=paths)))
    return blocks


def _columns(material: Material, language: str) -> Columns:
    """The columns of values; scenarios with the same levers share one."""
    scenarios, design = material.scenarios, material.design
    if material.compared:
        alike = alike_in(lambda name: _all_spans(scenarios[name]), design.baseline, *design.others)
        return [
            (_heading(names, material, language), scenarios[names[0]], False) for names in alike
        ]
    only = scenarios[design.baseline]
    under = only["run"]["burn_in"]["under"]
    past = tell(language, "past_column", name=under) if under else tell(language, "off_column")
    own = _heading([design.baseline], material, language)
    return [(past, only, True), (own, only, False)]


def alike_in(what: Callable[[str], object], *names: str) -> list[list[str]]:
    """Names in groups that have the same of something, in the order of the first of each."""
    groups: list[tuple[object, list[str]]] = []
    for name in names:
        mine = what(name)
        found = next((group for other, group in groups if other == mine), None)
        if found is None:
            groups.append((mine, [name]))
        else:
            found.append(name)
    return [group for _, group in groups]


def _all_spans(scenario: Mapping[str, Any]) -> list[Spans]:
    """`spans_of` of every lever."""
    return [spans_of(scenario, lever) for lever in LEVERS]


def _heading(names: list[str], material: Material, language: str) -> str:
    """What scenarios with the same levers are called, and their own files, each once."""
    called = tell(language, "comma").join(material.label(name, language) for name in names)
    own = dict.fromkeys(one for name in names for one in material.scenarios[name]["chain"][:1])
    return "\n".join([called, *own])


def _what_it_is(name: str, material: Material, language: str) -> str:
    """Label, name, summary and sources of a scenario."""
    scenario, label = material.scenarios[name], material.label(name, language)
    called = label if label == name else tell(language, "called", label=label, name=name)
    # Older results have the summary in one language.
    own = scenario.get("summary_zh") if language == "zh" else ""
    text = f"{called}{tell(language, 'colon')}{' '.join((own or scenario['summary']).split())}"
    told = [source_text(one, language) for one in scenario["sources"]]
    sources = tell(language, "semicolon").join(told)
    return text + tell(language, "sources", sources=sources) if sources else text


def _spans_in(lever: str, columns: Columns) -> list[Spans]:
    """Spans of a lever in each column."""
    return [
        spans_of(scenario, lever, past) or [("", LEVERS[lever].off)]
        for _, scenario, past in columns
    ]


def _differs(lever: str, columns: Columns) -> bool:
    """Whether the values of a lever differ between columns."""
    values = [[value for _, value in spans] for spans in _spans_in(lever, columns)]
    return any(one != values[0] for one in values)


def _row(lever: str, columns: Columns, labels: PlaceLabels, language: str) -> list[Cell | str]:
    """The row of a lever."""
    found = _spans_in(lever, columns)
    words = words_in(language)
    cells: list[Cell | str] = [words.pick(LEVERS[lever].label), words.unit(LEVERS[lever].unit)]
    for (_, scenario, past), spans in zip(columns, found, strict=True):
        parts = [value_text(lever, value, labels, language) for _, value in spans]
        dated = [
            tell(language, "from_month", value=part, month=month)
            for part, (month, _) in zip(parts[1:], spans[1:], strict=True)
        ]
        note = "" if past else _note(scenario, lever, language)
        cells.append(Cell("; ".join([parts[0], *dated]), note))
    return cells


def _other_differences(material: Material) -> list[str]:
    """Paths beside levers in which scenarios differ from the baseline."""
    base = material.scenarios[material.design.baseline]
    found: dict[str, None] = {}
    for name in material.design.others:
        other = material.scenarios[name]
        for path in ("town", "run", "population"):
            if other[path] != base[path]:
                found[path] = None
        for parameter, value in other["parameters"].items():
            if base["parameters"].get(parameter) != value:
                found[f"parameters.{parameter}"] = None
    return [*found]
