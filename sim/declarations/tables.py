"""The tables that a run leaves behind: each column declared once, with unit, meaning and labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from sim.declarations.columns import MATTER_COLUMNS
from sim.declarations.groups import DIVISIONS, GROUP_METRICS
from sim.declarations.matters import (
    ACTOR_TYPES,
    CHANNEL_LABELS,
    KINDS,
    LEVEL_LABELS,
    SIZES,
    STATE_LABELS,
)
from sim.declarations.metrics import METRICS
from sim.declare import Label

Kind = Literal["text", "date", "flag", "int64", "int32", "int8", "float64"]
TOWN = "town"
"""The ``community`` of rows that stand for the whole town."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table of results.

    Attributes:
        name: Name of the column.
        kind: What its values are; ``date`` is the first day of a month.
        meaning: One sentence.
        unit: Unit; empty for what has none.
        label: English and Chinese label, or None.
        null: Whether it can be null.
        values: Label of each value, where the values are words of the model.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    label: Label | None = None
    null: bool = False
    values: Mapping[str, Label] = field(default_factory=lambda: MappingProxyType({}))


BODY_LABELS: dict[str, Label] = {
    "committee": Label("Committee", "社区两委"),
    "grid": Label("Grid", "网格"),
    "unit": Label("Resident unit", "驻区单位"),
    "organisation": Label("Social organisation", "社会组织"),
    "agency": Label("Social-work agency", "社工机构"),
}
"""Kinds of body that work together in the collaboration network."""
_KIND_LABELS = {kind.name: kind.label for kind in KINDS}
_ACTOR_LABELS = {one.name: one.label for one in ACTOR_TYPES}

_C = TableColumn
_RUN = (
    _C("scenario", "text", "Name of the scenario."),
    _C("seed", "int64", "Seed of the keyed draws."),
)
_PLACE = (
    _C("month", "date", "First day of the month."),
    _C("community", "text", f"Id of the community, or {TOWN!r} for the whole town."),
)

_METRICS = (
    *_RUN,
    *_PLACE,
    *(_C(one.name, "float64", one.meaning, one.unit, one.label, null=True)
      for one in METRICS.values()),
)

_GROUPS = (
    *_RUN,
    *_PLACE,
    _C("group_by", "text", "How adults are divided; the town has every division each month, a "
       "community each December and in the last month of the run.",
       values={division.name: division.label for division in DIVISIONS}),
    _C("group", "text", "Group of the division; 'other' is everybody else.",
       values={f"{division.name}.{group.name}": group.label
               for division in DIVISIONS for group in division.groups}),
    _C("adults", "int64", "Adults of the group, the denominator of every metric; 0 where the "
       "community does not belong to the town.", "adults", Label("Adults", "成年居民")),
    *(_C(name, "float64", meaning, METRICS[name].unit, METRICS[name].label, null=True)
      for name, meaning in GROUP_METRICS.items()),
)

_ACTORS = (
    *_RUN,
    *_PLACE,
    _C("actor", "text", "Type of actor.", label=Label("Actor", "主体"), values=_ACTOR_LABELS),
    _C("hours", "float64", "Hours of the month, each booked once, to the body that organised it; "
       "the town has the sum of its communities; null where the community does not belong to the "
       "town.", "hours per month", Label("Hours", "工时"), null=True),
)

_NETWORK = (
    *_RUN,
    _C("month", "date", "First day of the month at whose end the network was read: each December, "
       "and the last month of the run."),
    _C("community", "text", "Id of the community in which the two bodies worked together."),
    _C("first_kind", "text", "Kind of one body.", values=BODY_LABELS),
    _C("first", "int64", "What is known of it by: the index of a committee's community, of a grid "
       "or of an agency, the lasting number of a unit or organisation."),
    _C("second_kind", "text", "Kind of the other body.", values=BODY_LABELS),
    _C("second", "int64", "What the other body is known by, likewise."),
    _C("hours", "float64", "Hours of joint work of the two in the last 12 months.",
       "hours per year", Label("Joint work", "协作工时")),
)


def _state(name: str, kind: Kind) -> TableColumn:
    """A column of state of a matter, as it is declared."""
    column = next(one for one in MATTER_COLUMNS if one.name == name)
    return _C(name, kind, column.meaning, "" if column.unit == "-" else column.unit)


_MATTERS = (
    *_RUN,
    _state("id", "int64"),
    _C("community", "text", "Id of the community in which it arose."),
    _C("resident_group", "int32", "Index of the resident group, over the town."),
    _state("grid", "int32"),
    _C("kind", "text", "Kind of matter.", values=_KIND_LABELS),
    _C("size", "text", "How much work it is.", values=SIZES),
    _state("vulnerable", "flag"),
    _state("migrant", "flag"),
    _state("beyond", "flag"),
    _C("arisen", "date", "Month in which it arose."),
    _C("collected", "date", "Month in which it was collected; null where it never was.", null=True),
    _C("closed", "date", "Month in which it was last closed or withdrawn; null for open and lapsed "
       "ones.", null=True),
    _C("since", "date", "Month in which it entered its state."),
    _C("state", "text", "State at the end of the run, or when it left the books of the model 16 "
       "months or more after its end.", values=STATE_LABELS),
    _C("channel", "text", "Channel that collected it.", values=CHANNEL_LABELS),
    _C("level", "text", "Where it is or ended.", values=LEVEL_LABELS),
    _C("closed_at", "text", "Level at which it was last closed or withdrawn; null as closed is.",
       null=True, values=LEVEL_LABELS),
    _state("tries", "int8"),
    _state("reopened", "int8"),
    _C("days", "float64", "Modelled days from collection to true resolution; null where it was "
       "not truly resolved.", "modelled days", null=True),
    *(_C(f"worked_{one.name}", "flag", f"Whether {one.label.en.lower()} worked on it.",
         label=one.label) for one in ACTOR_TYPES),
)

_SETS = (
    *_RUN,
    _C("set", "int32", "Number of the plausible set of parameters; 0 for the parameters in force, "
       "-1 for these in a town whose residents stand still."),
    _C("view", "text", "What the row is of. headline: mean of the last months; month; community or "
       "group: the headline of one; count: what a town counted itself."),
    _C("place", "text", "The month (YYYY-MM), the id of the community or the division and group "
       "(age.18-34), the community and month of a count; empty for the headline of the town."),
    _C("metric", "text", "Name of the metric."),
    _C("value", "float64", "Its value in the part of the town that sets are run on.", null=True),
)

TABLES: dict[str, tuple[TableColumn, ...]] = {
    "metrics": _METRICS,
    "groups": _GROUPS,
    "actors": _ACTORS,
    "network": _NETWORK,
    "matters": _MATTERS,
    "sets": _SETS,
}
"""Columns of each table by its name, which is also that of its file."""
ALWAYS: tuple[str, ...] = ("metrics", "groups", "actors", "network")
"""Tables of every run."""
ON_REQUEST: tuple[str, ...] = ("matters",)
"""Tables that are large: recorded when asked for."""
WITH_SETS = "sets"
"""Table of a comparison: what plausible sets of parameters give."""
