"""Plausible sets of parameters, and a town's own counts that weigh them.

The file is what a matching, or a calibration, leaves: its ``ensemble.csv``.

A row says what a metric was in a month, in the whole town or in one of its communities, and the
standard deviation of what is not known about that.
"""

import csv
import io
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sim.calendar import format_month
from sim.declarations.parameters import PARAMETERS
from sim.errors import OptionError, Problem, ResultsError, did_you_mean
from sim.runs.files import digest
from sim.scenario import Scenario
from sim.scenario.places import exists, experiments_folder
from sim.scenario.yamlfile import LARGEST_TABLE, decoded, read_plain

# --- Sets of parameters that nothing known rules out: those that ship, or those of a file

NONE, SHIPPED = "none", "shipped"
SCALE = 0.1
"""Share of the residents that sets are run on: rates agree with the whole town's."""
FEWEST = 5000
"""Residents that sets are run on at least, where the town has so many (assumed)."""
Asked = str | int | Path | None
"""Sets as a user asks for them: none, how many of the shipped ones, or a table of one's own."""
TABLE = "ensemble.csv"
"""Table of an ensemble: ``member`` (from 1), ``weight``, and a column a parameter."""
MEMBER, WEIGHT = "member", "weight"
_IGNORED = ("trial", "loss", "misfit", "missed_targets", "missed")
"""What matchings and calibrations say of their members besides."""


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Plausible sets of parameters, the central one first, each next far from those before it.

    ``numbers``, ``weights`` (they sum to 1) and ``sets`` (values by name) have the same order.
    """

    numbers: tuple[int, ...]
    weights: tuple[float, ...]
    sets: tuple[Mapping[str, float], ...]


def shipped_ensemble() -> Path:
    """Find the table of the ensemble that ships."""
    return experiments_folder() / "ensemble" / TABLE


def table_of(source: str | Path) -> Path:
    """Find the table of a source: the shipped one, a table, or a folder's."""
    path = shipped_ensemble() if source == SHIPPED else Path(source)
    return path / TABLE if os.path.isdir(path) else path  # noqa: PTH112


def plausible_sets(
    source: str | Path | None = SHIPPED, number: int | None = None
) -> tuple[Mapping[str, float], ...]:
    """Read the values of parameters in each of the first ``number`` plausible sets.

    ``source`` is ``shipped``, a table or a folder that holds one, or None for no sets at all.

    Raises:
        ResultsError: With every problem of the table, by line; or it has fewer sets.
    """
    if source is None:
        return ()
    found = read_ensemble(source)
    if number is not None and number > len(found.sets):
        text = f"holds {len(found.sets)} sets, fewer than {number}"
        raise ResultsError(Problem(text, file=str(source), hint="ask for fewer"))
    return found.sets[:number]


def read_ensemble(source: str | Path = SHIPPED) -> Ensemble:
    """Read an ensemble with its weights, see `plausible_sets`.

    Raises:
        ResultsError: With every problem of the table, by line.
    """
    path = table_of(source)
    try:
        read = [row for row in _rows(path) if row]
    except (OSError, ValueError, csv.Error) as error:
        why = getattr(error, "strerror", None) or error
        text = f"cannot be read as a table of sets: {why}"
        raise ResultsError(Problem(text, file=str(path))) from error
    kept = [place for place, name in enumerate(read[0]) if name not in _IGNORED] if read else []
    rows = [[row[place] for place in kept if place < len(row)] for row in read]
    if len(rows) < 2:
        raise ResultsError(Problem("holds no sets", file=str(path), line=1))
    head, problems = rows[0], list[Problem]()
    for name in head:
        if not _is_read(name):
            text, hint = f"there is no parameter {name!r}", did_you_mean(name, [*PARAMETERS])
            problems.append(Problem(text, file=str(path), line=1, hint=hint))
    if len(set(head)) < len(head):
        problems.append(Problem("two columns have the same name", file=str(path), line=1))
    members = []
    for line, row in enumerate(rows[1:], 2):
        if len(read[line - 1]) != len(read[0]):
            text = f"has {len(read[line - 1])} values where the head has {len(read[0])}"
            problems.append(Problem(text, file=str(path), line=line))
            continue
        values, wrong = _row(head, row)
        problems += [Problem(text, file=str(path), line=line) for text in wrong]
        members.append(values)
    if not problems and len({one.get(MEMBER, line) for line, one in enumerate(members)}) < len(
        members
    ):
        problems.append(Problem("two sets have the same number", file=str(path)))
    if not problems and not sum(one.get(WEIGHT, 1.0) for one in members) > 0:
        problems.append(Problem("no set has a weight above 0", file=str(path)))
    if problems:
        raise ResultsError(problems)
    return _ensemble(members)


def _rows(path: Path) -> list[list[str]]:
    """Read rows of a text table with commas, semicolons or tabs between cells.

    Raises:
        OSError, ValueError, csv.Error: It cannot be read.
    """
    text = decoded(read_plain(path, LARGEST_TABLE))
    head = text.partition("\n")[0]
    between = max(",;\t", key=head.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=between))


