import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError, UserError
from sim.runs.plausible import read_ensemble
from sim.scenario import load_scenario
from sim.scenario.layers import MOST_FILES
from sim.scenario.yamlfile import OUTSIDE, only_inside, parse_json, read_plain
from sim.tables.cells import Findings
from sim.tables.read import read_sheets
from sim.tables.targets import read_counts
from sim.words import Speech


def told(name: str) -> str:
    with pytest.raises(ScenarioError) as error:
        load_scenario(name)
    (problem,) = error.value.problems
    return str(problem)


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices")
def test_what_is_no_plain_file_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.yaml")
    Path("zero.yaml").symlink_to("/dev/zero")
    Path("folder.yaml").mkdir()
    begin = time.monotonic()
    assert told("pipe.yaml") == "pipe.yaml: the file cannot be read: it is no plain file"
    assert told("zero.yaml") == "zero.yaml: the file cannot be read: it is no plain file"
    assert told("folder.yaml") == "folder.yaml: this is a folder, not a file"
    for name in ("pipe.yaml", "zero.yaml"):
        Path("child.yaml").write_text(f"extends: ./{name}\n")
        assert told("child.yaml").endswith("it is no plain file")
    assert time.monotonic() - begin < 1


def test_a_long_chain_is_refused_and_a_fair_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(1_200):
        parent = f"./c{number + 1}.yaml" if number < 1_199 else "example"
        Path(f"c{number}.yaml").write_text(f"summary: one of many\nextends: {parent}\n")
    begin = time.monotonic()
    text = told("c0.yaml")
    assert f"the chain is longer than {MOST_FILES} files" in text
    assert time.monotonic() - begin < 3
    Path("c50.yaml").write_text("summary: the last one\nextends: example\n")
    assert load_scenario("c0.yaml").name == "c0"


def test_only_what_lies_inside_is_read_however_it_is_named(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "text").write_text("mine")
    (inside / "away").symlink_to(outside / "text")
    (inside / "up").symlink_to(outside)
    (inside / "home").symlink_to(inside / "text")
    (tmp_path / "back").symlink_to(inside)
    named = ["../out/text", "away", "up/text", "./../out/./text", str(outside / "text")]
    for name in named:
        assert read_plain(inside / name) == b"mine"
        with only_inside(inside), pytest.raises(PermissionError, match=OUTSIDE):
            read_plain(inside / name)
    with only_inside(inside):
        for path in ("text", "home", "../in/text", "../back/text"):
            assert read_plain(inside / path) == b"mine"


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices")
@pytest.mark.parametrize("kind", ["pipe", "zero", "loop", "folder", "large"])
def test_tables_that_are_no_plain_files_are_refused_at_once(kind: str, tmp_path: Path) -> None:
    """A pipe would wait for ever; a device fills the memory."""
    path = tmp_path / "table.csv"
    makes: dict[str, Callable[[], object]] = {
        "pipe": lambda: os.mkfifo(path),
        "zero": lambda: path.symlink_to("/dev/zero"),
        "loop": lambda: path.symlink_to(path),
        "folder": path.mkdir,
        "large": lambda: os.truncate(os.open(path, os.O_CREAT | os.O_RDWR), 200_000_000),
    }
    makes[kind]()
    town, begin = load_scenario("example"), time.monotonic()
    with pytest.raises(UserError):
        read_ensemble(path)
    with pytest.raises(UserError):
        read_counts(path, town)
    findings = Findings(Speech("en"))
    assert not read_sheets([path], findings)
    assert findings.problems
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "{", "\xff", ""])
def test_json_that_is_none_is_one_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"nested|Expecting|column"):
        parse_json(text)
