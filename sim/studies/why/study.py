"""Paths that part between two scenarios, and the effect divided among channels.

With the same seed a resident is the same person with the same luck in both runs. Everybody is
followed month by month; where what a person did differs for the first time, the channel is found
that made the difference. Then both scenarios are run with every coalition of channels open: a
channel that is closed is closed in both, in the common past too, so that the parameters that
stand for its asks and terms are off. A coalition is a point of an experiment over both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis import why as analysis
from sim.analysis.compare import HEADLINE_MONTHS
from sim.declarations.channels import ALL_CHANNELS, CHANNELS
from sim.declarations.forms import FORMS
from sim.declare import IntervalMethod
from sim.errors import ModelError, OptionError, Problem, ResultsError
from sim.runs.choose import comparable
from sim.runs.options import Problems, check_choice, check_metrics
from sim.runs.parallel import run_seeds
from sim.runs.paths import Pair, Paths, forms_of, paths_of, story_table
from sim.runs.progress import progress_bar
from sim.runs.request import Request
from sim.runs.simulate import shaped
from sim.scenario import Scenario, first_difference
from sim.scenario.layers import settings_of
from sim.scenario.load import Loaded
from sim.studies.engine import Found
from sim.studies.runs import COLUMNS, Runs, Under, load_both, spread_columns, under
from sim.studies.why import KIND
from sim.sweeps.design import OFF, Point
from sim.sweeps.experiment import Experiment

if TYPE_CHECKING:
    import pandas as pd

SCALE = 0.1
"""Share of the residents unless another is asked for: the decomposition takes many runs."""
SEEDS = tuple(range(5))
OPEN, CLOSED = "open", "closed"


def channel_coalitions(
    baseline: Loaded,
    scenario: Loaded,
    names: tuple[str, str],
    channels: Sequence[str],
    *,
    seeds: Sequence[int],
    scale: float | None = None,
    months: int | None = None,
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> Experiment:
    """Plan both scenarios at every coalition of some channels.

    Args:
        baseline: What the scenario is compared with.
        scenario: The scenario.
        names: How they were named, in that order.
        channels: Names of the channels; the others stay open throughout.
        seeds: Seeds.
        scale: Share of the residents instead of what the files say.
        months: Months after the common past instead of what the files say.
        settings: Values that were laid over both files.

    Returns:
        Bases are the two in that order; in point k the channels whose bit of k is set are open.
    """
    branch = first_difference(baseline.scenario, scenario.scenario)
    shared = branch is not None and branch > baseline.scenario.first_month
    if branch is not None and months is not None:
        shared = shared and branch < baseline.scenario.start + months
    return Experiment(
        name=f"why-{scenario.scenario.name}-against-{baseline.scenario.name}",
        summary=f"Every coalition of channels, {scenario.scenario.name} and "
        f"{baseline.scenario.name}.",
        file=names[1],
        text="",
        bases=(baseline, scenario),
        names=names,
        seeds=tuple(sorted(seeds)),
        settings=settings,
        factors=tuple(f"channels.{name}" for name in channels),
        points=tuple(_point(coalition, channels) for coalition in range(1 << len(channels))),
        scale=scale,
        months=months,
        branch_at=branch if shared else None,
        until=None,
    )


def _point(coalition: int, channels: Sequence[str]) -> Point:
    """Make a point of a coalition: the others' channels are closed."""
    states = {name: bool(coalition >> bit & 1) for bit, name in enumerate(channels)}
    closed = [name for name, inside in states.items() if not inside]
    return Point(
        {f"channels.{name}": OPEN if inside else CLOSED for name, inside in states.items()},
        {f"parameters.{one}": OFF for name in closed for one in ALL_CHANNELS[name].closes},
    )


