"""Results on the page: what runs, comparisons and sweeps hold, as lines that can be compared."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design, common_until
from sim.calendar import parse_month
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declarations.tables import TOWN
from sim.errors import Problem, ResultsError
from sim.report.shown import ScenarioLabels, mapped_town, town_of
from sim.report.sweep import factor_sentences, level_value
from sim.runs.choose import check_one_town
from sim.scenario.yamlfile import parse_json
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.sets import Sets
    from sim.api.results import Results
    from sim.report.brief.material import SweepMaterial
    from sim.sweeps.store import SweepResults

ONE_FIGURE = threading.Lock()
"""Matplotlib's settings are those of the process: one figure at a time."""
MOST_SENTENCES = 6
"""Sentences that a run or a sweep opens with."""
MOST_LINES = 200
"""Scenarios and points of one plan that are offered."""


@dataclass(frozen=True, eq=False)
class Opened:
    """What a folder of results holds."""

    folder: str
    """The folder, as messages call it."""
    kind: str
    """``run``, ``compare`` or ``store``."""
    lines: tuple[str, ...]
    """What can be compared: scenarios, and points of a sweep."""
    communities: tuple[str, ...]
    """Ids of the communities."""
    design: Design
    """What is compared when nothing else is chosen."""
    plans: tuple[str, ...] = ()
    """Of a store, its plans."""
    plan: str = ""
    """Of a store, the plan looked at."""
    done: int = 0
    """Of a store, how many runs of that plan are finished."""
    planned: int = 0
    """Of a store, how many there will be."""
    town: Mapping[str, Any] = field(default_factory=dict)
    """What `sim.report.shown.mapped_town` finds."""

    def table(
        self, lines: Sequence[str], metrics: Sequence[str], place: str | None
    ) -> "pd.DataFrame":
        """Read some lines' metrics in one place, called ``town``, or in every place.

        Columns scenario (the line), seed, month, community, then the metrics.

        Raises:
            ResultsError: A file is damaged.
        """
        raise NotImplementedError

    def groups(self) -> "pd.DataFrame | None":
        """Read the table of groups, None when it was not recorded.

        Raises:
            ResultsError: The file is damaged.
        """
        return None

    def sentences(self, speech: Speech) -> list[str]:
        """Say what the results say as a whole; nothing where no difference is asked."""
        return []

    def sets(self, design: Design) -> "Sets | None":
        """Read what plausible sets give of some lines, None where none were run."""
        return None

    def events(self) -> tuple[tuple[int, str], ...]:
        """List months and labels of dated events, where one scenario was run."""
        return ()

    def responses(self) -> "pd.DataFrame | None":
        """Tabulate a sweep as `factor_table` does; None where nothing varied."""
        return None

    def parts(self, differences: "pd.DataFrame", design: Design, place: str) -> "pd.DataFrame":
        """Split differences of some lines, where residents stood still."""
        return differences

    def until(self, table: "pd.DataFrame") -> int | None:
        """Find the first month in which a table's lines differ, None if never."""
        return _first_difference(table)

    def chosen(self, lines: Sequence[str], baseline: str, metrics: Sequence[str]) -> Design:
        """Design a comparison of some lines and metrics."""
        first = baseline if baseline in lines else lines[0]
        return replace(self.design, scenarios=tuple(lines), baseline=first, metrics=tuple(metrics))


