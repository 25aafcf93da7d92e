"""The statements of the report, mapped to the model: stages, events, measures, outcomes."""

from sim.report.odd.facts import Statement

_LED = "stages: government-led"
_INTEGRATION = "stages: integration"
_CO = "stages: co-governance"
_EVENTS = "events"
_OUTCOMES = "outcomes"
_STRUCTURE = "measures: governance structure"
_INFRASTRUCTURE = "measures: infrastructure"
_GRID = "measures: grid management"
_VOLUNTEERING = "measures: volunteering"
_PURCHASE = "measures: service purchase"

_STAGES: tuple[Statement, ...] = (
    Statement(
        _LED,
        "1",
        "communities of the stage: beiguan, dongnan, xibei, zhongxin, dongguan",
        town=("communities.origin", "communities.member_from"),
        note="the five of origin `original`; the others are outside every denominator until "
        "they join",
    ),
    Statement(
        _LED,
        "1",
        "committee is the government's extension; funds, projects, elections, tasks and year-end "
        "appraisal are all controlled from above",
        levers=("control", "task_access_list", "community_budget"),
        metrics=("administrative_share", "government_share"),
        parameters=("paper_effort",),
        agents=("Committee",),
        left_out="that nominations in elections are controlled: the report gives no rule, and "
        "teams change by trust alone",
    ),
    Statement(
        _LED,
        "1",
        "government takes on all public affairs (大包大揽) by administrative means",
        levers=("control", "delegation"),
        metrics=("government_share", "actor_diversity", "hours_town"),
        agents=("TownGovernment",),
    ),
    Statement(
        _LED,
        "1",
        "services go mostly to civil-affairs clients and vulnerable groups; convenience services",
        levers=("service_scope", "station_area_m2"),
        metrics=("service_reach", "service_gap_vulnerable"),
        columns=("vulnerable",),
        kinds=("service_request",),
    ),
    Statement(
        _LED,
        "1",
        "committee busy with administrative tasks; self-governance capacity weak",
        levers=("control", "committee_staff"),
        metrics=("administrative_share", "coordination_capacity", "adopted_share"),
        parameters=("committee_tasks", "committee_hours_per_task"),
        agents=("Committee",),
    ),
    Statement(
        _LED,
        "1",
        "residents take part little and passively; self-governance ineffective",
        metrics=("participation_rate", "depth", "efficacy"),
        phases=("take_part", "learn"),
        note="an outcome of few asks, few places and little that is carried out, never set",
    ),
    Statement(
        _INTEGRATION,
        "1",
        "end of 2002: plan and pilot of village-to-community conversion and merging, to be "
        "finished before March 2003 (a target; the six villages converted one after another)",
        town=("communities.member_from", "communities.origin"),
        left_out="the order in which the six were converted: no dates are known, so all join in "
        "the month of the target; merging: the communities are those of the end",
    ),
    Statement(
        _INTEGRATION,
        "1",
        "2009: community building (not conversion) goes from single pilots to full roll-out",
        levers=("station_area_m2", "committee_staff", "consultation_meetings_per_year"),
        metrics=("collected_share", "meetings"),
        note="levers differ by community and date; roll-out is the date from which all have them",
    ),
    Statement(
        _INTEGRATION,
        "1",
        "service scope widens from civil-affairs clients to all residents",
        levers=("service_scope",),
        metrics=("service_reach", "service_gap_vulnerable", "service_gap_migrant"),
        phases=("collect_matters",),
    ),
    Statement(
        _INTEGRATION,
        "1",
        "government still leads but hands functions down by kind, step by step "
        "(按照功能逐步下放); relation moves from control to guidance and cooperation",
        levers=("delegation", "control"),
        metrics=("resolved_in_community", "escalated_share", "government_share"),
        agents=("TownGovernment",),
        left_out="by kind: delegation is one share for all kinds of matter, since the report "
        "does not say which were handed down",
    ),
    Statement(
        _INTEGRATION,
        "1",
        "committee carries both delegated administrative work and mobilisation of residents",
        levers=("control", "committee_staff"),
        metrics=("hours_committee", "administrative_share"),
        parameters=("committee_mobilising_floor", "ask_rate_official"),
        agents=("Committee",),
    ),
    Statement(
        _INTEGRATION,
        "1",
        "community tries several channels of income of its own and uses existing resources, no "
        "longer wholly dependent on government (多渠道增加社区收入)",
        levers=("co_building_agreements", "station_area_m2", "community_budget"),
        metrics=("own_income_share",),
        parameters=("income_per_agreement", "income_per_area"),
    ),
    Statement(
        _INTEGRATION,
        "1",
        "residents' enthusiasm and scope of participation grow; no longer passive objects",
        metrics=("participation_rate", "monthly_participation", "depth"),
        phases=("take_part", "learn"),
        note="an outcome, never set",
    ),
    Statement(
        _INTEGRATION,
        "1",
        "government turns to incubating community social organisations",
        levers=("team_support", "incubation"),
        metrics=("social_organisations", "volunteer_teams"),
        agents=("SocialOrganisation",),
    ),
    Statement(
        _CO,
        "1",
        "2010 opinion on harmonious communities (full coverage by 2015); 2012 party-led "
        "activation of self-governing organisations",
        levers=("party_network_coverage", "team_support", "control"),
        metrics=("visited_households", "social_organisations"),
        left_out="that coverage was full by 2015: a target; levers hold everywhere from their "
        "date on",
    ),
    Statement(
        _CO,
        "1",
        "2015 consultation (协商) made autonomous, procedural, regular; 2016 five city-level "
        "consultation demonstration sites with a consultation platform",
        levers=("consultation_meetings_per_year", "consultation_binding"),
        metrics=("meetings", "meeting_turnout", "adopted_share", "participation_consultation"),
        phases=("consult",),
    ),
    Statement(
        _CO,
        "1",
        "2018 opinion on community governance, targets for 2018-2020; party organisation at the "
        "core of many actors",
        levers=("party_network_coverage", "double_registration", "supervision"),
        metrics=("actor_diversity", "committee_betweenness"),
        agents=("Committee",),
        note="the committee stands for the two committees (社区两委), the party organisation "
        "among them",
    ),
    Statement(
        _CO,
        "1",
        "access list for tasks handed to communities (事项准入), certificate list: committee "
        "burden falls",
        levers=("task_access_list",),
        metrics=("administrative_share",),
        left_out="the certificate list apart: it lightens the same burden, and no number tells "
        "the two apart",
    ),
    Statement(
        _CO,
        "1",
        "co-building units and in-service party members serve communities; social workers; "
        "volunteers and resident leaders (居民骨干) found and trained",
        levers=(
            "co_building_agreements",
            "double_registration",
            "project_budget",
            "volunteer_recruitment",
            "volunteer_training",
            "leader_training",
        ),
        metrics=(
            "hours_units",
            "hours_party",
            "hours_social_workers",
            "hours_volunteers",
            "participation_co_production",
        ),
        agents=("ResidentUnit", "SocialWorker"),
    ),
    Statement(
        _CO,
        "1",
        "government moves from leading to guiding",
        levers=("control", "delegation"),
        metrics=("government_share", "actor_diversity"),
    ),
)

