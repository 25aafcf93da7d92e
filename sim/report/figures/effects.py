"""When, where and for whom a scenario differs from the baseline: two figures of paired effects."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design
from sim.analysis.statistics import ALPHA
from sim.declarations.groups import DIVISIONS
from sim.declarations.metrics import METRICS
from sim.report.figures.lines import draw_lines, set_months, shade_past
from sim.report.figures.look import QUIET, look, scaling, settle, style_of
from sim.report.figures.sheet import CAPTION_COLUMNS, new_sheet, scenario_handles
from sim.report.words import Words, words_in, wrapped
from sim.report.words_effects import community_label, effect_words, where_metric

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 9
_PANELS_A_ROW = 3
_PANEL_INCHES = 1.55
_ROW_INCHES = 0.155


def effects_over_time_figure(
    table: "pd.DataFrame", design: Design, until: int | None, language: str = "en"
) -> "Figure":
    """Scenario minus baseline month by month, a panel for each metric.

    Args:
        table: What `sim.analysis.effects.effects_over_time` made.
        design: What is compared.
        until: First month in which any two scenarios differ; None when none ever do.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    import pandas as pd

    words, said = words_in(language), effect_words(language)
    several = len(design.seeds) > 1
    method = words.methods[design.interval]
    caption = (said.lines if several else said.line).format(
        seeds=len(design.seeds), method=method, baseline=design.label(design.baseline, language)
    )
    rows = table.rename(columns={"difference": "mean"})
    rows["month"] = pd.to_datetime(rows["month"])
    shown = design.metrics[:MOST_PANELS]
    columns = min(_PANELS_A_ROW, len(shown))
    lines = math.ceil(len(shown) / columns)
    with look():
        figure, panels = _sheet(_PANEL_INCHES * lines, (lines, columns), caption, design, words)
        for index, (axes, name) in enumerate(zip(panels, shown, strict=False)):
            metric = METRICS[name]
            found = rows[rows["metric"] == name]
            draw_lines(axes, found, design.scenarios, scaling(metric.unit))
            axes.axhline(0, color=QUIET, lw=0.8, zorder=2)
            unit = said.unit if metric.unit == "share" else words.unit(metric.unit)
            axes.set_title(wrapped(f"{words.pick(metric.label)} ({unit})", 44))
            _months(axes, language)
            shade_past(axes, found["month"].min(), until, words if index == 0 else None)
        _finish(figure, panels[len(shown) :])
    return figure


def effects_by_figure(
    by_community: "pd.DataFrame", by_group: "pd.DataFrame", design: Design, language: str = "en"
) -> "Figure":
    """Scenario minus baseline by community and by group of adults, of one metric.

    Args:
        by_community: What `sim.analysis.effects.effects_by_community` made.
        by_group: What `sim.analysis.effects.effects_by_group` made.
        design: What is compared.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    words, said = words_in(language), effect_words(language)
    name = where_metric(design)
    several = len(design.seeds) > 1
    caption = (said.points if several else said.point).format(
        baseline=design.label(design.baseline, language),
        window=design.window,
        seeds=len(design.seeds),
        method=words.methods[design.interval],
    )
    places = by_community[by_community["metric"] == name]
    groups = by_group[by_group["metric"] == name]
    ids = list(dict.fromkeys(places["community"]))
    rows = max(len(ids), sum(len(division.groups) for division in DIVISIONS))
    height = 0.55 + (_ROW_INCHES + 0.05 * len(design.others)) * rows
    with look():
        figure, panels = _sheet(height, (1, 2), caption, design, words)
        labels = [community_label(one, design, language) for one in ids]
        keys = [(one,) for one in ids]
        _rows(panels[0], places, ["community"], keys, labels, design)
        panels[0].set_title(wrapped(said.communities.format(metric=_label(name, words)), 66))
        pairs = [(division.name, one.name) for division in DIVISIONS for one in division.groups]
        labels = [words.pick(one.label) for division in DIVISIONS for one in division.groups]
        _rows(panels[1], groups, ["group_by", "group"], pairs, labels, design)
        panels[1].set_title(wrapped(said.groups.format(metric=_label(name, words)), 66))
        for axes in panels:
            unit = METRICS[name].unit
            axes.set_xlabel(words.points if unit == "share" else words.unit(unit), labelpad=1)
        _finish(figure, [])
    return figure


def _label(name: str, words: Words) -> str:
    """Label of a metric."""
    return words.pick(METRICS[name].label)


def _sheet(
    body: float, shape: tuple[int, int], caption: str, design: Design, words: Words
) -> tuple["Figure", list["Axes"]]:
    """An empty figure with panels, a legend above and a caption at the foot."""
    handles = scenario_handles(design, words, design.baseline)
    figure = new_sheet(body, wrapped(caption, CAPTION_COLUMNS), handles)
    grid = figure.add_gridspec(*shape)
    panels = [
        figure.add_subplot(grid[divmod(place, shape[1])]) for place in range(shape[0] * shape[1])
    ]
    return figure, panels


def _finish(figure: "Figure", unused: Sequence["Axes"]) -> None:
    """Hide panels that nothing is drawn in, and lay out."""
    for axes in unused:
        axes.set_visible(False)
    settle(figure)


def _months(axes: "Axes", language: str) -> None:
    """Years below, few numbers at the side."""
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    set_months(axes, language)


def _rows(
    axes: "Axes",
    table: "pd.DataFrame",
    keys: Sequence[str],
    places: Sequence[tuple[str, ...]],
    labels: Sequence[str],
    design: Design,
) -> None:
    """A row for each place or group, and in it a point with its interval for each scenario."""
    count = len(design.others)
    indexed: Any = table.set_index(["scenario", *keys])
    for index, name in enumerate(design.scenarios):
        if name == design.baseline:
            continue
        style, turn = style_of(index), design.others.index(name)
        overall = math.nan
        for line, place in enumerate(places):
            row = indexed.loc[(name, *place)]
            factor = scaling(row["unit"])
            y = line + (0.8 * (turn + 0.5) / count - 0.4)
            middle, low, high = (factor * row[key] for key in ("difference", "low", "high"))
            filled = row["ahead_p_holm"] < ALPHA
            axes.plot([low, high], [y, y], color=style.colour, lw=1.3, solid_capstyle="butt")
            axes.plot(
                [middle],
                [y],
                color=style.colour,
                marker=style.marker,
                ms=3.8,
                ls="",
                mfc=style.colour if filled else "white",
                mew=0.9,
            )
            if math.isnan(overall):
                overall = factor * (row["difference"] - row["ahead"])
        axes.axvline(overall, color=style.colour, ls=style.line, lw=0.8, alpha=0.7, zorder=1)
    axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    for line in range(1, len(places)):
        block = len(keys) > 1 and places[line][0] != places[line - 1][0]
        axes.axhline(line - 0.5, color="#999999" if block else "#EEEEEE", lw=0.6, zorder=0)
    axes.set_axisbelow(True)
