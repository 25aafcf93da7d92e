"""One unit of work for each seed, here or in worker processes, with the same outcome.

To import takes a worker longer than most of what it then does. On Linux one fork server imports
once, and each worker is a copy of it; elsewhere each worker is a fresh interpreter.

Workers know nothing of the program that started them (see `sim.runs.worker` and
`sim.runs.parallel`); each is fed by a thread of this process, and all that they bring back is
handed over in the thread that called.
"""

import atexit
import os
import pickle
import select
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from signal import SIGKILL, Signals
from threading import Event, Lock, Thread
from types import TracebackType
from typing import IO, Any, BinaryIO, Protocol

from sim.errors import ModelError, UserError
from sim.extend import carried
from sim.runs.worker import LARGEST_ORDER, STATUS, clear_up

# --- How a worker process is started: forked from one that has imported everything, or afresh

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)
"""Settings of libraries that would start threads of their own in every worker."""
_READ_WHILE_IMPORTING = ("HOME", "LD_", "MPL", "NUMBA_", "PYTHON", "TMPDIR", "XDG_", *ONE_THREAD)
"""How the environment variables begin that libraries read once, when they are imported."""
_START_AFRESH = """
import pickle, sys
try:
    sys.path[:] = pickle.load(sys.stdin.buffer)
except (EOFError, pickle.UnpicklingError):
    sys.exit(1)  # whoever started it is gone
from sim.runs.worker import main
main()
"""
_START_SERVER = """
import pickle, socket, sys
orders = socket.socket(fileno=0)
if not (paths := orders.recv(1 << 20)):
    sys.exit(1)  # whoever started it is gone
sys.path[:] = pickle.loads(paths)
from sim.runs.worker import fork_server
fork_server(orders)
"""
_HERE = Lock()
_servers: list["ForkServer"] = []
"""The last one is in use; the others wait for the end of their workers."""


class Worker(Protocol):
    """A worker process, as whoever started it holds it."""

    @property
    def stdin(self) -> IO[bytes] | None:
        """What it reads."""

    @property
    def stdout(self) -> IO[bytes] | None:
        """What it writes."""

    def kill(self) -> None:
        """End it at once."""

    def wait(self) -> int:
        """Wait until it has ended; below zero, the signal that ended it."""


def start_worker(paths: Sequence[str], modules: Sequence[str]) -> Worker:
    """Start a worker that Ctrl-C does not reach: whoever started it ends it.

    Args:
        paths: Where it finds modules; it reads them again as the first part of its job.
        modules: What it imports before its first item.

    Raises:
        OSError: No process could be started.
    """
    settings = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
    order = pickle.dumps((tuple(modules), os.path.realpath(os.curdir), settings))
    if sys.platform != "linux" or len(order) > LARGEST_ORDER:
        return _started_afresh(settings)
    with _HERE:
        read_once = {
            key: settings[key] for key in settings if key.startswith(_READ_WHILE_IMPORTING)
        }
        key = (tuple(paths), read_once)
        if not _servers or _servers[-1].key != key or not _servers[-1].listens():
            for server in _servers:
                server.leave()
            _servers[:] = [server for server in _servers if server.listens()]
            _servers.append(ForkServer(key, settings))
        return _servers[-1].fork(order)


def _started_afresh(settings: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start a worker that is a fresh interpreter."""
    new_group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    return subprocess.Popen(
        # Without -P a file such as pickle.py in the current folder would be run.
        [sys.executable, "-P", "-c", _START_AFRESH],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=dict(settings),
        start_new_session=os.name == "posix",
        creationflags=new_group,
    )


def _error_stream() -> int:
    """Find a file for what a worker prints: this process's error stream, or none."""
    try:
        return os.dup(2)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


class ForkServer:
    """A process that imports once, and of which workers are copies.

    Args:
        key: Where modules are found, and the settings that are read while importing: for others,
            another server is needed.
        settings: Its environment.
    """

    def __init__(
        self, key: tuple[tuple[str, ...], dict[str, str]], settings: Mapping[str, str]
    ) -> None:
        self.key = key
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START_SERVER],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=dict(settings),
                start_new_session=True,
            )
        atexit.register(self.kill)
        self._orders.send(pickle.dumps(list(key[0])))

    def listens(self) -> bool:
        """Tell whether it is still there."""
        return self._process.poll() is None

    def fork(self, order: bytes) -> "Forked":
        """Fork a worker as ordered, see `sim.runs.worker.fork_server`.

        Raises:
            OSError: The server has just ended.
        """
        their_input, input_ = os.pipe()
        output, their_output = os.pipe()
        status, their_status = os.pipe()
        theirs = their_input, their_output, their_status, _error_stream()
        try:
            socket.send_fds(self._orders, [order], theirs)
        except OSError:
            for file in (input_, output, status):
                os.close(file)
            raise
        finally:
            for file in theirs:
                os.close(file)
        return Forked(os.fdopen(input_, "wb"), os.fdopen(output, "rb"), status, self)

    def leave(self) -> None:
        """Let it end with the last of its workers."""
        self._orders.close()

    def kill(self) -> None:
        """End it at once; its workers end when their input does."""
        atexit.unregister(self.kill)
        self.leave()
        self._process.kill()
        self._process.wait()


