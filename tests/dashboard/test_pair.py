from pathlib import Path

import pytest

from sim.calendar import parse_month
from sim.dashboard.pair import SliderMoves
from sim.declarations.levers import LEVERS
from sim.declarations.tables import TOWN
from sim.declare import Label
from sim.scenario import load_scenario
from sim.scenario.load import load, variant

JANUARY, MAY = parse_month("2021-01"), parse_month("2021-05")


def communities() -> tuple[str, ...]:
    return load_scenario("example").town.community_ids


def test_the_last_move_of_a_month_counts() -> None:
    one = SliderMoves().moved(JANUARY, "control", TOWN, 0.2).moved(JANUARY, "control", TOWN, 0.5)
    assert dict(one.values) == {(JANUARY, "control", TOWN): 0.5}
    later = one.moved(MAY, "control", TOWN, 0.1)
    assert len(later.values) == 2


def test_a_move_of_the_town_replaces_those_of_communities() -> None:
    here = communities()[0]
    moves = SliderMoves().moved(JANUARY, "control", here, 0.2).moved(JANUARY, "control", TOWN, 0.5)
    assert dict(moves.values) == {(JANUARY, "control", TOWN): 0.5}
    both = moves.moved(JANUARY, "control", here, 0.3)
    assert list(both.settings()) == [
        "timeline.2021-01.levers.control",
        f"timeline.2021-01.levers.control.{here}",
    ]


def test_values_stay_in_range_and_town_levers_in_the_town() -> None:
    moves = SliderMoves().moved(JANUARY, "control", TOWN, 7).moved(JANUARY, "shock", TOWN, 0)
    assert set(moves.values.values()) == {1.0, LEVERS["shock"].low}
    assert SliderMoves().moved(JANUARY, "grid_workers", communities()[0], 5).names() == {
        ("grid_workers", TOWN)
    }


def test_begun_anew_the_last_word_of_each_slider_counts() -> None:
    here, there = communities()[:2]
    moves = (
        SliderMoves()
        .moved(JANUARY, "control", here, 0.2)
        .moved(JANUARY, "control", there, 0.9)
        .moved(MAY, "control", TOWN, 0.5)
        .moved(MAY + 1, "control", there, 0.1)
    )
    assert dict(moves.from_month(JANUARY).values) == {
        (JANUARY, "control", TOWN): 0.5,
        (JANUARY, "control", there): 0.1,
    }


@pytest.mark.parametrize("kind", ["town", "one", "both", "later", "none"])
def test_the_file_says_the_same_as_the_sliders(kind: str, tmp_path: Path) -> None:
    here = communities()[1]
    moves = {
        "town": SliderMoves().moved(JANUARY, "control", TOWN, 1 / 3),
        "one": SliderMoves().moved(JANUARY, "supervision", here, 0.25),
        "both": SliderMoves()
        .moved(JANUARY, "control", TOWN, 0.6)
        .moved(JANUARY, "control", here, 0.2),
        "later": SliderMoves().moved(JANUARY, "control", TOWN, 0.6).moved(MAY, "control", here, 0),
        "none": SliderMoves(),
    }[kind]
    path = tmp_path / "moved.yaml"
    path.write_text(
        moves.text("example", communities(), 0.5, Label("Example", "示例")), encoding="utf-8"
    )
    read = load_scenario(path)
    live = variant(load("example", {"population.scale": 0.5}), moves.settings()).scenario
    assert read.content_hash == live.content_hash
    assert (kind == "none") == (
        read.content_hash == load_scenario("example", {"population.scale": 0.5}).content_hash
    )
