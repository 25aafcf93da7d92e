"""One trial of a calibration: its scenarios with one set of parameters, over all its seeds."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.calibration import Lines, Trial, figure_of, needed_metrics
from sim.calendar import first_day
from sim.errors import UserError
from sim.runs.parallel import Tick
from sim.runs.tables import TOWN
from sim.scenario import first_difference
from sim.sweeps.calibration import Calibration

if TYPE_CHECKING:
    import pandas as pd

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
    found = {
        one.name: town_lines(model.frame(), one.start, metrics)
        for one, model in run_branches(scenarios, seed, tick)
    }
    return {scenario.name: found[scenario.name] for scenario in scenarios}


def run_branches(
    scenarios: Sequence["Scenario"], seed: int, tick: Tick
) -> "Iterator[tuple[Scenario, CommunityModel]]":
    """Run scenarios with one seed, those that begin alike from one run of what they share.

    Args:
        scenarios: What to run.
        seed: The seed.
        tick: Called after each month.

    Yields:
        Each scenario and the model that has run it; it may be used until the next one comes.
    """
    from sim.model import CommunityModel
    from sim.runs.snapshot import freeze, thaw

    for sharing in alike(scenarios):
        months = [first_difference(sharing[0], one) for one in sharing[1:]]
        known = [
            one.end if month is None else month
            for one, month in zip(sharing[1:], months, strict=True)
        ]
        model = CommunityModel(sharing[0], seed)
        state = b""
        if known:
            _run_until(model, min(known), tick)
            state = freeze(model)
        for index, scenario in enumerate(sharing):
            branch = thaw(state, scenario) if index else model
            _run_until(branch, scenario.end, tick)
            yield scenario, branch


def alike(scenarios: Sequence["Scenario"]) -> "list[list[Scenario]]":
    """Scenarios in groups, of which each begins as the first one of its group does."""
    from sim.runs.simulate import same_people

    groups: list[list[Scenario]] = []
    for scenario in scenarios:
        for group in groups:
            first = group[0]
            month = first_difference(first, scenario) if same_people(first, scenario) else 0
            if month is None or month > first.first_month:
                group.append(scenario)
                break
        else:
            groups.append([scenario])
    return groups


def _run_until(model: "CommunityModel", month: int, tick: Tick) -> None:
    """Run a model up to a month."""
    while model.running and model.month < month:
        model.step()
        tick()


def town_lines(frame: "pd.DataFrame", start: int, metrics: Sequence[str]) -> dict[str, list[float]]:
    """Months of the town from a month on, by metric."""
    town = frame[(frame["community"] == TOWN) & (frame["month"] >= first_day(start))]
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
