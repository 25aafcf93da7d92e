"""What was measured, as one tidy table and as a page to read."""

import csv
import io
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from experiments.benchmarks.machine import Machine
from sim.runs.files import write_text

HEAD = ("part", "row", "quantity", "unit", "median", "lowest", "highest", "rounds")


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity of one thing.

    Attributes:
        part: Part of the suite.
        name: What was measured: an implementation, a phase, a size.
        quantity: Which of its quantities.
        unit: Unit; ``x`` for ratios, which are taken inside each round.
        values: One for each round.
    """

    part: str
    name: str
    quantity: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """Middle of the rounds."""
        return statistics.median(self.values)


@dataclass(frozen=True, slots=True)
class Bar:
    """What a number must not exceed.

    Attributes:
        text: What is measured.
        value: The median.
        limit: What it may be at most.
        unit: Unit of both.
    """

    text: str
    value: float
    limit: float
    unit: str

    @property
    def holds(self) -> bool:
        """Whether the number is within."""
        return self.value <= self.limit

    def __str__(self) -> str:
        """One sentence."""
        said = "holds" if self.holds else "MISSED"
        unit = "times" if self.unit == "x" else self.unit
        return (
            f"{self.text}: {shown(self.value)} {unit}, at most {shown(self.limit)} wanted - {said}."
        )


@dataclass(slots=True)
class Findings:
    """What one part found.

    Attributes:
        rows: Everything measured.
        bars: What was asked of it.
        notes: Sentences a reader should know.
    """

    rows: list[Row] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, part: str, name: str, quantity: str, unit: str, values: Iterable[float]) -> Row:
        """Note a quantity."""
        row = Row(part, name, quantity, unit, tuple(float(value) for value in values))
        self.rows.append(row)
        return row


def shown(value: float) -> str:
    """A number to three figures, or whole with commas from 100 on."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def as_csv(rows: Sequence[Row]) -> str:
    """The tidy table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for row in rows:
        numbers = (row.median, min(row.values), max(row.values))
        writer.writerow(
            [
                row.part,
                row.name,
                row.quantity,
                row.unit,
                *(f"{one:.6g}" for one in numbers),
                len(row.values),
            ]
        )
    return text.getvalue()


def as_page(findings: Findings, machine: Machine, command: str) -> str:
    """Machine, bars, notes and one table for each part, in Markdown."""
    lines = ["# Benchmarks", "", f"`{command}`", "", *machine.lines(), ""]
    lines += [
        "Medians over the rounds, lowest to highest in brackets; ratios are taken inside rounds.",
        "",
    ]
    if findings.bars:
        lines += ["## What was asked", "", *(f"- {bar}" for bar in findings.bars), ""]
    if findings.notes:
        lines += ["## Notes", "", *(f"- {note}" for note in findings.notes), ""]
    for part in dict.fromkeys(row.part for row in findings.rows):
        rows = [row for row in findings.rows if row.part == part]
        lines += [f"## {part.capitalize()}", "", *_table(rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(rows: Sequence[Row]) -> list[str]:
    """One part: things down, quantities across."""
    heads = list(dict.fromkeys((row.quantity, row.unit) for row in rows))
    cells = {(row.name, row.quantity, row.unit): _cell(row) for row in rows}
    named = [quantity if unit in ("x", "") else f"{quantity}, {unit}" for quantity, unit in heads]
    lines = [f"| | {' | '.join(named)} |", f"|---|{'---:|' * len(heads)}"]
    for name in dict.fromkeys(row.name for row in rows):
        found = [cells.get((name, *head), "") for head in heads]
        lines.append(f"| {name} | {' | '.join(found)} |")
    return lines


def _cell(row: Row) -> str:
    """A median, and how far the rounds lie apart."""
    if len(row.values) == 1:
        return shown(row.median)
    return f"{shown(row.median)} ({shown(min(row.values))}–{shown(max(row.values))})"


def write(folder: Path, findings: Findings, machine: Machine, command: str) -> None:
    """Write table and page into a folder, made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / "benchmarks.csv", as_csv(findings.rows))
    write_text(folder / "benchmarks.md", as_page(findings, machine, command))
