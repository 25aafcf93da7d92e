"""Two towns that share seed and past, and the same two under a few plausible sets of parameters."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sets import HIGH, LOW
from sim.runs.plausible import choose, under_set
from sim.runs.simulate import shaped
from sim.runs.snapshot import freeze, thaw
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.model import CommunityModel

Floats = NDArray[np.float64]
SETS = 5
"""Plausible sets that are run beside the two towns: few, so that they keep up."""
FEWEST = 2000
"""Residents that a set is run on at least, where the town has so many (assumed)."""
SMALL = 0.02
"""Share of the residents that a set is run on at least (assumed)."""


class Pasts:
    """Pasts that have run, in memory: the latest few, so that to begin anew takes no time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._states: dict[tuple[str, int], bytes] = {}

    def find(self, scenario: Scenario, seed: int) -> "CommunityModel | None":
        """Find a town at the end of a scenario's past, None where it has not run."""
        state = self._states.get((scenario.past_hash(scenario.start), seed))
        return None if state is None else thaw(state, scenario)

    def keep(self, model: "CommunityModel") -> None:
        """Keep a town that is at the end of its past."""
        scenario = model.governance
        self._states[scenario.past_hash(scenario.start), model.seed] = freeze(model)
        while len(self._states) > self._most:
            del self._states[next(iter(self._states))]


class Towns:
    """A town under a scenario and its baseline, with one seed.

    Args:
        own: The scenario.
        base: The baseline.
        seed: Seed of both.
    """

    mine: "CommunityModel"
    other: "CommunityModel"

    def __init__(self, own: Scenario, base: Scenario, seed: int) -> None:
        self._own, self._base, self._seed = own, base, seed
        self._scenario = own
        self.ready = False

    @property
    def past_months(self) -> int:
        """Months of the past of both: those of one where it is the same."""
        return sum(one.start - one.first_month for one in self._pasts())

    def _pasts(self) -> list[Scenario]:
        """List the scenarios whose past is run: one where it is the same."""
        own, base = self._own, self._base
        same = own.past_hash(own.start) == base.past_hash(base.start)
        return [own] if same else [own, base]

    def preparing(self, pasts: Pasts) -> Iterator[None]:
        """Bring both to the end of their past, a month at a time."""
        from sim.model import CommunityModel

        models = []
        for scenario in self._pasts():
            model = pasts.find(scenario, self._seed)
            if model is None:
                model = CommunityModel(scenario, self._seed)
                while model.month < scenario.start:
                    model.step()
                    yield
                pasts.keep(model)
            models.append(model)
        self.mine = models[0]
        self.other = models[1] if len(models) > 1 else thaw(freeze(self.mine), self._base)
        self.mine.follow(self._scenario)
        self.ready = True

    @property
    def month(self) -> int:
        """The month that the next step runs."""
        return self.mine.month if self.ready else self._own.start

    def follow(self, scenario: Scenario) -> None:
        """Go on under another scenario, the same in all months that have run."""
        self._scenario = scenario
        if self.ready:
            self.mine.follow(scenario)

    def step(self) -> None:
        """Run one month of both, one after the other."""
        self.mine.step()
        if self.other.running:
            self.other.step()


class Plausible:
    """The same two towns on few residents: under the parameters in force, then under a few sets.

    How far a set lies from the parameters in force, with the same seed and residents, is what the
    sets make of the towns themselves.

    Args:
        own: The scenario of the towns themselves.
        base: Their baseline.
        seed: Their seed.
        pasts: Where the pasts of sets are kept.

    Attributes:
        count: How many sets.
        scale: Share of the residents that each is run on.
    """

    def __init__(self, own: Scenario, base: Scenario, seed: int, pasts: Pasts) -> None:
        found = choose(str(SETS), str(SETS), [own, base])
        sets = () if found is None else found.sets
        residents = sum(one.residents for one in own.town.communities)
        self.count = len(sets)
        self.scale = min(own.scale, max(SMALL, FEWEST / max(residents, 1)))
        self._under: list[Callable[[Scenario], Scenario]] = [
            lambda one, values=values: under_set(shaped(one, scale=self.scale), values)  # type: ignore[misc]
            for values in ({}, *sets)
        ]
        self._towns = [Towns(under(own), under(base), seed) for under in self._under]
        self._work = [towns.preparing(pasts) for towns in self._towns]

    @property
    def month(self) -> int:
        """The month that is still to run under some set."""
        return min(towns.month for towns in self._towns)

    def behind(self, until: int) -> bool:
        """Tell whether something is left to be run before a month."""
        return any(not towns.ready or towns.month < until for towns in self._towns)

    def follow(self, scenario: Scenario) -> None:
        """Go on under another scenario, the same in all months that have run."""
        for towns, under in zip(self._towns, self._under, strict=True):
            towns.follow(under(scenario))

    def advance(self, until: int) -> None:
        """Run one month of the pair that is farthest behind, before a month."""
        for towns, work in zip(self._towns, self._work, strict=True):
            if not towns.ready:
                next(work, None)
                return
        last = min(self._towns, key=lambda one: one.month)
        if last.month < until:
            last.step()

    def bands(
        self, metric: str, mine: list[float], other: list[float]
    ) -> dict[str, tuple[list[float], list[float]]]:
        """Find what sets make of a metric of the two towns, by month so far.

        Args:
            metric: The metric.
            mine: Its values in the town under the scenario, month by month from the first.
            other: In the baseline.

        Returns:
            Lower and upper ends of ``mine``, ``other`` and ``effect`` (their difference); empty
            before all sets have begun.
        """
        if self.count == 0 or not all(towns.ready for towns in self._towns):
            return {}
        lines = [(one.mine.series(metric), one.other.series(metric)) for one in self._towns]
        months = min(len(line) for pair in lines for line in (*pair, mine, other))
        each = np.array([[line[:months] for line in pair] for pair in lines])
        town = np.array([mine[:months], other[:months]])
        moved = town[None] + each[1:] - each[:1]
        both = {"mine": moved[:, 0], "other": moved[:, 1], "effect": moved[:, 0] - moved[:, 1]}
        return {name: _ends(values) for name, values in both.items()}


def _ends(values: Floats) -> tuple[list[float], list[float]]:
    """Find 5 and 95 % over sets of each month, NaN where a set says nothing."""
    low, high = np.quantile(values, (LOW, HIGH), axis=0)
    return low.tolist(), high.tolist()