@dataclass(frozen=True, eq=False)
class OpenedRuns(Opened):
    """One run, or a comparison."""

    results: "Results | None" = field(default=None, repr=False)

    @classmethod
    def of(cls, folder: str, results: "Results") -> "OpenedRuns":
        """Read what results hold."""
        places = results.metrics["community"].unique().tolist()
        design = results.design
        return cls(
            folder,
            results.manifest["kind"],
            design.scenarios,
            tuple(place for place in places if place != TOWN),
            design,
            town=mapped_town(results.manifest, results.manifest["scenarios"][design.baseline]),
            results=results,
        )

    def table(
        self, lines: Sequence[str], metrics: Sequence[str], place: str | None
    ) -> "pd.DataFrame":
        """See `Opened.table`."""
        assert self.results is not None
        frame = self.results.metrics
        kept = frame[frame["scenario"].isin(list(lines))]
        kept = kept[["scenario", "seed", "month", "community", *metrics]]
        return kept if place is None else kept[kept["community"] == place].assign(community=TOWN)

    def groups(self) -> "pd.DataFrame | None":
        """See `Opened.groups`."""
        assert self.results is not None
        if "groups.parquet" not in self.results.manifest["files"]:
            return None
        return self.results.groups

    def sentences(self, speech: Speech) -> list[str]:
        """See `Opened.sentences`."""
        from sim.api.results import Comparison

        found = self.results
        if isinstance(found, Comparison):
            return found.sentences(speech.language)
        assert found is not None
        levels = found.headline().groupby("metric", sort=False)["value"].mean()
        return [
            speech(
                "page.run_level",
                metric=speech.pick(METRICS[name].label),
                value=speech.value(float(levels[name]), METRICS[name].unit),
                window=self.design.window,
            )
            for name in self.design.metrics[:MOST_SENTENCES]
        ]

    def events(self) -> tuple[tuple[int, str], ...]:
        """See `Opened.events`."""
        assert self.results is not None
        return self.results.events() if len(self.lines) == 1 else ()

    def sets(self, design: Design) -> "Sets | None":
        """See `Opened.sets`."""
        assert self.results is not None
        return None if self.results.sets is None else self.results.sets.of(design)

    def parts(self, differences: "pd.DataFrame", design: Design, place: str) -> "pd.DataFrame":
        """See `Opened.parts`."""
        from sim.analysis.standing import with_parts

        assert self.results is not None
        if not design.still:
            return differences
        return with_parts(differences, self.results.with_sets, design, place)

    def until(self, table: "pd.DataFrame") -> int | None:
        """See `Opened.until`; what the comparison itself found, where all are shown."""
        from sim.api.results import Comparison

        if isinstance(self.results, Comparison):
            if set(table["scenario"]) == set(self.lines):
                return common_until(self.results.common_past)
            return _first_difference(table)
        return self.design.start


@dataclass(frozen=True, eq=False)
class OpenedStore(Opened):
    """One plan of the store of a sweep."""

    results: "SweepResults | None" = field(default=None, repr=False)
    points: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    labels: ScenarioLabels = field(default_factory=lambda: ScenarioLabels.of({}))
    """What readers call the scenarios of the plan."""

    @classmethod
    def of(cls, folder: str, results: "SweepResults", plan: str) -> "OpenedStore":
        """Read what a plan of a store holds.

        Raises:
            ResultsError: There is no such plan, or nothing of it is done.
        """
        runs = results.runs
        done = runs[runs["state"] == "done"]
        plans = tuple(dict.fromkeys(done["plan"]))
        if not plans or (plan and plan not in plans):
            text = f"has no finished run of {plan}" if plan else "has no finished run yet"
            raise ResultsError(
                Problem(text, file=folder, hint="give the command of the sweep again")
            )
        plan = plan or plans[0]
        done = done[done["plan"] == plan]
        planned = int((runs["plan"] == plan).sum())
        about = parse_json((results.folder / "plans" / plan / "plan.json").read_bytes())
        check_one_town(about["scenarios"], results.folder)
        points, labels = _points(done, about)
        seeds = tuple(sorted({int(seed) for seed in done["seed"]}))
        places, end = _extent(results, plan)
        lines = tuple(points)
        design = _design_of(about, lines, labels, seeds, end)
        communities = tuple(place for place in places if place != TOWN)
        return cls(
            folder,
            "store",
            lines,
            communities,
            design,
            plans,
            plan,
            len(done),
            planned,
            mapped_town(about, next(iter(about["scenarios"].values()))),
            results=results,
            points=points,
            labels=ScenarioLabels.of(about["scenarios"]),
        )

    def table(
        self, lines: Sequence[str], metrics: Sequence[str], place: str | None
    ) -> "pd.DataFrame":
        """See `Opened.table`."""
        assert self.results is not None
        columns = ", ".join(f'"{name}"' for name in metrics if name in METRICS)
        names = {self.points[line]: line for line in lines}
        either = " OR ".join("(scenario = ? AND point = ?)" for _ in names)
        here, which = ("", []) if place is None else ("AND community = ? ", [place])
        values: list[Any] = [self.plan, *which, *(part for point in names for part in point)]
        frame = self.results.ask(
            f"SELECT scenario, point, seed, month, community, {columns} FROM metrics "
            f"WHERE plan = ? {here}AND ({either}) ORDER BY point, seed, month",
            values,
        )
        keys = zip(frame["scenario"], frame["point"], strict=True)
        frame["scenario"] = [names[scenario, int(point)] for scenario, point in keys]
        frame = frame.drop(columns="point")
        return frame if place is None else frame.assign(community=TOWN)

    def responses(self) -> "pd.DataFrame | None":
        """See `Opened.responses`."""
        return None if self._material is None else self._material.table

    @cached_property
    def _material(self) -> "SweepMaterial | None":
        """What the brief of the plan is made of."""
        from sim.api.report import material_of_store

        assert self.results is not None
        return material_of_store(self.results, Speech("en"), self.plan).sweep

    def sentences(self, speech: Speech) -> list[str]:
        """See `Opened.sentences`."""
        table = self.responses()
        if table is None or table.empty:
            return []
        called = {name: self.scenario_label(name, speech) for name in set(table["scenario"])}
        return factor_sentences(table, self.design.metrics[:MOST_SENTENCES], called, speech)

    def scenario_label(self, name: str, speech: Speech) -> str:
        """Pick what readers call one of the scenarios of the plan."""
        return self.labels.pick(name, speech)


