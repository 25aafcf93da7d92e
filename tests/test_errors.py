import pickle
import shlex
from pathlib import Path

import pytest

from sim import errors
from sim.cli import MOST_TOLD, main
from sim.errors import (
    CogovError,
    ModelError,
    OptionError,
    Problem,
    ResultsError,
    ScenarioError,
    UserError,
    did_you_mean,
)
from sim.extend import ExtensionError
from sim.report.shown import next_steps
from sim.words import Speech


@pytest.mark.parametrize(
    "problem, text",
    [
        (Problem("it is wrong"), "it is wrong"),
        (Problem("it is wrong", file="a.yaml"), "a.yaml: it is wrong"),
        (Problem("it is wrong", file="a.yaml", line=3), "a.yaml:3: it is wrong"),
        (Problem("it is wrong", path="levers.control"), "levers.control: it is wrong"),
        (
            Problem("it is wrong", "a.yaml", 3, "levers.control", "write 0.5"),
            "a.yaml:3: levers.control: it is wrong (write 0.5)",
        ),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_an_error_holds_every_problem() -> None:
    error = ScenarioError(Problem(f"problem {number}") for number in range(3))
    assert [problem.message for problem in error.problems] == [
        "problem 0",
        "problem 1",
        "problem 2",
    ]
    assert str(error) == "problem 0\nproblem 1\nproblem 2"
    assert UserError("one").problems == (Problem("one"),)
    assert UserError(Problem("one", line=0)).problems == (Problem("one"),)


@pytest.mark.parametrize("kind", [UserError, ScenarioError, OptionError, ResultsError])
def test_an_error_survives_the_way_from_a_worker(kind: type[UserError]) -> None:
    error = kind([Problem("one", "a.yaml", 1, "x", "y"), Problem("two")])
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is kind
    assert back.problems == error.problems
    assert str(back) == str(error)


def test_the_tree_is_the_one_drawn_at_the_top_of_the_module() -> None:
    drawn = [
        line.lstrip("│├└─ ").split()[0]
        for line in (errors.__doc__ or "").splitlines()
        if "Error" in line.split(" ")[0] or "──" in line
    ]
    kinds = [
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, CogovError)
    ]
    assert sorted(drawn) == sorted(kinds)
    assert {ScenarioError, OptionError, ResultsError, ExtensionError} == set(
        UserError.__subclasses__()
    )
    assert set(CogovError.__subclasses__()) == {UserError, ModelError}
    assert not issubclass(ModelError, UserError)


@pytest.mark.parametrize(
    "word, hint",
    [
        ("contrl", "did you mean 'control'?"),
        ("CONTROL", "did you mean 'control'?"),
        ("volunteer_recruitmnet", "did you mean 'volunteer_recruitment'?"),
        ("zzzz", ""),
        ("", ""),
    ],
)
def test_a_near_word_is_suggested(word: str, hint: str) -> None:
    assert did_you_mean(word, ["control", "delegation", "volunteer_recruitment"]) == hint


def test_the_suggestion_is_spelt_as_it_is_known() -> None:
    assert did_you_mean("beiguam", ["Beiguan", "Xibei"]) == "did you mean 'Beiguan'?"
    assert did_you_mean("anything", []) == ""


def test_of_very_many_mistakes_the_first_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("summary: s\nextends: example\n" + "".join(f"k{n}: 1\n" for n in range(300)))
    assert main(["explain", str(path)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == MOST_TOLD + 1
    assert told[-1] == "and 250 more like these"


@pytest.mark.parametrize("name", ["plan [v2]", "it's", "$HOME", "a;b", "规划 二"])
def test_a_line_that_is_proposed_can_be_given_as_it_stands(name: str) -> None:
    manifest = {
        "design": {"scenarios": ["example", name], "baseline": "example"},
        "scenarios": {
            "example": {"chain": ["scenarios/example.yaml"]},
            name: {"chain": [f"./{name}.yaml"]},
        },
    }
    text = next_steps("compare", Path(name), manifest, Speech("en"))
    for command in ("report", "show", "dashboard"):
        assert f"cogov {shlex.join([command, name])}" in text
    assert f"cogov {shlex.join(['why', f'./{name}.yaml'])} --baseline example" in text


@pytest.mark.parametrize(
    "command", ["verify", "show", "report", "redraw", "odd", "sensitivity", "discover", "explain"]
)
def test_a_name_too_long_for_a_folder_is_one_message(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("x" * 300, "x/" * 3000 + "x"):
        assert main([command, name]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
