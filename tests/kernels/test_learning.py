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
from sim.kernels.learning import (
    EfficacyRules,
    TrustRules,
    form_habits,
    hear_of,
    move_belonging,
    move_efficacy,
    move_trust,
)


def habits(
    took: np.ndarray, decided: np.ndarray, rate: float, history: np.ndarray, habit: np.ndarray
) -> None:
    """Form the habits of everyone."""
    form_habits(took, decided, rate, 0, took.size, history, habit)


STILL = TrustRules(gain=0.0, loss=0.0, heard=0.0, confidence=0.3, averaging=0.0, returning=0.0)
SHARES = st.floats(0, 1)


# --- habit -----------------------------------------------------------------------------------


def test_habit_moves_only_where_there_was_a_decision() -> None:
    history = np.full((FORM_COUNT, 3), 0b101, dtype=np.uint32)
    habit = np.full((FORM_COUNT, 3), 0.5)
    took = np.array([1 << ACTIVITY, 0, 0], dtype=np.uint8)
    decided = np.array([1 << ACTIVITY, 1 << ACTIVITY, 0], dtype=np.uint8)
    habits(took, decided, 0.2, history, habit)
    assert habit[ACTIVITY].tolist() == [0.6, 0.4, 0.5]
    assert (np.delete(habit, ACTIVITY, axis=0) == 0.5).all()
    assert history[ACTIVITY].tolist() == [0b1011, 0b1010, 0b1010]
    assert (history[INFORMED] == 0b1010).all()


def test_history_forgets_after_32_months() -> None:
    history = np.zeros((FORM_COUNT, 1), dtype=np.uint32)
    habit = np.zeros((FORM_COUNT, 1))
    once = np.array([1 << VOLUNTEERING], dtype=np.uint8)
    habits(once, once, 0.1, history, habit)
    for _ in range(31):
        habits(once * 0, once, 0.1, history, habit)
    assert history[VOLUNTEERING, 0] == 1 << 31
    habits(once * 0, once, 0.1, history, habit)
    assert history[VOLUNTEERING, 0] == 0


@given(st.lists(st.booleans(), min_size=1, max_size=60), SHARES, SHARES)
def test_habit_stays_a_share(months: list[bool], rate: float, begin: float) -> None:
    history = np.zeros((FORM_COUNT, 1), dtype=np.uint32)
    habit = np.full((FORM_COUNT, 1), begin)
    decided = np.array([63], dtype=np.uint8)
    for took in months:
        habits(decided * np.uint8(took), decided, rate, history, habit)
        assert ((habit >= 0) & (habit <= 1)).all()


# --- trust -----------------------------------------------------------------------------------


