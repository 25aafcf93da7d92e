"""Which numbers are assumed: lever values that the scenarios set, and parameters of behaviour."""

from typing import Any

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.declarations.parameters.chinese import CHINESE
from sim.report.brief.levers import known_of, levers_in_force, spans_of, value_text
from sim.report.brief.material import Details, Material, Table, Text
from sim.report.brief.words import tell
from sim.report.figures.look import scaling
from sim.report.words import words_in
from sim.scenario.explain import NOT_SAID, number


def assumed_blocks(material: Material, language: str) -> list[Any]:
    """The section of what is assumed: how many, and each of them."""
    levers, every = _levers(material, language)
    parameters = _parameters(material, language)
    counts = tell(
        language, "assumed_counts", levers=every, levers_assumed=len(levers),
        parameters=len(PARAMETERS), parameters_assumed=len(parameters),
    )  # fmt: skip
    lever_head = [tell(language, key) for key in ("scenario", "lever", "unit", "value")]
    head = [tell(language, key) for key in ("parameter", "meaning", "unit", "value", "range")]
    return [
        Text(counts),
        Details(tell(language, "assumed_levers"), [Table(lever_head, levers, words=3)]),
        Details(tell(language, "assumed_parameters"), [Table(head, parameters, words=3)]),
    ]


def _levers(material: Material, language: str) -> tuple[list[list[str]], int]:
    """Rows of lever values that are assumed, and how many values are set in all."""
    words, rows, every = words_in(language), [], 0
    for name in material.design.scenarios:
        scenario = material.scenarios[name]
        for lever in levers_in_force(scenario):
            marks, origins = known_of(scenario, lever)
            every += bool(origins)
            if any(mark.startswith(NOT_SAID) for mark in marks):
                spans = spans_of(scenario, lever)
                values = "; ".join(
                    value_text(lever, value, material.labels, language) for _, value in spans
                )
                label, unit = words.pick(LEVERS[lever].label), words.unit(LEVERS[lever].unit)
                rows.append([material.label(name, language), label, unit, values])
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
            meaning = CHINESE[name] if language == "zh" else parameter.meaning
            rows.append([name, meaning, words.unit(parameter.unit), shown, span])
    return rows
