"""Files that are either whole or not there, and folders of results."""

import errno
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.errors import Problem, ResultsError
from sim.extend import remember
from sim.scenario.yamlfile import read_plain

MANIFEST = "manifest.json"
PROGRAM = "cogov"
LARGEST_MANIFEST = 200_000_000
"""Bytes; a larger manifest is something else."""
_PARTS: Mapping[str, type | tuple[type, ...]] = {
    "format": int,
    "kind": str,
    "files": dict,
    "scenarios": dict,
    "about": dict,
    "timings": dict,
    "options": dict,
    "design": (dict, type(None)),
}
"""Types of parts of a manifest, where it has them."""
MEND = "'cogov verify --mend' removes it: then give the line that made it again"
_AGAIN = ".again"
"""A file that is there while what a folder holds is not whole, or damaged: it may be replaced."""
UNFINISHED = ".tmp"
"""How the names of files end that nobody has finished writing."""
_ELSEWHERE = "choose another folder with --out"
_WRITTEN = "name a folder that run, compare, sweep or an analysis wrote"


class DamagedError(ResultsError):
    """A manifest of this program is damaged; `sim.sweeps.verify` can remove it."""


def digest(path: Path) -> str:
    """Hash a file with SHA-256, in 64 hexadecimal digits."""
    total = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            total.update(block)
    return total.hexdigest()


def _flush_to_disk(path: Path, flags: int) -> None:
    """Make the system write out a file or a folder entry."""
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Make a path to write to; the file takes its final name only when it is whole.

    Whoever reads ``path`` finds the old file or the new one, never half of either: the new one
    is written beside it under a hidden name and renamed, which the system does in one go.

    Args:
        path: The final name; its folder must exist.

    Yields:
        The temporary path, in the same folder.
    """
    # Several machines may write to one folder, so the process alone is not name enough.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}{UNFINISHED}")
    try:
        yield temporary
        _flush_to_disk(temporary, os.O_RDWR)
        temporary.replace(path)
        if os.name == "posix":
            _flush_to_disk(path.parent, os.O_RDONLY)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that other processes wait for; it goes with the process that holds it.

    Where the system has no such locks nobody waits, and work may be done twice.
    """
    with ExitStack() as stack:
        # Not every system has these locks, and some network file systems refuse them.
        with suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(stack.enter_context(path.open("ab")), fcntl.LOCK_EX)
        yield


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text atomically."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file atomically."""
    with atomic(path) as temporary:
        temporary.write_bytes(content)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a folder of results.

    Raises:
        ResultsError: No such folder, no manifest, or one that this program did not write.
    """
    where = str(folder)
    # Not as a path's own question, which fails where a name is too long to be one.
    if not os.path.isdir(folder):  # noqa: PTH112
        found = "is not a folder" if os.path.exists(folder) else "does not exist"  # noqa: PTH110
        raise ResultsError(Problem(f"{found}; name the folder that a run wrote", file=where))
    path = folder / MANIFEST
    if not path.exists():
        text = f"holds no {MANIFEST}, so no finished results of this program"
        raise ResultsError(Problem(text, file=where, hint=_WRITTEN))
    try:
        manifest = json.loads(read_plain(path, LARGEST_MANIFEST))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(f"cannot be read: {reason}", file=str(path), hint=MEND)
        raise DamagedError(problem) from error
    if not manifest and manifest != []:
        raise DamagedError(Problem("is damaged", file=str(path), hint=MEND))
    if not isinstance(manifest, dict) or manifest.get("program") != PROGRAM:
        text = "was written by another program"
        raise ResultsError(Problem(text, file=str(path), hint=_WRITTEN))
    wrong = _wrong_part(manifest)
    if wrong:
        text = f"is damaged: {wrong!r} is not what it must be"
        raise DamagedError(Problem(text, file=str(path), hint=MEND))
    if manifest.get("extensions"):
        try:
            remember(manifest["extensions"])
        except (KeyError, TypeError) as error:
            text = f"is damaged: its extensions lack {error}"
            raise DamagedError(Problem(text, file=str(path), hint=MEND)) from error
    return manifest


def _wrong_part(manifest: Mapping[str, Any]) -> str:
    """Find the first part of a manifest that is of another type than it is written as."""
    for name, kind in _PARTS.items():
        if name in manifest and not isinstance(manifest[name], kind):
            return name
    named = manifest.get("files", {}).values()
    return "" if all(isinstance(one, dict) for one in named) else "files"


def check_folder(
    folder: Path, names: Sequence[str], overwrite: bool, kind: str = ""
) -> list[Problem]:
    """Check what stands in the way of writing results to a folder; create nothing.

    Args:
        folder: Where results are to go.
        names: The files that are to be written, the manifest among them.
        overwrite: True when results already there may be replaced.
        kind: Kind of the results; those of another kind, such as the runs of a sweep, are never
            replaced.
    """
    where = str(folder)
    existing = folder
    try:
        while not existing.exists() and existing != existing.parent:
            existing = existing.parent
    except (OSError, ValueError) as error:
        return list(_unwritable(folder, error).problems)
    if not existing.is_dir():
        return [Problem(f"{existing} is a file, not a folder", file=where, hint=_ELSEWHERE)]
    if not os.access(existing, os.W_OK | os.X_OK):
        return [Problem(f"{existing} is not writable", file=where, hint=_ELSEWHERE)]
    in_the_way = [name for name in names if (folder / name).exists()]
    if not in_the_way:
        return []
    if MANIFEST not in in_the_way:
        if (folder / _AGAIN).exists():
            return []
        found = "already holds " + ", ".join(in_the_way)
    else:
        try:
            manifest = read_manifest(folder)
        except ResultsError as error:
            # Files that are surely not ours are not replaced even when asked to.
            return [replace(problem, hint=_ELSEWHERE) for problem in error.problems]
        other = _other_kind(manifest, kind)
        if other:
            text = f"already holds results of {other!r}, which stay"
            return [Problem(text, file=where, hint=_ELSEWHERE)]
        timings = manifest.get("timings")
        started = timings.get("started") if isinstance(timings, dict) else None
        found = f"already holds results, of {started or 'an earlier time'}"
    if overwrite:
        return []
    hint = "choose another folder with --out, or pass --overwrite to replace them"
    return [Problem(found, file=where, hint=hint)]


def _other_kind(manifest: Mapping[str, Any], kind: str) -> str:
    """Find the kind of results that are of another kind; empty if of this one."""
    from sim.kinds import kind_named

    found = str(manifest.get("kind"))
    declared = kind_named(found)
    return "" if kind in ("", found, declared.name if declared else found) else found


def is_unfinished(folder: Path) -> bool:
    """Tell whether a folder has no whole results; one that cannot be read has."""
    if not (folder / MANIFEST).exists():
        return True
    try:
        return read_manifest(folder).get("complete") is False
    except ResultsError:
        return False


def check_writable(path: Path, option: str) -> None:
    """Make sure that a file can be written beside others of its folder, before anything runs.

    Raises:
        ResultsError: It cannot.
    """
    with writing(path.parent, f"choose another file with --{option}"):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=path.parent):
            pass


def create_folder(folder: Path) -> None:
    """Create a folder for results and make sure that a file can be written there.

    Raises:
        ResultsError: It cannot be created, or not written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError | ValueError, hint: str = _ELSEWHERE) -> ResultsError:
    """Make an error of the system, as a problem of the folder."""
    reason = getattr(error, "strerror", None) or str(error)
    return ResultsError(Problem(f"cannot be written: {reason}", file=str(folder), hint=hint))


