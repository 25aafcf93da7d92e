"""The levers: what a government can set, per town or community and by date.

One unit of a lever costs what its `Cost` says each year. Prices that nobody published are
marked assumed.
"""

from sim.declarations.matters import FIELD_LABELS, KINDS
from sim.declare import Cost, Declared, Label, Lever, Source, assumed

_L = Label
_STAFF = Source("assumed",
                "60,000 yuan a year for each grid worker, staff member, social worker",
                "网格员、工作人员、社工每人每年 60,000 元")
_FREE = Cost(0, "community", assumed("no cost of its own", "自身无成本"))


def _cost(yuan: float, text: str, zh: str) -> Cost:
    """Assume an annual price in each community."""
    return Cost(yuan, "community", assumed(text, zh))


_INSTITUTION: tuple[Lever, ...] = (
    Lever(
        "control", "institution", "share", 0, 1, 0,
        _L("administrative load and discretion", "行政负担与自主空间"),
        _L("How far the government orders and controls the committee: tasks from above, "
           "decisions that are not carried out, money that is not its own.",
           "政府对居委会命令和控制的程度：上级任务、不被落实的决议、不能自主的经费。"),
        _L("Administrative control", "行政控制"), _FREE, ("administrative_share", +1),
        acts_on=("administrative_hours", "free_ratio", "money", "visit_rate", "places",
            "appeal", "carried_out", "voice", "incentive", "report_control", "grid_effort"),
    ),
    Lever(
        "delegation", "institution", "share", 0, 1, 0,
        _L("level at which matters and hours lie", "事项与工时所在层级"),
        _L("Share of the town's hours and matters that become the committee's.",
           "镇的工时和事项中交由居委会的比例。"),
        _L("Delegation", "权力下放"), _FREE, ("resolved_in_community", +1),
        acts_on=("delegation", "delegated_hours"),
    ),
    Lever(
        "committee_staff", "institution", "per 10,000 residents", 0, 25, 0,
        _L("committee hours", "两委工时"),
        _L("Staff of the residents' committee, grid workers not counted.",
           "居委会工作人员，不含网格员。"),
        _L("Committee staff", "社区工作者"), Cost(6.0, "resident", _STAFF),
        ("hours_committee", +1),
        acts_on=("committee_hours", "administrative_hours", "delegated_hours", "free_ratio",
            "places"),
    ),
    Lever(
        "community_budget", "institution", "yuan per year", 0, 2_000_000, 0,
        _L("discretionary money for activities", "可自主用于活动的资金"),
        _L("Budget of each community; under control only a part is free to use.",
           "每个社区的经费；在控制之下只有一部分可自由使用。"),
        _L("Community budget", "社区经费"),
        Cost(1.0, "community", Source("computed", "the budget itself", "即经费本身")),
        ("participation_activity", +1),
        acts_on=("money", "budget", "places", "appeal"),
    ),
    Lever(
        "service_scope", "institution", "share", 0, 1, 0,
        _L("whose matters the channels hear", "渠道听取谁的事项"),
        _L("Whom services are for: 0 only vulnerable clients, 1 all residents.",
           "服务面向谁：0 仅困难群体，1 全体居民。"),
        _L("Scope of services", "服务覆盖面"), _cost(10_000, "wider opening", "扩大开放"),
        ("collected_share", +1),
        acts_on=("service_scope",),
    ),
    Lever(
        "task_access_list", "institution", "share", 0, 1, 0,
        _L("administrative load", "行政负担"),
        _L("Tasks handed to communities need to be on an access list; the burden falls by up to "
           "25 %.",
           "交办社区的任务须列入准入清单；负担最多下降 25%。"),
        _L("Task access list", "事项准入制度"), _FREE, ("administrative_share", -1),
        needs=("committee_staff",),
        acts_on=("administrative_hours", "free_ratio", "places"),
    ),
    Lever(
        "shock", "institution", "factor on needs", 1, 5, 1,
        _L("needs that arise", "产生的需求"),
        _L("A shock such as a flood or an epidemic multiplies the matters that arise.",
           "洪水、疫情等突发事件使产生的事项成倍增加。"),
        _L("Shock", "突发事件"), _FREE, ("matters_arisen", +1),
        acts_on=("need_factor",),
    ),
    *(
        Lever(
            f"shock_{kind.name}", "institution", "factor on needs", 1, 5, 1,
            _L(f"needs that arise: {kind.label.en.lower()}",
               f"产生的需求：{kind.label.zh}"),
            _L(f"A shock multiplies the matters of one kind that arise: {kind.label.en.lower()}.",
               f"突发事件使某一类事项成倍增加：{kind.label.zh}。"),
            _L(f"Shock: {kind.label.en.lower()}", f"突发事件：{kind.label.zh}"), _FREE,
            ("matters_arisen", +1),
            acts_on=("need_factor",),
        )
        for kind in KINDS
    ),
)

