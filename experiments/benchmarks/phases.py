"""A month of the whole model, split by phase."""

import statistics

from experiments.benchmarks.modelled import PHASES
from experiments.benchmarks.table import Bar, Findings
from experiments.benchmarks.workers import Worker

PART = "phases"
_AFTER = 24
"""Months after the common past, which is lived under another scenario, before the first timed."""


def phases(rounds: int, quick: bool) -> Findings:
    """Time every phase of co-governance in the whole town; each month is a round."""
    findings = Findings()
    settings = {"population.scale": 0.1} if quick else {}
    skipped = (12 if quick else 36) + (0 if quick else _AFTER)
    settings |= {"run.burn_in.months": 12} if quick else {}
    with Worker("experiments.benchmarks.modelled:Modelled", "co_governance", settings) as row:
        row.call("build")
        row.call("live", skipped)
        taken = row.call("phases", 12 if quick else max(24, rounds))
        residents = row.call("residents")
    month = findings.add(PART, "the month", "time", "ms", taken["month"])
    mean = statistics.mean(taken["month"])
    findings.add(PART, "the month, mean", "time", "ms", [mean])
    for phase in PHASES:
        name = phase.strip("_").replace("_", " ")
        findings.add(PART, name, "time", "ms", taken[phase])
        findings.add(PART, name, "share, %", "", [100 * statistics.mean(taken[phase]) / mean])
    findings.notes.append(
        f"Phases: months {skipped}-{skipped + len(taken['month']) - 1} of co_governance, "
        f"{residents:,} residents; shares are of the mean, Decembers included."
    )
    if not quick:
        findings.bars.append(Bar("A month of the whole town", month.median, 25.0, "ms"))
    return findings
