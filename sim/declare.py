"""The words in which columns, parameters, levers and metrics are declared.

Each thing is declared once, with unit, range, meaning, label and source; checks, table
schemas, documentation, sliders and axis labels are all read from the declaration.
"""

from dataclasses import dataclass
from typing import Literal

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

MEASURES: tuple[Measure, ...] = (
    "institution",
    "governance_structure",
    "infrastructure",
    "grid_management",
    "volunteering",
    "service_purchase",
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a reader sees, in English and Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from and how far it can be trusted."""

    mark: Mark
    text: str

    def __str__(self) -> str:
        """``assumed`` or ``survey: Shanghai survey 2017``."""
        return f"{self.mark}: {self.text}" if self.text else self.mark


def assumed(text: str = "") -> Source:
    """A number that nobody measured; it carries a range and goes into sensitivity analysis."""
    return Source("assumed", text)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of state, a value for each resident, household or community.

    Attributes:
        name: Name in code, tables and agents' attributes.
        dtype: NumPy dtype name.
        unit: Unit, ``-`` for pure numbers and flags.
        meaning: One sentence.
        low: Smallest value allowed, or None.
        high: Largest value allowed, or None.
        default: Value before anything is known.
        forms: True when the column holds one value per form of participation.
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

    Attributes:
        name: Name in YAML and code.
        group: The mechanism it belongs to.
        unit: Unit, ``-`` for pure numbers.
        default: Value in force unless a scenario sets it.
        low: Lower end of the plausible range, also the smallest value allowed in a file.
        high: Upper end of the plausible range, also the largest value allowed in a file.
        meaning: One sentence.
        source: Where the value comes from.
        off: Value that switches the mechanism off, allowed even outside the range.
    """

    name: str
    group: str
    unit: str
    default: float
    low: float
    high: float
    meaning: str
    source: Source
    off: float | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Annual cost of a lever.

    Attributes:
        yuan: Cost in yuan a year for each unit of the lever.
        per: What the unit is counted over: the town once, every community, or every resident.
        source: Where the price comes from.
    """

    yuan: float
    per: Literal["town", "community", "resident"]
    source: Source


@dataclass(frozen=True, slots=True)
class Lever:
    """Something a government can set, per town or community and by date.

    Attributes:
        name: Name in YAML, code and tables.
        measure: The measure it belongs to.
        unit: Unit of its value.
        low: Smallest value allowed.
        high: Largest value allowed.
        off: Value that is the same, to the bit, as leaving the lever out.
        mechanism: The one named mechanism through which it acts.
        meaning: One sentence.
        label: English and Chinese label.
        cost: What one unit of it costs a year.
        moves: A metric that it moves when it goes from `off` to its highest value, and the sign.
        acts_on: Fields of `sim.policy.Conditions` through which it acts, and no others.
        town_only: True when it cannot differ between communities.
        needs: Levers without which this one can do nothing.
        needs_any: Levers of which it needs at least one.
    """

    name: str
    measure: Measure
    unit: str
    low: float
    high: float
    off: float
    mechanism: str
    meaning: str
    label: Label
    cost: Cost
    moves: tuple[str, int]
    acts_on: tuple[str, ...] = ()
    town_only: bool = False
    needs: tuple[str, ...] = ()
    needs_any: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metric:
    """A number measured each month for the town and for each community.

    Attributes:
        name: Column name in ``metrics.parquet``.
        unit: Unit; ``share`` for proportions in 0-1.
        low: Smallest value it can take, or None.
        high: Largest value it can take, or None.
        meaning: Definition, one sentence, with denominator and window.
        label: English and Chinese label.
        direction: +1 when more is more participation or service, -1 when less is, 0 when neither.
        across_scales: True when the value agrees between population scales.
        headline: True when it is compared by default.
    """

    name: str
    unit: str
    low: float | None
    high: float | None
    meaning: str
    label: Label
    direction: int = 0
    across_scales: bool = True
    headline: bool = False
