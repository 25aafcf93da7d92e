import math
from typing import Any

import numpy as np
import pytest

from sim.agents.resident import Resident
from sim.declarations.columns import RESIDENT_COLUMNS
from sim.declarations.forms import ACTIVITY, FORM_COUNT, VOLUNTEERING
from sim.model import CommunityModel
from sim.world import party_ranks

BOUNDED = [column for column in RESIDENT_COLUMNS if column.high is not None]
NAMES = [column.name for column in RESIDENT_COLUMNS]


@pytest.fixture
def model() -> CommunityModel:
    return CommunityModel("example", 1)


@pytest.fixture(scope="module")
def shared() -> CommunityModel:
    """A model whose columns every test leaves as they were."""
    return CommunityModel("example", 1)


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_an_attribute_that_reads_it(name: str, shared: CommunityModel) -> None:
    model = shared
    values = getattr(model.world.residents, name)
    for row in (0, 299, 599):
        found = getattr(model.residents[row], name)
        assert np.array_equal(found, values[..., row])
        if values.ndim == 1:
            assert type(found) in (bool, int, float)
    assert getattr(Resident, name).__doc__


WHERE = ("resident_id", "community", "group", "household")


@pytest.mark.parametrize("name", WHERE)
def test_a_slot_stays_where_it_is(name: str, shared: CommunityModel) -> None:
    before = getattr(shared.world.residents, name).copy()
    with pytest.raises(AttributeError, match=f"{name} cannot be set"):
        setattr(shared.residents[7], name, 1)
    assert np.array_equal(getattr(shared.world.residents, name), before)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WHERE])
def test_writing_an_attribute_writes_its_cell_and_no_other(
    name: str, shared: CommunityModel
) -> None:
    model = shared
    values = getattr(model.world.residents, name)
    before = values.copy()
    agent = model.residents[7]
    new: Any = {"bool": not values[..., 7].all(), "float64": 0.25}.get(values.dtype.name, 1)
    setattr(agent, name, new)
    assert np.all(values[..., 7] == new)
    assert np.array_equal(np.delete(values, 7, axis=-1), np.delete(before, 7, axis=-1))
    values[:] = before


@pytest.mark.parametrize("column", BOUNDED, ids=lambda column: column.name)
def test_what_lies_outside_the_declared_range_is_refused(
    column: Any, shared: CommunityModel
) -> None:
    agent = shared.residents[7]
    before = getattr(shared.world.residents, column.name).copy()
    for value in (column.low - 0.01, column.high + 1, math.nan, math.inf, -math.inf):
        with pytest.raises(ValueError, match=f"{column.name} = .* is outside"):
            setattr(agent, column.name, value)
    assert np.array_equal(getattr(shared.world.residents, column.name), before)


def test_what_a_column_cannot_hold_is_refused(model: CommunityModel) -> None:
    agent = model.residents[7]
    for name, value in (
        ("education", 0.5),
        ("party", 0.3),
        ("birth_month", 1e12),
        ("free_hours", -1.0),
        ("motive_loss", -0.1),
        ("history", -1),
    ):
        before = np.copy(getattr(agent, name))
        with pytest.raises(ValueError, match=name):
            setattr(agent, name, value)
        assert np.array_equal(getattr(agent, name), before)


def test_grid_and_rank_in_the_party_are_worked_out(shared: CommunityModel) -> None:
    world = shared.world
    agents = [shared.residents[row] for row in (0, 310, 599)]
    homes = [world.households.grid[agent.household] for agent in agents]
    assert [agent.grid for agent in agents] == homes
    assert len(set(homes)) > 1
    ranks = party_ranks(world, np.array([agent.row for agent in agents]), shared.draws)
    assert [agent.party_rank for agent in agents] == ranks.tolist()
    for name in ("grid", "party_rank"):
        with pytest.raises(AttributeError):
            setattr(agents[0], name, 0)


def test_one_value_a_form_is_read_as_a_view_and_written_whole(model: CommunityModel) -> None:
    agent = model.residents[3]
    agent.habit = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    assert model.world.residents.habit[:, 3].tolist() == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    agent.habit[ACTIVITY] = 0.9
    assert model.world.residents.habit[ACTIVITY, 3] == 0.9
    agent.habit = 0
    assert not model.world.residents.habit[:, 3].any()
    with pytest.raises(ValueError, match="outside"):
        agent.habit = [0.1, 0.2, 0.3, 0.4, 0.5, 1.1]
    assert not model.world.residents.habit[:, 3].any()
    assert agent.habit.shape == (FORM_COUNT,)


def test_a_resident_knows_age_community_and_ties(model: CommunityModel) -> None:
    world = model.world
    for row in (0, 310, 599):
        agent = model.residents[row]
        assert agent.age == pytest.approx((model.month - world.residents.birth_month[row]) / 12)
        assert agent.community_id == world.town.community_ids[world.residents.community[row]]
        assert [tie.row for tie in agent.ties] == world.ties.of(row).tolist()
        assert all(agent in tie.ties for tie in agent.ties)
    model.step()
    assert model.residents[0].age == pytest.approx(
        (model.month - world.residents.birth_month[0]) / 12
    )


def test_roles_are_those_of_the_columns(model: CommunityModel) -> None:
    agent = model.residents[11]
    for name, role in (
        ("party", "party_member"),
        ("group_leader", "group_leader"),
        ("registered", "volunteer"),
    ):
        setattr(agent, name, True)
        assert role in agent.roles
        setattr(agent, name, False)
        assert role not in agent.roles
    leaders = [one for one in model.residents if "group_leader" in one.roles]
    assert len(leaders) == 6


def test_taking_part_is_read_from_the_history(model: CommunityModel) -> None:
    agent = model.residents[11]
    model.world.residents.history[VOLUNTEERING, 11] = 1 << 11
    assert agent.took_part("volunteering")
    assert not agent.took_part("volunteering", months=11)
    assert agent.took_part("volunteering", months=32)
    assert not agent.took_part("activity")
    with pytest.raises(ValueError, match="no form 'voting'; the forms are informed, activity"):
        agent.took_part("voting")


def adults(model: CommunityModel) -> list[Resident]:
    return [agent for agent in model.residents if agent.age >= 18]


def informed(model: CommunityModel) -> int:
    return sum(agent.took_part("informed", months=1) for agent in adults(model))


@pytest.mark.parametrize("name, low, high", [("disposition", -30.0, 30.0), ("trust", 0.0, 1.0)])
def test_what_is_written_counts_in_the_next_month(name: str, low: float, high: float) -> None:
    found = []
    for value in (low, high):
        model = CommunityModel("example", 1)
        model.step()
        for agent in model.residents:
            setattr(agent, name, value)
        model.step()
        found.append(informed(model))
    assert found[0] < found[1]


def test_a_threshold_that_is_written_counts_in_the_next_month() -> None:
    found = []
    for value in (0.0, 1.0):
        model = CommunityModel("example", 1)
        for agent in model.residents:
            agent.threshold = value
        model.step()
        found.append(informed(model))
    assert found[0] > found[1]
