"""How a worker process is started: forked from one that has imported everything, or afresh.

To import takes a worker longer than most of what it then does. On Linux one fork server imports
once, and each worker is a copy of it; elsewhere each worker is a fresh interpreter.
"""

import atexit
import os
import pickle
import select
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from signal import SIGKILL
from threading import Lock
from typing import IO, BinaryIO, Protocol

from sim.runs.worker import LARGEST_ORDER, STATUS

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
_START_AFRESH = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from sim.runs.worker import main; main()"
)
_START_SERVER = (
    "import pickle, socket, sys; orders = socket.socket(fileno=0); "
    "sys.path[:] = pickle.loads(orders.recv(1 << 20)); "
    "from sim.runs.worker import fork_server; fork_server(orders)"
)
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
    """A worker that is a fresh interpreter."""
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
    """A file for what a worker prints: the error stream of this process, or nowhere."""
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
        """Whether it is still there."""
        return self._process.poll() is None

    def fork(self, order: bytes) -> "Forked":
        """A worker as ordered, see `sim.runs.worker.fork_server`.

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
        """Its process; None when the server ended before it was forked."""
        if self._process is None:
            self._process = self._told()
        return self._process

    def _told(self) -> int | None:
        """The next number that the server tells of it; None when there is no server any more."""
        told = os.read(self._status, STATUS.size)
        return STATUS.unpack(told)[0] if told else None
