"""The store: one folder in which every finished cell is kept, and its tables.

    DIR/manifest.json                      marks the folder as a store
    DIR/cells/CODE/KK/KEY.parquet, .json   a finished cell: its metrics, and what is known of it
    DIR/failed/CODE/KEY.json               a cell that failed
    DIR/plans/NAME/plan.json, rows.parquet what was asked for: rows point to cells
    DIR/logs/                              what each sweep said
    DIR/states/KEY                         a shared past, while runs that need it are to come

A cell is finished when its JSON is there, which is written after its Parquet; both are renamed
into place when they are whole. Nothing is ever changed, so any number of sweeps may write to
one store, and any of them may be killed at any moment.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ResultsError
from sim.runs import files
from sim.runs.manifest import FORMAT, describe, now, package_version
from sim.scenario.yamlfile import parse_json
from sim.sweeps.plan import CellOutcome, Pair, Plan, stamp, stamp_hash

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection


# --- The store: one folder in which every finished cell is kept under a key of its content

KIND = "store"
INNER = "store"
"""Folder, inside that of an analysis, of the runs that it rests on."""
CELLS, FAILED, PLANS, LOGS, STATES = "cells", "failed", "plans", "logs", "states"
LOCK = ".lock"
PLAN, ROWS, STAMP = "plan.json", "rows.parquet", "stamp.json"
TABLE, ABOUT = ".parquet", ".json"
CODE_DIGITS = 16
"""Digits of the hash of the code that name its folder."""
MOST_TRIES = 3
"""How often a cell is done that is lost with its worker, once by each sweep."""
_ABANDONED_SECONDS = 3600
_GO_ON = "make room or mend it, then give the same command again: what is finished is kept"


class Store:
    """A folder of finished cells.

    Args:
        folder: The folder; it must be a store.

    Raises:
        ResultsError: It is missing, or something else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = files.read_manifest(folder)
        if manifest.get("kind") != KIND:
            text = f"holds results of '{manifest.get('kind')}', not of a sweep"
            hint = "choose another folder with --out"
            raise ResultsError(Problem(text, file=str(folder), hint=hint))
        if manifest.get("format", 0) > FORMAT:
            text = "was written by a newer version"
            raise ResultsError(Problem(text, file=str(folder), hint="update this program"))
        self.manifest: Mapping[str, Any] = manifest

    @classmethod
    def at(cls, folder: Path) -> "Store":
        """Open the store in a folder, made when there is none.

        Raises:
            ResultsError: The folder holds something else, or cannot be written.
        """
        try:
            str(folder.resolve()).encode()
        except UnicodeEncodeError as error:
            text = "its name is no text in UTF-8, so its tables could not be read"
            hint = "choose another folder with --out"
            raise ResultsError(Problem(text, file=str(folder), hint=hint)) from error
        if not (folder / files.MANIFEST).exists():
            problems = files.check_folder(folder, [files.MANIFEST], overwrite=False)
            foreign = folder.is_dir() and any(
                path.name not in (CELLS, FAILED, PLANS, LOGS, STATES)
                and not path.name.startswith(".")
                for path in folder.iterdir()
            )
            if foreign and not problems:
                hint = "choose another folder with --out"
                problems = [Problem("holds other files", file=str(folder), hint=hint)]
            if problems:
                raise ResultsError(problems)
            files.create_folder(folder)
            manifest = {
                "program": files.PROGRAM,
                "format": FORMAT,
                "kind": KIND,
                "version": package_version(files.PROGRAM),
                "created": now(),
            }
            with writing(folder):
                files.write_text(folder / files.MANIFEST, json.dumps(manifest, indent=1) + "\n")
                files.note_whole(folder)
        return cls(folder)

    def cells(self, code: str) -> Path:
        """Find the folder of the cells of some code."""
        return self.folder / CELLS / code[:CODE_DIGITS]

    def path(self, code: str, key: str, ending: str) -> Path:
        """Name one of the files of a cell, by how it ends."""
        return self.cells(code) / key[:2] / f"{key}{ending}"

    def failed_path(self, code: str, key: str) -> Path:
        """Find the file that tells of a failure."""
        return self.folder / FAILED / code[:CODE_DIGITS] / f"{key}{ABOUT}"

    def is_done(self, code: str, key: str) -> bool:
        """Tell whether a cell is finished."""
        return self.path(code, key, ABOUT).exists()

    def has_failed(self, code: str, key: str) -> bool:
        """Tell whether a cell failed when it was last tried."""
        return self.failed_path(code, key).exists()

    def given_up(self, code: str, key: str) -> bool:
        """Tell whether a cell failed for good: one lost with its worker has more tries.

        A note of a failure that is damaged is as good as none.
        """
        if not self.has_failed(code, key):
            return False
        about = self._failure(code, key)
        return bool(about) and not (about.get("failed") == "killed" and _tries(about) < MOST_TRIES)

    def _failure(self, code: str, key: str) -> dict[str, Any]:
        """Read what was noted of a failure; nothing when it cannot be read."""
        with suppress(OSError, ValueError, RecursionError):
            about = parse_json(self.failed_path(code, key).read_bytes())
            return about if isinstance(about, dict) else {}
        return {}

    def add_plan(self, plan: Plan, options: Mapping[str, object]) -> None:
        """Note what is asked for; a plan that is known already gets the seeds of both.

        Raises:
            ResultsError: It cannot be written.
        """
        import pyarrow.parquet as pq

        folder = self.folder / PLANS / plan.name
        with writing(self.folder):
            folder.mkdir(parents=True, exist_ok=True)
        with writing(self.folder), files.locked(folder / LOCK):
            with files.atomic(folder / ROWS) as temporary:
                pq.write_table(_joined(folder / ROWS, plan.rows()), temporary)
            digest = files.digest(folder / ROWS)
            text = json.dumps(_about_plan(plan, options, digest), ensure_ascii=False, indent=1)
            files.write_text(folder / PLAN, text + "\n")
            cells = self.cells(plan.code)
            if plan.code == stamp_hash() and not (cells / STAMP).exists():
                cells.mkdir(parents=True, exist_ok=True)
                files.write_text(cells / STAMP, json.dumps(stamp(), sort_keys=True) + "\n")

    def save(self, plan: Plan, pair: Pair, outcome: CellOutcome) -> None:
        """Keep what came of a cell: its table, or the failure.

        Raises:
            ResultsError: It cannot be written, and the store stays as it was; or it is gone.
        """
        key = plan.key(pair)
        about = {"cell": key, "code": plan.code, **plan.recipe(pair), **outcome.about}
        about["finished"] = time.time()
        failed = self.failed_path(plan.code, key)
        if not (self.folder / files.MANIFEST).exists():
            text = "was removed while the sweep was under way"
            hint = "give the same command again: it does what is missing"
            raise ResultsError(Problem(text, file=str(self.folder), hint=hint))
        with writing(self.folder):
            if "failed" in about:
                if about["failed"] == "killed":
                    about["tries"] = _tries(self._failure(plan.code, key)) + 1
                    if about["tries"] > 1:
                        about["error"] += f" (tried {about['tries']} times)"
                failed.parent.mkdir(parents=True, exist_ok=True)
                files.write_text(failed, _line(about))
                return
            table = self.path(plan.code, key, TABLE)
            table.parent.mkdir(parents=True, exist_ok=True)
            with files.atomic(table) as temporary:
                temporary.write_bytes(outcome.table)
            about["bytes"] = len(outcome.table)
            about["sha256"] = sha256(outcome.table).hexdigest()
            files.write_text(self.path(plan.code, key, ABOUT), _line(about))
            failed.unlink(missing_ok=True)

    def states(self) -> Path:
        """Make the folder for the states of shared pasts.

        Raises:
            ResultsError: It cannot be made.
        """
        with writing(self.folder):
            (self.folder / STATES).mkdir(exist_ok=True)
        return (self.folder / STATES).resolve()

    def forget_state(self, key: str) -> None:
        """Remove the state of a shared past that nobody needs any longer."""
        for name in (key, f"{key}.lock"):
            with suppress(OSError):
                (self.folder / STATES / name).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove what sweeps that were killed left half-written, unless it is young."""
        before = time.time() - _ABANDONED_SECONDS
        for path in self.folder.rglob(f".*{files.UNFINISHED}"):
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    path.unlink()


def _tries(about: Mapping[str, Any]) -> int:
    """Read how often a cell was lost with its worker."""
    tries = about.get("tries", 1 if about.get("failed") == "killed" else 0)
    return tries if isinstance(tries, int) else 0


def _line(about: Mapping[str, Any]) -> str:
    """Write one line of JSON."""
    return json.dumps(about, ensure_ascii=False, separators=(",", ":")) + "\n"


def _about_plan(plan: Plan, options: Mapping[str, object], digest: str) -> dict[str, Any]:
    """Collect what the store says of a plan."""
    experiment = plan.experiment
    scenarios = [base.scenario for base in experiment.bases]
    seeds = sorted({seed for _, seed in plan.pairs})
    about = describe("sweep", scenarios, seeds, options)
    about["hashes"]["stamp"] = plan.code
    return {
        **about,
        "plan": plan.name,
        "experiment": {
            "name": experiment.name,
            "file": experiment.file,
            "summary": experiment.summary,
            "text": experiment.text,
            "factors": list(experiment.factors),
        },
        "stamp": stamp(),
        "written": now(),
        "files": {ROWS: {"sha256": digest}},
    }


def _joined(path: Path, rows: Any) -> Any:
    """Join rows to those that a file of the same plan has."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.exists():
        return rows
    try:
        known = pq.read_table(path)
        both = pa.concat_tables([known, rows.cast(known.schema)])
    except (OSError, pa.ArrowException, ValueError):
        return rows
    first: dict[tuple[Any, ...], int] = {}
    keys = zip(*(both[name].to_pylist() for name in ("scenario", "point", "seed")), strict=True)
    for index, key in enumerate(keys):
        first.setdefault(key, index)
    return both.take(pa.array(list(first.values()), pa.int64()))


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn failures to write, such as a full disk, into problems of the folder.

    Raises:
        ResultsError: Something could not be written.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise ResultsError(
            Problem(f"cannot be written: {reason}", file=str(folder), hint=_GO_ON)
        ) from error


