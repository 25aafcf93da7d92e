"""Communities of a town from a CSV file.

Columns, in any order: ``id, en, zh, origin, residents, households, groups, grids`` and, where
wanted, ``units``, ``member_from`` (YYYY-MM), ``migrants`` (share) and ``notes``; an empty cell is
a value left out. UTF-8, comma between cells.
"""

import csv
import io
from pathlib import Path
from typing import Any

from sim.errors import Problem, did_you_mean
from sim.scenario.yamlfile import Document, KeyPath, Origin, parse_value, read_text

REQUIRED = ("id", "en", "zh", "origin", "residents", "households", "groups", "grids")
OPTIONAL = ("units", "member_from", "migrants", "notes")
COLUMNS = REQUIRED + OPTIONAL
_LABELS = ("en", "zh")
_TEXTS = ("id", "en", "zh", "origin", "member_from", "notes")


def with_communities(
    document: Document, path: Path, file: str, problems: list[Problem]
) -> Document | None:
    """A town's document with the communities of a CSV file in place of its name.

    Args:
        document: The town's document.
        path: Where the CSV file is.
        file: How messages call it.
        problems: Receives what is wrong.

    Returns:
        The document, or None when the CSV file cannot be used.
    """
    text = read_text(path, file, problems)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _header_is_right(header, file, problems):
            return None
        communities, places = _rows(reader, header, file, problems)
    except csv.Error as error:
        problems.append(Problem(f"the file is not CSV: {error}", file, reader.line_num))
        return None
    if communities is None:
        return None
    data = {**document.data, "communities": tuple(communities)}
    return Document(document.file, data, {**document.places, **places})


def _header_is_right(header: list[str], file: str, problems: list[Problem]) -> bool:
    """Whether the columns are those that are known, each once."""
    before = len(problems)
    if not any(header):
        problems.append(
            Problem("the file is empty", file, 1, hint=f"its first line is {','.join(REQUIRED)}")
        )
        return False
    hint = "put commas between the cells" if len(header) == 1 and ";" in header[0] else ""
    for column in header:
        if column not in COLUMNS:
            near = hint or did_you_mean(column, COLUMNS)
            message = f"there is no column {column!r}; allowed: {', '.join(COLUMNS)}"
            problems.append(Problem(message, file, 1, hint=near))
    problems.extend(
        Problem(f"the column {column!r} is missing", file, 1)
        for column in REQUIRED
        if column not in header
    )
    problems.extend(
        Problem(f"the column {column!r} is there twice", file, 1)
        for column in COLUMNS
        if header.count(column) > 1
    )
    return len(problems) == before


def _rows(
    reader: Any, header: list[str], file: str, problems: list[Problem]
) -> tuple[list[dict[str, Any]] | None, dict[KeyPath, Origin]]:
    """The communities, in the shape of the YAML file, and where each value is.

    None of them where a line is torn: whatever names or sums them would be wrong as well.
    """
    before = len(problems)
    communities: list[dict[str, Any]] = []
    places: dict[KeyPath, Origin] = {("communities",): Origin(file, 1)}
    line = reader.line_num + 1
    for cells in reader:
        here, line = Origin(file, line), reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            message = f"the line has {len(cells)} cells; the header has {len(header)}"
            hint = "put quotes around a text that holds a comma"
            problems.append(Problem(message, here.file, here.line, hint=hint))
            continue
        item: KeyPath = ("communities", len(communities))
        community: dict[str, Any] = {}
        places[item] = here
        for column, cell in zip(header, (cell.strip() for cell in cells), strict=True):
            if not cell:
                continue
            value = cell if column in _TEXTS else parse_value(cell)
            if column in _LABELS:
                community.setdefault("label", {})[column] = value
                places[*item, "label"] = places[*item, "label", column] = here
            else:
                community[column] = value
                places[*item, column] = here
        communities.append(community)
    return (communities if len(problems) == before else None), places
