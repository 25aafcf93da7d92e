"""Results in memory and in a folder: tables, manifest, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis import compare as analysis
from sim.analysis import effects, standing
from sim.analysis.compare import CommonPast, Design
from sim.analysis.sets import Sets
from sim.calendar import parse_month
from sim.declarations.tables import ALWAYS, ON_REQUEST, WITH_SETS
from sim.errors import Problem, ResultsError
from sim.report.answers import SUFFIX
from sim.runs import files, tables
from sim.runs.manifest import FORMAT, code_digest, plain
from sim.runs.plausible import Counts
from sim.words.setting import spoken

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.scenario import Scenario
    from sim.studies.analysis import Analysis
    from sim.sweeps.store import SweepResults

DIFFERENCES = "differences.csv"
LEVELS = "levels.csv"
BY_SEED = "seeds.csv"
FIGURES = ("compare.png", "compare.svg")
EFFECTS = ("effects_over_time", "effects_by_community", "effects_by_group")
"""Tables of when, where and for whom scenarios differ; each is a property of `Comparison`."""
EFFECT_FIGURES = ("effects_over_time", "effects_by")
EFFECTS_ANSWER = "effects"
RUN_FILES = (files.MANIFEST, *(tables.file_of(name) for name in ALWAYS))
RUN_FIGURES = ("run.png", "run.svg")
SAVED_RUN = (*RUN_FILES, *RUN_FIGURES)
"""What a run of its own leaves: the tables that every job leaves, and its figure."""
RUN_WITH_SETS = (tables.file_of(WITH_SETS), LEVELS)
"""What it leaves besides where plausible sets of parameters were run."""
COMPARE_FILES = (
    *RUN_FILES,
    tables.file_of(WITH_SETS),
    DIFFERENCES,
    LEVELS,
    BY_SEED,
    *FIGURES,
    *(f"{name}.csv" for name in EFFECTS),
    *(f"{name}{ending}" for name in EFFECT_FIGURES for ending in (".png", ".svg")),
    f"{EFFECTS_ANSWER}{SUFFIX}",
)


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """What a run left behind.

    Attributes:
        metrics: One row for each scenario, seed, month and community (``town`` for the whole):
            columns ``scenario``, ``seed``, ``month`` (date of the first day), ``community``,
            then one float64 column for each declared metric, NaN where it is null.
        manifest: All that is needed to know what the table is, and to make it again.
        folder: Where they are saved, None when they are not.
        at_hand: Other tables that need not be read from the folder, by name.
    """

    metrics: "pd.DataFrame"
    manifest: Mapping[str, Any]
    folder: Path | None
    at_hand: Mapping[str, "pd.DataFrame"] = field(default_factory=dict, kw_only=True)

    @cached_property
    def sets(self) -> Sets | None:
        """What plausible sets of parameters give, or None when none were run."""
        if not self.design.sets:
            return None
        counts = self.counts
        rows = () if counts is None else counts.rows
        return Sets(self.with_sets, self.design, rows, self.metrics)

    @property
    def with_sets(self) -> "pd.DataFrame":
        """The table of plausible sets and of residents standing still.

        Raises:
            ResultsError: Neither was run, or the table is damaged.
        """
        return self._table(WITH_SETS)

    @property
    def counts(self) -> Counts | None:
        """The town's own counts that weigh the sets, or None."""
        found = self.manifest.get("data")
        return None if found is None else Counts.from_json(found)

    @cached_property
    def by_seed(self) -> "pd.DataFrame":
        """Level and paired difference in each seed: see `sim.analysis.compare.per_seed`."""
        return analysis.per_seed(self.metrics, self.design)

    @cached_property
    def levels(self) -> "pd.DataFrame":
        """Level of each metric in each scenario: see `sim.analysis.compare.levels_table`.

        With where on its way each stands: see `sim.analysis.standing.with_level_path`.
        Where plausible sets of parameters were run, with what they make of it.
        """
        table = analysis.levels_table(self.by_seed, self.design)
        table = standing.with_level_path(table, self.metrics, self.design)
        return table if self.sets is None else self.sets.with_levels(table)

    @cached_property
    def groups(self) -> "pd.DataFrame":
        """Metrics of adults by age, origin, education, tenure, vulnerability and party.

        The whole town each month, each community each December and in the last month: columns
        ``scenario``, ``seed``, ``month``, ``community``, ``group_by``, ``group``, ``adults``,
        then one float64 column for each metric of `sim.declarations.groups.GROUP_METRICS`.

        Raises:
            ResultsError: The table is not there, or damaged.
        """
        return self._table("groups")

    @cached_property
    def actors(self) -> "pd.DataFrame":
        """Hours of the ten types of actor, month by month, in each community and the town.

        Columns ``scenario``, ``seed``, ``month``, ``community``, ``actor``, ``hours``.

        Raises:
            ResultsError: The table is not there, or damaged.
        """
        return self._table("actors")

    @cached_property
    def network(self) -> "pd.DataFrame":
        """Joint work of committees, grids, units, organisations and agencies, year by year.

        Columns ``scenario``, ``seed``, ``month``, ``community``, then kind and number of either
        body, and ``hours``.

        Raises:
            ResultsError: The table is not there, or damaged.
        """
        return self._table("network")

    @cached_property
    def matters(self) -> "pd.DataFrame":
        """Every single matter that arose, if they were recorded: where and when, how it went.

        Columns are those of `sim.declarations.tables`. Rows come in the order in which matters
        left the books of the model: those that ended long before others come before them.

        Raises:
            ResultsError: Matters were not recorded, or the table is damaged.
        """
        return self._table("matters")

    @cached_property
    def panel(self) -> "pd.DataFrame":
        """Yearly rows of a sample of residents, if it was recorded: see `sim.declarations.tables`.

        The same places in every scenario of a seed; ``resident`` and ``arrived`` tell persons
        apart.

        Raises:
            ResultsError: It was not recorded, or the table is damaged.
        """
        return self._table("panel")

    def _table(self, name: str) -> "pd.DataFrame":
        """Read a table beside the metrics."""
        if name in self.at_hand:
            return self.at_hand[name]
        if self.folder is None or tables.file_of(name) not in self.manifest["files"]:
            option = f" with --record {name}, record={name!r}" if name in ON_REQUEST else ""
            raise ResultsError(
                Problem(
                    f"{name} were not recorded",
                    file=str(self.folder or ""),
                    hint=f"run it again{option}",
                )
            )
        return _read(self.folder, self.manifest, name)

    @property
    def design(self) -> Design:
        """Scenarios, seeds, months and metrics shown."""
        return Design.from_json(self.manifest["design"])

    def headline(self) -> "pd.DataFrame":
        """Average each metric shown over the last 12 months, in the town.

        Returns:
            Columns scenario, metric, seed, value.
        """
        return analysis.headline_levels(self.metrics, self.design)

    def events(self) -> tuple[tuple[int, str], ...]:
        """List months and labels of the dated events of a run."""
        (scenario,) = self.design.scenarios
        return tuple(
            (parse_month(event["date"]), event["label"] or event["note"])
            for event in self.manifest["scenarios"][scenario]["events"]
        )

    def figure(self, language: str = "") -> "Figure":
        """Draw the metrics shown over time; ``language`` is ``en`` or ``zh``."""
        from sim.report.figures.look import shown
        from sim.report.figures.over_time import run_figure

        # Without a common past the run begins at its start, and nothing is shaded.
        drawn = run_figure(
            self.metrics, self.design, self.design.start, spoken(language), self.events()
        )
        return shown(drawn)

    def _repr_html_(self) -> str:
        """Show in a notebook which results they are, and levels or differences."""
        table = self.differences if isinstance(self, Comparison) else self.levels
        return f"<p>{escape(repr(self))}</p>{table.to_html(index=False)}"

    def __repr__(self) -> str:
        """Name class, scenarios, seeds and folder."""
        seeds = self.manifest["seeds"]
        return (
            f"<{type(self).__name__} of {', '.join(self.design.scenarios)}; {len(seeds)} "
            f"seed{'s' * (len(seeds) > 1)}; {self.folder or 'not saved'}>"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Results):
    """What a comparison left behind.

    Attributes:
        common_past: What the check of each pair before its first difference found.
    """

    common_past: tuple[CommonPast, ...]
    again: bool = False
    """Whether it had been run before, and is shown again."""

    @cached_property
    def differences(self) -> "pd.DataFrame":
        """Scenario minus baseline of each metric: see `sim.analysis.compare.differences_table`.

        With where on its way each stands and what it is for its cost; where residents stood
        still, with its two parts; where plausible sets of parameters were run, with what they
        make of it, and the shares of luck and parameters.
        """
        table = analysis.differences_table(self.by_seed, self.design)
        if self.design.others:
            table = standing.with_path(table, self.metrics, self.design)
            table = standing.with_cost(table, self.metrics, self.design)
            if self.design.still:
                table = standing.with_parts(table, self.with_sets, self.design)
        if self.sets is None:
            return table
        return self.sets.with_shares(self.sets.with_effects(table, "headline"))

    def _with_sets(self, table: "pd.DataFrame", view: str) -> "pd.DataFrame":
        """Add to a table of effects what plausible sets make of each, where run."""
        return table if self.sets is None else self.sets.with_effects(table, view)

    @cached_property
    def effects_over_time(self) -> "pd.DataFrame":
        """Paired differences month by month: see `sim.analysis.effects.effects_over_time`."""
        return self._with_sets(effects.effects_over_time(self.metrics, self.design), "month")

    @cached_property
    def effects_by_community(self) -> "pd.DataFrame":
        """Paired differences by community: see `sim.analysis.effects.effects_by_community`."""
        table = effects.effects_by_community(self.metrics, self.design)
        return self._with_sets(table, "community")

    @cached_property
    def effects_by_group(self) -> "pd.DataFrame":
        """Paired differences by group of adults: see `sim.analysis.effects.effects_by_group`.

        Raises:
            ResultsError: The table of groups is not there, or damaged.
        """
        return self._with_sets(effects.effects_by_group(self.groups, self.design), "group")

    def sentences(self, language: str = "") -> list[str]:
        """Say what was found, with its uncertainty; ``language`` is ``en`` or ``zh``."""
        from sim.report.compare import data_sentence, effect_sentences

        tables = {
            "differences": self.differences,
            "over_time": self.effects_over_time,
            "by_community": self.effects_by_community,
            "by_group": self.effects_by_group,
        }
        several = self.design.sets > 1 and len(self.design.scenarios) > 2
        leading = self.sets.leading(self.design.metrics[0]) if self.sets and several else {}
        speech = spoken(language)
        found = effect_sentences(tables, self.design, speech, leading)
        if self.counts is not None and self.sets is not None and self.sets.weighed is not None:
            found.append(data_sentence(self.counts, self.sets.weighed, self.design, speech))
        return found

    def effect_figures(self, language: str = "") -> dict[str, "Figure"]:
        """Draw differences over time, by community and group, by the figure's name."""
        from sim.report.figures.differences import effects_by_figure
        from sim.report.figures.over_time import effects_over_time_figure

        speech, design = spoken(language), self.design
        until = analysis.common_until(self.common_past)
        places, groups = self.effects_by_community, self.effects_by_group
        return {
            "effects_over_time": effects_over_time_figure(
                self.effects_over_time, design, until, speech
            ),
            "effects_by": effects_by_figure(places, groups, design, speech),
        }

    def figure(self, language: str = "") -> "Figure":
        """Draw metrics over time and differences; ``language`` is ``en`` or ``zh``."""
        from sim.report.figures.look import shown
        from sim.report.figures.over_time import comparison_figure

        until, speech = analysis.common_until(self.common_past), spoken(language)
        drawn = comparison_figure(self.metrics, self.differences, self.design, until, speech)
        return shown(drawn)


