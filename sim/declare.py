"""The words in which columns, parameters, levers and metrics are declared.

Each thing is declared once, with unit, range, meaning, label and source; checks, table
schemas, documentation, sliders and axis labels are all read from the declaration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

Mark = Literal["survey", "official", "case", "policy", "computed", "assumed"]
"""How a number is known: survey or published study, official figure, single case,
policy target (ordered, not measured), computed from the others, or assumed."""

Measure = Literal[
    "institution",
    "governance_structure",
    "infrastructure",
    "grid_management",
    "volunteering",
    "service_purchase",
]
"""The five measures of the case, and the institution they work within."""

IntervalMethod = Literal["t", "bootstrap"]
"""How intervals are made: Student's t, or a bootstrap over seeds."""
METHODS: tuple[IntervalMethod, ...] = get_args(IntervalMethod)


class Declared[D](dict[str, D]):
    """What is declared, by name, in order.

    `remembered` knows by name what was declared when results were made, by extensions that are
    not in force now: it can be looked up, and is no part of what there is.
    """

    def __init__(self, declared: Mapping[str, D]) -> None:
        super().__init__(declared)
        self.remembered: dict[str, D] = {}

    def __missing__(self, name: str) -> D:
        """Find a declaration that is remembered.

        Raises:
            KeyError: There is none.
        """
        return self.remembered[name]


@dataclass(frozen=True, slots=True)
class Label:
    """What a reader sees, in English and Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class MarkWords:
    """What a mark is called, and what it says."""

    label: Label
    meaning: Label


MEASURE_LABELS: Mapping[Measure, Label] = MappingProxyType(
    {
        "institution": Label("Institution", "制度"),
        "governance_structure": Label("Governance structure", "治理体系"),
        "infrastructure": Label("Infrastructure", "基础设施"),
        "grid_management": Label("Grid management", "网格管理"),
        "volunteering": Label("Volunteering", "志愿服务"),
        "service_purchase": Label("Purchase of services", "购买服务"),
    }
)
MEASURES: tuple[Measure, ...] = tuple(MEASURE_LABELS)

MARK_WORDS: Mapping[Mark, MarkWords] = MappingProxyType(
    {
        "survey": MarkWords(
            Label("Survey", "调查"), Label("A survey or a published study.", "调查或已发表的研究。")
        ),
        "official": MarkWords(
            Label("Official", "官方"), Label("An official figure.", "官方数字。")
        ),
        "case": MarkWords(Label("Case", "个案"), Label("Seen in a single case.", "见于单一个案。")),
        "policy": MarkWords(
            Label("Policy target", "政策目标"),
            Label("A target that was ordered, not measured.", "规定的目标，并非实测。"),
        ),
        "computed": MarkWords(
            Label("Computed", "推算"), Label("Computed from other numbers.", "由其他数值推算。")
        ),
        "assumed": MarkWords(
            Label("Assumed", "假设"),
            Label("Nobody measured it; it carries a range.", "无人测量；带有范围。"),
        ),
    }
)
"""How numbers are known, from the best down."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from and how far it can be trusted; `zh` is the text in Chinese."""

    mark: Mark
    text: str
    zh: str = ""

    def __str__(self) -> str:
        """Write ``assumed`` or ``survey: Shanghai survey 2017``."""
        return f"{self.mark}: {self.text}" if self.text else self.mark


def assumed(text: str = "", zh: str = "") -> Source:
    """Mark a number that nobody measured; it has a range and goes into sensitivity analysis."""
    return Source("assumed", text, zh)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of state, a value for each resident, household or community.

    `unit` is ``-`` for pure numbers and flags; `low` and `high` bound what may be written;
    `default` is the value before anything is known; `forms` says that the column holds a value
    for each form of participation.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    low: float | None = None
    high: float | None = None
    default: float = 0
    forms: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number in a rule of behaviour; scenarios may set it, stages never do.

    `group` is the mechanism it belongs to; `low` to `high` is the plausible range, outside which
    a file may only write `off`, the value that switches the mechanism off.
    """

    name: str
    group: str
    unit: str
    default: float
    low: float
    high: float
    label: Label
    meaning: Label
    source: Source
    off: float | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What one unit of a lever costs."""

    yuan: float
    """Yuan a year, for the town once, every community or every resident."""
    per: Literal["town", "community", "resident"]
    source: Source


@dataclass(frozen=True, slots=True)
class Lever:
    """Something a government can set, per town or community and by date."""

    name: str
    measure: Measure
    unit: str
    low: float
    high: float
    off: float
    """The same, to the bit, as leaving the lever out."""
    mechanism: Label
    """The one mechanism through which it acts."""
    meaning: Label
    label: Label
    cost: Cost
    moves: tuple[str, int]
    """A metric that it moves when it goes from `off` to its highest value, and the sign."""
    acts_on: tuple[str, ...] = ()
    """Fields of `sim.policy.Conditions` through which it acts, and no others."""
    town_only: bool = False
    """Whether it cannot differ between communities."""
    needs: tuple[str, ...] = ()
    """Levers without which this one can do nothing."""
    needs_any: tuple[str, ...] = ()
    """Levers of which it needs at least one."""


Origin = Literal["put_in", "fitted", "came_out"]
"""How a metric got its level: from levers and parameters by arithmetic, by being a target that
parameters are fitted to, or out of what people and bodies do."""

ORIGIN_LABELS: Mapping[Origin, Label] = MappingProxyType(
    {
        "put_in": Label("put in", "设定"),
        "fitted": Label("fitted", "拟合"),
        "came_out": Label("came out", "得出"),
    }
)


@dataclass(frozen=True, slots=True)
class Metric:
    """A number measured each month for the town and for each community."""

    name: str
    unit: str
    """``share`` for proportions in 0-1."""
    low: float | None
    high: float | None
    meaning: str
    """Definition, one sentence, with denominator and window."""
    label: Label
    direction: int = 0
    """+1 when more is more participation or service, -1 when less is, 0 when neither."""
    across_scales: bool = True
    """Whether the value agrees between population scales."""
    headline: bool = False
    """Whether it is compared by default."""
    origin: Origin = "came_out"
    """How it got its level; a difference between two runs may come out all the same."""
