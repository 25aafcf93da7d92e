"""Reading the fields of a file: checks, numbers with their sources, months and seeds.

A number may be written ``0.65`` or ``{value: 0.65, low: 0.55, high: 0.80, mark: survey,
source: CGSS 2005}``. A number written plainly counts as assumed.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.calendar import parse_month
from sim.declare import Mark, Source
from sim.errors import Problem, UserError, did_you_mean
from sim.scenario.yamlfile import Document, KeyPath

# --- From a document to a frozen model, with every problem told in our own words

INTERNAL = "*"
"""Parts of a location that start like this are ours and no key of the file."""

FROM_FILE = {"file": True}
"""Context of validation when a file is read: its values have the forms of files only."""


class FileModel(BaseModel):
    """A part of a file: frozen, no unknown keys, no silent conversion between types."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, populate_by_name=True
    )


def refuse(message: str, hint: str = "") -> PydanticCustomError:
    """Make the error that a validator of ours raises."""
    return PydanticCustomError("cogov", "{message}", {"message": message, "hint": hint})


def show(value: Any) -> str:
    """Write a value as a reader of the file knows it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (tuple, list)):
        return "a list"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:36]}..."


def check[M: BaseModel](
    model: type[M], document: Document, problems: list[Problem]
) -> tuple[M | None, Document]:
    """Make the model of a document.

    Args:
        model: What the document must be.
        document: What was read.
        problems: Receives everything that is wrong.

    Returns:
        The model of whatever is right, so that its other rules can be checked too, and the
        document it was made from; None when nothing is left.
    """
    told = False
    while True:
        try:
            found = model.model_validate(document.data, context=FROM_FILE)
            problems.extend(_without_value(document))
            return found, document
        except ValidationError as error:
            details = error.errors(include_url=False)
            paths = [_path(document, detail) for detail in details]
            if not told:
                problems.extend(
                    _problem(model, document, path, detail)
                    for path, detail in zip(paths, details, strict=True)
                )
                told = True
            if () in paths:
                return None, document
            document = document.without(paths)


def _without_value(document: Document) -> Iterator[Problem]:
    """Find keys without a value, which would count as left out."""
    for path, origin in document.places.items():
        if path and document.has(path) and document.get(path) is None:
            yield Problem(
                "there is no value",
                origin.file,
                origin.line,
                document.name(path),
                "write one, or leave the key out",
            )


def _path(document: Document, detail: ErrorDetails) -> KeyPath:
    """Find the deepest written key that an error is about."""
    path: KeyPath = tuple(part for part in detail["loc"] if not str(part).startswith(INTERNAL))
    while path and not document.has(path):
        path = path[:-1]
    return path


def _problem(
    model: type[BaseModel], document: Document, path: KeyPath, detail: ErrorDetails
) -> Problem:
    """Tell one of pydantic's errors in our words."""
    kind = detail["type"]
    origin = document.origin(path)
    context = detail.get("ctx", {})
    hint = str(context.get("hint", ""))
    named = path
    if kind == "missing":
        last = detail["loc"][-1]
        if isinstance(last, int):
            message = f"the list ends after {last} of its values"
        else:
            named = (*path, last)
            message = f"{last!r} is missing"
            hint = _description(model, detail["loc"])
    elif kind in ("extra_forbidden", "invalid_key"):
        key = path[-1] if path else detail["loc"][-1]
        message, hint = unknown_key(str(key), _known_keys(model, path[:-1]), hint)
    elif kind == "cogov":
        message = str(context["message"])
    else:
        allowed, hint = _allowed(kind, context, detail["input"], detail["msg"])
        both = _bounds(model, path) if kind in _BOUNDS else ""
        allowed = both or allowed
        message = f"found {show(detail['input'])}; {allowed}"
    return Problem(message, origin.file, origin.line, document.name(named), hint)


def unknown_key(key: str, known: Sequence[str], hint: str = "") -> tuple[str, str]:
    """Write the message and hint for a key that nobody knows."""
    near = did_you_mean(key, known)
    message = f"there is no key {key!r} here"
    if not near and known:
        message += f"; allowed: {', '.join(known)}"
    return message, near or hint


_MOST_DIGITS = 1e15
"""Above it a float does not tell which whole number was meant."""
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}
"""pydantic's errors about bounds: our words, and where the bound is told."""


