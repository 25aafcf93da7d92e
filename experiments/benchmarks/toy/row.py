"""One implementation of the toy month in a process of its own, which loads nothing else."""

import time
from pathlib import Path

import numpy as np

from experiments.benchmarks.serve import found
from experiments.benchmarks.toy.town import Toy, ToyTown
from experiments.benchmarks.workers import peak_mib

CHECKED = 12
"""Months whose decisions are compared."""
GOES = 5
"""Goes in a turn; the fastest counts, as others may have the processor in between."""


class ToyRow:
    """One implementation, in a process of its own.

    Args:
        target: Its class.
        path: File of the toy town.
    """

    def __init__(self, target: str, path: str) -> None:
        self._target, self._path = target, path
        self._town = ToyTown.load(Path(path))
        self._number = CHECKED
        self._toy = self._made()

    def _made(self) -> Toy:
        """A fresh one."""
        toy: Toy = found(self._target)(self._town)
        return toy

    def decisions(self) -> list[bytes]:
        """Who took part in each of the first months, one bit a resident."""
        told = []
        for number in range(1, CHECKED + 1):
            self._toy.month(number)
            told.append(np.packbits(self._toy.took()).tobytes())
        return told

    def set_up(self) -> float:
        """Seconds to make another, all code being loaded."""
        begin = time.perf_counter()
        self._made()
        return time.perf_counter() - begin

    def one(self) -> float:
        """Milliseconds of the processor for one month."""
        self._number += 1
        begin = time.thread_time()
        self._toy.month(self._number)
        return 1e3 * (time.thread_time() - begin)

    def timed(self, months: int) -> float:
        """Milliseconds a month, of the fastest of some goes of so many months."""
        goes = []
        for _ in range(GOES):
            begin = time.perf_counter()
            for _ in range(months):
                self._number += 1
                self._toy.month(self._number)
            goes.append(1e3 * (time.perf_counter() - begin) / months)
        return min(goes)

    def peak(self) -> float:
        """Peak memory, MiB."""
        return peak_mib()
