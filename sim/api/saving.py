"""Writing a folder of results: tables, figures, sentences, and the manifest last."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import common_until
from sim.api.drawing import Draughtsman, Drawing
from sim.api.results import (
    BY_SEED,
    DIFFERENCES,
    EFFECT_FIGURES,
    EFFECTS,
    EFFECTS_ANSWER,
    FIGURES,
    LEVELS,
    RUN_FIGURES,
    Comparison,
    Results,
)
from sim.report.answers import Answer, write_answer
from sim.runs import files, tables
from sim.runs.options import LANGUAGES
from sim.runs.tables import csv_text
from sim.words import Speech

if TYPE_CHECKING:
    import pyarrow as pa


def about_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What every table says of itself."""
    return {
        "kind": manifest["kind"],
        "scenarios": {
            name: {"summary": one["summary"], "sources": one["sources"]}
            for name, one in manifest["scenarios"].items()
        },
        "seeds": manifest["seeds"],
        "hashes": {key: manifest["hashes"][key] for key in ("scenarios", "code")},
    }


def save_tables(
    folder: Path,
    content: Mapping[str, "pa.Table"],
    manifest: Mapping[str, Any],
    results: Results | None,
    language: str = "en",
    spools: Mapping[str, tables.Spool] = MappingProxyType({}),
    draughtsman: Draughtsman | None = None,
    figures: bool = True,
) -> dict[str, Any]:
    """Write a folder of results, the manifest last; what the folder held before goes first.

    Args:
        folder: An existing folder.
        content: Tables by name.
        manifest: The manifest.
        results: What follows from the table of metrics, or None when it is not complete.
        language: Language of the figure.
        spools: Tables that are already written and only need their names, by name.
        draughtsman: Draws some of the figures meanwhile.
        figures: Whether any are drawn.

    Returns:
        The manifest as written, with the hash of each file.

    Raises:
        ResultsError: Something could not be written.
    """
    draughtsman = draughtsman or Draughtsman(apart=False)
    about = about_of(manifest)
    names = [tables.file_of(name) for name in (*content, *spools)]
    with files.writing(folder):
        files.remove_old(folder)
        if results is not None and figures:
            drawn = FIGURES if isinstance(results, Comparison) else RUN_FIGURES
            draughtsman.give(main_figure(results, [folder / name for name in drawn], language))
        for name, table in content.items():
            tables.write(folder / tables.file_of(name), name, table, about)
        for spool in spools.values():
            spool.save()
        if isinstance(results, Comparison):
            names += _save_comparison(folder, results, language, figures)
        elif results is not None and figures:
            names += RUN_FIGURES
            if results.design.sets:
                text = results.levels.to_csv(index=False, lineterminator="\n")
                files.write_text(folder / LEVELS, text)
                names.append(LEVELS)
        draughtsman.finish()
        return files.write_manifest(folder, manifest, names)


def main_figure(results: Results, paths: Sequence[Path], language: str) -> Drawing:
    """The figure of a run or a comparison, with no more of the metrics than it shows."""
    from sim.report.figures.over_time import comparison_figure, run_figure

    design, metrics = results.design, results.metrics
    town = metrics.loc[metrics["community"] == tables.TOWN, [*tables.KEYS, *design.metrics]]
    if isinstance(results, Comparison):
        until = common_until(results.common_past)
        compared = (town, results.differences, design, until, Speech(language))
        return Drawing(comparison_figure, compared, tuple(paths))
    # Without a common past a run begins at its start, and nothing is shaded.
    alone = (town, design, design.start, Speech(language), results.events())
    return Drawing(run_figure, alone, tuple(paths))


def _save_comparison(folder: Path, results: Comparison, language: str, figures: bool) -> list[str]:
    """Write what else follows from the metrics of a comparison; returns the names of all."""
    frames = {DIFFERENCES: results.differences, LEVELS: results.levels, BY_SEED: results.by_seed}
    frames |= {f"{name}.csv": getattr(results, name) for name in EFFECTS}
    for name, frame in frames.items():
        files.write_text(folder / name, csv_text(frame))
    drawn = list(FIGURES) if figures else []
    if figures:
        from sim.report.figures.look import save_figure

        for name, figure in results.effect_figures(language).items():
            paths = [folder / f"{name}{ending}" for ending in (".png", ".svg")]
            save_figure(figure, paths)
            drawn += [path.name for path in paths]
    answer = Answer(
        kind=EFFECTS_ANSWER,
        sentences={one: results.sentences(one) for one in LANGUAGES},
        tables=tuple(f"{name}.csv" for name in EFFECTS),
        figures=tuple(f"{name}.svg" for name in EFFECT_FIGURES if figures),
    )
    path = write_answer(folder, EFFECTS_ANSWER, answer)
    return [*frames, *drawn, path.name]