@contextmanager
def writing(folder: Path, hint: str = _ELSEWHERE) -> Iterator[None]:
    """Turn failures to write, such as a full disk, into problems of the folder.

    Raises:
        ResultsError: Something could not be written.
    """
    try:
        yield
    except OSError as error:
        raise _unwritable(folder, error, hint) from error


def remove_old(folder: Path) -> None:
    """Remove the results that a folder holds, the manifest first.

    A folder that lost its manifest counts as empty, so a run killed half-way through replacing
    results never leaves a mixture that looks whole. Files that the manifest does not name stay.
    """
    if not (folder / MANIFEST).exists():
        (folder / _AGAIN).touch()
        return
    names = read_manifest(folder).get("files")
    remove_manifest(folder)
    for name in names if isinstance(names, dict) else ():
        if Path(name).name == name and not (folder / name).is_dir():
            (folder / name).unlink(missing_ok=True)


def remove_manifest(folder: Path) -> None:
    """Remove a manifest, damaged or not; the line that made it may replace what is left."""
    (folder / _AGAIN).touch()
    (folder / MANIFEST).unlink(missing_ok=True)


def note_whole(folder: Path) -> None:
    """Note that what a folder holds is whole: nothing replaces it unasked."""
    (folder / _AGAIN).unlink(missing_ok=True)


def write_manifest(
    folder: Path, manifest: Mapping[str, Any], names: Sequence[str]
) -> dict[str, Any]:
    """Write the manifest, last, with size and hash of each file it names.

    Returns:
        The manifest as written.
    """
    whole = {**manifest, "files": _described(folder, names)}
    write_text(folder / MANIFEST, json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    note_whole(folder)
    return whole


def _described(folder: Path, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """List size and hash of files, by name."""
    return {
        name: {"bytes": (folder / name).stat().st_size, "sha256": digest(folder / name)}
        for name in names
    }


def note_in_manifest(folder: Path, names: Sequence[str]) -> None:
    """Let the manifest of a folder name files that were written just now, with size and hash.

    What is known of the other files stays, so that damage to them is still found. Stores of sweeps
    have no list of files; a manifest without one is left as it is.
    """
    manifest = read_manifest(folder)
    if not isinstance(manifest.get("files"), dict):
        return
    kept = {name: one for name, one in manifest.pop("files").items() if name not in names}
    whole = {**manifest, "files": kept | _described(folder, names)}
    with writing(folder):
        write_text(folder / MANIFEST, json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
