"""Fit the assumed parameters to declared targets, and check the fit on other seeds."""

import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.analysis.calibration import Trial, missed
from sim.analysis.calibration_tables import (
    Fitted,
    check_table,
    conflicts_table,
    ensemble_table,
    fit_table,
    parameters_table,
    trials_table,
)
from sim.api.analyses import Analysis, files_of, save_analysis
from sim.errors import ModelError, OptionError, Problem, ResultsError, UserError
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
from sim.runs.warming import warm_up
from sim.scenario.scenario import labels_of
from sim.sweeps.calibration import Calibration, load_calibration
from sim.sweeps.calibration_schema import MOST_TRIALS
from sim.sweeps.cell import stamp_hash
from sim.sweeps.check import CHECKS, Checks, check_seeds
from sim.sweeps.search import LOG, TrialLog, search

KIND = "calibration"
TABLES = ("fit", "parameters", "ensemble", "trials", "conflicts", "held_out", "check")
FIGURES = ("fit", "parameters")
PLAN = "plan.json"
"""File that says what the trials of a folder are trials of."""


def calibrate(
    calibration: str | Path,
    *,
    out: str | Path,
    seeds: str | int | Iterable[int] | None = None,
    workers: int | None = None,
    scale: float | None = None,
    settings: Settings = (),
    trials: int | None = None,
    check: str | int | Iterable[int] | None = None,
    member: int = 1,
    language: str = "en",
    overwrite: bool = False,
    progress: bool = True,
) -> Analysis:
    """Fit free parameters to targets.

    Every trial is kept as soon as it has ended; the same call goes on where it was, and a larger
    number of trials adds to those that are there. Which sets are tried does not depend on the
    number of workers, nor on interruptions.

    Args:
        calibration: The path of a calibration's file, or the name of a shipped one.
        out: Folder for trials, tables and figures.
        seeds: Seeds, as numbers or as text such as ``0..9``, instead of the file's.
        workers: How many processes, 0 for this one; None for as many as there are processors.
        scale: Share of the residents in every trial, instead of the file's; with ``check`` that
            of the check, which is 1 unless it is given.
        settings: Values that lie over every scenario; a check needs the same.
        trials: How many sets of parameters are tried, instead of the file's number.
        check: Seeds, none of which was used in the trials, on which a set of the ensemble is run
            again; nothing more is tried then.
        member: Which set of the ensemble is checked, 1 for the best.
        language: Language of the figures beside the English ones, ``en`` or ``zh``.
        overwrite: Replace the trials of another calibration that the folder holds.
        progress: Show a bar, when the error stream is a terminal.

    Returns:
        Tables ``fit``, ``parameters``, ``ensemble``, ``trials``, ``conflicts``, ``held_out`` and,
        after a check of the best set, ``check``; figures and sentences.

    Raises:
        UserError: With every problem of file, options and folder.
        ModelError: The parameters in force, or a check, could not be run.
        KeyboardInterrupt: It was stopped; trials that have ended are kept.
    """
    folder, begin, started = Path(out), time.perf_counter(), now()
    problems = Problems()
    problems.add(_check_options(workers, trials, scale, member, check, overwrite))
    problems.add(check_choice("lang", language, LANGUAGES))
    used = chosen_seeds(seeds, problems)
    found: Calibration | None = None
    with problems.gather():
        found = load_calibration(
            calibration,
            seeds=used,
            scale=None if check is not None else scale,
            settings=settings,
            trials=trials,
        )
    chosen = chosen_seeds(check, problems) or ()
    problems.settle()
    assert found is not None
    count = worker_count(workers)
    if check is not None:
        found = _as_tried(found, folder)
        _check_fresh(found, chosen)
    else:
        _prepare(found, folder, overwrite)
    log = TrialLog(folder)
    with files.writing(folder), files.locked(folder / f".{LOG}.lock"):
        tried = log.read() if check is not None else _search(found, log, count, progress)
        fitted = fitted_of(found, tried)
        checks = Checks(folder)
        if check is not None:
            one = _member(fitted, member)
            _run_check(found, one, chosen, scale or 1.0, checks, count, progress)
        about = _about(found, fitted)
        tables = _tables(found, fitted, checks, about)
        manifest = describe(KIND, [one.scenario for one in found.bases], found.seeds, {})
        manifest["study"] = {"file": found.file, "summary": found.summary, "text": found.text}
        manifest |= {
            "about": about,
            "packages": {**manifest["packages"], "optuna": package_version("optuna")},
        }
        manifest["timings"] = {
            "started": started,
            "finished": now(),
            "seconds": round(time.perf_counter() - begin, 3),
        }
        return save_analysis(Analysis(KIND, tables, manifest, folder), language)


