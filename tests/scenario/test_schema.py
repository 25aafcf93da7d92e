"""The JSON Schema accepts what the loader accepts, and knows every lever and parameter."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.errors import ScenarioError
from sim.scenario import shipped_scenarios
from sim.scenario.places import shipped_folder
from sim.scenario.schema import scenario_schema, write_schema
from sim.scenario.yamlfile import Document, parse_yaml

schema_once = cache(scenario_schema)
TYPES: dict[str, Any] = {
    "object": dict,
    "array": tuple,
    "string": str,
    "number": (int, float),
    "integer": int,
}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value fits a schema, for the keywords that ours uses."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        return fits(value, schema_once()["$defs"][name])
    if "anyOf" in schema and not any(fits(value, one) for one in schema["anyOf"]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or isinstance(value, bool)):
        return False
    if isinstance(value, (int, float)):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None
    if isinstance(value, tuple):
        return all(fits(item, schema.get("items", {})) for item in value)
    return object_fits(value, schema)


def object_fits(value: dict[str, Any], schema: dict[str, Any]) -> bool:
    """Whether a mapping fits a schema."""
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    if not set(schema.get("required", ())) <= set(value):
        return False
    if schema.get("propertyNames") == {"not": {"const": "value"}} and "value" in value:
        return False
    for key, child in value.items():
        if key in properties:
            if not fits(child, properties[key]):
                return False
        elif others is False or (isinstance(others, dict) and not fits(child, others)):
            return False
    return True


def read(text: str) -> Any:
    """YAML as plain values."""
    problems: list[Any] = []
    document = parse_yaml(text, "x", problems)
    assert isinstance(document, Document)
    assert not problems
    return document.data


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_files_fit(name: str) -> None:
    text = (shipped_folder() / f"{name}.yaml").read_text("utf-8")
    assert fits(read(text), schema_once())


@pytest.mark.parametrize(
    "text",
    [
        "levers: {control: off}",
        "levers: {control: {town: 0.2, anywhere: {value: 0.1, mark: case}}}",
        "parameters: {weight_norm: 0, norm_exponent: off}",
        "run: {seeds: [1, 2], start: 2021-12}",
        "run: {seeds: 0..9}",
        "timeline: [{date: 2021-01, levers: {control: 1}, label: x, note: y}]",
    ],
)
def test_right_files_fit(text: str) -> None:
    assert fits(read(text), schema_once())


@pytest.mark.parametrize(
    "text",
    [
        "lever: {}",
        "levers: {contrl: 0.5}",
        "levers: {control: 1.5}",
        "levers: {control: high}",
        "levers: {control: {town: 7}}",
        "levers: {control: {value: 0.5}}",
        "levers: {grid_workers: {anywhere: 5}}",
        "parameters: {weight_norm: 0.5}",
        "parameters: {hours_activity: off}",
        "run: {start: 2021-13}",
        "run: {months: 0}",
        "run: {months: 1.5}",
        "run: {seeds: -1}",
        "run: {months: }",
        "population: {scale: 2}",
        "timeline: [{date: 2021-01}]",
        "timeline: [{levers: {control: 1}}]",
        "summary: 5",
    ],
)
def test_wrong_files_do_not_fit(text: str) -> None:
    assert not fits(read(text), schema_once())


def test_names_ranges_and_meanings_are_in_it() -> None:
    levers = schema_once()["$defs"]["Levers"]["properties"]
    assert list(levers) == list(LEVERS)
    for name, lever in LEVERS.items():
        assert lever.meaning.en in levers[name]["description"]
        assert lever.label.zh in levers[name]["description"]
        assert f"{lever.low:g}-{lever.high:g}" in levers[name]["description"]
    parameters = schema_once()["$defs"]["Parameters"]["properties"]
    assert list(parameters) == list(PARAMETERS)
    for name, parameter in PARAMETERS.items():
        assert str(parameter.source) in parameters[name]["description"]


def test_writing_it(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    write_schema(path, schema_once())
    assert json.loads(path.read_text("utf-8")) == schema_once()
    write_schema(path, schema_once())
    for content in (b"{}", b"\xff\xfe"):
        path.write_bytes(content)
        with pytest.raises(ScenarioError, match="holds something else and is left"):
            write_schema(path, schema_once())
        assert path.read_bytes() == content
    with pytest.raises(ScenarioError, match="cannot be written"):
        write_schema(tmp_path / "gone" / "schema.json", schema_once())
