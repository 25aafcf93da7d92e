"""The toy month of every resident, in our own kernels and in those of others."""

import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np

from experiments.benchmarks.table import Bar, Findings
from experiments.benchmarks.toy.row import CHECKED
from experiments.benchmarks.toy.town import toy_town
from experiments.benchmarks.toy.with_c import compiler
from experiments.benchmarks.workers import BenchmarkError, Worker, alternated, ratios

PART = "toy"
_HOME = "experiments.benchmarks.toy"


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to write the toy month.

    Attributes:
        name: What the table calls it.
        target: Its class.
        keyed: Whether it makes the keyed draws, so that every decision must agree.
        months: Months in one go; see `toy.row.GOES`.
    """

    name: str
    target: str
    keyed: bool
    months: int


OURS, BLOCKED, C = "ours", "Numba, blocked", "C, blocked"
MESA = "plain Mesa, lists"
KINDS = (
    Kind(C, f"{_HOME}.with_c:CToy", True, 10),
    Kind(OURS, f"{_HOME}.with_ours:OurToy", True, 10),
    Kind(BLOCKED, f"{_HOME}.with_numba:BlockedNumbaToy", True, 10),
    Kind("Numba, plain", f"{_HOME}.with_numba:NumbaToy", True, 5),
    Kind("NumPy and SciPy", f"{_HOME}.with_numpy:NumpyToy", True, 5),
    Kind(MESA, f"{_HOME}.with_mesa:MesaToy", False, 1),
    Kind("plain Mesa, networkx", f"{_HOME}.with_mesa:GraphToy", False, 1),
)
_SIGMAS = 6.0
"""Standard errors by which a month's number of participants may differ where draws do."""


def disagreements(
    decisions: dict[str, list[bytes]], keyed: dict[str, bool], residents: int
) -> list[str]:
    """What does not agree: decisions where draws are keyed, numbers of participants elsewhere.

    Args:
        decisions: For each row and month, who took part, one bit a resident.
        keyed: For each row, whether it makes the keyed draws.
        residents: Residents.
    """
    reference = next(name for name, same in keyed.items() if same)
    told = []
    for name, months in decisions.items():
        for number, (one, other) in enumerate(zip(months, decisions[reference], strict=True), 1):
            mine, theirs = (np.unpackbits(np.frombuffer(x, np.uint8)) for x in (one, other))
            differ = int(np.count_nonzero(mine != theirs))
            if keyed[name] and differ:
                told.append(f"{name}: {differ:,} decisions of month {number} not as {reference}")
            share = float(theirs.sum()) / residents
            apart = abs(float(mine.sum()) - float(theirs.sum()))
            allowed = _SIGMAS * sqrt(2.0 * residents * share * (1.0 - share)) + 1.0
            if not keyed[name] and apart > allowed:
                told.append(
                    f"{name}: {apart:,.0f} participants apart from {reference} in month "
                    f"{number}, {allowed:,.0f} allowed"
                )
    return told


def kinds_here(findings: Findings) -> dict[str, Kind]:
    """What can be run on this machine, by name; what cannot is noted."""
    kinds = {kind.name: kind for kind in KINDS}
    if compiler() is None:
        del kinds[C]
        findings.notes.append("No compiler of C here: its row is left out.")
    return kinds


def toys(rounds: int, quick: bool) -> Findings:
    """Check that all agree, then time them.

    Raises:
        BenchmarkError: Two implementations decide differently.
    """
    findings = Findings()
    kinds = kinds_here(findings)
    settings = {"population.scale": 0.1} if quick else {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder) / "town.npz"
        town = toy_town("co_governance", settings)
        town.save(path)
        rows = {
            name: stack.enter_context(Worker(f"{_HOME}.row:ToyRow", kind.target, str(path)))
            for name, kind in kinds.items()
        }
        size = f"{len(town):,} residents and {town.neighbour.size // 2:,} ties"
        findings.notes.append(f"The toy town has {size}.")
        _agree(rows, kinds, len(town), findings)
        months = alternated(
            list(rows), rounds, lambda name: rows[name].call("timed", kinds[name].months)
        )
        for name, row in rows.items():
            findings.add(PART, name, "a month", "ms", months[name])
            findings.add(PART, name, "set-up", "s", [row.call("set_up")])
            findings.add(PART, name, "peak memory", "MiB", [row.call("peak")])
            for reference, what in ((MESA, "faster than plain Mesa"), (C, "over C")):
                if reference in rows:
                    ends = (reference, name) if reference == MESA else (name, reference)
                    findings.add(PART, name, what, "x", ratios(months, *ends))
        for reference, limit in ((C, 2.0), (BLOCKED, 1.1)):
            if reference in rows:
                middle = statistics.median(ratios(months, OURS, reference))
                text = f"Toy month in our kernels over {reference}"
                findings.bars.append(Bar(text, middle, limit, "x"))
    return findings


def _agree(
    rows: dict[str, Worker], kinds: dict[str, Kind], residents: int, findings: Findings
) -> None:
    """Let all live the first months and compare."""
    decisions = {name: row.call("decisions") for name, row in rows.items()}
    keyed = {name: kinds[name].keyed for name in rows}
    told = disagreements(decisions, keyed, residents)
    if told:
        raise BenchmarkError("the implementations of the toy month disagree:\n" + "\n".join(told))
    same = [name for name in rows if keyed[name]]
    findings.notes.append(
        f"{'; '.join(same)}: all make the same decision for every resident in {CHECKED} months; "
        f"the rows of plain Mesa as many, within {_SIGMAS:g} standard errors."
    )
    print(findings.notes[-1], flush=True)