def _is_read(name: str) -> bool:
    """Tell whether a column of a table of sets says anything that is known."""
    return name in PARAMETERS or name in (MEMBER, WEIGHT)


def _row(head: list[str], row: list[str]) -> tuple[dict[str, float], list[str]]:
    """Read the numbers of a line, and what is wrong with it."""
    values, wrong = dict[str, float](), list[str]()
    for name, text in zip(head, row, strict=True):
        if not _is_read(name):
            continue
        try:
            value = float(text)
        except ValueError:
            wrong.append(f"{name}: {text!r} is no number")
            continue
        known = PARAMETERS.get(name)
        low, high = (known.low, known.high) if known else (0.0, math.inf)
        if known is not None and value == known.off:
            low = high = value
        if not low <= value <= high or math.isinf(value):
            wrong.append(f"{name}: {value:g} is outside {low:g} to {high:g}")
        values[name] = value
    return values, wrong


def _ensemble(read: list[dict[str, float]]) -> Ensemble:
    """Read the lines of a table, all of them right."""
    total = sum(one.get(WEIGHT, 1.0) for one in read)
    return Ensemble(
        tuple(int(one.get(MEMBER, place)) for place, one in enumerate(read, 1)),
        tuple(one.get(WEIGHT, 1.0) / total for one in read),
        tuple({name: value for name, value in one.items() if name in PARAMETERS} for one in read),
    )


@dataclass(frozen=True, slots=True)
class ChosenSets:
    """The sets that scenarios are run under: values by name, without what the scenarios write.

    ``scale`` is the share of the residents that they are run on; ``weights`` sum to 1; ``about``
    is for the manifest.
    """

    sets: tuple[Mapping[str, float], ...]
    weights: tuple[float, ...]
    scale: float
    about: Mapping[str, Any]


def choose(asked: Asked, default: str, scenarios: Sequence[Scenario]) -> ChosenSets | None:
    """Choose the plausible sets that a user asks for; None when none are asked for.

    A parameter that a file or setting writes stays as it is written.

    Args:
        asked: ``none``, how many of the shipped sets, ``shipped`` for all, the table of others,
            or None for the default.
        default: What is asked for where nothing is.
        scenarios: What is run under them, in their shape.

    Raises:
        UserError: There is no such table, or it is wrong; or too few sets.
    """
    source, number = read_choice(default if asked is None else asked)
    if source is None:
        return None
    path, found = table_of(source), read_ensemble(source)
    sets = plausible_sets(source, number)
    written = {
        path.removeprefix("parameters.")
        for one in scenarios
        for path in one.origins
        if path.startswith("parameters.")
    }
    values = tuple(
        {name: value for name, value in one.items() if name not in written} for one in sets
    )
    total = sum(found.weights[: len(sets)])
    scale = set_scale(scenarios)
    about = {
        "source": SHIPPED if source == SHIPPED else str(source),
        "sha256": digest(path),
        "sets": len(sets),
        "parameters": len({name for one in values for name in one}),
        "written": sorted(written & {name for one in sets for name in one}),
        "scale": scale,
    }
    weights = tuple(one / total for one in found.weights[: len(sets)])
    return ChosenSets(values, weights, scale, about)


def under_set(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Put a scenario, and its past, under a set of parameters."""
    past = scenario.past
    if past is not None:
        past = replace(past, parameters={**past.parameters, **values})
    return replace(scenario, parameters={**scenario.parameters, **values}, past=past)


def set_scale(scenarios: Sequence[Scenario]) -> float:
    """Choose the share of the residents of a town that sets are run on."""
    residents = sum(one.residents for one in scenarios[0].town.communities)
    return min(max(SCALE, FEWEST / residents), *(one.scale for one in scenarios))


def read_choice(asked: str | int | Path) -> tuple[str | Path | None, int | None]:
    """Read source and number of the sets asked for; no source for none.

    Raises:
        OptionError: It is no choice.
    """
    text = str(asked).strip()
    if text == NONE:
        return None, None
    if text.isdigit() and not isinstance(asked, Path):
        return (SHIPPED, int(text)) if int(text) else (None, None)
    if isinstance(asked, Path) or "/" in text or text.endswith(".csv") or exists(Path(text)):
        return Path(text), None
    if text == SHIPPED:
        return SHIPPED, None
    hint = did_you_mean(text, [NONE, SHIPPED])
    message = f"{text!r} is neither 'none', a number, nor a table of sets (a path, or *.csv)"
    raise OptionError(Problem(message, path="sets", hint=hint))


# --- A town's own counts: figures with their errors, from a table that a user wrote


@dataclass(frozen=True, slots=True)
class OwnCount:
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
    rows: tuple[OwnCount, ...]

    def to_json(self) -> dict[str, Any]:
        """Write it as the manifest keeps it."""
        return {**asdict(self), "rows": [asdict(one) for one in self.rows]}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Counts":
        """Read it as the manifest has it."""
        return cls(found["file"], found["sha256"], tuple(OwnCount(**one) for one in found["rows"]))
