"""Mesa's own tools take the model as it is."""

import pytest
from mesa import DataCollector
from mesa.batchrunner import batch_run

import sim
from sim.mesa_tools import Governed

SMALL = {"population.scale": 0.02, "run.months": 2, "run.burn_in.months": 0}


@pytest.fixture
def scenario() -> sim.Scenario:
    return sim.load_scenario("co_governance", SMALL)


def test_batch_run_reads_every_month_without_a_collector(scenario: sim.Scenario) -> None:
    found = batch_run(
        sim.CommunityModel,
        {"scenario": [scenario], "seed": [None]},
        rng=[0, 1],
        number_processes=1,
        data_collection_period=1,
        display_progress=False,
    )
    assert [(row["seed"], row["Step"]) for row in found] == [(0, 1), (0, 2), (1, 1), (1, 2)]
    own = sim.CommunityModel(scenario, 1)
    own.step()
    own.step()
    assert found[-1]["trust"] == own.metric("trust")


def test_a_data_collector_of_model_types_and_all_agents(scenario: sim.Scenario) -> None:
    model = sim.CommunityModel(scenario, 0)
    model.datacollector = DataCollector(
        model_reporters={"trust": lambda one: one.metric("trust")},
        agent_reporters={"place": "community_id"},
        agenttype_reporters={sim.Resident: {"trust": "trust"}},
    )
    model.step()
    model.datacollector.collect(model)
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["trust"].tolist() == [model.metric("trust")]
    places = model.datacollector.get_agent_vars_dataframe()["place"]
    assert len(places) == len(model.agents)
    trusts = model.datacollector.get_agenttype_vars_dataframe(sim.Resident)["trust"]
    assert trusts.between(0, 1).all()


def test_mesas_scenario_makes_the_same_model_again(scenario: sim.Scenario) -> None:
    model = sim.CommunityModel(scenario, 3)
    told = model.scenario
    assert isinstance(told, Governed)
    assert told is model.scenario
    assert told.rng == 3
    again = sim.CommunityModel(type(told)(), 3)
    assert again.governance is scenario


def test_solara_viz_shows_it(scenario: sim.Scenario) -> None:
    solara = pytest.importorskip("solara")
    pytest.importorskip("altair")
    from mesa.visualization import SolaraViz, make_plot_component

    model = sim.CommunityModel(scenario, 0)
    page = SolaraViz(model, components=[make_plot_component("trust")], name="Town")
    _, rendered = solara.render(page, handle_error=False)
    try:
        assert model.running
    finally:
        rendered.close()


def test_what_things_are_called(scenario: sim.Scenario) -> None:
    model = sim.CommunityModel(scenario, 0)
    assert repr(model).startswith("<CommunityModel: co_governance in luocheng, 1,9")
    assert "seed 0" in repr(model)
    resident = model.agents_by_type[sim.Resident][0]
    assert repr(resident).startswith("<Resident ")
    assert (
        repr(scenario) == "<Scenario co_governance: luocheng at scale 0.02, 2 months from 2021-01>"
    )
    kinds = {type(one).__name__: repr(one) for one in model.agents}
    assert kinds["TownGovernment"] == "<TownGovernment of town>"


def test_without_a_seed_one_is_drawn_and_told(scenario: sim.Scenario) -> None:
    """Mesa's tools pass None where nobody gave one."""
    drawn = [sim.CommunityModel(scenario, None) for _ in range(2)]
    assert drawn[0].seed != drawn[1].seed
    again = sim.CommunityModel(scenario, drawn[0].seed)
    assert (again.world.residents.trust == drawn[0].world.residents.trust).all()
    with pytest.raises(TypeError, match=r"a seed is an integer, not '3'"):
        sim.CommunityModel(scenario, "3")  # type: ignore[arg-type]


def test_residents_cannot_be_removed(scenario: sim.Scenario) -> None:
    model = sim.CommunityModel(scenario, 0)
    count = len(model.agents)
    with pytest.raises(ValueError, match="cannot be removed; whoever leaves is replaced"):
        next(iter(model.agents_by_type[sim.Resident])).remove()
    assert len(model.agents) == count
