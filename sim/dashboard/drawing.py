"""What a picture of the live town looks like: tables and light drawings, as HTML and SVG."""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape

from sim.calendar import format_month
from sim.dashboard.live import Frame
from sim.dashboard.troubles import told
from sim.dashboard.words import Page
from sim.declarations.matters import ACTOR_TYPES, LEVEL_LABELS, LEVELS, STATE_LABELS
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declare import Metric
from sim.report.figures.look import STYLES
from sim.report.words import NULL, number

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


def status(frame: Frame, page: Page) -> str:
    """What the session does, in a sentence or two."""
    if frame.stage == "preparing":
        if not frame.done:
            return page.say("preparing_first")
        return page.say("preparing", count=frame.done)
    if frame.stage == "failed":
        return page.say("failed") + page.say("colon") + told(frame.told, page)
    stage = page.say(frame.stage)
    month = NULL if frame.month is None else format_month(frame.month)
    if frame.stage == "ended":
        return page.say("status_ended", stage=stage, month=month)
    text = page.say(
        "status",
        stage=stage,
        month=month,
        coming=format_month(frame.coming),
        last=format_month(frame.end - 1),
    )
    joint = "" if page.language == "zh" else " "
    return text + (joint + page.say("speed", pace=f"{frame.pace:.1f}") if frame.pace else "")


def progress(frame: Frame) -> str:
    """How far the run has come, as a bar."""
    months = frame.end - frame.start
    share = (frame.coming - frame.start) / months if months > 0 else 0.0
    return f'<span style="width:{100 * min(max(share, 0), 1):.1f}%"></span>'


def tiles(frame: Frame, page: Page) -> str:
    """A few metrics, large, each with the baseline below."""
    if frame.mine is None or frame.other is None:
        return ""
    return f'<div class="cg-tiles">{"".join(_tile(name, frame, page) for name in TILES)}</div>'


def _tile(name: str, frame: Frame, page: Page) -> str:
    """One metric."""
    assert frame.mine is not None
    assert frame.other is not None
    metric = METRICS[name]
    now, base = frame.mine.latest[name], frame.other.latest[name]
    unit = "%" if metric.unit == "share" else ""
    label = page.pick(metric.label)
    if metric.unit not in ("share", "0-1", "rung 0-5"):
        label = page.report.title(metric)
    change = difference(now, base, metric, page)
    differs = any(one in change for one in "123456789")
    moved = ' class="cg-moved"' if differs else ""
    change = change if differs or change == NULL else page.say("tile_same")
    below = page.html("tile_base", value=number(base, metric.unit) + unit)
    return (
        f'<div class="cg-tile"><span>{escape(label)}</span>'
        f"<b>{escape(number(now, metric.unit))}<small>{unit}</small></b>"
        f"<span>{below}</span><span{moved}>{escape(change)}</span></div>"
    )


def about(frame: Frame, page: Page) -> str:
    """Town, scale and a warning that one seed is one seed."""
    town = frame.town
    if town is None:
        return ""
    residents = sum(community.residents for community in town.communities)
    return page.say(
        "about",
        town=page.pick(town.label),
        residents=f"{residents:,}",
        percent=f"{100 * frame.choice.scale:g}",
    )


def difference(value: float, base: float, metric: Metric, page: Page) -> str:
    """A value minus its baseline, with the word for percentage points."""
    text = number(value - base, metric.unit, signed=True)
    if text == NULL or metric.unit != "share":
        return text
    return f"{text} {page.say('points')}"


