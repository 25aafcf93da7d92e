"""Commented copies to start from."""

import os
import re
from pathlib import Path

import pytest

import sim
from sim.api import texts
from sim.declarations.levers import LEVERS
from sim.errors import Problem, ScenarioError
from sim.kinds import EXPERIMENT, file_kinds
from sim.scenario import load_scenario, shipped_scenarios
from sim.scenario.explain import write_template
from sim.scenario.load import doubts, load
from sim.scenario.places import experiments_folder, is_file, shipped_experiments
from sim.scenario.yamlfile import parse_yaml, read_yaml
from tests.scenario.conftest import Write


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_copy_is_the_same_scenario(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_template("mine", name)
    assert path == Path("mine.yaml")
    copy, original = load(path), load(name)
    assert copy.scenario.content_hash == original.scenario.content_hash
    assert copy.scenario.seeds == original.scenario.seeds
    assert (copy.scenario.summary, copy.scenario.summary_zh) == ("", ""), "hers to write"
    assert copy.scenario.sources == (), "the authority of the copied one is not the copy's"
    assert copy.scenario.label is not None
    assert copy.scenario.label.en == "mine"
    assert copy.scenario.known == original.scenario.known
    assert doubts(copy) == []


def test_every_lever_is_explained(tmp_path: Path) -> None:
    text = write_template("mine", "government_led", tmp_path).read_text("utf-8")
    for name, lever in LEVERS.items():
        assert f" {name}: " in text
        assert lever.label.en in text
    assert "\n  control: 0.9\n" in text
    assert "\n  # grid_workers: 0\n" in text
    assert "beiguan: 0.2" in text
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    assert max(len(line) for line in comments) <= 110


def test_commented_values_are_right_when_uncommented(tmp_path: Path) -> None:
    path = write_template("mine", "example", tmp_path)
    lines = path.read_text("utf-8").splitlines()
    names = (*LEVERS, "town", "start", "months", "seeds", "under", "scale")
    plain = [
        line.replace("# ", "", 1)
        if line.lstrip().startswith(tuple(f"# {n}: " for n in names))
        else line
        for line in lines
    ]
    path.write_text("\n".join(plain), "utf-8")
    assert load_scenario(path).content_hash == load_scenario("example").content_hash


def test_a_copy_of_a_file_of_ones_own(write: Write) -> None:
    write("levers: {supervision: 0.1}", "sub/past.yaml")
    write("extends: example\nlevers: {control: {hillside: 0.4}}", "sub/parent.yaml")
    write(
        "extends: parent.yaml\n"
        "run: {burn_in: {under: past.yaml}}\n"
        "levers: {control: {riverside: {value: 0.2, low: 0.1, high: 0.3, mark: survey}}}\n"
        "timeline: [{date: 2021-05, label: 'a: b', note: n, levers: {supervision: 0.1}}]\n"
        "parameters: {weight_norm: off}\n",
        "sub/own.yaml",
    )
    path = write_template("mine", "sub/own.yaml")
    copy, original = load_scenario(path), load_scenario("sub/own.yaml")
    assert copy.content_hash == original.content_hash
    assert copy.chain == ("mine.yaml", "sub/parent.yaml", "scenarios/example.yaml")
    assert copy.known == original.known
    assert copy.events[0].label == "a: b"
    assert copy.events[0].note == "n"


def test_existing_files_are_left(write: Write) -> None:
    path = write("summary: precious")
    with pytest.raises(ScenarioError, match=r"mine\.yaml: the file exists and is left as it is"):
        write_template("mine", "example")
    assert path.read_text("utf-8") == "summary: precious"


@pytest.mark.parametrize("name", ["", "a/b", "../a", "a b", ".hidden", "a\nb"])
def test_names_that_are_none(write: Write, name: str) -> None:
    write("")
    with pytest.raises(ScenarioError, match="is no name"):
        write_template(name, "example")


def test_names_that_are_taken_missing_parents_and_folders(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="my_integration"):
        write_template("integration", "example", tmp_path)
    with pytest.raises(ScenarioError, match="did you mean 'integration'"):
        write_template("mine", "integraton", tmp_path)
    with pytest.raises(ScenarioError, match="cannot be written"):
        write_template("mine", "example", tmp_path / "gone")
    assert list(tmp_path.iterdir()) == []
    assert write_template("mine.yaml", "example", tmp_path).name == "mine.yaml"
    assert write_template("方案", "example", tmp_path).name == "方案.yaml"


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in (EXPERIMENT, *file_kinds()) for name in shipped_experiments(kind)],
)
def test_an_experiment_or_a_study_is_copied_and_asks_for_the_same(
    kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = sim.new("mine", name)
    problems: list[Problem] = []
    text, beside = path.read_text("utf-8"), os.path.relpath(experiments_folder())
    for named in re.findall(rf"{re.escape(beside)}\S+", text):
        assert is_file(Path(named)), "files beside the copied one are found from here"
    copy = parse_yaml(text.replace(f"{beside}/", ""), "mine.yaml", problems)
    original = read_yaml(experiments_folder() / f"{name}.yaml", name, problems)
    assert not problems
    assert copy is not None
    assert original is not None
    assert copy.data.pop("summary") == "", "hers to write"
    for key in ("summary", "sources"):
        original.data.pop(key, None)
    assert copy.data == original.data
    # It is read as its kind: nothing else is wrong with it than with the copied one.
    assert texts.kind_of_file(str(path)) == file_kinds().get(kind)


def test_what_is_meant_is_looked_for_among_studies_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match="did you mean 'trial'"):
        sim.new("mine", "trail")
    sim.new("mine", "trial")
    with pytest.raises(ScenarioError, match="the file exists"):
        sim.new("mine", "trial")
    # From a file of one's own, which lies elsewhere.
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "few.yaml").write_text("kind: trial\nsummary: s\ntrials: [mine.yaml]\n")
    (tmp_path / "sub" / "mine.yaml").write_text("kind: trial\n")
    text = sim.new("further", "sub/few.yaml").read_text("utf-8")
    assert "trials: [sub/mine.yaml]" in text