def _check_options(
    workers: int | None,
    trials: int | None,
    scale: float | None,
    member: int,
    check: object,
    overwrite: bool,
) -> list[Problem]:
    """Problems with options."""
    found = check_numbers(scale=scale, workers=workers or None)
    if trials is not None and not 1 <= trials <= MOST_TRIALS:
        found.append(Problem(f"{trials} is outside 1 to {MOST_TRIALS:,}", path="trials"))
    if member < 1:
        found.append(Problem(f"{member} is less than 1", path="member"))
    if check is not None and trials is not None:
        text = "a check tries nothing new"
        found.append(Problem(text, path="trials", hint="leave one of --check and --trials out"))
    if check is not None and overwrite:
        text = "a check replaces nothing"
        found.append(Problem(text, path="overwrite", hint="leave the option out"))
    return found


def identity(calibration: Calibration) -> dict[str, Any]:
    """All that can change a trial, as JSON can hold it; not how many there are."""
    search_settings = calibration.search.model_dump(exclude={"trials", "ensemble"})
    return {
        "scenarios": [one.content_hash for one in calibration.scenarios({})],
        "seeds": list(calibration.seeds),
        "window": calibration.window,
        "free": [asdict(one) for one in calibration.free],
        "targets": plain([asdict(one) for one in calibration.targets]),
        "search": search_settings,
        "code": stamp_hash(),
        "optuna": package_version("optuna"),
    }


def _hash(found: Mapping[str, Any]) -> str:
    """SHA-256 of what JSON can hold."""
    return sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def _read_plan(folder: Path) -> dict[str, Any] | None:
    """What the trials of a folder are trials of; None when it holds none."""
    path = folder / PLAN
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_bytes())
        return {"scale": found["scale"], "trials": found["trials"], "hash": str(found["hash"])}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ResultsError(Problem(f"cannot be read: {error}", file=str(path))) from error


def _prepare(calibration: Calibration, folder: Path, overwrite: bool) -> None:
    """Make the folder ready for trials of this calibration.

    Raises:
        ResultsError: It holds something else.
    """
    content = {
        "file": calibration.file,
        "scale": calibration.scale,
        "trials": calibration.search.trials,
        "identity": identity(calibration),
        "text": calibration.text,
    }
    prepare_trials(folder, content, files_of(KIND, TABLES, FIGURES), (LOG, CHECKS), overwrite)


def prepare_trials(
    folder: Path,
    content: Mapping[str, Any],
    names: tuple[str, ...],
    logs: tuple[str, ...],
    overwrite: bool,
) -> None:
    """Make a folder ready for trials.

    Args:
        folder: The folder.
        content: ``identity``, all that can change a trial, and ``scale`` and ``trials``.
        names: Names of the files that results are written to.
        logs: Names of those that trials are kept in.
        overwrite: Whether trials of something else may be replaced.

    Raises:
        ResultsError: It holds something else.
    """
    own, plan = _hash(content["identity"]), _read_plan(folder)
    if plan is not None and plan["hash"] != own:
        if not overwrite:
            text = "holds trials of another file, other options, code or version of packages"
            hint = "choose another folder with --out, or pass --overwrite to start anew"
            raise ResultsError(Problem(text, file=str(folder), hint=hint))
        files.remove_old(folder)
        for name in (*logs, PLAN):
            (folder / name).unlink(missing_ok=True)
        plan = None
    if plan is None:
        found = files.check_folder(folder, (*names, *logs, PLAN), overwrite)
        if found:
            raise ResultsError(found)
        files.create_folder(folder)
    with files.writing(folder):
        text = json.dumps({"hash": own, **content}, ensure_ascii=False, indent=1)
        files.write_text(folder / PLAN, text + "\n")


