"""The tables beside a town: communities, ties, joint work, dated events.

Columns, in any order: ``id, en, zh, origin, residents, households, groups, grids`` and, where
wanted, ``units``, ``member_from`` (YYYY-MM), ``migrants`` (share) and ``notes``; an empty cell is
a value left out. UTF-8, comma between cells.

Ties: ``from, to, ties``, a line for each pair, or a matrix whose first line and column name the
communities. A number says how many ties residents of ``from`` have with residents of ``to``; a
pair that stands there one way holds both ways. ``beiguan.3`` is the third resident group of
beiguan. Whoever is not in the table is drawn from the margins.

Joint work: ``community, unit, hours, trust``: hours a year that a resident unit, by its number,
works with the committee, and how readily it does, 0-1; either may be left empty.

Events: ``date, event, community, into`` with the events ``election``, ``conversion`` (of a village
to a community) and ``merger`` (of a community into another).
"""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from sim.calendar import parse_month
from sim.errors import Problem, UserError, did_you_mean
from sim.scenario.town import (
    Community,
    Edge,
    ElectionChange,
    Elections,
    JointWork,
    ObservedTies,
    TieCount,
)
from sim.scenario.yamlfile import Document, KeyPath, Origin, parse_value, read_text

# --- Communities of a town from a CSV file

REQUIRED = ("id", "en", "zh", "origin", "residents", "households", "groups", "grids")
OPTIONAL = ("units", "member_from", "migrants", "notes")
COLUMNS = REQUIRED + OPTIONAL
_LABELS = ("en", "zh")
_TEXTS = ("id", "en", "zh", "origin", "member_from", "notes")


def with_communities(
    document: Document, path: Path, file: str, problems: list[Problem]
) -> Document | None:
    """Put a CSV file's communities into a town's document.

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
    """Check that the columns are those that are known, once each."""
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
    """Read the communities in the YAML file's shape, and where each value is.

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


# --- Tables beside a town file: ties that somebody counted, and dated elections, conversions,
# mergers

LIST = ("from", "to", "ties")
DATED = ("date", "event", "community", "into")
EVENTS = ("election", "conversion", "merger")
MOST_TIES = 1e12


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table with its line, from 1, and the heading of its column."""

    text: str
    line: int
    heading: str = ""


@dataclass(slots=True)
class TownTable:
    """A table, and what is wrong with it."""

    file: str
    problems: list[Problem]
    rows: list[list[Cell]] = field(default_factory=list)

    def tell(self, cell: Cell, message: str, hint: str = "") -> None:
        """Note what is wrong in a cell."""
        self.problems.append(Problem(message, self.file, cell.line, cell.heading, hint))


def read_table(path: Path, file: str, problems: list[Problem]) -> TownTable | None:
    """Read the cells of a CSV file, or None and a problem, without empty lines."""
    text = read_text(path, file, problems)
    if text is None:
        return None
    table = TownTable(file, problems)
    reader = csv.reader(io.StringIO(text), strict=True)
    line, headings = 1, [""]
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                named = zip_longest([cell.strip() for cell in cells], headings[: len(cells)])
                table.rows.append([Cell(cell, line, heading or "") for cell, heading in named])
                headings = [cell.text for cell in table.rows[0]]
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(f"the file is not CSV: {error}", file, reader.line_num))
        return None
    if len(table.rows) < 2:
        problems.append(Problem("the table holds no line below its headings", file, 1))
        return None
    width = len(table.rows[0])
    for row in table.rows[1:]:
        if len(row) != width:
            message = f"the line has {len(row)} cells; the header has {width}"
            table.tell(Cell("", row[0].line), message, "put commas between the cells")
    return None if problems else table


# --- ties ---


def read_ties(
    path: Path, file: str, communities: Sequence[Community], problems: list[Problem]
) -> tuple[ObservedTies, dict[str, Origin]] | None:
    """Read counted ties, and where each pair's first line is, or None and problems."""
    own: list[Problem] = []
    table = read_table(path, file, own)
    counts = {} if table is None else _counts(table, communities)
    if not own and not sum(count for count, _ in counts.values()) > 0:
        own.append(Problem("the table holds no ties", file, 1))
    problems.extend(own)
    if own:
        return None
    origins: dict[str, Origin] = {}
    for (one, other), (_, line) in counts.items():
        origins.setdefault(f"observed_ties.{one[0]}.{other[0]}", Origin(file, line))
    return _observed(counts, communities), origins


