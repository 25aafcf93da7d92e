"""The town graph, its communities coloured by a metric."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design, headline_levels
from sim.analysis.statistics import t_interval
from sim.declarations.metrics import METRICS
from sim.report.figures.look import look, scaling, settle
from sim.report.figures.sheet import about_town, joined, new_sheet
from sim.report.labels import PlaceLabels
from sim.report.phrases import say
from sim.report.words import Words, number, words_in

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PANELS_A_ROW = 2
_PANEL_INCHES = 3.3
_MARGIN = 0.25
_LARGEST = 620.0
"""Area of the largest community, in square points."""

Places = Mapping[str, tuple[float, float]]


def town_figure(
    metrics: "pd.DataFrame",
    design: Design,
    town: Mapping[str, Any],
    metric: str,
    labels: PlaceLabels,
    language: str = "en",
) -> "Figure":
    """The town graph for each scenario: communities coloured by a metric, which is written too.

    Args:
        metrics: The table of metrics.
        design: What is shown.
        town: The town as the manifest has it: communities with residents, and which adjoin.
        metric: Name of the metric.
        labels: Labels of the communities, in town order.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    words, seeds = words_in(language), len(design.seeds)
    values = _values(metrics, design, metric)
    where = _layout(town)
    columns = min(_PANELS_A_ROW, len(design.scenarios))
    lines = math.ceil(len(design.scenarios) / columns)
    over = say(language, "over_seeds" if seeds > 1 else "one_seed_only", seeds=seeds)
    caption = joined(
        [
            say(
                language,
                "map",
                metric=words.title(METRICS[metric]),
                window=design.window,
                over=over,
            ),
            say(language, "plus_minus", seeds=seeds) if seeds > 1 else "",
            about_town(design, words),
        ],
        words,
    )
    known = [middle for middle, _ in values.values() if middle == middle]
    factor = scaling(METRICS[metric].unit)
    low, high = min(known, default=0.0), max(known, default=1.0)
    norm = Normalize(factor * low, factor * (high if high > low else low + 1))
    with look():
        figure = new_sheet(_PANEL_INCHES * lines, caption)
        grid = figure.add_gridspec(lines, columns)
        panels = []
        for index, name in enumerate(design.scenarios):
            axes = figure.add_subplot(grid[divmod(index, columns)])
            axes.set_title(design.label(name, language))
            own = {place: value for (one, place), value in values.items() if one == name}
            _draw_town(axes, town, where, own, norm, metric, labels, words)
            panels.append(axes)
        bar = figure.colorbar(
            ScalarMappable(norm, "cividis"),
            ax=panels,
            location="right",
            shrink=0.5,
            aspect=26,
            pad=0.01,
        )
        bar.set_label(words.unit(METRICS[metric].unit))
        bar.outline.set_linewidth(0.4)
        settle(figure)
        return figure


def _values(
    metrics: "pd.DataFrame", design: Design, metric: str
) -> dict[tuple[str, str], tuple[float, float]]:
    """Mean and half-width of the interval, by scenario and community."""
    only = replace(design, metrics=(metric,))
    found = {}
    for place in metrics["community"].unique():
        levels = headline_levels(metrics, only, place)
        for name, own in levels.groupby("scenario", sort=False)["value"]:
            known = t_interval(own.dropna().tolist())
            found[str(name), place] = (known.mean, known.high - known.mean)
    return found


def _layout(town: Mapping[str, Any]) -> Places:
    """Where communities are drawn: neighbours near each other, the same in every figure."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(one["id"] for one in town["communities"])
    graph.add_edges_from((first, second) for first, second, _ in town["adjacency"])
    if graph.number_of_nodes() == 1 or not nx.is_connected(graph):
        spots: Any = nx.circular_layout(graph)
    else:
        spots = nx.kamada_kawai_layout(graph)
    return {place: (float(x), float(y)) for place, (x, y) in spots.items()}


def _draw_town(
    axes: "Axes",
    town: Mapping[str, Any],
    where: Places,
    values: Mapping[str, tuple[float, float]],
    norm: Any,
    metric: str,
    labels: PlaceLabels,
    words: Words,
) -> None:
    """Lines between neighbours, circles coloured by value, and what they stand for."""
    from matplotlib import colormaps

    unit = METRICS[metric].unit
    largest = max(one["residents"] for one in town["communities"])
    for first, second, _ in town["adjacency"]:
        x, y = zip(where[first], where[second], strict=True)
        axes.plot(x, y, color="#BBBBBB", lw=0.9, zorder=1)
    for one in town["communities"]:
        place = one["id"]
        middle, half = values.get(place, (math.nan, math.nan))
        value = scaling(unit) * middle
        colour = colormaps["cividis"](norm(value)) if middle == middle else "white"
        area = _LARGEST * one["residents"] / largest
        axes.scatter(
            *where[place], s=area, color=[colour], edgecolor="#333333", linewidth=0.6, zorder=2
        )
        text = f"{labels.pick(place, words.language)}\n{number(middle, unit)}"
        if half == half:
            text += f" ± {number(half, unit)}"
        axes.annotate(
            text,
            where[place],
            xytext=(0, -math.sqrt(area) / 2 - 2),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=6.5,
            zorder=3,
            linespacing=1.05,
            bbox={"boxstyle": "square,pad=0.1", "fc": "white", "alpha": 0.7, "lw": 0},
        )
    x, y = zip(*where.values(), strict=True)
    axes.set_xlim(min(x) - _MARGIN, max(x) + _MARGIN)
    axes.set_ylim(min(y) - 1.7 * _MARGIN, max(y) + 0.6 * _MARGIN)
    axes.axis("off")
