"""A scenario: checked, frozen, with its levers over time.

A change sets a lever from a month on, and its value holds until changed. A plain value is for
the whole town and replaces what single communities had; a mapping changes the communities it
names, or with ``town`` all those that have no value of their own.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declare import Label, Source
from sim.scenario.town import Town
from sim.scenario.yamlfile import Origin

# --- Dated changes of levers, and the epochs between them

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
        """List the months with a change, ascending."""
        return sorted({change.month for change in self.changes if change.month is not None})

    def values(self, month: int, communities: Sequence[str]) -> LeverArrays:
        """Find every lever in force in a month.

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
    """Tell whether every lever has one value in both."""
    return all(np.array_equal(left[name], right[name]) for name in LEVERS)


def make_epochs(
    spans: Sequence[tuple[Schedule, int, int]], communities: Sequence[str]
) -> tuple[Epoch, ...]:
    """Find the longest spans in which no lever changes.

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
    """Yield spans between months with an entry, equal neighbours too."""
    for schedule, first, end in spans:
        if first >= end:
            continue
        inner = [month for month in schedule.months() if first < month < end]
        edges = [first, *inner, end]
        for start, stop in pairwise(edges):
            yield Epoch(start, stop, schedule.values(start, communities))


# --- A scenario: a town, a stretch of time, and what is in force when


@dataclass(frozen=True, slots=True)
class Event:
    """A dated entry of a timeline.

    Attributes:
        month: Month from which its values hold.
        label: Short name, or empty.
        note: Anything a reader should know, or empty.
        origin: Where it is written.
    """

    month: int
    label: str
    note: str
    origin: Origin


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """What is simulated, complete and checked; `load_scenario` makes it.

    Attributes:
        name: Name of its file.
        summary: What it is, one or two sentences; empty where its own file does not say.
        sources: Where the values of its own file come from.
        chain: Its file and its parents, nearest first.
        town: The town, at full size.
        scale: Share of the town's residents that is simulated, 0.01-1.
        start: First month after the common past.
        months: Months from `start`.
        seeds: Seeds of its runs unless others are asked for.
        burn_in: Months of common past before `start`, 0 for none.
        past: The scenario whose levers are in force in the common past, or None. Only its
            levers count: people, parameters and town are those of the scenario itself.
        parameters: Every parameter by name.
        schedule: What the scenario itself sets.
        origins: Where each value is written, by key path.
        known: How values are known where the files say so, by key path.
        events: Dated entries of the timeline, in order of time.
        label: What readers call it, or None where its own file does not say.
        summary_zh: The summary in Chinese; empty where the file has one in one language.
        still: Whether residents stand still: they take part in nothing and enter no register,
            from the first month on. No file says so; it is the counterfactual that tells what
            the levers do by themselves.
    """

    name: str
    summary: str
    sources: tuple[str, ...]
    chain: tuple[str, ...]
    town: Town
    scale: float
    start: int
    months: int
    seeds: tuple[int, ...]
    burn_in: int
    past: "Scenario | None"
    parameters: Mapping[str, float]
    schedule: Schedule
    origins: Mapping[str, Origin] = field(default_factory=dict)
    known: Mapping[str, Source] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    label: Label | None = None
    summary_zh: str = ""
    still: bool = False

    def __repr__(self) -> str:
        """Write name, town, scale and months on one line."""
        return (
            f"<Scenario {self.name}: {self.town.id} at scale {self.scale:g}, "
            f"{self.months} months from {format_month(self.start)}>"
        )

    @property
    def first_month(self) -> int:
        """First month that is simulated, the common past included."""
        return self.start - self.burn_in

    @property
    def end(self) -> int:
        """The month after the last."""
        return self.start + self.months

    @cached_property
    def _epochs(self) -> tuple[Epoch, ...]:
        past = self.past.schedule if self.past else self.schedule
        spans = ((past, self.first_month, self.start), (self.schedule, self.start, self.end))
        return make_epochs(spans, self.town.community_ids)

    @cached_property
    def _edges(self) -> tuple[int, ...]:
        return tuple(epoch.first for epoch in self._epochs)

    def __getstate__(self) -> dict[str, Any]:
        """Keep everything but what is worked out when asked for."""
        return {key: value for key, value in self.__dict__.items() if not key.startswith("_")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Come back from another process."""
        self.__dict__.update(state)

    def epochs(self) -> tuple[Epoch, ...]:
        """Find the longest spans without change, `first_month` to `end`."""
        return self._epochs

    def levers_at(self, month: int) -> LeverArrays:
        """Find every lever in force in a month.

        Args:
            month: From `first_month` to before `end`.

        Returns:
            By name, float64 of shape (C,) in town order, read-only; `off` where unset.

        Raises:
            ValueError: The month is outside the scenario.
        """
        if not self.first_month <= month < self.end:
            raise ValueError(
                f"{format_month(month)} is outside {self.name}, "
                f"{format_month(self.first_month)} to {format_month(self.end - 1)}"
            )
        return self._epochs[bisect_right(self._edges, month) - 1].levers

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 in hexadecimal of everything that can change a number.

        Names, texts, seeds and the way in which values were written do not count; the values
        in force do.
        """
        return _hash({**self._content(self.end), "months": self.months})

    def past_hash(self, month: int) -> str:
        """Hash everything that can change a number before a month, with SHA-256.

        Scenarios with one hash are the same to the bit until then.

        Args:
            month: The month before which the past ends.
        """
        return _hash(self._content(month))

    def _content(self, end: int) -> dict[str, Any]:
        """Collect everything that can change a number before a month."""
        return {
            "town": self.town.numbers(),
            "scale": self.scale,
            "start": self.start,
            "burn_in": self.burn_in,
            "parameters": dict(sorted(self.parameters.items())),
            **({"still": True} if self.still else {}),
            "epochs": [
                [epoch.first, min(epoch.end, end), _levers_on(epoch.levers)]
                for epoch in self._epochs
                if epoch.first < end
            ],
        }

    def resolved(self) -> dict[str, Any]:
        """Write all as plain values for JSON, with origins, for the run record."""
        communities = self.town.community_ids
        return {
            "name": self.name,
            "label": {"en": self.label.en, "zh": self.label.zh} if self.label else None,
            "summary": self.summary,
            "summary_zh": self.summary_zh,
            "sources": list(self.sources),
            "chain": list(self.chain),
            "content_hash": self.content_hash,
            "town": {"id": self.town.id, **self.town.numbers()},
            "population": {"scale": self.scale},
            "run": {
                "start": format_month(self.start),
                "months": self.months,
                "seeds": list(self.seeds),
                "burn_in": {"months": self.burn_in, "under": self.past.name if self.past else None},
            },
            "epochs": [
                {
                    "first": format_month(epoch.first),
                    "last": format_month(epoch.end - 1),
                    "levers": {
                        name: _compact(values, communities) for name, values in epoch.levers.items()
                    },
                }
                for epoch in self._epochs
            ],
            "events": [
                {"date": format_month(event.month), "label": event.label, "note": event.note}
                for event in self.events
            ],
            "parameters": {
                name: value if isfinite(value) else str(value)
                for name, value in self.parameters.items()
            },
            "origins": {path: str(origin) for path, origin in self.origins.items()},
            "known": {path: str(source) for path, source in self.known.items()},
        }


def _hash(content: Mapping[str, Any]) -> str:
    """Hash plain values, SHA-256 in hexadecimal."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _levers_on(levers: LeverArrays) -> dict[str, list[float]]:
    """List values of the levers that are not off everywhere."""
    every = {name: values.tolist() for name, values in levers.items()}
    return {
        name: values
        for name, values in every.items()
        if values.count(LEVERS[name].off) < len(values)
    }


