"""Are results what they say: every hash, every plan, and some cells made again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.errors import Problem, ResultsError, ScenarioError
from sim.runs import files
from sim.sweeps.plan import cell_key, encode, stamp_hash
from sim.sweeps.store import (
    ABOUT,
    CELLS,
    FAILED,
    INNER,
    KIND,
    PLAN,
    PLANS,
    ROWS,
    STAMP,
    TABLE,
    Store,
)
from sim.sweeps.trials import read_plan

LINES = ".jsonl"
"""Ending of files that hold a trial, or something like it, a line."""


_CHANGED = "is not the file that was written; it was changed or damaged"


@dataclass
class Verdict:
    """What was found.

    Attributes:
        cells: Finished cells that were checked.
        failures: Cells that failed.
        plans: Plans.
        faults: What is wrong.
        leftovers: Tables of cells that were not finished; harmless.
        rerun: Cells that were made again and are the same to the bit.
        not_rerun: Why cells that were drawn could not be made again.
        files: Files of results that were checked.
        trials: Lines of trials that were read.
        mended: What was removed, so that the line that made it makes it again.
    """

    cells: int = 0
    failures: int = 0
    plans: int = 0
    faults: list[Problem] = field(default_factory=list)
    leftovers: int = 0
    rerun: int = 0
    not_rerun: list[Problem] = field(default_factory=list)
    files: int = 0
    trials: int = 0
    mended: list[Path] = field(default_factory=list)
    _broken: list[Path] = field(default_factory=list)

    def fault(self, problem: Problem, *broken: Path) -> None:
        """Note what is wrong, and what has to go so that it is made again."""
        self.faults.append(problem)
        self._broken.extend(broken)

    def mend(self, folder: Path) -> None:
        """Remove what has to go; of an analysis also what was made of it.

        Raises:
            ResultsError: Something cannot be removed.
        """
        own = folder / files.MANIFEST
        if self._broken and own.is_file() and not _is_store(folder):
            self._broken.append(own)
        for path in dict.fromkeys(self._broken):
            with files.writing(path.parent):
                if path.name == files.MANIFEST:
                    _remove_results(path.parent)
                elif path.suffix == LINES and path.with_name(PLAN) not in self._broken:
                    _leave_out_damaged(path)
                else:
                    path.unlink(missing_ok=True)
            self.mended.append(path)
        self._broken.clear()


def _is_store(folder: Path) -> bool:
    """Tell whether a folder is surely a store."""
    with suppress(ResultsError):
        return files.read_manifest(folder).get("kind") == KIND
    return False


def _remove_results(folder: Path) -> None:
    """Remove a manifest and the files that it names, as far as it says which."""
    try:
        files.remove_old(folder)
    except files.DamagedError:
        files.remove_manifest(folder)


def _leave_out_damaged(path: Path) -> None:
    """Keep the lines of a file that can be read."""
    lines = [one for one in path.read_bytes().splitlines(keepends=True) if _is_line(one)]
    with files.atomic(path) as temporary:
        temporary.write_bytes(b"".join(lines))


def _is_line(line: bytes) -> bool:
    """Tell whether a line of trials can be read."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def verify(folder: Path, rerun: int = 0, seed: int = 0, mend: bool = False) -> Verdict:
    """Check every hash of a store or of other results, and make some of its cells again.

    Of an analysis the files that its manifest names are checked, the store or the trials that it
    rests on, and cells of that store are made again.

    Args:
        folder: The store, or a folder of results.
        rerun: How many cells to make again, of those of this code.
        seed: Which ones: seed of the draw.
        mend: Remove what is damaged, so that the line that made it makes it again, and nothing
            but that.

    Raises:
        ResultsError: There are no results, or what is damaged cannot be removed.
    """
    found = Verdict()
    try:
        _check(folder, rerun, seed, found)
    except files.DamagedError as error:
        if not mend:
            raise
        # Its own, or that of the store inside.
        (problem,) = error.problems
        found.fault(Problem(problem.message, problem.file), Path(problem.file))
    if mend and found.faults:
        found.mend(folder)
    return found


def _check(folder: Path, rerun: int, seed: int, found: Verdict) -> None:
    """Note everything that is wrong."""
    manifest = files.read_manifest(folder)
    if manifest.get("kind") != KIND:
        _results(folder, manifest, found)
        if not (folder / INNER / files.MANIFEST).is_file():
            if rerun:
                found.not_rerun.append(Problem("holds no store of cells", str(folder)))
            return
        folder = folder / INNER
    store = Store(folder)
    good = []
    for path in sorted((folder / CELLS).glob(f"*/*/*{ABOUT}")):
        found.cells += 1
        about = _cell(path, found)
        if about is not None and about["code"] == stamp_hash():
            good.append(path)
    tables = (folder / CELLS).glob(f"*/*/*{TABLE}")
    found.leftovers = sum(not path.with_suffix(ABOUT).exists() for path in tables)
    for path in sorted((folder / FAILED).glob(f"*/*{ABOUT}")):
        found.failures += 1
        if not _is_line(path.read_bytes()):
            found.fault(Problem("cannot be read", str(path)), path)
    for problem in _codes(folder):
        found.fault(problem, Path(problem.file))
    for path in sorted((folder / PLANS).glob(f"*/{PLAN}")):
        found.plans += 1
        for problem in _plan(path):
            found.fault(problem, path, path.with_name(ROWS))
    for path in _drawn(good, rerun, seed):
        _again(store, path, found)
    if rerun and not good:
        text = "no cell was made by the code and packages of this program"
        found.not_rerun.append(Problem(text))


