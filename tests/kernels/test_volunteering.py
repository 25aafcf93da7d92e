import numpy as np
import pytest

from sim.declarations.forms import ACTIVITY, VOLUNTEERING
from sim.kernels.participation import Lasting
from sim.kernels.volunteering import Register, drive, keep_on_call, let_in, wear_motives
from sim.rng import Draws

COUNT = 4_000
IDS = np.arange(COUNT)
PLACE = (np.arange(COUNT) % 2).astype(np.int16)
MONTH = np.uint64(24_000)
BIT = np.uint8(1 << VOLUNTEERING)


def within(found: float, chance: float, count: int) -> None:
    assert found == pytest.approx(chance, abs=4 * (chance * (1 - chance) / count) ** 0.5)


def test_the_willing_stand_for_a_place_when_registered_or_let_in() -> None:
    willing = np.where(IDS % 4 < 2, BIT | 1 << ACTIVITY, 1 << ACTIVITY).astype(np.uint8)
    registered = IDS % 8 == 0
    wanting = np.empty(COUNT, dtype=bool)
    chance = np.array([0.3, 0.0])
    let_in(willing, registered, IDS, PLACE, chance, Draws(1).key("register"), MONTH, wanting)
    wants = willing & BIT != 0
    assert not wanting[~wants].any()
    assert wanting[wants & registered].all()
    assert not wanting[wants & ~registered & (PLACE == 1)].any()
    new = wants & ~registered & (PLACE == 0)
    u = Draws(1).uniforms("register", 24_000, IDS)
    assert np.array_equal(wanting[new], u[new] < 0.3)


def drives(
    rate: float, log_odds: float, once: float = 0.0, month: np.uint64 = MONTH
) -> tuple[np.ndarray, np.ndarray]:
    registered, on_call = IDS % 5 == 0, np.zeros(COUNT, dtype=bool)
    common, college = np.full(COUNT, log_odds), np.ones(COUNT, dtype=bool)
    lasting = Lasting(common, np.zeros(COUNT, dtype=np.int16), college, 0.0, 0.0)
    drive(
        Register(IDS % 3 != 0, registered, on_call, IDS, PLACE, np.zeros(COUNT, dtype=np.int16)),
        lasting,
        (0.5, 0.25, -0.75, once),
        np.array([rate, 0.0]),
        Draws(1).key("drive"),
        month,
        0,
        COUNT,
    )
    return registered, on_call


def test_a_drive_registers_those_it_asks_who_agree() -> None:
    registered, on_call = drives(0.5, 0.0)
    before = IDS % 5 == 0
    assert registered[before].all()
    new = registered & ~before
    assert np.array_equal(new, on_call)
    asked = ~before & (IDS % 3 != 0) & (PLACE == 0)
    assert not new[~asked].any()
    within(new[asked].mean(), 0.25, int(asked.sum()))


def test_without_a_drive_or_with_nobody_agreeing_the_register_stays() -> None:
    assert np.array_equal(drives(0.0, 50.0)[0], IDS % 5 == 0)
    assert np.array_equal(drives(1.0, -50.0)[0], IDS % 5 == 0)


def test_answers_once_for_all_are_the_same_in_every_drive() -> None:
    def second(once: float) -> tuple[int, int]:
        first, again = (drives(1.0, 0.0, once, MONTH + np.uint64(k))[0] for k in range(2))
        return int((again & ~first).sum()), int(first.sum())

    none, all_first = second(1.0)
    assert none == 0
    won, first = second(0.0)
    assert won > 100
    assert 0 < second(0.5)[0] < won
    # As many agree in one drive as would otherwise.
    assert all_first == pytest.approx(first, rel=0.1)


def test_whoever_volunteers_is_registered_and_the_idle_stop_answering() -> None:
    took = np.where(IDS % 4 == 0, BIT, 0).astype(np.uint8)
    idle = IDS % 3 == 0
    history = np.where(idle, 1 << 12, 1 << 11).astype(np.uint32)
    history[took != 0] |= np.uint32(1)
    registered, on_call = IDS % 2 == 1, IDS % 2 == 1
    before = registered.copy()
    keep_on_call(
        took,
        registered,
        on_call,
        history,
        IDS,
        np.zeros(COUNT, dtype=np.int16),
        np.array([0.4]),
        Draws(1).key("stop"),
        MONTH,
    )
    assert np.array_equal(registered, before | (took != 0))
    assert on_call[took != 0].all()
    assert on_call[before & ~idle].all()
    within(on_call[before & idle & (took == 0)].mean(), 0.6, int((before & idle).sum()))
    assert not on_call[~before & (took == 0)].any()


def worn(loss: float, took: int, won: int, prizes: int) -> float:
    out = np.array([loss])
    wear_motives(
        np.array([took], dtype=np.uint8),
        np.array([won], dtype=np.uint8),
        np.zeros(1, dtype=np.int16),
        np.array([prizes], dtype=np.int64),
        0.15,
        0.05,
        out,
    )
    return float(out[0])


@pytest.mark.parametrize(
    "loss, took, won, prizes, expected",
    [
        (0.0, 0, 0, 5, 0.0),
        (0.0, int(BIT), 0, 0, 0.0),
        (0.0, int(BIT), 0, 5, 0.15),
        (0.0, int(BIT), int(BIT), 5, 0.0),
        (1.0, 0, 0, 5, 0.95),
        (1.0, int(BIT), int(BIT), 5, 0.95),
        (1.0, int(BIT), 0, 5, 1.10),
        (1.0, int(BIT), 0, 0, 0.95),
        (1.0, 1 << ACTIVITY, 0, 5, 0.95),
    ],
)
def test_prizes_wear_down_those_who_compete_and_do_not_win(
    loss: float, took: int, won: int, prizes: int, expected: float
) -> None:
    assert worn(loss, took, won, prizes) == pytest.approx(expected, abs=1e-15)


def test_wear_has_a_ceiling_of_its_own() -> None:
    loss = 0.0
    for _ in range(2_000):
        loss = worn(loss, int(BIT), 0, 1)
    assert loss == pytest.approx(0.15 / 0.05)
