"""A town under moved levers and its baseline, month by month beside each other."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar import format_month
from sim.dashboard.towns import Pasts, Plausible, Towns
from sim.declarations.levers import LEVERS
from sim.declarations.matters import LEVELS, STATES
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.declare import Label, Source
from sim.errors import OptionError, Problem, UserError
from sim.runs.choose import comparable, default_scenarios
from sim.scenario.layers import Settings, refer
from sim.scenario.load import Loaded, load, variant
from sim.scenario.places import looks_like_path, shipped_folder
from sim.words import Speech

if TYPE_CHECKING:
    from sim.model import CommunityModel
    from sim.scenario import Scenario

Load = Callable[[str, Settings], Loaded]
"""Loads a scenario by name or path, under settings."""

SCALES = (0.02, 0.1, 0.3, 1.0)
"""Shares of the residents that the page offers."""
DEFAULT_SCALE = 0.1
"""Small enough that a slider shows its effect at once."""
Key = tuple[int, str, str]
"""Month, lever, and ``town`` or the id of a community."""
DIGITS = 12
"""Digits of a slider's value; what a float has beyond them is noise."""


@dataclass(frozen=True, slots=True)
class TownChoice:
    """What is simulated: scenarios by shipped name or path, their seed and scale."""

    scenario: str
    baseline: str | None = None
    """Empty for the scenario itself, its sliders where they were.

    None for that of the shipped comparison where the two can be compared, else for the nearest
    scenario that an own file extends and can be compared with, else, for an own file, for that of
    the shipped comparison laid into its town, else the same as empty. One that is named and is of
    another town is laid into this one, too.
    """
    seed: int = 0
    scale: float = DEFAULT_SCALE


@dataclass(frozen=True, slots=True)
class SliderMoves:
    """Sliders that were moved, each from a month on, as the timeline of a scenario has them.

    A move for the town replaces what communities had, as a plain value in a file does; a later
    move of the same slider in the same month replaces the earlier one.
    """

    values: Mapping[Key, float] = field(default_factory=lambda: MappingProxyType({}))

    def moved(self, month: int, lever: str, place: str, value: float) -> "SliderMoves":
        """Add one move: a value outside the lever's range is brought to the nearer end.

        A lever of the town alone is moved in the town, whatever the place.
        """
        declared = LEVERS[lever]
        place = TOWN if declared.town_only else place
        held = float(f"{min(max(value, declared.low), declared.high):.{DIGITS}g}")
        kept = {
            key: old
            for key, old in self.values.items()
            if key[:2] != (month, lever) or (place != TOWN and key[2] != place)
        }
        return SliderMoves(MappingProxyType({**kept, (month, lever, place): held}))

    def from_month(self, month: int) -> "SliderMoves":
        """Move all sliders as they were left, from one month on."""
        made = SliderMoves()
        for _, lever, place in sorted(self.values, key=_order):
            # In order of time, and the town before communities: the last word counts.
            made = made.moved(month, lever, place, self._last(lever, place))
        return made

    def _last(self, lever: str, place: str) -> float:
        """Find the value that a slider was last moved to."""
        months = [key[0] for key in self.values if key[1:] == (lever, place)]
        return self.values[max(months), lever, place]

    def settings(self) -> dict[str, float]:
        """Make settings over a scenario; see `sim.scenario.load.variant`."""
        found = {}
        for month, lever, place in sorted(self.values, key=_order):
            path = f"timeline.{format_month(month)}.levers.{lever}"
            found[path if place == TOWN else f"{path}.{place}"] = self.values[month, lever, place]
        return found

    def in_order(self) -> list[tuple[Key, float]]:
        """List every move, in order of time."""
        return [(key, self.values[key]) for key in sorted(self.values, key=_order)]

    def names(self) -> frozenset[tuple[str, str]]:
        """Name lever and place of every slider that was moved."""
        return frozenset((lever, place) for _, lever, place in self.values)

    def text(self, parent: str, communities: Sequence[str], scale: float, label: Label) -> str:
        """Write the scenario file that says the same.

        Args:
            parent: The scenario that the sliders lie over: a shipped one by name, or a path, the
                same folder meaning that of the new file.
            communities: Ids of its communities.
            scale: Share of the residents that is simulated.
            label: What readers call the parent.
        """
        beside = [f"# To be kept beside {parent[2:]}."] if parent.startswith("./") else []
        lines = [f"# Sliders moved on the page, over {parent}; all values are assumed.", *beside]
        for key in ("label", "summary"):
            lines.append(f"{key}:")
            for speech in (Speech("en"), Speech("zh")):
                text = speech(f"page.moved_{key}", label=speech.pick(label))
                lines.append(f"  {speech.language}: {json.dumps(text, ensure_ascii=False)}")
        lines += [f"extends: {parent}", "population:", f"  scale: {scale:g}"]
        for month in sorted({key[0] for key in self.values}):
            if "timeline:" not in lines:
                lines.append("timeline:")
            lines += [f"  - date: {format_month(month)}", "    levers:"]
            for lever in LEVERS:
                said = self._said(month, lever, communities)
                if said:
                    lines.append(f"      {lever}: {said}")
        return "\n".join(lines) + "\n"

    def _said(self, month: int, lever: str, communities: Sequence[str]) -> str:
        """Say what a file says of a lever from a month on; empty when nothing."""
        found = {
            place: value
            for (when, name, place), value in self.values.items()
            if (when, name) == (month, lever)
        }
        if not found:
            return ""
        if set(found) == {TOWN}:
            return f"{found[TOWN]:.{DIGITS}g}"
        if TOWN in found:
            # A mapping leaves communities alone that it does not name, so it names them all.
            found = {place: found.get(place, found[TOWN]) for place in (TOWN, *communities)}
        return (
            "{" + ", ".join(f"{place}: {value:.{DIGITS}g}" for place, value in found.items()) + "}"
        )


