"""Matters as a flow, from arising to closing by level: what widths and branches show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.compare import Design, headline_levels
from sim.analysis.intervals import told_interval
from sim.calendar import first_day
from sim.declarations.matters import CHANNEL_LABELS, LEVEL_LABELS, STATE_LABELS
from sim.report.figures.look import look, settle
from sim.report.figures.sheet import caption_of, new_panels, new_sheet, plus_minus
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_METRICS = (
    "collected_share",
    "true_resolution_rate",
    "resolved_in_grid",
    "resolved_in_community",
    "closure_rate",
)
_GOOD, _PAPER, _LOST, _PLAIN = "#0072B2", "#E69F00", "#999999", "#56B4E9"
_PANEL_INCHES = 2.0
_GAP = 9.0
"""Space between boxes of one column, in per cent of all matters: the height of a label."""
_BOX = 0.018
_LAG = 14
"""Months before the end of the run at which the newest year begins whose matters had time."""
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Box:
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

    boxes: Sequence[Box]
    streams: Sequence[tuple[int, int, float]]


def flow_figure(metrics: "pd.DataFrame", design: Design, speech: Speech) -> "Figure":
    """Matters from arising to closing in each scenario, out of the table of metrics."""
    seeds = len(design.seeds)
    levels = headline_levels(metrics, replace(design, metrics=_METRICS))
    flows = []
    for name in design.scenarios:
        own = levels[levels["scenario"] == name]
        flows.append((design.label(name, speech), _flow_of_metrics(own, speech)))
    sentences = [speech("figure.flow_metrics", window=design.window), plus_minus(seeds, speech)]
    return _draw(flows, caption_of(sentences, design, speech), speech)


def matters_figure(matters: "pd.DataFrame", design: Design, speech: Speech) -> "Figure":
    """Single matters of one run from arising to closing: by channel, level and state."""
    begin = max(design.end - _LAG - 1, design.start)
    end = min(begin + _YEAR, design.end)
    chosen = matters[(matters["arisen"] >= first_day(begin)) & (matters["arisen"] < first_day(end))]
    first, last = speech.month(begin), speech.month(end - 1)
    text = speech("figure.flow_matters", first=first, last=last, count=len(chosen))
    name = design.label(design.scenarios[0], speech)
    flow = _flow_of_matters(chosen, speech)
    return _draw([(name, flow)], caption_of([text], design, speech), speech)


def _flow_of_metrics(levels: "pd.DataFrame", speech: Speech) -> Flow:
    """Three columns: arisen; collected or not; what became of those collected."""
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
        Box(0, speech("figure.arisen"), _PLAIN),
        Box(1, speech("figure.collected"), _PLAIN, _half(collected)),
        Box(1, speech("figure.not_collected"), _LOST, _half(100 - collected)),
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
        boxes.append(Box(2, label, colour, _half(values)))
    return Flow(boxes, streams)


def _half(values: "pd.Series[Any]") -> float:
    """Half-width of the interval of a mean."""
    known = told_interval(values.dropna().tolist())
    return known.high - known.mean


def _flow_of_matters(matters: "pd.DataFrame", speech: Speech) -> Flow:
    """Four columns: arisen, channel, level, state."""
    boxes = [Box(0, speech("figure.arisen"), _PLAIN)]
    total = max(len(matters), 1)
    index: dict[tuple[str, str], int] = {}

    def box(column: int, kind: str, name: str, label: str, colour: str) -> int:
        if (kind, name) not in index:
            index[kind, name] = len(boxes)
            boxes.append(Box(column, label, colour))
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
    """A panel for each scenario, below each other."""
    most = max(_rows(flow) for _, flow in flows)
    height = max(_PANEL_INCHES, 0.34 * most)
    with look():
        figure = new_sheet(height * len(flows), caption)
        panels = new_panels(figure, len(flows), 1)
        for axes, (name, flow) in zip(panels, flows, strict=True):
            axes.set_title(name)
            _draw_flow(axes, flow, speech)
        settle(figure)
    return figure


def _rows(flow: Flow) -> int:
    """How many boxes the fullest column has."""
    columns = [box.column for box in flow.boxes]
    return max(columns.count(column) for column in set(columns))


def _draw_flow(axes: "Axes", flow: Flow, speech: Speech) -> None:
    """Boxes in columns, and streams between them as wide as the matters that they carry."""
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
    """Upper edge of each box: those of a column below each other."""
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
    """A band that bends from one box to another."""
    t = np.linspace(0.0, 1.0, 41)
    bend = t * t * (3 - 2 * t)
    x = across[0] + (across[1] - across[0]) * t
    y = tops[0] + (tops[1] - tops[0]) * bend
    axes.fill_between(x, y - size, y, color=colour, alpha=0.35, lw=0)