End = tuple[str, int]
"""A community and one of its groups, from 1; 0 stands for all of it."""
Counts = dict[tuple[End, End], tuple[float, int]]
"""Ties and line by pair, as written."""


def _counts(table: TownTable, communities: Sequence[Community]) -> Counts:
    """Count ties by pair, from a list or a matrix."""
    head = [cell.text.lower() for cell in table.rows[0]]
    named = _reader_of_ends(table, communities)
    if tuple(head) == LIST:
        entries = [(row[0], row[1], row[2]) for row in table.rows[1:]]
    elif len(head) > 1 and head[0] in ("", "from", "id") and "to" not in head:
        entries = [
            (row[0], table.rows[0][place], row[place])
            for row in table.rows[1:]
            for place in range(1, len(row))
        ]
    else:
        message = f"the headings are {', '.join(head)[:80]}; they must be {', '.join(LIST)}"
        table.tell(table.rows[0][0], message, "or a matrix with the communities in line and column")
        return {}
    counts: Counts = {}
    for first, second, cell in entries:
        number = _number(table, cell)
        one, other = named(first), named(second)
        if one is None or other is None or number is None:
            continue
        if (one, other) in counts:
            message = f"{first.text} and {second.text} are there twice"
            table.tell(cell, message, f"first in line {counts[one, other][1]}")
        counts[one, other] = number, cell.line
    return counts


def _reader_of_ends(
    table: TownTable, communities: Sequence[Community]
) -> Callable[[Cell], End | None]:
    """Make a reader of ends: community or group; it tells what it cannot find, once."""
    known = {one.id: one for one in communities}
    for one in communities:
        for label in (one.label.zh, one.label.en):
            known.setdefault(label, one)
    told: set[str] = set()

    def find(cell: Cell) -> End | None:
        name, dot, number = cell.text.rpartition(".")
        if cell.text in known:
            return known[cell.text].id, 0
        if dot and number.isdecimal() and name in known:
            if 1 <= int(number) <= known[name].groups:
                return known[name].id, int(number)
            message = f"{name} has the groups 1 to {known[name].groups}, not {number}"
        else:
            message = f"no community is called {cell.text!r}"
        if cell.text not in told:
            table.tell(cell, message, did_you_mean(cell.text, list(known)))
            told.add(cell.text)
        return None

    return find


def _number(table: TownTable, cell: Cell) -> float | None:
    """Read a number of ties; nothing counts as none."""
    try:
        number = float(cell.text or 0)
    except ValueError:
        number = math.nan
    if 0 <= number <= MOST_TIES:
        return number
    table.tell(cell, f"found {cell.text!r}; must be a number of ties, 0 or more")
    return None


def _observed(counts: Counts, communities: Sequence[Community]) -> ObservedTies:
    """Share ties between and within communities, alike both ways, and in groups."""
    directed: dict[tuple[str, str], float] = defaultdict(float)
    inside: dict[str, float] = defaultdict(float)
    whole: set[str] = set()
    for (one, other), (number, _) in counts.items():
        directed[one[0], other[0]] += number
        if one[0] == other[0]:
            if one[1] and other[1]:
                inside[one[0]] += number * (one == other)
            elif number:
                whole.add(one[0])
    ids = [community.id for community in communities]
    pairs = []
    for index, one_id in enumerate(ids):
        for other_id in ids[index:]:
            both = [
                directed[pair]
                for pair in ((one_id, other_id), (other_id, one_id))
                if directed.get(pair)
            ]
            if both:
                pairs.append(TieCount(one_id, other_id, sum(both) / len(both)))
    found = ObservedTies(pairs=tuple(pairs))
    groups = {}
    for name, number in inside.items():
        total = found.total(name)
        if name not in whole and total > 0:
            groups[name] = min(1.0, number / total)
    return found.model_copy(update={"in_group": groups})


# --- joint work ---

WORKED = ("community", "unit", "hours", "trust")
MOST_HOURS = 100_000.0


