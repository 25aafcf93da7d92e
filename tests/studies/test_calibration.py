import csv
import json
from pathlib import Path
from textwrap import dedent

import pytest

import sim
from sim.cli import main
from sim.errors import ModelError, OptionError, ResultsError
from sim.report.answers import read_answer
from sim.studies.analysis import Analysis
from tests.small import drawing
from tests.studies.test_calibration_study import SMALL

UNMET = """
      - {name: closed, scenario: example, metric: closure_rate, minus_metric: backlog,
         band: {low: 1, width: 0.1}, mark: assumed}
      - {name: hours, scenario: example, metric: volunteer_hours, divided_by: depth,
         band: {high: 0, width: 10}, mark: assumed}
    held_out: [{name: retention, says: Many stay.}]
"""


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("calibration") / "small.yaml"
    path.write_text(dedent(SMALL.rstrip() + UNMET))
    return path


@pytest.fixture(scope="session")
def made(file: Path) -> Analysis:
    folder = file.parent / "made"
    with drawing(True):
        return sim.calibrate(file, out=folder, workers=1, trials=5, progress=False)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_what_a_calibration_leaves(made: Analysis) -> None:
    folder = made.folder
    answer = read_answer(folder / "calibration.answer.json")
    assert answer.kind == "calibration"
    assert set(answer.tables) == {
        "fit.csv",
        "parameters.csv",
        "ensemble.csv",
        "trials.csv",
        "conflicts.csv",
        "held_out.csv",
    }
    assert len(rows(folder / "trials.csv")) == 5
    assert [row["target"] for row in rows(folder / "fit.csv")] == [
        "many",
        "trusted",
        "closed",
        "hours",
    ]
    assert rows(folder / "held_out.csv") == [{"pattern": "retention", "says": "Many stay."}]
    first, kept, *_ = answer.sentences["en"]
    assert first.startswith("Of 4 targets, the parameters in force met ")
    assert "the best of 5 sets meets" in first
    assert "2 seeds at scale 1" in first
    assert "No set meets all of them" in kept
    assert any(text.startswith("Never met: ") for text in answer.sentences["en"])
    assert any("从未达标" in text for text in answer.sentences["zh"])
    assert (folder / "fit.png").stat().st_size > 10_000
    assert made.manifest["about"]["trials"] == 5


def test_the_same_call_goes_on_and_a_larger_number_adds(made: Analysis, file: Path) -> None:
    folder = made.folder
    before = (folder / "trials.jsonl").read_bytes()
    sim.calibrate(file, out=folder, workers=1, trials=5, figures="none", progress=False)
    assert (folder / "trials.jsonl").read_bytes() == before
    sim.calibrate(file, out=folder, workers=1, trials=6, figures="none", progress=False)
    after = (folder / "trials.jsonl").read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == 6


def test_trials_of_something_else_are_not_mixed_in(made: Analysis, file: Path) -> None:
    before = (made.folder / "trials.jsonl").read_bytes()
    with pytest.raises(ResultsError, match="holds trials of another file, other options"):
        sim.calibrate(file, out=made.folder, workers=1, scale=0.5, progress=False)
    assert (made.folder / "trials.jsonl").read_bytes() == before


def test_trials_are_replaced_when_asked_to(file: Path, tmp_path: Path) -> None:
    first = sim.calibrate(file, out=tmp_path, workers=1, trials=1, figures="none", progress=False)
    again = sim.calibrate(
        file,
        out=tmp_path,
        workers=1,
        trials=1,
        scale=0.5,
        overwrite=True,
        figures="none",
        progress=False,
    )
    assert first.manifest["about"]["scale"] == 1
    assert again.manifest["about"]["scale"] == 0.5
    assert (tmp_path / "trials.jsonl").read_bytes().count(b"\n") == 1


def test_a_folder_of_something_else_is_left_alone(file: Path, tmp_path: Path) -> None:
    (tmp_path / "fit.csv").write_text("mine")
    with pytest.raises(ResultsError, match=r"already holds fit\.csv"):
        sim.calibrate(file, out=tmp_path, workers=1, trials=1, progress=False)
    assert (tmp_path / "fit.csv").read_text() == "mine"


def test_the_best_set_is_checked_on_other_seeds(
    made: Analysis, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["calibrate", str(file), "--out", str(made.folder), "--workers", "1"]
    assert main([*command, "--check", "7..8", "--scale", "0.5"]) == 0
    said = capsys.readouterr().out
    assert "On 2 other seeds at scale 0.5 the best set meets" in said
    table = rows(made.folder / "check.csv")
    assert [row["target"] for row in table] == ["many", "trusted", "closed", "hours"]
    lines = (made.folder / "checks.jsonl").read_text().splitlines()
    assert len(lines) == 3
    # The check stays when the calibration goes on, and seeds that were run are not run again.
    assert main([*command, "--check", "7..8", "--scale", "0.5"]) == 0
    assert len((made.folder / "checks.jsonl").read_text().splitlines()) == 4
    trials = json.loads((made.folder / "plan.json").read_text())["trials"]
    assert main([*command, "--trials", str(trials)]) == 0
    assert (made.folder / "check.csv").exists()


def test_a_check_needs_trials_and_seeds_that_are_new(made: Analysis, file: Path) -> None:
    with pytest.raises(OptionError, match="the trials used 1; a check needs other seeds"):
        sim.calibrate(file, out=made.folder, check="1..2", progress=False)
    with pytest.raises(ResultsError, match="holds no trials to check"):
        sim.calibrate(file, out=made.folder / "none", check="7", progress=False)
    with pytest.raises(OptionError, match="more than the"):
        sim.calibrate(file, out=made.folder, check="7", member=99, workers=1, progress=False)


def test_wrong_options_are_told_together(file: Path, tmp_path: Path) -> None:
    with pytest.raises(sim.UserError) as caught:
        sim.calibrate(
            file,
            out=tmp_path,
            workers=-1,
            trials=0,
            scale=2,
            member=0,
            check="x",
            language="fr",
            overwrite=True,
            progress=False,
        )
    paths = [problem.path for problem in caught.value.problems]
    assert {"workers", "trials", "scale", "member", "seeds", "lang", "overwrite"} <= set(paths)
    assert not list(tmp_path.iterdir())


def test_parameters_in_force_that_cannot_run_are_a_fault(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("sim.studies.calibration.study.run_together", fail)
    with pytest.raises(ModelError, match="trial 0, the parameters in force: ZeroDivisionError"):
        sim.calibrate(file, out=tmp_path, workers=1, trials=2, progress=False)
