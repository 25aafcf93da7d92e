"""Plausible sets: the table that ships, and what is wrong with one's own."""

from pathlib import Path

import pytest

from sim.declarations.parameters import PARAMETERS
from sim.errors import ResultsError
from sim.runs.plausible import plausible_sets, read_ensemble


def test_the_shipped_sets_are_values_of_assumed_parameters() -> None:
    found = plausible_sets()
    assert len(found) >= 15
    for one in found:
        assert all(PARAMETERS[name].source.mark == "assumed" for name in one)
        assert all(PARAMETERS[name].low <= one[name] <= PARAMETERS[name].high for name in one)
    assert plausible_sets(number=3) == found[:3]
    assert plausible_sets(None) == ()
    assert sum(read_ensemble().weights) == pytest.approx(1)


def test_weights_and_numbers_may_be_left_out(tmp_path: Path) -> None:
    table = tmp_path / "sets.csv"
    table.write_text("weight_norm\n1.5\n2\n", "utf-8")
    found = read_ensemble(tmp_path)
    assert found.sets == ({"weight_norm": 1.5}, {"weight_norm": 2.0})
    assert found.weights == (0.5, 0.5)
    assert found.numbers == (1, 2)
    assert plausible_sets(table, 1) == ({"weight_norm": 1.5},)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("set,weight_norms\n1,2\n", "sets.csv:1: there is no parameter 'weight_norms' (did you"),
        ("set,weight_norm\n1,2\n2,x\n", "sets.csv:3: weight_norm: 'x' is no number"),
        ("set,weight_norm\n1,nan\n", "sets.csv:2: weight_norm: nan is outside"),
        ("set,weight_norm\n1,200\n", "sets.csv:2: weight_norm: 200 is outside"),
        ("set,weight_norm\n1\n", "sets.csv:2: has 1 values where the head has 2"),
        ("set,weight_norm\n1,2\n1,2\n", "two sets have the same number"),
        ("weight,weight_norm\n0,2\n", "no set has a weight above 0"),
        ("set,weight_norm,weight_norm\n1,2,2\n", "two columns have the same name"),
        ("set,weight_norm\n", "holds no sets"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "sets.csv").write_text(text, "utf-8")
    with pytest.raises(ResultsError) as caught:
        plausible_sets(tmp_path / "sets.csv")
    assert said in str(caught.value)


def test_a_missing_table_and_too_few_sets_are_told(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="cannot be read"):
        plausible_sets(tmp_path / "none.csv")
    with pytest.raises(ResultsError, match="fewer than 1000"):
        plausible_sets(number=1000)