def headline(frame: Frame, page: Page) -> str:
    """The headline metrics beside their baseline, and how they came about."""
    if frame.mine is None or frame.other is None or frame.lines is None:
        return ""
    names = [*HEADLINE, *([] if frame.metric in HEADLINE else [frame.metric])]
    rows = "".join(_headline_row(name, frame, page) for name in names)
    heads = "".join(
        f'<th scope="col"{"" if key == "indicator" else " class=num"}>{page.html(key)}</th>'
        for key in ("indicator", "now", "base", "difference")
    )
    return (
        f"<h2>{page.html('headline')}</h2>{_legend(frame, page)}"
        f'<table class="cg-table"><thead><tr>{heads}<th scope="col">{page.html("over_time")}</th>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )


def _headline_row(name: str, frame: Frame, page: Page) -> str:
    assert frame.mine is not None
    assert frame.other is not None
    assert frame.lines is not None
    metric = METRICS[name]
    now, base = frame.mine.latest[name], frame.other.latest[name]
    cells = (
        number(now, metric.unit),
        number(base, metric.unit),
        difference(now, base, metric, page),
    )
    texts = "".join(f'<td class="num">{escape(cell)}</td>' for cell in cells)
    label = escape(page.report.title(metric))
    past = frame.start - frame.months[0] if frame.months else 0
    spark = sparkline(*frame.lines[name], metric, past)
    return f'<tr data-metric="{name}"><th scope="row">{label}</th>{texts}<td>{spark}</td></tr>'


def _legend(frame: Frame, page: Page) -> str:
    """Which line is which."""
    other = page.say("unmoved")
    if frame.choice.baseline and frame.names is not None:
        other = page.pick(frame.names[1])
    line = '<line x1="0" y1="4" x2="26" y2="4" {}/>'
    key = f'<svg width="26" height="8" aria-hidden="true">{line}</svg>'
    mine = key.format(f'stroke="{MINE}" stroke-width="2"')
    base = key.format(f'stroke="{OTHER}" stroke-width="2" stroke-dasharray="4 2"')
    told = (
        f"{mine} {page.html('legend_mine')}",
        f"{base} {page.html('legend_other', name=other)}",
        f'<span class="cg-swatch" aria-hidden="true"></span> {page.html("legend_past")}',
    )
    return f'<p class="cg-note">{" ".join(f"<span>{text}</span>" for text in told)}</p>'


def sparkline(mine: Sequence[float], other: Sequence[float], metric: Metric, past: int) -> str:
    """Two lines over the months, the common past shaded.

    Args:
        mine: Values with the sliders, NaN where null.
        other: Values of the baseline.
        metric: What they are values of.
        past: How many of the months are common past.
    """
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


def town_map(frame: Frame, page: Page) -> str:
    """The graph of the communities, coloured by the metric chosen."""
    town, values = frame.town, frame.places
    if town is None or values is None:
        return ""
    metric = METRICS[frame.metric]
    known = [value for value in values.values() if not math.isnan(value)]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    neighbours = tuple((edge.first, edge.second) for edge in town.adjacency)
    places = places_of(town.community_ids, neighbours)
    where = {name: _at(point) for name, point in places.items()}
    edges = "".join(
        f'<line x1="{where[a][0]:.0f}" y1="{where[a][1]:.0f}" x2="{where[b][0]:.0f}" '
        f'y2="{where[b][1]:.0f}" stroke="#BBBBBB" stroke-width="1.5"/>'
        for a, b, _ in town.adjacency
    )
    nodes, told = [], []
    for community in town.communities:
        name, value = page.pick(community.label), values[community.id]
        shown = page.say("no_value") if math.isnan(value) else number(value, metric.unit)
        told.append(f"{name} {shown}")
        nodes.append(_node(where[community.id], name, shown, _colour(value, low, high)))
    text = page.html("map_text", metric=page.pick(metric.label), values="; ".join(told))
    width, height = _MAP
    return (
        f"<h2>{page.html('map')}: {escape(page.report.title(metric))}</h2>"
        f'<svg class="cg-map" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{text}">'
        f"{edges}{''.join(nodes)}</svg>{_scale_bar(low, high, metric, bool(known))}"
    )


def _at(point: tuple[float, float]) -> tuple[float, float]:
    width, height = _MAP
    return 46 + point[0] * (width - 92), 22 + point[1] * (height - 72)


def _node(at: tuple[float, float], name: str, shown: str, colour: str) -> str:
    x, y = at
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="15" fill="{colour}" stroke="#333333"/>'
        f'<text x="{x:.0f}" y="{y + 28:.0f}" text-anchor="middle" class="cg-name">{escape(name)}'
        f'</text><text x="{x:.0f}" y="{y + 42:.0f}" text-anchor="middle" class="cg-value">'
        f"{escape(shown)}</text>"
    )


def _colour(value: float, low: float, high: float) -> str:
    """A colour between the ends of the ramp."""
    if math.isnan(value):
        return "#FFFFFF"
    part = 0.5 if high <= low else (value - low) / (high - low)
    place = part * (len(_RAMP) - 1)
    index = min(int(place), len(_RAMP) - 2)
    ends = [tuple(int(c[k : k + 2], 16) for k in (1, 3, 5)) for c in _RAMP[index : index + 2]]
    mixed = [round(a + (b - a) * (place - index)) for a, b in zip(*ends, strict=True)]
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _scale_bar(low: float, high: float, metric: Metric, known: bool) -> str:
    if not known:
        return ""
    ends = [escape(number(end, metric.unit)) for end in (low, high)]
    ramp = ", ".join(_RAMP)
    return (
        f'<p class="cg-note">{ends[0]} <span class="cg-ramp" aria-hidden="true" '
        f'style="background:linear-gradient(to right, {ramp})"></span> {ends[1]}</p>'
    )


