"""Figures of saved results, drawn again from their tables."""

from pathlib import Path
from typing import Any

import pytest

import sim
from sim.cli import MISTAKE, main
from sim.errors import OptionError, ResultsError
from sim.runs import files
from sim.studies.analysis import Analysis
from sim.sweeps.verify import verify
from tests.studies.test_attribution import additive, call, instead_of_the_model

OPEN = "extends: example\nlevers: {control: 0.1, volunteer_recruitment: 0.8}\n"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "_flush_to_disk", lambda *_: None)
    instead_of_the_model(monkeypatch, additive)
    (tmp_path / "opened.yaml").write_text(OPEN)
    call(str(tmp_path / "opened.yaml"), tmp_path / "made")
    return tmp_path / "made"


def test_chinese_figures_come_beside_the_english_ones(made: Path) -> None:
    tables = {path.name: path.read_bytes() for path in made.glob("*.csv")}
    found = sim.redraw(made, language="zh")
    assert [path.name for path in found.paths] == ["attribution.zh.png", "attribution.zh.svg"]
    assert all(path.stat().st_size for path in found.paths)
    again = sim.open_results(made)
    assert isinstance(again, Analysis)
    assert found.sentences == again.sentences("zh")
    assert {path.name: path.read_bytes() for path in made.glob("*.csv")} == tables
    assert not verify(made).faults, "the manifest knows the new files"
    assert isinstance(sim.open_results(made), Analysis)
    with pytest.raises(ResultsError, match=r"already holds attribution\.zh\.png"):
        sim.redraw(made, language="zh")
    sim.redraw(made, language="zh", overwrite=True)


def test_figures_may_go_elsewhere(made: Path, tmp_path: Path) -> None:
    manifest = (made / files.MANIFEST).read_bytes()
    sim.redraw(made, out=tmp_path / "drawn")
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == [
        "attribution.png",
        "attribution.svg",
    ]
    assert (made / files.MANIFEST).read_bytes() == manifest


def test_what_cannot_be_drawn_says_why(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ResultsError, match="is the store of a sweep, which has no figures"):
        sim.redraw(made / "store")
    assert main(["redraw", str(tmp_path / "gone")]) == MISTAKE
    assert "gone: does not exist" in capsys.readouterr().err
    assert main(["sensitivity", str(made)]) == MISTAKE
    assert "holds results of 'attribution', not of a sensitivity" in capsys.readouterr().err
    (made / "attribution.csv").write_text("changed\n")
    assert main(["redraw", str(made), "--overwrite"]) == MISTAKE
    assert "not the file that the manifest describes" in capsys.readouterr().err


@pytest.mark.usefixtures("drawn")
def test_figures_can_be_left_out_and_drawn_later(scenario_files: list[str], tmp_path: Path) -> None:
    """Nothing else changes, and redraw leaves what was left out."""
    small: Any = {"seeds": "0..1", "months": 2, "workers": 1, "progress": False}
    whole, later = tmp_path / "whole", tmp_path / "later"
    sim.compare(scenario_files, out=whole, **small)
    sim.compare(scenario_files, out=later, figures="none", **small)
    drawn = {one.name for one in whole.iterdir() if one.suffix in (".png", ".svg")}
    assert {one.name for one in later.iterdir()} == {one.name for one in whole.iterdir()} - drawn
    sim.redraw(later)
    for one in whole.iterdir():
        if one.name != "manifest.json":
            assert (later / one.name).read_bytes() == one.read_bytes()
    with pytest.raises(OptionError, match="figures: 'non' is not known"):
        sim.compare(scenario_files, figures="non", **small)
