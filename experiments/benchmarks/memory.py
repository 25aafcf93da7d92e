"""Memory per resident, beyond a fixed part."""

import tempfile
from contextlib import redirect_stdout
from io import StringIO

import numpy as np

from experiments.benchmarks.table import Bar, Findings
from experiments.benchmarks.workers import BenchmarkError, Worker, peak_mib

PART = "memory"
BEYOND = "memory beyond a fixed part"
ARRAYS = "arrays"
MOST_BYTES = 400.0
_MIB = 2.0**20
_PAST = {"run.burn_in.months": 12}
_SHOWN = 25
_BUILT, _PEAK, _HELD = "after the set-up", "peak of the model", "held by the model"
_RUN = "peak of cogov run"


class WholeRun:
    """What the command does in one process: run, tables, figure, folder."""

    def peak(self, scale: float, months: int) -> float:
        """Peak memory of a run that was saved, MiB."""
        from sim.cli import main

        with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()):
            told = ["run", "million", "--scale", str(scale), "--months", str(months)]
            past = [f"{path}={value}" for path, value in _PAST.items()]
            ended = main([*told, "--set", *past, "--out", folder])
        if ended:
            raise BenchmarkError(f"cogov {' '.join(told)} ended with {ended}")
        return peak_mib()


def memory(rounds: int, quick: bool) -> Findings:
    """Run the town of a million at several scales, each in a fresh process, and draw the line.

    A scale keeps the communities, so what grows is what residents need.
    """
    findings = Findings()
    scales = (0.02, 0.05, 0.1) if quick else (0.1, 0.3, 1.0)
    months = 13 if quick else 26
    sizes: list[int] = []
    found: dict[str, list[float]] = {name: [] for name in (_BUILT, _PEAK, _HELD, _RUN)}
    arrays: dict[str, int] = {}
    for scale in scales:
        settings = {"population.scale": scale} | _PAST
        with Worker("experiments.benchmarks.modelled:Modelled", "million", settings) as row:
            row.call("build")
            sizes.append(row.call("residents"))
            found[_BUILT].append(row.call("memory")[0])
            row.call("live", months)
            peak, held = row.call("memory")
            found[_PEAK].append(peak)
            found[_HELD].append(held)
            arrays = row.call("arrays")
        with Worker(f"{__name__}:WholeRun") as run:
            found[_RUN].append(run.call("peak", scale, months - _PAST["run.burn_in.months"]))
        for quantity, values in found.items():
            findings.add(PART, f"{sizes[-1]:,} residents", quantity, "MiB", values[-1:])
    for quantity, values in found.items():
        slope, fixed = np.polyfit(sizes, np.array(values) * _MIB, 1)
        findings.add(BEYOND, quantity, "a resident more", "bytes", [slope])
        findings.add(BEYOND, quantity, "fixed part", "MiB", [fixed / _MIB])
        if quantity == _PEAK:
            text = "Memory of a resident beyond a fixed part, at the peak"
            findings.bars.append(Bar(text, float(slope), MOST_BYTES, "bytes"))
    _list_arrays(findings, arrays, sizes[-1])
    return findings


def _list_arrays(findings: Findings, arrays: dict[str, int], residents: int) -> None:
    """The largest arrays of the largest town, in bytes a resident."""
    largest = sorted(arrays.items(), key=lambda pair: -pair[1])
    rest = sum(size for _, size in largest[_SHOWN:])
    total = sum(arrays.values())
    for name, size in [*largest[:_SHOWN], ("all others", rest), ("all arrays", total)]:
        findings.add(ARRAYS, name, "a resident", "bytes", [size / residents])
