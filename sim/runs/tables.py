"""Tables of a run on their way to files.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is a formula to a spreadsheet, even between
quotes. So texts of users that begin so are written with an apostrophe before them, which
spreadsheets know, and which is taken off when they are read; numbers stay numbers.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sim.declarations.metrics import LATER, METRICS
from sim.declarations.tables import TABLES, TOWN, TableColumn
from sim.errors import ModelError, Problem, ResultsError
from sim.runs.files import PROGRAM, atomic

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


# --- The tables of a run: their columns, what they mean, and how they are written and read

__all__ = [
    "KEYS",
    "TOWN",
    "Spool",
    "assemble",
    "file_of",
    "join",
    "part",
    "read",
    "schema",
    "write",
]

RUN_KEYS = ("scenario", "seed")
"""The first columns of every table."""
KEYS = (*RUN_KEYS, "month", "community")
"""The first columns of the tables that have a row for each month and place."""


def file_of(table: str) -> str:
    """Name the file of a table."""
    return f"{table}.parquet"


def _words(column: TableColumn) -> dict[str, str]:
    """Read what the field of a column says of itself."""
    words = {"meaning": column.meaning}
    if column.unit:
        words["unit"] = column.unit
    if column.label is not None:
        words |= {"label_en": column.label.en, "label_zh": column.label.zh}
    if column.values:
        labels = {value: {"en": one.en, "zh": one.zh} for value, one in column.values.items()}
        words["values"] = json.dumps(labels, ensure_ascii=False)
    return words


def schema(table: str, about: Mapping[str, object] | None = None) -> "pa.Schema":
    """Declare the columns of a table.

    Each field carries ``meaning`` and, where there are such, ``unit``, ``label_en``,
    ``label_zh`` and ``values``: the labels of its values as JSON.

    Args:
        table: Name of the table.
        about: What else the file should say of itself, under the key ``cogov``.
    """
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "date": pa.date32(),
        "flag": pa.bool_(),
        "int64": pa.int64(),
        "int32": pa.int32(),
        "int8": pa.int8(),
        "float64": pa.float64(),
    }
    fields = [
        pa.field(one.name, types[one.kind], nullable=one.null, metadata=_words(one))
        for one in TABLES[table]
    ]
    text = json.dumps(about or {}, ensure_ascii=False, sort_keys=True)
    return pa.schema(fields, metadata={PROGRAM: text})


def assemble(table: str, runs: Sequence[tuple[str, int, "pd.DataFrame"]]) -> "pa.Table":
    """Join the frames of single runs into one table.

    Raises:
        ModelError: A frame lacks a column or holds one that is not declared.
    """
    return join(table, [part(table, *run) for run in runs])


def part(table: str, scenario: str, seed: int, frame: "pd.DataFrame") -> "pa.Table":
    """Make the rows of one run in a table.

    Raises:
        ModelError: The frame lacks a column or holds one that is not declared.
    """
    import pyarrow as pa

    wanted = schema(table)
    below = pa.schema([field for field in wanted if field.name not in RUN_KEYS])
    expected = list(below.names)
    if list(frame.columns) != expected:
        odd = sorted(set(frame.columns) ^ set(expected)) or ["the order"]
        raise ModelError(f"{scenario}, seed {seed}: the frame differs in {', '.join(odd)}")
    columns = pa.Table.from_pandas(frame, schema=below, preserve_index=False).columns
    keys = [
        pa.array([scenario] * len(frame), pa.string()),
        pa.array([seed] * len(frame), pa.int64()),
    ]
    return pa.table([*keys, *columns], schema=wanted)


def join(table: str, parts: Sequence["pa.Table"]) -> "pa.Table":
    """Join the rows of single runs into one table, in the order given."""
    import pyarrow as pa

    return pa.concat_tables(parts) if parts else schema(table).empty_table()


def split(table: str, content: "pa.Table", scenarios: Sequence[str]) -> list["pa.Table"]:
    """Split the rows of a table by scenario."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pa.Table.from_arrays(content.columns, schema=schema(table))
    return [whole.filter(pc.equal(whole["scenario"], name)) for name in scenarios]


def write(path: Path, table: str, content: "pa.Table", about: Mapping[str, object]) -> None:
    """Write a table atomically; the same content gives the same bytes.

    Args:
        path: The final name.
        table: Name of the table.
        content: What `assemble` made.
        about: What the file should say of itself.
    """
    with Spool(table, path, about) as spool:
        spool.add(content)
        spool.save()


