"""What the report says of the case, and what in the model carries it, or why nothing does."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sim.calendar import format_month
from sim.declarations.columns import HOUSEHOLD_COLUMNS, MATTER_COLUMNS, RESIDENT_COLUMNS
from sim.declarations.levers import LEVERS
from sim.declarations.matters import KINDS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.report import documents as md
from sim.report.odd import reading
from sim.report.odd.model import heads, said
from sim.words import Speech


@dataclass(frozen=True, slots=True)
class Fact:
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
        """What carries it: kind of thing, and name."""
        for kind in KNOWN:
            for one in getattr(self, kind):
                yield kind, one


HISTORY = "history"
"""The shipped scenario in which the dated events of the case move levers."""

KNOWN = ("levers", "metrics", "parameters", "phases", "agents", "columns", "kinds", "town")
"""Kinds of things that can carry a statement."""


@cache
def known_names() -> dict[str, frozenset[str]]:
    """The names that exist, by kind of thing."""
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
    """Key paths that a town can have, two names deep."""
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
    """Levers that the dated entries of `HISTORY` move, by date, in order of declaration."""
    from sim.scenario.load import load

    found: dict[str, set[str]] = {}
    for month, lever in load(HISTORY).merged.dated:
        found.setdefault(format_month(month), set()).add(lever)
    return {date: tuple(name for name in LEVERS if name in found[date]) for date in sorted(found)}


def with_dated_levers(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The statements, dated events with the levers that move at them.

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


def unknown(fact: Fact) -> list[str]:
    """Names of a fact's carriers that do not exist."""
    known = known_names()
    return [f"{kind}: {name}" for kind, name in fact.carriers() if name not in known[kind]]


def counts(facts: tuple[Fact, ...]) -> dict[str, int]:
    """Number of statements by part of the report."""
    found: dict[str, int] = {}
    for fact in facts:
        found[fact.part] = found.get(fact.part, 0) + 1
    return found


def facts_tables(facts: tuple[Fact, ...], speech: Speech) -> str:
    """The statements by part of the report, each with what carries it."""
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
    """What readers call a part of the report."""
    return speech(f"odd.facts.{part}")


def _carried(fact: Fact, speech: Speech) -> str:
    """What carries a statement, by kind of thing."""
    parts = [
        speech(f"odd.carried.{kind}", names=md.names(getattr(fact, kind)))
        for kind in KNOWN
        if getattr(fact, kind)
    ]
    return speech.row([*parts, said(fact.note, speech)] if fact.note else parts)


assert set(KNOWN) < {field.name for field in dataclasses.fields(Fact)}
