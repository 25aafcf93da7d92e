"""One trial of a calibration: its scenarios with one set of parameters, over all its seeds."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.calibration import Lines, Trial, figure_of, needed_metrics
from sim.calendar import first_day
from sim.errors import UserError
from sim.runs.parallel import Tick
from sim.runs.tables import TOWN
from sim.sweeps.calibration import Calibration

if TYPE_CHECKING:
    from sim.model import CommunityModel
    from sim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Item:
    """What a worker is given.

    Attributes:
        number: Number of the trial.
        values: Value of each free parameter.
        seeds: The seeds.
        scale: Share of the residents instead of the calibration's own, or None.
    """

    number: int
    values: Mapping[str, float]
    seeds: tuple[int, ...]
    scale: float | None = None


def trial_unit(calibration: Calibration, item: Item, tick: Tick) -> Trial:
    """Run a trial; what goes wrong in the model is noted and stops nothing else.

    Raises:
        UserError: The values cannot lie over the scenarios.
    """
    figures: dict[str, list[float]] = {one.name: [] for one in calibration.targets}
    try:
        scenarios = calibration.scenarios(item.values, item.scale)
        metrics = needed_metrics(calibration.targets)
        for seed in item.seeds:
            lines = run_together(scenarios, seed, metrics, tick)
            for target in calibration.targets:
                figures[target.name].append(figure_of(target, lines, calibration.window))
    except (UserError, BrokenPipeError):
        raise
    except Exception as error:
        return Trial(item.number, item.values, {}, f"{type(error).__name__}: {error}")
    known = {name: tuple(values) for name, values in figures.items()}
    return Trial(item.number, item.values, known)


def run_together(
    scenarios: Sequence["Scenario"], seed: int, metrics: Sequence[str], tick: Tick
) -> Lines:
    """Run scenarios with one seed, those with the same common past from one run of it.

    Args:
        scenarios: What to run; all of one start.
        seed: The seed.
        metrics: What is wanted of each.
        tick: Called after each month.

    Returns:
        Months of the town after the common past: lists by scenario and metric.
    """
    from sim.model import CommunityModel
    from sim.runs.snapshot import freeze, thaw

    pasts: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        pasts.setdefault(scenario.past_hash(scenario.start), []).append(scenario)
    found: dict[str, dict[str, list[float]]] = {}
    for sharing in pasts.values():
        model = CommunityModel(sharing[0], seed)
        _run_until(model, sharing[0].start, tick)
        state = freeze(model) if len(sharing) > 1 else b""
        for index, scenario in enumerate(sharing):
            branch = thaw(state, scenario) if index else model
            _run_until(branch, scenario.end, tick)
            found[scenario.name] = _lines(branch, metrics)
    return {scenario.name: found[scenario.name] for scenario in scenarios}


def _run_until(model: "CommunityModel", month: int, tick: Tick) -> None:
    """Run a model up to a month."""
    while model.running and model.month < month:
        model.step()
        tick()


def _lines(model: "CommunityModel", metrics: Sequence[str]) -> dict[str, list[float]]:
    """Months of the town after the common past, by metric."""
    frame = model.frame()
    town = frame[(frame["community"] == TOWN) & (frame["month"] >= first_day(model.scenario.start))]
    return {name: [float(value) for value in town[name]] for name in metrics}


def written(trial: Trial) -> dict[str, object]:
    """A trial as a line of JSON can hold it."""
    figures = {
        name: [None if math.isnan(value) else value for value in values]
        for name, values in trial.figures.items()
    }
    return {
        "trial": trial.number,
        "values": dict(trial.values),
        "figures": figures,
        "failed": trial.failed,
    }


def read(line: Mapping[str, object]) -> Trial:
    """A trial from its line of JSON.

    Raises:
        KeyError: It lacks a part.
        TypeError: A part is of another kind.
        ValueError: A part is of another kind.
    """
    values, figures = line["values"], line["figures"]
    if not isinstance(values, Mapping) or not isinstance(figures, Mapping):
        raise TypeError("values and figures are mappings")
    return Trial(
        int(str(line["trial"])),
        {str(name): float(value) for name, value in values.items()},
        {
            str(name): tuple(math.nan if value is None else float(value) for value in several)
            for name, several in figures.items()
        },
        str(line["failed"]),
    )