def _allowed(kind: str, context: Mapping[str, Any], value: Any, said: str) -> tuple[str, str]:
    """Say what is allowed, where pydantic found else, and hint at it."""
    if kind in ("float_type", "float_parsing", "finite_number"):
        return "must be a number", number_hint(value)
    if kind in ("int_type", "int_from_float", "int_parsing"):
        return "must be a whole number", whole_hint(value)
    if kind == "string_type":
        return "must be text", "put it in quotes" if isinstance(value, (int, float)) else ""
    if kind == "literal_error":
        options = str(context["expected"])
        names = [name.strip("' ") for name in options.replace(" or ", ", ").split(",")]
        return f"must be one of {options}", did_you_mean(str(value), names)
    if kind == "string_too_short":
        return "must not be empty", ""
    if kind in ("too_long", "too_short"):
        many = context["max_length" if kind == "too_long" else "min_length"]
        words = "at most" if kind == "too_long" else "at least"
        return f"must hold {words} {many}, not {context['actual_length']}", ""
    if kind in ("model_type", "dict_type", "model_attributes_type", "mapping_type"):
        hint = "indent what belongs to it, or leave the key out" if value is None else ""
        if context.get("class_name") == "Label" and isinstance(value, str):
            return "must be a mapping of en and zh", f"write {{en: {value}, zh: ...}}"
        return "must be a mapping of keys to values", hint
    if kind in ("tuple_type", "list_type", "missing_argument", "arguments_type"):
        return "must be a list", ""
    if kind in _BOUNDS:
        words, key = _BOUNDS[kind]
        return f"must be {words} {context[key]:,.15g}", share_hint(value, context[key])
    return said[:1].lower() + said[1:], ""


def _bounds(model: type[BaseModel], path: KeyPath) -> str:
    """Find both bounds of the field at a path, when it has both."""
    here = _model_at(model, path[:-1]) if path else None
    field = here.model_fields.get(str(path[-1])) if here else None
    marks = field.metadata if field else []
    low = next((mark.ge for mark in marks if hasattr(mark, "ge")), None)
    high = next((mark.le for mark in marks if hasattr(mark, "le")), None)
    return "" if low is None or high is None else f"must be from {low:,.15g} to {high:,.15g}"


def number_hint(value: Any) -> str:
    """Say how to write a number that was written as something else."""
    if not isinstance(value, str):
        return ""
    text = unicodedata.normalize("NFKC", value.strip())
    as_is = text == value.strip()
    try:
        if text.endswith("%"):
            return f"write {float(text[:-1]) / 100:g}"
        plain = text.replace(",", "") if text.count(",") != 1 or "." in text else text
        if plain == text and "," in text:
            whole, part = text.split(",")
            plain = whole + part if len(part) == 3 and whole not in ("", "0") else f"{whole}.{part}"
        number = float(plain)
        if not math.isfinite(number):
            return ""
        as_is = as_is and plain == text
        return f"write {number:g} without quotes" if as_is else f"write {plain}"
    except ValueError:
        return ""


def whole_hint(value: Any) -> str:
    """Say how to write a whole number written as something else; empty where it is none."""
    number, *rest = number_hint(value).removeprefix("write ").split(" ", 1)
    try:
        found = value if isinstance(value, float) else float(number)
    except ValueError:
        return ""
    whole = found.is_integer() and abs(found) < _MOST_DIGITS
    return " ".join([f"write {found:.0f}", *rest]) if whole else ""


def share_hint(value: Any, high: float) -> str:
    """Write a reminder that shares run from 0 to 1."""
    if high == 1 and isinstance(value, (int, float)) and 2 < value <= 100:
        return f"a share is written 0-1: {value / 100:g} for {value:g} %"
    return ""


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Find the models inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in _models(argument)]


def _model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    """Find the model that describes the mapping at a path."""
    here: type[BaseModel] | None = model
    for key in path:
        if here is not None and key in here.model_fields:
            inside = _models(here.model_fields[str(key)].annotation)
            here = inside[0] if inside else None
        elif not isinstance(key, int):
            return None
    return here


def _known_keys(model: type[BaseModel], path: KeyPath) -> list[str]:
    """List the keys allowed in the mapping at a path."""
    here = _model_at(model, path)
    return list(here.model_fields) if here else []


def _description(model: type[BaseModel], path: KeyPath) -> str:
    """Find the description of the field at a path."""
    here = _model_at(model, path[:-1])
    field = here.model_fields.get(str(path[-1])) if here else None
    return field.description or "" if field else ""


# --- Types of single fields that scenario and town files share

