import mesa
import numpy as np
import pandas as pd
import pytest

from sim.agents.actor import Actor
from sim.agents.committee import Committee
from sim.agents.grid_worker import GridWorker
from sim.agents.organisation import SocialOrganisation
from sim.agents.resident import Resident
from sim.agents.town_government import TownGovernment
from sim.model import CommunityModel

RESIDENTS = 600
# The town and three committees; the small town has no units, and nobody is hired yet.
ACTORS = 4


@pytest.fixture
def model() -> CommunityModel:
    return CommunityModel("example", 1)


def test_a_run_without_agents_makes_none() -> None:
    model = CommunityModel("example", 1)
    model.run_model()
    model.frame()
    model.record()
    assert model._residents is None
    # Organisations come and go, so that more than those that exist have been made.
    existing = sum(len(ones) for ones in model.roster.organisations)
    assert ACTORS + existing <= model.agent_id_counter - 1 < ACTORS + 100


@pytest.mark.parametrize("touch", ["agents", "agents_by_type", "agent_types", "residents"])
def test_residents_appear_when_somebody_looks(touch: str, model: CommunityModel) -> None:
    assert model.agent_id_counter == ACTORS + 1
    getattr(model, touch)
    assert model.agent_id_counter == ACTORS + RESIDENTS + 1
    getattr(model, touch)
    assert model.agent_id_counter == ACTORS + RESIDENTS + 1
    assert len(model.agents) == ACTORS + RESIDENTS


def test_residents_are_registered_mesa_agents(model: CommunityModel) -> None:
    assert isinstance(model, mesa.Model)
    assert set(model.agent_types) == {TownGovernment, Committee, Resident}
    assert set(model.agents_by_type) == {TownGovernment, Committee, Resident}
    residents = model.agents_by_type[Resident]
    assert len(residents) == len(model.residents) == RESIDENTS
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)
    assert [agent.row for agent in residents] == list(range(RESIDENTS))
    assert len({agent.unique_id for agent in model.agents}) == RESIDENTS + ACTORS
    assert all(agent.model is model for agent in model.agents)
    assert set(model.residents) == set(residents)
    roster = model.roster
    assert set(model.agents) - set(residents) == {roster.town, *roster.committees}


def test_actors_are_agents_while_they_exist(model: CommunityModel) -> None:
    while model.running:
        model.step()
    roster = model.roster
    there = {
        roster.town,
        *roster.committees,
        *(one for ones in roster.organisations for one in ones),
    }
    assert set(model.agents.select(lambda agent: isinstance(agent, Actor))) == there
    assert set(model.agents_by_type[SocialOrganisation]) == {
        one for ones in roster.organisations for one in ones
    }
    assert GridWorker not in model.agents_by_type
    assert len(model.agents) == RESIDENTS + len(there)
    names = {one.community_id for one in there}
    assert names == {"town", *model.world.town.community_ids}


def test_agents_cannot_be_set(model: CommunityModel) -> None:
    with pytest.raises(AttributeError, match="agents cannot be set"):
        model.agents = []


def test_select_groupby_and_agg(model: CommunityModel) -> None:
    columns = model.world.residents
    residents = model.agents_by_type[Resident]
    party = residents.select(lambda agent: agent.party)
    assert len(party) == columns.party.sum() > 0
    assert party.agg("trust", np.mean) == pytest.approx(columns.trust[columns.party].mean())
    assert model.agents.select(at_most=10, agent_type=Resident).get("row") == list(range(10))
    groups = residents.groupby("community_id")
    assert groups.count() == {"riverside": 300, "hillside": 180, "newfield": 120}
    for place, name in enumerate(model.world.town.community_ids):
        mean = groups.agg("trust", np.mean)[name]
        assert mean == pytest.approx(columns.trust[columns.community == place].mean())


def test_set_do_map_and_sort_work_on_the_columns(model: CommunityModel) -> None:
    residents = model.agents_by_type[Resident]
    some = residents.select(lambda agent: agent.community_id == "hillside")
    some.set("trust", 0.75)
    columns = model.world.residents
    assert (columns.trust[columns.community == 1] == 0.75).all()
    assert not (columns.trust[columns.community != 1] == 0.75).any()
    assert some.map("took_part", "activity") == [False] * 180
    oldest = next(iter(residents.sort("age")))
    assert oldest.age == max(agent.age for agent in model.residents)


def test_agents_read_the_present_month_after_month(model: CommunityModel) -> None:
    agent = model.residents[0]
    for _ in range(6):
        model.step()
        assert agent.trust == model.world.residents.trust[0]
    assert len(model.agents_by_type[Resident]) == RESIDENTS


def test_looking_at_agents_changes_nothing() -> None:
    plain, watched = CommunityModel("example", 1), CommunityModel("example", 1)
    while plain.running:
        plain.step()
        residents = watched.agents_by_type[Resident]
        residents.shuffle_do("took_part", "activity")
        residents.groupby("community_id").agg("trust", np.mean)
        watched.agents.groupby("community_id").count()
        watched.step()
    assert plain.frame().equals(watched.frame())


def test_a_data_collector_collects(model: CommunityModel) -> None:
    collector = mesa.DataCollector(
        model_reporters={
            "rate": lambda model: model.metric("participation_rate"),
            "month": "month",
            "hillside": lambda model: model.metric("trust", "hillside"),
        },
        agent_reporters={"community": "community_id"},
        agenttype_reporters={
            Resident: {"volunteer": lambda agent: "volunteer" in agent.roles, "trust": "trust"},
            Committee: {"coordination": "coordination"},
        },
    )
    trusts, founded = [], 0
    for _ in range(3):
        model.step()
        collector.collect(model)
        founded += sum(len(ones) for ones in model.roster.organisations)
        trusts.append(model.world.residents.trust.copy())
    of_model = collector.get_model_vars_dataframe()
    frame = model.frame()
    town = frame[frame.community == "town"].reset_index(drop=True)
    pd.testing.assert_series_equal(of_model.rate, town.participation_rate, check_names=False)
    hillside = frame[frame.community == "hillside"].trust.tolist()
    assert of_model.hillside.tolist() == hillside
    assert of_model.month.tolist() == [model.month - 2, model.month - 1, model.month]
    of_agents = collector.get_agent_vars_dataframe()
    assert len(of_agents) == 3 * (RESIDENTS + ACTORS) + founded
    of_type = collector.get_agenttype_vars_dataframe(Resident)
    assert len(of_type) == 3 * RESIDENTS
    for step, trust in enumerate(trusts, start=1):
        assert of_type.loc[step].trust.tolist() == trust.tolist()
    of_committees = collector.get_agenttype_vars_dataframe(Committee)
    last = [one.coordination for one in model.roster.committees]
    assert of_committees.loc[3].coordination.tolist() == last


class Visitor(mesa.Agent):  # type: ignore[misc]
    """Somebody whom a Mesa user brings along."""


def test_agents_of_a_users_own_live_beside_the_residents(model: CommunityModel) -> None:
    visitor = Visitor(model)
    assert set(model.agents_by_type) == {Visitor, Resident, Committee, TownGovernment}
    assert len(model.agents) == RESIDENTS + ACTORS + 1
    model.step()
    visitor.remove()
    assert not len(model.agents_by_type[Visitor])
    assert len(model.agents_by_type[Resident]) == RESIDENTS


def test_two_models_have_agents_of_their_own() -> None:
    one, other = CommunityModel("example", 1), CommunityModel("example", 2)
    one.residents[0].trust = 0.123
    assert other.residents[0].trust != 0.123
    assert not set(one.agents) & set(other.agents)
