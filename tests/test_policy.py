import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    ELECTION,
    INFORMED,
    VOLUNTEERING,
)
from sim.declarations.levers import LEVERS
from sim.declarations.matters import FIELDS, KINDS
from sim.declarations.parameters import PARAMETERS
from sim.policy import CommunityFacts, Conditions, conditions
from sim.policy.participation import wear_of_losing

COMMUNITIES = 2
# What is worked out by hand below is worked out from these, whatever the defaults become.
DEFAULTS = {name: parameter.default for name, parameter in PARAMETERS.items()} | {
    "committee_tasks": 155,
    "committee_hours_per_task": 8,
    "committee_load_most": 0.95,
    "hours_per_staff": 140,
    "ask_rate_official": 0.05,
    "ask_rate_broadcast": 0.25,
    "ask_rate_leader": 0.05,
    "ask_rate_called": 0.3,
    "ask_rate_called_support": 0.6,
    "party_active_base": 0.25,
    "party_active_double": 0.5,
    "party_visit_rate": 0.5,
    "party_load": 15,
    "party_tiring": 0.03,
    "party_points_half": 100,
    "party_points_gain": 0.3,
    "places_activity": 0.12,
    "places_activity_base": 0.5,
    "places_activity_free": 0.25,
    "places_activity_money": 0.2,
    "money_half": 20,
    "places_activity_organisations": 0.15,
    "places_volunteering": 0.05,
    "places_volunteering_base": 0.1,
    "places_volunteering_organisations": 0.3,
    "places_consultation": 0.004,
    "places_co_production": 0.004,
    "registration_drive_rate": 0.04,
    "volunteer_stop_rate": 0.05,
    "volunteer_training_stay": 0.5,
    "hours_volunteering": 5.2,
    "hours_training": 0.2,
    "weight_incentive": 1,
    "prize_yuan": 200,
    "recognition_worth": 0.5,
    "crowding_in": 0.2,
    "crowding_out": 0.1,
    "facility_effect": 0.01,
    "report_control": 1,
    "report_channels": 0.8,
    "walk_in_without_station": 0.4,
    "paper_rate": 0.5,
    "feedback_base": 0.4,
    "match_base": 0.05,
    "match_list": 0.5,
    "grid_effort_base": 0.75,
    "grid_points_half": 3000,
    "grid_gloss": 0.3,
    "paper_effort": 0.3,
    "organisation_capacity": 13,
    "organisation_capacity_units": 0,
    "organisation_founding": 0.02,
    "organisation_founding_support": 0.5,
    "organisation_founding_leaders": 0.2,
    "organisation_dissolving": 0.03,
    "organisation_survival_support": 0.8,
    "yuan_per_staff": 60_000,
    "town_hours": 350,
    "income_per_agreement": 3000,
    "income_per_area": 50,
}

# Conditions that are chances or shares.
CHANCES = (
    "free_ratio",
    "official_rate",
    "online_rate",
    "offline_rate",
    "leader_rate",
    "called_rate",
    "party_active",
    "party_coverage",
    "visit_rate",
    "carried_out",
    "voice",
    "register_chance",
    "drive_rate",
    "stop_rate",
    "facility_factor",
    "walk_in",
    "service_scope",
    "supervision",
    "on_paper",
    "detected",
    "feedback",
    "same_month",
    "delegation",
    "volunteer_match",
    "grid_effort",
    "grid_gloss",
    "patrol",
    "platform",
    "dissolving_rate",
    "team_support",
    "incubation",
    "unit_match",
    "unit_appraisal",
    "projects",
    "skill",
    "provision",
)


