"""The statements of the report under stages, events and outcomes, mapped to the model."""

from sim.report.odd.facts import Fact
from sim.report.odd.measures import MEASURES

_LED = "stages: government-led"
_INTEGRATION = "stages: integration"
_CO = "stages: co-governance"
_EVENTS = "events"
_OUTCOMES = "outcomes"

_STAGES: tuple[Fact, ...] = (
    Fact(
        _LED,
        "1",
        "communities of the stage: beiguan, dongnan, xibei, zhongxin, dongguan",
        town=("communities.origin", "communities.member_from"),
        note="the five of origin `original`; the others are outside every denominator until "
        "they join",
    ),
    Fact(
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
    Fact(
        _LED,
        "1",
        "government takes on all public affairs (大包大揽) by administrative means",
        levers=("control", "delegation"),
        metrics=("government_share", "actor_diversity", "hours_town"),
        agents=("TownGovernment",),
    ),
    Fact(
        _LED,
        "1",
        "services go mostly to civil-affairs clients and vulnerable groups; convenience services",
        levers=("service_scope", "station_area_m2"),
        metrics=("service_reach", "service_gap_vulnerable"),
        columns=("vulnerable",),
        kinds=("service_request",),
    ),
    Fact(
        _LED,
        "1",
        "committee busy with administrative tasks; self-governance capacity weak",
        levers=("control", "committee_staff"),
        metrics=("administrative_share", "coordination_capacity", "adopted_share"),
        parameters=("committee_tasks", "committee_hours_per_task"),
        agents=("Committee",),
    ),
    Fact(
        _LED,
        "1",
        "residents take part little and passively; self-governance ineffective",
        metrics=("participation_rate", "depth", "efficacy"),
        phases=("take_part", "learn"),
        note="an outcome of few asks, few places and little that is carried out, never set",
    ),
    Fact(
        _INTEGRATION,
        "1",
        "end of 2002: plan and pilot of village-to-community conversion and merging, to be "
        "finished before March 2003 (a target; the six villages converted one after another)",
        town=("communities.member_from", "communities.origin"),
        left_out="the order in which the six were converted: no dates are known, so all join in "
        "the month of the target; merging: the communities are those of the end",
    ),
    Fact(
        _INTEGRATION,
        "1",
        "2009: community building (not conversion) goes from single pilots to full roll-out",
        levers=("station_area_m2", "committee_staff", "consultation_meetings_per_year"),
        metrics=("collected_share", "meetings"),
        note="levers differ by community and date; roll-out is the date from which all have them",
    ),
    Fact(
        _INTEGRATION,
        "1",
        "service scope widens from civil-affairs clients to all residents",
        levers=("service_scope",),
        metrics=("service_reach", "service_gap_vulnerable", "service_gap_migrant"),
        phases=("collect_matters",),
    ),
    Fact(
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
    Fact(
        _INTEGRATION,
        "1",
        "committee carries both delegated administrative work and mobilisation of residents",
        levers=("control", "committee_staff"),
        metrics=("hours_committee", "administrative_share"),
        parameters=("committee_mobilising_floor", "ask_rate_official"),
        agents=("Committee",),
    ),
    Fact(
        _INTEGRATION,
        "1",
        "community tries several channels of income of its own and uses existing resources, no "
        "longer wholly dependent on government (多渠道增加社区收入)",
        levers=("co_building_agreements", "station_area_m2", "community_budget"),
        metrics=("own_income_share",),
        parameters=("income_per_agreement", "income_per_area"),
    ),
    Fact(
        _INTEGRATION,
        "1",
        "residents' enthusiasm and scope of participation grow; no longer passive objects",
        metrics=("participation_rate", "monthly_participation", "depth"),
        phases=("take_part", "learn"),
        note="an outcome, never set",
    ),
    Fact(
        _INTEGRATION,
        "1",
        "government turns to incubating community social organisations",
        levers=("team_support", "incubation"),
        metrics=("social_organisations", "volunteer_teams"),
        agents=("SocialOrganisation",),
    ),
    Fact(
        _CO,
        "1",
        "2010 opinion on harmonious communities (full coverage by 2015); 2012 party-led "
        "activation of self-governing organisations",
        levers=("party_network_coverage", "team_support", "control"),
        metrics=("visited_households", "social_organisations"),
        left_out="that coverage was full by 2015: a target; levers hold everywhere from their "
        "date on",
    ),
    Fact(
        _CO,
        "1",
        "2015 consultation (协商) made autonomous, procedural, regular; 2016 five city-level "
        "consultation demonstration sites with a consultation platform",
        levers=("consultation_meetings_per_year", "consultation_binding"),
        metrics=("meetings", "meeting_turnout", "adopted_share", "participation_consultation"),
        phases=("consult",),
    ),
    Fact(
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
    Fact(
        _CO,
        "1",
        "access list for tasks handed to communities (事项准入), certificate list: committee "
        "burden falls",
        levers=("task_access_list",),
        metrics=("administrative_share",),
        left_out="the certificate list apart: it lightens the same burden, and no number tells "
        "the two apart",
    ),
    Fact(
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
    Fact(
        _CO,
        "1",
        "government moves from leading to guiding",
        levers=("control", "delegation"),
        metrics=("government_share", "actor_diversity"),
    ),
)

_DATED: tuple[Fact, ...] = (
    Fact(
        _EVENTS,
        "1",
        "1990 (assumed): five committees; the report says early 1990s",
        levers=("control", "committee_staff", "community_budget", "service_scope"),
        town=("communities.origin", "communities.member_from"),
        note="a history begins with these and the other levers of the first stage",
    ),
    Fact(
        _EVENTS,
        "1",
        "2002-12: plan and pilot of conversion",
        date="2002-12",
        note="as the first event of its stage it moves what the report dates only by stage",
    ),
    Fact(
        _EVENTS,
        "1",
        "2003-03 (planned): six villages to be converted by now; the town grows from 5 to 11 "
        "communities",
        town=("communities.member_from", "elections.first"),
        date="2003-03",
    ),
    Fact(_EVENTS, "1", "2009: community building rolled out everywhere", date="2009-07"),
    Fact(
        _EVENTS,
        "1",
        "2010: harmonious-community opinion, full coverage aimed at by 2015",
        date="2010-07",
        note="as the first event of its stage it moves what the report dates only by stage",
    ),
    Fact(_EVENTS, "1", "2012: party-led activation of self-governance", date="2012-07"),
    Fact(_EVENTS, "1", "2015: consultation institutionalised", date="2015-07"),
    Fact(
        _EVENTS,
        "1",
        "2016: five consultation demonstration sites in the whole county, urban and rural; how "
        "many in Luocheng is unknown (0-5; 西北 and 新霞 assumed)",
        date="2016-07",
        note="values of single communities; which ones is assumed",
    ),
    Fact(_EVENTS, "1", "2018: community governance opinion, targets for 2018-2020", date="2018-07"),
    Fact(
        _EVENTS,
        "2.1",
        "2019-2022: co-building agreement of 新霞",
        levers=("co_building_agreements",),
        parameters=("unit_agreement_months",),
        agents=("ResidentUnit",),
        date="2019-07",
    ),
    Fact(
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

_SHOWN: tuple[Fact, ...] = (
    Fact(
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
    Fact(
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
    Fact(
        _OUTCOMES,
        "3",
        "the committee's capacity to coordinate many parties rises (title only)",
        metrics=("coordination_capacity", "committee_betweenness", "administrative_share"),
        parameters=("coordination_gain", "coordination_decay"),
        agents=("Committee",),
        note="our reading: the report breaks off after the title",
    ),
)

FACTS: tuple[Fact, ...] = (*_STAGES, *_DATED, *MEASURES, *_SHOWN)
"""Every statement, in the order of the report's parts."""
