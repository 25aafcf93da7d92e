"""Units of work for the tests of the executors; importable by worker processes."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from sim.errors import OptionError, Problem, ScenarioError
from sim.runs.parallel import ONE_THREAD, Tick


def square(shared: int, seed: int, tick: Tick) -> int:
    for _ in range(3):
        tick()
    return shared + seed * seed


def fail_on_odd(shared: object, seed: int, tick: Tick) -> int:
    if seed % 2:
        raise ZeroDivisionError(f"seed {seed} is odd")
    return seed


def user_error(shared: object, seed: int, tick: Tick) -> int:
    raise ScenarioError([Problem("one", file="a.yaml", line=3), Problem("two", hint="mend it")])


def user_error_on_two(shared: str, seed: int, tick: Tick) -> int:
    if seed == 2:
        raise OptionError("two is not wanted")
    for _ in range(2000):
        tick()
        time.sleep(0.01)
    raise AssertionError("it was not stopped")


def die_on_one(shared: object, seed: int, tick: Tick) -> int:
    if seed == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.3)
    return seed


class Unportable(Exception):
    def __init__(self, one: int, other: int) -> None:
        super().__init__(f"{one} of {other}")


def raise_unportable(shared: object, seed: int, tick: Tick) -> int:
    raise Unportable(seed, 7)


def chatter(shared: object, seed: int, tick: Tick) -> int:
    print("hello")
    tick()
    return seed


def surroundings(shared: object, seed: int, tick: Tick) -> dict[str, Any]:
    import numba
    import numpy as np

    large = np.ones((400, 400))
    assert (large @ large).sum() > 0
    tasks = Path("/proc/self/task")
    return {
        "pid": os.getpid(),
        "threads": [os.environ.get(name) for name in ONE_THREAD],
        "large": len(os.environ.get("COGOV_LARGE", "")),
        "of numba": getattr(numba.config, "NUMBA_NUM_THREADS", None),
        "running": len(list(tasks.iterdir())) if tasks.exists() else 1,
    }


def announce_and_wait(shared: str, seed: int, tick: Tick) -> int:
    (Path(shared) / f"{seed}.pid").write_text(str(os.getpid()))
    for _ in range(6000):
        tick()
        time.sleep(0.01)
    return seed
