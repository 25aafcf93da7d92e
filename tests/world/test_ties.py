import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rng import Draws
from sim.world import build_world, ties_report
from sim.world.tie_plan import tie_plan
from tests.world.towns import (
    DEFAULTS,
    START,
    ages,
    assert_sound,
    built,
    edges_of,
    luocheng,
    same,
    town_of,
)


def test_ties_of_a_built_town_are_sound() -> None:
    assert_sound(built(0.02))


@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.integers(1, 25), st.integers(1, 5), st.integers(1, 3)),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 3),
)
@settings(max_examples=25)
def test_any_small_town_is_built_sound(sizes: list[tuple[int, int, int, int]], seed: int) -> None:
    town = town_of(*((max(r, h), h, g, d) for r, h, g, d in sizes))
    world = build_world(town, Draws(seed), START, DEFAULTS)
    assert_sound(world)
    assert len(world.residents) == sum(place.residents for place in town.communities)


def test_figures_are_those_the_town_asks_for() -> None:
    report, wanted = ties_report(built(1.0)), luocheng().ties
    assert report["mean_degree"] == pytest.approx(wanted.mean_degree, rel=0.03)
    assert report["isolated"] == pytest.approx(wanted.isolated, abs=0.01)
    assert 0.2 < report["clustering"] < 0.5
    for origin in ("original", "converted"):
        group, community = report[f"inside_group_{origin}"], report[f"inside_community_{origin}"]
        assert group == pytest.approx(wanted.inside_group.of(origin), abs=0.03)
        assert community == pytest.approx(wanted.inside_community.of(origin), abs=0.015)
    assert report["homophily_age"] > 0.3
    assert report["homophily_origin"] > 0.2


@pytest.mark.parametrize("degree", [4.0, 15.0])
def test_the_mean_degree_follows_the_town(degree: float) -> None:
    ties = luocheng().ties.model_copy(update={"mean_degree": degree})
    town = luocheng().model_copy(update={"ties": ties})
    report = ties_report(build_world(town, Draws(0), START, DEFAULTS, 0.3))
    assert report["mean_degree"] == pytest.approx(degree, rel=0.06)
    assert report["isolated"] < 0.32


def test_a_mean_degree_below_that_of_households_leaves_only_them() -> None:
    ties = luocheng().ties.model_copy(update={"mean_degree": 1.0})
    town = luocheng().model_copy(update={"ties": ties})
    world = build_world(town, Draws(0), START, DEFAULTS, 0.02)
    assert np.isnan(ties_report(world)["inside_group"])
    assert np.array_equal(world.ties.degree, world.ties.household_degree)


def test_isolated_residents_have_their_household_only() -> None:
    world = built(0.05)
    u = Draws(0).uniforms("ties.sociable", 0, world.residents.resident_id)
    isolated = u < luocheng().ties.isolated
    outside = world.ties.degree - world.ties.household_degree
    assert (outside[isolated] == 0).all()
    assert (outside[~isolated] > 0).mean() > 0.98


def test_ties_across_follow_adjacency() -> None:
    town = town_of((900, 300, 3, 1), (900, 300, 3, 1), (900, 300, 3, 1))
    world = build_world(town, Draws(0), START, DEFAULTS)
    place = world.residents.community
    across = {(int(place[i]), int(place[j])) for i, j in edges_of(world)}
    assert (0, 1) in across
    assert (1, 2) in across
    assert (0, 2) not in across


def test_a_community_without_neighbours_has_no_ties_across() -> None:
    world = build_world(town_of((900, 300, 3, 1)), Draws(0), START, DEFAULTS)
    assert ties_report(world)["inside_community"] == 1.0


def test_flows_between_communities_are_symmetric() -> None:
    town = luocheng()
    sizes = np.array([place.residents for place in town.communities])
    plan = tie_plan(town, 2.5, sizes, np.arange(sizes.size), DEFAULTS)
    amounts = np.diff(plan.flow, axis=1, prepend=0.0) * (plan.across * sizes)[:, None]
    assert amounts == pytest.approx(amounts.T, rel=0.02)


def test_the_same_arguments_give_the_same_bits_and_seeds_differ() -> None:
    again = build_world(luocheng(), Draws(0), START, DEFAULTS, 0.02)
    assert same(built(0.02), again) == []
    differing = same(built(0.02), built(0.02, seed=1))
    assert {"birth_month", "trust", "degree"} <= set(differing)


def test_people_in_circles_are_of_an_age() -> None:
    world = built(0.1)
    age = ages(world)
    pairs = np.array(
        [
            (row, other)
            for row, other in edges_of(world)
            if world.residents.household[row] != world.residents.household[other]
        ]
    )
    shuffled = Draws(0).uniforms("shuffle", 0, np.arange(len(pairs))).argsort()
    close = np.abs(age[pairs[:, 0]] - age[pairs[:, 1]]).mean()
    assert close < 0.8 * np.abs(age[pairs[:, 0]] - age[pairs[shuffled, 1]]).mean()
