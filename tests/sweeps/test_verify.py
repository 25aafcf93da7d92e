import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import sim
from sim.errors import ResultsError, UserError
from sim.runs import files
from sim.sweeps import plan
from sim.sweeps import verify as verifying
from sim.sweeps.trials import prepare_trials
from sim.sweeps.verify import Verdict, verify
from sim.words import Speech
from sim.words.setting import problem_text
from tests.sweeps.conftest import SMALL, ExperimentWriter

STORE = Path("store")


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name[0] != ".")


def first(pattern: str) -> Path:
    return sorted(STORE.glob(pattern))[0]


@pytest.fixture(autouse=True)
def _swept(write: ExperimentWriter) -> None:
    write(SMALL.replace("[example]", "[mine.yaml]"))
    Path("mine.yaml").write_text("extends: example\n")
    sim.sweep("made.yaml", out=STORE, workers=0, progress=False)


def test_a_store_is_what_was_written_and_comes_out_the_same_again() -> None:
    found = verify(STORE, rerun=2)
    assert found == Verdict(cells=4, plans=1, rerun=2)


def test_the_seed_draws_the_cells_that_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = [
        [path.stem for path in verifying._drawn(sorted(STORE.glob("cells/*/*/*.json")), 2, seed)]
        for seed in (0, 0, 1, 2, 3)
    ]
    assert drawn[0] == drawn[1]
    assert len({tuple(one) for one in drawn}) > 1


def _swap_key(path: Path) -> None:
    about = json.loads(path.read_text())
    path.write_text(json.dumps({**about, "seed": about["seed"] + 1}))


@pytest.mark.parametrize(
    ("pattern", "harm", "expected"),
    [
        ("cells/*/*/*.parquet", lambda path: path.write_bytes(b"PAR1"), "changed or damaged"),
        ("cells/*/*/*.parquet", Path.unlink, "No such file"),
        ("cells/*/*/*.json", lambda path: path.write_text("{"), "cannot be read"),
        ("cells/*/*/*.json", lambda path: path.write_text("{}"), "cannot be read: KeyError"),
        ("cells/*/*/*.json", _swap_key, "do not make this key"),
        ("cells/*/stamp.json", lambda path: path.write_text("{}"), "not the code of its folder"),
        ("cells/*/stamp.json", lambda path: path.write_text("{"), "cannot be read"),
        ("plans/*/rows.parquet", lambda path: path.write_bytes(b"x"), "sweep again to mend it"),
        ("plans/*/plan.json", lambda path: path.write_text("{}"), "cannot be read"),
    ],
)
def test_harm_is_found(pattern: str, harm: Callable[[Path], object], expected: str) -> None:
    harm(first(pattern))
    (fault,) = verify(STORE).faults
    assert expected in str(fault)
    assert not re.search("[a-z]{3} [a-z]{3}", problem_text(fault, Speech("zh")))


def test_a_cell_among_those_of_other_code_is_found() -> None:
    code = first("cells/*")
    code.rename(code.with_name("0" * 16))
    faults = verify(STORE).faults
    assert len(faults) == 5
    assert sum("lies among the cells of other code" in str(fault) for fault in faults) == 4


def test_unfinished_tables_are_no_fault() -> None:
    first("cells/*/*/*.json").unlink()
    assert verify(STORE) == Verdict(cells=3, plans=1, leftovers=1)


def test_a_table_that_is_not_what_the_model_makes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "encode", lambda *_: b"something else")
    found = verify(STORE, rerun=1)
    assert found.rerun == 0
    (fault,) = found.faults
    assert "made again, it is not the same: cogov run" in str(fault)


def test_a_scenario_that_has_changed_is_told() -> None:
    Path("mine.yaml").write_text("extends: example\nlevers: {supervision: 0.9}\n")
    (told,) = verify(STORE, rerun=1).not_rerun
    assert "mine.yaml is not what it was then" in str(told)
    Path("mine.yaml").unlink()
    (told,) = verify(STORE, rerun=1).not_rerun
    assert "there is no such file" in str(told)