def _as_tried(calibration: Calibration, folder: Path) -> Calibration:
    """The calibration as the trials of a folder have it, for a check.

    Raises:
        ResultsError: There are none, or they are of something else.
    """
    plan = _read_plan(folder)
    if plan is None or not (folder / LOG).is_file():
        hint = "run the calibration first, or name its folder with --out"
        raise ResultsError(Problem("holds no trials to check", file=str(folder), hint=hint))
    settings = calibration.search.model_copy(update={"trials": plan["trials"]})
    found = replace(calibration, scale=plan["scale"], search=settings)
    if _hash(identity(found)) != plan["hash"]:
        text = "its trials are of another file, seeds, settings, code or version of packages"
        hint = "give the same --seeds and --set, or calibrate anew"
        raise ResultsError(Problem(text, file=str(folder), hint=hint))
    return found


def _check_fresh(calibration: Calibration, seeds: tuple[int, ...]) -> None:
    """Whether seeds of a check were not used in the trials.

    Raises:
        OptionError: Some were.
    """
    used = sorted(set(seeds) & set(calibration.seeds))
    if used:
        text = f"the trials used {', '.join(map(str, used))}; a check needs other seeds"
        raise OptionError(Problem(text, path="check"))


def _search(
    calibration: Calibration, log: TrialLog, workers: int, progress: bool
) -> dict[int, Trial]:
    """Try what has not been tried yet."""
    total = calibration.search.trials
    if workers > 1:
        with suppress(UserError):
            warm_up(calibration.bases[0].scenario)
    with progress_bar(calibration.name, total, progress) as show:
        return search(calibration, log, workers, lambda known: show(len(known)))


def fitted_of(calibration: Calibration, tried: Mapping[int, Trial]) -> Fitted:
    """What was tried, as tables are made from it.

    Raises:
        ModelError: What is in force could not be run.
    """
    known = [tried[number] for number in sorted(tried) if number < calibration.search.trials]
    good = tuple(one for one in known if not one.failed)
    if not good or good[0].number:
        why = known[0].failed if known and not known[0].number else "it was not tried"
        raise ModelError(f"trial 0, the parameters in force: {why}")
    return Fitted(
        targets=calibration.targets,
        free=calibration.free,
        trials=good,
        failed=tuple(one for one in known if one.failed),
        pulls=calibration.search.pulls,
        most=calibration.search.ensemble,
        labels=labels_of(one.scenario for one in calibration.bases),
    )


def _member(fitted: Fitted, member: int) -> Trial:
    """A set of the ensemble.

    Raises:
        OptionError: There are not so many.
    """
    kept = fitted.ensemble()
    if member > len(kept):
        text = f"{member} is more than the {len(kept)} sets of the ensemble"
        raise OptionError(Problem(text, path="member"))
    return kept[member - 1]


def _run_check(
    calibration: Calibration,
    trial: Trial,
    seeds: tuple[int, ...],
    scale: float,
    checks: Checks,
    workers: int,
    progress: bool,
) -> None:
    """Run a set on other seeds, those that were not run before."""
    with progress_bar(f"check of trial {trial.number}", len(seeds), progress) as show:
        check_seeds(calibration, trial, seeds, scale, checks, workers, show)


def _tables(
    calibration: Calibration, fitted: Fitted, checks: Checks, about: dict[str, Any]
) -> dict[str, Any]:
    """The tables; notes in ``about`` which check of the best set there is."""
    import pandas as pd

    held = [(one.name, one.says) for one in calibration.held_out]
    tables = {
        "fit": fit_table(fitted),
        "parameters": parameters_table(fitted),
        "ensemble": ensemble_table(fitted),
        "trials": trials_table(fitted),
        "conflicts": conflicts_table(fitted),
        "held_out": pd.DataFrame(held, columns=["pattern", "says"]),
    }
    best = fitted.ensemble()[0]
    known = checks.of(best.number)
    if known is not None:
        tables["check"] = check_table(fitted.targets, known.figures, best, fitted.labels)
        about["check"] = {"seeds": len(known.seeds), "scale": known.scale, "trial": best.number}
    return tables


def _about(calibration: Calibration, fitted: Fitted) -> dict[str, Any]:
    """What was run and what came of it, as figures and sentences say it."""
    kept = fitted.ensemble()
    scales = {one.scale for one in calibration.scenarios({})}
    return {
        "name": calibration.name,
        "trials": len(fitted.trials) + len(fitted.failed),
        "failed": len(fitted.failed),
        "seeds": len(calibration.seeds),
        "scale": max(scales),
        "window": calibration.window,
        "accepted": fitted.accepted(),
        "members": len(kept),
        "best": kept[0].number,
        "missed": list(missed(kept[0], fitted.targets)),
        "check": None,
    }
