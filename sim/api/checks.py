"""Checks of studies that have not moved to `sim.studies` yet."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sim.runs import files
from sim.runs.options import (
    LANGUAGES,
    Problems,
    check_choice,
    check_metrics,
    check_numbers,
    chosen_seeds,
)


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
