"""Options that several commands have: the same names, in the same order, with the same meaning."""

import inspect
import os
from pathlib import Path
from typing import Any, get_args

import pytest
import typer.models

from sim.cli import MISTAKE, main, run_commands, study_commands
from sim.kinds import kinds

ORDER = ("seeds", "workers", "scale", "months", "settings", "interval", "metrics")
LAST = ("language", "out", "overwrite", "with_")
COMMANDS: dict[str, Any] = {
    "compare": run_commands.compare,
    "sweep": run_commands.sweep,
    **{one.command: study_commands.command_of(one) for one in kinds().values()},
}
LACKING: dict[str, set[str]] = {
    "compare": set(),
    # The one metric that it looks at is an option of its own.
    "why": {"metrics"},
    "attribute": set(),
    # Their intervals come from the design, or they are told by spread; metrics are the file's.
    "sensitivity": {"interval"},
    "discover": {"interval", "metrics"},
    "search": {"interval", "metrics"},
    # Bands of targets and patterns are about the months that the file says.
    "calibrate": {"interval", "metrics", "months"},
    "validate": {"interval", "metrics", "months"},
    # Waves and last runs have seeds of their own, which the file says.
    "match": {"interval", "metrics", "months", "seeds"},
    # What sets differ by is told without an interval over seeds.
    "learn": {"interval"},
    # Metrics and months are those of each claim and condition.
    "claims": {"interval", "metrics", "months"},
    # Outcomes and their months are those of the file.
    "trial": {"metrics", "months"},
    # A store holds every metric.
    "sweep": {"interval", "metrics", "overwrite"},
}


def options_of(command: Any) -> dict[str, Any]:
    return {
        name: next(
            one for one in get_args(part.annotation) if isinstance(one, typer.models.ParameterInfo)
        )
        for name, part in inspect.signature(command).parameters.items()
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_options_are_there_in_one_order(name: str) -> None:
    found = list(options_of(COMMANDS[name]))
    shared = [one for one in ORDER if one in found]
    assert [one for one in found if one in ORDER] == shared
    assert [one for one in found if one in LAST] == [one for one in LAST if one in found]
    assert {*ORDER, *LAST} - set(found) == LACKING[name]
    own = [one for one in found if one not in (*ORDER, *LAST)]
    assert all(found.index(one) < found.index("out") for one in own)


@pytest.mark.parametrize(
    "option", ["seeds", "workers", "months", "settings", "interval", "language"]
)
def test_an_option_says_the_same_everywhere(option: str) -> None:
    said = {
        options_of(command)[option].help
        for command in COMMANDS.values()
        if option in options_of(command)
    }
    assert len(said) == 1


@pytest.mark.parametrize("command", sorted({*COMMANDS, "odd", "explain", "show", "report", "town"}))
@pytest.mark.parametrize(("option", "value"), [("--lang", "../zh"), ("--with", "x" * 3000)])
def test_an_option_that_nothing_can_be_made_of_is_told(
    command: str, option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [command, "nowhere.yaml", option, value]
    words += ["--baseline", "example"] if command in ("why", "attribute", "learn") else []
    assert main(words) == MISTAKE
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert max(map(len, told.splitlines())) < 400


def test_a_name_that_is_no_text_is_told_before_anything_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["compare", "example", os.fsdecode("规划.yaml".encode("gb18030"))]) == MISTAKE
    assert capsys.readouterr().err.startswith("error: 规划.yaml: the name is no text in UTF-8")


@pytest.mark.parametrize(
    ("name", "value"),
    [("NUMBA_NUM_THREADS", "0"), ("NUMBA_NUM_THREADS", "x"), ("NUMBA_DISABLE_JIT", "1")],
)
def test_an_environment_in_which_nothing_is_compiled_is_told(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["explain", "example"]) == MISTAKE
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: {name}: ")
    assert line.endswith("(unset it)")


@pytest.mark.parametrize("given", [["--out", ""], ["--out="]])
def test_a_folder_without_a_name_is_told(
    given: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", "example", "--months", "1", *given]) == MISTAKE
    assert "--out: the name is empty" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_no_type_is_said_of_what_takes_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    for given in (["--help"], ["compare", "--help"]):
        main(given)
        said = capsys.readouterr().out
        assert "--help" in said
        assert "bool" not in said
