"""Levers, parameters, marks, settings, columns of CSV files, and what is shipped."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import MECHANISM_LABELS, PARAMETERS
from sim.declare import MARK_WORDS, MEASURE_LABELS, Label, Lever, Parameter
from sim.report.odd import markdown as md
from sim.report.reference.language import Language
from sim.scenario.explain import number
from sim.scenario.loadtown import load_town
from sim.scenario.places import (
    experiments_folder,
    shipped_experiments,
    shipped_folder,
    shipped_scenarios,
    shipped_towns,
)
from sim.scenario.town import Community
from sim.scenario.town import Label as TownLabel
from sim.scenario.towncsv import COLUMNS, REQUIRED
from sim.scenario.yamlfile import read_yaml

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
    "run.burn_in.months=24": Label("how long the common past is", "共同历史多长"),
    "run.seeds=0..4": Label("the seeds of a comparison", "比较所用种子"),
    "population.scale=0.1": Label("a tenth of the residents", "十分之一的居民"),
    "town=luocheng": Label("another town", "另一个城镇"),
}
"""Examples of settings, and what each sets."""


def marks(language: Language) -> str:
    """Marks of numbers, with what each says."""
    return md.table(
        [language.word(one) for one in ("mark", "label", "meaning")],
        (
            (md.name(mark), language.pick(words.label), language.pick(words.meaning))
            for mark, words in MARK_WORDS.items()
        ),
    )


def settings(language: Language) -> str:
    """Examples of settings."""
    return md.table(
        ["`--set`", language.word("meaning")],
        ((md.name(text), language.pick(label)) for text, label in SETTINGS.items()),
    )


def csv_columns(language: Language) -> str:
    """Columns of the CSV file of communities."""
    fields = {**Community.model_fields, **TownLabel.model_fields}
    return md.table(
        [language.word(one) for one in ("column", "meaning", "left_out")],
        (
            (
                md.name(name),
                language.say(fields[name].description or ""),
                language.word("required") if name in REQUIRED else "",
            )
            for name in COLUMNS
        ),
    )


def levers(language: Language) -> str:
    """Every lever by measure."""
    heads = (
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
                md.heading(3, language.title(label)),
                md.table(
                    [language.word(one) for one in heads],
                    (_lever(one, language) for one in LEVERS.values() if one.measure == measure),
                ),
            )
            for measure, label in MEASURE_LABELS.items()
        )
    )


def _lever(one: Lever, language: Language) -> tuple[str, ...]:
    """One lever."""
    needs = md.names(one.needs)
    if one.needs_any:
        some = language.word("one_of", md.names(one.needs_any))
        needs = f"{needs}, {some}" if needs else some
    return (
        md.name(one.name),
        language.title(one.label),
        language.pick(one.meaning),
        language.unit(one.unit),
        f"{number(one.low)} … {number(one.high)}",
        number(one.off),
        language.pick(one.mechanism),
        needs,
        _cost(one, language),
        language.word("town" if one.town_only else "each"),
    )


def _cost(one: Lever, language: Language) -> str:
    """Price of one unit, and how it is known."""
    if not one.cost.yuan:
        return language.word("none")
    price = language.word(f"cost_{one.cost.per}", number(one.cost.yuan))
    source = one.cost.source
    known = language.pick(MARK_WORDS[source.mark].label).lower()
    if not source.text:
        return price + language.word("known", known)
    return price + language.word("known_from", known, language.pick(Label(source.text, source.zh)))


def parameters(language: Language) -> str:
    """Every parameter by mechanism."""
    heads = ("parameter", "default", "range", "off", "unit", "meaning", "mark", "source")
    groups = dict.fromkeys(one.group for one in PARAMETERS.values())
    return md.paragraphs(
        *(
            md.paragraphs(
                md.heading(3, mechanism(group, language)),
                md.table(
                    [language.word(one) for one in heads],
                    (
                        _parameter(one, language)
                        for one in PARAMETERS.values()
                        if one.group == group
                    ),
                ),
            )
            for group in groups
        )
    )


def mechanism(group: str, language: Language) -> str:
    """What readers call a group of parameters; its name where nobody labelled it."""
    label = MECHANISM_LABELS.get(group)
    return group.capitalize() if label is None else language.title(label)


def _parameter(one: Parameter, language: Language) -> tuple[str, ...]:
    """One parameter."""
    return (
        md.name(one.name),
        number(one.default),
        f"{number(one.low)} … {number(one.high)}",
        "" if one.off is None else number(one.off),
        "" if one.unit == "-" else language.unit(one.unit),
        language.pick(one.meaning),
        language.pick(MARK_WORDS[one.source.mark].label).lower(),
        one.source.text,
    )


def shipped(language: Language) -> str:
    """Scenarios, towns and experiments that come with the program."""
    word = language.word
    towns = [load_town(name) for name in shipped_towns()]
    return md.paragraphs(
        md.heading(3, word("scenarios")),
        md.table(
            [word("name"), word("label"), word("extends"), word("meaning")], _scenarios(language)
        ),
        md.heading(3, word("towns")),
        md.table(
            [word("name"), word("label"), word("meaning")],
            (
                (
                    md.name(town.id),
                    language.title(Label(town.label.en, town.label.zh)),
                    word(
                        "communities",
                        len(town.communities),
                        number(sum(one.residents for one in town.communities)),
                    ),
                )
                for town in towns
            ),
        ),
        md.heading(3, word("experiments")),
        md.table([word("name"), word("meaning")], _experiments(language)),
    )


def _scenarios(language: Language) -> Iterator[tuple[str, ...]]:
    """Shipped scenarios with their labels and parents."""
    for name in shipped_scenarios():
        said = _said(shipped_folder(), name)
        label = said.get("label", {"en": name, "zh": name})
        parent = md.name(said["extends"]) if "extends" in said else ""
        title = language.title(Label(label["en"], label["zh"]))
        yield md.name(name), title, parent, _summary(said, language)


def _experiments(language: Language) -> Iterator[tuple[str, ...]]:
    """Shipped experiments."""
    for name in shipped_experiments():
        yield md.name(name), _summary(_said(experiments_folder(), name), language)


def _said(folder: Any, name: str) -> dict[str, Any]:
    """What a shipped file says."""
    document = read_yaml(folder / f"{name}.yaml", name, [])
    return dict(document.data) if document is not None else {}


def _summary(said: Mapping[str, Any], language: Language) -> str:
    """The summary of a file, in a language where it has it in two."""
    found = said.get("summary", "")
    if isinstance(found, Mapping):
        found = found.get(language.code) or next(iter(found.values()))
    return str(found).strip()
