"""Files to sheets: CSV and pasted text in several encodings, and Excel workbooks."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import find_control
from sim.extras import need
from sim.scenario.yamlfile import read_plain
from sim.tables.cells import Findings, Place, Sheet, Value

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST_FILE = 20_000_000
"""Bytes; a table of communities is far smaller."""
LARGEST_UNPACKED = 60_000_000
"""Bytes of a workbook when it is unpacked, whatever its parts are called."""
MOST_ROWS, MOST_COLUMNS = 20_000, 500
"""Largest sheet."""
_HEAD_BYTES, _HEAD_LINES, _LONG_TEXT = 100_000, 1000, 1_000_000
"""How much of a file tells its encoding and its separator, and from how many characters on."""
_SURE = 0.95
"""Share of lines with as many cells from which on the separator of a long text is sure."""
EXTRA = "tables"
_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
OUTLINES = (".geojson", ".json")
"""Endings of files with outlines."""
_MAPS = (".shp", ".shx", ".dbf", ".prj", ".kml", ".kmz", ".gpkg", ".gml", ".tab", ".mif")
"""Endings of maps in other forms than GeoJSON."""
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|is|f)[ >]")
"""What stands in the XML of a cell that holds something."""
_SEPARATORS = ("\t", ",", ";", "|", "，", "；", "、")
_WIDE_WORD = re.compile(
    r"([合总小共])[ \u3000]+(计)|(户|组|人|社|名|序|年|备)[ \u3000]+(数|口|区|称|号|龄|注)(?!\w)"
)
"""Words of two characters that are often set wide, such as 合　计."""
_HEADED = re.compile("社[区區]|[户戶][数數]|人口|居委|村委|指[标標]|年[龄齡]|合[计計]")
"""Words that hardly any table lacks."""
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_AS_TEXT = re.compile(r"(^|[,;，；、])=(\"[^\"\n]*\")", re.M)
"""A text in a form that keeps Excel from reading it as a number."""
_RULE = re.compile(r"[\s|+:=\-─━┼│]*")


def read_sheets(files: Iterable[str | Path], findings: Findings) -> list[Sheet]:
    """Read every visible sheet of some files that holds anything; problems are noted.

    Raises:
        OptionError: A workbook is among them and the extra that reads it is not installed.
    """
    sheets: list[Sheet] = []
    seen: set[Path] = set()
    for named in files:
        path = Path(named)
        here = Place(str(named))
        data = bytes_of(path, here, findings)
        if data is None:
            continue
        if path.resolve() in seen:
            findings.wrong(here, "file_twice")
            continue
        seen.add(path.resolve())
        found = [_simplified(one, findings) for one in _sheets_of(path, here, data, findings)]
        if not found and not any(one.file == here.file for one in findings.problems):
            findings.wrong(here, "empty")
        for one in found:
            _look_for_control(one, findings)
        sheets += found
    return sheets


def _look_for_control(sheet: Sheet, findings: Findings) -> None:
    """Note cells with characters that no text may hold."""
    for row, cells in enumerate(sheet.rows, 1):
        for column, cell in enumerate(cells, 1):
            if isinstance(cell, str) and (found := find_control(cell)):
                findings.wrong(sheet.place(row, column), "control", text=repr(found[0])[1:-1])


def _simplified(sheet: Sheet, findings: Findings) -> Sheet:
    """Turn a sheet's traditional characters to simplified ones, as headings and names have."""
    cells = {cell for row in sheet.rows for cell in row if isinstance(cell, str)}
    traditional = [cell for cell in cells if not _is_simplified(cell)]
    if not traditional or not find_spec("opencc"):
        return sheet
    from opencc import OpenCC

    converter = OpenCC("t2s")
    known = {
        cell: new
        for cell in traditional
        if (new := converter.convert(cell)) != cell and _is_simplified(new)
    }
    if not known:
        return sheet
    findings.note(sheet.place(), "traditional")
    rows = tuple(
        tuple(known.get(cell, cell) if isinstance(cell, str) else cell for cell in row)
        for row in sheet.rows
    )
    return replace(sheet, rows=rows)


