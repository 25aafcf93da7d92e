"""Differences from the baseline, of factors, and which measures they flow through."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.compare import Design, headline_levels, told
from sim.analysis.effects import GROUP_KEYS
from sim.analysis.intervals import ALPHA, FEWEST, told_interval
from sim.calendar import first_day
from sim.declarations.groups import DIVISIONS
from sim.declarations.matters import CHANNEL_LABELS, LEVEL_LABELS, STATE_LABELS
from sim.declarations.metrics import METRICS
from sim.report.compare import where_metric
from sim.report.figures import sheet
from sim.report.figures.look import look, scaling, settle, style_of
from sim.report.shown import PlaceLabels, ScenarioLabels
from sim.report.sweep import level_text
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


# --- Differences from the baseline, of factors, and where they flow through

# --- Figures of paired differences: where and for whom, and who gained

_ROW_INCHES = 0.155
Rows = list[tuple[str, list[sheet.FigurePoint]]]


def effects_by_figure(
    by_community: "pd.DataFrame", by_group: "pd.DataFrame", design: Design, speech: Speech
) -> "Figure":
    """Draw scenario minus baseline of one metric, by community and by group of adults.

    By community alone where the metric is not known of groups, such as turnout. Tables are what
    `sim.analysis.effects.effects_by_community` and ``effects_by_group`` made.
    """
    name = where_metric(design)
    label, unit = speech.pick(METRICS[name].label), METRICS[name].unit
    places = by_community[by_community["metric"] == name]
    groups = by_group[by_group["metric"] == name]
    ids = list(dict.fromkeys(places["community"]))
    pairs = [(division.name, one.name) for division in DIVISIONS for one in division.groups]
    pairs = [] if groups.empty else pairs
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
        handles = sheet.scenario_handles(design, speech, design.baseline)
        figure = sheet.new_sheet(height, caption, handles)
        left, *others = sheet.new_panels(figure, 2 if pairs else 1, 2)
        labels = [design.place(one, speech) for one in ids]
        _draw_parts(left, places, ["community"], [(one,) for one in ids], design)
        sheet.settle_rows(left, labels, speech.unit(unit, signed=True))
        left.set_title(sheet.wrapped(speech("effects.communities", metric=label), 66))
        for right in others:
            labels = [speech.pick(one.label) for division in DIVISIONS for one in division.groups]
            _draw_parts(right, groups, ["group_by", "group"], pairs, design)
            sheet.settle_rows(right, labels, speech.unit(unit, signed=True))
            right.set_title(sheet.wrapped(speech("effects.groups", metric=label), 66))
        settle(figure)
    return figure


def _draw_parts(
    axes: "Axes",
    table: "pd.DataFrame",
    keys: Sequence[str],
    parts: Sequence[tuple[str, ...]],
    design: Design,
) -> None:
    """Draw a row for each part of the town, with a line at the difference of the whole."""
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
            point = sheet.FigurePoint(index, *ends, filled=filled, wide=sheet.wide_of(row))
            sheet.draw_point(
                axes, point, sheet.height_of(line, turn, len(design.others)), factor, 1.3
            )
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
    """Draw differences of a metric in each part of the town, with intervals.

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
        handles = sheet.scenario_handles(design, speech, design.baseline) if design.others else []
        caption = sheet.caption_of([points], design, speech)
        figure = sheet.new_sheet(sum(heights) + 0.35, caption, handles)
        grid = figure.add_gridspec(len(sections), 1, height_ratios=heights)
        first = None
        for index, (name, rows) in enumerate(sections):
            axes = figure.add_subplot(grid[index], sharex=first)
            sheet.draw_rows(axes, rows, count, METRICS[metric].unit, speech, signed=True)
            lines = [sheet.wrapped(title, 110)] if index == 0 else []
            axes.set_title("\n".join([*lines, *([name] if name else [])]))
            if index < len(sections) - 1:
                axes.tick_params(labelbottom=False)
                axes.set_xlabel("")
            first = first or axes
        settle(figure)
    return figure


def _groups(table: "pd.DataFrame", design: Design, speech: Speech) -> list[tuple[str, Rows]]:
    """Make rows of groups, by division."""
    found = []
    for division in DIVISIONS:
        own = table[table["group_by"] == division.name]
        rows = [
            (speech.pick(group.label), sheet.points_of(own[own["group"] == group.name], design))
            for group in division.groups
        ]
        found.append((speech.pick(division.label), [row for row in rows if row[1]]))
    return [section for section in found if section[1]]


def _places(table: "pd.DataFrame", design: Design, labels: PlaceLabels, speech: Speech) -> Rows:
    """Make rows of communities."""
    rows = [
        (labels.pick(place, speech), sheet.points_of(table[table["community"] == place], design))
        for place in labels
    ]
    return [row for row in rows if row[1]]


