"""Entities, state variables, draws and metrics, from what is declared."""

from collections.abc import Iterable

from sim.declarations.columns import HOUSEHOLD_COLUMNS, MATTER_COLUMNS, RESIDENT_COLUMNS
from sim.declarations.forms import FORMS
from sim.declarations.matters import (
    ACTOR_TYPES,
    CHANNELS,
    FIELD_LABELS,
    KINDS,
    LEVELS,
    SIZES,
    STATES,
)
from sim.declarations.metrics import METRICS
from sim.declare import Column, Label
from sim.report.odd import markdown as md
from sim.report.odd import paths, reading
from sim.scenario.explain import number


def both(label: Label) -> str:
    """A label in English and Chinese."""
    return f"{label.en} {label.zh}"


def span(low: float | None, high: float | None) -> str:
    """A range, open where an end is missing."""
    if low is None and high is None:
        return ""
    return f"{'' if low is None else number(low)} … {'' if high is None else number(high)}".strip()


def _unit(unit: str) -> str:
    """A unit, nothing for pure numbers."""
    return "" if unit == "-" else unit


def entities() -> str:
    """Every kind of agent, with its attributes and what it is."""
    parts = []
    for kind in reading.actors():
        attributes = md.attributes(kind.doc)
        read = paths.parameters_of(tuple(kind.methods.values()))
        kinds = reading.words(kind.module, "KINDS")
        parts.append(
            md.paragraphs(
                f"**{kind.name}.** {md.prose(reading.module(kind.module).doc)}",
                md.prose(kind.doc),
                md.table(("attribute", "meaning"), ((md.name(n), text) for n, text in attributes))
                if attributes
                else "",
                f"Parameters: {md.names(read)}." if read else "",
                f"`KINDS`: {', '.join(kinds)}." if kinds else "",
            )
        )
    return md.paragraphs(*parts)


def columns() -> str:
    """The columns of residents, households and matters."""
    return md.paragraphs(
        *(
            md.paragraphs(f"**{title}**", _column_table(declared))
            for title, declared in (
                ("Residents", RESIDENT_COLUMNS),
                ("Households", HOUSEHOLD_COLUMNS),
                ("Matters", MATTER_COLUMNS),
            )
        ),
        f"Ties: {md.prose(reading.module('sim.world.columns').classes['Ties'].doc)}",
    )


def _column_table(declared: Iterable[Column]) -> str:
    """Columns with unit, range and meaning."""
    return md.table(
        ("column", "type", "unit", "range", "meaning"),
        (
            (
                md.name(one.name),
                one.dtype + (" per form" if one.forms else ""),
                _unit(one.unit),
                span(one.low, one.high),
                one.meaning,
            )
            for one in declared
        ),
    )


def forms() -> str:
    """The forms by depth."""
    return md.table(
        ("form", "depth", "label"),
        (
            (md.name(form.name), str(form.depth) if form.depth else "beside", both(form.label))
            for form in FORMS
        ),
    )


def matters() -> str:
    """Kinds, sizes, states, levels and channels of matters, and the ten types of actor."""
    return md.paragraphs(
        md.table(
            ("kind", "label", "seen on patrol", "fields"),
            (
                (
                    md.name(kind.name),
                    both(kind.label),
                    "yes" if kind.patrol else "no",
                    ", ".join(kind.fields),
                )
                for kind in KINDS
            ),
        ),
        f"Shares of kinds, their need of agreement, sizes and hours are parameters. "
        f"Sizes: {md.names(SIZES)}.",
        f"States: {md.names(STATES)}. Levels: {md.names(LEVELS)}. Channels: "
        f"{md.names(CHANNELS[1:])}.",
        "Fields of purchased projects: "
        + ", ".join(f"`{name}` ({both(label)})" for name, label in FIELD_LABELS.items())
        + ".",
        "Types of actor whose hours are booked, each hour once, to the body that organised it: "
        + ", ".join(f"`{one.name}` ({both(one.label)})" for one in ACTOR_TYPES)
        + ".",
    )


def draws() -> str:
    """The keyed draws by module."""
    by_module: dict[str, list[str]] = {}
    for name, homes in reading.decisions().items():
        for home in homes:
            by_module.setdefault(home, []).append(name)
    return md.table(
        ("module", "draws"),
        ((md.name(home), md.names(names)) for home, names in sorted(by_module.items())),
    )


_DIRECTIONS = {1: "+", -1: "−", 0: ""}


def metrics() -> str:
    """Every metric with its definition."""
    return md.table(
        ("metric", "label", "unit", "range", "definition", "better", "default", "across scales"),
        (
            (
                md.name(one.name),
                both(one.label),
                _unit(one.unit),
                span(one.low, one.high),
                one.meaning,
                _DIRECTIONS[one.direction],
                "yes" if one.headline else "",
                "yes" if one.across_scales else "no",
            )
            for one in METRICS.values()
        ),
    )


def hours() -> str:
    """How metrics are declared to be counted."""
    return md.prose(reading.module("sim.declarations.metrics").doc)
