"""Matters (事项) from arising to closing: the table, one row each, columns by declaration.

Nothing is ever lost: what has ended and left the table is counted in the archive.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.declarations.columns import MATTER_COLUMNS
from sim.declarations.matters import (
    CONSULTING,
    LATENT,
    ON_PAPER,
    STATES,
    WAITING,
)

MONTHS_KEPT = 16
"""Months for which a closed matter stays in the table: the longest window of a metric, and the
months in which a closing on paper can be found out."""


@dataclass(slots=True, eq=False)
class Matters:
    """Matters that are open, or closed within the last `MONTHS_KEPT` months.

    Columns are those of `MATTER_COLUMNS`, each of shape (M,), in the order in which they arose
    and, within a month, by household. `archived[c, s]` counts the matters of community c that
    ended in state s and are no longer in the table, so that nothing is ever lost.
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

    @classmethod
    def none(cls, communities: int) -> "Matters":
        """An empty table for a number of communities."""
        columns = {one.name: np.empty(0, dtype=one.dtype) for one in MATTER_COLUMNS}
        return cls(
            **columns,
            archived=np.zeros((communities, len(STATES)), dtype=np.int64),
            total_arisen=np.zeros(communities, dtype=np.int64),
        )

    def __len__(self) -> int:
        """Rows in the table."""
        return self.id.size

    def append(self, **columns: NDArray[np.generic]) -> None:
        """Add rows; columns left out start at their declared default."""
        count = columns["id"].size
        for one in MATTER_COLUMNS:
            new = columns.get(one.name)
            if new is None:
                new = np.full(count, one.default, dtype=one.dtype)
            old: NDArray[np.generic] = getattr(self, one.name)
            setattr(self, one.name, np.concatenate([old, new.astype(one.dtype, copy=False)]))
        place = columns["community"].astype(np.int64, copy=False)
        self.total_arisen += np.bincount(place, minlength=self.total_arisen.size)

    def old(self, month: int) -> NDArray[np.bool_]:
        """Rows that ended so long ago that nothing asks for them any more, shape (M,)."""
        ended = (self.state != LATENT) & (self.state != WAITING) & (self.state != CONSULTING)
        old: NDArray[np.bool_] = (
            ended
            & (self.since <= month - MONTHS_KEPT)
            & (self.arisen <= month - MONTHS_KEPT)
            & (self.collected <= month - MONTHS_KEPT)
            & (self.reopen <= month)
        )
        return old

    def forget(self, month: int) -> None:
        """Move matters that ended long ago into the archive."""
        old = self.old(month)
        if not old.any():
            return
        np.add.at(self.archived, (self.community[old], self.state[old]), 1)
        keep = np.flatnonzero(~old)
        for one in MATTER_COLUMNS:
            setattr(self, one.name, getattr(self, one.name)[keep])

    def by_state(self) -> NDArray[np.int64]:
        """All matters that ever arose, by community and state, shape (C, states)."""
        communities, states = self.archived.shape
        flat = self.community.astype(np.int64) * states + self.state
        here = np.bincount(flat, minlength=communities * states)
        return self.archived + here.reshape(communities, states)

    def turn(self, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Indices of the rows chosen, in the order of their turn: collected first, then rank."""
        chosen = np.flatnonzero(rows)
        return chosen[np.lexsort((self.rank[chosen], self.collected[chosen]))]

    def open(self) -> NDArray[np.bool_]:
        """Rows collected and not ended, shape (M,)."""
        rows: NDArray[np.bool_] = (self.state == WAITING) | (self.state == CONSULTING)
        return rows

    def found_out(self, month: int) -> NDArray[np.bool_]:
        """Rows closed on paper that are found out this month, shape (M,)."""
        rows: NDArray[np.bool_] = (self.state == ON_PAPER) & (self.reopen == month)
        return rows
