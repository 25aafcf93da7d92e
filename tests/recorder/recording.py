"""One case: its steps are done one after the other in a folder of its own, and written down."""

import io
import os
import re
import shlex
import sys
import tempfile
import time
import warnings
from contextlib import chdir, redirect_stderr, redirect_stdout
from hashlib import sha256
from pathlib import Path
from shutil import copytree, make_archive, unpack_archive
from typing import Any

from tests.recorder.cases import CASES, KEPT, steps_of
from tests.recorder.views import REPOSITORY, masked, table, view

FILES = Path(__file__).with_name("files")
OLD = Path(__file__).with_name("old.zip")
"""Results of each kind, made by the code of November 2026 with the steps of `KEPT`."""
NO_FONT = "no font with Chinese characters is installed"
LONG_TEXT = 60_000
"""Characters of printed text from which only the size and a hash are kept."""
_IGNORED = re.compile(r"\.lock$|__pycache__")


class NoFontError(Exception):
    """Chinese figures cannot be drawn here."""


def done(case: str) -> tuple[str, str | None, float]:
    """A case, its record (None where there is no Chinese font), and the processor time it took."""
    began = time.process_time()
    try:
        text: str | None = record_of(case)
    except NoFontError:
        text = None
    return case, text, time.process_time() - began


def record_of(case: str) -> str:
    """Do the steps of a case and write down what they print and leave.

    Raises `NoFontError` when a step needs a Chinese font and there is none.
    """
    import sim

    if Path(sim.__file__).parents[1] != REPOSITORY:
        raise RuntimeError(f"sim is that of {Path(sim.__file__).parents[1]}: set PYTHONPATH")
    _draw_once()
    lines: list[str] = []
    names: dict[str, Any] = {"sim": sim, "show": show}
    with tempfile.TemporaryDirectory(prefix="record") as made, chdir(made):
        folder = Path(made).resolve()
        copytree(FILES, folder, dirs_exist_ok=True)
        if CASES[case.partition(".")[0]].old:
            unpack_archive(OLD, folder)
        before = _hashes(folder)
        for step in steps_of(case):
            lines += ["", f"$ {step}", *_done(step, names, folder)]
            after = _hashes(folder)
            lines += _left(before, after, folder, step, case)
            before = after
    return "\n".join(lines).lstrip("\n") + "\n"


_PROGRESS = re.compile(r"\d+ of \d+ done(?:, .*)?|\d+ 次中完成 \d+ 次.*")
"""What is said every few seconds, and so by the speed of the machine."""


def _done(step: str, names: dict[str, Any], folder: Path) -> list[str]:
    """Do one step: what it printed, and how it ended."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            end = _python(step[4:], names) if step.startswith(">>> ") else _command(step)
        except Exception as error:
            end = f"raises {type(error).__name__}: {error}"
    texts = [_tidy(stream.getvalue(), folder) for stream in (out, err)]
    if any(NO_FONT in text for text in (*texts, end)):
        raise NoFontError
    lines = []
    for text, mark in zip(texts, ("", "err: "), strict=True):
        if len(text) > LONG_TEXT:
            count = text.count("\n")
            text = f"{count} lines, sha256 {sha256(text.encode()).hexdigest()}"
        lines += [mark + line for line in text.splitlines() if not _PROGRESS.fullmatch(line)]
    return lines + ([masked(end, folder)] if end else [])


def _command(step: str) -> str:
    """Run a command line; how it ended unless well."""
    from sim.cli import main

    code = main(shlex.split(step))
    return f"exit {code}" if code else ""


def _python(step: str, names: dict[str, Any]) -> str:
    """Run a line of Python."""
    exec(step, names)
    return ""


def show(value: Any) -> None:
    """Print a value: a frame as hashes of its columns, others as they are."""
    if hasattr(value, "to_csv"):
        print("\n".join(table(value.to_csv(index=False), REPOSITORY)))
    elif isinstance(value, list | tuple):
        print("\n".join(str(one) for one in value))
    else:
        print(value)


def _tidy(text: str, folder: Path) -> str:
    """A printed text without what changes, and without spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in masked(text, folder).split("\n")).strip("\n")


def _hashes(folder: Path) -> dict[str, str]:
    """Hash of each file, by path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not _IGNORED.search(name):
            found[name] = sha256(path.read_bytes()).hexdigest()
    return found


def _left(
    before: dict[str, str], after: dict[str, str], folder: Path, step: str, case: str
) -> list[str]:
    """What a step wrote, changed and took away; files whose masked names agree are one entry."""
    exact, whole = "--lang zh" not in step, case.startswith("run.")
    groups: dict[str, list[list[str]]] = {}
    for name, digest in after.items():
        if before.get(name) != digest:
            said = view(folder / name, folder, exact, whole)
            groups.setdefault(masked(name, folder), []).append(said)
    lines = []
    for name in sorted(groups):
        many = sorted(groups[name])
        if len(many) == 1:
            lines += [f"== {name}", *(f"   {line}" for line in many[0])]
        else:
            digest = sha256(repr(many).encode()).hexdigest()
            lines += [f"== {name}", f"   {len(many)} files, sha256 {digest}"]
    gone = sorted({masked(name, folder) for name in before if name not in after})
    return lines + [f"== {name}: gone" for name in gone]


def keep_old() -> None:
    """Make the archive of results that later code must still open."""
    _draw_once()
    with tempfile.TemporaryDirectory() as made, chdir(made):
        copytree(FILES, made, dirs_exist_ok=True)
        for step in KEPT:
            _command(step)
        make_archive(str(OLD.with_suffix("")), "zip", made, "old")


def _draw_once() -> None:
    """Let figures in PNG be empty: they are those in SVG, and take half of the time."""
    from matplotlib.figure import Figure

    if getattr(Figure.savefig, "once", False):
        return
    save = Figure.savefig

    def sparing(self: Figure, fname: Any, **options: Any) -> None:
        kind = options.get("format") or Path(fname).suffix.removeprefix(".")
        if kind != "png":
            save(self, fname, **options)
            return
        size = " x ".join(f"{inches:g}" for inches in self.get_size_inches()).encode()
        if hasattr(fname, "write"):
            fname.write(size)
        else:
            Path(fname).write_bytes(size)

    sparing.once = True  # type: ignore[attr-defined]
    Figure.savefig = sparing  # type: ignore[method-assign]


def prepare() -> None:
    """Make the surroundings the same everywhere; call before anything is imported."""
    os.environ.update(
        TERMINAL_WIDTH="100", COLUMNS="100", NO_COLOR="1", TERM="dumb", TZ="UTC", MPLBACKEND="Agg"
    )
    for name in ("FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS"):
        os.environ.pop(name, None)


if "matplotlib" not in sys.modules:
    prepare()
