"""A town's own counts: figures with their errors, from a table that a user wrote.

A row says what a metric was in a month, in the whole town or in one of its communities, and the
standard deviation of what is not known about that.
"""

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.calendar import format_month, parse_month
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.errors import OptionError, Problem, UserError, did_you_mean
from sim.runs.files import digest
from sim.scenario import Scenario
from sim.scenario.reading import LARGEST_TABLE, read_plain

COLUMNS = ("month", "community", "metric", "value", "error")
_SHARES = ("share", "0-1")
"""Units of what lies between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Count:
    """One figure: ``month`` counts months, ``community`` is an id, or ``town``."""

    line: int
    month: int
    community: str
    metric: str
    value: float
    error: float

    @property
    def place(self) -> str:
        """Where and when, as rows of the table of sets have it."""
        return f"{self.community} {format_month(self.month)}"


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of a file."""

    file: str
    sha256: str
    rows: tuple[Count, ...]

    def to_json(self) -> dict[str, Any]:
        """As the manifest keeps it."""
        return {**asdict(self), "rows": [asdict(one) for one in self.rows]}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Counts":
        """As the manifest has it."""
        return cls(found["file"], found["sha256"], tuple(Count(**one) for one in found["rows"]))


def read_counts(path: str | Path, scenario: Scenario) -> Counts:
    """The counts of a file, of the town and the months of a scenario, its past included.

    Raises:
        OptionError: With every problem of the file, by line.
    """
    file = Path(path)
    try:
        text = read_plain(file, LARGEST_TABLE).decode("utf-8-sig")
        read = list(csv.reader(io.StringIO(text, newline="")))
    except (OSError, ValueError, csv.Error) as error:
        why = getattr(error, "strerror", None) or error
        text = f"cannot be read as a table of counts: {why}"
        raise OptionError(Problem(text, file=str(file))) from error
    head = [one.strip() for one in read[0]] if read else []
    problems = [
        Problem(f"there is no column {name!r}", str(file), 1, hint=f"columns: {', '.join(COLUMNS)}")
        for name in COLUMNS
        if name not in head
    ]
    problems += [
        Problem(
            f"there is a column {name!r} that counts do not have",
            str(file),
            1,
            hint=did_you_mean(name, COLUMNS),
        )
        for name in head
        if name not in COLUMNS
    ]
    if len(set(head)) < len(head):
        problems.append(Problem("two columns have the same name", str(file), 1))
    if problems:
        raise OptionError(problems)
    rows: dict[tuple[str, str], Count] = {}
    for line, cells in enumerate(read[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            text = f"has {len(cells)} values where the head has {len(head)}"
            problems.append(Problem(text, str(file), line))
            continue
        given = {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
        one, wrong = _count(given, line, scenario)
        problems += [Problem(text, str(file), line, hint=hint) for text, hint in wrong]
        if one is None:
            continue
        known = rows.setdefault((one.place, one.metric), one)
        if known is not one:
            problems.append(Problem(f"says again what line {known.line} says", str(file), line))
    if not rows and not problems:
        problems.append(Problem("holds no counts", str(file), 1))
    if problems:
        raise OptionError(problems)
    return Counts(str(file), digest(file), tuple(rows.values()))


def _count(
    given: Mapping[str, str], line: int, scenario: Scenario
) -> tuple[Count | None, list[tuple[str, str]]]:
    """A row, and what is wrong with it, each with a hint."""
    wrong: list[tuple[str, str]] = []
    month = _month(given["month"], scenario, wrong)
    community = given["community"] or TOWN
    places = scenario.town.community_ids
    if community != TOWN and community not in places:
        hint = did_you_mean(community, [TOWN, *places]) or f"communities: {', '.join(places)}"
        wrong.append((f"{community!r} is no community of {scenario.town.label.en}", hint))
    metric = given["metric"]
    if metric not in METRICS:
        hint = did_you_mean(metric, [*METRICS])
        wrong.append((f"there is no metric {metric!r}", hint))
    numbers = {name: _number(name, given[name], wrong) for name in ("value", "error")}
    value, error = numbers["value"], numbers["error"]
    if error is not None and error <= 0:
        wrong.append((f"error {error:g} is not above 0", "a standard deviation"))
    share = metric in METRICS and METRICS[metric].unit in _SHARES
    if share and value is not None and not -1 <= value <= 1:
        wrong.append((f"value {value:g} is outside -1 to 1", "write 12 % as 0.12"))
    if wrong or month is None or value is None or error is None:
        return None, wrong
    return Count(line, month, community, metric, value, error), wrong


def _month(text: str, scenario: Scenario, wrong: list[tuple[str, str]]) -> int | None:
    """The month of a row; None when it is wrong."""
    try:
        month = parse_month(text)
    except UserError as error:
        wrong.extend((one.message, one.hint) for one in error.problems)
        return None
    if not scenario.first_month <= month < scenario.end:
        first, last = format_month(scenario.first_month), format_month(scenario.end - 1)
        wrong.append((f"{text} is outside the run, {first} to {last}", ""))
        return None
    return month


def _number(name: str, text: str, wrong: list[tuple[str, str]]) -> float | None:
    """A number of a row; None when it is wrong."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        wrong.append((f"{name} {text!r} is no number", ""))
        return None
    return value