_DATED: tuple[Statement, ...] = (
    Statement(
        _EVENTS,
        "1",
        "1990 (assumed): five committees; the report says early 1990s",
        levers=("control", "committee_staff", "community_budget", "service_scope"),
        town=("communities.origin", "communities.member_from"),
        note="a history begins with these and the other levers of the first stage",
    ),
    Statement(
        _EVENTS,
        "1",
        "2002-12: plan and pilot of conversion",
        date="2002-12",
        note="as the first event of its stage it moves what the report dates only by stage",
    ),
    Statement(
        _EVENTS,
        "1",
        "2003-03 (planned): six villages to be converted by now; the town grows from 5 to 11 "
        "communities",
        town=("communities.member_from", "elections.first"),
        date="2003-03",
    ),
    Statement(_EVENTS, "1", "2009: community building rolled out everywhere", date="2009-07"),
    Statement(
        _EVENTS,
        "1",
        "2010: harmonious-community opinion, full coverage aimed at by 2015",
        date="2010-07",
        note="as the first event of its stage it moves what the report dates only by stage",
    ),
    Statement(_EVENTS, "1", "2012: party-led activation of self-governance", date="2012-07"),
    Statement(_EVENTS, "1", "2015: consultation institutionalised", date="2015-07"),
    Statement(
        _EVENTS,
        "1",
        "2016: five consultation demonstration sites in the whole county, urban and rural; how "
        "many in Luocheng is unknown (0-5; 西北 and 新霞 assumed)",
        date="2016-07",
        note="values of single communities; which ones is assumed",
    ),
    Statement(
        _EVENTS, "1", "2018: community governance opinion, targets for 2018-2020", date="2018-07"
    ),
    Statement(
        _EVENTS,
        "2.1",
        "2019-2022: co-building agreement of 新霞",
        levers=("co_building_agreements",),
        parameters=("unit_agreement_months",),
        agents=("ResidentUnit",),
        date="2019-07",
    ),
    Statement(
        _EVENTS,
        "2.5",
        "2019-2020: three-actor linkage pilots; 分别 may mean 新霞 2019 and 北关 2020, or both in "
        "both years",
        agents=("SocialWorker",),
        date="2019-07",
        note="values of the two communities; both in both years is the default, the other "
        "reading is `history_pilots_other`, both assumed",
    ),
)

