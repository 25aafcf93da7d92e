"""The tables of a store, whatever its folder is called."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.errors import ResultsError
from sim.sweeps.store import Store
from tests.sweeps.conftest import SMALL, ExperimentWriter

NAMES = (
    *("plan [v2]", "a[1]", "a?b", "*", "**", "[!a]", "[^a]", "[", "[]", "]", "规划[终稿]"),
    *("st[1]", "{a,b}", "~", "x'y", 'x"y', "a=1", "seed=7", "month=2020-01", "a;b", "a\nb"),
    *("http:", "s3:", "a%20b", "a#b", "-x", "a\\b"),
)
SIBLINGS = ("a1", "axb", "st1", "a", "b")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of four runs."""
    folder = tmp_path_factory.mktemp("store")
    path = folder / "made.yaml"
    path.write_text(SMALL)
    sim.sweep(path, out=folder / "store", workers=0, progress=False)
    return folder / "store"


@pytest.mark.parametrize("name", NAMES)
def test_a_store_reads_itself_alone_whatever_it_is_called(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for sibling in SIBLINGS:
        shutil.copytree(store, sibling)
        for path in Path(sibling).glob("cells/*/*/*"):
            path.rename(path.with_stem(f"other-{path.stem}"))
        shutil.rmtree(Path(sibling, "plans"))
    shutil.copytree(store, name)
    found, whole = sim.SweepResults(Path(name)), sim.SweepResults(store)
    pd.testing.assert_frame_equal(found.metrics, whole.metrics, check_exact=True)
    pd.testing.assert_frame_equal(found.runs, whole.runs, check_exact=True)


def test_an_experiment_may_be_called_like_a_pattern(write: ExperimentWriter) -> None:
    for name in ("a[1]", "a=1", "a?"):
        write(SMALL).rename(f"{name}.yaml")
        found = sim.sweep(f"{name}.yaml", out="store [x]", workers=0, progress=False)
    assert set(found.runs["experiment"]) == {"a[1]", "a=1", "a?"}
    assert len(found.runs) == 12
    assert "a" not in found.runs.columns


def test_a_name_that_is_no_text_is_told(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "gbk-\udcb9\udce6"
    shutil.copytree(store, folder)
    with pytest.raises(ResultsError, match="its name is no text in UTF-8"):
        _ = sim.SweepResults(folder).runs
    with pytest.raises(ResultsError, match="its name is no text in UTF-8"):
        Store.at(tmp_path / "new-\udcb9")
    assert not (tmp_path / "new-\udcb9").exists()
