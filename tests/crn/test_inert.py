import pytest

from sim.model import CommunityModel
from sim.world import insert_resident
from tests.crn.runs import actors_of, differing, same_matters, ties_of
from tests.small import ScenarioMaker

POLICY = """
    extends: co_governance
    town: example
    run: {start: 2021-01, months: 24, burn_in: {months: 6, under: government_led}}
    levers: {volunteer_prizes: 6000, project_youth: 1, project_budget: 300000,
             third_party_evaluation: 0.8, incubation: 0.5, social_worker_skill: 0.7}
"""
HOMES = 200


@pytest.mark.parametrize("home", [0, 5, 63, 64, 100, 159, 160, HOMES - 1])
def test_one_inert_slot_more_changes_nothing_for_anybody(
    home: int, scenario_of: ScenarioMaker
) -> None:
    scenario = scenario_of(POLICY)
    without = CommunityModel(scenario, home)
    world = insert_resident(without.world, home, eligible=False)
    row = int(without.world.households.first[home] + without.world.households.size[home])
    assert not world.residents.eligible[row]
    assert world.ties.degree[row] == 0
    added = CommunityModel(scenario, home, world=world)
    assert not differing(without, added, row)
    months = 0
    while without.running:
        without.step()
        added.step()
        assert not differing(without, added, row)
        months += 1
    assert months >= 24
    assert ties_of(without) == ties_of(added, row)
    assert actors_of(without) == actors_of(added)
    assert same_matters(without, added, row)
    assert len(without.state.matters) > 100
    assert without.frame().equals(added.frame())
    assert without.metric("participation_rate") > 0.2
    assert not added.world.residents.history[:, row].any()


def test_ten_inert_slots_more_change_nothing_either(scenario_of: ScenarioMaker) -> None:
    scenario = scenario_of(POLICY)
    without = CommunityModel(scenario, 3)
    world = without.world
    for home in range(0, HOMES, 20):
        world = insert_resident(world, home, eligible=False)
    added = CommunityModel(scenario, 3, world=world)
    without.run_model()
    added.run_model()
    assert without.frame().equals(added.frame())
