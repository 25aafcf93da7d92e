"""What a picture of the live town looks like: tables and light drawings, as HTML and SVG."""

import math
from collections.abc import Mapping, Sequence
from html import escape

from sim.calendar import format_month
from sim.dashboard.charts import MINE, OTHER, baseline_label
from sim.dashboard.looking import Life
from sim.dashboard.maps import Ground, level_scale, map_html, scale_bar
from sim.dashboard.session import Frame
from sim.declarations.forms import FORMS
from sim.declarations.groups import DIVISIONS
from sim.declarations.matters import ACTOR_TYPES, LEVEL_LABELS, LEVELS, STATE_LABELS, STATES
from sim.declarations.matters import KINDS as MATTER_KINDS
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declare import MEASURES, Label, Metric
from sim.report.shown import Shown
from sim.words import NULL, Speech
from sim.words.setting import problems_text

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
_OPEN = ("waiting", "consulting")
_CLOSED = ("resolved", "closed_on_paper", "withdrawn")
_QUIET, _PARTS = ("", "cg-quiet"), ("cg-sum", "cg-part")
"""Looks of rows that stand out, and of others."""


def table_html(
    table: Shown,
    pictures: Sequence[str] = (),
    keys: Sequence[str] = (),
    looks: tuple[str, str] = _QUIET,
    pressed: bool = False,
) -> str:
    """Write a table with its title and notes.

    Args:
        table: The table; headings beyond its cells are those of the pictures.
        pictures: HTML of a last cell for each row.
        keys: Metric of each row, for those who look for it.
        looks: Classes of rows that stand out, and of others.
        pressed: Whether the key of a row is chosen by pressing its name.
    """
    # The terminal breaks long headings.
    closed = Speech("en").closed
    titles = [closed(one.replace("-\n", "").replace("\n", " ")) for one in table.headings]
    count = len(table.rows[0][0]) if table.rows else len(titles)
    heads = "".join(
        f'<th scope="col"{" class=num" if table.texts <= place < count else ""}>{escape(one)}</th>'
        for place, one in enumerate(titles)
    )
    body = ""
    for place, (cells, strong) in enumerate(table.rows):
        look = looks[0 if strong else 1]
        body += f'<tr class="{look}"' + (f' data-metric="{keys[place]}">' if keys else ">")
        names = [escape(one) for one in cells[: table.texts]]
        if pressed:
            press = f'<button type="button" class="cg-link" data-pick="{keys[place]}">'
            names[0] = f"{press}{names[0]}</button>"
        body += "".join(f'<th scope="row">{one}</th>' for one in names)
        # Narrow windows show the heading beside each number.
        numbers = zip(titles[table.texts :], cells[table.texts :], strict=False)
        body += "".join(
            f'<td class="num" data-head="{escape(head)}">{escape(one)}</td>'
            for head, one in numbers
        )
        body += (f"<td>{pictures[place]}</td>" if pictures else "") + "</tr>"
    notes = "".join(f'<p class="cg-note">{escape(one)}</p>' for one in table.notes)
    title = f"<h2>{escape(table.title)}</h2>" if table.title else ""
    return (
        f'{title}<div class="cg-scroll"><table class="cg-table">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>{notes}"
    )


