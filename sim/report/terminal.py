"""Tables and texts in the terminal: the only place that prints what was found."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sim.report.cite import cite_line
from sim.report.shown import Shown
from sim.runs.files import MANIFEST
from sim.words import Speech

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

WIDE = 140
_LEAST = 8
"""Columns that a text keeps in a narrow terminal."""
"""Columns where there is no terminal to ask."""


def print_tables(tables: Iterable[Shown]) -> None:
    """Print tables with their notes; rows that do not stand out are dim."""
    console = _console()
    for table in tables:
        console.print(_table(table, console.width))
        for note in table.notes:
            console.print(note)


def print_text(text: str, whole: bool = False) -> None:
    """Print text, wrapped to the terminal unless its lines should stay whole."""
    _console().print(text, soft_wrap=whole)


def print_saved(folder: "Path | None", names: Iterable[str], speech: Speech) -> None:
    """Print where results are: the files of a folder, and its manifest."""
    listed = ", ".join([*names, MANIFEST])
    print_text(speech("command.saved", folder=folder, names=listed), whole=True)


def print_cited(manifest: Mapping[str, Any], speech: Speech) -> None:
    """Print how to cite results."""
    print_text(speech("cite.as", line=cite_line(manifest, speech)))


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
        # Short texts such as numbers of settings are never cut.
        least = max((len(cells[place]) for cells, _ in shown.rows), default=1)
        table.add_column(
            shown.headings[place],
            justify="left" if is_text else "right",
            no_wrap=not is_text,
            min_width=min(least, _LEAST) if is_text else None,
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
