"""A town as built: residents, households and ties from a description, a seed and a month."""

from collections.abc import Mapping

from sim.rng import Draws
from sim.scenario.town import Town
from sim.world.columns import World
from sim.world.joint import joint_of, size_table
from sim.world.places import community_offsets, scaled
from sim.world.population import Known, settle_characters, synthesise
from sim.world.ties import build_ties


def build_world(
    town: Town, draws: Draws, month: int, parameters: Mapping[str, float], scale: float = 1.0
) -> World:
    """Build the town for one seed, at the start of a month.

    The same arguments give the same bits, on any machine.

    Args:
        town: Description at full scale.
        draws: Keyed draws of the seed.
        month: Month, as in `sim.calendar`.
        parameters: Every parameter by name.
        scale: Population scale, 0.01-1: residents, households and groups shrink, grids stay.
    """
    world = build_town(town, draws, month, parameters, scale)
    settle_characters(world.town, world.residents, draws, month, parameters)
    return world


def build_town(
    town: Town, draws: Draws, month: int, parameters: Mapping[str, float], scale: float = 1.0
) -> World:
    """Build a town but for its residents' characters, see `settle_characters`.

    Args:
        town: Description at full scale.
        draws: Keyed draws of the seed.
        month: Month, as in `sim.calendar`.
        parameters: Every parameter by name.
        scale: Population scale, 0.01-1.
    """
    small = scaled(town, scale)
    joint = joint_of(town, month, parameters)
    if joint is not None:
        joint = joint.scaled([one.residents for one in small.communities])
    known = Known(joint, size_table(town))
    residents, households, people = synthesise(small, draws, month, parameters, known)
    ties, plan = build_ties(small, residents, draws, month, parameters)
    offsets = community_offsets(residents, len(small.communities))
    return World(small, scale, residents, households, ties, offsets, month, people, plan)