_GOVERNANCE: tuple[Lever, ...] = (
    Lever(
        "party_network_coverage", "governance_structure", "share", 0, 1, 0,
        _L("household visits by party members", "党员走访住户"),
        _L("Share of households linked to a party member's centre household, as far as active "
           "members suffice.",
           "与党员中心户联系的住户比例，以活跃党员人数为限。"),
        _L("Party network coverage", "党员中心户覆盖率"),
        _cost(20_000, "materials and meetings of party groups", "党小组的材料和会议"),
        ("visited_households", +1),
        needs=("households_per_party_member",),
        acts_on=("party_coverage",),
    ),
    Lever(
        "households_per_party_member", "governance_structure", "households", 0, 20, 0,
        _L("reach of each party member", "每名党员的服务范围"),
        _L("Households that one active party member links and serves.",
           "一名活跃党员联系和服务的户数。"),
        _L("Households per party member", "每名党员联系户数"), _FREE,
        ("visited_households", +1), needs=("party_network_coverage",),
        acts_on=("party_reach",),
    ),
    Lever(
        "double_registration", "governance_structure", "share", 0, 1, 0,
        _L("number of active party members", "活跃党员人数"),
        _L("In-service party members also report to the community they live in.",
           "在职党员也到居住地社区报到。"),
        _L("Double registration", "党员双报到"), _cost(5_000, "administration", "行政"),
        ("visited_households", +1), needs=("party_network_coverage",),
        acts_on=("party_active",),
    ),
    Lever(
        "consultation_meetings_per_year", "governance_structure", "meetings per year", 0, 24, 0,
        _L("consultation meetings held", "召开的协商会"),
        _L("Consultation meetings in each community.", "每个社区的议事协商会。"),
        _L("Consultation meetings", "议事协商会次数"), _cost(1_000, "one meeting", "一次会议"),
        ("participation_consultation", +1),
        acts_on=("meeting_rate", "incentive"),
    ),
    Lever(
        "consultation_binding", "governance_structure", "share", 0, 1, 0,
        _L("adopted decisions carried out", "决议得到落实"),
        _L("How far adopted decisions bind those who must carry them out.",
           "决议对执行者的约束程度。"),
        _L("Binding consultation", "协商结果约束力"), _FREE, ("efficacy", +1),
        needs=("consultation_meetings_per_year", "control"),
        acts_on=("carried_out", "incentive"),
    ),
    Lever(
        "supervision", "governance_structure", "share", 0, 1, 0,
        _L("closures checked and fed back", "核查办结并反馈"),
        _L("How far handling is supervised and its outcome fed back to the person.",
           "办理受监督、结果反馈当事人的程度。"),
        _L("Supervision", "责任监督"), _cost(10_000, "checks and return visits", "核查和回访"),
        ("true_resolution_rate", +1),
        acts_on=("supervision", "on_paper", "detected", "feedback", "grid_gloss"),
    ),
    Lever(
        "co_building_agreements", "governance_structure", "units per community", 0, 20, 0,
        _L("units that offer hours", "提供工时的单位"),
        _L("Co-building agreements with units stationed in the community.",
           "与驻区单位签订的共驻共建协议。"),
        _L("Co-building agreements", "共驻共建协议"),
        Cost(5_000, "community",
             Source("assumed", "administration; projects are extra", "行政；项目另计")),
        ("hours_units", +1), needs=("demand_matching",),
        acts_on=("agreements",),
    ),
    Lever(
        "demand_matching", "governance_structure", "share", 0, 1, 0,
        _L("match of needs with resources", "需求与资源的匹配"),
        _L("Demand list of the community matched with the strengths of units.",
           "社区需求清单与单位所长的对接。"),
        _L("Demand matching", "需求资源对接"), _cost(5_000, "upkeep of the list", "清单维护"),
        ("hours_units", +1), needs=("co_building_agreements",),
        acts_on=("unit_match",),
    ),
    Lever(
        "unit_appraisal", "governance_structure", "share", 0, 1, 0,
        _L("commitment of units", "单位的投入意愿"),
        _L("Appraisal of units by what they do for the community.",
           "按单位为社区所做的工作进行考评。"),
        _L("Appraisal of units", "驻区单位考评"), _cost(2_000, "appraisal", "考评"),
        ("hours_units", +1), needs=("co_building_agreements",),
        acts_on=("unit_appraisal",),
    ),
)