def _is_simplified(text: str) -> bool:
    """Tell whether a text has no character that simplified writing lacks."""
    try:
        "".join(char for char in text if char >= "\u3400").encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def bytes_of(path: Path, here: Place, findings: Findings) -> bytes | None:
    """Read the content of a file, or None and a problem."""
    try:
        if path.is_dir():
            findings.wrong(here, "folder")
            return None
        size = path.stat().st_size
        if size > LARGEST_FILE:
            hint = "large_map_hint" if path.suffix.lower() in OUTLINES else ""
            most = f"{LARGEST_FILE / 1e6:,.0f}"
            findings.wrong(here, "large", hint, size=f"{size / 1e6:,.0f}", most=most)
            return None
        data = read_plain(path, LARGEST_FILE)
    except FileNotFoundError:
        findings.wrong(here, "no_file")
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        findings.wrong(here, "unreadable", reason=reason)
        return None
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        findings.wrong(here, "empty")
        return None
    return data


def _sheets_of(path: Path, here: Place, data: bytes, findings: Findings) -> Iterator[Sheet]:
    """Read the sheets of a file by what it holds, whatever its name says."""
    suffix = path.suffix.lower()
    if suffix in _MAPS or (data.startswith(b"PK\x03\x04") and b".shp" in data):
        findings.wrong(here, "other_map")
    elif data.startswith(_OLD_EXCEL):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        key = "password" if locked else "old_excel"
        findings.wrong(here, key)
    elif data.startswith(b"PK\x03\x04"):
        if suffix not in (".xlsx", ".xlsm"):
            findings.note(here, "is_workbook")
        yield from _workbook(here, data, findings)
    elif data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        findings.wrong(here, "archive")
    elif data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")) or _is_binary(data):
        findings.wrong(here, "no_table")
    else:
        if suffix in (".xlsx", ".xlsm", ".xls"):
            findings.note(here, "is_text")
        yield from _text_sheet(here, data, findings)


def _workbook(here: Place, data: bytes, findings: Findings) -> Iterator[Sheet]:
    """Read the sheets of an Excel workbook."""
    try:
        names = {
            one.filename: one.file_size for one in zipfile.ZipFile(io.BytesIO(data)).infolist()
        }
    except zipfile.BadZipFile:
        findings.wrong(here, "damaged")
        return
    if "xl/workbook.xml" not in names:
        # Documents of all kinds tell what they are; what does not is an archive.
        plain = names.keys().isdisjoint(("[Content_Types].xml", "mimetype"))
        findings.wrong(here, "archive" if plain else "no_table")
        return
    size = sum(names.values())
    if size > LARGEST_UNPACKED:
        most = f"{LARGEST_UNPACKED / 1e6:,.0f}"
        findings.wrong(here, "unpacked", "large_hint", size=f"{size / 1e6:,.0f}", most=most)
        return
    if (rows := _most_rows(data, names)) > MOST_ROWS:
        # Before openpyxl takes a minute to find out.
        findings.wrong(here, "many_rows", "large_hint", rows=f"{rows:,}", most=f"{MOST_ROWS:,}")
        return
    need(EXTRA, here.file)
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), data_only=True)
            written = load_workbook(io.BytesIO(data), data_only=False)
    except Exception:  # openpyxl raises whatever a damaged part of the file leads to
        findings.wrong(here, "damaged")
        return
    for page in book.worksheets:
        place = Place(here.file, page.title)
        if page.sheet_state != "visible":
            findings.note(place, "hidden_sheet")
            continue
        if page.max_row > MOST_ROWS or page.max_column > MOST_COLUMNS:
            _trimmed = _real_size(page)
            if _trimmed[0] > MOST_ROWS or _trimmed[1] > MOST_COLUMNS:
                findings.wrong(
                    place, "many_cells", "large_hint", rows=_trimmed[0], columns=_trimmed[1]
                )
                continue
        sheet = _page(here.file, page, written[page.title])
        if sheet.rows:
            yield sheet


