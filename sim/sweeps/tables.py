"""The tables of a store, read through DuckDB: small in memory, however many cells there are."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Problem, ResultsError
from sim.sweeps.store import ABOUT, CELLS, FAILED, PLANS, ROWS, TABLE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SPECIAL = re.compile(r"([\[*?])")
"""What stands for other characters in patterns of DuckDB."""
DONE, FAILURE, PENDING = "done", "failed", "pending"
_DONE_COLUMNS = {
    "cell": "VARCHAR",
    "seconds": "DOUBLE",
    "started": "DOUBLE",
    "finished": "DOUBLE",
    "host": "VARCHAR",
    "code": "VARCHAR",
    "command": "VARCHAR",
}
_FAILED_COLUMNS = {**_DONE_COLUMNS, "failed": "VARCHAR", "error": "VARCHAR", "traceback": "VARCHAR"}


def connect(folder: Path) -> "DuckDBPyConnection":
    """A connection that reads a store.

    It holds two views:

    - ``runs``: a row for each planned run: experiment, plan, scenario, point, a column for each
      factor, seed, cell, months, residents, state (``done``, ``failed`` or ``pending``),
      seconds, error (one line), failure (``exception``, ``killed`` or ``timeout``), traceback,
      finished, host, code, command.
    - ``metrics``: a row for each month and community of each run that is done: experiment,
      plan, scenario, point, the factors, seed, month, community, then the metrics.

    Args:
        folder: The store.

    Raises:
        ResultsError: A file of it is damaged.
    """
    import duckdb

    try:
        connection = duckdb.connect()
        plans = [_parquet(path.parent, ROWS) for path in sorted((folder / PLANS).glob(f"*/{ROWS}"))]
        if not plans:
            raise ResultsError(Problem("holds no plan, so nothing was swept", file=str(folder)))
        connection.execute(f"CREATE VIEW planned AS {_stacked(plans)}")
        connection.execute(f"CREATE VIEW finished AS {_json(folder / CELLS, 2, _DONE_COLUMNS)}")
        connection.execute(f"CREATE VIEW failures AS {_json(folder / FAILED, 1, _FAILED_COLUMNS)}")
        connection.execute(_RUNS)
        # All cells of one code have the same columns: one file tells those of its folder.
        cells = [
            _parquet(code, f"*/*{TABLE}")
            for code in sorted((folder / CELLS).glob("*"))
            if next(code.glob(f"*/*{TABLE}"), None) is not None
        ]
        if not cells:
            connection.execute("CREATE VIEW metrics AS SELECT * FROM planned WHERE false")
            return connection
        factors = _factors(connection)
        connection.execute(
            "CREATE VIEW metrics AS "
            f"SELECT r.experiment, r.plan, r.scenario, r.point, {factors} r.seed, "
            f"m.* EXCLUDE (cell) FROM ({_stacked(cells)}) m "
            f"JOIN (SELECT * FROM runs WHERE state = '{DONE}') r ON r.cell = m.cell"
        )
    except UnicodeEncodeError as error:
        text = "cannot be read: its name is no text in UTF-8"
        raise ResultsError(Problem(text, file=str(folder), hint="rename the folder")) from error
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise ResultsError(Problem(f"cannot be read: {reason}", file=str(folder))) from error
    return connection


_RUNS = f"""
CREATE VIEW runs AS
SELECT p.*,
    CASE WHEN d.cell IS NOT NULL THEN '{DONE}'
         WHEN f.cell IS NOT NULL THEN '{FAILURE}' ELSE '{PENDING}' END AS state,
    coalesce(d.seconds, f.seconds) AS seconds,
    CASE WHEN d.cell IS NULL THEN f.error END AS error,
    CASE WHEN d.cell IS NULL THEN f.failed END AS failure,
    CASE WHEN d.cell IS NULL THEN f.traceback END AS traceback,
    to_timestamp(coalesce(d.finished, f.finished)) AS finished,
    coalesce(d.host, f.host) AS host,
    coalesce(d.code, f.code) AS code,
    coalesce(d.command, f.command) AS command
FROM planned p
LEFT JOIN finished d ON d.cell = p.cell
LEFT JOIN failures f ON f.cell = p.cell
"""


def _factors(connection: "DuckDBPyConnection") -> str:
    """The columns of factors, each with a comma behind it."""
    found = connection.execute("DESCRIBE planned").fetchall()
    names = [row[0] for row in found]
    fixed = ("experiment", "plan", "scenario", "point", "seed", "cell", "months", "residents")
    return "".join(f'r."{name}", ' for name in names if name not in fixed)


def _quoted(folder: Path, pattern: str) -> str:
    """Files below a folder as SQL names them.

    DuckDB takes every name for a pattern, so what is one in the name of the folder is escaped.
    It also parts names at a backslash, which on POSIX is part of a name: then the files are
    listed one by one.

    Args:
        folder: The folder, as it is called.
        pattern: Pattern of the files.

    Raises:
        UnicodeEncodeError: The name is no text.
    """
    names = [folder.resolve().as_posix()]
    names[0].encode()
    if "\\" in names[0]:
        names, pattern = [path.as_posix() for path in sorted(folder.resolve().glob(pattern))], ""
    escaped = [_SPECIAL.sub(r"[\1]", name) + (pattern and f"/{pattern}") for name in names]
    return "[" + ", ".join("'" + name.replace("'", "''") + "'" for name in escaped) + "]"


def _parquet(folder: Path, pattern: str) -> str:
    """What reads Parquet files that have the same columns; none are made of names of folders."""
    return f"SELECT * FROM read_parquet({_quoted(folder, pattern)}, hive_partitioning = false)"


def _stacked(queries: Sequence[str]) -> str:
    """Tables below each other; a column that one of them lacks is null there."""
    return " UNION ALL BY NAME ".join(queries)


def _json(folder: Path, depth: int, columns: dict[str, str]) -> str:
    """The query that reads the JSON files of a folder; without any, an empty table."""
    pattern = "*/" * depth + f"*{ABOUT}"
    names = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    if next(folder.glob(pattern), None) is None:
        empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items())
        return f"SELECT {empty} WHERE false"
    return (
        f"SELECT * FROM read_json({_quoted(folder, pattern)}, columns = {{{names}}}, "
        "format = 'newline_delimited', hive_partitioning = false) WHERE cell IS NOT NULL"
    )
