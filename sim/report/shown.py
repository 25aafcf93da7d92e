"""What a result is made of for readers: tables of texts. Terminal, page and brief render them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
"""A row of a table, by column."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of texts.

    The first ``texts`` columns hold texts, the others numbers; each row has its cells, and
    whether it stands out. ``notes`` are sentences below the table. A terminal shows a column if it
    has ``room`` for so many characters; all of them where that is empty.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[tuple[Sequence[str], bool]]
    texts: int = 1
    notes: Sequence[str] = ()
    room: Sequence[int] = ()


def records(table: "pd.DataFrame") -> list[Row]:
    """The rows of a table."""
    rows: Any = table.to_dict("records")
    return list(rows)