_INFRASTRUCTURE: tuple[Lever, ...] = (
    Lever(
        "station_area_m2", "infrastructure", "m2", 0, 600, 0,
        _L("walk-in capacity", "上门办事能力"),
        _L("Area of the community service station; the standard is 200 m2.",
           "社区服务站面积；标准为 200 平方米。"),
        _L("Service station area", "服务站面积"),
        _cost(60, "running cost of a square metre", "每平方米运行成本"),
        ("collected_share", +1),
        acts_on=("money", "own_income", "places", "appeal", "walk_in"),
    ),
    Lever(
        "one_stop", "infrastructure", "share", 0, 1, 0,
        _L("hours that a matter takes", "每件事项的工时"),
        _L("One person accepts and tracks a matter to its end; handling hours fall by up to 20 "
           "%.",
           "一人受理并跟踪到底；办理工时最多下降 20%。"),
        _L("One-stop service", "一站式服务"), _cost(10_000, "windows", "窗口"),
        ("days_to_resolution", -1),
        acts_on=("work",),
    ),
    Lever(
        "online_channels", "infrastructure", "share", 0, 1, 0,
        _L("broadcasts and reports online", "线上发布与自报"),
        _L("WeChat group, public account and website of the community.",
           "社区的微信群、公众号和网站。"),
        _L("Online channels", "线上渠道"), _cost(10_000, "operation", "运行"),
        ("participation_informed", +1),
        acts_on=("online_rate", "report_online"),
    ),
    Lever(
        "offline_notices", "infrastructure", "share", 0, 1, 0,
        _L("broadcasts to all", "面向所有人的发布"),
        _L("Notice boards and screens in the community.", "社区公告栏和电子屏。"),
        _L("Offline notices", "线下公告"), _cost(5_000, "printing and screens", "印刷和电子屏"),
        ("participation_informed", +1),
        acts_on=("offline_rate",),
    ),
    Lever(
        "complaint_channel", "infrastructure", "share", 0, 1, 0,
        _L("own reports", "自报"),
        _L("Complaint phone and letter box.", "投诉电话和信箱。"),
        _L("Complaint channel", "投诉渠道"),
        _cost(2_000, "operation", "运行"), ("collected_share", +1),
        acts_on=("report_channels",),
    ),
    Lever(
        "facility_investment", "infrastructure", "yuan per resident and year", 0, 200, 0,
        _L("facility matters that arise", "产生的设施类事项"),
        _L("Upkeep of facilities.", "设施维护。"),
        _L("Facility investment", "设施投入"),
        Cost(1.0, "resident", Source("computed", "the investment itself", "即投入本身")),
        ("matters_arisen", -1),
        acts_on=("facility_factor",),
    ),
    Lever(
        "staff_training", "infrastructure", "share", 0, 1, 0,
        _L("capacity of each hour", "每小时办事能力"),
        _L("Staff trained as all-rounders; an hour does up to 20 % more.",
           "工作人员培养为多面手；每小时办事量最多提高 20%。"),
        _L("Staff training", "全科培训"),
        _cost(10_000, "courses", "课程"), ("days_to_resolution", -1),
        acts_on=("work",),
    ),
)

