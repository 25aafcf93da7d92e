"""Matters (事项) from arising to closing: the table, one row each, columns by declaration.

Nothing is ever lost: what has ended and left the table is counted in the archive.
"""

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.declarations.columns import MATTER_COLUMNS
from sim.declarations.matters import CONSULTING, LATENT, ON_PAPER, STATES, WAITING

MONTHS_KEPT = 16
"""Months for which a closed matter stays in the table: the longest window of a metric, and the
months in which a closing on paper can be found out."""


@dataclass(slots=True, eq=False)
class Matters:
    """Matters that are open, or closed within the last `MONTHS_KEPT` months.

    Columns are those of `MATTER_COLUMNS`, each of shape (M,), in the order in which they arose
    and, within a month, by household. `archived[c, s]` counts the matters of community c that
    ended in state s and are no longer in the table, so that nothing is ever lost.

    Columns are parts of longer arrays with room behind them, so that a month adds and takes away
    rows without moving the others.
    """

    id: NDArray[np.int64]
    household: NDArray[np.int32]
    resident: NDArray[np.int32]
    community: NDArray[np.int16]
    grid: NDArray[np.int32]
    kind: NDArray[np.int8]
    size: NDArray[np.int8]
    vulnerable: NDArray[np.bool_]
    migrant: NDArray[np.bool_]
    agreement: NDArray[np.bool_]
    beyond: NDArray[np.bool_]
    scope: NDArray[np.float64]
    rank: NDArray[np.float64]
    hours: NDArray[np.float64]
    state: NDArray[np.int8]
    level: NDArray[np.int8]
    arisen: NDArray[np.int32]
    since: NDArray[np.int32]
    ready: NDArray[np.int32]
    collected: NDArray[np.int32]
    channel: NDArray[np.int8]
    tries: NDArray[np.int8]
    closed: NDArray[np.int32]
    closed_at: NDArray[np.int8]
    reopen: NDArray[np.int32]
    reopened: NDArray[np.int8]
    joint: NDArray[np.uint16]
    days: NDArray[np.float64]
    archived: NDArray[np.int64]
    total_arisen: NDArray[np.int64]
    _held: dict[str, NDArray[Any]] = field(default_factory=dict)
    _first: int = 0

    def __getstate__(self) -> dict[str, Any]:
        """Keep all but the room behind the columns."""
        kept = (one.name for one in fields(self) if one.name not in ("_held", "_first"))
        return {name: getattr(self, name) for name in kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore the columns; room is made when it is needed."""
        for name, value in (state | {"_held": {}, "_first": 0}).items():
            setattr(self, name, value)

    @classmethod
    def none(cls, communities: int) -> "Matters":
        """Make an empty table for a number of communities."""
        columns: dict[str, Any] = {one.name: np.empty(0, dtype=one.dtype) for one in MATTER_COLUMNS}
        return cls(
            **columns,
            archived=np.zeros((communities, len(STATES)), dtype=np.int64),
            total_arisen=np.zeros(communities, dtype=np.int64),
        )

    def __len__(self) -> int:
        """Count the rows in the table."""
        return self.id.size

    def append(self, **columns: NDArray[np.generic]) -> None:
        """Add rows; columns left out start at their declared default."""
        before, count = len(self), columns["id"].size
        end = self._first + before
        if not self._held or end + count > self._held["id"].size:
            self._make_room(before + count)
            end = before
        for one in MATTER_COLUMNS:
            self._held[one.name][end : end + count] = columns.get(one.name, one.default)
        self._show(end + count)
        place = columns["community"].astype(np.int64, copy=False)
        self.total_arisen += np.bincount(place, minlength=self.total_arisen.size)

    def _make_room(self, rows: int) -> None:
        """Move the columns to the beginning of arrays with room for more than so many rows.

        One after the other, each giving back its old place: together they would leave a hole as
        large as the table.
        """
        for one in MATTER_COLUMNS:
            column = getattr(self, one.name)
            held = np.empty(rows + rows // 8, dtype=one.dtype)
            held[: column.size] = column
            self._held[one.name] = held
            setattr(self, one.name, held[: column.size])
        self._first = 0

    def _show(self, end: int) -> None:
        """Let the columns be the rows in use, up to an end."""
        for one in MATTER_COLUMNS:
            setattr(self, one.name, self._held[one.name][self._first : end])

    def old(self, month: int) -> NDArray[np.int64]:
        """Find rows that ended so long ago that nothing asks for them, ascending."""
        ahead = int(np.searchsorted(self.arisen, month - MONTHS_KEPT, side="right"))
        state = self.state[:ahead]
        ended = (state != LATENT) & (state != WAITING) & (state != CONSULTING)
        return np.flatnonzero(
            ended
            & (self.since[:ahead] <= month - MONTHS_KEPT)
            & (self.collected[:ahead] <= month - MONTHS_KEPT)
            & (self.reopen[:ahead] <= month)
        )

    def forget(self, month: int) -> None:
        """Move matters that ended long ago into the archive."""
        old = self.old(month)
        if not old.size:
            return
        np.add.at(self.archived, (self.community[old], self.state[old]), 1)
        if not self._held:
            self._make_room(len(self))
        end, last = self._first + len(self), self._first + int(old[-1]) + 1
        # The few kept among those that go move up to those that all stay.
        keep = np.delete(np.arange(int(old[-1]) + 1), old)
        for one in MATTER_COLUMNS:
            self._held[one.name][last - keep.size : last] = getattr(self, one.name)[keep]
        self._first = last - keep.size
        self._show(end)

    def by_state(self) -> NDArray[np.int64]:
        """Count matters that ever arose, by community and state, shape (C, states)."""
        communities, states = self.archived.shape
        flat = self.community.astype(np.int64) * states + self.state
        here = np.bincount(flat, minlength=communities * states)
        return self.archived + here.reshape(communities, states)

    def turn(self, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Sort the rows chosen by their turn: collected first, then rank; their indices."""
        chosen = np.flatnonzero(rows)
        return chosen[np.lexsort((self.rank[chosen], self.collected[chosen]))]

    def open(self) -> NDArray[np.bool_]:
        """Mark rows collected and not ended, shape (M,)."""
        rows: NDArray[np.bool_] = (self.state == WAITING) | (self.state == CONSULTING)
        return rows

    def found_out(self, month: int) -> NDArray[np.bool_]:
        """Mark rows closed on paper that are found out this month, shape (M,)."""
        rows: NDArray[np.bool_] = (self.state == ON_PAPER) & (self.reopen == month)
        return rows
