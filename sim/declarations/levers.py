"""The levers: what a government can set, per town or community and by date.

One unit of a lever costs what its `Cost` says each year. Prices that nobody published are
marked assumed.
"""

from sim.declarations.matters import FIELD_LABELS, KINDS
from sim.declare import Cost, Label, Lever, Source, assumed

_STAFF = Source("assumed", "60,000 yuan a year for each grid worker, staff member, social worker")
_FREE = Cost(0, "community", assumed("no cost of its own"))


def _cost(yuan: float, text: str) -> Cost:
    """An assumed annual price in each community."""
    return Cost(yuan, "community", assumed(text))


_INSTITUTION: tuple[Lever, ...] = (
    Lever(
        "control", "institution", "share", 0, 1, 0,
        "administrative load and discretion",
        "How far the government orders and controls the committee: tasks from above, "
        "decisions that are not carried out, money that is not its own.",
        Label("Administrative control", "行政控制"), _FREE, ("administrative_share", +1),
        acts_on=("administrative_hours", "free_ratio", "money", "visit_rate", "places",
            "appeal", "carried_out", "voice", "incentive", "report_control", "grid_effort"),
    ),
    Lever(
        "delegation", "institution", "share", 0, 1, 0,
        "level at which matters and hours lie",
        "Share of the town's hours and matters that become the committee's.",
        Label("Delegation", "权力下放"), _FREE, ("resolved_in_community", +1),
        acts_on=("delegation", "delegated_hours"),
    ),
    Lever(
        "committee_staff", "institution", "per 10,000 residents", 0, 25, 0,
        "committee hours",
        "Staff of the residents' committee, grid workers not counted.",
        Label("Committee staff", "社区工作者"), Cost(6.0, "resident", _STAFF),
        ("hours_committee", +1),
        acts_on=("committee_hours", "administrative_hours", "delegated_hours", "free_ratio",
            "places"),
    ),
    Lever(
        "community_budget", "institution", "yuan per year", 0, 2_000_000, 0,
        "discretionary money for activities",
        "Budget of each community; under control only a part is free to use.",
        Label("Community budget", "社区经费"),
        Cost(1.0, "community", Source("computed", "the budget itself")),
        ("participation_activity", +1),
        acts_on=("money", "budget", "places", "appeal"),
    ),
    Lever(
        "service_scope", "institution", "share", 0, 1, 0,
        "whose matters the channels hear",
        "Whom services are for: 0 only vulnerable clients, 1 all residents.",
        Label("Scope of services", "服务覆盖面"), _cost(10_000, "wider opening"),
        ("collected_share", +1),
        acts_on=("service_scope",),
    ),
    Lever(
        "task_access_list", "institution", "share", 0, 1, 0,
        "administrative load",
        "Tasks handed to communities need to be on an access list; the burden falls by up to 25 %.",
        Label("Task access list", "事项准入制度"), _FREE, ("administrative_share", -1),
        needs=("committee_staff",),
        acts_on=("administrative_hours", "free_ratio", "places"),
    ),
    Lever(
        "shock", "institution", "factor on needs", 1, 5, 1,
        "needs that arise",
        "A shock such as a flood or an epidemic multiplies the matters that arise.",
        Label("Shock", "突发事件"), _FREE, ("matters_arisen", +1),
        acts_on=("need_factor",),
    ),
    *(
        Lever(
            f"shock_{kind.name}", "institution", "factor on needs", 1, 5, 1,
            f"needs that arise: {kind.label.en.lower()}",
            f"A shock multiplies the matters of one kind that arise: {kind.label.en.lower()}.",
            Label(f"Shock: {kind.label.en.lower()}", f"突发事件：{kind.label.zh}"), _FREE,
            ("matters_arisen", +1),
            acts_on=("need_factor",),
        )
        for kind in KINDS
    ),
)

