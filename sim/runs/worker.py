"""A worker process: reads a job and then seeds, writes back what comes of each.

It knows nothing of the program that started it, so that it works the same from a terminal, a
notebook and a script without a guard. It is a fresh interpreter, or a copy of a fork server that
is one. It ends when its input ends, or when nobody reads what it writes.
"""

import atexit
import gc
import os
import pickle
import select
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, BinaryIO, Literal

# --- When this program looks for objects that nobody needs any more

YOUNG_OBJECTS = 50_000
_state = {"seldom": False, "frozen": False}


def collect_seldom() -> None:
    """Look for unneeded objects seldom, and not at all when the process ends.

    For processes that are this program's own. Importing makes some hundred thousand objects that
    all stay, and looking through them again and again takes a sixth of the time.
    """
    _, *older = gc.get_threshold()
    gc.set_threshold(YOUNG_OBJECTS, *older)
    atexit.register(_leave)
    _state["seldom"] = True


def _leave() -> None:
    """Skip the last look for unneeded objects, unless somebody counts what is left over.

    DuckDB complains of all that is still there when the process ends.
    """
    if "duckdb" in sys.modules:
        gc.unfreeze()
    else:
        gc.freeze()


def clear_up() -> None:
    """Let go of what a piece of work left: models know themselves, and are large.

    Only where `collect_seldom` was called. What is there after the first piece of work stays to
    the end, and is not looked through again.
    """
    if not _state["seldom"]:
        return
    gc.collect()
    if not _state["frozen"]:
        gc.freeze()
        _state["frozen"] = True


# --- A worker process: reads a job and then seeds, writes back what comes of each

Message = tuple[Literal["tick", "done", "failed"], bytes]
"""What a worker writes: a month is over, the outcome of a seed, or why there is none; the
latter two pickled by themselves."""


def serve(read: BinaryIO, write: BinaryIO) -> None:
    """Work until the input ends.

    Args:
        read: Where a pickled pair of unit and first argument comes from, then seeds.
        write: Where a `Message` goes to, after each month and each seed.

    Raises:
        BrokenPipeError: Nobody reads any more.
    """

    def send(message: Message) -> None:
        pickle.dump(message, write)
        write.flush()

    unit, shared = received(read)
    while True:
        try:
            seed = received(read)
        except EOFError:
            return
        try:
            outcome = unit(shared, seed, lambda: send(("tick", b"")))
            message: Message = ("done", pickle.dumps(outcome))
        except BrokenPipeError:
            raise
        except Exception as error:
            message = ("failed", pickle.dumps(portable(error)))
        send(message)
        outcome = None
        clear_up()


def received(read: BinaryIO) -> Any:
    """Receive the next object that whoever started this worker sends.

    Raises:
        EOFError: There is none, or who sends it ended halfway.
    """
    try:
        return pickle.load(read)
    except pickle.UnpicklingError as error:
        if "truncated" not in str(error):
            raise
        raise EOFError from error


def portable(error: Exception) -> Exception:
    """Make an error portable, or one that tells of it when it cannot leave the process."""
    from sim.errors import ModelError

    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return ModelError(f"{type(error).__name__}: {error}")
    return error


def main() -> None:
    """Serve on standard input and output; what else is printed goes to the error stream."""
    collect_seldom()
    write = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _work(sys.stdin.buffer, write)


def _work(read: BinaryIO, write: BinaryIO, *, paths: bool = False) -> None:
    """Serve, and end this process; where modules are found comes first where it is not known."""
    # What is printed would wait in a buffer for an end that this process does not come to.
    sys.stdout = sys.stderr
    try:
        if paths:
            sys.path[:] = received(read)
        serve(read, write)
    except (BrokenPipeError, EOFError):
        # Whoever started this worker is gone.
        os._exit(1)
    sys.stderr.flush()
    # Nothing is left to be done, and taking all objects apart would take a while.
    os._exit(0)


STATUS = struct.Struct("<i")
"""How a number is told of a worker that was forked: first its process, then how it ended."""
LARGEST_ORDER = 1 << 16
"""Bytes of an order: modules to import, folder and environment, at most."""


def fork_server(orders: socket.socket) -> None:
    """Fork a worker for each order, and tell how it ended; end with the last of them.

    An order is a pickled triple of modules to import beforehand, current folder and environment,
    and brings four files: what the worker reads, what it writes, where its process and afterwards
    its end are told (`STATUS`), and where anything else goes that it prints. When nobody is left to
    order, and all workers have ended, this process ends.
    """
    collect_seldom()
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    told: dict[int, int] = {}
    listening = True
    while listening or told:
        heard: list[int] = [woken, orders.fileno()] if listening else [woken]
        ready, _, _ = select.select(heard, [], [])
        if woken in ready:
            _tell_ends(woken, told)
        if orders.fileno() not in ready:
            continue
        order, files, *_ = socket.recv_fds(orders, LARGEST_ORDER, 4)
        listening = bool(order)
        if listening:
            modules, folder, environment = pickle.loads(order)
            _import(modules)
            child = os.fork()
            if not child:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _become_worker(files, (woken, wake, *told.values()), folder, environment)
            read, write, status, errors = files
            for file in (read, write, errors):
                os.close(file)
            told[child] = status
            _tell(status, child)
    os._exit(0)


def _import(modules: Sequence[str]) -> None:
    """Import what workers will need; what goes wrong they will tell themselves."""
    for module in modules:
        with suppress(Exception):
            import_module(module)
    # So that looking for unneeded objects does not copy what all processes share.
    gc.freeze()


def _become_worker(
    files: Sequence[int], foreign: Sequence[int], folder: str, environment: dict[str, str]
) -> None:
    """Go on as a worker, which has nothing of the fork server but what it imported."""
    read, write, status, errors = files
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    for file in (*foreign, status, errors, nothing):
        os.close(file)
    os.setsid()
    with suppress(OSError):
        os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    _work(os.fdopen(read, "rb"), os.fdopen(write, "wb"), paths=True)


def _tell_ends(woken: int, told: dict[int, int]) -> None:
    """Tell of all workers that ended."""
    with suppress(BlockingIOError):
        os.read(woken, LARGEST_ORDER)
    for child in tuple(told):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            _tell(told[child], os.waitstatus_to_exitcode(status))
            os.close(told.pop(child))


def _tell(status: int, number: int) -> None:
    """Tell a number of a worker, unless nobody listens."""
    with suppress(OSError):
        os.write(status, STATUS.pack(number))
