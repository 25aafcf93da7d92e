"""The command: make the record, or check it."""

import argparse
import multiprocessing
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.recorder.cases import names
from tests.recorder.differences import differences, report
from tests.recorder.recording import done, prepare

RECORD = Path(__file__).with_name("record")


def main(arguments: list[str] | None = None) -> int:
    """Make or check the record; 0 when all is the same."""
    parser = argparse.ArgumentParser(prog="python -m tests.recorder", description=__doc__)
    parser.add_argument("action", choices=["make", "check", "list"])
    parser.add_argument("names", nargs="*", help="cases, or how their names begin; all if none")
    parser.add_argument("--only", action="append", default=[], help="the same as a name")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--fonts", help="folder with a Chinese font, where none is installed")
    parser.add_argument("--to", type=Path, help="folder for what check finds, to look at")
    given = parser.parse_args(arguments)
    asked = [*given.names, *given.only]
    cases = [name for name in names() if not asked or name.startswith(tuple(asked))]
    if given.action == "list" or not cases:
        print("\n".join(names()))
        return 0 if cases else 2
    with tempfile.TemporaryDirectory() as made:
        prepare()
        _use_fonts(given.fonts or os.environ.get("RECORDER_FONTS"), Path(made))
        records = _records(cases, given.jobs)
    if given.action == "make":
        return _write(records, RECORD, everything=not asked)
    if given.to:
        _write(records, given.to, everything=False)
    return _compare(records)


def _use_fonts(fonts: str | None, folder: Path) -> None:
    """Let this process and those it starts, and no others, know of a folder of fonts."""
    if fonts:
        (folder / "fonts").symlink_to(Path(fonts).resolve())
        os.environ["XDG_DATA_HOME"] = os.environ["MPLCONFIGDIR"] = str(folder)


def _records(cases: list[str], jobs: int) -> dict[str, str | None]:
    """Records by case, in their order."""
    found: dict[str, str | None] = {}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=jobs, mp_context=context) as pool:
        for case, text, seconds in pool.map(done, cases):
            print(f"{case}: {seconds:.1f} s", file=sys.stderr)
            found[case] = text
    return {case: found[case] for case in cases}


def _write(records: dict[str, str | None], folder: Path, everything: bool) -> int:
    """Write records; those of cases that are no more go."""
    folder.mkdir(parents=True, exist_ok=True)
    for case, text in records.items():
        if text is None:
            print(f"{case}: not made, as there is no Chinese font (see --fonts)")
        else:
            (folder / f"{case}.txt").write_text(text, encoding="utf-8")
    for path in folder.glob("*.txt"):
        if everything and path.stem not in records:
            path.unlink()
    return 1 if None in records.values() else 0


def _compare(records: dict[str, str | None]) -> int:
    """Show what differs from the record."""
    found = {}
    for case, text in records.items():
        path = RECORD / f"{case}.txt"
        if text is None:
            print(f"{case}: not checked, as there is no Chinese font (see --fonts)")
        elif not path.exists():
            found[case] = [("", "is not in the record")]
        elif (before := path.read_text(encoding="utf-8")) != text:
            found[case] = list(differences(before, text))
    print("\n".join(report(found)))
    print(f"{len(records) - len(found)} of {len(records)} cases are as recorded")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
