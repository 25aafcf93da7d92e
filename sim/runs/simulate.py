"""One seed of several scenarios: the unit of work, and what it brings back."""

import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.errors import CogovError, ModelError, UserError
from sim.runs.parallel import Tick

if TYPE_CHECKING:
    import pandas as pd

    from sim.model import CommunityModel
    from sim.scenario import Scenario
    from sim.world import World


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """One scenario with one seed.

    Attributes:
        scenario: Name of the scenario.
        seed: Seed.
        tables: What the run adds to each table of `sim.declarations.tables.ALWAYS`, without
            the first two columns.
        record: `CommunityModel.record`.
        seconds: How long it took, the building of the town included.
    """

    scenario: str
    seed: int
    tables: Mapping[str, "pd.DataFrame"]
    record: Mapping[str, Any]
    seconds: float


OnMatters = Callable[[str, int, "pd.DataFrame"], None]
"""Called with scenario, seed and `sim.month.recording.Recording.take_matters`."""
MATTERS_AT_ONCE = 50_000
"""Matters that are kept before they are handed over, about 10 MB."""


def simulate_seed(
    scenarios: Sequence["Scenario"],
    seed: int,
    tick: Tick,
    on_matters: OnMatters | None = None,
) -> tuple[FinishedRun, ...]:
    """Run several scenarios with one seed, each from its first month.

    Scenarios with the same people start from copies of one world, built once. The common past
    is run by each of them: were it shared as well, the check that they are identical until
    their first difference would check nothing.

    Args:
        scenarios: What to run, in order.
        seed: The seed.
        tick: Called after each month.
        on_matters: Called now and then with matters that have ended, and at the end with the
            rest; None when matters are not to be recorded.

    Raises:
        ModelError: A run failed; the message names scenario and seed.
    """
    from sim.model import CommunityModel

    record = () if on_matters is None else ("matters",)
    finished = []
    previous: Scenario | None = None
    for scenario in scenarios:
        begin = time.perf_counter()
        try:
            if previous is None or not same_people(previous, scenario):
                world = build(scenario, seed)
            previous = scenario
            model = CommunityModel(scenario, seed, world=world.copy(), record=record)
            recording = model.recording
            while model.running:
                model.step()
                tick()
                full = recording.waiting >= MATTERS_AT_ONCE or not model.running
                if on_matters is not None and full:
                    on_matters(scenario.name, seed, recording.take_matters())
        except (UserError, BrokenPipeError):
            # Nobody is left to hear of this run.
            raise
        except Exception as error:
            raise failed_run(scenario.name, seed, error) from error
        seconds = time.perf_counter() - begin
        finished.append(finished_run(model, scenario.name, seconds))
    return tuple(finished)


def finished_run(model: "CommunityModel", name: str, seconds: float) -> FinishedRun:
    """What a model that has run leaves, under the name of its scenario."""
    return FinishedRun(
        scenario=name,
        seed=model.seed,
        tables={
            "metrics": model.frame(),
            "groups": model.recording.groups(),
            "actors": model.recording.actors(),
            "network": model.recording.network(),
        },
        record=model.record(),
        seconds=seconds,
    )


def build(scenario: "Scenario", seed: int) -> "World":
    """The world that `CommunityModel` would build for a scenario and seed."""
    from sim.rng import Draws
    from sim.world import build_world

    return build_world(
        scenario.town, Draws(seed), scenario.first_month, scenario.parameters, scenario.scale
    )


def same_people(first: "Scenario", second: "Scenario") -> bool:
    """Whether two scenarios build the same world with the same seed."""
    return (
        first.first_month == second.first_month
        and first.scale == second.scale
        and dict(first.parameters) == dict(second.parameters)
        and first.town.numbers() == second.town.numbers()
    )


def failed_run(scenario: str, seed: int, error: Exception) -> ModelError:
    """A failure, with scenario, seed and place, as something that can leave its process."""
    told = str(error) if isinstance(error, CogovError) else f"{type(error).__name__}: {error}"
    wrapped = ModelError(f"scenario {scenario!r}, seed {seed}: {told}")
    wrapped.add_note("".join(traceback.format_exception(error)).rstrip())
    return wrapped


def shaped(
    scenario: "Scenario", *, scale: float | None = None, months: int | None = None
) -> "Scenario":
    """A scenario with another scale or length; origins say that an option set them.

    A shorter run leaves out what the timeline says of later months.
    """
    from sim.scenario import Origin

    origins = dict(scenario.origins)
    if scale is not None:
        scenario = replace(scenario, scale=scale)
        origins["population.scale"] = Origin("--scale")
    if months is not None:
        scenario = replace(scenario, months=months)
        origins["run.months"] = Origin("--months")
    return replace(scenario, origins=origins)


def warm_up(scenario: "Scenario") -> None:
    """Compile, or load from the cache, what every worker will need.

    Workers that start together would otherwise compile the same functions each for itself; a
    month of the smallest town is enough for that. What goes wrong with so small a town is of no
    account: the runs themselves will tell of what is wrong with them.
    """
    small = replace(shaped(scenario, scale=min(0.01, scenario.scale), months=1), burn_in=0)
    with suppress(Exception):
        simulate_seed((small,), 0, lambda: None)
