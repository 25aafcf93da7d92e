"""What more residents, and more months, cost."""

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from experiments.benchmarks.machine import memory_gib
from experiments.benchmarks.table import Bar, Findings
from experiments.benchmarks.workers import ROOT, Worker, alternated, ratios

PART = "growth"
MONTHS = "months"
LENGTHS = (12, 60, 120, 372)
"""Months after which a long run is looked at."""
CASE, MILLION = "the case", "a million"
MOST_TIMES = 12.0
TEN_MILLION_GIB = 8.0
"""Memory without which 10,000,000 residents are not tried; they take about 5."""
_TURN = 3
"""Months in a turn: with one, every month would find its memory cold."""
_TARGET = "experiments.benchmarks.modelled:Modelled"
_PAST = {"run.burn_in.months": 12}


def growth(rounds: int, quick: bool, ten_million: bool = False) -> Findings:
    """Time months of towns of several sizes in turn, then one town for long."""
    findings = Findings()
    shrunk = 0.1 if quick else 1.0
    towns: dict[str, tuple[str, dict[str, Any]]] = {
        "a tenth of the case": ("co_governance", {"population.scale": 0.1 * shrunk}),
        CASE: ("co_governance", {"population.scale": shrunk}),
        MILLION: ("million", {"population.scale": shrunk}),
    }
    with ExitStack() as stack:
        if ten_million and (memory_gib() or 0.0) < TEN_MILLION_GIB:
            findings.notes.append(
                f"Ten millions need {TEN_MILLION_GIB:g} GiB, which are not here: left out."
            )
        elif ten_million:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            towns["ten millions"] = "million", {"town": str(ten_times(folder))}
        rows = {
            name: stack.enter_context(Worker(_TARGET, scenario, settings | _PAST))
            for name, (scenario, settings) in towns.items()
        }
        for name, row in rows.items():
            seconds = row.call("build")
            findings.add(PART, name, "residents", "", [row.call("residents")])
            built = seconds["synthesis"] + seconds["ties"] + seconds["model"]
            findings.add(PART, name, "set-up", "s", [built])
            row.call("live", 12 + (3 if quick else 12))
        # A whole year at least: some things are done each January or December only.
        turns = max(rounds, 12 // _TURN)
        months = alternated(
            list(rows), turns, lambda name: statistics.mean(rows[name].call("live", _TURN))
        )
        for name, row in rows.items():
            findings.add(PART, name, "a month", "ms", months[name])
            residents = row.call("residents")
            each = [1e6 * taken / residents for taken in months[name]]
            findings.add(PART, name, "a resident and month", "ns", each)
            findings.add(PART, name, "over the case", "x", ratios(months, name, CASE))
            findings.add(PART, name, "peak memory", "MiB", [row.call("memory")[0]])
    if not quick:
        times = statistics.median(ratios(months, MILLION, CASE))
        text = "A month of 1,000,000 residents over one of 95,436"
        findings.bars.append(Bar(text, times, MOST_TIMES, "x"))
    _long(findings, quick)
    return findings


def ten_times(folder: Path) -> Path:
    """A town of ten millions: the file of the million with ten times as many copies."""
    text = (ROOT / "scenarios" / "towns" / "million.yaml").read_text("utf-8")
    lines = [
        "copies: 100" if line.startswith("copies:") else line
        for line in text.splitlines()
        if not line.startswith("totals:")
    ]
    path = folder / "ten_million.yaml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _long(findings: Findings, quick: bool) -> None:
    """Run one town for 31 years: neither months nor memory may creep up."""
    settings: dict[str, float] = {"run.months": LENGTHS[-1], "run.burn_in.months": 12}
    settings["population.scale"] = 0.05 if quick else 0.5
    with Worker(_TARGET, "co_governance", settings) as row:
        row.call("build")
        row.call("live", 12)
        taken: list[float] = []
        for length in LENGTHS:
            taken += row.call("live", length - len(taken))
            name = f"{length} months"
            findings.add(MONTHS, name, "run of the model", "s", [sum(taken) / 1e3])
            findings.add(MONTHS, name, "a month", "ms", taken[-12:])
            findings.add(MONTHS, name, "memory held", "MiB", [row.call("memory")[1]])
