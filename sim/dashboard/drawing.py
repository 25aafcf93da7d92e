"""What a picture of the live town looks like: tables and light drawings, as HTML and SVG."""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape

from sim.calendar import format_month
from sim.dashboard.session import Frame
from sim.declarations.matters import ACTOR_TYPES, LEVEL_LABELS, LEVELS, STATE_LABELS
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declare import MEASURES, Metric
from sim.report.figures.look import STYLES
from sim.report.shown import Shown
from sim.scenario.town import Polygons, Town
from sim.words import NULL, Speech
from sim.words.problems import problems_text

MINE, OTHER = STYLES[0].colour, STYLES[1].colour
_SPARK = (120.0, 26.0)
_MAP = (470.0, 320.0)
TILES = (
    "participation_rate",
    "depth",
    "true_resolution_rate",
    "backlog",
    "actor_diversity",
    "trust",
)
"""Metrics that are shown large: who takes part, how deeply, what gets solved, by whom, and what
people make of it."""
_RAMP = ("#F7FBFF", "#C6DBEF", "#6BAED6", "#2171B5", "#08306B")
"""From little to much; darker is more, in grey as well (ColorBrewer Blues)."""
_OPEN = ("waiting", "consulting")
_CLOSED = ("resolved", "closed_on_paper", "withdrawn")
_QUIET, _PARTS = ("", "cg-quiet"), ("cg-sum", "cg-part")
"""Looks of rows that stand out, and of others."""


def table_html(
    table: Shown,
    pictures: Sequence[str] = (),
    above: str = "",
    keys: Sequence[str] = (),
    looks: tuple[str, str] = _QUIET,
) -> str:
    """A table with its title and notes.

    Args:
        table: The table; headings beyond its cells are those of the pictures.
        pictures: HTML of a last cell for each row.
        above: HTML between title and table.
        keys: Metric of each row, for those who look for it.
        looks: Classes of rows that stand out, and of others.
    """
    # The terminal breaks long headings.
    titles = [one.replace("-\n", "").replace("\n", " ") for one in table.headings]
    count = len(table.rows[0][0]) if table.rows else len(titles)
    heads = "".join(
        f'<th scope="col"{" class=num" if table.texts <= place < count else ""}>{escape(one)}</th>'
        for place, one in enumerate(titles)
    )
    body = ""
    for place, (cells, strong) in enumerate(table.rows):
        look = looks[0 if strong else 1]
        body += f'<tr class="{look}"' + (f' data-metric="{keys[place]}">' if keys else ">")
        body += "".join(f'<th scope="row">{escape(one)}</th>' for one in cells[: table.texts])
        # Narrow windows show the heading beside each number.
        numbers = zip(titles[table.texts :], cells[table.texts :], strict=False)
        body += "".join(
            f'<td class="num" data-head="{escape(head)}">{escape(one)}</td>'
            for head, one in numbers
        )
        body += (f"<td>{pictures[place]}</td>" if pictures else "") + "</tr>"
    notes = "".join(f'<p class="cg-note">{escape(one)}</p>' for one in table.notes)
    return (
        f'<h2>{escape(table.title)}</h2>{above}<div class="cg-scroll"><table class="cg-table">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>{notes}"
    )


def status(frame: Frame, speech: Speech) -> str:
    """What the session does, in a sentence or two."""
    if frame.stage == "preparing":
        if frame.town is None or frame.names is None:
            return speech("page.preparing_first")
        return speech(
            "page.preparing",
            town=speech.pick(frame.town.label),
            scenario=speech.pick(frame.names[0]),
            baseline=_baseline(frame, speech),
            count=min(frame.done + 1, frame.past),
            months=frame.past,
        )
    if frame.stage == "failed":
        return speech("page.failed", why=problems_text(frame.problems, speech))
    stage = speech(f"page.{frame.stage}")
    month = NULL if frame.month is None else format_month(frame.month)
    if frame.stage == "ended":
        return speech("page.status_ended", stage=stage, month=month)
    coming, last = format_month(frame.coming), format_month(frame.end - 1)
    text = speech("page.status", stage=stage, month=month, coming=coming, last=last)
    if not frame.pace:
        return text
    return speech.closed(f"{text} {speech('page.speed', pace=f'{frame.pace:.1f}')}")


