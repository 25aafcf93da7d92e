import pytest

from sim.rng import Draws
from sim.scenario import load_town
from sim.world import build_world, ties_report
from tests.world.towns import DEFAULTS, START, built, luocheng


def test_a_world_knows_its_town_scale_and_month() -> None:
    world = built(0.05)
    assert world.scale == 0.05
    assert world.built == START
    assert world.town.communities[0].residents == len(
        world.residents.resident_id[: world.community_rows[1]]
    )
    assert world.community_rows[-1] == len(world.residents)


def test_the_whole_town_is_built() -> None:
    world = built(1.0)
    assert len(world.residents) == 95_436
    assert len(world.households) == 31_653
    assert world.residents.group.max() + 1 == 155
    assert world.households.grid.max() + 1 == 59
    assert world.town is luocheng()


def test_the_example_town_is_built() -> None:
    town = load_town("example")
    world = build_world(town, Draws(0), START, DEFAULTS)
    assert len(world.residents) == sum(place.residents for place in town.communities)
    assert ties_report(world)["mean_degree"] == pytest.approx(town.ties.mean_degree, rel=0.15)


def test_a_month_long_ago_has_its_own_margins() -> None:
    early = build_world(luocheng(), Draws(0), 12 * 1990, DEFAULTS, 0.05)
    assert not early.residents.online.any()
    schooled = (early.residents.education > 0)[early.residents.free_hours > 0].mean()
    assert schooled == pytest.approx(luocheng().margins.senior_high_at(1990), abs=0.02)
