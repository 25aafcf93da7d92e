"""Running two towns side by side and asking who differs."""

from collections.abc import Iterable

import numpy as np

from sim.declarations.columns import MATTER_COLUMNS, RESIDENT_COLUMNS
from sim.model import CommunityModel
from sim.scenario import Scenario
from sim.world import World

FAR_AWAY = 12 * 2500


def model_of(scenario: Scenario, seed: int = 0, world: World | None = None) -> CommunityModel:
    return CommunityModel(scenario, seed, world=world)


def nobody_leaves(world: World) -> World:
    """The same town where everyone stays, so that ties stay too."""
    world.residents.leaves[:] = FAR_AWAY
    return world


def cells(model: CommunityModel, without: int | None = None) -> dict[str, np.ndarray]:
    """Every column of residents, and what they decided last, by row; one row may be left out."""
    found = {
        column.name: getattr(model.world.residents, column.name) for column in RESIDENT_COLUMNS
    }
    month = model.last_month
    if month is not None:
        for name in ("willing", "decided", "asked_by", "took", "outcome", "party_ask"):
            found[f"last {name}"] = getattr(month, name)
    return {
        name: values if without is None else np.delete(values, without, axis=-1)
        for name, values in found.items()
    }


def differing(
    left: CommunityModel,
    right: CommunityModel,
    added: int | None = None,
    names: Iterable[str] | None = None,
) -> dict[str, set[int]]:
    """Rows (of `left`) whose cells differ, by column; `added` is the row only `right` has."""
    mine, other = cells(left), cells(right, added)
    out = {}
    for name in mine if names is None else names:
        same = mine[name] == other[name]
        if not same.all():
            rows = np.flatnonzero(~(same if same.ndim == 1 else same.all(axis=0)))
            out[name] = {int(row) for row in rows}
    return out


def ties_of(model: CommunityModel, added: int | None = None) -> list[list[int]]:
    """Neighbours by row, rows counted without the one that was added."""
    found = []
    for row in range(len(model.world.residents)):
        if row == added:
            continue
        ties = [int(other) for other in model.world.ties.of(row)]
        if added is not None:
            ties = [other - (other > added) for other in ties if other != added]
        found.append(ties)
    return found


def actors_of(model: CommunityModel) -> dict[str, list[object]]:
    """What distinguishes and moves the actors, by kind."""
    roster = model.roster
    return {
        "committees": [(one.coordination, one.agenda, one.plan) for one in roster.committees],
        "units": [
            [(one.actor_id, one.until, one.commitment) for one in ones] for ones in roster.units
        ],
        "organisations": [
            [(one.actor_id, one.kind, one.members) for one in ones] for ones in roster.organisations
        ],
        "projects": [{name: one.plan for name, one in ones.items()} for ones in roster.projects],
        "grids": [[one.plan for one in ones] for ones in roster.grids],
    }


def same_matters(left: CommunityModel, right: CommunityModel, added: int | None = None) -> bool:
    """Whether the tables of matters are equal; `added` is the row only `right` has."""
    mine, other = left.state.matters, right.state.matters
    for column in MATTER_COLUMNS:
        values = getattr(other, column.name)
        if column.name == "resident" and added is not None:
            values = values - (values > added)
        if not np.array_equal(getattr(mine, column.name), values):
            return False
    return np.array_equal(mine.by_state(), other.by_state())
