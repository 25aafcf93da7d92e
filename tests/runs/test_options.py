import numpy as np
import pytest

from sim.declarations.metrics import HEADLINE
from sim.errors import OptionError, Problem, ScenarioError, UserError
from sim.runs import options


@pytest.mark.parametrize(
    ("given", "seeds"),
    [
        ("0..9", tuple(range(10))),
        ("3", (3,)),
        ("5,2, 0", (0, 2, 5)),
        ("0..2,10", (0, 1, 2, 10)),
        (0, (0,)),
        (range(3), (0, 1, 2)),
        (np.array([4, 1]), (1, 4)),
        (str(2**63 - 1), (2**63 - 1,)),
    ],
)
def test_seeds(given: str | int | range, seeds: tuple[int, ...]) -> None:
    found = options.parse_seeds(given)
    assert found == seeds
    assert all(type(seed) is int for seed in found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", "found ''; must be seeds (write a list, or text such as 0..9)"),
        ("-1", "found the seed -1; must be from 0 to"),
        ("0..-3", "found the seed -3; must be from 0 to"),
        ("9..0", "the last seed is before the first (write 0..9)"),
        ("0..9,3", "the seed 3 is written twice"),
        ("0..1000000", "at most 100,000 seeds"),
        ("one", "found 'one'; must be seeds"),
        ("1.5", "found '1.5'; must be seeds"),
        (-1, "found the seed -1"),
        ([0, -2], "found the seed -2"),
        (2**63, "must be from 0 to 2**63 - 1"),
        ([], "there are no seeds"),
        ([0.5], "found 0.5 among the seeds; must be a whole number"),
        (["0..3"], "must be a whole number"),
        ([True], "found true among the seeds"),
    ],
)
def test_seeds_that_are_none(given: str | int | list[int], expected: str) -> None:
    with pytest.raises(OptionError, match="seeds: ") as caught:
        options.parse_seeds(given)
    assert expected in str(caught.value)


def test_numbers_out_of_range_are_told_of_together() -> None:
    problems = options.check_numbers(scale=2, months=0, workers=0, precision=-1)
    assert [problem.path for problem in problems] == ["scale", "months", "workers", "precision"]
    assert options.check_numbers(scale=0.01, months=1, workers=1, precision=0.1) == []
    assert options.check_numbers() == []
    for threads in (0, 257, 1.0, True):
        (problem,) = options.check_numbers(threads=threads)  # type: ignore[arg-type]
        assert problem.path == "threads"
    assert options.check_numbers(threads=2) == []
    assert options.check_numbers(precision=float("nan"), scale=float("nan"))[1].path == "precision"


def test_metrics() -> None:
    assert options.check_metrics(None) == (HEADLINE, [])
    assert options.check_metrics(["trust", "turnout", "trust"]) == (("trust", "turnout"), [])
    _, problems = options.check_metrics(["trsut", "xyz"])
    assert str(problems[0]) == "metric: 'trsut' is not known (did you mean 'trust'?)"
    assert "known: participation_rate, " in str(problems[1])
    assert "none is named" in str(options.check_metrics([])[1][0])


def test_problems_are_gathered() -> None:
    problems = options.Problems()
    problems.settle()
    with problems.gather():
        raise ScenarioError("first")
    with pytest.raises(ScenarioError, match="first"):
        problems.settle()
    problems.add([])
    problems.add([Problem("second"), Problem("third")])
    with pytest.raises(UserError) as caught:
        problems.settle()
    assert [problem.message for problem in caught.value.problems] == ["first", "second", "third"]


def test_some_processor_can_be_used() -> None:
    assert options.usable_processors() >= 1
