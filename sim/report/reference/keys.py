"""Every key of a kind of file, read from its JSON Schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.report.odd import markdown as md
from sim.report.reference.language import Language
from sim.scenario.explain import number
from sim.scenario.fields import MONTH_SCHEMA
from sim.scenario.jsonschema import YEAR_PATTERN, Schema

_ELSEWHERE = {"Levers": "see_levers", "Parameters": "see_parameters"}
"""Parts that have a section of their own."""
_REFERENCE = "#/$defs/"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a file.

    Attributes:
        path: Key path; ``[]`` stands for the entries of a list, ``<year>`` and
            ``<path>`` for keys that the file chooses.
        form: How its value is written.
        default: The value when it is left out, or empty.
        meaning: One sentence, or empty.
        required: Whether it must be there.
    """

    path: str
    form: str
    default: str
    meaning: str
    required: bool


def key_table(schema: Schema, language: Language) -> str:
    """All keys of a kind of file as a table."""
    heads = [language.word(one) for one in ("key", "form", "meaning", "left_out")]
    return md.table(
        heads,
        (
            (
                md.name(one.path),
                one.form,
                one.meaning,
                language.word("required") if one.required else one.default,
            )
            for one in keys(schema, language)
        ),
    )


def keys(schema: Schema, language: Language) -> Iterator[Key]:
    """All keys of a kind of file, in the order of its schema."""
    reader = _Reader(schema["$defs"], language)
    return reader.keys(schema, "")


class _Reader:
    """Reads keys.

    Args:
        parts: The definitions of the schema.
        language: In which language forms and meanings are told.
    """

    def __init__(self, parts: Mapping[str, Schema], language: Language) -> None:
        self._parts, self._language = parts, language

    def keys(self, schema: Schema, before: str) -> Iterator[Key]:
        """Keys of a mapping and of what lies within."""
        required = schema.get("required", ())
        for name, part in schema["properties"].items():
            path = f"{before}{name}"
            yield Key(
                path,
                self._form(part),
                _plain(part.get("default", "")),
                self._language.say(part.get("description", "")),
                name in required,
            )
            inside, step = self._inside(part)
            if inside is not None:
                yield from self.keys(inside, f"{path}{step}.")

    def _inside(self, part: Schema) -> tuple[Schema | None, str]:
        """The mapping within a part, if it has keys of its own, and how the path goes on."""
        for one in part.get("anyOf", [part]):
            items, values = one.get("items"), one.get("additionalProperties")
            free = ".<year>" if _is_by_year(one) else ".<path>"
            if isinstance(values, Mapping) and "anyOf" in values:
                values = values["anyOf"][0]
            for child, step in ((one, ""), (items, "[]"), (values, free)):
                name = _name_of(child)
                if name and name not in _ELSEWHERE and "properties" in self._parts[name]:
                    return self._parts[name], step
        return None, ""

    def _form(self, part: Schema) -> str:
        """How a value is written."""
        name = _name_of(part)
        if name in _ELSEWHERE:
            return self._language.word(_ELSEWHERE[name])
        if name:
            return self._form(self._parts[name])
        if "anyOf" in part:
            return self._either(part["anyOf"])
        if "enum" in part or "const" in part:
            return md.names(part.get("enum", [part.get("const")]))
        kind = part.get("type")
        if kind in ("number", "integer"):
            return self._number(part)
        if kind == "string":
            month = part.get("pattern") == MONTH_SCHEMA["pattern"]
            return self._language.word("month" if month else "text")
        if kind == "array":
            return self._list(part)
        if kind == "object":
            if "properties" in part:
                return self._language.word("mapping")
            return self._language.word("by_year" if _is_by_year(part) else "by_name")
        return self._language.word("anything")

    def _either(self, forms: list[Schema]) -> str:
        """One of several forms; what is said once of all numbers is not said again."""
        if any(one.get("pattern", "").startswith(r"^\d+(\.\.") for one in forms):
            return self._language.word("seeds")
        told = [
            self._form(one)
            for one in forms
            if "value" not in one.get("properties", {}) or "mark" not in one["properties"]
        ]
        csv = any(one.get("pattern") == r"\.csv$" for one in forms)
        if csv:
            told[-1] = "`….csv`"
        return f" {self._language.word('or')} ".join(dict.fromkeys(told))

    def _number(self, part: Schema) -> str:
        """A number with its ends."""
        word = self._language.word("whole" if part["type"] == "integer" else "number")
        low, high = part.get("minimum"), part.get("maximum")
        above = part.get("exclusiveMinimum")
        if above is not None:
            span = self._language.word("more_than", number(above))
            return f"{word}, {span}" + (f" … {number(high)}" if high is not None else "")
        if low is None:
            return word
        if high is None or high >= 2**63 - 1:
            return f"{word}, {self._language.word('from', number(low))}"
        return f"{word} {number(low)} … {number(high)}"

    def _list(self, part: Schema) -> str:
        """A list, or one with places of their own."""
        if "prefixItems" in part:
            named = (one.get("title", self._form(one)).lower() for one in part["prefixItems"])
            return f"[{', '.join(named)}]"
        return self._language.word("list_of", self._form(part["items"]))


def _is_by_year(part: Schema) -> bool:
    """Whether the keys of a mapping are years."""
    return bool(part.get("propertyNames", {}).get("pattern", "") == YEAR_PATTERN)


def _name_of(part: Any) -> str:
    """Name of the definition that a part refers to, or empty."""
    reference = part.get("$ref", "") if isinstance(part, Mapping) else ""
    return str(reference).removeprefix(_REFERENCE)


def _plain(value: object) -> str:
    """A default as a file would hold it."""
    return number(value) if isinstance(value, (int, float)) else str(value)
