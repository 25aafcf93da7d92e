"""Panels of paired differences with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.compare import DISTINGUISHABLE, Design
from sim.declarations.metrics import METRICS
from sim.report.figures.look import QUIET, scaling, style_of
from sim.report.words import NULL, Words, number, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def differences_title(design: Design, words: Words) -> str:
    """What the panels of differences show."""
    baseline = design.label(design.baseline, words.language)
    text = words.difference.format(baseline=baseline, window=design.window)
    return wrapped(text, 92)


@dataclass(frozen=True, slots=True)
class Point:
    """A mean with its interval.

    Attributes:
        index: Index of the scenario, which has its look.
        middle: The mean.
        low: Lower end; NaN without an interval.
        high: Upper end.
        filled: Whether the marker is filled.
    """

    index: int
    middle: float
    low: float
    high: float
    filled: bool


def draw_differences(
    axes: "Axes",
    table: "pd.DataFrame",
    design: Design,
    names: Sequence[str],
    unit: str,
    words: Words,
) -> None:
    """A row for each metric, and in it a point with its interval for each scenario."""
    rows = [
        (words.pick(METRICS[name].label), points_of(table[table["metric"] == name], design))
        for name in names
    ]
    draw_rows(axes, rows, len(design.others), unit, words, signed=True)


def points_of(rows: "pd.DataFrame", design: Design) -> list[Point]:
    """The differences of one thing, in the order of the scenarios."""
    found = {row["scenario"]: row for row in rows.to_dict("records")}
    points = []
    for index, name in enumerate(design.scenarios):
        if name in found:
            row = found[name]
            filled = row["verdict"] == DISTINGUISHABLE
            points.append(Point(index, row["difference"], row["low"], row["high"], filled))
    return points


def draw_rows(
    axes: "Axes",
    rows: Sequence[tuple[str, Sequence[Point]]],
    count: int,
    unit: str,
    words: Words,
    signed: bool = False,
) -> None:
    """Rows of points with intervals, told in figures at the right.

    Args:
        axes: Where to draw.
        rows: Label and points of each row, from above.
        count: How many points a row can have.
        unit: Unit of the values.
        words: Words of the figure.
        signed: Whether values are differences.
    """
    factor = scaling(unit)
    for line, (_, points) in enumerate(rows):
        for place, point in enumerate(points):
            # The points of one row take the middle eight tenths of its height.
            y = line + (0.8 * (place + 0.5) / count - 0.4)
            look = style_of(point.index)
            ends = [factor * point.low, factor * point.high]
            axes.plot(ends, [y, y], color=look.colour, lw=1.4, solid_capstyle="butt")
            axes.plot(
                [factor * point.middle],
                [y],
                color=look.colour,
                marker=look.marker,
                ms=3.8,
                ls="",
                mfc=look.colour if point.filled else "white",
                mew=0.9,
            )
            axes.annotate(
                _interval_text(point, unit, signed),
                (1, y),
                xycoords=("axes fraction", "data"),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=6,
                color=look.colour,
            )
    axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
    axes.set_yticks(range(len(rows)), [label for label, _ in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    for line in range(1, len(rows)):
        axes.axhline(line - 0.5, color="#EEEEEE", lw=0.5, zorder=0)
    axes.set_axisbelow(True)
    percent = words.points if signed else "%"
    axes.set_xlabel(percent if unit == "share" else words.unit(unit), labelpad=1)


def _interval_text(point: Point, unit: str, signed: bool) -> str:
    """Mean and interval in figures."""
    middle, low, high = (
        number(value, unit, signed) for value in (point.middle, point.low, point.high)
    )
    return middle if low == NULL else f"{middle}  [{low}, {high}]"
