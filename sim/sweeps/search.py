"""The search for parameters: which set is tried next, and the log of all that were tried.

What is tried next depends on the file and on the trials whose numbers lie at least a batch back,
and on nothing else: neither on the number of workers, nor on who was ready first, nor on whether
the search was interrupted. So the trials are the same however they are run.
"""

import json
import math
import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.analysis.calibration import Trial, loss
from sim.errors import Problem, ResultsError
from sim.rng import hashed_id
from sim.runs import files
from sim.runs.crew import Crew
from sim.runs.parallel import Terms, Tick
from sim.sweeps.calibration import Calibration
from sim.sweeps.design import drawn
from sim.sweeps.trial import Item, read, trial_unit, written

LOG = "trials.jsonl"
_SEEDS = 2**32

Given = Mapping[int, Mapping[str, float]]
"""Sets that are under way, by number."""
Watch = Callable[[Mapping[int, Trial]], None]
"""Told of all trials whenever one of them has ended."""


class TrialLog:
    """The trials of a folder, one a line, each added as soon as it has ended.

    Args:
        folder: The folder; it must exist.
        name: Name of the file.
    """

    def __init__(self, folder: Path, name: str = LOG) -> None:
        self.path = folder / name

    def read(self) -> dict[int, Trial]:
        """Every trial that has ended, by number; a last line that is not whole is cut off.

        Raises:
            ResultsError: A line before the last is damaged.
        """
        if not self.path.exists():
            return {}
        text = self.path.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]
        if len(whole) < len(text):
            with self.path.open("r+b") as stream:
                stream.truncate(len(whole))
        found: dict[int, Trial] = {}
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                trial = read(json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                text_ = "is no line of a trial; remove the folder, or choose another with --out"
                raise ResultsError(Problem(text_, str(self.path), number)) from error
            found[trial.number] = trial
        return found

    def add(self, trial: Trial) -> None:
        """Keep a trial.

        Raises:
            ResultsError: It cannot be written.
        """
        line = json.dumps(written(trial), ensure_ascii=False, separators=(",", ":")) + "\n"
        with files.writing(self.path.parent), self.path.open("ab") as stream:
            stream.write(line.encode())
            stream.flush()
            os.fsync(stream.fileno())


def search(calibration: Calibration, log: TrialLog, workers: int, watch: Watch) -> dict[int, Trial]:
    """Try what has not been tried yet.

    Args:
        calibration: What is fitted to what.
        log: What was tried before, and where trials are kept.
        workers: How many processes; with 0 or 1 all is done in this process.
        watch: Told whenever a trial has ended.

    Returns:
        Every trial of the calibration, by number.

    Raises:
        ResultsError: The log is damaged, or cannot be written.
        WorkerLost: A worker was killed; the same call goes on.
    """

    def next_set(known: Mapping[int, Trial], given: Given, number: int) -> dict[str, float]:
        """The parameters of a trial."""
        return propose(calibration, known, given, number)

    numbers, batch = range(calibration.search.trials), calibration.search.batch
    return run_trials(
        trial_unit,
        calibration,
        next_set,
        numbers,
        calibration.seeds,
        lambda number: number - batch + 1,
        log,
        workers,
        watch,
    )


def run_trials(
    unit: Callable[[Any, Item, Tick], Trial],
    shared: object,
    next_set: Callable[[Mapping[int, Trial], Given, int], Mapping[str, float]],
    numbers: Sequence[int],
    seeds: tuple[int, ...],
    before: Callable[[int], int],
    log: TrialLog,
    workers: int,
    watch: Watch,
) -> dict[int, Trial]:
    """Do the trials of some numbers that have not been done yet.

    Args:
        unit: Does a trial, given what is shared and the item.
        shared: What all trials share; must be picklable.
        next_set: What is tried, from trials that have ended, sets under way and the number.
        numbers: Numbers of the trials, ascending.
        seeds: The seeds of each.
        before: The number below which no trial may be missing when that of a number is proposed.
        log: Where trials are kept.
        workers: How many processes; with 0 or 1 all is done in this process.
        watch: Told whenever a trial has ended.

    Returns:
        Every trial, by number.

    Raises:
        ResultsError: The log is damaged, or cannot be written.
        WorkerLost: A worker was killed; the same call goes on.
    """
    wanted = set(numbers)
    known = {number: one for number, one in log.read().items() if number in wanted}
    watch(known)
    todo = [number for number in numbers if number not in known]
    if not todo:
        return known
    given: dict[int, Mapping[str, float]] = {}
    missing = set(todo)
    with Crew(unit, shared, min(workers, len(todo)), Terms(name=_told)) as crew:
        position = 0
        while missing:
            while position < len(todo) and min(missing) >= before(todo[position]):
                number = todo[position]
                given[number] = next_set(known, given, number)
                crew.give(Item(number, given[number], seeds))
                position += 1
            item, outcome = crew.outcome()
            if isinstance(outcome, Exception):
                # What the model could not do is an outcome; this is a worker that was lost.
                raise outcome
            log.add(outcome)
            known[item.number] = outcome
            missing.remove(item.number)
            watch(known)
    return dict(sorted(known.items()))


def _told(item: Item) -> str:
    """What messages call a trial."""
    return f"trial {item.number}"


def propose(
    calibration: Calibration,
    known: Mapping[int, Trial],
    given: Mapping[int, Mapping[str, float]],
    number: int,
) -> dict[str, float]:
    """The parameters of a trial.

    The first trial is what is in force; then come sets spread evenly around it; then those that
    the tree-structured Parzen estimator proposes, multivariate, which counts trials of the
    latest batch as running whether they have ended or not.

    Args:
        calibration: What is fitted to what.
        known: Trials that have ended.
        given: Parameters of those that are under way.
        number: Number of the trial.

    Source:
        Bergstra et al. 2011 (NeurIPS 24); Falkner, Klein & Hutter 2018 (multivariate); as in
        Optuna (Akiba et al. 2019).
    """
    settings = calibration.search
    if number == 0:
        return calibration.defaults()
    if number <= settings.start:
        places = _spread(calibration)[number - 1]
    else:
        places = _estimated(calibration, known, given, number)
    return {one.name: one.value(places[one.name]) for one in calibration.free}


def _spread(calibration: Calibration) -> list[dict[str, float]]:
    """Places of the sets that are spread evenly around the defaults."""
    settings = calibration.search
    ranges: dict[str, tuple[float, float]] = {}
    for one in calibration.free:
        middle, half = one.place(one.default), settings.spread / 2
        # Where a range ends, the stretch around the default is moved, not cut.
        low = min(max(middle - half, 0.0), 1 - settings.spread)
        ranges[one.name] = (low, low + settings.spread)
    points = drawn("latin_hypercube", ranges, settings.start, settings.seed)
    return [{name: float(value) for name, value in one.values.items()} for one in points]


def _estimated(
    calibration: Calibration,
    known: Mapping[int, Trial],
    given: Mapping[int, Mapping[str, float]],
    number: int,
) -> dict[str, float]:
    """Places that the tree-structured Parzen estimator proposes."""
    import optuna
    from optuna.distributions import FloatDistribution
    from optuna.trial import TrialState, create_trial

    settings, free = calibration.search, calibration.free
    space = {one.name: FloatDistribution(0.0, 1.0) for one in free}
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            n_startup_trials=1,
            multivariate=True,
            constant_liar=True,
            seed=hashed_id("calibration", settings.seed, number) % _SEEDS,
        )
        study = optuna.create_study(sampler=sampler)
        for earlier in range(number):
            trial = known.get(earlier)
            running = earlier > number - settings.batch
            if trial is not None and trial.failed and not running:
                continue
            values = given[earlier] if trial is None else trial.values
            value = None
            if not running and trial is not None:
                value = loss(trial, calibration.targets, free, settings.pulls)
            study.add_trial(
                create_trial(
                    state=TrialState.RUNNING if running else TrialState.COMPLETE,
                    params={one.name: one.place(values[one.name]) for one in free},
                    distributions=dict(space),
                    value=None if value is None or math.isnan(value) else value,
                )
            )
        asked = study.ask(dict(space))
    return {name: float(asked.params[name]) for name in space}
