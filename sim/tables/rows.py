"""The rows of a table: what they say, and whether their totals are the sums of the others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile

from sim.tables.cells import Findings, Place, Value
from sim.tables.fields import KINDS, SUBTOTALS, TOTALS
from sim.tables.grid import Grid
from sim.tables.headings import Dims, squeezed
from sim.tables.numbers import Number, plain_text

_HIGHER = re.compile(r"(?:镇|乡|街道|街道办事处|县|(?<![社小园])区|市|town|township|subdistrict)$")
LARGEST_NUMBER = 10_000_000
"""More are no residents or households of one town."""
ADULT = 18
"""Years of age from which on residents have education and party."""
SECTION = re.compile(r"^[(（]?[一二三四五六七八九十]+[)）、.．]")
"""How rows begin that stand for a kind of communities."""
_NO_CHANCE = 100
"""Counts of which several are hardly the sums of two others by chance."""
NUMBERED = re.compile(r"^[(（]?(\d{1,3})\s*(?:[)）][.、．]?|[.、．])\s*(?=\D)")
"""How names begin that tell the number of their row."""
TOTAL_NAMES = frozenset(squeezed(word) for word in TOTALS)
_SUBTOTALS = tuple(squeezed(word) for word in SUBTOTALS)
_COUNTED = (
    r"(?:共|计|合计|total of)?\s*\d+\s*个?"
    r"(?:社区|村居|居委会|村委会|行政村|村|单位|communities|villages)?"
)
_WITH_COUNT = re.compile(rf"\s*[(（]{_COUNTED}[)）]$", re.I)
_ONLY_COUNT = re.compile(
    r"(?:共|合计|总计|共计|全部)\d+个(?:社区|村居|社区村|居委会|村委会|行政村|村)"
)
_PART = re.compile(r"(?:网格|小组|村民组|居民组|\d组|组\d+|\bgrid\s*\w*|\bgroup\s*\w*)$", re.I)


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of a table.

    Attributes:
        place: Where it is written.
        community: The community's name as written; empty for the town.
        measure: What is counted, ``persons`` where only categories are named.
        dims: Categories that it is restricted to.
        number: The number.
        share: Whether it is a share, 0-1.
        year: Year that is named, or None.
        text: The heading.
        piece: Whether it is of a part of the community, such as a grid; pieces are summed.
        source: What the table says of its source.
        mark: How the table says that it is known; empty where it does not.
        ends: Range that the table gives, or None.
        counted: Whether it is a number of rows, not written in the table.
        part: Whether it is one of several rows that are one category together.
    """

    place: Place
    community: str
    measure: str
    dims: Dims
    number: Number
    share: bool
    year: int | None
    text: str
    piece: bool = False
    source: str = ""
    mark: str = ""
    ends: tuple[float, float] | None = None
    counted: bool = False
    part: bool = False

    @property
    def key(self) -> tuple[str, Dims, bool]:
        """What it is a number of, whatever the community."""
        return self.measure, self.dims, self.share


@dataclass
class Entry:
    """A community as one row names it; what the row does not say is empty."""

    name: str
    place: Place
    code: str = ""
    id: str = ""
    english: str = ""
    kind: str = ""
    kind_place: Place | None = None
    month: str = ""
    month_place: Place | None = None


@dataclass
class Table:
    """What a sheet says: its communities, its facts, the town and year that its title names."""

    entries: list[Entry] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    town: str = ""
    year: int | None = None


@dataclass
class Row:
    """A row of a table: its label, what kind of row it is, and its numbers by column."""

    index: int
    name: str
    code: str
    kind: str  # community, total, subtotal, unnamed
    dims: Dims = frozenset()
    numbers: dict[int, Fact] = field(default_factory=dict)
    english: str = ""


