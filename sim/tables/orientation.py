"""Which way a sheet is to be read, and what is told of a sheet without a table."""

from collections import Counter
from dataclasses import replace

from sim.tables.cells import Findings, Sheet, Value
from sim.tables.grid import DEEPEST, Grid, Header, find_header, is_number
from sim.tables.headings import YEAR, core
from sim.tables.numbers import plain_text
from sim.tables.rows import is_numbering


def about_formulas(sheet: Sheet, findings: Findings) -> None:
    """Note formulas without a result."""
    for row, column in sorted(sheet.formulas)[:20]:
        findings.wrong(sheet.place(row, column), "formula")


def about_headings(sheet: Sheet, findings: Findings, known: frozenset[str]) -> None:
    """Tell that no headings were recognised; of a sheet beside others, a cover, only note it."""
    cores = Counter(core(cell) for row in sheet.rows for cell in row if isinstance(cell, str))
    if known and cores.keys().isdisjoint(known):
        findings.note(sheet.place(), "no_table_here")
    elif _counts_nothing(sheet) and any(cores[name] > 1 for name in known):
        findings.wrong(sheet.place(), "list")
    else:
        findings.wrong(sheet.place(), "no_headings")


def _counts_nothing(sheet: Sheet) -> bool:
    """Tell whether a sheet holds no numbers but those of its rows."""
    for column in range(sheet.width):
        numbers = [row[column] for row in sheet.rows if is_number(row[column])]
        if numbers and not is_numbering(numbers):
            return False
    return True


def about_years(sheet: Sheet, findings: Findings) -> bool:
    """Tell that headings are years and nothing says what is counted in them, if it is so."""
    for number, row in enumerate(sheet.rows[:DEEPEST], 1):
        years = {
            column: text
            for column, cell in enumerate(row, 1)
            if (text := plain_text(cell)) and YEAR.fullmatch(text)
        }
        others = [
            cell for cell in row if plain_text(cell) and plain_text(cell) not in years.values()
        ]
        if len(years) > 1 and not any(is_number(cell) for cell in others):
            first, *_, last = years.values()
            findings.wrong(sheet.place(number, min(years)), "only_years", first=first, last=last)
            return True
    return False


def choose(sheet: Sheet, known: frozenset[str]) -> tuple[Grid, Header, bool] | None:
    """Choose how to read: upright or turned, which headings, whether rows are categories."""
    upright, turned = Grid(sheet, known=known), Grid(sheet, turned=True, known=known)
    a, b = find_header(upright), find_header(turned)
    if a is not None and only_names(a):
        return upright, a, False
    personal = a is not None and bool(a.columns("personal"))
    if a is not None and (a.numbers or a.columns("value") or personal):
        if a.columns("name", "code", "category", "indicator") and (
            a.numbers or a.columns("value") or personal
        ):
            indicated = not (a.columns("name", "code", "category") or a.columns("value"))
            if not indicated:
                return upright, a, False
        if b is not None and b.numbers >= 2 and a.numbers:
            return upright, a, True
        if b is None or a.numbers >= b.numbers:
            return upright, a, False
    if b is not None and b.numbers:
        return turned, b, False
    return None


def stacked(grid: Grid, header: Header) -> Sheet | None:
    """Stack a table that goes on beside itself, columns below each other; None for others."""
    starts = header.columns("name")
    if grid.turned or len(starts) < 2 or len({header.texts[start] for start in starts}) > 1:
        return None
    width = starts[1] - starts[0]
    ends = [start + width for start in starts]
    filled = [
        [text for text in header.texts[a:b] if text] for a, b in zip(starts, ends, strict=True)
    ]
    if width < 2 or any(part != filled[0] for part in filled[1:]):
        return None
    top = header.last + 1
    rows: list[tuple[Value, ...]] = []
    places: list[tuple[int, int]] = []
    for start in starts:
        for row in range(0 if start == starts[0] else top, len(grid.rows)):
            cells = grid.rows[row][start : start + width]
            rows.append((*cells, *[None] * (width - len(cells))))
            places.append((row + 1, start))
    return replace(grid.sheet, rows=tuple(rows), merged=(), places=tuple(places))


def only_names(header: Header) -> bool:
    """Tell whether headings tell names, codes and kinds of communities, but count nothing."""
    about = header.columns("code", "kind", "month", "english", "id")
    counted = header.numbers or header.columns("value", "personal")
    return bool(header.columns("name") and about and not counted)
