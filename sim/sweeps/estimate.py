"""How many runs an experiment is, and how long and how large they will be."""

import time
from dataclasses import dataclass, replace

from sim.runs.options import usable_processors
from sim.sweeps.cell import encode
from sim.sweeps.plan import Plan

PROBE_RESIDENTS = 2000
"""Residents of the town that is timed: enough to measure, few enough to wait for."""
PROBE_MONTHS = 3
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
        months: Months of all of them.
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
        build: Seconds for each resident, once.
        month: Seconds for each resident and month.
        table: Bytes of a table beside its rows.
        row: Bytes for each month and community.
    """

    build: float
    month: float
    table: float
    row: float


def probe(plan: Plan) -> Costs:
    """Time a few months of a small town of the experiment; takes a second or two."""
    from sim.model import CommunityModel
    from sim.runs.simulate import shaped, warm_up

    scenario = plan.experiment.scenario(0, 0)
    warm_up(scenario)
    people = sum(community.residents for community in scenario.town.communities)
    scale = min(1.0, max(0.01, PROBE_RESIDENTS / people))
    small = replace(shaped(scenario, scale=scale, months=PROBE_MONTHS), burn_in=0)
    begin = time.perf_counter()
    model = CommunityModel(small, 0)
    built = time.perf_counter()
    sizes = []
    while model.running:
        model.step()
        frame = model.frame()
        sizes.append((len(frame), len(encode(frame, "0" * 64))))
    stepped = time.perf_counter()
    residents = max(1, round(people * scale))
    row = (sizes[-1][1] - sizes[0][1]) / (sizes[-1][0] - sizes[0][0])
    return Costs(
        build=(built - begin) / residents,
        month=(stepped - built) / residents / PROBE_MONTHS,
        table=max(0.0, sizes[0][1] - row * sizes[0][0]),
        row=row,
    )


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
    for index, _ in plan.distinct():
        one = plan.variants[index]
        months += one.months
        work += one.residents * (found.build + found.month * one.months)
        size = found.table + found.row * one.months * places[one.base]
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
