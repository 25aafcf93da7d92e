"""A table of measured values, as somebody has it, read with the same care as other tables."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from sim.calendar import format_month, parse_month
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.declare import Label
from sim.errors import ScenarioError
from sim.runs.files import digest
from sim.runs.plausible import Counts, OwnCount
from sim.scenario.scenario import Scenario
from sim.scenario.town import Town
from sim.tables.cells import Findings, Place, Value
from sim.tables.grid import Grid, is_number
from sim.tables.headings import YEAR, core, squeezed, unit_of
from sim.tables.layout import hushed, tell_unreadable
from sim.tables.numbers import Number, is_missing, plain_text, read_month, read_number, written
from sim.tables.read import read_sheets
from sim.tables.rows import is_numbering
from sim.words import Speech
from sim.words.setting import spoken

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "metric": ("metric", "indicator", "measure", "variable", "指标", "指标名称", "项目"),
    "community": (
        "community",
        "place",
        "neighbourhood",
        "village",
        "社区",
        "社区名称",
        "村居",
        "地区",
    ),
    "scenario": ("scenario", "stage", "情景", "阶段", "场景"),
    "month": ("month", "date", "月份", "年月", "日期", "时间"),
    "year": ("year", "年份", "年度", "年"),
    "value": ("value", "estimate", "mean", "share", "数值", "值", "均值", "估计值", "比例"),
    "error": (
        "error",
        "standard error",
        "se",
        "s.e.",
        "std error",
        "标准误",
        "标准误差",
        "误差",
        "抽样误差",
    ),
    "n": (
        "n",
        "number",
        "sample",
        "sample size",
        "respondents",
        "样本量",
        "样本数",
        "样本",
        "人数",
        "有效样本",
        "有效样本量",
        "有效样本数",
        "有效问卷",
        "valid n",
    ),
    "low": ("low", "lower", "ci low", "ci lower", "95% low", "下限", "置信下限", "95%下限"),
    "high": ("high", "upper", "ci high", "ci upper", "95% high", "上限", "置信上限", "95%上限"),
    "source": ("source", "survey", "来源", "数据来源", "资料来源", "调查", "出处"),
}
"""Columns of a table of measured values, each with the words that people use for it."""
_ENDINGS = "度率值数"
"""How names of metrics may end or not: 信任度 for 信任."""
NEEDED = ("metric", "value")
_COUNTED = ("month", *NEEDED)
"""What a table of measured values must have, and one of a town's own counts."""
_WIDE = 1.959963984540054
"""Standard errors on each side of a value in its 95 % interval."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value that somebody measured.

    Attributes:
        place: Where it is written.
        metric: Name of the metric.
        community: Id of the community; empty for the town.
        scenario: Name of the scenario; empty where the table names none.
        year: Year, or None.
        value: The value, in the unit of the metric.
        error: Its standard error.
        source: What the table says of its source.
        month: Month that it is of, counted as everywhere, or None.
    """

    place: Place
    metric: str
    community: str
    scenario: str
    year: int | None
    value: float
    error: float
    source: str
    month: int | None = None

    @property
    def name(self) -> str:
        """A name that no other row has."""
        parts = (self.metric, self.community, self.scenario, str(self.year or ""))
        return "_".join(part for part in parts if part)

    @property
    def band(self) -> tuple[float, float]:
        """The 95 % interval, inside what the metric can be, to a hundredth of its error."""
        digits = 2 - math.floor(math.log10(self.error))
        low, high = METRICS[self.metric].low, METRICS[self.metric].high
        ends = [round(self.value + side * _WIDE * self.error, digits) for side in (-1, 1)]
        return (
            ends[0] if low is None else max(low, ends[0]),
            ends[1] if high is None else min(high, ends[1]),
        )


def read_measured(file: str | Path, town: Town, findings: Findings) -> list[Measured]:
    """Read the measured values of a file that are right; what is wrong is noted."""
    found: list[Measured] = []
    for sheet in read_sheets([file], findings):
        found += _Reader(Grid(sheet), town, findings).rows()
    seen: dict[str, Measured] = {}
    for one in found:
        if one.name in seen:
            findings.wrong(one.place, "measured_twice", place=seen[one.name].place.cell)
        seen.setdefault(one.name, one)
    if not found and not findings.problems:
        findings.wrong(Place(str(file)), "no_measured")
    return found


