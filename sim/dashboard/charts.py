"""Charts of the page as options of Apache ECharts, which comes with Solara's assets: plain data.

Every point carries the words that are shown when it is pointed at, so that the browser says
nothing by itself; bands are two stacked lines, the space below and the band.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import told
from sim.calendar import format_month
from sim.dashboard.session import Frame
from sim.declarations.groups import DIVISIONS
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declarations.tables import BODY_LABELS, TOWN
from sim.declare import Metric
from sim.report.figures.look import STYLES
from sim.report.figures.town import LOOKS, body_spots
from sim.report.sweep import level_text
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.compare import Design
    from sim.month.collaboration import Body

Option = dict[str, Any]
Place = tuple[str, str, int]
"""Community, kind and number of a body."""
MINE, OTHER = STYLES[0].colour, STYLES[1].colour
QUIET, SHADE, HAIR, LESS = "#566070", "#ececec", "#d5dae1", "#b35900"
_SYMBOLS = {
    "committee": "rect",
    "grid": "circle",
    "unit": "triangle",
    "organisation": "diamond",
    "agency": "pin",
}
YEAR = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its title and words for those who cannot see it."""

    name: str
    title: str
    text: str
    option: Option
    height: int = 300
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Line:
    """A line over an axis, with a band where it has one; NaN where nothing is known."""

    name: str
    colour: str
    dash: str
    values: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


# --- lines ---


def _scaled(value: float, metric: Metric) -> float | None:
    """Scale a value as axes have it: shares in per cent, None for null."""
    if math.isnan(value):
        return None
    return round(value * (100 if metric.unit == "share" else 1), 6)


def _line_series(
    line: Line, metric: Metric, speech: Speech, at: int = 0, signed: bool = False
) -> list[Option]:
    """Draw a line and its band, on one of the axes."""
    where = {"xAxisIndex": at, "yAxisIndex": at}
    data = []
    for place, value in enumerate(line.values):
        text = speech.number(value, metric.unit, signed)
        if place < len(line.low) and not math.isnan(line.low[place]):
            ends = speech.interval(line.low[place], line.high[place], metric.unit, signed)
            text = speech("list.bracketed", text=text, more=ends)
        data.append({"value": _scaled(value, metric), "text": text})
    series: list[Option] = [
        {
            "type": "line",
            "name": line.name,
            "data": data,
            "showSymbol": len(data) == 1,
            "symbolSize": 5,
            "lineStyle": {"color": line.colour, "width": 2, "type": line.dash},
            "itemStyle": {"color": line.colour},
            "z": 3,
            **where,
        }
    ]
    if line.low:
        stack = f"{line.name}{at}"
        low = [_scaled(one, metric) for one in line.low]
        high = [_scaled(one, metric) for one in line.high]
        span = [
            None if one is None or two is None else two - one
            for one, two in zip(low, high, strict=True)
        ]
        look: Option = {
            "type": "line",
            "name": line.name,
            "stack": stack,
            "stackStrategy": "all",
            "showSymbol": False,
            "silent": True,
            "lineStyle": {"opacity": 0},
            "z": 1,
            **where,
        }
        area = {"color": line.colour, "opacity": 0.16}
        series += [{**look, "data": low}, {**look, "data": span, "areaStyle": area}]
    return series


def _marks(events: Sequence[tuple[str, str]], past: tuple[str, str] | None, words: str) -> Option:
    """Draw numbered dated events as upright lines, and shade the past."""
    made: Option = {}
    if events:
        made["markLine"] = {
            "symbol": "none",
            "animation": False,
            "lineStyle": {"color": QUIET, "type": "dotted", "width": 1.2},
            "label": {"color": QUIET, "fontSize": 11},
            "data": [
                # Numbers of events that lie close together take turns.
                {"xAxis": month, "label": {"formatter": number, "distance": 1 + 11 * (place % 2)}}
                for place, (month, number) in enumerate(events)
            ],
        }
    if past is not None:
        made["markArea"] = {
            "silent": True,
            "animation": False,
            "itemStyle": {"color": SHADE},
            "label": {"color": QUIET, "fontSize": 11, "position": "insideTop"},
            "data": [[{"name": words, "xAxis": past[0]}, {"xAxis": past[1]}]],
        }
    return made


