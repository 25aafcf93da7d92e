"""Processes that measure: each row has its own, rounds go from one to the next."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
)


class BenchmarkError(Exception):
    """Something could not be measured."""


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds this code first."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, **more}


class Worker(AbstractContextManager["Worker"]):
    """An object in a process of its own, with one thread.

    Args:
        target: Its class, such as ``package.module:Name``.
        arguments: What it is made from; must be picklable, as must be all that is passed.
        variables: Added to the environment.
    """

    def __init__(self, target: str, *arguments: Any, **variables: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "experiments.benchmarks.serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment(**ONE_THREAD, **variables),
        )
        self.target = target
        try:
            self.call(target, *arguments)
        except BaseException:
            self.close()
            raise

    def call(self, name: str, *arguments: Any) -> Any:
        """What a method of the object returns.

        Raises:
            BenchmarkError: It failed, or the process is gone.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump((name, arguments), self._process.stdin)
            self._process.stdin.flush()
            fine, answer = pickle.load(self._process.stdout)
        except (EOFError, BrokenPipeError) as error:
            code = self._process.wait()
            raise BenchmarkError(f"{self.target} ended with code {code}") from error
        if not fine:
            raise BenchmarkError(f"{self.target}: {name} failed\n{answer}")
        return answer

    def close(self) -> None:
        """End the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.close()


Rounds = dict[str, list[float]]
"""A number for each round, by row."""


def alternated(rows: Sequence[str], rounds: int, measure: Callable[[str], float | None]) -> Rounds:
    """Measure every row once a round, each round in another order.

    Args:
        rows: Names.
        rounds: How often, 1 or more.
        measure: Takes a name, returns a number, or None to leave the row out.
    """
    found: Rounds = {}
    for number in range(rounds):
        turn = number % len(rows)
        for row in [*rows[turn:], *rows[:turn]]:
            value = measure(row)
            if value is not None:
                found.setdefault(row, []).append(value)
    return found


def ratios(rounds: Rounds, row: str, reference: str) -> list[float]:
    """A row over another one, inside each round."""
    return [one / other for one, other in zip(rounds[row], rounds[reference], strict=True)]


def peak_mib() -> float:
    """Peak memory of this process so far, MiB.

    What `getrusage` says would begin with the memory of the process that started this one.
    """
    told = _status("VmHWM")
    if told is not None:
        return told
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def resident_mib() -> float:
    """Memory that this process holds now, MiB; its peak where the system does not say."""
    told = _status("VmRSS")
    return peak_mib() if told is None else told


def _status(field: str) -> float | None:
    """What the system says of this process, MiB, or None where it says nothing."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    told = [line.split()[1] for line in lines if line.startswith(f"{field}:")]
    return float(told[0]) / 1024.0 if told else None
