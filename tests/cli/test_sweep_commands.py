from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import sim
from sim.cli import FAULT, MISTAKE, STOPPED, main
from sim.scenario.places import shipped_experiments
from sim.sweeps import plan as plans
from tests.sweeps.conftest import SMALL

Capture = pytest.CaptureFixture[str]
LINE = ["sweep", "made.yaml", "--workers", "0"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("made.yaml").write_text(f"summary: A small one.\n{dedent(SMALL)}")


def test_sweep_says_how_it_stands_and_goes_on(capsys: Capture) -> None:
    assert main(LINE) == 0
    out = capsys.readouterr().out
    assert out.startswith("4 of 4 done (0 before); in results/made\nNext: 'cogov report")
    assert main([*LINE, "--out", "results/made"]) == 0
    assert capsys.readouterr().out.startswith("4 of 4 done (4 before); in results/made\n")
    assert main([*LINE, "--months", "2", "--scale", "0.5"]) == 0
    assert capsys.readouterr().out.startswith("4 of 4 done (0 before)")
    (one, *_) = sorted(Path("results/made/logs").glob("*.log"))
    assert "done example, point 1, seed 1: " in one.read_text()


def test_failures_are_told_and_can_be_done_again(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(model: Any) -> None:
        raise ZeroDivisionError("by zero")

    with monkeypatch.context() as patched:
        patched.setattr(sim.CommunityModel, "step", broken)
        assert main(LINE) == FAULT
    heard = capsys.readouterr()
    assert heard.out.startswith("0 of 4 done, 4 failed (0 before)")
    assert "failed, 4 times, exception: ZeroDivisionError: by zero (such as example" in heard.err
    assert "--retry-failed" in heard.err
    assert main(LINE) == FAULT
    assert main([*LINE, "--retry-failed"]) == 0
    assert "4 of 4 done" in capsys.readouterr().out


def test_an_interrupt_says_how_to_go_on(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(model: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sim.CommunityModel, "step", stopped)
    assert main(LINE) == STOPPED
    heard = capsys.readouterr().err
    assert "finished runs are in results/made, and the same command goes on with them" in heard
    assert "Traceback" not in heard


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sweep mad.yaml", "did you mean 'made.yaml'?"),
        ("sweep three_stage", "did you mean 'three_stages'?"),
        ("sweep example", "no shipped experiment is called 'example'"),
        ("sweep made.yaml --timeout -1", "timeout: -1.0 is no time"),
        ("sweep made.yaml --out made.yaml", "is a file, not a folder"),
        ("verify nowhere", "does not exist"),
        ("explain three_stage", "no shipped scenario is called 'three_stage'"),
    ],
)
def test_mistakes_end_with_2(line: str, expected: str, capsys: Capture) -> None:
    assert main(line.split()) == MISTAKE
    heard = capsys.readouterr().err
    assert expected in heard
    assert "Traceback" not in heard


def test_verify_tells_what_it_found(capsys: Capture) -> None:
    main(LINE)
    capsys.readouterr()
    assert main(["verify", "results/made", "--rerun", "1"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines() == [
        "4 finished cells, 0 failed, 1 plans",
        "1 cells made again, the same to the bit",
        "everything is as it was written",
    ]
    for path in Path("results/made").glob("cells/*/*/*.parquet"):
        path.write_bytes(b"")
    assert main(["verify", "results/made"]) == FAULT
    assert capsys.readouterr().err.count("fault: ") == 4


def test_explain_counts_the_runs_and_estimates(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = plans.Costs(build=(1.0, 0.001), month=(0.5, 0.0), table=(3000.0, 10.0))
    monkeypatch.setattr(plans, "probe", lambda plan: costs)
    monkeypatch.setattr(plans, "usable_processors", lambda: 2)
    assert main(["explain", "made.yaml"]) == 0
    out = capsys.readouterr().out
    assert "A small one." in out
    assert "varied:      levers.control: 0.1, 0.5" in out
    assert "runs:        4 = 1 scenario x 2 points x 2 seeds" in out
    assert "28 months, up to 600 residents" in out
    # Four runs of 1 + 600 / 1000 + 7 / 2 seconds on two processors, and two blocks each.
    assert "time:        about 10 s on this machine, 20 s of processor time" in out
    assert "disk:        about 32.8 KB" in out


@pytest.mark.parametrize("name", shipped_experiments())
def test_explain_knows_the_shipped_experiments(
    name: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = plans.Costs((0, 0), (0, 0), (0, 0))
    monkeypatch.setattr(plans, "probe", lambda plan: costs)
    assert main(["explain", name]) == 0
    assert capsys.readouterr().out.startswith(f"{name}\n")


def test_explain_times_small_towns(capsys: Capture) -> None:
    assert main(["explain", "made.yaml"]) == 0
    assert "(small towns were timed)" in capsys.readouterr().out