def read_counts(file: str | Path, scenario: Scenario, speech: Speech | None = None) -> Counts:
    """Read a town's own counts, of the months of a scenario, its past included.

    Args:
        file: The table.
        scenario: Whose town and months they are of.
        speech: Language of messages; None for that of the reader.

    Raises:
        ScenarioError: With every problem of the table.
    """
    findings = Findings(spoken() if speech is None else speech)
    rows: list[OwnCount] = []
    seen: dict[tuple[str, str], Place] = {}
    for sheet in read_sheets([file], findings):
        for one in _Reader(Grid(sheet), scenario.town, findings, _COUNTED).rows():
            if one.month is None:
                continue
            if not scenario.first_month <= one.month < scenario.end:
                first, last = format_month(scenario.first_month), format_month(scenario.end - 1)
                said = {"month": format_month(one.month), "first": first, "last": last}
                findings.wrong(one.place, "month_outside", **said)
                continue
            place = one.community or TOWN
            count = OwnCount(one.place.row, one.month, place, one.metric, one.value, one.error)
            if (known := seen.setdefault((count.place, count.metric), one.place)) != one.place:
                findings.wrong(one.place, "measured_twice", place=known.cell)
            rows.append(count)
    if not rows and not findings.problems:
        findings.wrong(Place(str(file)), "no_counts")
    if findings.problems:
        raise ScenarioError(findings.problems)
    return Counts(str(file), digest(Path(file)), tuple(rows))


