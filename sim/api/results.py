"""Results in memory and in a folder: tables, manifest, and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis import compare as analysis
from sim.analysis.compare import CommonPast, Design
from sim.errors import Problem, ResultsError
from sim.runs import files, tables
from sim.runs.manifest import FORMAT

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from matplotlib.figure import Figure

    from sim.api.sweeps import SweepResults

DIFFERENCES = "differences.csv"
LEVELS = "levels.csv"
BY_SEED = "seeds.csv"
FIGURES = ("compare.png", "compare.svg")
RUN_FILES = (files.MANIFEST, files.METRICS)
COMPARE_FILES = (*RUN_FILES, DIFFERENCES, LEVELS, BY_SEED, *FIGURES)


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """What a run left behind.

    Attributes:
        metrics: One row for each scenario, seed, month and community (``town`` for the whole):
            columns ``scenario``, ``seed``, ``month`` (date of the first day), ``community``,
            then one float64 column for each declared metric, NaN where it is null.
        manifest: All that is needed to know what the table is, and to make it again.
        folder: Where they are saved, None when they are not.
    """

    metrics: "pd.DataFrame"
    manifest: Mapping[str, Any]
    folder: Path | None

    @property
    def design(self) -> Design:
        """Scenarios, seeds, months and metrics shown."""
        return Design.from_json(self.manifest["design"])

    def headline(self) -> "pd.DataFrame":
        """Mean over the last 12 months of each metric shown, in the town.

        Returns:
            Columns scenario, metric, seed, value.
        """
        return analysis.headline_levels(self.metrics, self.design)

    def figure(self, language: str = "en") -> "Figure":
        """The metrics shown, over time; ``language`` is ``en`` or ``zh``.

        Raises:
            OptionError: There is no font for the language.
        """
        from sim.report.plots import run_figure

        (scenario,) = self.design.scenarios
        burn_in = self.manifest["scenarios"][scenario]["run"]["burn_in"]["months"]
        until = self.design.start if burn_in else None
        return run_figure(self.metrics, self.design, until, language)

    def __repr__(self) -> str:
        """Class, scenarios, seeds and folder."""
        seeds = self.manifest["seeds"]
        return (
            f"<{type(self).__name__} of {', '.join(self.design.scenarios)}; {len(seeds)} "
            f"seed{'s' * (len(seeds) > 1)}; {self.folder or 'not saved'}>"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Results):
    """What a comparison left behind.

    Attributes:
        differences: Scenario minus baseline of each metric: see
            `sim.analysis.compare.differences_table`.
        levels: Level of each metric in each scenario: see `sim.analysis.compare.levels_table`.
        by_seed: Level and paired difference in each seed: see `sim.analysis.compare.per_seed`.
        common_past: What the check of each pair before its first difference found.
    """

    differences: "pd.DataFrame"
    levels: "pd.DataFrame"
    by_seed: "pd.DataFrame"
    common_past: tuple[CommonPast, ...]

    def figure(self, language: str = "en") -> "Figure":
        """Metrics over time and paired differences; ``language`` is ``en`` or ``zh``.

        Raises:
            OptionError: There is no font for the language.
        """
        from sim.report.plots import comparison_figure

        until = analysis.common_until(self.common_past)
        return comparison_figure(self.metrics, self.differences, self.design, until, language)


def results_of(
    metrics: "pd.DataFrame", manifest: Mapping[str, Any], folder: Path | None
) -> Results:
    """Results out of the table of metrics and the manifest, from which all else follows.

    Raises:
        ValueError: The manifest is of another kind.
    """
    design = Design.from_json(manifest["design"])
    if manifest["kind"] == "run":
        return Results(metrics, manifest, folder)
    if manifest["kind"] != "compare":
        raise ValueError(f"unknown kind {manifest['kind']!r}")
    by_seed = analysis.per_seed(metrics, design)
    return Comparison(
        metrics=metrics,
        manifest=manifest,
        folder=folder,
        differences=analysis.differences_table(by_seed, design),
        levels=analysis.levels_table(by_seed, design),
        by_seed=by_seed,
        common_past=tuple(CommonPast.from_json(check) for check in manifest["common_past"]),
    )


def save_tables(
    folder: Path, table: "pa.Table", manifest: Mapping[str, Any], results: Results | None,
    language: str = "en",
) -> dict[str, Any]:  # fmt: skip
    """Write a folder of results, the manifest last; what the folder held before goes first.

    Args:
        folder: An existing folder.
        table: The table of metrics.
        manifest: The manifest.
        results: What follows from the table, or None when it is not complete.
        language: Language of the figure.

    Returns:
        The manifest as written, with the hash of each file.

    Raises:
        ResultsError: Something could not be written.
    """
    about = {
        "kind": manifest["kind"],
        "scenarios": {
            name: {"summary": one["summary"], "sources": one["sources"]}
            for name, one in manifest["scenarios"].items()
        },
        "seeds": manifest["seeds"],
        "hashes": {key: manifest["hashes"][key] for key in ("scenarios", "code")},
    }
    names = [files.METRICS]
    with files.writing(folder):
        files.remove_old(folder)
        tables.write_metrics(folder / files.METRICS, table, about)
        if isinstance(results, Comparison):
            names += _save_comparison(folder, results, language)
        return files.write_manifest(folder, manifest, names)


def _save_comparison(folder: Path, results: Comparison, language: str) -> list[str]:
    """Write what follows from the metrics of a comparison; returns the names."""
    from sim.report.plots import save_figure

    frames = {DIFFERENCES: results.differences, LEVELS: results.levels, BY_SEED: results.by_seed}
    for name, frame in frames.items():
        files.write_text(folder / name, frame.to_csv(index=False, lineterminator="\n"))
    save_figure(results.figure(language), [folder / name for name in FIGURES], language)
    return [*frames, *FIGURES]


def open_results(folder: str | Path) -> "Results | SweepResults":
    """Results that a run, a comparison or a sweep saved.

    Returns:
        `Comparison` for a comparison, `SweepResults` for the store of a sweep.

    Raises:
        ResultsError: The folder is missing, holds something else, or is damaged.
    """
    folder = Path(folder)
    manifest = files.read_manifest(folder)
    path = folder / files.MANIFEST
    if manifest.get("kind") == "store":
        from sim.api.sweeps import SweepResults

        return SweepResults(folder)
    if manifest.get("format", 0) > FORMAT:
        raise ResultsError(
            Problem("was written by a newer version", file=str(path), hint="update this program")
        )
    recorded = manifest.get("files", {}).get(files.METRICS, {}).get("sha256")
    metrics = folder / files.METRICS
    if not metrics.is_file():
        raise ResultsError(Problem("is missing", file=str(metrics), hint="run it again"))
    if files.digest(metrics) != recorded:
        raise ResultsError(
            Problem("is not the file that the manifest describes; it was changed or damaged",
                    file=str(metrics), hint="run it again")
        )  # fmt: skip
    frame = tables.read_metrics(metrics).to_pandas()
    try:
        return results_of(frame, manifest, folder)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResultsError(
            Problem(f"is damaged: {type(error).__name__} {error}", file=str(path))
        ) from error
