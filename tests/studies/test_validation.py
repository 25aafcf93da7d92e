import csv
import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import sim
from sim.cli import main
from sim.declarations.outputs import OUTPUTS
from sim.errors import ModelError, OptionError
from sim.report.answers import read_answer
from sim.report.odd.document import validated
from sim.runs.manifest import parameters_digest
from sim.studies.analysis import Analysis
from sim.words import Speech
from tests.small import drawing
from tests.studies.test_calibration_study import SMALL as CALIBRATION
from tests.studies.test_validation_study import HELD, SMALL


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("validation")
    (folder / "calibration.yaml").write_text(dedent(CALIBRATION.rstrip() + "\n" + HELD))
    path = folder / "small.yaml"
    path.write_text(dedent(SMALL), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def made(file: Path) -> Analysis:
    folder = file.parent / "made"
    with drawing(True):
        return sim.validate(file, out=folder, workers=1, sets=2, language="zh", progress=False)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_what_a_validation_leaves(made: Analysis) -> None:
    table = rows(made.folder / "validation.csv")
    assert [(row["pattern"], row["kind"]) for row in table] == [
        ("many", "fitted"),
        ("trusted", "input_driven"),
        ("control_lowers", "mechanism"),
        ("kept", "held_out"),
        ("rising", "held_out"),
    ]
    assert table[0]["label_en"] == "Monthly participation, Example"
    assert table[2]["quantity"] == "tight.monthly_participation − example.monthly_participation"
    assert {row["verdict"] for row in table} <= {"pass", "fail", "not tested"}
    kept = table[3]
    assert kept["reason_en"] == ("Members are few." if kept["verdict"] == "fail" else "")
    assert len(rows(made.folder / "outputs.csv")) == len(OUTPUTS)
    seeds = rows(made.folder / "by_seed.csv")
    assert len(seeds) == 10
    own = [float(row["value"]) for row in seeds if row["pattern"] == "many"]
    assert float(table[0]["mean"]) == pytest.approx(sum(own) / 2)
    answer = read_answer(made.folder / "validation.answer.json")
    assert answer.kind == "validation"
    assert answer.file("validation.svg", Speech("zh")).name == "validation.zh.svg"
    passed = sum(row["verdict"] == "pass" for row in table)
    assert answer.sentences["en"][0].startswith(f"{passed} of 5 patterns hold (2 seeds at scale 1)")
    assert answer.sentences["zh"][0].startswith(f"5 项检验中 {passed} 项成立")
    assert {row["sets"] for row in table} == {"2"}
    over = sum(row["sets_verdict"] == "pass" for row in table if row["kind"] == "held_out")
    (said,) = (text for text in answer.sentences["en"] if text.startswith("Over 2 plausible sets"))
    assert f"held out of the fit {over} of 2" in said
    for row in table:
        if row["verdict"] == "fail":
            assert row["label_en"] in answer.sentences["en"][1]
    manifest = json.loads((made.folder / "manifest.json").read_text())
    assert manifest["hashes"]["parameters"] == parameters_digest()
    assert manifest["about"]["counts"]["held_out"]["patterns"] == 2


def test_the_command_says_the_same_and_goes_on_with_what_was_read(
    made: Analysis, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.studies.validation.study.read_unit", None)
    before = (made.folder / "validation.csv").read_bytes()
    command = ["validate", str(file), "--out", str(made.folder), "--workers", "1", "--sets", "2"]
    assert main(command) == 2
    assert "already holds results" in capsys.readouterr().err
    assert main([*command, "--overwrite", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert "未用于拟合" in said
    assert "5 项检验中" in said
    assert (made.folder / "validation.csv").read_bytes() == before


def test_two_workers_find_the_same(made: Analysis, file: Path, tmp_path: Path) -> None:
    options: dict[str, Any] = {"sets": 2, "figures": "none", "progress": False}
    found = sim.validate(file, out=tmp_path, workers=2, **options)
    for name in ("validation", "by_seed", "outputs"):
        assert found.tables[name].equals(made.tables[name])


def test_one_seed_tests_no_sign(file: Path, tmp_path: Path) -> None:
    options: dict[str, Any] = {"sets": "none", "figures": "none", "progress": False}
    found = sim.validate(file, out=tmp_path, seeds=3, workers=1, **options)
    table = found.tables["validation"].set_index("pattern")
    assert table.loc["control_lowers", "verdict"] == "not tested"
    assert table.loc["kept", "verdict"] != "not tested"
    assert any("Not tested: Control lowers; Rising" in text for text in found.sentences())


def test_wrong_options_are_told_together(file: Path, tmp_path: Path) -> None:
    (tmp_path / "validation.csv").write_text("mine")
    with pytest.raises(sim.UserError) as caught:
        sim.validate(
            file, out=tmp_path, seeds="x", workers=-1, scale=3, language="fr", progress=False
        )
    paths = {problem.path for problem in caught.value.problems}
    assert {"seeds", "workers", "scale", "lang"} <= paths
    assert any("already holds validation.csv" in str(one) for one in caught.value.problems)
    with pytest.raises(OptionError, match="already holds"):
        sim.validate(file, out=tmp_path, progress=False)
    assert [path.name for path in tmp_path.iterdir()] == ["validation.csv"]


def test_a_run_that_fails_is_a_fault_and_the_others_are_kept(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.studies.validation import study as validation_runs

    real = validation_runs.read_unit

    def sometimes(validation: object, part: validation_runs.RunGroup, tick: object) -> object:
        if part == validation_runs.RunGroup(1, 0):
            raise ZeroDivisionError("by zero")
        return real(validation, part, tick)  # type: ignore[arg-type]

    monkeypatch.setattr(validation_runs, "read_unit", sometimes)
    with pytest.raises(ModelError, match="1 of 4 parts failed, such as group 2, seed 0: by zero"):
        sim.validate(file, out=tmp_path, workers=1, sets="none", progress=False)
    assert (tmp_path / "seeds.jsonl").read_bytes().count(b"\n") == 3
    assert not (tmp_path / "validation.csv").exists()


def test_a_recorded_validation_is_told_with_who_made_it_and_what_changed(
    made: Analysis, tmp_path: Path
) -> None:
    english = Speech("en")
    assert "No validation is recorded" in validated(english, tmp_path)
    said = validated(english, made.folder)
    assert said.startswith("Recorded, not made anew for this text: version ")
    assert "2 seeds at scale 1" in said
    assert "Parameters and model code are the same as then." in said
    assert said.count("\n| ") == 5 + 1
    assert "| Held out of the fit | Party members | 0.5–50 |" in said
    for name in ("validation.csv", "manifest.json"):
        (tmp_path / name).write_bytes((made.folder / name).read_bytes())
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["hashes"]["parameters"] = "0"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert "Since then the parameters changed; the model code is the same" in validated(
        english, tmp_path
    )
    manifest["hashes"]["model"] = "0"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert "Since then the parameters and the model code changed: read" in validated(
        english, tmp_path
    )