@dataclass(frozen=True)
class WhyQuestion:
    """What is asked: two scenarios with their files and in their shape, and one metric.

    ``channels`` are those that the effect is divided among; none where it is not divided.
    """

    loaded: tuple[Loaded, Loaded]
    names: tuple[str, str]
    pair: Pair
    seeds: tuple[int, ...]
    metric: str
    scale: float
    months: int | None
    settings: Mapping[str, Any]
    interval: IntervalMethod
    channels: tuple[str, ...]
    divided: bool
    under: Under | None = None

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Baseline and scenario."""
        return self.pair.baseline, self.pair.scenario

    def coalitions(self) -> Experiment:
        """Run both scenarios with every coalition of the channels open."""
        return channel_coalitions(
            *self.loaded,
            self.names,
            self.channels,
            seeds=self.seeds,
            scale=self.scale,
            months=self.months,
            settings=self.settings,
        )


def load(subject: str | Path, request: Request) -> WhyQuestion:
    """Read the question, or tell all that is wrong with it.

    Raises:
        UserError: With every problem of files and options.
    """
    problems, own = Problems(), request.own
    (metric, *_), wrong = check_metrics([own["metric"]])
    problems.add(wrong)
    known = [one.name for one in CHANNELS]
    asked = known if own["channels"] is None else list(dict.fromkeys(own["channels"]))
    problems.add(one for name in asked for one in check_choice("channel", name, known))
    if not asked:
        problems.add([Problem("none is named", path="channel", hint="leave the option out")])
    loaded: list[Loaded] = []
    with problems.gather():
        loaded = load_both((own["baseline"], subject), request.settings)
    problems.settle()
    one, other = loaded
    scale = min(SCALE, one.scenario.scale) if request.scale is None else request.scale
    first, second = (shaped(each.scenario, scale=scale, months=request.months) for each in loaded)
    followed = "" if own["resident"] is None else str(own["resident"]).strip()
    # A story is that of one seed, and no effect is divided for it.
    seeds = (request.seeds or SEEDS)[:1] if followed else request.seeds or SEEDS
    divided = not own["paths_only"] and not followed
    against = comparable([first, second])
    if against:
        raise OptionError(against)
    return WhyQuestion(
        (one, other),
        (str(own["baseline"]), str(subject)),
        Pair(first, second, forms_of(metric), followed),
        seeds,
        metric,
        scale,
        request.months,
        settings_of(request.settings),
        request.interval,
        tuple(name for name in known if name in asked),
        divided,
        # Without the division there is no effect that sets could say anything of.
        under(request.sets, KIND, (first, second), seeds) if divided else None,
    )


def conduct(question: WhyQuestion, runs: Runs) -> Found:
    """Follow both runs of every seed side by side, then divide the effect among channels."""
    followed = _follow(question, runs)
    persons = {seed: one.persons for seed, one in followed.items()}
    communities = question.pair.baseline.town.community_ids
    paths = analysis.paths_table({seed: one.frame for seed, one in followed.items()}, communities)
    tables: dict[str, Any] = {
        "paths": paths,
        "channels": analysis.channels_table(paths, persons, question.interval),
    }
    if question.divided:
        values = _effects(question, runs)
        asked = (question.seeds, question.metric, question.channels)
        parts = analysis.parts_by_seed(values, *asked)
        table = analysis.decomposition_table(parts, question.interval)
        tables["decomposition"] = with_sets(table, question, runs)
        tables["by_seed"] = parts
        tables["coalitions"] = analysis.coalitions_table(values, *asked)
    pair = question.pair
    about_story: dict[str, Any] = {}
    for seed, one in followed.items():
        if one.story is not None:
            frame, how = one.story
            tables["story"] = story_table(frame, seed, communities)
            places = {
                one.id: (one.label.en, one.label.zh) for one in pair.baseline.town.communities
            }
            about_story = {"story": {**how, "seed": seed, "places": places}}
    about = {
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
        **({} if question.under is None else {"sets": question.under.about}),
        **about_story,
    }
    return Found(tables, about)


def with_sets(table: "pd.DataFrame", question: WhyQuestion, runs: Runs) -> "pd.DataFrame":
    """Add to the decomposition what plausible sets make of the whole, if there are any.

    Returns:
        With the columns of `sim.studies.runs.COLUMNS`, null but for the whole.

    Raises:
        ModelError: Runs failed; the others are kept.
    """
    if question.under is None or table.empty:
        return table
    experiment = question.coalitions()
    # With all channels open both scenarios are as they are.
    whole = replace(experiment, points=experiment.points[-1:])
    levels = question.under.levels(whole, [question.metric], runs)[question.metric]
    total = table["channel"] == analysis.TOTAL
    found = spread_columns(
        analysis.effects_of(levels[1, :, 0], levels[0, :, 0]), table["effect"].iloc[-1]
    )
    return table.assign(**{name: np.where(total, found[name], np.nan) for name in COLUMNS})


def _follow(question: WhyQuestion, runs: Runs) -> dict[int, Paths]:
    """Follow both runs of every seed side by side, each time anew.

    Raises:
        ModelError: A run failed.
        ResultsError: None are allowed.
    """
    if not runs.allowed:
        text = "the paths of residents are not kept"
        raise ResultsError(Problem(text, file=str(runs.folder), hint="give the same command again"))
    pair, seeds = question.pair, question.seeds
    found: dict[int, Paths] = {}
    months = 2 * len(seeds) * (pair.baseline.end - pair.baseline.first_month)
    title = f"{pair.scenario.name} beside {pair.baseline.name}"
    with progress_bar(title, months, runs.progress) as show:
        workers = min(runs.processes, len(seeds))
        failures = run_seeds(paths_of, pair, seeds, workers, found.__setitem__, show)
    if failures:
        lines = [f"{len(failures)} of {len(seeds)} seeds failed"]
        raise ModelError("\n".join([*lines, *(f"  {failures[one]}" for one in sorted(failures))]))
    return {seed: found[seed] for seed in seeds}


def _effects(question: WhyQuestion, runs: Runs) -> NDArray[np.float64]:
    """Find the effect with every coalition of channels open, shape (seeds, 2**n).

    Raises:
        ModelError: Runs failed; the others are kept.
    """
    experiment = question.coalitions()
    _, values = runs.headlines(experiment, [question.metric])
    known, count = values[question.metric], len(experiment.points)
    baseline, level = (
        np.array(
            [
                [known[base * count + point, seed] for point in range(count)]
                for seed in question.seeds
            ]
        )
        for base in (0, 1)
    )
    return analysis.effects_of(level, baseline)
