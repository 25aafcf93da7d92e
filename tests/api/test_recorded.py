"""The tables beside the metrics, through a call, a folder and back."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim
from sim.api import commands
from sim.api.export import codebook
from sim.errors import OptionError, ResultsError
from sim.runs import simulate
from sim.runs.files import digest
from sim.runs.tables import Spool
from tests.small import drawing

PARTNERS = {"levers.grid_workers": 4, "levers.service_demand_list": 1}
"""Without them the example has no joint work."""
TABLES = ("groups", "actors", "network", "matters", "panel")
RECORD = ("matters", "panel")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    folder = tmp_path_factory.mktemp("run") / "example"
    with drawing(True):
        return sim.run(
            "example", 0, settings=PARTNERS, months=20, record=RECORD, out=folder, progress=False
        )


def test_tables_are_saved_with_their_hashes(saved: sim.Results) -> None:
    assert saved.folder is not None
    files = saved.manifest["files"]
    assert list(files) == [
        "metrics.parquet",
        *(f"{name}.parquet" for name in ("groups", "actors", "network", "panel", "matters")),
        "run.png",
        "run.svg",
    ]
    assert {path.name for path in saved.folder.iterdir()} == {*files, "manifest.json"}
    for name, file in files.items():
        assert file["sha256"] == digest(saved.folder / name)
        if not name.endswith(".parquet"):
            continue
        said = json.loads(pq.read_schema(saved.folder / name).metadata[b"cogov"])
        assert said["seeds"] == [0]
        assert said["scenarios"]["example"]["sources"] is not None
        assert said["hashes"]["code"] == saved.manifest["hashes"]["code"]


@pytest.mark.parametrize("name", TABLES)
def test_tables_open_again(saved: sim.Results, name: str) -> None:
    assert saved.folder is not None
    again = sim.open_results(saved.folder)
    assert isinstance(again, sim.Results)
    mine: pd.DataFrame = getattr(saved, name)
    pd.testing.assert_frame_equal(getattr(again, name), mine, check_exact=True)
    assert getattr(again, name) is getattr(again, name), "it is read once"
    assert len(mine) > 0
    assert set(mine["scenario"]) == {"example"}


@pytest.mark.parametrize("name", TABLES)
def test_what_is_not_saved_is_at_hand_and_the_same(saved: sim.Results, name: str) -> None:
    found = sim.run("example", 0, settings=PARTNERS, months=20, record=[*RECORD], progress=False)
    pd.testing.assert_frame_equal(getattr(found, name), getattr(saved, name), check_exact=True)


def test_parts_make_the_same_table(
    saved: sim.Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulate, "MATTERS_AT_ONCE", 10)
    found = sim.run(
        "example",
        0,
        settings=PARTNERS,
        months=20,
        record="matters",
        out=tmp_path,
        figures="none",
        progress=False,
    )
    assert pq.ParquetFile(tmp_path / "matters.parquet").num_row_groups > 2
    pd.testing.assert_frame_equal(found.matters, saved.matters, check_exact=True)


def test_matters_that_nobody_asked_for_are_missed_with_advice(tmp_path: Path) -> None:
    sim.run("example", months=1, out=tmp_path, figures="none", progress=False)
    for found in (sim.open_results(tmp_path), sim.run("example", months=1, progress=False)):
        assert isinstance(found, sim.Results)
        assert len(found.groups) > 0
        with pytest.raises(ResultsError, match=r"matters were not recorded .*--record matters"):
            found.matters  # noqa: B018


def test_a_table_that_was_changed_is_found_out(saved: sim.Results, tmp_path: Path) -> None:
    assert saved.folder is not None
    for path in saved.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "groups.parquet").open("ab") as stream:
        stream.write(b" ")
    (tmp_path / "actors.parquet").unlink()
    found = sim.open_results(tmp_path)
    assert isinstance(found, sim.Results)
    with pytest.raises(ResultsError, match=r"groups.parquet: is not the file that the manifest"):
        found.groups  # noqa: B018
    with pytest.raises(ResultsError, match=r"actors.parquet: is missing"):
        found.actors  # noqa: B018
    pd.testing.assert_frame_equal(found.matters, saved.matters, check_exact=True)


def test_an_unknown_table_is_a_problem_of_the_user() -> None:
    with pytest.raises(OptionError, match=r"record: 'mattres' is not known .*'matters'"):
        sim.run("example", record="mattres")
    with pytest.raises(OptionError, match="record: 'groups' is not known"):
        sim.run("example", record=["groups"])


def test_a_run_that_fails_leaves_no_part_of_a_table_and_keeps_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim.run("example", months=1, record="matters", out=tmp_path, progress=False)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def stopped(*_: object, **__: object) -> None:
        assert len(list(tmp_path.iterdir())) == len(before) + 1
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "simulate_seed", stopped)
    with pytest.raises(KeyboardInterrupt):
        sim.run(
            "example", 1, months=1, record="matters", out=tmp_path, overwrite=True, progress=False
        )
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_run_without_matters_leaves_none_of_the_old(tmp_path: Path) -> None:
    sim.run("example", months=1, record="matters", out=tmp_path, figures="none", progress=False)
    sim.run("example", months=1, out=tmp_path, overwrite=True, figures="none", progress=False)
    assert not (tmp_path / "matters.parquet").exists()


def test_a_full_disk_is_told_of_while_matters_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Spool, "add", full)
    with pytest.raises(ResultsError, match="No space left"):
        sim.run("example", months=1, record="matters", out=tmp_path, progress=False)
    assert list(tmp_path.iterdir()) == []


def test_a_comparison_follows_the_same_residents_in_every_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [
        sim.load_scenario("example", ["run.months=12", "run.burn_in.months=1", *more])
        for more in ([], ["levers.control=0"])
    ]
    both[1] = replace(both[1], name="opened")
    options: dict[str, Any] = {"seeds": [0, 1], "sets": "none", "still": 0, "progress": False}
    found = sim.compare(both, record="panel", out=tmp_path, figures="none", **options)
    panel = found.panel
    assert set(panel["scenario"]) == {"example", "opened"}
    for _, rows in panel.groupby("seed"):
        mine, other = (one for _, one in rows.groupby("scenario"))
        who = ["month", "resident", "arrived", "age", "disposition"]
        pd.testing.assert_frame_equal(
            mine[who].reset_index(drop=True), other[who].reset_index(drop=True), check_exact=True
        )
        assert (mine["trust"].to_numpy() != other["trust"].to_numpy()).any()
    assert found.manifest["options"]["record"] == ["panel"]
    again = sim.compare(both, record="panel", out=tmp_path, figures="none", **options)
    assert again.again, "the same was asked for"
    pd.testing.assert_frame_equal(again.panel, panel, check_exact=True)
    shared = sim.compare(both, record="panel", workers=2, **options)
    pd.testing.assert_frame_equal(shared.panel, panel, check_exact=True)
    with pytest.raises(OptionError, match="record: 'matters' is not known"):
        sim.compare(both, record="matters", **options)
    book = codebook({"panel": panel}).set_index("column")
    assert str(book.loc["resident", "definition_en"]).startswith("Id of the resident's place")
    assert book.loc["trust", "definition_zh"] == "对居委会的信任，0 至 1。"
    assert not (book["definition_en"] == book["definition_zh"]).iloc[2:].any()
