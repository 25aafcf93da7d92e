"""The runs that a study rests on, and the plausible sets beside them.

A set is one more point of the study's experiment, so that its runs are cells of the store like
all others. The parameters in force are run on the same part of the town with the same seed: how
far a set lies from them is what the parameters make of an answer (see `sim.analysis.sets`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calibration import Trial
from sim.analysis.sets import NO_SETS, holding, spread_over
from sim.errors import Problem, ResultsError, ScenarioError
from sim.kinds import Kind
from sim.runs.options import worker_count
from sim.runs.parallel import Tick
from sim.runs.plausible import Asked, ChosenSets, choose
from sim.runs.progress import progress_bar
from sim.scenario import Scenario, first_difference
from sim.scenario.layers import Settings
from sim.scenario.load import Loaded
from sim.scenario.load import load as load_scenario
from sim.sweeps.design import Point
from sim.sweeps.execute import do_whole
from sim.sweeps.experiment import Experiment
from sim.sweeps.plan import Plan, make_plan
from sim.sweeps.responses import Headlines, headlines, responses
from sim.sweeps.store import INNER, SweepResults
from sim.sweeps.trials import LOG, Given, Item, TrialLog, run_trials
from sim.words import Speech

# --- The runs that a study rests on: kept as soon as they end, never done twice

Floats = NDArray[np.float64]
STORE = INNER
"""Folder, inside that of a study, of the store of its runs."""


@dataclass(frozen=True, slots=True)
class Runs:
    """What does the runs of one study, in blocks.

    ``options`` are what the user asked for, for the record of the store. ``allowed`` is False
    where an answer is to be made of what is there already.
    """

    folder: Path
    options: Mapping[str, object] = field(default_factory=dict)
    workers: int | None = None
    progress: bool = True
    allowed: bool = True

    @property
    def processes(self) -> int:
        """How many processes work at once, at least 1."""
        return worker_count(self.workers)

    def of(self, experiment: Experiment) -> tuple[Plan, SweepResults]:
        """Do what is missing of an experiment; its plan, and the store with all of its runs.

        Raises:
            ModelError: Runs failed; the others are kept.
            ResultsError: Runs are missing, and none are allowed.
        """
        plan = make_plan(experiment)
        store = self.folder / STORE
        if self.allowed:
            return plan, do_whole(plan, store, self.options, self.workers, self.progress)
        results = SweepResults(store)
        (done,) = results.connection.execute(
            "SELECT count(*) FROM runs WHERE plan = ? AND state = 'done'", [plan.name]
        ).fetchone() or (0,)
        if done < len(plan.pairs):
            text = f"has {done:,} of the {len(plan.pairs):,} runs of {plan.name}"
            raise ResultsError(Problem(text, file=str(store), hint="give the same command again"))
        return plan, results

    def responses(self, experiment: Experiment, names: Sequence[str]) -> dict[str, Floats]:
        """Find what the points of an experiment give, by metric (or ``cost``).

        Shape (points, seeds): the level of a scenario, or where there are two the second minus
        the first with the same seed.

        Raises:
            ModelError: Runs failed; the others are kept.
        """
        plan, results = self.of(experiment)
        return responses(results.connection, plan, names)

    def headlines(
        self, experiment: Experiment, names: Sequence[str]
    ) -> tuple[Plan, dict[str, Headlines]]:
        """Read metrics in every run of an experiment, by variant and seed.

        Raises:
            ModelError: Runs failed; the others are kept.
        """
        plan, results = self.of(experiment)
        return plan, headlines(results.connection, plan, names)

    def trials(
        self,
        unit: Callable[[Any, Item, Tick], Trial],
        shared: object,
        propose: Callable[[Mapping[int, Trial], Given, int], Mapping[str, float]],
        numbers: Sequence[int],
        seeds: tuple[int, ...],
        before: Callable[[int], int],
        *,
        title: str,
        log: str = LOG,
    ) -> dict[int, Trial]:
        """Do the trials that have not been done yet, see `sim.sweeps.trials.run_trials`.

        Raises:
            ResultsError: The log is damaged; or trials are missing, and none are allowed.
        """
        kept = TrialLog(self.folder, log)
        if not self.allowed and not set(numbers) <= set(kept.read()):
            text = "lacks some of the trials"
            hint = "give the same command again"
            raise ResultsError(Problem(text, file=str(kept.path), hint=hint))
        with progress_bar(title, len(numbers), self.progress) as show:
            return run_trials(
                unit,
                shared,
                propose,
                numbers,
                seeds,
                before,
                kept,
                self.processes,
                lambda known: show(len(known)),
            )


# --- Scenarios as they are, as studies compare them with each other


def load_both(sources: Sequence[str | Path], settings: Settings) -> list[Loaded]:
    """Load scenarios with the same settings.

    Raises:
        ScenarioError: With the problems of all of them.
    """
    loaded: list[Loaded] = []
    faults: list[Problem] = []
    for source in sources:
        try:
            loaded.append(load_scenario(source, settings))
        except ScenarioError as error:
            faults.extend(error.problems)
    if faults:
        raise ScenarioError(list(dict.fromkeys(faults)))
    return loaded


def plain_experiment(
    name: str,
    loaded: Sequence[Loaded],
    names: Sequence[str],
    *,
    seeds: Sequence[int],
    scale: float | None = None,
    months: int | None = None,
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> Experiment:
    """Make an experiment of one point from scenarios as they are.

    Args:
        name: How its plan begins.
        loaded: The scenarios, the baseline first.
        names: How they were named.
        seeds: Seeds.
        scale: Share of the residents instead of what the files say.
        months: Months after the common past instead of what the files say.
        settings: Values that were laid over both files.
    """
    baseline, *others = (one.scenario for one in loaded)
    dates = [first_difference(baseline, one) for one in others]
    branch = min((one for one in dates if one is not None), default=None)
    shared = branch is not None and branch > baseline.first_month
    if branch is not None and months is not None:
        shared = shared and branch < baseline.start + months
    called = "-against-".join([*(one.name for one in reversed(others)), baseline.name])
    return Experiment(
        name=f"{name}-{called}" if len(others) == 1 else name,
        summary=f"{called}.",
        file=names[-1],
        text="",
        bases=tuple(loaded),
        names=tuple(names),
        seeds=tuple(sorted(seeds)),
        settings=settings,
        factors=(),
        points=(Point({}, {}),),
        scale=scale,
        months=months,
        branch_at=branch if shared else None,
        until=None,
    )


# --- The plausible sets of parameters that a study is run under beside its seeds

SET = "set"
"""The factor that tells sets apart; 0 for the parameters in force."""
COLUMNS = ("sets", "sets_low", "sets_high", "holds_in")


@dataclass(frozen=True, slots=True)
class Under:
    """The sets of a study, and the one seed that each is run with."""

    chosen: ChosenSets
    seed: int

    @property
    def count(self) -> int:
        """How many sets, without the parameters in force."""
        return len(self.chosen.sets)

    @property
    def about(self) -> dict[str, Any]:
        """What sentences and the manifest say of them."""
        return {**self.chosen.about, "seeds": [self.seed]}

    def experiment(self, of: Experiment) -> Experiment:
        """Lay each set over each point of an experiment, first none."""
        points = tuple(
            Point(
                {SET: float(number), **point.values},
                # What a point itself sets, as a channel that is closed, stays so.
                {**{f"parameters.{name}": one for name, one in values.items()}, **point.settings},
            )
            for number, values in enumerate(({}, *self.chosen.sets))
            for point in of.points
        )
        return replace(
            of,
            name=f"{of.name}-sets",
            seeds=(self.seed,),
            factors=(SET, *of.factors),
            points=points,
            scale=self.chosen.scale,
            until=None,
        )

    def levels(self, of: Experiment, metrics: Sequence[str], runs: Runs) -> dict[str, Floats]:
        """Find headlines of metrics under every set.

        Returns:
            By metric, shape (scenarios, 1 + sets, points of the experiment).

        Raises:
            ModelError: Runs failed; the others are kept.
        """
        experiment = self.experiment(of)
        _, known = runs.headlines(experiment, metrics)
        shape = (len(of.bases), 1 + self.count, len(of.points))
        return {
            name: np.array(
                [known[name][variant, self.seed] for variant in range(int(np.prod(shape)))]
            ).reshape(shape)
            for name in metrics
        }


def under(
    asked: Asked, kind: Kind, scenarios: Sequence[Scenario], seeds: Sequence[int]
) -> Under | None:
    """Read the sets that a study is run under; None without sets.

    Raises:
        UserError: What was asked for is no set of sets; or the table is wrong.
    """
    found = choose(asked, kind.sets, scenarios)
    return None if found is None else Under(found, min(seeds))


def spread_columns(each: Floats, centre: float) -> dict[str, Any]:
    """Tabulate what sets make of one thing, as columns of a table.

    Args:
        each: Shape (1 + sets,), the parameters in force first.
        centre: What these give in the town as the study ran it.
    """
    return dict(zip(COLUMNS, spread_over(each[:, None], centre), strict=True))


def over_sets(row: Mapping[str, Any], unit: str, speech: Speech) -> list[str]:
    """Say what plausible sets make of the whole effect.

    Nothing where none were run; where there is one, that it says nothing.
    """
    sets = row.get("sets")
    if sets is None or sets != sets or not sets:
        return []
    counts = {"sets": int(sets), "holds_in": int(row["holds_in"])}
    if counts["sets"] < 2:
        return [speech("compare.sets_note_one")]
    held = holding(**counts)
    ends = {end: speech.number(row[f"sets_{end}"], unit, signed=True) for end in ("low", "high")}
    return [speech("sets.whole", **ends, **counts, held=speech(f"brief.held.{held}", **counts))]


def sets_cells(row: Mapping[str, Any], unit: str, speech: Speech) -> tuple[str, str]:
    """Write the interval over sets, and where the sign holds."""
    sets = row.get("sets")
    if sets is None or sets != sets or sets < 2:
        return speech("compare.held.none"), speech(f"compare.held.{NO_SETS}")
    counts = {"sets": int(sets), "holds_in": int(row["holds_in"])}
    text = speech.interval(row["sets_low"], row["sets_high"], unit, signed=True)
    return text, speech(f"compare.held.{holding(**counts)}", **counts)


def sets_heads(about: Mapping[str, Any], speech: Speech) -> tuple[str, ...]:
    """Write the heads of `sets_cells`; none below two sets."""
    count = about.get("sets", {}).get("sets", 0)
    if count < 2:
        return ()
    return speech("compare.sets_interval", sets=count), speech("compare.holds")


def luck_head(about: Mapping[str, Any], speech: Speech) -> str:
    """Write the heading of an interval over seeds."""
    return speech("compare.luck" if sets_heads(about, speech) else "compare.interval")


def sets_remark(about: Mapping[str, Any], speech: Speech) -> list[str]:
    """Explain what the interval over sets is; nothing where none were run."""
    found = about.get("sets")
    if not found:
        return []
    key = "compare.sets_note" if found["sets"] > 1 else "compare.sets_note_one"
    share = speech.percent(found["scale"], 0 if found["scale"] >= 0.01 else 1)
    return [speech(key, sets=found["sets"], share=share, seeds=len(found["seeds"]))]
