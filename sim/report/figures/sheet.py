"""Sheets of panels: what a figure is put together from.

Figures are 1200 pixels wide; here alone they say their size.
"""

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design, is_clear, told
from sim.analysis.intervals import FEWEST
from sim.calendar import first_day
from sim.declare import Metric
from sim.report.figures.look import DOTS_PER_INCH, QUIET, WIDTH_INCHES, look, scaling, style_of
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


# --- The sheet that figures are drawn on: title and legend above, a caption at the foot

CAPTION_COLUMNS = 148
_LINE_INCHES = 0.135


def new_sheet(
    body: float,
    caption: str,
    handles: "Sequence[Artist]" = (),
    title: str = "",
    gaps: tuple[float, float] = (0.04, 0.03),
) -> "Figure":
    """Make a figure with title, legend and caption; panels fill the rest.

    Args:
        body: Height of what lies between legend and caption, in inches.
        caption: What stands at the foot; it is wrapped to the width.
        handles: What the legend shows.
        title: Above all else.
        gaps: Between panels below and beside each other, as shares of their mean size.
    """
    from matplotlib.figure import Figure

    columns = _legend_columns([str(one.get_label()) for one in handles])
    text = "\n".join(wrapped(line, CAPTION_COLUMNS) for line in caption.split("\n"))
    foot = _LINE_INCHES * (text.count("\n") + 1) + 0.12
    top = 0.3 + 0.16 * title.count("\n") if title else 0.12
    head = top + 0.18 * math.ceil(len(handles) / columns)
    height = head + body + foot
    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0.005, foot / height, 0.985, body / height), hspace=gaps[0], wspace=gaps[1])
    if title:
        figure.text(0.012, 1 - 0.07 / height, title, fontsize=9, va="top")
    if handles:
        figure.legend(
            handles=list(handles),
            loc="upper left",
            ncols=columns,
            frameon=False,
            fontsize=8,
            handlelength=3.4,
            bbox_to_anchor=(0.0, 1.0 - (top - 0.12) / height),
            borderaxespad=0.2,
            columnspacing=1.6,
        )
    figure.text(0.012, 0.06 / height, text, fontsize=6.8, color=QUIET, va="bottom")
    return figure


def new_panels(
    figure: "Figure", count: int, columns: int, place: Any = None, alike: bool = False
) -> "list[Axes]":
    """Lay so many empty panels in rows, over all of a figure or a place of its grid.

    Those that are ``alike`` have one scale, whose numbers stand beside the first of each row.
    """
    shape = (math.ceil(count / columns), columns)
    grid = figure.add_gridspec(*shape) if place is None else place.subgridspec(*shape)
    panels: list[Axes] = []
    for index in range(count):
        first = panels[0] if alike and panels else None
        axes = figure.add_subplot(grid[divmod(index, columns)], sharey=first)
        axes.tick_params(labelleft=not alike or index % columns == 0)
        panels.append(axes)
    return panels


def _legend_columns(labels: Sequence[str]) -> int:
    """Count the entries that fit beside each other when all are as wide as the widest."""
    widest = 0.62 + 0.066 * max((columns_of(label) for label in labels), default=1)
    return max(1, min(len(labels), int((WIDTH_INCHES - 0.3) / widest)))


def scenario_handles(design: Design, speech: Speech, left_out: str | None = None) -> "list[Artist]":
    """Make legend entries of scenarios, in order, without one that is not drawn."""
    from matplotlib.lines import Line2D

    handles: list[Artist] = []
    for index, name in enumerate(design.scenarios):
        if name == left_out:
            continue
        look, label = style_of(index), design.label(name, speech)
        handles.append(
            Line2D([], [], color=look.colour, ls=look.line, marker=look.marker, ms=4, label=label)
        )
    return handles


# --- captions ---


def caption_of(sentences: Iterable[str], design: Design, speech: Speech) -> str:
    """Write a caption: sentences, and then town, residents and scale."""
    about = speech(
        "compare.about",
        town=speech.pair(design.town),
        residents=design.residents,
        scale=design.scale,
        simulated=round(design.residents * design.scale),
    )
    return speech.joint([*sentences, about])


def about_lines(design: Design, speech: Speech) -> str:
    """Say what lines and bands are, in one sentence."""
    seeds = len(design.seeds)
    method = speech.method(design.interval)
    key = "compare.lines" if design.enough else "compare.line"
    return speech(key, seeds=seeds, over=speech.seeds(seeds), method=method)


def plus_minus(seeds: int, speech: Speech) -> str:
    """Say what ± stands for, in one sentence."""
    key = "figure.plus_minus" if seeds >= FEWEST else "figure.no_interval"
    return speech(key, seeds=seeds, over=speech.seeds(seeds))


def about_past(design: Design, speech: Speech, until: int | None) -> str:
    """Say what is shaded, in one sentence; empty where nothing is."""
    if len(design.scenarios) < 2 or until is None:
        return ""
    return speech("compare.past", until=speech.month(until))


