"""What the results view says of the lines, metrics and place chosen: tables, figure, files."""

import base64
import io
from collections.abc import Sequence
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
from sim.dashboard.opened import ONE_FIGURE, Opened
from sim.dashboard.words import Page
from sim.declarations.groups import DIVISIONS, GROUP_METRICS, Division
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN
from sim.report.words import NULL, number

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked at.

    Attributes:
        lines: Scenarios, or points of a sweep.
        baseline: The one that the others are compared with.
        metrics: Names of metrics.
        place: ``town`` or the id of a community.
        division: How adults are divided.
        group_metric: The metric of the groups.
    """

    lines: tuple[str, ...]
    baseline: str
    metrics: tuple[str, ...]
    place: str = TOWN
    division: str = DIVISIONS[0].name
    group_metric: str = "participation_rate"


@dataclass(frozen=True, eq=False)
class Findings:
    """The answer, as tables.

    Attributes:
        design: What was compared.
        levels: See `sim.analysis.compare.levels_table`.
        differences: See `sim.analysis.compare.differences_table`; empty for one line.
        over_time: See `sim.analysis.compare.bands`.
        until: First month in which two lines differ, or None.
        groups: Columns scenario, group_by, group, metric, seeds, mean, low, high; None when
            groups were not recorded.
        table: The metrics themselves.
    """

    design: Design
    levels: "pd.DataFrame"
    differences: "pd.DataFrame"
    over_time: "pd.DataFrame"
    until: int | None
    groups: "pd.DataFrame | None"
    table: "pd.DataFrame"


def first_question(opened: Opened) -> Question:
    """What is shown when a folder is opened."""
    design = opened.design
    return Question(opened.lines[:3], design.baseline, tuple(design.metrics[:3]))


def answer(opened: Opened, question: Question) -> Findings:
    """What the results say.

    Args:
        opened: The results.
        question: With one line and one metric at least.

    Raises:
        ResultsError: A file is damaged.
    """
    design = opened.chosen(question.lines, question.baseline, question.metrics)
    table = opened.table(question.lines, question.metrics, question.place)
    seeds = per_seed(table, design)
    return Findings(
        design,
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
    first = first_day(design.end - design.window)
    kept = table[
        (table["group_by"] == question.division)
        & (table["community"] == question.place)
        & (table["month"] >= first)
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


def figure_png(findings: Findings, language: str) -> bytes:
    """Metrics over time with bands, and differences, as a PNG."""
    from sim.report.figures.look import DOTS_PER_INCH, look
    from sim.report.figures.over_time import comparison_figure

    with ONE_FIGURE:
        figure = comparison_figure(
            findings.table, findings.differences, findings.design, findings.until, language
        )
        stream = io.BytesIO()
        with look():
            figure.savefig(stream, format="png", dpi=DOTS_PER_INCH)
    return stream.getvalue()


def csv_of(table: "pd.DataFrame") -> bytes:
    """A table as a file."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def figure_html(png: bytes, findings: Findings, page: Page) -> str:
    """The figure, with words for those who cannot see it."""
    joint = "、" if page.language == "zh" else ", "
    names = joint.join(page.pick(METRICS[name].label) for name in findings.design.metrics)
    text = page.html(
        "figure_text",
        metrics=names,
        scenarios=joint.join(
            findings.design.label(name, page.language) for name in findings.design.scenarios
        ),
    )
    data = base64.b64encode(png).decode()
    return (
        f"<h2>{page.html('figure')}</h2>"
        f'<img class="cg-figure" alt="{text}" src="data:image/png;base64,{data}"/>'
    )


def differences_html(findings: Findings, page: Page) -> str:
    """Scenario minus baseline of each metric, with interval and verdict."""
    design = findings.design
    if not design.others:
        return f'<p class="cg-note">{page.html("one_only")}</p>'
    rows = []
    for row in findings.differences.to_dict("records"):
        unit = METRICS[row["metric"]].unit
        low, high = (number(row[end], unit, True) for end in ("low", "high"))
        cells = [
            number(row["difference"], unit, True),
            NULL if NULL in (low, high) else f"{low} … {high}",
            page.report.verdicts[row["verdict"]],
            number(row["detectable"], unit),
        ]
        heads = [
            design.label(row["scenario"], page.language),
            page.report.title(METRICS[row["metric"]]),
        ]
        rows.append((heads, cells, row["verdict"] != DISTINGUISHABLE))
    titles = ["scenario", "indicator", "difference", "interval", "verdict", "detectable"]
    note = page.report.holm if len(design.seeds) > 1 else page.report.pair_note
    method = page.report.methods[design.interval]
    text = note.format(tests=len(findings.differences), window=design.window, method=method)
    baseline = design.label(design.baseline, page.language)
    return (
        f"<h2>{page.html('differences', baseline=baseline)}</h2>"
        + table_html([page.html(title) for title in titles], rows)
        + f'<p class="cg-note">{escape(text)}</p>'
    )


def levels_html(findings: Findings, page: Page) -> str:
    """The level of each metric in each line."""
    rows = []
    for row in findings.levels.to_dict("records"):
        unit = METRICS[row["metric"]].unit
        heads = [
            findings.design.label(row["scenario"], page.language),
            page.report.title(METRICS[row["metric"]]),
        ]
        rows.append((heads, _level_cells(row, unit), False))
    titles = [page.html(key) for key in ("scenario", "indicator", "mean", "interval")]
    note = page.html("window", window=findings.design.window)
    return f'<h2>{page.html("levels")}</h2>{table_html(titles, rows)}<p class="cg-note">{note}</p>'


def groups_html(findings: Findings, question: Question, page: Page) -> str:
    """A metric by group."""
    metric, design = METRICS[question.group_metric], findings.design
    title = f"<h2>{page.html('groups', metric=page.report.title(metric))}</h2>"
    if findings.groups is None:
        return f'{title}<p class="cg-note">{page.html("no_groups")}</p>'
    labels = {group.name: page.pick(group.label) for group in _division(question.division).groups}
    rows = [
        (
            [design.label(row["scenario"], page.language), labels[row["group"]]],
            _level_cells(row, metric.unit),
            False,
        )
        for row in findings.groups.to_dict("records")
    ]
    titles = [page.html(key) for key in ("scenario", "group", "mean", "interval")]
    note = page.html("window", window=design.window)
    return f'{title}{table_html(titles, rows)}<p class="cg-note">{note}</p>'


def _level_cells(row: "dict[object, object]", unit: str) -> list[str]:
    mean, low, high = (number(float(str(row[key])), unit) for key in ("mean", "low", "high"))
    return [mean, NULL if NULL in (low, high) else f"{low} … {high}"]


def table_html(
    titles: Sequence[str], rows: Sequence[tuple[Sequence[str], Sequence[str], bool]]
) -> str:
    """A table whose rows begin with words and go on with figures; some rows are quiet."""
    words = len(rows[0][0]) if rows else 0
    heads = "".join(
        f'<th scope="col"{" class=num" if index >= words else ""}>{title}</th>'
        for index, title in enumerate(titles)
    )
    body = "".join(
        f"<tr{' class=cg-quiet' if quiet else ''}>"
        + "".join(f'<th scope="row">{escape(head)}</th>' for head in first)
        + "".join(f'<td class="num">{escape(cell)}</td>' for cell in cells)
        + "</tr>"
        for first, cells, quiet in rows
    )
    return (
        f'<div class="cg-scroll"><table class="cg-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def group_metrics(page: Page) -> list[tuple[str, str]]:
    """Metrics of groups with their labels."""
    return [(name, page.pick(METRICS[name].label)) for name in GROUP_METRICS]
