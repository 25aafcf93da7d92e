import numpy as np
import pytest

from sim.declarations.forms import CONSULTATION
from sim.declarations.matters import CONSULTING, ON_PAPER, RESOLVED, WAITING, WITHDRAWN
from sim.model import CommunityModel
from sim.month.consulting import consult
from sim.month.state import Month
from sim.scenario import load_scenario

SETTINGS = {
    "run.start": "2021-01",
    "run.months": 30,
    "run.burn_in.months": 0,
    "levers.consultation_meetings_per_year": 24,
    "parameters.adoption_base": 0.2,
    "parameters.adoption_turnout": 0.3,
    "parameters.adoption_range": 0.2,
    "parameters.adoption_facilitation": 0.15,
    "parameters.adoption_coordination": 0.2,
    "parameters.initial_coordination": 0.2,
    "parameters.coordination_gain": 0.01,
    "parameters.matters_per_meeting": 10,
    "parameters.carry_over": 0.5,
}


def held(months: int = 1, **settings: float) -> tuple[CommunityModel, Month]:
    chosen = SETTINGS | {key.replace("__", "."): value for key, value in settings.items()}
    model = CommunityModel(load_scenario("example", chosen), 0)
    for _ in range(months):
        model.step()
    assert model.last_month is not None
    return model, model.last_month


def with_matters(month: Month, in_each: int) -> None:
    """Replace the table by matters of the first community that are before its meetings."""
    month.state.matters = type(month.state.matters).none(month.member.size)
    count = in_each
    month.state.matters.append(
        id=np.arange(1, count + 1),
        household=np.zeros(count, dtype=np.int32),
        community=np.zeros(count, dtype=np.int16),
        agreement=np.ones(count, dtype=np.bool_),
        hours=np.ones(count),
        rank=np.linspace(0, 1, count, endpoint=False),
        state=np.full(count, CONSULTING),
        level=np.ones(count, dtype=np.int8),
        since=np.full(count, month.number),
        collected=np.full(count, month.number),
    )


def results(month: Month, control: float, binding: float) -> tuple[list[int], float]:
    """Outcomes of many months with a single matter in the first community, and what is adopted.

    All places are taken, or none when nobody comes.
    """
    month.conditions.carried_out[:] = (1 - control) + control * binding
    came = (month.took >> CONSULTATION & 1)[month.world.residents.community == 0].sum()
    month.conditions.places[0, CONSULTATION] = max(came, 2) / month.meetings[0]
    month.meetings[:] = (2, 0, 0)
    found, adopted = [], 0
    for number in range(24_000, 24_600):
        month.number = number
        with_matters(month, 1)
        consult(month)
        # Two meetings have room for 20 matters.
        assert month.carried[0] in (0, 1 / 20)
        assert month.ritual[0] in (0, 1 / 20)
        found.append(round(20 * (month.carried[0] - month.ritual[0])))
        adopted += int(month.state.books.adopted[month.page, 0])
        assert month.state.books.taken_up[month.page].tolist() == [1, 0, 0]
    return found, adopted / 600


def test_meetings_adopt_more_when_more_come_and_are_carried_out_or_stay_ritual() -> None:
    _, month = held()
    assert month.meetings.tolist()[:2] == [2, 2]
    month.roster.committees[0].coordination = 0.5
    full = 0.2 + 0.3 + 0.2 * 0.5
    here = np.flatnonzero(month.world.residents.community == 0)
    month.took[here[:5]] |= np.uint8(1 << CONSULTATION)
    found, adopted = results(month, 1.0, 0.0)
    assert set(found) == {0, -1}
    assert adopted == np.mean([one == -1 for one in found])
    assert adopted == pytest.approx(full, abs=0.06)
    found, adopted = results(month, 0.0, 0.0)
    assert set(found) == {0, 1}
    assert adopted == np.mean([one == 1 for one in found])
    month.took &= np.uint8(255 - (1 << CONSULTATION))
    _, empty = results(month, 0.0, 0.0)
    assert empty == pytest.approx(0.2 + 0.2 * 0.5, abs=0.06)
    assert empty < adopted


