"""Simulates a seed of scenarios that share their past; compiles its kernels ahead of it."""

import time
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.errors import CogovError, ModelError, UserError
from sim.runs.options import usable_processors
from sim.runs.parallel import Tick, messages
from sim.runs.progress import doing
from sim.runs.snapshot import freeze, thaw
from sim.scenario import Origin, first_difference
from sim.words.setting import spoken

if TYPE_CHECKING:
    import pandas as pd

    from sim.model import CommunityModel
    from sim.scenario import Scenario
    from sim.world import World


# --- One seed of several scenarios: the unit of work, and what it brings back


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """One scenario with one seed.

    Attributes:
        scenario: Name of the scenario.
        seed: Seed.
        tables: What the run adds to each table of `sim.declarations.tables.ALWAYS`, and to the
            panel where there is one, without the first two columns.
        record: `CommunityModel.record`.
        seconds: How long it took, the building of the town included; months that several
            scenarios share are counted with the first.
    """

    scenario: str
    seed: int
    tables: Mapping[str, "pd.DataFrame"]
    record: Mapping[str, Any]
    seconds: float


InFull = Mapping[int, Collection[str]]
"""Names of the scenarios that run from their first month, by seed."""
OnMatters = Callable[[str, int, "pd.DataFrame"], None]
"""Called with scenario, seed and `sim.month.recording.Recording.take_matters`."""
MATTERS_AT_ONCE = 50_000
"""Matters that are kept before they are handed over, about 10 MB."""


def simulate_seed(
    scenarios: Sequence["Scenario"],
    seed: int,
    tick: Tick,
    on_matters: OnMatters | None = None,
    *,
    in_full: InFull = MappingProxyType({}),
    threads: int = 1,
    towns: "LatestTowns | None" = None,
    record: Collection[str] = (),
) -> tuple[FinishedRun, ...]:
    """Run several scenarios with one seed.

    Scenarios with the same people start from copies of one world, built once. Months in which
    others go the same way as the first scenario are run once, by the first, except by those that
    are to run `in_full` with this seed.

    Args:
        scenarios: What to run, in order.
        seed: The seed.
        tick: Called for each month, those shared with the first scenario included.
        on_matters: Called now and then with matters that have ended, and at the end with the
            rest; None when matters are not to be recorded. With it each runs from its first
            month.
        in_full: See `checked_in_full`.
        threads: Threads that share the residents of the town; see `sim.kernels.threads`.
        towns: Where towns come from that sets of parameters share; built anew without.
        record: Tables of `sim.declarations.tables.COMPARED` that are recorded as well.

    Raises:
        ModelError: A run failed; the message names scenario and seed.
    """
    fork = None if on_matters is not None else fork_of(scenarios)
    alone = {scenarios[0].name, *in_full.get(seed, ())}
    joins = [
        fork is not None and one.name not in alone and fork <= _same_until(scenarios[0], one)
        for one in scenarios
    ]
    finished, worlds, past = [], _Worlds(seed, towns), b""
    for place, scenario in enumerate(scenarios):
        begin = time.perf_counter()
        try:
            if fork is not None and joins[place]:
                model = thaw(past, scenario)
                for _ in range(fork - scenario.first_month):
                    tick()
            else:
                again = any(
                    same_people(scenario, other)
                    for other, joined in zip(
                        scenarios[place + 1 :], joins[place + 1 :], strict=True
                    )
                    if not joined
                )
                wanted = (*record, *(() if on_matters is None else ("matters",)))
                model = worlds.model(scenario, wanted, kept=again)
            share(model, threads)
            while model.running:
                if model.month == fork and not past and any(joins):
                    past = freeze(model)
                model.step()
                tick()
                if on_matters is not None:
                    _hand_over(model, on_matters)
        except (UserError, BrokenPipeError):
            # Nobody is left to hear of this run.
            raise
        except Exception as error:
            raise failed_run(scenario.name, seed, error) from error
        seconds = time.perf_counter() - begin
        finished.append(finished_run(model, scenario.name, seconds))
        # Before the next one is there, so that there are never two.
        del model
    return tuple(finished)


def checked_in_full(scenarios: Sequence["Scenario"], seeds: Sequence[int]) -> InFull:
    """Choose with which seed each scenario also runs the months shared with the first.

    Each does so once, so that the check that scenarios are identical until their first
    difference has something to check; with different seeds, so that none takes much longer.
    """
    found: dict[int, list[str]] = {}
    for place, scenario in enumerate(scenarios[1:]):
        found.setdefault(seeds[place % len(seeds)], []).append(scenario.name)
    return found


