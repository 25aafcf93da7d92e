"""The file of a scenario as frozen models, and as JSON Schema."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    PlainValidator,
    WithJsonSchema,
)
from pydantic import create_model as create
from pydantic.fields import FieldInfo

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.declare import Lever, Parameter
from sim.errors import Problem, ScenarioError
from sim.extend import on_change
from sim.scenario.fields import (
    INTERNAL,
    KEYS,
    MARKS,
    FileModel,
    Month,
    Name,
    Seeds,
    Stated,
    Text,
    Texts,
    check_stated,
    is_stated,
    refuse,
)
from sim.scenario.loadtown import SECTIONS, TownFile
from sim.scenario.scenario import TOWN
from sim.scenario.town import Label

# --- The scenario file as frozen models, made from the declarations

_PLAIN = f"{INTERNAL}plain"
LONGEST_RUN = 1200
"""Months."""


@dataclass(frozen=True, slots=True)
class LeverSetting:
    """What a file says of one lever at one time.

    Attributes:
        plain: True when one value was written for the whole town: it then replaces every
            value that communities had. False for a mapping, which leaves the others alone.
        values: Value by target: ``town`` or the id of a community.
    """

    plain: bool
    values: Mapping[str, Stated]


def _targets(lever: Lever, value: Any) -> Any:
    """Read a lever's value as a mapping by target."""
    if not isinstance(value, Mapping) or is_stated(value):
        return {_PLAIN: value}
    if not value:
        raise refuse("the mapping is empty", f"write a number, or {TOWN}: and communities")
    odd = [key for key in value if str(key).startswith(INTERNAL)]
    if odd:
        raise refuse(f"there is no community {odd[0]!r}", "write the id of one")
    if lever.town_only and set(value) != {TOWN}:
        raise refuse(
            "this lever is set for the whole town and cannot differ between communities",
            "write a number",
        )
    return value


def _setting(values: dict[str, Stated]) -> LeverSetting:
    """Make a setting of a lever's checked values."""
    if _PLAIN in values:
        return LeverSetting(True, {TOWN: values[_PLAIN]})
    return LeverSetting(False, values)


def _lever_type(lever: Lever) -> Any:
    """Make the type of a lever's field."""
    one = Annotated[
        Stated,
        PlainValidator(
            partial(check_stated, low=lever.low, high=lever.high, off=lever.off, unit=lever.unit)
        ),
    ]
    number = number_schema(lever.low, lever.high, lever.off)
    forms: list[dict[str, Any]] = [number, stated_schema(number)]
    if not lever.town_only:
        either = {"anyOf": list(forms)}
        forms.append(
            {
                "type": "object",
                "description": "A value by community; 'town' stands for all others.",
                "propertyNames": {"not": {"const": "value"}},
                "additionalProperties": either,
                "minProperties": 1,
            }
        )
    return Annotated[
        dict[str, one],
        AfterValidator(_setting),
        BeforeValidator(partial(_targets, lever)),
        WithJsonSchema({"anyOf": forms}),
    ]


def number_schema(low: float, high: float, off: float | None) -> dict[str, Any]:
    """Describe a number or the word off."""
    number: dict[str, Any] = {"type": "number", "minimum": low, "maximum": high}
    if off is None:
        return number
    words: list[Any] = ["off"]
    if isfinite(off) and not low <= off <= high:
        words.append(off)
    return {"anyOf": [number, {"enum": words}]}


def stated_schema(number: dict[str, Any]) -> dict[str, Any]:
    """Describe a number with how it is known."""
    ends = {"low": {"type": "number"}, "high": {"type": "number"}}
    words = {"mark": {"enum": list(MARKS)}, "source": {"type": "string"}}
    return {
        "type": "object",
        "properties": {"value": number, **ends, **words},
        "required": [KEYS[0], "mark"],
        "additionalProperties": False,
    }


def _lever_field(lever: Lever) -> tuple[Any, Any]:
    """Make a lever's field: type, and what is said of it."""
    return _lever_type(lever), Field(
        default=None, title=lever.label.en, description=_lever_text(lever)
    )


def _parameter_field(parameter: Parameter) -> tuple[Any, Any]:
    """Make a parameter's field: type, and what is said of it."""
    return _parameter_type(parameter), Field(default=None, description=_parameter_text(parameter))


def _lever_text(lever: Lever) -> str:
    """Write what an editor shows of a lever."""
    return (
        f"{lever.label.en} ({lever.label.zh}), {lever.unit}, {lever.low:g}-{lever.high:g}, "
        f"off at {lever.off:g}. {lever.meaning.en} Acts through: {lever.mechanism.en}."
    )


def _parameter_text(parameter: Parameter) -> str:
    """Write what an editor shows of a parameter."""
    off = f", off at {parameter.off:g}" if parameter.off is not None else ""
    return (
        f"{parameter.meaning.en} {parameter.unit}, {parameter.low:g} to {parameter.high:g}{off}; "
        f"default {parameter.default:g} ({parameter.source})."
    )


def _parameter_type(parameter: Parameter) -> Any:
    """Make the type of a parameter's field."""
    number = number_schema(parameter.low, parameter.high, parameter.off)
    return Annotated[
        Stated,
        PlainValidator(
            partial(
                check_stated,
                low=parameter.low,
                high=parameter.high,
                off=parameter.off,
                unit=parameter.unit,
            )
        ),
        WithJsonSchema({"anyOf": [number, stated_schema(number)]}),
    ]


