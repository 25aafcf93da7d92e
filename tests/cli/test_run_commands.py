import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.cli import FAULT, MISTAKE, STOPPED, main
from sim.declarations.metrics import HEADLINE, METRICS
from sim.errors import ModelError

Capture = pytest.CaptureFixture[str]
UNDRAWN = ["--figures", "none"]
"""Figures take longer than the runs; whether they are saved is asked of `run`."""
SMALL = ["--months", "1", "--workers", "1", "--seeds", "0", *UNDRAWN]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "opened.yaml").write_text(
        "extends: example\nsummary: Opened up.\nlevers: {control: 0.1}\n"
    )


@pytest.mark.usefixtures("drawn")
def test_run_saves_where_it_says_and_prints_the_headline(capsys: Capture) -> None:
    assert main(["run", "example", "--seed", "2", "--months", "2"]) == 0
    heard = capsys.readouterr()
    for name in HEADLINE:
        assert METRICS[name].label.en in heard.out
    assert "Mean of last 2 months" in heard.out
    tables = "metrics.parquet, groups.parquet, actors.parquet, network.parquet"
    files = f"{tables}, run.png, run.svg, manifest.json"
    assert f"Saved in results/example-seed2: {files}" in heard.out
    assert heard.err == "", "nothing is shown of progress where there is no terminal"
    assert sim.open_results("results/example-seed2").manifest["seeds"] == [2]


def test_run_takes_every_option(capsys: Capture) -> None:
    line = "run opened.yaml --months 1 --scale 0.5 --set levers.control=0.7 --out here"
    assert main([*line.split(), "--record", "matters", *UNDRAWN]) == 0
    saved = sim.open_results("here")
    assert isinstance(saved, sim.Results)
    options = saved.manifest["options"]
    assert options == {
        "settings": ["levers.control=0.7"],
        "scale": 0.5,
        "months": 1,
        "record": ["matters"],
    }
    saved_files = "network.parquet, matters.parquet, manifest.json"
    assert saved_files in capsys.readouterr().out
    assert len(saved.matters) > 0
    frame = sim.run(
        "opened.yaml",
        months=1,
        scale=0.5,
        settings={"levers.control": 0.7},
        record="matters",
        progress=False,
    )
    pd.testing.assert_frame_equal(saved.metrics, frame.metrics, check_exact=True)
    pd.testing.assert_frame_equal(saved.matters, frame.matters, check_exact=True)


def test_compare_prints_and_saves_what_the_call_returns(capsys: Capture) -> None:
    line = "compare example opened.yaml --months 2 --seeds 0..1 --workers 1 --precision 0.01"
    assert main([*line.split(), *UNDRAWN]) == 0
    out = capsys.readouterr().out
    found = sim.compare(
        ["example", "opened.yaml"],
        months=2,
        seeds=[0, 1],
        workers=1,
        precision=0.01,
        progress=False,
    )
    saved = sim.open_results("results/example-opened")
    assert isinstance(saved, sim.Comparison)
    pd.testing.assert_frame_equal(saved.differences, found.differences, check_exact=True)
    assert "opened minus Example, over 2 seeds" in out
    assert "More seeds" in out
    assert "for ±0.01" in out
    assert "Example and opened are identical until 2021-01" in out
    tables = "metrics.parquet, groups.parquet, actors.parquet, network.parquet"
    assert f"Saved in results/example-opened: {tables}, d" in out
    row = found.differences.iloc[0]
    assert f"{row['difference'] * 100:+.2f}".replace("-", "−") in out


def test_compare_shows_the_metrics_and_baseline_asked_for(capsys: Capture) -> None:
    line = [
        "compare",
        "example",
        "opened.yaml",
        *SMALL,
        "--metric",
        "trust",
        "--metric",
        "turnout",
        "--baseline",
        "opened",
    ]
    assert main(line) == 0
    out = capsys.readouterr().out
    assert "Example minus opened" in out
    assert "Trust in the committee (index 0–1)" in out
    assert "Efficacy" not in out
    assert "one seed: too few for intervals and verdicts" in out


