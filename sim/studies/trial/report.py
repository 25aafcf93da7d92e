"""What trials say, show and draw."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import told
from sim.analysis.intervals import FEWEST, POWER
from sim.analysis.trial import LOG_ODDS, POINTS
from sim.declarations.forms import FORMS
from sim.report.figures import sheet
from sim.report.figures.look import QUIET, STYLES, look, settle, style_of
from sim.report.shown import Row, Shown, records
from sim.studies.analysis import method_of
from sim.words import NULL, Speech
from sim.words.speech import MINUS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Tables = Mapping[str, "pd.DataFrame"]
About = Mapping[str, Any]
_SPREADS = ("housemates", "ties", "others")
_WITHIN = ("itt", "cace")
"""Who is compared within a run, the treated with the rest; all others with their twins."""
_LABELS = {form.name: form.label for form in FORMS}
_LEFT, _RIGHT = -1.1, 2.1
"""What part of the distances from a band is drawn, in its widths."""
_GOOD, _BAD = STYLES[0].colour, STYLES[1].colour
_WIDTHS = (38.0, 36.0, 84.0, 46.0)
_PATTERN_WIDTHS = (46.0, 66.0, 40.0, 72.0, 40.0, 34.0)
_LABEL_COLUMNS = 44


# --- words ---


def form_of(name: str, speech: Speech) -> str:
    """Name a form, or what else is looked at."""
    return speech.pick(_LABELS[name]) if name in _LABELS else speech(f"trial.form.{name}")


def outcome_of(row: Row, speech: Speech) -> str:
    """Name what is looked at, and when; a trial starts in month 1."""
    month, form = int(row["at"]) + 1, form_of(row["form"], speech)
    if row["within"] > 1 and row["form"] != "registered":
        first = month - int(row["within"]) + 1
        return speech("trial.outcome.span", form=form, first=first, month=month)
    return speech("trial.outcome.month", form=form, month=month)


def dose_of(trial: About, speech: Speech) -> str:
    """Say what the treated get."""
    parts = []
    for part in trial["treatment"]:
        kind = next(name for name in ("ask", "visit", "notice", "lever") if part[name] is not None)
        values: dict[str, Any] = {}
        if kind in ("ask", "visit"):
            form = speech.inside(form_of(part["form"], speech))
            values = {"source": speech(f"trial.source.{part[kind]}"), "form": form}
        elif kind == "notice":
            values = {"share": speech.percent(part["notice"])}
        else:
            values = {"lever": speech.lever(part["lever"]), "value": part["value"]}
        text = speech(f"trial.dose.{kind}", **values)
        if part["months"] > 1:
            text = speech("trial.for_months", text=text, months=part["months"])
        parts.append(text)
    return speech.listed(parts) if parts else speech("trial.dose.nothing")


def _points(value: float, speech: Speech) -> str:
    """Write a difference of shares."""
    return speech.difference(value, "share")


def _plain(value: float, signed: bool = False) -> str:
    """Write log-odds, or a ratio."""
    if math.isnan(value):
        return NULL
    shown = round(value, 2) + 0.0
    return f"{shown:{'+' if signed and shown else ''}.2f}".replace("-", MINUS)


def _ends(low: float, high: float, speech: Speech) -> str:
    """Write an interval of a difference of shares."""
    return speech.interval(low, high, "share", signed=True)


def _over(about: About, speech: Speech) -> str:
    """Say over how many seeds."""
    key = "trial.over_seeds" if about["seeds"] > 1 else "trial.over_one"
    return speech(key, seeds=about["seeds"])


def _bars(about: About, speech: Speech) -> str:
    """Say what the bars of figures are."""
    method, few = method_of(about, speech), about["seeds"] < FEWEST
    found = [
        speech("trial.few", over=speech.seeds(about["seeds"]))
        if few
        else speech("trial.bars", method=method)
    ]
    if about["sets"] > 1:
        found.append(speech("trial.bars_sets", sets=about["sets"]))
    return speech.joint(found)


# --- sentences ---


def sentences(tables: Tables, about: About, speech: Speech) -> list[str]:
    """Say what a trial does to whom, what a field trial would find, or which patterns hold."""
    found: list[str] = []
    patterns = records(tables["patterns"])
    if len(about["trials"]) == 1:
        (trial,) = about["trials"]
        rows = _effects(tables, about)
        effect = _effect(rows, trial, about, speech)
        power = [row for row in records(tables["power"]) if row["outcome"] == trial["lead"]]
        plan = _plan(power, speech)
        # A page has room for the first few: what it does, and what a field trial would find.
        found += [*effect[:1], *plan[:1], *effect[1:], *plan[1:]]
    return found + (_held(patterns, about, speech) if patterns else [])


def _effects(tables: Tables, about: About) -> Sequence[Row]:
    """Select what a trial does, intervals only if seeds suffice."""
    return records(told(tables["effects"].assign(seeds=about["seeds"])))


def _effect(rows: Sequence[Row], trial: About, about: About, speech: Speech) -> list[str]:
    """Say what the treatment does to treated, reached, others."""
    lead = {row["who"]: row for row in rows if row["outcome"] == trial["lead"]}
    own = lead["treated"]
    said = {
        "dose": speech.head(dose_of(trial, speech)),
        "scenario": about["scenario"],
        "outcome": outcome_of(own, speech),
    }
    # Those randomised within a run differ by chance even where nothing is done to them.
    paired = [row["difference"] for row in rows if row["who"] not in _WITHIN]
    if not any(abs(difference) > 0 for difference in paired):
        return [speech("trial.unchanged", **said), *_unknown(own, about, speech)]
    found = [
        speech(
            "trial.moved_few" if about["seeds"] < FEWEST else "trial.moved",
            **{**said, "outcome": speech.inside(said["outcome"])},
            without=speech.value(own["rate_without"], "share"),
            with_it=speech.value(own["rate_with"], "share"),
            difference=_points(own["difference"], speech),
            low=speech.number(own["low"], "share", signed=True),
            high=speech.number(own["high"], "share", signed=True),
            method=method_of(about, speech),
            seeds=about["seeds"],
            over=speech.seeds(about["seeds"]),
            log_odds=_plain(own["log_odds"], signed=True),
        ),
        *_unknown(own, about, speech),
    ]
    reached = lead.get("reached")
    if reached is not None and reached["people"] < own["people"]:
        share = speech.percent(reached["people"] / own["people"])
        difference = _points(reached["difference"], speech)
        found.append(speech("trial.reached", share=share, difference=difference))
    spreads = [lead[who] for who in _SPREADS if who in lead and lead[who]["difference"]]
    if spreads:
        parts = speech.commas(_part(row, speech) for row in spreads)
        found.append(speech("trial.spreads", parts=parts))
    else:
        found.append(speech("trial.stays"))
    later = [row for row in rows if row["who"] == "treated" and row["outcome"] != trial["lead"]]
    if later:
        parts = speech.row(_later(row, speech) for row in later)
        found.append(speech("trial.later", parts=parts))
    return found + _as_seen(lead["itt"], speech)


def _unknown(row: Row, about: About, speech: Speech) -> list[str]:
    """Say what sets of parameters say, or that none were run."""
    if not about["sets"]:
        return [speech("trial.no_sets")]
    low, high = (speech.number(row[f"sets_{end}"], "share", signed=True) for end in ("low", "high"))
    return [speech("trial.sets", sets=about["sets"], low=low, high=high)]


def _part(row: Row, speech: Speech) -> str:
    """Say what spreads to some people."""
    who = speech.inside(speech(f"trial.who.{row['who']}"))
    return speech("trial.part", who=who, difference=_told(row, speech))


def _later(row: Row, speech: Speech) -> str:
    """Say what happens later to the treated."""
    outcome = speech.inside(outcome_of(row, speech))
    return speech("trial.later_part", outcome=outcome, difference=_told(row, speech))


def _told(row: Row, speech: Speech) -> str:
    """Write a difference, with its interval where there is one."""
    text = _points(row["difference"], speech)
    if math.isnan(row["low"]):
        return text
    return speech("list.bracketed", text=text, more=_ends(row["low"], row["high"], speech))


def _as_seen(row: Row, speech: Speech) -> list[str]:
    """Say what one trial in the town would see."""
    if math.isnan(row["sd_randomisations"]):
        return []
    error = speech.difference(row["sd_randomisations"], "share", signed=False)
    difference = _points(row["difference"], speech)
    return [speech("trial.as_seen", difference=difference, error=error)]


def _plan(rows: Sequence[Row], speech: Speech) -> list[str]:
    """Say what field trials find: the smallest large enough, or the largest."""
    if not rows:
        return []
    ordered = sorted(rows, key=lambda row: row["units"])
    row = next((one for one in ordered if one["power_formula"] >= POWER), ordered[-1])
    units = speech(f"trial.units.{row['unit']}", units=int(row["units"]))
    found = [
        speech(
            "trial.plan",
            units=units,
            months=int(row["at"]) + 1,
            smallest=speech.difference(row["smallest"], "share", signed=False),
            effect=_points(row["effect"], speech),
            power=speech.percent(row["power"]),
            formula=speech.percent(row["power_formula"]),
        )
    ]
    if not math.isnan(row["clustering"]):
        found.append(
            speech(
                "trial.plan_clusters",
                clustering=f"{row['clustering']:.3f}".replace("-", MINUS),
                people=row["people"],
                inflation=row["design_effect"],
            )
        )
    if row["bias"]:
        found.append(speech("trial.plan_bias", bias=_points(row["bias"], speech)))
    return found


def _held(rows: Sequence[Row], about: About, speech: Speech) -> list[str]:
    """Say how many published results hold, and which do not."""
    parts = {use: [row for row in rows if row["use"] == use] for use in ("target", "held_out")}
    held = {use: sum(bool(row["holds"]) for row in own) for use, own in parts.items()}
    found = [
        speech(
            "trial.count",
            held=sum(held.values()),
            all=len(rows),
            targets=held["target"],
            all_targets=len(parts["target"]),
            outs=held["held_out"],
            all_outs=len(parts["held_out"]),
            over=_over(about, speech),
            scale=about["scale"],
        )
    ]
    failed = [
        speech(
            "trial.failed",
            label=label_of(row, speech),
            model=value_of(row["model"], row, speech),
            low=value_of(row["low"], row, speech),
            high=value_of(row["high"], row, speech),
        )
        for row in rows
        if not row["holds"]
    ]
    return [*found, *([speech("trial.fails", names=speech.row(failed))] if failed else [])]


def label_of(row: Row, speech: Speech) -> str:
    """Name a published trial, and what its figure is."""
    return speech(f"trial.quantity.{row['quantity']}", text=speech.column(row, "label"))


def value_of(value: float, row: Row, speech: Speech) -> str:
    """Write a figure of a published trial, in its unit."""
    if row["quantity"] == POINTS:
        return speech.number(value, "share", signed=True)
    return _plain(value, row["quantity"] == LOG_ODDS)


# --- tables ---


def shown(tables: Tables, about: About, speech: Speech) -> list[Shown]:
    """Show effects and power of a single trial, and published results."""
    found: list[Shown] = []
    if len(about["trials"]) == 1:
        (trial,) = about["trials"]
        found.append(_shown_effects(_effects(tables, about), trial, about, speech))
        power = records(tables["power"])
        found += [_shown_power(power, speech)] if power else []
    patterns = _patterns(tables, about)
    return [*found, *([_shown_patterns(patterns, speech)] if patterns else [])]


def _title(trial: About, about: About, speech: Speech) -> str:
    """Write above table and figure of effects."""
    dose = speech.head(dose_of(trial, speech))
    return speech("trial.effects_title", dose=dose, scenario=about["scenario"])


def _heads(speech: Speech, *names: str) -> list[str]:
    """Write headings of columns."""
    return [speech(f"trial.{name}") for name in names]


def _shown_effects(rows: Sequence[Row], trial: About, about: About, speech: Speech) -> Shown:
    """Show what each outcome comes to, for whom."""
    heads = ("outcome", "group", "people", "without", "with", "difference", "interval")
    more = (*(("over_sets",) if about["sets"] else ()), "log_odds")
    made = []
    for row in rows:
        cells = [
            outcome_of(row, speech),
            speech(f"trial.who.{row['who']}"),
            f"{row['people']:,.0f}",
            speech.number(row["rate_without"], "share"),
            speech.number(row["rate_with"], "share"),
            speech.number(row["difference"], "share", signed=True),
            _ends(row["low"], row["high"], speech),
            *([_ends(row["sets_low"], row["sets_high"], speech)] if about["sets"] else []),
            _plain(row["log_odds"], signed=True),
        ]
        made.append((cells, row["who"] == "treated"))
    return Shown(_title(trial, about, speech), _heads(speech, *heads, *more), made, texts=2)


def _shown_power(rows: Sequence[Row], speech: Speech) -> Shown:
    """Show what field trials of several sizes find."""
    heads = ("outcome", "units", "each", "effect", "clustering", "power", "formula", "smallest")
    made = []
    for row in rows:
        known = not math.isnan(row["clustering"])
        cells = [
            outcome_of(row, speech),
            speech(f"trial.units.{row['unit']}", units=int(row["units"])),
            f"{row['people']:,.0f}",
            speech.number(row["effect"], "share", signed=True),
            f"{row['clustering']:.3f}".replace("-", MINUS) if known else NULL,
            speech.percent(row["power"]),
            speech.percent(row["power_formula"]),
            speech.number(row["smallest"], "share"),
        ]
        made.append((cells, row["power_formula"] >= POWER))
    return Shown(speech("trial.power_title"), _heads(speech, *heads), made)


def _patterns(tables: Tables, about: About) -> Sequence[Row]:
    """Select published results beside the model, intervals only if seeds suffice."""
    rows = tables["patterns"]
    if rows.empty:
        return []
    return records(told(rows.assign(seeds=about["seeds"]), "model_low", "model_high"))


def _patterns_title(rows: Sequence[Row], speech: Speech) -> str:
    """Write above table and figure of published results."""
    held = sum(bool(row["holds"]) for row in rows)
    return speech("trial.patterns_title", held=held, all=len(rows))


def _interval_of(row: Row, name: str, speech: Speech) -> str:
    """Write an interval of the model, in the unit of the pattern."""
    ends = [value_of(row[f"{name}_{end}"], row, speech) for end in ("low", "high")]
    return NULL if NULL in ends else f"{ends[0]} … {ends[1]}"


def _pattern_cells(row: Row, speech: Speech) -> list[str]:
    """Write published figure, what it allows, model, sets, its use and verdict."""
    return [
        value_of(row["published"], row, speech),
        f"{value_of(row['low'], row, speech)} … {value_of(row['high'], row, speech)}",
        value_of(row["model"], row, speech),
        _interval_of(row, "model", speech),
        _interval_of(row, "sets", speech),
        f"{row['holds_in']}/{row['sets']}" if row["sets"] else NULL,
        speech(f"trial.use.{row['use']}"),
        speech(f"trial.verdict.{'yes' if row['holds'] else 'no'}"),
    ]


def _shown_patterns(rows: Sequence[Row], speech: Speech) -> Shown:
    """Show published results and model; failures stand out."""
    heads = ("pattern", "published", "band", "model", "interval", "over_sets", "holds_in", "use")
    cells = [
        ([label_of(row, speech), *_pattern_cells(row, speech)], not row["holds"]) for row in rows
    ]
    return Shown(_patterns_title(rows, speech), _heads(speech, *heads, "holds"), cells)


# --- figures ---


def figures(tables: Tables, about: About, speech: Speech) -> dict[str, "Figure"]:
    """Draw effects by who, power by units, and published results, as there are."""
    found = {"effects": effects_figure(_effects(tables, about), about, speech)}
    power, patterns = records(tables["power"]), _patterns(tables, about)
    if power:
        found["power"] = power_figure(power, speech)
    if patterns:
        found["patterns"] = patterns_figure(patterns, about, speech)
    return found


def effects_figure(rows: Sequence[Row], about: About, speech: Speech) -> "Figure":
    """Draw outcomes by group of people; of several trials, the treated."""
    common = {"over": _over(about, speech), "bars": _bars(about, speech), "scale": about["scale"]}
    lines: list[tuple[str, Row | None]] = []
    if len(about["trials"]) > 1:
        rows = [row for row in rows if row["who"] == "treated"]
        title, caption = speech("trial.several_title"), speech("trial.several_caption", **common)
        for row in rows:
            text = speech("list.headed", head=row["trial"], text=outcome_of(row, speech))
            lines.append((sheet.wrapped(text, 2 * _LABEL_COLUMNS), row))
    else:
        (trial,) = about["trials"]
        title = sheet.wrapped(_title(trial, about, speech), 110)
        caption = speech(
            "trial.effects_caption",
            **common,
            units=speech(f"trial.unit.{trial['unit']}"),
            share=speech.percent(trial["share"]),
            randomisations=trial["randomisations"],
        )
        lines = _lines(rows, speech)
    figure, axes = sheet.forest_sheet(len(lines), title, caption)
    with look():
        for line, (_, drawn) in enumerate(lines):
            if drawn is not None:
                _effect_line(axes, line, drawn, speech)
        axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
        heads = _heads(speech, "without", "with", "over_sets", "log_odds")
        labels = [label for label, _ in lines]
        sheet.frame(axes, labels, _room(rows), speech("compare.points"), heads, _WIDTHS)
        settle(figure)
    return figure


def _lines(rows: Sequence[Row], speech: Speech) -> list[tuple[str, Row | None]]:
    """List a heading for each outcome, then its groups of people."""
    found: list[tuple[str, Row | None]] = []
    before = ""
    for row in rows:
        if row["outcome"] != before:
            found.append((outcome_of(row, speech), None))
        found.append((speech(f"trial.who.{row['who']}"), row))
        before = row["outcome"]
    return found


def _room(rows: Sequence[Row]) -> tuple[float, float]:
    """Choose the axis: all means and intervals over sets, most of the others."""
    known = [
        100 * row[name]
        for row in rows
        for name in ("difference", "sets_low", "sets_high")
        if not math.isnan(row[name])
    ]
    low, high = min([0.0, *known]), max([0.0, *known])
    wide = max(high - low, 0.1)
    return low - 0.35 * wide, high + 0.35 * wide


def _effect_line(axes: "Axes", line: int, row: Row, speech: Speech) -> None:
    """Draw a difference with its intervals, and the numbers."""
    wide = None if math.isnan(row["sets_low"]) else (row["sets_low"], row["sets_high"])
    seen = row["who"] in _WITHIN
    point = sheet.FigurePoint(
        1 if seen else 0, row["difference"], row["low"], row["high"], not seen, wide
    )
    sheet.draw_point(axes, point, line, 100.0)
    cells = (
        speech.number(row["rate_without"], "share"),
        speech.number(row["rate_with"], "share"),
        _ends(row["sets_low"], row["sets_high"], speech),
        _plain(row["log_odds"], signed=True),
    )
    for place, text in enumerate(cells):
        sheet.cell(axes, place, line, text, widths=_WIDTHS)


def power_figure(rows: Sequence[Row], speech: Speech) -> "Figure":
    """Draw the power of field trials by size, a curve an outcome."""
    from matplotlib.lines import Line2D

    names = list(dict.fromkeys((row["trial"], row["outcome"]) for row in rows))
    several = len({trial for trial, _ in names}) > 1
    handles: list[Any] = []
    curves = []
    for index, name in enumerate(names):
        own = [row for row in rows if (row["trial"], row["outcome"]) == name]
        style, text = style_of(index), outcome_of(own[0], speech)
        label = speech("list.headed", head=name[0], text=text) if several else text
        handles.append(
            Line2D(
                [], [], color=style.colour, ls=style.line, marker=style.marker, ms=4, label=label
            )
        )
        curves.append((style, sorted(own, key=lambda row: row["units"])))
    unit = speech.listed(dict.fromkeys(speech(f"trial.unit.{row['unit']}") for row in rows))
    caption = speech("trial.power_caption", unit=unit)
    with look():
        figure = sheet.new_sheet(2.6, caption, handles, title=speech("trial.power_title"))
        axes = figure.add_subplot()
        axes.axhline(100 * POWER, color=QUIET, lw=0.7, ls="--", zorder=1)
        for style, own in curves:
            units = [row["units"] for row in own]
            axes.plot(
                units,
                [100 * row["power_formula"] for row in own],
                color=style.colour,
                ls=style.line,
            )
            axes.plot(
                units,
                [100 * row["power"] for row in own],
                color=style.colour,
                marker=style.marker,
                ms=4,
                ls="",
            )
        sizes = sorted({int(row["units"]) for row in rows})
        axes.set_xscale("log")
        axes.minorticks_off()
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        axes.set_ylim(0, 103)
        axes.set_xlabel(speech("trial.axis_units"))
        axes.set_ylabel(speech("trial.axis_power"))
        settle(figure)
    return figure


def patterns_figure(rows: Sequence[Row], about: About, speech: Speech) -> "Figure":
    """Draw every published result on the scale of what it allows."""
    caption = speech(
        "trial.patterns_caption",
        over=_over(about, speech),
        bars=_bars(about, speech),
        scale=about["scale"],
    )
    figure, axes = sheet.forest_sheet(len(rows), _patterns_title(rows, speech), caption)
    with look():
        for line, row in enumerate(rows):
            _pattern_line(axes, line, row, speech)
        labels = [sheet.wrapped(label_of(row, speech), _LABEL_COLUMNS) for row in rows]
        heads = _heads(speech, "published", "band", "model", "over_sets", "use", "holds")
        sheet.frame(
            axes, labels, (_LEFT, _RIGHT), speech("trial.axis_band"), heads, _PATTERN_WIDTHS
        )
        settle(figure)
    return figure


def _pattern_line(axes: "Axes", line: int, row: Row, speech: Speech) -> None:
    """Draw what a published result allows, the model, the numbers."""

    def place(value: float) -> float:
        found = (value - row["low"]) / (row["high"] - row["low"])
        return math.nan if math.isnan(value) else min(max(found, _LEFT), _RIGHT)

    axes.barh(line, 1, height=0.66, color=sheet.BAND, zorder=1)
    colour = _GOOD if row["holds"] else _BAD
    for low, high, width, alpha in (
        ("sets_low", "sets_high", 4.2, 0.35),
        ("model_low", "model_high", 1.4, 1.0),
    ):
        ends = [place(row[low]), place(row[high])]
        axes.plot(ends, [line] * 2, color=colour, lw=width, alpha=alpha, solid_capstyle="butt")
    axes.plot([place(row["published"])], [line], "|", ms=8, color="black", zorder=3)
    axes.plot(
        [place(row["model"])],
        [line],
        "o",
        ms=4.2,
        color=colour,
        mfc=colour if row["holds"] else "white",
        zorder=4,
        clip_on=False,
    )
    published, band, model, _, sets, _, use, holds = _pattern_cells(row, speech)
    for column, text in enumerate((published, band, model, sets, use, holds)):
        sheet.cell(axes, column, line, text, "black" if row["holds"] else _BAD, _PATTERN_WIDTHS)
