"""Are results what they say: every hash, every plan, and some cells made again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.errors import ResultsError, ScenarioError
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


@dataclass
class Verdict:
    """What was found.

    Attributes:
        cells: Finished cells that were checked.
        failures: Cells that failed.
        plans: Plans.
        faults: What is wrong, one line each.
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
    faults: list[str] = field(default_factory=list)
    leftovers: int = 0
    rerun: int = 0
    not_rerun: list[str] = field(default_factory=list)
    files: int = 0
    trials: int = 0
    mended: list[Path] = field(default_factory=list)
    _broken: list[Path] = field(default_factory=list)

    def fault(self, text: str, *broken: Path) -> None:
        """Note what is wrong, and what has to go so that it is made again."""
        self.faults.append(text)
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
        found.fault(f"{problem.file}: {problem.message}", Path(problem.file))
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
                found.not_rerun.append(f"{folder}: holds no store of cells")
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
            found.fault(f"{path}: cannot be read", path)
    for text, path in _codes(folder):
        found.fault(text, path)
    for path in sorted((folder / PLANS).glob(f"*/{PLAN}")):
        found.plans += 1
        for text in _plan(path):
            found.fault(text, path, path.with_name(ROWS))
    for path in _drawn(good, rerun, seed):
        _again(store, path, found)
    if rerun and not good:
        found.not_rerun.append("no cell was made by the code and packages of this program")


def _results(folder: Path, manifest: Mapping[str, Any], found: Verdict) -> None:
    """Check the files that a manifest names, and that every line of trials can be read."""
    own, named = folder / files.MANIFEST, manifest.get("files")
    if not isinstance(named, dict) or not named:
        found.fault(f"{own}: is damaged: it names no files", own)
        named = {}
    for name, about in named.items():
        path = folder / name
        found.files += 1
        if Path(name).name != name or not path.is_file():
            found.fault(f"{path}: is missing", own)
        elif not isinstance(about, dict) or files.digest(path) != about.get("sha256"):
            text = f"{path}: is not the file that was written; it was changed or damaged"
            found.fault(text, own)
    logs = sorted(folder.glob(f"*{LINES}"))
    try:
        read_plan(folder)
    except ResultsError as error:
        found.fault(str(error.problems[0]), folder / PLAN, *logs)
    for path in logs:
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if _is_line(line):
                found.trials += 1
            else:
                found.fault(f"{path}:{number}: cannot be read", path)


def _cell(path: Path, found: Verdict) -> dict[str, Any] | None:
    """Check the files of a cell, and say what is known of it."""
    faults: list[str] = []
    about = _known(path, faults)
    for text in faults:
        found.fault(text, path, path.with_suffix(TABLE))
    return about


def _known(path: Path, faults: list[str]) -> dict[str, Any] | None:
    """Read what a cell says of itself, or nothing and a fault."""
    try:
        about: dict[str, Any] = json.loads(path.read_bytes())
        key = cell_key(about["content"], about["seed"], about["code"])
        recorded = about["sha256"], about["bytes"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        faults.append(f"{path}: cannot be read: {type(error).__name__} {error}")
        return None
    if key != path.stem or about.get("cell") != key:
        faults.append(f"{path}: its scenario, seed and code do not make this key")
        return None
    if path.parents[1].name != about["code"][: len(path.parents[1].name)]:
        faults.append(f"{path}: lies among the cells of other code")
        return None
    table = path.with_suffix(TABLE)
    try:
        data = table.read_bytes()
    except OSError as error:
        faults.append(f"{table}: {error.strerror or error}")
        return None
    if (sha256(data).hexdigest(), len(data)) != recorded:
        faults.append(f"{table}: is not the file that was written; it was changed or damaged")
        return None
    return about


def _codes(folder: Path) -> Iterator[tuple[str, Path]]:
    """Check the descriptions of code and packages; name each wrong one and its fault."""
    for path in sorted((folder / CELLS).glob(f"*/{STAMP}")):
        try:
            text = json.dumps(json.loads(path.read_bytes()), sort_keys=True)
        except (OSError, ValueError, RecursionError) as error:
            yield f"{path}: cannot be read: {error}", path
            continue
        if not sha256(text.encode()).hexdigest().startswith(path.parent.name):
            yield f"{path}: is not the code of its folder; it was changed or damaged", path


def _plan(path: Path) -> Iterator[str]:
    """Check a plan, and say what is wrong with it."""
    rows = path.with_name(ROWS)
    try:
        recorded = json.loads(path.read_bytes())["files"][ROWS]["sha256"]
        if files.digest(rows) != recorded:
            yield f"{rows}: is not the file that the plan describes; sweep again to mend it"
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        yield f"{path}: cannot be read: {type(error).__name__} {error}"


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
        found.not_rerun.append(f"{name}: {error.problems[0]}")
        return
    if scenario.content_hash != about["content"]:
        found.not_rerun.append(f"{name}: {about['source']} is not what it was then")
        return
    model = CommunityModel(scenario, about["seed"])
    while model.running:
        model.step()
    if encode(model.frame(), path.stem) != path.with_suffix(TABLE).read_bytes():
        found.faults.append(f"{name}: made again, it is not the same: {about['command']}")
    else:
        found.rerun += 1
