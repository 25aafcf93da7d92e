from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import pytest

from sim.declarations.columns import HOUSEHOLD_COLUMNS, RESIDENT_COLUMNS
from sim.declarations.forms import FORM_COUNT
from sim.declare import Column
from sim.world import Households, Residents
from tests.world.towns import built

Table = type[Residents] | type[Households]
TABLES: list[tuple[Table, Sequence[Column]]] = [
    (Residents, RESIDENT_COLUMNS),
    (Households, HOUSEHOLD_COLUMNS),
]


@pytest.mark.parametrize(("table", "columns"), TABLES)
def test_fields_are_the_declared_columns(table: Table, columns: Sequence[Column]) -> None:
    assert [field.name for field in fields(table)] == [column.name for column in columns]


@pytest.mark.parametrize(("table", "columns"), TABLES)
def test_an_empty_table_has_declared_dtypes_shapes_and_defaults(
    table: Table, columns: Sequence[Column]
) -> None:
    empty = table.empty(3)
    assert len(empty) == 3
    for column in columns:
        array = getattr(empty, column.name)
        assert array.dtype == np.dtype(column.dtype)
        assert array.shape == ((FORM_COUNT, 3) if column.forms else (3,))
        assert (array == column.default).all()


def test_a_built_town_keeps_dtypes_and_ranges() -> None:
    world = built(0.05)
    for table in (world.residents, world.households):
        for column in table.declared():
            array = getattr(table, column.name)
            assert array.dtype == np.dtype(column.dtype), column.name
            assert array.shape[-1] == len(table)
            if column.low is not None:
                assert array.min() >= column.low, column.name
            if column.high is not None:
                assert array.max() <= column.high, column.name


def test_a_copy_shares_no_state() -> None:
    world = built(0.02)
    copy = world.copy()
    for table, other in ((world.residents, copy.residents), (world.households, copy.households)):
        for column in table.declared():
            left, right = getattr(table, column.name), getattr(other, column.name)
            assert not np.shares_memory(left, right)
            assert left.tobytes() == right.tobytes()
    for name in ("degree", "household_degree", "neighbour"):
        assert not np.shares_memory(getattr(world.ties, name), getattr(copy.ties, name))


def test_neighbours_of_a_row_are_those_within_its_degree() -> None:
    ties = built(0.02).ties
    row = int(np.argmax(ties.degree))
    assert ties.of(row).size == ties.degree[row] > 0