# --- lines of text ---


def wrapped(text: str, width: int) -> str:
    """Wrap text to lines of so many columns; a Chinese character takes two of them.

    Lines break at spaces and after Chinese characters, never inside a word or number; spaces
    between Chinese characters are left out.
    """
    lines, line = [], ""
    for piece in _pieces(Speech().closed(text)):
        if line and columns_of(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece.lstrip() if not line else piece
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str) -> list[str]:
    """Split text where a line may break; punctuation stays with what it belongs to."""
    pieces: list[str] = []
    for character in text:
        last = pieces[-1][-1] if pieces else ""
        closing = character == " " or unicodedata.category(character) in {"Po", "Pe", "Pf"}
        opened = last != "" and unicodedata.category(last) in {"Ps", "Pi"}
        breaks = last == " " or _is_wide(character) or (last != "" and _is_wide(last))
        if not pieces or (breaks and not closing and not opened):
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _is_wide(character: str) -> bool:
    """Tell whether a character takes two columns."""
    return unicodedata.east_asian_width(character) in {"W", "F"}


def columns_of(text: str) -> int:
    """Count the columns that a text takes."""
    return sum(2 if _is_wide(character) else 1 for character in text)


# --- What panels are made of: lines with bands over months, and rows of points with intervals

BAND, OPEN = "#D5D5D5", "#EFEFEF"
"""A band of a forest plot, and where it is open at an end."""
LEVERS_MARK = "#222222"
"""Colour of the stroke at the part of an effect that the levers alone do."""
_PAST_GREY = "#ECECEC"
_ROW_INCHES = 0.2
_COLUMN_POINTS = 52
"""Width of a column of numbers beside the axes, where no widths are given."""


# --- months ---


def draw_lines(axes: "Axes", rows: "pd.DataFrame", names: Sequence[str], factor: float) -> None:
    """Draw line, band and a marker a year for each scenario."""
    for index, name in enumerate(names):
        style = style_of(index)
        found = rows[rows["scenario"] == name]
        if found.empty:
            continue
        months, mean = found["month"].to_numpy(), found["mean"].to_numpy() * factor
        if "sets_low" in found:
            least, most = (found[f"sets_{end}"].to_numpy() * factor for end in ("low", "high"))
            axes.fill_between(months, least, most, color=style.colour, alpha=0.12, lw=0)
        low, high = (found[end].to_numpy() * factor for end in ("low", "high"))
        axes.fill_between(months, low, high, color=style.colour, alpha=0.22, lw=0)
        step = max(12, 12 * (len(found) // 96))
        alone = found["mean"].notna().sum() == 1
        axes.plot(
            months,
            mean,
            color=style.colour,
            ls=style.line,
            marker=style.marker,
            ms=3,
            markevery=None if alone else (4 * index % step, step),
            zorder=3 + index,
        )


def set_range(axes: "Axes", metric: Metric, speech: Speech) -> None:
    """Start the axis at zero, but for indices, whose zero means nothing; put years below."""
    axes.margins(x=0.012)
    high = axes.dataLim.y1
    if metric.low == 0 and metric.unit != "0-1":
        axes.set_ylim(0, 1.08 * high if high > 0 else 1)
    set_steps(axes)
    set_months(axes, speech)


def set_steps(axes: "Axes") -> None:
    """Put few round numbers at the side."""
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))


def set_months(axes: "Axes", speech: Speech) -> None:
    """Put years below, and months where there are few years."""
    from matplotlib import dates

    make: Any = dates
    axes.margins(x=0.012)
    locator = make.AutoDateLocator(minticks=3, maxticks=6)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(
        make.ConciseDateFormatter(
            locator,
            show_offset=False,
            formats=speech("dates.within").split(","),
            zero_formats=speech("dates.turns").split(","),
        )
    )


def shade_past(axes: "Axes", first: Any, until: int | None, text: str = "") -> None:
    """Shade the months before the first difference; ``text`` says in one panel what they are."""
    end = axes.get_xlim()[1] if until is None else date_number(until)
    start = _number_of_day(first)
    if end <= start:
        return
    axes.axvspan(start, end, color=_PAST_GREY, lw=0, zorder=0)
    if text:
        axes.annotate(
            text,
            (start, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, -3),
            textcoords="offset points",
            va="top",
            color=QUIET,
            fontsize=6.8,
        )


def date_number(month: int) -> float:
    """Place the beginning of a month on an axis of dates."""
    return _number_of_day(first_day(month))


def _number_of_day(day: Any) -> float:
    """Place a day on an axis of dates."""
    from matplotlib.dates import date2num

    convert: Callable[[Any], Any] = date2num
    return float(convert(day))


# --- rows of points ---


