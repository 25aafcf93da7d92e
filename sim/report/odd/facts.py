"""Facts and inputs of the ODD description, read from declarations and scenario."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import get_args

from sim.calendar import format_month
from sim.declarations.columns import HOUSEHOLD_COLUMNS, MATTER_COLUMNS, RESIDENT_COLUMNS
from sim.declarations.levers import LEVERS
from sim.declarations.matters import KINDS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.declare import Mark
from sim.report import documents as md
from sim.report.odd import reading
from sim.report.odd.model import heads, mechanism, said
from sim.report.odd.reading import Constant
from sim.scenario.explain import ENGLISH, Section, ValueRow, epoch_lines, number, sections
from sim.scenario.load import Loaded, load
from sim.words import Speech

# --- The scenario and the town, what stands in their files, and how each number is known

_COUNTS = ("residents", "households", "groups", "grids", "units")


def town_rows(loaded: Loaded, speech: Speech = ENGLISH) -> tuple[ValueRow, ...]:
    """List every number of the town."""
    title = speech("explain.town", town=loaded.scenario.town.id)
    return _section(loaded, title, speech).rows


def lever_rows(loaded: Loaded, speech: Speech = ENGLISH) -> tuple[ValueRow, ...]:
    """List every value of a lever that a file sets, the common past included."""
    off = speech("explain.is_off")
    return tuple(
        row
        for section in _lever_sections(loaded, speech)
        for row in section.rows
        if row.value != off
    )


def _section(loaded: Loaded, title: str, speech: Speech) -> Section:
    """Show a section of what is in force."""
    return next(one for one in sections(loaded, speech) if one.title == title)


def _lever_sections(loaded: Loaded, speech: Speech) -> list[Section]:
    """Show the levers, of the scenario and of its past."""
    titles = [speech("explain.levers")]
    if loaded.scenario.past:
        titles.append(speech("explain.past", scenario=loaded.scenario.past.name))
    return [one for one in sections(loaded, speech) if one.title in titles]


def scales(loaded: Loaded, speech: Speech) -> str:
    """Write extent in time and space."""
    scenario, town = loaded.scenario, loaded.scenario.town
    total = {name: sum(getattr(one, name) for one in town.communities) for name in _COUNTS}
    past = speech("odd.months", months=scenario.burn_in) if scenario.burn_in else ""
    rows = {
        "step": speech("odd.one_month"),
        "first": format_month(scenario.first_month),
        "past": past or speech("odd.none"),
        "part": format_month(scenario.start),
        "last": format_month(scenario.end - 1),
        "months": str(scenario.end - scenario.first_month),
        "communities": str(len(town.communities)),
        **{name: number(value) for name, value in total.items()},
        "scale": number(scenario.scale),
    }
    extent, where = speech("odd.head.extent"), speech("odd.in", one=scenario.name, town=town.id)
    return md.table((extent, where), zip(heads(speech, *rows), rows.values(), strict=True))


def town(loaded: Loaded, speech: Speech) -> str:
    """Describe communities, margins, ties, elections and adjacency, with how they are known."""
    described = loaded.scenario.town
    rows = town_rows(loaded, speech)
    others = [row for row in rows if not row.path.startswith("communities.")]
    always, margin = speech("odd.always"), speech("odd.margin")
    return md.paragraphs(
        md.escape(speech.say(" ".join(described.notes.split()))),
        md.table(
            heads(speech, "community", "label", "origin_of", "joins", *_COUNTS, "migrants"),
            (
                (
                    md.name(one.id),
                    speech.both(one.label),
                    speech(f"odd.{one.origin}"),
                    format_month(one.member_from) if one.member_from is not None else always,
                    *(number(getattr(one, name)) for name in _COUNTS),
                    margin if one.migrants is None else number(one.migrants),
                )
                for one in described.communities
            ),
        ),
        speech("odd.communities_known"),
        md.bullets(_community_sources(loaded, rows, speech)),
        md.table(
            heads(speech, "number", "value", "range", "known"),
            ((f"`{row.path}`", row.value, _range(loaded, row.path), row.known) for row in others),
        ),
    )


def _range(loaded: Loaded, path: str) -> str:
    """Write the range that the file gives, or nothing."""
    found = loaded.scenario.town.ranges.get(path)
    return f"{number(found[0])} … {number(found[1])}" if found else ""


def _community_sources(loaded: Loaded, rows: Iterable[ValueRow], speech: Speech) -> Iterator[str]:
    """Write one line for each field of the communities and each way in which it is known."""
    ways: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.path.startswith("communities.") and row.known != "-":
            _, community, name = row.path.split(".", 2)
            ways.setdefault((name, row.known), []).append(community)
    for (name, known), places in ways.items():
        everywhere = len(places) == len(loaded.scenario.town.communities)
        where = speech("odd.all") if everywhere else ", ".join(places)
        head = speech("list.bracketed", text=md.name(name), more=where)
        yield speech("list.headed", head=head, text=md.escape(known))


def scenario(loaded: Loaded, speech: Speech) -> str:
    """Describe the scenario and its files."""
    one = loaded.scenario
    settings = [layer.file for layer in loaded.settings[:1]]
    sources = speech.row(speech.source(text) for text in one.sources)
    summary = speech.pair((one.summary, one.summary_zh or one.summary)).strip()
    rows = _section(loaded, speech("explain.run"), speech).rows
    return md.paragraphs(
        md.escape(summary),
        speech(
            "odd.files",
            files=md.names([*settings, *one.chain]),
            sources=md.escape(sources) or speech("odd.none_given"),
            hash=one.content_hash,
        ),
        md.table(
            heads(speech, "setting", "value", "at"),
            ((md.name(row.path), row.value, row.origin) for row in rows),
        ),
    )


def levers_in_force(loaded: Loaded, speech: Speech) -> str:
    """List the levers that files set, with where and how they are known."""
    parts, is_off = [], speech("explain.is_off")
    for section in _lever_sections(loaded, speech):
        written = [row for row in section.rows if row.value != is_off]
        off = [row.path for row in section.rows if row.value == is_off]
        parts.append(
            md.paragraphs(
                f"**{section.title}**",
                md.table(
                    heads(speech, "lever", "value", "at", "known"),
                    ((md.name(row.path), row.value, row.origin, row.known) for row in written),
                )
                if written
                else speech("odd.none_set"),
                speech("odd.not_set", names=md.names(", ".join(off).split(", "))) if off else "",
            )
        )
    return md.paragraphs(*parts)


def epochs(loaded: Loaded, speech: Speech) -> str:
    """List spans in which no lever changes, each with what changes at its beginning."""
    lines = []
    for line in epoch_lines(loaded.scenario, speech):
        text = md.escape(line.strip())
        lines.append(f"  - {text}" if line.startswith(" ") else f"- **{text}**")
    events = []
    for event in loaded.scenario.events:
        what = [speech.event(event.label), speech.say(" ".join(event.note.split()))]
        text = speech("list.colon").join(one for one in what if one)
        events.append(f"{format_month(event.month)} {text}")
    told = md.paragraphs(speech("odd.dated"), md.bullets(map(md.escape, events)))
    return md.paragraphs("\n".join(lines), told if events else "")


# --- numbers by mark ------------------------------------------------------------------------------

MARKS: tuple[str, ...] = get_args(Mark)
_RULES = ("policy", "agents", "month", "kernels", "world", "metrics")


def assumed(loaded: Loaded, speech: Speech) -> str:
    """Count numbers by mark, and list those that stand in the rules themselves."""
    rows = list(marks(loaded, speech))
    total = sum((counter for _, counter in rows), Counter[str]())
    everything = speech("odd.all")
    names = [speech(f"mark.{mark}") for mark in MARKS]

    def counted(head: str, lines: Iterable[tuple[str, Counter[str]]]) -> str:
        """Tabulate how many numbers there are of each mark, a row for each line."""
        return md.table(
            (*heads(speech, head), *names, everything),
            (
                (name, *(_count(counter[mark]) for mark in MARKS), str(counter.total()))
                for name, counter in lines
            ),
        )

    return md.paragraphs(
        speech(
            "odd.assumed",
            all=total.total(),
            assumed=total["assumed"],
            share=speech.percent(total["assumed"] / total.total()),
            policy=total["policy"],
        ),
        counted("numbers", [*rows, (everything, total)]),
        md.heading(3, speech("odd.by_mechanism")),
        counted("mechanism", _groups(speech)),
        md.heading(3, speech("odd.outside")),
        speech("odd.outside_note"),
        md.table(
            heads(speech, "constant", "value", "meaning"),
            (
                (
                    f"`{one.module.removeprefix('sim.')}.{one.name}`",
                    one.value,
                    said(one.doc, speech),
                )
                for one in constants()
            ),
        ),
        md.table(heads(speech, "rule", "numbers_in_it"), written()),
    )


def _count(number: int) -> str:
    """Write a count, nothing for none."""
    return str(number) if number else ""


def marks(loaded: Loaded, speech: Speech = ENGLISH) -> Iterator[tuple[str, Counter[str]]]:
    """Count numbers by mark: parameters, prices, levers in force, town."""
    scenario = loaded.scenario
    yield (
        speech("odd.marks_parameters"),
        Counter(mark_of_parameter(loaded, name) for name in PARAMETERS),
    )
    yield (
        speech("odd.marks_levers", scenario=scenario.name),
        _known(row.known for row in lever_rows(loaded)),
    )
    yield (
        speech("odd.marks_prices"),
        Counter(lever.cost.source.mark for lever in LEVERS.values() if lever.cost.yuan),
    )
    yield (
        speech("odd.marks_town", town=scenario.town.id),
        _known(row.known for row in town_rows(loaded) if row.known != "-"),
    )


def mark_of_parameter(loaded: Loaded, name: str) -> str:
    """Find how the value in force of a parameter is known."""
    path = f"parameters.{name}"
    if path not in loaded.scenario.origins:
        return PARAMETERS[name].source.mark
    known = loaded.scenario.known.get(path)
    return known.mark if known else "assumed"


def _known(texts: Iterable[str]) -> Counter[str]:
    """Count the marks of values that are told as ``mark: source``."""
    return Counter(text.partition(":")[0] for text in texts)


def _groups(speech: Speech) -> Iterator[tuple[str, Counter[str]]]:
    """Count the defaults of parameters by mechanism and mark."""
    for group in dict.fromkeys(one.group for one in PARAMETERS.values()):
        name = speech.inside(mechanism(group, speech))
        yield name, Counter(one.source.mark for one in PARAMETERS.values() if one.group == group)


def constants() -> list[Constant]:
    """List the explained numbers at the top of the modules of the model."""
    return [
        constant
        for package in _RULES
        for one in reading.modules(f"sim.{package}")
        for constant in one.constants
        if package != "kernels" and "shape" not in constant.doc
    ]


def written() -> Iterator[tuple[str, str]]:
    """List the rules with numbers of their own."""
    for rule in reading.all_rules():
        numbers = reading.plain_numbers(rule)
        if numbers and rule.module != "sim.kernels.maths":
            yield f"`{rule.module.removeprefix('sim.')}.{rule.name}`", ", ".join(numbers)


# --- What the report says of the case, and what in the model carries it, or why nothing does


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the report and what carries it.

    Attributes:
        part: Part of the report that it belongs to, such as ``stages: integration``.
        section: Section of the report.
        says: The statement.
        levers: Levers that carry it.
        metrics: Metrics in which it shows.
        parameters: Parameters of the mechanism.
        phases: Phases of the month.
        agents: Kinds of agents.
        columns: Columns of residents, households or matters.
        kinds: Kinds of matters.
        town: Key paths of a town file, without the items of lists.
        date: Month of the event in the scenario ``history``, whose levers of that month carry it
            unless it names its own; empty for what is no dated event.
        note: How it is carried, where the names do not tell.
        left_out: What of it is left out and why; the whole of it when nothing carries it.
    """

    part: str
    section: str
    says: str
    levers: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    town: tuple[str, ...] = ()
    date: str = ""
    note: str = ""
    left_out: str = ""

    def carriers(self) -> Iterator[tuple[str, str]]:
        """Yield what carries it: kind of thing, and name."""
        for kind in KNOWN:
            for one in getattr(self, kind):
                yield kind, one


