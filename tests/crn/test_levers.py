import numpy as np
import pytest

from sim.calendar import parse_month
from sim.declarations.levers import LEVERS
from sim.model import CommunityModel
from sim.scenario import first_difference
from tests.crn.runs import differing
from tests.small import ScenarioMaker

FULL = {
    "control": 0.25, "committee_staff": 18, "task_access_list": 0.8, "party_network_coverage": 0.7,
    "households_per_party_member": 15, "double_registration": 0.6,
    "consultation_meetings_per_year": 12, "consultation_binding": 0.7, "supervision": 0.7,
    "online_channels": 0.8, "offline_notices": 0.9, "grid_workers": 59,
    "volunteer_recruitment": 0.8, "volunteer_training": 0.7, "volunteer_recognition": 0.7,
    "volunteer_prizes": 6000, "team_support": 0.9, "leader_training": 0.6,
}  # fmt: skip


def text(levers: dict[str, float], timeline: str = "[]") -> str:
    # Leading is rare; here it is not, so that 600 residents show what moves it.
    return f"""
    town: example
    run: {{start: 2021-01, months: 15, burn_in: {{months: 3, under: government_led}}}}
    levers: {levers}
    timeline: {timeline}
    parameters: {{intercept_co_production: -4.5, places_co_production: 0.01}}
    """


def test_the_full_policy_of_this_test_sets_every_lever() -> None:
    assert set(FULL) == set(LEVERS)


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_at_its_off_value_is_the_same_as_no_lever(
    name: str, scenario_of: ScenarioMaker
) -> None:
    off = LEVERS[name].off
    rest = {other: value for other, value in FULL.items() if other != name}
    place = "" if LEVERS[name].town_only else "{hillside: %s}"
    again = place % off if place else off
    absent = scenario_of(text(rest))
    said = scenario_of(
        text(rest | {name: off}, f"[{{date: 2021-08, levers: {{{name}: {again}}}}}]")
    )
    assert said.content_hash == absent.content_hash
    assert first_difference(said, absent) is None
    left, right = CommunityModel(absent, 4), CommunityModel(said, 4)
    left.run_model()
    right.run_model()
    assert not differing(left, right)
    assert left.frame().equals(right.frame())


@pytest.mark.parametrize("name", LEVERS)
def test_every_lever_changes_what_somebody_does_or_feels(
    name: str, scenario_of: ScenarioMaker
) -> None:
    rest = {other: value for other, value in FULL.items() if other != name} | {"control": 0.6}
    with_it = scenario_of(text(rest | {name: LEVERS[name].high}))
    without = scenario_of(text(rest | {name: LEVERS[name].off}))
    assert first_difference(with_it, without) == parse_month("2021-01")
    left, right = CommunityModel(with_it, 4), CommunityModel(without, 4)
    left.run_model()
    right.run_model()
    found = differing(left, right)
    assert found, "no column of any resident differs"
    assert not np.array_equal(
        left.frame().iloc[:, 2:].to_numpy(), right.frame().iloc[:, 2:].to_numpy(), equal_nan=True
    )
