import numpy as np
import pytest

from sim.declarations.forms import CONSULTATION
from sim.model import CommunityModel
from sim.month.consulting import consult
from sim.month.state import Month
from sim.scenario import load_scenario

SETTINGS = {
    "run.start": "2021-01",
    "run.months": 30,
    "run.burn_in.months": 0,
    "levers.consultation_meetings_per_year": 24,
}


def held(months: int = 1, **settings: float) -> tuple[CommunityModel, Month]:
    chosen = SETTINGS | {key.replace("__", "."): value for key, value in settings.items()}
    model = CommunityModel(load_scenario("example", chosen), 0)
    for _ in range(months):
        model.step()
    assert model.last_month is not None
    return model, model.last_month


def results(month: Month, control: float, binding: float) -> list[int]:
    """Outcomes of many months of meetings in the first community, all of whose places are taken."""
    month.conditions.carried_out[:] = (1 - control) + control * binding
    came = (month.took >> CONSULTATION & 1)[month.world.residents.community == 0].sum()
    month.conditions.places[0, CONSULTATION] = max(came, 2) / month.meetings[0]
    found = []
    for number in range(600):
        month.number = number
        month.meeting[:] = 0
        consult(month)
        found.append(int(month.meeting[0]))
    return found


def test_meetings_adopt_more_when_more_come_and_are_carried_out_or_stay_ritual() -> None:
    _, month = held()
    assert month.meetings.tolist()[:2] == [2, 2]
    full = 0.3 + 0.5
    found = results(month, 1.0, 0.0)
    assert set(found) == {0, -1}
    assert np.mean([one == -1 for one in found]) == pytest.approx(1 - (1 - full) ** 2, abs=0.06)
    found = results(month, 0.0, 0.0)
    assert set(found) == {0, 1}
    month.took &= np.uint8(255 - (1 << CONSULTATION))
    empty = results(month, 0.0, 0.0)
    assert np.mean(empty) == pytest.approx(1 - 0.7**2, abs=0.06)
    assert np.mean(empty) < np.mean(found)


def test_a_decision_that_is_carried_out_outweighs_one_that_stays_ritual() -> None:
    _, month = held()
    found = results(month, 0.5, 0.0)
    adopted = 0.8
    carried = 1 - (1 - adopted * 0.5) ** 2
    assert np.mean([one == 1 for one in found]) == pytest.approx(carried, abs=0.06)


def test_a_year_of_meetings_is_kept() -> None:
    model, month = held(14)
    state = model.state
    # Two meetings a month; the third community joins later in this run.
    assert state.meetings.sum(axis=0).tolist() == [24, 24, 0]
    slot = month.number % 12
    attended = (month.took >> CONSULTATION & 1) == 1
    where = model.world.residents.community
    assert (
        state.meeting_attendance[slot].tolist()
        == np.bincount(where[attended], minlength=3).tolist()
    )
    assert (state.meeting_attendance <= state.meeting_places).all()
    assert (state.meetings_adopted <= state.meetings).all()


def test_without_meetings_nothing_is_decided() -> None:
    model, month = held(6, levers__consultation_meetings_per_year=0)
    assert not model.state.meetings.any()
    assert not model.state.meeting_places.any()
    assert not month.meeting.any()
    assert np.isnan(model.metric("meeting_turnout"))
    assert np.isnan(model.metric("adopted_share"))
