"""Tables and texts in the terminal: the only place that prints what was found."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from sim.report.shown import Shown

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDE = 140
"""Columns where there is no terminal to ask."""


def print_tables(tables: Iterable[Shown]) -> None:
    """Print tables with their notes; rows that do not stand out are dim."""
    collected = _COLLECTED.get()
    if collected is not None:
        collected += tables
        return
    console = _console()
    for table in tables:
        console.print(_table(table, console.width))
        for note in table.notes:
            console.print(note)


def print_text(text: str, whole: bool = False) -> None:
    """Print text, wrapped to the terminal unless its lines should stay whole."""
    if _COLLECTED.get() is None:
        _console().print(text, soft_wrap=whole)


def _table(shown: Shown, width: int) -> "Table":
    """A table in our look, with the columns that a terminal of that width has room for."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(
        title=shown.title, box=SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False
    )
    room = shown.room or [0] * len(shown.headings)
    fits = [place for place, needed in enumerate(room) if needed <= width]
    for place in fits:
        is_text = place < shown.texts
        table.add_column(
            shown.headings[place], justify="left" if is_text else "right", no_wrap=not is_text
        )
    for cells, stands_out in shown.rows:
        table.add_row(*(cells[place] for place in fits), style=None if stands_out else "dim")
    return table


def _console() -> "Console":
    """Standard output, as wide as the terminal, or wide where there is none.

    What looks like markup or an emoji is a text of the user's, and shown as it is.
    """
    from rich.console import Console

    found = Console(highlight=False, markup=False, emoji=False)
    if found.is_terminal:
        return found
    return Console(highlight=False, markup=False, emoji=False, width=WIDE)


# --- until every study returns its tables ---

_COLLECTED: ContextVar[list[Shown] | None] = ContextVar("collected", default=None)
"""Where tables go instead of the terminal, while a page asks for them."""


@contextmanager
def collecting() -> Iterator[list[Shown]]:
    """Keep the tables that are printed in this thread until the end of the block."""
    found: list[Shown] = []
    before = _COLLECTED.set(found)
    try:
        yield found
    finally:
        _COLLECTED.reset(before)


def print_rows(
    title: str, headings: Sequence[str], rows: Sequence[tuple[Sequence[str], bool]], texts: int = 1
) -> None:
    """Print a table of texts."""
    from sim.words import Speech

    print_tables([Shown(Speech().closed(title), headings, rows, texts)])