MOST_SEEDS = 100_000
LARGEST_SEED = 2**63 - 1


def _month(value: Any, info: ValidationInfo) -> int:
    """Read a month written as ``YYYY-MM``; from Python also as `sim.calendar` counts it."""
    if type(value) is int and not info.context:
        return value
    if not isinstance(value, str):
        hint = f"write {value}-01" if isinstance(value, int) and 1900 <= value <= 2100 else ""
        raise refuse(f"found {show(value)}; must be a month written as YYYY-MM", hint)
    try:
        return parse_month(value)
    except UserError as error:
        (problem,) = error.problems
        raise refuse(problem.message, problem.hint) from None


def parse_seeds(value: Any) -> tuple[int, ...]:
    """Read seeds written as a list or as text such as ``0..9`` or ``0..4,7,9``.

    Raises:
        PydanticCustomError: (a ValueError) They are written otherwise, are negative, are
            doubled, or are too many.
    """
    if isinstance(value, bool) or not isinstance(value, (str, tuple, list)):
        hint = (
            f"write [{value}] for the seed {value}, or 0..{value - 1} for {value} seeds"
            if isinstance(value, int) and value > 0
            else "write a list, or text such as 0..9"
        )
        raise refuse(f"found {show(value)}; must be seeds", hint)
    parts = value.split(",") if isinstance(value, str) else value
    if len(parts) > MOST_SEEDS:
        raise refuse(f"there are {len(parts):,} parts; at most {MOST_SEEDS:,} seeds")
    seeds: list[int] = []
    for part in parts:
        seeds.extend(_seed_part(part))
        if len(seeds) > MOST_SEEDS:
            raise refuse(f"there are more than {MOST_SEEDS:,} seeds")
    if not seeds:
        raise refuse("there are no seeds", "write a list, or text such as 0..9")
    if len(set(seeds)) < len(seeds):
        doubled = Counter(seeds).most_common(1)[0][0]
        raise refuse(f"the seed {doubled} is written twice")
    return tuple(seeds)


def _seed_part(part: Any) -> range:
    """Read one seed, or the seeds from one to another."""
    if isinstance(part, str):
        ends = part.split("..")
        try:
            numbers = [int(end) for end in ends]
        except ValueError:
            numbers = []
        if len(numbers) not in (1, 2):
            raise refuse(f"found {part!r}; must be seeds", "write a list, or text such as 0..9")
    elif isinstance(part, int) and not isinstance(part, bool):
        numbers = [part]
    else:
        raise refuse(f"found {show(part)} among the seeds; must be a whole number")
    for number in numbers:
        if not 0 <= number <= LARGEST_SEED:
            raise refuse(f"found the seed {number}; must be from 0 to 2**63 - 1")
    first, last = numbers[0], numbers[-1]
    if last < first:
        raise refuse(f"found {part!r}; the last seed is before the first", f"write {last}..{first}")
    if last - first >= MOST_SEEDS:
        raise refuse(f"found {part!r}; at most {MOST_SEEDS:,} seeds")
    return range(first, last + 1)


MONTH_SCHEMA = {"type": "string", "pattern": r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$"}

Month = Annotated[int, BeforeValidator(_month), WithJsonSchema(MONTH_SCHEMA)]
"""A month, written ``YYYY-MM``, as `sim.calendar` counts it."""

Seeds = Annotated[
    tuple[int, ...],
    PlainValidator(parse_seeds),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\d+(\.\.\d+)?(,\d+(\.\.\d+)?)*$"},
                {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1},
            ]
        }
    ),
]
"""Seeds, written as a list or as ``0..9``."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A proportion, 0 to 1."""
Name = Annotated[str, Field(min_length=1)]
"""Text that is not empty."""


class Text(FileModel):
    """Text in English and Chinese; one of them may be left out."""

    en: str = Field("", description="In English")
    zh: str = Field("", description="In Chinese")

    @property
    def plain(self) -> str:
        """The English text, or the only one there is."""
        return self.en or self.zh


def _texts(value: Any) -> Any:
    """Read text by language; plain text counts for all."""
    if isinstance(value, str):
        return {"en": value}
    if not isinstance(value, (Mapping, Text)):
        hint = "put it in quotes" if isinstance(value, (int, float)) else ""
        raise refuse(f"found {show(value)}; must be text, or a mapping of en and zh", hint)
    return value


