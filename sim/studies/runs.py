"""The runs that a study rests on: kept as soon as they end, never done twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calibration import Trial
from sim.errors import Problem, ResultsError
from sim.runs.options import worker_count
from sim.runs.parallel import Tick
from sim.runs.progress import progress_bar
from sim.sweeps.execute import do_whole
from sim.sweeps.experiment import Experiment
from sim.sweeps.plan import Plan, make_plan
from sim.sweeps.responses import Headlines, headlines, responses
from sim.sweeps.store import INNER, SweepResults
from sim.sweeps.trials import LOG, Given, Item, TrialLog, run_trials

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
        """What the points of an experiment come to, by metric (or ``cost``).

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
        """The headline of metrics in every run of an experiment, by variant and seed.

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
