"""What the results view shows: tables, sentences, figures and files of runs and of analyses."""

import base64
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from sim.analysis.compare import (
    DISTINGUISHABLE,
    Design,
    bands,
    differences_table,
    levels_table,
    per_seed,
)
from sim.analysis.intervals import interval_of
from sim.calendar import first_day
from sim.dashboard.drawing import table_html
from sim.dashboard.opened import ONE_FIGURE, Opened
from sim.declarations.groups import DIVISIONS, Division
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.errors import Problem, ResultsError, UserError
from sim.report.shown import Shown
from sim.report.words import words_in
from sim.words import Speech
from sim.words.problems import problems_text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.api.analyses import Analysis

Part = tuple[str, str, bool]
"""Name and HTML of what is shown, and whether it takes the whole width."""
Maker = Callable[[], tuple[str, str, bytes] | None]
"""Makes a file: name, kind and content."""
File = tuple[str, str, Maker]
"""Name, text and maker of a file that is offered."""
_NARROW = 5
"""Columns up to which two tables stand side by side."""
_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


# --- runs, comparisons and sweeps ---


@dataclass(frozen=True, slots=True)
class Question:
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


@dataclass(frozen=True, eq=False)
class Findings:
    """The answer, as tables: see the functions of `sim.analysis.compare`."""

    design: Design
    question: Question
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


def first_question(opened: Opened) -> Question:
    """What is shown when a folder is opened."""
    design = opened.design
    return Question(opened.lines[:3], design.baseline, tuple(design.metrics[:3]))


def answer(opened: Opened, question: Question) -> Findings:
    """What the results say to a question with one line and one metric at least.

    Raises:
        ResultsError: A file is damaged.
    """
    design = opened.chosen(question.lines, question.baseline, question.metrics)
    table = opened.table(question.lines, question.metrics, question.place)
    seeds = per_seed(table, design)
    return Findings(
        design,
        question,
        levels_table(seeds, design),
        differences_table(seeds, design),
        bands(table, design.metrics, method=design.interval),
        opened.until(table),
        _groups(opened, question, design),
        table,
    )


def _groups(opened: Opened, question: Question, design: Design) -> "pd.DataFrame | None":
    """A metric of each group over the last months, over seeds."""
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
            means = found.groupby("seed")[metric].mean().dropna().tolist()
            level = interval_of(means, design.interval)
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
    """A way of dividing adults."""
    return next(division for division in DIVISIONS if division.name == name)


def findings_parts(found: Findings, speech: Speech) -> list[Part]:
    """The figure and the tables of an answer."""
    tables = (("levels", levels_shown(found, speech)), ("groups", groups_shown(found, speech)))
    design = found.design
    alt = speech(
        "page.figure_text",
        metrics=speech.listed(speech.pick(METRICS[name].label) for name in design.metrics),
        scenarios=speech.listed(design.label(name, speech.language) for name in design.scenarios),
    )
    try:
        figure = _img(figure_png(found, speech), alt)
    except UserError as error:
        figure = _no_figure(error, speech)
    return [
        ("figure", f"<h2>{speech.html('page.figure')}</h2>{figure}", True),
        ("differences", table_html(differences_shown(found, speech)), True),
        *((name, table_html(table), False) for name, table in tables),
    ]


def figure_png(found: Findings, speech: Speech) -> bytes:
    """Metrics over time with bands, and differences.

    Raises:
        OptionError: There is no font for the language.
    """
    from sim.report.figures.over_time import comparison_figure

    with ONE_FIGURE:
        figure = comparison_figure(
            found.table, found.differences, found.design, found.until, speech.language
        )
    return _image(figure, "png", speech)


def _img(png: bytes, alt: str) -> str:
    """A figure, with words for those who cannot see it."""
    data = base64.b64encode(png).decode()
    return f'<img class="cg-figure" alt="{escape(alt)}" src="data:image/png;base64,{data}"/>'


def _no_figure(error: UserError, speech: Speech) -> str:
    """Why there is no figure."""
    text = speech.html("page.no_figure", why=problems_text(error.problems, speech))
    return f'<p class="cg-note">{text}</p>'


def differences_shown(found: Findings, speech: Speech) -> Shown:
    """Scenario minus baseline of each metric, with interval and verdict."""
    design = found.design
    title = speech("page.differences", baseline=design.label(design.baseline, speech.language))
    if not design.others:
        return Shown(title, (), (), notes=[speech("page.one_only")])
    rows = []
    for row in found.differences.to_dict("records"):
        metric = METRICS[row["metric"]]
        cells = (
            design.label(row["scenario"], speech.language),
            speech.title(metric),
            speech.number(row["difference"], metric.unit, signed=True),
            speech.interval(row["low"], row["high"], metric.unit, signed=True),
            speech(f"compare.verdicts.{row['verdict']}"),
            speech.number(row["detectable"], metric.unit),
        )
        rows.append((cells, row["verdict"] == DISTINGUISHABLE))
    columns = ("metric", "difference_column", "interval", "verdict", "detectable")
    note = speech(
        "compare.holm" if len(design.seeds) > 1 else "compare.pair_note",
        tests=len(found.differences),
        window=design.window,
        method=speech(f"compare.methods.{design.interval}"),
    )
    heads = [speech("page.scenario"), *(speech(f"compare.{one}") for one in columns)]
    return Shown(title, heads, rows, texts=2, notes=[note])


