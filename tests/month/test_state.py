from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from sim.agents.roster import Roster
from sim.calendar import parse_month
from sim.declarations.forms import CO_PRODUCTION
from sim.declarations.matters import ACTOR_COUNT, STATES
from sim.model import CommunityModel
from sim.month.planning import meetings_due
from sim.month.state import Books, CommunityState, adults_in, facts_of, members_in
from sim.policy import Conditions
from sim.rng import Draws
from sim.scenario import load_scenario
from sim.world import World, build_world


@pytest.fixture(scope="module")
def world() -> World:
    """The small town; tests only look at it."""
    scenario = load_scenario("example")
    return build_world(scenario.town, Draws(0), scenario.first_month, scenario.parameters)


def test_nothing_has_happened_before_the_first_month() -> None:
    state = CommunityState.initial(5, 8)
    assert np.isnan(state.voters).all()
    assert np.isnan(state.electorate).all()
    assert state.saved.grid.tolist() == [0.0] * 8
    assert not state.places_saved.any()
    assert len(state.matters) == 0
    assert state.matters.by_state().tolist() == [[0] * len(STATES)] * 5
    assert not state.collaboration.edges()
    for name in Books.__dataclass_fields__:
        values = getattr(state.books, name)
        assert values.shape == ((12, 5, ACTOR_COUNT) if name == "hours" else (12, 5))
        assert not values.any()


def test_the_actors_before_the_first_month_are_committees_units_and_the_town() -> None:
    roster = CommunityModel("example", 0).roster
    assert [one.place for one in roster.committees] == [0, 1, 2]
    assert [one.coordination for one in roster.committees] == [0.2] * 3
    agenda = [one.agenda for one in roster.committees]
    assert all(0 <= one < 1 for one in agenda)
    assert len(set(agenda)) == 3
    assert roster.organisations == [[], [], []]
    assert roster.projects == [{}, {}, {}]
    assert roster.grids == [[], [], [], []]
    assert roster.grid_place == [0, 0, 1, 2]
    towns = [one.units for one in roster.town.model.world.town.communities]
    assert [len(units) for units in roster.units] == towns
    for units in roster.units:
        assert [unit.rank for unit in units] == sorted(unit.rank for unit in units)
        assert not any(unit.signed for unit in units)


def test_the_books_keep_twelve_months() -> None:
    books = Books.empty(2)
    for month in range(100, 115):
        books.open(month)
        books.meetings[month % 12] += (1, month)
        books.hours[month % 12, 0, 3] += 2
    assert books.year("meetings").tolist() == [12, sum(range(103, 115))]
    assert books.year("hours")[0, 3] == 24


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
    facts = facts_of(model._tally, model.roster, world, member)
    where, residents = world.residents.community, world.residents
    assert facts.residents.tolist() == [300, 180, 120]
    assert facts.grids.tolist() == [2, 1, 1]
    adult = adults_in(world, month - 1)
    volunteered = residents.history[2] & 1 == 1
    assert facts.volunteers.tolist() == [
        float((volunteered & (where == place)).sum()) for place in range(3)
    ]
    assert facts.organisations.tolist() == [len(ones) for ones in model.roster.organisations]
    led = residents.history[CO_PRODUCTION] & 1 == 1
    assert facts.leaders.tolist() == [
        float((led & adult & (where == place)).sum()) for place in range(3)
    ]
    idle = residents.registered & (residents.history[2] & 0xFFF == 0)
    registered = np.array([(residents.registered & (where == place)).sum() for place in range(3)])
    paper = [(idle & (where == place)).sum() for place in range(3)] / np.maximum(registered, 1)
    assert facts.paper_share.tolist() == paper.tolist()
    assert facts.units.tolist() == [one.units for one in world.town.communities]
    assert facts.agreements.tolist() == [
        sum(unit.signed for unit in units) for units in model.roster.units
    ]
    assert facts.member is member
    assert facts.scale == 1


# --- meetings --------------------------------------------------------------------------------


def committees(count: int, meeting_rate: float) -> tuple[Roster, Conditions]:
    """Committees with an agenda, and how often they meet."""
    agendas = Draws(1).uniforms("agenda", 0, np.arange(count)).tolist()
    roster = SimpleNamespace(committees=[SimpleNamespace(agenda=one) for one in agendas])
    conditions = SimpleNamespace(meeting_rate=np.full(count, meeting_rate))
    return cast(Roster, roster), cast(Conditions, conditions)


@pytest.mark.parametrize("a_year", [0.0, 1.0, 4.0, 12.0, 18.0, 24.0])
def test_meetings_fall_due_at_their_rate_and_nothing_is_lost(a_year: float) -> None:
    roster, conditions = committees(40, a_year / 12)
    member = np.ones(40, dtype=bool)
    held = sum(meetings_due(roster, conditions, member) for _ in range(60))
    assert np.abs(held - 5 * a_year).max() <= 1
    assert all(0 <= one.agenda < 1 for one in roster.committees)
    assert np.mean(held) == pytest.approx(5 * a_year, abs=0.25)


def test_whoever_is_no_member_holds_no_meeting() -> None:
    roster, conditions = committees(2, 2.0)
    before = roster.committees[1].agenda
    due = meetings_due(roster, conditions, np.array([True, False]))
    assert due.tolist() == [2, 0]
    assert roster.committees[1].agenda == before
