import json
import os
import shutil
import time
from pathlib import Path

import pytest

from sim.dashboard.controls import Scenarios
from sim.dashboard.shelf import Shelf
from sim.errors import ResultsError
from sim.scenario.layers import MOST_FILES


@pytest.fixture
def copied(results: Path, tmp_path: Path) -> Path:
    """Results that a test may spoil."""
    return Path(shutil.copytree(results, tmp_path / "mine"))


def test_folders_are_found_at_any_depth(results: Path) -> None:
    assert Shelf(results).folders() == ("compared", "deep/swept", "once")
    assert Shelf(results / "once").folders() == (".",)


@pytest.mark.parametrize("name", ["..", "../other", "/etc", "deep/../../other", "compared/../.."])
def test_nothing_outside_is_read(results: Path, name: str) -> None:
    with pytest.raises(ResultsError, match="the only folder that the page may read"):
        Shelf(results).open(name)


def test_no_link_leads_outside(copied: Path, results: Path) -> None:
    (copied / "away").symlink_to(results / "once")
    shelf = Shelf(copied)
    assert "away" not in shelf.folders()
    with pytest.raises(ResultsError, match="is outside"):
        shelf.open("away")
    table = copied / "once" / "metrics.parquet"
    table.unlink()
    table.symlink_to(results / "once" / "metrics.parquet")
    assert "once" not in Shelf(copied).folders()
    with pytest.raises(ResultsError, match=r"metrics.parquet: is outside"):
        shelf.open("once")


@pytest.mark.parametrize(
    "name, expected",
    [
        ("nowhere", "nowhere: does not exist; name the folder that a run wrote"),
        ("opened.yaml", "opened.yaml: is not a folder; name the folder that a run wrote"),
        (
            "deep",
            "deep: holds no manifest.json, so no finished results of this program (name a "
            "folder that run, compare, sweep or an analysis wrote)",
        ),
    ],
)
def test_what_is_no_results_is_said_in_one_sentence(
    results: Path, name: str, expected: str
) -> None:
    with pytest.raises(ResultsError) as error:
        Shelf(results).open(name)
    (problem,) = error.value.problems
    assert str(problem) == f"{results}/{expected}"


def spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40] + b"0" * 40)


def test_damaged_results_are_said_with_their_path(copied: Path) -> None:
    spoil(copied / "once" / "metrics.parquet")
    (copied / "compared" / "manifest.json").write_text("{")
    for path in (copied / "deep/swept/cells").rglob("*.parquet"):
        spoil(path)
    shelf = Shelf(copied)
    with pytest.raises(ResultsError, match=r"once/metrics.parquet: is not the file"):
        shelf.open("once")
    with pytest.raises(ResultsError, match=r"compared/manifest.json: cannot be read"):
        shelf.open("compared")
    with pytest.raises(ResultsError, match="swept: cannot be read"):
        shelf.open("deep/swept")


def test_a_manifest_without_its_parts_is_damaged(copied: Path) -> None:
    (copied / "once" / "manifest.json").write_text('{"program": "cogov", "kind": "run"}')
    with pytest.raises(ResultsError):
        Shelf(copied).open("once")


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ResultsError, match="holds no finished results of this program"):
        Shelf(tmp_path).folders()
    with pytest.raises(ResultsError, match="does not exist"):
        Shelf(tmp_path / "nowhere").folders()
    (tmp_path / "manifest.json").write_text('{"program": "another"}')
    with pytest.raises(ResultsError, match="was written by another program"):
        Shelf(tmp_path).folders()


def test_what_is_of_another_program_is_not_listed_and_what_is_damaged_is(copied: Path) -> None:
    (copied / "foreign").mkdir()
    (copied / "foreign" / "manifest.json").write_text('{"name": "a web page"}')
    (copied / "unknown").mkdir()
    (copied / "unknown" / "manifest.json").write_text('{"program": "cogov", "kind": "dream"}')
    (copied / "once" / "manifest.json").write_text('{"program": "cog')
    kinds = {one.path: one.kind for one in Shelf(copied).entries()}
    assert kinds == {"compared": "compare", "deep/swept": "store", "once": "damaged"}
    with pytest.raises(ResultsError, match=r"holds results of 'dream', which this version"):
        Shelf(copied).open("unknown")