_GRID: tuple[Lever, ...] = (
    Lever(
        "grid_workers", "grid_management", "workers in the town", 0, 200, 0,
        _L("hours in the grids", "网格工时"),
        _L("Full-time grid workers in the whole town, shared over its grids.",
           "全镇专职网格员，按网格分配。"),
        _L("Grid workers", "专职网格员"), Cost(60_000, "town", _STAFF), ("hours_grid", +1),
        town_only=True,
        acts_on=("grid_workers",),
    ),
    Lever(
        "grid_platform", "grid_management", "share", 0, 1, 0,
        _L("delay of referrals", "转办时延"),
        _L("Municipal platform: accept, respond, handle, follow up, without losing a month.",
           "市级平台：受理、响应、办理、回访，不耽误一个月。"),
        _L("Grid platform", "网格化平台"), _cost(10_000, "operation", "运行"),
        ("days_to_resolution", -1), needs=("grid_workers",),
        acts_on=("same_month", "platform"),
    ),
    Lever(
        "proactive_patrol", "grid_management", "share", 0, 1, 0,
        _L("visiting hours spent looking for matters", "用于发现事项的走访工时"),
        _L("From reacting to acting first: share of visiting hours spent on patrol.",
           "由被动应付转变为主动出击：走访工时中用于巡查的比例。"),
        _L("Proactive patrol", "主动巡查"), _FREE, ("collected_patrol", +1),
        needs=("grid_workers",),
        acts_on=("patrol",),
    ),
    Lever(
        "grid_points", "grid_management", "yuan per worker and year", 0, 12_000, 0,
        _L("effort of grid workers", "网格员的努力程度"),
        _L("Points of grid workers, paid by performance.", "按绩效发放的网格员积分。"),
        _L("Grid points", "网格员积分"),
        Cost(5.4, "community",
             Source("computed", "59 workers over 11 communities", "59 名网格员分布于 11 个社区")),
        ("hours_grid", +1), needs=("grid_workers",),
        acts_on=("grid_effort", "grid_gloss"),
    ),
    Lever(
        "party_points", "grid_management", "yuan per member and year", 0, 500, 0,
        _L("visits by party members", "党员走访"),
        _L("Points of party members for serving their households.", "党员服务联系户的积分。"),
        _L("Party points", "党员积分"),
        Cost(100, "community", assumed("100 active members", "100 名活跃党员")),
        ("visited_households", +1), needs=("party_network_coverage",),
        acts_on=("visit_rate",),
    ),
)

_VOLUNTEERING: tuple[Lever, ...] = (
    Lever(
        "volunteer_recruitment", "volunteering", "share", 0, 1, 0,
        _L("registration of the willing and drives", "愿意者的注册与招募"),
        _L("How open and active the registration of volunteers is.",
           "志愿者注册的开放和主动程度。"),
        _L("Volunteer recruitment", "志愿者招募"), _cost(10_000, "drives", "招募活动"),
        ("registered_volunteer_share", +1),
        acts_on=("register_chance", "drive_rate"),
    ),
    Lever(
        "volunteer_training", "volunteering", "share", 0, 1, 0,
        _L("hours per occasion and staying on call", "每次时数与持续待命"),
        _L("Training of registered volunteers.", "注册志愿者的培训。"),
        _L("Volunteer training", "志愿者培训"), _cost(20_000, "courses", "课程"),
        ("volunteer_hours", +1), needs=("volunteer_recruitment",),
        acts_on=("stop_rate", "volunteering_hours"),
    ),
    Lever(
        "volunteer_recognition", "volunteering", "share", 0, 1, 0,
        _L("non-rival incentive", "非竞争性激励"),
        _L("Recognition of every volunteer: thanks, certificates, stars.",
           "对每名志愿者的表彰：致谢、证书、星级。"),
        _L("Volunteer recognition", "志愿者激励（荣誉）"),
        _cost(5_000, "certificates and events", "证书和活动"),
        ("active_volunteer_share", +1), needs=("volunteer_recruitment",),
        acts_on=("incentive",),
    ),
    Lever(
        "volunteer_prizes", "volunteering", "yuan per year", 0, 500_000, 0,
        _L("rival incentive", "竞争性激励"),
        _L("Pool of prizes that volunteers compete for.", "志愿者竞争的奖品总额。"),
        _L("Volunteer prizes", "志愿者奖品"),
        Cost(1.0, "community", Source("computed", "the pool itself", "即总额本身")),
        ("active_volunteer_share", +1), needs=("volunteer_recruitment",),
        acts_on=("incentive", "prizes"),
    ),
    Lever(
        "service_demand_list", "volunteering", "share", 0, 1, 0,
        _L("match of matters with volunteers", "事项与志愿者的匹配"),
        _L("Demand list for volunteering: vulnerable groups, environment, culture and sport.",
           "志愿服务需求清单：困难群体、环境、文体。"),
        _L("Service demand list", "志愿服务需求清单"),
        _cost(5_000, "upkeep of the list", "清单维护"),
        ("joint_work_share", +1), needs=("volunteer_recruitment",),
        acts_on=("volunteer_match",),
    ),
    Lever(
        "team_support", "volunteering", "share", 0, 1, 0,
        _L("founding and survival of teams, calls to volunteers",
           "队伍的设立与存续、对志愿者的召集"),
        _L("Rooms, small grants and a contact person for volunteer teams.",
           "志愿队伍的场地、小额资助和联络人。"),
        _L("Team support", "志愿队伍扶持"), _cost(30_000, "small grants", "小额资助"),
        ("social_organisations", +1),
        acts_on=("called_rate", "founding_rate", "dissolving_rate", "team_support"),
    ),
    Lever(
        "leader_training", "volunteering", "share", 0, 1, 0,
        _L("asks for co-production", "共同生产的邀请"),
        _L("Finding and training resident leaders of buildings and lanes.",
           "发现和培养楼栋、街巷的居民骨干。"),
        _L("Leader training", "居民骨干培育"), _cost(20_000, "courses", "课程"),
        ("participation_co_production", +1),
        acts_on=("leader_rate",),
    ),
)