def _results(folder: Path, manifest: Mapping[str, Any], found: Verdict) -> None:
    """Check the files that a manifest names, and that every line of trials can be read."""
    own, named = folder / files.MANIFEST, manifest.get("files")
    if not isinstance(named, dict) or not named:
        found.fault(Problem("is damaged: it names no files", str(own)), own)
        named = {}
    for name, about in named.items():
        path = folder / name
        found.files += 1
        if Path(name).name != name or not path.is_file():
            found.fault(Problem("is missing", str(path)), own)
        elif not isinstance(about, dict) or files.digest(path) != about.get("sha256"):
            found.fault(Problem(_CHANGED, str(path)), own)
    logs = sorted(folder.glob(f"*{LINES}"))
    try:
        read_plan(folder)
    except ResultsError as error:
        found.fault(error.problems[0], folder / PLAN, *logs)
    for path in logs:
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if _is_line(line):
                found.trials += 1
            else:
                found.fault(Problem("cannot be read", str(path), number), path)


def _cell(path: Path, found: Verdict) -> dict[str, Any] | None:
    """Check the files of a cell, and say what is known of it."""
    faults: list[Problem] = []
    about = _known(path, faults)
    for problem in faults:
        found.fault(problem, path, path.with_suffix(TABLE))
    return about


def _known(path: Path, faults: list[Problem]) -> dict[str, Any] | None:
    """Read what a cell says of itself, or nothing and a fault."""
    try:
        about: dict[str, Any] = json.loads(path.read_bytes())
        key = cell_key(about["content"], about["seed"], about["code"])
        recorded = about["sha256"], about["bytes"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        faults.append(_unreadable(path, error))
        return None
    if key != path.stem or about.get("cell") != key:
        faults.append(Problem("its scenario, seed and code do not make this key", str(path)))
        return None
    if path.parents[1].name != about["code"][: len(path.parents[1].name)]:
        faults.append(Problem("lies among the cells of other code", str(path)))
        return None
    table = path.with_suffix(TABLE)
    try:
        data = table.read_bytes()
    except OSError as error:
        faults.append(_unreadable(table, error))
        return None
    if (sha256(data).hexdigest(), len(data)) != recorded:
        faults.append(Problem(_CHANGED, str(table)))
        return None
    return about


def _unreadable(path: Path, error: Exception) -> Problem:
    """Make a problem of what stands in the way of reading a file."""
    return Problem(f"cannot be read: {type(error).__name__} {error}", str(path))


def _codes(folder: Path) -> Iterator[Problem]:
    """Check the descriptions of code and packages; say what is wrong with each wrong one."""
    for path in sorted((folder / CELLS).glob(f"*/{STAMP}")):
        try:
            text = json.dumps(json.loads(path.read_bytes()), sort_keys=True)
        except (OSError, ValueError, RecursionError) as error:
            yield _unreadable(path, error)
            continue
        if not sha256(text.encode()).hexdigest().startswith(path.parent.name):
            text = "is not the code of its folder; it was changed or damaged"
            yield Problem(text, str(path))


def _plan(path: Path) -> Iterator[Problem]:
    """Check a plan, and say what is wrong with it."""
    rows = path.with_name(ROWS)
    try:
        recorded = json.loads(path.read_bytes())["files"][ROWS]["sha256"]
        if files.digest(rows) != recorded:
            text = "is not the file that the plan describes; sweep again to mend it"
            yield Problem(text, str(rows))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        yield _unreadable(path, error)


def _drawn(paths: Sequence[Path], count: int, seed: int) -> list[Path]:
    """Draw some cells, whatever order the folder has."""
    if not count or not paths:
        return []
    import numpy as np

    from sim.rng import Draws

    order = np.argsort(Draws(seed).uniforms("verify", 0, np.arange(len(paths))))
    return [paths[int(index)] for index in order[:count]]


def _again(store: Store, path: Path, found: Verdict) -> None:
    """Make a cell again and compare the tables to the bit."""
    from sim.model import CommunityModel
    from sim.runs.choose import load

    about = json.loads(path.read_bytes())
    name = f"{about['scenario']}, seed {about['seed']} ({path.stem[:12]})"
    try:
        scenario = load(
            about["source"], about["settings"], scale=about["scale"], months=about["months"]
        )
    except ScenarioError as error:
        found.not_rerun.append(error.problems[0])
        return
    if scenario.content_hash != about["content"]:
        text = f"{about['source']} is not what it was then"
        found.not_rerun.append(Problem(text, path=name))
        return
    model = CommunityModel(scenario, about["seed"])
    while model.running:
        model.step()
    if encode(model.frame(), path.stem) != path.with_suffix(TABLE).read_bytes():
        text = f"made again, it is not the same: {about['command']}"
        found.faults.append(Problem(text, path=name))
    else:
        found.rerun += 1