_GOVERNANCE: tuple[Lever, ...] = (
    Lever(
        "party_network_coverage", "governance_structure", "share", 0, 1, 0,
        "household visits by party members",
        "Share of households linked to a party member's centre household, as far as active "
        "members suffice.",
        Label("Party network coverage", "党员中心户覆盖率"),
        _cost(20_000, "materials and meetings of party groups"), ("visited_households", +1),
        needs=("households_per_party_member",),
        acts_on=("party_coverage",),
    ),
    Lever(
        "households_per_party_member", "governance_structure", "households", 0, 20, 0,
        "reach of each party member",
        "Households that one active party member links and serves.",
        Label("Households per party member", "每名党员联系户数"), _FREE,
        ("visited_households", +1), needs=("party_network_coverage",),
        acts_on=("party_reach",),
    ),
    Lever(
        "double_registration", "governance_structure", "share", 0, 1, 0,
        "number of active party members",
        "In-service party members also report to the community they live in.",
        Label("Double registration", "党员双报到"), _cost(5_000, "administration"),
        ("visited_households", +1), needs=("party_network_coverage",),
        acts_on=("party_active",),
    ),
    Lever(
        "consultation_meetings_per_year", "governance_structure", "meetings per year", 0, 24, 0,
        "consultation meetings held",
        "Consultation meetings in each community.",
        Label("Consultation meetings", "议事协商会次数"), _cost(1_000, "one meeting"),
        ("participation_consultation", +1),
        acts_on=("meeting_rate", "incentive"),
    ),
    Lever(
        "consultation_binding", "governance_structure", "share", 0, 1, 0,
        "adopted decisions carried out",
        "How far adopted decisions bind those who must carry them out.",
        Label("Binding consultation", "协商结果约束力"), _FREE, ("efficacy", +1),
        needs=("consultation_meetings_per_year", "control"),
        acts_on=("carried_out", "incentive"),
    ),
    Lever(
        "supervision", "governance_structure", "share", 0, 1, 0,
        "closures checked and fed back",
        "How far handling is supervised and its outcome fed back to the person.",
        Label("Supervision", "责任监督"), _cost(10_000, "checks and return visits"),
        ("true_resolution_rate", +1),
        acts_on=("supervision", "on_paper", "detected", "feedback", "grid_gloss"),
    ),
    Lever(
        "co_building_agreements", "governance_structure", "units per community", 0, 20, 0,
        "units that offer hours",
        "Co-building agreements with units stationed in the community.",
        Label("Co-building agreements", "共驻共建协议"),
        Cost(5_000, "community", Source("assumed", "administration; projects are extra")),
        ("hours_units", +1), needs=("demand_matching",),
        acts_on=("agreements",),
    ),
    Lever(
        "demand_matching", "governance_structure", "share", 0, 1, 0,
        "match of needs with resources",
        "Demand list of the community matched with the strengths of units.",
        Label("Demand matching", "需求资源对接"), _cost(5_000, "upkeep of the list"),
        ("hours_units", +1), needs=("co_building_agreements",),
        acts_on=("unit_match",),
    ),
    Lever(
        "unit_appraisal", "governance_structure", "share", 0, 1, 0,
        "commitment of units",
        "Appraisal of units by what they do for the community.",
        Label("Appraisal of units", "驻区单位考评"), _cost(2_000, "appraisal"),
        ("hours_units", +1), needs=("co_building_agreements",),
        acts_on=("unit_appraisal",),
    ),
)

_INFRASTRUCTURE: tuple[Lever, ...] = (
    Lever(
        "station_area_m2", "infrastructure", "m2", 0, 600, 0,
        "walk-in capacity",
        "Area of the community service station; the standard is 200 m2.",
        Label("Service station area", "服务站面积"), _cost(60, "running cost of a square metre"),
        ("collected_share", +1),
        acts_on=("money", "own_income", "places", "appeal", "walk_in"),
    ),
    Lever(
        "one_stop", "infrastructure", "share", 0, 1, 0,
        "hours that a matter takes",
        "One person accepts and tracks a matter to its end; handling hours fall by up to 20 %.",
        Label("One-stop service", "一站式服务"), _cost(10_000, "windows"),
        ("days_to_resolution", -1),
        acts_on=("work",),
    ),
    Lever(
        "online_channels", "infrastructure", "share", 0, 1, 0,
        "broadcasts and reports online",
        "WeChat group, public account and website of the community.",
        Label("Online channels", "线上渠道"), _cost(10_000, "operation"),
        ("participation_informed", +1),
        acts_on=("online_rate", "report_online"),
    ),
    Lever(
        "offline_notices", "infrastructure", "share", 0, 1, 0,
        "broadcasts to all",
        "Notice boards and screens in the community.",
        Label("Offline notices", "线下公告"), _cost(5_000, "printing and screens"),
        ("participation_informed", +1),
        acts_on=("offline_rate",),
    ),
    Lever(
        "complaint_channel", "infrastructure", "share", 0, 1, 0,
        "own reports",
        "Complaint phone and letter box.",
        Label("Complaint channel", "投诉渠道"), _cost(2_000, "operation"), ("collected_share", +1),
        acts_on=("report_channels",),
    ),
    Lever(
        "facility_investment", "infrastructure", "yuan per resident and year", 0, 200, 0,
        "facility matters that arise",
        "Upkeep of facilities.",
        Label("Facility investment", "设施投入"),
        Cost(1.0, "resident", Source("computed", "the investment itself")),
        ("matters_arisen", -1),
        acts_on=("facility_factor",),
    ),
    Lever(
        "staff_training", "infrastructure", "share", 0, 1, 0,
        "capacity of each hour",
        "Staff trained as all-rounders; an hour does up to 20 % more.",
        Label("Staff training", "全科培训"), _cost(10_000, "courses"), ("days_to_resolution", -1),
        acts_on=("work",),
    ),
)

