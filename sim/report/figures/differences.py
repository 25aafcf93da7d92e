"""Figures of paired differences: where and for whom, and who gained."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design, told
from sim.analysis.effects import GROUP_KEYS
from sim.analysis.intervals import ALPHA
from sim.declarations.groups import DIVISIONS
from sim.declarations.metrics import METRICS
from sim.report.compare import where_metric
from sim.report.figures.look import look, scaling, settle, style_of
from sim.report.figures.panels import (
    Point,
    draw_point,
    draw_rows,
    height_of,
    points_of,
    settle_rows,
    wide_of,
)
from sim.report.figures.sheet import caption_of, new_panels, new_sheet, scenario_handles, wrapped
from sim.report.labels import PlaceLabels
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ROW_INCHES = 0.155
Rows = list[tuple[str, list[Point]]]


def effects_by_figure(
    by_community: "pd.DataFrame", by_group: "pd.DataFrame", design: Design, speech: Speech
) -> "Figure":
    """Scenario minus baseline by community and by group of adults, of one metric.

    Tables are what `sim.analysis.effects.effects_by_community` and ``effects_by_group`` made.
    """
    name = where_metric(design)
    label, unit = speech.pick(METRICS[name].label), METRICS[name].unit
    places = by_community[by_community["metric"] == name]
    groups = by_group[by_group["metric"] == name]
    ids = list(dict.fromkeys(places["community"]))
    pairs = [(division.name, one.name) for division in DIVISIONS for one in division.groups]
    height = 0.55 + (_ROW_INCHES + 0.05 * len(design.others)) * max(len(ids), len(pairs))
    caption = speech(
        "effects.points" if design.enough else "effects.point",
        baseline=design.label(design.baseline, speech),
        window=design.window,
        seeds=len(design.seeds),
        over=speech.seeds(len(design.seeds)),
        method=speech.method(design.interval),
    )
    caption = speech.joint([caption, speech("effects.unranked")])
    if design.sets > 1:
        caption = speech.joint([caption, speech("compare.pairs_sets", sets=design.sets)])
    with look():
        handles = scenario_handles(design, speech, design.baseline)
        figure = new_sheet(height, caption, handles)
        left, right = new_panels(figure, 2, 2)
        labels = [design.place(one, speech) for one in ids]
        _draw_parts(left, places, ["community"], [(one,) for one in ids], design)
        settle_rows(left, labels, speech.unit(unit, signed=True))
        left.set_title(wrapped(speech("effects.communities", metric=label), 66))
        labels = [speech.pick(one.label) for division in DIVISIONS for one in division.groups]
        _draw_parts(right, groups, ["group_by", "group"], pairs, design)
        settle_rows(right, labels, speech.unit(unit, signed=True))
        right.set_title(wrapped(speech("effects.groups", metric=label), 66))
        settle(figure)
    return figure


def _draw_parts(
    axes: "Axes",
    table: "pd.DataFrame",
    keys: Sequence[str],
    parts: Sequence[tuple[str, ...]],
    design: Design,
) -> None:
    """A row for each part of the town, with a line at the difference of the whole."""
    indexed: Any = told(table).set_index(["scenario", *keys])
    for index, name in enumerate(design.scenarios):
        if name == design.baseline:
            continue
        style, turn = style_of(index), design.others.index(name)
        overall = math.nan
        for line, part in enumerate(parts):
            row = indexed.loc[(name, *part)]
            factor = scaling(row["unit"])
            ends = (row["difference"], row["low"], row["high"])
            filled = design.enough and row["ahead_p_holm"] < ALPHA
            point = Point(index, *ends, filled=filled, wide=wide_of(row))
            draw_point(axes, point, height_of(line, turn, len(design.others)), factor, 1.3)
            if math.isnan(overall):
                overall = factor * (row["difference"] - row["ahead"])
        axes.axvline(overall, color=style.colour, ls=style.line, lw=0.8, alpha=0.7, zorder=1)
    axes.set_ylim(len(parts) - 0.4, -0.6)
    for line in range(1, len(parts)):
        block = len(keys) > 1 and parts[line][0] != parts[line - 1][0]
        axes.axhline(line - 0.5, color="#999999" if block else "#EEEEEE", lw=0.6, zorder=0)


def gains_figure(
    table: "pd.DataFrame", design: Design, metric: str, labels: PlaceLabels, speech: Speech
) -> "Figure":
    """Differences of a metric in each part of the town, with intervals.

    Args:
        table: What `sim.analysis.effects.parts_table` made, of groups or of communities.
        design: What is compared; without others, the end of a run with its beginning.
        metric: Name of the metric.
        labels: Labels of the communities, in town order.
        speech: Says labels and caption.
    """
    if set(GROUP_KEYS) <= set(table.columns):
        sections = _groups(table, design, speech)
    else:
        sections = [("", _places(table, design, labels, speech))]
    count = max(1, len(design.others))
    heights = [0.34 + (0.07 + 0.11 * count) * len(rows) for _, rows in sections]
    points = speech(
        "figure.gains_points" if design.enough else "figure.no_interval",
        seeds=len(design.seeds),
        over=speech.seeds(len(design.seeds)),
        tests=len(table),
        method=speech.method(design.interval),
    )
    title = speech(
        "figure.gains" if design.others else "figure.gains_before",
        metric=speech.pick(METRICS[metric].label),
        baseline=design.label(design.baseline, speech),
        window=design.window,
    )
    with look():
        handles = scenario_handles(design, speech, design.baseline) if design.others else []
        caption = caption_of([points], design, speech)
        figure = new_sheet(sum(heights) + 0.35, caption, handles)
        grid = figure.add_gridspec(len(sections), 1, height_ratios=heights)
        first = None
        for index, (name, rows) in enumerate(sections):
            axes = figure.add_subplot(grid[index], sharex=first)
            draw_rows(axes, rows, count, METRICS[metric].unit, speech, signed=True)
            lines = [wrapped(title, 110)] if index == 0 else []
            axes.set_title("\n".join([*lines, *([name] if name else [])]))
            if index < len(sections) - 1:
                axes.tick_params(labelbottom=False)
                axes.set_xlabel("")
            first = first or axes
        settle(figure)
    return figure


def _groups(table: "pd.DataFrame", design: Design, speech: Speech) -> list[tuple[str, Rows]]:
    """Rows of groups, by division."""
    found = []
    for division in DIVISIONS:
        own = table[table["group_by"] == division.name]
        rows = [
            (speech.pick(group.label), points_of(own[own["group"] == group.name], design))
            for group in division.groups
        ]
        found.append((speech.pick(division.label), [row for row in rows if row[1]]))
    return [section for section in found if section[1]]


def _places(table: "pd.DataFrame", design: Design, labels: PlaceLabels, speech: Speech) -> Rows:
    """Rows of communities."""
    rows = [
        (labels.pick(place, speech), points_of(table[table["community"] == place], design))
        for place in labels
    ]
    return [row for row in rows if row[1]]
