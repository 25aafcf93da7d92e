"""Levers of one schedule laid over a scenario, as settings that a command line can repeat."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import format_month
from sim.scenario import Scenario
from sim.scenario.timeline import Schedule


def differing_levers(first: Scenario, second: Scenario) -> tuple[str, ...]:
    """Levers that are not the same, in some month and community, after the common past.

    Args:
        first: A scenario.
        second: Another one of the same town, start and length.
    """
    months = sorted(
        {
            max(epoch.first, first.start)
            for scenario in (first, second)
            for epoch in scenario.epochs()
            if epoch.end > first.start
        }
    )
    pairs = [(first.levers_at(month), second.levers_at(month)) for month in months]
    return tuple(
        name
        for name in pairs[0][0]
        if any(not np.array_equal(one[name], other[name]) for one, other in pairs)
    )


def lever_settings(scenario: Scenario, wanted: Schedule, names: Iterable[str]) -> dict[str, Any]:
    """Settings under which levers of a scenario have the values of another schedule.

    They hold from the start of the scenario, after its common past, and say the value of every
    community, so that nothing that the scenario's own timeline says of these levers is left.

    Args:
        scenario: What the settings lie over.
        wanted: The schedule whose values the levers are to have.
        names: Which levers.

    Returns:
        Values by key path: ``timeline.YYYY-MM.levers.NAME``.
    """
    communities = scenario.town.community_ids
    changes = (*scenario.schedule.changes, *wanted.changes)
    settings: dict[str, Any] = {}
    for name in names:
        dates = {
            change.month
            for change in changes
            if change.lever == name
            and change.month is not None
            and scenario.start < change.month < scenario.end
        }
        for month in (scenario.start, *sorted(dates)):
            values = wanted.values(month, communities)[name]
            path = f"timeline.{format_month(month)}.levers.{name}"
            settings[path] = _written(values, communities)
    return settings


def _written(values: NDArray[np.float64], communities: tuple[str, ...]) -> float | dict[str, float]:
    """The values of a lever as a file has them: one for all, or one for each community."""
    if bool(np.all(values == values[0])):
        return float(values[0])
    return dict(zip(communities, values.tolist(), strict=True))
