"""JSON Schemas of scenario and town files, for editors and for the reference."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.errors import Problem, ScenarioError
from sim.scenario.loadtown import SECTIONS, TownFile
from sim.scenario.schema import ScenarioFile, stated_schema

Schema = dict[str, Any]
_TITLE = "{kind} of cogov"
YEAR_PATTERN = r"^(19|20|21)\d\d$"


def scenario_schema() -> Schema:
    """JSON Schema of a scenario file, with the names, ranges and meanings of all levers."""
    return schema_of_model(ScenarioFile, "Scenario")


def town_schema() -> Schema:
    """JSON Schema of a town file, in which any number may be written with how it is known."""
    found = schema_of_model(TownFile, "Town")
    for name, part in found["$defs"].items():
        found["$defs"][name] = _stated(part)
    properties = found["properties"]
    listed = {key: properties["communities"].pop(key) for key in ("type", "items", "minItems")}
    properties["communities"]["anyOf"] = [listed, {"type": "string", "pattern": r"\.csv$"}]
    for by_year in ("senior_high", "online"):
        part = found["$defs"]["Margins"]["properties"][by_year]
        part["propertyNames"] = {"pattern": YEAR_PATTERN}
    return {**found, "required": list(SECTIONS)}


def schema_of_model(model: type[BaseModel], kind: str) -> Schema:
    """JSON Schema of a kind of file.

    Args:
        model: What such a file must be.
        kind: What it is called, a word with a capital.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_without_nothing(model.model_json_schema()),
        "title": _TITLE.format(kind=kind),
    }


def _without_nothing(schema: Any) -> Any:
    """A schema in which no key may be left without a value, as files may not."""
    if isinstance(schema, list):
        return [_without_nothing(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _without_nothing(value) for key, value in schema.items()}
    if plain.get("default", 0) in (None, {}, [], "") or isinstance(plain.get("default"), dict):
        del plain["default"]
    if isinstance(plain.get("anyOf"), list):
        plain["anyOf"] = [one for one in plain["anyOf"] if one != {"type": "null"}]
        if len(plain["anyOf"]) == 1:
            plain |= plain.pop("anyOf")[0]
    return plain


def _stated(schema: Any) -> Any:
    """A schema in which every number may be written with how it is known."""
    if isinstance(schema, list):
        return [_stated(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") in ("number", "integer"):
        told = {key: schema[key] for key in ("title", "description", "default") if key in schema}
        number = {key: value for key, value in schema.items() if key not in told}
        return {**told, "anyOf": [number, stated_schema(number)]}
    return {key: _stated(value) for key, value in schema.items()}


def write_schema(path: Path, schema: Mapping[str, Any]) -> None:
    """Write a JSON Schema; an earlier schema of ours, of the same kind of file, is replaced.

    Raises:
        ScenarioError: The file holds something else, or cannot be written.
    """
    try:
        if path.exists() and f'"title": "{schema["title"]}"' not in path.read_text("utf-8"):
            hint = "choose another name"
            raise ScenarioError(
                Problem("the file exists, holds something else and is left", str(path), hint=hint)
            )
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except UnicodeDecodeError:
        raise ScenarioError(
            Problem("the file exists, holds something else and is left", str(path))
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise ScenarioError(Problem(f"the file cannot be written: {reason}", str(path))) from None
