"""What readers call the measures, the marks of numbers, and the mechanisms of parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sim.declare import Label, Mark, Measure

MEASURE_LABELS: Mapping[Measure, Label] = MappingProxyType({
    "institution": Label("Institution", "制度"),
    "governance_structure": Label("Governance structure", "治理体系"),
    "infrastructure": Label("Infrastructure", "基础设施"),
    "grid_management": Label("Grid management", "网格管理"),
    "volunteering": Label("Volunteering", "志愿服务"),
    "service_purchase": Label("Purchase of services", "购买服务"),
})
"""The institution and the five measures of the case."""


@dataclass(frozen=True, slots=True)
class MarkWords:
    """What a mark is called, and what it says, in English and Chinese."""

    label: Label
    meaning: Label


MARK_WORDS: Mapping[Mark, MarkWords] = MappingProxyType({
    "survey": MarkWords(
        Label("Survey", "调查"),
        Label("A survey or a published study.", "调查或已发表的研究。")),
    "official": MarkWords(
        Label("Official", "官方"),
        Label("An official figure.", "官方数字。")),
    "case": MarkWords(
        Label("Case", "个案"),
        Label("Seen in a single case.", "见于单一个案。")),
    "policy": MarkWords(
        Label("Policy target", "政策目标"),
        Label("A target that was ordered, not measured.", "规定的目标，并非实测。")),
    "computed": MarkWords(
        Label("Computed", "推算"),
        Label("Computed from other numbers.", "由其他数值推算。")),
    "assumed": MarkWords(
        Label("Assumed", "假设"),
        Label("Nobody measured it; it carries a range.", "无人测量；带有范围。")),
})
"""How numbers are known, from the best down."""

MECHANISM_LABELS: Mapping[str, Label] = MappingProxyType({
    "decision": Label("Decision", "参与决定"),
    "asking": Label("Asking", "邀请"),
    "hours": Label("Hours", "时间"),
    "party": Label("Party", "党员"),
    "registration": Label("Registration", "志愿者注册"),
    "incentives": Label("Incentives", "激励"),
    "learning": Label("Learning", "学习"),
    "committee": Label("Committee", "社区两委"),
    "matters": Label("Matters", "事项"),
    "consultation": Label("Consultation", "议事协商"),
    "coordination": Label("Coordination", "统筹协调"),
    "organisations": Label("Organisations", "社会组织"),
    "grid": Label("Grid", "网格"),
    "units": Label("Units", "驻区单位"),
    "projects": Label("Projects", "购买项目"),
    "town": Label("Town", "镇"),
})
"""Groups of parameters, by the name that these have in their declarations."""