# --- What each factor of an experiment does to a few metrics: a panel for each of both

MOST_FACTORS, MOST_METRICS = 4, 4
_PANEL_INCHES = 1.55
_TITLE_COLUMNS = 168
_TICK_COLUMNS = 56


def factors_figure(
    table: "pd.DataFrame",
    metrics: Sequence[str],
    about: Mapping[str, Any],
    labels: ScenarioLabels,
    speech: Speech,
) -> "Figure":
    """Draw metrics at each level of each factor, with intervals over seeds.

    Args:
        table: What `sim.analysis.effects.factor_table` made.
        metrics: Metrics shown, one row of panels each; at most `MOST_METRICS`.
        about: ``seeds`` and ``window``.
        labels: Labels of the scenarios.
        speech: Says labels and caption.
    """
    metrics = metrics[:MOST_METRICS]
    factors = list(dict.fromkeys(table["factor"]))
    shown, scenarios = factors[:MOST_FACTORS], list(dict.fromkeys(table["scenario"]))
    sentences = [
        speech(
            "sweep.figure_seeds" if about["seeds"] >= FEWEST else "sweep.figure_one",
            over=speech.seeds(about["seeds"]),
            **about,
        )
    ]
    if len(factors) > len(shown):
        names = [speech.head(speech.factor(one)) for one in factors[MOST_FACTORS:]]
        sentences.append(speech("sweep.not_drawn", names=speech.commas(names)))
    with look():
        handles = _handles(scenarios, labels, speech)
        figure = sheet.new_sheet(_PANEL_INCHES * len(metrics), speech.joint(sentences), handles)
        grid = figure.add_gridspec(len(metrics), len(shown))
        for line, metric in enumerate(metrics):
            first = None
            for column, factor in enumerate(shown):
                axes = figure.add_subplot(grid[line, column], sharey=first)
                own = table[(table["factor"] == factor) & (table["metric"] == metric)]
                last = line == len(metrics) - 1
                _panel(axes, own, scenarios, speech, last=last, room=len(shown))
                if first is not None:
                    axes.tick_params(labelleft=False)
                else:
                    axes.set_title(speech.title(METRICS[metric]))
                    first = axes
        settle(figure)
    return figure


def _handles(scenarios: Sequence[str], labels: ScenarioLabels, speech: Speech) -> "list[Artist]":
    """Make entries of the legend, where there are several scenarios."""
    from matplotlib.lines import Line2D

    handles: list[Artist] = []
    for index, name in enumerate(scenarios if len(scenarios) > 1 else []):
        one, label = style_of(index), labels.pick(name, speech)
        handles.append(
            Line2D([], [], color=one.colour, ls=one.line, marker=one.marker, ms=4, label=label)
        )
    return handles