_GRID: tuple[Lever, ...] = (
    Lever(
        "grid_workers", "grid_management", "workers in the town", 0, 200, 0,
        "hours in the grids",
        "Full-time grid workers in the whole town, shared over its grids.",
        Label("Grid workers", "专职网格员"), Cost(60_000, "town", _STAFF), ("hours_grid", +1),
        town_only=True,
        acts_on=("grid_workers",),
    ),
    Lever(
        "grid_platform", "grid_management", "share", 0, 1, 0,
        "delay of referrals",
        "Municipal platform: accept, respond, handle, follow up, without losing a month.",
        Label("Grid platform", "网格化平台"), _cost(10_000, "operation"),
        ("days_to_resolution", -1), needs=("grid_workers",),
        acts_on=("same_month", "platform"),
    ),
    Lever(
        "proactive_patrol", "grid_management", "share", 0, 1, 0,
        "visiting hours spent looking for matters",
        "From reacting to acting first: share of visiting hours spent on patrol.",
        Label("Proactive patrol", "主动巡查"), _FREE, ("collected_patrol", +1),
        needs=("grid_workers",),
        acts_on=("patrol",),
    ),
    Lever(
        "grid_points", "grid_management", "yuan per worker and year", 0, 12_000, 0,
        "effort of grid workers",
        "Points of grid workers, paid by performance.",
        Label("Grid points", "网格员积分"),
        Cost(5.4, "community", Source("computed", "59 workers over 11 communities")),
        ("hours_grid", +1), needs=("grid_workers",),
        acts_on=("grid_effort", "grid_gloss"),
    ),
    Lever(
        "party_points", "grid_management", "yuan per member and year", 0, 500, 0,
        "visits by party members",
        "Points of party members for serving their households.",
        Label("Party points", "党员积分"), Cost(100, "community", assumed("100 active members")),
        ("visited_households", +1), needs=("party_network_coverage",),
        acts_on=("visit_rate",),
    ),
)

