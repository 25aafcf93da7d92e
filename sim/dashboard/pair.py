"""A town under moved levers and its baseline, month by month beside each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.dashboard.moves import Moves
from sim.declarations.levers import LEVERS
from sim.declarations.matters import LEVELS, STATES
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.declare import Label, Source
from sim.scenario.places import looks_like_path

if TYPE_CHECKING:
    import pandas as pd

    from sim.model import CommunityModel
    from sim.scenario import Scenario
    from sim.scenario.load import Loaded

SCALES = (0.02, 0.1, 0.3, 1.0)
"""Shares of the residents that the page offers."""
DEFAULT_SCALE = 0.1
"""Small enough that a slider shows its effect at once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is simulated.

    Attributes:
        scenario: Name of a shipped scenario, or path of a file.
        baseline: That of the scenario to compare with; empty for the same one with its sliders
            where they were.
        seed: Seed of both.
        scale: Share of the residents that is simulated.
    """

    scenario: str
    baseline: str = ""
    seed: int = 0
    scale: float = DEFAULT_SCALE


@dataclass(frozen=True, slots=True)
class Reading:
    """What one town says after a month; shapes are in town order.

    Attributes:
        matters: All matters that arose so far, by state.
        open_at: Open matters by level.
        latest: Value of every metric in the town, NaN where null.
    """

    matters: Mapping[str, int]
    open_at: Mapping[str, int]
    latest: Mapping[str, float]


class Pair:
    """Two models of one seed: one follows the sliders, the other does not.

    Args:
        choice: What is simulated.
        moves: Sliders that were moved before.
        tick: Called after each month of the common past.

    Raises:
        UserError: A scenario cannot be loaded or compared.
    """

    def __init__(self, choice: Choice, moves: Moves, tick: Callable[[], None]) -> None:
        from sim.scenario.load import load

        over = {"population.scale": choice.scale, "run.seeds": [choice.seed]}
        self.choice = choice
        self._loaded: Loaded = load(choice.scenario, over)
        other = load(choice.baseline, over) if choice.baseline else self._loaded
        self.moves = Moves()
        self.mine, self.other = self._start(self._loaded.scenario, other.scenario, choice, tick)
        self.names = (_label(self._loaded.scenario), _label(other.scenario))
        self.known = _known(self._loaded.scenario)
        self.communities = self.mine.world.town.community_ids
        self.follow(moves.from_month(self.month))

    def _start(
        self, one: "Scenario", other: "Scenario", choice: Choice, tick: Callable[[], None]
    ) -> "tuple[CommunityModel, CommunityModel]":
        """Both at the end of their common past, which is run once when it is the same."""
        from sim.errors import OptionError
        from sim.model import CommunityModel
        from sim.runs.choose import comparable
        from sim.runs.snapshot import freeze, thaw

        if one.name != other.name:
            wrong = comparable([one, other])
            if wrong:
                raise OptionError(wrong)

        def through_past(scenario: "Scenario") -> CommunityModel:
            model = CommunityModel(scenario, choice.seed)
            while model.month < scenario.start:
                model.step()
                tick()
            return model

        mine = through_past(one)
        if one.past_hash(one.start) == other.past_hash(other.start):
            return mine, thaw(freeze(mine), other)
        return mine, through_past(other)

    @property
    def month(self) -> int:
        """The month that the next step runs."""
        return self.mine.month

    @property
    def scenario(self) -> "Scenario":
        """The scenario as the sliders have made it."""
        return self.mine.scenario

    @property
    def running(self) -> bool:
        """Whether months are left."""
        return bool(self.mine.running)

    def follow(self, moves: Moves) -> None:
        """Go on under other moves, which must be the same in all months that have run."""
        from sim.scenario.load import variant

        self.mine.follow(variant(self._loaded, moves.settings()).scenario)
        self.moves = moves

    def step(self) -> None:
        """Run one month of both, one after the other."""
        self.mine.step()
        if self.other.running:
            self.other.step()

    def levers(self) -> dict[str, tuple[float, ...]]:
        """Every lever in each community in the month that comes, or in the last of the run."""
        month = min(self.month, self.scenario.end - 1)
        found = self.scenario.levers_at(month)
        return {name: tuple(values.tolist()) for name, values in found.items()}

    def readings(self) -> tuple[Reading, Reading]:
        """What the two towns say now: with the sliders, and the baseline."""
        return _reading(self.mine), _reading(self.other)

    def over_time(self) -> "tuple[pd.DataFrame, pd.DataFrame]":
        """Every metric so far of the two: see `sim.model.CommunityModel.frame`."""
        return self.mine.frame(), self.other.frame()

    def by_community(self, metric: str) -> dict[str, float]:
        """Latest value of a metric in each community, NaN where null."""
        return {place: self.mine.metric(metric, place) for place in self.communities}

    def text(self) -> str:
        """The scenario file of the present sliders."""
        parent, label = self.choice.scenario, self.names[0]
        if looks_like_path(parent):
            parent = f"./{Path(parent).name}"
        return self.moves.text(parent, self.communities, self.choice.scale, label=label)


def _label(scenario: "Scenario") -> Label:
    """What readers call a scenario."""
    return scenario.label or Label(scenario.name, scenario.name)


def _known(scenario: "Scenario") -> dict[str, Source]:
    """How values of levers are known, where files say so."""
    paths = {name: f"levers.{name}" for name in LEVERS}
    return {name: scenario.known[path] for name, path in paths.items() if path in scenario.known}


def _reading(model: "CommunityModel") -> Reading:
    """What a town says now."""
    matters = model.state.matters
    states = matters.by_state().sum(axis=0).tolist()
    levels = np.bincount(matters.level[matters.open()], minlength=len(LEVELS)).tolist()
    return Reading(
        matters=dict(zip(STATES, states, strict=True)),
        open_at=dict(zip(LEVELS, levels, strict=True)),
        latest={name: model.metric(name, TOWN) for name in METRICS},
    )