def matters(frame: Frame, page: Page) -> str:
    """Open and closed matters and the backlog, beside the baseline."""
    if frame.mine is None or frame.other is None:
        return ""
    sides = (frame.mine, frame.other)
    rows: list[tuple[str, list[str], bool]] = []
    for key, states in (("open", _OPEN), ("closed", _CLOSED)):
        totals = [sum(side.matters[state] for state in states) for side in sides]
        rows.append((page.say(key), [f"{total:,}" for total in totals], True))
        if key == "open":
            rows += [
                (
                    page.say("open_at", level=page.pick(LEVEL_LABELS[level])),
                    [f"{side.open_at[level]:,}" for side in sides],
                    False,
                )
                for level in LEVELS
            ]
        else:
            rows += [
                (
                    page.pick(STATE_LABELS[state]),
                    [f"{side.matters[state]:,}" for side in sides],
                    False,
                )
                for state in states
            ]
    rows += [
        (page.pick(STATE_LABELS[state]), [f"{side.matters[state]:,}" for side in sides], True)
        for state in ("latent", "lapsed")
    ]
    unit = METRICS["backlog"].unit
    rows.append(
        (page.say("backlog"), [number(side.latest["backlog"], unit) for side in sides], True)
    )
    return (
        f"<h2>{page.html('matters')}</h2>{_two_columns(rows, 'indicator', page)}"
        f'<p class="cg-note">{page.html("matters_note")}</p>'
    )


def actors(frame: Frame, page: Page) -> str:
    """Hours of the ten types of actor, beside the baseline, as bars and figures."""
    if frame.mine is None or frame.other is None:
        return ""
    pairs = [
        (
            page.pick(one.label),
            frame.mine.latest[f"hours_{one.name}"],
            frame.other.latest[f"hours_{one.name}"],
        )
        for one in ACTOR_TYPES
    ]
    most = max((value for _, *both in pairs for value in both if not math.isnan(value)), default=1)
    rows = []
    for label, now, base in pairs:
        bars = _bar(now, most, f"background:{MINE}")
        bars += _bar(base, most, f"background:#FFFFFF;border:1px solid {OTHER}")
        texts = "".join(
            f'<td class="num">{escape(number(value, "-"))}</td>' for value in (now, base)
        )
        rows.append(
            f'<tr><th scope="row">{escape(label)}</th>{texts}'
            f'<td class="cg-bars" aria-hidden="true">{bars}</td></tr>'
        )
    heads = f'<th scope="col">{page.html("actor")}</th>' + "".join(
        f'<th scope="col" class="num">{page.html(key)}</th>' for key in ("now", "base")
    )
    return (
        f"<h2>{page.html('actors')}</h2><table class=cg-table><thead><tr>{heads}<td></td></tr>"
        f"</thead><tbody>{''.join(rows)}</tbody></table>"
        f'<p class="cg-note">{page.html("actors_note")}</p>'
    )


def _bar(value: float, most: float, look: str) -> str:
    """A bar as long as a value is, of the most."""
    share = 0.0 if math.isnan(value) or most <= 0 else 100 * value / most
    return f'<span class="cg-bar" style="width:{share:.1f}%;{look}"></span>'


def _two_columns(rows: Sequence[tuple[str, list[str], bool]], first: str, page: Page) -> str:
    """A table of what is now and in the baseline; rows that sum others are bold."""
    heads = f'<th scope="col">{page.html(first)}</th>' + "".join(
        f'<th scope="col" class="num">{page.html(key)}</th>' for key in ("now", "base")
    )
    body = "".join(
        f'<tr class="{"cg-sum" if whole else "cg-part"}"><th scope="row">{escape(label)}</th>'
        + "".join(f'<td class="num">{escape(cell)}</td>' for cell in cells)
        + "</tr>"
        for label, cells, whole in rows
    )
    return f'<table class="cg-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def sections(frame: Frame, page: Page) -> dict[str, str]:
    """Every part of the live view, by name."""
    return {
        "tiles": tiles(frame, page),
        "headline": headline(frame, page),
        "map": town_map(frame, page),
        "matters": matters(frame, page),
        "actors": actors(frame, page),
        "about": f'<p class="cg-note">{escape(about(frame, page))}</p>',
    }