def read_joint_work(
    path: Path, file: str, communities: Sequence[Community], problems: list[Problem]
) -> tuple[tuple[JointWork, ...], dict[str, Origin]] | None:
    """Read joint work and where it is written, or None and problems."""
    own: list[Problem] = []
    table = read_table(path, file, own)
    found: dict[tuple[str, int], JointWork] = {}
    origins: dict[str, Origin] = {}
    head = [] if table is None else [cell.text.lower() for cell in table.rows[0]]
    if table is not None and tuple(head) != WORKED:
        message = f"the headings are {', '.join(head)[:80]}; they must be {', '.join(WORKED)}"
        table.tell(table.rows[0][0], message)
    elif table is not None:
        named = _reader_of_ends(table, communities)
        units = {one.id: one.units for one in communities}
        for place, unit, hours, trust in table.rows[1:]:
            end = named(place)
            spent, trusted = _within(table, hours, MOST_HOURS), _within(table, trust, 1.0)
            if end is None:
                continue
            number = int(unit.text) if unit.text.isdecimal() and len(unit.text) < 6 else 0
            if not 1 <= number <= units[end[0]]:
                last = units[end[0]]
                message = f"{end[0]} has the units 1 to {last}, not {unit.text or 'none'}"
                message = message if last else f"{end[0]} has no units, so none of them is {number}"
                table.tell(unit, message)
                continue
            if (end[0], number) in found:
                table.tell(unit, f"{end[0]} and {number} are there twice")
            found[end[0], number] = JointWork(end[0], number, spent or 0.0, trusted)
            origins[f"observed_joint_work.{end[0]}.{number}"] = Origin(file, unit.line)
    problems.extend(own)
    return None if own else (tuple(found.values()), origins)


def _within(table: TownTable, cell: Cell, most: float) -> float | None:
    """Read a number from 0 to the most; None for an empty or a wrong cell."""
    if not cell.text:
        return None
    try:
        number = float(cell.text)
    except ValueError:
        number = math.nan
    if 0 <= number <= most:
        return number
    table.tell(cell, f"found {cell.text!r}; must be a number from 0 to {most:,.0f}")
    return None


# --- events ---


@dataclass(frozen=True, slots=True)
class Dated:
    """What a table of events changes.

    Attributes:
        elections: Months of elections, ascending.
        conversions: Month in which a village became a community, by id.
        mergers: Which community each was merged into, by id.
        origins: Where each is written, by key path.
    """

    elections: tuple[int, ...]
    conversions: Mapping[str, int]
    mergers: Mapping[str, str]
    origins: Mapping[str, Origin]


def read_events(
    path: Path, file: str, communities: Sequence[Community], problems: list[Problem]
) -> Dated | None:
    """Read the events of a table, or None and at least one problem."""
    own: list[Problem] = []
    table = read_table(path, file, own)
    elections: dict[int, Cell] = {}
    conversions: dict[str, int] = {}
    mergers: dict[str, str] = {}
    origins: dict[str, Origin] = {}
    for date, event, community, into in _dated_rows(table, communities):
        if event == "election":
            elections[date] = community
        elif event == "conversion":
            conversions[community.text] = date
            origins[f"communities.{community.text}.member_from"] = Origin(file, community.line)
        else:
            mergers[community.text] = into
            origins[f"mergers.{community.text}"] = Origin(file, community.line)
    problems.extend(own)
    if own:
        return None
    for number, month in enumerate(sorted(elections)):
        key = "elections.first" if not number else f"elections.changes.[{number}]"
        origins[key] = Origin(file, elections[month].line)
    return Dated(tuple(sorted(elections)), conversions, mergers, origins)


