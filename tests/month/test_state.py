import numpy as np
import pytest

from sim.calendar import parse_month
from sim.declarations.parameters import PARAMETERS
from sim.model import CommunityModel
from sim.month.consulting import meetings_due
from sim.month.state import CommunityState, adults_in, facts_of, members_in
from sim.rng import Draws
from sim.scenario import load_scenario
from sim.world import World, build_world

DEFAULTS = {name: parameter.default for name, parameter in PARAMETERS.items()}


@pytest.fixture(scope="module")
def world() -> World:
    """The small town; tests only look at it."""
    scenario = load_scenario("example")
    return build_world(scenario.town, Draws(0), scenario.first_month, scenario.parameters)


def test_nothing_has_happened_before_the_first_month() -> None:
    state = CommunityState.initial(5, Draws(0), DEFAULTS)
    assert state.coordination.tolist() == [0.2] * 5
    assert ((state.agenda >= 0) & (state.agenda < 1)).all()
    assert len(set(state.agenda)) == 5
    assert state.organisations == [[], [], [], [], []]
    assert np.isnan(state.voters).all()
    assert np.isnan(state.electorate).all()
    for name in ("meetings", "meeting_places", "meeting_attendance", "meetings_adopted",
                 "hours_volunteered"):  # fmt: skip
        values = getattr(state, name)
        assert values.shape == (12, 5)
        assert not values.any()


def test_a_copy_of_the_state_shares_nothing() -> None:
    state = CommunityState.initial(2, Draws(0), DEFAULTS)
    copy = state.copy()
    copy.organisations[0].append(7)
    copy.meetings[0] = 3
    copy.agenda += 1
    assert state.organisations == [[], []]
    assert not state.meetings.any()
    assert (state.agenda < 1).all()


def test_adults_are_eighteen_and_count(world: World) -> None:
    month = parse_month("2020-07")
    adult = adults_in(world, month)
    age = (month - world.residents.birth_month) / 12
    assert np.array_equal(adult, age >= 18)
    assert 300 < adult.sum() < 600
    inert = world.copy()
    inert.residents.eligible[:] = False
    assert not adults_in(inert, month).any()
    row = int(np.flatnonzero(~adult)[0])
    eighteenth = int(world.residents.birth_month[row]) + 18 * 12
    assert not adults_in(world, eighteenth - 1)[row]
    assert adults_in(world, eighteenth)[row]


def test_a_community_is_a_member_from_its_month_on(world: World) -> None:
    assert members_in(world, parse_month("2022-02")).tolist() == [True, True, False]
    assert members_in(world, parse_month("2022-03")).tolist() == [True, True, True]


def test_policy_is_told_what_was_counted() -> None:
    model = CommunityModel("example", 0)
    for _ in range(8):
        model.step()
    month, world = model.month, model.world
    member = members_in(world, month)
    facts = facts_of(model._tally, model.state, world, member)
    where, residents = world.residents.community, world.residents
    assert facts.residents.tolist() == [300, 180, 120]
    assert facts.households.tolist() == [100, 60, 40]
    assert facts.grids.tolist() == [2, 1, 1]
    adult = adults_in(world, month - 1)
    assert facts.party_members.tolist() == [
        float((residents.party & adult & (where == place)).sum()) for place in range(3)
    ]
    volunteered = residents.history[2] & 1 == 1
    assert facts.volunteers.tolist() == [
        float((volunteered & (where == place)).sum()) for place in range(3)
    ]
    assert facts.organisations.tolist() == [len(ids) for ids in model.state.organisations]
    assert facts.member is member
    assert facts.scale == 1


# --- meetings --------------------------------------------------------------------------------


@pytest.mark.parametrize("a_year", [0.0, 1.0, 4.0, 12.0, 18.0, 24.0])
def test_meetings_fall_due_at_their_rate_and_nothing_is_lost(a_year: float) -> None:
    state = CommunityState.initial(40, Draws(1), DEFAULTS)
    member = np.ones(40, dtype=bool)
    held = sum(meetings_due(state, np.full(40, a_year / 12), member) for _ in range(60))
    assert np.abs(held - 5 * a_year).max() <= 1
    assert ((state.agenda >= 0) & (state.agenda < 1)).all()
    assert np.mean(held) == pytest.approx(5 * a_year, abs=0.25)


def test_whoever_is_no_member_holds_no_meeting() -> None:
    state = CommunityState.initial(2, Draws(1), DEFAULTS)
    due = meetings_due(state, np.full(2, 2.0), np.array([True, False]))
    assert due.tolist() == [2, 0]
