"""A worker process: reads a job and then seeds, writes back what comes of each.

It is started as a fresh interpreter that imports nothing of the program that started it, so
that it works the same from a terminal, a notebook and a script without a guard. It ends when
its input ends, or when nobody reads what it writes.
"""

import os
import pickle
import sys
from typing import BinaryIO, Literal

from sim.runs.garbage import clear_up, collect_seldom

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

    unit, shared = pickle.load(read)
    while True:
        try:
            seed = pickle.load(read)
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


def portable(error: Exception) -> Exception:
    """The error, or one that tells of it when it cannot leave the process."""
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
    try:
        serve(sys.stdin.buffer, write)
    except (BrokenPipeError, EOFError):
        # Whoever started this worker is gone.
        os._exit(1)
    sys.stderr.flush()
    # Nothing is left to be done, and taking all objects apart would take a while.
    os._exit(0)