def _axes(months: Sequence[str], count: int, units: Sequence[str], zero: bool) -> Option:
    """Set the axes of one or two charts, one above the other, over the same months."""
    sides: Option = {"left": 52, "right": 26}
    grids: list[Option] = [
        {**sides, "top": 46, "height": "46%"},
        {**sides, "top": "73%", "bottom": 24},
    ]
    alone: Option = {**sides, "top": 28, "bottom": 26}
    return {
        "grid": grids if count == 2 else [alone],
        "xAxis": [
            {
                "type": "category",
                "gridIndex": place,
                "data": list(months),
                "boundaryGap": False,
                "axisTick": {"show": False},
                "axisLabel": {"show": place == count - 1, "color": QUIET, "hideOverlap": True},
                "axisLine": {"lineStyle": {"color": HAIR}, "onZero": False},
            }
            for place in range(count)
        ],
        "yAxis": [
            {
                "type": "value",
                "gridIndex": place,
                "name": units[place],
                "nameTextStyle": {"color": QUIET, "align": "left", "padding": [0, 0, 0, -44]},
                "nameGap": 8,
                "scale": place == 0 and not zero,
                "splitNumber": 4 if place == 0 else 2,
                "axisLabel": {"color": QUIET},
                "splitLine": {"lineStyle": {"color": "#edf0f3"}},
            }
            for place in range(count)
        ],
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
    }


def _legend(names: Sequence[str]) -> Option:
    """Set which lines stand in the list above the chart, to be put off and on."""
    return {"show": False, "data": list(names)}


def _width(text: str) -> float:
    """Estimate how wide a label of 12 pixels is."""
    return sum(12.5 if ord(letter) > 0x2E80 else 7.2 for letter in text)


def _from_zero(metric: Metric) -> bool:
    """Tell whether an axis begins at zero."""
    return metric.low == 0 and metric.unit != "0-1"


def over_time(frame: Frame, speech: Speech) -> Chart | None:
    """Draw the metric looked at, in the town and in the baseline, and their difference."""
    if frame.lines is None or frame.mine is None:
        return None
    metric = METRICS[frame.metric]
    # Before, the windows of 12 months were still filling.
    first = max(frame.months[0], frame.start - YEAR)
    skipped = first - frame.months[0]
    months = [format_month(one) for one in range(first, frame.end)]
    mine, other = (line[skipped:] for line in frame.lines)
    past = frame.start - first
    base = speech("page.legend_other", name=baseline_label(frame, speech))
    names = [speech("page.legend_mine"), base]
    bands = {name: [ends[skipped:] for ends in both] for name, both in frame.bands.items()}
    upper = [
        Line(names[0], MINE, "solid", mine, *_apart(bands.get("mine", ()), past)),
        Line(names[1], OTHER, "dashed", other, *_apart(bands.get("other", ()), past)),
    ]
    effect = [math.nan] * past + [a - b for a, b in zip(mine, other, strict=True)][past:]
    ends = _apart(bands.get("effect", ()), past)
    lower = Line(speech("page.difference"), "#1a2230", "solid", effect, *ends)
    series = [one for line in upper for one in _line_series(line, metric, speech)]
    series += _line_series(lower, metric, speech, at=1, signed=True)
    listed = dated(frame, speech)
    marks = [(format_month(month), str(number)) for number, (month, _) in enumerate(listed, 1)]
    shade = (months[0], format_month(frame.start)) if past else None
    series[0] |= _marks(marks, shade, speech("compare.common_past"))
    units = [speech.title(metric), speech("page.difference_of", unit=_unit(metric, speech))]
    option = {
        **_axes(months, 2, units, _from_zero(metric)),
        "legend": _legend(names),
        "tooltip": {"trigger": "axis"},
        "series": series,
        "animation": False,
    }
    text = speech("page.chart_text", metric=speech.pick(metric.label), names=speech.listed(names))
    return Chart("over-time", "", text, option, 350, event_notes(listed, speech))


def event_notes(events: Sequence[tuple[int, str]], speech: Speech) -> tuple[str, ...]:
    """Say the dated events, by the number that marks each in charts."""
    return tuple(
        speech("page.event", number=number, month=format_month(month), label=speech.event(label))
        for number, (month, label) in enumerate(events, 1)
    )


