"""The tables that a run leaves behind: each column declared once, with unit, meaning and labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from sim.declarations import matters
from sim.declarations.columns import MATTER_COLUMNS
from sim.declarations.forms import FORMS
from sim.declarations.groups import DIVISIONS, GROUP_METRICS
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
        chinese: The meaning in Chinese, where the codebook says it in both languages.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    label: Label | None = None
    null: bool = False
    values: Mapping[str, Label] = field(default_factory=lambda: MappingProxyType({}))
    chinese: str = ""


BODY_LABELS: dict[str, Label] = {
    "committee": Label("Committee", "社区两委"),
    "grid": Label("Grid", "网格"),
    "unit": Label("Resident unit", "驻区单位"),
    "organisation": Label("Social organisation", "社会组织"),
    "agency": Label("Social-work agency", "社工机构"),
}
"""Kinds of body that work together in the collaboration network."""
_KIND_LABELS = {kind.name: kind.label for kind in matters.KINDS}
_ACTOR_LABELS = {one.name: one.label for one in matters.ACTOR_TYPES}

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
    """Make a column of state of a matter, as it is declared."""
    column = next(one for one in MATTER_COLUMNS if one.name == name)
    return _C(name, kind, column.meaning, "" if column.unit == "-" else column.unit)


_MATTERS = (
    *_RUN,
    _state("id", "int64"),
    _C("community", "text", "Id of the community in which it arose."),
    _C("resident_group", "int32", "Index of the resident group, over the town."),
    _state("grid", "int32"),
    _C("kind", "text", "Kind of matter.", values=_KIND_LABELS),
    _C("size", "text", "How much work it is.", values=matters.SIZES),
    _state("vulnerable", "flag"),
    _state("migrant", "flag"),
    _state("beyond", "flag"),
    _C("arisen", "date", "Month in which it arose."),
    _C("collected", "date", "Month in which it was collected; null where it never was.", null=True),
    _C("closed", "date", "Month in which it was last closed or withdrawn; null for open and lapsed "
       "ones.", null=True),
    _C("since", "date", "Month in which it entered its state."),
    _C("state", "text", "State at the end of the run, or when it left the books of the model 16 "
       "months or more after its end.", values=matters.STATE_LABELS),
    _C("channel", "text", "Channel that collected it.", values=matters.CHANNEL_LABELS),
    _C("level", "text", "Where it is or ended.", values=matters.LEVEL_LABELS),
    _C("closed_at", "text", "Level at which it was last closed or withdrawn; null as closed is.",
       null=True, values=matters.LEVEL_LABELS),
    _state("tries", "int8"),
    _state("reopened", "int8"),
    _C("days", "float64", "Modelled days from collection to true resolution; null where it was "
       "not truly resolved.", "modelled days", null=True),
    *(_C(f"worked_{one.name}", "flag", f"Whether {one.label.en.lower()} worked on it.",
         label=one.label) for one in matters.ACTOR_TYPES),
)



def _panel(
    name: str, kind: Kind, label: Label, meaning: Label, unit: str = "", null: bool = False
) -> TableColumn:
    """Make a column of the panel, told in both languages."""
    return _C(name, kind, meaning.en, unit, label, null, chinese=meaning.zh)


PANEL_RESIDENTS = 2_000
"""Places of residents that a panel follows, drawn by keys; all where the town has fewer."""
EDUCATION = ("below_senior_high", "senior_high", "college")
"""Words for the levels of education, lowest first."""

_PANEL = (
    *_RUN,
    _panel("month", "date", Label("Month", "月份"),
           Label("First day of the month that a row is of: each December, and the last month of "
                 "the run.", "该行所属月份的第一日：每年 12 月及运行的最后一月。")),
    _panel("resident", "int64", Label("Resident", "居民"),
           Label("Id of the resident's place in the town, the same in every scenario of a seed; "
                 "whoever leaves is followed by another, who has arrived later.",
                 "居民在镇中所占位置的编号，同一种子的各情景相同；离开者由后来者接替，其到来月份较晚。")),
    _panel("arrived", "date", Label("Arrived", "到来月份"),
           Label("Month in which the person came to the place; with the id, it tells persons "
                 "apart.", "此人到来的月份；与编号一起可区分不同的人。")),
    _panel("community", "text", Label("Community", "社区"),
           Label("Id of the community.", "社区代号。")),
    _panel("age", "int32", Label("Age", "年龄"), Label("Age in years.", "年龄（岁）。"), "years"),
    _panel("female", "flag", Label("Woman", "女性"), Label("Whether a woman.", "是否女性。")),
    _panel("migrant", "flag", Label("Migrant", "外来居民"),
           Label("Whether a migrant rather than a local.", "是否外来居民。")),
    _panel("owner", "flag", Label("Owner", "自有住房"),
           Label("Whether the home is owned.", "住房是否自有。")),
    _panel("education", "text", Label("Education", "受教育程度"),
           Label(f"Level of education: {', '.join(EDUCATION)}.",
                 "受教育程度：below_senior_high 高中以下、senior_high 高中、college 大专及以上。")),
    _panel("party", "flag", Label("Party member", "党员"),
           Label("Whether a member of the party.", "是否党员。")),
    _panel("vulnerable", "flag", Label("Vulnerable", "困难居民"),
           Label("Whether a client of civil affairs, or alone and old.",
                 "是否民政对象或独居老人。")),
    _panel("free_hours", "float64", Label("Free hours", "空闲时间"),
           Label("Free hours of a month.", "每月空闲小时数。"), "hours per month"),
    _panel("disposition", "float64", Label("Disposition", "内在倾向"),
           Label("Lasting inclination that a survey would not observe, in log-odds.",
                 "调查观察不到的持久倾向（对数优势）。"), "log-odds"),
    _panel("registered", "flag", Label("Registered volunteer", "注册志愿者"),
           Label("Whether on the register of volunteers.", "是否注册志愿者。")),
    *(_panel(name, "float64", METRICS[name].label, Label(en, zh))
      for name, en, zh in (
          ("trust", "Trust in the committee, 0-1.", "对居委会的信任，0 至 1。"),
          ("efficacy", "Belief that one's voice counts, 0-1.", "相信自己的意见有用，0 至 1。"),
          ("belonging", "Belonging to the community, 0-1.", "对社区的归属感，0 至 1。"))),
    *(_panel(f"months_{form.name}", "int8",
             Label(f"Months of {form.label.en.lower()}", f"{form.label.zh}月数"),
             Label(f"Months of the last 12 with this form of participation: "
                   f"{form.label.en.lower()}.",
                   f"最近 12 个月中有此参与形式的月数：{form.label.zh}。"),
             "months")
      for form in FORMS),
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
    "panel": _PANEL,
    "sets": _SETS,
}
"""Columns of each table by its name, which is also that of its file."""
ALWAYS: tuple[str, ...] = ("metrics", "groups", "actors", "network")
"""Tables of every run."""
ON_REQUEST: tuple[str, ...] = ("matters", "panel")
"""Tables that are large: recorded when asked for."""
COMPARED: tuple[str, ...] = ("panel",)
"""Those of them that comparisons record as well."""
WITH_SETS = "sets"
"""Table of a comparison: what plausible sets of parameters give."""
