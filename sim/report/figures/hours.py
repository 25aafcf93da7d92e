"""Who contributes hours: the ten types of actor, stacked over time, and side by side."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design, bands, headline_levels
from sim.analysis.intervals import interval_of
from sim.declarations.matters import ACTOR_TYPES
from sim.declarations.metrics import METRICS
from sim.report.figures.intervals import Point, draw_rows
from sim.report.figures.lines import set_months
from sim.report.figures.look import look, settle
from sim.report.figures.sheet import about_town, joined, new_sheet, scenario_handles
from sim.report.phrases import say
from sim.report.words import Words, words_in

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LOOKS = {
    "town": ("#08306B", ""),
    "committee": ("#4292C6", "///"),
    "grid": ("#C6DBEF", ""),
    "units": ("#8C510A", ""),
    "social_workers": ("#E08214", "\\\\\\"),
    "organisations": ("#FEE0B6", ""),
    "party": ("#762A83", ""),
    "group_leaders": ("#C2A5CF", "..."),
    "residents": ("#1B7837", ""),
    "volunteers": ("#A6DBA0", "xxx"),
}
"""Government in blue, organised partners in brown, the party in purple, residents in green;
within each from dark to light, with hatches, so that neighbours differ in grey too."""
_PANEL_INCHES = 2.1
_PANELS_A_ROW = 3
_WINDOW = 12


def hours_figure(metrics: "pd.DataFrame", design: Design, language: str = "en") -> "Figure":
    """Hours of each type of actor in the town: stacked over time, then with intervals.

    Args:
        metrics: The table of metrics.
        design: What is shown.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    words, scenarios = words_in(language), design.scenarios
    with look():
        columns = min(_PANELS_A_ROW, len(scenarios))
        above = _PANEL_INCHES * math.ceil(len(scenarios) / columns)
        below = 0.5 + len(ACTOR_TYPES) * (0.06 + 0.105 * len(scenarios))
        handles = [*_handles(words), *scenario_handles(design, words)]
        figure = new_sheet(above + below, _caption(design, words), handles)
        outer = figure.add_gridspec(2, 1, height_ratios=[above, below])
        grid = outer[0].subgridspec(math.ceil(len(scenarios) / columns), columns)
        table = bands(metrics, [f"hours_{name}" for name in _LOOKS])
        first: Axes | None = None
        for index, name in enumerate(scenarios):
            axes = figure.add_subplot(grid[divmod(index, columns)], sharey=first)
            _draw_stack(axes, table[table["scenario"] == name], language)
            axes.set_title(design.label(name, language))
            axes.tick_params(labelleft=index % columns == 0)
            first = first or axes
        if first is not None:
            first.set_ylim(0, 1.05 * max(axes.dataLim.y1 for axes in figure.axes))
            first.set_ylabel(say(language, "hours_unit"))
        _draw_levels(figure.add_subplot(outer[1]), metrics, design, words)
        settle(figure)
        return figure


def _caption(design: Design, words: Words) -> str:
    """What a reader needs to know to read the figure."""
    seeds, language = len(design.seeds), words.language
    over = say(language, "over_seeds" if seeds > 1 else "one_seed_only", seeds=seeds)
    key = "hours_points" if seeds > 1 else "hours_point"
    return joined(
        [
            say(language, "hours", over=over),
            say(
                language,
                key,
                window=design.window,
                seeds=seeds,
                method=words.methods[design.interval],
            ),
            about_town(design, words),
        ],
        words,
    )


def _handles(words: Words) -> "list[Artist]":
    """Entries of the legend, from the bottom of the stack up."""
    from matplotlib.patches import Patch

    labels = {one.name: one.label for one in ACTOR_TYPES}
    return [
        Patch(
            facecolor=colour, hatch=hatch, edgecolor="white", lw=0, label=words.pick(labels[name])
        )
        for name, (colour, hatch) in _LOOKS.items()
    ]


def _draw_stack(axes: "Axes", rows: "pd.DataFrame", language: str) -> None:
    """One area for each type of actor."""
    wide = rows.pivot(index="month", columns="metric", values="mean")
    # Before, the last 12 months began before the run did.
    wide = wide.iloc[_WINDOW - 1 :] if len(wide) > _WINDOW else wide
    heights = [wide[f"hours_{name}"].to_numpy() for name in _LOOKS]
    areas = axes.stackplot(
        wide.index.to_numpy(),
        heights,
        colors=[colour for colour, _ in _LOOKS.values()],
        edgecolor="white",
        linewidth=0.25,
    )
    for area, (_, hatch) in zip(areas, _LOOKS.values(), strict=True):
        area.set_hatch(hatch)
    set_months(axes, language)


def _draw_levels(axes: "Axes", metrics: "pd.DataFrame", design: Design, words: Words) -> None:
    """Hours of the headline months with their intervals, a row for each type."""
    names = [f"hours_{one.name}" for one in ACTOR_TYPES]
    levels: Any = headline_levels(metrics, replace(design, metrics=tuple(names)))
    rows = []
    for one, name in zip(ACTOR_TYPES, names, strict=True):
        points = []
        for index, scenario in enumerate(design.scenarios):
            own = levels[(levels["metric"] == name) & (levels["scenario"] == scenario)]
            known = interval_of(own["value"].dropna().tolist(), design.interval)
            points.append(Point(index, known.mean, known.low, known.high, True))
        rows.append((words.pick(one.label), points))
    unit = METRICS[names[0]].unit
    draw_rows(axes, rows, len(design.scenarios), unit, words)
    axes.set_xlim(0, None)
