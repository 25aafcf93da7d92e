"""Say which factors an outcome depends on: Morris screening, then Sobol indices."""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import HEADLINE_MONTHS
from sim.analysis.sensitivity import morris_design, sobol_design
from sim.analysis.sensitivity_tables import (
    MORRIS_COLUMNS,
    SOBOL_COLUMNS,
    VARIANCE_COLUMNS,
    morris_tables,
    sobol_tables,
)
from sim.api.analyses import STORE, Analysis, files_of, save_analysis
from sim.api.sweeps import do_whole
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
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
from sim.sweeps.factors import Factor
from sim.sweeps.plan import make_plan
from sim.sweeps.responses import responses
from sim.sweeps.study import Study, load_study

if TYPE_CHECKING:
    import pandas as pd

KIND = "sensitivity"
TABLES = ("morris", "sobol", "variance", "factors")
FIGURES = ("morris", "sobol")
Floats = NDArray[np.float64]


def sensitivity(
    study: str | Path,
    *,
    out: str | Path,
    seeds: str | int | Iterable[int] | None = None,
    workers: int | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Settings = (),
    metrics: Sequence[str] | None = None,
    language: str = "en",
    overwrite: bool = False,
    progress: bool = True,
) -> Analysis:
    """Say which factors metrics depend on, and how much is the luck of the seed.

    Every factor is screened (Morris); of those that matter most Sobol indices are found. Each
    point is run on several seeds. Runs go to a store inside ``out``: what was finished there is
    not run again, so a call that was interrupted or killed goes on.

    Args:
        study: The path of a file, or the name of a shipped one; see `sim.sweeps.study`.
        out: Folder to save to.
        seeds: Seeds, as numbers or as text such as ``0..9``, instead of the file's.
        workers: How many processes, 0 for this one; None for as many as there are processors.
            The numbers do not depend on it.
        scale: Share of the residents that is simulated, 0.01-1, instead of the file's.
        months: Months after the common past, instead of the file's.
        settings: Values that lie over every scenario, over those of the file too.
        metrics: Names of the metrics that are looked at, instead of the file's.
        language: Language of the figures, ``en`` or ``zh``.
        overwrite: Replace results that the folder already holds; finished runs stay.
        progress: Show how it stands, on the error stream.

    Returns:
        Tables ``morris``, ``sobol``, ``variance`` (see `sim.analysis.sensitivity_tables`) and
        ``factors``; figures and sentences.

    Raises:
        UserError: With every problem of file, options and folder.
        ModelError: Runs failed; the others are kept.
        KeyboardInterrupt: It was stopped; what is finished is kept.
    """
    folder, begin, started = Path(out), time.perf_counter(), now()
    found: Study = check_study(
        lambda used: load_study(
            study, seeds=used, scale=scale, months=months, settings=settings, metrics=metrics
        ),
        folder=folder,
        metrics=metrics,
        seeds=seeds,
        names=files_of(KIND, TABLES, FIGURES),
        workers=workers,
        scale=scale,
        months=months,
        language=language,
        overwrite=overwrite,
    )
    files.create_folder(folder)
    options: dict[str, object] = {"settings": settings, "scale": scale, "months": months}
    frames = _frames(found, folder / STORE, options, workers, progress)
    scenarios = [base.scenario for base in found.bases]
    manifest = describe(KIND, scenarios, found.seeds, options)
    shaped = found.experiment("shape", (), np.empty((1, 0))).scenario(0, 0)
    manifest["about"] = {
        "scenarios": [one.name for one in scenarios],
        "seeds": len(found.seeds),
        "factors": len(found.factors),
        "window": min(HEADLINE_MONTHS, shaped.months),
        "screening": found.screening is not None and found.screening.model_dump(),
        "sobol": found.sobol is not None and found.sobol.model_dump(),
    }
    manifest["study"] = {"file": found.file, "summary": found.summary, "text": found.text}
    manifest["timings"] = {
        "started": started,
        "finished": now(),
        "seconds": round(time.perf_counter() - begin, 3),
    }
    return save_analysis(Analysis(KIND, frames, manifest, folder), language)


