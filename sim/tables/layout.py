"""Tables in sheets: which rows are communities, which are totals, and every number in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from sim.tables.cells import Findings, Place, Sheet, Value
from sim.tables.fields import MARKS, OF_WHICH, REMARKS, TOTALS
from sim.tables.grid import Grid, Header, body, find_header, is_number, only_units
from sim.tables.headings import (
    FOOTNOTE,
    YEAR,
    Dims,
    Heading,
    core,
    names_community,
    read_heading,
    squeezed,
    two_languages,
    unit_of,
)
from sim.tables.numbers import (
    Number,
    has_dots,
    is_missing,
    plain_text,
    read_month,
    read_number,
    read_range,
    roughly,
    written,
)
from sim.tables.orientation import (
    about_formulas,
    about_headings,
    about_years,
    choose,
    only_names,
    stacked,
)
from sim.tables.rows import (
    ADULT,
    LARGEST_NUMBER,
    NUMBERED,
    SECTION,
    TOTAL_NAMES,
    Entry,
    Fact,
    Row,
    Sums,
    Table,
    is_numbering,
    kind_of_total,
    section_names,
    without_count,
)

_REMARK = re.compile(
    r"^(?:"
    + "|".join(re.escape(word) for word in REMARKS)
    + r")(?:负责)?(?:人|员|部门|日期|时间|单位)?"
    r"\s*(?:\d|[:：.)）(（、，,]|$)",
    re.I,
)
HIGHER = re.compile(
    r"^(?:.{1,7}?(?:自治区|自治州|省|市|盟|县|旗|区))*?.{1,8}?(?:街道办事处|街道|镇|乡)(?=..)"
)
"""What stands above a community in its full name."""
_CODE = re.compile(r"\d{12}")
_PRIVATE = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
_TITLE_UNIT = re.compile(
    r"(?:单位|units?|户数|人口|households|residents|population)\s*[:：]\s*([^\s,，;；)）]+)", re.I
)
_TITLED = re.compile(r"(?:\d{4}年[度底末]?)?(.{2,15}?(?:社区居委会|社区|村委会|居委会|村))")
_PART_OF = re.compile(
    r"(.{2,}?(?:社区居委会|社区|居委会|村委会|村))(?:第?[\d一二三四五六七八九十]+号?)?"
    r"(网格|居民小组|村民小组|小组|组)[\d一二三四五六七八九十]*号?"
)
"""A name of a grid or group that begins with that of its community."""
_NOTE = re.compile(r"\s*(?:[\u2460-\u2473\u2776-\u2793*＊†‡※]|[\[［【]\d{1,2}[\]］】])")
"""How footnotes begin."""
_ORDINAL = re.compile("[一二三四五六七八九十]+")
"""Numbers of sections of a table."""
_DITTO = ("同上", "〃", "ditto", "same", "as above")
_TOWN = re.compile(r"([\u4e00-\u9fff]{1,8}?(?:街道|镇|乡))")
_NO_STUB = ("number", "share", "index", "personal", "value", "source", "mark")
_CHANGE = re.compile("增长|增减|增幅|同比|环比|比上年|growth|change|increase")
"""Names of rows and columns that tell changes."""
LONGEST_NAME = 40
"""Characters; longer labels of rows are remarks."""
_SHORT_NAME = 12
"""Characters; so short a label of a row without numbers may be a name."""


def read_table(sheet: Sheet, findings: Findings, known: frozenset[str] = frozenset()) -> Table:
    """Read everything that a sheet says; problems are noted.

    Args:
        sheet: The sheet.
        findings: Receives problems and notes.
        known: Cores of the names of communities that other sheets name.
    """
    before = len(findings.problems)
    found = Table()
    about_formulas(sheet, findings)
    reader = choose(sheet, known)
    if reader is None:
        if len(findings.problems) == before and not about_years(sheet, findings):
            about_headings(sheet, findings, known)
        return found
    grid, first, tagged = reader
    if (below := stacked(grid, first)) is not None:
        return read_table(below, findings, known)
    _title(grid, first, found)
    header: Header | None = first
    while header is not None:
        rows = list(body(grid, header))
        _Reader(grid, header, rows, tagged, found, findings).read()
        after = rows[-1] + 1 if rows else header.last + 1
        later = find_header(grid, after) if after < len(grid.rows) - 1 else None
        header = later if later is not None and later.numbers else None
    if not (found.entries or found.facts) and len(findings.problems) == before:
        about_headings(sheet, findings, known)
    return found


def _title(grid: Grid, header: Header, found: Table) -> None:
    """Find the town and year that the rows above the headings name."""
    sheet = grid.sheet
    rows = sheet.rows[: header.first] if not grid.turned else sheet.rows[:3]
    text = " ".join(plain_text(cell) for row in rows for cell in row if isinstance(cell, str))
    year = re.search(r"(?:19|20)\d\d(?=\s*年|\b)", text)
    town = _TOWN.search(text)
    named = re.search(r"(?:19|20)\d\d(?=年|$)", sheet.name)
    found.year = int(year[0]) if year else int(named[0]) if named else None
    name = re.sub(r"^.*[省市县](?=..)", "", town[1]) if town else ""
    found.town = re.sub(r"^.*区(?=.{3})", "", name)


class _Reader:
    """Reads one table: a header and the rows below it."""

    def __init__(
        self,
        grid: Grid,
        header: Header,
        rows: Sequence[int],
        tagged: bool,
        found: Table,
        findings: Findings,
    ) -> None:
        self._grid, self._header, self._rows = grid, header, rows
        self._found, self._findings = found, findings
        self._names = self._name_column(header.columns("name"))
        self._parts: dict[int, str] = {}
        self._numbered = self._by_stub = False
        self._owner = ""
        self._indicators = header.columns("indicator") if header.columns("value") else []
        self._code = header.columns("code")[:1]
        self._categories = header.columns("category")
        self._stub: list[int] = []
        self._tagged = tagged
        self._units = self._title_units()

    def read(self) -> None:
        """Read the rows, check totals, and keep entries and facts."""
        self._take_units()
        self._count_workers()
        self._find_stub()
        self._find_parts()
        self._find_owner()
        self._find_numbered()
        self._about_columns()
        before = len(self._findings.problems)
        counts = self._header.numbers or self._header.columns("value")
        if not counts and not only_names(self._header):
            self._no_numbers(before)
            return
        entries = len(self._found.entries)
        rows = [row for index in self._rows if (row := self._row(index)) is not None]
        gaps = len(self._found.entries) > entries
        self._about_hidden(rows)
        self._about_merged(rows)
        if not (self._tagged or self._categories):
            sums = Sums(self._grid, self._names, self._findings)
            rows = self._summed(rows, gaps)
            self._found.facts += sums.check(rows, bool(self._parts), gaps)
        named: dict[str, Row] = {}
        for row, above in _with_above(rows):
            if row.kind == "of which" and above is not None:
                self._keep_of_which(row, above)
            if row.kind not in ("community", "total"):
                continue
            for column, fact in row.numbers.items():
                self._keep(fact, row, column)
            if row.kind == "community" and row.name:
                if not self._parts or core(row.name) not in named:
                    self._entry(row)
                named.setdefault(core(row.name), row)
        self._columns_of_communities()
        self._found.entries.sort(key=lambda one: (one.place.row, one.place.column))
        if self._parts:
            self._count_parts(rows)

    def _take_units(self) -> None:
        """Take units from a row below the headings, also where columns are numbered between."""
        for index in self._rows[:3]:
            if only_units(self._grid, index):
                units = [plain_text(cell) for cell in self._grid.rows[index]]
                headings = [
                    one if one is None or not unit else replace(one, unit=unit_of(unit) or one.unit)
                    for one, unit in zip(self._header.headings, units, strict=True)
                ]
                self._header = replace(self._header, headings=tuple(headings))
                self._rows = [row for row in self._rows if row != index]

    def _count_workers(self) -> None:
        """Take a column that names people, such as 网格员, for their number where it holds one."""
        headings = list(self._header.headings)
        for column, heading in enumerate(headings):
            if heading is None or heading.role != "personal":
                continue
            counted = read_heading(f"{self._header.texts[column]}数")
            cells = [self._grid.rows[row][column] for row in self._rows]
            numbers = [read_number(cell) for cell in cells if not is_missing(cell)]
            small = all(one is not None and one.whole and one.value < 1000 for one in numbers)
            if counted is not None and counted.role == "number" and numbers and small:
                headings[column] = replace(counted, text=self._header.texts[column])
        self._header = replace(self._header, headings=tuple(headings))

    def _keep_of_which(self, row: Row, above: Row) -> None:
        """Keep the numbers of a row that counts some residents of the one above it."""
        for fact in row.numbers.values():
            if fact.measure != "persons":
                self._findings.note(fact.place, "not_used", heading=f"{row.name} {fact.text}")
                continue
            dims = frozenset({**dict(fact.dims), **dict(row.dims)}.items())
            name = above.name if above.kind == "community" else self._owner
            self._found.facts.append(replace(fact, community=name, dims=dims))

    def _keep(self, fact: Fact, row: Row, column: int) -> None:
        """Keep a number of a row, as one of its community, of the sheet's, or of the town."""
        heading = self._header.headings[column]
        if heading is not None and heading.community:
            fact = replace(fact, community=heading.community)
        elif row.kind != "community":
            fact = replace(fact, community=self._owner)
        elif self._parts:
            if fact.share or fact.measure == "size":
                self._findings.note(fact.place, "not_summed", heading=fact.text)
                return
            fact = replace(fact, community=row.name, piece=True)
        self._found.facts.append(fact)

    def _columns_of_communities(self) -> None:
        """Keep the communities that headings name, and the one that the sheet is about."""
        seen: set[str] = set()
        for column, heading in enumerate(self._header.headings):
            if heading is not None and heading.community and heading.community not in seen:
                seen.add(heading.community)
                place = self._grid.place(self._header.first, column)
                self._found.entries.append(Entry(heading.community, place))
        if self._owner and self._found.facts:
            self._findings.note(self._grid.sheet.place(), "of_one", name=self._owner)
            self._found.entries.append(Entry(self._owner, self._grid.sheet.place()))

    # --- parts of communities ---

    def _name_column(self, columns: list[int]) -> list[int]:
        """Find the column of names; the next one where the first never changes."""
        for column in columns[:-1]:
            texts = {plain_text(self._grid.rows[row][column]) for row in self._rows} - {""}
            if len(texts - set(TOTALS)) > 1:
                return [column]
        return columns[-1:]

    def _find_numbered(self) -> None:
        """Note whether names begin with the numbers of their rows: 1.北关, 2.东南."""
        for column in self._names:
            texts = [plain_text(self._grid.rows[row][column]) for row in self._rows]
            numbers = [int(found[1]) for text in texts if (found := NUMBERED.match(text))]
            self._numbered = len(numbers) > 1 and numbers == [*range(1, len(numbers) + 1)]

    def _find_parts(self) -> None:
        """Find the columns that name parts of communities, each with what such parts are."""
        if not self._names or self._grid.turned:
            return
        name = self._names[0]
        rows = [row for row in self._rows if self._grid.has_numbers(row)]
        names = [plain_text(self._grid.rows[row][name]) for row in rows]
        cores = [core(text) for text in names if text and squeezed(text) not in TOTAL_NAMES]
        repeated = len(set(cores)) < len(cores) or len(cores) < len(names) - 1
        for column, heading in enumerate(self._header.headings):
            if heading is None or heading.dims or heading.share or column in self._names:
                continue
            cells = [self._grid.rows[row][column] for row in rows]
            filled = [cell for cell in cells if not is_missing(cell)]
            words = [cell for cell in filled if read_number(cell) is None]
            if heading.role == "part" and filled:
                self._parts[column] = heading.measure
            elif heading.measure in ("grids", "groups") and heading.role == "number" and filled:
                if repeated or (len(words) >= len(filled) / 2 and len(cores) == len(filled)):
                    labels = len(words) >= len(filled) / 2 or len(set(map(str, filled))) > 1
                    if labels:
                        self._parts[column] = heading.measure
            elif heading.role == "name" and repeated and filled:
                self._parts[column] = ""
        whole = [_PART_OF.fullmatch(text) for text in names if squeezed(text) not in TOTAL_NAMES]
        if not self._parts and len(whole) > 1 and all(whole):
            grids = all(one is not None and one[2] == "网格" for one in whole)
            self._parts[name] = "grids" if grids else "groups"

    def _count_parts(self, rows: Sequence[Row]) -> None:
        """Count the grids or groups of each community, where each has a row."""
        for column, measure in self._parts.items():
            if not measure:
                continue
            found: dict[str, tuple[str, Place, set[str]]] = {}
            for row in rows:
                label = plain_text(self._grid.rows[row.index][column])
                if row.kind == "community" and row.name and label:
                    place = self._grid.place(row.index, column)
                    known = found.setdefault(core(row.name), (row.name, place, set()))
                    known[2].add(label)
            text = self._header.texts[column]
            for name, place, labels in found.values():
                number = Number(Decimal(len(labels)))
                fact = Fact(place, name, measure, frozenset(), number, False, None, text)
                self._found.facts.append(replace(fact, counted=True))

    # --- sheets of one community ---

    def _find_owner(self) -> None:
        """Find the community that the whole sheet is about, by the name of sheet, file or title."""
        columns = any(one is not None and one.community for one in self._header.headings)
        if self._names or self._code or columns:
            return
        sheet, known = self._grid.sheet, self._grid.known
        if _is_one(sheet.name, known):
            self._owner = sheet.name
            return
        texts = [Path(sheet.file).stem]
        titles = (cell for row in sheet.rows[: self._header.first] for cell in row)
        texts += [
            found[1]
            for cell in titles
            if isinstance(cell, str) and (found := _TITLED.match(plain_text(cell)))
        ]
        for text in texts:
            text = HIGHER.sub("", text)
            if _is_one(text, known) and (not known or core(text) in known):
                self._owner = text
                return

    def _no_numbers(self, before: int) -> None:
        """Tell of a sheet that names but counts nothing."""
        if self._header.columns("personal"):
            key = "persons_list"
            self._findings.wrong(self._grid.sheet.place(), key)
        elif len(self._findings.problems) == before:
            about_headings(self._grid.sheet, self._findings, self._grid.known)

    # --- columns ---

    @property
    def _counts_everyone(self) -> bool:
        """Whether a column of totals counts residents, since no other one does."""
        known = [one for one in self._header.headings if one is not None and one.role == "number"]
        people = [one for one in known if one.measure in ("", "persons")]
        return bool(people) and not any(
            not one.dims and one.measure == "persons" and not one.community for one in known
        )

    def _find_stub(self) -> None:
        """Find the column that names rows where no heading says so."""
        if self._names or self._code or self._categories:
            return
        for column in range(self._grid.width):
            heading = self._header.headings[column]
            if column in self._indicators or (heading is not None and heading.role in _NO_STUB):
                continue
            cells = [self._grid.rows[row][column] for row in self._rows]
            texts = [cell for cell in cells if plain_text(cell)]
            words = [cell for cell in texts if not is_number(cell)]
            if texts and len(words) >= len(texts) / 2:
                self._stub.append(column)
                if not self._tagged:
                    break
        if self._tagged:
            self._categories, self._stub = self._stub, []
        else:
            self._by_stub = bool(self._stub)
            self._names, self._stub = self._stub or self._header.columns("id")[:1], []

    def _about_columns(self) -> None:
        """Say which columns are not used, and which have no heading."""
        findings, grid, header = self._findings, self._grid, self._header
        used = {*self._names, *self._code, *self._categories}
        unknown = []
        for column, heading in enumerate(header.headings):
            place = grid.place(header.last, column)
            filled = [row for row in self._rows if plain_text(grid.rows[row][column])]
            if column in used or not filled:
                continue
            if heading is None and not header.texts[column]:
                numbers = [row for row in filled if is_number(grid.rows[row][column])]
                if numbers and not is_numbering([grid.rows[row][column] for row in filled]):
                    key = "no_heading"
                    findings.wrong(grid.place(numbers[0], column), key)
            elif heading is None:
                unknown.append((place, header.texts[column]))
            elif heading.role == "personal":
                findings.note(place, "personal", heading=header.texts[column])
            elif heading.role == "share" or heading.measure == "aside":
                findings.note(place, "not_used", heading=header.texts[column])
            elif heading.unit == "%" and self._all_below_one(column):
                findings.note(place, "small_per_cent", heading=header.texts[column])
        for place, text in unknown:
            findings.note(place, "unknown", heading=hushed(text))

    def _all_below_one(self, column: int) -> bool:
        """Tell whether all numbers of a column are below one, without a sign of their own."""
        cells = [self._grid.rows[row][column] for row in self._rows]
        numbers = [one for one in map(read_number, cells) if one is not None and one.value]
        return bool(numbers) and all(not one.share and one.value < 1 for one in numbers)

    def _title_units(self) -> dict[str, str]:
        """Read the units in the rows above the headings, by what is counted in them."""
        units: dict[str, str] = {}
        for row in self._grid.sheet.rows[: self._header.first]:
            for cell in row:
                found = _TITLE_UNIT.findall(plain_text(cell)) if isinstance(cell, str) else []
                for word in re.split("[、/]", "/".join(found)):
                    if unit_of(word) is None:
                        continue
                    counted = ("households",) if word.endswith("户") else ("persons", "registered")
                    units |= {one: unit_of(word) or "" for one in counted if one not in units}
        return units

    # --- rows ---

    def _row(self, index: int) -> Row | None:
        """Read a row that holds numbers; None for others."""
        grid = self._grid
        cells = grid.rows[index]
        name, code = self._label(index), self._code_of(index)
        if found := re.match(r"(\d{12})\s*(\S.*)", name):
            code, name = code or found[1], found[2]
        name, latin = two_languages(name.strip(" :："))
        prefixed = name
        for prefix in OF_WHICH:
            name = name.removeprefix(prefix).strip(" :：")
        if _REMARK.match(name) or len(name) > LONGEST_NAME or self._is_numbering(cells):
            return None
        if not self._grid.has_numbers(index) and any(
            isinstance(cell, str) and _REMARK.match(plain_text(cell)) for cell in cells
        ):
            return None
        dims, _, known = self._categories_of(index)
        if not known or (self._by_stub and self._is_change(index, name)):
            return None
        name = without_count(name)
        row = Row(index, name or code, code, "community", dims, english=latin)
        row.numbers = self._numbers(row)
        if not row.numbers:
            self._without_numbers(row)
            return None
        labels = (squeezed(plain_text(cells[column])) for column in self._parts)
        if kind := kind_of_total(name):
            row.kind = kind
        elif self._by_stub and YEAR.fullmatch(name):
            row.kind = "total"
        elif of_which := self._of_which(name, name != prefixed):
            row.kind, row.dims = "of which", of_which
        elif any(label in TOTAL_NAMES for label in labels):
            row.kind = "subtotal"
        elif not name and not code:
            told = bool(self._categories or self._indicators) and not self._names
            whole = bool(self._owner) or told
            row.kind = "total" if whole else "unnamed"
        return row

    def _label(self, index: int) -> str:
        """Name a row; with categories, the name of a row above goes on."""
        for column in self._names:
            for row in range(index, self._header.last, -1):
                text = plain_text(self._grid.rows[row][column]).replace("\n", "")
                part = any(plain_text(self._grid.rows[index][one]) for one in self._parts)
                if not text and not part:
                    text = self._total_beside(index)
                if text or not (self._categories or part):
                    named = _PART_OF.fullmatch(text) if column in self._parts else None
                    text = NUMBERED.sub("", text) if self._numbered else text
                    return named[1] if named else FOOTNOTE.sub("", text).strip("*＊ ")
        return ""

    def _total_beside(self, index: int) -> str:
        """Find the word for a total where it stands in another column than names."""
        texts = [plain_text(cell) for cell in self._grid.rows[index] if isinstance(cell, str)]
        return next((text for text in texts if squeezed(text) in TOTAL_NAMES), "")

    def _code_of(self, index: int) -> str:
        """Read the code of a row, twelve digits."""
        for column in self._code:
            value = self._grid.rows[index][column]
            text = plain_text(value).replace(" ", "").removesuffix(".0")
            if _CODE.fullmatch(text):
                return text
            if text and not is_missing(value) and any(char.isdigit() for char in text):
                place = self._grid.place(index, column)
                key = "code_rounded" if re.search(r"[eE]\+", text) else "code"
                if key == "code_rounded":
                    self._findings.wrong(place, key, text=text)
                else:
                    self._findings.note(place, key, text=hushed(text))
        return ""

    def _categories_of(self, index: int) -> tuple[Dims, bool, bool]:
        """Read categories of a row, whether it is a total, and whether all are understood."""
        dims: dict[str, object] = {}
        total = False
        for column in self._categories:
            if total and not plain_text(self._grid.rows[index][column]):
                # Behind a total, an empty cell is no "as above": it is all of them.
                continue
            value: Value = None
            for row in range(index, self._header.last, -1):
                value = self._grid.rows[row][column]
                if plain_text(value):
                    break
            heading = self._header.headings[column]
            attribute = heading.attribute if heading is not None else ""
            if attribute == "age" and isinstance(value, Decimal):
                value = f"{value}岁"
            text = plain_text(value)
            if squeezed(text) in TOTAL_NAMES:
                total = True
                if attribute == "hhsize" or self._of_sizes(column):
                    dims["measure"] = "households"
                continue
            if not text or _REMARK.match(text):
                return frozenset(), False, False
            found = read_heading(text if isinstance(value, str) else None)
            if attribute == "age" and found is None and re.fullmatch(r"\d{1,3}", text):
                found = read_heading(f"{text}岁")
            if isinstance(value, date):
                self._told_date(value, self._grid.place(index, column))
                return frozenset(), False, False
            if found is None or found.role not in ("number", "total", "neutral"):
                if self._grid.has_numbers(index):
                    place = self._grid.place(index, column)
                    self._findings.note(place, "unknown_row", heading=hushed(text))
                return frozenset(), False, False
            if found.measure not in ("", "persons"):
                dims["measure"] = found.measure
            dims |= dict(found.dims)
        return frozenset(dims.items()), total, True

    def _is_change(self, index: int, name: str) -> bool:
        """Tell whether a row has no numbers, but by how much they changed; note it."""
        if not _CHANGE.search(name.lower()):
            return False
        self._findings.note(self._grid.place(index), "not_used", heading=name)
        return True

    def _of_sizes(self, column: int) -> bool:
        """Tell whether a column's categories are sizes of households, whatever its heading."""
        found = (read_heading(self._grid.rows[row][column]) for row in self._rows)
        return any(one is not None and "hhsize" in dict(one.dims) for one in found)

    def _of_which(self, name: str, told: bool) -> Dims:
        """Find the category that a row among communities is for; empty for others."""
        if not self._names or self._tagged or names_community(name, self._grid.known):
            return frozenset()
        found = read_heading(name)
        if found is None or found.role != "number" or found.measure not in ("", "persons"):
            return frozenset()
        attributes = dict(found.dims).keys()
        return found.dims if told or attributes <= {"sex", "age", "origin"} else frozenset()

    def _is_numbering(self, cells: Sequence[Value]) -> bool:
        """Tell whether a row numbers the columns: 甲, 1, 2, 3."""
        texts = [plain_text(cell) for cell in cells if plain_text(cell)]
        numbers = [text for text in texts if text.isdigit()]
        others = [text for text in texts if not text.isdigit()]
        ascending = numbers == [str(number) for number in range(1, len(numbers) + 1)]
        most = len(numbers) > 2 or (others and len(numbers) == len(texts) - len(others) > 0)
        return bool(most and ascending) and all(text in "甲乙丙丁戊" for text in others)

    def _without_numbers(self, row: Row) -> None:
        """Tell of a row with a name and no number."""
        if row.name and self._names and not SECTION.match(row.name) and not self._tagged:
            line, numbered = self._grid.rows[row.index], self._header.columns("index")
            filled = [
                cell
                for column, cell in enumerate(line)
                if plain_text(cell) and column not in numbered
            ]
            section = any(_ORDINAL.fullmatch(plain_text(line[column])) for column in numbered)
            note = len(filled) == 1 and _NOTE.match(str(filled[0]))
            if section or note or squeezed(row.name) in TOTAL_NAMES | section_names():
                return
            if names_community(row.name) or len(filled) > 1:
                self._entry(row)
            elif len(row.name) <= _SHORT_NAME and not re.search(r"[，,。:：;；]", row.name):
                place = self._grid.place(row.index, self._names[0])
                self._findings.note(place, "no_numbers", name=hushed(row.name))

    def _numbers(self, row: Row) -> dict[int, Fact]:
        """Read the numbers of a row by column."""
        found: dict[int, Fact] = {}
        indicated = self._indicated(row.index)
        year = self._year_of(row.index)
        for column, heading in enumerate(self._header.headings):
            if heading is None or column in (*self._names, *self._categories):
                continue
            value = self._grid.rows[row.index][column]
            if heading.role == "value" and indicated is not None:
                heading = replace(indicated, unit=indicated.unit or heading.unit)
            elif (heading.role == "value" and self._categories) or (
                heading.role == "total" and self._counts_everyone
            ):
                heading = replace(heading, role="number", measure="persons")
            if heading.role != "number" or heading.measure == "aside" or is_missing(value):
                continue
            if column in self._parts:
                continue
            fact = self._fact(row, column, heading, value)
            if fact is not None:
                fact = fact if year is None else replace(fact, year=year)
                found[column] = self._known_from(fact, row.index, heading.unit)
        return found

    def _known_from(self, fact: Fact, index: int, unit: str) -> Fact:
        """Add to a number what its row says of its source, how it is known, its range."""
        column = self._header.columns("source")[:1]
        source = self._above(index, column[0], _DITTO) if column else ""
        mark = ""
        for place in self._header.columns("mark")[:1]:
            text = squeezed(plain_text(self._above(index, place, _DITTO)))
            mark = next((name for name, words in MARKS.items() if text in words), "")
            if text and not mark:
                words = ", ".join(MARKS)
                self._findings.wrong(
                    self._grid.place(index, place), "mark_word", text=text, allowed=words
                )
        ends = [
            number
            for role in ("low", "high")
            for place in self._header.columns(role)[:1]
            if not is_missing(self._grid.rows[index][place])
            and (number := read_number(self._grid.rows[index][place], unit)) is not None
        ]
        both = (float(ends[0].value), float(ends[1].value)) if len(ends) == 2 else None
        if both is not None and both[0] > both[1]:
            where = self._grid.place(index, self._header.columns("low")[0])
            low, high = (written(end) for end in ends)
            named = self._indicated(index)
            text = fact.text if named is None else named.text
            self._findings.wrong(where, "ends", heading=text, low=low, high=high)
        return replace(fact, source=source, mark=mark, ends=both)

    def _above(self, index: int, column: int, ditto: Sequence[str]) -> str:
        """Read a cell, or the nearest above it that says more than "the same"."""
        for row in range(index, self._header.last, -1):
            text = str(self._grid.rows[row][column] or "").strip()
            if text.lower() not in ditto:
                return text
        return ""

    def _indicated(self, index: int) -> Heading | None:
        """Find what the indicator of a row says that its value counts."""
        for column in self._header.columns("indicator"):
            return read_heading(self._grid.rows[index][column])
        return None

    def _year_of(self, index: int) -> int | None:
        """Find the year that a row names."""
        for column in [*self._header.columns("year"), *(self._names if self._by_stub else ())]:
            found = re.match(r"(?:19|20)\d\d", plain_text(self._grid.rows[index][column]))
            if found:
                return int(found[0])
        return None

    def _fact(self, row: Row, column: int, heading: Heading, value: Value) -> Fact | None:
        """Read one number; None, and a problem, when the cell cannot be read."""
        place = self._grid.place(row.index, column)
        text = self._header.texts[column]
        unit = heading.unit
        tags = dict(row.dims)
        measure = str(tags.pop("measure", "")) or heading.measure or "persons"
        unit = unit or self._units.get("households" if "households" in measure else measure, "")
        number = read_number(value, unit)
        if number is None:
            if isinstance(value, date):
                self._told_date(value, place)
            else:
                tell_unreadable(value, text, unit, place, self._findings)
            return None
        if measure != "size" and not heading.share and has_dots(value) and not unit:
            self._findings.wrong(place, "dots", text=plain_text(value), heading=text)
            return None
        dims = frozenset({**tags, **dict(heading.dims)}.items())
        share = heading.share or number.share
        if measure == "size":
            share = False
        fact = Fact(place, row.name, measure, dims, number, share, heading.year, text)
        if "education" in tags:
            fact = replace(fact, part=True, text=f"{text} {self._education_of(row.index)}".strip())
        return self._checked(self._of_minors(fact, text))

    def _education_of(self, index: int) -> str:
        """Read a row's education as it is written: 小学 and 初中 are one level here."""
        for column in self._categories:
            heading = self._header.headings[column]
            if heading is not None and heading.attribute == "education":
                return plain_text(self._grid.rows[index][column])
        return ""

    def _of_minors(self, fact: Fact, text: str) -> Fact:
        """Drop from minors that they have no education and no party.

        Both are attributes of adults; rows that differ by no more are one.
        """
        dims = dict(fact.dims)
        _, before = dims.get("age", (0, None))
        if before is None or before > ADULT or dims.keys().isdisjoint(("education", "party")):
            return fact
        if dims.get("party") == "member" and fact.number.value:
            self._findings.wrong(fact.place, "minor_member", value=f"{fact.number.value:,f}")
        self._findings.note(self._grid.sheet.place(), "minors")
        kept = {name: dims[name] for name in dims.keys() - {"education", "party"}}
        return replace(fact, dims=frozenset(kept.items()), part=True, text=text)

    def _checked(self, fact: Fact) -> Fact | None:
        """Check that a fact's number can be what it says; None and a problem for others."""
        value, place = fact.number.value, fact.place
        shown = f"{value:,.10g}" if isinstance(value, Decimal) else str(value)
        wrong = self._findings.wrong
        if value < 0:
            wrong(place, "negative", value=shown, heading=fact.text)
        elif fact.share and value > 1:
            written = f"{(value * 100).normalize():f}%" if fact.number.share else f"{value:.10g}"
            hint = "share_percent" if fact.number.share else "share_hint"
            wrong(place, "share", hint, value=written, heading=fact.text)
        elif not fact.share and fact.measure != "size" and not fact.number.whole:
            hint = "not_whole_share" if value < 1 else "not_whole_hint"
            wrong(place, "not_whole", hint, value=f"{value:f}", heading=fact.text)
        elif value > LARGEST_NUMBER:
            wrong(place, "too_large", value=shown, heading=fact.text, most=f"{LARGEST_NUMBER:,}")
        elif fact.measure == "size" and not 1 <= value <= 20:
            wrong(place, "size", value=f"{value:f}", heading=fact.text)
        else:
            return fact
        return None

    def _told_date(self, value: date, place: Place) -> None:
        """Tell of a date where a number or a category belongs."""
        shown = f"{value:%Y-%m-%d}"
        self._findings.wrong(place, "date", date=shown)

    def _entry(self, row: Row) -> None:
        """Keep the community of a row."""
        texts: dict[str, str] = {}
        places: dict[str, Place] = {}
        for role in ("id", "english", "kind", "month"):
            for column in self._header.columns(role)[:1]:
                value = self._grid.rows[row.index][column]
                if is_missing(value):
                    continue
                places[role] = self._grid.place(row.index, column)
                texts[role] = (
                    self._month(value, places[role]) if role == "month" else plain_text(value)
                )
        column = (self._names or self._code or [0])[0]
        self._found.entries.append(
            Entry(
                row.name,
                self._grid.place(row.index, column),
                row.code,
                texts.get("id", ""),
                texts.get("english", row.english),
                texts.get("kind", ""),
                places.get("kind"),
                texts.get("month", ""),
                places.get("month"),
            )
        )

    def _month(self, value: Value, place: Place) -> str:
        """Read a month in a cell; empty and a problem when it is none."""
        month, serial = read_month(value)
        if month is None:
            text = hushed(plain_text(value))
            self._findings.wrong(place, "month", text=text)
            return ""
        if serial:
            number = plain_text(value)
            self._findings.note(place, "serial", number=number, month=month)
        return month

    # --- merged and hidden cells ---

    def _about_hidden(self, rows: Sequence[Row]) -> None:
        """Note hidden rows and columns with numbers."""
        sheet = self._grid.sheet
        places = [fact.place for row in rows for fact in row.numbers.values()]
        for number in sorted({one.row for one in places} & sheet.hidden_rows):
            self._findings.wrong(sheet.place(number), "hidden_row", "hidden_hint")
        for number in sorted({one.column for one in places} & sheet.hidden_columns):
            place = sheet.place(1, number)
            self._findings.wrong(place, "hidden_column", "hidden_hint")

    def _summed(self, rows: list[Row], gaps: bool) -> list[Row]:
        """Drop hidden rows of a sheet whose totals are those of the others."""
        hidden = self._grid.sheet.hidden_rows
        if not hidden:
            return rows
        seen = [row for row in rows if self._grid.place(row.index).row not in hidden]
        apart = Findings(self._findings.speech)
        Sums(self._grid, self._names, apart).check([replace(row) for row in seen], True, gaps)
        return rows if apart.problems else seen

    def _about_merged(self, rows: Sequence[Row]) -> None:
        """Note one number or one name for several rows."""
        numbered = {fact.place.row for row in rows for fact in row.numbers.values()}
        numbered |= {self._grid.place(row.index, 0).row for row in rows if not self._grid.turned}
        columns = {fact.place.column for row in rows for fact in row.numbers.values()}
        names = {self._grid.place(0, column).column for column in self._names}
        if self._categories or self._parts:
            names = set()
        labelled = {
            self._grid.place(row).row
            for row in self._rows
            if any(plain_text(self._grid.rows[row][column]) for column in self._names)
        }
        for top, left, bottom, right in self._grid.sheet.merged:
            inside_sheet = top <= len(self._grid.sheet.rows) and left <= self._grid.sheet.width
            shared = inside_sheet and is_number(self._grid.sheet.at(top, left))
            holding = numbered | labelled if shared and not self._grid.turned else numbered
            several = len(holding & set(range(top, bottom + 1))) > 1
            inside = columns & set(range(left, right + 1))
            across = top in numbered and len(inside) > 1
            named = not self._grid.turned and names & set(range(left, right + 1))
            if (several and (inside or named)) or across:
                place = self._grid.sheet.place(top, left)
                end = self._grid.sheet.place(bottom, right).cell.rpartition("!")[2]
                self._findings.wrong(place, "merged", last=end)


