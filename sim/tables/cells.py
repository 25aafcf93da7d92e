"""Sheets of cells, places in them, and what is said about them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from sim.errors import Problem
from sim.words import Speech

Value = str | Decimal | date | None
"""What a cell holds: text, a number, a date, or nothing."""


def letters(column: int) -> str:
    """Write a column, counted from 1, in letters: ``A``, ``Z``, ``AA``."""
    found = ""
    while column:
        column, place = divmod(column - 1, 26)
        found = chr(ord("A") + place) + found
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file and sheet as the user knows them; row and column from 1.

    `sheet` is empty for files that have but one; row 0 is the whole sheet.
    """

    file: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """``Sheet1!B7``, ``B7``, or ``7`` for a whole row."""
        inside = f"{letters(self.column)}{self.row}" if self.column else f"{self.row or ''}"
        return "!".join(part for part in (self.sheet, inside) if part)

    def __str__(self) -> str:
        """Write ``people.xlsx Sheet1!B7``, without the folder."""
        return f"{Path(self.file).name} {self.cell}".rstrip()


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was found.

    Attributes:
        file: The file as the user named it.
        name: Name of the sheet; empty for text files.
        rows: The cells, each row as long as the longest.
        first_row: Number of the first row in the file.
        merged: Ranges of merged cells as (row, column, last row, last column), from 1.
        hidden_rows: Numbers of the rows that are hidden.
        hidden_columns: Numbers of the columns that are hidden.
        formulas: Cells with a formula whose result is not kept, as (row, column).
        places: Where each row was found, as its number and the columns before it; empty where
            it stands there still.
    """

    file: str
    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()
    places: tuple[tuple[int, int], ...] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def place(self, row: int = 0, column: int = 0) -> Place:
        """Find the place of a cell in this sheet, from 1."""
        if row and self.places:
            row, before = self.places[row - 1]
            column = column + before if column else 0
        return Place(self.file, self.name, row, column)

    def at(self, row: int, column: int) -> Value:
        """Read the value of a cell, from 1."""
        return self.rows[row - 1][column - 1]


_FOLLOWS = (
    *("total", "parts", "mean_size", "households", "more_than_all", "ages", "ages_fall"),
    *("nobody", "lost"),
)
"""What seems wrong wherever cells do not stand in their columns."""


@dataclass
class Findings:
    """What is wrong with the tables, and what a reader should know about how they were read."""

    speech: Speech
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _torn: set[tuple[str, str]] = field(default_factory=set)
    """Sheets with a row whose cells may stand beside their columns."""
    told: set[str] = field(default_factory=set)
    """Keys of the messages of all problems."""

    def wrong(self, place: Place, key: str, hint: str = "", /, **values: object) -> None:
        """Note something that is wrong.

        Args:
            place: Where.
            key: The message of the catalogue, without ``tables.``.
            hint: What to do, when it is not the message ``KEY_hint``.
            values: What the messages name.
        """
        sheet = (place.file, place.sheet)
        if key == "no_heading":
            self._torn.add(sheet)
        elif key in _FOLLOWS and sheet in self._torn:
            return
        self.told.add(key)
        text = self.speech(f"tables.{key}", **values)
        more = f"tables.{hint or f'{key}_hint'}"
        said = self.speech(more, **values) if self.speech.knows(more) else ""
        problem = Problem(text, place.file, path=place.cell, hint=said, said=True)
        if problem not in self.problems:
            self.problems.append(problem)

    def note(self, place: Place | None, key: str, /, **values: object) -> None:
        """Note how something was read."""
        text = self.speech(f"tables.{key}", **values)
        if place is not None:
            text = self.speech("list.headed", head=str(place), text=text)
        if text not in self.notes:
            self.notes.append(text)
