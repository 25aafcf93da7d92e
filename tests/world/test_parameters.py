"""Each number by which a town is made up and renewed is read, and decides something."""

import pytest

from sim.declarations.parameters import PARAMETERS
from sim.declarations.parameters.population import POPULATION
from sim.rng import Draws
from sim.world import World, build_world, replace_leavers
from tests.world.towns import DEFAULTS, START, luocheng, same, town_of

MONTHS = 3
SEEDS = 6
"""Seeds that are tried: one small town may not hold anybody whom the number is about."""
RARE = {
    "college_most": ("margins", {"senior_high": {2003: 0.05}, "county_seat_premium": 1.0}),
    "tie_room_least": ("ties", {"mean_degree": 4.0}),
}
"""What a town is like in which a number decides that decides nothing in one like the case."""
COMMUNITIES = ((900, 270, 4, 2), (900, 270, 4, 2))


def lived(name: str, seed: int, value: float) -> World:
    """A town after some months with one number at a value."""
    town = town_of(*COMMUNITIES)
    if name in RARE:
        part, update = RARE[name]
        changed = getattr(town, part).model_copy(update=update)
        town = town.model_copy(update={part: changed})
    parameters = DEFAULTS | {name: value}
    world = build_world(town, Draws(seed), START, parameters)
    for month in range(START, START + MONTHS):
        replace_leavers(world, Draws(seed), month, parameters)
    return world


@pytest.mark.parametrize(
    "name", [*(one.name for one in POPULATION), "threshold_alpha", "threshold_beta"]
)
def test_the_number_decides_something(name: str) -> None:
    one = PARAMETERS[name]
    assert any(
        same(lived(name, seed, one.default), lived(name, seed, other))
        for seed in range(SEEDS)
        for other in (one.low, one.high)
    )


def test_thresholds_have_the_declared_distribution() -> None:
    for alpha, beta in ((1, 3), (2, 6), (4, 8)):
        parameters = DEFAULTS | {"threshold_alpha": alpha, "threshold_beta": beta}
        people = build_world(luocheng(), Draws(0), START, parameters, 0.05).residents
        assert people.threshold.mean() == pytest.approx(alpha / (alpha + beta), abs=0.01)