def _most_rows(data: bytes, names: Iterable[str]) -> int:
    """Count the rows that hold anything, of the sheet of a workbook that has most."""
    most = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in names:
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                rows = re.split(rb"<(?:\w+:)?row[ >]", archive.read(name))[1:]
                most = max(most, sum(_FILLED.search(row) is not None for row in rows))
    return most


def _real_size(page: "Worksheet") -> tuple[int, int]:
    """Find the last row and column that hold anything; formats alone do not count."""
    rows = columns = 0
    for row in page.iter_rows():
        for cell in row:
            if cell.value is not None:
                rows, columns = max(rows, int(cell.row or 0)), max(columns, int(cell.column or 0))
    return rows, columns


def _page(file: str, page: "Worksheet", written: "Worksheet") -> Sheet:
    """Read one sheet of a workbook."""
    height, width = _real_size(page)
    formulas = set()
    for line in written.iter_rows():
        for cell in line:
            if cell.data_type == "f":
                row, column = int(cell.row or 0), int(cell.column or 0)
                height, width = max(height, row), max(width, column)
                if page.cell(row, column).value is None:
                    formulas.add((row, column))
    rows = tuple(
        tuple(_value(page.cell(row, column)) for column in range(1, width + 1))
        for row in range(1, height + 1)
    )
    return Sheet(
        file,
        page.title,
        rows,
        tuple(
            (one.min_row, one.min_col, one.max_row, one.max_col) for one in page.merged_cells.ranges
        ),
        frozenset(
            number for number, row in page.row_dimensions.items() if row.hidden and number <= height
        ),
        frozenset(_hidden_columns(page, width)),
        frozenset(formulas),
    )


def _hidden_columns(page: "Worksheet", width: int) -> Iterator[int]:
    """Find the numbers of hidden columns; neighbours share one entry."""
    for one in page.column_dimensions.values():
        if one.hidden:
            first, last = int(one.min or 1), int(one.max or one.min or 1)
            yield from range(first, min(last, width) + 1)