# --- The tables of a store, read through DuckDB: small in memory, however many cells there are

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
    """Connect to a store, to read it.

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
    """List the columns of factors, each with a comma behind it."""
    found = connection.execute("DESCRIBE planned").fetchall()
    names = [row[0] for row in found]
    fixed = ("experiment", "plan", "scenario", "point", "seed", "cell", "months", "residents")
    return "".join(f'r."{name}", ' for name in names if name not in fixed)


def _quoted(folder: Path, pattern: str) -> str:
    """Name files below a folder as SQL does.

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
    """Write what reads Parquet files of the same columns; folders' names make none."""
    return f"SELECT * FROM read_parquet({_quoted(folder, pattern)}, hive_partitioning = false)"


def _stacked(queries: Sequence[str]) -> str:
    """Stack tables; a column that one of them lacks is null there."""
    return " UNION ALL BY NAME ".join(queries)


def _json(folder: Path, depth: int, columns: dict[str, str]) -> str:
    """Write the query for the JSON files of a folder; without any, an empty table."""
    pattern = "*/" * depth + f"*{ABOUT}"
    names = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    if next(folder.glob(pattern), None) is None:
        empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items())
        return f"SELECT {empty} WHERE false"
    return (
        f"SELECT * FROM read_json({_quoted(folder, pattern)}, columns = {{{names}}}, "
        "format = 'newline_delimited', hive_partitioning = false) WHERE cell IS NOT NULL"
    )