def facts(**changes: float) -> CommunityFacts:
    values = {
        "residents": 8_676.0,
        "organisations": 5.0,
        "associations": 0.0,
        "volunteers": 30.0,
        "paper_share": 0.0,
        "units": 10.0,
        "agreements": 0.0,
        "leaders": 0.0,
        "grids": 5.0,
    } | changes
    return CommunityFacts(
        **{name: np.full(COMMUNITIES, value) for name, value in values.items() if name != "scale"},
        member=np.ones(COMMUNITIES, dtype=bool),
        scale=values.get("scale", 1.0),
    )


def met(given_facts: CommunityFacts | None = None, /, **levers: float) -> Conditions:
    values = {name: np.full(COMMUNITIES, lever.off) for name, lever in LEVERS.items()}
    values |= {name: np.full(COMMUNITIES, value) for name, value in levers.items()}
    return conditions(values, facts() if given_facts is None else given_facts, DEFAULTS)


def first(values: np.ndarray) -> float:
    assert values.shape == (COMMUNITIES,)
    assert values[0] == values[1]
    return float(values[0])


def near(values: np.ndarray, expected: float) -> None:
    assert first(values) == pytest.approx(expected, rel=1e-14, abs=1e-15)


# --- committee -------------------------------------------------------------------------------


def test_tasks_from_above_take_the_committees_hours() -> None:
    under = met(committee_staff=18.0, control=0.5, task_access_list=1.0)
    hours = 18 * 0.8676 * 140
    near(under.committee_hours, hours)
    administrative = 8 * 155 * (0.6 + 0.4 * 0.5) * 0.75
    near(under.administrative_hours, administrative)
    near(under.free_ratio, 1 - administrative / hours)


def test_a_small_committee_gives_nearly_all_its_hours_to_tasks() -> None:
    under = met(committee_staff=5.0, control=0.9)
    near(under.administrative_hours, 0.95 * 5 * 0.8676 * 140)
    near(under.free_ratio, 0.05)


def test_without_staff_there_are_no_hours_to_share() -> None:
    under = met(control=1.0)
    for values in (under.committee_hours, under.administrative_hours, under.free_ratio):
        assert first(values) == 0.0


# --- party members ---------------------------------------------------------------------------


def test_double_registration_makes_more_members_report() -> None:
    near(met().party_active, 0.25)
    near(met(double_registration=0.6).party_active, 0.55)
    near(met(party_network_coverage=0.3).party_coverage, 0.3)
    near(met(households_per_party_member=15.0).party_reach, 15.0)
    near(met().visit_rate, 0.5)


# --- asks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lever, condition, expected",
    [
        ("online_channels", "online_rate", 0.25 * 0.8),
        ("offline_notices", "offline_rate", 0.25 * 0.8),
        ("leader_training", "leader_rate", 0.05 * 0.8),
        ("team_support", "called_rate", 0.3 + 0.6 * 0.8),
        ("volunteer_recruitment", "register_chance", 0.8),
        ("volunteer_recruitment", "drive_rate", 0.04 * 0.8),
        ("volunteer_training", "stop_rate", 0.05 * (1 - 0.5 * 0.8)),
        ("volunteer_training", "volunteering_hours", 5.2 * (1 + 0.2 * 0.8)),
        ("team_support", "dissolving_rate", 0.03 * (1 - 0.8 * 0.8)),
        ("team_support", "founding_rate", (1 - 5 / 13) * (0.02 + 0.5 * 0.8)),
        ("team_support", "team_support", 0.8),
        ("control", "official_rate", 0.05),
        ("control", "voice", 1 - 0.8 / 2),
        ("control", "carried_out", 1 - 0.8),
        ("control", "report_control", 0.8),
        ("online_channels", "report_online", 0.8 * 0.8),
        ("complaint_channel", "report_channels", 0.8 * 0.8),
        ("service_scope", "service_scope", 0.8),
        ("one_stop", "work", 1 - 0.2 * 0.8),
        ("staff_training", "work", 1 / (1 + 0.2 * 0.8)),
        ("supervision", "supervision", 0.8),
        ("supervision", "on_paper", 0.5 * (1 - 0.8 * 0.8)),
        ("supervision", "detected", 0.8 * 0.8),
        ("supervision", "feedback", 0.4 + 0.6 * 0.8),
        ("grid_platform", "same_month", 0.8),
        ("grid_platform", "platform", 0.8),
        ("proactive_patrol", "patrol", 0.8),
        ("delegation", "delegation", 0.8),
        ("service_demand_list", "volunteer_match", 0.05 + 0.95 * 0.5 * 0.8),
        ("demand_matching", "unit_match", 0.8),
        ("unit_appraisal", "unit_appraisal", 0.8),
        ("incubation", "incubation", 0.8),
    ],
)
def test_one_lever_at_0_8(lever: str, condition: str, expected: float) -> None:
    near(getattr(met(**{lever: 0.8}), condition), expected)