def _apart(ends: Sequence[list[float]], past: int) -> list[list[float]]:
    """Find the ends of a band from the month on in which the two towns part."""
    return [[math.nan] * min(past, len(line)) + line[past:] for line in ends]


def baseline_label(frame: Frame, speech: Speech) -> str:
    """Say what readers call the baseline."""
    if frame.choice.baseline and frame.names is not None:
        return speech.pick(frame.names[1])
    return speech("page.unmoved")


def _unit(metric: Metric, speech: Speech) -> str:
    return speech.unit(metric.unit, signed=True) if metric.unit not in ("0-1", "-") else "0–1"


def dated(frame: Frame, speech: Speech) -> list[tuple[int, str]]:
    """List the dated events of the scenario and moves of sliders, in time."""
    found = [*frame.events]
    communities = () if frame.town is None else frame.town.communities
    places = {one.id: speech.pick(one.label) for one in communities}
    for month, lever, place, value in frame.moves:
        text = speech("page.move", lever=_name(lever, speech), value=_set_to(lever, value, speech))
        if place != TOWN:
            text = speech("list.bracketed", text=text, more=places.get(place, place))
        found.append((month, text))
    return sorted(found, key=lambda one: one[0])


def _name(lever: str, speech: Speech) -> str:
    return speech.pick(LEVERS[lever].label)


def _set_to(lever: str, value: float, speech: Speech) -> str:
    """Write the value of a slider with its unit."""
    unit = LEVERS[lever].unit
    text = speech.setting(value, unit)
    if unit == "share":
        return speech("value.%", value=text)
    return speech("page.lever_value", value=text, unit=speech.unit(unit))


# --- who ---


def groups(frame: Frame, speech: Speech) -> Chart | None:
    """Draw how a metric differs from the baseline in every group."""
    if frame.groups is None:
        return None
    metric = METRICS[frame.group_metric]
    labels = [
        (speech.pick(division.label), speech.pick(group.label))
        for division in DIVISIONS
        for group in division.groups
    ]
    rows = [
        (
            label,
            mine - other,
            speech(
                "page.group_values",
                now=speech.number(mine, metric.unit),
                base=speech.number(other, metric.unit),
            ),
        )
        for label, mine, other in zip(labels, *frame.groups, strict=True)
    ]
    return effect_bars("groups", rows, metric, speech)


def effect_bars(
    name: str,
    rows: Sequence[tuple[tuple[str, str], float, str]],
    metric: Metric,
    speech: Speech,
    intervals: Sequence[tuple[float, float]] = (),
) -> Chart:
    """Draw differences of a metric by group as bars, the first group on top.

    Args:
        name: Name of the chart.
        rows: Division and group, difference, and what is shown when the bar is pointed at.
        metric: The metric.
        speech: Says everything.
        intervals: Ends of the interval of each, where known.
    """
    data: list[Option] = []
    for place, (_, value, text) in enumerate(rows):
        if place < len(intervals) and not math.isnan(intervals[place][0]):
            ends = speech.interval(*intervals[place], metric.unit, signed=True)
            text = speech("list.bracketed", text=text, more=ends)
        shown = NULL if math.isnan(value) else speech.difference(value, metric.unit)
        data.append(
            {
                "value": _scaled(value, metric),
                "text": text,
                "label": {"formatter": shown},
                "itemStyle": {"color": MINE if not value < 0 else LESS},
            }
        )
    names = [group for (_, group), _, _ in rows]
    title = speech("page.who_title", metric=speech.pick(metric.label), unit=_unit(metric, speech))
    values = [
        f"{group} {speech.difference(value, metric.unit)}"
        for group, (_, value, _) in zip(names, rows, strict=True)
    ]
    return Chart(name, title, speech.row(values), _bars(names, data), 24 * len(rows) + 40)


