"""The brief of a folder of results, and its figures."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.api.results import Comparison, Results, open_results
from sim.errors import Problem, ResultsError
from sim.report.answers import Answer, read_answers
from sim.runs import files
from sim.runs.choose import check_one_town
from sim.runs.options import LANGUAGES, Problems, check_choice
from sim.runs.tables import file_of
from sim.scenario.places import experiments_folder
from sim.studies.analysis import Analysis

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.report.brief import Material
    from sim.report.shown import Shown

VALIDATION = "validation"
VALIDATION_TABLE = "validation.csv"
_PARTS = ("code", "packages", "platform", "options", "hashes")
_OF_SCENARIO = (
    "name",
    "summary",
    "sources",
    "chain",
    "town",
    "run",
    "population",
    "epochs",
    "events",
    "parameters",
    "origins",
    "known",
)
NAMES: Mapping[str, str] = {"en": "report.html", "zh": "report.zh.html"}
"""Name of the brief in each language."""


def write_brief(
    folder: str | Path,
    *,
    language: str = "en",
    out: str | Path | None = None,
    figures: str | Path | None = None,
    plan: str = "",
    overwrite: bool = False,
) -> Path:
    """Write the brief of a folder of results: one HTML page that needs no network.

    Args:
        folder: What a run, a comparison, a sweep or an analysis left; answers of analyses in
            the folder of a run or comparison, or in a folder within it, get a section of their
            own.
        language: ``en`` or ``zh``.
        out: The file; None for ``report.html``, in Chinese ``report.zh.html``, in the folder,
            whose manifest then names it.
        figures: A folder that takes every figure of a run or comparison as PNG and SVG as well;
            None for none.
        plan: Of the store of a sweep: the plan; the one that was written last when empty.
        overwrite: Replace what is there already.

    Returns:
        The file.

    Raises:
        UserError: With every problem of the options; or the folder is missing, foreign or
            damaged.
    """
    problems = Problems()
    problems.add(check_choice("lang", language, LANGUAGES))
    folder = Path(folder)
    path = Path(out) if out is not None else folder / NAMES.get(language, NAMES["en"])
    with problems.gather():
        kind = files.read_manifest(folder).get("kind")
        if figures is not None and kind not in ("run", "compare"):
            text = "only a run or a comparison has figures beside those of its folder"
            problems.add([Problem(text, path="figures", hint="leave the option out")])
        if plan and kind != "store":
            text = "only the store of a sweep has plans"
            problems.add([Problem(text, path="plan", hint="leave the option out")])
    problems.add(_in_the_way(path, overwrite))
    drawn = None if figures is None else Path(figures)
    if drawn is not None:
        problems.add(files.check_folder(drawn, (), overwrite))
    problems.settle()
    material = material_of(folder, language, plan)
    from sim.report.brief import brief

    text = brief(material, language)
    if drawn is not None:
        _save_figures(material, drawn, language, overwrite)
    with files.writing(path.parent):
        files.write_text(path, text)
    if out is None:
        files.note_in_manifest(folder, path.name)
    return path


def _in_the_way(path: Path, overwrite: bool) -> list[Problem]:
    """What stands in the way of writing a file."""
    where = str(path)
    hint = "choose another file with --out"
    if not path.parent.is_dir():
        return [Problem("its folder does not exist", file=where, hint=hint)]
    if path.is_dir():
        return [Problem("is a folder, not a file", file=where, hint=hint)]
    if path.exists() and not overwrite:
        return [Problem("already exists", file=where, hint=f"{hint}, or pass --overwrite")]
    return []


def material_of(folder: Path, language: str = "en", plan: str = "") -> "Material":
    """What a brief of a folder is made of.

    Args:
        folder: The folder.
        language: Language of what analyses say, ``en`` or ``zh``.
        plan: Of the store of a sweep: the plan; the one that was written last when empty.

    Raises:
        ResultsError: The folder is missing, foreign or damaged.
    """
    results = open_results(folder)
    if isinstance(results, Results):
        return _material(results, folder, language)
    from sim.api.studied import material_of_analysis, material_of_store
    from sim.sweeps.results import SweepResults

    if isinstance(results, SweepResults):
        return material_of_store(results, language, plan)
    return material_of_analysis(results, language)


def figures(results: Results, language: str = "en") -> "dict[str, Figure]":
    """Every figure that the tables of a run or a comparison allow.

    Args:
        results: What a run or a comparison left.
        language: ``en`` or ``zh``.

    Returns:
        Figures by name, such as ``rungs``, ``hours`` and ``network``.

    Raises:
        OptionError: There is no such language.
        ResultsError: A table is damaged.
    """
    problems = Problems()
    problems.add(check_choice("language", language, LANGUAGES))
    problems.settle()
    from sim.report.brief.figures import drawings

    material = _material(results, results.folder or Path(), language)
    return {name.partition("_")[2]: draw() for name, draw in drawings(material, language)}


def _material(results: Results, folder: Path, language: str) -> "Material":
    """Tables of results, with the answers in their folder and the validation that is shipped."""
    import pandas as pd

    from sim.report.brief import Material

    check_manifest(
        results.manifest, folder / files.MANIFEST, results.manifest["design"]["scenarios"]
    )
    validation, table = shipped_validation()
    answers = read_answers(folder) if results.folder is not None else ()
    return Material(
        folder=folder,
        manifest=results.manifest,
        design=results.design,
        metrics=results.metrics,
        groups=results.groups,
        differences=results.differences if isinstance(results, Comparison) else pd.DataFrame(),
        network=_if_recorded(results, "network"),
        matters=_if_recorded(results, "matters"),
        common_past=results.common_past if isinstance(results, Comparison) else (),
        answers=answers,
        validation=validation,
        validation_table=table,
        shown=shown_of((*answers, *validation), language),
    )


def shown_of(answers: Iterable[Answer], language: str) -> "dict[Path, list[Shown]]":
    """The tables that commands print, of those answers whose folder is that of an analysis.

    Args:
        answers: The answers.
        language: ``en`` or ``zh``.

    Returns:
        Tables by the file of the answer.

    Raises:
        ResultsError: A table of an analysis is damaged.
    """
    found = {}
    for answer in answers:
        place = answer.path.parent
        if not (place / files.MANIFEST).is_file():
            continue
        if files.read_manifest(place).get("kind") != answer.kind:
            continue
        analysis = open_results(place)
        if isinstance(analysis, Analysis):
            try:
                found[answer.path] = analysis.shown(language)
            except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
                text = f"is damaged: {type(error).__name__} {error}"
                raise ResultsError(Problem(text, file=str(place))) from error
    return found


def shipped_validation() -> tuple[tuple[Answer, ...], Path | None]:
    """What the recorded validation of the model says, and its table."""
    shipped = experiments_folder() / VALIDATION
    table = shipped / VALIDATION_TABLE
    answers = read_answers(shipped) if shipped.is_dir() else ()
    return answers, table if table.is_file() else None


def check_manifest(manifest: Mapping[str, Any], path: Path, scenarios: Iterable[str]) -> None:
    """Make sure that a manifest holds all that a brief says of it.

    Raises:
        ResultsError: Something is not there.
    """
    missing = [name for name in _PARTS if name not in manifest]
    if manifest.get("kind") != "sweep":
        missing += [name for name in ("timings",) if name not in manifest]
    for name in scenarios:
        scenario = manifest.get("scenarios", {}).get(name, {})
        missing += [f"scenarios.{name}.{part}" for part in _OF_SCENARIO if part not in scenario]
    if missing:
        text = f"is damaged: it lacks {', '.join(missing)}"
        raise ResultsError(Problem(text, file=str(path), hint="run it again"))
    if manifest.get("kind") in ("compare", "sweep"):
        check_one_town(manifest["scenarios"], path.parent)


def _if_recorded(results: Results, name: str) -> "pd.DataFrame | None":
    """A table of results, None where it was not recorded."""
    if name in results.at_hand or file_of(name) in results.manifest.get("files", {}):
        frame: pd.DataFrame = getattr(results, name)
        return frame
    return None


def _save_figures(material: "Material", folder: Path, language: str, overwrite: bool) -> None:
    """Write every figure as PNG and SVG."""
    from sim.report.brief.figures import drawings
    from sim.report.figures.look import save_figure

    made = [(name.partition("_")[2], draw) for name, draw in drawings(material, language)]
    ending = "" if language == "en" else f".{language}"
    names = [f"{name}{ending}{kind}" for name, _ in made for kind in (".png", ".svg")]
    there = [name for name in names if (folder / name).exists()]
    if there and not overwrite:
        text = f"already holds {', '.join(there)}"
        hint = "choose another folder with --figures, or pass --overwrite"
        raise ResultsError(Problem(text, file=str(folder), hint=hint))
    files.create_folder(folder)
    for name, draw in made:
        paths = [folder / f"{name}{ending}{kind}" for kind in (".png", ".svg")]
        save_figure(draw(), paths)
