"""The record of a study: what is kept when the runs are not."""

from pathlib import Path

import pytest

from experiments import record
from sim.api.results import open_results
from sim.runs import files
from sim.studies.analysis import Analysis
from sim.sweeps.verify import verify
from tests.studies.test_attribution import additive, call, instead_of_the_model

ROOT = Path(__file__).resolve().parents[1]
OPEN = "extends: example\nlevers: {control: 0.1, volunteer_recruitment: 0.8}\n"


def test_a_record_holds_tables_figures_sentences_and_how_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(files, "_flush_to_disk", lambda *_: None)
    instead_of_the_model(monkeypatch, additive)
    (tmp_path / "opened.yaml").write_text(OPEN)
    found = call(str(tmp_path / "opened.yaml"), tmp_path / "made")
    kept = tmp_path / "kept"
    assert record.main([str(tmp_path / "made"), str(kept), "--note", "One more thing."]) == 0
    assert "README.md" in capsys.readouterr().out
    names = {path.name for path in kept.iterdir()}
    assert {"attribution.csv", "attribution.svg", "attribution.zh.svg", "README.md"} <= names
    assert not any(name.endswith((".parquet", ".png")) for name in names)
    said = (kept / "README.md").read_text(encoding="utf-8")
    for part in (
        *found.sentences("en"),
        *found.sentences("zh"),
        "seeds 0..2",
        "12 runs of ",
        "One more thing.",
    ):
        assert part in said
    again = open_results(kept)
    assert isinstance(again, Analysis)
    assert again.sentences("en") == found.sentences("en")
    assert verify(kept).faults == []
    (kept / "attribution.csv").write_text("edited")
    assert verify(kept).faults != []


def test_every_shipped_record_is_what_its_manifest_says() -> None:
    found = [path.parent for path in (ROOT / "experiments").glob("*/manifest.json")]
    assert {path.name for path in found} >= {"calibration", "discovery", "search", "sensitivity"}
    for folder in found:
        assert verify(folder).faults == [], folder
