"""What a result is made of for readers: tables of texts. Terminal, page and brief render them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of texts.

    The first ``texts`` columns hold texts, the others numbers; each row has its cells, and
    whether it stands out. ``notes`` are sentences below the table.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[tuple[Sequence[str], bool]]
    texts: int = 1
    notes: Sequence[str] = ()
