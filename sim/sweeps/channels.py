"""Two scenarios with every coalition of channels open, as an experiment.

A channel that is closed is closed in both scenarios, in the common past too: the parameters
that stand for its asks and terms are off. A coalition is a point of an experiment over both, so
that its runs are cells of a store like all others.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sim.declarations.channels import ALL_CHANNELS
from sim.scenario import first_difference
from sim.scenario.load import Loaded
from sim.sweeps.design import OFF, Point
from sim.sweeps.experiment import Experiment

OPEN, CLOSED = "open", "closed"


def channel_coalitions(
    baseline: Loaded,
    scenario: Loaded,
    names: tuple[str, str],
    channels: Sequence[str],
    *,
    seeds: Sequence[int],
    scale: float | None = None,
    months: int | None = None,
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> Experiment:
    """Baseline and scenario at every coalition of some channels.

    Args:
        baseline: What the scenario is compared with.
        scenario: The scenario.
        names: How they were named, in that order.
        channels: Names of the channels; the others stay open throughout.
        seeds: Seeds.
        scale: Share of the residents instead of what the files say.
        months: Months after the common past instead of what the files say.
        settings: Values that were laid over both files.

    Returns:
        Bases are the two in that order; in point k the channels whose bit of k is set are open.
    """
    branch = first_difference(baseline.scenario, scenario.scenario)
    shared = branch is not None and branch > baseline.scenario.first_month
    if branch is not None and months is not None:
        shared = shared and branch < baseline.scenario.start + months
    return Experiment(
        name=f"why-{scenario.scenario.name}-against-{baseline.scenario.name}",
        summary=f"Every coalition of channels, {scenario.scenario.name} and "
        f"{baseline.scenario.name}.",
        file=names[1],
        text="",
        bases=(baseline, scenario),
        names=names,
        seeds=tuple(sorted(seeds)),
        settings=settings,
        factors=tuple(f"channels.{name}" for name in channels),
        points=tuple(_point(coalition, channels) for coalition in range(1 << len(channels))),
        scale=scale,
        months=months,
        branch_at=branch if shared else None,
        until=None,
    )


def _point(coalition: int, channels: Sequence[str]) -> Point:
    """One coalition: the channels whose bit is not set are closed."""
    states = {name: bool(coalition >> bit & 1) for bit, name in enumerate(channels)}
    closed = [name for name, inside in states.items() if not inside]
    return Point(
        {f"channels.{name}": OPEN if inside else CLOSED for name, inside in states.items()},
        {f"parameters.{one}": OFF for name in closed for one in ALL_CHANNELS[name].closes},
    )
