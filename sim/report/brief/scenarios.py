"""Scenarios as differences, with values, origins and marks, and which numbers are assumed."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import batched
from typing import Any

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.report.brief.material import Block, Details, Material, Paragraph, grid
from sim.scenario.explain import NOT_SAID

Value = Any
"""What the manifest has of a lever: a number, or one for each community."""
Spans = list[tuple[str, Value]]
Columns = list[tuple[str, Mapping[str, Any], bool]]
"""Title, scenario and whether it is the common past, for each column of values."""
_MOST_BESIDE = 5
"""Columns beside that of the baseline."""


def spans_of(scenario: Mapping[str, Any], lever: str, past: bool = False) -> Spans:
    """First month and value of a lever, each time that it changes.

    ``scenario`` is one as the manifest has it; with ``past`` only the last value in its common
    past is given.
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


def levers_in_force(scenario: Mapping[str, Any]) -> list[str]:
    """Levers that are not off throughout, after the common past."""
    return [
        name
        for name in LEVERS
        if not all(_is_off(name, value) for _, value in spans_of(scenario, name))
    ]


def _is_off(lever: str, value: Value) -> bool:
    """Whether a lever is off everywhere."""
    values = value.values() if isinstance(value, Mapping) else [value]
    return all(one == LEVERS[lever].off for one in values)


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


def _called(names: list[str], material: Material) -> str:
    """What scenarios are called, in a row."""
    return material.speech("list.comma").join(material.label(name) for name in names)


def _value_text(lever: str, value: Value, material: Material) -> str:
    """A value, and those of communities that differ from most."""
    speech, unit = material.speech, LEVERS[lever].unit
    if not isinstance(value, Mapping):
        return speech.setting(value, unit)
    common = Counter(value.values()).most_common(1)[0][0]
    others = [
        f"{material.place(place)} {speech.setting(one, unit)}"
        for place, one in value.items()
        if one != common
    ]
    return f"{speech.setting(common, unit)} ({', '.join(others)})"


def _known_of(scenario: Mapping[str, Any], lever: str) -> tuple[list[str], list[str]]:
    """How the values of a lever are known, and where they are written; empty when nowhere."""
    origins = {path: origin for path, origin in scenario["origins"].items() if _is_of(path, lever)}
    marks = {
        str(scenario["known"].get(path, scenario["known"].get(f"levers.{lever}", NOT_SAID)))
        for path in origins
    }
    return sorted(marks), [*dict.fromkeys(origins.values())]


def _is_of(path: str, lever: str) -> bool:
    """Whether a path says something of a lever."""
    parts = path.split(".")
    return any(
        part == "levers" and parts[index + 1 : index + 2] == [lever]
        for index, part in enumerate(parts[:-1])
    )


# --- side by side ---------------------------------------------------------------------------------


def scenario_blocks(material: Material) -> list[Block]:
    """What each scenario is, and the levers that differ."""
    speech, columns = material.speech, _columns(material)
    blocks: list[Block] = [
        Paragraph(_what_it_is(one, material)) for one in material.design.scenarios
    ]
    differ = [lever for lever in LEVERS if _differs(lever, columns)]
    if not differ:
        return [*blocks, Paragraph(speech("brief.no_levers"))]
    key = "brief.differ_compare" if material.compared else "brief.differ_run"
    lead = speech(key, count=len(differ), all=len(LEVERS), baseline=material.baseline)
    blocks.append(Paragraph(lead))
    # Many columns would be too narrow to read on paper.
    for others in batched(columns[1:], _MOST_BESIDE):
        shown = [columns[0], *others]
        head = [
            speech("brief.head.lever"),
            speech("brief.head.unit"),
            *(title for title, _, _ in shown),
        ]
        rows = [_row(lever, shown, material) for lever in differ if _differs(lever, shown)]
        blocks.append(grid(head, rows, texts=len(head)))
    other = _other_differences(material)
    if other:
        blocks.append(Paragraph(speech("brief.other_differences", paths=speech.listed(other))))
    return blocks


def _what_it_is(name: str, material: Material) -> str:
    """Label, name, summary and sources of a scenario."""
    scenario, label, speech = material.scenarios[name], material.label(name), material.speech
    called = label if label == name else speech("brief.called", label=label, name=name)
    # Older results have the summary in one language.
    summary = speech.pair((scenario["summary"], scenario.get("summary_zh") or scenario["summary"]))
    text = called + speech("list.colon") + " ".join(summary.split())
    sources = speech.row(speech.source(one) for one in scenario["sources"])
    return text + speech("brief.sources", sources=sources) if sources else text


