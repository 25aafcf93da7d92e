"""What becomes of claims, by hand."""

import numpy as np
import pytest

from sim.analysis.sets import FRAGILE, ROBUST, SHIFTED, UNKNOWN, Standing, held_to, verdict_of

NO_SIZE = (None, None)


def test_an_order_holds_where_every_step_rises() -> None:
    assert held_to(np.array([1.0, 2.0, 4.0]), NO_SIZE) == Standing(3.0, True, True)
    assert not held_to(np.array([1.0, 4.0, 2.0]), NO_SIZE).holds
    assert not held_to(np.array([1.0, 1.0]), NO_SIZE).holds
    null = held_to(np.array([1.0, np.nan]), NO_SIZE)
    assert not null.holds
    assert not null.sized


@pytest.mark.parametrize(
    ("size", "in_force", "sized"),
    [
        ((0.5, 1.5), None, True),
        ((1.5, None), None, False),
        ((None, 0.9), None, False),
        (NO_SIZE, 1.9, True),
        (NO_SIZE, 2.1, False),
    ],
)
def test_a_size_is_that_claimed_or_near_what_is_in_force(
    size: tuple[float | None, float | None], in_force: float | None, sized: bool
) -> None:
    assert held_to(np.array([0.0, 1.0]), size, in_force).sized is sized


def test_verdicts() -> None:
    good, small, bad = Standing(1, True, True), Standing(1, True, False), Standing(-1, False, False)
    null = Standing(np.nan, False, False)
    assert verdict_of(good, [good, good], [good] * 10) == ROBUST
    assert verdict_of(good, [], []) == ROBUST
    assert verdict_of(good, [good, small], [good] * 10) == SHIFTED
    assert verdict_of(good, [], [good] * 9 + [small]) == ROBUST
    assert verdict_of(good, [], [good] * 8 + [small] * 2) == SHIFTED
    assert verdict_of(good, [], [good] * 8 + [bad] * 2) == FRAGILE
    assert verdict_of(good, [bad], [good] * 10) == FRAGILE
    assert verdict_of(bad, [good], [good] * 10) == FRAGILE
    assert verdict_of(null, [good], [good]) == UNKNOWN
    assert verdict_of(good, [null], [null] * 10) == ROBUST