def test_cells_of_other_code_are_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (plan, verifying):
        monkeypatch.setattr(module, "stamp_hash", lambda: "0" * 64)
    found = verify(STORE, rerun=1)
    assert (found.cells, found.rerun, found.faults) == (4, 0, [])
    (told,) = found.not_rerun
    assert str(told) == "no cell was made by the code and packages of this program"


def test_only_stores_are_verified(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="does not exist"):
        verify(tmp_path / "none")


def analysed(folder: Path) -> None:
    """A folder of an analysis whose store is the one that was swept."""
    folder.mkdir()
    STORE.rename(folder / "store")
    (folder / "morris.csv").write_text("factor\n")
    (folder / "trials.jsonl").write_text('{"number": 0}\n{"number": 1}\n')
    files.write_manifest(folder, {"program": "cogov", "kind": "sensitivity"}, ["morris.csv"])


def test_an_analysis_is_checked_with_what_it_rests_on() -> None:
    folder = Path("analysis")
    analysed(folder)
    assert verify(folder, rerun=1) == Verdict(cells=4, plans=1, rerun=1, files=1, trials=2)
    (folder / "morris.csv").write_text("changed\n")
    (folder / "trials.jsonl").write_text('{"number": 0}\n{"num')
    faults = verify(folder).faults
    assert [fault.file for fault in faults] == [
        str(folder / "morris.csv"),
        str(folder / "trials.jsonl"),
    ]
    assert "trials.jsonl:2: cannot be read" in str(faults[1])
    (folder / "morris.csv").unlink()
    assert "is missing" in str(verify(folder).faults[0])


def test_results_without_cells_say_that_nothing_can_be_made_again() -> None:
    folder = Path("analysis")
    analysed(folder)
    (folder / "store" / files.MANIFEST).unlink()
    (told,) = verify(folder, rerun=1).not_rerun
    assert str(told) == "analysis: holds no store of cells"


HARMS: tuple[tuple[str, Callable[[Path], object]], ...] = (
    ("cells/*/*/*.parquet", lambda path: path.write_bytes(b"PAR1")),
    ("cells/*/*/*.parquet", Path.unlink),
    ("cells/*/*/*.json", lambda path: path.write_text("{")),
    ("cells/*/*/*.json", lambda path: path.write_text("[" * 100_000)),
    ("cells/*/*/*.json", _swap_key),
    ("cells/*/stamp.json", lambda path: path.write_text("{}")),
    ("plans/*/rows.parquet", lambda path: path.write_bytes(b"x")),
    ("plans/*/plan.json", lambda path: path.write_text("null")),
    ("manifest.json", lambda path: path.write_text("[" * 100_000)),
    ("manifest.json", lambda path: path.write_text("")),
)


def test_what_is_damaged_is_removed_and_the_same_line_makes_it_again() -> None:
    """All harms at once, so that no one hides another; then each by itself is gone."""
    whole = sim.open_results(STORE).metrics  # type: ignore[union-attr]
    for pattern, harm in HARMS:
        harm(first(pattern))
        assert verify(STORE, mend=True).mended
        sim.sweep("made.yaml", out=STORE, workers=0, progress=False)
        assert verify(STORE) == Verdict(cells=4, plans=1), pattern
    assert sim.open_results(STORE).metrics.equals(whole)  # type: ignore[union-attr]


def test_damaged_results_and_lines_are_removed_and_all_else_stays(tmp_path: Path) -> None:
    tmp_path = tmp_path / "own"
    tmp_path.mkdir()
    for name in ("a.csv", "notes.txt"):
        (tmp_path / name).write_text("x\n1\n")
    files.write_manifest(tmp_path, {"program": "cogov", "kind": "calibration"}, ["a.csv"])
    (tmp_path / "trials.jsonl").write_text(
        '{"trial": 0}\n[1\n' + "[" * 100_000 + '\n{"trial": 2}\n'
    )
    (tmp_path / "a.csv").write_text("spoilt")
    assert len(verify(tmp_path).faults) == 3
    verify(tmp_path, mend=True)
    assert visible(tmp_path) == ["notes.txt", "trials.jsonl"]
    assert (tmp_path / "trials.jsonl").read_text() == '{"trial": 0}\n{"trial": 2}\n'


