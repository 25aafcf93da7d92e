import subprocess
import sys
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rng import BLOCK, LANES, Draws, hashed_id, philox4, philox_block
from tests.reference.keyed import KeyedDraws

SEEDS = (0, 1, 42, 2**32, 2**63 - 1)
WORDS = st.integers(0, 2**64 - 1)
IDS = st.integers(0, 2**63 - 1)
NAMES = st.text(min_size=1, max_size=20)


@given(key_0=WORDS, key_1=WORDS, who=WORDS, month=WORDS, index=WORDS)
def test_philox_is_numpys_own_at_any_counter(
    key_0: int, key_1: int, who: int, month: int, index: int
) -> None:
    number = (who + (month << 64) + (index << 128) - 1) % 2**256
    generator = np.random.Generator(np.random.Philox(counter=number, key=key_0 + (key_1 << 64)))
    words = [np.uint64(word) for word in (key_0, key_1, who, month, index)]
    assert list(philox4(*words)) == generator.random(4).tolist()


@given(key_0=WORDS, key_1=WORDS, first=IDS, month=WORDS, index=WORDS)
def test_a_block_holds_the_same_numbers(
    key_0: int, key_1: int, first: int, month: int, index: int
) -> None:
    who = np.array([(first + 977 * k) % 2**63 for k in range(BLOCK)], dtype=np.int64)
    words = [np.uint64(word) for word in (key_0, key_1, month, index)]
    out = np.empty(LANES * BLOCK)
    philox_block(words[0], words[1], who, words[2], words[3], out)
    for k in (0, 1, BLOCK - 1):
        one = philox4(words[0], words[1], np.uint64(who[k]), words[2], words[3])
        assert out[k::BLOCK].tolist() == list(one)


@given(seed=IDS, decision=NAMES, month=st.integers(0, 30_000), who=IDS, index=st.integers(0, 9))
def test_a_draw_is_a_readable_function_of_seed_decision_month_and_who(
    seed: int, decision: str, month: int, who: int, index: int
) -> None:
    assert Draws(seed).lanes(
        decision, month, np.array([who]), index
    ).ravel().tolist() == KeyedDraws(seed).four(decision, month, who, index)


@pytest.mark.parametrize("seed", SEEDS)
def test_uniforms_lanes_and_one_agree(seed: int) -> None:
    draws, who = Draws(seed), np.array([0, 5, 2**63 - 1, 17])
    lanes = draws.lanes("ask", 24_000, who, 2)
    assert lanes.shape == (LANES, 4)
    assert lanes.dtype == np.float64
    assert np.array_equal(lanes[0], draws.uniforms("ask", 24_000, who, 2))
    ones = [draws.one("ask", 24_000, int(one), 2) for one in who]
    assert lanes[0].tolist() == ones


@pytest.mark.parametrize("seed", SEEDS)
def test_draws_are_in_the_unit_interval_and_fill_it_evenly(seed: int) -> None:
    lanes = Draws(seed).lanes("even", 1, np.arange(20_000))
    assert lanes.min() >= 0
    assert lanes.max() < 1
    # 20 cells of 1,000 expected each: chi-square with 19 degrees of freedom, 99.99 % below 52.
    for lane in lanes:
        found = np.bincount((lane * 20).astype(int), minlength=20)
        assert (((found - 1_000) ** 2) / 1_000).sum() < 52
    assert np.abs(np.corrcoef(lanes) - np.eye(LANES)).max() < 0.03


@given(
    who=st.lists(IDS, min_size=1, max_size=30, unique=True),
    order=st.randoms(use_true_random=False),
    month=st.integers(0, 30_000),
)
def test_a_draw_depends_neither_on_order_nor_on_the_others(
    who: list[int], order: Random, month: int
) -> None:
    draws = Draws(7)
    whole = dict(zip(who, draws.uniforms("ask", month, np.array(who)).tolist(), strict=True))
    some = list(who)
    order.shuffle(some)
    some = some[: len(some) // 2 + 1]
    _ = draws.lanes("take_part", month, np.array(who)), draws.one("ask", month + 1, who[0])
    again = draws.uniforms("ask", month, np.array(some)).tolist()
    assert again == [whole[one] for one in some]


def test_seed_decision_month_who_and_index_all_matter() -> None:
    who = np.arange(50)
    base = Draws(0).uniforms("ask", 10, who)
    others = (
        Draws(1).uniforms("ask", 10, who),
        Draws(0).uniforms("asks", 10, who),
        Draws(0).uniforms("ask", 11, who),
        Draws(0).uniforms("ask", 10, who + 50),
        Draws(0).uniforms("ask", 10, who, 1),
    )
    assert all(not np.isin(other, base).any() for other in others)


@pytest.mark.parametrize("dtype", [np.int16, np.int32, np.int64, np.uint32])
def test_ids_of_any_integer_type_and_layout_are_accepted(dtype: type) -> None:
    who = np.arange(20)
    expected = Draws(0).uniforms("ask", 10, who)
    assert np.array_equal(Draws(0).uniforms("ask", 10, who.astype(dtype)), expected)
    assert np.array_equal(Draws(0).uniforms("ask", 10, who[::2]), expected[::2])
    assert Draws(0).uniforms("ask", 10, who[:0]).shape == (0,)


@pytest.mark.parametrize("seed", [-1, -(2**63), 2**63])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match=r"from 0 to 2\*\*63 - 1"):
        Draws(seed)


@pytest.mark.parametrize("seed", [np.int64(1), np.uint8(1), True])
def test_a_seed_is_the_integer_that_it_stands_for(seed: int) -> None:
    assert Draws(seed).one("ask", 1, 2) == Draws(1).one("ask", 1, 2)


@pytest.mark.parametrize("seed", [1.0, "1", None])
def test_what_is_no_integer_is_no_seed(seed: int) -> None:
    with pytest.raises(TypeError):
        Draws(seed)


def test_keys_are_those_of_the_contract_for_ever() -> None:
    # Fixed numbers: a change here changes every published result.
    assert [int(word) for word in Draws(0).key("take_part")] == KEY_OF_SEED_0
    assert Draws(0).one("take_part", 24_036, 5) == DRAW_OF_SEED_0
    assert hashed_id("organisation", 3, 24_036) == ID_OF_PLACE_3


KEY_OF_SEED_0 = [12089471971268833269, 2422295752231864173]
DRAW_OF_SEED_0 = 0.886025344955835
ID_OF_PLACE_3 = 209891274587375247


@given(
    parts=st.lists(
        st.one_of(st.integers(), st.text(alphabet="abc", min_size=1)), min_size=1, max_size=4
    )
)
def test_hashed_ids_come_from_their_parts_alone(parts: list[int | str]) -> None:
    found = hashed_id(*parts)
    assert 0 <= found < 2**63
    assert found == hashed_id(*parts)
    assert found != hashed_id(*parts, 0)


def test_no_two_places_and_months_share_an_id() -> None:
    ids = {hashed_id("organisation", place, month) for place in range(50) for month in range(400)}
    assert len(ids) == 50 * 400


def test_draws_do_not_depend_on_the_hash_seed_of_the_process() -> None:
    code = "from sim.rng import Draws, hashed_id; print(Draws(3).one('a', 1, 2), hashed_id('x', 1))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PATH": "", "HOME": "/nonexistent"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {f"{Draws(3).one('a', 1, 2)} {hashed_id('x', 1)}\n"}