def levels_shown(found: Findings, speech: Speech) -> Shown:
    """The level of each metric in each line."""
    names = {name: speech.title(METRICS[name]) for name in found.design.metrics}
    title, second = speech("page.levels"), speech("compare.metric")
    return _levels(title, second, found.levels, "metric", names, found.design, speech)


def groups_shown(found: Findings, speech: Speech) -> Shown:
    """The level of a metric in each group."""
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
    design: Design,
    speech: Speech,
) -> Shown:
    """Means with their intervals, by line and by what a column holds."""
    rows = []
    for row in table.to_dict("records"):
        unit = METRICS[row["metric"]].unit
        cells = (
            design.label(row["scenario"], speech.language),
            names[row[column]],
            speech.number(row["mean"], unit),
            speech.interval(row["low"], row["high"], unit),
        )
        rows.append((cells, True))
    heads = [speech("page.scenario"), second, speech("page.mean"), speech("compare.interval")]
    notes = [speech("page.window", window=design.window)]
    return Shown(title, heads, rows, texts=2, notes=notes)


def findings_files(found: Findings, speech: Speech) -> list[File]:
    """The tables and the figure of an answer."""
    tables = {
        "differences": found.differences,
        "levels": found.levels,
        "over_time": found.over_time,
        "groups": found.groups,
    }
    offered = [
        (f"csv_{name}", speech(f"page.csv_{name}"), _csv(name, table))
        for name, table in tables.items()
        if table is not None and len(table)
    ]

    def png() -> tuple[str, str, bytes]:
        return "figure.png", _TYPES["png"], figure_png(found, speech)

    return [*offered, ("png", speech("page.png"), png)]


def _csv(name: str, table: "pd.DataFrame") -> Maker:
    """A table as a file, in UTF-8."""
    return lambda: (
        f"{name}.csv",
        "text/csv",
        table.to_csv(index=False, lineterminator="\n").encode(),
    )


# --- analyses ---


@contextmanager
def _undamaged(found: "Analysis") -> Iterator[None]:
    """Say of a table that lacks what it must hold that it is damaged."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        text = f"is damaged: {type(error).__name__} {error}"
        raise ResultsError(Problem(text, file=str(found.folder), hint="run it again")) from error


def analysis_parts(found: "Analysis", speech: Speech) -> list[Part]:
    """Sentences, figures and tables of an analysis.

    Raises:
        ResultsError: A table lacks what it must hold.
    """
    with _undamaged(found):
        sentences, tables = found.sentences(speech.language), found.shown(speech.language)
    return [
        ("found", sentences_html(sentences, speech), True),
        *_figure_parts(found, speech),
        *(
            (f"table-{place}", table_html(one), len(one.headings) > _NARROW)
            for place, one in enumerate(tables)
        ),
    ]


def sentences_html(sentences: Sequence[str], speech: Speech) -> str:
    """What was found, sentence by sentence."""
    items = "".join(f"<li>{escape(text)}</li>" for text in sentences)
    return f'<h2>{speech.html("page.found")}</h2><ul class="cg-found">{items}</ul>'


def _figure_parts(found: "Analysis", speech: Speech) -> list[Part]:
    """Each figure; where none can be drawn, why."""
    try:
        drawn = figures_of(found, speech)
        pictures = {name: _image(figure, "png", speech) for name, figure in drawn.items()}
    except UserError as error:
        return [("figure-none", _no_figure(error, speech), True)]
    alts = {name: speech("page.figure_of", name=name.replace("_", " ")) for name in drawn}
    return [(f"figure-{name}", _img(png, alts[name]), True) for name, png in pictures.items()]


def figures_of(found: "Analysis", speech: Speech) -> "dict[str, Figure]":
    """The figures of an analysis by name.

    Raises:
        ResultsError: A table lacks what it must hold.
        OptionError: There is no font for the language.
    """
    with ONE_FIGURE, _undamaged(found):
        return found.figures(speech.language)


def _image(figure: "Figure", kind: str, speech: Speech) -> bytes:
    """A figure as a file, ``png`` or ``svg``."""
    from sim.report.figures.look import DOTS_PER_INCH, look

    stream = io.BytesIO()
    with ONE_FIGURE, look(words_in(speech.language)):
        figure.savefig(stream, format=kind, dpi=DOTS_PER_INCH)
    return stream.getvalue()


def analysis_files(found: "Analysis", speech: Speech) -> list[File]:
    """The tables and figures of an analysis."""

    def as_image(name: str, kind: str) -> Maker:
        def make() -> tuple[str, str, bytes]:
            figure = figures_of(found, speech)[name]
            return f"{name}.{kind}", _TYPES[kind], _image(figure, kind, speech)

        return make

    offered = [
        (f"csv_{name}", speech("page.csv_of", name=name), _csv(name, table))
        for name, table in found.tables.items()
    ]
    try:
        names = list(figures_of(found, speech))
    except UserError:
        names = []
    for name in names:
        for kind in _TYPES:
            text = speech(f"page.{kind}_of", name=name)
            offered.append((f"{kind}_{name}", text, as_image(name, kind)))
    return offered
