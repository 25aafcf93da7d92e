"""What the results view shows: tables, sentences, figures and files of runs and of analyses."""

import base64
import io
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from sim.analysis import compare
from sim.analysis.effects import effects_by_community
from sim.analysis.intervals import interval_of, told_interval
from sim.analysis.standing import with_path
from sim.calendar import first_day
from sim.dashboard import charts
from sim.dashboard.charts import Chart
from sim.dashboard.drawing import table_html
from sim.dashboard.maps import Ground, effect_scale, level_scale, map_html, scale_bar
from sim.dashboard.opened import ONE_FIGURE, Opened, OpenedStore
from sim.declarations.groups import DIVISIONS, Division
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.declare import Metric
from sim.errors import Problem, ResultsError
from sim.report.compare import difference_notes, differences, makeup, moved_sentence
from sim.report.figures.sheet import plus_minus
from sim.report.figures.town import valued, values_by_community
from sim.report.shown import Shown, records
from sim.runs.tables import csv_bytes
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.studies.analysis import Analysis

Part = tuple[str, str, bool]
"""Name and HTML of what is shown, and whether it takes the whole width."""
Maker = Callable[[], tuple[str, str, bytes] | None]
"""Makes a file: name, kind and content."""
File = tuple[str, str, Maker]
"""Name, text and maker of a file that is offered."""


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What is shown of results, and what can be taken along."""

    parts: list[Part]
    files: list[File]
    charts: list[Chart] = field(default_factory=list)
    """Drawn below the first parts."""
    first: int = 0
    """How many parts stand above the charts."""


_COLUMNS = (
    "scenario",
    "metric",
    "difference",
    "sets_interval",
    "holds",
    "interval",
    "verdict",
    "detectable",
)
_NARROW = 5
"""Columns up to which two tables stand side by side."""
_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


# --- runs, comparisons and sweeps ---


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """What is looked at."""

    lines: tuple[str, ...]
    """Scenarios, or points of a sweep."""
    baseline: str
    """The one that the others are compared with."""
    metrics: tuple[str, ...]
    place: str = TOWN
    """``town`` or the id of a community."""
    division: str = DIVISIONS[0].name
    """How adults are divided."""
    group_metric: str = "participation_rate"
    map_metric: str = ""
    """The one of the metrics that maps show; the first when it is none of them."""

    @property
    def mapped(self) -> str:
        """The metric that maps show."""
        return self.map_metric if self.map_metric in self.metrics else self.metrics[0]


@dataclass(frozen=True, eq=False)
class PageFindings:
    """The answer, as tables: see the functions of `sim.analysis.compare`."""

    design: compare.Design
    question: PageQuestion
    levels: "pd.DataFrame"
    differences: "pd.DataFrame"
    """Empty for one line."""
    over_time: "pd.DataFrame"
    until: int | None
    """First month in which two lines differ, or None."""
    groups: "pd.DataFrame | None"
    """Columns scenario, group_by, group, metric, seeds, mean, low, high; None when groups were
    not recorded."""
    table: "pd.DataFrame"
    """The metrics themselves."""


def first_question(opened: Opened) -> PageQuestion:
    """Choose what is shown when a folder is opened."""
    design = opened.design
    return PageQuestion(opened.lines[:3], design.baseline, tuple(design.metrics[:3]))


def findings_of(opened: Opened, question: PageQuestion) -> PageFindings:
    """Find what the results say to a question with one line and one metric at least.

    Raises:
        ResultsError: A file is damaged.
    """
    design = opened.chosen(question.lines, question.baseline, question.metrics)
    table = opened.table(question.lines, question.metrics, question.place)
    seeds, sets = compare.per_seed(table, design), opened.sets(design)
    levels, differences = (
        compare.levels_table(seeds, design),
        compare.differences_table(seeds, design),
    )
    if len(differences):
        differences = with_path(differences, table, design)
        differences = opened.parts(differences, design, question.place)
    if sets is not None:
        levels = sets.with_levels(levels, question.place)
        if len(differences):
            differences = sets.with_effects(differences, "headline", question.place)
            differences = sets.with_shares(differences, question.place)
    return PageFindings(
        design,
        question,
        levels,
        differences,
        compare.bands(table, design.metrics, method=design.interval),
        opened.until(table),
        _groups(opened, question, design),
        table,
    )


def _groups(
    opened: Opened, question: PageQuestion, design: compare.Design
) -> "pd.DataFrame | None":
    """Average a metric of each group over the last months, over seeds."""
    import pandas as pd

    table = opened.groups()
    if table is None:
        return None
    kept = table[
        (table["group_by"] == question.division)
        & (table["community"] == question.place)
        & (table["month"] >= first_day(design.end - design.window))
    ]
    metric, rows = question.group_metric, []
    for line in question.lines:
        for group in _division(question.division).groups:
            found = kept[(kept["scenario"] == line) & (kept["group"] == group.name)]
            means = compare.headline_means(found, ["seed"], [metric])[metric].sort_index()
            level = interval_of(means.dropna().tolist(), design.interval)
            rows.append(
                {
                    "scenario": line,
                    "group_by": question.division,
                    "group": group.name,
                    "metric": metric,
                    "seeds": level.count,
                    "mean": level.mean,
                    "low": level.low,
                    "high": level.high,
                }
            )
    return pd.DataFrame(rows)


def _division(name: str) -> Division:
    """Name a way of dividing adults."""
    return next(division for division in DIVISIONS if division.name == name)


def findings_answer(opened: Opened, question: PageQuestion, speech: Speech) -> PageAnswer:
    """Answer a question with sentences, figure, tables and files.

    Raises:
        ResultsError: A file is damaged.
    """
    found = findings_of(opened, question)
    # A plan of scenarios alone, without factors, says nothing as a whole.
    sentences = opened.sentences(speech) or _moved(found, speech)
    files = _table_files(found, speech)
    make = partial(_figure_file, found, speech)
    files.append(("png", speech("page.png"), make))
    parts = [
        *_map_parts(opened, question, speech),
        ("differences", table_html(differences_shown(found, speech)), True),
        *_makeup_part(found, speech),
        ("levels", table_html(levels_shown(found, speech)), False),
        ("groups", table_html(groups_shown(found, speech)), False),
    ]
    drawn = [*_responses(opened, found, speech), *_over_time(opened, found, speech)]
    drawn += _group_effects(opened, found, speech)
    head = [*_sentence_part(sentences, speech), *_event_part(opened, speech)]
    return PageAnswer([*head, *parts], files, drawn, len(head))


def _event_part(opened: Opened, speech: Speech) -> list[Part]:
    """List the dated events whose numbers stand in the charts; nothing without any."""
    notes = charts.event_notes(opened.events(), speech)
    items = "".join(f"<li>{escape(text)}</li>" for text in notes)
    text = f'<h2>{speech.html("page.events")}</h2><ul class="cg-events">{items}</ul>'
    return [("events", text, True)] if notes else []


def _moved(found: PageFindings, speech: Speech) -> list[str]:
    """Say how far the first metric moves from the baseline to each other line."""
    design, rows = found.design, records(compare.told(found.differences))
    return [
        moved_sentence(
            row,
            {name: design.label(row[name], speech) for name in ("scenario", "baseline")},
            len(rows),
            design.interval,
            speech,
        )
        for row in rows
        if row["metric"] == design.metrics[0]
    ]


def _figure_file(found: PageFindings, speech: Speech) -> tuple[str, str, bytes]:
    """Draw the figure of the answer, for documents."""
    return "figure.png", _TYPES["png"], figure_png(found, speech)


def _over_time(opened: Opened, found: PageFindings, speech: Speech) -> list[Chart]:
    """Draw a chart of each metric over the months."""
    return [
        charts.metric_over_time(
            found.over_time, METRICS[name], found.design, found.until, opened.events(), speech
        )
        for name in found.design.metrics
    ]


def _responses(opened: Opened, found: PageFindings, speech: Speech) -> list[Chart]:
    """Draw each metric by the level of each factor of a sweep."""
    table = opened.responses()
    if table is None or not isinstance(opened, OpenedStore):
        return []
    names = {name: opened.scenario_label(name, speech) for name in set(table["scenario"])}
    return [
        charts.response(rows, str(factor), names, METRICS[metric], speech)
        for metric in found.design.metrics
        for factor, rows in table[table["metric"] == metric].groupby("factor", sort=False)
    ]


def _group_effects(opened: Opened, found: PageFindings, speech: Speech) -> list[Chart]:
    """Draw how a metric differs from the baseline in every group, a chart a scenario."""
    table, design, question = opened.groups(), found.design, found.question
    if table is None:
        return []
    kept = table[
        (table["community"] == question.place)
        & (table["month"] >= first_day(design.end - design.window))
    ]
    metric = METRICS[question.group_metric]
    keys = ["scenario", "group_by", "group", "seed"]
    means = compare.headline_means(kept, keys, [metric.name])[metric.name].sort_index()
    made = []
    for name in design.others:
        rows, ends = [], []
        for division in DIVISIONS:
            for group in division.groups:
                own, base = (
                    means.get((line, division.name, group.name)) for line in (name, design.baseline)
                )
                if own is None or base is None:
                    continue
                level = told_interval((own - base).dropna().tolist(), design.interval)
                labels = (speech.pick(division.label), speech.pick(group.label))
                values = (speech.number(float(one.mean()), metric.unit) for one in (own, base))
                now, before = values
                rows.append((labels, level.mean, speech("page.group_values", now=now, base=before)))
                ends.append((level.low, level.high))
        if rows:
            chart = charts.effect_bars(f"groups-{name}", rows, metric, speech, ends)
            title = speech("list.headed", head=design.label(name, speech), text=chart.title)
            made.append(replace(chart, title=title))
    return made


def _map_parts(opened: Opened, question: PageQuestion, speech: Speech) -> list[Part]:
    """Draw maps of the town: how a metric differs from the baseline in each community.

    Of one line alone there is one map, of its levels.
    """
    metric, design = (
        METRICS[question.mapped],
        opened.chosen(question.lines, question.baseline, (question.mapped,)),
    )
    table, signed = opened.table(question.lines, (metric.name,), None), bool(design.others)
    names = {one: speech.pair(labels) for one, *labels in design.places}
    found = _effects(table, design) if signed else values_by_community(table, design, metric.name)
    known = [middle for (_, place), (middle, _) in found.items() if place in names]
    scale = effect_scale(known) if signed else level_scale(metric, known)
    ground, made = Ground.kept(opened.town, names), []
    for line in design.others or design.scenarios:
        own = {place: found.get((line, place), (math.nan, math.nan)) for place in names}
        values = {place: middle for place, (middle, _) in own.items()}
        shown = {place: valued(one, metric.unit, speech, signed) for place, one in own.items()}
        title = speech(
            "page.map_effect" if signed else "page.map_level",
            metric=speech.pick(metric.label),
            unit=speech.unit(metric.unit, signed),
            scenario=design.label(line, speech),
            baseline=design.label(design.baseline, speech),
        )
        drawn = map_html(title, title, ground, values, shown, scale, speech)
        about = [
            speech("page.map_note", window=design.window),
            speech.head(plus_minus(len(design.seeds), speech)),
        ]
        note = f'<p class="cg-note">{escape(speech.joint(about))}</p>'
        made.append((f"map-{line}", drawn + scale_bar(scale, metric, speech, signed) + note, False))
    return made


def _effects(
    table: "pd.DataFrame", design: compare.Design
) -> dict[tuple[str, str], tuple[float, float]]:
    """Find mean difference and half-width of its interval, by scenario and community."""
    found = compare.told(effects_by_community(table, design))
    keys = zip(found["scenario"], found["community"], strict=True)
    ends = zip(found["difference"], found["high"] - found["difference"], strict=True)
    return dict(zip(keys, ends, strict=True))


def _makeup_part(found: PageFindings, speech: Speech) -> list[Part]:
    """Show what each effect is made of, and where it stands."""
    tables = makeup(found.differences, found.design, speech)
    html = "".join(table_html(one) for one in tables)
    return [("makeup", html, True)] if tables else []


def figure_png(found: PageFindings, speech: Speech) -> bytes:
    """Draw metrics over time with bands, and differences."""
    from sim.report.figures.over_time import comparison_figure

    with ONE_FIGURE:
        figure = comparison_figure(
            found.table, found.differences, found.design, found.until, speech
        )
    return _image(figure, "png")


def _img(png: bytes, alt: str) -> str:
    """Show a figure, with words for those who cannot see it."""
    data = base64.b64encode(png).decode()
    return f'<img class="cg-figure" alt="{escape(alt)}" src="data:image/png;base64,{data}"/>'


def differences_shown(found: PageFindings, speech: Speech) -> Shown:
    """Tabulate scenario minus baseline of each metric, with interval and verdict."""
    design = found.design
    title = speech("page.differences", baseline=design.label(design.baseline, speech))
    if not design.others:
        return Shown(title, (), (), notes=[speech("page.one_only")])
    notes = difference_notes(len(found.differences), design, speech)
    return differences(found.differences, design, speech, _COLUMNS, title, notes)


def levels_shown(found: PageFindings, speech: Speech) -> Shown:
    """Tabulate the level of each metric in each line."""
    names = {name: speech.title(METRICS[name]) for name in found.design.metrics}
    title, second = speech("page.levels"), speech("compare.metric")
    return _levels(title, second, found.levels, "metric", names, found.design, speech)


def groups_shown(found: PageFindings, speech: Speech) -> Shown:
    """Tabulate the level of a metric in each group."""
    question = found.question
    title = speech("page.groups", metric=speech.title(METRICS[question.group_metric]))
    if found.groups is None:
        return Shown(title, (), (), notes=[speech("page.no_groups")])
    groups = _division(question.division).groups
    names = {group.name: speech.pick(group.label) for group in groups}
    second = speech("page.group")
    return _levels(title, second, found.groups, "group", names, found.design, speech)


def _levels(
    title: str,
    second: str,
    table: "pd.DataFrame",
    column: str,
    names: dict[str, str],
    design: compare.Design,
    speech: Speech,
) -> Shown:
    """Tabulate means with their intervals, by line and by what a column holds."""
    rows, over_sets = [], "sets" in table and design.sets > 1
    for row in compare.told(table).to_dict("records"):
        metric = METRICS[row["metric"]]
        cells = [
            design.label(row["scenario"], speech),
            names[row[column]],
            speech.number(row["mean"], metric.unit),
            speech.interval(*within(metric, row["low"], row["high"]), metric.unit),
        ]
        if over_sets:
            ends = within(metric, row["sets_low"], row["sets_high"])
            cells.insert(3, speech.interval(*ends, metric.unit))
        rows.append((cells, True))
    luck = speech("compare.luck" if over_sets else "compare.interval")
    heads = [speech("page.scenario"), second, speech("page.mean"), luck]
    if over_sets:
        heads.insert(3, speech("compare.sets_interval", sets=design.sets))
    notes = [speech("page.window", window=design.window)]
    return Shown(title, heads, rows, texts=2, notes=notes)


def within(metric: Metric, low: float, high: float) -> tuple[float, float]:
    """Cut an interval to what a metric can take: no share is below 0 or above 1."""
    if metric.low is not None and low < metric.low:
        low = metric.low
    if metric.high is not None and high > metric.high:
        high = metric.high
    return low, high


def _table_files(found: PageFindings, speech: Speech) -> list[File]:
    """Collect the tables of an answer."""
    tables = {
        "differences": found.differences,
        "levels": found.levels,
        "over_time": found.over_time,
        "groups": found.groups,
    }
    return [
        (f"csv_{name}", speech(f"page.csv_{name}"), _csv(name, table))
        for name, table in tables.items()
        if table is not None and len(table)
    ]


def _csv(name: str, table: "pd.DataFrame") -> Maker:
    """Write a table as a file, in UTF-8."""
    return lambda: (f"{name}.csv", "text/csv", csv_bytes(table))


# --- analyses ---


def analysis_answer(found: "Analysis", speech: Speech) -> PageAnswer:
    """Answer with sentences, figures, tables and files of an analysis.

    Raises:
        ResultsError: A table lacks what it must hold.
    """
    with _undamaged(found):
        sentences, tables = found.sentences(speech.language), found.shown(speech.language)
    parts = _sentence_part(sentences, speech)
    files = [
        (f"csv_{name}", speech("page.csv_of", name=name), _csv(name, table))
        for name, table in found.tables.items()
    ]
    with ONE_FIGURE, _undamaged(found):
        figures = found.figures(speech.language)
    for name, figure in figures.items():
        alt = speech("page.figure_of", name=name.replace("_", " "))
        parts.append((f"figure-{name}", _img(_image(figure, "png"), alt), True))
        for kind in _TYPES:
            make = partial(_image_file, name, figure, kind)
            files.append((f"{kind}_{name}", speech(f"page.{kind}_of", name=name), make))
    for place, table in enumerate(tables):
        parts.append((f"table-{place}", table_html(table), len(table.headings) > _NARROW))
    return PageAnswer(parts, files, first=len(parts))


@contextmanager
def _undamaged(found: "Analysis") -> Iterator[None]:
    """Say of a table that lacks what it must hold that it is damaged."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        text = f"is damaged: {type(error).__name__} {error}"
        raise ResultsError(Problem(text, file=str(found.folder), hint="run it again")) from error


def _sentence_part(sentences: Sequence[str], speech: Speech) -> list[Part]:
    """Say what was found, sentence by sentence; nothing where nothing is said."""
    items = "".join(f"<li>{escape(text)}</li>" for text in sentences)
    text = f'<h2>{speech.html("page.found")}</h2><ul class="cg-found">{items}</ul>'
    return [("found", text, True)] if sentences else []


def _image(figure: "Figure", kind: str) -> bytes:
    """Save a figure as ``png`` or ``svg``."""
    from sim.report.figures.look import DOTS_PER_INCH, look

    stream = io.BytesIO()
    with ONE_FIGURE, look():
        figure.savefig(stream, format=kind, dpi=DOTS_PER_INCH)
    return stream.getvalue()


def _image_file(name: str, figure: "Figure", kind: str) -> tuple[str, str, bytes]:
    """Save a figure as a file."""
    return f"{name}.{kind}", _TYPES[kind], _image(figure, kind)