@pytest.mark.parametrize("named", ["{}", '{"../x": {}}', '{"a.csv": {"sha256": 5}}'])
def test_a_manifest_that_names_nothing_good_is_told(tmp_path: Path, named: str) -> None:
    tmp_path = tmp_path / "own"
    tmp_path.mkdir()
    (tmp_path / "manifest.json").write_text(
        f'{{"program": "cogov", "kind": "why", "files": {named}}}'
    )
    assert verify(tmp_path).faults
    assert verify(tmp_path, mend=True).mended
    assert not visible(tmp_path)


@pytest.mark.parametrize("text", ["", "[" * 100_000, "\xff{", "null", '{"cell": 5}', "{}"])
def test_runs_of_a_damaged_store_are_told_in_one_sentence_or_read(text: str) -> None:
    first("cells/*/*/*.json").write_text(text)
    try:
        runs = sim.open_results(STORE).runs  # type: ignore[union-attr]
        assert len(runs) == 4
    except ResultsError as error:
        (problem,) = error.problems
        assert "verify --mend" in problem.hint


def test_results_whose_manifest_is_lost_are_made_again_by_the_same_line() -> None:
    """What a damaged manifest was about does not stand in the way; what nobody knows does."""
    folder, line = Path("run"), partial(sim.run, "example", months=1, figures="none")
    whole = line(out="run").metrics
    files.remove_manifest(folder)
    (folder / ".again").unlink()
    with pytest.raises(UserError, match=r"already holds .*metrics\.parquet"):
        line(out="run")
    (folder / "manifest.json").write_text('{"program": "cogov", "files": 5}')
    with pytest.raises(UserError, match="damaged"):
        line(out="run")
    assert verify(folder, mend=True).mended == [folder / "manifest.json"]
    assert line(out="run").metrics.equals(whole)
    assert not verify(folder).faults
    with pytest.raises(UserError, match="--overwrite"):
        line(out="run")


def test_a_manifest_of_another_program_is_never_removed(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"name": "a page", "icons": []}')
    with pytest.raises(ResultsError, match="another program"):
        verify(folder, mend=True)
    assert [path.name for path in folder.iterdir()] == ["manifest.json"]


def test_trials_of_a_plan_that_is_damaged_start_anew(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "a.csv").write_text("x\n1\n")
    files.write_manifest(folder, {"program": "cogov", "kind": "calibration"}, ["a.csv"])
    (folder / "plan.json").write_text("[" * 100_000)
    (folder / "trials.jsonl").write_text('{"trial": 0}\n')
    prepare = partial(prepare_trials, folder, {"identity": {"a": 1}, "scale": 1, "trials": 2})
    names = ("manifest.json", "a.csv")
    with pytest.raises(ResultsError, match="cannot be read"):
        prepare(names, ("trials.jsonl",), False, "calibration")
    (told,) = verify(folder, mend=True).faults
    assert "plan.json: cannot be read" in str(told)
    prepare(names, ("trials.jsonl",), False, "calibration")
    assert visible(folder) == ["plan.json"]


@pytest.mark.parametrize("text", ["", "null", "[" * 100_000, '{"program": "cogov", "files": 5}'])
def test_a_damaged_store_inside_an_analysis_goes_with_what_was_made_of_it(text: str) -> None:
    folder = Path("analysis")
    analysed(folder)
    inner = folder / "store" / files.MANIFEST
    inner.write_text(text)
    found = verify(folder, mend=True)
    assert found.mended == [inner, folder / files.MANIFEST]
    assert not inner.exists()
    assert not (folder / "morris.csv").exists()
    assert list((folder / "store").glob("cells/*/*/*.parquet"))


def test_damage_to_one_file_is_found_after_others_were_written(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    sim.run("example", months=1, out=folder, figures="none", progress=False)
    hurt = folder / "actors.parquet"
    hurt.write_bytes(b"\xff" + hurt.read_bytes()[1:])
    before = verify(folder).faults
    assert [one.file for one in before] == [str(hurt)]
    sim.redraw(folder)
    sim.write_brief(folder)
    assert verify(folder).faults == before
    assert {"run.svg", "report.html"} <= set(files.read_manifest(folder)["files"])
