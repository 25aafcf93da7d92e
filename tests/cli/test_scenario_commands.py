"""The commands explain, new and schema as a user sees them."""

import json
from pathlib import Path

import pytest

from sim.api import texts
from sim.cli import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)


def test_explain_tells_chain_values_origins_epochs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "co_governance"]) == 0
    said = capsys.readouterr().out
    assert "scenarios/co_governance.yaml\n  scenarios/base.yaml" in said
    line = next(line for line in said.splitlines() if line.startswith("levers.committee_staff"))
    assert line.split() == [
        "levers.committee_staff",
        *("Committee", "staff"),
        "18",
        "per",
        "10,000",
        "residents",
        "scenarios/co_governance.yaml:15",
        "policy:",
        "plan",
        "targets",
        "of",
        "the",
        "2020s",
    ]
    assert "communities.beiguan.residents" in said
    assert "2018-01 to 2020-12 (36 months, common past under government_led)" in said
    assert said.rstrip().endswith("No warnings")
    assert "\x1b" not in said


def test_explain_briefly_with_a_setting_and_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "example", "--brief", "--set", "run.months=3"]) == 0
    said = capsys.readouterr().out
    assert "communities.hillside" not in said
    assert "parameters.weight_norm" not in said
    assert "--set" in said
    assert "Warnings" in said
    assert "scenarios/example.yaml:39: timeline.2021-07: 2021-07 is outside the run" in said


def test_explain_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "government_led", "co_governance"]) == 0
    said = capsys.readouterr().out
    assert "control, 2021-01 to 2025-12" in said
    assert "scenarios/government_led.yaml:14" in said
    assert "They are the same until 2021-01, where they part." in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("extends: example", "Nothing that can change a number differs."),
        ("extends: example\nrun: {months: 30}", "They are the same as long as both run."),
        ("extends: example\nparameters: {weight_norm: 0}", "from the beginning, 2020-07."),
    ],
)
def test_explain_two_that_hardly_differ(
    text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("mine.yaml").write_text(text, "utf-8")
    assert main(["explain", "example", "mine.yaml"]) == 0
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("names", [["example"], ["government_led", "co_governance"]])
def test_nothing_is_cut_on_a_narrow_terminal(
    names: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["explain", *names]) == 0
    wide = capsys.readouterr().out
    monkeypatch.setattr(texts, "WIDE", 80)
    assert main(["explain", *names]) == 0
    narrow = capsys.readouterr().out
    assert max(len(line) for line in narrow.splitlines()) <= 80
    origins = {word for word in wide.split() if ".yaml:" in word}
    assert origins <= set(narrow.replace(";", "").split())


def test_mistakes_end_with_code_2_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.yaml").write_text("extends: example\nlevers: {contrl: 1}\nrun: {months: 0}", "utf-8")
    assert main(["explain", "mine.yaml", "--set", "levers.supervison=1"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert len(lines) == 3
    assert "mine.yaml:2: levers.contrl: there is no key 'contrl' here" in lines[0]
    assert "did you mean 'control'?" in lines[0]
    assert "mine.yaml:3: run.months: found 0; must be from 1 to 1,200" in lines[1]
    assert "--set: levers.supervison" in lines[2]
    assert main(["explain", "gone.yaml"]) == 2
    assert main(["explain", "co_governanc"]) == 2
    assert "did you mean 'co_governance'?" in capsys.readouterr().err
    assert main(["explain", "example", "gone.yaml"]) == 2


def test_new_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "mine", "--from", "integration"]) == 0
    assert "mine.yaml is written" in capsys.readouterr().out
    text = Path("mine.yaml").read_text("utf-8")
    assert "control: 0.6" in text
    assert main(["new", "mine"]) == 2
    assert Path("mine.yaml").read_text("utf-8") == text
    assert "mine.yaml: the file exists" in capsys.readouterr().err
    assert main(["explain", "mine.yaml", "integration"]) == 0
    assert "Nothing that can change a number differs." in capsys.readouterr().out
    assert main(["new", "other"]) == 0
    assert "control: 0.25" in Path("other.yaml").read_text("utf-8")


def test_schema_to_the_screen_and_to_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert "control" in schema["$defs"]["Levers"]["properties"]
    assert main(["schema", "--out", "cogov.json"]) == 0
    assert json.loads(Path("cogov.json").read_text("utf-8")) == schema
    Path("other.json").write_text("{}", "utf-8")
    assert main(["schema", "--out", "other.json"]) == 2
    assert Path("other.json").read_text("utf-8") == "{}"


def test_schemas_of_other_kinds_of_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--of", "town"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Town of cogov"
    assert main(["schema", "--of", "experiment", "--out", "cogov.json"]) == 0
    assert json.loads(Path("cogov.json").read_text("utf-8"))["title"] == "Experiment of cogov"
    assert main(["schema", "--of", "town", "--out", "cogov.json"]) == 2
    assert "holds something else and is left" in capsys.readouterr().err
    assert main(["schema", "--of", "stage"]) == 2
    assert "of: 'stage' is not known (known: scenario, town" in capsys.readouterr().err
