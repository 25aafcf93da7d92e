"""Every coalition of the measures between two scenarios, and what each measure adds.

In a coalition the levers of some measures have the values of the scenario, at every date and in
every community, and those of the others the values of the baseline. A coalition is a point of
an experiment over the baseline, so that its runs are cells of a store like all others.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis import attribution as analysis
from sim.analysis.compare import HEADLINE_MONTHS
from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import HEADLINE
from sim.declare import MEASURES, IntervalMethod
from sim.errors import OptionError, Problem
from sim.runs.choose import comparable
from sim.runs.request import Request
from sim.runs.simulate import shaped
from sim.scenario import Scenario, first_difference
from sim.scenario.layers import settings_of
from sim.studies.attribution import KIND
from sim.studies.engine import Found
from sim.studies.runs import COLUMNS, Runs, Under, load_both, spread_columns, under
from sim.sweeps.design import Point
from sim.sweeps.experiment import Experiment
from sim.sweeps.factors import differing_levers, lever_settings
from sim.sweeps.responses import Headlines

if TYPE_CHECKING:
    import pandas as pd

BASELINE, SCENARIO = "baseline", "scenario"
"""Whose levers a measure has."""


@dataclass(frozen=True)
class Coalitions:
    """The coalitions between two scenarios.

    Attributes:
        experiment: The baseline at every coalition: point k holds the players whose bit of k
            is set.
        players: The measures of which any lever differs, in the order of the declarations.
        levers: The levers that differ, by player.
        scenario: The scenario whose effect is attributed, in its shape.
        baseline: The scenario that it is compared with, in its shape.
    """

    experiment: Experiment
    players: tuple[str, ...]
    levers: dict[str, tuple[str, ...]]
    scenario: Scenario
    baseline: Scenario


def coalitions(
    scenario: str | Path,
    baseline: str | Path,
    *,
    seeds: Sequence[int] | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> Coalitions:
    """Plan every coalition of the measures in which two scenarios differ.

    Args:
        scenario: Path or name of the scenario whose effect is attributed.
        baseline: Path or name of the one that it is compared with.
        seeds: Seeds; None for those of the baseline.
        scale: Share of the residents instead of what the files say.
        months: Months after the common past instead of what the files say.
        settings: Values that lie over both files.

    Raises:
        UserError: With every problem of the files; or the scenarios cannot be compared, differ
            in more than their levers, or in nothing.
    """
    length: dict[str, Any] = {} if months is None else {"run.months": months}
    laid = {**settings, **length}
    loaded = load_both((scenario, baseline), laid)
    full, empty = (shaped(one.scenario, scale=scale) for one in loaded)
    problems = comparable([empty, full]) or _not_levers(full, empty)
    if problems:
        raise OptionError(problems)
    found = differing_levers(empty, full)
    levers: dict[str, tuple[str, ...]] = {
        measure: names
        for measure in MEASURES
        if (names := tuple(name for name in found if LEVERS[name].measure == measure))
    }
    over = {
        measure: lever_settings(empty, full.schedule, names) for measure, names in levers.items()
    }
    branch = first_difference(empty, full)
    experiment = Experiment(
        name=f"{full.name}-against-{empty.name}",
        summary=f"Every coalition of the measures of {full.name} over {empty.name}.",
        file=str(baseline),
        text="",
        bases=(loaded[1],),
        names=(str(baseline),),
        seeds=tuple(sorted(seeds or empty.seeds)),
        settings=laid,
        factors=tuple(f"measures.{measure}" for measure in levers),
        points=tuple(_point(coalition, over) for coalition in range(2 ** len(levers))),
        scale=scale,
        months=None,
        branch_at=branch if branch is not None and branch > empty.first_month else None,
        until=None,
    )
    return Coalitions(experiment, tuple(levers), levers, full, empty)


def _point(coalition: int, over: dict[str, dict[str, Any]]) -> Point:
    """Make a point of a coalition: measures whose bit is set are the scenario's."""
    values: dict[str, str] = {}
    settings: dict[str, Any] = {}
    for bit, (measure, laid) in enumerate(over.items()):
        inside = bool(coalition >> bit & 1)
        values[f"measures.{measure}"] = SCENARIO if inside else BASELINE
        if inside:
            settings |= laid
    return Point(values, settings)


