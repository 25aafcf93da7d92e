"""What stands beside a town file: dated events, counted ties, joint work, outlines.

Their tables have headings and words of their own; they are written anew in the form that towns
read, with the ids of the communities, and what is wrong is told by the cell of the user's table.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from sim.errors import Problem
from sim.scenario.geojson import PLACE_KEYS
from sim.scenario.towntables import DATED, LIST, WORKED
from sim.tables.cells import Findings, Place, Sheet, Value
from sim.tables.headings import core, squeezed
from sim.tables.numbers import is_missing, plain_text, read_month, read_number
from sim.tables.read import bytes_of, decoded
from sim.tables.rows import kind_of_total

_COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "events": {
        "date": ("date", "month", "日期", "时间", "年月", "月份"),
        "event": ("event", "事件", "事项", "变动", "变动事项", "大事"),
        "community": (
            *("community", "village", "社区", "村", "社区名称", "村居", "名称"),
            *("涉及社区", "所涉社区", "有关社区"),
        ),
        "into": ("into", "mergedinto", "并入", "合并至", "并入社区", "合并到", "并入何处"),
    },
    "observed_ties": {
        "from": ("from", "source", "从", "起点", "甲", "社区甲", "甲社区", "来自", "起点社区"),
        "to": ("to", "target", "至", "到", "终点", "乙", "社区乙", "乙社区", "终点社区"),
        "ties": (
            *("ties", "numberofties", "weight", "n", "联系", "联系数", "联系人次", "往来数"),
            *("关系数", "往来人次", "往来次数", "联系次数", "人次"),
        ),
    },
    "observed_joint_work": {
        "community": ("community", "社区", "村", "社区名称", "名称"),
        "unit": (
            *("unit", "unitnumber", "unitname", "单位", "单位编号", "驻区单位", "单位序号"),
            *("单位名称", "驻区单位名称"),
        ),
        "hours": ("hours", "工时", "共建工时", "小时", "年工时", "合作工时"),
        "trust": ("trust", "信任", "信任度", "合作意愿"),
    },
}
"""Columns of each table, in the order of the file that is written, with the words for them."""
_HEADS = {"events": DATED, "observed_ties": LIST, "observed_joint_work": WORKED}
_NEEDED = {
    "events": {"date", "event"},
    "observed_ties": {"from", "to", "ties"},
    "observed_joint_work": {"community", "unit"},
}
_EVENTS = {
    "election": ("election", "elections", "选举", "换届", "换届选举", "居委会换届", "居委会选举"),
    "conversion": (
        *("conversion", "converted", "村改居", "转制", "改制", "撤村建居", "改居", "村转居"),
        *("撤村设居", "村改社区"),
    ),
    "merger": ("merger", "merged", "合并", "并入", "撤并", "撤销并入", "社区合并"),
}
_PLACES = ("community", "into", "from", "to")
_DEEPEST = 20
"""Rows in which the headings of such a table are looked for."""


@dataclass
class Beside:
    """A file to be written beside a town file.

    Attributes:
        key: Key of the town file that names it.
        file: The user's file.
        text: What is written.
        places: Where each line of it comes from, by line from 1; empty for outlines.
        columns: Number of the user's column by heading of the file, from 1.
    """

    key: str
    file: str
    text: str
    places: Mapping[int, Place] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)

    def named(self, town: str) -> str:
        """Name it as it is beside a town file."""
        end = self.key.removeprefix("observed_")
        return f"{town}.geojson" if self.key == "outlines" else f"{town}_{end}.csv"

    def own(self, problem: Problem) -> Problem:
        """Tell a problem of the written file where the user wrote it."""
        place = self.places.get(problem.line)
        if place is None:
            return replace(problem, file=self.file, line=0)
        place = replace(place, column=self.columns.get(problem.path, 0))
        return replace(problem, file=place.file, line=0, path=place.cell)


def is_beside(sheet: Sheet) -> str:
    """Find the key of what a sheet holds; empty for tables of communities."""
    found = _header(sheet)
    return found[0] if found else "observed_ties" if _head_of_matrix(sheet) is not None else ""


def _head_of_matrix(sheet: Sheet) -> int | None:
    """Find the row, from 0, whose names stand below its first cell too, or None."""
    down = [plain_text(cells[0]) for cells in sheet.rows]
    for row, cells in enumerate(sheet.rows[:_DEEPEST]):
        across = [core(text) for cell in cells[1:] if _names_one(text := plain_text(cell))]
        below = (core(text) for text in down[row + 1 :] if _names_one(text))
        # One name more is read than stands above, so that a longer column is none.
        if len(across) > 1 and across == [*islice(below, len(across) + 1)]:
            return row
    return None


def _names_one(text: str) -> bool:
    """Tell whether a text may be the name of a community: there is one, and it is no total."""
    return bool(text) and not kind_of_total(text)


def _header(sheet: Sheet) -> tuple[str, int, dict[str, int]] | None:
    """Find what a sheet holds, the row of its headings, from 0, and its columns."""
    for row, cells in enumerate(sheet.rows[:_DEEPEST]):
        texts = [squeezed(plain_text(cell)) for cell in cells]
        for key, columns in _COLUMNS.items():
            found = {
                name: next(index for index, text in enumerate(texts) if text in words)
                for name, words in columns.items()
                if any(text in words for text in texts)
            }
            extra = key != "observed_joint_work" or "hours" in found or "trust" in found
            if _NEEDED[key] <= set(found) and extra:
                return key, row, found
    return None


def tables_beside(
    sheets: Sequence[Sheet], names: Mapping[str, str], findings: Findings
) -> Iterator[Beside]:
    """Write anew the tables of this kind among some sheets.

    Args:
        sheets: Those that hold such tables.
        names: Ids of communities by the core of their names, by code and by id.
        findings: Receives problems and notes.
    """
    seen: dict[str, Sheet] = {}
    for sheet in sheets:
        key = is_beside(sheet)
        if not key:
            continue
        if key in seen:
            findings.wrong(sheet.place(), "beside_twice", place=str(seen[key].place()))
            continue
        seen[key] = sheet
        found = _header(sheet)
        if found is None:
            yield _matrix(sheet, names, findings)
            continue
        _, first, columns = found
        lines, places = [list(_HEADS[key])], {1: sheet.place(first + 1)}
        units: dict[str, list[str]] = defaultdict(list)
        for row in range(first + 1, len(sheet.rows)):
            cells = {name: sheet.rows[row][column] for name, column in columns.items()}
            if not any(plain_text(cell) for cell in cells.values()):
                continue
            if key != "events" and any(
                kind_of_total(plain_text(cells.get(name))) for name in _PLACES
            ):
                continue
            line: list[str] = []
            for name in _HEADS[key]:
                value, place = cells.get(name), sheet.place(row + 1, columns.get(name, 0) + 1)
                if name == "unit":
                    value = _numbered(value, units[line[0]])
                line.append(_cell(name, value, names, place, findings))
            lines.append(line)
            places[len(lines)] = sheet.place(row + 1)
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows(lines)
        numbers = {name: column + 1 for name, column in columns.items()}
        yield Beside(key, sheet.file, written.getvalue(), places, numbers)


def _numbered(value: Value, known: list[str]) -> Value:
    """Give a number to a unit of a community; one that is named has that of its first row."""
    text = plain_text(value)
    if not text or read_number(value) is not None:
        return value
    if text not in known:
        known.append(text)
    return str(known.index(text) + 1)


def _matrix(sheet: Sheet, names: Mapping[str, str], findings: Findings) -> Beside:
    """Read ties between communities from a matrix, with their ids."""
    first = _head_of_matrix(sheet) or 0
    above = [plain_text(cell) for cell in sheet.rows[first]]
    wide = [column for column, text in enumerate(above) if column and _names_one(text)]
    heads = [_id_of(above[column], names) for column in wide]
    lines, places = [["", *heads]], {1: sheet.place(first + 1)}
    for number, row in enumerate(sheet.rows[first + 1 :], first + 2):
        if _names_one(plain_text(row[0])):
            cells = [
                _cell("ties", row[column], names, sheet.place(number, column + 1), findings)
                for column in wide
            ]
            lines.append([_id_of(plain_text(row[0]), names), *cells])
            places[len(lines)] = sheet.place(number)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(lines)
    numbers = {head: column + 1 for head, column in zip(heads, wide, strict=True)}
    return Beside("observed_ties", sheet.file, written.getvalue(), places, numbers)


def _cell(
    name: str, value: Value, names: Mapping[str, str], place: Place, findings: Findings
) -> str:
    """Write a cell as towns read it; one not understood stays as is, to be told."""
    text = plain_text(value)
    if is_missing(value):
        return ""
    if name in _PLACES:
        return "" if kind_of_total(text) else _id_of(text, names)
    if name == "event":
        words = ((word, event) for event, known in _EVENTS.items() for word in known)
        longest = sorted(words, key=lambda pair: -len(pair[0]))
        found = next((event for word, event in longest if squeezed(text).endswith(word)), "")
        if not found:
            findings.wrong(place, "event_word", text=text)
        return found
    if name == "date":
        month, serial = read_month(value)
        if serial and month:
            findings.note(place, "serial", number=text, month=month)
        return month or text
    number = read_number(value)
    return f"{number.value.normalize():f}" if number else text


def _id_of(text: str, names: Mapping[str, str]) -> str:
    """Find the id of the community or group that a text names; else keep the text."""
    whole, dot, group = text.rpartition(".")
    if dot and group.isdecimal() and core(whole) in names:
        return f"{names[core(whole)]}.{group}"
    return names.get(core(text), names.get(text, text))


def _whose(properties: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Find the community that the properties of an outline name, however called; or empty."""
    said: dict[str, str] = {}
    for key, value in properties.items():
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str | int) and core(str(value)) in names:
            said[key.lower()] = names[core(str(value))]
    likely = [said[key] for key in PLACE_KEYS if key in said]
    alone = set(said.values())
    return likely[0] if likely else alone.pop() if len(alone) == 1 else ""


def outlines_beside(
    file: str | Path, names: Mapping[str, str], findings: Findings
) -> Beside | None:
    """Read the outlines of a file, each with its community's id; None and a problem when absent.

    What else can be wrong with them is told when the town is read.
    """
    here = Place(str(file))
    data = bytes_of(Path(file), here, findings)
    text = decoded(data) if data is not None else None
    if text is None:
        if data is not None:
            findings.wrong(here, "encoding", "map_encoding_hint")
        return None
    try:
        found: Any = json.loads(text)
        for feature in found["features"]:
            properties = feature["properties"]
            if own := _whose(properties, names):
                properties["community"] = own
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Beside("outlines", str(file), text)
    return Beside("outlines", str(file), json.dumps(found, ensure_ascii=False) + "\n")
