"""What briefs of sweeps and analyses are made of."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import HEADLINE_MONTHS, CommonPast, Design, differences_table, per_seed
from sim.analysis.factors import factor_table
from sim.api.report import check_manifest, shipped_validation, shown_of
from sim.calendar import first_day, parse_month
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declarations.tables import TOWN
from sim.errors import Problem, ResultsError
from sim.report.brief.material import Explained, Material, Swept
from sim.report.labels import ScenarioLabels, town_of
from sim.runs import files
from sim.scenario.yamlfile import parse_value
from sim.studies.analysis import Analysis
from sim.sweeps.results import SweepResults
from sim.sweeps.store import PLAN, PLANS

if TYPE_CHECKING:
    import pandas as pd

ASKED = "plan.json"
"""File that says what the trials of a calibration or a search are trials of."""
Manifest = Mapping[str, Any]


def design_of(manifest: Manifest, text: str, metrics: Sequence[str] = ()) -> Design:
    """What a manifest without a design compares: its scenarios, the first or named baseline.

    Args:
        manifest: The manifest.
        text: The file that asked for it, which may say another scale and other months than the
            scenarios; what the user asked for beside it comes first.
        metrics: Metrics that are shown.
    """
    scenarios = manifest["scenarios"]
    about = {**manifest.get("about", {})}
    run = _run_part(text)
    given = {key: value for key, value in manifest.get("options", {}).items() if value is not None}
    options = {**run, **given}
    baseline = about.get("baseline") or next(iter(scenarios))
    first = scenarios[baseline]
    town, places = town_of(manifest, first)
    start = parse_month(first["run"]["start"])
    months = int(options.get("months") or first["run"]["months"])
    labels = ScenarioLabels.of(scenarios).labels
    return Design(
        scenarios=tuple(scenarios),
        baseline=baseline,
        seeds=tuple(manifest["seeds"]),
        metrics=tuple(metrics),
        start=start,
        end=start + months,
        precision=None,
        town=town,
        residents=sum(one["residents"] for one in first["town"]["communities"]),
        scale=float(about.get("scale") or options.get("scale") or first["population"]["scale"]),
        places=places,
        labels=tuple((name, *pair) for name, pair in labels.items()),
    )


def _run_part(text: str) -> Manifest:
    """What the file of a study says of scale and months of all its runs."""
    said = parse_value(text) if text else None
    part = said.get("run") if isinstance(said, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def material_of_analysis(found: Analysis, language: str) -> Material:
    """What the brief of an analysis is made of.

    Raises:
        ResultsError: Its manifest or a table lacks something.
    """
    import pandas as pd

    from sim.report.figures.look import svg_of

    manifest, where = found.manifest, found.folder / files.MANIFEST
    check_manifest(manifest, where, manifest.get("scenarios", ()))
    answers, table = shipped_validation()
    manifest, asked = _asked(found)
    try:
        pictures = {name: svg_of(one) for name, one in found.figures(language).items()}
        explained = Explained(
            found.kind,
            found.about(language),
            found.sentences(language),
            pictures,
            found.shown(language),
            *asked,
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        text = f"is damaged: {type(error).__name__} {error}"
        raise ResultsError(Problem(text, file=str(found.folder), hint="run it again")) from error
    empty = pd.DataFrame()
    return Material(
        folder=found.folder,
        manifest=manifest,
        design=design_of(manifest, asked[2]),
        metrics=empty,
        groups=empty,
        differences=empty,
        validation=answers,
        validation_table=table,
        shown=shown_of(answers, language),
        explained=explained,
    )


def _asked(found: Analysis) -> tuple[Manifest, tuple[str, str, str]]:
    """The manifest with the options that its own plan holds; file, summary and text asked."""
    manifest = found.manifest
    study = manifest.get("study")
    if study is not None:
        return manifest, (study["file"], study.get("summary", ""), study.get("text", ""))
    path = found.folder / ASKED
    if path.is_file():
        try:
            plan = json.loads(path.read_bytes())
            known = {"trials": plan["trials"], "scale": plan["scale"]}
            asked = (str(plan["file"]), "", str(plan["text"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ResultsError(Problem(f"cannot be read: {error}", file=str(path))) from error
        return {**manifest, "options": {**manifest["options"], **known}}, asked
    return manifest, (str(manifest["about"].get("name", "")), "", "")


def material_of_store(results: SweepResults, language: str = "en", plan: str = "") -> Material:
    """What the brief of a plan of a store is made of.

    Args:
        results: The store.
        language: ``en`` or ``zh``.
        plan: Name of the plan; the one that was written last when empty.

    Raises:
        ResultsError: There is no such plan, nothing of it is done, or a file is damaged.
    """
    import pandas as pd

    manifests = _plans(results.folder)
    name = plan or max(manifests, key=lambda one: str(manifests[one].get("written", "")))
    if name not in manifests:
        hint = f"there are {', '.join(manifests)}"
        raise ResultsError(Problem(f"has no plan {name!r}", file=str(results.folder), hint=hint))
    manifest = manifests[name]
    path = results.folder / PLANS / name / PLAN
    check_manifest(manifest, path, manifest.get("scenarios", ()))
    runs = results.runs
    runs = runs[runs["plan"] == name]
    states = {str(key): int(count) for key, count in runs["state"].value_counts().items()}
    done = runs[runs["state"] == "done"]
    if done.empty:
        hint = "give the command of the sweep again"
        raise ResultsError(Problem("has no finished run yet", file=str(results.folder), hint=hint))
    factors = list(manifest["experiment"]["factors"])
    design = design_of(manifest, str(manifest["experiment"].get("text", "")), HEADLINE)
    answers, table = shipped_validation()
    found, pasts = None, tuple[CommonPast, ...]()
    metrics = differences = pd.DataFrame()
    if factors:
        found = factor_table(_headlines(results, name, factors, design), factors, HEADLINE)
    else:
        metrics = _every(results, name)
        if design.others:
            differences = differences_table(per_seed(metrics, design), design)
            pasts = tuple(_common_past(metrics, design.baseline, one) for one in design.others)
    levels = {one: _levels(runs[one]) for one in factors}
    swept = Swept(
        name,
        manifest["experiment"],
        states,
        runs["point"].nunique(),
        levels,
        found,
        tuple(manifests),
    )
    return Material(
        folder=results.folder,
        manifest=manifest,
        design=design,
        metrics=metrics,
        groups=pd.DataFrame(),
        differences=differences,
        common_past=pasts,
        validation=answers,
        validation_table=table,
        shown=shown_of(answers, language),
        swept=swept,
    )


def _plans(folder: Path) -> dict[str, Manifest]:
    """What the store says of each of its plans."""
    found = {}
    for path in sorted((folder / PLANS).glob(f"*/{PLAN}")):
        try:
            found[path.parent.name] = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise ResultsError(Problem(f"cannot be read: {error}", file=str(path))) from error
    if not found:
        raise ResultsError(Problem("holds no plan, so nothing was swept", file=str(folder)))
    return found


def _levels(values: "pd.Series[Any]") -> list[object]:
    """Values of a factor, numbers in their order."""
    import pandas as pd

    known = values.dropna().unique().tolist()
    return sorted(known) if pd.api.types.is_numeric_dtype(values) else known


def _headlines(
    results: SweepResults, plan: str, factors: Sequence[str], design: Design
) -> "pd.DataFrame":
    """The headline of each metric in each run: the mean of its last 12 months."""
    means = ", ".join(f'avg("{one}") AS "{one}"' for one in HEADLINE)
    names = "".join(f'any_value("{one}") AS "{one}", ' for one in factors)
    text = (
        f"SELECT scenario, point, seed, {names} {means} FROM ("
        "SELECT *, max(month) OVER (PARTITION BY scenario, point, seed) AS last FROM metrics "
        f"WHERE plan = ? AND community = '{TOWN}' AND month >= ?) "
        f"WHERE month > last - INTERVAL {HEADLINE_MONTHS} MONTH "
        "GROUP BY scenario, point, seed ORDER BY scenario, point, seed"
    )
    found = results.ask(text, [plan, first_day(design.start)])
    order = {name: place for place, name in enumerate(design.scenarios)}
    found["_order"] = found["scenario"].map(order)
    return found.sort_values(["_order", "point", "seed"]).drop(columns="_order")


def _every(results: SweepResults, plan: str) -> "pd.DataFrame":
    """The table of metrics of a plan without factors."""
    names = ", ".join(f'"{one}"' for one in METRICS)
    text = (
        f"SELECT scenario, seed, month, community, {names} FROM metrics WHERE plan = ? "
        "ORDER BY scenario, seed, month, community"
    )
    return results.ask(text, [plan])


def _common_past(metrics: "pd.DataFrame", first: str, second: str) -> CommonPast:
    """Until when two scenarios are the same in every metric, seed and community."""
    keys, names = ["seed", "month", "community"], list(METRICS)
    one, two = (
        metrics[metrics["scenario"] == name].set_index(keys)[names] for name in (first, second)
    )
    one, two = one.align(two, join="inner", axis=0)
    same = (one.eq(two) | (one.isna() & two.isna())).all(axis=1)
    months = same.index.get_level_values("month")
    until = months[~same].min() if not same.all() else None
    before = months if until is None else months[months < until]
    return CommonPast(
        first,
        second,
        None if until is None else parse_month(f"{until:%Y-%m}"),
        before.nunique(),
        len(before) * len(names),
    )
