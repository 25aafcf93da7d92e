import numpy as np

from sim.rng import Draws
from sim.world.leaders import fill_leaders
from tests.world.towns import DEFAULTS, START, ages, built


def test_only_open_groups_get_a_leader_and_only_an_eligible_adult() -> None:
    world = built(0.1).copy()
    people = world.residents
    before = people.group_leader.copy()
    group = int(people.group[len(people) // 2])
    here = people.group == group
    people.group_leader[here] = False
    chosen = int(np.flatnonzero(here & (ages(world) >= 18))[7])
    people.eligible[here] = False
    people.eligible[chosen] = True
    fill_leaders(people, Draws(0), START, START, DEFAULTS)
    assert np.flatnonzero(people.group_leader & here).tolist() == [chosen]
    assert np.array_equal(people.group_leader[~here], before[~here])


def test_a_group_without_adults_stays_without_a_leader() -> None:
    people = built(0.1).copy().residents
    here = people.group == 3
    people.group_leader[here] = False
    people.birth_month[here] = START - 100
    fill_leaders(people, Draws(0), START, START, DEFAULTS)
    assert not people.group_leader[here].any()


def test_leaders_are_seldom_migrants_or_young() -> None:
    world = built(1.0)
    people, age = world.residents, ages(world)
    led, grown = people.group_leader, age >= 18
    assert people.migrant[led].mean() < 0.6 * people.migrant[grown].mean()
    assert (age[led] < 40).mean() < (age[grown] < 40).mean()
