import shutil
from pathlib import Path

import pytest

from sim.calendar import format_month
from sim.dashboard.opened import OpenedRuns, OpenedStore, Shelf
from sim.declarations.tables import TOWN
from sim.errors import ResultsError


@pytest.fixture
def copied(results: Path, tmp_path: Path) -> Path:
    """Results that a test may spoil."""
    return Path(shutil.copytree(results, tmp_path / "mine"))


def test_folders_are_found_at_any_depth(results: Path) -> None:
    assert Shelf(results).folders() == ("compared", "deep/swept", "once")
    assert Shelf(results / "once").folders() == (".",)


def test_a_comparison(results: Path) -> None:
    opened = Shelf(results).open("compared")
    assert isinstance(opened, OpenedRuns)
    assert (opened.kind, opened.lines) == ("compare", ("example", "opened"))
    table = opened.table(("opened",), ("trust",), "riverside")
    assert set(table["scenario"]) == {"opened"}
    assert set(table["community"]) == {TOWN}
    assert table["seed"].nunique() == 2
    groups = opened.groups()
    assert groups is not None
    assert len(groups)


def test_a_store(results: Path) -> None:
    opened = Shelf(results).open("deep/swept")
    assert isinstance(opened, OpenedStore)
    assert opened.lines == ("control 0", "control 1")
    assert opened.design.seeds == (0, 1)
    assert format_month(opened.design.end - 1) == "2022-01"
    table = opened.table(("control 1",), ("trust", "depth"), TOWN)
    assert list(table.columns) == ["scenario", "seed", "month", "community", "trust", "depth"]
    assert set(table["scenario"]) == {"control 1"}
    assert len(table) == 2 * (6 + 13)
    both = opened.table(opened.lines, ("administrative_share",), TOWN)
    assert format_month(opened.until(both) or 0) == "2021-01"
    assert opened.until(table) is None
    assert opened.groups() is None


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
        ("deep", "deep: holds no manifest.json, so no finished results of this program"),
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


def test_other_kinds_of_results_are_not_shown(copied: Path) -> None:
    manifest = '{"program": "cogov", "kind": "attribution", "files": {}, "format": 1}'
    (copied / "once" / "manifest.json").write_text(manifest)
    assert "once" not in Shelf(copied).folders()
    with pytest.raises(ResultsError):
        Shelf(copied).open("once")


def test_an_unknown_plan_is_said(results: Path) -> None:
    with pytest.raises(ResultsError, match="has no finished run of nothing"):
        Shelf(results).open("deep/swept", "nothing")