def _order(key: Key) -> tuple[int, str, bool, str]:
    """Order by time, and the town before communities."""
    month, lever, place = key
    return month, lever, place != TOWN, place


@dataclass(frozen=True, slots=True)
class TownReading:
    """What one town says after a month."""

    matters: Mapping[str, int]
    """All matters that arose so far, by state."""
    open_at: Mapping[str, int]
    """Open matters by level."""
    latest: Mapping[str, float]
    """Value of every metric in the town, NaN where null."""


class TwoTowns:
    """Two models of one seed: one follows the sliders, the other does not.

    Everything but what the towns say is known before `prepare` runs their common past.

    Args:
        choice: What is simulated.
        moves: Sliders that were moved before.
        load: Loads a scenario by name or path, under settings.

    Raises:
        UserError: A scenario cannot be loaded or compared.
    """

    def __init__(self, choice: TownChoice, moves: SliderMoves, load: Load = load) -> None:
        over = {"population.scale": choice.scale, "run.seeds": [choice.seed]}
        self._loaded: Loaded = load(choice.scenario, over)
        self.scenario = self._loaded.scenario
        """The scenario as the sliders have made it."""
        self._own, self._base, baseline = self.scenario, self.scenario, choice.baseline
        if baseline is None:
            baseline, self._base = _usual_baseline(self._loaded, choice.scenario, over, load)
        elif baseline:
            self._base = _in_town_of(self._loaded, baseline, over, load)
            wrong = comparable([self._own, self._base]) if self._own.name != self._base.name else ()
            if wrong:
                raise OptionError(wrong)
        self.choice = replace(choice, baseline=baseline)
        self.names = (_label(self._own), _label(self._base))
        self.known = _known(self._own)
        self.town = self._own.town
        self.ready = False
        self.towns = Towns(self._own, self._base, self.choice.seed)
        self.follow(moves.from_month(self._own.start))

    @property
    def past_months(self) -> int:
        """Months that `prepare` runs."""
        return self.towns.past_months

    def prepare(self, tick: Callable[[], None], pasts: Pasts | None = None) -> None:
        """Bring both to the end of their past; ``tick`` is called after each month of it.

        ``pasts`` are those that have run before.
        """
        for _ in self.towns.preparing(pasts or Pasts(2)):
            tick()
        self.at_start = {name: tuple(self.by_community(name).values()) for name in METRICS}
        """Value of every metric in each community where the two towns part."""
        self.ready = True

    def plausible(self, pasts: Pasts) -> Plausible:
        """Make the two towns anew under a few plausible sets, at their beginning."""
        found = Plausible(self._own, self._base, self.choice.seed, pasts)
        found.follow(self.scenario)
        return found

    @property
    def mine(self) -> "CommunityModel":
        """The town that follows the sliders."""
        return self.towns.mine

    @property
    def other(self) -> "CommunityModel":
        """The town that does not."""
        return self.towns.other

    @property
    def month(self) -> int:
        """The month that the next step runs."""
        return self.towns.month

    @property
    def running(self) -> bool:
        """Whether months are left."""
        return self.ready and bool(self.mine.running)

    def follow(self, moves: SliderMoves) -> None:
        """Go on under other moves, which must be the same in all months that have run."""
        self.scenario, self.moves = variant(self._loaded, moves.settings()).scenario, moves
        self.towns.follow(self.scenario)

    def step(self) -> None:
        """Run one month of both, one after the other."""
        self.towns.step()

    def levers(self) -> dict[str, tuple[float, ...]]:
        """Find every lever in each community, in the month to come or the last."""
        month = min(self.month, self.scenario.end - 1)
        found = self.scenario.levers_at(month)
        return {name: tuple(values.tolist()) for name, values in found.items()}

    def readings(self) -> tuple[TownReading, TownReading]:
        """Read what the two towns say now: with the sliders, and the baseline."""
        return _reading(self.mine), _reading(self.other)

    def over_time(self, metric: str) -> tuple[list[float], list[float]]:
        """Find a metric of the two towns in every month that has run, NaN where null."""
        return self.mine.series(metric), self.other.series(metric)

    def events(self) -> tuple[tuple[int, str], ...]:
        """List the scenario's dated events by month, moved sliders apart."""
        return tuple(
            (event.month, event.label or event.note)
            for event in self._own.events
            if event.label or event.note
        )

    def by_community(self, metric: str) -> dict[str, float]:
        """Find the latest value of a metric in each community, NaN where null."""
        return {place: self.mine.metric(metric, place) for place in self.town.community_ids}

    def text(self) -> str:
        """Write the scenario file of the present sliders."""
        parent, label = self.choice.scenario, self.names[0]
        if looks_like_path(parent):
            parent = f"./{Path(parent).name}"
        return self.moves.text(parent, self.town.community_ids, self.choice.scale, label)


