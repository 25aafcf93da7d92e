"""Which numbers are assumed: lever values that the scenarios set, and parameters of behaviour."""

from typing import Any

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.report.brief.levers import alike_in, known_of, levers_in_force, spans_of, value_text
from sim.report.brief.material import Details, Material, Table, Text
from sim.report.brief.words import tell
from sim.report.figures.look import scaling
from sim.report.words import words_in
from sim.scenario.explain import NOT_SAID, number


def assumed_blocks(material: Material, language: str) -> list[Any]:
    """The section of what is assumed: how many, and each of them."""
    levers, every, assumed = _levers(material, language)
    parameters = _parameters(material, language)
    counts = tell(
        language,
        "assumed_counts",
        levers=every,
        levers_assumed=assumed,
        parameters=len(PARAMETERS),
        parameters_assumed=len(parameters),
    )
    lever_head = [tell(language, key) for key in ("scenario", "lever", "unit", "value")]
    head = [tell(language, key) for key in ("parameter", "meaning", "unit", "value", "range")]
    return [
        Text(counts),
        Details(tell(language, "assumed_levers"), [Table(lever_head, levers, words=3)]),
        Details(tell(language, "assumed_parameters"), [Table(head, parameters, words=3)]),
    ]


def _levers(material: Material, language: str) -> tuple[list[list[str]], int, int]:
    """Rows of lever values that are assumed, how many are set in all, and how many are assumed.

    Scenarios that assume the same share their rows.
    """
    rows, every = [], 0
    found = {}
    for name in material.design.scenarios:
        found[name], count = _levers_of(material, name, language)
        every += count
    for names in alike_in(found.__getitem__, *material.design.scenarios):
        called = tell(language, "comma").join(material.label(name, language) for name in names)
        rows += [[called, *row] for row in found[names[0]]]
    return rows, every, sum(map(len, found.values()))


def _levers_of(material: Material, name: str, language: str) -> tuple[list[list[str]], int]:
    """Lever, unit and values that are assumed in a scenario, and how many values it sets."""
    words, rows, every = words_in(language), [], 0
    scenario = material.scenarios[name]
    for lever in levers_in_force(scenario):
        marks, origins = known_of(scenario, lever)
        every += bool(origins)
        if any(mark.startswith(NOT_SAID) for mark in marks):
            values = "; ".join(
                value_text(lever, value, material.labels, language)
                for _, value in spans_of(scenario, lever)
            )
            rows.append([words.pick(LEVERS[lever].label), words.unit(LEVERS[lever].unit), values])
    return rows, every


def _parameters(material: Material, language: str) -> list[list[str]]:
    """Rows of parameters that are assumed, with the values of the baseline."""
    scenario = material.scenarios[material.design.baseline]
    words, rows = words_in(language), []
    for name, parameter in PARAMETERS.items():
        path = f"parameters.{name}"
        known = str(parameter.source)
        if path in scenario["origins"]:
            known = str(scenario["known"].get(path, NOT_SAID))
        if known.startswith(NOT_SAID) and name in scenario["parameters"]:
            factor = scaling(parameter.unit)
            span = f"{number(factor * parameter.low)} … {number(factor * parameter.high)}"
            value = scenario["parameters"][name]
            shown = value if isinstance(value, str) else number(factor * value)
            meaning = parameter.label.zh if language == "zh" else parameter.meaning.en
            rows.append([name, meaning, words.unit(parameter.unit), shown, span])
    return rows