class _Worlds:
    """Models of one seed; those that follow each other and have the same people share a world."""

    def __init__(self, seed: int, towns: "LatestTowns | None" = None) -> None:
        self._seed, self._build = seed, build if towns is None else towns.world
        self._latest: tuple[Scenario, World] | None = None

    def model(
        self, scenario: "Scenario", record: Collection[str], *, kept: bool
    ) -> "CommunityModel":
        """Build a model before its first month.

        Args:
            scenario: Its scenario.
            record: What it records.
            kept: Whether its world is kept for a scenario to come: then it gets a copy.
        """
        from sim.model import CommunityModel

        latest, self._latest = self._latest, None
        if latest is None or not same_people(latest[0], scenario):
            latest = (scenario, self._build(scenario, self._seed))
        world = latest[1]
        if kept:
            self._latest, world = (scenario, world), world.copy()
        return CommunityModel(scenario, self._seed, world=world, record=record)


def share(model: "CommunityModel", threads: int) -> None:
    """Let threads share the residents of a model from now on, whoever began it."""
    from sim.kernels.threads import Threads

    model.threads = Threads(threads)


def _hand_over(model: "CommunityModel", on_matters: OnMatters) -> None:
    """Hand over recorded matters when they are many, or the run is at its end."""
    if model.recording.waiting >= MATTERS_AT_ONCE or not model.running:
        on_matters(model.governance.name, model.seed, model.recording.take_matters())


def _same_until(first: "Scenario", other: "Scenario") -> int:
    """Find the month until which two scenarios are the same, before either's last."""
    last = min(first.end, other.end) - 1
    until = first_difference(first, other)
    return last if until is None else min(until, last)


def fork_of(scenarios: Sequence["Scenario"]) -> int | None:
    """Find the month at which other scenarios can start from where the first is by then.

    Returns:
        The earliest at which any of them leaves the way of the first; those that never went it
        do not count. None when there is none.
    """
    first = scenarios[0]
    found = [_same_until(first, other) for other in scenarios[1:]]
    return min((month for month in found if month > first.first_month), default=None)


def finished_run(model: "CommunityModel", name: str, seconds: float) -> FinishedRun:
    """Collect what a model that has run leaves, under the name of its scenario."""
    return FinishedRun(
        scenario=name,
        seed=model.seed,
        tables={
            "metrics": model.frame(),
            "groups": model.recording.groups(),
            "actors": model.recording.actors(),
            "network": model.recording.network(),
            **({"panel": model.recording.panel()} if model.recording.keeps_panel else {}),
        },
        record=model.record(),
        seconds=seconds,
    )


def build(scenario: "Scenario", seed: int) -> "World":
    """Build the world that `CommunityModel` would build for a scenario and seed."""
    from sim.rng import Draws
    from sim.world import build_world

    return build_world(
        scenario.town, Draws(seed), scenario.first_month, scenario.parameters, scenario.scale
    )


