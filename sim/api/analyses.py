"""What an analysis leaves: tables, figures, sentences, and the folder that holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ResultsError
from sim.report.answers import SUFFIX, Answer, write_answer
from sim.report.labels import ScenarioLabels
from sim.report.words import closed_up
from sim.runs import files
from sim.runs.options import LANGUAGES
from sim.sweeps.store import INNER

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.report.shown import Shown

STORE = INNER
"""Folder, inside that of the analysis, of the runs that it rests on."""
_ENDINGS = (".png", ".svg")
_CHINESE = "zh"

FIGURES = {
    "attribution": "sim.report.figures.attribution",
    "calibration": "sim.report.figures.calibration",
    "discovery": "sim.report.figures.discovery",
    "pareto": "sim.report.figures.search",
    "sensitivity": "sim.report.figures.sensitivity",
    "validation": "sim.report.figures.validation",
    "why": "sim.report.figures.why",
}
"""Modules that draw an analysis, by kind."""
SENTENCES = {
    "attribution": "sim.report.words_attribution",
    "calibration": "sim.report.words_calibration",
    "discovery": "sim.report.words_discovery",
    "pareto": "sim.report.words_search",
    "sensitivity": "sim.report.words_sensitivity",
    "validation": "sim.report.words_validation",
    "why": "sim.report.words_why",
}
"""Modules that say what an analysis found, by kind."""
PRINTED = {
    "attribution": ("sim.report.analysis_tables", "print_attribution"),
    "calibration": ("sim.report.words_calibration", "print_calibration"),
    "discovery": ("sim.report.words_discovery", "print_discovery"),
    "pareto": ("sim.report.words_search", "print_search"),
    "sensitivity": ("sim.report.analysis_tables", "print_sensitivity"),
    "validation": ("sim.report.words_validation", "print_validation"),
    "why": ("sim.report.why_table", "print_why"),
}
"""Functions that print the tables of an analysis, by kind."""
KINDS = tuple(FIGURES)
"""Kinds of analyses."""


@dataclass(frozen=True, eq=False, repr=False)
class Analysis:
    """What an analysis that explains results found.

    Attributes:
        kind: ``attribution``, ``discovery``, ``sensitivity`` or another of `FIGURES`.
        tables: Its tables, by name.
        manifest: All that is needed to know what they are, and to make them again.
        folder: Where they are saved.
    """

    kind: str
    tables: Mapping[str, "pd.DataFrame"]
    manifest: Mapping[str, Any]
    folder: Path

    def about(self, language: str = "en") -> dict[str, Any]:
        """What is asked, with scenarios as readers call them; ``language`` is ``en`` or ``zh``."""
        labels = ScenarioLabels.of(self.manifest.get("scenarios", {}))
        return labels.about(self.manifest["about"], language)

    def sentences(self, language: str = "en") -> tuple[str, ...]:
        """What it found, with its uncertainty; ``language`` is ``en`` or ``zh``."""
        made: list[str] = import_module(SENTENCES[self.kind]).sentences(
            self.tables, self.about(language), language
        )
        return tuple(closed_up(text) for text in made)

    def figures(self, language: str = "en") -> dict[str, "Figure"]:
        """Its figures by name; ``language`` is ``en`` or ``zh``."""
        made: dict[str, Figure] = import_module(FIGURES[self.kind]).figures(
            self.tables, self.about(language), language
        )
        return made

    def shown(self, language: str = "en") -> "list[Shown]":
        """The tables that the command prints, as texts; ``language`` is ``en`` or ``zh``."""
        from sim.report.terminal import collecting

        module, name = PRINTED[self.kind]
        with collecting() as found:
            getattr(import_module(module), name)(self.tables, self.about(language), language)
        return found

    def __repr__(self) -> str:
        """Class, kind, names of the tables, and folder."""
        return f"<Analysis: {self.kind}; {', '.join(self.tables)}; {self.folder}>"


def files_of(kind: str, tables: tuple[str, ...], figures: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the files that an analysis writes, in either language."""
    drawn = [
        f"{name}{language}{ending}"
        for name in figures
        for language in ("", f".{_CHINESE}")
        for ending in _ENDINGS
    ]
    return (files.MANIFEST, f"{kind}{SUFFIX}", *(f"{name}.csv" for name in tables), *drawn)


def save_analysis(found: Analysis, language: str) -> Analysis:
    """Write an analysis into its folder, the manifest last; runs that lie there stay.

    Figures are written in English, and with ``language`` ``zh`` in Chinese beside them.

    Raises:
        ResultsError: Something could not be written.
    """
    from sim.report.figures.look import save_figure

    folder = found.folder
    names: list[str] = []
    with files.writing(folder):
        files.remove_old(folder)
        for name, frame in found.tables.items():
            text = frame.to_csv(index=False, lineterminator="\n")
            files.write_text(folder / f"{name}.csv", text)
            names.append(f"{name}.csv")
        plain: list[str] = []
        for one in ("en", language) if language == _CHINESE else ("en",):
            inner = "" if one == "en" else f".{one}"
            for name, figure in found.figures(one).items():
                paths = [folder / f"{name}{inner}{ending}" for ending in _ENDINGS]
                save_figure(figure, paths)
                names += [path.name for path in paths]
                plain += [f"{name}.svg"] if one == "en" else []
        sentences = {one: found.sentences(one) for one in LANGUAGES}
        tables = tuple(f"{name}.csv" for name in found.tables)
        answer = Answer(found.kind, sentences, tables, tuple(plain))
        names.append(write_answer(folder, found.kind, answer).name)
        manifest = files.write_manifest(folder, found.manifest, names)
    return Analysis(found.kind, found.tables, manifest, folder)


def read_analysis(folder: Path, manifest: Mapping[str, Any]) -> Analysis:
    """An analysis that was saved.

    Raises:
        ResultsError: The manifest lacks a part, or a table is missing, changed or damaged.
    """
    import pandas as pd

    lacking = [part for part in ("about", "files") if not isinstance(manifest.get(part), dict)]
    if lacking:
        text = f"is damaged: it lacks {', '.join(lacking)}"
        where = str(folder / files.MANIFEST)
        raise ResultsError(Problem(text, file=where, hint="run it again"))
    tables = {}
    for name, about in manifest["files"].items():
        path = folder / name
        if path.suffix != ".csv":
            continue
        if not path.is_file() or files.digest(path) != about["sha256"]:
            text = "is missing, or not the file that the manifest describes"
            raise ResultsError(Problem(text, file=str(path), hint="run it again"))
        try:
            tables[path.stem] = pd.read_csv(path)
        except pd.errors.EmptyDataError:
            # A table without rows and columns: nothing was found.
            tables[path.stem] = pd.DataFrame()
    return Analysis(manifest["kind"], tables, manifest, folder)