class _Reader:
    """Reads one sheet.

    Args:
        grid: The sheet.
        town: Whose communities are named.
        findings: Receives what is wrong.
        needed: The columns that it must have.
    """

    def __init__(
        self, grid: Grid, town: Town, findings: Findings, needed: Sequence[str] = NEEDED
    ) -> None:
        self._grid, self._findings, self._needed = grid, findings, needed
        self._dated = "month" in needed
        self._communities = {one.id: one.id for one in town.communities}
        for one in town.communities:
            self._communities |= {core(one.label.en): one.id, core(one.label.zh): one.id}
        self._metrics = {name: name for name in METRICS}
        for name, metric in METRICS.items():
            for text in (name, metric.label.en, metric.label.zh):
                self._metrics[squeezed(text)] = name

    def rows(self) -> list[Measured]:
        """Read the values of the sheet, as far as they can be read."""
        header = self._header()
        if header is None:
            key = "no_counts" if self._dated else "no_measured"
            self._findings.wrong(self._grid.sheet.place(), key)
            return []
        first, columns, units = header
        self._about_cells(first)
        found = []
        for row in range(first + 1, len(self._grid.rows)):
            value = self._grid.rows[row][columns["value"]]
            if is_missing(value) and not self._grid.has_numbers(row):
                continue
            one = self._row(row, columns, units)
            if one is not None:
                found.append(one)
        return found

    def _about_cells(self, first: int) -> None:
        """Tell of the first number without a heading: a row that its commas tore apart."""
        for column, head in enumerate(self._grid.rows[first]):
            cells = [self._grid.rows[row][column] for row in range(first + 1, len(self._grid.rows))]
            numbers = [row for row, cell in enumerate(cells, first + 1) if is_number(cell)]
            if not plain_text(head) and numbers and not is_numbering([c for c in cells if c]):
                self._findings.wrong(self._grid.place(numbers[0], column), "no_heading")
                return

    def _header(self) -> tuple[int, dict[str, int], dict[str, str]] | None:
        """Find the row of headings, the columns by what they hold, and their units."""
        words = {squeezed(word): name for name, known in COLUMNS.items() for word in known}
        for index, row in enumerate(self._grid.rows[:40]):
            columns: dict[str, int] = {}
            units: dict[str, str] = {}
            for column, cell in enumerate(row):
                text, _, unit = plain_text(cell).lower().rstrip(")").partition("(")
                name = words.get(squeezed(text))
                if name is not None and name not in columns:
                    columns[name], units[name] = column, unit_of(unit) or ""
            if all(name in columns for name in self._needed):
                for name in ("error", "low", "high"):
                    # An error without a unit is in that of its value.
                    units[name] = units.get(name) or units["value"]
                return index, columns, units
        return None

    def _row(
        self, row: int, columns: Mapping[str, int], units: Mapping[str, str]
    ) -> Measured | None:
        """Read one measured value; None and problems where something is wrong with it."""
        before = len(self._findings.problems)
        texts = {
            name: plain_text(self._grid.rows[row][column])
            for name, column in columns.items()
            if not is_missing(self._grid.rows[row][column])
        }
        places = {name: self._grid.place(row, column) for name, column in columns.items()}
        metric = self._one_of("metric", texts.get("metric", ""), self._metrics, places["metric"])
        community = ""
        if squeezed(texts.get("community", "")) not in ("", "town", "all", "全镇", "合计", "全部"):
            community = self._one_of(
                "community", texts["community"], self._communities, places["community"]
            )
        numbers: dict[str, Number | None] = {
            name: self._number(self._grid.rows[row][columns[name]], units[name], places[name])
            for name in ("value", "error", "n", "low", "high")
            if name in texts
        }
        year = self._year(texts["year"], places["year"]) if "year" in texts else None
        month = self._month(row, columns["month"]) if self._dated else None
        if "value" not in texts:
            self._findings.wrong(places["value"], "measured_nothing")
        for name in ("error", "n"):
            if (given := numbers.get(name)) is not None and given.value <= 0:
                self._findings.wrong(places[name], "not_above_nothing", text=texts[name])
        if len(self._findings.problems) > before or not metric:
            return None
        value = float(numbers["value"].value) if numbers.get("value") else math.nan  # type: ignore[union-attr]
        for name in ("value", "low", "high"):
            if (end := numbers.get(name)) is not None:
                self._about_value(metric, float(end.value), places[name])
        error_given = numbers.get("error")
        if METRICS[metric].unit == "share" and error_given is not None and error_given.value > 1:
            shown, said = written(error_given), self._findings.speech("tables.measured_error")
            self._findings.wrong(places["error"], "share", value=shown, heading=said)
        error = self._error(metric, value, numbers, places)
        if error is None or len(self._findings.problems) > before:
            return None
        return Measured(
            places["value"],
            metric,
            community,
            texts.get("scenario", ""),
            year,
            value,
            error,
            texts.get("source", ""),
            month,
        )

    def _month(self, row: int, column: int) -> int | None:
        """Read the month of a row; None and a problem when it tells none, or a year alone."""
        value = self._grid.rows[row][column]
        month, _ = read_month(value)
        if month is None or YEAR.fullmatch(plain_text(value)):
            text = hushed(plain_text(value))
            self._findings.wrong(self._grid.place(row, column), "month", text=text)
            return None
        return parse_month(month)

    def _year(self, text: str, place: Place) -> int | None:
        """Read the year of a cell, also as 2025年; None and a problem when it names none."""
        found = YEAR.fullmatch(text)
        if found is None:
            self._findings.wrong(place, "no_year", text=hushed(text))
        return int(found[1]) if found else None

    def _one_of(self, what: str, text: str, known: Mapping[str, str], place: Place) -> str:
        """Find what a text names; empty, and a problem, when it names nothing known."""
        for key in (text, text.lower(), squeezed(text), core(text)):
            if key in known:
                return known[key]
        short = squeezed(text).rstrip(_ENDINGS)
        near = get_close_matches(squeezed(text), list(known), 1, 0.5)
        near = near or [key for key in known if len(short) > 1 and short in key][:1]
        names = ", ".join(list(dict.fromkeys(known.values()))[:12])
        hint = f"no_{what}_near" if near else f"no_{what}_hint"
        meant = known[near[0]] if near else ""
        if meant in METRICS:
            label = self._findings.speech.pick(METRICS[meant].label)
            meant = self._findings.speech("tables.called", name=meant, label=label)
        self._findings.wrong(place, f"no_{what}", hint, text=hushed(text), near=meant, known=names)
        return ""

    def _number(self, value: Value, unit: str, place: Place) -> Number | None:
        """Read a number in a cell; None and a problem when it is none."""
        found = read_number(value, unit)
        if found is None:
            heading = self._findings.speech("tables.measured_value")
            tell_unreadable(value, heading, unit, place, self._findings)
        return found

    def _about_value(self, metric: str, value: float, place: Place) -> None:
        """Tell of values that the metric cannot have."""
        declared = METRICS[metric]
        low = -math.inf if declared.low is None else declared.low
        high = math.inf if declared.high is None else declared.high
        if not low <= value <= high:
            key = "share" if declared.unit == "share" else "measured_range"
            self._findings.wrong(
                place, key, value=f"{value:.10g}", heading=metric, low=f"{low:g}", high=f"{high:g}"
            )

    def _error(
        self,
        metric: str,
        value: float,
        numbers: Mapping[str, Number | None],
        places: Mapping[str, Place],
    ) -> float | None:
        """Find the standard error: as given, by an interval, or of a share in a sample of N."""
        given, count = numbers.get("error"), numbers.get("n")
        low, high = (numbers.get(name) for name in ("low", "high"))
        if given is None and low is not None and high is not None:
            if not low.value <= Decimal(str(value)) <= high.value or low.value == high.value:
                said = {"low": written(low), "high": written(high)}
                self._findings.wrong(places["low"], "not_between", **said)
                return None
            return float(high.value - low.value) / (2 * _WIDE)
        if given is not None and given.value > 0:
            return float(given.value)
        if count is not None and count.value >= 1 and METRICS[metric].unit == "share":
            people = float(count.value)
            # A share of 0 or 1 is not known without error: one answer more could differ.
            inside = min(max(value, 0.5 / people), 1.0 - 0.5 / people)
            return math.sqrt(inside * (1.0 - inside) / people)
        self._findings.wrong(places["value"], "no_error")
        return None


def scenario_of(one: Measured, known: Mapping[str, Label | None]) -> str:
    """Find the scenario of a value: the one that it names, or the only one; empty for none."""
    if not one.scenario:
        return next(iter(known)) if len(known) == 1 else ""
    asked = squeezed(one.scenario)
    for name, label in known.items():
        called = (name, label.en, label.zh) if label is not None else (name,)
        if one.scenario == name or (asked and asked in map(squeezed, called)):
            return name
    return ""
