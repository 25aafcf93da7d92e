"""The command: make the record, or check it."""

import argparse
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.recorder.cases import names
from tests.recorder.differences import differences, report
from tests.recorder.recording import done, keep_old, prepare

RECORD = Path(__file__).with_name("record")


def main(arguments: list[str] | None = None) -> int:
    """Make or check the record; 0 when all is the same."""
    parser = argparse.ArgumentParser(prog="python -m tests.recorder", description=__doc__)
    parser.add_argument("action", choices=["make", "check", "list", "keep"])
    parser.add_argument("names", nargs="*", help="cases, or how they begin or end; all if none")
    parser.add_argument("--only", action="append", default=[], help="the same as a name")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--fonts", help="folder with a Chinese font, where none is installed")
    parser.add_argument("--to", type=Path, help="folder for what check finds, to look at")
    parser.add_argument("--record", type=Path, default=RECORD, help="folder of another record")
    given = parser.parse_args(arguments)
    asked = tuple([*given.names, *given.only] or [""])
    cases = [name for name in names() if name.startswith(asked) or name.endswith(asked)]
    if given.action == "list" or not cases:
        print("\n".join(names()))
        return 0 if cases else 2
    if given.action == "keep":
        keep_old()
        return 0
    folder = given.record if given.action == "make" else given.to
    found: dict[str, list[tuple[str, str]]] = {}
    with tempfile.TemporaryDirectory() as made:
        prepare()
        _use_fonts(given.fonts or os.environ.get("RECORDER_FONTS"), Path(made))
        for case, text in _records(cases, given.jobs):
            if text is None:
                print(f"{case}: left out, as there is no Chinese font (see --fonts)")
                continue
            if given.action == "check" and (parts := _compared(given.record, case, text)):
                found[case] = parts
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{case}.txt").write_text(text, encoding="utf-8")
    if given.action == "make":
        _remove_others(given.record)
        return 0
    print("\n".join([*report(found), f"{len(cases) - len(found)} of {len(cases)} are as recorded"]))
    return 1 if found else 0


def _use_fonts(fonts: str | None, folder: Path) -> None:
    """Let this process and those it starts, and no others, know of a folder of fonts."""
    if fonts:
        (folder / "fonts").symlink_to(Path(fonts).resolve())
        os.environ["XDG_DATA_HOME"] = os.environ["MPLCONFIGDIR"] = str(folder)


def _records(cases: list[str], jobs: int) -> Iterator[tuple[str, str | None]]:
    """Each case and its record, or None where there is no Chinese font."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=jobs, mp_context=context) as pool:
        for case, text, seconds in pool.map(done, cases):
            print(f"{case}: {seconds:.1f} s", file=sys.stderr)
            yield case, text


def _compared(record: Path, case: str, text: str) -> list[tuple[str, str]]:
    """Where a case differs from the record."""
    path = record / f"{case}.txt"
    if not path.exists():
        return [("", "is not in the record")]
    return list(differences(path.read_text(encoding="utf-8"), text))


def _remove_others(record: Path) -> None:
    """Remove the records of cases that are no more."""
    known = set(names())
    for path in record.glob("*.txt"):
        if path.stem not in known:
            path.unlink()


if __name__ == "__main__":
    sys.exit(main())
