"""The store: one folder in which every finished cell is kept under a key of its content.

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
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.errors import Problem, ResultsError
from sim.runs import files
from sim.runs.manifest import FORMAT, now, package_version
from sim.scenario.reading import parse_json
from sim.sweeps.cell import Outcome, stamp, stamp_hash
from sim.sweeps.plan import Pair, Plan

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
        """The store in a folder, made when there is none.

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
        """Folder of the cells of some code."""
        return self.folder / CELLS / code[:CODE_DIGITS]

    def path(self, code: str, key: str, ending: str) -> Path:
        """A file of a cell."""
        return self.cells(code) / key[:2] / f"{key}{ending}"

    def failed_path(self, code: str, key: str) -> Path:
        """The file that tells of a failure."""
        return self.folder / FAILED / code[:CODE_DIGITS] / f"{key}{ABOUT}"

    def is_done(self, code: str, key: str) -> bool:
        """Whether a cell is finished."""
        return self.path(code, key, ABOUT).exists()

    def has_failed(self, code: str, key: str) -> bool:
        """Whether a cell failed when it was last tried."""
        return self.failed_path(code, key).exists()

    def given_up(self, code: str, key: str) -> bool:
        """Whether a cell failed and is left: one that was lost with its worker has more tries.

        A note of a failure that is damaged is as good as none.
        """
        if not self.has_failed(code, key):
            return False
        about = self._failure(code, key)
        return bool(about) and not (about.get("failed") == "killed" and _tries(about) < MOST_TRIES)

    def _failure(self, code: str, key: str) -> dict[str, Any]:
        """What was noted of a failure; nothing when it cannot be read."""
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

    def save(self, plan: Plan, pair: Pair, outcome: Outcome) -> None:
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
        """Folder of the states of shared pasts.

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
    """How often a cell was lost with its worker, as was noted."""
    tries = about.get("tries", 1 if about.get("failed") == "killed" else 0)
    return tries if isinstance(tries, int) else 0


def _line(about: Mapping[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(about, ensure_ascii=False, separators=(",", ":")) + "\n"


def _about_plan(plan: Plan, options: Mapping[str, object], digest: str) -> dict[str, Any]:
    """What the store says of a plan."""
    from sim.runs.manifest import describe

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
    """Rows with those that a file of the same plan has already."""
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
