"""Tables of many makings, and what a town made of them is compared with."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from sim.tables.town import Made, make_town
from sim.words import Speech

Rows = Sequence[Sequence[Any]]


def text_file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """A text file."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, name: str, **sheets: Rows) -> Path:
    """A workbook of some sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    path = folder / name
    book.save(path)
    return path


def town_of(folder: Path, *files: Path, language: str = "en") -> Made:
    """The town made of files."""
    return make_town("made", files, folder=folder, speech=Speech(language))
