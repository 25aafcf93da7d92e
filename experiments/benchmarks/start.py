"""How long a command takes to start, and to end."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from experiments.benchmarks.table import Bar, Findings
from experiments.benchmarks.workers import ROOT, BenchmarkError, alternated, environment, ratios

PART = "start"
_COGOV = "import sys; from sim.cli import main; sys.exit(main())"
"""What the installed command does."""
_UNTIL_FIRST_MONTH = """
import os, sys, time
from sim import model
lived = model.CommunityModel.step
def step(self):
    lived(self)
    print(time.time(), file=sys.__stderr__, flush=True)
    os._exit(0)
model.CommunityModel.step = step
from sim.cli import main
main()
"""
LIBRARIES = "import numba, pandas, pyarrow, matplotlib.pyplot, mesa"
"""What every start is measured with: only to import what the model stands on."""
_COMPARED = ["--scale", "0.05", "--months", "24", "--seeds", "0..3", "--workers", "2"]
_LIMITS = {
    "run example --months 12": 1.5,
    "redraw of a comparison": 1.5,
    f"compare {' '.join(_COMPARED[:6])}": 3.0,
    f"compare {' '.join(_COMPARED[:6])} --sets none": 3.0,
    "explain co_governance": 0.4,
    "--help": 0.1,
}
"""What a command may cost at most, as a multiple of those imports; that of a comparison was set
before comparisons had plausible sets of parameters."""


def start(rounds: int, quick: bool) -> Findings:
    """Time imports and commands, each round in fresh processes."""
    findings = _waits(rounds)
    scale = ["--scale", "0.05"] if quick else []
    months = "12" if quick else "60"
    with tempfile.TemporaryDirectory() as folder:
        out = ["--overwrite", "--out", str(Path(folder) / "out")]
        run = ["run", "co_governance", "--months", months, *scale, *out]
        rows = {
            "Python itself": ["-c", "pass"],
            "import numpy": ["-c", "import numpy"],
            "import sim": ["-c", "import sim"],
            "import sim.model": ["-c", "import sim.model"],
            "cogov --help": ["-c", _COGOV, "--help"],
            "cogov run, until the first month has run": ["-c", _UNTIL_FIRST_MONTH, *run],
            f"cogov {' '.join(run[:4])}": ["-c", _COGOV, *run],
        }
        seconds = alternated(list(rows), min(rounds, 7), lambda name: _wall(rows[name]))
        for name, taken in seconds.items():
            findings.add(PART, name, "wall time", "s", taken)
        if not quick:
            whole = findings.rows[-1].median
            findings.bars.append(Bar(f"cogov {' '.join(run[:4])}", whole, 5.0, "s"))
            _comparison(findings, Path(folder) / "compared")
    return findings


def _waits(rounds: int) -> Findings:
    """Time short commands whole, over the time that importing the libraries takes."""
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder:
        results = str(Path(folder) / "compared")
        run, redraw, compare, alone, explain, helped = _LIMITS
        rows = {
            run: [*run.split(), "--overwrite", "--out", str(Path(folder) / "run")],
            redraw: ["redraw", results, "--overwrite"],
            compare: ["compare", *_COMPARED, "--overwrite", "--out", results],
            alone: [
                *["compare", *_COMPARED, "--sets", "none"],
                *["--overwrite", "--out", str(Path(folder) / "alone")],
            ],
            explain: explain.split(),
            helped: [helped],
        }
        # Compiles what is not compiled yet, and leaves what is drawn again.
        _wall(["-c", _COGOV, *rows[compare]])
        lines = {LIBRARIES: ["-c", LIBRARIES]}
        lines |= {name: ["-c", _COGOV, *words] for name, words in rows.items()}
        seconds = alternated(list(lines), rounds, lambda name: _wall(lines[name]))
    for name, taken in seconds.items():
        findings.add(PART, name, "wall time", "s", taken)
        over = findings.add(PART, name, "over imports", "x", ratios(seconds, name, LIBRARIES))
        if name in _LIMITS:
            findings.bars.append(
                Bar(f"cogov {name}, over imports", over.median, _LIMITS[name], "x")
            )
    return findings


def _comparison(findings: Findings, folder: Path) -> None:
    """Time the default comparison once, in a folder of its own."""
    seconds = _wall(["-c", _COGOV, "compare", "--out", str(folder)])
    row = findings.add(PART, "cogov compare", "wall time", "s", [seconds])
    findings.bars.append(Bar("The default cogov compare", row.median, 30.0, "s"))


def _wall(arguments: list[str]) -> float:
    """Seconds from the start of Python to its end, or to the moment that it prints.

    Raises:
        BenchmarkError: It failed.
    """
    settings = environment()
    # Like anybody's, it finds the bytecode of the time before.
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    begin = time.time()
    # As many threads and workers as anybody would get.
    told = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    end = time.time()
    if told.returncode:
        raise BenchmarkError(f"{arguments} ended with {told.returncode}:\n{told.stderr}")
    if arguments[1] == _UNTIL_FIRST_MONTH:
        return float(told.stderr.split()[-1]) - begin
    return end - begin
