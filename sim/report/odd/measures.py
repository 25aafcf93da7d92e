"""The statements of the report on the five measures, mapped to the model."""

from sim.report.odd.facts import Fact

_STRUCTURE = "measures: governance structure"
_INFRASTRUCTURE = "measures: infrastructure"
_GRID = "measures: grid management"
_VOLUNTEERING = "measures: volunteering"
_PURCHASE = "measures: service purchase"

MEASURES: tuple[Fact, ...] = (
    Fact(
        _STRUCTURE,
        "2.1",
        "three-level network: community (party organisation, core) / grid (party group by "
        "resident group, led by a member of the two committees 两委 who serves concurrently) / "
        "node (party-member centre household 党员中心户)",
        levers=("party_network_coverage", "grid_workers"),
        metrics=("visited_households",),
        agents=("Committee", "GridWorker"),
        columns=("party", "visit_rank"),
        town=("communities.grids", "communities.groups"),
        left_out="the leader of a grid's party group as a person: serves in the committee, whose "
        "hours are counted there",
    ),
    Fact(
        _STRUCTURE,
        "2.1",
        "each party member links and serves 10-20 households (also building heads 楼长, lane "
        "heads 街巷长)",
        levers=("households_per_party_member", "leader_training"),
        metrics=("visited_households", "participation_co_production"),
        parameters=("party_load", "party_tiring", "party_visit_rate"),
        phases=("ask",),
        note="building and lane heads are residents in co-production",
    ),
    Fact(
        _STRUCTURE,
        "2.1",
        "coordinated in the grid: grid workers, full-time party-building workers, "
        "family-planning officers, the 155 resident-group leaders (居民小组长), party members",
        levers=("grid_workers", "committee_staff"),
        metrics=("hours_grid", "hours_group_leaders", "hours_party", "joint_work_share"),
        parameters=("collect_leader", "leader_hours"),
        columns=("group_leader", "party"),
        town=("communities.groups",),
        left_out="party-building workers and family-planning officers as kinds of their own: "
        "they are part of the committee's staff, no number tells them apart",
    ),
    Fact(
        _STRUCTURE,
        "2.1",
        "county departments guide, the town leads directly, mass organisations (群团组织) bring "
        "resources; the two committees (社区两委) carry it",
        metrics=("hours_town", "hours_committee", "hours_units"),
        parameters=("town_hours",),
        agents=("TownGovernment", "Committee", "ResidentUnit"),
        note="mass organisations are a kind of unit",
        left_out="county and town apart: one body, for no number tells their work apart",
    ),
    Fact(
        _STRUCTURE,
        "2.1",
        "long-term mechanism in four steps, opinion collection -> joint consultation -> handling "
        "and feedback -> responsibility supervision",
        levers=("consultation_meetings_per_year", "supervision"),
        metrics=(
            "collected_share",
            "adopted_share",
            "closure_rate",
            "true_resolution_rate",
            "reopened_share",
        ),
        parameters=("feedback_base",),
        phases=("collect_matters", "consult", "handle_matters", "supervise"),
    ),
    Fact(
        _STRUCTURE,
        "2.1",
        "co-building agreements with units stationed in the area; demand list (需求表) matched "
        "with units' strengths; party building + finance (credit community)",
        levers=("co_building_agreements", "demand_matching", "unit_appraisal"),
        metrics=("hours_units", "joint_work_share"),
        parameters=("unit_hours_offered", "unit_agreement_months", "joint_share"),
        agents=("ResidentUnit",),
        left_out="credit: banks are a kind of unit, but loans move nothing that the model holds",
    ),
    Fact(
        _INFRASTRUCTURE,
        "2.2",
        "service station of at least 200 m2 per community, 'nine ones' standard, acceptance checks",
        levers=("station_area_m2",),
        metrics=("collected_share",),
        parameters=("walk_in_without_station",),
        left_out="the 'nine ones' and the checks: they tell how a station is equipped, not what "
        "it changes",
    ),
    Fact(
        _INFRASTRUCTURE,
        "2.2",
        "a convenience-service hall in each of the 11 communities; seven windows (general, family "
        "planning, floating population, medical and social insurance, civil affairs, mediation, "
        "land); staff trained as all-rounders (多面手); one person accepts and tracks a matter to "
        "its end",
        levers=("one_stop", "staff_training"),
        metrics=("days_to_resolution", "days_p90"),
        kinds=("service_request", "dispute", "elderly_and_welfare"),
        left_out="the seven windows apart: kinds of matter are told apart, windows are not",
    ),
    Fact(
        _INFRASTRUCTURE,
        "2.2",
        "complaint phone and letter box at one-stop windows",
        levers=("complaint_channel",),
        metrics=("collected_share",),
        phases=("collect_matters",),
    ),
    Fact(
        _INFRASTRUCTURE,
        "2.2",
        "online channels (WeChat group, public account, website) and offline ones (notice board, "
        "LED)",
        levers=("online_channels", "offline_notices"),
        metrics=("participation_informed", "collected_share"),
        columns=("online",),
        town=("margins.online",),
    ),
    Fact(
        _GRID,
        "2.3",
        "municipal grid platform; flow accept -> respond -> handle -> follow up; appraisal with "
        "incentives",
        levers=("grid_platform", "supervision", "grid_points"),
        metrics=("days_to_resolution",),
        phases=("handle_matters", "supervise"),
    ),
    Fact(
        _GRID,
        "2.3",
        "'small matters do not leave the grid, big matters do not leave the community' "
        "(小事不出网格，大事不出社区)",
        metrics=("resolved_in_grid", "resolved_in_community", "escalated_share"),
        parameters=("beyond_share",),
        phases=("handle_matters",),
        columns=("level", "closed_at"),
        note="where a matter ends is an outcome, never a rule",
    ),
    Fact(
        _GRID,
        "2.3",
        "59 full-time grid workers, each with a fixed area and duties; visits collect data; "
        "part-time grid heads at town and community level; community staff and grid workers "
        "merged into one service team, published for residents to see; one core and four "
        "elements (一核四元: public-order joint defence, dispute resolution, industry supervision, "
        "services)",
        levers=("grid_workers",),
        metrics=("hours_grid", "collected_share", "resolved_in_grid"),
        parameters=("grid_share_visiting", "grid_share_recording", "collect_grid"),
        agents=("GridWorker",),
        kinds=("dispute", "safety_and_regulation", "service_request"),
        town=("communities.grids",),
        note="the four elements are kinds of matter",
        left_out="part-time grid heads: they work for committee and town, whose hours hold them; "
        "the published team list: the report does not say what it changed",
    ),
    Fact(
        _GRID,
        "2.3",
        "points (积分) for grid workers and party members",
        levers=("grid_points", "party_points"),
        metrics=("hours_grid", "visited_households"),
        parameters=("grid_points_half", "grid_gloss", "party_points_half", "party_points_gain"),
    ),
    Fact(
        _GRID,
        "2.3",
        "from reacting to acting first (由被动应付转变为主动出击)",
        levers=("proactive_patrol",),
        metrics=("collected_patrol",),
        parameters=("collect_patrol",),
        phases=("collect_matters",),
    ),
    Fact(
        _VOLUNTEERING,
        "2.4",
        "demand list for volunteering (vulnerable groups, environment, culture and sport)",
        levers=("service_demand_list",),
        metrics=("joint_work_share", "hours_volunteers"),
        parameters=("match_base", "match_list"),
        kinds=("environment", "elderly_and_welfare"),
        note="culture and sport are activities and a kind of organisation, not matters",
    ),
    Fact(
        _VOLUNTEERING,
        "2.4",
        "led by party members, formed by residents; recruitment, registration, training, "
        "recognition",
        levers=(
            "volunteer_recruitment",
            "volunteer_training",
            "volunteer_recognition",
            "volunteer_prizes",
            "party_network_coverage",
        ),
        metrics=(
            "registered_volunteer_share",
            "active_volunteer_share",
            "volunteer_hours",
            "retention",
        ),
        parameters=("ask_party", "beta_party"),
        phases=("take_part", "learn"),
        columns=("registered", "on_call"),
    ),
    Fact(
        _VOLUNTEERING,
        "2.4",
        "at least 5 volunteer teams per community; registered volunteers at least 10 % of "
        "residents",
        levers=("team_support", "volunteer_recruitment"),
        metrics=("volunteer_teams", "registered_volunteer_share"),
        agents=("SocialOrganisation",),
        left_out="the numbers as facts: they are targets, so nothing is set to them",
    ),
    Fact(
        _VOLUNTEERING,
        "2.4",
        "social workers and volunteers linked (社工+义工); units' professional teams",
        levers=("service_demand_list", "project_budget", "demand_matching"),
        metrics=("joint_work_share", "network_density"),
        parameters=("crowding_in", "crowding_out"),
        agents=("SocialWorker", "ResidentUnit"),
    ),
    Fact(
        _PURCHASE,
        "2.5",
        "government buys projects from social-work agencies (2 of 5 agencies ran the 2019-2020 "
        "pilots); community states the need",
        levers=("project_budget", "project_youth", "project_families"),
        metrics=("hours_social_workers", "cost_service_purchase"),
        parameters=("yuan_per_staff",),
        agents=("SocialWorker",),
        left_out="the choice of agency: who won which bid is known for two projects only",
    ),
    Fact(
        _PURCHASE,
        "2.5",
        "survey and home visits -> needs -> matching with social organisations; fields: families, "
        "youth, the elderly, migrants, women and children, the disabled, community organisations",
        levers=(
            "project_families",
            "project_youth",
            "project_elderly",
            "project_migrants",
            "project_women_and_children",
            "project_disabled",
            "project_organisations",
            "social_worker_skill",
        ),
        metrics=("hours_social_workers", "joint_work_share"),
        parameters=("collect_social",),
        phases=("collect_matters", "handle_matters"),
        agents=("SocialWorker",),
    ),
    Fact(
        _PURCHASE,
        "2.5",
        "third-party supervision and evaluation of projects",
        levers=("third_party_evaluation",),
        metrics=("hours_social_workers",),
    ),
    Fact(
        _PURCHASE,
        "2.5",
        "three-actor linkage (三社联动): community as platform, social organisations (carriers: "
        "the ministry's formula, not the report's), social workers as professionals",
        levers=("project_budget", "team_support", "social_worker_skill"),
        metrics=(
            "joint_work_share",
            "committee_betweenness",
            "network_density",
            "coordination_capacity",
        ),
        parameters=("adoption_facilitation", "resolution_joint"),
        agents=("Committee", "SocialOrganisation", "SocialWorker"),
    ),
    Fact(
        _PURCHASE,
        "2.5",
        "incubation of local social organisations",
        levers=("incubation",),
        metrics=("social_organisations",),
        parameters=("organisation_incubation", "organisation_orphan"),
        agents=("SocialOrganisation", "SocialWorker"),
    ),
)