def _dated_rows(
    table: TownTable | None, communities: Sequence[Community]
) -> Iterator[tuple[int, str, Cell, str]]:
    """Yield month, event, community (id in the cell) and what it merged into."""
    if table is None:
        return
    head = [cell.text.lower() for cell in table.rows[0]]
    if head not in (list(DATED), list(DATED[:3])):
        message = f"the headings are {', '.join(head)[:80]}; they must be {', '.join(DATED)}"
        table.tell(table.rows[0][0], message)
        return
    seen: dict[tuple[str, str], int] = {}
    gone: set[str] = set()
    by_id = {one.id: one for one in communities}
    for date, event, place, *rest in table.rows[1:]:
        try:
            month = parse_month(date.text)
        except UserError as error:
            table.tell(date, error.problems[0].message)
            continue
        if event.text not in EVENTS:
            message = f"found {event.text!r}; must be one of {', '.join(EVENTS)}"
            table.tell(event, message, did_you_mean(event.text, EVENTS))
            continue
        key = event.text, date.text if event.text == "election" else place.text
        if key in seen:
            table.tell(event, f"this {event.text} is there twice", f"first in line {seen[key]}")
        seen.setdefault(key, event.line)
        into = rest[0] if rest else Cell("", date.line, DATED[3])
        _check_places(table, event.text, (place, into), by_id, gone)
        if event.text == "conversion" and place.text in by_id:
            own = by_id[place.text]
            if own.origin != "converted" or own.member_from not in (None, month):
                message = f"{place.text!r} is no village that joins in {date.text}"
                table.tell(place, message, "its origin must be converted, without member_from")
        if event.text == "merger":
            gone.add(place.text)
        yield month, event.text, Cell(place.text, place.line), into.text


def _check_places(
    table: TownTable,
    event: str,
    cells: tuple[Cell, Cell],
    known: Mapping[str, Community],
    gone: Collection[str],
) -> None:
    """Tell communities that do not exist, or no longer, and cells that should be empty.

    Args:
        table: Where the cells are.
        event: What happened.
        cells: The community, and what it was merged into.
        known: Communities by id.
        gone: Those that were merged into others before.
    """
    needed = {"election": 0, "conversion": 1, "merger": 2}[event]
    for cell in cells[:needed]:
        if cell.text in gone:
            table.tell(cell, f"{cell.text!r} was merged into another before")
        elif not cell.text:
            table.tell(cell, f"a {event} needs a community here")
        elif cell.text not in known:
            hint = did_you_mean(cell.text, list(known))
            table.tell(cell, f"no community is called {cell.text!r}", hint)
    for cell in cells[needed:]:
        if cell.text:
            table.tell(cell, f"a {event} needs nothing here", "leave the cell empty")
    if event == "merger" and cells[0].text == cells[1].text != "":
        table.tell(cells[1], f"{cells[0].text!r} cannot be merged into itself")


def elections_of(stated: Elections, months: Sequence[int]) -> Elections:
    """Find elections that were held in these months, then by the town's terms."""
    if not months:
        return stated
    later = [change for change in stated.changes if change.month > months[-1]]
    term = stated.every
    for change in stated.changes:
        if change.month <= months[-1]:
            term = change.every
    gaps = [ElectionChange(one, other - one) for one, other in pairwise(months)]
    gaps.append(ElectionChange(months[-1], term))
    first, *changes = gaps
    return Elections(first=months[0], every=first.every, changes=(*changes, *later))


def merged(
    communities: Sequence[Community],
    mergers: Mapping[str, str],
    share: Callable[[Community], float],
) -> tuple[Community, ...]:
    """Count merged communities in the ones that they went into.

    Args:
        communities: All of them, in order.
        mergers: Into which each was merged, in order of time.
        share: Share of migrants of a community.
    """
    found = {one.id: one for one in communities}
    for gone, into in mergers.items():
        one, other = found.pop(gone), found[into]
        total = one.residents + other.residents
        update: dict[str, object] = {
            name: getattr(one, name) + getattr(other, name)
            for name in ("residents", "households", "groups", "grids", "units")
        }
        if one.migrants is not None or other.migrants is not None or one.origin != other.origin:
            both = one.residents * share(one) + other.residents * share(other)
            update["migrants"] = both / total
        found[into] = other.model_copy(update=update)
    return tuple(found.values())


def merged_edges(adjacency: Sequence[Edge], mergers: Mapping[str, str]) -> tuple[Edge, ...]:
    """Join neighbours after mergers; of two borders the closer one counts."""
    found: dict[tuple[str, str], Edge] = {}
    for first, second, weight in adjacency:
        one, other = _last(first, mergers), _last(second, mergers)
        if one == other:
            continue
        key = (one, other) if (other, one) not in found else (other, one)
        if key not in found or found[key].weight < weight:
            found[key] = Edge(*key, weight)
    return tuple(found.values())


def _last(name: str, mergers: Mapping[str, str]) -> str:
    """Find where a community is after all mergers."""
    while name in mergers:
        name = mergers[name]
    return name
