from pathlib import Path

import pytest

from sim.cli import MISTAKE, STOPPED, main

Capture = pytest.CaptureFixture[str]
OPEN = "extends: example\nlevers: {control: 0.1, volunteer_recruitment: 0.8}\n"
LINE = [
    "attribute",
    "opened.yaml",
    "--baseline",
    "example",
    "--seeds",
    "0..1",
    "--months",
    "3",
    "--workers",
    "0",
    "--metric",
    "trust",
]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("opened.yaml").write_text(OPEN)


def test_attribute_prints_a_table_and_sentences(capsys: Capture) -> None:
    assert main(LINE) == 0
    out = capsys.readouterr().out
    assert "Trust in the committee (index 0–1): opened minus Example" in out
    assert "Grid management" in out
    assert "Trust in the committee is the same under opened as under Example" in out
    assert "Saved in results/opened-attribution: attribution.csv" in out
    assert main(LINE) == MISTAKE
    assert "pass --overwrite" in capsys.readouterr().err


STUDY = """
kind: sensitivity
summary: A small one.
scenarios: [example]
seeds: 0..1
run: {months: 1}
metrics: [trust]
factors: {parameters.initial_trust: declared, parameters.attitude_sd: declared}
screening: {trajectories: 2}
sobol: {factors: 1, samples: 2}
"""


def test_sensitivity_prints_tables_and_sentences(capsys: Capture) -> None:
    Path("study.yaml").write_text(STUDY)
    assert main(["sensitivity", "study.yaml", "--workers", "0"]) == 0
    out = capsys.readouterr().out
    assert "What moves trust in the committee of Example: screening" in out
    assert "What explains the variance of trust in the committee of Example" in out
    assert "Trust at the start" in out
    assert "Of 2 factors moved over their whole ranges" in out
    assert "Saved in results/study: morris.csv" in out


def test_explain_counts_the_runs_of_a_study(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.sweeps import plan as plans

    costs = plans.Costs(build=(1.0, 0.0), month=(0.0, 0.0), table=(3000.0, 10.0))
    monkeypatch.setattr(plans, "probe", lambda plan: costs)
    Path("study.yaml").write_text(STUDY)
    assert main(["explain", "study.yaml"]) == 0
    out = capsys.readouterr().out
    assert "A small one." in out
    assert "factors:     2" in out
    assert "screening:   12 runs = 1 scenario x 6 points x 2 seeds" in out
    assert "sobol:       12 runs = 1 scenario x 6 points x 2 seeds" in out
    assert main(["explain", "sensitivity_quick"]) == 0


@pytest.mark.parametrize(
    "line, told",
    [
        ("sensitivity sensitivty", "did you mean 'sensitivity'?"),
        ("sensitivity three_stages", "it is for 'cogov sweep'"),
        ("sweep sensitivity", "it is for 'cogov sensitivity'"),
        ("attribute example --baseline exampel", "did you mean 'example'?"),
        ("attribute example --baseline example", "two scenarios are called 'example'"),
    ],
)
def test_mistakes_end_with_2(line: str, told: str, capsys: Capture) -> None:
    assert main(line.split()) == MISTAKE
    heard = capsys.readouterr().err
    assert told in heard
    assert "Traceback" not in heard


def test_an_interrupt_says_how_to_go_on(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    import sim

    def stopped(model: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sim.CommunityModel, "step", stopped)
    assert main(LINE) == STOPPED
    assert "the same command goes on with them" in capsys.readouterr().err
