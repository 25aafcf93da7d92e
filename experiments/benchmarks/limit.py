"""How far each phase of a month is from what memory and arithmetic of this machine allow.

A phase must move some bytes and do some operations, whoever writes it: here both are counted from
the columns that it reads and writes and from the draws and formulas that it needs, and timed at
the bandwidth and the throughput that this machine shows in the same run. What lies between that
and the measured time is what better code could still win. The month is held against the toy month
in C, month by month in turn.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np
from numpy.typing import NDArray

from experiments.benchmarks.modelled import Modelled
from experiments.benchmarks.table import Bar, Findings
from experiments.benchmarks.toy.town import toy_town
from experiments.benchmarks.toy.with_c import compiler
from experiments.benchmarks.workers import Worker

PART = "limit"
TIMES, DECEMBERS, SET_UP = 12.0, 1.5, 60.0
"""What a month, a December over other months, and the set-up may cost, in toy months in C."""
_TOWN = {"population.scale": 0.1}
_PAST = {"run.burn_in.months": 12}
_TOY = "experiments.benchmarks.toy.row:ToyRow"
_C = "experiments.benchmarks.toy.with_c:CToy"
_MONTHS = 24
_MIB = 1 << 20

DRAW = 280.0
"""Operations of four uniforms: ten rounds of two products from four halves each, and additions."""
LOGISTIC = 32.0
"""Exponential by a series of degree 13, a division, a comparison."""
ASK = 25.0
"""Five sources: a product, a difference, a comparison and two choices each."""
INCLINE = 18.0
"""Products and sums of the log-odds, with the division of the cost."""


@dataclass(frozen=True, slots=True)
class Town:
    """How much there is to go through in a month."""

    residents: int
    households: int
    ties: int
    forms: int
    dated: bool
    newcomers: int
    matters: int


@dataclass(frozen=True, slots=True)
class Need:
    """What a phase must do at least: bytes between memory and processor, and operations."""

    moved: float
    operations: float


def needs(town: Town) -> dict[str, Need]:
    """What every phase must do that goes through residents, households, ties or matters."""
    n, h, ties, forms = town.residents, town.households, town.ties, town.forms
    draws = 4 if town.dated else 2
    return {
        # Adults and members, once each.
        "_open": Need(n * (2 + 1 + 1 + 2 + 1), 4 * n),
        # Ids, sizes and places of households, one draw each.
        "needs_arise": Need(h * (8 + 4 + 2), h * (DRAW + 4)),
        # Ranks and servers of households; party members, flags, duties.
        "ask": Need(h * (8 + 2 * 4 + 8 + 2 + 4 + 1) + n * (1 + 1 + 2 * 2 + 1), h * (DRAW + 12)),
        "collect_matters": Need(town.matters * 24, town.matters * 60),
        # Nine columns of floats, eleven bytes of others, history, habit of open forms, ties;
        # willing, decided, taken part, who asked.
        "take_part": Need(
            n * (8 * 9 + 11 + 24 + 8 * forms + 6 + 3 + 6) + 4 * ties,
            n * (draws * DRAW + forms * (ASK + INCLINE + LOGISTIC) + 30) + 3 * ties,
        ),
        "consult": Need(town.matters * 8, town.matters * 8),
        "handle_matters": Need(town.matters * 40, town.matters * 40),
        # History and habit read and written; attitudes, their own levels, what was heard; ties;
        # one draw for the drives.
        "learn": Need(
            n * (2 * 24 + 2 * 8 * forms + 3 * 3 * 8 + 16) + 8 * ties,
            n * (6 * 6 + 30 + DRAW) + 5 * ties,
        ),
        # Who leaves and has a birthday; about forty draws and a hundred places for each newcomer.
        "_turn_over": Need(n * (1 + 2 + 2) + town.newcomers * 100 * 64, town.newcomers * 40 * DRAW),
        # History, flags and attitudes once, matters once.
        "_measure": Need(n * (24 + 14 + 24) + town.matters * 40, n * (6 * 6 + 40)),
    }


def bandwidth() -> float:
    """Bytes a second between memory and processor: copying what no near memory holds."""
    source = np.ones(64 * _MIB // 8)
    target = np.empty_like(source)
    return 2 * source.nbytes / _fastest(lambda: np.copyto(target, source), 7)


def throughput() -> float:
    """Additions and multiplications a second of numbers in the nearest memory, by one processor."""
    values = np.linspace(0.0, 1.0, 1024)
    out = np.empty_like(values)
    return _GOES * _SERIES * values.size / _fastest(lambda: _series(values, out), 21)


_GOES, _SERIES = 200, 32


@numba.njit  # type: ignore[untyped-decorator]
def _series(values: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    """A series of degree 16 of each value, in pairs, so many times."""
    for _ in range(_GOES):
        for k in range(values.size):
            x = values[k]
            one = 1.0 + x * (0.9 + x * (0.8 + x * (0.7 + x * (0.6 + x * (0.5 + x * 0.4)))))
            two = 0.1 + x * (0.2 + x * (0.3 + x * (0.4 + x * (0.5 + x * (0.6 + x * 0.7)))))
            out[k] = one * (x * x * x) + two * (x + 1.0) + out[k] + one


def _fastest(work: Callable[[], object], goes: int) -> float:
    """Seconds of the processor for the fastest go."""
    work()
    taken = []
    for _ in range(goes):
        begin = time.thread_time()
        work()
        taken.append(time.thread_time() - begin)
    return min(taken)


class Limited(Modelled):
    """A model whose months are timed one by one, by phase, with what they must do.

    What it costs the processor is timed, so that whatever else runs on the machine matters less.
    """

    clock = staticmethod(time.thread_time)

    def machine(self) -> tuple[float, float]:
        """Bandwidth and throughput."""
        return bandwidth(), throughput()

    def town(self) -> Town:
        """How much there was to go through in the last month."""
        model = self._model
        world, month = model.world, model.last_month
        return Town(
            residents=len(world.residents),
            households=len(world.households),
            ties=int(world.ties.degree.sum(dtype=np.int64)),
            forms=4 + int((month.meetings > 0).any()) + int(month.election),
            dated=bool((month.meetings > 0).any() or month.election),
            newcomers=int((world.residents.arrived == month.number).sum()),
            matters=len(model.state.matters),
        )

    def month(self) -> tuple[bool, dict[str, float]]:
        """Live one month; whether it is a December, and milliseconds of the processor by phase."""
        december = self._model.month % 12 == 11
        return december, {name: taken[0] for name, taken in self.phases(1).items()}


def limit(rounds: int, quick: bool) -> Findings:
    """Time months of co-governance and of the toy in turn, and lay the limits beside them."""
    findings = Findings()
    settings = _TOWN if quick else {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        target = f"{__name__}:Limited"
        row = stack.enter_context(Worker(target, "co_governance", settings | _PAST))
        seconds = row.call("build")
        row.call("live", 14)
        toy = None
        if compiler() is not None:
            path = Path(folder) / "town.npz"
            toy_town("co_governance", settings).save(path)
            toy = stack.enter_context(Worker(_TOY, _C, str(path)))
        months, toys = [], []
        for _ in range(12 if quick else max(rounds, _MONTHS)):
            months.append(row.call("month"))
            toys.append(toy.call("one") if toy is not None else float("nan"))
        machine, town = row.call("machine"), row.call("town")
    _phases(findings, months, needs(town), *machine)
    if toy is None:
        findings.notes.append("No compiler of C here: the month is held against nothing.")
        return findings
    set_up = seconds["synthesis"] + seconds["ties"] + seconds["model"]
    _against_toy(findings, months, toys, set_up, quick)
    return findings


Months = list[tuple[bool, dict[str, float]]]


def _phases(
    findings: Findings, months: Months, needed: dict[str, Need], moved: float, done: float
) -> None:
    """The table of phases: what each must do, how long that takes, how long it took."""
    findings.notes.append(
        f"Limit: {moved / 1e9:.1f} GB a second are copied, {done / 1e9:.1f} thousand million "
        f"multiplications a second done here; the limit is the longer of both times."
    )
    for phase, need in needed.items():
        name = phase.strip("_").replace("_", " ")
        least = 1e3 * max(need.moved / moved, need.operations / done)
        taken = [one[phase] for december, one in months if not december]
        findings.add(PART, name, "moved", "MB", [need.moved / 1e6])
        findings.add(PART, name, "operations", "millions", [need.operations / 1e6])
        findings.add(PART, name, "at least", "ms", [least])
        findings.add(PART, name, "taken", "ms", taken)
        findings.add(PART, name, "over the limit", "x", [one / least for one in taken])


def _against_toy(
    findings: Findings, months: Months, toys: list[float], set_up: float, quick: bool
) -> None:
    """The month, Decembers and the set-up against the toy month in C."""
    pairs = list(zip(months, toys, strict=True))
    usual = [one["month"] / toy for (december, one), toy in pairs if not december]
    last = [one["month"] / toy for (december, one), toy in pairs if december]
    findings.add(PART, "the month", "over C", "x", usual)
    findings.add(PART, "December", "over C", "x", last)
    toy = statistics.median(toys)
    findings.add(PART, "set-up", "over C", "x", [1e3 * set_up / toy])
    if quick:
        return
    middle, december = statistics.median(usual), statistics.median(last)
    findings.bars += [
        Bar("A month of the whole town over a toy month in C", middle, TIMES, "x"),
        Bar("A December over other months", december / middle, DECEMBERS, "x"),
        Bar("Set-up of the whole town over a toy month in C", 1e3 * set_up / toy, SET_UP, "x"),
    ]