def test_binding_carries_out_what_control_would_stop() -> None:
    near(met(control=0.9, consultation_binding=0.7).carried_out, 0.1 + 0.9 * 0.7)
    near(met(control=0.9, consultation_binding=1.0).carried_out, 1.0)
    near(met(consultation_binding=0.0).carried_out, 1.0)


def test_meetings_are_spread_over_the_year() -> None:
    near(met(consultation_meetings_per_year=4.0).meeting_rate, 4 / 12)


# --- places ----------------------------------------------------------------------------------


def test_places_follow_residents_free_hours_and_organisations() -> None:
    under = met(committee_staff=18.0)
    free = 1 - 8 * 155 * 0.6 / (18 * 0.8676 * 140)
    expected = {
        ACTIVITY: 0.12 * 8_676 * (0.5 + 0.25 * free + 0.15),
        VOLUNTEERING: 0.05 * 8_676 * (0.1 + 0.3),
        CONSULTATION: 0.004 * 8_676,
        CO_PRODUCTION: 0.004 * 8_676,
    }
    for form, places in expected.items():
        near(under.places[:, form], places)
    assert np.isinf(under.places[:, [INFORMED, ELECTION]]).all()


def test_places_and_hours_scale_with_the_residents() -> None:
    whole = met(committee_staff=18.0, control=0.4)
    part = met(facts(residents=867.6), committee_staff=18.0, control=0.4)
    near(part.committee_hours, first(whole.committee_hours) / 10)
    near(part.free_ratio, first(whole.free_ratio))
    for form in (ACTIVITY, VOLUNTEERING, CONSULTATION, CO_PRODUCTION):
        near(part.places[:, form], float(whole.places[0, form]) / 10)


def test_money_of_its_own_buys_activities() -> None:
    # 90,000 of 100,000 yuan are under orders; agreements and rooms bring 3,000 x 4 + 50 x 160.
    under = met(
        facts(agreements=4.0), control=0.9, community_budget=100_000.0, station_area_m2=160.0
    )
    near(under.own_income, 20_000)
    near(under.budget, 100_000)
    near(under.money, 10_000 + 20_000)
    per_head = 30_000 / 8_676
    near(under.places[:, ACTIVITY], 0.12 * 8_676 * (0.5 + 0.15 + 0.2 * per_head / (per_head + 20)))
    small = met(facts(agreements=4.0, scale=0.1), control=0.9, community_budget=100_000.0)
    near(small.own_income, 1_200)
    near(small.budget, 10_000)
    near(small.money, 1_000 + 1_200)


def test_units_and_leaders_help_to_found_organisations() -> None:
    vacancy = 1 - 5 / 13
    near(met(facts(units=0.0)).founding_rate, vacancy * 0.5 * 0.02)
    near(met(facts(units=15.0)).founding_rate, vacancy * 1.25 * 0.02)
    near(met(facts(units=90.0)).founding_rate, vacancy * 1.5 * 0.02)
    one_in_a_thousand = facts(leaders=8.676)
    near(met(one_in_a_thousand).founding_rate, vacancy * 0.02 * (1 + 0.2))
    near(met(facts(leaders=100.0)).founding_rate, vacancy * 0.02 * (1 + 0.2 * 2))


