import numpy as np
import pytest

from sim.kernels.service import household_outcomes
from sim.rng import Draws

HOMES = 40_000


def outcomes(
    *,
    size: int = 3,
    visited: bool = False,
    need: float = 0.02,
    collected: float = 0.5,
    collected_visit: float = 0.8,
    resolved: float = 0.4,
    ids: np.ndarray | None = None,
) -> np.ndarray:
    ids = np.arange(HOMES) if ids is None else ids
    out = np.full(ids.size, 7, dtype=np.int8)
    household_outcomes(
        ids,
        np.zeros(ids.size, dtype=np.int16),
        np.full(ids.size, size, dtype=np.int32),
        np.full(ids.size, visited),
        need,
        np.array([collected]),
        np.array([collected_visit]),
        np.array([resolved]),
        Draws(1).key("service"),
        np.uint64(24_000),
        out,
    )
    return out


@pytest.mark.parametrize("visited, heard", [(False, 0.5), (True, 0.8)])
def test_outcomes_have_their_chances(visited: bool, heard: float) -> None:
    out = outcomes(visited=visited)
    arisen = 3 * 0.02
    for value, chance in ((1, arisen * heard * 0.4), (-1, arisen * heard * 0.6)):
        error = (chance * (1 - chance) / HOMES) ** 0.5
        assert (out == value).mean() == pytest.approx(chance, abs=4 * error)
    assert set(np.unique(out)) == {-1, 0, 1}


def test_without_needs_or_ears_nothing_happens() -> None:
    assert not outcomes(need=0.0).any()
    assert not outcomes(collected=0.0).any()
    assert not (outcomes(resolved=1.0) < 0).any()
    assert not (outcomes(resolved=0.0) > 0).any()


def test_a_visit_only_adds_matters_and_changes_no_outcome() -> None:
    without, with_visit = outcomes(), outcomes(visited=True)
    heard = without != 0
    assert np.array_equal(with_visit[heard], without[heard])
    assert (with_visit != 0).sum() > heard.sum()


def test_more_resolution_turns_some_outcomes_for_the_better_and_none_for_the_worse() -> None:
    less, more = outcomes(resolved=0.4), outcomes(resolved=0.7)
    assert (more >= less).all()
    assert (more > less).any()


def test_a_household_does_not_depend_on_the_others() -> None:
    some = np.array([30, 4, 900])
    assert np.array_equal(outcomes(ids=some, need=0.3), outcomes(need=0.3)[some])
