"""One unit of work for each seed, here or in worker processes, with the same outcome.

Workers are started afresh (``spawn``), whatever the start method of the process, so that it
works the same from a terminal, a script and a notebook. This module imports nothing heavy: a
worker sets its limits on threads before the first library that would start some is loaded.
"""

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Any

from sim.errors import ModelError, UserError

Tick = Callable[[], None]
"""Called by a unit of work once a month; raises `Stopped` when the work is no longer wanted."""
Unit = Callable[[Any, int, Tick], Any]
"""A unit of work: what all units share, the seed, and the tick. Importable by name."""

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)
_POLL_SECONDS = 0.2


class Stopped(Exception):
    """The parent asked its workers to stop."""


def run_seeds(
    unit: Unit,
    shared: object,
    seeds: Sequence[int],
    workers: int,
    on_done: Callable[[int, Any], None],
    on_tick: Callable[[int], None] = lambda _: None,
) -> dict[int, Exception]:
    """Do the unit of work of each seed.

    A unit that fails does not stop the others; what is done is handed over at once, so that
    nothing finished is lost, whatever comes after it.

    Args:
        unit: What to do.
        shared: First argument of each unit; must be picklable.
        seeds: The seeds.
        workers: How many processes; with 1, all is done in this process.
        on_done: Called here with seed and outcome, in order of completion.
        on_tick: Called here with the number of ticks of all units so far.

    Returns:
        The failures, by seed.

    Raises:
        UserError: The first one raised by a unit, with its problems; the rest is stopped.
        KeyboardInterrupt: The user stopped it; the workers have ended.
    """
    if workers == 1 or len(seeds) == 1:
        return _here(unit, shared, seeds, on_done, on_tick)
    return _in_processes(unit, shared, seeds, workers, on_done, on_tick)


def _here(
    unit: Unit,
    shared: object,
    seeds: Sequence[int],
    on_done: Callable[[int, Any], None],
    on_tick: Callable[[int], None],
) -> dict[int, Exception]:
    """All units one after the other in this process."""
    failures: dict[int, Exception] = {}
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1
        on_tick(ticks)

    for seed in seeds:
        try:
            outcome = unit(shared, seed, tick)
        except UserError:
            raise
        except Exception as error:
            failures[seed] = error
        else:
            on_done(seed, outcome)
    return failures


def _in_processes(
    unit: Unit,
    shared: object,
    seeds: Sequence[int],
    workers: int,
    on_done: Callable[[int, Any], None],
    on_tick: Callable[[int], None],
) -> dict[int, Exception]:
    """All units in worker processes."""
    context = get_context("spawn")
    ticks, stop = context.Value("Q", 0), context.Event()
    job = pickle.dumps((unit, shared))
    failures: dict[int, Exception] = {}
    pool = ProcessPoolExecutor(
        min(workers, len(seeds)), context, initializer=_start, initargs=(job, ticks, stop)
    )
    try:
        with _interrupts_held():
            pending = {pool.submit(_work, seed): seed for seed in seeds}
        while pending:
            finished, _ = wait(pending, _POLL_SECONDS, return_when=FIRST_COMPLETED)
            # Read without its lock, which a worker that was killed may hold for ever.
            on_tick(ticks.get_obj().value)
            for future in sorted(finished, key=pending.__getitem__):
                _settle(future, pending.pop(future), on_done, failures)
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
    return failures


def _settle(
    future: Future[Any],
    seed: int,
    on_done: Callable[[int, Any], None],
    failures: dict[int, Exception],
) -> None:
    """Hand over what a worker brought back, or keep why it failed."""
    try:
        outcome = future.result()
    except UserError:
        raise
    except BrokenProcessPool:
        failures[seed] = ModelError(
            f"seed {seed}: its worker process ended without a word (the system may have been out "
            "of memory: use fewer workers; a script that calls this must do so under "
            'if __name__ == "__main__":)'
        )
    except Exception as error:
        failures[seed] = error
    else:
        on_done(seed, outcome)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: the parent tells them to stop.

    The mask is inherited by what is started meanwhile; an interrupt that arrives meanwhile
    takes effect at the end.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_state: dict[str, Any] = {}
"""What a worker process was started with; empty in every other process."""


def _start(job: bytes, ticks: Any, stop: Any) -> None:
    """Make a process a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    _state["unit"], _state["shared"] = pickle.loads(job)
    _state["ticks"], _state["stop"] = ticks, stop


def _follow_parent() -> None:
    """End this worker when its parent has been killed and can no longer tell it to."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _tick() -> None:
    """Count one month for all workers together."""
    if _state["stop"].is_set():
        raise Stopped
    with _state["ticks"].get_lock():
        _state["ticks"].value += 1


def _work(seed: int) -> Any:
    """One unit of work in a worker."""
    return _state["unit"](_state["shared"], seed, _tick)
