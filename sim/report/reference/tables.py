"""Tables of the reference: keys, levers, parameters, marks, settings, and what is shipped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import MECHANISM_LABELS, PARAMETERS
from sim.declare import MARK_WORDS, MEASURE_LABELS, Label, Lever, Parameter, Source
from sim.report import documents as md
from sim.scenario.explain import number
from sim.scenario.fields import MONTH_SCHEMA
from sim.scenario.loadtown import load_town
from sim.scenario.places import (
    experiments_folder,
    shipped_experiments,
    shipped_folder,
    shipped_scenarios,
    shipped_towns,
)
from sim.scenario.schema import YEAR_PATTERN, Schema
from sim.scenario.town import Community
from sim.scenario.town import Label as TownLabel
from sim.scenario.towntables import COLUMNS, REQUIRED
from sim.scenario.yamlfile import read_yaml
from sim.words import Speech

SETTINGS: Mapping[str, Label] = {
    "levers.control=0.4": Label("a lever, for the town", "一个政策工具，全镇"),
    "levers.control.xinxia=0.2": Label("the same for one community", "同上，某一社区"),
    "levers.supervision=off": Label("a lever off", "关闭一个政策工具"),
    "timeline.2022-07.levers.control=0.3": Label("from a month on", "自某月起"),
    "parameters.weight_norm=off": Label("a parameter off", "关闭一个参数"),
    "parameters.weight_habit={value: 2, mark: assumed}": Label(
        "a number with its mark", "带标记的数值"
    ),
    "run.months=24": Label("how long it runs", "运行多久"),
    "run.burn_in.months=24": Label("how long the common past is", "共同基期多长"),
    "run.seeds=0..4": Label("the seeds of a comparison", "比较所用种子"),
    "population.scale=0.1": Label("a tenth of the residents", "十分之一的居民"),
    "town=luocheng": Label("another town", "另一个城镇"),
}
"""Examples of settings, and what each sets."""


def heads(speech: Speech, *names: str) -> list[str]:
    """Write the headings of a table."""
    return [speech(f"reference.head.{name}") for name in names]


def marks(speech: Speech) -> str:
    """Tabulate marks of numbers, with what each says."""
    return md.table(
        heads(speech, "mark", "label", "meaning"),
        (
            (md.name(mark), speech.pick(words.label), speech.pick(words.meaning))
            for mark, words in MARK_WORDS.items()
        ),
    )


def settings(speech: Speech) -> str:
    """Show examples of settings."""
    return md.table(
        ["`--set`", *heads(speech, "meaning")],
        ((md.name(text), speech.pick(label)) for text, label in SETTINGS.items()),
    )


def csv_columns(speech: Speech) -> str:
    """Tabulate the columns of the CSV file of communities."""
    fields = {**Community.model_fields, **TownLabel.model_fields}
    return md.table(
        heads(speech, "column", "meaning", "left_out"),
        (
            (
                md.name(name),
                speech.say(fields[name].description or ""),
                speech("reference.required") if name in REQUIRED else "",
            )
            for name in COLUMNS
        ),
    )


def levers(speech: Speech) -> str:
    """Tabulate every lever by measure."""
    names = (
        "lever",
        "label",
        "meaning",
        "unit",
        "range",
        "off",
        "mechanism",
        "needs",
        "cost",
        "for",
    )
    return md.paragraphs(
        *(
            md.paragraphs(
                md.heading(3, speech.both(label)),
                md.table(
                    heads(speech, *names),
                    (_lever(one, speech) for one in LEVERS.values() if one.measure == measure),
                ),
            )
            for measure, label in MEASURE_LABELS.items()
        )
    )


def _lever(one: Lever, speech: Speech) -> tuple[str, ...]:
    """Write the row of one lever."""
    needs = md.names(one.needs)
    if one.needs_any:
        some = speech("reference.one_of", names=md.names(one.needs_any))
        needs = f"{needs}, {some}" if needs else some
    return (
        md.name(one.name),
        speech.both(one.label),
        speech.pick(one.meaning),
        speech.file_unit(one.unit),
        f"{number(one.low)} … {number(one.high)}",
        number(one.off),
        speech.pick(one.mechanism),
        needs,
        _cost(one, speech),
        speech("reference.town" if one.town_only else "reference.each"),
    )


def _cost(one: Lever, speech: Speech) -> str:
    """Write the price of one unit, and how it is known."""
    if not one.cost.yuan:
        return speech("reference.none")
    price = speech(f"reference.cost_{one.cost.per}", yuan=number(one.cost.yuan))
    source = one.cost.source
    mark = _mark(source, speech)
    if not source.text:
        return price + speech("reference.known", mark=mark)
    return price + speech("reference.known_from", mark=mark, source=speech.evidence(source))


def _mark(source: Source, speech: Speech) -> str:
    """Say how a number is known, in a word."""
    return speech.inside(speech.pick(MARK_WORDS[source.mark].label))


def parameters(speech: Speech) -> str:
    """Tabulate every parameter by mechanism."""
    names = ("parameter", "default", "range", "off", "unit", "meaning", "mark", "source")
    groups = dict.fromkeys(one.group for one in PARAMETERS.values())
    return md.paragraphs(
        *(
            md.paragraphs(
                md.heading(3, mechanism(group, speech)),
                md.table(
                    heads(speech, *names),
                    (_parameter(one, speech) for one in PARAMETERS.values() if one.group == group),
                ),
            )
            for group in groups
        )
    )


def mechanism(group: str, speech: Speech) -> str:
    """Name a group of parameters for readers; its name where nobody labelled it."""
    label = MECHANISM_LABELS.get(group)
    return group.capitalize() if label is None else speech.both(label)


def _parameter(one: Parameter, speech: Speech) -> tuple[str, ...]:
    """Write the row of one parameter."""
    return (
        md.name(one.name),
        number(one.default),
        f"{number(one.low)} … {number(one.high)}",
        "" if one.off is None else number(one.off),
        "" if one.unit == "-" else speech.file_unit(one.unit),
        speech.pick(one.meaning),
        _mark(one.source, speech),
        one.source.text,
    )


def shipped(speech: Speech) -> str:
    """List scenarios, towns and experiments that come with the program."""
    towns = [load_town(name) for name in shipped_towns()]
    return md.paragraphs(
        md.heading(3, speech("reference.scenarios")),
        md.table(heads(speech, "name", "label", "extends", "meaning"), _scenarios(speech)),
        md.heading(3, speech("reference.towns")),
        md.table(
            heads(speech, "name", "label", "meaning"),
            (
                (
                    md.name(town.id),
                    speech.both(Label(town.label.en, town.label.zh)),
                    speech(
                        "reference.communities",
                        communities=len(town.communities),
                        residents=number(sum(one.residents for one in town.communities)),
                    ),
                )
                for town in towns
            ),
        ),
        md.heading(3, speech("reference.experiments")),
        md.table(heads(speech, "name", "meaning"), _experiments(speech)),
    )


def _scenarios(speech: Speech) -> Iterator[tuple[str, ...]]:
    """List shipped scenarios with their labels and parents."""
    for name in shipped_scenarios():
        said = _said(shipped_folder(), name)
        label = said.get("label", {"en": name, "zh": name})
        parent = md.name(said["extends"]) if "extends" in said else ""
        title = speech.both(Label(label["en"], label["zh"]))
        yield md.name(name), title, parent, _summary(said, speech)


def _experiments(speech: Speech) -> Iterator[tuple[str, ...]]:
    """List shipped experiments."""
    for name in shipped_experiments():
        yield md.name(name), _summary(_said(experiments_folder(), name), speech)


def _said(folder: Any, name: str) -> dict[str, Any]:
    """Read what a shipped file says."""
    document = read_yaml(folder / f"{name}.yaml", name, [])
    return dict(document.data) if document is not None else {}


def _summary(said: Mapping[str, Any], speech: Speech) -> str:
    """Pick the summary of a file, which may have it in two languages."""
    found = said.get("summary", "")
    if isinstance(found, Mapping):
        first = next(iter(found.values()))
        found = speech.pair([found.get(one) or first for one in ("en", "zh")])
    return str(found).strip()


# --- keys of a kind of file -----------------------------------------------------------------------

_ELSEWHERE = {"Levers": "reference.see_levers", "Parameters": "reference.see_parameters"}
"""Parts that have a section of their own."""
_REFERENCE = "#/$defs/"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a file.

    In ``path``, ``[]`` stands for the entries of a list, ``<year>`` and ``<path>`` for keys that
    the file chooses. ``form`` says how its value is written, ``default`` what holds without it.
    """

    path: str
    form: str
    default: str
    meaning: str
    required: bool


