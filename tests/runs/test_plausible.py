"""Plausible sets: the table that ships, and what is wrong with one's own."""

from pathlib import Path

import pytest

from sim.declarations.parameters import PARAMETERS
from sim.errors import ResultsError
from sim.runs.plausible import plausible_sets, read_ensemble
from sim.scenario.places import experiments_folder


def test_the_shipped_sets_are_values_of_assumed_parameters() -> None:
    found = plausible_sets()
    assert len(found) >= 9
    for one in found:
        assert all(PARAMETERS[name].source.mark == "assumed" for name in one)
        assert all(PARAMETERS[name].low <= one[name] <= PARAMETERS[name].high for name in one)
    assert plausible_sets(number=3) == found[:3]
    assert plausible_sets(None) == ()
    assert sum(read_ensemble().weights) == pytest.approx(1)


def test_weights_and_numbers_may_be_left_out(tmp_path: Path) -> None:
    table = tmp_path / "ensemble.csv"
    table.write_text("weight_norm\n1.5\n2\n", "utf-8")
    found = read_ensemble(tmp_path)
    assert found.sets == ({"weight_norm": 1.5}, {"weight_norm": 2.0})
    assert found.weights == (0.5, 0.5)
    assert found.numbers == (1, 2)
    assert plausible_sets(table, 1) == ({"weight_norm": 1.5},)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "member,weight_norms\n1,2\n",
            "ensemble.csv:1: there is no parameter 'weight_norms' (did you",
        ),
        ("member,weight_norm\n1,2\n2,x\n", "ensemble.csv:3: weight_norm: 'x' is no number"),
        ("member,weight_norm\n1,nan\n", "ensemble.csv:2: weight_norm: nan is outside"),
        ("member,weight_norm\n1,200\n", "ensemble.csv:2: weight_norm: 200 is outside"),
        ("member,weight_norm\n1\n", "ensemble.csv:2: has 1 values where the head has 2"),
        ("member,weight_norm\n1,2\n1,2\n", "two sets have the same number"),
        ("weight,weight_norm\n0,2\n", "no set has a weight above 0"),
        ("member,weight_norm,weight_norm\n1,2,2\n", "two columns have the same name"),
        ("member,weight_norm\n", "holds no sets"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "ensemble.csv").write_text(text, "utf-8")
    with pytest.raises(ResultsError) as caught:
        plausible_sets(tmp_path / "ensemble.csv")
    assert said in str(caught.value)


def test_ensembles_of_calibrations_are_read_too() -> None:
    found = plausible_sets(experiments_folder() / "calibration")
    assert len(found) == 15
    assert found[0]["weight_norm"] == 2.065


def test_a_missing_table_and_too_few_sets_are_told(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="cannot be read"):
        plausible_sets(tmp_path / "none.csv")
    with pytest.raises(ResultsError, match="fewer than 1000"):
        plausible_sets(number=1000)