# --- Opens the store that sweeps fill: tidy tables, read when they are asked for

_MEND = "'cogov verify --mend' removes what is damaged: then sweep again"


class SweepResults:
    """What sweeps left behind in a store: tidy tables, read when they are asked for.

    Args:
        folder: The store.

    Raises:
        ResultsError: It is missing, or something else.

    Attributes:
        folder: The store.
        manifest: What marks it as one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Mapping[str, Any] = Store(folder).manifest

    @cached_property
    def connection(self) -> "DuckDBPyConnection":
        """A DuckDB connection with the views ``runs`` and ``metrics``: see `sim.sweeps.store`.

        Raises:
            ResultsError: A file of the store is damaged, or nothing was swept.
        """
        return connect(self.folder)

    def sql(self, query: str) -> "pd.DataFrame":
        """Ask a query of the views.

        Raises:
            duckdb.Error: The query is wrong.
        """
        frame: pd.DataFrame = (
            self.connection.sql(query).to_arrow_table().to_pandas(date_as_object=False)
        )
        return frame

    def ask(self, query: str, values: Sequence[Any] = ()) -> "pd.DataFrame":
        """Ask a query of this program.

        Raises:
            ResultsError: A file of the store is damaged.
        """
        import duckdb

        try:
            relation = self.connection.sql(query, params=list(values))
            frame: pd.DataFrame = relation.to_arrow_table().to_pandas(date_as_object=False)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise ResultsError(
                Problem(f"cannot be read: {reason}", file=str(self.folder), hint=_MEND)
            ) from error
        return frame

    @property
    def runs(self) -> "pd.DataFrame":
        """A row for each planned run, with its state; see `sim.sweeps.store.connect`."""
        order = "ORDER BY experiment, plan, scenario, point, seed"
        return self.ask(f"SELECT * FROM runs {order}")

    @cached_property
    def metrics(self) -> "pd.DataFrame":
        """Every metric of every run that is done; for more than fits in memory, see `sql`."""
        order = "ORDER BY experiment, plan, scenario, point, seed, month, community"
        return self.ask(f"SELECT * FROM metrics {order}")

    def __repr__(self) -> str:
        """Name class, number of runs by state, and folder."""
        found = self.connection.execute(
            "SELECT state, count(*) FROM runs GROUP BY state ORDER BY state"
        ).fetchall()
        states = ", ".join(f"{number} {state}" for state, number in found)
        return f"<SweepResults: {states}; {self.folder}>"
