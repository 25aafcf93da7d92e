"""What an attribution says, shows and draws."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.analysis.attribution import TOTAL
from sim.analysis.compare import TOO_FEW, is_clear, told
from sim.analysis.intervals import FEWEST
from sim.declarations.metrics import METRICS
from sim.declare import MEASURES
from sim.report.compare import moved_sentence
from sim.report.figures.look import QUIET, STYLES, look, scaling, settle
from sim.report.figures.sheet import new_panels, new_sheet, wide_of, wrapped
from sim.report.shown import Row, Shown, records
from sim.studies.analysis import method_of, narrow_note
from sim.studies.runs import luck_head, over_sets, sets_cells, sets_heads, sets_remark
from sim.words import NULL, Speech
from sim.words.speech import PURE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_METRICS = 4
"""Metrics whose tables are shown; all of them are in the file."""
MOST_PANELS = 9
_PANELS_A_ROW = 3
_PANEL_INCHES = 1.72
_TITLE_COLUMNS = 40
_PART, _WHOLE = STYLES[0].colour, "#9A9A9A"


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[str]:
    """Say what was found of the first metric: two to four sentences."""
    effects = records(told(tables["attribution"]))
    total = next(row for row in effects if row["measure"] == TOTAL)
    parts = [row for row in effects if row["measure"] != TOTAL]
    rows = [row for row in parts if row["metric"] == total["metric"]]
    tests = sum(bool(row["differs"]) for row in parts)
    over = over_sets(total, METRICS[total["metric"]].unit, speech)
    found = [_total(total, about, speech), *over, _leading(rows, tests, speech)]
    pairs = records(told(tables["interactions"]))
    found += _pair([row for row in pairs if row["metric"] == total["metric"]], speech)
    found += _cheapest(rows, speech)
    found += _same_in_both(parts, speech)
    return found + narrow_note(about, speech)


def _total(row: Row, about: Row, speech: Speech) -> str:
    """Say what the whole scenario does."""
    names = {name: about[name] for name in ("scenario", "baseline")}
    effect = {**row, "difference": row["effect"]}
    return moved_sentence(effect, names, 1, about.get("interval", "t"), speech)


def _name(measure: str, speech: Speech) -> str:
    """Name a measure inside a sentence."""
    return speech.inside(speech(f"player.{measure}"))


def _leading(rows: Sequence[Row], tests: int, speech: Speech) -> str:
    """Say which measures account for most; with few seeds none is told from chance."""
    few = any(row["seeds"] < FEWEST for row in rows)
    sure = [row for row in rows if row["effect"] != 0 and (is_clear(row["verdict"]) or few)]
    if not sure:
        return speech("attribution.nobody", tests=tests)
    largest = sorted(sure, key=lambda row: -abs(row["effect"]))[:3]
    return speech(
        "attribution.leading_few" if few else "attribution.leading",
        parts=speech.row(_part(row, speech) for row in largest),
    )


def _part(row: Row, speech: Speech) -> str:
    """Say one measure's part, with its interval where it has one."""
    digits = speech.digits(row["unit"], row["low"], row["high"])
    value, low, high = (
        speech.number(row[key], row["unit"], True, digits) for key in ("effect", "low", "high")
    )
    name = _name(row["measure"], speech)
    if NULL in (low, high):
        return f"{name} {value}"
    return speech("value.part", name=name, value=value, low=low, high=high)


def _pair(rows: Sequence[Row], speech: Speech) -> list[str]:
    """Say what the strongest interaction is, if any; nothing with few seeds."""
    if not any(row["seeds"] >= FEWEST for row in rows):
        return []
    sure = [row for row in rows if is_clear(row["verdict"])]
    if not sure:
        return [speech("attribution.no_pair")]
    row = max(sure, key=lambda row: abs(row["interaction"]))
    way = "more" if row["interaction"] > 0 else "less"
    digits = speech.digits(row["unit"], row["low"], row["high"])
    ends = [speech.number(row[end], row["unit"], True, digits) for end in ("low", "high")]
    return [
        speech(
            f"attribution.pair_{way}" if NULL not in ends else f"attribution.pair_{way}_exact",
            first=speech.head(_name(row["first"], speech)),
            second=_name(row["second"], speech),
            effect=speech.difference(row["interaction"], row["unit"], True, digits),
            low=ends[0],
            high=ends[1],
        )
    ]


