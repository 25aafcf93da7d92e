import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.errors import ResultsError
from sim.runs import files
from sim.sweeps.verify import verify

NAMES = [files.MANIFEST, "metrics.parquet", "differences.csv"]


def wrote(folder: Path, **more: object) -> Path:
    """A folder of results as a run leaves it."""
    folder.mkdir(parents=True)
    for name in NAMES[1:]:
        (folder / name).write_text("old")
    files.write_manifest(folder, {"program": "cogov", **more}, NAMES[1:])
    return folder


def only_problem(folder: Path, overwrite: bool = False) -> str:
    (problem,) = files.check_folder(folder, NAMES, overwrite)
    return str(problem)


def test_a_write_replaces_the_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    files.write_text(path, "first")
    files.write_text(path, "second 数")
    assert path.read_text(encoding="utf-8") == "second 数"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    files.write_text(path, "old")

    def fail_half_way() -> None:
        with files.atomic(path) as temporary:
            temporary.write_text("ne")
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("before", [None, "old"])
def test_a_killed_writer_leaves_no_half_file(tmp_path: Path, before: str | None) -> None:
    path = tmp_path / "metrics.parquet"
    if before is not None:
        path.write_text(before)
    code = f"""
import time
from pathlib import Path
from sim.runs.files import atomic
with atomic(Path({str(path)!r})) as temporary:
    with temporary.open("w") as stream:
        for number in range(10**9):
            stream.write(f"{{number}}\\n" * 1000)
            stream.flush()
            time.sleep(0.001)
"""
    writer = subprocess.Popen([sys.executable, "-c", code], cwd=Path(files.__file__).parents[2])
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        halves = [half for half in tmp_path.glob(".metrics*") if half.stat().st_size]
        if halves:
            break
        time.sleep(0.01)
    writer.send_signal(signal.SIGKILL)
    assert writer.wait() == -signal.SIGKILL
    assert halves, "the writer had not begun"
    assert (path.read_text() if path.exists() else None) == before


def test_a_free_folder_is_accepted(tmp_path: Path) -> None:
    assert files.check_folder(tmp_path, NAMES, overwrite=False) == []
    (tmp_path / "notes.txt").write_text("mine")
    assert files.check_folder(tmp_path, NAMES, overwrite=False) == []
    assert files.check_folder(tmp_path / "a" / "b", NAMES, overwrite=False) == []
    assert not (tmp_path / "a").exists()


def test_results_are_only_replaced_when_asked(tmp_path: Path) -> None:
    folder = wrote(tmp_path / "r", timings={"started": "2020-01-01T00:00:00+00:00"})
    assert only_problem(folder) == (
        f"{folder}: already holds results, of 2020-01-01T00:00:00+00:00 "
        "(choose another folder with --out, or pass --overwrite to replace them)"
    )
    assert files.check_folder(folder, NAMES, overwrite=True) == []


def test_files_without_a_manifest_are_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / "differences.csv").write_text("mine")
    assert "already holds differences.csv" in only_problem(tmp_path)
    assert files.check_folder(tmp_path, NAMES, overwrite=True) == []


@pytest.mark.parametrize("overwrite", [False, True])
def test_files_of_another_program_are_never_replaced(tmp_path: Path, overwrite: bool) -> None:
    (tmp_path / files.MANIFEST).write_text('{"name": "an app"}')
    assert "was written by another program (choose another" in only_problem(tmp_path, overwrite)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    assert "is a file, not a folder" in only_problem(path)
    assert "is a file, not a folder" in only_problem(path / "below")
    with pytest.raises(ResultsError, match="cannot be written"):
        files.create_folder(path / "below")


def test_a_folder_that_is_not_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert f"{tmp_path} is not writable" in only_problem(tmp_path / "new")


def test_a_full_disk_is_a_problem_of_the_folder(tmp_path: Path) -> None:
    with (
        pytest.raises(ResultsError, match="cannot be written: No space left"),
        files.writing(tmp_path),
    ):
        raise OSError(28, "No space left on device")


def test_old_results_go_and_other_files_stay(tmp_path: Path) -> None:
    folder = wrote(tmp_path / "r")
    (folder / "notes.txt").write_text("mine")
    files.remove_old(folder)
    # Beside the mark that the same line may replace what is left.
    assert sorted(path.name for path in folder.iterdir()) == [".again", "notes.txt"]
    files.remove_old(folder)


def test_a_manifest_cannot_reach_out_of_its_folder(tmp_path: Path) -> None:
    folder = wrote(tmp_path / "r")
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    manifest = json.loads((folder / files.MANIFEST).read_text())
    manifest["files"]["../outside.txt"] = {}
    (folder / files.MANIFEST).write_text(json.dumps(manifest))
    files.remove_old(folder)
    assert outside.exists()


def test_the_manifest_tells_size_and_hash_of_each_file(tmp_path: Path) -> None:
    folder = wrote(tmp_path / "r")
    manifest = files.read_manifest(folder)
    assert list(manifest["files"]) == NAMES[1:]
    assert manifest["files"]["metrics.parquet"] == {
        "bytes": 3,
        "sha256": "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4",
    }


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "holds no manifest.json"),
        ("{", "cannot be read"),
        ("[]", "another program"),
        ('{"program": "x"}', "another program"),
    ],
)
def test_what_is_no_manifest(tmp_path: Path, content: str | None, expected: str) -> None:
    if content is not None:
        (tmp_path / files.MANIFEST).write_text(content)
    with pytest.raises(ResultsError, match=expected):
        files.read_manifest(tmp_path)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="does not exist"):
        files.read_manifest(tmp_path / "none")


KINDS: tuple[object, ...] = (
    "run",
    "compare",
    "store",
    "why",
    "search",
    "calibration",
    "pareto",
    "dream",
    5,
    None,
    [],
)


@pytest.mark.parametrize("found", KINDS)
@pytest.mark.parametrize("wanted", ["run", "compare", "search", "discovery"])
def test_results_of_another_kind_are_never_replaced(
    tmp_path: Path, found: object, wanted: str
) -> None:
    """Above all not the manifest of a sweep, without which none of its runs is found."""
    text = json.dumps({"program": "cogov", "kind": found})
    (tmp_path / files.MANIFEST).write_text(text)
    problems = files.check_folder(tmp_path, NAMES, overwrite=True, kind=wanted)
    if found == wanted or (found, wanted) == ("pareto", "search"):
        assert problems == []
    else:
        (problem,) = problems
        assert ("which stay" if isinstance(found, str) else "is damaged") in problem.message
        assert "--overwrite" not in problem.hint


PARTS = ("kind", "format", "files", "scenarios", "about", "timings", "options", "design")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("value", ["5", '"x"', "[]", '{"a": 5}', "null", "true", "[[[]]]"])
def test_a_part_of_another_type_is_told_in_one_sentence(
    tmp_path: Path, part: str, value: str
) -> None:
    (tmp_path / "sub").mkdir()
    text = json.dumps({"program": "cogov", "kind": "run", part: json.loads(value)})
    (tmp_path / files.MANIFEST).write_text(text)
    with pytest.raises(ResultsError) as error:
        sim.open_results(tmp_path)
    (problem,) = error.value.problems
    assert "\n" not in str(problem)
    assert verify(tmp_path, mend=True).mended
    assert sorted(path.name for path in tmp_path.iterdir()) == [".again", "sub"]