Texts = Annotated[
    Text,
    BeforeValidator(_texts),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
                    "minProperties": 1,
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""Text written plainly, or as ``{en: ..., zh: ...}``."""


# --- Numbers in files: written plainly, or with how they are known

MARKS: tuple[str, ...] = get_args(Mark)
_MOST_BITS = 1023
"""Bits of a whole number that a floating-point number can hold."""
KEYS = ("value", "low", "high", "mark", "source")


@dataclass(frozen=True, slots=True)
class Stated:
    """A number, and how it is known.

    Attributes:
        value: The number.
        source: Mark and text, or None when the number was written plainly.
        low: Lower end of its range, or None.
        high: Upper end of its range, or None.
    """

    value: float
    source: Source | None = None
    low: float | None = None
    high: float | None = None


def is_stated(value: Any) -> bool:
    """Tell whether a value is written with how it is known."""
    return isinstance(value, Mapping) and "value" in value


def unwrap(value: Any) -> Stated:
    """Unwrap a value that `is_stated`; its number is not checked yet.

    Raises:
        PydanticCustomError: A key is unknown or missing, or a range does not hold the value.
    """
    for key in value:
        if key not in KEYS:
            near = did_you_mean(str(key), KEYS)
            raise refuse(f"there is no key {key!r} here; allowed: {', '.join(KEYS)}", near)
    number = value["value"]
    ends = {key: value[key] for key in ("low", "high") if key in value}
    for key, end in ends.items():
        if isinstance(end, bool) or not isinstance(end, (int, float)):
            raise refuse(f"found {show(end)} as {key!r}; must be a number", number_hint(end))
    if isinstance(number, (int, float)) and (
        number < ends.get("low", number) or number > ends.get("high", number)
    ):
        low, high = ends.get("low", "-"), ends.get("high", "-")
        raise refuse(f"the value {number} is outside its own range {low}-{high}")
    mark, text = value.get("mark"), value.get("source", "")
    if mark not in MARKS:
        said = f"found {show(mark)} as 'mark'" if "mark" in value else "'mark' is missing"
        raise refuse(f"{said}; must be one of {', '.join(MARKS)}", did_you_mean(str(mark), MARKS))
    if not isinstance(text, str):
        raise refuse(f"found {show(text)} as 'source'; must be text")
    return Stated(number, Source(mark, text), ends.get("low"), ends.get("high"))


def check_number(
    value: Any, low: float, high: float, off: float | None = None, unit: str = ""
) -> float:
    """Check a finite number inside a range, or its value for off.

    Raises:
        PydanticCustomError: It is something else.
    """
    allowed = f"a number from {low:,.15g} to {high:,.15g}" + (
        f" ({unit})" if unit not in "-" else ""
    )
    if off is not None:
        allowed += ", or off" if low <= off <= high else f", or {off:g} for off"
        if value == "off":
            return float(off)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise refuse(f"found {show(value)}; must be {allowed}", number_hint(value))
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        raise refuse(f"found a number of more than {_MOST_BITS} bits; must be {allowed}")
    if value != off and not low <= value <= high:
        raise refuse(f"found {value:,.15g}; must be {allowed}", share_hint(value, high))
    return float(value) + 0.0


def check_stated(
    value: Any, low: float, high: float, off: float | None = None, unit: str = ""
) -> Stated:
    """Check a number in either form, inside a range.

    Raises:
        PydanticCustomError: It is something else.
    """
    found = unwrap(value) if is_stated(value) else Stated(value)
    number = check_number(found.value, low, high, off, unit)
    return Stated(number, found.source, found.low, found.high)


def unwrap_all(
    document: Document, problems: list[Problem]
) -> tuple[Document, dict[KeyPath, Stated]]:
    """Make numbers of a document plain, and keep what was said of them.

    Returns:
        The document, and `Stated` by key path.
    """
    stated: dict[KeyPath, Stated] = {}

    def plain(value: Any, path: KeyPath) -> Any:
        if is_stated(value):
            try:
                stated[path] = unwrap(value)
            except PydanticCustomError as error:
                origin, context = document.origin(path), error.context or {}
                problems.append(
                    Problem(
                        str(context["message"]),
                        origin.file,
                        origin.line,
                        document.name(path),
                        str(context["hint"]),
                    )
                )
            return value["value"]
        if isinstance(value, Mapping):
            return {key: plain(child, (*path, key)) for key, child in value.items()}
        if isinstance(value, tuple):
            return tuple(plain(child, (*path, index)) for index, child in enumerate(value))
        return value

    return Document(document.file, plain(document.data, ()), document.places), stated
