import math
from typing import Any

import numpy as np
import pytest

from sim.analysis.attribution import (
    TOTAL,
    Game,
    attribution_table,
    by_seed_table,
    coalitions_table,
    interactions,
    interactions_table,
    shapley,
)
from sim.analysis.intervals import t_interval
from sim.declare import MEASURES

PLAYERS = ("governance_structure", "grid_management", "volunteering")


def additive(contributions: list[float], base: float = 0.2) -> list[float]:
    """Value of every coalition of players who each add something of their own."""
    return [
        base + sum(add for bit, add in enumerate(contributions) if coalition >> bit & 1)
        for coalition in range(2 ** len(contributions))
    ]


def game(values: object, players: tuple[str, ...] = PLAYERS, **costs: float) -> Game:
    found = np.asarray(values, dtype=float)
    return Game(players, tuple(range(len(found))), {"participation_rate": found}, costs)


def rows_of(found: Game) -> dict[str, dict[str, Any]]:
    """The rows of the only metric, by measure."""
    rows: Any = attribution_table(found).to_dict("records")
    return {row["measure"]: row for row in rows}


def test_players_who_add_get_what_they_add() -> None:
    known = [0.1, -0.03, 0.0, 0.02]
    found = shapley(np.array(additive(known)))
    assert found == pytest.approx(known, abs=1e-15)
    assert found[2] == 0.0, "a rounding error is no contribution"
    assert interactions(np.array(additive(known))) == pytest.approx(np.zeros((4, 4)), abs=1e-15)


def test_a_game_with_values_worked_out_by_hand() -> None:
    # Gloves: players 0 and 1 hold a left glove each, player 2 a right one; a pair is worth 1.
    # Of the six orders player 2 completes a pair in four, players 0 and 1 in one each.
    gloves = np.array([0, 0, 0, 0, 0, 1, 1, 1], dtype=float)
    assert shapley(gloves) == pytest.approx([1 / 6, 1 / 6, 4 / 6])
    # With the third absent or present, with weight 1/2 each: 0 and 1 add 0 or 1 - 1 - 1 + 0,
    # 0 and 2 add 1 or 1 - 0 - 1 + 0 = 0.
    expected = [[0, -1 / 2, 1 / 2], [-1 / 2, 0, 1 / 2], [1 / 2, 1 / 2, 0]]
    assert interactions(gloves) == pytest.approx(np.array(expected))


def test_the_parts_sum_to_the_total_whatever_the_game() -> None:
    values = np.cos(np.arange(2 * 64, dtype=float) ** 2).reshape(2, 64)
    assert shapley(values).sum(axis=1) == pytest.approx(values[:, -1] - values[:, 0], abs=1e-14)


def test_what_is_not_all_coalitions_is_refused() -> None:
    with pytest.raises(ValueError, match="3 values are not those of all coalitions"):
        shapley(np.zeros(3))


def test_intervals_come_from_seeds() -> None:
    seeds = [[0.10, 0.02, 0.0], [0.12, 0.02, 0.0], *[[0.11, 0.02, 0.0]] * 3]
    table = attribution_table(game([additive(one) for one in seeds]))
    assert list(table["measure"]) == [*MEASURES, TOTAL]
    rows = rows_of(game([additive(one) for one in seeds]))
    expected = t_interval([one[0] for one in seeds])
    found = rows["governance_structure"]
    assert found["effect"] == pytest.approx(0.11)
    assert (found["low"], found["high"]) == pytest.approx((expected.low, expected.high))
    assert rows[TOTAL]["effect"] == pytest.approx(0.13)
    assert rows["volunteering"]["effect"] == 0.0
    assert rows["volunteering"]["verdict"] == "not distinguishable"
    assert not rows["service_purchase"]["differs"]
    assert math.isnan(rows["service_purchase"]["p_holm"])
    assert sum(rows[name]["effect"] for name in MEASURES) == pytest.approx(rows[TOTAL]["effect"])


def test_a_unit_of_effect_has_a_price_only_where_there_surely_is_an_effect() -> None:
    seeds = [[0.10, -0.02, 0.01], [0.12, -0.021, -0.01], [0.11, -0.019, 0.0]]
    rows = rows_of(
        game(
            [additive(one) for one in seeds],
            governance_structure=110_000,
            grid_management=4_000,
            volunteering=5_000,
        )
    )
    price = {name: row["cost_per_step"] for name, row in rows.items()}
    assert price["governance_structure"] == pytest.approx(110_000 * 0.01 / 0.11)
    assert price["grid_management"] == pytest.approx(4_000 * 0.01 / 0.02), "for each point down"
    assert math.isnan(price["volunteering"])
    assert price[TOTAL] == pytest.approx(119_000 * 0.01 / rows[TOTAL]["effect"])
    one = rows["governance_structure"]
    assert one["cost_per_step_low"] == pytest.approx(1100 / one["high"])
    assert one["cost_per_step_high"] == pytest.approx(1100 / one["low"])


def test_one_seed_has_no_interval_and_no_price() -> None:
    table = attribution_table(game([additive([0.1, 0.0, 0.0])], governance_structure=1.0))
    assert set(table["verdict"]) == {"one seed: no interval"}
    assert table[["low", "high", "cost_per_step"]].isna().all(axis=None)


def test_a_seed_in_which_a_metric_is_null_does_not_count() -> None:
    one, other = additive([0.1, 0.0, 0.0]), additive([0.2, 0.0, 0.0])
    other[3] = math.nan
    found = game([one, other, additive([0.3, 0.0, 0.0])])
    assert sorted(set(by_seed_table(found)["seed"])) == [0, 2]
    row = rows_of(found)["governance_structure"]
    assert (row["seeds"], row["effect"]) == (2, pytest.approx(0.2))


def test_pairs_and_coalitions_have_a_row_each() -> None:
    helped = additive([0.1, 0.1, 0.0])
    helped[3] += 0.05
    helped[7] += 0.05
    table = interactions_table(game([helped] * 5))
    assert len(table) == 3
    first = table.iloc[0]
    assert (first["first"], first["second"]) == PLAYERS[:2]
    assert first["interaction"] == pytest.approx(0.05)
    assert list(table["verdict"]) == ["set by the levers", *["not distinguishable"] * 2]
    levels = coalitions_table(game([helped, helped]))
    assert len(levels) == 8
    assert levels.iloc[3][list(PLAYERS)].tolist() == [True, True, False]
    assert levels.iloc[3]["mean"] == pytest.approx(0.45)


def test_one_player_has_no_pairs() -> None:
    assert interactions_table(game([[0.1, 0.2], [0.1, 0.3]], PLAYERS[:1])).empty
