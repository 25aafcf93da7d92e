"""Groups of residents, and the metrics that are measured for each group.

Every adult belongs to one group of each division; ``other`` is everybody else.
"""

from dataclasses import dataclass

from sim.declarations.forms import FORMS
from sim.declarations.metrics import METRICS
from sim.declare import Label


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a division."""

    name: str
    label: Label


@dataclass(frozen=True, slots=True)
class Division:
    """A way of dividing all adults into groups.

    Attributes:
        name: Name in tables.
        label: English and Chinese label.
        groups: The groups, which nobody is outside of.
    """

    name: str
    label: Label
    groups: tuple[Group, ...]


MIDDLE_AGE, OLD_AGE = 35, 60
"""Ages, in years, from which an adult is of the second and of the third age group."""

DIVISIONS: tuple[Division, ...] = (
    Division("age", Label("Age", "年龄"), (
        Group(f"18-{MIDDLE_AGE - 1}", Label(f"18–{MIDDLE_AGE - 1}", f"18–{MIDDLE_AGE - 1}岁")),
        Group(f"{MIDDLE_AGE}-{OLD_AGE - 1}",
              Label(f"{MIDDLE_AGE}–{OLD_AGE - 1}", f"{MIDDLE_AGE}–{OLD_AGE - 1}岁")),
        Group(f"{OLD_AGE}+", Label(f"{OLD_AGE} and over", f"{OLD_AGE}岁及以上")),
    )),
    Division("origin", Label("Origin", "户籍"), (
        Group("local", Label("Locals", "本地居民")),
        Group("migrant", Label("Migrants", "外来居民")),
    )),
    Division("education", Label("Education", "教育程度"), (
        Group("below_senior_high", Label("Below senior high school", "初中及以下")),
        Group("senior_high", Label("Senior high school", "高中")),
        Group("college", Label("College or above", "大专及以上")),
    )),
    Division("tenure", Label("Tenure", "住房"), (
        Group("tenant", Label("Tenants", "租户")),
        Group("owner", Label("Owners", "业主")),
    )),
    Division("vulnerable", Label("Vulnerability", "困难群体"), (
        Group("other", Label("Not vulnerable", "非困难群体")),
        Group("vulnerable", Label("Vulnerable", "困难群体")),
    )),
    Division("party", Label("Party membership", "党员身份"), (
        Group("other", Label("Not in the party", "非党员")),
        Group("member", Label("Party members", "党员")),
    )),
)
"""In the order of tables; groups in the order of the columns of residents, False before True."""

GROUPS: tuple[tuple[str, str], ...] = tuple(
    (division.name, group.name) for division in DIVISIONS for group in division.groups
)
"""Division and group of every row that a month adds for a place."""

_OF_ADULTS = {
    "registered_volunteer_share": "Registered volunteers per adult of the group.",
    "active_volunteer_share": "Share of adults who volunteered in the last 12 months: the same "
    "as participation_volunteering, since only adults are divided into groups.",
}
"""What is counted per resident of any age elsewhere is counted per adult here."""

GROUP_METRICS: dict[str, str] = {
    name: _OF_ADULTS.get(name, METRICS[name].meaning)
    for name in (
        "participation_rate",
        "monthly_participation",
        *(f"participation_{form.name}" for form in FORMS if form.depth),
        "depth",
        "registered_volunteer_share",
        "active_volunteer_share",
        "trust",
        "efficacy",
        "belonging",
    )
}
"""Metrics of ``groups.parquet`` in the order of its columns: name and what it means there, all
among the adults of the group in communities that belong to the town."""
