"""Units of work that go wrong; importable by worker processes."""

import os
import signal
import time

from sim.runs.parallel import Tick
from sim.sweeps.plan import CellOutcome, Pair, Work
from sim.sweeps.sweep import cell_unit


def die_on_one(job: Work, pair: Pair, tick: Tick) -> CellOutcome:
    if pair == (0, 1):
        os.kill(os.getpid(), signal.SIGKILL)
    return cell_unit(job, pair, tick)


def hang_on_one(job: Work, pair: Pair, tick: Tick) -> CellOutcome:
    if pair == (0, 1):
        time.sleep(600)
    return CellOutcome(b"table", {"seconds": 1.0})


def fail_on_one(job: Work, pair: Pair, tick: Tick) -> CellOutcome:
    if pair == (0, 1):
        raise ZeroDivisionError("by zero")
    return cell_unit(job, pair, tick)


def quick(job: Work, pair: Pair, tick: Tick) -> CellOutcome:
    """Something that is there at once, so that results wait to be fetched."""
    return CellOutcome(f"table of {pair}".encode(), {"seconds": 0.01, "process": os.getpid()})