def _compact(values: NDArray[np.float64], communities: tuple[str, ...]) -> float | dict[str, float]:
    """Write one value if all communities have it, else each's."""
    if values.size and bool(np.all(values == values[0])):
        return float(values[0])
    return dict(zip(communities, values.tolist(), strict=True))


def labels_of(scenarios: Iterable["Scenario"]) -> dict[str, tuple[str, str]]:
    """Find the labels of scenarios by name, and of communities by key path.

    There is none of a scenario that has no label, or that of another one.
    """
    known = list(scenarios)
    places = {one.id: one.label for scenario in known for one in scenario.town.communities}
    return {
        **{f"communities.{name}": (one.en, one.zh) for name, one in places.items()},
        **{
            name: (en, zh)
            for name, en, zh in distinct_labels({one.name: one.label for one in known})
        },
    }


def distinct_labels(labels: Mapping[str, Label | None]) -> tuple[tuple[str, str, str], ...]:
    """List the scenarios that can be told by their labels, with both labels.

    Args:
        labels: Label by name. Of scenarios with one label, as of copies of a file, none has it.
    """
    found = {name: (label.en, label.zh) for name, label in labels.items() if label is not None}
    texts = [text for pair in found.values() for text in set(pair)]
    return tuple(
        (name, *pair)
        for name, pair in found.items()
        if all(texts.count(text) == 1 and text not in labels.keys() - {name} for text in pair)
    )


def first_difference(a: Scenario, b: Scenario) -> int | None:
    """Find the first month in which anything in force differs between two scenarios.

    Before that month two runs with one seed are the same to the bit.

    Returns:
        The month; the earlier `first_month` when towns, parameters, scales, starts or pasts
        differ in what is simulated from the beginning; the month after the shorter one's last
        when only the lengths differ; None when nothing differs.
    """
    calendars = (a.first_month, a.start) != (b.first_month, b.start)
    if (
        calendars
        or a.scale != b.scale
        or a.still != b.still
        or dict(a.parameters) != dict(b.parameters)
        or a.town.numbers() != b.town.numbers()
    ):
        return min(a.first_month, b.first_month)
    edges = {epoch.first for scenario in (a, b) for epoch in scenario.epochs()}
    end = min(a.end, b.end)
    for month in sorted(edge for edge in edges if edge < end):
        if not same_levers(a.levers_at(month), b.levers_at(month)):
            return month
    return None if a.end == b.end else end
