import numpy as np
import pytest

from sim.world import insert_resident
from tests.world.towns import START, assert_sound, built, edges_of


def test_an_ordinary_resident_joins_household_and_ties() -> None:
    world = built(0.02)
    household = 30
    row = int(world.households.first[household] + world.households.size[household])
    ties = (0, row + 5)
    after = insert_resident(
        world, household, ties=ties, birth_month=START - 500, female=True, trust=0.25
    )
    people = after.residents
    assert_sound(after)
    assert len(people) == len(world.residents) + 1
    assert people.resident_id[row] == len(world.residents)
    assert people.household[row] == household
    assert people.group[row] == world.residents.group[row - 1]
    assert people.trust[row] == 0.25
    assert people.birth_month[row] == START - 500
    assert not people.group_leader[row]
    outside = after.ties.of(row)[after.ties.household_degree[row] :]
    assert outside.tolist() == [0, row + 6]
    assert after.households.size[household] == world.households.size[household] + 1
    assert np.array_equal(
        after.residents.household[after.households.first], np.arange(len(after.households))
    )
    assert after.community_rows[-1] == len(people)
    where = int(people.community[row])
    assert after.community_rows[where + 1] == world.community_rows[where + 1] + 1
    assert after.community_rows[where] == world.community_rows[where]
    moved = {(i + (i >= row), j + (j >= row)) for i, j in edges_of(world)}
    assert {pair for pair in edges_of(after) if row not in pair} == moved


def test_the_given_town_is_unchanged() -> None:
    world = built(0.02)
    degree, first = world.ties.degree.copy(), world.households.first.copy()
    insert_resident(world, 3, ties=(200,))
    assert np.array_equal(world.ties.degree, degree)
    assert np.array_equal(world.households.first, first)
    assert len(world.residents) == degree.size


def test_what_cannot_be_inserted_is_refused() -> None:
    world = built(0.02)
    with pytest.raises(ValueError, match="no columns of residents: shoe_size"):
        insert_resident(world, 3, shoe_size=43)
    with pytest.raises(ValueError, match="no household 100000"):
        insert_resident(world, 100_000)
    with pytest.raises(ValueError, match="row 200 cannot be tied"):
        insert_resident(world, 3, ties=(200, 200))
    with pytest.raises(ValueError, match="cannot be tied"):
        insert_resident(world, 3, ties=(200,), eligible=False)