def progress(frame: Frame) -> str:
    """How far the run has come, or the past while it is prepared, as a bar."""
    done, months = frame.coming - frame.start, frame.end - frame.start
    if frame.stage == "preparing":
        done, months = frame.done, frame.past
    share = done / months if months > 0 else 0.0
    return f'<span style="width:{100 * min(max(share, 0), 1):.1f}%"></span>'


def tiles(frame: Frame, speech: Speech) -> str:
    """A few metrics, large, each with the baseline below; their names while nothing is known."""
    if frame.town is None:
        return ""
    if frame.mine is None or frame.other is None:
        names = "".join(
            f'<div class="cg-tile"><span>{escape(_tile_label(METRICS[name], speech))}</span>'
            f"<b>{NULL}</b></div>"
            for name in TILES
        )
        text = speech.html("page.coming", baseline=_baseline(frame, speech))
        return f'<div class="cg-tiles">{names}</div><p class="cg-coming">{text}</p>'
    mine, other = frame.mine.latest, frame.other.latest
    costs = [_cost(latest, frame.choice.scale) for latest in (mine, other)]
    more = costs[0] - costs[1]
    price = speech("page.tile_cost", cost=speech.money(more, signed=True))
    price = speech("page.tile_same_cost") if round(more) == 0 else price
    made = "".join(_tile(METRICS[name], mine[name], other[name], price, speech) for name in TILES)
    now, base = (speech.money(cost) for cost in costs)
    note = speech.html("page.cost", now=now, base=base)
    return f'<div class="cg-tiles">{made}</div><p class="cg-note">{note}</p>'


def _cost(latest: Mapping[str, float], scale: float) -> float:
    """What the levers cost the whole town in yuan a year."""
    return sum(latest[f"cost_{name}"] for name in MEASURES) / scale


def _tile(metric: Metric, now: float, base: float, price: str, speech: Speech) -> str:
    """One metric; shares have their sign beside the value, other units are in the label."""
    share = metric.unit == "share"
    level = speech.value(base, "share") if share else speech.number(base, metric.unit)
    change = difference(now, base, metric, speech)
    differs = any(digit in change for digit in "123456789")
    change = change if differs or change == NULL else speech("page.tile_same")
    return (
        f'<div class="cg-tile"><span>{escape(_tile_label(metric, speech))}</span>'
        f"<b>{escape(speech.number(now, metric.unit))}<small>{'%' if share else ''}</small></b>"
        f"<span>{speech.html('page.tile_base', value=level)}</span>"
        f'<span class="{"cg-moved" if differs else ""}">{escape(change)}</span>'
        f"<span>{escape(price)}</span></div>"
    )


def _tile_label(metric: Metric, speech: Speech) -> str:
    """A metric, with its unit where the value does not show it."""
    plain = metric.unit in ("share", "0-1", "rung 0-5")
    return speech.pick(metric.label) if plain else speech.title(metric)


def difference(value: float, base: float, metric: Metric, speech: Speech) -> str:
    """A value minus its baseline, as tables have it; shares in points."""
    if metric.unit == "share":
        return speech.difference(value - base, metric.unit)
    return speech.number(value - base, metric.unit, signed=True)


def about(frame: Frame, speech: Speech) -> str:
    """Town, scale and a warning that one seed is one seed."""
    if frame.town is None:
        return ""
    residents = sum(community.residents for community in frame.town.communities)
    text = speech(
        "page.about",
        town=speech.pick(frame.town.label),
        residents=speech.count(residents),
        share=speech.percent(frame.choice.scale),
    )
    return f'<p class="cg-note">{escape(text)}</p>'


def headline(frame: Frame, speech: Speech) -> str:
    """The headline metrics beside their baseline, and how they came about."""
    if frame.mine is None or frame.other is None or frame.lines is None:
        return ""
    names = list(dict.fromkeys([*HEADLINE, frame.metric]))
    past = frame.start - frame.months[0] if frame.months else 0
    rows = []
    for name in names:
        metric, now, base = METRICS[name], frame.mine.latest[name], frame.other.latest[name]
        cells = [speech.number(value, metric.unit) for value in (now, base)]
        change = difference(now, base, metric, speech)
        rows.append(((speech.title(metric), *cells, change), True))
    heads = ("compare.metric", "page.now", "page.base", "compare.difference_column")
    table = Shown(
        speech("page.headline"), [speech(one) for one in (*heads, "page.over_time")], rows
    )
    sparks = [sparkline(*frame.lines[name], METRICS[name], past) for name in names]
    return table_html(table, sparks, _legend(frame, speech), names)


