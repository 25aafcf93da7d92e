"""Running two towns side by side and asking who differs."""

from collections.abc import Iterable

import numpy as np

from sim.declarations.columns import RESIDENT_COLUMNS
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
