import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    ELECTION,
    FORM_COUNT,
    INFORMED,
    VOLUNTEERING,
)
from sim.kernels.deciding import hear
from sim.kernels.group_counts import spread_table
from sim.kernels.participation import (
    ADULT_BIT,
    BROADCAST,
    DEEP_BIT,
    NOT_ASKED,
    OFFICIAL,
    ORDER,
    ORGANISATION,
    PARTY,
    SOURCE_COUNT,
    TIE,
    fill_places,
    norm,
    see,
)
from sim.rng import BLOCK, Draws

SHARES = st.floats(0, 1)
YEAR = np.uint32(0xFFF)
BY_WORTH = np.array([TIE, PARTY, OFFICIAL, ORGANISATION, BROADCAST])


# --- the norm --------------------------------------------------------------------------------


@given(SHARES, SHARES, st.floats(2, 10))
def test_the_norm_rises_with_the_share_and_is_half_at_the_threshold(
    share: float, threshold: float, exponent: float
) -> None:
    def soft(s: float) -> float:
        return float(norm(s**exponent, threshold**exponent, False))

    assert 0 <= soft(share) <= 1
    assert soft(share) <= soft(min(1.0, share + 0.1))
    if threshold**exponent > 0:
        assert soft(threshold) == 0.5
        assert soft(0.0) == 0.0


@given(SHARES, SHARES)
def test_a_hard_threshold_is_a_step(share: float, threshold: float) -> None:
    assert norm(share, threshold, True) == (1.0 if share >= threshold else 0.0)


@pytest.mark.parametrize("hard", [True, False])
@pytest.mark.parametrize("threshold", [0.0, -0.1])
def test_whoever_needs_nobody_feels_the_whole_norm_even_alone(threshold: float, hard: bool) -> None:
    assert norm(0.0, threshold, hard) == 1.0


def test_whoever_needs_somebody_and_sees_nobody_feels_none() -> None:
    assert norm(0.0, 1e-9, False) == 0.0
    assert norm(0.0, 1e-9, True) == 0.0


# --- the strongest ask -----------------------------------------------------------------------


def chances(**sources: float) -> np.ndarray:
    out = np.zeros(SOURCE_COUNT)
    for name, chance in sources.items():
        out[globals()[name]] = chance
    return out


