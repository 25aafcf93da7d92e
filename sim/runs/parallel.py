"""One unit of work for each seed, here or in worker processes, with the same outcome.

Workers know nothing of the program that started them (see `sim.runs.worker` and
`sim.runs.processes`); each is fed by a thread of this process, and all that they bring back is
handed over in the thread that called.
"""

import os
import pickle
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from signal import Signals
from threading import Event, Thread
from typing import IO, Any

from sim.errors import ModelError, UserError
from sim.extend import carried
from sim.runs.garbage import clear_up
from sim.runs.processes import Worker, start_worker

Tick = Callable[[], None]
"""Called by a unit of work once a month."""
Unit = Callable[[Any, Any, Tick], Any]
"""A unit of work: what all units share, the seed, and the tick. Importable by name."""

_PATIENCE_SECONDS = 0.5
_NOTHING = object()
"""Given as an item to wake those who wait for one."""


def run_seeds(
    unit: Unit,
    shared: object,
    seeds: Sequence[Any],
    workers: int,
    on_done: Callable[[Any, Any], None],
    on_tick: Callable[[int], None] = lambda _: None,
    name: Callable[[Any], str] = "seed {}".format,
) -> dict[Any, Exception]:
    """Do the unit of work of each seed.

    A unit that fails does not stop the others; what is done is handed over at once, so that
    nothing finished is lost, whatever comes after it.

    Args:
        unit: What to do.
        shared: First argument of each unit; must be picklable.
        seeds: The seeds, or other items.
        workers: How many processes; with 1, all is done in this process.
        on_done: Called here with seed and outcome, in order of completion.
        on_tick: Called here with the number of ticks of all units so far.
        name: What messages call one of them.

    Returns:
        The failures, by seed.

    Raises:
        UserError: The first one raised by a unit, with its problems; the rest is stopped.
        KeyboardInterrupt: The user stopped it; the workers have ended.
    """
    if workers == 1 or len(seeds) == 1:
        return _here(unit, shared, seeds, on_done, on_tick)
    return _in_processes(unit, shared, seeds, workers, on_done, on_tick, Terms(name=name))


def _here(
    unit: Unit,
    shared: object,
    seeds: Sequence[Any],
    on_done: Callable[[Any, Any], None],
    on_tick: Callable[[int], None],
) -> dict[Any, Exception]:
    """All units one after the other in this process."""
    failures: dict[Any, Exception] = {}
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
            del outcome
        clear_up()
    return failures


def _in_processes(
    unit: Unit,
    shared: object,
    seeds: Sequence[Any],
    workers: int,
    on_done: Callable[[Any, Any], None],
    on_tick: Callable[[int], None],
    terms: "Terms",
) -> dict[Any, Exception]:
    """All units in worker processes."""
    failures: dict[Any, Exception] = {}
    ticks = 0
    with closing(messages(unit, shared, seeds, workers, terms)) as heard:
        for kind, seed, content in heard:
            if kind == "tick":
                ticks += 1
                on_tick(ticks)
            elif kind == "done":
                on_done(seed, content)
            elif isinstance(content, UserError):
                raise content
            else:
                failures[seed] = content
    return failures


class WorkerLost(ModelError):
    """A worker process ended in the middle of its work."""


class Packed(bytes):
    """What a worker brought back, pickled."""


Heard = tuple[str, Any, Any]
"""Kind of a message (``tick``, ``done``, ``failed`` or ``skipped``), the item that it is about,
and its content: the outcome, or the exception."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms items are worked on.

    Attributes:
        name: What messages call an item.
        wanted: Asked, just before an item is handed out, whether it is still to be done.
        seconds: Time after which the worker of an item is ended, or None.
        modules: What workers import before the first item.
    """

    name: Callable[[Any], str] = "seed {}".format
    wanted: Callable[[Any], bool] = lambda _: True
    seconds: float | None = None
    modules: tuple[str, ...] = ("sim.model",)


