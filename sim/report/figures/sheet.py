"""The sheet that figures are drawn on: a legend above, a caption at the foot, panels between."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design
from sim.calendar import format_month
from sim.report.figures.look import DOTS_PER_INCH, QUIET, WIDTH_INCHES, style_of
from sim.report.words import Words, columns_of, wrapped

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

CAPTION_COLUMNS = 148
_LINE_INCHES = 0.135


def new_sheet(body: float, caption: str, handles: "Sequence[Artist]" = ()) -> "Figure":
    """A figure 1200 pixels wide, with legend and caption; panels fill the rest.

    Args:
        body: Height of what lies between legend and caption, in inches.
        caption: What stands at the foot, in lines.
        handles: What the legend shows.
    """
    from matplotlib.figure import Figure

    columns = _legend_columns([str(one.get_label()) for one in handles])
    foot = _LINE_INCHES * (caption.count("\n") + 1) + 0.12
    head = 0.12 + 0.18 * math.ceil(len(handles) / columns)
    height = head + body + foot
    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0.005, foot / height, 0.985, body / height), hspace=0.04, wspace=0.03)
    if handles:
        figure.legend(
            handles=list(handles),
            loc="upper left",
            ncols=columns,
            frameon=False,
            fontsize=8,
            handlelength=3.4,
            bbox_to_anchor=(0.0, 1.0),
            borderaxespad=0.2,
            columnspacing=1.6,
        )
    figure.text(0.012, 0.06 / height, caption, fontsize=6.8, color=QUIET, va="bottom")
    return figure


def _legend_columns(labels: Sequence[str]) -> int:
    """How many entries fit beside each other, the widest setting the width of all."""
    widest = 0.62 + 0.066 * max((columns_of(label) for label in labels), default=1)
    return max(1, min(len(labels), int((WIDTH_INCHES - 0.3) / widest)))


def scenario_handles(design: Design, words: Words, left_out: str | None = None) -> "list[Artist]":
    """Entries of the legend for scenarios, in their order, without one that is not drawn."""
    from matplotlib.lines import Line2D

    handles: list[Artist] = []
    for index, name in enumerate(design.scenarios):
        if name == left_out:
            continue
        look, label = style_of(index), design.label(name, words.language)
        handles.append(
            Line2D([], [], color=look.colour, ls=look.line, marker=look.marker, ms=4, label=label)
        )
    return handles


def joined(parts: Sequence[str], words: Words) -> str:
    """Sentences of a caption, wrapped to its width."""
    joint = "" if words.language == "zh" else " "
    return wrapped(joint.join(part for part in parts if part), CAPTION_COLUMNS)


def about_lines(design: Design, words: Words) -> str:
    """What lines and bands are, one sentence."""
    seeds, method = len(design.seeds), words.methods[design.interval]
    return (words.lines if seeds > 1 else words.line).format(seeds=seeds, method=method)


def about_town(design: Design, words: Words) -> str:
    """Town, residents and scale, one sentence."""
    return words.about.format(
        town=design.town[1] if words.language == "zh" else design.town[0],
        residents=design.residents,
        scale=design.scale,
        simulated=round(design.residents * design.scale),
    )


def about_past(design: Design, words: Words, until: int | None) -> str:
    """What is shaded, one sentence; empty where nothing is."""
    if len(design.scenarios) < 2 or until is None:
        return ""
    return words.past.format(until=format_month(until))
