"""A sheet as a grid that can be turned, with the block of headings found in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from sim.tables.cells import Place, Sheet, Value
from sim.tables.fields import Measure
from sim.tables.headings import Heading, bare_size, is_unit, joined, names_community, read_heading
from sim.tables.numbers import is_missing, plain_text, read_number

DEEPEST = 40
"""Rows of a sheet in which headings are looked for."""
MOST_HEADING_ROWS = 4


@dataclass(frozen=True)
class Grid:
    """A sheet, or a sheet with rows and columns exchanged; rows and columns from 0."""

    sheet: Sheet
    turned: bool = False
    known: frozenset[str] = frozenset()
    """Cores of the names of communities that other sheets name."""

    @cached_property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The cells, with what stands in merged cells in each of them."""
        rows = [list(row) for row in self.sheet.rows]
        for top, left, bottom, right in self.sheet.merged:
            if top > len(rows) or left > self.sheet.width:
                continue
            first = rows[top - 1][left - 1]
            # Numbers are not repeated: one number for several rows belongs to none of them.
            if not isinstance(first, str) or read_number(first) is not None:
                continue
            for row in range(top - 1, min(bottom, len(rows))):
                for column in range(left - 1, min(right, self.sheet.width)):
                    rows[row][column] = first
        found = [tuple(row) for row in rows]
        return tuple(zip(*found, strict=True)) if self.turned else tuple(found)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def place(self, row: int, column: int | None = None) -> Place:
        """Place a cell in the sheet; without a column, place the row, or the column when turned."""
        if column is None:
            return self.place(row, 0) if self.turned else self.sheet.place(row + 1)
        if self.turned:
            row, column = column, row
        return self.sheet.place(row + 1, column + 1)

    def blank(self, row: int) -> bool:
        """Tell whether a row holds nothing."""
        return not any(plain_text(cell) for cell in self.rows[row])

    def has_numbers(self, row: int) -> bool:
        """Tell whether a row holds a number."""
        return any(is_number(cell) for cell in self.rows[row])


def is_number(value: Value) -> bool:
    """Tell whether a cell holds a number."""
    return not is_missing(value) and read_number(value) is not None


@dataclass(frozen=True)
class Header:
    """The headings of a table.

    Attributes:
        first: First row of the block.
        last: Last row of the block.
        headings: What each column means; None where that is not known.
        texts: What is written above each column, empty where nothing is.
        with_units: Whether the last row holds the units of the others.
    """

    first: int
    last: int
    headings: tuple[Heading | None, ...]
    texts: tuple[str, ...]
    with_units: bool = False

    def columns(self, *roles: str) -> list[int]:
        """Find the columns that have one of some roles."""
        return [
            index
            for index, one in enumerate(self.headings)
            if one is not None and one.role in roles
        ]

    @property
    def numbers(self) -> int:
        """How many different things are counted."""
        known = [one for one in self.headings if one is not None and one.role == "number"]
        return len({(one.measure, one.dims, one.share, one.year) for one in known})

    @property
    def score(self) -> float:
        """How much of it is understood."""
        named = len(self.columns("name", "code")) + len(self.columns("category", "indicator"))
        others = len(self.columns("personal", "index", "remark", "kind", "value", "month"))
        rows = self.last - self.first - 2 * self.with_units
        return self.numbers + 0.9 * min(named, 2) + 0.5 * others - 0.3 * rows


def find_header(grid: Grid, start: int = 0) -> Header | None:
    """Find the block of headings understood best, from a row on; None when none is."""
    best: Header | None = None
    end = min(len(grid.rows), start + DEEPEST)
    for first in range(start, end):
        for last in range(first, min(first + MOST_HEADING_ROWS, len(grid.rows) - 1)):
            if not _can_be_heading(grid, last):
                break
            if first < last and len(_different(grid, first)) < 2:
                break
            if first == last and only_units(grid, first) and _heads(grid, first - 1):
                break
            header = _header(grid, first, last)
            if header.score > 0.5 and (best is None or header.score > best.score + 1e-9):
                best = header
        if best is not None and first > best.last and grid.has_numbers(first):
            # Rows of this table have begun; another block belongs to another table.
            break
    return best


def _heads(grid: Grid, row: int) -> bool:
    """Tell whether a row may hold the headings whose units stand below it."""
    return row >= 0 and _can_be_heading(grid, row) and len(_different(grid, row)) > 1


def _different(grid: Grid, row: int) -> set[str]:
    """List the different texts of a row."""
    return {plain_text(cell) for cell in grid.rows[row]} - {""}


def _can_be_heading(grid: Grid, row: int) -> bool:
    """Tell whether a row may belong to headings: text, no numbers but years."""
    if grid.blank(row):
        return False
    if _only_years(grid, row):
        return True
    if sizes := _sizes(grid, row):
        return not any(
            is_number(cell) and sizes[column] is None for column, cell in enumerate(grid.rows[row])
        )
    for cell in grid.rows[row]:
        if is_number(cell) and not (isinstance(cell, str) and read_heading(cell) is not None):
            return False
    return True


def _sizes(grid: Grid, row: int) -> list[tuple[int, bool] | None]:
    """Read the sizes of households that a row names by column: 1人, 2人, 3人, 4人及以上."""
    sizes = [bare_size(cell) for cell in grid.rows[row]]
    numbers = [size[0] for size in sizes if size is not None]
    return sizes if len(numbers) > 1 and numbers == [*range(1, len(numbers) + 1)] else []


