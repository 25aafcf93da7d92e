"""What a sensitivity study says, shows and draws."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.declarations.metrics import METRICS
from sim.report.figures.look import QUIET, STYLES, look, scaling, settle
from sim.report.figures.sheet import new_panels, new_sheet, wrapped
from sim.report.shown import Row, Shown, records
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_METRICS = 4
"""Metrics whose tables are shown; all of them are in the file."""
SHOWN_FACTORS = 8
"""Factors of a table that is shown."""
MOST_PANELS = 6
MOST_FACTORS = 10
_PANELS_A_ROW = 2
_ROW_INCHES = 0.17
_TITLE_COLUMNS = 60
_DARK, _LIGHT, _GREY = STYLES[0].colour, "#A6D4F0", "#9A9A9A"


def looked_at(metric: str, about: Mapping[str, Any], speech: Speech) -> str:
    """Say what is looked at: a level, or a difference."""
    label = speech.metric(metric)
    names = about["scenarios"]
    if len(names) == 1:
        return speech("sensitivity.level", metric=label, scenario=names[0])
    return speech("sensitivity.contrast", metric=label, scenario=names[1], baseline=names[0])


def pair_of(about: Mapping[str, Any], speech: Speech) -> str:
    """Name the scenario, or the two whose difference is looked at."""
    names = about["scenarios"]
    if len(names) == 1:
        return str(names[0])
    return speech("sensitivity.pair", scenario=names[1], baseline=names[0])


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[str]:
    """Say what was found of the first metric: two or three sentences."""
    found = []
    morris, sobol = (_first(records(tables[name])) for name in ("morris", "sobol"))
    if morris:
        found.append(_screened(morris, about, speech))
    if sobol:
        found.append(_explained(sobol, about, speech))
        variance = records(tables["variance"])[0]
        if variance["seed_share"] == variance["seed_share"]:
            ends = {key: part_of(variance[key], speech) for key in ("low", "high")}
            found.append(
                speech("sensitivity.luck", share=part_of(variance["seed_share"], speech), **ends)
            )
    if about["seeds"] == 1:
        found.append(speech("sensitivity.no_luck"))
    return found


def _first(rows: Sequence[Row]) -> list[Row]:
    """Select the rows of the first metric."""
    return [row for row in rows if row["metric"] == rows[0]["metric"]]


def part_of(share: float, speech: Speech) -> str:
    """Write a part of a variance, cut to 0 to 1, which an estimate can leave."""
    return speech.percent(share if math.isnan(share) else min(max(share, 0.0), 1.0))


def _screened(rows: Sequence[Row], about: Mapping[str, Any], speech: Speech) -> str:
    """Say what the screening says."""
    sure = [row for row in rows if row["stands_out"]]
    what = looked_at(rows[0]["metric"], about, speech)
    if not sure:
        return speech("sensitivity.screened_none", factors=len(rows), what=what)
    parts = [
        speech(
            "sensitivity.part",
            factor=speech.factor(row["factor"]),
            effect=speech.difference(row["mu_star"], row["unit"], signed=False),
            low=speech.number(row["low"], row["unit"]),
            high=speech.number(row["high"], row["unit"]),
        )
        for row in sure[:3]
    ]
    return speech(
        "sensitivity.screened",
        factors=len(rows),
        count=len(sure),
        what=what,
        parts=speech.row(parts),
    )


def _explained(rows: Sequence[Row], about: Mapping[str, Any], speech: Speech) -> str:
    """Say what the indices say."""
    what = looked_at(rows[0]["metric"], about, speech)
    known = [row for row in rows if row["total"] == row["total"]]
    if not known:
        return speech("sensitivity.unexplained", what=what, count=len(rows))
    parts = [
        speech(
            "sensitivity.index",
            factor=speech.factor(row["factor"]),
            share=part_of(row["total"], speech),
            low=part_of(row["total_low"], speech),
            high=part_of(row["total_high"], speech),
        )
        for row in known[:3]
    ]
    alone = part_of(sum(max(row["first"], 0.0) for row in known), speech)
    return speech(
        "sensitivity.explained", count=len(rows), what=what, parts=speech.row(parts), alone=alone
    )


def shown(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[Shown]:
    """Show what leading factors do to the first metrics."""
    found = []
    interval = speech("compare.interval")
    columns: dict[str, tuple[str, ...]] = {
        "morris": ("effect", interval, "direction", "interaction", "noise"),
        "sobol": ("first", interval, "total", interval),
    }
    for kind, row_of in (("morris", _morris_row), ("sobol", _sobol_row)):
        table = tables[kind]
        headings = [
            one if one == interval else speech(f"sensitivity.{one}")
            for one in ("factor", *columns[kind])
        ]
        for name in list(dict.fromkeys(table["metric"]))[:MOST_METRICS]:
            rows = records(table[table["metric"] == name])[:SHOWN_FACTORS]
            title = speech(f"sensitivity.{kind}_title", what=looked_at(name, about, speech))
            found.append(Shown(title, headings, [row_of(row, speech) for row in rows]))
    return found


def _morris_row(row: Row, speech: Speech) -> tuple[tuple[str, ...], bool]:
    """Write the cells of a screened factor; tell if it stands out."""
    unit = row["unit"]
    cells = (
        speech.head(speech.factor(row["factor"])),
        speech.number(row["mu_star"], unit),
        speech.interval(row["low"], row["high"], unit),
        speech.number(row["mu"], unit, signed=True),
        speech.number(row["sigma"], unit),
        speech.number(row["noise"], unit),
    )
    return cells, bool(row["stands_out"])


def _sobol_row(row: Row, speech: Speech) -> tuple[tuple[str, ...], bool]:
    """Write the cells of a factor with indices; tell if it stands out."""
    cells = [speech.head(speech.factor(row["factor"]))]
    for key in ("first", "total"):
        low, middle, high = (
            part_of(row[name], speech) for name in (f"{key}_low", key, f"{key}_high")
        )
        cells += [middle, NULL if NULL in (low, high) else f"{low} … {high}"]
    return tuple(cells), bool(row["total_low"] > 0)


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> dict[str, "Figure"]:
    """Draw the screening and the indices, those that there are."""
    found: dict[str, Figure] = {}
    one = about["seeds"] == 1
    if len(tables["morris"]):
        rows = records(tables["morris"])
        caption = speech(
            "sensitivity.morris_one" if one else "sensitivity.morris_caption",
            trajectories=about["screening"]["trajectories"],
            **_known(about),
        )
        title = speech("sensitivity.morris_heading", pair=pair_of(about, speech))
        found["morris"] = _drawn(rows, title, caption, speech, _morris_panel)
    if len(tables["sobol"]):
        rows = records(tables["sobol"])
        shares = {row["metric"]: row for row in records(tables["variance"])}
        caption = speech(
            "sensitivity.sobol_one" if one else "sensitivity.sobol_caption",
            samples=about["sobol"]["samples"],
            **_known(about),
        )

        def panel(axes: "Axes", chosen: Sequence[Row], speech: Speech) -> None:
            _sobol_panel(axes, chosen, shares[chosen[0]["metric"]], speech)

        title = speech("sensitivity.sobol_heading", pair=pair_of(about, speech))
        found["sobol"] = _drawn(rows, title, caption, speech, panel, more=1)
    return found


def _known(about: Mapping[str, Any]) -> dict[str, Any]:
    """Find what captions need."""
    return {key: about[key] for key in ("seeds", "factors", "window")}


def _drawn(
    rows: Sequence[Row],
    title: str,
    text: str,
    speech: Speech,
    panel: Callable[["Axes", Sequence[Row], Speech], None],
    more: int = 0,
) -> "Figure":
    """Draw a panel for each metric, two a row, and a caption at the foot."""
    names = list(dict.fromkeys(row["metric"] for row in rows))[:MOST_PANELS]
    chosen = {name: [row for row in rows if row["metric"] == name][:MOST_FACTORS] for name in names}
    columns = min(_PANELS_A_ROW, len(names))
    lines = math.ceil(len(names) / columns)
    bars = max(len(found) for found in chosen.values()) + more
    with look():
        height = (0.68 + _ROW_INCHES * bars) * lines
        figure = new_sheet(height, text, title=title, gaps=(0.05, 0.04))
        panels = new_panels(figure, len(names), columns)
        for axes, name in zip(panels, names, strict=True):
            panel(axes, chosen[name], speech)
            axes.set_title(wrapped(speech.pick(METRICS[name].label), _TITLE_COLUMNS))
        settle(figure)
    return figure


def _morris_panel(axes: "Axes", rows: Sequence[Row], speech: Speech) -> None:
    """Draw mean absolute effects with intervals, and what luck alone would show."""
    unit = METRICS[rows[0]["metric"]].unit
    factor = scaling(unit)
    for line, row in enumerate(rows):
        sure = bool(row["stands_out"])
        axes.barh(
            line,
            row["mu_star"] * factor,
            height=0.68,
            color=_DARK if sure else "white",
            edgecolor=_DARK,
            lw=0.7,
            hatch=None if sure else "////",
            alpha=1 if sure else 0.75,
            zorder=2,
        )
        _whisker(axes, line, row["low"] * factor, row["high"] * factor)
        _number(axes, line, speech.number(row["mu"], unit, signed=True))
        if not math.isnan(row["noise"]):
            axes.plot(
                [row["noise"] * factor] * 2,
                [line - 0.42, line + 0.42],
                color="#D55E00",
                ls=(0, (2, 1)),
                lw=1.2,
                zorder=4,
            )
    _settle_axes(axes, [speech.head(speech.factor(row["factor"])) for row in rows])
    axes.set_xlabel(speech("compare.points") if unit == "share" else speech.unit(unit), labelpad=1)


def _sobol_panel(axes: "Axes", rows: Sequence[Row], variance: Row, speech: Speech) -> None:
    """Draw first-order and total indices, and the luck of the seed."""
    for line, row in enumerate(rows):
        for shift, key, colour in ((-0.19, "first", _DARK), (0.19, "total", _LIGHT)):
            low, middle, high = (100 * row[name] for name in (f"{key}_low", key, f"{key}_high"))
            axes.barh(
                line + shift, middle, height=0.36, color=colour, edgecolor=_DARK, lw=0.5, zorder=2
            )
            _whisker(axes, line + shift, low, high)
        _number(axes, line, part_of(row["total"], speech))
    labels = [speech.head(speech.factor(row["factor"])) for row in rows]
    if not math.isnan(variance["seed_share"]):
        line = len(rows)
        axes.barh(line, 100 * variance["seed_share"], height=0.68, color=_GREY, zorder=2)
        _whisker(axes, line, 100 * variance["low"], 100 * variance["high"])
        _number(axes, line, part_of(variance["seed_share"], speech))
        axes.axhline(line - 0.5, color=QUIET, lw=0.5)
        labels.append(speech("sensitivity.seed"))
    _settle_axes(axes, labels)
    axes.set_xlabel(speech("sensitivity.share"), labelpad=1)


def _whisker(axes: "Axes", line: float, low: float, high: float) -> None:
    """Draw an interval."""
    if not math.isnan(low):
        axes.plot([low, high], [line, line], color="black", lw=1.0, marker="|", ms=4, zorder=3)


def _number(axes: "Axes", line: float, text: str) -> None:
    """Write a number at the right edge of a panel."""
    axes.annotate(
        text,
        (1, line),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="center",
        fontsize=6.2,
        zorder=5,
    )


def _settle_axes(axes: "Axes", labels: Sequence[str]) -> None:
    """Set names at the left, room for numbers at the right."""
    low, high = axes.get_xlim()
    low = min(low, 0.0)
    axes.set_xlim(low, high + 0.2 * (high - low))
    axes.set_yticks(range(len(labels)), [wrapped(label, 34) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, labelsize=6.8)
    axes.spines["left"].set_visible(False)
    axes.axvline(0, color=QUIET, lw=0.6, zorder=1)
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    axes.locator_params(axis="x", nbins=5)
