"""One resident more in a built town: what a test needs to ask what nobody else may notice."""

from collections.abc import Iterable, Mapping
from dataclasses import fields

import numpy as np

from sim.declarations.columns import RESIDENT_COLUMNS
from sim.world.columns import Households, Residents, Ties, World
from sim.world.tie_rows import link, net


def insert_resident(
    world: World, household: int, *, ties: Iterable[int] = (), **values: float
) -> World:
    """Copy a town with one more resident, at the end of a household.

    Rows after it move up by one, ids stay: the new resident's id is the number of residents
    before. A resident with ``eligible=False`` is tied to nobody and is no member of the household,
    whose size stays: its row only stands behind theirs.

    Args:
        world: Town to start from.
        household: Index of the household.
        ties: Rows, in the given town, of residents outside the household to tie to.
        **values: Columns of the resident, by name; what is left out is taken from the household's
            first resident, except for the id, leadership, registration and what has been done.

    Returns:
        The new town.

    Raises:
        ValueError: There is no such household or column, or a tie could not be made.
    """
    unknown = set(values) - {column.name for column in RESIDENT_COLUMNS}
    if unknown:
        raise ValueError(f"no columns of residents: {', '.join(sorted(unknown))}")
    if not 0 <= household < len(world.households):
        raise ValueError(f"there is no household {household}")
    first = int(world.households.first[household])
    row = first + int(world.households.size[household])
    residents = _residents(world.residents, first, row, values)
    eligible = bool(residents.eligible[row])
    bonds = _make_room(world.ties, first, row, world.tie_plan.room, eligible)
    rows = net(bonds, residents.household)
    for other in ties:
        if not eligible or not link(rows, row, other + (other >= row)):
            raise ValueError(f"row {other} cannot be tied to the new resident")
    offsets = world.community_rows + (
        np.arange(world.community_rows.size) > int(residents.community[row])
    )
    return World(
        world.town,
        world.scale,
        residents,
        _households(world.households, household, eligible),
        bonds,
        offsets,
        world.built,
        world.demography,
        world.tie_plan,
    )


def _residents(
    residents: Residents, first: int, row: int, values: Mapping[str, float]
) -> Residents:
    """Add one row to the columns."""
    fresh = {
        "group_leader",
        "registered",
        "on_call",
        "motive_loss",
        "ask_fatigue",
        "habit",
        "history",
        "households_served",
        "duties",
        "fatigue",
    }
    columns = {}
    for column in RESIDENT_COLUMNS:
        old = getattr(residents, column.name)
        value = values.get(column.name, column.default if column.name in fresh else old[..., first])
        columns[column.name] = np.insert(old, row, value, axis=-1)
    new = Residents(**columns)
    new.resident_id[row] = int(values.get("resident_id", len(residents)))
    return new


def _households(households: Households, household: int, eligible: bool) -> Households:
    """Move up the rows of households, one of them larger when the newcomer counts."""
    new = Households(*(getattr(households, field.name).copy() for field in fields(households)))
    new.size[household] += eligible
    new.first[household + 1 :] += 1
    return new


def _make_room(ties: Ties, first: int, row: int, room: int, eligible: bool) -> Ties:
    """Insert an empty row of ties, tied to its household when eligible.

    Args:
        ties: Ties to start from.
        first: First row of the household.
        row: Row of the newcomer.
        room: Room of the newcomer for ties outside the household.
        eligible: Whether the newcomer is tied to the household.
    """
    count = ties.degree.size
    capacity = np.diff(ties.start)
    more = np.insert(capacity, row, room + row - first)
    if eligible:
        more[first:row] += 1
    start = np.concatenate([[0], np.cumsum(more)]).astype(np.int32)
    neighbour = np.zeros(int(start[-1]), dtype=np.uint32)
    degree = np.insert(ties.degree, row, 0)
    household_degree = np.insert(ties.household_degree, row, 0)
    for old in range(count):
        new = old + (old >= row)
        found = ties.of(old).astype(np.int64)
        moved = found + (found >= row)
        if eligible and first <= old < row:
            moved = np.insert(moved, household_degree[new], row)
            household_degree[new] += 1
            degree[new] += 1
        neighbour[start[new] : start[new] + moved.size] = moved
    if eligible:
        neighbour[start[row] : start[row] + row - first] = np.arange(first, row)
        degree[row] = household_degree[row] = row - first
    return Ties(start, degree, household_degree, neighbour)