def _baseline(frame: Frame, speech: Speech) -> str:
    """What readers call the baseline."""
    if frame.choice.baseline and frame.names is not None:
        return speech.pick(frame.names[1])
    return speech("page.unmoved")


def _legend(frame: Frame, speech: Speech) -> str:
    """Which line is which."""
    line = '<line x1="0" y1="4" x2="26" y2="4" {}/>'
    key = f'<svg width="26" height="8" aria-hidden="true">{line}</svg>'
    mine = key.format(f'stroke="{MINE}" stroke-width="2"')
    base = key.format(f'stroke="{OTHER}" stroke-width="2" stroke-dasharray="4 2"')
    texts = (
        f"{mine} {speech.html('page.legend_mine')}",
        f"{base} {speech.html('page.legend_other', name=_baseline(frame, speech))}",
        '<span class="cg-swatch" aria-hidden="true"></span> ' + speech.html("compare.common_past"),
    )
    return f'<p class="cg-note">{" ".join(f"<span>{text}</span>" for text in texts)}</p>'


def sparkline(mine: Sequence[float], other: Sequence[float], metric: Metric, past: int) -> str:
    """Two lines over the months, NaN where null; the months of the common past are shaded."""
    width, height = _SPARK
    known = [value for value in (*mine, *other) if not math.isnan(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if metric.low == 0 and metric.unit != "0-1":
        low = 0.0
    span = (high - low) or 1.0
    step = (width - 2) / max(1, len(mine) - 1)

    def line(values: Sequence[float], look: str) -> str:
        parts, pen = [], "M"
        for index, value in enumerate(values):
            if math.isnan(value):
                pen = "M"
                continue
            y = height - 2 - (height - 4) * (value - low) / span
            parts.append(f"{pen}{1 + step * index:.1f} {y:.1f}")
            pen = "L"
        return f'<path d="{"".join(parts)}" fill="none" {look}/>' if parts else ""

    shade = f'<rect x="0" y="0" width="{step * past:.1f}" height="{height:g}" fill="#ECECEC"/>'
    return (
        f'<svg width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}" '
        f'aria-hidden="true">{shade if past else ""}'
        + line(other, f'stroke="{OTHER}" stroke-width="1.6" stroke-dasharray="4 2"')
        + line(mine, f'stroke="{MINE}" stroke-width="1.6"')
        + "</svg>"
    )


@cache
def places_of(
    communities: tuple[str, ...], neighbours: tuple[tuple[str, str], ...]
) -> Mapping[str, tuple[float, float]]:
    """Where each community is on the map, x and y in 0-1; neighbours lie near each other."""
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


def town_map(frame: Frame, speech: Speech) -> str:
    """The communities, coloured by the metric chosen; white while nothing is known.

    A map where the town has outlines, else a graph of who adjoins whom.
    """
    town = frame.town
    if town is None:
        return ""
    values = frame.places or dict.fromkeys(town.community_ids, math.nan)
    metric = METRICS[frame.metric]
    low, high = fixed_scale(metric, frame.at_start)
    where, below = _places(town)
    nodes, texts = [], []
    for community in town.communities:
        name, value = speech.pick(community.label), values[community.id]
        shown = speech.number(value, metric.unit)
        texts.append(f"{name} {speech('page.no_value') if shown == NULL else shown}")
        colour = _colour(value, low, high)
        outline = town.outlines.get(community.id)
        nodes.append(
            _node(where[community.id], name, shown, colour)
            if outline is None
            else _area(_path(outline.parts, town), where[community.id], name, shown, colour)
        )
    label = speech.pick(metric.label)
    text = speech.html("page.map_text", metric=label, values=speech.row(texts))
    title = speech.html("list.headed", head=speech("page.map"), text=speech.title(metric))
    width, height = _MAP if not town.outlines else _map_size(town)
    scale = _scale_bar(low, high, metric, speech) if frame.places else ""
    # Areas before all names, so that none hides another's.
    parts = "".join(part for both in zip(*nodes, strict=True) for part in both)
    return (
        f'<h2>{title}</h2><svg class="cg-map" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{text}">{below}{parts}</svg>{scale}'
    )


def _places(town: Town) -> tuple[dict[str, tuple[float, float]], str]:
    """Where the names of communities stand, and what is drawn below all else."""
    if town.outlines:
        return {name: _on_map(one.middle, town) for name, one in town.outlines.items()}, ""
    neighbours = tuple((edge.first, edge.second) for edge in town.adjacency)
    places = places_of(town.community_ids, neighbours)
    where = {name: _at(point) for name, point in places.items()}
    edges = "".join(
        f'<line x1="{where[a][0]:.0f}" y1="{where[a][1]:.0f}" x2="{where[b][0]:.0f}" '
        f'y2="{where[b][1]:.0f}" stroke="#BBBBBB" stroke-width="1.5"/>'
        for a, b, _ in town.adjacency
    )
    return where, edges


def _frame_of(town: Town) -> tuple[float, float, float]:
    """Least x and largest y of the outlines, metres, and how many are one unit of the drawing."""
    points = [p for one in town.outlines.values() for rings in one.parts for p in rings[0]]
    x, y = zip(*points, strict=True)
    scale = max((max(x) - min(x)) / (_MAP[0] - 8), (max(y) - min(y)) / (1.2 * _MAP[1]), 1e-9)
    return min(x), max(y), scale


def _map_size(town: Town) -> tuple[float, float]:
    """Width and height of a map: as wide as a graph, as high as the outlines ask for."""
    _, top, scale = _frame_of(town)
    lowest = min(p[1] for one in town.outlines.values() for rings in one.parts for p in rings[0])
    return _MAP[0], (top - lowest) / scale + 8


def _on_map(point: tuple[int, int], town: Town) -> tuple[float, float]:
    """A point of an outline in units of the drawing, north up."""
    left, top, scale = _frame_of(town)
    return 4 + (point[0] - left) / scale, 4 + (top - point[1]) / scale


def _path(parts: Polygons, town: Town) -> str:
    """Polygons with their holes as the path of an SVG."""
    left, top, scale = _frame_of(town)
    return "".join(
        "M"
        + "L".join(f"{4 + (x - left) / scale:.1f} {4 + (top - y) / scale:.1f}" for x, y in ring)
        + "Z"
        for rings in parts
        for ring in rings
    )


def _area(
    path: str, at: tuple[float, float], name: str, shown: str, colour: str
) -> tuple[str, str]:
    """An outline, and the name and value within it."""
    x, y = at
    return (
        f'<path d="{path}" fill="{colour}" fill-rule="evenodd" stroke="#333333"/>',
        f'<text x="{x:.0f}" y="{y - 2:.0f}" text-anchor="middle" class="cg-name">{escape(name)}'
        f'</text><text x="{x:.0f}" y="{y + 11:.0f}" text-anchor="middle" class="cg-value">'
        f"{escape(shown)}</text>",
    )


def fixed_scale(metric: Metric, at_start: Sequence[float]) -> tuple[float, float]:
    """Ends of the colours of the map, which stay while the town runs.

    From 0, or from as far below it for what can be negative, to about twice the largest value
    that a community has where the two towns part.
    """
    most = 2 * max((abs(value) for value in at_start if not math.isnan(value)), default=0.0)
    end = 1.0 if metric.high is None else float(metric.high)
    if most > 0:
        power = 10.0 ** math.floor(math.log10(most))
        end = next(step * power for step in (1, 2, 3, 5, 10) if step * power >= most * (1 - 1e-9))
        end = end if metric.high is None else min(end, float(metric.high))
    return (-end if metric.low is not None and metric.low < 0 else 0.0), end


def _at(point: tuple[float, float]) -> tuple[float, float]:
    width, height = _MAP
    return 46 + point[0] * (width - 92), 22 + point[1] * (height - 72)


def _node(at: tuple[float, float], name: str, shown: str, colour: str) -> tuple[str, str]:
    """A circle, and the name and value below it."""
    x, y = at
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="15" fill="{colour}" stroke="#333333"/>',
        f'<text x="{x:.0f}" y="{y + 28:.0f}" text-anchor="middle" class="cg-name">{escape(name)}'
        f'</text><text x="{x:.0f}" y="{y + 42:.0f}" text-anchor="middle" class="cg-value">'
        f"{escape(shown)}</text>",
    )


def _colour(value: float, low: float, high: float) -> str:
    """A colour between the ends of the ramp, which stand for what lies beyond them as well."""
    if math.isnan(value):
        return "#FFFFFF"
    place = min(max((value - low) / (high - low), 0.0), 1.0) * (len(_RAMP) - 1)
    index = min(int(place), len(_RAMP) - 2)
    ends = [tuple(int(c[k : k + 2], 16) for k in (1, 3, 5)) for c in _RAMP[index : index + 2]]
    mixed = [round(a + (b - a) * (place - index)) for a, b in zip(*ends, strict=True)]
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _scale_bar(low: float, high: float, metric: Metric, speech: Speech) -> str:
    ends = [escape(speech.number(end, metric.unit)) for end in (low, high)]
    if metric.high is None or high < metric.high:
        ends[1] = f"≥ {ends[1]}"
    ramp = ", ".join(_RAMP)
    return (
        f'<p class="cg-note cg-scale">{ends[0]} <span class="cg-ramp" aria-hidden="true" '
        f'style="background:linear-gradient(to right, {ramp})"></span> {ends[1]}</p>'
    )


def matters(frame: Frame, speech: Speech) -> str:
    """Open and closed matters and the backlog, beside the baseline."""
    if frame.mine is None or frame.other is None:
        return ""
    sides, rows = (frame.mine, frame.other), []

    def add(label: str, counts: Sequence[int], whole: bool) -> None:
        rows.append(((label, *(speech.count(count) for count in counts)), whole))

    def add_state(state: str, whole: bool) -> None:
        add(speech.pick(STATE_LABELS[state]), [side.matters[state] for side in sides], whole)

    for key, states in (("open", _OPEN), ("closed", _CLOSED)):
        totals = [sum(side.matters[state] for state in states) for side in sides]
        add(speech(f"page.{key}"), totals, True)
        if key == "open":
            for level in LEVELS:
                label = speech("page.open_at", level=speech.pick(LEVEL_LABELS[level]))
                add(label, [side.open_at[level] for side in sides], False)
        else:
            for state in states:
                add_state(state, False)
    for state in ("latent", "lapsed"):
        add_state(state, True)
    backlog = METRICS["backlog"]
    values = [speech.number(side.latest["backlog"], backlog.unit) for side in sides]
    rows.append(((speech.title(backlog), *values), True))
    heads = [speech(key) for key in ("compare.metric", "page.now", "page.base")]
    notes = [speech("page.matters_note")]
    return table_html(Shown(speech("page.matters"), heads, rows, notes=notes), looks=_PARTS)


def actors(frame: Frame, speech: Speech) -> str:
    """Hours of the ten types of actor, beside the baseline, as bars and figures."""
    if frame.mine is None or frame.other is None:
        return ""
    pairs = [
        tuple(side.latest[f"hours_{one.name}"] for side in (frame.mine, frame.other))
        for one in ACTOR_TYPES
    ]
    most = max((value for both in pairs for value in both if not math.isnan(value)), default=1)
    rows = [
        ((speech.pick(one.label), *(speech.number(value) for value in both)), True)
        for one, both in zip(ACTOR_TYPES, pairs, strict=True)
    ]
    bars = [
        '<span class="cg-bars" aria-hidden="true">'
        + _bar(now, most, f"background:{MINE}")
        + _bar(base, most, f"background:#FFFFFF;border:1px solid {OTHER}")
        + "</span>"
        for now, base in pairs
    ]
    heads = [speech(key) for key in ("page.actor", "page.now", "page.base")]
    notes = [speech("page.actors_note")]
    return table_html(Shown(speech("page.actors"), [*heads, ""], rows, notes=notes), bars)


def _bar(value: float, most: float, look: str) -> str:
    """A bar as long as a value is, of the most."""
    share = 0.0 if math.isnan(value) or most <= 0 else 100 * value / most
    return f'<span class="cg-bar" style="width:{share:.1f}%;{look}"></span>'


def sections(frame: Frame, speech: Speech) -> dict[str, str]:
    """Every part of the live view, by name."""
    parts = {
        "tiles": tiles,
        "headline": headline,
        "map": town_map,
        "matters": matters,
        "actors": actors,
        "about": about,
    }
    return {name: part(frame, speech) for name, part in parts.items()}
