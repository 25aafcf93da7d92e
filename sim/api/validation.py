"""Look for what the model should show, fitted or not, in runs of its parameters in force."""

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sim.analysis.calibration_tables import described
from sim.analysis.validation import (
    FAIL,
    KINDS,
    NOT_TESTED,
    PASS,
    Found,
    Pattern,
    by_seed_table,
    outputs_table,
    quantities_table,
    validation_table,
)
from sim.api.analyses import Analysis, files_of, save_analysis
from sim.errors import UserError
from sim.runs import files
from sim.runs.choose import Settings
from sim.runs.manifest import describe, model_digest, now, parameters_digest
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
from sim.sweeps.validation import Validation, load_validation
from sim.sweeps.validation_runs import SeedLog, read_seeds

KIND = "validation"
TABLES = (KIND, "quantities", "outputs", "by_seed")


def validate(
    validation: str | Path = KIND,
    *,
    out: str | Path,
    seeds: str | int | Iterable[int] | None = None,
    workers: int | None = None,
    scale: float | None = None,
    settings: Settings = (),
    language: str = "en",
    overwrite: bool = False,
    progress: bool = True,
) -> Analysis:
    """Say of every declared pattern what is expected and what the model does.

    The patterns are those of a file: targets of the calibration, what was held out of it, what
    follows from inputs, and whether effects go when mechanisms are switched off. Every seed is
    kept as soon as it has ended; the same call goes on where it was.

    Args:
        validation: The path of a validation's file, or the name of a shipped one.
        out: Folder for what was read, tables and figures.
        seeds: Seeds, as numbers or as text such as ``0..9``, instead of the file's.
        workers: How many processes, 0 for this one; None for as many as there are processors.
            The numbers do not depend on it.
        scale: Share of the residents that is simulated, 0.01-1, instead of the scenarios'.
        settings: Values that lie over every scenario, under those that the file gives to runs.
        language: Language of the figure beside the English one, ``en`` or ``zh``.
        overwrite: Replace results that the folder already holds; what was read stays.
        progress: Show a bar, when the error stream is a terminal.

    Returns:
        Tables ``validation`` (a row for each pattern), ``quantities``, ``outputs`` and
        ``by_seed``; figure and sentences.

    Raises:
        UserError: With every problem of file, options and folder.
        ModelError: Runs failed; what was read from the others is kept.
        KeyboardInterrupt: It was stopped; seeds that have ended are kept.
    """
    folder, begin, started = Path(out), time.perf_counter(), now()
    problems = Problems()
    problems.add(check_numbers(scale=scale, workers=workers or None))
    problems.add(check_choice("lang", language, LANGUAGES))
    problems.add(files.check_folder(folder, files_of(KIND, TABLES, (KIND,)), overwrite))
    chosen = chosen_seeds(seeds, problems)
    found: Validation | None = None
    with problems.gather():
        found = load_validation(validation, seeds=chosen, scale=scale, settings=settings)
    problems.settle()
    assert found is not None
    found = replace(found, patterns=labelled(found))
    files.create_folder(folder)
    known = _read(found, folder, worker_count(workers), progress)
    tables = {
        KIND: validation_table(found.patterns, known),
        "quantities": quantities_table(found.patterns, known),
        "outputs": outputs_table(found.outputs, known),
        "by_seed": by_seed_table(found.patterns, known),
    }
    manifest = describe(KIND, found.scenarios, found.seeds, {"settings": settings, "scale": scale})
    manifest["hashes"] |= {"parameters": parameters_digest(), "model": model_digest()}
    manifest["about"] = _about(found, tables[KIND]["verdict"].tolist())
    manifest["timings"] = {
        "started": started,
        "finished": now(),
        "seconds": round(time.perf_counter() - begin, 3),
    }
    return save_analysis(Analysis(KIND, tables, manifest, folder), language)


def labelled(validation: Validation) -> tuple[Pattern, ...]:
    """The patterns, those that were fitted with the words of their targets."""
    from sim.report.words_calibration import title_of

    aimed = {one.scenario for one in validation.targets}
    labels = labels_of(one for one in validation.scenarios if one.name in aimed)
    found = []
    for pattern in validation.patterns:
        if pattern.target is not None:
            row = described(pattern.target, labels)
            pattern = replace(pattern, label=(title_of(row, "en"), title_of(row, "zh")))
        found.append(pattern)
    return tuple(found)


def _read(found: Validation, folder: Path, workers: int, progress: bool) -> Found:
    """Run what has not been run yet."""
    log, parts = SeedLog(folder, found), len(found.groups) * len(found.seeds)
    if workers > 1:
        with suppress(UserError):
            warm_up(found.scenarios[0])
    with files.locked(folder / f".{KIND}.lock"), progress_bar(KIND, parts, progress) as show:
        return read_seeds(found, log, workers, show)


def _about(found: Validation, verdicts: Sequence[str]) -> dict[str, object]:
    """What was looked at and how it came out, as figures and sentences say it."""
    kinds = [one.kind for one in found.patterns]
    counts = {
        kind: {
            "patterns": kinds.count(kind),
            **{
                verdict.replace(" ", "_"): sum(
                    own == kind and said == verdict
                    for own, said in zip(kinds, verdicts, strict=True)
                )
                for verdict in (PASS, FAIL, NOT_TESTED)
            },
        }
        for kind in KINDS
    }
    return {
        "name": found.name,
        "seeds": len(found.seeds),
        "scale": max(one.scale for one in found.scenarios),
        "window": found.window,
        "counts": counts,
    }
