"""The scenario file as frozen models, made from the declarations, and its JSON Schema."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic import create_model as create

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.declare import Lever, Parameter
from sim.errors import Problem, ScenarioError
from sim.scenario.check import INTERNAL, FileModel, refuse
from sim.scenario.fields import Month, Name, Seeds, Text, Texts
from sim.scenario.numbers import KEYS, MARKS, Stated, check_stated, is_stated
from sim.scenario.timeline import TOWN
from sim.scenario.town import Label

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
    """A lever's value as a mapping by target."""
    if not isinstance(value, Mapping) or is_stated(value):
        return {_PLAIN: value}
    if not value:
        raise refuse("the mapping is empty", f"write a number, or {TOWN}: and communities")
    if lever.town_only and set(value) != {TOWN}:
        raise refuse(
            "this lever is set for the whole town and cannot differ between communities",
            "write a number",
        )
    return value


def _setting(values: dict[str, Stated]) -> LeverSetting:
    """A lever's checked values."""
    if _PLAIN in values:
        return LeverSetting(True, {TOWN: values[_PLAIN]})
    return LeverSetting(False, values)


def _lever_type(lever: Lever) -> Any:
    """Type of a lever's field."""
    one = Annotated[
        Stated,
        PlainValidator(
            partial(check_stated, low=lever.low, high=lever.high, off=lever.off, unit=lever.unit)
        ),
    ]
    number = _number_schema(lever.low, lever.high, lever.off)
    forms: list[dict[str, Any]] = [number, _stated_schema(number)]
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


def _number_schema(low: float, high: float, off: float | None) -> dict[str, Any]:
    """JSON Schema of a number or the word off."""
    number: dict[str, Any] = {"type": "number", "minimum": low, "maximum": high}
    if off is None:
        return number
    words: list[Any] = ["off"]
    if isfinite(off) and not low <= off <= high:
        words.append(off)
    return {"anyOf": [number, {"enum": words}]}


def _stated_schema(number: dict[str, Any]) -> dict[str, Any]:
    """JSON Schema of a number with how it is known."""
    ends = {"low": {"type": "number"}, "high": {"type": "number"}}
    words = {"mark": {"enum": list(MARKS)}, "source": {"type": "string"}}
    return {
        "type": "object",
        "properties": {"value": number, **ends, **words},
        "required": [KEYS[0], "mark"],
        "additionalProperties": False,
    }


def _lever_text(lever: Lever) -> str:
    """What an editor shows of a lever."""
    return (
        f"{lever.label.en} ({lever.label.zh}), {lever.unit}, {lever.low:g}-{lever.high:g}, "
        f"off at {lever.off:g}. {lever.meaning} Acts through: {lever.mechanism}."
    )


def _parameter_text(parameter: Parameter) -> str:
    """What an editor shows of a parameter."""
    off = f", off at {parameter.off:g}" if parameter.off is not None else ""
    return (
        f"{parameter.meaning} {parameter.unit}, {parameter.low:g} to {parameter.high:g}{off}; "
        f"default {parameter.default:g} ({parameter.source})."
    )


def _parameter_type(parameter: Parameter) -> Any:
    """Type of a parameter's field."""
    number = _number_schema(parameter.low, parameter.high, parameter.off)
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
        WithJsonSchema({"anyOf": [number, _stated_schema(number)]}),
    ]


class Chosen(FileModel):
    """Declared names, of which a file sets some."""

    def written(self) -> Iterator[tuple[str, Any]]:
        """Names and values that the file sets, in the order of the declarations."""
        for name in type(self).model_fields:
            if name in self.model_fields_set:
                yield name, getattr(self, name)


Levers = create(
    "Levers",
    __base__=Chosen,
    __doc__="What a government can set.",
    **cast(
        Any,
        {
            lever.name: (
                _lever_type(lever),
                Field(default=None, title=lever.label.en, description=_lever_text(lever)),
            )
            for lever in LEVERS.values()
        },
    ),
)
Parameters = create(
    "Parameters",
    __base__=Chosen,
    __doc__="Numbers in the rules of behaviour; calibration and what-ifs set them.",
    **cast(
        Any,
        {
            parameter.name: (
                _parameter_type(parameter),
                Field(default=None, description=_parameter_text(parameter)),
            )
            for parameter in PARAMETERS.values()
        },
    ),
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
    burn_in: BurnIn = BurnIn()


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
    summary: Texts = Field(Text(), description="What the scenario is, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    extends: Name | None = Field(
        None, description="The parent: name of a shipped scenario, or a path"
    )
    town: Name | None = Field(None, description="Name of a shipped town, or a path")
    population: Population = Population()
    run: Run = Run()
    levers: Levers = Field(default_factory=Levers)
    parameters: Parameters = Field(default_factory=Parameters)
    timeline: tuple[Entry, ...] = Field((), description="Dated changes")


def json_schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, with the names, ranges and meanings of all levers."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_without_nothing(ScenarioFile.model_json_schema()),
        "title": "Scenario of cogov",
    }


def _without_nothing(schema: Any) -> Any:
    """A schema in which no key may be left without a value, as files may not."""
    if isinstance(schema, list):
        return [_without_nothing(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _without_nothing(value) for key, value in schema.items()}
    if plain.get("default", 0) in (None, {}) or isinstance(plain.get("default"), dict):
        del plain["default"]
    if isinstance(plain.get("anyOf"), list):
        plain["anyOf"] = [one for one in plain["anyOf"] if one != {"type": "null"}]
        if len(plain["anyOf"]) == 1:
            plain |= plain.pop("anyOf")[0]
    return plain


def write_schema(path: Path) -> None:
    """Write the JSON Schema of scenario files; an earlier schema of ours is replaced.

    Raises:
        ScenarioError: The file holds something else, or cannot be written.
    """
    schema = json_schema()
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