def test_a_full_community_founds_nothing() -> None:
    assert first(met(facts(organisations=13.0), team_support=1.0).founding_rate) == 0.0
    assert first(met(facts(organisations=20.0), team_support=1.0).founding_rate) == 0.0


# --- incentives ------------------------------------------------------------------------------


def test_a_prize_is_worth_its_chance_and_recognition_its_word() -> None:
    # 24,000 yuan a year are 10 prizes of 200 yuan a month, shared by 30 volunteers.
    rival = met(volunteer_prizes=24_000.0)
    near(rival.prizes, 10.0)
    near(rival.incentive, 10 / 30 * 2)
    near(met(facts(volunteers=4.0), volunteer_prizes=24_000.0).incentive, 2.0)
    near(met(facts(volunteers=0.0), volunteer_prizes=24_000.0).incentive, 2.0)
    near(met(volunteer_recognition=0.7).incentive, 0.5 * 0.7)
    near(met(facts(volunteers=3_000.0), volunteer_recognition=0.7).incentive, 0.5 * 0.7)
    near(met(facts(scale=0.1), volunteer_prizes=24_000.0).prizes, 1.0)


# --- services --------------------------------------------------------------------------------


def test_a_shock_multiplies_needs_and_investment_spares_facilities() -> None:
    assert (met().need_factor == 1.0).all()
    assert (met(shock=3.0).need_factor == 3.0).all()
    some = met(shock=2.0, shock_dispute=2.0).need_factor
    assert some[0].tolist() == [4.0 if kind.name == "dispute" else 2.0 for kind in KINDS]
    near(met(facility_investment=50.0).facility_factor, math.exp(-0.5))


def test_a_station_opens_the_door() -> None:
    near(met().walk_in, 0.4)
    near(met(station_area_m2=200.0).walk_in, 0.4 + 0.6 * (1 - math.exp(-2)))


def test_the_town_has_hours_for_each_community() -> None:
    near(met().town_hours, 350 * 0.8676)


# --- actors ----------------------------------------------------------------------------------


def test_grid_workers_serve_the_communities_that_belong_to_the_town_by_their_grids() -> None:
    both = met(grid_workers=12.0)
    near(both.grid_workers, 6.0)
    one = facts()
    one.member[1] = False
    levers = {name: np.full(COMMUNITIES, lever.off) for name, lever in LEVERS.items()}
    levers["grid_workers"] = np.full(COMMUNITIES, 12.0)
    assert conditions(levers, one, DEFAULTS).grid_workers.tolist() == [12.0, 0.0]
    one.member[1], one.grids[1] = True, 15.0
    assert conditions(levers, one, DEFAULTS).grid_workers.tolist() == [3.0, 9.0]


def test_points_raise_effort_and_gloss_over_where_nobody_looks() -> None:
    near(met().grid_effort, 0.75)
    near(met(grid_points=3_000.0).grid_effort, 0.75 + 0.25 * 0.5)
    near(met(grid_points=3_000.0).grid_gloss, 0.3 * 0.5)
    near(met(grid_points=3_000.0, supervision=0.6).grid_gloss, 0.3 * 0.5 * 0.4)
    near(met(grid_points=9_000.0).grid_gloss, 0.3 * 0.75)


def test_paper_registration_under_pressure_lowers_real_effort() -> None:
    paper = facts(paper_share=0.5)
    near(met(paper, control=0.8).grid_effort, 0.75 * (1 - 0.3 * 0.8 * 0.5))
    near(met(paper, control=0.8).visit_rate, 0.5 * (1 - 0.3 * 0.8 * 0.5))
    near(met(paper).grid_effort, 0.75)


def test_points_spur_party_members_on() -> None:
    near(met(party_points=100.0).visit_rate, 0.5 * (1 + 0.3 * 0.5))