def _not_levers(full: Scenario, empty: Scenario) -> list[Problem]:
    """Tell if two scenarios differ in more than levers."""
    said = []
    if full.town.numbers() != empty.town.numbers():
        said.append("their towns")
    if full.burn_in != empty.burn_in:
        said.append("the length of their common past")
    names = [name for name, value in full.parameters.items() if value != empty.parameters[name]]
    if names:
        said.append(f"the parameters {', '.join(names)}")
    if said:
        hint = "give them one parent that says it, so that they differ in levers alone"
        text = f"{full.name} and {empty.name} differ in {' and '.join(said)}"
        return [Problem(f"{text}, which no measure accounts for", path="baseline", hint=hint)]
    first = first_difference(full, empty)
    if first is None:
        return [Problem(f"{full.name} and {empty.name} do not differ at any time", path="baseline")]
    if first < full.start:
        text = f"they differ from {format_month(first)}, in their past before {full.name} begins"
        hint = "name the same scenario under run.burn_in.under in both"
        return [Problem(text, path="baseline", hint=hint)]
    return []


@dataclass(frozen=True)
class Attribution:
    """An attribution: the coalitions, and the metrics whose effect is divided."""

    coalitions: Coalitions
    metrics: tuple[str, ...]
    interval: IntervalMethod
    under: Under | None = None

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Baseline and scenario."""
        return self.coalitions.baseline, self.coalitions.scenario

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds."""
        return self.coalitions.experiment.seeds


def load(subject: str | Path, request: Request) -> Attribution:
    """Plan the coalitions between a scenario and the request's baseline.

    Raises:
        UserError: With every problem of files and settings.
    """
    found = coalitions(
        subject,
        request.own["baseline"],
        seeds=request.seeds,
        scale=request.scale,
        months=request.months,
        settings=settings_of(request.settings),
    )
    pair = (found.baseline, found.scenario)
    sets = under(request.sets, KIND, pair, found.experiment.seeds)
    return Attribution(found, request.metrics or HEADLINE, request.interval, sets)


def conduct(study: Attribution, runs: Runs) -> Found:
    """Run every coalition on every seed, and divide the effect among the measures (Shapley)."""
    found = study.coalitions
    game = play(found, study.metrics, runs)
    tables = {
        "attribution": with_sets(analysis.attribution_table(game, study.interval), study, runs),
        "interactions": analysis.interactions_table(game, study.interval),
        "coalitions": analysis.coalitions_table(game, study.interval),
        "by_seed": analysis.by_seed_table(game),
    }
    about = {
        "scenario": found.scenario.name,
        "baseline": found.baseline.name,
        "interval": study.interval,
        "seeds": len(study.seeds),
        "window": min(HEADLINE_MONTHS, found.scenario.months),
        "levers": {measure: list(levers) for measure, levers in found.levers.items()},
        **({} if study.under is None else {"sets": study.under.about}),
    }
    return Found(tables, about)


def with_sets(table: "pd.DataFrame", study: Attribution, runs: Runs) -> "pd.DataFrame":
    """Add to the table of parts what plausible sets make of each, where there are any.

    Returns:
        With the columns of `sim.studies.runs.COLUMNS`: every coalition is run under every set.

    Raises:
        ModelError: Runs failed; the others are kept.
    """
    if study.under is None:
        return table
    found = study.coalitions
    levels = study.under.levels(found.experiment, study.metrics, runs)
    rows = []
    for row in table.to_dict("records"):
        values = levels[row["metric"]][0]
        parts = dict(zip(found.players, analysis.shapley(values).T, strict=True))
        own = values[:, -1] - values[:, 0]
        if row["measure"] != analysis.TOTAL:
            own = parts.get(row["measure"], np.full(len(values), np.nan))
        rows.append(spread_columns(own, row["effect"]))
    return table.assign(**{name: [row[name] for row in rows] for name in COLUMNS})


def play(found: Coalitions, metrics: Sequence[str], runs: Runs) -> analysis.Game:
    """Run every coalition on every seed, and read what came of it.

    Raises:
        ModelError: Runs failed; the others are kept.
    """
    costs = [f"cost_{measure}" for measure in found.players]
    wanted = list(dict.fromkeys([*metrics, *costs]))
    plan, known = runs.headlines(found.experiment, wanted)
    seeds, count = found.experiment.seeds, len(plan.variants)
    return analysis.Game(
        players=found.players,
        seeds=seeds,
        values={name: analysis.values_of(known[name], seeds, count) for name in metrics},
        costs={
            player: _added(known[cost], seeds, count - 1) / found.baseline.scale
            for player, cost in zip(found.players, costs, strict=True)
        },
    )


def _added(cost: Headlines, seeds: Sequence[int], whole: int) -> float:
    """Subtract a measure's cost in the coalition of none from that in all, mean over seeds."""
    return math.fsum(cost[whole, seed] - cost[0, seed] for seed in seeds) / len(seeds)
