"""Kinds of studies that have not moved to `sim.studies` yet."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.kinds import kinds
from sim.report.answers import SUFFIX
from sim.runs import files
from sim.studies import analysis
from sim.studies.analysis import read_analysis as read_analysis
from sim.studies.runs import STORE as STORE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.report.shown import Shown

_ENDINGS = (".png", ".svg")
FIGURES = {
    "calibration": "sim.report.figures.calibration",
    "validation": "sim.report.figures.validation",
}
"""Modules that draw an analysis, by kind."""
SENTENCES = {
    "calibration": "sim.report.words_calibration",
    "validation": "sim.report.words_validation",
}
"""Modules that say what an analysis found, by kind."""
PRINTED = {
    "calibration": ("sim.report.words_calibration", "print_calibration"),
    "validation": ("sim.report.words_validation", "print_validation"),
}
"""Functions that print the tables of an analysis, by kind."""
KINDS = (*FIGURES, *kinds())
"""Kinds of analyses."""


class Analysis(analysis.Analysis):
    """What a study that has not moved yet found."""

    def sentences(self, language: str = "en") -> tuple[str, ...]:
        """What it found."""
        if self.kind not in SENTENCES:
            return super().sentences(language)
        from sim.report.words import closed_up

        made: list[str] = import_module(SENTENCES[self.kind]).sentences(
            self.tables, self.about(language), language
        )
        return tuple(closed_up(text) for text in made)

    def figures(self, language: str = "en") -> dict[str, "Figure"]:
        """Its figures by name."""
        if self.kind not in FIGURES:
            return super().figures(language)
        made: dict[str, Figure] = import_module(FIGURES[self.kind]).figures(
            self.tables, self.about(language), language
        )
        return made

    def shown(self, language: str = "en") -> "list[Shown]":
        """The tables that the command prints, as texts."""
        if self.kind not in PRINTED:
            return super().shown(language)
        from sim.report.terminal import collecting

        module, name = PRINTED[self.kind]
        with collecting() as found:
            getattr(import_module(module), name)(self.tables, self.about(language), language)
        return found


def files_of(kind: str, tables: tuple[str, ...], figures: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the files that an analysis writes, in either language."""
    drawn = [
        f"{name}{language}{ending}"
        for name in figures
        for language in ("", ".zh")
        for ending in _ENDINGS
    ]
    return (files.MANIFEST, f"{kind}{SUFFIX}", *(f"{name}.csv" for name in tables), *drawn)


def save_analysis(found: analysis.Analysis, language: str) -> Analysis:
    """Write an analysis into its folder."""
    saved = analysis.save_analysis(found, language)
    return Analysis(saved.kind, saved.tables, saved.manifest, saved.folder)


def moved(found: analysis.Analysis) -> analysis.Analysis:
    """An analysis with the class of its kind."""
    if found.kind in FIGURES:
        return Analysis(found.kind, found.tables, found.manifest, found.folder)
    return found


def read(folder: Any, manifest: Any) -> analysis.Analysis:
    """An analysis that was saved, with the class of its kind."""
    return moved(read_analysis(folder, manifest))
