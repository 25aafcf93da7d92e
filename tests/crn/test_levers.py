import pytest

from sim.calendar import parse_month
from sim.declarations.levers import LEVERS
from sim.declarations.matters import FIELDS, KINDS
from sim.model import CommunityModel
from sim.scenario import first_difference
from tests.crn.runs import differing
from tests.small import SMALL_TOWN, ScenarioMaker

FULL = {
    "control": 0.25,
    "committee_staff": 18,
    "task_access_list": 0.8,
    "party_network_coverage": 0.7,
    "households_per_party_member": 5,
    "double_registration": 0.6,
    "consultation_meetings_per_year": 12,
    "consultation_binding": 0.7,
    "supervision": 0.7,
    "online_channels": 0.8,
    "offline_notices": 0.9,
    "grid_workers": 59,
    "volunteer_recruitment": 0.8,
    "volunteer_training": 0.7,
    "volunteer_recognition": 0.7,
    "volunteer_prizes": 6000,
    "team_support": 0.9,
    "leader_training": 0.6,
    "delegation": 0.3,
    "community_budget": 150_000,
    "service_scope": 0.8,
    "shock": 4,
    "co_building_agreements": 6,
    "demand_matching": 0.6,
    "unit_appraisal": 0.4,
    "station_area_m2": 150,
    "one_stop": 0.8,
    "complaint_channel": 0.8,
    "facility_investment": 40,
    "staff_training": 0.7,
    "grid_platform": 0.8,
    "proactive_patrol": 0.3,
    "grid_points": 3_000,
    "party_points": 100,
    "service_demand_list": 0.7,
    "project_budget": 1_500,
    "third_party_evaluation": 0.8,
    "incubation": 0.5,
    "social_worker_skill": 0.7,
    **{f"shock_{kind.name}": 3 for kind in KINDS},
    **{f"project_{field}": 1 for field in FIELDS},
}

PROJECTS = [f"project_{field}" for field in FIELDS]


MONTHS = 30


def text(levers: dict[str, float], timeline: str = "[]", months: int = MONTHS) -> str:
    # Leading is rare and places suffice; here not, so that few residents show what moves them.
    return f"""
    town: {SMALL_TOWN}
    run: {{start: 2021-01, months: {months}, burn_in: {{months: 3, under: government_led}}}}
    levers: {levers}
    timeline: {timeline}
    parameters: {{intercept_co_production: -4.5, places_co_production: 0.01,
                  intercept_activity: -4, places_activity: 0.05,
                  intercept_consultation: -8, intercept_volunteering: -8,
                  unit_hours_offered: 10, unit_commitment_first: 0.2, joint_share: 0.6,
                  need_rate: 0.3}}
    """


def test_the_full_policy_of_this_test_sets_every_lever() -> None:
    assert set(FULL) == set(LEVERS)


@pytest.mark.long
@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_at_its_off_value_is_the_same_as_no_lever(
    name: str, scenario_of: ScenarioMaker
) -> None:
    off, over_a_year = LEVERS[name].off, 14
    rest = {other: value for other, value in FULL.items() if other != name}
    place = "" if LEVERS[name].town_only else "{hillside: %s}"
    again = place % off if place else off
    absent = scenario_of(text(rest, months=over_a_year))
    timeline = f"[{{date: 2021-08, levers: {{{name}: {again}}}}}]"
    said = scenario_of(text(rest | {name: off}, timeline, over_a_year))
    assert said.content_hash == absent.content_hash
    assert first_difference(said, absent) is None
    left, right = CommunityModel(absent, 4), CommunityModel(said, 4)
    left.run_model()
    right.run_model()
    assert not differing(left, right)
    assert left.frame().equals(right.frame())


@pytest.mark.long
@pytest.mark.parametrize("name", LEVERS)
def test_every_lever_changes_what_somebody_does_or_feels(
    name: str, scenario_of: ScenarioMaker
) -> None:
    rest = {other: value for other, value in FULL.items() if other != name} | {"control": 0.6}
    if name in PROJECTS:  # the first project shows more than the seventh
        rest = {other: value for other, value in rest.items() if other not in PROJECTS}
    with_it = scenario_of(text(rest | {name: LEVERS[name].high}))
    without = scenario_of(text(rest | {name: LEVERS[name].off}))
    assert first_difference(with_it, without) == parse_month("2021-01")
    left, right = CommunityModel(with_it, 4), CommunityModel(without, 4)
    acted = measured = False
    while not (acted and measured):
        assert left.running, f"somebody acts otherwise: {acted}; metrics differ: {measured}"
        left.step()
        right.step()
        acted = acted or bool(differing(left, right))
        measured = not left.frame().equals(right.frame())
