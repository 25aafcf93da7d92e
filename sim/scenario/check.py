"""From a document to a frozen model, with every problem told in our own words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.errors import Problem, did_you_mean
from sim.scenario.yamlfile import Document, KeyPath

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
    """The error that a validator of ours raises."""
    return PydanticCustomError("cogov", "{message}", {"message": message, "hint": hint})


def show(value: Any) -> str:
    """A value as a reader of the file knows it."""
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
    """The model of a document.

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
    """Keys that are written without a value and would count as left out."""
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
    """The deepest written key that an error is about."""
    path: KeyPath = tuple(part for part in detail["loc"] if not str(part).startswith(INTERNAL))
    while path and not document.has(path):
        path = path[:-1]
    return path


def _problem(
    model: type[BaseModel], document: Document, path: KeyPath, detail: ErrorDetails
) -> Problem:
    """One of pydantic's errors in our words."""
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
    """Message and hint for a key that nobody knows."""
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
    """What is allowed where pydantic found something else, and a hint."""
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
        return "must be a mapping of keys to values", hint
    if kind in ("tuple_type", "list_type", "missing_argument", "arguments_type"):
        return "must be a list", ""
    if kind in _BOUNDS:
        words, key = _BOUNDS[kind]
        return f"must be {words} {context[key]:,.15g}", share_hint(value, context[key])
    return said[:1].lower() + said[1:], ""


def _bounds(model: type[BaseModel], path: KeyPath) -> str:
    """Both bounds of the field at a path, when it has both."""
    here = _model_at(model, path[:-1]) if path else None
    field = here.model_fields.get(str(path[-1])) if here else None
    marks = field.metadata if field else []
    low = next((mark.ge for mark in marks if hasattr(mark, "ge")), None)
    high = next((mark.le for mark in marks if hasattr(mark, "le")), None)
    return "" if low is None or high is None else f"must be from {low:,.15g} to {high:,.15g}"


def number_hint(value: Any) -> str:
    """How to write a number that was written as something else."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    try:
        if text.endswith("%"):
            return f"write {float(text[:-1]) / 100:g}"
        plain = text.replace(",", "") if text.count(",") != 1 or "." in text else text
        if plain == text and "," in text:
            whole, part = text.split(",")
            plain = whole + part if len(part) == 3 and whole not in ("", "0") else f"{whole}.{part}"
        return f"write {float(plain):g} without quotes" if plain == text else f"write {plain}"
    except ValueError:
        return ""


def whole_hint(value: Any) -> str:
    """How to write a whole number that was written as something else; empty where it is none."""
    number, *rest = number_hint(value).removeprefix("write ").split(" ", 1)
    try:
        found = value if isinstance(value, float) else float(number)
    except ValueError:
        return ""
    whole = found.is_integer() and abs(found) < _MOST_DIGITS
    return " ".join([f"write {found:.0f}", *rest]) if whole else ""


def share_hint(value: Any, high: float) -> str:
    """A reminder that shares run from 0 to 1."""
    if high == 1 and isinstance(value, (int, float)) and 2 < value <= 100:
        return f"a share is written 0-1: {value / 100:g} for {value:g} %"
    return ""


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for argument in get_args(annotation) for found in _models(argument)]


def _model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    """The model that describes the mapping at a path."""
    here: type[BaseModel] | None = model
    for key in path:
        if here is not None and key in here.model_fields:
            inside = _models(here.model_fields[str(key)].annotation)
            here = inside[0] if inside else None
        elif not isinstance(key, int):
            return None
    return here


def _known_keys(model: type[BaseModel], path: KeyPath) -> list[str]:
    """The keys allowed in the mapping at a path."""
    here = _model_at(model, path)
    return list(here.model_fields) if here else []


def _description(model: type[BaseModel], path: KeyPath) -> str:
    """The description of the field at a path."""
    here = _model_at(model, path[:-1])
    field = here.model_fields.get(str(path[-1])) if here else None
    return field.description or "" if field else ""
