"""A kind of study that is registered has all that others have, without any other edit."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.errors import ScenarioError
from sim.kinds import kinds, register, unregister
from sim.studies.engine import conduct
from tests.small import drawing
from tests.studies.toy import KIND

TEXT = """
kind: ends
summary: Both ends of two factors.
scenarios: [example]
seeds: 0..1
run: {months: 2}
metrics: [trust, participation_rate]
factors:
  levers.control: {low: 0, high: 1}
  parameters.initial_trust: declared
"""


@pytest.fixture(scope="module", autouse=True)
def registered() -> Iterator[None]:
    register(KIND)
    yield
    unregister("ends")
    assert main(["ends"]) == 2


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("toy") / "made.yaml"
    path.write_text(TEXT)
    return path


@pytest.fixture(scope="module")
def found(file: Path) -> Path:
    """The folder that its command left."""
    folder = file.parent / "found"
    command = ["ends", str(file), "--workers", "0", "--out", str(folder), "--lang", "zh"]
    with drawing(True):
        assert main(command) == 0
    return folder


def cells(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.parquet") if "cells" in path.parts}


def test_it_has_a_command_with_help_and_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "Run scenarios at both ends" in " ".join(capsys.readouterr().out.split())
    assert main(["ends", "--help"]) == 0
    shown = capsys.readouterr().out
    for option in ("--seeds", "--workers", "--metric", "--middle", "--lang", "--out", "--with"):
        assert option in shown


def test_it_is_explained_and_has_a_schema(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "both ends of all factors" in shown
    assert "levers.control" in shown
    assert main(["schema", "--of", "ends"]) == 0
    assert (
        "levers.control"
        in json.loads(capsys.readouterr().out)["properties"]["factors"]["properties"]
    )


def test_it_runs_and_says_what_it_found(found: Path) -> None:
    opened = sim.open_results(found)
    assert isinstance(opened, sim.Analysis)
    table = opened.tables["ends"]
    assert list(table["share"]) == [0.0, 1.0, 0.0, 1.0]
    low, high = table[table["metric"] == "trust"]["value"]
    assert high > low
    assert len(opened.sentences()) == len(opened.sentences("zh")) == 2
    names = {path.name for path in found.iterdir()}
    assert {"ends.csv", "ends.png", "ends.zh.svg", "ends.answer.json", "manifest.json"} <= names
    assert opened.manifest["command"].startswith("cogov ends ")


def test_it_goes_on_where_it_was_and_needs_no_run_for_an_answer(file: Path, found: Path) -> None:
    before = cells(found)
    again = conduct(KIND, file, out=found, overwrite=True, allowed=False, workers=0, progress=False)
    pd.testing.assert_frame_equal(again.tables["ends"], pd.read_csv(found / "ends.csv"))
    assert cells(found) == before
    more = conduct(
        KIND, file, out=found, own={"middle": True}, overwrite=True, workers=0, progress=False
    )
    assert list(more.tables["ends"]["share"]) == [0.0, 0.5, 1.0] * 2
    kept = more.tables["ends"][more.tables["ends"]["share"] != 0.5].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, again.tables["ends"], check_exact=True)


def test_it_is_drawn_again_verified_and_has_a_brief(
    found: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ends", str(found), "--lang", "zh"]) == 0
    assert "一端为" in capsys.readouterr().out
    assert main(["redraw", str(found), "--out", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again" / "ends.svg").is_file()
    assert main(["verify", str(found)]) == 0
    for language, title in (("en", "Both ends"), ("zh", "两端")):
        page = tmp_path / f"{language}.html"
        assert main(["report", str(found), "--lang", language, "--out", str(page)]) == 0
        assert title in page.read_text("utf-8")


def test_the_page_lists_and_shows_it(found: Path) -> None:
    pytest.importorskip("solara")
    from sim.dashboard import page
    from sim.dashboard.shelf import Shelf
    from sim.words import Speech

    shelf = Shelf(found)
    (entry,) = shelf.entries()
    assert entry.kind == "ends"
    ((_, text),) = page.folder_options([entry], entry.path, Speech("zh"))
    assert text.startswith("两端分析")
    opened = shelf.open(entry.path)
    assert page.about(opened, Speech("en")).startswith("Study of ends: ")


def test_a_wrong_file_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = file.with_name("wrong.yaml")
    wrong.write_text(TEXT.replace("trust,", "trsut,").replace("low: 0,", "low: -3,"))
    assert main(["ends", str(wrong)]) == 2
    told = capsys.readouterr().err
    assert f"{wrong}:7: metrics.[1]: 'trsut' is not known (did you mean 'trust'?)" in told
    assert f"{wrong}:9: " in told
    with pytest.raises(ScenarioError, match="this is a study of ends"):
        conduct(kinds()["sensitivity"], file, out=file.parent / "none")
