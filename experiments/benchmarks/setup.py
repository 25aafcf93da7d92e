"""What has to be done before the first month, split by part."""

import tempfile

from experiments.benchmarks.table import Bar, Findings
from experiments.benchmarks.workers import Worker, alternated

PART = "setup"
_TARGET = "experiments.benchmarks.modelled:Modelled"
TOWNS = {"luocheng": "co_governance", "million": "million"}
"""Scenario of each town."""


def setup(rounds: int, quick: bool) -> Findings:
    """Time the parts, each round in a fresh process."""
    findings = Findings()
    settings = {"population.scale": 0.1} if quick else {}
    parts: dict[str, list[dict[str, float]]] = {town: [] for town in TOWNS}

    def once(town: str) -> None:
        with Worker(_TARGET, TOWNS[town], settings) as row:
            seconds = row.call("build")
            seconds["Mesa agents, when asked for"] = row.call("agents")
            parts[town].append(seconds)

    alternated(list(TOWNS), min(rounds, 5), once)
    for town, rows in parts.items():
        for part in rows[0]:
            findings.add(PART, part, town, "s", [row[part] for row in rows])
    built = [
        row["reading the scenario"] + row["synthesis"] + row["ties"] + row["model"]
        for row in parts["luocheng"]
    ]
    whole = findings.add(PART, "set-up without imports and kernels", "luocheng", "s", built)
    if not quick:
        _cold(findings)
        findings.bars.append(Bar("Set-up of the whole town", whole.median, 2.0, "s"))
    return findings


def _cold(findings: Findings) -> None:
    """Time the first start after installation, when nothing is compiled yet."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Worker(_TARGET, "co_governance", {}, NUMBA_CACHE_DIR=folder) as row,
    ):
        seconds = row.call("build")["loading kernels"]
    findings.add(PART, "compiling kernels, once after installation", "luocheng", "s", [seconds])