def _bars(names: Sequence[str], data: Sequence[Option]) -> Option:
    """Draw bars to the right, or left below zero, with their names."""
    # ECharts measures names before the Chinese font is there.
    left = 14 + max(map(_width, names), default=0)
    return {
        "grid": {"left": left, "right": 82, "top": 6, "bottom": 24},
        "xAxis": {
            "type": "value",
            "splitNumber": 3,
            "axisLabel": {"color": QUIET},
            "splitLine": {"lineStyle": {"color": "#edf0f3"}},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(names),
            "axisTick": {"show": False},
            "axisLine": {"onZero": True, "lineStyle": {"color": HAIR}},
            "axisLabel": {"color": "#1a2230", "interval": 0, "onZero": False},
        },
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "bar",
                "name": "",
                "data": list(data),
                "barWidth": "62%",
                "label": {"show": True, "position": "right", "color": "#1a2230"},
            }
        ],
        "animation": False,
    }


# --- through whom ---


def network(frame: Frame, speech: Speech) -> Chart | None:
    """Draw who works with whom in the town, communities side by side."""
    town = frame.town
    if not frame.joint or town is None:
        return None
    pairs, places = frame.joint[0], frame.joint_places[0]
    columns = math.ceil(math.sqrt(len(town.communities)))
    centres = {
        one.id: (float(place % columns), -float(place // columns))
        for place, one in enumerate(town.communities)
    }
    ends = [tuple((town.community_ids[places[pair]], *body) for body in pair) for pair in pairs]
    bodies = sorted({body for pair in ends for body in pair})
    hours = dict.fromkeys(bodies, 0.0)
    for pair, worked in zip(ends, pairs.values(), strict=True):
        for body in pair:
            hours[body] += worked
    names = {one.id: speech.pick(one.label) for one in town.communities}
    number = {body: str(place) for place, body in enumerate(bodies)}
    widest = max(pairs.values(), default=1.0)
    links = [
        {
            "source": number[one],
            "target": number[two],
            "lineStyle": {"width": 0.4 + 3 * math.sqrt(worked / widest)},
        }
        for (one, two), worked in zip(ends, pairs.values(), strict=True)
    ]
    nodes = _nodes(hours, centres, names, speech)
    text = _work(frame, speech)
    rows = math.ceil(len(centres) / columns)
    option = _graph(nodes, links, speech)
    return Chart("network", speech("page.network"), text, option, 60 + 74 * max(rows, 2), (text,))


def _nodes(
    hours: Mapping[Place, float],
    centres: Mapping[str, tuple[float, float]],
    names: Mapping[str, str],
    speech: Speech,
) -> list[Option]:
    """Place bodies about their community's middle, and communities' names below."""
    where = body_spots(list(hours), dict(centres))
    nodes: list[Option] = [
        {
            "name": str(place),
            "x": 100 * where[body][0],
            "y": -100 * where[body][1],
            "symbol": _SYMBOLS[body[1]],
            "symbolSize": 13 if body[1] == "committee" else 8,
            "itemStyle": {"color": LOOKS[body[1]][0]},
            "category": list(BODY_LABELS).index(body[1]),
            "text": speech(
                "page.body",
                kind=speech.pick(BODY_LABELS[body[1]]),
                place=names[body[0]],
                hours=f"{worked:,.0f}",
            ),
        }
        for place, (body, worked) in enumerate(hours.items())
    ]
    return nodes + [
        {
            "name": str(len(nodes) + place),
            "x": 100 * x,
            "y": -100 * y + 47,
            "symbolSize": 0.1,
            "itemStyle": {"color": "transparent"},
            "label": {"show": True, "formatter": names[name], "color": QUIET, "fontSize": 10},
            "text": "",
        }
        for place, (name, (x, y)) in enumerate(centres.items())
    ]


def _graph(nodes: Sequence[Option], links: Sequence[Option], speech: Speech) -> Option:
    """Draw a graph whose nodes stand where they are put."""
    kinds = [
        {
            "name": speech.pick(label),
            "symbol": _SYMBOLS[kind],
            "itemStyle": {"color": LOOKS[kind][0]},
        }
        for kind, label in BODY_LABELS.items()
    ]
    return {
        "legend": {
            "data": [one["name"] for one in kinds],
            "top": 0,
            "itemWidth": 10,
            "itemHeight": 10,
            "textStyle": {"fontSize": 11},
        },
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "top": 50,
                "bottom": 16,
                "left": 26,
                "right": 26,
                "data": list(nodes),
                "links": list(links),
                "categories": kinds,
                "lineStyle": {"color": "#777777", "opacity": 0.45},
                "emphasis": {"focus": "adjacency"},
            }
        ],
        "animation": False,
    }


