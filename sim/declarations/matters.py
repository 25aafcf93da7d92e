"""Matters (事项): their kinds, sizes, states, levels, channels, and the ten types of actor."""

from dataclasses import dataclass

from sim.declare import Label, Source, assumed


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of matter."""

    name: str
    share: float
    """Default of the parameter ``kind_share_NAME``, the share of the matters that arise."""
    agreement: float
    """Default of ``kind_agreement_NAME``, the chance that those concerned have to agree."""
    patrol: bool
    """Whether a patrol can see it without being told."""
    fields: tuple[str, ...]
    """Fields of purchased projects that serve it."""
    source: Source
    label: Label


_A = assumed("kinds named in the report; shares and chances assumed")

KINDS: tuple[Kind, ...] = (
    Kind("environment", 0.20, 0.10, True, ("organisations",), _A, Label("Environment", "环境卫生")),
    Kind("facilities", 0.15, 0.20, True, (), _A, Label("Facilities", "公共设施")),
    Kind("dispute", 0.15, 0.10, False, ("families",), _A, Label("Disputes", "矛盾纠纷")),
    Kind("safety_and_regulation", 0.15, 0.02, True, ("migrants",), _A,
         Label("Safety and regulation", "安全与监管")),
    Kind("elderly_and_welfare", 0.15, 0.02, False, ("elderly", "disabled"), _A,
         Label("Elderly and welfare", "养老与救助")),
    Kind("youth_and_family", 0.10, 0.02, False, ("youth", "families", "women_and_children"), _A,
         Label("Youth and family", "青少年与家庭")),
    Kind("service_request", 0.10, 0.02, False, ("migrants",), _A,
         Label("Service requests", "办事服务")),
)
KIND_COUNT = len(KINDS)
FACILITIES = 1

SIZES: dict[str, Label] = {
    "small": Label("Small", "小"),
    "medium": Label("Medium", "中"),
    "large": Label("Large", "大"),
}

FIELD_LABELS: dict[str, Label] = {
    "families": Label("Families", "家庭"),
    "youth": Label("Youth", "青少年"),
    "elderly": Label("The elderly", "老年人"),
    "migrants": Label("Migrants", "外来人口"),
    "women_and_children": Label("Women and children", "妇女儿童"),
    "disabled": Label("The disabled", "残障人士"),
    "organisations": Label("Community organisations", "社区组织"),
}
"""Fields of purchased projects (report, service purchase)."""
FIELDS: tuple[str, ...] = tuple(FIELD_LABELS)

LATENT, WAITING, CONSULTING, RESOLVED, ON_PAPER, WITHDRAWN, LAPSED = range(7)
STATE_LABELS: dict[str, Label] = {
    "latent": Label("Not collected", "未收集"),
    "waiting": Label("Waiting", "待办"),
    "consulting": Label("In consultation", "协商中"),
    "resolved": Label("Truly resolved", "真实解决"),
    "closed_on_paper": Label("Closed on paper", "形式办结"),
    "withdrawn": Label("Withdrawn", "撤回"),
    "lapsed": Label("Lapsed", "未收集而消失"),
}
STATES = tuple(STATE_LABELS)
"""Latent: not collected. Waiting: for handling. Consulting: for agreement. The rest are ends, but
a matter closed on paper may be detected and reopened within some months."""

GRID, COMMUNITY, TOWN = range(3)
LEVEL_LABELS: dict[str, Label] = {
    "grid": Label("Grid", "网格"),
    "community": Label("Community", "社区"),
    "town": Label("Town", "镇"),
}
LEVELS = tuple(LEVEL_LABELS)

(
    NO_CHANNEL, GRID_VISIT, PATROL, PARTY_VISIT, LEADER, SOCIAL_WORK, ORGANISED, OWN_REPORT,
) = range(8)
CHANNEL_LABELS: dict[str, Label] = {
    "none": Label("None", "无"),
    "grid_visit": Label("Visit of a grid worker", "网格员走访"),
    "patrol": Label("Patrol", "巡查"),
    "party_visit": Label("Visit of a party member", "党员走访"),
    "group_leader": Label("Group leader", "居民小组长"),
    "social_worker": Label("Social worker", "社工"),
    "organisation": Label("Social organisation", "社会组织"),
    "own_report": Label("Own report", "居民自报"),
}
CHANNELS = tuple(CHANNEL_LABELS)
"""In the order in which they hear: those who go out to residents, then the own report."""
CHANNEL_COUNT = len(CHANNELS)


@dataclass(frozen=True, slots=True)
class ActorType:
    """One of the ten types whose hours are booked."""

    name: str
    label: Label


ACTOR_TYPES: tuple[ActorType, ...] = (
    ActorType("residents", Label("Residents", "居民")),
    ActorType("party", Label("Party members", "党员")),
    ActorType("group_leaders", Label("Group leaders", "居民小组长")),
    ActorType("committee", Label("Committee", "社区两委")),
    ActorType("grid", Label("Grid workers", "网格员")),
    ActorType("organisations", Label("Social organisations", "社会组织")),
    ActorType("social_workers", Label("Social workers", "社工")),
    ActorType("units", Label("Resident units", "驻区单位")),
    ActorType("town", Label("Town government", "镇政府")),
    ActorType("volunteers", Label("Volunteer teams", "志愿队伍")),
)
(
    RESIDENTS, PARTY, GROUP_LEADERS, COMMITTEE, GRID_WORKERS, ORGANISATIONS, SOCIAL_WORKERS,
    UNITS, TOWN_GOVERNMENT, VOLUNTEERS,
) = range(10)
ACTOR_COUNT = len(ACTOR_TYPES)

POOLS: tuple[int, ...] = (UNITS, ORGANISATIONS, SOCIAL_WORKERS, VOLUNTEERS)
"""Types whose hours can be matched with a matter beside those of the body that handles it."""
POOL_COUNT = len(POOLS)
