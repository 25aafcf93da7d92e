import os
import signal
from typing import Any

import pytest

from sim.errors import OptionError
from sim.runs.parallel import Crew, Terms, Tick, WorkerLost

TERMS = Terms(name="item {}".format)


def double(shared: int, item: int, tick: Tick) -> int:
    tick()
    if item == 13:
        raise ZeroDivisionError("thirteen")
    if item == 14:
        raise OptionError("fourteen")
    if item == 15 and shared == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * item


def all_of(workers: int, items: list[int], shared: int = 0) -> dict[int, Any]:
    found: dict[int, Any] = {}
    with Crew(double, shared, workers, TERMS) as crew:
        for item in items[:2]:
            crew.give(item)
        # What is given later depends on what came back.
        for item in items[2:]:
            found.update([crew.outcome()])
            crew.give(item)
        for _ in items[:2]:
            found.update([crew.outcome()])
    return found


@pytest.mark.parametrize("workers", [1, 2])
def test_items_are_given_one_by_one(workers: int) -> None:
    found = all_of(workers, [1, 2, 13, 4])
    assert isinstance(found.pop(13), ZeroDivisionError)
    assert found == {1: 2, 2: 4, 4: 8}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_mistake_of_the_user_ends_it(workers: int) -> None:
    with pytest.raises(OptionError, match="fourteen"):
        all_of(workers, [1, 14, 3])


def test_a_lost_worker_is_replaced_and_told_of() -> None:
    found = all_of(2, [1, 15, 3], shared=1)
    assert isinstance(found.pop(15), WorkerLost)
    assert found == {1: 2, 3: 6}