def _points(
    done: "pd.DataFrame", about: Mapping[str, Any]
) -> tuple[dict[str, tuple[str, int]], tuple[tuple[str, str, str], ...]]:
    """Name the lines of a sweep: scenario and point of each, and its labels in both languages."""
    factors, found = about["experiment"]["factors"], dict[str, tuple[str, int]]()
    labels, called = ScenarioLabels.of(about["scenarios"]), []
    several = done["scenario"].nunique() > 1 or not factors
    # As the experiment lists its scenarios: the first one is the baseline.
    order = {name: place for place, name in enumerate(about["scenarios"])}
    rows = done.drop_duplicates(["scenario", "point"]).to_dict("records")
    for row in sorted(rows, key=lambda one: (order.get(one["scenario"], 0), one["point"])):
        levels = [f"{name.removeprefix('levers.')} {_level(row[name])}" for name in factors]
        parts = [row["scenario"]] if several or not levels else []
        name = ", ".join([*parts, *levels])
        twin = f" ({row['point']})" if name in found else ""
        found[name + twin] = (row["scenario"], int(row["point"]))
        texts = []
        for speech in (Speech("en"), Speech("zh")):
            label = [labels.pick(row["scenario"], speech)] if parts else []
            values = [factor_level(one, row[one], speech) for one in factors]
            texts.append(speech("list.comma").join([*label, *values]) + twin)
        called.append((name + twin, *texts))
        if len(found) == MOST_LINES:
            break
    return found, tuple((name, en, zh) for name, en, zh in called)


def _level(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def factor_level(factor: str, value: object, speech: Speech) -> str:
    """Name a factor of an experiment and its level for readers."""
    return f"{speech.head(speech.factor(factor))} {level_value(factor, value, speech)}"


def _extent(results: "SweepResults", plan: str) -> tuple[list[str], int]:
    """List places of a plan, and find the month after its last."""
    text = "SELECT DISTINCT community FROM metrics WHERE plan = ? ORDER BY community"
    places = results.ask(text, [plan])["community"].tolist()
    last = results.ask("SELECT max(month) AS last FROM metrics WHERE plan = ?", [plan])
    return places, parse_month(f"{last['last'].iloc[0]:%Y-%m}") + 1


def _design_of(
    about: Mapping[str, Any],
    lines: tuple[str, ...],
    labels: tuple[tuple[str, str, str], ...],
    seeds: tuple[int, ...],
    end: int,
) -> Design:
    """Design what a plan compares, the first line being the baseline."""
    scenario = next(iter(about["scenarios"].values()))
    label, places = town_of(about, scenario)
    return Design(
        scenarios=lines,
        baseline=lines[0],
        seeds=seeds,
        metrics=HEADLINE,
        start=parse_month(scenario["run"]["start"]),
        end=end,
        precision=None,
        town=label,
        residents=sum(one["residents"] for one in scenario["town"]["communities"]),
        scale=float(about["options"].get("scale") or scenario["population"]["scale"]),
        places=places,
        labels=labels,
    )


def _first_difference(table: "pd.DataFrame") -> int | None:
    """Find the first month in which two lines of a table differ in any metric."""
    keys = ["seed", "month"]
    values = [name for name in table.columns if name in METRICS]
    first = table["scenario"].iloc[0]
    reference = table[table["scenario"] == first].set_index(keys)[values]
    months = []
    for _, part in table.groupby("scenario", sort=False):
        other = part.set_index(keys)[values]
        one, two = reference.align(other, join="inner", axis=0)
        same = (one.eq(two) | (one.isna() & two.isna())).all(axis=1)
        months += [month for (_, month) in same.index[~same]]
    return parse_month(f"{min(months):%Y-%m}") if months else None