class Sums:
    """Finds totals among the rows of one table, and compares them with what they are sums of.

    Args:
        grid: The sheet.
        names: The columns of names.
        findings: Receives problems and notes.
    """

    def __init__(self, grid: Grid, names: Sequence[int], findings: Findings) -> None:
        self._grid, self._names, self._findings = grid, names, findings
        self._gaps = False

    def check(self, rows: list[Row], parts: bool, gaps: bool) -> list[Fact]:
        """Tell every row its kind, and note totals that are none.

        Args:
            rows: Rows with numbers, in their order.
            parts: Whether each row is a part of a community anyway.
            gaps: Whether there are communities without numbers: what a total has beyond the
                others is theirs.

        Returns:
            How many parts communities have that stand in rows below them.
        """
        self._gaps = gaps
        counted = [] if parts else self._about_below(rows)
        self._find_totals(rows)
        self._check_totals(rows)
        return counted

    def _about_below(self, rows: Sequence[Row]) -> list[Fact]:
        """Compare rows of grids with their community above, and leave them out; how many."""
        counted: list[Fact] = []
        above: Row | None = None
        below: list[Row] = []
        for row in [*rows, None]:
            is_part = row is not None and row.kind == "community" and _PART.search(row.name)
            if row is not None and is_part and above is not None and not _PART.search(above.name):
                row.kind = "below"
                below.append(row)
                continue
            if above is not None and below:
                self._compare(above, below)
                counted.append(self._count_below(above.name, below))
            below = []
            if row is not None and row.kind == "community":
                above = row
        return counted

    def _count_below(self, name: str, below: Sequence[Row]) -> Fact:
        """Count the grids, or groups, below a community."""
        grids = all(re.search("网格|grid", row.name.lower()) for row in below)
        place = self._grid.place(below[0].index, (self._names or [0])[0])
        self._findings.note(place, "below", name=name, count=len(below))
        number = Number(Decimal(len(below)))
        measure = "grids" if grids else "groups"
        fact = Fact(place, name, measure, frozenset(), number, False, None, below[0].name)
        return replace(fact, counted=True)

    def _find_totals(self, rows: list[Row]) -> None:
        """Find rows that are totals though their names do not say so."""
        plain = [row for row in rows if row.kind == "community"]
        higher = [row for row in plain if _HIGHER.search(row.name) and not row.code]
        for row in [one for one in rows if one.kind == "unnamed"]:
            self._unnamed(row, plain)
        if len(higher) == 1 and len(plain) > 2:
            higher[0].kind = "total"
            place = self._grid.place(higher[0].index, self._names[0] if self._names else 0)
            self._findings.note(place, "higher", name=higher[0].name)
            return
        for row in plain:
            others = [one for one in plain if one is not row]
            counts = counts_of(row).values()
            large = all(fact.number.value >= _NO_CHANCE for fact in counts)
            if len(others) < (2 if large else 3) or len(counts) < 2:
                continue
            if self._is_sum(row, others):
                row.kind = "total"
                place = self._grid.place(row.index, self._names[0] if self._names else 0)
                self._findings.note(place, "is_sum", name=row.name)
                break
        for row in plain:
            named = squeezed(row.name) in section_names() or SECTION.match(row.name)
            if named and row.kind == "community":
                row.kind = "heading"

    def _unnamed(self, row: Row, plain: Sequence[Row]) -> None:
        """Judge a row without a name: the total, or a problem."""
        above = [one for one in plain if one.index < row.index]
        place = self._grid.place(row.index, self._names[0] if self._names else 0)
        if self._is_sum(row, plain) or self._is_sum(row, above):
            row.kind = "total" if self._is_sum(row, plain) else "subtotal"
            self._findings.note(place, "unnamed_sum")
        else:
            key = "unnamed"
            self._findings.wrong(place, key)
            row.numbers = {}

    def _is_sum(self, row: Row, parts: Sequence[Row]) -> bool:
        """Tell whether all counts of a row are the sums of others."""
        return len(parts) > 1 and _adds_up(row, parts)

    def _check_totals(self, rows: Sequence[Row]) -> None:
        """Compare totals with what they should be the sums of."""
        since: list[Row] = []
        everyone = [row for row in rows if row.kind == "community"]
        for position, row in enumerate(rows):
            if row.kind == "community":
                since.append(row)
            elif row.kind == "subtotal":
                following = _following(rows, position)
                stands_above = _adds_up(row, following) and not _adds_up(row, since)
                self._compare(row, following if stands_above else since)
                since = []
            elif row.kind == "total":
                below = any(one.kind == "community" for one in rows[position + 1 :])
                if len(since) > 1 and below and since and self._is_sum(row, since):
                    row.kind = "subtotal"
                    place = self._grid.place(row.index, self._names[0] if self._names else 0)
                    self._findings.note(place, "middle", name=row.name)
                    since = []
                else:
                    self._compare(row, everyone)
            elif row.kind == "heading":
                row.kind = "subtotal"
                self._compare(row, _following(rows, position))

    def _compare(self, row: Row, parts: Sequence[Row]) -> None:
        """Note where a total is not the sum of its parts."""
        for column, fact in counts_of(row).items():
            found = [
                one.numbers[column]
                for one in parts
                if column in one.numbers
                and (one.numbers[column].key, one.numbers[column].year) == (fact.key, fact.year)
            ]
            if not found:
                continue
            total = sum((one.number.value for one in found), Decimal(0))
            slack = sum((rounding(one.number) for one in [*found, fact]), Decimal(0))
            difference = fact.number.value - total
            names = len({one.name for one in parts})
            if (self._gaps or len(found) < names) and difference > 0:
                # What the total has beyond them is of those without a number.
                continue
            if abs(difference) > slack:
                self._findings.wrong(
                    fact.place,
                    "total",
                    heading=fact.text,
                    total=f"{fact.number.value:,f}",
                    parts=f"{total:,f}",
                    difference=f"{abs(difference):,f}",
                    count=len(found),
                    first=found[0].place.cell,
                    last=found[-1].place.cell,
                )