def test_hours_come_with_delegated_matters_as_far_as_there_is_staff() -> None:
    near(met(delegation=0.8, committee_staff=18.0).delegated_hours, 0.8)
    near(met(delegation=0.8, committee_staff=25.0).delegated_hours, 0.8)
    near(met(delegation=0.8, committee_staff=4.5).delegated_hours, 0.2)
    near(met(delegation=0.8, committee_staff=4.5).delegation, 0.8)


def test_a_project_for_migrants_gives_back_what_keeps_them_out() -> None:
    paid = {"project_budget": 120_000.0, "third_party_evaluation": 1.0}
    alone = met(project_migrants=1.0, **paid)
    near(alone.inclusion, DEFAULTS["project_inclusion"] * first(alone.provision))
    shared = met(project_migrants=1.0, project_elderly=1.0, **paid)
    near(shared.inclusion, first(alone.inclusion) / 2)
    assert first(met(project_elderly=1.0, **paid).inclusion) == 0.0


def test_agreements_are_those_that_are_wanted() -> None:
    near(met(co_building_agreements=7.0).agreements, 7.0)


def test_projects_bring_social_workers_where_there_is_a_field() -> None:
    without = met(project_budget=120_000.0, social_worker_skill=0.6)
    for values in (without.project_hours, without.provision, without.skill):
        assert first(values) == 0.0
    under = met(project_budget=120_000.0, social_worker_skill=0.6, project_elderly=1.0)
    hours = 2 * 140 * 0.6
    near(under.project_hours, hours)
    near(under.provision, hours / 8.676 / 40)
    near(under.skill, 0.6)
    field = FIELDS.index("elderly")
    assert under.projects.tolist() == [[float(k == field) for k in range(len(FIELDS))]] * 2
    evaluated = met(project_budget=120_000.0, project_elderly=1.0, third_party_evaluation=1.0)
    near(evaluated.project_hours, 2 * 140 * 0.9)
    near(met(facts(residents=100.0), project_budget=120_000.0, project_youth=1.0).provision, 1.0)
    near(
        met(facts(scale=0.5), project_budget=120_000.0, project_youth=1.0).project_hours, 140 * 0.6
    )


def test_provision_crowds_volunteering_out_without_a_say_and_in_with_one() -> None:
    bought = {"project_budget": 120_000.0, "project_elderly": 1.0}
    full = 2 * 140 * 0.6 / 8.676 / 40
    out = met(**bought)
    assert first(out.incentive) == pytest.approx(-0.1 * full)
    with_say = met(**bought, consultation_meetings_per_year=4.0)
    near(with_say.incentive, 0.2 * full)
    half = met(**bought, consultation_meetings_per_year=2.0)
    near(half.incentive, full * (0.2 * 0.5 - 0.1 * 0.5))
    ritual = met(**bought, consultation_meetings_per_year=12.0, control=1.0)
    near(ritual.incentive, -0.1 * full)


# --- all levers ------------------------------------------------------------------------------


def different(left: Conditions, right: Conditions) -> set[str]:
    return {
        field.name
        for field in fields(Conditions)
        if not np.array_equal(getattr(left, field.name), getattr(right, field.name))
    }


NEEDED = {
    "control": 0.5,
    "committee_staff": 18.0,
    "households_per_party_member": 15.0,
    "party_network_coverage": 0.9,
    "consultation_meetings_per_year": 12.0,
    "co_building_agreements": 5.0,
    "demand_matching": 0.5,
    "grid_workers": 10.0,
    "volunteer_recruitment": 0.5,
    "project_budget": 120_000.0,
    "third_party_evaluation": 0.5,
}