def step_of(row: Row, speech: Speech) -> str:
    """Say what a cost is per."""
    if row["unit"] == "share":
        return speech("value.point")
    if row["unit"] in PURE:
        return speech("value.step", step=row["step"])
    return speech("value.step_unit", step=row["step"], unit=speech.unit(row["unit"]))


def _cheapest(rows: Sequence[Row], speech: Speech) -> list[str]:
    """Name the measure that moves it at least cost, of those that cost and surely move it.

    Only measures that move it the way it moves as a whole compete.
    """
    way = _way(rows)
    priced = [row for row in rows if _priced(row, way) and is_clear(row["verdict"])]
    if not priced:
        return []
    row = min(priced, key=lambda row: row["cost_per_step"])
    amount, low, high = (
        speech.price(row[key])
        for key in ("cost_per_step", "cost_per_step_low", "cost_per_step_high")
    )
    return [
        speech(
            "attribution.cheapest",
            step=step_of(row, speech),
            measure=_name(row["measure"], speech),
            amount=amount,
            low=low,
            high=high,
        )
    ]


def _way(rows: Sequence[Row]) -> float:
    """Find what all measures move together; its sign alone counts."""
    return math.fsum(row["effect"] for row in rows if row["measure"] != TOTAL)


def _priced(row: Row, way: float) -> bool:
    """Tell whether a measure costs something and surely moves what all move."""
    return bool(row["cost_per_step"] > 0 and row["effect"] * way > 0)


def _same_in_both(rows: Sequence[Row], speech: Speech) -> list[str]:
    """Say that some measures are the same in both scenarios, if so."""
    names = list(dict.fromkeys(row["measure"] for row in rows if not row["differs"]))
    if not names:
        return []
    same = speech.commas(_name(name, speech) for name in names)
    return [speech("attribution.same", measures=same)]


