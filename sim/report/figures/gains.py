"""Who gained: paired differences of a metric in groups of adults or in communities."""

from typing import TYPE_CHECKING

from sim.analysis.compare import Design
from sim.analysis.parts import GROUP_KEYS
from sim.declarations.groups import DIVISIONS
from sim.declarations.metrics import METRICS
from sim.report.figures.intervals import Point, draw_rows, points_of
from sim.report.figures.look import look, settle
from sim.report.figures.sheet import about_town, joined, new_sheet, scenario_handles
from sim.report.labels import PlaceLabels
from sim.report.phrases import say
from sim.report.words import Words, words_in, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Rows = list[tuple[str, list[Point]]]


def gains_figure(
    table: "pd.DataFrame", design: Design, metric: str, labels: PlaceLabels, language: str = "en"
) -> "Figure":
    """Differences of a metric in each part of the town, with intervals.

    Args:
        table: What `sim.analysis.parts.parts_table` made, of groups or of communities.
        design: What is compared.
        metric: Name of the metric.
        labels: Labels of the communities, in town order.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    words = words_in(language)
    if set(GROUP_KEYS) <= set(table.columns):
        sections = _groups(table, design, words)
    else:
        sections = [("", _places(table, design, labels, language))]
    count = max(1, len(design.others))
    heights = [0.34 + (0.07 + 0.11 * count) * len(rows) for _, rows in sections]
    handles = scenario_handles(design, words, design.baseline) if design.others else []
    title = _title(design, metric, words)
    with look():
        figure = new_sheet(sum(heights) + 0.35, _caption(design, len(table), words), handles)
        grid = figure.add_gridspec(len(sections), 1, height_ratios=heights)
        first = None
        for index, (name, rows) in enumerate(sections):
            axes = figure.add_subplot(grid[index], sharex=first)
            draw_rows(axes, rows, count, METRICS[metric].unit, words, signed=True)
            lines = [title] if index == 0 else []
            axes.set_title("\n".join([*lines, name]) if name else title)
            if index < len(sections) - 1:
                axes.tick_params(labelbottom=False)
                axes.set_xlabel("")
            first = first or axes
        settle(figure)
        return figure


def _title(design: Design, metric: str, words: Words) -> str:
    """What the panels show."""
    label, language = words.pick(METRICS[metric].label), words.language
    if design.others:
        baseline = design.label(design.baseline, language)
        found = say(language, "gains", metric=label, baseline=baseline, window=design.window)
    else:
        found = say(language, "gains_before", metric=label, window=design.window)
    return wrapped(found, 110)


def _groups(table: "pd.DataFrame", design: Design, words: Words) -> list[tuple[str, Rows]]:
    """Rows of groups, by division."""
    found = []
    for division in DIVISIONS:
        own = table[table["group_by"] == division.name]
        rows = [
            (words.pick(group.label), points_of(own[own["group"] == group.name], design))
            for group in division.groups
        ]
        found.append((words.pick(division.label), [row for row in rows if row[1]]))
    return [section for section in found if section[1]]


def _places(table: "pd.DataFrame", design: Design, labels: PlaceLabels, language: str) -> Rows:
    """Rows of communities."""
    rows = [
        (labels.pick(place, language), points_of(table[table["community"] == place], design))
        for place in labels
    ]
    return [row for row in rows if row[1]]


def _caption(design: Design, tests: int, words: Words) -> str:
    """What a reader needs to know to read the figure."""
    seeds, language = len(design.seeds), words.language
    key, method = "gains_points" if seeds > 1 else "no_interval", words.methods[design.interval]
    text = say(language, key, seeds=seeds, tests=tests, method=method)
    return joined([text, about_town(design, words)], words)
