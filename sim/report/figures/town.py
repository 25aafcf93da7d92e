"""Figures of the town: its communities coloured by a metric, and who works with whom."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design, headline_levels
from sim.analysis.intervals import told_interval
from sim.calendar import first_day
from sim.declarations.metrics import METRICS
from sim.declarations.tables import BODY_LABELS
from sim.declare import Metric
from sim.report.figures.look import QUIET, WIDTH_INCHES, look, scaling, settle
from sim.report.figures.sheet import caption_of, new_panels, new_sheet, plus_minus
from sim.report.shown import PlaceLabels
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PANELS_A_ROW = 2
_MAP_INCHES = 3.3
_MAP_HEIGHTS = 1.8, 4.4
"""Inches between which a panel of a map with outlines is high."""
_BARS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
"""Lengths of a scale bar, kilometres."""
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
    speech: Speech,
) -> "Figure":
    """Draw the town of each scenario, communities coloured by a metric that is written too.

    With outlines it is a map; without, a graph of who adjoins whom.

    Args:
        metrics: The table of metrics.
        design: What is shown.
        town: The town as the manifest has it: communities with residents, which adjoin, and
            where there are any, their outlines.
        metric: Name of the metric.
        labels: Labels of the communities, in town order.
        speech: Says labels and caption.
    """
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    shown = METRICS[metric]
    values = values_by_community(metrics, design, metric)
    outlines = town.get("outlines", {})
    where = _layout(town) if not outlines else {k: one["middle"] for k, one in outlines.items()}
    columns = min(_PANELS_A_ROW, len(design.scenarios))
    sentences = _about_town(shown, design, bool(outlines), speech)
    known = [middle for middle, _ in values.values() if middle == middle]
    factor = scaling(shown.unit)
    low, high = min(known, default=0.0), max(known, default=1.0)
    norm = Normalize(factor * low, factor * (high if high > low else low + 1))
    with look():
        height = _map_inches(outlines, columns) * math.ceil(len(design.scenarios) / columns)
        figure = new_sheet(height, caption_of(sentences, design, speech))
        panels = new_panels(figure, len(design.scenarios), columns)
        for axes, name in zip(panels, design.scenarios, strict=True):
            axes.set_title(design.label(name, speech))
            own = {place: value for (one, place), value in values.items() if one == name}
            numbers = {place: valued(own.get(place), shown.unit, speech) for place in where}
            texts = {place: f"{labels.pick(place, speech)}\n{numbers[place]}" for place in where}
            colours = {place: _colour(own.get(place), norm, factor) for place in where}
            if outlines:
                _draw_map(axes, outlines, colours, texts, speech)
            else:
                _draw_graph(axes, town, where, colours, texts)
        bar = figure.colorbar(
            ScalarMappable(norm, "cividis"),
            ax=panels,
            location="right",
            shrink=0.5,
            aspect=26,
            pad=0.01,
        )
        bar.set_label(speech.unit(shown.unit))
        bar.outline.set_linewidth(0.4)
        settle(figure)
    return figure


def _about_town(metric: Metric, design: Design, outlined: bool, speech: Speech) -> list[str]:
    """Say what the figure shows, a sentence each."""
    seeds = len(design.seeds)
    over = speech("figure.over_seeds", over=speech.seeds(seeds))
    key = "figure.outlines" if outlined else "figure.map"
    return [
        speech(key, metric=speech.title(metric), window=design.window, over=over),
        plus_minus(seeds, speech),
    ]


def valued(
    known: tuple[float, float] | None, unit: str, speech: Speech, signed: bool = False
) -> str:
    """Write a mean, or a difference, with the half-width of its interval, where there is one.

    Both have no more digits than the interval allows.
    """
    middle, half = known or (math.nan, math.nan)
    digits = speech.digits(unit, -half, half)
    text = speech.number(middle, unit, signed, digits)
    return text if math.isnan(half) else f"{text} ± {speech.number(half, unit, digits=digits)}"


def values_by_community(
    metrics: "pd.DataFrame", design: Design, metric: str
) -> dict[tuple[str, str], tuple[float, float]]:
    """Work out mean and half-width of the interval, by scenario and community."""
    only = replace(design, metrics=(metric,))
    found = {}
    for place in metrics["community"].unique():
        levels = headline_levels(metrics, only, place)
        for name, own in levels.groupby("scenario", sort=False)["value"]:
            known = told_interval(own.dropna().tolist())
            found[str(name), place] = (known.mean, known.high - known.mean)
    return found


def _layout(town: Mapping[str, Any]) -> Places:
    """Place communities, neighbours near each other, the same in every figure."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(one["id"] for one in town["communities"])
    graph.add_edges_from((first, second) for first, second, _ in town["adjacency"])
    if graph.number_of_nodes() == 1 or not nx.is_connected(graph):
        spots: Any = nx.circular_layout(graph)
    else:
        spots = nx.kamada_kawai_layout(graph)
    return {place: (float(x), float(y)) for place, (x, y) in spots.items()}