HISTORY = "history"
"""The shipped scenario in which the dated events of the case move levers."""

KNOWN = ("levers", "metrics", "parameters", "phases", "agents", "columns", "kinds", "town")
"""Kinds of things that can carry a statement."""


@cache
def known_names() -> dict[str, frozenset[str]]:
    """Collect the names that exist, by kind of thing."""
    columns = (*RESIDENT_COLUMNS, *HOUSEHOLD_COLUMNS, *MATTER_COLUMNS)
    return {
        "levers": frozenset(LEVERS),
        "metrics": frozenset(METRICS),
        "parameters": frozenset(PARAMETERS),
        "phases": frozenset(phase.name for phase in reading.phases()),
        "agents": frozenset(kind.name for kind in reading.actors()),
        "columns": frozenset(column.name for column in columns),
        "kinds": frozenset(kind.name for kind in KINDS),
        "town": frozenset(_town_paths()),
    }


def _town_paths() -> Iterator[str]:
    """Yield the key paths that a town can have, two names deep."""
    from sim.scenario.town import Community, Elections, Margins, TieMargins

    parts = (
        ("communities", Community),
        ("margins", Margins),
        ("ties", TieMargins),
        ("elections", Elections),
    )
    yield "adjacency"
    for name, model in parts:
        yield from (f"{name}.{field}" for field in model.model_fields)