def strongest_of_all(us: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """The source that each of a block hears, all with the same chances."""
    silent, heard = np.ones(BLOCK), np.full(BLOCK, NOT_ASKED, dtype=np.int64)
    for source in BY_WORTH:
        hear(int(source), np.full(BLOCK, 1.0 - chance[source]), us, silent, heard)
    return heard


def strongest(u: float, chance: np.ndarray) -> int:
    return int(strongest_of_all(np.full(BLOCK, u), chance)[BLOCK // 2])


def test_the_strongest_ask_has_the_right_chance() -> None:
    chance = chances(TIE=0.2, PARTY=0.5, BROADCAST=0.25)
    us = ((np.arange(200 * BLOCK) + 0.5) / (200 * BLOCK)).reshape(200, BLOCK)
    heard = np.concatenate([strongest_of_all(block, chance) for block in us])
    found = np.bincount(heard, minlength=SOURCE_COUNT)
    expected = {TIE: 0.2, PARTY: 0.8 * 0.5, BROADCAST: 0.4 * 0.25, NOT_ASKED: 0.4 * 0.75}
    assert found.sum() == us.size
    for source in range(SOURCE_COUNT):
        assert found[source] / us.size == pytest.approx(expected.get(source, 0.0), abs=2e-5)


def test_an_ask_by_a_party_member_is_certain_and_only_a_worthier_one_hides_it() -> None:
    chance = chances(TIE=0.1, PARTY=1.0, OFFICIAL=1.0)
    assert strongest(0.05, chance) == TIE
    assert strongest(math.nextafter(1.0, 0.0), chance) == PARTY


@given(
    u=st.floats(0, 1, exclude_max=True),
    low=st.lists(SHARES, min_size=5, max_size=5),
    more=st.lists(SHARES, min_size=5, max_size=5),
)
def test_more_asking_never_weakens_the_ask_received(
    u: float, low: Sequence[float], more: Sequence[float]
) -> None:
    fewer = np.array([0.0, *low])
    greater = np.maximum(fewer, np.array([0.0, *more]))
    rank = {int(source): place for place, source in enumerate(BY_WORTH)} | {NOT_ASKED: 5}
    assert rank[strongest(u, greater)] <= rank[strongest(u, fewer)]


# --- what ties see ---------------------------------------------------------------------------


def history_of(*rows: dict[int, int]) -> np.ndarray:
    history = np.zeros((FORM_COUNT, len(rows)), dtype=np.uint32)
    for row, bits in enumerate(rows):
        for form, months in bits.items():
            history[form, row] = months
    return history


def seen(history: np.ndarray, adult: Sequence[bool] | None = None) -> list[int]:
    out = np.empty(history.shape[1], dtype=np.uint8)
    see(history, np.array([True] * out.size if adult is None else adult), YEAR, out)
    return [int(one) for one in out]


def test_ties_see_last_month_and_the_deep_forms_of_the_year() -> None:
    history = history_of(
        {},
        {INFORMED: 1, ELECTION: 1},
        {ACTIVITY: 1},
        {ACTIVITY: 1 << 11},
        {VOLUNTEERING: 1 << 12},
        {CONSULTATION: 2, CO_PRODUCTION: 1},
    )
    assert seen(history) == [
        ADULT_BIT,
        ADULT_BIT | 1 << INFORMED | 1 << ELECTION,
        ADULT_BIT | DEEP_BIT | 1 << ACTIVITY,
        ADULT_BIT | DEEP_BIT,
        ADULT_BIT,
        ADULT_BIT | DEEP_BIT | 1 << CO_PRODUCTION,
    ]


def test_ties_see_nothing_of_children() -> None:
    assert seen(history_of({ACTIVITY: 1}, {ACTIVITY: 1}), [False, True]) == [
        0,
        ADULT_BIT | DEEP_BIT | 1 << ACTIVITY,
    ]


@given(st.lists(st.integers(0, 255), max_size=255))
def test_adding_spread_bytes_counts_each_bit(values: list[int]) -> None:
    table = spread_table()
    total = sum(int(table[value]) for value in values)
    for bit in range(8):
        assert total >> 8 * bit & 255 == sum(value >> bit & 1 for value in values)


def test_the_order_of_promises_holds_each_form_once() -> None:
    assert sorted(ORDER) == list(range(FORM_COUNT))


# --- places ----------------------------------------------------------------------------------


def filled(
    wanting: Sequence[bool],
    ids: Sequence[int],
    rows: Sequence[int],
    places: Sequence[int],
    form: int = ACTIVITY,
    month: int = 24_000,
) -> np.ndarray:
    took = np.full(len(wanting), 1 << INFORMED, dtype=np.uint8)
    fill_places(
        form,
        np.array(wanting, dtype=bool),
        np.array(ids, dtype=np.int64),
        np.array(rows, dtype=np.int64),
        np.array(places, dtype=np.int64),
        Draws(5).key("place"),
        np.uint64(month),
        took,
    )
    assert (took >> INFORMED & 1).all()
    return (took >> form & 1).astype(bool)


@given(
    people=st.lists(st.booleans(), min_size=1, max_size=40),
    split=st.integers(0, 40),
    places=st.tuples(st.integers(-2, 30), st.integers(-2, 30)),
)
def test_places_are_filled_and_never_overfilled(
    people: list[bool], split: int, places: tuple[int, int]
) -> None:
    middle = min(split, len(people))
    got = filled(people, range(len(people)), [0, middle, len(people)], places)
    want = np.array(people)
    assert not got[~want].any()
    for part, capacity in ((slice(0, middle), places[0]), (slice(middle, None), places[1])):
        assert got[part].sum() == min(want[part].sum(), max(capacity, 0))


@given(order=st.permutations(range(12)), places=st.integers(1, 11))
def test_who_gets_a_place_depends_on_ids_and_not_on_rows(order: list[int], places: int) -> None:
    straight = filled([True] * 12, range(12), [0, 12], [places])
    mixed = filled([True] * 12, order, [0, 12], [places])
    assert [bool(mixed[row]) for row in range(12)] == [bool(straight[one]) for one in order]


def test_the_lowest_priority_draws_get_the_places() -> None:
    ids = np.arange(30)
    got = filled([True] * 30, ids.tolist(), [0, 30], [7], form=VOLUNTEERING)
    priority = Draws(5).uniforms("place", 24_000, ids, index=VOLUNTEERING)
    assert set(ids[got]) == set(np.argsort(priority)[:7])


@given(st.integers(0, 11))
def test_one_who_steps_back_moves_nobody_who_had_a_place_out(leaver: int) -> None:
    everyone = filled([True] * 12, range(12), [0, 12], [4])
    others = filled([row != leaver for row in range(12)], range(12), [0, 12], [4])
    assert all(others[row] for row in range(12) if everyone[row] and row != leaver)
    assert others.sum() == 4
