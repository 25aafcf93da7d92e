from pathlib import Path

import pytest

from sim.cli import MISTAKE, STOPPED, main

Capture = pytest.CaptureFixture[str]
OPEN = "extends: example\nlevers: {control: 0.1, volunteer_recruitment: 0.8}\n"
LINE = [
    "attribute", "opened.yaml", "--baseline", "example", "--seeds", "0..1", "--months", "3",
    "--workers", "0", "--metric", "trust",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("opened.yaml").write_text(OPEN)


def test_attribute_prints_a_table_and_sentences(capsys: Capture) -> None:
    assert main(LINE) == 0
    out = capsys.readouterr().out
    assert "Trust in the committee (index 0–1): opened minus example" in out
    assert "Grid management" in out
    assert "opened instead of example moves trust in the committee by" in out.replace("\n", " ")
    assert "Saved in results/opened-attribution: attribution.csv" in out
    assert main(LINE) == MISTAKE
    assert "pass --overwrite" in capsys.readouterr().err


def test_an_interrupt_says_how_to_go_on(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    import sim

    def stopped(model: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sim.CommunityModel, "step", stopped)
    assert main(LINE) == STOPPED
    assert "the same command goes on with them" in capsys.readouterr().err
