"""What an answer to why says, shows and draws; and the story of one resident."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import is_clear, told
from sim.analysis.intervals import FEWEST, intervals_of
from sim.analysis.why import REMAINDER, TOTAL, channel_label
from sim.calendar import first_day, parse_month
from sim.declarations.channels import ALL_CHANNELS
from sim.declarations.forms import DEEP_FORMS, FORMS
from sim.declarations.matters import KINDS
from sim.declarations.metrics import METRICS
from sim.report.compare import sureness
from sim.report.figures.look import QUIET, STYLES, look, scaling, settle, style_of
from sim.report.figures.sheet import new_sheet, set_months, wrapped
from sim.report.shown import Shown, records
from sim.runs.paths import SIDES
from sim.studies.analysis import method_of, narrow_note
from sim.studies.runs import luck_head, over_sets, sets_cells, sets_heads, sets_remark
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


# --- The story of one resident in two runs, in words

_FORMS = {form.name: form for form in FORMS}
_KINDS = {kind.name: kind for kind in KINDS}
_DEEP = {FORMS[form].name for form in DEEP_FORMS}


def story_sentences(story: "pd.DataFrame", about: Mapping[str, Any], speech: Speech) -> list[str]:
    """Tell who it is and why, what differs from when on, where it leads."""
    rows = records(story)
    first = rows[0]
    told = about["story"]
    who = speech(
        "story.woman" if first["female"] else "story.man",
        resident=first["resident"],
        age=first["age"],
        place=speech.pair(told["places"][first["community"]]),
        traits=speech.commas(_traits(first, speech)),
    )
    found = [speech.joint((who, speech(f"story.{told['how']}", others=f"{told['others']:,}")))]
    texts = _texts(rows, speech)
    parts = [place for place, (one, other) in enumerate(texts) if one != other]
    names = {"baseline": about["baseline"], "scenario": about["scenario"]}
    if not parts:
        return [*found, speech("story.same", **names)]
    place = parts[0]
    found.append(
        speech(
            "story.parts",
            month=rows[place]["month"],
            count=len(parts),
            months=len(rows),
            did=texts[place][1] or speech("story.nothing"),
            would=texts[place][0] or speech("story.nothing"),
            **names,
        )
    )
    ends = [_end(rows, side, speech) for side in SIDES]
    return [*found, speech("story.end", did=ends[1], would=ends[0], **names)]


def _traits(row: Mapping[str, Any], speech: Speech) -> list[str]:
    """Say what somebody is."""
    keys = ["migrant" if row["migrant"] else "local", "owner" if row["owner"] else "tenant"]
    keys += [name for name in ("party", "vulnerable") if row[name]]
    return [speech(f"story.{key}") for key in keys]


def _end(rows: Sequence[Mapping[str, Any]], side: str, speech: Speech) -> str:
    """Say how a run leaves somebody: months of taking part, register, trust."""
    last = [row for row in rows if row["arrived"] == rows[0]["arrived"]][-1]
    months = sum(
        bool(_DEEP & set(_text(row[f"{side}_took"]).split(";")))
        for row in rows
        if row["arrived"] == rows[0]["arrived"]
    )
    registered = "registered" if last[f"{side}_registered"] else "unregistered"
    return speech(
        "story.ends",
        months=months,
        registered=speech(f"story.{registered}"),
        trust=speech.number(last[f"{side}_trust"], "0-1"),
    )


def _texts(rows: Sequence[Mapping[str, Any]], speech: Speech) -> list[tuple[str, str]]:
    """Say what happened each month in either run, empty for nothing."""
    found, before = [], rows[0]
    for row in rows:
        new = row["arrived"] != before["arrived"]
        both = [_month(row, None if new else before, side, speech) for side in SIDES]
        if new:
            both = [
                speech.row(one for one in (speech("story.moved"), text) if one) for text in both
            ]
        found.append((both[0], both[1]))
        before = row
    return found


def _month(
    row: Mapping[str, Any], before: Mapping[str, Any] | None, side: str, speech: Speech
) -> str:
    """Say what happened in a month of one run."""

    def of(name: str, which: Mapping[str, Any] = row) -> Any:
        return which[f"{side}_{name}"]

    parts = [speech("story.visited")] if of("visited") else []
    asks: dict[str, list[str]] = {}
    for ask in filter(None, _text(of("asked")).split(";")):
        form, source = ask.split(":")
        asks.setdefault(source, []).append(_form(form, speech))
    parts += [
        speech("story.asked", source=speech(f"trial.source.{source}"), forms=speech.commas(forms))
        for source, forms in asks.items()
    ]
    took = [_form(form, speech) for form in filter(None, _text(of("took")).split(";"))]
    if took:
        parts.append(speech("story.took", forms=speech.commas(took)))
    if before is not None and of("registered") != of("registered", before):
        parts.append(speech("story.joined" if of("registered") else "story.left"))
    if _text(of("matter")):
        kind = speech.inside(speech.pick(_KINDS[of("matter")].label))
        parts.append(speech("story.matter", kind=kind))
    if of("outcome"):
        parts.append(speech("story.resolved" if of("outcome") > 0 else "story.neglected"))
    return speech.row(parts)


def _text(value: object) -> str:
    """Read a text; a table from a file has none where empty."""
    return value if isinstance(value, str) else ""


def _form(name: str, speech: Speech) -> str:
    """Name a form inside a sentence."""
    return speech.inside(speech.pick(_FORMS[name].label))


def story_shown(story: "pd.DataFrame", about: Mapping[str, Any], speech: Speech) -> Shown:
    """Show each month; months in which the runs differ stand out."""
    rows = records(story)
    cells = []
    for row, (one, other) in zip(rows, _texts(rows, speech), strict=True):
        if one or other:
            trust = (speech.number(row[f"{side}_trust"], "0-1") for side in SIDES)
            cells.append(((row["month"], one or NULL, other or NULL, *trust), one != other))
    names = [about[side] for side in SIDES]
    heads = [speech("story.month"), *names]
    heads += [speech("story.trust", name=name) for name in names]
    title = speech("story.heading", resident=rows[0]["resident"])
    return Shown(title, heads, cells, texts=3, notes=[speech("story.note")])


# --- What an answer to why says, shows and draws

MOST_NAMED = 3
"""Channels that a sentence names."""
_BODY_INCHES = 3.1
_MOST_LINES = len(STYLES) - 1
_REST = "rest"
_PART, _LEFT, _WHOLE = STYLES[0].colour, "#999999", "#333333"


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[str]:
    """Say who differs since when, through what first, and what the effect goes through."""
    channels = tables["channels"]
    total = channels[channels["channel"] == TOTAL].iloc[0]
    if not total["people"]:
        found = [speech("why.nobody", **about)]
    else:
        found = [
            speech(
                "why.count",
                **about,
                share=f"{100 * total['share']:.1f}",
                people=f"{total['people']:,.0f}",
                month=total["first_month"],
                more=f"{100 * total['more']:.0f}",
            ),
            speech("why.first", parts=_first(channels, speech)),
        ]
    if "decomposition" in tables and len(tables["decomposition"]):
        parts = tables["decomposition"]
        found.append(_effect(parts, about, speech))
        found += over_sets(records(parts)[-1], METRICS[about["metric"]].unit, speech)
    if "story" in tables:
        found += story_sentences(tables["story"], about, speech)
    return found + narrow_note(about, speech)


def name_of(channel: str, speech: Speech) -> str:
    """Name a channel inside a sentence."""
    return speech.inside(speech.pick(channel_label(channel)))


def _first(channels: "pd.DataFrame", speech: Speech) -> str:
    """Name the channels through which most paths part first."""
    rows = channels[(channels["channel"] != TOTAL) & (channels["people"] > 0)]
    rows = rows.sort_values("people", ascending=False, kind="stable").iloc[:MOST_NAMED]
    return speech.row(
        speech("why.first_part", name=name_of(name, speech), share=speech.percent(part))
        for name, part in zip(rows["channel"], rows["part"], strict=True)
    )


def _effect(table: "pd.DataFrame", about: Mapping[str, Any], speech: Speech) -> str:
    """Say the whole effect, the leading channels, and what remains."""
    rows = told(table).set_index("channel")
    total: Any = rows.loc[TOTAL]
    remainder: Any = rows.loc[REMAINDER]
    unit = METRICS[about["metric"]].unit
    few = about["seeds"] < FEWEST
    text = _whole({**total.to_dict(), "metric": about["metric"]}, about, speech)
    parts = rows.drop(index=[TOTAL, REMAINDER])
    sure = parts[parts["verdict"].map(is_clear) | few]
    sure = sure[sure["effect"] != 0]
    order = sure["effect"].abs().sort_values(ascending=False, kind="stable").index[:MOST_NAMED]
    listed = speech.row(
        f"{name_of(str(name), speech)} {_interval(sure.loc[name], unit, speech)}" for name in order
    )
    if few and listed:
        text += speech("why.shares_few", parts=listed)
    else:
        text += speech("why.shares", parts=listed) if listed else speech("why.unsure")
    rest = _interval(remainder, unit, speech)
    return text + speech("why.remains", remainder=rest, count=len(parts))


def _whole(total: Mapping[str, Any], about: Mapping[str, Any], speech: Speech) -> str:
    """Say the whole effect, and how sure it is; without a full stop."""
    unit = METRICS[about["metric"]].unit
    digits = speech.digits(unit, total["low"], total["high"])
    effect = speech.difference(total["effect"], unit, True, digits)
    text = speech("why.whole", metric=speech.metric(about["metric"]), effect=effect)
    return text + sureness(total, 1, about.get("interval", "t"), speech)


def _interval(row: Any, unit: str, speech: Speech) -> str:
    """Write an effect with its interval, if it has one."""
    digits = speech.digits(unit, row["low"], row["high"])
    value, low, high = (
        speech.number(row[key], unit, True, digits) for key in ("effect", "low", "high")
    )
    if NULL in (low, high):
        return value
    return speech("why.interval", value=value, low=low, high=high)


def shown(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[Shown]:
    """Show people and effect by channel."""
    metric = METRICS[about["metric"]]
    counts = tables["channels"].set_index("channel")
    parts = tables.get("decomposition")
    divided = parts is not None and len(parts) > 0
    effects = (
        {} if parts is None else {row["channel"]: row for row in told(parts).to_dict("records")}
    )
    names = [name for name in (*counts.index, *effects) if name != TOTAL]
    headings = [speech(f"why.{name}") for name in ("channel", "number", "part")]
    if divided:
        headings += [
            speech("why.effect", metric=speech.title(metric)),
            *sets_heads(about, speech),
            luck_head(about, speech),
            speech("compare.verdict"),
        ]
    rows = []
    for name in (*dict.fromkeys(names), TOTAL):
        people, part = NULL, NULL
        if name in counts.index:
            people = f"{counts['people'][name]:,.1f}"
            part = speech.number(counts["part"][name], "share")
        cells = [speech.pick(channel_label(name)), people, part]
        row = effects.get(name)
        if divided:
            cells += _cells(row, about, metric.unit, speech)
        stands_out = name == TOTAL or row is None or is_clear(row["verdict"])
        if name in effects or people not in (NULL, "0.0"):
            rows.append((tuple(cells), stands_out))
    notes = sets_remark(about, speech) if divided else []
    found = [Shown(speech("why.heading", **about), headings, rows, notes=notes)]
    if "story" in tables:
        found.append(story_shown(tables["story"], about, speech))
    return found


def _cells(
    row: Mapping[Any, Any] | None, about: Mapping[str, Any], unit: str, speech: Speech
) -> list[str]:
    """Write effect, interval and verdict of a channel; nothing where it has no switch."""
    heads = sets_heads(about, speech)
    if row is None:
        return [NULL] * (3 + len(heads))
    return [
        speech.number(row["effect"], unit, True, speech.digits(unit, row["low"], row["high"])),
        *(sets_cells(row, unit, speech) if heads else ()),
        speech.interval(row["low"], row["high"], unit, signed=True),
        speech(f"compare.verdicts.{row['verdict']}"),
    ]


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> dict[str, "Figure"]:
    """Draw paths that part, and beside them the parts of the effect."""
    return {"why": why_figure(tables, about, speech)}


def why_figure(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> "Figure":
    """Draw first differences by channel, summed over months, and the decomposition."""
    parts = tables.get("decomposition")
    divided = parts is not None and len(parts) > 0
    text = speech("why.caption", left=speech("why.left") if divided else "", **about)
    text = text[:1].upper() + text[1:]
    method = method_of(about, speech)
    text += speech("why.band", method=method) if about["seeds"] >= FEWEST else ""
    text += speech("why.caption_parts", method=method, **about) if divided else ""
    with look():
        figure = new_sheet(_BODY_INCHES, text, gaps=(0.02, 0.04))
        grid = figure.add_gridspec(1, 2 if divided else 1, width_ratios=[1.1, 1][: 1 + divided])
        axes = figure.add_subplot(grid[0])
        _lines(axes, tables["paths"], tables["channels"], about, speech)
        axes.set_title(wrapped(speech("why.people"), 64))
        if divided:
            assert parts is not None
            axes = figure.add_subplot(grid[1])
            _bars(axes, parts, speech)
            title = speech("why.parts", metric=speech.metric(about["metric"]))
            axes.set_title(wrapped(title, 64))
        settle(figure)
    return figure


def drawn_channels(channels: "pd.DataFrame") -> tuple[str, ...]:
    """List channels with their own line, those of most people first."""
    rows = channels[(channels["channel"] != TOTAL) & (channels["people"] > 0)]
    rows = rows.sort_values("people", ascending=False, kind="stable")
    names = tuple(rows["channel"])
    return names if len(names) <= len(STYLES) else names[:_MOST_LINES]


def _cumulated(
    paths: "pd.DataFrame", names: Sequence[str], about: Mapping[str, Any]
) -> NDArray[np.float64]:
    """Sum per cent of people by channel: shape (channels, seeds, months)."""
    seeds, start = list(about["persons"]), int(about["start"])
    counts = np.zeros((len(names), len(seeds), int(about["end"]) - start))
    place = {name: index for index, name in enumerate(names)}
    row = {int(seed): index for index, seed in enumerate(seeds)}
    last = place.get(_REST)
    for channel, seed, month in zip(paths["channel"], paths["seed"], paths["month"], strict=True):
        line = place.get(channel, last)
        if line is not None:
            counts[line, row[int(seed)], parse_month(month) - start] += 1
    persons = np.array([max(int(about["persons"][seed]), 1) for seed in seeds])
    shares: NDArray[np.float64] = 100.0 * counts.cumsum(axis=2) / persons[:, None]
    return shares


def _lines(
    axes: "Axes",
    paths: "pd.DataFrame",
    channels: "pd.DataFrame",
    about: Mapping[str, Any],
    speech: Speech,
) -> None:
    """Draw a line with its band for each channel."""
    from matplotlib import dates

    make: Any = dates
    own = drawn_channels(channels)
    names = [*own, _REST] if len(own) < int((channels["people"] > 0).sum()) - 1 else [*own]
    shares = _cumulated(paths, names, about)
    months: list[dt.datetime] = [
        first_day(month) for month in range(int(about["start"]), int(about["end"]))
    ]
    at: Any = make.date2num(months)
    for index, name in enumerate(names):
        style = style_of(index)
        found = intervals_of(shares[index], about.get("interval", "t"))
        if about["seeds"] >= FEWEST:
            axes.fill_between(at, found.low, found.high, color=style.colour, alpha=0.2, lw=0)
        step = max(6, len(months) // 6)
        label = speech("why.rest") if name == _REST else speech.pick(channel_label(name))
        axes.plot(
            at,
            found.mean,
            color=style.colour,
            ls=style.line,
            marker=style.marker,
            ms=3,
            markevery=(index % step, step),
            label=label,
        )
    set_months(axes, speech)
    axes.set_ylim(0, max(1e-9, 1.05 * axes.dataLim.y1) if names else 1)
    axes.set_ylabel(speech("why.people_axis"))
    axes.grid(axis="y", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    if names:
        axes.legend(frameon=False, fontsize=6.6, handlelength=3.2, loc="upper left")


def _bars(axes: "Axes", table: "pd.DataFrame", speech: Speech) -> None:
    """Draw a bar for each channel, for what remains and for the whole."""
    unit = str(table["unit"].iloc[0])
    factor = scaling(unit)
    rows = told(table).to_dict("records")
    for line, row in enumerate(rows):
        sure = is_clear(row["verdict"])
        name = row["channel"]
        colour = {TOTAL: _WHOLE, REMAINDER: _LEFT}.get(name, _PART)
        axes.barh(
            line,
            factor * row["effect"],
            height=0.66,
            color=colour if sure else "white",
            edgecolor=colour,
            lw=0.7,
            hatch=None if sure else "////",
            zorder=2,
        )
        axes.plot(
            [factor * row["low"], factor * row["high"]],
            [line, line],
            color="black",
            lw=1.1,
            marker="|",
            ms=4,
            zorder=3,
        )
        axes.annotate(
            speech.number(row["effect"], unit, signed=True),
            (1, line),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=6.4,
            zorder=4,
        )
    low, high = axes.get_xlim()
    # Room on the right for the numbers.
    axes.set_xlim(min(low, 0), high + 0.25 * (high - min(low, 0)))
    axes.axvline(0, color=QUIET, lw=0.6, zorder=1)
    labels = [
        speech.pick(channel_label(row["channel"]))
        if row["channel"] in (*ALL_CHANNELS, REMAINDER, TOTAL)
        else row["channel"]
        for row in rows
    ]
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.axhline(len(labels) - 1.5, color="#999999", lw=0.6, zorder=0)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    axes.locator_params(axis="x", nbins=5)
    axes.set_xlabel(speech("compare.points") if unit == "share" else speech.unit(unit), labelpad=1)
