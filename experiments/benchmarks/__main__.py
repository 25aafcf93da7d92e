"""What everything costs, in one alternated run.

    python -m experiments.benchmarks [toy limit phases setup start memory growth sweep]
        [--quick] [--rounds 9] [--ten-million] [--out results/benchmarks] [--overwrite]

Every row has a process of its own and rounds go from one to the next, so that a busy machine is
unfair to none; ratios are taken inside each round. Quote ratios: machines differ. Leaves a tidy
table (`benchmarks.csv`) and a page (`benchmarks.md`), written anew after each part.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from experiments.benchmarks import growth, limit, memory, phases, setup, start, sweep, table, toys
from experiments.benchmarks.machine import this_machine
from experiments.benchmarks.table import Findings
from experiments.benchmarks.workers import BenchmarkError
from sim.errors import Problem, UserError
from sim.runs.options import Problems, check_choice

PARTS: dict[str, Callable[[int, bool], Findings]] = {
    "toy": toys.toys,
    "limit": limit.limit,
    "phases": phases.phases,
    "setup": setup.setup,
    "start": start.start,
    "memory": memory.memory,
    "growth": growth.growth,
    "sweep": sweep.sweep,
}
OUT = Path("results") / "benchmarks"
ROUNDS, QUICK_ROUNDS = 9, 3


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """What the command line says.

    Raises:
        OptionError: A part that does not exist, no rounds, or results in the way.
    """
    parser = argparse.ArgumentParser(
        prog="python -m experiments.benchmarks", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; all")
    parser.add_argument("--rounds", type=int, help=f"rounds, {ROUNDS} ({QUICK_ROUNDS} if quick)")
    parser.add_argument("--quick", action="store_true", help="small towns and few rounds")
    parser.add_argument(
        "--ten-million", action="store_true", help="let growth reach 10,000,000 residents"
    )
    parser.add_argument("--out", type=Path, default=OUT, help=f"folder, {OUT.as_posix()}")
    parser.add_argument("--overwrite", action="store_true", help="replace what it holds")
    told = parser.parse_args(arguments)
    told.rounds = told.rounds if told.rounds is not None else QUICK_ROUNDS if told.quick else ROUNDS
    problems = Problems()
    for part in told.parts:
        problems.add(check_choice("part", part, [*PARTS]))
    if told.rounds < 1:
        problems.add([Problem(f"{told.rounds} is less than 1", path="rounds")])
    if (told.out / "benchmarks.csv").exists() and not told.overwrite:
        hint = "choose another folder with --out, or say --overwrite"
        problems.add([Problem("holds benchmarks already", file=str(told.out), hint=hint)])
    problems.settle()
    told.parts = [part for part in PARTS if part in told.parts or not told.parts]
    return told


def run(told: argparse.Namespace, command: str) -> Findings:
    """Measure the parts that were asked for, and write down each when it is done."""
    machine, all_found = this_machine(), Findings()
    parts = PARTS | {"growth": partial(growth.growth, ten_million=told.ten_million)}
    for part in told.parts:
        print(f"{part} ...", file=sys.stderr, flush=True)
        found = parts[part](told.rounds, told.quick)
        all_found.rows += found.rows
        all_found.bars += found.bars
        all_found.notes += found.notes
        table.write(told.out, all_found, machine, command)
    print(table.as_page(all_found, machine, command))
    print(f"Saved in {told.out}: benchmarks.csv, benchmarks.md")
    return all_found


def main(arguments: Sequence[str]) -> int:
    """Run the command; 0 when it went well, 2 for a mistake of the user's, 1 otherwise."""
    try:
        told = options(arguments)
        run(told, " ".join(["python -m experiments.benchmarks", *arguments]))
    except UserError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
        return 2
    except BenchmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
