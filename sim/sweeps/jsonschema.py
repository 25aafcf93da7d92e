"""JSON Schemas of all kinds of files that people write, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from sim.declare import MEASURES
from sim.errors import OptionError
from sim.kinds import file_kinds
from sim.runs.options import check_choice
from sim.scenario.fields import FileModel
from sim.scenario.schema import Schema, scenario_schema, schema_of_model, town_schema
from sim.sweeps.design import DECLARED, MEASURE_LEVELS
from sim.sweeps.factors import ALL_PARAMETERS, ASSUMED, EVENTS, PAST
from sim.sweeps.kinds import MOST_POINTS, ExperimentFile


def experiment_schema() -> Schema:
    """Describe an experiment file, in which all levers and parameters can vary, as JSON Schema."""
    found = schema_of_model(ExperimentFile, "Experiment")
    values = _values()
    factors = found["$defs"]["DesignPart"]["properties"]["factors"]
    factors["properties"] = {path: _factor(path, value) for path, value in values.items()}
    found["properties"]["settings"]["properties"] = {path: _reference(path) for path in values}
    found["$defs"] |= values
    return found


def schema_of_factors(model: type[FileModel], kind: str) -> Schema:
    """Describe a file that moves factors over scenarios, as JSON Schema."""
    found = schema_of_model(model, kind)
    values = _values()
    found["properties"]["factors"] |= _factors(values)
    found["properties"]["settings"]["properties"] = {path: _reference(path) for path in values}
    found["$defs"] |= values
    return found


def schemas_of_values() -> Schema:
    """Describe what a file may say of any value that it moves."""
    return _factors(_values())


def _factors(values: Mapping[str, Schema]) -> Schema:
    """Describe what a file may say of factors: known ones by name, and any others' forms."""
    ends = {"low": {"type": "number"}, "high": {"type": "number"}}
    span = {
        "type": "object",
        "properties": {**ends, "only": {"type": "string", "description": "Name of a scenario"}},
        "required": list(ends),
        "additionalProperties": False,
    }
    several = {"type": "array", "minItems": 2}
    months = {"low": {"type": "integer"}, "high": {"type": "integer"}}
    shift = {
        "type": "object",
        "properties": months,
        "required": list(months),
        "additionalProperties": False,
    }

    def own(path: str, value: Mapping[str, Any]) -> Schema:
        """Describe the forms of a factor that is known."""
        told = {key: value[key] for key in ("title", "description") if key in value}
        listed = {**several, "items": _reference(path)}
        return {**told, "anyOf": [listed, span, {"const": DECLARED}]}

    past = {**several, "items": {"type": "integer", "minimum": 0}}
    return {
        "properties": {
            **{path: own(path, value) for path, value in values.items()},
            ALL_PARAMETERS: {"enum": [DECLARED, ASSUMED]},
            PAST: past,
        },
        "patternProperties": {rf"^{EVENTS}\.\d{{4}}-\d{{2}}$": shift},
        "additionalProperties": {"anyOf": [several, span, {"const": DECLARED}]},
    }


def _reference(path: str) -> Schema:
    """Refer to the schema of a value, which stands under its path among definitions."""
    return {"$ref": f"#/$defs/{path}"}


def _values() -> dict[str, Schema]:
    """Describe by key path what may be set: a scenario's forms for it, and measures."""
    scenario = scenario_schema()
    run, population = (scenario["$defs"][name]["properties"] for name in ("Run", "Population"))
    named = {
        f"{section}.{name}": part
        for section in ("levers", "parameters")
        for name, part in scenario["$defs"][section.capitalize()]["properties"].items()
    }
    measures = {
        f"measures.{name}": {
            "enum": list(MEASURE_LEVELS),
            "description": "The measure as the scenario has it, or all its levers off",
        }
        for name in MEASURES
    }
    others = {"run.months": run["months"], "population.scale": population["scale"]}
    return {**named, **measures, **others}


def _factor(path: str, value: Mapping[str, Any]) -> Schema:
    """Describe what a design may say of a value: list, steps, range, or the declared one."""
    number = {"type": "number"}
    ends = {"low": number, "high": number}
    told = {key: value[key] for key in ("title", "description") if key in value}
    steps = {"type": "integer", "minimum": 2, "maximum": MOST_POINTS}
    span = {
        "type": "object",
        "properties": {**ends, "steps": steps},
        "required": list(ends),
        "additionalProperties": False,
    }
    listed = {"type": "array", "items": _reference(path), "minItems": 1}
    return {**told, "anyOf": [listed, span, {"const": DECLARED}]}


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "scenario": scenario_schema,
    "town": town_schema,
    "experiment": experiment_schema,
}
"""Kinds of files, and what makes the schema of each."""


def json_schema(kind: str = "scenario") -> Schema:
    """Describe a kind of file as JSON Schema.

    Raises:
        OptionError: There is no such kind.
    """
    studies = {name: one for name, one in file_kinds().items() if name not in SCHEMAS}
    problems = check_choice("of", kind, (*SCHEMAS, *studies))
    if problems:
        raise OptionError(problems)
    made: Schema = SCHEMAS[kind]() if kind in SCHEMAS else studies[kind].study.schema()
    return made