class Forked:
    """A worker that is a copy of a fork server.

    Args:
        stdin: What it reads.
        stdout: What it writes.
        status: Where its process and, afterwards, its end are told.
        server: The fork server.
    """

    def __init__(self, stdin: BinaryIO, stdout: BinaryIO, status: int, server: ForkServer) -> None:
        self.stdin, self.stdout = stdin, stdout
        self._status, self._server = status, server
        self._process: int | None = None
        self._code: int | None = None

    def kill(self) -> None:
        """End it at once; one that is not there yet is ended with the server that is to fork it."""
        if self._code is not None:
            return
        if self._process is None and not select.select([self._status], [], [], 0)[0]:
            self._server.kill()
            return
        process = self._born()
        if process is not None:
            with suppress(ProcessLookupError):
                os.kill(process, SIGKILL)

    def wait(self) -> int:
        """Wait until it has ended; below zero, the signal that ended it."""
        if self._code is None:
            process = self._born()
            code = None if process is None else self._told()
            # Without a server nobody knows how it ended: what ended one may have ended both.
            self._code = -SIGKILL if code is None else code
            os.close(self._status)
        return self._code

    def _born(self) -> int | None:
        """Wait for its process; None when the server ended before it was forked."""
        if self._process is None:
            self._process = self._told()
        return self._process

    def _told(self) -> int | None:
        """Read the next number that the server tells of it; None without a server."""
        told = os.read(self._status, STATUS.size)
        return STATUS.unpack(told)[0] if told else None


# --- One unit of work for each seed, here or in worker processes, with the same outcome

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
    """Run all units one after the other in this process."""
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
    """Run all units in worker processes."""
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
class WorkerOrder:
    """What a worker reads first.

    Attributes:
        paths: Where it finds modules.
        pickled: These, and what to do with what, pickled.
    """

    paths: tuple[str, ...]
    pickled: bytes


def packed_job(unit: Callable[[Any, Any, Tick], Any], shared: object) -> WorkerOrder:
    """Pack what a worker reads first: where modules are, what to do, and with what.

    The current folder, which a notebook and ``python -c`` look through first, comes last: no file
    there takes the place of a module that the program itself found elsewhere.
    """
    here, own = os.path.realpath(os.curdir), os.path.realpath(Path(__file__).parents[2])
    paths = [(one, os.path.realpath(one or os.curdir)) for one in sys.path]
    first = [one for one, real in paths if real != here or real == own]
    last = [real for one, real in paths if real == here and real != own]
    found = first + last
    return WorkerOrder(tuple(found), pickle.dumps(found) + pickle.dumps((carried(unit), shared)))


def next_heard(heard: "SimpleQueue[Heard]", crew: Sequence["Feeder"]) -> Heard:
    """Wait for the next message in short turns, between which any system hears Ctrl-C."""
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
        job: WorkerOrder,
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
        """Say what to say of an item whose worker is gone."""
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
    """Take a pipe to or from a worker, which was started with both."""
    assert pipe is not None
    return pipe


# --- Workers that are given items one by one, for work whose next item depends on what came back


class Crew(AbstractContextManager["Crew"]):
    """Workers that live as long as this is open, so that each of them starts and compiles once.

    Args:
        unit: What to do with shared, item and tick.
        shared: First argument of each unit; must be picklable.
        workers: How many processes; with 0 or 1 all is done in this process.
        terms: What messages call an item.
        apart: Use a process even for a single worker.
    """

    def __init__(
        self,
        unit: Callable[[Any, Any, Tick], Any],
        shared: object,
        workers: int,
        terms: Terms,
        apart: bool = False,
    ) -> None:
        self._unit, self._shared = unit, shared
        self._here: deque[Any] = deque()
        self._todo: SimpleQueue[Any] = SimpleQueue()
        self._heard: SimpleQueue[Heard] = SimpleQueue()
        self._feeders: list[Feeder] = []
        if workers > 1 or apart:
            job = packed_job(unit, shared)
            self._feeders = [
                Feeder(job, self._todo, self._heard, terms, waits=True) for _ in range(workers)
            ]
            for feeder in self._feeders:
                feeder.start()

    def give(self, item: Any) -> None:
        """Have an item worked on; it must be picklable."""
        if self._feeders:
            self._todo.put(item)
        else:
            self._here.append(item)

    def outcome(self) -> tuple[Any, Any]:
        """Wait for the next item, and give its outcome or exception.

        Raises:
            UserError: The first one raised by a unit.
        """
        if not self._feeders:
            item = self._here.popleft()
            try:
                return item, self._unit(self._shared, item, lambda: None)
            except UserError:
                raise
            except Exception as error:
                return item, error
            finally:
                clear_up()
        while True:
            kind, item, content = next_heard(self._heard, self._feeders)
            if isinstance(content, UserError):
                raise content
            if kind != "tick":
                return item, content

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers at once, whatever they are doing."""
        stop_all(self._feeders)
