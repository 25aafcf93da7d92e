import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rng import Draws
from sim.world.places import (
    household_sizes,
    in_order,
    lowest,
    place_households,
    place_residents,
    scaled,
    settle_origins,
)
from tests.world.towns import DEFAULTS, built, luocheng, town_of


@pytest.mark.parametrize("scale", [0.01, 0.1, 1.0])
def test_scaling_shrinks_people_and_groups_and_keeps_grids(scale: float) -> None:
    small = scaled(luocheng(), scale)
    for before, after in zip(luocheng().communities, small.communities, strict=True):
        assert after.residents == round(before.residents * scale)
        assert after.households == round(before.households * scale)
        assert after.groups == max(1, round(before.groups * scale))
        assert after.grids == before.grids
    assert small.community_ids == luocheng().community_ids


def test_a_tiny_town_keeps_one_of_everything() -> None:
    (place,) = scaled(town_of((50, 20, 5, 2)), 0.01).communities
    assert (place.residents, place.households, place.groups, place.grids) == (1, 1, 1, 2)


@given(st.integers(1, 200), st.integers(0, 900), st.integers(0, 5))
def test_household_sizes_sum_exactly(households: int, extra: int, seed: int) -> None:
    sizes = household_sizes(households, households + extra, np.arange(households), Draws(seed), 7)
    assert sizes.sum() == households + extra
    assert sizes.min() >= 1


def test_household_sizes_are_spread_around_the_mean() -> None:
    sizes = built(1.0).households.size
    share = np.bincount(sizes) / sizes.size
    assert sizes.max() <= 8
    assert 0.05 < share[1] < 0.2
    assert (share[2:5] > 0.15).all()


@given(st.lists(st.integers(0, 5), min_size=1), st.integers(-2, 40))
def test_lowest_marks_exactly_so_many_in_order(values: list[int], count: int) -> None:
    score = np.array(values, dtype=np.float64)
    chosen = lowest(score, count)
    order = np.argsort(score, kind="stable")[: max(0, count)]
    assert sorted(np.flatnonzero(chosen)) == sorted(order)


@given(st.lists(st.floats(0, 1) | st.integers(0, 2).map(float), max_size=60))
def test_rows_are_in_order_and_equal_ones_stay(values: list[float]) -> None:
    score = np.array(values, dtype=np.float64)
    assert in_order(score).tolist() == np.argsort(score, kind="stable").tolist()


def test_communities_have_exactly_their_totals() -> None:
    world = built(1.0)
    people, homes = world.residents, world.households
    for index, place in enumerate(luocheng().communities):
        here, there = people.community == index, homes.community == index
        assert here.sum() == place.residents
        assert there.sum() == place.households
        assert np.unique(people.group[here]).size == place.groups
        assert np.unique(homes.grid[there]).size == place.grids
        assert np.ptp(np.bincount(homes.group[there])[homes.group[there].min() :]) <= 1
        assert np.ptp(np.bincount(homes.grid[there])[homes.grid[there].min() :]) <= 1
        assert np.array_equal(
            np.flatnonzero(here),
            np.arange(world.community_rows[index], world.community_rows[index + 1]),
        )
    assert people.group.max() + 1 == sum(place.groups for place in luocheng().communities)


def test_rows_are_sorted_and_households_contiguous() -> None:
    people, homes = built(0.05).residents, built(0.05).households
    for name in ("community", "group", "household"):
        assert (np.diff(getattr(people, name)) >= 0).all()
    assert np.array_equal(np.repeat(np.arange(len(homes)), homes.size), people.household)
    assert np.array_equal(people.household[homes.first], np.arange(len(homes)))
    assert np.array_equal(people.resident_id, np.arange(len(people)))


def test_migrants_come_by_whole_households_and_exactly() -> None:
    world = built(1.0)
    people = world.residents
    for index, place in enumerate(luocheng().communities):
        share = place.migrants or luocheng().margins.migrants.of(place.origin)
        here = people.community == index
        assert people.migrant[here].sum() == round(share * place.residents)
        homes = people.household[here]
        mixed = sum(
            0 < people.migrant[people.household == home].sum() < (people.household == home).sum()
            for home in np.unique(homes[np.flatnonzero(np.diff(people.migrant[here]))])[:50]
        )
        assert mixed <= 1


def test_a_community_can_have_its_own_share_of_migrants() -> None:
    town = town_of((200, 70, 2, 1), (200, 70, 2, 1))
    first = town.communities[0].model_copy(update={"migrants": 0.9})
    town = town.model_copy(update={"communities": (first, town.communities[1])})
    homes = place_households(town, Draws(0), DEFAULTS)
    people = place_residents(town, homes)
    settle_origins(town, homes, people, Draws(0), DEFAULTS)
    assert people.migrant[people.community == 0].sum() == 180


def test_owners_meet_the_margin_and_are_rarer_among_migrants() -> None:
    people, homes = built(1.0).residents, built(1.0).households
    owner, migrant = people.owner[homes.first], people.migrant[homes.first]
    assert owner.sum() == round(luocheng().margins.owners * len(homes))
    ratio = owner[migrant].mean() / owner[~migrant].mean()
    assert ratio == pytest.approx(DEFAULTS["migrant_owners"], abs=0.01)
    assert np.array_equal(people.owner, owner[people.household])
