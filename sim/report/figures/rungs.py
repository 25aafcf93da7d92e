"""The rungs of participation over time: a panel for each scenario, a line for each form."""

import math
from typing import TYPE_CHECKING

from sim.analysis.compare import Design, bands
from sim.declarations.forms import FORMS
from sim.report.figures.lines import set_months, shade_past
from sim.report.figures.look import look, settle
from sim.report.figures.sheet import about_lines, about_past, about_town, joined, new_sheet
from sim.report.phrases import say
from sim.report.words import Words, words_in

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RUNGS = tuple(form for form in FORMS if form.depth)
"""Forms of participation from the lowest rung up."""
_LOOKS = (
    ("#A6761D", "o", "-"),
    ("#E69F00", "s", (0, (5, 1.6))),
    ("#009E73", "D", (0, (1.2, 1.2))),
    ("#0072B2", "^", (0, (6, 1.5, 1.2, 1.5))),
    ("#000000", "v", (0, (9, 2))),
)
_PANEL_INCHES = 2.5
_PANELS_A_ROW = 3
_LOWEST = 0.02
"""Per cent of adults below which nothing is drawn: a handful of people in the town."""


def rungs_figure(
    metrics: "pd.DataFrame", design: Design, until: int | None = None, language: str = "en"
) -> "Figure":
    """Share of adults on each rung over time, in the town, with bands over seeds.

    Args:
        metrics: The table of metrics.
        design: What is shown.
        until: First month in which any two scenarios differ; None when none ever do.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    words = words_in(language)
    caption = joined(
        [
            say(language, "rungs"),
            about_lines(design, words),
            about_past(design, words, until),
            about_town(design, words),
        ],
        words,
    )
    with look():
        columns = min(_PANELS_A_ROW, len(design.scenarios))
        lines = math.ceil(len(design.scenarios) / columns)
        figure = new_sheet(_PANEL_INCHES * lines, caption, _handles(words))
        grid = figure.add_gridspec(lines, columns)
        table = bands(
            metrics, [f"participation_{form.name}" for form in RUNGS], method=design.interval
        )
        first = None
        for index, name in enumerate(design.scenarios):
            axes = figure.add_subplot(grid[divmod(index, columns)], sharey=first)
            rows = table[table["scenario"] == name]
            _draw_rungs(axes, rows, words)
            axes.set_title(design.label(name, language))
            if design.others:
                shade_past(axes, rows["month"].min(), until, None)
            if index % columns:
                axes.tick_params(labelleft=False)
            else:
                axes.set_ylabel(say(language, "adults_share"))
            first = first or axes
        settle(figure)
        return figure


def _handles(words: Words) -> "list[Artist]":
    """Entries of the legend, the deepest form first, as in the panels."""
    from matplotlib.lines import Line2D

    found: list[Artist] = []
    for form, (colour, marker, line) in reversed(list(zip(RUNGS, _LOOKS, strict=True))):
        label = f"{form.depth} {words.pick(form.label)}"
        found.append(Line2D([], [], color=colour, ls=line, marker=marker, ms=4, label=label))
    return found


def _draw_rungs(axes: "Axes", rows: "pd.DataFrame", words: Words) -> None:
    """A line with its band for each form, on a logarithmic scale."""
    axes.set_yscale("log")
    for place, (form, (colour, marker, line)) in enumerate(zip(RUNGS, _LOOKS, strict=True)):
        found = rows[rows["metric"] == f"participation_{form.name}"]
        months = found["month"].to_numpy()
        mean, low, high = (100 * found[end].to_numpy() for end in ("mean", "low", "high"))
        mean[mean < _LOWEST] = math.nan
        axes.fill_between(
            months, low.clip(_LOWEST), high.clip(_LOWEST), color=colour, alpha=0.22, lw=0
        )
        step = max(12, 12 * (len(found) // 96))
        axes.plot(
            months,
            mean,
            color=colour,
            ls=line,
            marker=marker,
            ms=3.2,
            markevery=(2 * place % step, step),
            zorder=3 + place,
        )
    axes.set_ylim(_LOWEST, 100)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.grid(axis="y", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    set_months(axes, words.language)
