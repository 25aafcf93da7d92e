import mesa
import pytest

from experiments.verification.plain_mesa import PlainMesa, PlainResident
from sim.model import CommunityModel
from sim.scenario import load_scenario
from tests.reference.test_twin import check_decisions, check_people, check_places
from tests.small import SMALL_TOWN

FULL = {
    "town": str(SMALL_TOWN),
    "run.start": "2021-01",
    "run.months": 16,
    "run.burn_in.months": 3,
    "levers.project_youth": 1,
    "levers.project_budget": 300_000,
    "levers.grid_workers": 2,
    "levers.volunteer_prizes": 6_000,
}


@pytest.mark.parametrize("name", ["government_led", "co_governance"])
def test_agents_of_plain_mesa_decide_the_same_in_every_month(name: str) -> None:
    scenario = load_scenario(name, FULL)
    model = CommunityModel(scenario, 7)
    plain = PlainMesa(scenario, 7, model.world.copy())
    took = 0
    while model.running:
        model.step()
        plain.step()
        assert plain.steps == model.steps
        check_decisions(model, plain)
        check_people(model, plain)
        check_places(model, plain)
        took += sum(len(forms) for forms in plain.took.values())
    assert took > 300
    residents = plain.agents_by_type[PlainResident]
    assert len(residents) == len(plain.agents) == len(model.residents) == 240
    assert all(isinstance(one, mesa.Agent) for one in residents)
    assert [one.row for one in residents] == [one.row for one in model.residents]
    # What an agent is, is in the agent: plain values, no views of columns.
    assert type(vars(plain.people[0])["trust"]) is float
