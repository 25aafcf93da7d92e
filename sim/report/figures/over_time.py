"""Metrics over time with bands, and below them the paired differences."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.compare import Design, bands
from sim.calendar import format_month
from sim.declarations.metrics import METRICS
from sim.report.figures.intervals import differences_title, draw_differences
from sim.report.figures.lines import date_number, draw_lines, set_range, shade_past
from sim.report.figures.look import QUIET, look, scaling, settle
from sim.report.figures.sheet import (
    CAPTION_COLUMNS,
    about_lines,
    about_past,
    about_town,
    joined,
    new_sheet,
    scenario_handles,
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
    """
    words = words_in(language)
    rows = [] if differences.empty else _rows_by_unit(design.metrics)
    caption = _caption(design, words, until, len(differences))
    with look():
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
        caption += "\n" + wrapped(f"{words.events} {listed}", CAPTION_COLUMNS)
    with look():
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
    """Panels over time and differences below."""
    # A run has room for every headline metric where a comparison has its differences.
    shown = design.metrics if events is not None else design.metrics[:MOST_PANELS]
    columns = min(_PANELS_A_ROW, len(shown))
    lines = math.ceil(len(shown) / columns)
    row = 0.06 + 0.105 * max(1, len(design.others))
    # Axis, its ticks and its unit take the rest; the title above the first takes room as well.
    heights = [0.62 + row * len(names) for _, names in groups]
    below = max(sum(heights), sum(heights[1:]) + 0.9) if heights else 0
    handles = scenario_handles(design, words)
    figure = new_sheet(_PANEL_INCHES * lines + below, caption, handles)
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
    settle(figure)
    return figure


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
        axes.set_title(wrapped(words.title(METRICS[name]), 40))
        set_range(axes, METRICS[name], words.language)
        panels.append(axes)
    # One span of months for all, though some metrics begin later, such as turnout.
    ends = [axes.get_xlim() for axes in panels]
    span = (min(low for low, _ in ends), max(high for _, high in ends))
    for index, axes in enumerate(panels):
        axes.set_xlim(span)
        shade_past(axes, table["month"].min(), until, words if index == 0 else None)
    return panels


def _mark_events(axes: "Axes", events: Sequence[tuple[int, str]], numbered: bool) -> None:
    """A thin line at each dated event, with its number where asked."""
    last = -math.inf
    for order, (month, _) in enumerate(events, start=1):
        at = date_number(month)
        axes.axvline(at, color=QUIET, lw=0.5, ls=(0, (1, 2)), zorder=1)
        if numbered:
            # Numbers of events that lie close together take turns above and below.
            up = -1 if at - last < 420 and order % 2 == 0 else 7
            axes.annotate(
                str(order),
                (at, 0),
                xycoords=("data", "axes fraction"),
                xytext=(1.5, up + 2),
                textcoords="offset points",
                fontsize=5.8,
                color=QUIET,
            )
        last = at


def _caption(design: Design, words: Words, until: int | None, tests: int) -> str:
    """What a reader needs to know to read the figure, wrapped to its width."""
    seeds = len(design.seeds)
    parts = [about_lines(design, words), about_past(design, words, until)]
    if tests:
        text = words.pairs if seeds > 1 else words.pair
        parts.append(
            text.format(
                baseline=design.label(design.baseline, words.language),
                window=design.window,
                seeds=seeds,
                tests=tests,
                method=words.methods[design.interval],
            )
        )
    parts.append(about_town(design, words))
    return joined(parts, words)
