"""What forest plots share: a line for each thing, with columns of numbers beside the axes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.report.figures.look import DOTS_PER_INCH, QUIET, WIDTH_INCHES, look
from sim.report.words import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAND, OPEN = "#D5D5D5", "#EFEFEF"
"""A band, and where it is open at an end."""
_CAPTION_COLUMNS = 148
_LINE_INCHES = 0.135
_ROW_INCHES = 0.2
_COLUMN_POINTS = 52
"""Width of a column of numbers beside the axes, where no widths are given."""


def sheet(lines: int, title: str, caption: str, language: str) -> tuple["Figure", "Axes"]:
    """An empty figure with title and caption, and room for so many lines."""
    from matplotlib.figure import Figure

    text = wrapped(caption, _CAPTION_COLUMNS)
    foot, head = _LINE_INCHES * (text.count("\n") + 1) + 0.14, 0.3
    height = head + _ROW_INCHES * (lines + 1) + 0.5 + foot
    with look():
        figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
        engine: Any = figure.get_layout_engine()
        engine.set(rect=(0.005, foot / height, 0.985, (height - foot - head) / height))
        figure.text(0.012, 1 - 0.07 / height, title, fontsize=9, va="top")
        figure.text(0.012, 0.06 / height, text, fontsize=6.8, color=QUIET, va="bottom")
        axes = figure.add_subplot()
    return figure, axes


def frame(
    axes: "Axes",
    labels: Sequence[str],
    ends: tuple[float, float],
    label: str,
    headings: Sequence[str],
    widths: Sequence[float] = (),
) -> None:
    """Labels, limits, and headings of the columns of numbers.

    Args:
        axes: Where to draw.
        labels: Of the lines, from the top.
        ends: What part of the axis is drawn.
        label: Of the axis.
        headings: Of the columns.
        widths: Of the columns in points; all alike when left out.
    """
    axes.set_xlim(*ends)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_yticks(range(len(labels)), labels, fontsize=6.8)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(label, labelpad=2)
    for line in range(1, len(labels)):
        axes.axhline(line - 0.5, color="#EEEEEE", lw=0.5, zorder=0)
    for place, heading in enumerate(headings):
        cell(axes, place, -1, heading, QUIET, widths)


def cell(
    axes: "Axes",
    place: int,
    line: float,
    text: str,
    colour: str = "black",
    widths: Sequence[float] = (),
) -> None:
    """A text in a column beside the axes, set right."""
    edge = sum(widths[: place + 1]) if widths else _COLUMN_POINTS * (place + 1)
    axes.annotate(
        text,
        (1, line),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="center",
        xytext=(8 + edge, 0),
        textcoords="offset points",
        fontsize=6.4,
        color=colour,
        annotation_clip=False,
    )
