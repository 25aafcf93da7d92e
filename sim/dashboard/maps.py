"""Maps of a town as SVG: communities coloured by a number, which is written too.

Where a town has outlines they are drawn; where it has none, a graph of who adjoins whom.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from sim.declare import Metric
from sim.scenario.town import Outline, Polygons
from sim.words import NULL, Speech

_SIZE = (470.0, 320.0)
_MUCH = ("#F7FBFF", "#C6DBEF", "#6BAED6", "#2171B5", "#08306B")
"""From little to much; darker is more, in grey as well (ColorBrewer Blues)."""
_APART = ("#8C3B00", "#E08A3C", "#FBFBFB", "#6BAED6", "#1F5F9E")
"""From much less over nothing to much more; darker is further apart, in grey as well."""
_DARK = 0.179
"""Luminance below which white stands out more than black: (L + 0.05)^2 = 1.05 x 0.05."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ground:
    """A town as a map has it.

    Attributes:
        names: What readers call each community, by id, in town order.
        neighbours: Which adjoin.
        outlines: Where they lie, by id; empty where nobody knows.
    """

    names: Mapping[str, str]
    neighbours: tuple[tuple[str, str], ...]
    outlines: Mapping[str, Outline]

    @classmethod
    def kept(cls, town: Mapping[str, Any], names: Mapping[str, str]) -> "Ground":
        """Read a town as `sim.report.shown.mapped_town` finds it in a manifest."""
        edges = tuple((first, second) for first, second, _ in town.get("adjacency", ()))
        outlines = town["outlines"].items()
        found = {place: Outline.model_validate(one, strict=False) for place, one in outlines}
        return cls(names, edges, found)


@dataclass(frozen=True, slots=True)
class ColourScale:
    """Values and colours of the ends of a map; what lies beyond has the colour of the end."""

    low: float
    high: float
    ramp: tuple[str, ...] = _MUCH

    def colour(self, value: float) -> str:
        """Pick the colour of a value, white for none."""
        if math.isnan(value):
            return "#FFFFFF"
        place = (value - self.low) / (self.high - self.low)
        place = min(max(place, 0.0), 1.0) * (len(self.ramp) - 1)
        index = min(int(place), len(self.ramp) - 2)
        ends = [[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in self.ramp[index : index + 2]]
        mixed = [round(a + (b - a) * (place - index)) for a, b in zip(*ends, strict=True)]
        return "#" + "".join(f"{part:02X}" for part in mixed)


def level_scale(metric: Metric, known: Iterable[float]) -> ColourScale:
    """Choose the colours of levels, which stay while a town runs.

    From 0, or from as far below it for what can be negative, to about twice the largest level
    that is known of a community.
    """
    most = 2 * _most(known)
    end = 1.0 if metric.high is None else float(metric.high)
    if most > 0:
        end = _round_end(most) if metric.high is None else min(_round_end(most), end)
    return ColourScale(-end if metric.low is not None and metric.low < 0 else 0.0, end)


def effect_scale(effects: Iterable[float]) -> ColourScale:
    """Choose colours of differences, as far below 0 as above, the largest just inside."""
    most = _most(effects)
    end = _round_end(most) if most > 0 else 1.0
    return ColourScale(-end, end, _APART)


def _most(values: Iterable[float]) -> float:
    return max((abs(value) for value in values if not math.isnan(value)), default=0.0)


def _round_end(most: float) -> float:
    """Find the next round number from one on."""
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (1, 2, 3, 5, 10) if step * power >= most * (1 - 1e-9))


def map_html(
    title: str,
    label: str,
    ground: Ground,
    values: Mapping[str, float],
    shown: Mapping[str, str],
    scale: ColourScale,
    speech: Speech,
) -> str:
    """Draw a map with its title.

    Args:
        title: Stands above it.
        label: What the colours are of, for those who cannot see them.
        ground: The town.
        values: A number of each community, NaN for none.
        shown: The same as it is written.
        scale: The colours.
        speech: Says the rest.
    """
    where, below = _spots(ground)
    areas, words, texts = [], [], []
    for place, name in ground.names.items():
        text = shown[place]
        texts.append(f"{name} {speech('page.no_value') if text == NULL else text}")
        colour, outline = scale.colour(values[place]), ground.outlines.get(place)
        if outline is None:
            areas.append(_circle(where[place], colour))
            words.append(_words(where[place], name, text, (28, 42)))
        else:
            areas.append(_area(outline.parts, ground, colour))
            words.append(_words(where[place], name, text, (-2, 11), colour))
    about = speech.html("page.map_text", metric=label, values=speech.row(texts))
    width, height = _size(ground)
    # Areas before all names, so that none hides another's.
    return (
        f'<h2>{escape(title)}</h2><svg class="cg-map" viewBox="0 0 {width:g} {height:g}" '
        f'role="img" aria-label="{about}">{below}{"".join(areas)}{"".join(words)}</svg>'
    )


