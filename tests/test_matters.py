import tracemalloc

import numpy as np

from sim.declarations.columns import MATTER_COLUMNS
from sim.matters import Matters


def arise(matters: Matters, first: int, count: int) -> None:
    """Matters that can be told apart in every kind of column."""
    number = np.arange(first, first + count)
    matters.append(
        id=number,
        household=number // 3,
        community=(number % 2).astype(np.int16),
        vulnerable=number % 5 == 0,
        hours=number / 7.0,
    )


def test_what_is_in_the_table_stays_when_it_grows() -> None:
    matters = Matters.none(2)
    for first in range(0, 500, 20):
        arise(matters, first, 20)
    number = np.arange(500)
    assert np.array_equal(matters.id, number)
    assert np.array_equal(matters.household, number // 3)
    assert np.array_equal(matters.vulnerable, number % 5 == 0)
    assert np.array_equal(matters.hours, number / 7.0)
    assert matters.total_arisen.tolist() == [250, 250]
    for column in MATTER_COLUMNS:
        assert getattr(matters, column.name).dtype == np.dtype(column.dtype)
        assert getattr(matters, column.name).size == 500


def test_growing_needs_no_room_for_two_tables() -> None:
    tracemalloc.start()
    try:
        matters = Matters.none(2)
        arise(matters, 0, 100_000)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        arise(matters, 100_000, 20_000)
        grown, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown > 1.1 * held
    assert most < 1.3 * grown