def _work(frame: Frame, speech: Speech) -> str:
    """Say how many bodies work together in the two towns, for how long."""
    values: dict[str, object] = {}
    for which, pairs in zip(("now", "base"), frame.joint, strict=True):
        bodies: set[Body] = {body for pair in pairs for body in pair}
        values |= {
            f"{which}_bodies": len(bodies),
            f"{which}_ties": len(pairs),
            f"{which}_hours": speech.count(sum(pairs.values())),
        }
    return speech("page.network_text", **values)


# --- results ---


def metric_over_time(
    bands: "pd.DataFrame",
    metric: Metric,
    design: "Design",
    until: int | None,
    events: Sequence[tuple[int, str]],
    speech: Speech,
) -> Chart:
    """Draw a metric of every scenario over the months, with its interval over seeds.

    Args:
        bands: What `sim.analysis.compare.bands` made.
        metric: The metric.
        design: What is compared.
        until: The month in which the common past ends, None for none.
        events: Months and labels.
        speech: Says everything.
    """
    own = bands[bands["metric"] == metric.name]
    months = [f"{one:%Y-%m}" for one in sorted(set(own["month"]))]
    series: list[Option] = []
    names = []
    for place, scenario in enumerate(design.scenarios):
        rows = own[own["scenario"] == scenario].sort_values("month")
        style = STYLES[place % len(STYLES)]
        known = rows["low"].notna().any()
        ends = (rows["low"].tolist(), rows["high"].tolist()) if known else ((), ())
        names.append(design.label(scenario, speech))
        line = Line(names[-1], style.colour, _dash(place), rows["mean"].tolist(), *ends)
        series += _line_series(line, metric, speech)
    marks = [(format_month(month), str(number)) for number, (month, _) in enumerate(events, 1)]
    shade = None
    if until is not None and months and format_month(until) > months[0]:
        shade = (months[0], min(format_month(until), months[-1]))
    if series:
        series[0] |= _marks(
            [one for one in marks if one[0] in months], shade, speech("compare.common_past")
        )
    option = {
        **_axes(months, 1, [""], _from_zero(metric)),
        "legend": _legend(names),
        "tooltip": {"trigger": "axis"},
        "series": series,
        "animation": False,
    }
    text = speech("page.chart_text", metric=speech.pick(metric.label), names=speech.listed(names))
    return Chart(f"over-time-{metric.name}", speech.title(metric), text, option, 240)


def _dash(place: int) -> str:
    return ("solid", "dashed", "dotted")[place % 3]


def response(
    table: "pd.DataFrame", factor: str, names: Mapping[str, str], metric: Metric, speech: Speech
) -> Chart:
    """Draw a metric by the level of a factor, a line for each scenario."""
    rows = told(table, "mean_low", "mean_high").sort_values("level")
    texts = {row["level"]: level_text(factor, row, speech) for row in rows.to_dict("records")}
    series: list[Option] = []
    for place, (scenario, own) in enumerate(rows.groupby("scenario", sort=False)):
        at = own.set_index("level").reindex(list(texts))
        ends = [at[name].tolist() for name in ("mean_low", "mean_high")]
        known = any(not math.isnan(one) for one in ends[0])
        colour = STYLES[place % len(STYLES)].colour
        values = at["mean"].tolist()
        line = Line(names[str(scenario)], colour, _dash(place), values, *(ends if known else ()))
        made = _line_series(line, metric, speech)
        made[0]["showSymbol"] = True
        series += made
    option = {
        **_axes(list(texts.values()), 1, [""], _from_zero(metric)),
        "legend": _legend([names[str(one)] for one in dict.fromkeys(rows["scenario"])]),
        "tooltip": {"trigger": "axis"},
        "series": series,
        "animation": False,
    }
    head = speech.head(speech.factor(factor))
    title = speech("page.response", metric=speech.title(metric), factor=head)
    return Chart(f"response-{factor}-{metric.name}", title, title, option, 230)
