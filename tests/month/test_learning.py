import numpy as np
import pytest

from sim.model import CommunityModel
from sim.rng import hashed_id
from sim.scenario import load_scenario

SETTINGS = {"town": "example", "run.start": "2019-01", "run.months": 200, "run.burn_in.months": 0}


def organisations(months: int, **settings: float) -> tuple[list[int], CommunityModel]:
    """Numbers in the first community, month by month."""
    chosen = SETTINGS | {key.replace("__", "."): value for key, value in settings.items()}
    model = CommunityModel(load_scenario("base", chosen), 1)
    found = []
    for _ in range(months):
        model.step()
        found.append(len(model.state.organisations[0]))
    return found, model


def test_organisations_are_founded_where_there_is_room_and_stay_within_it() -> None:
    found, model = organisations(120, levers__team_support=1)
    assert max(found) <= 13
    assert found[-1] >= 9
    assert max(np.diff([0, *found])) == 1
    assert len(model.state.organisations[2]) > 5
    assert model.world.town.communities[2].member_from is not None


def test_without_support_few_are_founded_and_they_dissolve() -> None:
    supported, _ = organisations(100, levers__team_support=1)
    alone, _ = organisations(100, levers__team_support=0)
    assert np.mean(alone) < 2
    assert np.mean(alone) < np.mean(supported) / 4
    assert min(np.diff(alone)) < 0


def test_ids_come_from_where_and_when() -> None:
    _, model = organisations(40, levers__team_support=1)
    first = model.scenario.first_month
    for place, ids in enumerate(model.state.organisations):
        born = {hashed_id("organisation", place, month) for month in range(first, model.month)}
        assert set(ids) <= born
    assert any(model.state.organisations)


def test_trust_returns_to_the_own_level_when_nothing_happens() -> None:
    quiet = {"parameters.collect_base": 0.1, "parameters.need_rate": 0.2,
             "parameters.trust_averaging": 0, "parameters.trust_heard": 0,
             "parameters.attitude_return": 0.2}  # fmt: skip
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
    before = {name: getattr(residents, name)[child].copy()
              for name in ("trust", "efficacy", "belonging")}  # fmt: skip
    for _ in range(24):
        model.step()
    assert child.sum() > 50
    for name, values in before.items():
        assert np.array_equal(getattr(residents, name)[child], values)
        assert not np.array_equal(getattr(residents, name)[~child][:50], values[:50])
