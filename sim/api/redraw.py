"""Draw the figures of saved results again, in either language, from their tables alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from shlex import quote

from sim.api.drawing import Draughtsman, pays_apart
from sim.api.results import EFFECT_FIGURES, Comparison, Results, open_results
from sim.api.saving import main_figure
from sim.errors import Problem, ResultsError
from sim.report.answers import SUFFIX, read_answers, write_answer
from sim.runs import files
from sim.runs.options import LANGUAGES, Problems, check_choice
from sim.studies.analysis import Analysis, read_analysis
from sim.words import Speech

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
    # Another process gets ready to draw while this one reads.
    with Draughtsman(pays_apart() and _is_comparison(source)) as draughtsman:
        draughtsman.get_ready()
        return _redraw(source, None if out is None else Path(out), language, overwrite, draughtsman)


def _is_comparison(folder: Path) -> bool:
    """Whether a folder says that it holds a comparison; what is wrong is told when it is opened."""
    try:
        return bool(files.read_manifest(folder)["kind"] == "compare")
    except (ResultsError, KeyError):
        return False


def _redraw(
    source: Path, out: Path | None, language: str, overwrite: bool, draughtsman: Draughtsman
) -> Redrawn:
    """Open results and draw their figures, one of a comparison by the draughtsman."""
    results = open_results(source)
    if not isinstance(results, Results | Analysis):
        text = "is the store of a sweep, which has no figures of its own"
        hint = f"'cogov discover {quote(str(source))}' looks for conditions in it"
        raise ResultsError(Problem(text, file=str(source), hint=hint))
    # Those of a study are known when they are drawn.
    drawn = results.figures(language) if isinstance(results, Analysis) else {}
    target = source if out is None else out
    inner = Speech(language).suffix
    paths = {
        name: [target / f"{name}{inner}{ending}" for ending in _ENDINGS]
        for name in (drawn or _names(results))
    }
    written = [path for pair in paths.values() for path in pair]
    there = [path.name for path in written if path.exists()]
    if there and not overwrite:
        text = f"already holds {', '.join(there)}"
        hint = "choose another folder with --out, or pass --overwrite to draw them anew"
        raise ResultsError(Problem(text, file=str(target), hint=hint))
    files.create_folder(target)
    with files.writing(target):
        if isinstance(results, Comparison):
            draughtsman.give(main_figure(results, paths["compare"], language))
            drawn = results.effect_figures(language)
        elif isinstance(results, Results):
            drawn = {"run": results.figure(language)}
        from sim.report.figures.look import save_figure

        for name, figure in drawn.items():
            save_figure(figure, paths[name])
        draughtsman.finish()
        if out is None:
            _name_figures(target, tuple(paths))
            manifest, names = files.read_manifest(target), [path.name for path in written]
            known = [name for name in manifest.get("files", {}) if name not in names]
            files.write_manifest(target, manifest, [*known, *names])
    told = results.sentences(language) if isinstance(results, Analysis | Comparison) else ()
    return Redrawn(results, tuple(told), tuple(written))


def _name_figures(folder: Path, names: Sequence[str]) -> None:
    """Have an answer that was saved without figures name those that it has now."""
    drawn = tuple(f"{one}.svg" for one in names if one != "compare")
    for answer in read_answers(folder):
        if answer.path.parent == folder and not answer.figures:
            known = tuple(one for one in drawn if (folder / one).is_file())
            name = answer.path.name.removesuffix(SUFFIX)
            write_answer(folder, name, replace(answer, figures=known))


def _names(results: Results | Analysis) -> tuple[str, ...]:
    """Names of the figures of a run or a comparison."""
    if isinstance(results, Comparison):
        return ("compare", *EFFECT_FIGURES)
    return ("run",) if isinstance(results, Results) else ()


def read_sensitivity(folder: Path) -> Analysis:
    """The tables of a sensitivity analysis that was saved.

    Raises:
        ResultsError: The folder is missing, foreign or damaged, or holds something else.
    """
    manifest = files.read_manifest(folder)
    kind = manifest.get("kind")
    if kind != "sensitivity":
        text = f"holds results of '{kind}', not of a sensitivity analysis"
        hint = f"'cogov discover {quote(str(folder))}' scores the factors of any runs"
        raise ResultsError(Problem(text, file=str(folder), hint=hint))
    return read_analysis(folder, manifest)
