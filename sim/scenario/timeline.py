"""Dated changes of levers, and the epochs between them.

A change sets a lever from a month on, and its value holds until changed. A plain value is for
the whole town and replaces what single communities had; a mapping changes the communities it
names, or with ``town`` all those that have no value of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.declarations.levers import LEVERS

TOWN = "town"
"""Target of a lever's value for all communities that have none of their own."""

LeverArrays = dict[str, NDArray[np.float64]]
"""Every lever of the declarations with its value in each community, shape (C,)."""


@dataclass(frozen=True, slots=True)
class Change:
    """A lever set from a month on.

    Attributes:
        month: Month from which the values hold; None for from the beginning.
        lever: Name of the lever.
        plain: Whether it replaces every value that communities had.
        values: Value by target: ``town`` or the id of a community.
    """

    month: int | None
    lever: str
    plain: bool
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Epoch:
    """A span of months in which no lever changes.

    Attributes:
        first: First month.
        end: Month after the last.
        levers: Value of every lever in each community, read-only.
    """

    first: int
    end: int
    levers: LeverArrays


@dataclass(frozen=True, slots=True)
class Schedule:
    """All changes of a scenario, in order of time."""

    changes: tuple[Change, ...] = ()

    def months(self) -> list[int]:
        """Months with a change, ascending."""
        return sorted({change.month for change in self.changes if change.month is not None})

    def values(self, month: int, communities: Sequence[str]) -> LeverArrays:
        """Every lever in force in a month.

        Args:
            month: The month.
            communities: Ids of the communities, in town order.

        Returns:
            By lever, float64 of shape (C,); the lever's `off` where nothing is set.
        """
        default = {name: lever.off for name, lever in LEVERS.items()}
        own: dict[str, dict[str, float]] = {name: {} for name in LEVERS}
        for change in self.changes:
            if change.month is not None and change.month > month:
                continue
            if change.plain:
                own[change.lever].clear()
            for target, value in change.values.items():
                if target == TOWN:
                    default[change.lever] = value
                else:
                    own[change.lever][target] = value
        return {
            name: np.array([own[name].get(community, default[name]) for community in communities])
            + 0.0
            for name in LEVERS
        }


def same_levers(left: LeverArrays, right: LeverArrays) -> bool:
    """Whether every lever has the same value in every community."""
    return all(np.array_equal(left[name], right[name]) for name in LEVERS)


def make_epochs(
    spans: Sequence[tuple[Schedule, int, int]], communities: Sequence[str]
) -> tuple[Epoch, ...]:
    """The longest spans in which no lever changes.

    Args:
        spans: Schedules with the first month and the month after the last in which each is in
            force, without gaps.
        communities: Ids of the communities, in town order.

    Returns:
        Epochs without gaps, from the first month of the first span to the end of the last.
    """
    found: list[Epoch] = []
    for piece in _pieces(spans, communities):
        if found and same_levers(found[-1].levers, piece.levers):
            found[-1] = Epoch(found[-1].first, piece.end, found[-1].levers)
        else:
            for values in piece.levers.values():
                values.setflags(write=False)
            found.append(piece)
    return tuple(found)


def _pieces(
    spans: Sequence[tuple[Schedule, int, int]], communities: Sequence[str]
) -> Iterator[Epoch]:
    """Spans between the months in which anything is written, equal neighbours included."""
    for schedule, first, end in spans:
        if first >= end:
            continue
        inner = [month for month in schedule.months() if first < month < end]
        edges = [first, *inner, end]
        for start, stop in pairwise(edges):
            yield Epoch(start, stop, schedule.values(start, communities))