_VOLUNTEERING: tuple[Lever, ...] = (
    Lever(
        "volunteer_recruitment", "volunteering", "share", 0, 1, 0,
        "registration of the willing and drives",
        "How open and active the registration of volunteers is.",
        Label("Volunteer recruitment", "志愿者招募"), _cost(10_000, "drives"),
        ("registered_volunteer_share", +1),
        acts_on=("register_chance", "drive_rate"),
    ),
    Lever(
        "volunteer_training", "volunteering", "share", 0, 1, 0,
        "hours per occasion and staying on call",
        "Training of registered volunteers.",
        Label("Volunteer training", "志愿者培训"), _cost(20_000, "courses"),
        ("volunteer_hours", +1), needs=("volunteer_recruitment",),
        acts_on=("stop_rate", "volunteering_hours"),
    ),
    Lever(
        "volunteer_recognition", "volunteering", "share", 0, 1, 0,
        "non-rival incentive",
        "Recognition of every volunteer: thanks, certificates, stars.",
        Label("Volunteer recognition", "志愿者激励（荣誉）"),
        _cost(5_000, "certificates and events"),
        ("active_volunteer_share", +1), needs=("volunteer_recruitment",),
        acts_on=("incentive",),
    ),
    Lever(
        "volunteer_prizes", "volunteering", "yuan per year", 0, 500_000, 0,
        "rival incentive",
        "Pool of prizes that volunteers compete for.",
        Label("Volunteer prizes", "志愿者奖品"),
        Cost(1.0, "community", Source("computed", "the pool itself")),
        ("active_volunteer_share", +1), needs=("volunteer_recruitment",),
        acts_on=("incentive", "prizes"),
    ),
    Lever(
        "service_demand_list", "volunteering", "share", 0, 1, 0,
        "match of matters with volunteers",
        "Demand list for volunteering: vulnerable groups, environment, culture and sport.",
        Label("Service demand list", "志愿服务需求清单"), _cost(5_000, "upkeep of the list"),
        ("joint_work_share", +1), needs=("volunteer_recruitment",),
        acts_on=("volunteer_match",),
    ),
    Lever(
        "team_support", "volunteering", "share", 0, 1, 0,
        "founding and survival of teams, calls to volunteers",
        "Rooms, small grants and a contact person for volunteer teams.",
        Label("Team support", "志愿队伍扶持"), _cost(30_000, "small grants"),
        ("social_organisations", +1),
        acts_on=("called_rate", "founding_rate", "dissolving_rate", "team_support"),
    ),
    Lever(
        "leader_training", "volunteering", "share", 0, 1, 0,
        "asks for co-production",
        "Finding and training resident leaders of buildings and lanes.",
        Label("Leader training", "居民骨干培育"), _cost(20_000, "courses"),
        ("participation_co_production", +1),
        acts_on=("leader_rate",),
    ),
)

_PURCHASE: tuple[Lever, ...] = (
    Lever(
        "project_budget", "service_purchase", "yuan per year", 0, 600_000, 0,
        "hours of social workers",
        "Money for purchased projects in each community that has one.",
        Label("Project budget", "购买服务经费"),
        Cost(1.0, "community", Source("computed", "the budget itself")),
        ("hours_social_workers", +1),
        needs_any=tuple(f"project_{field}" for field in FIELD_LABELS),
        acts_on=("incentive", "project_hours", "skill", "provision", "inclusion"),
    ),
    *(
        Lever(
            f"project_{field}", "service_purchase", "projects", 0, 1, 0,
            f"field of social workers: {label.en.lower()}",
            f"A purchased project for {label.en.lower()} in the community.",
            Label(f"Project: {label.en.lower()}", f"{label.zh}项目"), _FREE,
            ("hours_social_workers", +1), needs=("project_budget",),
            acts_on=(
                "projects", "project_hours", "skill", "provision", "incentive", "inclusion",
            ),
        )
        for field, label in FIELD_LABELS.items()
    ),
    Lever(
        "third_party_evaluation", "service_purchase", "share", 0, 1, 0,
        "effective share of project hours",
        "Supervision and evaluation of projects by a third party.",
        Label("Third-party evaluation", "第三方评估"), _cost(10_000, "evaluator"),
        ("hours_social_workers", +1), needs=("project_budget",),
        acts_on=("project_hours", "provision", "inclusion", "incentive"),
    ),
    Lever(
        "incubation", "service_purchase", "share", 0, 1, 0,
        "founding of organisations by social workers",
        "Incubation of local social organisations by purchased projects.",
        Label("Incubation", "社会组织孵化"), _cost(10_000, "incubator"),
        ("social_organisations", +1), needs=("project_budget",),
        acts_on=("incubation",),
    ),
    Lever(
        "social_worker_skill", "service_purchase", "share", 0, 1, 0,
        "facilitation and case work",
        "Professional skill of social workers.",
        Label("Skill of social workers", "社工专业能力"), _cost(5_000, "training and supervision"),
        ("adopted_share", +1), needs=("project_budget",),
        acts_on=("skill",),
    ),
)

LEVERS: dict[str, Lever] = {
    lever.name: lever
    for lever in (
        *_INSTITUTION, *_GOVERNANCE, *_INFRASTRUCTURE, *_GRID, *_VOLUNTEERING, *_PURCHASE,
    )
}
"""All levers by name, in the order of the measures."""