def _following(rows: Sequence[Row], position: int) -> list[Row]:
    """List the communities below a row, up to the next row that is none."""
    return list(takewhile(lambda row: row.kind == "community", rows[position + 1 :]))


def _adds_up(row: Row, parts: Sequence[Row]) -> bool:
    """Tell whether all counts of a row are the sums of others."""
    counts = counts_of(row)
    for column, fact in counts.items():
        found = [one.numbers[column] for one in parts if column in one.numbers]
        if sum(one.number.value for one in found) != fact.number.value:
            return False
    return any(fact.number.value for fact in counts.values())


def counts_of(row: Row) -> Mapping[int, Fact]:
    """List the numbers of a row that can be summed."""
    return {
        column: fact
        for column, fact in row.numbers.items()
        if not fact.share and fact.measure not in ("size", "aside")
    }


def rounding(number: Number) -> Decimal:
    """Bound how far a number is from the true one by rounding; 0 where whole."""
    return number.step / 2 if number.step > 1 else Decimal(0)


def without_count(name: str) -> str:
    """Strip from a row's name how many it stands for: 城市社区（3个） is 城市社区."""
    return _WITH_COUNT.sub("", name) or name


def kind_of_total(name: str) -> str:
    """Tell whether a row's name is that of a total or of a subtotal; empty for others."""
    text = squeezed(without_count(name))
    if text.endswith(_SUBTOTALS) or text.startswith(_SUBTOTALS):
        return "subtotal"
    total = text in TOTAL_NAMES or text.endswith(("合计", "总计"))
    begins = text.startswith(("合计", "总计", "total", "grandtotal"))
    return "total" if total or begins or _ONLY_COUNT.fullmatch(text) else ""


def is_numbering(cells: Sequence[Value]) -> bool:
    """Tell whether cells number their rows, from 0 or 1 on."""
    texts = [plain_text(cell) for cell in cells]
    return any(texts == [str(at) for at in range(first, first + len(texts))] for first in (0, 1))


def section_names() -> frozenset[str]:
    """List names of rows that stand for a kind of communities."""
    words = (
        "城市社区",
        "城镇社区",
        "农村社区",
        "行政村",
        "村改居",
        "城市",
        "农村",
        "乡村",
        "社区",
        "村",
    )
    return frozenset(squeezed(word) for word in words) | {
        squeezed(word) for word in KINDS["converted"] if not word.isdigit() and len(word) > 3
    }
