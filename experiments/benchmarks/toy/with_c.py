"""The toy month in C, compiled on the spot where there is a compiler."""

import ctypes
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.benchmarks.toy.town import (
    AVERAGING,
    BASE,
    GAIN,
    HABIT_RATE,
    RETURNING,
    W_EFFICACY,
    W_HABIT,
    W_HEARD,
    ToyTown,
)

SOURCE = Path(__file__).with_name("toy.c")
FLAGS = ("-O3", "-march=native", "-std=gnu11", "-shared", "-fPIC")
_RULES = (BASE, W_HEARD, W_EFFICACY, W_HABIT, HABIT_RATE, AVERAGING, GAIN, RETURNING)


def compiler() -> str | None:
    """The compiler of C on this machine, or None: ``CC``, gcc, clang or cc."""
    for name in (os.environ.get("CC"), "gcc", "clang", "cc"):
        if name and shutil.which(name):
            return name
    return None


def compiled() -> ctypes.CDLL:
    """The kernel as a library, compiled now.

    Raises:
        FileNotFoundError: There is no compiler.
        subprocess.CalledProcessError: It refused.
    """
    name = compiler()
    if name is None:
        raise FileNotFoundError("no compiler of C: set CC, or install gcc")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "toy.so"
        subprocess.run([name, *FLAGS, "-o", str(library), str(SOURCE), "-lm"], check=True)
        return ctypes.CDLL(str(library))


class CToy:
    """The toy town in columns, lived in C."""

    def __init__(self, town: ToyTown) -> None:
        self.start, self.neighbour = town.start, town.neighbour
        self.trust, self.efficacy = town.trust.copy(), town.efficacy.copy()
        self.habit, self.after = town.habit.copy(), town.trust.copy()
        self._took = np.zeros(len(town), dtype=np.bool_)
        self._rules = (ctypes.c_double * len(_RULES))(*_RULES)
        self._key = [ctypes.c_uint64(int(word)) for word in town.key]
        self._month = compiled().toy_month
        self._month.restype = None

    def month(self, number: int) -> None:
        """Live one month."""
        arrays = (
            self.start,
            self.neighbour,
            self.trust,
            self.efficacy,
            self.habit,
            self.after,
            self._took,
        )
        self._month(
            ctypes.c_int64(self.trust.size),
            *(ctypes.c_void_p(array.ctypes.data) for array in arrays),
            *self._key,
            ctypes.c_uint64(number),
            self._rules,
        )
        self.trust, self.after = self.after, self.trust

    def took(self) -> NDArray[np.bool_]:
        """Who took part."""
        return self._took
