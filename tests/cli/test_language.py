"""One setting for the language of help, errors and all that is said."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import sim
from sim.api.results import Comparison
from sim.cli import MISTAKE, app, main
from sim.cli.options import translated
from sim.errors import UserError
from sim.scenario import load_scenario
from sim.words import LANGUAGES
from sim.words.setting import asked, current, language_of_machine, speaking

Capture = pytest.CaptureFixture[str]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"COGOV_LANG": "zh"}, "zh"),
        ({"COGOV_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_machine_says_which_language(
    variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("COGOV_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language_of_machine() == language
    assert asked(["run", "--lang", "zh"]) == "zh", "the option wins"
    assert asked(["run", "--lang=en"]) == "en"


def test_a_language_is_spoken_meanwhile() -> None:
    assert current() == "en"
    with speaking("zh"):
        assert current() == "zh"
    assert current() == "en"


def test_calls_from_python_speak_it_too(
    compared: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {}
    for language in LANGUAGES:
        monkeypatch.setenv("COGOV_LANG", language)
        with pytest.raises(UserError) as caught:
            load_scenario("nosuch")
        past = str(compared.common_past[0])
        said[language] = [*compared.sentences(), past, str(caught.value), sim.explain("example")]
        assert compared.sentences() == compared.sentences(language)
    assert not any(CHINESE.search(text) for text in said["en"][:-1])
    assert all(CHINESE.search(text) for text in said["zh"])


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("line", ["--help --lang zh", "--lang zh --help", "--lang=zh -h"])
def test_the_command_itself_takes_a_language(line: str, capsys: Capture) -> None:
    assert main(line.split()) == 0
    told = capsys.readouterr().out
    assert "命令" in told
    assert "比较各种治理方式" in told
    assert "Show this message" not in told


def test_a_language_before_the_command_holds_for_it(capsys: Capture) -> None:
    assert main(["--lang", "zh", "explain", "nosuch"]) == MISTAKE
    assert CHINESE.search(capsys.readouterr().err)
    assert main(["--lang", "zh"]) == MISTAKE
    assert "缺少命令" in capsys.readouterr().err
    assert main(["--lang", "fr", "glossary"]) == MISTAKE
    assert "'fr'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        "compare nosuch integration --seeds abc",
        "run integration --scale 3 --months -1",
        "run integration --bar",
        "run",
        "nosuch",
        "comapre",
        "compare --sedes 3",
        "report nofolder",
        "compare integration",
        "show nofolder --export odt",
        "new integration",
        "why mine.yaml --baseline integration",
    ],
)
def test_mistakes_are_told_in_chinese(
    line: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COGOV_LANG", "zh")
    assert main(line.split()) == MISTAKE
    lines = capsys.readouterr().err.splitlines()
    assert lines
    for text in lines:
        assert text.startswith("错误：")
        assert "（英文）" not in text
        assert not re.search(r"Did you mean|Possible", text)


def test_the_same_mistake_is_told_once(capsys: Capture) -> None:
    assert main(["report", "nofolder"]) == MISTAKE
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("command", ["", "compare", "run", "why", "sweep", "verify", "new", "show"])
def test_help_is_in_chinese(command: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COGOV_LANG", "zh")
    assert main([*command.split(), "--help"]) == 0
    text = capsys.readouterr().out
    rows = [one for one in text.splitlines() if re.search(r"--[a-z-]+ ", one)]
    assert rows
    assert sum(bool(CHINESE.search(one)) for one in rows) >= 0.6 * len(rows)
    for english in ("Usage", "OPTIONS", "Options", "Show this message", "default:"):
        assert english not in text


def test_no_help_is_left_in_english() -> None:
    def english(command: Any, name: str) -> Iterator[str]:
        for text in (command.help, *(getattr(one, "help", None) for one in command.params)):
            if text and not CHINESE.search(text):
                yield f"{name}: {text}"
        for inner_name, inner in getattr(command, "commands", {}).items():
            yield from english(inner, inner_name)

    try:
        assert list(english(translated(typer.main.get_command(app), "zh"), "cogov")) == []
    finally:
        translated(typer.main.get_command(app), "en")


def test_a_new_scenario_is_explained_in_chinese(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COGOV_LANG", "zh")
    assert main(["new", "mine", "--from", "integration"]) == 0
    assert CHINESE.search(capsys.readouterr().out)
    comments = [
        line for line in Path("mine.yaml").read_text("utf-8").splitlines() if line.startswith("# ")
    ]
    told = [line for line in comments if " " in line[2:].strip() and ":" not in line]
    assert sum(bool(CHINESE.search(line)) for line in told) >= 0.8 * len(told)


def test_a_town_in_the_encoding_of_chinese_windows_is_read(tmp_path: Path) -> None:
    from sim.scenario.yamlfile import read_text

    path = tmp_path / "communities.csv"
    path.write_bytes("id,en,zh\none,One,一社区\n".encode("gb18030"))
    problems: list[object] = []
    assert "一社区" in str(read_text(path, "communities.csv", problems))  # type: ignore[arg-type]
    assert problems == []