def _colour(known: tuple[float, float] | None, norm: Any, factor: float) -> Any:
    """Pick the colour of a mean; white where there is none."""
    from matplotlib import colormaps

    middle, _ = known or (math.nan, math.nan)
    return "white" if math.isnan(middle) else colormaps["cividis"](norm(factor * middle))


def _draw_graph(
    axes: "Axes",
    town: Mapping[str, Any],
    where: Places,
    colours: Mapping[str, Any],
    texts: Mapping[str, str],
) -> None:
    """Draw lines between neighbours, circles coloured by value, and what they stand for."""
    largest = max(one["residents"] for one in town["communities"])
    for first, second, _ in town["adjacency"]:
        x, y = zip(where[first], where[second], strict=True)
        axes.plot(x, y, color="#BBBBBB", lw=0.9, zorder=1)
    for one in town["communities"]:
        place = one["id"]
        area = _LARGEST * one["residents"] / largest
        axes.scatter(
            *where[place],
            s=area,
            color=[colours[place]],
            edgecolor="#333333",
            linewidth=0.6,
            zorder=2,
        )
        axes.annotate(
            texts[place],
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


# --- map ---


def _bounds(outlines: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """Find the least and largest x and y of all outlines, metres."""
    points = [p for one in outlines.values() for rings in one["parts"] for p in rings[0]]
    x, y = zip(*points, strict=True)
    return min(x), max(x), min(y), max(y)


def _map_inches(outlines: Mapping[str, Any], columns: int) -> float:
    """Choose the height of a panel: as the outlines ask for, within limits."""
    if not outlines:
        return _MAP_INCHES
    left, right, low, high = _bounds(outlines)
    wide = (WIDTH_INCHES - 0.9) / columns
    least, most = _MAP_HEIGHTS
    return 0.35 + min(max(wide * (high - low) / max(right - left, 1.0), least), most)


def _path_of(parts: Any) -> Any:
    """Join polygons with their holes into one path."""
    from matplotlib.path import Path

    return Path.make_compound_path(*(Path(ring, closed=True) for rings in parts for ring in rings))


def _draw_map(
    axes: "Axes",
    outlines: Mapping[str, Any],
    colours: Mapping[str, Any],
    texts: Mapping[str, str],
    speech: Speech,
) -> None:
    """Draw outlines coloured by value with texts, borders of grids, and a scale bar."""
    from matplotlib.patches import PathPatch
    from matplotlib.patheffects import withStroke

    for place, one in outlines.items():
        edge = {"edgecolor": "#333333", "linewidth": 0.7}
        axes.add_patch(PathPatch(_path_of(one["parts"]), facecolor=colours[place], **edge))
        if one["grids"]:
            thin = {"edgecolor": "#FFFFFF", "linewidth": 0.5, "linestyle": (0, (2, 1.5))}
            axes.add_patch(PathPatch(_path_of(one["grids"]), facecolor="none", **thin))
        axes.annotate(
            texts[place],
            one["middle"],
            ha="center",
            va="center",
            fontsize=6.2 if len(outlines) <= 14 else 5.0,
            linespacing=1.05,
            zorder=3,
            path_effects=[withStroke(linewidth=1.8, foreground="white", alpha=0.85)],
        )
    _frame_map(axes, outlines, speech)


def _frame_map(axes: "Axes", outlines: Mapping[str, Any], speech: Speech) -> None:
    """Draw a scale bar below the outlines, and set limits that hold both."""
    left, right, low, high = _bounds(outlines)
    wide, tall = right - left, high - low
    bar = max((km for km in _BARS if km * 1000 <= wide / 4), default=_BARS[0])
    base = low - 0.05 * tall
    axes.plot([left, left + 1000 * bar], [base, base], color=QUIET, lw=1.6)
    axes.annotate(
        speech("figure.kilometres", length=bar),
        (left + 1000 * bar, base),
        xytext=(3, 0),
        textcoords="offset points",
        va="center",
        fontsize=6.2,
        color=QUIET,
    )
    axes.set_xlim(left - 0.02 * wide, right + 0.02 * wide)
    axes.set_ylim(base - 0.04 * tall, high + 0.02 * tall)
    axes.set_aspect("equal")
    axes.axis("off")


# --- network ---

_NETWORK_INCHES = 3.2
LOOKS = {
    "committee": ("#000000", "s", 22.0),
    "grid": ("#56B4E9", "o", 9.0),
    "unit": ("#D55E00", "^", 9.0),
    "organisation": ("#009E73", "D", 7.0),
    "agency": ("#CC79A7", "P", 24.0),
}
_RINGS = {"committee": 0.0, "agency": 0.1, "grid": 0.17, "unit": 0.29, "organisation": 0.40}
"""How far from the committee bodies of a community stand; communities are 1 apart."""

Body = tuple[str, str, int]
"""Community, kind and number: an agency is drawn in each community in which it works."""
Spot = tuple[float, float]


def network_figure(
    network: "pd.DataFrame", design: Design, labels: PlaceLabels, speech: Speech
) -> "Figure":
    """Draw who works with whom: the last December before the branch, then each end.

    Args:
        network: The table ``network``.
        design: What is shown.
        labels: Labels of the communities, in town order.
        speech: Says labels and caption.
    """
    seeds, seed = len(design.seeds), design.seeds[0]
    over = speech("figure.network_over" if seeds > 1 else "figure.network_one", seeds=seeds)
    caption = caption_of([speech("figure.network", seed=seed, over=over)], design, speech)
    shown = _panels(network, design, speech)
    columns = min(_PANELS_A_ROW, len(shown))
    present = [place for place in labels if (network["community"] == place).any()] or [*labels]
    places = {place: labels.pick(place, speech) for place in present}
    drawn = network[network["seed"] == seed]
    widest = float(drawn["hours"].max()) if len(drawn) else 1.0
    with look():
        height = _NETWORK_INCHES * math.ceil(len(shown) / columns)
        figure = new_sheet(height, caption, _handles(speech))
        panels = new_panels(figure, len(shown), columns)
        for axes, (when, rows) in zip(panels, shown, strict=True):
            axes.set_title(_title(when, rows, seeds, speech))
            _draw_network(axes, rows[rows["seed"] == seed], places, widest)
        settle(figure)
    return figure


def _panels(
    network: "pd.DataFrame", design: Design, speech: Speech
) -> list[tuple[str, "pd.DataFrame"]]:
    """Pick title and edges of each panel."""
    before = network[network["month"] < first_day(design.start)]
    panels = []
    if len(before):
        month = before["month"].max()
        rows = before[(before["month"] == month) & (before["scenario"] == design.baseline)]
        panels.append((speech("figure.before", month=f"{month:%Y-%m}"), rows))
    last = first_day(design.end - 1)
    for name in design.scenarios:
        rows = network[(network["month"] == last) & (network["scenario"] == name)]
        label = design.label(name, speech)
        panels.append((speech("figure.after", scenario=label, month=f"{last:%Y-%m}"), rows))
    return panels


def _handles(speech: Speech) -> "list[Artist]":
    """Make the legend entries of the kinds of body."""
    from matplotlib.lines import Line2D

    return [
        Line2D(
            [], [], color=colour, marker=marker, ls="", ms=5, label=speech.pick(BODY_LABELS[kind])
        )
        for kind, (colour, marker, _) in LOOKS.items()
    ]


def _bodies(rows: "pd.DataFrame") -> list[Body]:
    """List the bodies of a network, each in the communities in which it works."""
    found: set[Body] = set()
    for side in ("first", "second"):
        found |= set(zip(rows["community"], rows[f"{side}_kind"], rows[side], strict=True))
    return sorted(found)


def _title(when: str, rows: "pd.DataFrame", seeds: int, speech: Speech) -> str:
    """Write what a panel shows, with its size: means over seeds."""
    each = (_bodies(own) for _, own in rows.groupby("seed"))
    bodies = sum(len({body[1:] for body in own}) for own in each) / seeds
    return speech(
        "figure.network_title",
        when=when,
        bodies=bodies,
        ties=len(rows) / seeds,
        hours=rows["hours"].sum() / seeds,
    )


def _draw_network(
    axes: "Axes", rows: "pd.DataFrame", places: Mapping[str, str], widest: float
) -> None:
    """Draw communities in rows as clusters; a committee that works with nobody is hollow."""
    from matplotlib.collections import LineCollection

    columns = math.ceil(math.sqrt(len(places)))
    centres = {
        place: (float(index % columns), -float(index // columns))
        for index, place in enumerate(places)
    }
    spots = body_spots(_bodies(rows), centres)
    edges: list[Any] = []
    widths = []
    for one in rows.to_dict("records"):
        ends = [(one["community"], one[f"{side}_kind"], one[side]) for side in ("first", "second")]
        edges.append([spots[end] for end in ends])
        widths.append(0.15 + 2.2 * math.sqrt(one["hours"] / widest))
    axes.add_collection(LineCollection(edges, linewidths=widths, colors="#777777", alpha=0.35))
    across, up = ([spot[side] for spot in centres.values()] for side in (0, 1))
    axes.scatter(
        across,
        up,
        s=LOOKS["committee"][2],
        color="white",
        marker="s",
        lw=0.6,
        edgecolor="#999999",
        zorder=2,
    )
    for kind, (colour, marker, size) in LOOKS.items():
        own = [spot for (_, which, _), spot in spots.items() if which == kind]
        if own:
            x_own, y_own = zip(*own, strict=True)
            axes.scatter(x_own, y_own, s=size, color=colour, marker=marker, lw=0, zorder=3)
    for place, (x, y) in centres.items():
        axes.annotate(places[place], (x, y - 0.44), ha="center", va="top", fontsize=6.2)
    lowest = -((len(places) - 1) // columns)
    axes.set_xlim(-0.55, columns - 0.45)
    axes.set_ylim(lowest - 0.6, 0.5)
    axes.set_aspect("equal")
    axes.axis("off")


def body_spots(bodies: Sequence[Body], centres: Mapping[str, Spot]) -> dict[Body, Spot]:
    """Place bodies in rings about the committee of their community."""
    spots: dict[Body, Spot] = {}
    for place, (x, y) in centres.items():
        for kind, radius in _RINGS.items():
            own = [body for body in bodies if body[:2] == (place, kind)]
            for index, body in enumerate(own):
                turn = 2 * math.pi * (index + 0.5 * (kind in ("unit", "agency"))) / len(own)
                spots[body] = (x + radius * math.cos(turn), y + radius * math.sin(turn))
    return spots
