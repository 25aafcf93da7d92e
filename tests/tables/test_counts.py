"""Counts in a town file that somebody wrote."""

from pathlib import Path

import pytest

from sim.calendar import parse_month
from sim.declarations.parameters import PARAMETERS
from sim.errors import ScenarioError
from sim.rng import Draws
from sim.scenario.loadtown import load_town
from sim.world.build import build_world

SMALL = Path(__file__).resolve().parents[1] / "small_town.yaml"


def town_with(folder: Path, counts: str) -> Path:
    path = folder / "town.yaml"
    path.write_text(SMALL.read_text("utf-8") + "\ncounts:\n" + counts, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("  - {community: hilside, sex: female, count: 3}\n", "no community is called 'hilside'"),
        ("  - {community: hillside, sex: female, count: 111}\n", "111 of 110 residents"),
        ("  - {community: hillside, count: 3}\n", "by attributes, or households by size"),
        ("  - {age: [60, 50], count: 3}\n", "the second must be higher"),
        ("  - {household_size: [1, 2], sex: male, count: 3}\n", "or households by size"),
    ],
)
def test_what_counts_cannot_be_is_told(count: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=expected):
        load_town(town_with(tmp_path, count))


def test_counts_that_contradict_each_other_are_told_with_their_line(tmp_path: Path) -> None:
    text = "  - {community: hillside, sex: female, count: 60}\n"
    text += "  - {community: hillside, sex: male, count: 60}\n"
    town = load_town(town_with(tmp_path, text))
    parameters = {name: one.default for name, one in PARAMETERS.items()}
    with pytest.raises(ScenarioError, match="cannot be met together") as caught:
        build_world(town, Draws(0), parse_month("2021-01"), parameters)
    assert caught.value.problems[0].line > 30


def test_a_town_without_counts_has_the_numbers_that_it_had() -> None:
    assert "counts" not in load_town(SMALL).numbers()