@dataclass(frozen=True, slots=True)
class FigurePoint:
    """A mean with its interval; ``index`` is that of the scenario, the ends may be NaN.

    ``wide`` is the interval over plausible sets of parameters, None where none were run; ``levers``
    is the part of the levers, NaN where residents were not run standing still.
    """

    index: int
    middle: float
    low: float
    high: float
    filled: bool
    wide: tuple[float, float] | None = None
    levers: float = math.nan


def wide_of(row: Mapping[Any, Any]) -> tuple[float, float] | None:
    """Read the interval over plausible sets of a row of a table; None below two sets."""
    return (row["sets_low"], row["sets_high"]) if row.get("sets", 0) > 1 else None


def points_of(rows: "pd.DataFrame", design: Design) -> list[FigurePoint]:
    """Make points of the differences of one thing, in the order of the scenarios."""
    found = {row["scenario"]: row for row in told(rows).to_dict("records")}
    points = []
    for index, name in enumerate(design.scenarios):
        if name in found:
            row = found[name]
            filled = is_clear(row["verdict"])
            ends = row["difference"], row["low"], row["high"]
            levers = float(row.get("by_levers", math.nan))
            points.append(FigurePoint(index, *ends, filled, wide_of(row), levers))
    return points


def draw_point(
    axes: "Axes", point: FigurePoint, y: float, factor: float, width: float = 1.4
) -> None:
    """Draw a point with its interval at a height; ``factor`` scales its values."""
    style = style_of(point.index)
    ends = [factor * point.low, factor * point.high]
    if point.wide is not None:
        wide = [factor * end for end in point.wide]
        axes.plot(wide, [y, y], color=style.colour, lw=4.2, alpha=0.35, solid_capstyle="butt")
    axes.plot(ends, [y, y], color=style.colour, lw=width, solid_capstyle="butt")
    axes.plot(
        [factor * point.middle],
        [y],
        color=style.colour,
        marker=style.marker,
        ms=3.8,
        ls="",
        mfc=style.colour if point.filled else "white",
        mew=0.9,
    )
    if not math.isnan(point.levers):
        at = [factor * point.levers]
        axes.plot(at, [y], color=LEVERS_MARK, marker="|", ms=6.5, mew=1.3, ls="", zorder=6)


def height_of(line: int, place: int, count: int) -> float:
    """Place one of so many points of a row, which take the middle eight tenths of it."""
    return line + (0.8 * (place + 0.5) / count - 0.4)


def draw_rows(
    axes: "Axes",
    rows: Sequence[tuple[str, Sequence[FigurePoint]]],
    count: int,
    unit: str,
    speech: Speech,
    signed: bool = False,
) -> None:
    """Draw rows of points with intervals, told in figures at the right.

    Args:
        axes: Where to draw.
        rows: Label and points of each row, from above.
        count: How many points a row can have.
        unit: Unit of the values.
        speech: Says the numbers.
        signed: Whether values are differences.
    """
    factor = scaling(unit)
    for line, (_, points) in enumerate(rows):
        for place, point in enumerate(points):
            y = height_of(line, place, count)
            draw_point(axes, point, y, factor)
            axes.annotate(
                _interval_text(point, unit, signed, speech),
                (1, y),
                xycoords=("axes fraction", "data"),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=6,
                color=style_of(point.index).colour,
            )
    axes.set_ylim(len(rows) - 0.5, -0.5)
    settle_rows(axes, [label for label, _ in rows], speech.unit(unit, signed))
    for line in range(1, len(rows)):
        axes.axhline(line - 0.5, color="#EEEEEE", lw=0.5, zorder=0)


def settle_rows(axes: "Axes", labels: Sequence[str], unit: str) -> None:
    """Put the labels of rows at the side, and zero and the unit below."""
    axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    axes.set_xlabel(unit, labelpad=1)


def _interval_text(point: FigurePoint, unit: str, signed: bool, speech: Speech) -> str:
    """Write mean and interval in figures."""
    ends = (point.low, point.high) if point.wide is None else point.wide
    digits = speech.digits(unit, *ends)
    values = (point.middle, *ends)
    middle, low, high = (speech.number(value, unit, signed, digits) for value in values)
    return middle if low == NULL else f"{middle}  [{low}, {high}]"


# --- forest plots: a line for each thing, with columns of numbers beside the axes ---


def forest_sheet(lines: int, title: str, caption: str) -> tuple["Figure", "Axes"]:
    """Make an empty figure with title and caption, and room for so many lines."""
    with look():
        figure = new_sheet(_ROW_INCHES * (lines + 1) + 0.5, caption, title=title)
        return figure, figure.add_subplot()


def frame(
    axes: "Axes",
    labels: Sequence[str],
    ends: tuple[float, float],
    label: str,
    headings: Sequence[str],
    widths: Sequence[float] = (),
) -> None:
    """Set labels, limits, and headings of the columns of numbers.

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
    """Write a text in a column beside the axes, set right."""
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