class _Noted(Mapping[str, float]):
    """Parameters that note which of them are read."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self._values = values
        self.read: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        value = self.read[name] = self._values[name]
        return value

    def __iter__(self) -> Iterator[str]:
        # Whoever goes through all of them may look at all of them.
        self.read.update(self._values)
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


_FEW = 50_000
"""Residents up to which a process keeps more than one town."""


class LatestTowns:
    """The latest towns of one process, for sets of parameters that share all but characters.

    Args:
        most: How many towns are kept: one for each seed whose turn comes again.
    """

    def __init__(self, most: int = 2) -> None:
        self._most = most
        self._kept: list[tuple[tuple[Any, ...], dict[str, float], World]] = []

    def world(self, scenario: "Scenario", seed: int) -> "World":
        """Build the world that `build` would, of a kept town where one fits."""
        from sim.rng import Draws
        from sim.world import build_town, settle_characters

        own, month = scenario.parameters, scenario.first_month
        same = (seed, month, scenario.scale, scenario.town.numbers())
        for kept in self._kept:
            if kept[0] == same and all(own[name] == value for name, value in kept[1].items()):
                break
        else:
            noted = _Noted(own)
            town = build_town(scenario.town, Draws(seed), month, noted, scenario.scale)
            kept = (same, noted.read, town)
            most = self._most if len(town.residents) <= _FEW else 1
            self._kept = [kept, *self._kept][:most]
        world = kept[2].copy()
        settle_characters(world.town, world.residents, Draws(seed), month, own)
        return world


TOWNS = LatestTowns()
"""Those of this process, for whatever runs many sets of parameters."""


def same_people(first: "Scenario", second: "Scenario") -> bool:
    """Tell whether two scenarios build the same world with the same seed."""
    return (
        first.first_month == second.first_month
        and first.scale == second.scale
        and dict(first.parameters) == dict(second.parameters)
        and first.town.numbers() == second.town.numbers()
    )


def failed_run(scenario: str, seed: int, error: Exception) -> ModelError:
    """Note a failure, with scenario, seed and place, as what can leave its process."""
    told = str(error) if isinstance(error, CogovError) else f"{type(error).__name__}: {error}"
    wrapped = ModelError(f"scenario {scenario!r}, seed {seed}: {told}")
    wrapped.add_note("".join(traceback.format_exception(error)).rstrip())
    return wrapped


def shaped(
    scenario: "Scenario", *, scale: float | None = None, months: int | None = None
) -> "Scenario":
    """Change the scale or length of a scenario; origins say that an option did it.

    A shorter run leaves out what the timeline says of later months.
    """
    origins = dict(scenario.origins)
    if scale is not None:
        scenario = replace(scenario, scale=scale)
        origins["population.scale"] = Origin("--scale")
    if months is not None:
        scenario = replace(scenario, months=months)
        origins["run.months"] = Origin("--months")
    return replace(scenario, origins=origins)


# --- What a month comes to late, compiled by a process of its own

_FEW_MONTHS = 3


def do_late_work(scenario: "Scenario") -> None:
    """Do first what a month comes to late, so that one process compiles it beside the rest.

    It looks at a network of nobody, lets a few people leave, and handles no matters: all that
    counts is that kernels are called with arguments of their types.

    Args:
        scenario: A small one.
    """
    from sim.model import CommunityModel
    from sim.month.collaboration import Collaboration
    from sim.month.consulting import consult
    from sim.month.handling import handle_matters, supervise
    from sim.rng import Draws
    from sim.world import replace_leavers

    class LateModel(CommunityModel):
        """A model whose month is little but its end."""

        def step(self) -> None:
            """Handle what has not arisen."""
            month = self._open()
            supervise(month)
            handle_matters(month)
            consult(month)

    draws, first = Draws(0), scenario.first_month
    Collaboration().look(first, 1, draws)
    world = build(scenario, 0)
    for month in range(first, first + _FEW_MONTHS):
        replace_leavers(world, draws, month, scenario.parameters)
    LateModel(scenario, 0, world=world).step()


# --- Compiling kernels once, ahead of the workers that need them

WARM_UP_MONTHS = 13
"""Months after which every kernel has been used: some only at the turn of a year."""
ALL, LATE = "all", "late"
"""Parts of the work: everything, and what everything comes to late."""


def warm_up(scenario: "Scenario", progress: bool = False) -> None:
    """Compile what runs will need, unless that has been done before.

    Workers that start together would otherwise compile the same functions each for itself. Two
    processes share the work where there are two processors: what one has compiled, the other
    finds. What goes wrong is of no account: the runs themselves will tell of what is wrong.

    Args:
        scenario: What is going to run.
        progress: Show that it is going on, when the error stream is a terminal.
    """
    import numba

    from sim.compiled import all_kept

    config: Any = numba.config
    if all_kept() or not config.CACHE_DIR:
        # Without a folder to keep them in, nobody would find what is compiled here.
        return
    parts = (ALL, LATE)[: usable_processors()]
    with doing(spoken()("progress.compiling"), progress):
        for _ in messages(compile_part, scenario, parts, len(parts)):
            pass


def compile_part(scenario: "Scenario", part: str, _tick: Tick) -> None:
    """Compile, or load from the cache, one of the parts.

    Args:
        scenario: What is going to run; a little more than a year of its smallest town is
            enough for everything.
        part: `ALL`, after which it is noted that all is compiled, or `LATE`.
    """
    from sim.compiled import note_all_kept

    small = shaped(scenario, scale=min(0.01, scenario.scale), months=WARM_UP_MONTHS)
    small = replace(small, burn_in=0)
    with suppress(Exception):
        if part == LATE:
            do_late_work(small)
        else:
            simulate_seed((small,), 0, lambda: None)
            note_all_kept()
