"""The table of trade-offs, what counts as shown and removed, and one of them in full.

All seven at a scale that is worth reporting: ``python -m experiments.verification.tradeoffs``.
"""

import pytest

from experiments.verification.tradeoffs import (
    AFTER,
    BEFORE,
    REMEDIED,
    TRADE_OFFS,
    Outcome,
    TradeOff,
    check,
    scenario_of,
)
from sim.analysis.intervals import Interval
from sim.declarations.metrics import METRICS
from sim.scenario import first_difference
from sim.scenario.places import shipped_folder


def test_there_are_seven() -> None:
    assert [one.name for one in TRADE_OFFS] == [
        "fatigue",
        "closing_on_paper",
        "crowding_out",
        "rival_prizes",
        "delegation_without_staff",
        "few_do_most",
        "migrants_left_out",
    ]


def test_every_file_belongs_to_one() -> None:
    files = {path.stem for path in (shipped_folder() / "tradeoffs").glob("*.yaml")}
    assert files == {name for one in TRADE_OFFS for name in (one.before, one.after)}


@pytest.mark.parametrize("one", TRADE_OFFS, ids=lambda one: one.name)
def test_files_and_table_agree(one: TradeOff) -> None:
    assert one.metric in METRICS
    assert one.sign in (-1, 1)
    before, after = scenario_of(one.before, BEFORE), scenario_of(one.after, AFTER)
    remedied = scenario_of(one.after, REMEDIED, one.remedy)
    assert first_difference(before, after) == before.start
    assert first_difference(after, remedied) == after.start
    assert before.summary != after.summary
    assert f"({one.metric} {'rises' if one.sign > 0 else 'falls'})" in after.summary


def interval(low: float, high: float) -> Interval:
    return Interval(5, (low + high) / 2, 1.0, low, high, 0.5)


OUTCOMES = [
    # effect, remedied, change, sign, shown, removed
    ((-3, -1), (-1, 1), (1, 3), -1, True, True),
    ((-3, -1), (1, 3), (2, 6), -1, True, True),
    ((-3, 0.1), (-1, 1), (1, 3), -1, False, True),
    ((1, 3), (-1, 1), (-3, -1), -1, False, False),
    ((-3, -1), (-2, -0.1), (0.5, 2), -1, True, False),
    ((-3, -1), (-4, 1), (-1, 3), -1, True, False),
    ((1, 3), (-1, 1), (-3, -1), 1, True, True),
    ((1, 3), (0.1, 2), (-3, -1), 1, True, False),
]


@pytest.mark.parametrize(("effect", "remedied", "change", "sign", "shown", "removed"), OUTCOMES)
def test_what_counts_as_shown_and_removed(
    effect: tuple[float, float],
    remedied: tuple[float, float],
    change: tuple[float, float],
    sign: int,
    shown: bool,
    removed: bool,
) -> None:
    found = Outcome(interval(*effect), interval(*remedied), interval(*change), sign)
    assert (found.shown, found.removed, found.holds) == (shown, removed, shown and removed)


@pytest.mark.long
def test_one_of_them_shows_and_its_remedy_helps_in_a_small_town() -> None:
    # True resolution looks back 14 months: a year of it after the step takes 26. Whether nothing
    # at all is left of the effect is no question for so few people.
    one = next(one for one in TRADE_OFFS if one.name == "closing_on_paper")
    found = check(one, seeds=range(4), scale=0.02, months=26, workers=1)
    assert found.shown
    assert found.change.low > 0