def test_who_is_there_and_facilitation_help() -> None:
    # A project and an organisation, but no unit: two of three.
    _, month = held(
        1,
        levers__project_budget=600_000,
        levers__project_elderly=1,
        levers__third_party_evaluation=1,
        levers__social_worker_skill=0.8,
    )
    del month.roster.organisations[0][:]
    month.took &= np.uint8(255 - (1 << CONSULTATION))
    k = month.roster.committees[0].coordination
    # Two meetings take 20 hours, a quarter of the social workers' time is far more.
    assert month.plan.facilitation[0] == pytest.approx(0.8)
    _, adopted = results(month, 0.0, 0.0)
    assert adopted == pytest.approx(0.2 + 0.2 / 3 + 0.15 * 0.8 + 0.2 * k, abs=0.06)


def test_what_is_carried_out_and_what_stays_ritual_count_by_their_number() -> None:
    _, month = held()
    month.conditions.carried_out[:] = 0.5
    month.parameters = dict(month.parameters) | {"adoption_base": 1.0}
    seen = set()
    for number in range(24_000, 24_040):
        month.number = number
        with_matters(month, 2)
        consult(month)
        ends = month.state.matters.state.tolist()
        room = 10 * month.meetings[0]
        assert month.carried[0] == ends.count(WAITING) / room
        assert month.ritual[0] == ends.count(ON_PAPER) / room
        seen.add(tuple(sorted(ends)))
    assert seen == {(WAITING, WAITING), (WAITING, ON_PAPER), (ON_PAPER, ON_PAPER)}


def test_meetings_take_up_as_many_as_they_have_room_for_the_oldest_first() -> None:
    _, month = held()
    month.meetings[:] = (1, 0, 0)
    month.parameters = dict(month.parameters) | {"adoption_base": 1.0}
    month.conditions.carried_out[:] = 1.0
    with_matters(month, 25)
    consult(month)
    assert month.state.matters.state.tolist() == [WAITING] * 10 + [CONSULTING] * 15
    assert not month.state.matters.agreement[:10].any()


def test_households_learn_of_a_decision_that_stays_ritual() -> None:
    _, month = held()
    month.meetings[:] = (1, 0, 0)
    month.parameters = dict(month.parameters) | {"adoption_base": 1.0}
    month.conditions.carried_out[:] = 0.0
    month.outcome[:] = 0
    with_matters(month, 1)
    consult(month)
    told = month.world.residents.household == 0
    assert month.outcome[told].tolist() == [-1] * told.sum()
    assert not month.outcome[~told].any()


def test_only_what_reached_the_community_and_needs_agreement_goes_before_a_meeting() -> None:
    _, month = held()
    month.meetings[:] = 0
    with_matters(month, 6)
    m = month.state.matters
    m.state[:] = WAITING
    m.level[:] = (0, 1, 1, 1, 2, 1)
    m.agreement[:] = (True, True, False, True, True, True)
    m.ready[:] = month.number
    m.ready[3] += 1
    m.state[5] = RESOLVED
    consult(month)
    assert m.state.tolist() == [WAITING, CONSULTING, WAITING, WAITING, CONSULTING, RESOLVED]


def test_a_year_of_meetings_is_kept() -> None:
    model, month = held(14)
    books = model.state.books
    # Two meetings a month; the third community joins later in this run.
    assert books.year("meetings").tolist() == [24, 24, 0]
    attended = (month.took >> CONSULTATION & 1) == 1
    where = model.world.residents.community
    assert (
        books.meeting_attendance[month.page].tolist()
        == np.bincount(where[attended], minlength=3).tolist()
    )
    assert (books.meeting_attendance <= books.meeting_places).all()
    assert (books.adopted <= books.taken_up).all()
    assert (books.taken_up <= 10 * books.meetings + 1).all()
    assert books.year("adopted")[:2].sum() > 0


def test_without_meetings_nothing_is_decided() -> None:
    model, month = held(12, levers__consultation_meetings_per_year=0)
    books = model.state.books
    for name in ("meetings", "meeting_places", "meeting_attendance", "taken_up", "adopted"):
        assert not books.year(name).any()
    assert not month.carried.any()
    assert not month.ritual.any()
    assert not (model.state.matters.state == WITHDRAWN).any()
    assert np.isnan(model.metric("meeting_turnout"))
    assert np.isnan(model.metric("adopted_share"))