def _with_sizes(
    grid: Grid, row: int, headings: Sequence[Heading | None], above: Sequence[Heading | None]
) -> list[Heading | None]:
    """Read headings as sizes that count households, if text beside or above them does."""
    sizes = _sizes(grid, row) or [None] * len(headings)
    counted = any(
        one is not None and (one.attribute == "hhsize" or "households" in one.measure)
        for one in (*headings, *above)
    )
    return [
        one
        if size is None
        else Heading("number", "households", frozenset({("hhsize", size)}))
        if counted
        else None
        for one, size in zip(headings, sizes, strict=True)
    ]


def _only_years(grid: Grid, row: int) -> bool:
    """Tell whether a row holds years, and headings beside them."""
    cells = [cell for cell in grid.rows[row] if plain_text(cell)]
    years = [cell for cell in cells if isinstance(cell, Decimal)]
    if len(years) < 2 or not all(1949 <= year <= 2100 for year in years):
        return False
    return all(isinstance(cell, Decimal) or read_heading(cell) is not None for cell in cells)


def _header(grid: Grid, first: int, last: int) -> Header:
    """Read the block of some rows."""
    above = [_filled(grid, row, last) for row in range(first, last)]
    headings, texts, upper = [], [], []
    for column in range(grid.width):
        cells = [row[column] for row in above] + [grid.rows[last][column]]
        parts: list[Value] = [plain_text(c) if isinstance(c, Decimal) else c for c in cells]
        shown = list(dict.fromkeys(plain_text(part) for part in parts if plain_text(part)))
        heading = joined(parts) if shown else None
        headings.append(heading or _of_community(shown, grid.known))
        texts.append(" ".join(shown))
        upper.append(joined(parts[:-1]))
    headings = _with_sizes(grid, last, headings, upper)
    categories = any(one is not None and one.role == "category" for one in headings)
    if first == last and not categories:
        # Communities as columns, a thing that is counted in each row: the sheet is to be turned.
        headings = [None if one is not None and one.community else one for one in headings]
    if sum(one is not None and one.of_which for one in headings):
        headings = _without_parts(headings)
    return Header(first, last, tuple(headings), tuple(texts), only_units(grid, last))


def _of_community(texts: Sequence[str], known: frozenset[str]) -> Heading | None:
    """Read a heading of which one part names a community; None for others."""
    named = [text for text in texts if names_community(text, known)]
    if len(named) != 1:
        return None
    rest = [text for text in texts if text != named[0]]
    heading = joined(rest) if rest else Heading("number")
    if heading is None or heading.role not in ("number", "total", "neutral", "share"):
        return None
    role = "number" if heading.role in ("total", "neutral") else heading.role
    return replace(heading, role=role, community=named[0], text=" ".join(texts))


def _without_parts(headings: Sequence[Heading | None]) -> list[Heading | None]:
    """Drop headings of a part of something that count the same as its whole."""
    headings = _inherited(headings)
    whole = {
        (one.measure, one.dims, one.share, one.year, one.community)
        for one in headings
        if one is not None and not one.of_which
    }
    return [
        replace(one, measure="aside")
        if one is not None
        and one.of_which
        and one.role == "number"
        and (one.measure, one.dims, one.share, one.year, one.community) in whole
        else one
        for one in headings
    ]


def _inherited(headings: Sequence[Heading | None]) -> list[Heading | None]:
    """Let headings "of which" that name just a category count what stands before them."""
    found: list[Heading | None] = []
    measure: Measure = ""
    for one in headings:
        if one is not None and one.role == "number" and not one.of_which:
            measure = one.measure if not one.dims else measure
        elif one is not None and one.of_which and one.dims and not one.measure:
            one = replace(one, measure=measure if measure == "registered" else one.measure)
        found.append(one)
    return found


def only_units(grid: Grid, row: int) -> bool:
    """Tell whether a row holds units and nothing else."""
    texts = [plain_text(cell) for cell in grid.rows[row] if plain_text(cell)]
    return len(texts) > 1 and sum(map(is_unit, texts)) >= len(texts) - 1


def _filled(grid: Grid, row: int, last: int) -> list[Value]:
    """Fill an upper row of headings: each text goes on over the columns named below."""
    cells = list(grid.rows[row])
    for column in range(1, len(cells)):
        below = any(plain_text(grid.rows[lower][column]) for lower in range(row + 1, last + 1))
        if not plain_text(cells[column]) and below:
            cells[column] = cells[column - 1]
    return cells


def looks_like_header(grid: Grid, row: int) -> bool:
    """Tell whether a row further down begins another table, or repeats headings."""
    if not _can_be_heading(grid, row) or only_units(grid, row):
        return False
    known = [read_heading(cell) for cell in grid.rows[row]]
    roles = [one.role for one in known if one is not None and one.role not in ("neutral", "total")]
    texts = len(_different(grid, row))
    return len(roles) >= 2 and len(roles) >= texts / 2


def body(grid: Grid, header: Header) -> Iterator[int]:
    """List the rows below a header, up to the next one."""
    for row in range(header.last + 1, len(grid.rows)):
        if looks_like_header(grid, row) and any(
            grid.has_numbers(later) for later in range(row + 1, len(grid.rows))
        ):
            return
        yield row