def key_table(schema: Schema, speech: Speech) -> str:
    """Tabulate all keys of a kind of file as a table."""
    return md.table(
        heads(speech, "key", "form", "meaning", "left_out"),
        (
            (
                md.name(one.path),
                one.form,
                one.meaning,
                speech("reference.required") if one.required else one.default,
            )
            for one in keys(schema, speech)
        ),
    )


def keys(schema: Schema, speech: Speech) -> Iterator[Key]:
    """List all keys of a kind of file, in the order of its schema."""
    reader = _Reader(schema["$defs"], speech)
    return reader.keys(schema, "")


class _Reader:
    """Reads keys of a schema, whose definitions are ``parts``."""

    def __init__(self, parts: Mapping[str, Schema], speech: Speech) -> None:
        self._parts, self._speech = parts, speech

    def keys(self, schema: Schema, before: str) -> Iterator[Key]:
        """List the keys of a mapping and of what lies within."""
        required = schema.get("required", ())
        for name, part in schema["properties"].items():
            path = f"{before}{name}"
            yield Key(
                path,
                self._form(part),
                _plain(part.get("default", "")),
                self._speech.say(part.get("description", "")),
                name in required,
            )
            inside, step = self._inside(part)
            if inside is not None:
                yield from self.keys(inside, f"{path}{step}.")

    def _inside(self, part: Schema) -> tuple[Schema | None, str]:
        """Find the mapping within a part, if it has keys of its own, and how the path goes on."""
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
        """Say how a value is written."""
        name = _name_of(part)
        if name in _ELSEWHERE:
            return self._speech(_ELSEWHERE[name])
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
            return self._speech("reference.month" if month else "reference.text")
        if kind == "array":
            return self._list(part)
        if kind == "object":
            if "properties" in part:
                return self._speech("reference.mapping")
            return self._speech("reference.by_year" if _is_by_year(part) else "reference.by_name")
        return self._speech("reference.anything")

    def _either(self, forms: list[Schema]) -> str:
        """Say one of several forms; what is said once of all numbers is not said again."""
        if any(one.get("pattern", "").startswith(r"^\d+(\.\.") for one in forms):
            return self._speech("reference.seeds")
        told = [
            self._form(one)
            for one in forms
            if "value" not in one.get("properties", {}) or "mark" not in one["properties"]
        ]
        csv = any(one.get("pattern") == r"\.csv$" for one in forms)
        if csv:
            told[-1] = "`….csv`"
        return f" {self._speech('reference.or')} ".join(dict.fromkeys(told))

    def _number(self, part: Schema) -> str:
        """Say a number with its ends."""
        word = self._speech("reference.whole" if part["type"] == "integer" else "reference.number")
        low, high = part.get("minimum"), part.get("maximum")
        above = part.get("exclusiveMinimum")
        if above is not None:
            span = self._speech("reference.more_than", low=number(above))
            return f"{word}, {span}" + (f" … {number(high)}" if high is not None else "")
        if low is None:
            return word
        if high is None or high >= 2**63 - 1:
            return f"{word}, {self._speech('reference.from', low=number(low))}"
        return f"{word} {number(low)} … {number(high)}"

    def _list(self, part: Schema) -> str:
        """Say a list, or one with places of their own."""
        if "prefixItems" in part:
            named = (one.get("title", self._form(one)).lower() for one in part["prefixItems"])
            return f"[{', '.join(named)}]"
        return self._speech("reference.list_of", item=self._form(part["items"]))


def _is_by_year(part: Schema) -> bool:
    """Tell whether the keys of a mapping are years."""
    return bool(part.get("propertyNames", {}).get("pattern", "") == YEAR_PATTERN)


def _name_of(part: Any) -> str:
    """Find the name of the definition that a part refers to, or empty."""
    reference = part.get("$ref", "") if isinstance(part, Mapping) else ""
    return str(reference).removeprefix(_REFERENCE)


def _plain(value: object) -> str:
    """Write a default as a file would hold it."""
    return number(value) if isinstance(value, (int, float)) else str(value)