def _panel(
    axes: "Axes",
    rows: "pd.DataFrame",
    scenarios: Sequence[str],
    speech: Speech,
    *,
    last: bool,
    room: int,
) -> None:
    """Draw one metric at the levels of one factor."""
    factor, metric = rows["factor"].iloc[0], METRICS[rows["metric"].iloc[0]]
    scale, texts = scaling(metric.unit), list[str]()
    for index, name in enumerate(scenarios):
        own = told(rows[rows["scenario"] == name], "mean_low", "mean_high")
        style = style_of(index)
        if own.empty:
            continue
        places = [place + 0.08 * (index - (len(scenarios) - 1) / 2) for place in own["level"]]
        mean = own["mean"].to_numpy() * scale
        low, high = (own[end].to_numpy() * scale for end in ("mean_low", "mean_high"))
        axes.plot(places, mean, color=style.colour, ls=style.line, lw=1, marker=style.marker, ms=4)
        axes.vlines(places, low, high, color=style.colour, lw=1.1)
        texts = [level_text(factor, row, speech) for row in own.to_dict("records")]
    axes.margins(y=0.12)
    axes.set_xlim(-0.4, len(texts) - 0.6)
    wide = max(3, _TICK_COLUMNS // (room * max(1, len(texts))))
    axes.set_xticks(
        range(len(texts)), [sheet.wrapped(text, wide) for text in texts] if last else []
    )
    axes.grid(axis="y", color="#E3E3E3", lw=0.5)
    axes.set_axisbelow(True)
    axes.locator_params(axis="y", nbins=5)
    if last:
        label = speech.head(speech.factor(factor))
        axes.set_xlabel(sheet.wrapped(label, _TITLE_COLUMNS // (2 * room)), labelpad=3)


# --- Matters as a flow, from arising to closing by level: what widths and branches show

_METRICS = (
    "collected_share",
    "true_resolution_rate",
    "resolved_in_grid",
    "resolved_in_community",
    "closure_rate",
)
_GOOD, _PAPER, _LOST, _PLAIN = "#0072B2", "#E69F00", "#999999", "#56B4E9"
_FLOW_INCHES = 2.0
_GAP = 9.0
"""Space between boxes of one column, in per cent of all matters: the height of a label."""
_BOX = 0.018
_LAG = 14
"""Months before the end of the run at which the newest year begins whose matters had time."""
_YEAR = 12


@dataclass(frozen=True, slots=True)
class FlowBox:
    """A stop on the way of matters, in a column from 0.

    ``half`` is the half-width of the interval of its size, in per cent; NaN without one.
    """

    column: int
    label: str
    colour: str
    half: float = float("nan")


@dataclass(frozen=True, slots=True)
class Flow:
    """Stops, and how many per cent of all matters go from one to another."""

    boxes: Sequence[FlowBox]
    streams: Sequence[tuple[int, int, float]]


def flow_figure(metrics: "pd.DataFrame", design: Design, speech: Speech) -> "Figure":
    """Draw matters from arising to closing in each scenario, out of the table of metrics."""
    seeds = len(design.seeds)
    levels = headline_levels(metrics, replace(design, metrics=_METRICS))
    flows = []
    for name in design.scenarios:
        own = levels[levels["scenario"] == name]
        flows.append((design.label(name, speech), _flow_of_metrics(own, speech)))
    sentences = [
        speech("figure.flow_metrics", window=design.window),
        sheet.plus_minus(seeds, speech),
    ]
    return _draw(flows, sheet.caption_of(sentences, design, speech), speech)


def matters_figure(matters: "pd.DataFrame", design: Design, speech: Speech) -> "Figure":
    """Draw single matters of one run from arising to closing: by channel, level and state."""
    begin = max(design.end - _LAG - 1, design.start)
    end = min(begin + _YEAR, design.end)
    chosen = matters[(matters["arisen"] >= first_day(begin)) & (matters["arisen"] < first_day(end))]
    first, last = speech.month(begin), speech.month(end - 1)
    text = speech("figure.flow_matters", first=first, last=last, count=len(chosen))
    name = design.label(design.scenarios[0], speech)
    flow = _flow_of_matters(chosen, speech)
    return _draw([(name, flow)], sheet.caption_of([text], design, speech), speech)


def _flow_of_metrics(levels: "pd.DataFrame", speech: Speech) -> Flow:
    """Count in three columns: arisen; collected or not; what became of those collected."""
    wide = 100 * levels.pivot(index="seed", columns="metric", values="value")
    collected = wide["collected_share"]
    share = collected / 100
    parts = {
        "grid": share * wide["resolved_in_grid"],
        "community": share * wide["resolved_in_community"],
        "town": share
        * (wide["true_resolution_rate"] - wide["resolved_in_grid"] - wide["resolved_in_community"]),
        "on_paper": share * (wide["closure_rate"] - wide["true_resolution_rate"]),
        "still_open": share * (100 - wide["closure_rate"]),
    }
    boxes = [
        FlowBox(0, speech("figure.arisen"), _PLAIN),
        FlowBox(1, speech("figure.collected"), _PLAIN, _half(collected)),
        FlowBox(1, speech("figure.not_collected"), _LOST, _half(100 - collected)),
    ]
    streams = [(0, 1, float(collected.mean())), (0, 2, float(100 - collected.mean()))]
    for name, values in parts.items():
        level = LEVEL_LABELS.get(name)
        label = (
            speech(f"figure.{name}")
            if level is None
            else speech("figure.resolved_at", level=speech.pick(level))
        )
        colour = {"on_paper": _PAPER, "still_open": _LOST}.get(name, _GOOD)
        streams.append((1, len(boxes), max(0.0, float(values.mean()))))
        boxes.append(FlowBox(2, label, colour, _half(values)))
    return Flow(boxes, streams)


def _half(values: "pd.Series[Any]") -> float:
    """Find the half-width of the interval of a mean."""
    known = told_interval(values.dropna().tolist())
    return known.high - known.mean


def _flow_of_matters(matters: "pd.DataFrame", speech: Speech) -> Flow:
    """Count in four columns: arisen, channel, level, state."""
    boxes = [FlowBox(0, speech("figure.arisen"), _PLAIN)]
    total = max(len(matters), 1)
    index: dict[tuple[str, str], int] = {}

    def box(column: int, kind: str, name: str, label: str, colour: str) -> int:
        if (kind, name) not in index:
            index[kind, name] = len(boxes)
            boxes.append(FlowBox(column, label, colour))
        return index[kind, name]

    streams: dict[tuple[int, int], int] = {}
    heard = matters[matters["collected"].notna()]
    lost = len(matters) - len(heard)
    for name, label in CHANNEL_LABELS.items():
        if (heard["channel"] == name).any():
            box(1, "channel", name, speech.pick(label), _PLAIN)
    for name, label in LEVEL_LABELS.items():
        if (heard["level"] == name).any():
            box(2, "level", name, speech("figure.handled_at", level=speech.pick(label)), _PLAIN)
    if lost:
        streams[0, box(1, "channel", "", speech("figure.not_collected"), _LOST)] = lost
    colours = {"resolved": _GOOD, "closed_on_paper": _PAPER}
    for name in ("resolved", "closed_on_paper", "withdrawn", "waiting", "consulting"):
        if (heard["state"] == name).any():
            box(3, "state", name, speech.pick(STATE_LABELS[name]), colours.get(name, _LOST))
    ways: Any = heard.groupby(["channel", "level", "state"], sort=False)
    for (channel, level, state), own in ways:
        path = [0, index["channel", channel], index["level", level], index["state", state]]
        for step in pairwise(path):
            streams[step] = streams.get(step, 0) + len(own)
    return Flow(boxes, [(a, b, 100 * count / total) for (a, b), count in sorted(streams.items())])


def _draw(flows: Sequence[tuple[str, Flow]], caption: str, speech: Speech) -> "Figure":
    """Draw a panel for each scenario, below each other."""
    most = max(_rows(flow) for _, flow in flows)
    height = max(_FLOW_INCHES, 0.34 * most)
    with look():
        figure = sheet.new_sheet(height * len(flows), caption)
        panels = sheet.new_panels(figure, len(flows), 1)
        for axes, (name, flow) in zip(panels, flows, strict=True):
            axes.set_title(name)
            _draw_flow(axes, flow, speech)
        settle(figure)
    return figure


def _rows(flow: Flow) -> int:
    """Count how many boxes the fullest column has."""
    columns = [box.column for box in flow.boxes]
    return max(columns.count(column) for column in set(columns))


def _draw_flow(axes: "Axes", flow: Flow, speech: Speech) -> None:
    """Draw boxes in columns, and streams between them as wide as the matters that they carry."""
    from matplotlib.patheffects import withStroke

    sizes = np.zeros(len(flow.boxes))
    for start, end, size in flow.streams:
        sizes[end] += size
        if start == 0:
            sizes[0] += size
    last = max(box.column for box in flow.boxes)
    tops = _tops(flow, sizes)
    left, right = tops.copy(), tops.copy()
    for start, end, size in flow.streams:
        one, other = flow.boxes[start], flow.boxes[end]
        ends = (right[start], left[end])
        _draw_stream(axes, (one.column + _BOX, other.column - _BOX), ends, size, other.colour)
        right[start] -= size
        left[end] -= size
    for box, top, size in zip(flow.boxes, tops, sizes, strict=True):
        axes.fill_betweenx(
            [top - size, top], box.column - _BOX, box.column + _BOX, color=box.colour, lw=0
        )
        text = f"{box.label} {speech.percent(size / 100, 1)}"
        if box.half == box.half:
            text += f" ± {box.half:.1f}"
        at = box.column + _BOX + 0.015
        note = axes.annotate(text, (at, top - size / 2), va="center", fontsize=7, zorder=5)
        note.set_path_effects([withStroke(linewidth=1.8, foreground="white", alpha=0.75)])
    axes.set_xlim(-_BOX, last + 0.62)
    axes.set_ylim(min(top - size for top, size in zip(tops, sizes, strict=True)) - 3, 103)
    axes.axis("off")


def _tops(flow: Flow, sizes: "np.ndarray[Any, np.dtype[np.float64]]") -> Any:
    """Find the upper edge of each box: those of a column lie below each other."""
    tops = np.zeros(len(flow.boxes))
    filled: dict[int, float] = {}
    for index, box in enumerate(flow.boxes):
        top = filled.get(box.column, 100.0)
        tops[index] = top
        filled[box.column] = top - sizes[index] - _GAP
    return tops


def _draw_stream(
    axes: "Axes", across: tuple[float, float], tops: tuple[float, float], size: float, colour: str
) -> None:
    """Draw a band that bends from one box to another."""
    t = np.linspace(0.0, 1.0, 41)
    bend = t * t * (3 - 2 * t)
    x = across[0] + (across[1] - across[0]) * t
    y = tops[0] + (tops[1] - tops[0]) * bend
    axes.fill_between(x, y - size, y, color=colour, alpha=0.35, lw=0)