def _value(cell: Any) -> Value:
    """Read the value of a cell of a workbook as plain types."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if number == number.to_integral_value():
            number = number.quantize(Decimal(1))
        if "%" in str(cell.number_format):
            return f"{number * 100:f}%"
        # Sums of decimals such as 0.1 + 0.2 carry noise in the last place.
        return number if isinstance(value, int) else Decimal(f"{value:.12g}")
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return str(value)
    return str(value)


def decoded(data: bytes) -> str | None:
    """Decode UTF-8, UTF-16 with a mark, GB 18030 or Big5; None when it is none of them.

    Most of Big5 can be read as GB 18030 as well, as other characters: it is Big5 where only that
    gives words of such tables.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    head = data[:_HEAD_BYTES]
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    if not marked and not _HEADED.search(head.decode("gb18030", "ignore")):
        big5 = _HEADED.search(head.decode("big5", "ignore"))
        encodings[1:] = ["big5", "gb18030"] if big5 else ["gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def _is_binary(data: bytes) -> bool:
    """Tell whether bytes are no text at all, as in files of statistical programs."""
    head = data[:_HEAD_BYTES]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_unmarked(head):
        return False
    return 2 * head.count(0) + len(_CONTROL.findall(head)) > 3 + len(head) / 20


def _is_unmarked(head: bytes) -> bool:
    """Tell whether zeros stand in every other place, as in UTF-16."""
    halves = [head[at::2].count(0) for at in (0, 1)]
    return max(halves) > 2 and min(halves) * 4 < max(halves)


def _text_sheet(here: Place, data: bytes, findings: Findings) -> Iterator[Sheet]:
    """Read the one sheet of a text file."""
    text = decoded(data)
    if text is None:
        findings.wrong(here, "encoding_16" if _is_unmarked(data[:_HEAD_BYTES]) else "encoding")
        return
    head = text.lstrip()[:200].lower()
    if head.startswith(("<html", "<!doctype", "<?xml", "<table")) or "<html" in head:
        findings.wrong(here, "web_page")
        return
    if head.startswith(("{\\rtf", "{", "[")):
        findings.wrong(here, "no_table")
        return
    lines = text.rstrip().count("\n") + 1
    if lines > MOST_ROWS:
        # Rows keep the numbers of their lines, so there are no fewer.
        top = split("\n".join(text.split("\n", _HEAD_LINES)[:_HEAD_LINES]), here, findings)
        width = max(map(len, top or [[]]))
        findings.wrong(here, "many_cells", "large_hint", rows=lines, columns=width)
        return
    rows = split(text, here, findings)
    if rows is None:
        return
    width = max((len(row) for row in rows), default=0)
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS:
        findings.wrong(here, "many_cells", "large_hint", rows=len(rows), columns=width)
        return
    cells = tuple((*row, *[None] * (width - len(row))) for row in rows)
    if any(any(cell for cell in row) for row in cells):
        yield Sheet(here.file, "", cells)


def split(text: str, here: Place, findings: Findings) -> list[list[str]] | None:
    """Split a text into cells, by the separator that divides its lines most evenly.

    Rows keep their line numbers, blank lines included.
    """
    text = _WIDE_WORD.sub(r"\1\2\3\4", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > _LONG_TEXT and '"' not in text:
        # In a long text the first lines tell how the others are divided.
        head = "\n".join(text.split("\n", _HEAD_LINES)[:_HEAD_LINES])
        scores = {
            separator: _evenness(_by_separator(head, separator))
            for separator in _SEPARATORS
            if separator in head
        }
        separator = max(scores, key=scores.__getitem__, default="")
        if scores.get(separator, 0.0) > _SURE:
            return _by_separator(text, separator)
    best: tuple[float, list[list[str]]] | None = None
    broken = ""
    for separator in _SEPARATORS:
        if separator not in text:
            continue
        try:
            rows = _by_separator(text, separator)
        except csv.Error as error:
            broken = str(error)
            continue
        score = _evenness(rows)
        if best is None or score > best[0] + 1e-9:
            best = (score, rows)
    gaps = (r"[ \u3000\u00a0]{2,}|\t", r"[ \u3000\u00a0\t]+")
    if "\t" not in text:
        for gap in gaps if best is None or best[0] < 0.5 else gaps[:1]:
            rows = [re.split(gap, line.strip()) for line in text.split("\n")]
            score = _evenness(rows)
            if best is None or score > best[0] + 1e-9:
                best = (score, rows)
    if best is None or (broken and best[0] < 0.3):
        if broken:
            findings.wrong(here, "not_csv", reason=broken)
            return None
        return [[line] for line in text.split("\n")]
    return best[1]


def _by_separator(text: str, separator: str) -> list[list[str]]:
    """Split rows of cells by a separator; line numbers stay where cells hold line breaks."""
    if separator == "|":
        lines = [line.strip() for line in text.split("\n")]
        return [
            []
            if _RULE.fullmatch(line)
            else [part.strip(" *`") for part in line.strip("|").split("|")]
            for line in lines
        ]
    if '"' not in text:
        return [[cell.strip(" ") for cell in line.split(separator)] for line in text.split("\n")]
    if separator == "\t":
        plain = [line.split(separator) for line in text.split("\n")]
        return [[_unquoted(cell) for cell in row] for row in plain]
    # With an equals sign before its quotes a number is a text to Excel: ="420106001003".
    text = _AS_TEXT.sub(r"\1\2", text)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True, skipinitialspace=True)
    rows: list[list[str]] = []
    for cells in reader:
        rows.append(cells)
        rows += [[] for _ in range(reader.line_num - len(rows))]
    return rows


def _unquoted(cell: str) -> str:
    """Strip the quotes around a cell."""
    cell = cell.strip(" ")
    cell = cell[1:] if cell.startswith('="') else cell
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if quoted else cell


def _evenness(rows: list[list[str]]) -> float:
    """Find the share of lines with the commonest number of cells, for more than one cell."""
    counts = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    total = counts.total()
    several = {number: count for number, count in counts.items() if number > 1}
    if not several or not total:
        return 0.0
    number, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return count / total + 0.001 * min(number, 50)
