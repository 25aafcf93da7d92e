"""How many households of each size a community has, where a town's file counts some."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sim.errors import Problem, ScenarioError
from sim.scenario.town import Counted, Town
from sim.world.integers import apart, nearest_integers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_BEYOND = 10
"""Persons beyond its least size that a household of the open class may have on average, assumed."""
_SHARES = (0.2, 0.3, 0.2, 0.15, 0.1, 0.05)
"""Households of 1, 2, 3... persons where nothing is counted; assumed, and only a beginning."""


def size_table(town: Town) -> Ints | None:
    """Households by community and size, int64 of shape (C, S); the last size is open.

    Counts are met exactly, and so are households and residents of every community. None where
    the file counts no sizes.

    Raises:
        ScenarioError: The counts cannot be met.
    """
    counts = [one for one in town.counts if one.household_size is not None]
    if not counts:
        return None
    spans = [one.household_size for one in counts if one.household_size is not None]
    most = max(max(span.low, 1 if span.high > 30 else span.high) for span in spans)
    homes = np.array([one.households for one in town.communities], dtype=np.int64)
    people = np.array([one.residents for one in town.communities], dtype=np.int64)
    places, width = len(homes), most + 1
    # The last column holds the persons beyond the least size of the open class.
    rows, values = [], []
    for index in range(places):
        row = np.zeros((places, width))
        row[index, :most] = 1.0
        rows.append(row)
        values.append(homes[index])
        row = np.zeros((places, width))
        row[index, :most] = np.arange(1, most + 1)
        row[index, most] = 1.0
        rows.append(row)
        values.append(people[index])
    for one in counts:
        rows.append(_counted(one, town, most, width))
        values.append(one.count)
    wanted = _wanted(counts, homes, people, most)
    matrix = csr_array(np.stack([row.ravel() for row in rows]))
    found = nearest_integers(wanted.ravel(), matrix, np.array(values, dtype=np.int64))
    if found is None:
        raise ScenarioError(_impossible(town, counts))
    table = found.reshape(places, width)
    if np.any(table[:, most] > MOST_BEYOND * table[:, most - 1]):
        raise ScenarioError(_impossible(town, counts))
    return table[:, :most]


def _counted(one: Counted, town: Town, most: int, width: int) -> Floats:
    """The equation of a count, shape (C, S + 1)."""
    row = np.zeros((len(town.communities), width))
    span = one.household_size
    if span is None:  # pragma: no cover - only counts of sizes come here
        return row
    rows = slice(None) if one.community is None else town.index_of(one.community)
    row[rows, span.low - 1 : min(span.high - 1, most)] = 1.0
    return row


def _wanted(counts: Sequence[Counted], homes: Ints, people: Ints, most: int) -> Floats:
    """Households of each size to begin with, and persons beyond, shape (C, S + 1)."""
    shares = np.zeros(most)
    shares[: len(_SHARES)] = _SHARES[:most]
    counted = np.zeros(most)
    for one in counts:
        span = one.household_size
        if span is not None:
            size = slice(span.low - 1, min(span.high - 1, most))
            counted[size] += one.count / max(1, size.stop - size.start)
    if counted.sum():
        shares = counted
    table = homes[:, None] * (shares / shares.sum())[None, :]
    least = table @ np.arange(1, most + 1)
    return np.hstack([table, np.maximum(people - least, 0.0)[:, None]])


def _impossible(town: Town, counts: Sequence[Counted]) -> Problem:
    """Sizes of households that residents and households do not allow."""
    place = town.counts.index(counts[0]) + 1
    origin = town.origins.get(f"counts.[{place}]")
    return Problem(
        "households of these sizes do not make up the residents and households of the communities",
        origin.file if origin else "",
        origin.line if origin else 0,
        f"counts.[{place}]",
        "count residents in households alone, or leave the sizes out",
    )


def sizes_of(table: Ints, homes: int, people: int) -> tuple[Ints, int]:
    """Least sizes of the households of a community, ascending, and how many are open above.

    At a smaller scale the sizes keep their shares, as far as residents allow.

    Args:
        table: Households by size, shape (S,).
        homes: Households, at the scale of the town.
        people: Residents, at the scale of the town.
    """
    if table.sum() != homes:
        table = apart(homes, table.astype(np.float64))
    sizes = np.repeat(np.arange(1, table.size + 1), table)
    opened = int(table[-1])
    short = int(sizes.sum()) - people
    place = sizes.size - 1
    while short > 0:
        # Too many persons: the largest households become smaller.
        cut = min(short, int(sizes[place]) - 1)
        sizes[place] -= cut
        short -= cut
        place -= 1
        opened = max(opened, 1)
    return np.sort(sizes), max(opened, 1 if short < 0 else 0)
