"""Metrics over time with bands, and below them the paired differences."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design, bands
from sim.calendar import first_day, format_month
from sim.declarations.metrics import METRICS
from sim.declare import Metric
from sim.report.figures.intervals import differences_title, draw_differences
from sim.report.figures.look import (
    DOTS_PER_INCH,
    QUIET,
    WIDTH_INCHES,
    look,
    scaling,
    settle,
    style_of,
)
from sim.report.words import Words, words_in, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.gridspec import SubplotSpec

MOST_PANELS = 9
_PANELS_A_ROW = 3
_PANEL_INCHES = 1.55
_LINE_INCHES = 0.135
_CAPTION_COLUMNS = 148


_PAST_GREY = "#ECECEC"


def comparison_figure(
    metrics: "pd.DataFrame",
    differences: "pd.DataFrame",
    design: Design,
    until: int | None,
    language: str = "en",
) -> "Figure":
    """Metrics over time in each scenario, and below them the paired differences.

    Args:
        metrics: The table of metrics.
        differences: What `sim.analysis.compare.differences_table` made.
        design: What is compared.
        until: First month in which any two scenarios differ; None when none ever do.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.

    Raises:
        OptionError: There is no font for the language.
    """
    words = words_in(language)
    rows = [] if differences.empty else _rows_by_unit(design.metrics)
    caption = _caption(design, words, until, len(differences))
    with look(words):
        return _draw(metrics, differences, design, rows, caption, words, until)


def run_figure(
    metrics: "pd.DataFrame",
    design: Design,
    until: int | None,
    language: str = "en",
    events: Sequence[tuple[int, str]] = (),
) -> "Figure":
    """Metrics over time, as `comparison_figure` without differences, with dated events marked.

    Args:
        metrics: The table of metrics.
        design: What is shown.
        until: Month in which the common past ends, None without one.
        language: ``en`` or ``zh``.
        events: Months and labels of the timeline; they are numbered, and listed at the foot.
    """
    words = words_in(language)
    caption = _caption(design, words, until, 0)
    if events:
        listed = "; ".join(
            f"{order} {format_month(month)} {words.event(label)}".rstrip()
            for order, (month, label) in enumerate(events, start=1)
        )
        caption += "\n" + wrapped(f"{words.events} {listed}", _CAPTION_COLUMNS)
    with look(words):
        return _draw(metrics, None, design, [], caption, words, until, tuple(events))


def _rows_by_unit(names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Metrics that can share an axis: of one unit, and for which more is equally good or bad.

    Their differences are then of one sign where a regime is better, and of one order of size.
    """
    groups: dict[tuple[str, int], list[str]] = {}
    for name in names:
        groups.setdefault((METRICS[name].unit, METRICS[name].direction), []).append(name)
    return [(unit, members) for (unit, _), members in groups.items()]


def _draw(
    metrics: "pd.DataFrame",
    differences: "pd.DataFrame | None",
    design: Design,
    groups: list[tuple[str, list[str]]],
    caption: str,
    words: Words,
    until: int | None,
    events: Sequence[tuple[int, str]] | None = None,
) -> "Figure":
    """Panels over time, differences below, a legend above and a caption at the foot."""
    from matplotlib.figure import Figure

    # A run has room for every headline metric where a comparison has its differences.
    shown = design.metrics if events is not None else design.metrics[:MOST_PANELS]
    columns = min(_PANELS_A_ROW, len(shown))
    lines = math.ceil(len(shown) / columns)
    row = 0.06 + 0.105 * max(1, len(design.others))
    heights = [0.4 + row * len(names) for _, names in groups]
    below, foot = sum(heights), _LINE_INCHES * (caption.count("\n") + 1) + 0.12
    legend = legend_columns(design.scenarios)
    head = 0.12 + 0.18 * math.ceil(len(design.scenarios) / legend)
    body = _PANEL_INCHES * lines + below
    height = head + body + foot
    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0.005, foot / height, 0.985, body / height), hspace=0.04, wspace=0.03)
    ratios = [_PANEL_INCHES * lines, below] if groups else [1.0]
    outer = figure.add_gridspec(len(ratios), 1, height_ratios=ratios)
    table = bands(metrics, shown, method=design.interval)
    panels = _draw_panels(figure, outer[0], table, shown, design, (lines, columns), words, until)
    for index, axes in enumerate(panels):
        _mark_events(axes, events or (), index < columns)
    if differences is not None and groups:
        inner = outer[1].subgridspec(len(groups), 1, height_ratios=[len(g) for _, g in groups])
        for index, (unit, names) in enumerate(groups):
            axes = figure.add_subplot(inner[index])
            draw_differences(axes, differences, design, names, unit, words)
            if index == 0:
                axes.set_title(differences_title(design, words))
    draw_legend(figure, design.scenarios, legend)
    figure.text(0.012, 0.06 / height, caption, fontsize=6.8, color=QUIET, va="bottom")
    settle(figure)
    return figure


