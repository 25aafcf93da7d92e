"""The collaboration network before the branch and at the end of the run."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design
from sim.calendar import first_day
from sim.declarations.tables import BODY_LABELS
from sim.report.figures.look import look, settle
from sim.report.figures.sheet import about_town, joined, new_sheet
from sim.report.labels import PlaceLabels
from sim.report.phrases import say
from sim.report.words import Words, words_in

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PANELS_A_ROW = 2
_PANEL_INCHES = 3.2
_LOOKS = {
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
    network: "pd.DataFrame", design: Design, labels: PlaceLabels, language: str = "en"
) -> "Figure":
    """Who works with whom: the last December before the branch, then the end of each scenario.

    Args:
        network: The table ``network``.
        design: What is shown.
        labels: Labels of the communities, in town order.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    words, seeds = words_in(language), len(design.seeds)
    seed = design.seeds[0]
    over = say(language, "network_over" if seeds > 1 else "network_one", seeds=seeds)
    caption = joined(
        [say(language, "network", seed=seed, over=over), about_town(design, words)], words
    )
    panels = _panels(network, design, language)
    columns = min(_PANELS_A_ROW, len(panels))
    lines = math.ceil(len(panels) / columns)
    places = [place for place in labels if (network["community"] == place).any()] or [*labels]
    drawn = network[network["seed"] == seed]
    widest = float(drawn["hours"].max()) if len(drawn) else 1.0
    with look():
        figure = new_sheet(_PANEL_INCHES * lines, caption, _handles(words))
        grid = figure.add_gridspec(lines, columns)
        for index, (when, rows) in enumerate(panels):
            axes = figure.add_subplot(grid[divmod(index, columns)])
            axes.set_title(_title(when, rows, seeds, language))
            _draw_network(axes, rows[rows["seed"] == seed], places, labels, widest, language)
        settle(figure)
        return figure


def _panels(
    network: "pd.DataFrame", design: Design, language: str
) -> list[tuple[str, "pd.DataFrame"]]:
    """Title and edges of each panel."""
    before = network[network["month"] < first_day(design.start)]
    panels = []
    if len(before):
        month = before["month"].max()
        rows = before[(before["month"] == month) & (before["scenario"] == design.baseline)]
        panels.append((say(language, "before", month=f"{month:%Y-%m}"), rows))
    last = first_day(design.end - 1)
    for name in design.scenarios:
        rows = network[(network["month"] == last) & (network["scenario"] == name)]
        label = design.label(name, language)
        panels.append((say(language, "after", scenario=label, month=f"{last:%Y-%m}"), rows))
    return panels


def _handles(words: Words) -> "list[Artist]":
    """Entries of the legend: kinds of body."""
    from matplotlib.lines import Line2D

    return [
        Line2D(
            [], [], color=colour, marker=marker, ls="", ms=5, label=words.pick(BODY_LABELS[kind])
        )
        for kind, (colour, marker, _) in _LOOKS.items()
    ]


def _bodies(rows: "pd.DataFrame") -> list[Body]:
    """Bodies of a network, each in the communities in which it works."""
    found: set[Body] = set()
    for side in ("first", "second"):
        found |= set(zip(rows["community"], rows[f"{side}_kind"], rows[side], strict=True))
    return sorted(found)


def _title(when: str, rows: "pd.DataFrame", seeds: int, language: str) -> str:
    """What a panel shows, with its size: means over seeds."""
    each = (_bodies(own) for _, own in rows.groupby("seed"))
    bodies = sum(len({body[1:] for body in own}) for own in each) / seeds
    return say(
        language,
        "network_title",
        when=when,
        bodies=bodies,
        ties=len(rows) / seeds,
        hours=rows["hours"].sum() / seeds,
    )


def _draw_network(
    axes: "Axes",
    rows: "pd.DataFrame",
    places: list[str],
    labels: PlaceLabels,
    widest: float,
    language: str,
) -> None:
    """Clusters of communities in rows; a committee that works with nobody is hollow."""
    from matplotlib.collections import LineCollection

    columns = math.ceil(math.sqrt(len(places)))
    centres = {
        place: (float(index % columns), -float(index // columns))
        for index, place in enumerate(places)
    }
    spots = _spots(_bodies(rows), centres)
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
        s=_LOOKS["committee"][2],
        color="white",
        marker="s",
        lw=0.6,
        edgecolor="#999999",
        zorder=2,
    )
    for kind, (colour, marker, size) in _LOOKS.items():
        own = [spot for (_, which, _), spot in spots.items() if which == kind]
        if own:
            x_own, y_own = zip(*own, strict=True)
            axes.scatter(x_own, y_own, s=size, color=colour, marker=marker, lw=0, zorder=3)
    for place, (x, y) in centres.items():
        axes.annotate(
            labels.pick(place, language), (x, y - 0.44), ha="center", va="top", fontsize=6.2
        )
    lowest = -((len(places) - 1) // columns)
    axes.set_xlim(-0.55, columns - 0.45)
    axes.set_ylim(lowest - 0.6, 0.5)
    axes.set_aspect("equal")
    axes.axis("off")


def _spots(bodies: Sequence[Body], centres: Mapping[str, Spot]) -> dict[Body, Spot]:
    """Where bodies stand: in rings about the committee of their community."""
    spots: dict[Body, Spot] = {}
    for place, (x, y) in centres.items():
        for kind, radius in _RINGS.items():
            own = [body for body in bodies if body[:2] == (place, kind)]
            for index, body in enumerate(own):
                turn = 2 * math.pi * (index + 0.5 * (kind in ("unit", "agency"))) / len(own)
                spots[body] = (x + radius * math.cos(turn), y + radius * math.sin(turn))
    return spots