def messages(
    unit: Callable[[Any, Any, Tick], Any],
    shared: object,
    items: Sequence[Any],
    workers: int,
    terms: Terms = Terms(),
) -> Generator[Heard]:
    """Have items worked on by worker processes; close the iterator to end them at once.

    Args:
        unit: What to do with shared, item and tick.
        shared: First argument of each unit; must be picklable.
        items: What is worked on; must be picklable.
        workers: How many processes.
        terms: Names, second thoughts and a time limit.

    Yields:
        What is heard, in order of arrival; in the end one message of each item.
    """
    todo: SimpleQueue[Any] = SimpleQueue()
    for item in items:
        todo.put(item)
    heard: SimpleQueue[Heard] = SimpleQueue()
    job = packed_job(unit, shared)
    crew = [Feeder(job, todo, heard, terms) for _ in range(min(workers, len(items)))]
    missing = len(items)
    try:
        for feeder in crew:
            feeder.start()
        while missing:
            message = next_heard(heard, crew)
            missing -= message[0] != "tick"
            yield message
    finally:
        stop_all(crew)


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker reads first.

    Attributes:
        paths: Where it finds modules.
        pickled: These, and what to do with what, pickled.
    """

    paths: tuple[str, ...]
    pickled: bytes


def packed_job(unit: Callable[[Any, Any, Tick], Any], shared: object) -> Job:
    """What a worker reads first: where it finds modules, what to do, and with what.

    The current folder, which a notebook and ``python -c`` look through first, comes last: no file
    there takes the place of a module that the program itself found elsewhere.
    """
    here, own = os.path.realpath(os.curdir), os.path.realpath(Path(__file__).parents[2])
    paths = [(one, os.path.realpath(one or os.curdir)) for one in sys.path]
    first = [one for one, real in paths if real != here or real == own]
    last = [real for one, real in paths if real == here and real != own]
    found = first + last
    return Job(tuple(found), pickle.dumps(found) + pickle.dumps((carried(unit), shared)))


def next_heard(heard: "SimpleQueue[Heard]", crew: Sequence["Feeder"]) -> Heard:
    """The next message; waits in short turns, between which Ctrl-C is heard on any system."""
    while True:
        for feeder in crew:
            feeder.end_if_late()
        with suppress(Empty):
            kind, item, content = heard.get(timeout=_PATIENCE_SECONDS)
            # Unpacked here, so that no worker waits while what it brought is looked at.
            return kind, item, pickle.loads(content) if isinstance(content, Packed) else content


def stop_all(crew: Sequence["Feeder"]) -> None:
    """End all workers at once, whatever they are doing, and wait until they have ended."""
    for feeder in crew:
        feeder.dismiss()
    for feeder in crew:
        feeder.stop()


class Feeder(Thread):
    """Feeds items to one worker process, and to another one should that die.

    Args:
        job: What a worker reads first.
        todo: Items that nobody has taken yet.
        heard: Where messages go.
        terms: On which terms they are worked on.
        waits: When no item is left, wait for another one rather than end.
    """

    def __init__(
        self,
        job: Job,
        todo: "SimpleQueue[Any]",
        heard: "SimpleQueue[Heard]",
        terms: Terms,
        waits: bool = False,
    ) -> None:
        super().__init__(daemon=True)
        self._waits = waits
        self._job, self._todo, self._heard, self._terms = job, todo, heard, terms
        self._deadline: float | None = None
        self._late = False
        self._worker: Worker | None = None
        self._stopped = Event()

    def run(self) -> None:
        """Feed until no item is left or all is stopped."""
        while not self._stopped.is_set():
            try:
                item = self._todo.get(self._waits, _PATIENCE_SECONDS)
            except Empty:
                if self._waits:
                    continue
                break
            if item is _NOTHING:
                continue
            try:
                self._heard.put(self._one(item))
            except Exception as error:
                self._heard.put(("failed", item, self._lost(item, error)))
        self._end()

    def _one(self, item: Any) -> Heard:
        """Have one item worked on; passes on what is heard meanwhile."""
        if not self._terms.wanted(item):
            return "skipped", item, None
        if self._worker is None:
            self._worker = start_worker(self._job.paths, self._terms.modules)
            _stream(self._worker.stdin).write(self._job.pickled)
        write, read = _stream(self._worker.stdin), _stream(self._worker.stdout)
        pickle.dump(item, write)
        write.flush()
        if self._terms.seconds is not None:
            self._deadline = time.monotonic() + self._terms.seconds
        while True:
            kind, content = pickle.load(read)
            if kind != "tick":
                self._deadline = None
                return kind, item, Packed(content)
            self._heard.put((kind, item, None))

    def end_if_late(self) -> None:
        """End the worker when its time is over."""
        worker, deadline = self._worker, self._deadline
        if worker is not None and deadline is not None and time.monotonic() > deadline:
            self._late = True
            worker.kill()

    def _lost(self, item: Any, error: Exception) -> Exception:
        """What to say of an item whose worker is gone."""
        code = self._end()
        late, self._late, self._deadline = self._late, False, None
        if late:
            return TimeoutError(
                f"{self._terms.name(item)}: it took more than {self._terms.seconds:g} seconds"
            )
        how = Signals(-code).name if code < 0 else f"code {code}"
        return WorkerLost(
            f"{self._terms.name(item)}: its worker process ended with {how} "
            f"({type(error).__name__}); the system may have been out of memory: use fewer workers"
        )

    def _end(self) -> int:
        """End the worker, if there is one, and forget it; returns how it ended."""
        worker, self._worker = self._worker, None
        if worker is None:
            return 0
        # Without input a worker ends by itself; one that is busy is not waited for.
        for stream in (worker.stdin, worker.stdout):
            with suppress(OSError):
                _stream(stream).close()
        if self._stopped.is_set():
            worker.kill()
        return worker.wait()

    def dismiss(self) -> None:
        """Take no other item, and stop waiting for one."""
        self._stopped.set()
        self._todo.put(_NOTHING)

    def stop(self) -> None:
        """End the worker at once, whatever it is doing, and wait until it has ended."""
        self._stopped.set()
        while self.is_alive():
            # Again and again: the thread may be about to start another worker.
            worker = self._worker
            if worker is not None:
                worker.kill()
            self.join(_PATIENCE_SECONDS / 10)


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    """A pipe to or from a worker, which was started with both."""
    assert pipe is not None
    return pipe