def shown(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[Shown]:
    """Show the effect of each measure on the first metrics."""
    table, found = tables["attribution"], []
    headings = (
        speech("attribution.measure"),
        speech("attribution.effect"),
        *sets_heads(about, speech),
        luck_head(about, speech),
        speech("compare.verdict"),
        speech("attribution.price"),
    )
    for name in list(dict.fromkeys(table["metric"]))[:MOST_METRICS]:
        rows = records(told(table[table["metric"] == name]))
        title = speech("list.headed", head=speech.title(METRICS[name]), text=_title(about, speech))
        way = _way(rows)
        cells = [_row(row, way, about, speech) for row in rows]
        found.append(Shown(title, headings, cells))
    notes = sets_remark(about, speech)
    return [*found[:-1], replace(found[-1], notes=notes)] if found and notes else found


def _title(about: Mapping[str, Any], speech: Speech) -> str:
    """Write above tables and figure."""
    return speech("attribution.title", scenario=about["scenario"], baseline=about["baseline"])


def _row(row: Row, way: float, about: Row, speech: Speech) -> tuple[tuple[str, ...], bool]:
    """Write the cells of a measure; say whether it stands out. All move ``way``."""
    name, sure = speech(f"player.{row['measure']}"), is_clear(row["verdict"])
    of_sets = sets_cells(row, row["unit"], speech) if sets_heads(about, speech) else ()
    if not row["differs"]:
        return (name, NULL, *(NULL for _ in of_sets), NULL, NULL, NULL), False
    price = NULL
    # Too few seeds give no interval, so no price either; nor has a step away from the whole one.
    if _priced(row, way) and row["verdict"] != TOO_FEW:
        share = row["unit"] == "share"
        per = "attribution.per_point" if share else "attribution.per"
        yuan = speech("attribution.yuan", amount=speech.price(row["cost_per_step"]))
        price = f"{yuan} {speech(per, step=row['step'])}"
    cells = (
        name,
        speech.number(
            row["effect"], row["unit"], True, speech.digits(row["unit"], row["low"], row["high"])
        ),
        *of_sets,
        speech.interval(row["low"], row["high"], row["unit"], signed=True),
        speech(f"compare.verdicts.{row['verdict']}"),
        price,
    )
    return cells, sure or row["measure"] == TOTAL


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> dict[str, "Figure"]:
    """Draw a panel of bars for each metric."""
    return {"attribution": attribution_figure(tables["attribution"], about, speech)}


def attribution_figure(table: "pd.DataFrame", about: Mapping[str, Any], speech: Speech) -> "Figure":
    """Draw what each measure does to metrics, nine at most, with intervals."""
    names = list(dict.fromkeys(table["metric"]))
    shown = names[:MOST_PANELS]
    columns = min(_PANELS_A_ROW, len(shown))
    lines = math.ceil(len(shown) / columns)
    caption = _caption(table, about, names[MOST_PANELS:], speech)
    with look():
        figure = new_sheet(
            _PANEL_INCHES * lines, caption, title=_title(about, speech), gaps=(0.05, 0.04)
        )
        panels = new_panels(figure, len(shown), columns)
        for index, (axes, name) in enumerate(zip(panels, shown, strict=True)):
            _panel(axes, told(table[table["metric"] == name]), speech, index % columns == 0)
        settle(figure)
    return figure


def _panel(axes: "Axes", rows: "pd.DataFrame", speech: Speech, named: bool) -> None:
    """Draw a bar for each measure, and one for all of them."""
    metric = METRICS[rows["metric"].iloc[0]]
    factor = scaling(metric.unit)
    for line, measure in enumerate((*MEASURES, TOTAL)):
        row = rows[rows["measure"] == measure].iloc[0]
        middle, low, high = (float(row[key]) * factor for key in ("effect", "low", "high"))
        sure = is_clear(row["verdict"])
        colour = _WHOLE if measure == TOTAL else _PART
        axes.barh(
            line,
            middle,
            height=0.68,
            color=colour if sure else "white",
            edgecolor=colour,
            lw=0.7,
            hatch=None if sure else "////",
            alpha=1 if sure else 0.75,
            zorder=2,
        )
        wide = wide_of(row.to_dict())
        if wide is not None:
            ends = [end * factor for end in wide]
            axes.plot(ends, [line, line], color=QUIET, lw=4.2, alpha=0.45, zorder=2.5)
        if not math.isnan(low):
            axes.plot([low, high], [line, line], color="black", lw=1.1, zorder=3, marker="|", ms=4)
        axes.annotate(
            speech.number(row["effect"], metric.unit, True) if row["differs"] else NULL,
            (1, line),
            xycoords=("axes fraction", "data"),
            xytext=(0, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=6.2,
            zorder=4,
        )
    low, high = axes.get_xlim()
    # Room on the right for the numbers.
    axes.set_xlim(min(low, 0), high + 0.34 * (high - min(low, 0)))
    axes.axvline(0, color=QUIET, lw=0.6, zorder=1)
    labels = [speech(f"player.{one}") for one in (*MEASURES, TOTAL)]
    axes.set_yticks(range(len(labels)), labels if named else [""] * len(labels))
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    axes.locator_params(axis="x", nbins=5)
    unit = speech("compare.points") if metric.unit == "share" else speech.unit(metric.unit)
    axes.set_title(wrapped(speech.pick(metric.label), _TITLE_COLUMNS))
    axes.set_xlabel(unit, labelpad=1, fontsize=6.8)


def _caption(
    table: "pd.DataFrame", about: Mapping[str, Any], left_out: list[str], speech: Speech
) -> str:
    """Say what a reader needs to know to read the figure."""
    rows = table[(table["measure"] != TOTAL) & table["differs"]]
    players = rows["measure"].nunique()
    parts = [
        speech(
            "attribution.caption" if about["seeds"] >= FEWEST else "attribution.one_seed",
            method=method_of(about, speech),
            players=players,
            runs=2**players,
            tests=len(rows),
            over=speech.seeds(about["seeds"]),
            **about,
        )
    ]
    if sets_heads(about, speech):
        parts.append(speech("compare.pairs_sets", sets=about["sets"]["sets"]))
    if left_out:
        names = speech.commas(speech.pick(METRICS[name].label) for name in left_out)
        parts.append(speech("attribution.more", names=names))
    return speech.joint(parts)