def with_manifest(results: Results, manifest: Mapping[str, Any]) -> Results:
    """Give the results another manifest; what was worked out stays so."""
    made = replace(results, manifest=manifest)
    vars(made).update({k: value for k, value in vars(results).items() if k not in vars(made)})
    return made


def results_of(
    metrics: "pd.DataFrame",
    manifest: Mapping[str, Any],
    folder: Path | None,
    at_hand: Mapping[str, "pd.DataFrame"] | None = None,
) -> Results:
    """Make results of the metrics and the manifest, from which comparisons follow.

    Raises:
        ValueError: The manifest is of another kind.
    """
    Design.from_json(manifest["design"])
    if manifest["kind"] == "run":
        return Results(metrics, manifest, folder, at_hand=at_hand or {})
    if manifest["kind"] != "compare":
        raise ValueError(f"unknown kind {manifest['kind']!r}")
    made = Comparison(
        metrics=metrics,
        manifest=manifest,
        folder=folder,
        common_past=tuple(CommonPast.from_json(check) for check in manifest["common_past"]),
        at_hand=at_hand or {},
    )
    # What is damaged is told when it is opened.
    _ = made.levels, made.differences
    return made


def _read(folder: Path, manifest: Mapping[str, Any], name: str) -> "pd.DataFrame":
    """Read a table that is the one that the manifest describes.

    Raises:
        ResultsError: It is missing, changed or damaged.
    """
    path = folder / tables.file_of(name)
    recorded = manifest.get("files", {}).get(path.name, {}).get("sha256")
    if not path.is_file():
        raise ResultsError(Problem("is missing", file=str(path), hint="run it again"))
    if files.digest(path) != recorded:
        raise ResultsError(
            Problem(
                "is not the file that the manifest describes; it was changed or damaged",
                file=str(path),
                hint="run it again",
            )
        )
    frame: pd.DataFrame = tables.read(path, name).to_pandas(date_as_object=False)
    return frame


