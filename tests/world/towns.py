"""Towns and worlds for these tests."""

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import parse_month
from sim.declarations.parameters import PARAMETERS
from sim.rng import Draws
from sim.scenario import load_town
from sim.scenario.town import Community, Town
from sim.world import World, build_world

START = parse_month("2003-03")
DEFAULTS = {name: parameter.default for name, parameter in PARAMETERS.items()}


@cache
def luocheng() -> Town:
    return load_town("luocheng")


@cache
def built(scale: float, seed: int = 0) -> World:
    """A world that nobody may change; take a copy to change it."""
    return build_world(luocheng(), Draws(seed), START, DEFAULTS, scale)


def town_of(*communities: tuple[int, int, int, int], **margins: Any) -> Town:
    """A town of communities given as residents, households, groups and grids."""
    pattern = luocheng().communities
    made: list[Community] = []
    for index, (residents, households, groups, grids) in enumerate(communities):
        update = {
            "id": f"c{index}",
            "residents": residents,
            "households": households,
            "groups": groups,
            "grids": grids,
            "migrants": None,
        }
        made.append(pattern[-1 if index % 2 else 0].model_copy(update=update))
    ids = [community.id for community in made]
    edges = tuple((first, second, 1.0) for first, second in pairwise(ids))
    return luocheng().model_copy(
        update={
            "communities": tuple(made),
            "adjacency": edges,
            "margins": luocheng().margins.model_copy(update=margins),
            "community_ids": tuple(ids),
        }
    )


def ages(world: World, month: int = START) -> NDArray[np.int64]:
    """Ages in years."""
    return (month - world.residents.birth_month.astype(np.int64)) // 12


def edges_of(world: World) -> set[tuple[int, int]]:
    """Every tie as a pair of rows in both directions; fails on a tie written twice."""
    pairs = [
        (row, int(other)) for row in range(len(world.residents)) for other in world.ties.of(row)
    ]
    assert len(set(pairs)) == len(pairs)
    return set(pairs)


def assert_sound(world: World) -> None:
    """Every rule that ties obey at any time."""
    ties, people = world.ties, world.residents
    pairs = edges_of(world)
    assert all((other, row) in pairs and other != row for row, other in pairs)
    assert (ties.degree <= np.diff(ties.start)).all()
    for row in range(len(people)):
        household = [int(other) for other in ties.of(row)[: ties.household_degree[row]]]
        outside = [int(other) for other in ties.of(row)[ties.household_degree[row] :]]
        members = np.flatnonzero(people.eligible & (people.household == people.household[row]))
        expected = [int(member) for member in members if member != row]
        assert household == (expected if people.eligible[row] else [])
        assert outside == sorted(outside)
        assert all(people.household[other] != people.household[row] for other in outside)
        assert people.eligible[row] or not outside


def same(one: World, other: World) -> list[str]:
    """Names of the columns and arrays of ties that differ in a single bit."""
    found = []
    for first, second in ((one.residents, other.residents), (one.households, other.households)):
        found += [
            column.name
            for column in first.declared()
            if getattr(first, column.name).tobytes() != getattr(second, column.name).tobytes()
        ]
    found += [
        name
        for name in ("start", "degree", "household_degree")
        if getattr(one.ties, name).tobytes() != getattr(other.ties, name).tobytes()
    ]
    if not found and any(
        one.ties.of(row).tobytes() != other.ties.of(row).tobytes()
        for row in range(len(one.residents))
    ):
        found.append("neighbour")
    return found