@cache
def moved_by_history() -> dict[str, tuple[str, ...]]:
    """Find the levers that the dated entries of `HISTORY` move, by date, in declared order."""
    found: dict[str, set[str]] = {}
    for month, lever in load(HISTORY).merged.dated:
        found.setdefault(format_month(month), set()).add(lever)
    return {date: tuple(name for name in LEVERS if name in found[date]) for date in sorted(found)}


def with_dated_levers(facts: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Add to the statements about dated events the levers that move at them.

    Where two events have one date, what one of them names is not the other's.
    """
    moved = moved_by_history()
    return tuple(
        dataclasses.replace(
            fact,
            levers=tuple(
                name
                for name in moved.get(fact.date, ())
                if not any(name in other.levers for other in facts if other.date == fact.date)
            ),
        )
        if fact.date and not fact.levers
        else fact
        for fact in facts
    )


def unknown(fact: Statement) -> list[str]:
    """List the names of a fact's carriers that do not exist."""
    known = known_names()
    return [f"{kind}: {name}" for kind, name in fact.carriers() if name not in known[kind]]


def counts(facts: tuple[Statement, ...]) -> dict[str, int]:
    """Count the statements by part of the report."""
    found: dict[str, int] = {}
    for fact in facts:
        found[fact.part] = found.get(fact.part, 0) + 1
    return found


def facts_tables(facts: tuple[Statement, ...], speech: Speech) -> str:
    """Tabulate the statements by part of the report, each with what carries it."""
    return md.paragraphs(
        speech("odd.facts_note", history=HISTORY),
        *(
            md.paragraphs(
                md.heading(3, speech("odd.part", part=_part(part, speech), count=number)),
                md.table(
                    heads(speech, "section", "says", "carried_by", "left_out"),
                    (
                        (
                            fact.section,
                            said(fact.says, speech),
                            _carried(fact, speech),
                            said(fact.left_out, speech),
                        )
                        for fact in with_dated_levers(facts)
                        if fact.part == part
                    ),
                ),
            )
            for part, number in counts(facts).items()
        ),
    )


def _part(part: str, speech: Speech) -> str:
    """Name a part of the report for readers."""
    return speech(f"odd.facts.{part}")


def _carried(fact: Statement, speech: Speech) -> str:
    """Write what carries a statement, by kind of thing."""
    parts = [
        speech(f"odd.carried.{kind}", names=md.names(getattr(fact, kind)))
        for kind in KNOWN
        if getattr(fact, kind)
    ]
    return speech.row([*parts, said(fact.note, speech)] if fact.note else parts)


assert set(KNOWN) < {field.name for field in dataclasses.fields(Statement)}