class Spool:
    """A table on its way to a file, written part by part, so that none need fit in memory.

    The file takes its name when it is saved; without that nothing is left of it.

    Args:
        table: Name of the table.
        path: The final name; its folder must exist.
        about: What the file should say of itself.
    """

    def __init__(self, table: str, path: Path, about: Mapping[str, object]) -> None:
        self._table, self._path, self._about = table, path, about
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Open a file under a hidden name."""
        import pyarrow.parquet as pq

        whole = schema(self._table, self._about)
        with ExitStack() as opening:
            temporary = opening.enter_context(atomic(self._path))
            self._writer = opening.enter_context(
                pq.ParquetWriter(temporary, whole, compression="zstd")
            )
            self._open = opening.pop_all()
        return self

    def add(self, content: "pa.Table") -> None:
        """Write some rows."""
        about = schema(self._table, self._about).metadata
        self._writer.write_table(content.replace_schema_metadata(about))

    def save(self) -> None:
        """Give the file its name."""
        self._open.close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what was not saved."""
        unsaved = error or _Unsaved()
        self._open.__exit__(type(unsaved), unsaved, trace)


class _Unsaved(Exception):
    """Tells the file that it is not to take its name."""


def read(path: Path, table: str) -> "pa.Table":
    """Read a table.

    Returns:
        Its rows; a metric that was not declared yet when they were written is null.

    Raises:
        ResultsError: It cannot be read, or has other columns than this version declares.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    where = str(path)
    try:
        # Unlike `read_table` it does not import all that reads datasets of many files.
        with pq.ParquetFile(path) as file:
            content = file.read()
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        raise ResultsError(Problem(f"cannot be read: {reason}", file=where)) from error
    # What an extension measured that is not in force now, the manifest has told.
    past = METRICS.remembered.keys() - METRICS.keys() if table == "metrics" else set()
    found = {field.name: field.type for field in content.schema if field.name not in past}
    wanted = {field.name: field.type for field in schema(table)}
    for name in LATER & (wanted.keys() - found.keys()):
        found[name] = wanted[name]
        content = content.append_column(name, pa.nulls(content.num_rows, wanted[name]))
    if found != wanted:
        odd = [name for name in {**wanted, **found} if found.get(name) != wanted.get(name)]
        raise ResultsError(
            Problem(
                "has other columns than this version writes: " + ", ".join(odd),
                file=where,
                hint="open it with the version named in the manifest",
            )
        )
    return content


# --- Tables as CSV that a spreadsheet shows and never computes, read back as they were

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_MARKED = re.compile(r"'+[=+\-@\t\r]")
_NAMES = ("scenario", "baseline")
"""Columns of names, which may look like numbers."""


def csv_text(frame: "pd.DataFrame") -> str:
    """Write a table as CSV, without formulas."""
    import pandas as pd

    marked = frame.rename(columns=marked_text)
    for place, kind in enumerate(frame.dtypes):
        if kind.kind not in "biufM":
            column = [marked_text(one) for one in frame.iloc[:, place]]
            marked.isetitem(place, pd.Series(column, dtype=object).to_numpy())
    text: str = marked.to_csv(index=False, lineterminator="\n")
    return text


def csv_bytes(frame: "pd.DataFrame") -> bytes:
    """Write CSV as bytes that spreadsheets know for UTF-8, so that they show its Chinese."""
    return BOM_UTF8 + csv_text(frame).encode()


def read_csv(path: Path) -> "pd.DataFrame":
    """Read what `csv_text` wrote; an empty cell is null, and so is nothing else.

    Raises:
        ValueError: It is no such table.
    """
    import pandas as pd

    kinds = dict.fromkeys(_NAMES, str)
    frame = pd.read_csv(path, keep_default_na=False, na_values=[""], dtype=kinds)
    for place, kind in enumerate(frame.dtypes):
        if kind.kind not in "biufM":
            column = frame.iloc[:, place].map(unmarked_text)
            frame.isetitem(place, column.to_numpy())
    return frame.rename(columns=unmarked_text)


def marked_text[Value](value: Value) -> Value | str:
    """Write a value with an apostrophe before what would be a formula."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def unmarked_text[Value](value: Value) -> Value | str:
    """Read a value as it was before it was written."""
    return value[1:] if isinstance(value, str) and _MARKED.match(value) else value
