"""Kills a sweep, a comparison, a matching and a search at random moments, and goes on.

    python -m tests.kills --each 25 --seed 1

Each line is killed (SIGKILL) and given again; whenever it comes to its end before it is killed,
its tables are compared with those of an undisturbed run, and it begins anew. Fails on tables that
differ, a line that does not go on, a traceback, and workers that outlive their line.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from sim.declarations.parameters import PARAMETERS
from tests.small import SMALL_TOWN

MOVED = ("intercept_activity", "ask_rate_tie", "weight_norm")
FIXED = ", ".join(
    name for name, one in PARAMETERS.items() if one.source.mark == "assumed" and name not in MOVED
)

FILES = {
    "small": f"""summary: s
town: {SMALL_TOWN}
run: {{start: 2021-01, months: 24}}
levers: {{control: 0.5}}
""",
    "other": "summary: s\nextends: ./small.yaml\nlevers: {control: 0.2}\n",
    "grid": """summary: s
scenarios: [./small.yaml]
seeds: 0..9
design: {kind: grid, factors: {levers.control: [0.2, 0.4, 0.6]}}
""",
    "choice": """kind: search
scenarios: [./small.yaml]
seeds: 0..1
budget: 1_000_000
objectives: [{metric: participation_rate, aim: more}, {metric: cost, aim: less}]
factors: {levers.control: {low: 0, high: 1}}
search: {trials: 12, start: 4, batch: 4, seed: 1, kept: 3}
""",
    "fit": """summary: s
scenarios: [./small.yaml]
seeds: 0..1
run: {months: 4}
parameters: {intercept_activity: declared, ask_rate_tie: {low: 0.02, high: 0.2, log: true}}
search: {trials: 7, start: 3, batch: 2, seed: 5, ensemble: 3}
targets:
  - {name: many, scenario: small, metric: monthly_participation, band: {low: 0.1, high: 0.6},
     mark: assumed}
  - {name: trusted, scenario: small, metric: trust, band: {low: 0.2, high: 0.9}, mark: assumed}
""",
    "waves": f"""kind: matching
calibration: ./fit.yaml
fixed: [{FIXED}]
seeds: 0..1
seed: 3
screening: {{moves: 0.1, most: 2}}
discrepancy: {{internal: 0.05, external: 0.05, why: assumed}}
waves: [{{points: 20, seeds: 1, cutoff: 3, rank: 1}}]
final: {{points: 8, seeds: 7..7, cutoff: 3, members: 3}}
""",
}
LINES = {
    "sweep": ("grid.yaml",),
    "compare": ("small.yaml", "other.yaml", "--seeds", "0..9", "--sets", "none"),
    "match": ("waves.yaml",),
    "search": ("choice.yaml",),
}
START = "import sys; from sim.cli import main; sys.exit(main(sys.argv[1:]))"
PATIENCE = 900.0
"""Seconds after which a line hangs, on a machine that has much else to do."""
ENDS_WITHIN = 60.0
"""Seconds within which the workers of a killed line must have ended."""


class Killed:
    """One line, killed again and again.

    Args:
        command: The command.
        folder: Where its files are; the current folder of the line.
        draws: Where the moments come from.
    """

    def __init__(self, command: str, folder: Path, draws: random.Random) -> None:
        self.words = (command, *LINES[command])
        self.folder, self.draws, self.faults = folder, draws, list[str]()
        self.kills = self.wholes = 0
        begin = time.monotonic()
        self.finish("whole")
        self.seconds = time.monotonic() - begin
        self.due = tables(folder / "whole")

    def start(self, out: str) -> "subprocess.Popen[str]":
        """Start the line, with one worker or two: tables do not depend on that."""
        options = ["--workers", str(self.draws.choice((1, 1, 2))), "--lang", "en", "--out", out]
        options += [] if self.words[0] == "sweep" else ["--figures", "none"]
        return subprocess.Popen(
            [sys.executable, "-P", "-c", START, *self.words, *options],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def told(self, process: "subprocess.Popen[str]", errors: str) -> None:
        """Note a line that did not end well."""
        if process.returncode != 0 or "Traceback" in errors:
            self.faults.append(f"{self.words}: code {process.returncode}: {errors[-800:]}")

    def finish(self, out: str) -> None:
        """Give the line, and wait until it ends."""
        process = self.start(out)
        try:
            _, errors = process.communicate(timeout=PATIENCE)
            self.told(process, errors)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.faults.append(f"hangs: {self.words}")

    def compare(self, out: str) -> None:
        """Compare tables with those of the undisturbed run, and forget them."""
        self.wholes += 1
        found = tables(self.folder / out)
        other = [name for name in found.keys() | self.due if found.get(name) != self.due.get(name)]
        if other or not self.due:
            self.faults.append(f"{self.words}: other tables: {sorted(other)[:3]}")
        shutil.rmtree(self.folder / out, ignore_errors=True)

    def kill_once(self) -> None:
        """Give the line, and kill it at a random moment, if it is not over before."""
        process = self.start("out")
        try:
            _, errors = process.communicate(timeout=self.draws.uniform(0.1, 0.9) * self.seconds)
        except subprocess.TimeoutExpired:
            workers = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            process.communicate()
            self.kills += 1
            _, left = psutil.wait_procs(workers, timeout=ENDS_WITHIN)
            for worker in left:
                self.faults.append(f"{self.words}: a worker outlives its line")
                worker.kill()
            return
        self.told(process, errors)
        self.compare("out")


def tables(folder: Path) -> dict[str, bytes]:
    """The tables of results, by their names."""
    paths = [*folder.rglob("*.parquet"), *folder.rglob("*.csv")]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def main() -> int:
    """Kill each line so many times; returns how many faults were found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", choices=LINES, default=[*LINES])
    given = parser.parse_args()
    faults = []
    for command in given.only:
        with tempfile.TemporaryDirectory(prefix="kills-") as folder:
            for name, text in FILES.items():
                (Path(folder) / f"{name}.yaml").write_text(text, "utf-8")
            line = Killed(command, Path(folder), random.Random(f"{given.seed} {command}"))
            while line.kills < given.each and not line.faults:
                line.kill_once()
                print(f"{command}: {line.kills} kills", end="\r", flush=True)
            line.finish("out")
            line.compare("out")
            faults += line.faults
        print(
            f"{command}: {line.kills} kills, {line.wholes} times whole, "
            f"{line.seconds:.0f} s undisturbed; {len(line.faults)} faults",
            flush=True,
        )
    print("\n".join(faults) or "clean")
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
