"""How many runs an experiment is, and how long and how large they will be."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from sim.runs.options import usable_processors
from sim.sweeps.cell import encode
from sim.sweeps.plan import Plan

if TYPE_CHECKING:
    from sim.scenario import Scenario

PROBE_RESIDENTS = (1000, 10_000)
"""Residents of the towns that are timed: enough to measure, few enough to wait for."""
PROBE_MONTHS = 6
ABOUT_BYTES = 2000
"""Size of what is written beside a table."""
_BLOCK_BYTES = 4096
"""Files take whole blocks."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a plan will take.

    Attributes:
        runs: Runs of the plan.
        distinct: Those that are not the same as another.
        months: Months that are simulated, a shared past once.
        largest: Residents of the largest town.
        processor_seconds: Time on one processor.
        seconds: Time with all processors.
        disk: Bytes.
    """

    runs: int
    distinct: int
    months: int
    largest: int
    processor_seconds: float
    seconds: float
    disk: int


@dataclass(frozen=True, slots=True)
class Costs:
    """What a run takes, by size.

    Attributes:
        build: Seconds for each run, and for each of its residents.
        month: Seconds for each month, and for each resident in it.
        table: Bytes of each table, and for each month and community in it.
    """

    build: tuple[float, float]
    month: tuple[float, float]
    table: tuple[float, float]

    def seconds(self, residents: int, months: int) -> float:
        """Time of one run on one processor."""
        build = self.build[0] + self.build[1] * residents
        return build + months * (self.month[0] + self.month[1] * residents)


@dataclass(frozen=True, slots=True)
class _Timed:
    """A small town that was timed."""

    residents: int
    build: float
    month: float
    sizes: tuple[tuple[int, int], ...]


def probe(plan: Plan) -> Costs:
    """Time a few months of two small towns of the experiment; takes a second or two."""
    return costs_of(plan.experiment.scenario(0, 0))


def costs_of(scenario: "Scenario") -> Costs:
    """Time a few months of two small towns of a scenario; takes a second or two."""
    # The first time counts for nothing: it compiles, or loads what was compiled.
    _timed(scenario, PROBE_RESIDENTS[0])
    small, large = (_timed(scenario, residents) for residents in PROBE_RESIDENTS)
    first, last = small.sizes[0], small.sizes[-1]
    return Costs(
        build=_through((small.residents, small.build), (large.residents, large.build)),
        month=_through((small.residents, small.month), (large.residents, large.month)),
        table=_through(first, last),
    )


def _timed(scenario: "Scenario", residents: int) -> _Timed:
    """Build a town of about so many residents and run it for a few months."""
    from sim.model import CommunityModel
    from sim.runs.simulate import shaped

    people = sum(community.residents for community in scenario.town.communities)
    scale = min(1.0, max(0.01, residents / people))
    small = replace(shaped(scenario, scale=scale, months=PROBE_MONTHS), burn_in=0)
    begin = time.perf_counter()
    model = CommunityModel(small, 0)
    built = time.perf_counter()
    sizes, passed = [], []
    while model.running:
        before = time.perf_counter()
        model.step()
        passed.append(time.perf_counter() - before)
        frame = model.frame()
        sizes.append((len(frame), len(encode(frame, "0" * 64))))
    return _Timed(round(people * scale), built - begin, median(passed), tuple(sizes))


def _through(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """Height at zero and slope, neither negative, of the line through two points."""
    if second[0] <= first[0]:
        return 0.0, first[1] / first[0]
    slope = max(0.0, (second[1] - first[1]) / (second[0] - first[0]))
    return max(0.0, first[1] - slope * first[0]), slope


def time_of(groups: Sequence[Sequence["Scenario"]]) -> float:
    """Seconds on one processor for one run of each scenario, what a group shares once.

    Args:
        groups: Scenarios, of which each begins as the first one of its group does.
    """
    from sim.scenario import first_difference

    costs, total = costs_of(groups[0][0]), 0.0
    for group in groups:
        first = group[0]
        people = sum(community.residents for community in first.town.communities)
        residents = round(people * first.scale)
        total += costs.seconds(residents, first.end - first.first_month)
        for other in group[1:]:
            parted = first_difference(first, other)
            months = other.end - (other.end if parted is None else parted)
            total += costs.seconds(residents, months) - costs.seconds(residents, 0)
    return total


def estimate(plan: Plan, costs: Costs | None = None) -> Estimate:
    """What a plan will take; what a store holds already is not counted off.

    Args:
        plan: The plan.
        costs: What a run takes; measured when left out.
    """
    found = costs or probe(plan)
    work = months = disk = 0.0
    places = {
        index: len(base.scenario.town.communities) + 1
        for index, base in enumerate(plan.experiment.bases)
    }
    met: set[str | None] = {None}
    for pair in plan.distinct():
        index, state = pair[0], plan.state_of(pair)
        one = plan.variants[index]
        shared = state is not None and state in met
        met.add(state)
        simulated = one.months - one.past_months if shared else one.months
        months += simulated
        work += found.seconds(0 if shared else one.residents, 0)
        work += found.seconds(one.residents, simulated) - found.seconds(one.residents, 0)
        size = found.table[0] + found.table[1] * one.months * places[one.base]
        disk += sum(-(-part // _BLOCK_BYTES) * _BLOCK_BYTES for part in (size, ABOUT_BYTES))
    distinct = len(plan.distinct())
    return Estimate(
        runs=len(plan.pairs),
        distinct=distinct,
        months=round(months),
        largest=max(one.residents for one in plan.variants),
        processor_seconds=work,
        seconds=work / max(1, min(usable_processors(), distinct)),
        disk=round(disk),
    )
