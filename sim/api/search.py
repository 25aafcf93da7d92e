"""Search settings of levers under a budget, and say which is regretted least."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calibration import Trial
from sim.analysis.choice import Regrets, front, regrets, spread_of
from sim.analysis.choice_tables import MemberRun, Tried, members_table, regret_table, settings_table
from sim.analysis.compare import HEADLINE_MONTHS
from sim.api.analyses import Analysis, files_of, save_analysis
from sim.api.calibration import prepare_trials
from sim.errors import ModelError, Problem
from sim.runs import files
from sim.runs.choose import Settings
from sim.runs.manifest import describe, now, package_version, plain
from sim.runs.options import (
    LANGUAGES,
    Problems,
    check_choice,
    check_numbers,
    chosen_seeds,
    worker_count,
)
from sim.runs.progress import progress_bar
from sim.sweeps.calibration_schema import MOST_TRIALS
from sim.sweeps.cell import stamp_hash
from sim.sweeps.choice import (
    MEMBERS,
    METHODS,
    Choice,
    Method,
    gains_of,
    load_choice,
    member_unit,
    over_budget,
    setting_unit,
    usable,
)
from sim.sweeps.proposals import needed_before, propose
from sim.sweeps.search import LOG, TrialLog, run_trials

KIND = "pareto"
TABLES = ("settings", "regret", "members")
FIGURES = ("pareto", "regret")
MEMBER_LOG = "members.jsonl"
NULL_OBJECTIVE = "an objective is null"
Floats = NDArray[np.float64]


def search(
    choice: str | Path,
    *,
    out: str | Path,
    seeds: str | int | Iterable[int] | None = None,
    workers: int | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Settings = (),
    trials: int | None = None,
    method: str | None = None,
    language: str = "en",
    overwrite: bool = False,
    progress: bool = True,
) -> Analysis:
    """Search settings of levers that reach several aims under a budget.

    Settings are tried one batch after the other, each on several seeds; those that no other one
    dominates beyond noise are run again under sets of parameters, and the one whose worst regret
    is smallest is named. What is tried does not depend on the number of workers, nor on
    interruptions: the same call goes on where it was.

    Args:
        choice: The path of a search's file, or the name of a shipped one.
        out: Folder for trials, tables and figures.
        seeds: Seeds, as numbers or as text such as ``0..9``, instead of the file's.
        workers: How many processes, 0 for this one; None for as many as there are processors.
        scale: Share of the residents in every trial, instead of the file's.
        months: Months after the common past, instead of the file's.
        settings: Values that lie over every scenario, over those of the file too.
        trials: How many settings are tried, instead of the file's number.
        method: How settings are proposed, ``tpe`` or ``nsga2``, instead of the file's way.
        language: Language of the figures beside the English ones, ``en`` or ``zh``.
        overwrite: Replace the trials of another search that the folder holds.
        progress: Show a bar, when the error stream is a terminal.

    Returns:
        Tables ``settings``, ``regret`` and ``members`` (see `sim.analysis.choice_tables`);
        figures and sentences.

    Raises:
        UserError: With every problem of file, options and folder.
        ModelError: No setting within the budget could be run, or under no set of parameters
            could settings be compared. Single runs that fail are rows of the tables.
        KeyboardInterrupt: It was stopped; trials that have ended are kept.
    """
    folder, begin, started = Path(out), time.perf_counter(), now()
    problems = Problems()
    problems.add(check_numbers(scale=scale, months=months, workers=workers or None))
    if trials is not None and not 2 <= trials <= MOST_TRIALS:
        problems.add([Problem(f"{trials} is outside 2 to {MOST_TRIALS:,}", path="trials")])
    problems.add(check_choice("lang", language, LANGUAGES))
    if method is not None:
        problems.add(check_choice("method", method, METHODS))
    chosen = chosen_seeds(seeds, problems)
    found: Choice | None = None
    with problems.gather():
        found = load_choice(
            choice,
            seeds=chosen,
            scale=scale,
            months=months,
            settings=settings,
            trials=trials,
            method=cast("Method | None", method),
        )
    problems.settle()
    assert found is not None
    content = {
        "file": found.file,
        "scale": found.scale,
        "trials": found.search.trials,
        "identity": _identity(found),
        "text": found.text,
    }
    logs = (LOG, MEMBER_LOG)
    prepare_trials(folder, content, files_of(KIND, TABLES, FIGURES), logs, overwrite)
    count = worker_count(workers)
    with files.writing(folder), files.locked(folder / f".{LOG}.lock"):
        tried = _try(found, TrialLog(folder), count, progress)
        best, kept = _choose(found, tried)
        runs = _under_members(found, tried, kept, TrialLog(folder, MEMBER_LOG), count, progress)
        settled, members = _compared(found, kept, runs)
        gains = np.array(
            [
                [gains_of(found, runs[number * MEMBERS + member]) for member in members]
                for number in settled
            ]
        ).transpose(0, 2, 1, 3)
        weights = [one.weight for one in found.objectives]
        regret = regrets(gains, weights)
        tables = {
            "settings": settings_table(_rows(found, tried, best, kept)),
            "regret": regret_table(regret, settled, found.objectives),
            "members": members_table(
                _member_runs(found, kept, runs, settled, members),
                gains,
                regret,
                found.objectives,
                found.members,
            ),
        }
        manifest = describe(KIND, [base.scenario for base in found.bases], found.seeds, {})
        manifest["study"] = {"file": found.file, "summary": found.summary, "text": found.text}
        manifest["about"] = _about(found, tried, best, (kept, settled, members), regret)
        manifest["packages"] = {**manifest["packages"], "optuna": package_version("optuna")}
        manifest["timings"] = {
            "started": started,
            "finished": now(),
            "seconds": round(time.perf_counter() - begin, 3),
        }
        return save_analysis(Analysis(KIND, tables, manifest, folder), language)


def _identity(choice: Choice) -> dict[str, Any]:
    """All that can change a trial, as JSON can hold it; not how many there are."""
    return {
        "scenario": choice.scenario({}).content_hash,
        "seeds": list(choice.seeds),
        "factors": plain([asdict(one) for one in choice.factors]),
        "objectives": plain([asdict(one) for one in choice.objectives]),
        "budget": choice.budget,
        "search": choice.search.model_dump(exclude={"trials", "kept"}),
        "members": plain([dict(one) for one in choice.members]),
        "code": stamp_hash(),
        "optuna": package_version("optuna"),
    }


def _try(choice: Choice, log: TrialLog, workers: int, progress: bool) -> dict[int, Trial]:
    """Try settings that have not been tried yet."""

    def next_set(known: Any, given: Any, number: int) -> dict[str, float]:
        """The setting of a trial."""
        return propose(choice, known, given, number)

    total = choice.search.trials
    with progress_bar(choice.name, total, progress) as show:
        return run_trials(
            setting_unit,
            choice,
            next_set,
            range(total),
            choice.seeds,
            lambda number: needed_before(choice, number),
            log,
            workers,
            lambda known: show(len(known)),
        )


def _choose(choice: Choice, tried: Mapping[int, Trial]) -> tuple[list[int], list[int]]:
    """Settings that are not dominated, of those within the budget, and those kept of them.

    Raises:
        ModelError: There is none.
    """
    within = [
        number
        for number, one in tried.items()
        if usable(choice, one) and over_budget(choice, one) <= 0
    ]
    if not within:
        failed = next((one.failed for one in tried.values() if one.failed), "all cost more")
        raise ModelError(f"no setting keeps to the budget of {choice.budget:,.0f} yuan: {failed}")
    gains = np.array([gains_of(choice, tried[number]) for number in within])
    best = [within[index] for index in front(gains)]
    means = np.array([gains_of(choice, tried[number]).mean(axis=1) for number in best])
    return best, [best[index] for index in spread_of(means, choice.search.kept)]


def _under_members(
    choice: Choice,
    tried: Mapping[int, Trial],
    kept: Sequence[int],
    log: TrialLog,
    workers: int,
    progress: bool,
) -> dict[int, Trial]:
    """The kept settings under every set of parameters, by setting times `MEMBERS` and set."""
    count = len(choice.members)
    numbers = [number * MEMBERS + member for number in kept for member in range(count)]

    def next_set(known: Any, given: Any, number: int) -> Mapping[str, float]:
        """The setting that a number stands for."""
        return tried[number // MEMBERS].values

    with progress_bar(f"{choice.name}, regret", len(numbers), progress) as show:
        return run_trials(
            member_unit,
            choice,
            next_set,
            numbers,
            choice.seeds,
            lambda number: 0,
            log,
            workers,
            lambda known: show(len(known)),
        )


def _compared(
    choice: Choice, kept: Sequence[int], runs: Mapping[int, Trial]
) -> tuple[list[int], list[int]]:
    """Settings and sets of parameters that have runs enough to be compared.

    A setting that failed under more than half of the sets is left out; then every set under
    which one of the others failed, so that all settings are compared under the same ones.

    Raises:
        ModelError: Nothing is left.
    """
    count = len(choice.members)
    known = {number: usable(choice, one) for number, one in runs.items()}
    settings = [
        one
        for one in kept
        if 2 * sum(known[one * MEMBERS + member] for member in range(count)) >= count
    ]
    members = [
        member for member in range(count) if all(known[one * MEMBERS + member] for one in settings)
    ]
    if not settings or not members:
        first = next(number for number, good in known.items() if not good)
        where = f"setting {first // MEMBERS}, set of parameters {first % MEMBERS + 1}"
        raise ModelError(
            f"no set of parameters is left under which settings can be compared; {where}: "
            f"{runs[first].failed or NULL_OBJECTIVE}"
        )
    return settings, members


def _rows(
    choice: Choice, tried: Mapping[int, Trial], best: Sequence[int], kept: Sequence[int]
) -> list[Tried]:
    """The settings that were tried; those that failed have no figures."""
    return [
        Tried(
            number,
            choice.point(one.values).values,
            one.figures if usable(choice, one) else {},
            usable(choice, one) and over_budget(choice, one) <= 0,
            number in best,
            number in kept,
            "" if usable(choice, one) else one.failed or NULL_OBJECTIVE,
        )
        for number, one in tried.items()
    ]


def _member_runs(
    choice: Choice,
    kept: Sequence[int],
    runs: Mapping[int, Trial],
    settled: Sequence[int],
    members: Sequence[int],
) -> list[MemberRun]:
    """Every kept setting under every set of parameters."""
    found = []
    for number in kept:
        for member in range(len(choice.members)):
            one = runs[number * MEMBERS + member]
            failed = "" if usable(choice, one) else one.failed or NULL_OBJECTIVE
            place = None
            if number in settled and member in members:
                place = settled.index(number), members.index(member)
            found.append(MemberRun(number, member, place, failed))
    return found


def _about(
    choice: Choice,
    tried: Mapping[int, Trial],
    best: Sequence[int],
    compared: tuple[Sequence[int], Sequence[int], Sequence[int]],
    found: Regrets,
) -> dict[str, Any]:
    """What was run and what came of it, as figures and sentences say it."""
    kept, settled, members = compared
    robust, rival = settled[found.robust], settled[found.rival]
    return {
        "scenario": choice.bases[0].scenario.name,
        "seeds": len(choice.seeds),
        "window": min(HEADLINE_MONTHS, choice.scenario({}).months),
        "trials": len(tried),
        "within": sum(
            usable(choice, one) and over_budget(choice, one) <= 0 for one in tried.values()
        ),
        "budget": choice.budget,
        "best": len(best),
        "kept": len(kept),
        "failed": sum(not usable(choice, one) for one in tried.values()),
        "members": len(members),
        "members_left_out": len(choice.members) - len(members),
        "settings_left_out": len(kept) - len(settled),
        "method": choice.search.method,
        "calibrated": choice.calibrated,
        "objectives": [asdict(one) for one in choice.objectives],
        "factors": [one.name for one in choice.factors],
        "robust": robust,
        "rival": rival if rival != robust else None,
        "worst": _ends(found.worst[found.robust]),
        "lead": _ends(found.lead),
    }


def _ends(interval: Any) -> list[float | None]:
    """Mean and ends of an interval; None where null."""
    found = (interval.mean, interval.low, interval.high)
    return [None if value != value else float(value) for value in found]
