import numpy as np
import pytest

from sim.model import CommunityModel
from sim.month.learning import elect
from sim.rng import hashed_id
from sim.scenario import load_scenario
from tests.small import WITHOUT

SETTINGS = WITHOUT | {
    "town": "example",
    "run.start": "2019-01",
    "run.months": 200,
    "run.burn_in.months": 0,
}


def organisations(months: int, **settings: float) -> tuple[list[int], CommunityModel]:
    """Numbers in the first community, month by month."""
    chosen = SETTINGS | {key.replace("__", "."): value for key, value in settings.items()}
    model = CommunityModel(load_scenario("base", chosen), 1)
    found = []
    for _ in range(months):
        model.step()
        found.append(len(model.roster.organisations[0]))
    return found, model


def test_organisations_are_founded_where_there_is_room_and_stay_within_it() -> None:
    found, model = organisations(120, levers__team_support=1)
    assert max(found) <= 13
    assert found[-1] >= 9
    # Without incubation one a month at most.
    assert max(np.diff([0, *found])) == 1
    assert len(model.roster.organisations[2]) > 5
    assert model.world.town.communities[2].member_from is not None


def test_without_support_few_are_founded_and_they_dissolve() -> None:
    supported, _ = organisations(190, levers__team_support=1)
    alone, _ = organisations(190, levers__team_support=0)
    assert np.mean(alone) < 2
    assert np.mean(alone) < np.mean(supported) / 4
    assert min(np.diff(alone)) < 0


def test_ids_come_from_where_and_when() -> None:
    _, model = organisations(40, levers__team_support=1)
    first = model.governance.first_month
    for place, ones in enumerate(model.roster.organisations):
        where = model.world.town.community_ids[place]
        for one in ones:
            assert first <= one.founded < model.month
            assert one.actor_id == hashed_id("organisation", where, one.founded, 0)
    assert any(model.roster.organisations)
    everyone = [one for ones in model.roster.organisations for one in ones]
    assert len({one.actor_id for one in everyone}) == len(everyone)


def test_trust_returns_to_the_own_level_when_nothing_happens() -> None:
    quiet = {
        "parameters.report_base": -3,
        "parameters.need_rate": 0.15,
        "parameters.grievance": 0,
        "parameters.trust_averaging": 0,
        "parameters.trust_heard": 0,
        "parameters.attitude_return": 0.2,
    }
    model = CommunityModel(load_scenario("base", SETTINGS | quiet), 1)
    residents = model.world.residents
    residents.leaves[:] = 12 * 2500
    residents.own_trust[:] = 0.7
    residents.trust[:] = 0.4
    adult = model.month - residents.birth_month >= 18 * 12
    for _ in range(60):
        model.step()
    # Few households have had a matter collected by then.
    untouched = np.median(residents.trust[adult])
    assert untouched == pytest.approx(0.7 - 0.3 * (1 - 0.2 / 12) ** 60)


def test_children_keep_the_attitudes_they_came_with() -> None:
    model = CommunityModel(load_scenario("base", SETTINGS), 1)
    residents = model.world.residents
    residents.leaves[:] = 12 * 2500
    child = model.month + 24 - residents.birth_month < 18 * 12
    before = {
        name: getattr(residents, name)[child].copy() for name in ("trust", "efficacy", "belonging")
    }
    for _ in range(24):
        model.step()
    assert child.sum() > 50
    for name, values in before.items():
        assert np.array_equal(getattr(residents, name)[child], values)
        assert not np.array_equal(getattr(residents, name)[~child][:50], values[:50])


# --- party members, committees ---------------------------------------------------------------


def fatigue(load: float, months: int) -> list[tuple[int, float]]:
    """Households that the first active member serves, and its fatigue, month by month."""
    chosen = SETTINGS | {
        "levers.party_network_coverage": 1,
        "parameters.party_tiring": 0.06,
        "parameters.party_load": 15,
        "parameters.party_recovery": 0.02,
        "levers.households_per_party_member": load,
    }
    model = CommunityModel(load_scenario("base", chosen), 1)
    found = []
    r = model.world.residents
    r.leaves[:] = 12 * 2500
    for _ in range(months):
        model.step()
        row = int(np.flatnonzero(r.households_served > 0)[0])
        found.append((int(r.households_served[row]), float(r.fatigue[row])))
    return found


def test_party_members_tire_above_their_load_and_nobody_tires_within_it() -> None:
    f = 0.0
    for served, found in fatigue(20.0, 20):
        assert served > 15
        f += 0.06 * (served / 15 - 1) * (1 - f) - 0.02 * f
        assert found == pytest.approx(f)
    assert [found for _, found in fatigue(10.0, 20)] == [0.0] * 20


def test_a_team_that_nobody_trusts_is_replaced_and_starts_with_less_coordination() -> None:
    chosen = {
        "run.start": "2021-06",
        "run.months": 2,
        "run.burn_in.months": 0,
        "parameters.team_renewal": 0.5,
        "parameters.team_renewal_keeps": 0.8,
        "parameters.coordination_gain": 0.01,
        "parameters.initial_coordination": 0.4,
        "parameters.coordination_decay": 0.01,
    }
    for trust, kept in ((0.0, 0.8), (1.0, 1.0)):
        model = CommunityModel(load_scenario("example", chosen), 1)
        # At trust 0 the chance is 2 x 0.5 = 1, at trust 1 it is 0.
        for values in (model.world.residents.trust, model.world.residents.own_trust):
            values[:] = trust
        model._tally.counts[:] = 0
        month = model._open()
        assert month.election
        elect(month)
        coordination = [one.coordination for one in model.roster.committees]
        assert coordination == pytest.approx([0.4 * kept, 0.4 * kept, 0.4])