def _usual_baseline(
    loaded: Loaded, name: str, over: Mapping[str, object], load: Load
) -> tuple[str, "Scenario"]:
    """Find a scenario's baseline when nobody says: see `TownChoice.baseline`."""
    shipped = default_scenarios()[0]
    for one in (shipped, *_parents(loaded, name)):
        with suppress(UserError):
            found = load(one, dict(over)).scenario
            if not comparable([loaded.scenario, found]):
                return one, found
    with suppress(UserError):
        found = _in_town_of(loaded, shipped, over, load)
        if looks_like_path(name) and not comparable([loaded.scenario, found]):
            return shipped, found
    return "", loaded.scenario


def _in_town_of(loaded: Loaded, name: str, over: Mapping[str, object], load: Load) -> "Scenario":
    """Load a scenario as it would be in the town of another one.

    Raises:
        UserError: It cannot be loaded.
    """
    found = load(name, dict(over)).scenario
    if found.town.numbers() == loaded.scenario.town.numbers():
        return found
    placed = loaded.merged.single["town"]
    place = refer(placed.layer, placed.value, placed.path, "town")
    if isinstance(place, Problem):
        return found
    return load(name, {**over, "town": str(place.path)}).scenario


def _parents(loaded: Loaded, name: str) -> list[str]:
    """List the scenarios that one extends, nearest first, named as on the page."""
    places = [layer.place for layer in loaded.files if layer.place is not None]
    own, found = places[0].path.parent, []
    # What is shipped builds on shipped ones for what they share, not to be compared with them.
    for place in places[1:] if looks_like_path(name) else ():
        path = place.path
        if path.resolve().parent == shipped_folder().resolve():
            found.append(path.stem)
        elif path.resolve().parent == own.resolve():
            # Beside it; what lies elsewhere may be in no list of the page.
            found.append(Path(name).with_name(path.name).as_posix())
    return found


def _label(scenario: "Scenario") -> Label:
    """Say what readers call a scenario."""
    return scenario.label or Label(scenario.name, scenario.name)


def _known(scenario: "Scenario") -> dict[str, Source]:
    """Find how values of levers are known, where files say so."""
    paths = {name: f"levers.{name}" for name in LEVERS}
    return {name: scenario.known[path] for name, path in paths.items() if path in scenario.known}


def _reading(model: "CommunityModel") -> TownReading:
    """Read what a town says now."""
    matters = model.state.matters
    states = matters.by_state().sum(axis=0).tolist()
    levels = np.bincount(matters.level[matters.open()], minlength=len(LEVELS)).tolist()
    return TownReading(
        matters=dict(zip(STATES, states, strict=True)),
        open_at=dict(zip(LEVELS, levels, strict=True)),
        latest={name: model.metric(name, TOWN) for name in METRICS},
    )