def status(frame: Frame, speech: Speech) -> str:
    """Say what the session does, in a sentence or two."""
    if frame.stage == "preparing":
        if frame.town is None or frame.names is None:
            return speech("page.preparing_first")
        return speech(
            "page.preparing",
            town=speech.pick(frame.town.label),
            scenario=speech.pick(frame.names[0]),
            baseline=baseline_label(frame, speech),
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
    """Draw how far the run, or the past being prepared, has come, as a bar."""
    done, months = frame.coming - frame.start, frame.end - frame.start
    if frame.stage == "preparing":
        done, months = frame.done, frame.past
    share = done / months if months > 0 else 0.0
    return f'<span style="width:{100 * min(max(share, 0), 1):.1f}%"></span>'


def tiles(frame: Frame, speech: Speech) -> str:
    """Show a few metrics, large, over the baseline; names while nothing is known."""
    if frame.town is None:
        return ""
    if frame.mine is None or frame.other is None:
        names = "".join(
            f'<div class="cg-tile"><span>{escape(_tile_label(METRICS[name], speech))}</span>'
            f"<b>{NULL}</b></div>"
            for name in TILES
        )
        coming = speech("page.coming", baseline=baseline_label(frame, speech))
        text = escape(speech.joint((about(frame, speech), coming)))
        return f'<div class="cg-tiles">{names}</div><p class="cg-coming">{text}</p>'
    mine, other = frame.mine.latest, frame.other.latest
    costs = [_cost(latest, frame.choice.scale) for latest in (mine, other)]
    more = costs[0] - costs[1]
    price = speech("page.tile_cost", cost=speech.money(more, signed=True))
    price = speech("page.tile_same_cost") if round(more) == 0 else price
    made = "".join(_tile(METRICS[name], mine[name], other[name], price, speech) for name in TILES)
    now, base = (speech.money(cost) for cost in costs)
    note = speech.joint((speech("page.cost", now=now, base=base), about(frame, speech)))
    return f'<div class="cg-tiles">{made}</div><p class="cg-note">{escape(note)}</p>'


def _cost(latest: Mapping[str, float], scale: float) -> float:
    """Find what the levers cost the whole town in yuan a year."""
    return sum(latest[f"cost_{name}"] for name in MEASURES) / scale


def _tile(metric: Metric, now: float, base: float, price: str, speech: Speech) -> str:
    """Show one metric; shares have signs beside the value, other units in labels."""
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
    """Name a metric, with its unit where the value does not show it."""
    plain = metric.unit in ("share", "0-1", "rung 0-5")
    return speech.pick(metric.label) if plain else speech.title(metric)


def difference(value: float, base: float, metric: Metric, speech: Speech) -> str:
    """Write a value minus its baseline, as tables have it; shares in points."""
    if metric.unit == "share":
        return speech.difference(value - base, metric.unit)
    return speech.number(value - base, metric.unit, signed=True)


def about(frame: Frame, speech: Speech) -> str:
    """Write town, scale, and a warning that one seed is one seed."""
    if frame.town is None:
        return ""
    residents = sum(community.residents for community in frame.town.communities)
    return speech(
        "page.about",
        town=speech.pick(frame.town.label),
        residents=speech.count(residents),
        share=speech.percent(frame.choice.scale),
    )


def headline(frame: Frame, speech: Speech) -> str:
    """Show the headline metrics beside the baseline; pressing one charts it."""
    if frame.mine is None or frame.other is None:
        return ""
    names = list(dict.fromkeys([*HEADLINE, frame.metric]))
    rows = []
    for name in names:
        metric, now, base = METRICS[name], frame.mine.latest[name], frame.other.latest[name]
        cells = [speech.number(value, metric.unit) for value in (now, base)]
        change = difference(now, base, metric, speech)
        rows.append(((speech.title(metric), *cells, change), True))
    heads = ("compare.metric", "page.now", "page.base", "compare.difference_column")
    notes = [speech("page.headline_note")]
    table = Shown(speech("page.headline"), [speech(one) for one in heads], rows, notes=notes)
    return table_html(table, keys=names, pressed=True)


def town_map(frame: Frame, speech: Speech) -> str:
    """Draw the communities, coloured by the metric chosen; white if unknown."""
    town = frame.town
    if town is None:
        return ""
    values = frame.places or dict.fromkeys(town.community_ids, math.nan)
    metric = METRICS[frame.metric]
    scale = level_scale(metric, frame.at_start)
    names = {one.id: speech.pick(one.label) for one in town.communities}
    edges = tuple((one.first, one.second) for one in town.adjacency)
    shown = {place: speech.number(value, metric.unit) for place, value in values.items()}
    ground = Ground(names, edges, town.outlines)
    label = speech.pick(metric.label)
    title = speech("list.headed", head=speech("page.map"), text=speech.title(metric))
    bar = scale_bar(scale, metric, speech) if frame.places else ""
    return map_html(title, label, ground, values, shown, scale, speech) + bar


def matters(frame: Frame, speech: Speech) -> str:
    """Show open and closed matters and the backlog, beside the baseline."""
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
    """Show hours of the ten types of actor and the baseline, as bars and figures."""
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
    """Draw a bar as long as a value is, of the most."""
    share = 0.0 if math.isnan(value) or most <= 0 else 100 * value / most
    return f'<span class="cg-bar" style="width:{share:.1f}%;{look}"></span>'


# --- one resident ---


def person(frame: Frame, speech: Speech) -> str:
    """Show who is followed, and what becomes of them in the two towns."""
    one, town = frame.person, frame.town
    if town is None or frame.mine is None:
        return ""
    if one is None:
        return f'<p class="cg-note">{speech.html("page.nobody")}</p>'
    names = {community.id: speech.pick(community.label) for community in town.communities}
    groups = [
        speech.pick(group.label)
        for division, name in zip(DIVISIONS, one.groups, strict=True)
        for group in division.groups
        if group.name == name
    ]
    who = speech(
        "page.person_female" if one.female else "page.person_male",
        age=one.age,
        place=names[one.community],
        groups=speech.commas(groups),
    )
    if one.arrived >= frame.start:
        who = speech.joint((who, speech("page.person_new", month=format_month(one.arrived))))
    lives = (one.mine, one.other)
    rows = []
    for form in FORMS:
        months = (_months(life.months[form.index], speech) for life in lives)
        rows.append(((speech.pick(form.label), *months), True))
    yes, no = speech("page.yes"), speech("page.no")
    label = speech("page.registered")
    rows.append(((label, *(yes if life.registered else no for life in lives)), True))
    for name in ("trust", "efficacy", "belonging"):
        values = (speech.number(getattr(life, name), "0-1") for life in lives)
        rows.append(((speech.pick(METRICS[name].label), *values), True))
    heads = [speech(key) for key in ("page.person_does", "page.now", "page.base")]
    table = table_html(Shown("", heads, rows, notes=[speech("page.person_note")]))
    return f"<p>{escape(who)}</p>{table}{_household(lives, speech)}"


def _months(count: int, speech: Speech) -> str:
    """Say in how many of the last 12 months somebody took part."""
    return speech("page.months_of_12", count=count) if count else NULL


def _household(lives: Sequence[Life], speech: Speech) -> str:
    """Show the matters of a household in the two towns."""
    made = ""
    for key, life in zip(("page.now", "page.base"), lives, strict=True):
        items = "".join(
            "<li>"
            + speech.html(
                "page.person_matter",
                kind=speech.pick(MATTER_KINDS[one.kind].label),
                month=format_month(one.arisen),
                state=speech.inside(speech.pick(STATE_LABELS[STATES[one.state]])),
                level=speech.inside(speech.pick(LEVEL_LABELS[LEVELS[one.level]])),
            )
            + "</li>"
            for one in life.matters
        )
        made += f"<div><h3>{speech.html(key)}</h3><ul>{items or f'<li>{NULL}</li>'}</ul></div>"
    return f'<h3>{speech.html("page.person_matters")}</h3><div class="cg-both">{made}</div>'


# --- parts ---


def answer(frame: Frame, speech: Speech) -> str:
    """Say what is found of the metric that is looked at."""
    metric = METRICS[frame.metric]
    if frame.mine is None or frame.other is None or frame.lines is None:
        return ""
    mine, other = (side.latest[metric.name] for side in (frame.mine, frame.other))
    text = speech(
        "page.answer",
        metric=speech.pick(metric.label),
        now=speech.value(mine, metric.unit),
        base=speech.value(other, metric.unit),
        baseline=baseline_label(frame, speech),
        difference=difference(mine, other, metric, speech),
    )
    return f'<p class="cg-answer-text">{escape(text)}</p>{_range(frame, metric, speech)}'


def meaning(frame: Frame, speech: Speech) -> str:
    """Say what the metric looked at is, in plain words."""
    metric = METRICS[frame.metric]
    means = f"page.means_{metric.name}"
    # What nobody has put into plain words is told as it is declared, which is in English.
    return speech(means) if speech.knows(means) else speech.pick(Label(metric.meaning, ""))


def _range(frame: Frame, metric: Metric, speech: Speech) -> str:
    """Say where the difference lies under other plausible sets, as far as run."""
    if not frame.sets or frame.lines is None:
        return ""
    share = speech.percent(frame.sets_scale)
    ends = frame.bands.get("effect")
    come = len(ends[0]) if ends else 0
    if ends is None or come < len(frame.months):
        text = speech("page.sets_coming", sets=frame.sets, share=share)
        if come:
            month = format_month(frame.months[come - 1])
            text = speech.joint((text, speech("page.sets_so_far", month=month)))
    elif math.isnan(ends[0][-1]):
        return ""
    else:
        low, high = (line[-1] for line in ends)
        digits = speech.digits(metric.unit, low, high)
        low_text, high_text = (speech.number(one, metric.unit, True, digits) for one in (low, high))
        text = speech("page.sets_range", low=low_text, high=high_text, sets=frame.sets, share=share)
    return f'<p class="cg-note cg-sets">{escape(text)}</p>'


def sections(frame: Frame, speech: Speech) -> dict[str, str]:
    """Write the parts of the live view above the chart, by name."""
    return {"tiles": tiles(frame, speech)}


BESIDE = {"where": town_map, "matters": matters, "network": actors, "person": person}
"""What is written and drawn of each view, beside its chart."""
