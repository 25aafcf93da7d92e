"""State of the town: declared columns of residents and households, and ties between residents.

Rows of residents are sorted by community, then resident group, then household, so that what
belongs together is read together. Every field is one declared column (`sim.declarations.columns`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.columns import HOUSEHOLD_COLUMNS, RESIDENT_COLUMNS
from sim.declarations.forms import FORM_COUNT
from sim.declare import Column
from sim.rng import hashed_id
from sim.scenario.town import Town
from sim.world.demography import Demography
from sim.world.tie_plan import TiePlan

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints16 = NDArray[np.int16]
Ints32 = NDArray[np.int32]


ROWS_AT_A_TIME = 1 << 16
"""Residents for whom something is worked out at a time where intermediate results are many."""


class _Columns:
    """What the tables of columns have in common."""

    __slots__ = ()

    @classmethod
    def declared(cls) -> Sequence[Column]:
        """List the declarations, in the order of the fields."""
        raise NotImplementedError

    @classmethod
    def empty(cls, count: int) -> Self:
        """Make a table of ``count`` rows, each column at its declared default."""
        arrays = {}
        for column in cls.declared():
            shape = (FORM_COUNT, count) if column.forms else (count,)
            arrays[column.name] = np.full(shape, column.default, dtype=column.dtype)
        return cls(**arrays)

    def copy(self) -> Self:
        """Copy to a table that shares no memory with this one."""
        return type(self)(
            **{column.name: getattr(self, column.name).copy() for column in self.declared()}
        )

    def __len__(self) -> int:
        """Count the rows."""
        first: NDArray[np.generic] = getattr(self, self.declared()[0].name)
        return first.size


@dataclass(slots=True, eq=False)
class Residents(_Columns):
    """One row for each resident; shapes (N,), or (6, N) for one value per form.

    Units, ranges and meanings are those of `RESIDENT_COLUMNS`.
    """

    resident_id: NDArray[np.int64]
    community: NDArray[np.int16]
    group: Ints32
    household: Ints32
    eligible: Bools
    birth_month: Ints16
    female: Bools
    migrant: Bools
    owner: Bools
    education: NDArray[np.int8]
    public_job: Bools
    online: Bools
    vulnerable: Bools
    disabled: Bools
    party: Bools
    group_leader: Bools
    free_hours: Floats
    disposition: Floats
    threshold: Floats
    own_trust: Floats
    own_efficacy: Floats
    own_belonging: Floats
    arrived: Ints16
    leaves: Ints16
    dies: Bools
    trust: Floats
    efficacy: Floats
    belonging: Floats
    habit: Floats
    history: NDArray[np.uint32]
    registered: Bools
    on_call: Bools
    motive_loss: Floats
    ask_fatigue: Floats
    households_served: NDArray[np.int16]
    duties: NDArray[np.int16]
    fatigue: Floats

    @classmethod
    def declared(cls) -> Sequence[Column]:
        """List `RESIDENT_COLUMNS`."""
        return RESIDENT_COLUMNS


@dataclass(slots=True, eq=False)
class Households(_Columns):
    """One row for each household; shapes (H,), meanings those of `HOUSEHOLD_COLUMNS`."""

    household_id: NDArray[np.int64]
    community: NDArray[np.int16]
    group: Ints32
    grid: Ints32
    first: Ints32
    size: Ints32
    visit_rank: Floats

    @classmethod
    def declared(cls) -> Sequence[Column]:
        """List `HOUSEHOLD_COLUMNS`."""
        return HOUSEHOLD_COLUMNS


@dataclass(slots=True, eq=False)
class Ties:
    """Symmetric ties between residents, compressed by row, with room for new ones.

    The neighbours of row i are ``neighbour[start[i] : start[i] + degree[i]]``: first the
    ``household_degree[i]`` members of the household, then the others, each part ascending.

    Attributes:
        start: int32, shape (N + 1,); ``start[i + 1] - start[i]`` is the room of row i.
        degree: int16, shape (N,).
        household_degree: int16, shape (N,).
        neighbour: uint32, shape (start[N],), rows of residents; what lies beyond a row's degree
            has no meaning.
    """

    start: NDArray[np.int32]
    degree: NDArray[np.int16]
    household_degree: NDArray[np.int16]
    neighbour: NDArray[np.uint32]

    def copy(self) -> "Ties":
        """Copy ties without sharing memory, but for ``start``, which never changes."""
        return Ties(
            self.start, self.degree.copy(), self.household_degree.copy(), self.neighbour.copy()
        )

    def of(self, row: int) -> NDArray[np.uint32]:
        """Find the neighbours of one row, a view."""
        first = int(self.start[row])
        return self.neighbour[first : first + int(self.degree[row])]


@dataclass(slots=True, eq=False)
class World:
    """A town at one moment.

    Attributes:
        town: Description of the town, already scaled.
        scale: Population scale, 0.01-1.
        residents: Columns of residents.
        households: Columns of households.
        ties: Ties between residents.
        community_rows: int64, shape (C + 1,): the residents of community c are the rows
            ``community_rows[c]`` up to ``community_rows[c + 1]``.
        built: Month for which it was built.
        demography: Ages, deaths and moves, settled when it was built.
        tie_plan: Mean numbers of ties of each kind, settled when it was built.
    """

    town: Town
    scale: float
    residents: Residents
    households: Households
    ties: Ties
    community_rows: NDArray[np.int64]
    built: int
    demography: Demography
    tie_plan: TiePlan

    @property
    def community_keys(self) -> NDArray[np.int64]:
        """What keyed draws know communities by, made of their ids, shape (C,); read-only."""
        return _community_keys(self.town.community_ids)

    @property
    def spare_months(self) -> float:
        """Months beside one in which as much happens as in a month of the whole town.

        In a town scaled down a month holds few matters and places. What evens out within a month
        of the whole town evens out over as many months as make it up, or hours and places would
        go unused that would not there.
        """
        return 1.0 / self.scale - 1.0

    @property
    def months_alike(self) -> int:
        """How many of the last months to look at, 1-12, to see as much as in one of the whole."""
        return min(1 + round(self.spare_months), 12)

    @property
    def household_rows(self) -> NDArray[np.int64]:
        """As `community_rows`, of households."""
        places = np.arange(self.community_rows.size, dtype=self.households.community.dtype)
        return self.households.community.searchsorted(places)

    def residents_where(self, flags: Bools) -> NDArray[np.int64]:
        """Count the residents of each community with a flag, shape (N,), set; shape (C,)."""
        return _counts(flags, self.community_rows)

    def households_where(self, flags: Bools) -> NDArray[np.int64]:
        """Count the households of each community with a flag, shape (H,), set; shape (C,)."""
        return _counts(flags, self.household_rows)

    def copy(self) -> "World":
        """Copy to a world whose state can change without changing this one."""
        return World(
            self.town,
            self.scale,
            self.residents.copy(),
            self.households.copy(),
            self.ties.copy(),
            self.community_rows,
            self.built,
            self.demography,
            self.tie_plan,
        )


def _counts(flags: Bools, starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the flags that are set from each start up to the next."""
    counts = np.empty(starts.size - 1, dtype=np.int64)
    _count(flags, starts, counts)
    return counts


@lean()
def _count(flags: Bools, starts: NDArray[np.int64], counts: NDArray[np.int64]) -> None:
    """See `_counts`."""
    for place in range(counts.size):
        number = 0
        for row in range(starts[place], starts[place + 1]):
            number += flags[row]
        counts[place] = number


@cache
def _community_keys(ids: tuple[str, ...]) -> NDArray[np.int64]:
    """Give each id a number, whatever its place in the list."""
    keys = np.array([hashed_id("community", one) for one in ids], dtype=np.int64)
    keys.setflags(write=False)
    return keys