def legend_columns(names: Sequence[str]) -> int:
    """How many entries fit beside each other, the widest setting the width of all."""
    widest = 0.62 + 0.066 * max(len(name) for name in names)
    return max(1, min(len(names), int((WIDTH_INCHES - 0.3) / widest)))


def draw_legend(
    figure: "Figure", names: Sequence[str], columns: int, left_out: str | None = None
) -> None:
    """One legend for all panels; without the scenario that is not drawn, if there is such."""
    from matplotlib.lines import Line2D

    handles = []
    for index, name in enumerate(names):
        if name == left_out:
            continue
        look = style_of(index)
        handles.append(
            Line2D([], [], color=look.colour, ls=look.line, marker=look.marker, ms=4, label=name)
        )
    figure.legend(
        handles=handles, loc="upper left", ncols=columns, frameon=False, fontsize=8,
        handlelength=3.4, bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2, columnspacing=1.6,
    )  # fmt: skip


def _draw_panels(
    figure: "Figure",
    place: "SubplotSpec",
    table: "pd.DataFrame",
    shown: Sequence[str],
    design: Design,
    shape: tuple[int, int],
    words: Words,
    until: int | None,
) -> list["Axes"]:
    """A panel over time for each metric shown."""
    grid = place.subgridspec(*shape)
    panels = []
    for index, name in enumerate(shown):
        axes = figure.add_subplot(grid[divmod(index, shape[1])])
        rows = table[table["metric"] == name]
        draw_lines(axes, rows, design.scenarios, scaling(METRICS[name].unit))
        axes.set_title(wrapped(words.title(METRICS[name]), 44))
        _set_range(axes, METRICS[name])
        shade_past(axes, rows["month"].min(), until, words if index == 0 else None)
        panels.append(axes)
    return panels


def _mark_events(axes: "Axes", events: Sequence[tuple[int, str]], numbered: bool) -> None:
    """A thin line at each dated event, with its number where asked."""
    last = -math.inf
    for order, (month, _) in enumerate(events, start=1):
        at = _date_number(month)
        axes.axvline(at, color=QUIET, lw=0.5, ls=(0, (1, 2)), zorder=1)
        if numbered:
            # Numbers of events that lie close together take turns above and below.
            up = -1 if at - last < 420 and order % 2 == 0 else 7
            axes.annotate(
                str(order), (at, 0), xycoords=("data", "axes fraction"), xytext=(1.5, up + 2),
                textcoords="offset points", fontsize=5.8, color=QUIET,
            )  # fmt: skip
        last = at


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
            months, mean, color=look.colour, ls=look.line, marker=look.marker, ms=3,
            markevery=(4 * index % step, step), zorder=3 + index,
        )  # fmt: skip


def _set_range(axes: "Axes", metric: Metric) -> None:
    """Heights start at zero, but for indices, whose zero means nothing; years below."""
    from matplotlib import dates
    from matplotlib.ticker import MaxNLocator

    make: Any = dates
    axes.margins(x=0.012)
    high = axes.dataLim.y1
    if metric.low == 0 and metric.unit != "0-1":
        axes.set_ylim(0, 1.08 * high if high > 0 else 1)
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    locator = make.AutoDateLocator(minticks=3, maxticks=6)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(make.ConciseDateFormatter(locator, show_offset=False))


def shade_past(axes: "Axes", first: Any, until: int | None, words: Words | None) -> None:
    """Shade the months before the first difference; say what they are in one panel."""
    end = axes.get_xlim()[1] if until is None else _date_number(until)
    start = _date_number_of(first)
    if end <= start:
        return
    axes.axvspan(start, end, color=_PAST_GREY, lw=0, zorder=0)
    if words is not None:
        axes.annotate(
            words.common_past, (start, 1), xycoords=("data", "axes fraction"),
            xytext=(3, -3), textcoords="offset points", va="top", color=QUIET, fontsize=6.8,
        )  # fmt: skip


def _date_number(month: int) -> float:
    """Where a month begins on an axis of dates."""
    return _date_number_of(first_day(month))


def _date_number_of(day: Any) -> float:
    """Where a day is on an axis of dates."""
    from matplotlib.dates import date2num

    convert: Callable[[Any], Any] = date2num
    return float(convert(day))


def _caption(design: Design, words: Words, until: int | None, tests: int) -> str:
    """What a reader needs to know to read the figure, wrapped to its width."""
    seeds, method = len(design.seeds), words.methods[design.interval]
    parts = [(words.lines if seeds > 1 else words.line).format(seeds=seeds, method=method)]
    if len(design.scenarios) > 1 and until is not None:
        parts.append(words.past.format(until=format_month(until)))
    if tests:
        text = words.pairs if seeds > 1 else words.pair
        parts.append(
            text.format(
                baseline=design.baseline,
                window=design.window,
                seeds=seeds,
                tests=tests,
                method=method,
            )
        )
    parts.append(
        words.about.format(
            town=design.town[1] if words.language == "zh" else design.town[0],
            residents=design.residents,
            scale=design.scale,
            simulated=round(design.residents * design.scale),
        )
    )
    joint = "" if words.language == "zh" else " "
    return wrapped(joint.join(parts), _CAPTION_COLUMNS)