def _with_above(rows: Sequence[Row]) -> Iterator[tuple[Row, Row | None]]:
    """Yield rows, each with the last one before it that is no part of another."""
    above: Row | None = None
    for row in rows:
        if row.kind != "of which":
            above = row
        yield row, above


def _is_one(text: str, known: frozenset[str]) -> bool:
    """Tell whether a text names one community and not a kind of them."""
    return names_community(text, known) and squeezed(text) not in section_names()


def tell_unreadable(value: Value, heading: str, unit: str, place: Place, to: Findings) -> None:
    """Tell that a cell holds no number where one belongs: a range, a rough number, or a text."""
    text, about = hushed(plain_text(value)), roughly(value, unit)
    if text.startswith("="):
        to.wrong(place, "formula")
    elif text.startswith("#"):
        to.wrong(place, "excel_error", text=text, heading=heading)
    elif (ends := read_range(value, unit)) is not None:
        low, high = ends
        middle = replace(low, value=(low.value + high.value) / 2)
        fits = middle if middle.share or not (low.whole and high.whole) else _halved(middle)
        said = {"low": written(low), "high": written(high), "middle": written(fits)}
        key = "range" if low.value < high.value else "range_falls"
        to.wrong(place, key, text=text, heading=heading, **said)
    elif about is None:
        to.wrong(place, "no_number", text=text, heading=heading)
    else:
        to.wrong(place, "rough", text=text, heading=heading, about=about)


def _halved(number: Number) -> Number:
    """Cut a number to a whole one."""
    return replace(number, value=number.value // 1)


def hushed(text: str) -> str:
    """Shorten a text to be shown, and hide what identifies a person."""
    text = _PRIVATE.sub("…", text)
    return text if len(text) <= 40 else f"{text[:36]}…"