@pytest.mark.parametrize("name", LEVERS)
def test_every_lever_changes_what_people_meet_once_what_it_needs_is_there(name: str) -> None:
    lever = LEVERS[name]
    there = {other: NEEDED[other] for other in lever.needs}
    if name == "double_registration":
        there["households_per_party_member"] = 15.0
    if name in ("project_budget", "third_party_evaluation", "incubation", "social_worker_skill"):
        there["project_elderly"] = 1.0
    assert different(met(**there), met(**there, **{name: lever.high}))


# What a member of staff, a party member, a project could do, and terms that nobody has yet.
ALONE = {
    "task_access_list": set(),
    "party_network_coverage": {"party_coverage"},
    "households_per_party_member": {"party_reach"},
    "double_registration": {"party_active"},
    "consultation_binding": set(),
    "co_building_agreements": {"agreements"},
    "demand_matching": {"unit_match"},
    "unit_appraisal": {"unit_appraisal"},
    "grid_platform": {"platform", "same_month"},
    "proactive_patrol": {"patrol"},
    "grid_points": {"grid_effort", "grid_gloss"},
    "party_points": {"visit_rate"},
    "volunteer_training": {"stop_rate", "volunteering_hours"},
    "volunteer_recognition": {"incentive"},
    "volunteer_prizes": {"prizes", "incentive"},
    "service_demand_list": {"volunteer_match"},
    "project_budget": set(),
    "third_party_evaluation": set(),
    "incubation": {"incubation"},
    "social_worker_skill": set(),
    **{f"project_{field}": {"projects"} for field in FIELDS},
}


@pytest.mark.parametrize(
    "name", [name for name, lever in LEVERS.items() if lever.needs or lever.needs_any]
)
def test_a_lever_alone_changes_nothing_that_it_needs_others_for(name: str) -> None:
    assert different(met(), met(**{name: LEVERS[name].high})) <= ALONE[name]


@given(
    levers=st.fixed_dictionaries(
        {name: st.floats(lever.low, lever.high) for name, lever in LEVERS.items()}
    ),
    state=st.fixed_dictionaries(
        {
            "organisations": st.floats(0, 30),
            "residents": st.floats(1, 30_000),
            "paper_share": st.floats(0, 1),
            "units": st.floats(0, 200),
            "agreements": st.floats(0, 20),
            "leaders": st.floats(0, 500),
        }
    ),
)
def test_chances_are_chances_and_amounts_are_not_negative(
    levers: dict[str, float], state: dict[str, float]
) -> None:
    under = met(facts(**state), **levers)
    for field in fields(Conditions):
        values = getattr(under, field.name)
        assert not np.isnan(values).any()
        # Provision can crowd volunteering out, by at most this.
        lowest = -DEFAULTS["crowding_out"] if field.name == "incentive" else 0.0
        assert (values >= lowest).all(), field.name
        if field.name in CHANCES:
            assert (values <= 1).all(), field.name
    assert (under.administrative_hours <= under.committee_hours).all()


def test_communities_do_not_mix() -> None:
    levers = {name: np.full(COMMUNITIES, lever.off) for name, lever in LEVERS.items()}
    levers["control"] = np.array([0.2, 0.8])
    levers["committee_staff"] = np.array([18.0, 5.0])
    mixed = conditions(levers, facts(), DEFAULTS)
    for place, (control, staff) in enumerate(((0.2, 18.0), (0.8, 5.0))):
        alone = met(control=control, committee_staff=staff)
        for field in fields(Conditions):
            assert np.array_equal(
                getattr(mixed, field.name)[place], getattr(alone, field.name)[place]
            )


def test_losing_a_prize_wears_down_by_the_square_of_what_was_at_stake() -> None:
    declared = {name: one.default for name, one in PARAMETERS.items()}
    once = wear_of_losing(declared | {"prize_yuan": 200})
    assert once == declared["motive_wear"]
    assert wear_of_losing(declared | {"prize_yuan": 400}) == 4 * once
    assert wear_of_losing(declared | {"prize_yuan": 50}) == once / 16
