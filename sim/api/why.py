"""Say why a scenario differs from a baseline: who, when, and through which channel."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.compare import HEADLINE_MONTHS
from sim.analysis.intervals import METHODS
from sim.analysis.statistics import IntervalMethod
from sim.analysis.why import (
    channels_table,
    coalitions_table,
    decomposition_table,
    effects_of,
    parts_by_seed,
    paths_table,
)
from sim.api.analyses import STORE, Analysis, files_of, save_analysis
from sim.api.sweeps import do_whole
from sim.declarations.channels import ALL_CHANNELS, CHANNELS
from sim.declarations.forms import FORMS
from sim.errors import ModelError, OptionError, Problem, ScenarioError
from sim.runs import files
from sim.runs.choose import Settings, comparable
from sim.runs.manifest import describe, now
from sim.runs.options import (
    LANGUAGES,
    Problems,
    check_choice,
    check_metrics,
    check_numbers,
    parse_seeds,
    worker_count,
)
from sim.runs.parallel import run_seeds
from sim.runs.paths import Pair, Paths, forms_of, paths_of
from sim.runs.progress import progress_bar
from sim.runs.simulate import shaped
from sim.scenario.layers import settings_of
from sim.scenario.load import Loaded, load
from sim.sweeps.channels import channel_coalitions
from sim.sweeps.headlines import headlines
from sim.sweeps.plan import make_plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

KIND = "why"
PATH_TABLES = ("paths", "channels")
PART_TABLES = ("decomposition", "by_seed", "coalitions")
SCALE = 0.1
"""Share of the residents unless another is asked for: the decomposition takes many runs."""
SEEDS = "0..4"
METRIC = "participation_rate"


@dataclass(frozen=True)
class _Question:
    """What is asked, checked.

    Attributes:
        loaded: Baseline and scenario with their files.
        names: How they were named.
        pair: The same in their shape.
        seeds: Seeds, ascending.
        metric: The metric.
        scale: Share of the residents.
        months: Months after the common past, or None.
        workers: How many processes, or None.
        settings: Values that lie over both files.
        interval: How intervals are made.
        channels: Names of the channels that the effect is divided among.
    """

    loaded: tuple[Loaded, Loaded]
    names: tuple[str, str]
    pair: Pair
    seeds: tuple[int, ...]
    metric: str
    scale: float
    months: int | None
    workers: int | None
    settings: Mapping[str, Any]
    interval: IntervalMethod
    channels: tuple[str, ...]


def why(
    scenario: str | Path,
    *,
    baseline: str | Path,
    out: str | Path,
    seeds: str | int | Iterable[int] | None = None,
    metric: str = METRIC,
    scale: float | None = None,
    months: int | None = None,
    workers: int | None = None,
    settings: Settings = (),
    interval: IntervalMethod = "t",
    channels: Sequence[str] | None = None,
    decompose: bool = True,
    language: str = "en",
    overwrite: bool = False,
    progress: bool = True,
) -> Analysis:
    """Say whose path differs between two scenarios, from when on, and through which channel.

    With the same seed a resident is the same person with the same luck in both runs. Everybody
    is followed month by month; where what a person did differs for the first time, the channel
    is found that made the difference. Then the effect on the metric is divided among the
    channels: both scenarios are run with every coalition of them open, and each gets its Shapley
    value; what remains with all of them closed is told apart. Those runs go to a store inside
    ``out``: a call that was interrupted goes on there.

    Args:
        scenario: Path of the scenario's file, or the name of a shipped one.
        baseline: Path or name of the one that it is compared with.
        out: Folder to save to.
        seeds: Seeds, as numbers or as text such as ``0..4``; None for those five.
        metric: Name of the metric whose effect is divided. A path is made of its form of taking
            part, if it is the metric of one, or else of all that count as participation.
        scale: Share of the residents that is simulated, 0.01-1; None for a tenth, or for what
            the scenario says if that is less.
        months: Months after the common past, instead of the files'.
        workers: How many processes, 0 for this one; None for as many as there are processors.
            The numbers do not depend on it.
        settings: Values that lie over both files.
        interval: How intervals over seeds are made: ``t``, or ``bootstrap``.
        channels: Names of the channels that the effect is divided among, of
            `sim.declarations.channels.CHANNELS`; None for all. Each more doubles the runs.
        decompose: Divide the effect among the channels too; without it the answer comes soon,
            at full scale as well.
        language: Language of the figure, ``en`` or ``zh``.
        overwrite: Replace results that the folder already holds; finished runs stay.
        progress: Show how it stands, on the error stream.

    Returns:
        Tables ``paths``, ``channels`` and, when decomposed, ``decomposition``, ``by_seed`` and
        ``coalitions``: see `sim.analysis.why`; figure and sentences.

    Raises:
        UserError: With every problem of files, options and folder.
        ModelError: Runs failed.
        KeyboardInterrupt: It was stopped; runs of coalitions that are finished are kept.
    """
    folder, begin, started = Path(out), time.perf_counter(), now()
    names = (*PATH_TABLES, *(PART_TABLES if decompose else ()))
    question = _check(
        scenario,
        baseline,
        folder,
        names,
        seeds=seeds,
        metric=metric,
        scale=scale,
        months=months,
        workers=workers,
        settings=settings,
        interval=interval,
        channels=channels,
        language=language,
        overwrite=overwrite,
    )
    files.create_folder(folder)
    found = _follow(question, progress)
    communities = question.pair.baseline.town.community_ids
    persons = {seed: one.persons for seed, one in found.items()}
    paths = paths_table({seed: one.frame for seed, one in found.items()}, communities)
    tables: dict[str, Any] = {"paths": paths, "channels": channels_table(paths, persons, interval)}
    if decompose:
        values = _coalitions(question, folder / STORE, progress)
        asked = (question.seeds, question.metric, question.channels)
        parts = parts_by_seed(values, *asked)
        tables["decomposition"] = decomposition_table(parts, interval)
        tables["by_seed"] = parts
        tables["coalitions"] = coalitions_table(values, *asked)
    manifest = _manifest(question, persons)
    manifest["timings"] = {
        "started": started,
        "finished": now(),
        "seconds": round(time.perf_counter() - begin, 3),
    }
    return save_analysis(Analysis(KIND, tables, manifest, folder), language)


def _check(
    scenario: str | Path,
    baseline: str | Path,
    folder: Path,
    names: tuple[str, ...],
    *,
    seeds: str | int | Iterable[int] | None,
    metric: str,
    scale: float | None,
    months: int | None,
    workers: int | None,
    settings: Settings,
    interval: IntervalMethod,
    channels: Sequence[str] | None,
    language: str,
    overwrite: bool,
) -> _Question:
    """What is asked, or everything that is wrong with it."""
    problems = Problems()
    problems.add(check_numbers(scale=scale, months=months, workers=workers or None))
    (metric, *_), wrong = check_metrics([metric])
    problems.add([*wrong, *check_choice("lang", language, LANGUAGES)])
    problems.add(check_choice("interval", interval, METHODS))
    known = [one.name for one in CHANNELS]
    asked = known if channels is None else list(dict.fromkeys(channels))
    problems.add(one for name in asked for one in check_choice("channel", name, known))
    if not asked:
        problems.add([Problem("none is named", path="channel", hint="leave the option out")])
    if language == "zh":
        from sim.report.words import chinese_font

        with problems.gather():
            chinese_font()
    problems.add(files.check_folder(folder, files_of(KIND, names, (KIND,)), overwrite))
    chosen: tuple[int, ...] = ()
    with problems.gather():
        chosen = parse_seeds(SEEDS if seeds is None else seeds)
    loaded: list[Loaded] = []
    faults: list[Problem] = []
    for source in (baseline, scenario):
        try:
            loaded.append(load(source, settings))
        except ScenarioError as error:
            faults.extend(error.problems)
    with problems.gather():
        if faults:
            raise ScenarioError(list(dict.fromkeys(faults)))
    problems.settle()
    one, other = loaded
    used = min(SCALE, one.scenario.scale) if scale is None else scale
    first, second = (shaped(each.scenario, scale=used, months=months) for each in loaded)
    against = comparable([first, second])
    if against:
        raise OptionError(against)
    pair = Pair(first, second, forms_of(metric))
    return _Question(
        (one, other),
        (str(baseline), str(scenario)),
        pair,
        chosen,
        metric,
        used,
        months,
        workers,
        settings_of(settings),
        interval,
        tuple(name for name in known if name in asked),
    )


def _follow(question: _Question, progress: bool) -> dict[int, Paths]:
    """Both runs of every seed, side by side.

    Raises:
        ModelError: A run failed.
    """
    pair, seeds = question.pair, question.seeds
    found: dict[int, Paths] = {}
    workers = min(worker_count(question.workers), len(seeds))
    months = 2 * len(seeds) * (pair.baseline.end - pair.baseline.first_month)
    title = f"{pair.scenario.name} beside {pair.baseline.name}"
    with progress_bar(title, months, progress) as show:
        failures = run_seeds(paths_of, pair, seeds, workers, found.__setitem__, show)
    if failures:
        lines = [f"{len(failures)} of {len(seeds)} seeds failed"]
        raise ModelError("\n".join([*lines, *(f"  {failures[one]}" for one in sorted(failures))]))
    return {seed: found[seed] for seed in seeds}


def _coalitions(question: _Question, store: Path, progress: bool) -> "NDArray[np.float64]":
    """The effect with every coalition of channels open, shape (seeds, 2**n).

    Raises:
        ModelError: Runs failed; the others are kept.
    """
    experiment = channel_coalitions(
        *question.loaded,
        question.names,
        question.channels,
        seeds=question.seeds,
        scale=question.scale,
        months=question.months,
        settings=question.settings,
    )
    plan = make_plan(experiment)
    options = {"settings": question.settings, "scale": question.scale, "months": question.months}
    workers = 0 if question.workers == 1 else question.workers
    results = do_whole(plan, store, options, workers, progress)
    known = headlines(results.connection, plan, [question.metric])[question.metric]
    count = len(experiment.points)
    baseline, level = (
        np.array(
            [
                [known[base * count + point, seed] for point in range(count)]
                for seed in question.seeds
            ]
        )
        for base in (0, 1)
    )
    return effects_of(level, baseline)


def _manifest(question: _Question, persons: dict[int, int]) -> dict[str, Any]:
    """All that is needed to know what the tables are, and to make them again."""
    pair = question.pair
    options = {
        "settings": question.settings,
        "metric": question.metric,
        "scale": question.scale,
        "months": question.months,
        "interval": question.interval,
    }
    manifest = describe(KIND, [pair.baseline, pair.scenario], question.seeds, options)
    manifest["about"] = {
        "scenario": pair.scenario.name,
        "baseline": pair.baseline.name,
        "metric": question.metric,
        "interval": question.interval,
        "seeds": len(question.seeds),
        "scale": question.scale,
        "window": min(HEADLINE_MONTHS, pair.baseline.months),
        "start": pair.baseline.start,
        "end": pair.baseline.end,
        "persons": {str(seed): count for seed, count in persons.items()},
        "forms": [FORMS[form].name for form in pair.forms],
        "closed_by": {name: list(ALL_CHANNELS[name].closes) for name in question.channels},
    }
    return manifest
