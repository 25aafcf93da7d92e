"""Scenarios as they are, as studies compare them with each other."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.errors import Problem, ScenarioError
from sim.scenario import first_difference
from sim.scenario.layers import Settings
from sim.scenario.load import Loaded
from sim.scenario.load import load as load_scenario
from sim.sweeps.design import Point
from sim.sweeps.experiment import Experiment


def load_both(sources: Sequence[str | Path], settings: Settings) -> list[Loaded]:
    """Scenarios with the same settings.

    Raises:
        ScenarioError: With the problems of all of them.
    """
    loaded: list[Loaded] = []
    faults: list[Problem] = []
    for source in sources:
        try:
            loaded.append(load_scenario(source, settings))
        except ScenarioError as error:
            faults.extend(error.problems)
    if faults:
        raise ScenarioError(list(dict.fromkeys(faults)))
    return loaded


def plain_experiment(
    name: str,
    loaded: Sequence[Loaded],
    names: Sequence[str],
    *,
    seeds: Sequence[int],
    scale: float | None = None,
    months: int | None = None,
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> Experiment:
    """Scenarios as they are, as an experiment of one point.

    Args:
        name: How its plan begins.
        loaded: The scenarios, the baseline first.
        names: How they were named.
        seeds: Seeds.
        scale: Share of the residents instead of what the files say.
        months: Months after the common past instead of what the files say.
        settings: Values that were laid over both files.
    """
    baseline, *others = (one.scenario for one in loaded)
    dates = [first_difference(baseline, one) for one in others]
    branch = min((one for one in dates if one is not None), default=None)
    shared = branch is not None and branch > baseline.first_month
    if branch is not None and months is not None:
        shared = shared and branch < baseline.start + months
    called = "-against-".join([*(one.name for one in reversed(others)), baseline.name])
    return Experiment(
        name=f"{name}-{called}" if len(others) == 1 else name,
        summary=f"{called}.",
        file=names[-1],
        text="",
        bases=tuple(loaded),
        names=tuple(names),
        seeds=tuple(sorted(seeds)),
        settings=settings,
        factors=(),
        points=(Point({}, {}),),
        scale=scale,
        months=months,
        branch_at=branch if shared else None,
        until=None,
    )
