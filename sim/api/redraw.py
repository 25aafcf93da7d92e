"""Draw the figures of saved results again, in either language, from their tables alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.api.results import Comparison, Results, open_results
from sim.errors import Problem, ResultsError
from sim.runs import files
from sim.runs.options import LANGUAGES, Problems, check_choice
from sim.studies.analysis import Analysis, read_analysis
from sim.words import Speech

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ENDINGS = (".png", ".svg")


@dataclass(frozen=True)
class Redrawn:
    """Figures that were drawn again.

    Attributes:
        results: What they are of.
        sentences: What it found, in the language.
        paths: Where they are.
    """

    results: Results | Analysis
    sentences: tuple[str, ...]
    paths: tuple[Path, ...] = field(default=())


def redraw(
    folder: str | Path,
    *,
    language: str = "en",
    out: str | Path | None = None,
    overwrite: bool = False,
) -> Redrawn:
    """Draw the figures of saved results again; nothing is run, and no table changes.

    Args:
        folder: Results of a run, a comparison or an analysis.
        language: Language of the figures, ``en`` or ``zh``.
        out: Folder for the figures; None for that of the results, in which Chinese ones have
            ``.zh`` in their names.
        overwrite: Replace figures that are there.

    Raises:
        UserError: The folder is missing, foreign or damaged, or figures are there.
    """
    source = Path(folder)
    problems = Problems()
    problems.add(check_choice("lang", language, LANGUAGES))
    problems.settle()
    results = open_results(source)
    if not isinstance(results, Results | Analysis):
        text = "is the store of a sweep, which has no figures of its own"
        hint = f"'cogov discover {source}' looks for conditions in it"
        raise ResultsError(Problem(text, file=str(source), hint=hint))
    figures, inner = _figures(results, language), Speech(language).suffix
    target = source if out is None else Path(out)
    names = [f"{name}{inner}{ending}" for name in figures for ending in _ENDINGS]
    if not overwrite:
        there = [name for name in names if (target / name).exists()]
        if there:
            text = f"already holds {', '.join(there)}"
            hint = "choose another folder with --out, or pass --overwrite to draw them anew"
            raise ResultsError(Problem(text, file=str(target), hint=hint))
    files.create_folder(target)
    _draw(target, figures, inner, in_place=out is None)
    sentences = () if type(results) is Results else _sentences(results, language)
    return Redrawn(results, sentences, tuple(target / name for name in names))


def _figures(results: Results | Analysis, language: str) -> "dict[str, Figure]":
    """Every figure, by the name of its files."""
    if isinstance(results, Analysis):
        return results.figures(language)
    if isinstance(results, Comparison):
        return {"compare": results.figure(language), **results.effect_figures(language)}
    return {"run": results.figure(language)}


def _sentences(results: Results | Analysis, language: str) -> tuple[str, ...]:
    """What was found."""
    if isinstance(results, Analysis | Comparison):
        return tuple(results.sentences(language))
    return ()


def _draw(target: Path, figures: "Mapping[str, Figure]", inner: str, in_place: bool) -> None:
    """Write figures; the manifest of their folder is told when it is that of the results."""
    from sim.report.figures.look import save_figure

    names = []
    with files.writing(target):
        for name, figure in figures.items():
            paths = [target / f"{name}{inner}{ending}" for ending in _ENDINGS]
            save_figure(figure, paths)
            names += [path.name for path in paths]
        if in_place:
            manifest = files.read_manifest(target)
            known = [name for name in manifest.get("files", {}) if name not in names]
            files.write_manifest(target, manifest, [*known, *names])


def read_sensitivity(folder: Path) -> Analysis:
    """The tables of a sensitivity analysis that was saved.

    Raises:
        ResultsError: The folder is missing, foreign or damaged, or holds something else.
    """
    manifest = files.read_manifest(folder)
    kind = manifest.get("kind")
    if kind != "sensitivity":
        text = f"holds results of '{kind}', not of a sensitivity analysis"
        hint = f"'cogov discover {folder}' scores the factors of any runs"
        raise ResultsError(Problem(text, file=str(folder), hint=hint))
    return read_analysis(folder, manifest)
