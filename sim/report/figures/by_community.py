"""One metric over time, a small panel for each community and one for the town."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.compare import Design, bands
from sim.declarations.metrics import METRICS
from sim.report.figures.lines import draw_lines, set_range, shade_past
from sim.report.figures.look import look, scaling, settle
from sim.report.figures.sheet import (
    about_lines,
    about_past,
    about_town,
    joined,
    new_sheet,
    scenario_handles,
)
from sim.report.labels import PlaceLabels
from sim.report.phrases import say
from sim.report.words import Words, words_in
from sim.runs.tables import TOWN

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_PANELS_A_ROW = 4
_PANEL_INCHES = 1.3


def community_figure(
    metrics: "pd.DataFrame",
    design: Design,
    metric: str,
    labels: PlaceLabels,
    until: int | None = None,
    language: str = "en",
) -> "Figure":
    """A metric over time in every community, with bands over seeds.

    Args:
        metrics: The table of metrics.
        design: What is shown.
        metric: Name of the metric.
        labels: Labels of the communities, in town order.
        until: First month in which any two scenarios differ; None when none ever do.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    words = words_in(language)
    present = set(metrics["community"])
    places = [TOWN, *(place for place in labels if place in present)]
    with look():
        return _draw(metrics, design, metric, places, labels, words, until)


def _draw(
    metrics: "pd.DataFrame",
    design: Design,
    metric: str,
    places: Sequence[str],
    labels: PlaceLabels,
    words: Words,
    until: int | None,
) -> "Figure":
    """Panels in rows, all of one height."""
    shown, language = METRICS[metric], words.language
    columns = min(_PANELS_A_ROW, len(places))
    lines = math.ceil(len(places) / columns)
    handles = scenario_handles(design, words)
    figure = new_sheet(_PANEL_INCHES * lines, _caption(design, metric, words, until), handles)
    grid = figure.add_gridspec(lines, columns)
    first = None
    for index, place in enumerate(places):
        axes = figure.add_subplot(grid[divmod(index, columns)], sharey=first)
        rows = bands(metrics, [metric], place, design.interval)
        draw_lines(axes, rows, design.scenarios, scaling(shown.unit))
        name = say(language, "town") if place == TOWN else labels.pick(place, language)
        axes.set_title(name, fontweight="bold" if place == TOWN else "normal")
        set_range(axes, shown, language)
        if design.others:
            shade_past(axes, rows["month"].min(), until, words if index == 0 else None)
        if index % columns:
            axes.tick_params(labelleft=False)
        else:
            axes.set_ylabel(words.unit(shown.unit))
        first = first or axes
    if first is not None and shown.low == 0 and shown.unit != "0-1":
        top = max(axes.dataLim.y1 for axes in figure.axes)
        first.set_ylim(0, 1.08 * top if top > 0 else 1)
    settle(figure)
    return figure


def _caption(design: Design, metric: str, words: Words, until: int | None) -> str:
    """What a reader needs to know to read the figure."""
    return joined(
        [
            say(words.language, "one_metric", metric=words.title(METRICS[metric])),
            about_lines(design, words),
            about_past(design, words, until),
            say(words.language, "same_heights"),
            about_town(design, words),
        ],
        words,
    )
