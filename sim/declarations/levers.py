"""The levers: what a government can set, per town or community and by date.

One unit of a lever costs what its `Cost` says each year. Prices that nobody published are
marked assumed.
"""

from sim.declare import Cost, Label, Lever, Source, assumed

_STAFF = Source("assumed", "60,000 yuan a year for each grid worker, staff member, social worker")


def _cost(yuan: float, text: str = "") -> Cost:
    """An assumed annual price in each community."""
    return Cost(yuan, "community", assumed(text))


_ALL: tuple[Lever, ...] = (
    Lever(
        "control", "institution", "share", 0, 1, 0,
        "administrative load and discretion",
        "How far the government orders and controls the committee: tasks from above, "
        "decisions that are not carried out.",
        Label("Administrative control", "行政控制"),
        _cost(0),
    ),
    Lever(
        "committee_staff", "institution", "per 10,000 residents", 0, 25, 0,
        "committee hours",
        "Staff of the residents' committee, grid workers not counted.",
        Label("Committee staff", "社区工作者"),
        Cost(6.0, "resident", _STAFF),
    ),
    Lever(
        "task_access_list", "institution", "share", 0, 1, 0,
        "administrative load",
        "Tasks handed to communities need to be on an access list; the burden falls by up to 25 %.",
        Label("Task access list", "事项准入制度"),
        _cost(0),
        needs=("committee_staff",),
    ),
    Lever(
        "party_network_coverage", "governance_structure", "share", 0, 1, 0,
        "household visits by party members",
        "Share of households linked to a party member's centre household, as far as active "
        "members suffice.",
        Label("Party network coverage", "党员中心户覆盖率"),
        _cost(20_000, "materials and meetings of party groups"),
    ),
    Lever(
        "households_per_party_member", "governance_structure", "households", 0, 20, 0,
        "reach of each party member",
        "Households that one active party member links and serves.",
        Label("Households per party member", "每名党员联系户数"),
        _cost(0),
        needs=("party_network_coverage",),
    ),
    Lever(
        "double_registration", "governance_structure", "share", 0, 1, 0,
        "number of active party members",
        "In-service party members also report to the community they live in.",
        Label("Double registration", "党员双报到"),
        _cost(5_000, "administration"),
        needs=("party_network_coverage",),
    ),
    Lever(
        "consultation_meetings_per_year", "governance_structure", "meetings per year", 0, 24, 0,
        "consultation meetings held",
        "Consultation meetings in each community.",
        Label("Consultation meetings", "议事协商会次数"),
        _cost(1_000, "one meeting"),
    ),
    Lever(
        "consultation_binding", "governance_structure", "share", 0, 1, 0,
        "adopted decisions carried out",
        "How far adopted decisions bind those who must carry them out.",
        Label("Binding consultation", "协商结果约束力"),
        _cost(0),
        needs=("consultation_meetings_per_year",),
    ),
    Lever(
        "supervision", "governance_structure", "share", 0, 1, 0,
        "closures checked and fed back",
        "How far handling is supervised and its outcome fed back to the person.",
        Label("Supervision", "责任监督"),
        _cost(10_000, "checks and return visits"),
    ),
    Lever(
        "online_channels", "infrastructure", "share", 0, 1, 0,
        "broadcasts to residents online",
        "WeChat group, public account and website of the community.",
        Label("Online channels", "线上渠道"),
        _cost(10_000, "operation"),
    ),
    Lever(
        "offline_notices", "infrastructure", "share", 0, 1, 0,
        "broadcasts to residents offline",
        "Notice boards and screens in the community.",
        Label("Offline notices", "线下公告"),
        _cost(5_000, "printing and screens"),
    ),
    Lever(
        "grid_workers", "grid_management", "workers in the town", 0, 200, 0,
        "visits and handling hours in the grids",
        "Full-time grid workers in the whole town, shared over its grids.",
        Label("Grid workers", "专职网格员"),
        Cost(60_000, "town", _STAFF),
        town_only=True,
    ),
    Lever(
        "volunteer_recruitment", "volunteering", "share", 0, 1, 0,
        "registration of the willing and drives",
        "How open and active the registration of volunteers is.",
        Label("Volunteer recruitment", "志愿者招募"),
        _cost(10_000, "drives"),
    ),
    Lever(
        "volunteer_training", "volunteering", "share", 0, 1, 0,
        "hours per occasion and staying on call",
        "Training of registered volunteers.",
        Label("Volunteer training", "志愿者培训"),
        _cost(20_000, "courses"),
        needs=("volunteer_recruitment",),
    ),
    Lever(
        "volunteer_recognition", "volunteering", "share", 0, 1, 0,
        "non-rival incentive",
        "Recognition of every volunteer: thanks, certificates, stars.",
        Label("Volunteer recognition", "志愿者激励（荣誉）"),
        _cost(5_000, "certificates and events"),
    ),
    Lever(
        "volunteer_prizes", "volunteering", "yuan per year", 0, 500_000, 0,
        "rival incentive",
        "Pool of prizes that volunteers compete for.",
        Label("Volunteer prizes", "志愿者奖品"),
        Cost(1.0, "community", Source("computed", "the pool itself")),
    ),
    Lever(
        "team_support", "volunteering", "share", 0, 1, 0,
        "founding and survival of teams, calls to volunteers",
        "Rooms, small grants and a contact person for volunteer teams.",
        Label("Team support", "志愿队伍扶持"),
        _cost(30_000, "small grants"),
    ),
    Lever(
        "leader_training", "volunteering", "share", 0, 1, 0,
        "asks for co-production",
        "Finding and training resident leaders of buildings and lanes.",
        Label("Leader training", "居民骨干培育"),
        _cost(20_000, "courses"),
    ),
)  # fmt: skip

LEVERS: dict[str, Lever] = {lever.name: lever for lever in _ALL}
"""All levers by name, in the order of the measures."""