def _columns(material: Material) -> Columns:
    """The columns of values; scenarios with the same levers share one."""
    scenarios, design, speech = material.scenarios, material.design, material.speech
    if material.compared:

        def all_spans(name: str) -> list[Spans]:
            return [spans_of(scenarios[name], lever) for lever in LEVERS]

        alike = alike_in(all_spans, design.baseline, *design.others)
        return [(_heading(names, material), scenarios[names[0]], False) for names in alike]
    only = scenarios[design.baseline]
    under = only["run"]["burn_in"]["under"]
    past = speech("brief.past_column", name=under) if under else speech("brief.off_column")
    return [(past, only, True), (_heading([design.baseline], material), only, False)]


def _heading(names: list[str], material: Material) -> str:
    """What scenarios with the same levers are called, and their own files, each once."""
    own = dict.fromkeys(one for name in names for one in material.scenarios[name]["chain"][:1])
    return "\n".join([_called(names, material), *own])


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


def _row(lever: str, columns: Columns, material: Material) -> list[str]:
    """The row of a lever: each value with how it is known, and where it is written."""
    found, speech = _spans_in(lever, columns), material.speech
    cells = [speech.pick(LEVERS[lever].label), speech.unit(LEVERS[lever].unit)]
    for (_, scenario, past), spans in zip(columns, found, strict=True):
        parts = [_value_text(lever, value, material) for _, value in spans]
        dated = [
            speech("brief.from_month", value=part, month=month)
            for part, (month, _) in zip(parts[1:], spans[1:], strict=True)
        ]
        note = [] if past else [_note(scenario, lever, material)]
        cells.append("\n".join(["; ".join([parts[0], *dated]), *note]))
    return cells


def _note(scenario: Mapping[str, Any], lever: str, material: Material) -> str:
    """How a lever's values are known, and in which lines, of the scenario's own file or others."""
    speech = material.speech
    marks, origins = _known_of(scenario, lever)
    if not origins:
        return speech("brief.not_set")
    own = f"{scenario['chain'][0]}:" if scenario["chain"] else ":"
    places = [
        speech("brief.line", lines=one.removeprefix(own)) if one.startswith(own) else one
        for one in origins
    ]
    return speech("list.clause").join([*map(speech.known, marks), *places])


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


# --- what is assumed ------------------------------------------------------------------------------


def assumed_blocks(material: Material) -> list[Block]:
    """How many lever values and parameters of behaviour are assumed, and each of them."""
    speech = material.speech
    levers, every, assumed = _assumed_levers(material)
    parameters = _assumed_parameters(material)
    counts = speech(
        "brief.assumed_counts",
        levers=every,
        levers_assumed=assumed,
        parameters=len(PARAMETERS),
        parameters_assumed=len(parameters),
    )
    tables = {
        "levers": (("scenario", "lever", "unit", "value"), levers),
        "parameters": (("parameter", "meaning", "unit", "value", "range"), parameters),
    }
    return [
        Paragraph(counts),
        *(
            Details(
                speech(f"brief.assumed_{name}"),
                [grid([speech(f"brief.head.{key}") for key in keys], rows, texts=3)],
            )
            for name, (keys, rows) in tables.items()
        ),
    ]


def _assumed_levers(material: Material) -> tuple[list[list[str]], int, int]:
    """Rows of lever values that are assumed, how many are set in all, and how many are assumed.

    Scenarios that assume the same share their rows.
    """
    rows, every = [], 0
    found = {}
    for name in material.design.scenarios:
        found[name], count = _assumed_by(material.scenarios[name], material)
        every += count
    for names in alike_in(found.__getitem__, *material.design.scenarios):
        rows += [[_called(names, material), *row] for row in found[names[0]]]
    return rows, every, sum(map(len, found.values()))


def _assumed_by(scenario: Mapping[str, Any], material: Material) -> tuple[list[list[str]], int]:
    """Lever, unit and values that are assumed in a scenario, and how many values it sets."""
    speech, rows, every = material.speech, [], 0
    for name in levers_in_force(scenario):
        marks, origins = _known_of(scenario, name)
        every += bool(origins)
        if any(mark.startswith(NOT_SAID) for mark in marks):
            lever, spans = LEVERS[name], spans_of(scenario, name)
            values = "; ".join(_value_text(name, value, material) for _, value in spans)
            rows.append([speech.pick(lever.label), speech.unit(lever.unit), values])
    return rows, every


def _assumed_parameters(material: Material) -> list[list[str]]:
    """Rows of parameters that are assumed, with the values of the baseline."""
    scenario, speech = material.scenarios[material.design.baseline], material.speech
    rows = []
    for name, one in PARAMETERS.items():
        path = f"parameters.{name}"
        known = str(one.source)
        if path in scenario["origins"]:
            known = str(scenario["known"].get(path, NOT_SAID))
        if known.startswith(NOT_SAID) and name in scenario["parameters"]:
            low, high = (speech.setting(end, one.unit) for end in (one.low, one.high))
            value = scenario["parameters"][name]
            shown = value if isinstance(value, str) else speech.setting(value, one.unit)
            meaning = speech.pair((one.meaning, speech.parameter(name)))
            rows.append([name, meaning, speech.unit(one.unit), shown, f"{low} … {high}"])
    return rows