def scale_bar(scale: ColourScale, metric: Metric, speech: Speech, signed: bool = False) -> str:
    """Draw the colours from end to end, with the values of the ends."""
    digits = speech.digits(metric.unit, scale.low, scale.high)
    numbers = (speech.number(one, metric.unit, signed, digits) for one in (scale.low, scale.high))
    ends = [escape(text) for text in numbers]
    if not signed and (metric.high is None or scale.high < metric.high):
        ends[1] = f"≥ {ends[1]}"
    ramp = ", ".join(scale.ramp)
    return (
        f'<p class="cg-note cg-scale">{ends[0]} <span class="cg-ramp" aria-hidden="true" '
        f'style="background:linear-gradient(to right, {ramp})"></span> {ends[1]}</p>'
    )


# --- where everything stands ---


@cache
def places_of(
    communities: tuple[str, ...], neighbours: tuple[tuple[str, str], ...]
) -> Mapping[str, Point]:
    """Place communities in a graph, x and y in 0-1, neighbours near each other."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(communities)
    graph.add_edges_from(neighbours)
    if len(graph) < 2:
        return dict.fromkeys(communities, (0.5, 0.5))
    found = nx.kamada_kawai_layout(graph)
    spans = []
    for axis in (0, 1):
        ends = [float(point[axis]) for point in found.values()]
        spans.append((min(ends), (max(ends) - min(ends)) or 1.0))
    return {
        name: ((float(x) - spans[0][0]) / spans[0][1], (float(y) - spans[1][0]) / spans[1][1])
        for name, (x, y) in found.items()
    }


def _spots(ground: Ground) -> tuple[dict[str, Point], str]:
    """Place the names of communities, and draw what is below all else."""
    if ground.outlines:
        return {name: _on_map(one.middle, ground) for name, one in ground.outlines.items()}, ""
    places = places_of(tuple(ground.names), ground.neighbours)
    where = {name: _in_graph(point) for name, point in places.items()}
    edges = "".join(
        f'<line x1="{where[a][0]:.0f}" y1="{where[a][1]:.0f}" x2="{where[b][0]:.0f}" '
        f'y2="{where[b][1]:.0f}" stroke="#BBBBBB" stroke-width="1.5"/>'
        for a, b in ground.neighbours
    )
    return where, edges


def _in_graph(point: Point) -> Point:
    width, height = _SIZE
    return 46 + point[0] * (width - 92), 22 + point[1] * (height - 72)


def _frame_of(ground: Ground) -> tuple[float, float, float]:
    """Find outlines' least x and largest y, metres, and how many are one unit drawn."""
    points = [p for one in ground.outlines.values() for rings in one.parts for p in rings[0]]
    x, y = zip(*points, strict=True)
    scale = max((max(x) - min(x)) / (_SIZE[0] - 8), (max(y) - min(y)) / (1.2 * _SIZE[1]), 1e-9)
    return min(x), max(y), scale


def _size(ground: Ground) -> Point:
    """Choose width and height: a map is as wide as a graph, as high as its outlines."""
    if not ground.outlines:
        return _SIZE
    _, top, scale = _frame_of(ground)
    lowest = min(p[1] for one in ground.outlines.values() for rings in one.parts for p in rings[0])
    return _SIZE[0], (top - lowest) / scale + 8


def _on_map(point: Point, ground: Ground) -> Point:
    """Move a point of an outline to units of the drawing, north up."""
    left, top, scale = _frame_of(ground)
    return 4 + (point[0] - left) / scale, 4 + (top - point[1]) / scale


# --- parts ---


def _area(parts: Polygons, ground: Ground, colour: str) -> str:
    """Draw an outline with its holes."""
    left, top, scale = _frame_of(ground)
    path = "".join(
        "M"
        + "L".join(f"{4 + (x - left) / scale:.1f} {4 + (top - y) / scale:.1f}" for x, y in ring)
        + "Z"
        for rings in parts
        for ring in rings
    )
    return f'<path d="{path}" fill="{colour}" fill-rule="evenodd" stroke="#333333"/>'


def _circle(at: Point, colour: str) -> str:
    return f'<circle cx="{at[0]:.0f}" cy="{at[1]:.0f}" r="15" fill="{colour}" stroke="#333333"/>'


def _words(at: Point, name: str, shown: str, below: tuple[int, int], ground: str = "") -> str:
    """Write the name and value of a community below its place; white on dark."""
    (x, y), (one, two) = at, below
    look = f' style="fill:#FFFFFF;stroke:{ground}"' if ground and _is_dark(ground) else ""
    return (
        f'<text x="{x:.0f}" y="{y + one:.0f}" text-anchor="middle" class="cg-name"{look}>'
        f'{escape(name)}</text><text x="{x:.0f}" y="{y + two:.0f}" text-anchor="middle" '
        f'class="cg-value"{look}>{escape(shown)}</text>'
    )


def _is_dark(colour: str) -> bool:
    """Tell whether white reads better on a colour than black (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < _DARK