def test_results_in_the_way_are_kept(capsys: Capture) -> None:
    line = ["run", "example", "--months", "1", "--out", "here", *UNDRAWN]
    assert main(line) == 0
    before = Path("here/manifest.json").read_bytes()
    assert main(line) == MISTAKE
    heard = capsys.readouterr()
    assert heard.err.startswith("error: here: already holds results, of 20")
    assert "pass --overwrite" in heard.err
    assert Path("here/manifest.json").read_bytes() == before
    assert main([*line, "--overwrite"]) == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("run exampel", ["exampel"]),
        ("run example --seed -1", ["seeds: found the seed -1"]),
        ("run example --scale 7 --months 0", ["scale: 7.0", "months: 0"]),
        ("run example --threads 0", ["threads: 0 is not a whole number from 1 to 256"]),
        ("run example --record mattres", ["record: 'mattres'", "did you mean 'matters'?"]),
        ("run example --set levers.contrl=1", ["did you mean 'control'?"]),
        ("compare --seeds 9..0 --workers -1 --metric trsut", ["seeds: ", "workers: -1", "'trust'"]),
        ("compare example", ["a comparison needs two scenarios"]),
        ("compare example opened.yaml --baseline opend", ["did you mean 'opened'?"]),
        ("compare example opened.yaml --lang fr", ["lang: 'fr' is not known"]),
        ("compare example opened.yaml --precision -1", ["precision: -1.0"]),
        ("compare example opened.yaml --out opened.yaml", ["is a file, not a folder"]),
        ("compare example opened.yaml none.yaml", ["none.yaml: there is no such file"]),
    ],
)
def test_mistakes_end_with_2_and_say_what_to_do(
    line: str, expected: list[str], capsys: Capture
) -> None:
    assert main(line.split()) == MISTAKE
    heard = capsys.readouterr()
    assert heard.out == ""
    assert "Traceback" not in heard.err
    assert all(text.startswith("error: ") for text in heard.err.splitlines())
    for part in expected:
        assert part in heard.err


@pytest.mark.parametrize(
    "line", ["run", "run example --seed x", "compare --month 3", "comprae", "run example extra"]
)
def test_misused_options_end_with_2(line: str, capsys: Capture) -> None:
    assert main(line.split()) == MISTAKE
    heard = capsys.readouterr()
    assert "Traceback" not in heard.err
    assert heard.err.strip()


def test_help_and_version(capsys: Capture) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    for command in ("run", "compare", "explain", "new", "schema"):
        assert command in told
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"cogov {sim.__version__}\n"


@pytest.mark.parametrize("command", ["run", "compare", "explain", "new", "schema"])
def test_every_command_has_help(command: str, capsys: Capture) -> None:
    assert main([command, "--help"]) == 0
    assert command in capsys.readouterr().out


def break_model(monkeypatch: pytest.MonkeyPatch, error: BaseException, seed: int) -> None:
    step = sim.CommunityModel.step

    def broken(model: Any) -> None:
        if model.seed == seed:
            raise error
        step(model)

    monkeypatch.setattr(sim.CommunityModel, "step", broken)


def test_a_fault_of_the_program_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    break_model(monkeypatch, ZeroDivisionError("by zero"), 0)
    assert main(["compare", "example", "opened.yaml", *SMALL]) == FAULT
    heard = capsys.readouterr().err
    assert "scenario 'example', seed 0: ZeroDivisionError: by zero" in heard
    assert "Traceback" in heard, "whoever is to mend it needs the place"
    assert "please report this" in heard


def test_a_broken_rule_ends_with_1(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    break_model(monkeypatch, ModelError("matters are lost"), 0)
    assert main(["run", "example"]) == FAULT
    assert "scenario 'example', seed 0: matters are lost" in capsys.readouterr().err


def test_an_interrupt_ends_with_130_and_keeps_what_is_finished(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    break_model(monkeypatch, KeyboardInterrupt(), 1)
    line = "compare example opened.yaml --months 1 --workers 1 --seeds 0..2 --out here"
    assert main(line.split()) == STOPPED
    heard = capsys.readouterr()
    assert "stopped; the 1 finished seeds are in here" in heard.err
    assert "Traceback" not in heard.err
    assert json.loads(Path("here/manifest.json").read_text())["missing_seeds"] == [1, 2]


def test_an_interrupted_run_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    break_model(monkeypatch, KeyboardInterrupt(), 0)
    assert main(["run", "example"]) == STOPPED
    assert "Traceback" not in capsys.readouterr().err


def test_chinese_tables(capsys: Capture) -> None:
    line = ["compare", "example", "opened.yaml", *SMALL, "--metric", "trust", "--lang", "zh"]
    assert main(line) == 0
    out = capsys.readouterr().out
    assert "opened 减示例" in out
    assert "对居委会信任（指数0–1）" in out