def check_study[S](
    load: Callable[[tuple[int, ...] | None], S],
    *,
    folder: Path,
    names: tuple[str, ...],
    seeds: str | int | Iterable[int] | None,
    metrics: Sequence[str] | None = None,
    workers: int | None,
    scale: float | None,
    months: int | None,
    language: str,
    overwrite: bool,
) -> S:
    """The study of a file, once nothing is wrong with it, the options and the folder.

    Args:
        load: Reads the file, given the seeds that were asked for.
        folder: Where results go.
        names: Names of the files that are written there.
        seeds: Seeds, or None for those of the file.
        metrics: Names of metrics, or None for those of the file.
        workers: How many processes, 0 or more.
        scale: Share of the residents, 0.01-1.
        months: Months after the common past.
        language: ``en`` or ``zh``.
        overwrite: Whether results that are there may be replaced.

    Raises:
        UserError: With every problem.
    """
    problems = Problems()
    problems.add(check_numbers(scale=scale, months=months, workers=workers or None))
    problems.add(check_choice("lang", language, LANGUAGES))
    if metrics is not None:
        problems.add(check_metrics(metrics)[1])
    chosen = chosen_seeds(seeds, problems)
    if language == "zh":
        from sim.report.words import chinese_font

        with problems.gather():
            chinese_font()
    problems.add(files.check_folder(folder, names, overwrite))
    found: S | None = None
    with problems.gather():
        found = load(chosen)
    problems.settle()
    assert found is not None
    return found


def _frames(
    study: Study, store: Path, options: dict[str, object], workers: int | None, progress: bool
) -> dict[str, "pd.DataFrame"]:
    """Run both stages, and what came of them."""
    import pandas as pd

    morris = pd.DataFrame(columns=MORRIS_COLUMNS)
    sobol = pd.DataFrame(columns=SOBOL_COLUMNS)
    variance = pd.DataFrame(columns=VARIANCE_COLUMNS)
    chosen: Sequence[Factor] = study.factors
    if study.screening is not None:
        part = study.screening
        design = morris_design(len(study.factors), part.trajectories, part.levels, part.seed)
        values = respond(study, "morris", study.factors, design, store, options, workers, progress)
        names = [factor.name for factor in study.factors]
        most = study.sobol.factors if study.sobol is not None else len(names)
        morris, kept = morris_tables(names, design, values, most, part.seed)
        chosen = [study.factors[index] for index in kept]
    elif study.sobol is not None:
        chosen = study.factors[: study.sobol.factors]
    if study.sobol is not None and chosen:
        design = sobol_design(len(chosen), study.sobol.samples, study.sobol.seed)
        values = respond(study, "sobol", chosen, design, store, options, workers, progress)
        names = [factor.name for factor in chosen]
        sobol, variance = sobol_tables(names, values, study.sobol.seed)
    return {
        "morris": morris,
        "sobol": sobol,
        "variance": variance,
        "factors": about_factors(study.factors),
    }


def respond(
    study: Study,
    stage: str,
    factors: Sequence[Factor],
    design: Floats,
    store: Path,
    options: dict[str, object],
    workers: int | None,
    progress: bool,
) -> dict[str, Floats]:
    """Run the points of a design, and read what is looked at.

    Returns:
        By metric, shape (points, seeds): the level, or where there are two scenarios the
        second minus the first with the same seed.

    Raises:
        ModelError: Runs failed; the others are kept.
    """
    plan = make_plan(study.experiment(stage, factors, design))
    results = do_whole(plan, store, options, workers, progress)
    return responses(results.connection, plan, study.metrics)


def about_factors(factors: Sequence[Factor]) -> "pd.DataFrame":
    """What is known of factors beside their effects, a row for each."""
    import pandas as pd

    return pd.DataFrame([_about(factor) for factor in factors])


def _about(factor: Factor) -> dict[str, Any]:
    """What is known of a factor beside its effects."""
    kind, _, name = factor.name.partition(".")
    name = name.partition(".")[0]
    row: dict[str, Any] = {
        "factor": factor.name,
        "low": factor.low,
        "high": factor.high,
        "levels": ", ".join(f"{level.value}" for level in factor.levels),
        "unit": "",
        "meaning": "",
        "source": "",
    }
    if kind == "parameters" and name in PARAMETERS:
        one = PARAMETERS[name]
        row |= {"unit": one.unit, "meaning": one.meaning.en, "source": str(one.source)}
    if kind == "levers" and name in LEVERS:
        row |= {"unit": LEVERS[name].unit, "meaning": LEVERS[name].meaning.en}
    return row