_MEASURES: tuple[Statement, ...] = (
    Statement(
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
    Statement(
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
    Statement(
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
    Statement(
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
    Statement(
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
    Statement(
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
    Statement(
        _INFRASTRUCTURE,
        "2.2",
        "service station of at least 200 m2 per community, 'nine ones' standard, acceptance checks",
        levers=("station_area_m2",),
        metrics=("collected_share",),
        parameters=("walk_in_without_station",),
        left_out="the 'nine ones' and the checks: they tell how a station is equipped, not what "
        "it changes",
    ),
    Statement(
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
    Statement(
        _INFRASTRUCTURE,
        "2.2",
        "complaint phone and letter box at one-stop windows",
        levers=("complaint_channel",),
        metrics=("collected_share",),
        phases=("collect_matters",),
    ),
    Statement(
        _INFRASTRUCTURE,
        "2.2",
        "online channels (WeChat group, public account, website) and offline ones (notice board, "
        "LED)",
        levers=("online_channels", "offline_notices"),
        metrics=("participation_informed", "collected_share"),
        columns=("online",),
        town=("margins.online",),
    ),
    Statement(
        _GRID,
        "2.3",
        "municipal grid platform; flow accept -> respond -> handle -> follow up; appraisal with "
        "incentives",
        levers=("grid_platform", "supervision", "grid_points"),
        metrics=("days_to_resolution",),
        phases=("handle_matters", "supervise"),
    ),
    Statement(
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
    Statement(
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
    Statement(
        _GRID,
        "2.3",
        "points (积分) for grid workers and party members",
        levers=("grid_points", "party_points"),
        metrics=("hours_grid", "visited_households"),
        parameters=("grid_points_half", "grid_gloss", "party_points_half", "party_points_gain"),
    ),
    Statement(
        _GRID,
        "2.3",
        "from reacting to acting first (由被动应付转变为主动出击)",
        levers=("proactive_patrol",),
        metrics=("collected_patrol",),
        parameters=("collect_patrol",),
        phases=("collect_matters",),
    ),
    Statement(
        _VOLUNTEERING,
        "2.4",
        "demand list for volunteering (vulnerable groups, environment, culture and sport)",
        levers=("service_demand_list",),
        metrics=("joint_work_share", "hours_volunteers"),
        parameters=("match_base", "match_list"),
        kinds=("environment", "elderly_and_welfare"),
        note="culture and sport are activities and a kind of organisation, not matters",
    ),
    Statement(
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
    Statement(
        _VOLUNTEERING,
        "2.4",
        "at least 5 volunteer teams per community; registered volunteers at least 10 % of "
        "residents",
        levers=("team_support", "volunteer_recruitment"),
        metrics=("volunteer_teams", "registered_volunteer_share"),
        agents=("SocialOrganisation",),
        left_out="the numbers as facts: they are targets, so nothing is set to them",
    ),
    Statement(
        _VOLUNTEERING,
        "2.4",
        "social workers and volunteers linked (社工+义工); units' professional teams",
        levers=("service_demand_list", "project_budget", "demand_matching"),
        metrics=("joint_work_share", "network_density"),
        parameters=("crowding_in", "crowding_out"),
        agents=("SocialWorker", "ResidentUnit"),
    ),
    Statement(
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
    Statement(
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
    Statement(
        _PURCHASE,
        "2.5",
        "third-party supervision and evaluation of projects",
        levers=("third_party_evaluation",),
        metrics=("hours_social_workers",),
    ),
    Statement(
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
    Statement(
        _PURCHASE,
        "2.5",
        "incubation of local social organisations",
        levers=("incubation",),
        metrics=("social_organisations",),
        parameters=("organisation_incubation", "organisation_orphan"),
        agents=("SocialOrganisation", "SocialWorker"),
    ),
)

_SHOWN: tuple[Statement, ...] = (
    Statement(
        _OUTCOMES,
        "3",
        "party-led governance capacity rises (multi-level network down to housing estates; "
        "online + offline)",
        levers=("party_network_coverage", "online_channels", "offline_notices"),
        metrics=(
            "visited_households",
            "collected_share",
            "resolved_in_grid",
            "resolved_in_community",
        ),
        left_out="housing estates: the lowest place is the grid with its households",
    ),
    Statement(
        _OUTCOMES,
        "3",
        "a pattern of many actors governing together takes shape (units, organisations, shops, "
        "residents)",
        metrics=(
            "actor_diversity",
            "joint_work_share",
            "government_share",
            "network_density",
            "social_organisations",
            "hours_units",
        ),
        agents=("ResidentUnit", "SocialOrganisation"),
        note="shops are a kind of unit",
    ),
    Statement(
        _OUTCOMES,
        "3",
        "the committee's capacity to coordinate many parties rises (title only)",
        metrics=("coordination_capacity", "committee_betweenness", "administrative_share"),
        parameters=("coordination_gain", "coordination_decay"),
        agents=("Committee",),
        note="our reading: the report breaks off after the title",
    ),
)

FACTS: tuple[Statement, ...] = (*_STAGES, *_DATED, *_MEASURES, *_SHOWN)
"""Every statement, in the order of the report's parts."""