_PURCHASE: tuple[Lever, ...] = (
    Lever(
        "project_budget", "service_purchase", "yuan per year", 0, 600_000, 0,
        _L("hours of social workers", "社工工时"),
        _L("Money for purchased projects in each community that has one.",
           "每个有项目的社区购买项目的经费。"),
        _L("Project budget", "购买服务经费"),
        Cost(1.0, "community", Source("computed", "the budget itself", "即经费本身")),
        ("hours_social_workers", +1),
        needs_any=tuple(f"project_{field}" for field in FIELD_LABELS),
        acts_on=("incentive", "project_hours", "skill", "provision", "inclusion"),
    ),
    *(
        Lever(
            f"project_{field}", "service_purchase", "projects", 0, 1, 0,
            _L(f"field of social workers: {label.en.lower()}",
               f"社工服务领域：{label.zh}"),
            _L(f"A purchased project for {label.en.lower()} in the community.",
               f"社区内购买的{label.zh}项目。"),
            _L(f"Project: {label.en.lower()}", f"{label.zh}项目"), _FREE,
            ("hours_social_workers", +1), needs=("project_budget",),
            acts_on=(
                "projects", "project_hours", "skill", "provision", "incentive", "inclusion",
            ),
        )
        for field, label in FIELD_LABELS.items()
    ),
    Lever(
        "third_party_evaluation", "service_purchase", "share", 0, 1, 0,
        _L("effective share of project hours", "项目工时的有效比例"),
        _L("Supervision and evaluation of projects by a third party.",
           "第三方对项目的监督和评估。"),
        _L("Third-party evaluation", "第三方评估"), _cost(10_000, "evaluator", "评估机构"),
        ("hours_social_workers", +1), needs=("project_budget",),
        acts_on=("project_hours", "provision", "inclusion", "incentive"),
    ),
    Lever(
        "incubation", "service_purchase", "share", 0, 1, 0,
        _L("founding of organisations by social workers", "社工设立社会组织"),
        _L("Incubation of local social organisations by purchased projects.",
           "购买的项目孵化本地社会组织。"),
        _L("Incubation", "社会组织孵化"), _cost(10_000, "incubator", "孵化机构"),
        ("social_organisations", +1), needs=("project_budget",),
        acts_on=("incubation",),
    ),
    Lever(
        "social_worker_skill", "service_purchase", "share", 0, 1, 0,
        _L("facilitation and case work", "会议引导与个案服务"),
        _L("Professional skill of social workers.", "社工的专业能力。"),
        _L("Skill of social workers", "社工专业能力"),
        _cost(5_000, "training and supervision", "培训和督导"),
        ("adopted_share", +1), needs=("project_budget",),
        acts_on=("skill",),
    ),
)

LEVERS: Declared[Lever] = Declared({
    lever.name: lever
    for lever in (
        *_INSTITUTION, *_GOVERNANCE, *_INFRASTRUCTURE, *_GRID, *_VOLUNTEERING, *_PURCHASE,
    )
})
"""All levers by name, in the order of the measures."""
