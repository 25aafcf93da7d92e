"""What analyses found, as blocks of the page: sentences, figures inlined, tables."""

import csv
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.errors import Problem, ResultsError
from sim.report.answers import Answer
from sim.report.brief.material import Bullets, Details, Heading, Picture, Table, Text
from sim.report.brief.words import tell
from sim.report.shown import Shown
from sim.report.words import words_in

_MOST_ROWS, _FEW_ROWS = 80, 24
"""Rows that are shown of a table in the open, and of one that unfolds."""
_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
_LABEL = "label_"
"""How the names of columns of labels begin."""


def answer_blocks(
    answer: Answer, language: str, shown: Sequence[Shown] | None = None, folded: bool = True
) -> list[Any]:
    """Sentences, figures and tables of an answer.

    Args:
        answer: The answer.
        language: ``en`` or ``zh``.
        shown: The tables that its command prints; None for its files as they are.
        folded: Whether its files unfold, rather than lie open.
    """
    blocks: list[Any] = [Bullets([*answer.sentences[language]])]
    for name in answer.figures:
        path = answer.file(name, language)
        blocks.append(Picture(inlined(_bytes(path), path.suffix, path), path.stem))
    if shown is not None:
        tables = [block for one in shown for block in (Heading(one.title), shown_table(one))]
        return [*blocks, Details(tell(language, "tables"), tables)]
    for name in answer.tables:
        table = table_of(answer.file(name, language), language, _FEW_ROWS if folded else _MOST_ROWS)
        blocks += [Details(tell(language, "data", name=name), table)] if folded else table
    return blocks


def shown_table(table: Shown) -> Table:
    """A table of the terminal as one of the page."""
    # The terminal breaks long headings.
    head = [one.replace("-\n", "").replace("\n", " ") for one in table.headings]
    rows: Sequence[Sequence[str]] = [[*cells] for cells, _ in table.rows]
    return Table(head, rows, words=table.texts)


def table_of(path: Path, language: str, most: int = _MOST_ROWS) -> list[Any]:
    """The rows of a CSV file, as many as there is room for.

    Raises:
        ResultsError: It cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            head, *rows = [row for row in csv.reader(stream) if row]
    except (OSError, ValueError, csv.Error) as error:
        raise ResultsError(
            Problem(f"cannot be read as a table: {error}", file=str(path))
        ) from error
    kept = _columns(head, language)
    names = [words_in(language).metric if head[k].startswith(_LABEL) else head[k] for k in kept]
    shown = [[_shortened(row[k]) for k in kept if k < len(row)] for row in rows[:most]]
    first = next(
        (n for n, k in enumerate(kept) if any(_is_number(row[k:]) for row in rows)), len(kept)
    )
    blocks: list[Any] = [Table(names, shown, words=max(first, 1))]
    if len(rows) > len(shown):
        text = tell(language, "cut", shown=len(shown), all=len(rows))
        blocks.append(Text(text, quiet=True))
    return blocks


def _columns(head: Sequence[str], language: str) -> list[int]:
    """Columns that are shown: of labels in two languages only that of the reader, and no names."""
    own = f"{_LABEL}{language}"
    if own not in head:
        return [*range(len(head))]
    shown = [k for k, name in enumerate(head) if not name.startswith(_LABEL) and name != "metric"]
    return [head.index(own), *shown]


def _is_number(cells: Sequence[str]) -> bool:
    """Whether the first of some cells is a number."""
    try:
        float(cells[0])
    except (IndexError, ValueError):
        return False
    return True


def _shortened(text: str) -> str:
    """A number with as many digits as a reader wants; other text as it is."""
    if not _is_number([text]) or len(text) < 7:
        return text
    return f"{float(text):.4g}"


def _bytes(path: Path) -> bytes:
    """What a file holds.

    Raises:
        ResultsError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ResultsError(Problem(f"cannot be read: {error}", file=str(path))) from error


def inlined(content: bytes, suffix: str, path: Path | None = None) -> str:
    """A figure as a data URI.

    Raises:
        ResultsError: It is neither SVG nor PNG.
    """
    kind = _TYPES.get(suffix.lower())
    if kind is None:
        text = f"is no figure that can be shown; known: {', '.join(_TYPES)}"
        raise ResultsError(Problem(text, file=str(path or "")))
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"
