"""The whole model in a process of its own, with the clock and the scales held to it."""

import gc
import time
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from experiments.benchmarks.workers import peak_mib, resident_mib

PHASES = (
    "_open",
    "needs_arise",
    "ask",
    "collect_matters",
    "take_part",
    "consult",
    "handle_matters",
    "supervise",
    "learn",
    "_turn_over",
    "_measure",
)
"""What `CommunityModel.step` calls, in order; with an underscore its own methods."""
SMALL = {"population.scale": 0.01}
WARM_MONTHS = 14
"""Months of a small town after which every kernel is loaded: some wait for a December."""


def clocked(
    function: Callable[..., Any], into: list[float], clock: Callable[[], float] = time.perf_counter
) -> Callable[..., Any]:
    """The function, with its milliseconds noted."""

    def run(*arguments: Any, **named: Any) -> Any:
        begin = clock()
        try:
            return function(*arguments, **named)
        finally:
            into.append((clock() - begin) * 1e3)

    return run


class Modelled:
    """A scenario's model.

    Args:
        scenario: Path or name.
        settings: Laid over the file, by key path.
        seed: Seed.

    Attributes:
        clock: What set-up, months and phases are timed by.
        seconds: What each part of the set-up took.
    """

    clock = staticmethod(time.perf_counter)

    def __init__(self, scenario: str, settings: Mapping[str, Any], seed: int = 1) -> None:
        self.seconds: dict[str, float] = {}
        self._scenario, self._settings, self._seed = scenario, dict(settings), seed
        self._model: Any = None

    def _noted(self, name: str, begin: float) -> None:
        """Note the seconds since a moment."""
        self.seconds[name] = self.clock() - begin

    def build(self) -> dict[str, float]:
        """Import, load what is compiled, build the town, make the model; the seconds of each."""
        begin = self.clock()
        from sim.model import CommunityModel
        from sim.rng import Draws
        from sim.scenario import load_scenario
        from sim.world import World
        from sim.world.places import community_offsets, scaled
        from sim.world.population import settle_characters, synthesise
        from sim.world.ties import build_ties

        self._noted("imports", begin)
        begin = self.clock()
        small = CommunityModel(load_scenario("co_governance", SMALL))
        for _ in range(WARM_MONTHS):
            small.step()
        del small
        self._noted("loading kernels", begin)
        begin = self.clock()
        scenario = load_scenario(self._scenario, self._settings)
        self._noted("reading the scenario", begin)
        begin = self.clock()
        draws, month = Draws(self._seed), scenario.first_month
        town = scaled(scenario.town, scenario.scale)
        residents, homes, people = synthesise(town, draws, month, scenario.parameters)
        settle_characters(town, residents, draws, month, scenario.parameters)
        self._noted("synthesis", begin)
        begin = self.clock()
        ties, plan = build_ties(town, residents, draws, month, scenario.parameters)
        rows = community_offsets(residents, len(town.communities))
        world = World(town, scenario.scale, residents, homes, ties, rows, month, people, plan)
        self._noted("ties", begin)
        begin = self.clock()
        self._model = CommunityModel(scenario, self._seed, world=world)
        self._noted("model", begin)
        return self.seconds

    def agents(self) -> float:
        """Seconds to make a Mesa agent of every resident."""
        begin = time.perf_counter()
        made = len(self._model.agents)
        assert made >= self.residents()
        return time.perf_counter() - begin

    def residents(self) -> int:
        """Residents."""
        return len(self._model.world.residents)

    def live(self, months: int) -> list[float]:
        """Run some months; the milliseconds of each."""
        taken: list[float] = []
        step = clocked(self._model.step, taken, self.clock)
        for _ in range(months):
            step()
        return taken

    def phases(self, months: int) -> dict[str, list[float]]:
        """Run some months; the milliseconds of each phase, and of the whole under ``month``."""
        import sim.model

        taken: dict[str, list[float]] = {phase: [] for phase in PHASES}
        owners = {phase: _owner(self._model, sim.model, phase) for phase in PHASES}
        kept = {phase: getattr(owner, phase) for phase, owner in owners.items()}
        for phase, owner in owners.items():
            setattr(owner, phase, clocked(kept[phase], taken[phase], self.clock))
        try:
            taken["month"] = self.live(months)
        finally:
            for phase, owner in owners.items():
                if owner is sim.model:
                    setattr(owner, phase, kept[phase])
                else:
                    delattr(owner, phase)
        return taken

    def memory(self) -> tuple[float, float]:
        """Peak so far and what is held now, MiB."""
        gc.collect()
        # What is held is read first: reading takes memory, too, and the peak holds both.
        held = resident_mib()
        return peak_mib(), held

    def arrays(self) -> dict[str, int]:
        """Bytes of every array that the model holds, by where it is."""
        return arrays_of(self._model)


def _owner(model: object, module: ModuleType, phase: str) -> object:
    """Where `CommunityModel.step` finds a phase."""
    return model if phase.startswith("_") else module


def arrays_of(root: object) -> dict[str, int]:
    """Bytes of the arrays that can be reached from an object, each counted once.

    Args:
        root: Where to begin; attributes, mappings, lists and tuples are followed.

    Returns:
        Bytes by path such as ``world.residents.trust``; memory that several arrays share is
        counted with the first.
    """
    found: dict[str, int] = {}
    seen: set[int] = set()
    ahead: list[tuple[str, Any]] = [("", root)]
    while ahead:
        path, one = ahead.pop(0)
        while isinstance(one, np.ndarray) and isinstance(one.base, np.ndarray):
            one = one.base
        if id(one) in seen or isinstance(one, str | bytes | int | float | type | ModuleType):
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray):
            found[path] = one.nbytes
            continue
        inside = dict(_within(one))
        ahead += [(f"{path}.{name}".lstrip("."), value) for name, value in inside.items()]
    return found


def _within(one: Any) -> dict[str, Any]:
    """What an object holds, by name."""
    if isinstance(one, Mapping):
        return {str(name): value for name, value in one.items()}
    if isinstance(one, list | tuple | set) and len(one) < 1_000:
        names = getattr(one, "_fields", range(len(one)))
        return {str(name): value for name, value in zip(names, one, strict=True)}
    if not type(one).__module__.startswith(("sim.", "experiments.")):
        return {}
    slots = [name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ())]
    held = {name: getattr(one, name) for name in slots if hasattr(one, name)}
    return held | getattr(one, "__dict__", {})