class Chosen(FileModel):
    """Declared names, of which a file sets some."""

    def written(self) -> Iterator[tuple[str, Any]]:
        """Yield names and values that the file sets, as declared."""
        for name in type(self).model_fields:
            if name in self.model_fields_set:
                yield name, getattr(self, name)


Levers = create(
    "Levers",
    __base__=Chosen,
    __doc__="What a government can set.",
    **cast(Any, {name: _lever_field(lever) for name, lever in LEVERS.items()}),
)
Parameters = create(
    "Parameters",
    __base__=Chosen,
    __doc__="Numbers in the rules of behaviour; calibration and what-ifs set them.",
    **cast(Any, {name: _parameter_field(one) for name, one in PARAMETERS.items()}),
)


class BurnIn(FileModel):
    """The common past of the scenarios that are compared."""

    months: int | None = Field(
        None, ge=0, le=LONGEST_RUN, description="Months before start; 0 for none"
    )
    under: Name | None = Field(
        None, description="Scenario whose levers are in force in these months: name or path"
    )


class Run(FileModel):
    """When the scenario runs."""

    start: Month | None = Field(None, description="First month after the common past, YYYY-MM")
    months: int | None = Field(None, ge=1, le=LONGEST_RUN, description="Months from start")
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..9")
    burn_in: BurnIn = Field(
        BurnIn(), description="The common past of the scenarios that are compared"
    )


class Population(FileModel):
    """How much of the town is simulated."""

    scale: float | None = Field(
        None, ge=0.01, le=1, description="Share of the town's residents, 0.01-1"
    )


class Entry(FileModel):
    """A dated change; its values hold until changed."""

    date: Month = Field(description="Month from which the values hold, YYYY-MM")
    levers: Levers = Field(description="Levers that change")
    label: str = Field("", description="Short name of the event")
    note: str = Field("", description="Anything a reader should know")


class ScenarioFile(FileModel):
    """A scenario: what a government does, where, and when. Everything else is inherited."""

    label: Label | None = Field(None, description="English and Chinese label")
    summary: Texts = Field(
        Text(), description="What the scenario is, one or two sentences; {en, zh} for two languages"
    )
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    needs: tuple[str, ...] = Field(
        (), description="Extensions that it needs, by name; whoever runs it gives them --with FILE"
    )
    extends: Name | None = Field(
        None, description="The parent: name of a shipped scenario, or a path"
    )
    town: Name | None = Field(None, description="Name of a shipped town, or a path")
    population: Population = Field(Population(), description="How much of the town is simulated")
    run: Run = Field(Run(), description="When it runs, and with which seeds")
    levers: Levers = Field(
        default_factory=Levers, description="What a government sets; what is not set is off"
    )
    parameters: Parameters = Field(
        default_factory=Parameters, description="Numbers in the rules of behaviour"
    )
    timeline: tuple[Entry, ...] = Field((), description="Dated changes")


def _follow() -> None:
    """Let files set the levers and parameters that are declared now, those of extensions too."""
    changed = False
    parts: tuple[tuple[type[Chosen], Mapping[str, Any], Callable[[Any], tuple[Any, Any]]], ...] = (
        (Levers, LEVERS, _lever_field),
        (Parameters, PARAMETERS, _parameter_field),
    )
    for model, declared, field_of in parts:
        fields: dict[str, Any] = model.__pydantic_fields__
        for name in [name for name in fields if name not in declared]:
            del fields[name]
            changed = True
        for name in [name for name in declared if name not in fields]:
            annotation, field = field_of(declared[name])
            fields[name] = FieldInfo.from_annotated_attribute(annotation, field)
            changed = True
    if changed:
        for part in (Levers, Parameters, Entry, ScenarioFile):
            part.model_rebuild(force=True)


on_change(_follow)


# --- JSON Schemas of scenario and town files, for editors and for the reference

Schema = dict[str, Any]
_TITLE = "{kind} of cogov"
YEAR_PATTERN = r"^(19|20|21)\d\d$"


def scenario_schema() -> Schema:
    """Describe a scenario file as JSON Schema, with all levers' names, ranges and meanings."""
    return schema_of_model(ScenarioFile, "Scenario")


def town_schema() -> Schema:
    """Describe a town file as JSON Schema; any number may say how it is known."""
    found = schema_of_model(TownFile, "Town")
    for name, part in found["$defs"].items():
        found["$defs"][name] = _stated(part)
    properties = found["properties"]
    listed = {key: properties["communities"].pop(key) for key in ("type", "items", "minItems")}
    properties["communities"]["anyOf"] = [listed, {"type": "string", "pattern": r"\.csv$"}]
    properties["grid_workers"] = _stated(properties["grid_workers"])
    for by_year in ("senior_high", "online"):
        part = found["$defs"]["Margins"]["properties"][by_year]
        part["propertyNames"] = {"pattern": YEAR_PATTERN}
    return {**found, "required": list(SECTIONS)}


def schema_of_model(model: type[BaseModel], kind: str) -> Schema:
    """Describe a kind of file as JSON Schema.

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
    """Require values of all keys in a schema, as files must have."""
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
    """Let a schema's numbers be written with how they are known."""
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