def trust_after(
    trust: Sequence[float],
    rules: TrustRules,
    *,
    ties: Sequence[Sequence[int]] | None = None,
    household: Sequence[int] | None = None,
    outcome: Sequence[int] | None = None,
    own: Sequence[float] | None = None,
    adult: Sequence[bool] | None = None,
) -> list[float]:
    count = len(trust)
    ties = [[] for _ in trust] if ties is None else ties
    degree = np.array([len(one) for one in ties], dtype=np.int16)
    out, told = np.array(trust), np.array([0] * count if outcome is None else outcome, np.int8)
    start = np.concatenate([[0], np.cumsum(degree)]).astype(np.int32)
    neighbour = np.array([other for one in ties for other in one], dtype=np.uint32)
    heard = hear_of(
        out,
        np.array([True] * count if adult is None else adult),
        told,
        start,
        degree,
        np.array([0] * count if household is None else household, dtype=np.int16),
        neighbour,
    )
    level = np.array(trust if own is None else own)
    # In two pieces, which must make no difference.
    for first, end in ((0, count // 2), (count // 2, count)):
        move_trust(heard, level, told, start, degree, neighbour, rules, first, end, out)
    return [float(one) for one in out]


def test_a_resolved_matter_gains_and_a_neglected_one_loses() -> None:
    rules = STILL._replace(gain=0.05, loss=0.1)
    found = trust_after([0.6, 0.6, 0.6], rules, outcome=[1, -1, 0])
    assert found == pytest.approx([0.6 + 0.05 * 0.4, 0.6 - 0.1 * 0.6, 0.6], abs=1e-15)


def test_a_matter_of_a_tie_counts_less_and_one_of_the_household_once() -> None:
    rules = STILL._replace(gain=0.05, loss=0.1, heard=0.2)
    ties = [[1, 2], [0], [0]]
    heard = trust_after([0.6] * 3, rules, ties=ties, outcome=[0, 1, -1])
    assert heard[0] == pytest.approx(0.6 + 0.05 * 0.2 * 0.4 - 0.1 * 0.2 * 0.6, abs=1e-15)
    # Member 1 lives with 0: the matter is their own already.
    own = trust_after([0.6] * 3, rules, ties=ties, household=[1, 1, 0], outcome=[1, 1, 0])
    assert own[0] == pytest.approx(0.6 + 0.05 * 0.4, abs=1e-15)


def test_people_average_with_those_near_enough_to_be_listened_to() -> None:
    rules = STILL._replace(averaging=0.1)
    found = trust_after([0.5, 0.7, 0.9, 0.5], rules, ties=[[1, 2, 3], [0], [0], []])
    assert found[0] == pytest.approx(0.5 + 0.1 * (0.2 + 0.0) / 2, abs=1e-15)
    assert found[1] == pytest.approx(0.7 - 0.1 * 0.2, abs=1e-15)
    assert found[2:] == [0.9, 0.5]


def test_children_neither_move_nor_are_listened_to() -> None:
    rules = STILL._replace(averaging=0.1, gain=0.05)
    found = trust_after([0.5, 0.6], rules, ties=[[1], [0]], adult=[True, False], outcome=[0, 1])
    assert found == [0.5, 0.6]


def test_trust_returns_to_the_own_level() -> None:
    found = trust_after([0.5, 0.9], STILL._replace(returning=0.1), own=[0.7, 0.7])
    assert found == pytest.approx([0.52, 0.88], abs=1e-15)


@given(
    st.lists(SHARES, min_size=3, max_size=3),
    st.lists(st.integers(-1, 1), min_size=3, max_size=3),
    st.tuples(SHARES, SHARES, SHARES, SHARES, SHARES, SHARES),
)
def test_trust_stays_a_share_whatever_the_sizes(
    trust: list[float], outcome: list[int], sizes: tuple[float, ...]
) -> None:
    ties = [[1, 2], [0, 2], [0, 1]]
    found = trust_after(trust, TrustRules(*sizes), ties=ties, outcome=outcome)
    assert all(0 <= one <= 1 for one in found)


# --- efficacy --------------------------------------------------------------------------------

EFFICACY = EfficacyRules(gain=0.05, loss=0.08, heard=0.1, returning=0.0)


def efficacy_after(
    attended: bool,
    carried: float,
    ritual: float = 0.0,
    *,
    voice: float = 1.0,
    adult: bool = True,
    begin: float = 0.4,
) -> float:
    efficacy = np.array([begin])
    move_efficacy(
        efficacy,
        np.array([0.4]),
        np.array([adult]),
        np.zeros(1, dtype=np.int16),
        np.array([1 << CONSULTATION if attended else 0], dtype=np.uint8),
        np.array([carried]),
        np.array([ritual]),
        np.array([voice]),
        EFFICACY,
    )
    return float(efficacy[0])


@pytest.mark.parametrize(
    "attended, carried, ritual, voice, change",
    [
        (True, 1.0, 0.0, 1.0, 0.05 * 0.6),
        (True, 1.0, 0.0, 0.5, 0.025 * 0.6),
        (True, 0.3, 0.0, 1.0, 0.015 * 0.6),
        (True, 0.0, 1.0, 0.5, -0.08 * 0.4),
        (True, 0.0, 0.25, 0.5, -0.02 * 0.4),
        (True, 0.3, 0.25, 1.0, 0.015 * 0.6 - 0.02 * 0.4),
        (False, 1.0, 0.0, 1.0, 0.005 * 0.6),
        (False, 0.0, 1.0, 1.0, -0.008 * 0.4),
        (True, 0.0, 0.0, 1.0, 0.0),
    ],
)
def test_efficacy_learns_from_what_becomes_of_meetings(
    attended: bool, carried: float, ritual: float, voice: float, change: float
) -> None:
    found = efficacy_after(attended, carried, ritual, voice=voice)
    assert found == pytest.approx(0.4 + change, abs=1e-15)


def test_efficacy_of_children_stays() -> None:
    assert efficacy_after(True, 1, adult=False) == 0.4


@given(SHARES, st.booleans(), SHARES, SHARES, SHARES)
def test_efficacy_stays_a_share(
    begin: float, attended: bool, carried: float, ritual: float, voice: float
) -> None:
    assert 0 <= efficacy_after(attended, carried, ritual, voice=voice, begin=begin) <= 1


# --- belonging -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", range(FORM_COUNT))
def test_belonging_grows_by_doing_things_together(form: int) -> None:
    belonging = np.array([0.4, 0.4])
    took = np.array([1 << form, 0], dtype=np.uint8)
    move_belonging(belonging, np.array([0.4, 0.4]), np.array([True, True]), took, 0.01, 0.0)
    binds = form in (ACTIVITY, VOLUNTEERING, CO_PRODUCTION)
    assert form in (INFORMED, CONSULTATION, ELECTION) or binds
    assert belonging[0] == pytest.approx(0.406 if binds else 0.4, abs=1e-15)
    assert belonging[1] == 0.4


def test_belonging_returns_and_leaves_children_alone() -> None:
    belonging = np.array([0.4, 0.4])
    took = np.zeros(2, dtype=np.uint8)
    move_belonging(belonging, np.array([0.6, 0.6]), np.array([True, False]), took, 0.01, 0.1)
    assert belonging == pytest.approx([0.42, 0.4], abs=1e-15)