def open_results(folder: str | Path) -> "Results | SweepResults | Analysis":
    """Open results that a run, a comparison, a sweep or an analysis saved.

    Returns:
        `Comparison` for a comparison, `SweepResults` for the store of a sweep, `Analysis` for
        an attribution, a sensitivity analysis, a discovery, a search, a calibration, a
        validation, or an answer to why.

    Raises:
        ResultsError: The folder is missing, holds something else, or is damaged.
    """
    folder = Path(folder)
    manifest = files.read_manifest(folder)
    path = folder / files.MANIFEST
    if manifest.get("kind") == "store":
        from sim.sweeps.store import SweepResults

        return SweepResults(folder)
    if manifest.get("format", 0) > FORMAT:
        raise ResultsError(
            Problem("was written by a newer version", file=str(path), hint="update this program")
        )
    from sim.kinds import kind_named, kinds
    from sim.studies.analysis import read_analysis

    kind = manifest.get("kind")
    if not isinstance(kind, str):
        raise ResultsError(Problem("is damaged: it does not say of what kind it is", str(path)))
    if kind_named(kind) is not None:
        return read_analysis(folder, manifest)
    if kind not in ("run", "compare"):
        known = ", ".join(("run", "compare", "store", *kinds()))
        text = f"holds results of {kind!r}, which this version does not know; it reads {known}"
        raise ResultsError(Problem(text, file=str(folder)))
    frame = _read(folder, manifest, "metrics")
    try:
        return results_of(frame, manifest, folder)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResultsError(
            Problem(f"is damaged: {type(error).__name__} {error}", file=str(path))
        ) from error


def finished_before(
    folder: Path,
    scenarios: "Sequence[Scenario]",
    design: Design,
    sets: str | None,
    counts: Counts | None,
    record: Sequence[str] = (),
) -> "Comparison | None":
    """Find the same comparison, if a folder holds it whole; None otherwise.

    It is the same only with the same code, that of extensions too, the same counts and the same
    tables on request.
    """
    if not (folder / files.MANIFEST).is_file():
        return None
    try:
        manifest = files.read_manifest(folder)
        same = (
            manifest.get("kind") == "compare"
            and manifest.get("complete") is True
            and manifest["hashes"]["code"] == code_digest()
            and manifest["hashes"]["scenarios"] == {one.name: one.content_hash for one in scenarios}
            and plain(manifest["design"]) == plain(design.to_json())
            and manifest["options"].get("sets") == sets
            and list(manifest["options"].get("record", ())) == list(record)
            and manifest.get("data", {}).get("sha256") == (counts and counts.sha256)
            # What a table of one's own held then is not known.
            and (sets is None or not Path(sets).is_file())
        )
        found = open_results(folder) if same else None
    except (ResultsError, KeyError, TypeError):
        return None
    return replace(found, again=True) if isinstance(found, Comparison) else None
