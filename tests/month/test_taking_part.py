import numpy as np
import pytest

from sim.declarations.forms import CO_PRODUCTION, CONSULTATION, ELECTION, INFORMED, VOLUNTEERING
from sim.kernels.participation import NO_FORM
from sim.model import CommunityModel
from sim.month.state import Month
from sim.month.taking_part import places_of, whole
from sim.scenario import load_scenario

SETTINGS = {
    "run.start": "2021-06",
    "run.months": 14,
    "run.burn_in.months": 0,
    "levers.party_network_coverage": 0.5,
    "levers.households_per_party_member": 15,
    "levers.volunteer_prizes": 6_000,
}


def month_of(number: int = 1, **settings: float) -> Month:
    """The last of some months of the small town from the election of 2021-06 on."""
    chosen = SETTINGS | {key.replace("__", "."): value for key, value in settings.items()}
    model = CommunityModel(load_scenario("example", chosen), 2)
    for _ in range(number):
        model.step()
    assert model.last_month is not None
    return model.last_month


def test_amounts_are_rounded_so_that_they_hold_on_average() -> None:
    month = month_of()
    amounts = np.array([0.3, 2.0, 7.75])
    found = []
    for number in range(4_000):
        month.number = number
        found.append(whole(month, amounts, "test"))
    found_array = np.array(found)
    assert ((found_array == np.floor(amounts)) | (found_array == np.ceil(amounts))).all()
    assert found_array.mean(axis=0) == pytest.approx(amounts, abs=0.03)
    assert (found_array[:, 1] == 2).all()


def test_each_form_rounds_by_a_draw_of_its_own() -> None:
    month = month_of()
    months = []
    for number in range(200):
        month.number = number
        months.append([places_of(month, form)[0] for form in (VOLUNTEERING, CO_PRODUCTION)])
    assert len({tuple(row) for row in months}) > 2


def test_consultation_has_places_for_each_meeting() -> None:
    month = month_of(levers__consultation_meetings_per_year=24)
    assert month.meetings[0] == 2
    one = month.conditions.places[0, CONSULTATION]
    assert places_of(month, CONSULTATION)[0] in (np.floor(2 * one), np.ceil(2 * one))


def test_the_election_is_open_in_its_month_only() -> None:
    election, after = month_of(1), month_of(2)
    assert election.election
    assert not after.election
    assert (election.decided[election.decides] >> ELECTION & 1).all()
    assert not (after.decided >> ELECTION & 1).any()
    votes = election.took >> ELECTION & 1
    where = election.world.residents.community
    assert election.state.voters.tolist() == np.bincount(where, votes, 3).tolist()
    assert (
        election.state.electorate.tolist()
        == np.bincount(where[election.decides], minlength=3).tolist()
    )
    # Kept until the next one.
    assert after.state.voters.tolist() == election.state.voters.tolist()


def test_party_members_ask_about_the_election_most_in_its_month() -> None:
    def share(month: Month) -> float:
        asked = month.party_ask[month.party_ask != NO_FORM]
        return float((asked == ELECTION).mean())

    election = month_of(1, levers__consultation_meetings_per_year=0)
    assert share(election) == pytest.approx(5 / 8, abs=0.2)
    assert share(month_of(2)) == 0
    assert not (election.party_ask == CONSULTATION).any()
    assert not (election.party_ask == INFORMED).any()


def test_nobody_visits_without_coverage() -> None:
    month = month_of(2, levers__party_network_coverage=0)
    assert not month.visited.any()
    assert (month.party_ask == NO_FORM).all()


def test_prizes_wear_down_the_volunteers_who_win_none() -> None:
    # 1,200 yuan a year are half a prize a month.
    settings = SETTINGS | {
        "levers.volunteer_prizes": 1_200,
        "levers.volunteer_recruitment": 1,
        "parameters.places_volunteering": 0.1,
        "parameters.intercept_volunteering": -4,
    }
    model = CommunityModel(load_scenario("example", settings), 2)
    seen = set()
    for _ in range(10):
        before = model.world.residents.motive_loss.copy()
        model.step()
        month = model.last_month
        assert month is not None
        residents = model.world.residents
        stayed = residents.arrived < month.number
        lost = residents.motive_loss - 0.95 * before
        for place in range(3):
            here = residents.community == place
            volunteers = here & (month.took >> VOLUNTEERING & 1 == 1)
            worn = here & stayed & (lost > 0.1)
            assert not (worn & ~volunteers).any()
            assert lost[worn] == pytest.approx(0.15)
            assert lost[here & stayed & ~worn] == pytest.approx(0)
            prizes = int(whole(month, month.conditions.prizes, "prizes")[place])
            assert prizes in (0, 1)
            left = (volunteers & ~stayed).sum()
            assert volunteers.sum() - prizes - left <= worn.sum() or prizes == 0
            assert worn.sum() <= max(0, volunteers.sum() - prizes) * prizes
            seen.add((prizes, bool(worn.any())))
    assert seen >= {(0, False), (1, True)}


def test_hours_volunteered_are_booked_once_a_month() -> None:
    month = month_of(3)
    where = month.world.residents.community
    count = np.bincount(where[month.took >> VOLUNTEERING & 1 == 1], minlength=3)
    booked = month.state.books.hours_volunteered[month.page]
    assert booked.tolist() == (count * month.conditions.volunteering_hours).tolist()
