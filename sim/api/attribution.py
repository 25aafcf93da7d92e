"""Attribute the effect of a scenario to the measures in which it differs from a baseline."""

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.analysis.attribution import (
    Game,
    attribution_table,
    by_seed_table,
    coalitions_table,
    interactions_table,
    values_of,
)
from sim.analysis.compare import HEADLINE_MONTHS
from sim.analysis.intervals import METHODS
from sim.analysis.statistics import IntervalMethod
from sim.api.analyses import STORE, Analysis, files_of, save_analysis
from sim.api.sweeps import do_whole
from sim.runs import files
from sim.runs.choose import Settings
from sim.runs.manifest import describe, now
from sim.runs.options import (
    LANGUAGES,
    Problems,
    check_choice,
    check_metrics,
    check_numbers,
    chosen_seeds,
)
from sim.scenario.layers import settings_of
from sim.sweeps.coalitions import Coalitions, coalitions
from sim.sweeps.headlines import Headlines, headlines
from sim.sweeps.plan import make_plan

KIND = "attribution"
TABLES = (KIND, "interactions", "coalitions", "by_seed")


def attribute(
    scenario: str | Path,
    *,
    baseline: str | Path,
    out: str | Path,
    seeds: str | int | Iterable[int] | None = None,
    workers: int | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Settings = (),
    interval: IntervalMethod = "t",
    metrics: Sequence[str] | None = None,
    language: str = "en",
    overwrite: bool = False,
    progress: bool = True,
) -> Analysis:
    """Divide what a scenario does, compared with a baseline, among its measures.

    Every coalition of the measures in which the two differ is run on the same seeds: its
    measures have the levers of the scenario, timeline included, and the others those of the
    baseline. The levers of the institution are a sixth measure. The months before the first
    difference are run once for each seed. Runs go to a store inside ``out``: what was finished
    there is not run again, so a call that was interrupted or killed goes on.

    Args:
        scenario: Path of the scenario's file, or the name of a shipped one.
        baseline: Path or name of the one that it is compared with.
        out: Folder to save to.
        seeds: Seeds, as numbers or as text such as ``0..9``; None for those of the baseline.
        workers: How many processes, 0 for this one; None for as many as there are processors.
            The numbers do not depend on it.
        scale: Share of the residents that is simulated, 0.01-1, instead of the files'.
        months: Months after the common past, instead of the files'.
        settings: Values that lie over both files.
        interval: How intervals over seeds are made: ``t``, or ``bootstrap``.
        metrics: Names of the metrics; None for the headline ones.
        language: Language of the figure, ``en`` or ``zh``.
        overwrite: Replace results that the folder already holds; finished runs stay.
        progress: Show how it stands, on the error stream.

    Returns:
        Tables ``attribution`` (see `sim.analysis.attribution.attribution_table`),
        ``interactions``, ``coalitions`` and ``by_seed``; figure and sentences.

    Raises:
        UserError: With every problem of files, options and folder.
        ModelError: Runs failed; the others are kept.
        KeyboardInterrupt: It was stopped; what is finished is kept.
    """
    folder, begin, started = Path(out), time.perf_counter(), now()
    problems = Problems()
    problems.add(check_numbers(scale=scale, months=months, workers=workers or None))
    names, wrong = check_metrics(metrics)
    problems.add([*wrong, *check_choice("lang", language, LANGUAGES)])
    problems.add(check_choice("interval", interval, METHODS))
    problems.add(files.check_folder(folder, files_of(KIND, TABLES, (KIND,)), overwrite))
    chosen = chosen_seeds(seeds, problems)
    laid: dict[str, Any] = {}
    with problems.gather():
        laid = settings_of(settings)
    found: Coalitions | None = None
    with problems.gather():
        found = coalitions(
            scenario, baseline, seeds=chosen, scale=scale, months=months, settings=laid
        )
    problems.settle()
    assert found is not None
    files.create_folder(folder)
    options: dict[str, object] = {
        "settings": laid,
        "scale": scale,
        "months": months,
        "metrics": list(names),
        "interval": interval,
    }
    game = play(found, folder / STORE, names, options, workers, progress)
    used = found.experiment.seeds
    manifest = describe(KIND, [found.baseline, found.scenario], used, options)
    manifest["about"] = {
        "scenario": found.scenario.name,
        "baseline": found.baseline.name,
        "interval": interval,
        "seeds": len(used),
        "window": min(HEADLINE_MONTHS, found.scenario.months),
        "levers": {measure: list(levers) for measure, levers in found.levers.items()},
    }
    manifest["timings"] = {
        "started": started,
        "finished": now(),
        "seconds": round(time.perf_counter() - begin, 3),
    }
    frames = {
        KIND: attribution_table(game, interval),
        "interactions": interactions_table(game, interval),
        "coalitions": coalitions_table(game, interval),
        "by_seed": by_seed_table(game),
    }
    return save_analysis(Analysis(KIND, frames, manifest, folder), language)


def play(
    found: Coalitions,
    store: Path,
    metrics: Sequence[str],
    options: Mapping[str, object],
    workers: int | None,
    progress: bool,
) -> Game:
    """Run every coalition on every seed, and read what came of it.

    Raises:
        ModelError: Runs failed; the others are kept.
    """
    plan = make_plan(found.experiment)
    results = do_whole(plan, store, options, workers, progress)
    costs = [f"cost_{measure}" for measure in found.players]
    wanted = list(dict.fromkeys([*metrics, *costs]))
    known = headlines(results.connection, plan, wanted)
    seeds, count = found.experiment.seeds, len(plan.variants)
    return Game(
        players=found.players,
        seeds=seeds,
        values={name: values_of(known[name], seeds, count) for name in metrics},
        costs={
            player: _added(known[cost], seeds, count - 1) / found.baseline.scale
            for player, cost in zip(found.players, costs, strict=True)
        },
    )


def _added(cost: Headlines, seeds: Sequence[int], whole: int) -> float:
    """What a measure costs more in the coalition of all than in that of none, mean over seeds."""
    return math.fsum(cost[whole, seed] - cost[0, seed] for seed in seeds) / len(seeds)