def test_every_entry_says_what_it_is_about(results: Path) -> None:
    labels = {one.path: one.label for one in Shelf(results).entries()}
    assert labels["compared"].en == "opened against Example"
    assert labels["compared"].zh == "opened 与示例相比"
    assert labels["once"].zh == "示例"
    assert labels["deep/swept"].en == "levels (Example)"


def test_scenarios_are_offered_and_nothing_else(results: Path) -> None:
    # levels.yaml is an experiment.
    assert Shelf(results).scenarios() == ("opened.yaml",)


@pytest.mark.parametrize(
    "text",
    [
        "extends: {away}/opened.yaml\n",
        "extends: ./inner.yaml\n",
        "extends: example\ntown: {away}/town.yaml\n",
        "extends: example\nrun: {{burn_in: {{under: ../elsewhere/opened.yaml}}}}\n",
    ],
)
def test_a_scenario_that_builds_on_files_outside_is_not_offered(tmp_path: Path, text: str) -> None:
    away, root = tmp_path / "elsewhere", tmp_path / "mine"
    away.mkdir()
    root.mkdir()
    (away / "opened.yaml").write_text("extends: example\n")
    (away / "town.yaml").write_text("label: {en: A, zh: B}\n")
    (root / "inner.yaml").write_text(f"extends: {away}/opened.yaml\n")
    (root / "asked.yaml").write_text(text.format(away=away))
    (root / "good.yaml").write_text("extends: example\nlevers: {control: 0.1}\n")
    (root / "linked.yaml").symlink_to(away / "opened.yaml")
    shelf = Shelf(root)
    assert shelf.scenarios() == ("good.yaml",)
    assert not shelf.offers("asked.yaml")
    assert not shelf.offers("linked.yaml")
    assert not shelf.offers("../elsewhere/opened.yaml")


def test_analyses_are_listed_and_opened(copied: Path) -> None:
    folder = copied / "compared" / "why"
    folder.mkdir()
    manifest = {
        "program": "cogov",
        "kind": "why",
        "format": 1,
        "files": {},
        "about": {},
        "scenarios": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "compared/why" in Shelf(copied).folders()
    found = Shelf(copied).open("compared/why")
    assert found.kind == "why"
    del manifest["about"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultsError, match=r"manifest.json: is damaged: it lacks about"):
        Shelf(copied).open("compared/why")


def test_the_runs_of_an_analysis_that_has_not_ended_are_said_to_be_that(
    explained: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(explained, tmp_path / "mine"))
    (root / "attributed" / "manifest.json").unlink()
    kinds = {one.path: one.kind for one in Shelf(root).entries()}
    assert kinds["attributed/store"] == "unfinished"
    assert Shelf(root).open("attributed/store").kind == "unfinished"
    assert "attributed/store" not in Shelf(explained).folders()


def test_scenarios_beside_the_folder_are_offered_inside_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "results"
    (tmp_path / "deeper").mkdir()
    root.mkdir()
    for path in (tmp_path / "mine.yaml", tmp_path / "deeper" / "other.yaml"):
        path.write_text("extends: example\nlevers: {control: 0.1}\n")
    assert Shelf(root).beside() is None
    monkeypatch.chdir(tmp_path)
    for shelf in (Shelf(root), Shelf(Path("results"))):
        beside = shelf.beside()
        assert beside is not None
        assert beside.scenarios() == ("mine.yaml",)
    assert Shelf(tmp_path).beside() is None
    assert Shelf(Path("..")).beside() is None
    (offered,) = Scenarios.of(Shelf(Path("results"))).own
    assert offered == "../mine.yaml"
    assert Shelf(Path("results")).load(offered).scenario.name == "mine"


def test_a_long_chain_is_not_offered_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    count = 400
    for number in range(count):
        parent = f"./c{number + 1:03}.yaml" if number + 1 < count else "example"
        (tmp_path / f"c{number:03}.yaml").write_text(f"summary: s\nextends: {parent}\n")
    (tmp_path / os.fsdecode("规划.yaml".encode("gb18030"))).write_text("extends: example\n")
    begin = time.monotonic()
    offered = Shelf(tmp_path).scenarios()
    assert time.monotonic() - begin < 60
    assert offered == tuple(f"c{number:03}.yaml" for number in range(count - MOST_FILES, count))
