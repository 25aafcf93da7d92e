"""Lines with bands over months, the axes that they need, and the shade of the common past."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sim.calendar import first_day
from sim.declare import Metric
from sim.report.figures.look import QUIET, style_of
from sim.report.words import Words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_PAST_GREY = "#ECECEC"
_FORMATS = ["%Y", "%m月", "%d", "%H:%M", "%H:%M", "%S"]
_ZERO_FORMATS = ["", "%Y", "%m月", "%m月%d日", "%H:%M", "%H:%M"]
"""Dates in Chinese, from years to seconds; the second where the unit above begins."""


def draw_lines(axes: "Axes", rows: "pd.DataFrame", names: Sequence[str], factor: float) -> None:
    """Line, band and a marker a year for each scenario."""
    for index, name in enumerate(names):
        look = style_of(index)
        found = rows[rows["scenario"] == name]
        if found.empty:
            continue
        months, mean = found["month"].to_numpy(), found["mean"].to_numpy() * factor
        low, high = (found[end].to_numpy() * factor for end in ("low", "high"))
        axes.fill_between(months, low, high, color=look.colour, alpha=0.22, lw=0)
        step = max(12, 12 * (len(found) // 96))
        axes.plot(
            months,
            mean,
            color=look.colour,
            ls=look.line,
            marker=look.marker,
            ms=3,
            markevery=(4 * index % step, step),
            zorder=3 + index,
        )


def set_range(axes: "Axes", metric: Metric, language: str) -> None:
    """Heights start at zero, but for indices, whose zero means nothing; years below."""
    from matplotlib.ticker import MaxNLocator

    axes.margins(x=0.012)
    high = axes.dataLim.y1
    if metric.low == 0 and metric.unit != "0-1":
        axes.set_ylim(0, 1.08 * high if high > 0 else 1)
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    set_months(axes, language)


def set_months(axes: "Axes", language: str) -> None:
    """Years below, and months where there are few years."""
    from matplotlib import dates

    make: Any = dates
    axes.margins(x=0.012)
    locator = make.AutoDateLocator(minticks=3, maxticks=6)
    named = {"formats": _FORMATS, "zero_formats": _ZERO_FORMATS} if language == "zh" else {}
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(make.ConciseDateFormatter(locator, show_offset=False, **named))


def shade_past(axes: "Axes", first: Any, until: int | None, words: Words | None) -> None:
    """Shade the months before the first difference; say what they are in one panel."""
    end = axes.get_xlim()[1] if until is None else date_number(until)
    start = _number_of_day(first)
    if end <= start:
        return
    axes.axvspan(start, end, color=_PAST_GREY, lw=0, zorder=0)
    if words is not None:
        axes.annotate(
            words.common_past,
            (start, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, -3),
            textcoords="offset points",
            va="top",
            color=QUIET,
            fontsize=6.8,
        )


def date_number(month: int) -> float:
    """Where a month begins on an axis of dates."""
    return _number_of_day(first_day(month))


def _number_of_day(day: Any) -> float:
    """Where a day is on an axis of dates."""
    from matplotlib.dates import date2num

    convert: Callable[[Any], Any] = date2num
    return float(convert(day))
