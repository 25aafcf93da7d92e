import re

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
        ("", "'' is no seed"),
        ("-1", "'-1' is no seed, and a seed is never negative"),
        ("0..-3", "'0..-3' is no seed"),
        ("9..0", "'9..0' runs backwards (did you mean 0..9?)"),
        ("0..9,3", "given more than once: 3"),
        ("0..1000000", "'0..1000000' is more than 100000"),
        ("one", "'one' is no seed"),
        ("1.5", "'1.5' is no seed"),
        (-1, "-1 is outside 0 to"),
        ([0, -2], "-2 is outside 0 to"),
        (2**63, "is outside 0 to 9223372036854775807"),
        ([], "no seed is given"),
        ([0.5], "0.5 is not a whole number"),
        ([True], "True is not a whole number"),
    ],
)
def test_seeds_that_are_none(given: str | int | list[int], expected: str) -> None:
    with pytest.raises(OptionError, match=re.escape(expected)):
        options.parse_seeds(given)


def test_every_wrong_seed_is_told_of() -> None:
    with pytest.raises(OptionError) as caught:
        options.parse_seeds("a,b,9..0")
    assert len(caught.value.problems) == 3


def test_numbers_out_of_range_are_told_of_together() -> None:
    problems = options.check_numbers(scale=2, months=0, workers=0, precision=-1)
    assert [problem.path for problem in problems] == ["scale", "months", "workers", "precision"]
    assert options.check_numbers(scale=0.01, months=1, workers=1, precision=0.1) == []
    assert options.check_numbers() == []
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
