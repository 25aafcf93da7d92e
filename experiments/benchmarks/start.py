"""How long a command takes to start, and to end."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from experiments.benchmarks.table import Bar, Findings
from experiments.benchmarks.workers import ROOT, BenchmarkError, alternated, environment

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


def start(rounds: int, quick: bool) -> Findings:
    """Time imports and commands, each round in fresh processes."""
    findings = Findings()
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
            _comparison(findings, out)
    return findings


def _comparison(findings: Findings, out: list[str]) -> None:
    """Time the default comparison once."""
    seconds = _wall(["-c", _COGOV, "compare", *out])
    row = findings.add(PART, "cogov compare", "wall time", "s", [seconds])
    findings.bars.append(Bar("The default cogov compare", row.median, 30.0, "s"))


def _wall(arguments: list[str]) -> float:
    """Seconds from the start of Python to its end, or to the moment that it prints.

    Raises:
        BenchmarkError: It failed.
    """
    begin = time.time()
    # As many threads and workers as anybody would get.
    told = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(),
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
