"""What a calibration says, shows and draws."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.calibration import RATIO
from sim.declarations.metrics import METRICS
from sim.report.figures.look import STYLES, look, settle
from sim.report.figures.sheet import BAND, OPEN, cell, forest_sheet, frame, wrapped
from sim.report.shown import Row, Shown
from sim.words import NULL, Speech
from sim.words.speech import MINUS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_NAMED = 3
"""Targets, pairs and parameters that a sentence names at most."""
_LEFT, _RIGHT = -1.3, 2.3
"""What part of the distances is drawn, in widths of the band."""
_MISSED = STYLES[1].colour
_BEFORE, _AFTER, _CHECK = STYLES[1], STYLES[0], STYLES[2]


def records(table: "pd.DataFrame") -> list[Row]:
    """Read the rows of a table; empty texts become None."""
    rows: list[Any] = table.astype(object).where(table.notna(), None).to_dict("records")
    return rows


def title_of(row: Row, speech: Speech) -> str:
    """Say what the figure of a target is, from what a table says of it."""

    def label(name: str) -> str:
        return speech.pick(METRICS[name].label)

    own, place = label(row["metric"]), _place(row, "scenario", "place", speech)
    if row["divided_by"]:
        own = f"{own} / {label(row['divided_by'])}"
    elif row["minus_metric"]:
        own = f"{own} {MINUS} {label(row['minus_metric'])}"
    elif row["minus_scenario"]:
        place = f"{place} {MINUS} {_place(row, 'minus_scenario', 'minus', speech)}"
    elif row["trend_months"]:
        own = speech("calibration.rise", label=own)
    if row.get("community") is not None and row["community"] == row["community"]:
        own = speech("calibration.placed", label=own, place=_place(row, "community", "at", speech))
    if row.get("from_month") is not None and row["from_month"] == row["from_month"]:
        first, last = int(row["from_month"]) + 1, int(row["to_month"])
        months = str(last) if first == last else f"{first}–{last}"
        own = speech("calibration.of_months", label=own, months=months)
    return speech("calibration.placed", label=own, place=place)


def _place(row: Row, key: str, named: str, speech: Speech) -> str:
    """Name a scenario or community for readers; older tables have names only."""
    return speech.column(row, named) or str(row[key])


def _in_points(row: Row) -> bool:
    """Tell whether the figure of a target is a difference of shares."""
    apart = row["minus_metric"] or row["minus_scenario"] or row["trend_months"]
    return row["unit"] == "share" and bool(apart)


def _plain(value: float, row: Row, speech: Speech, digits: int | None) -> str:
    """Write a figure of a target without its unit; a ratio has three figures."""
    if row["unit"] == RATIO:
        return f"{value:.3g}"
    return speech.number(value, row["unit"], _in_points(row), digits)


def _with_unit(text: str, row: Row, speech: Speech) -> str:
    """Add the unit to figures, where it is per cent or points."""
    if row["unit"] != "share":
        return text
    return speech("value.points" if _in_points(row) else "value.%", value=text)


def span_of(
    values: Sequence[float | None],
    row: Row,
    speech: Speech,
    joint: str = "",
    digits: int | None = None,
) -> str:
    """Write a target's figure, or the ends of a span, with the unit once."""
    found = [math.nan if one is None else one for one in values]
    if any(map(math.isnan, found)):
        return NULL
    return _with_unit(joint.join(_plain(one, row, speech, digits) for one in found), row, speech)


def in_figure(value: float | None, row: Row, speech: Speech) -> str:
    """Write a figure of a target beside its band, which says that it is in points."""
    if value is None or math.isnan(value) or not _in_points(row):
        return span_of([value], row, speech)
    return _plain(value, row, speech, None)


def band_of(row: Row, speech: Speech) -> str:
    """Write a band as a reader writes it, its ends with the digits that were declared."""
    ends = [one for one in (row["low"], row["high"]) if one is not None and math.isfinite(one)]
    digits = max(map(_declared, ends)) if row["unit"] == "share" else None
    said = span_of(ends, row, speech, "\N{EN DASH}", digits)
    if len(ends) > 1:
        return said
    least = row["low"] is not None and math.isfinite(row["low"])
    return f"\N{GREATER-THAN OR EQUAL TO} {said}" if least else f"\N{LESS-THAN OR EQUAL TO} {said}"


def _declared(value: float) -> int:
    """Count decimals of a declared share in per cent."""
    return len(f"{100 * value:.10g}".partition(".")[2])


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[str]:
    """Say how the targets fit, which exclude each other, what moved, what a check found."""
    fit = records(tables["fit"])
    titles = {row["target"]: title_of(row, speech) for row in fit}
    counts = {when: sum(bool(row[f"{when}_met"]) for row in fit) for when in ("before", "after")}
    gone = [_against(row, row["after_mean"], speech) for row in fit if not row["after_met"]]
    known = {key: about[key] for key in ("trials", "seeds", "scale")}
    missed = speech("calibration.still_missed", names=_listed(gone, speech))
    first = [
        speech("calibration.fitted", targets=len(fit), **counts, **known),
        missed if gone else speech("calibration.all_met"),
    ]
    kept = "calibration.accepted" if about["accepted"] else "calibration.none_accepted"
    found = [speech.joint(first), speech(kept, count=about["accepted"], members=about["members"])]
    never = [titles[row["target"]] for row in fit if row["met_share"] == 0]
    if never:
        found.append(speech("calibration.never", names=_listed(never, speech)))
    pairs = [
        speech("calibration.pair", first=titles[row["first"]], second=titles[row["second"]])
        for row in records(tables["conflicts"])
    ]
    excluded = speech("calibration.pairs", names=_listed(pairs, speech))
    found.append(excluded if pairs else speech("calibration.no_pairs"))
    found += _moves(records(tables["parameters"]), speech)
    if about["failed"]:
        found.append(speech("calibration.failed", count=about["failed"]))
    if "check" in tables:
        found.append(_check(records(tables["check"]), about["check"], speech))
    return found


def _against(row: Row, value: float, speech: Speech) -> str:
    """Write a missed target, its value and its band."""
    return speech(
        "calibration.against",
        target=title_of(row, speech),
        value=span_of([value], row, speech),
        band=band_of(row, speech),
    )


def _listed(texts: Sequence[str], speech: Speech) -> str:
    """Join a list for a sentence, cut off when it is long."""
    named = list(texts[:MOST_NAMED])
    if len(texts) > MOST_NAMED:
        named.append(speech("calibration.more", count=len(texts) - MOST_NAMED))
    return speech.row(named)


def _moves(rows: Sequence[Row], speech: Speech) -> list[str]:
    """Say which parameters moved most; nothing when none did."""
    moved = sorted((row for row in rows if row["moved"]), key=lambda row: -abs(row["moved"]))
    texts = [
        f"{speech.parameter(row['parameter'])} {moved_text(row['moved'], speech)}" for row in moved
    ]
    return [speech("calibration.moves", names=_listed(texts, speech))] if texts else []


def moved_text(moved: float, speech: Speech) -> str:
    """Write a move as a share of the range, with its sign."""
    text = speech.percent(moved)
    return f"+{text}" if round(100 * moved) > 0 else text


def plain_number(value: float) -> str:
    """Write a value of a parameter, four digits at most."""
    return f"{value:.4g}".replace("-", MINUS)


def _check(rows: Sequence[Row], about: Mapping[str, Any], speech: Speech) -> str:
    """Say what the check on other seeds found."""
    gone = [_against(row, row["mean"], speech) for row in rows if not row["met"]]
    found = speech(
        "calibration.check",
        met=len(rows) - len(gone),
        targets=len(rows),
        seeds=about["seeds"],
        scale=about["scale"],
    )
    missed = [speech("calibration.still_missed", names=_listed(gone, speech))] if gone else []
    return speech.joint([found, *missed])


def shown(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[Shown]:
    """Show the fit of every target, and the parameters by how far they moved."""
    checked = {row["target"]: row for row in records(tables["check"])} if "check" in tables else {}
    names = ["target", "band", "before", "after", "met", *(["checked", "met"] if checked else [])]
    rows = []
    for row in records(tables["fit"]):
        cells = [title_of(row, speech), band_of(row, speech)]
        cells += [_with_error(row, when, speech) for when in ("before", "after")]
        cells.append(_yes_or_no(row["after_met"], speech))
        if checked:
            own = checked[row["target"]]
            cells += [_with_error(own, "", speech), _yes_or_no(own["met"], speech)]
        rows.append((cells, not row["after_met"] or not row["before_met"]))
    title = speech("calibration.fit_title", targets=len(rows), trials=about["trials"])
    moved = sorted(records(tables["parameters"]), key=lambda row: -abs(row["moved"]))
    return [
        Shown(title, [speech(f"calibration.{name}") for name in names], rows),
        Shown(
            speech("calibration.parameters_title"),
            [
                speech(f"calibration.{name}")
                for name in ("parameter", "before", "after", "moved", "kept")
            ],
            [(_parameter_cells(row, speech), bool(row["moved"])) for row in moved],
        ),
    ]


def _yes_or_no(met: object, speech: Speech) -> str:
    """Say whether a target is met."""
    return speech("calibration.yes" if met else "calibration.no")


def _with_error(row: Row, when: str, speech: Speech) -> str:
    """Write a figure with its standard error, in the digits that this allows."""
    prefix = f"{when}_" if when else ""
    mean, error = row[f"{prefix}mean"], row[f"{prefix}error"]
    if mean is None or not error or math.isnan(mean) or math.isnan(error):
        return span_of([mean], row, speech)
    digits = speech.digits(row["unit"], mean - error, mean + error)
    size = _plain(error, row, speech, digits).removeprefix("+")
    return _with_unit(f"{_plain(mean, row, speech, digits)} ± {size}", row, speech)


def _parameter_cells(row: Row, speech: Speech) -> list[str]:
    """Write the cells of one parameter."""
    span = " … ".join(plain_number(row[f"ensemble_{end}"]) for end in ("low", "high"))
    name = speech.head(speech.parameter(row["parameter"]))
    return [
        name,
        plain_number(row["before"]),
        plain_number(row["after"]),
        moved_text(row["moved"], speech),
        span,
    ]


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> dict[str, "Figure"]:
    """Draw how targets fit before and after, and where parameters went."""
    check = {row["target"]: row for row in records(tables["check"])} if "check" in tables else {}
    return {
        "fit": fit_figure(records(tables["fit"]), check, about, speech),
        "parameters": parameters_figure(records(tables["parameters"]), about, speech),
    }


def fit_figure(
    rows: Sequence[Row], check: Mapping[str, Row], about: Mapping[str, Any], speech: Speech
) -> "Figure":
    """Draw every target on the scale of its own band, before and after."""
    caption = speech("calibration.caption_fit", **about)
    if check:
        caption += speech("calibration.caption_check", **about["check"])
    title = speech("calibration.fit_title", targets=len(rows), **about)
    figure, axes = forest_sheet(len(rows), title, caption)
    with look():
        for line, row in enumerate(rows):
            _target(axes, line, row, check.get(row["target"]), speech)
        labels = [wrapped(title_of(row, speech), 62) for row in rows]
        headings = [
            speech("calibration.band"),
            speech("calibration.before"),
            speech("calibration.after"),
            *([speech("calibration.checked")] if check else []),
        ]
        frame(axes, labels, (_LEFT, _RIGHT), speech("calibration.axis_fit"), headings)
        settle(figure)
    return figure


def parameters_figure(rows: Sequence[Row], about: Mapping[str, Any], speech: Speech) -> "Figure":
    """Draw every parameter in its range, before and after."""
    caption = speech("calibration.caption_parameters", **about)
    title = speech("calibration.parameters_title")
    figure, axes = forest_sheet(len(rows), title, caption)
    with look():
        for line, row in enumerate(rows):
            _parameter(axes, line, row, speech)
        headings = [
            speech("calibration.before"),
            speech("calibration.after"),
            speech("calibration.moved"),
        ]
        names = [speech.head(speech.parameter(row["parameter"])) for row in rows]
        frame(axes, names, (-0.03, 1.03), speech("calibration.axis_parameters"), headings)
        settle(figure)
    return figure


def _scaled(row: Row, value: float | None) -> float:
    """Measure in widths of the band, 0 at the low end, 1 at the high."""
    if value is None or math.isnan(value):
        return math.nan
    if row["low"] is not None and math.isfinite(row["low"]):
        return float(value - row["low"]) / float(row["width"])
    return 1 + float(value - row["high"]) / float(row["width"])


def _target(axes: "Axes", line: int, row: Row, check: Row | None, speech: Speech) -> None:
    """Draw the band of a target and what lies where."""
    axes.barh(line, 1, height=0.66, color=BAND, zorder=1)
    for end, start, side in (("low", _LEFT, -_LEFT), ("high", 1.0, _RIGHT - 1)):
        if row[end] is None or math.isinf(row[end]):
            axes.barh(line, side, left=start, height=0.66, color=OPEN, zorder=1)
    low, high = (_scaled(row, row[key]) for key in ("ensemble_low", "ensemble_high"))
    if not math.isnan(low):
        low, high = (min(max(one, _LEFT), _RIGHT) for one in (low, high))
        axes.plot(
            [low, high],
            [line, line],
            color=_AFTER.colour,
            alpha=0.3,
            lw=4.5,
            zorder=2,
            solid_capstyle="butt",
        )
    _point(axes, line - 0.14, _scaled(row, row["before_mean"]), _BEFORE.colour, "s", filled=False)
    if row["after_error"] is not None:
        middle, half = _scaled(row, row["after_mean"]), row["after_error"] / row["width"]
        ends = [min(max(one, _LEFT), _RIGHT) for one in (middle - half, middle + half)]
        axes.plot(ends, [line, line], color=_AFTER.colour, lw=1.2, zorder=3)
    _point(axes, line, _scaled(row, row["after_mean"]), _AFTER.colour, "o", filled=True)
    cells = [band_of(row, speech)]
    cells += [in_figure(row[f"{when}_mean"], row, speech) for when in ("before", "after")]
    met = [True, row["before_met"], row["after_met"]]
    if check is not None:
        _point(axes, line + 0.16, _scaled(row, check["mean"]), _CHECK.colour, "D", filled=True)
        cells.append(in_figure(check["mean"], row, speech))
        met.append(check["met"])
    for place, (text, good) in enumerate(zip(cells, met, strict=True)):
        cell(axes, place, line, text if good else f"* {text}", "black" if good else _MISSED)


def _point(axes: "Axes", y: float, x: float, colour: str, marker: str, *, filled: bool) -> None:
    """Draw a marker, or an arrow at the edge when it lies outside; nothing for null."""
    if math.isnan(x):
        return
    inside = _LEFT <= x <= _RIGHT
    shape = marker if inside else ("<" if x < _LEFT else ">")
    axes.plot(
        [min(max(x, _LEFT + 0.03), _RIGHT - 0.03)],
        [y],
        marker=shape,
        ms=4.2,
        color=colour,
        mfc=colour if filled else "white",
        mew=0.9,
        ls="",
        zorder=4,
        clip_on=False,
    )


def _parameter(axes: "Axes", line: int, row: Row, speech: Speech) -> None:
    """Draw the range of a parameter and where it was and is."""

    def place(value: float) -> float:
        if row["log"]:
            return math.log(value / row["low"]) / math.log(row["high"] / row["low"])
        return float(value - row["low"]) / float(row["high"] - row["low"])

    axes.barh(line, 1, height=0.5, color=OPEN, zorder=1)
    axes.plot(
        [place(row["ensemble_low"]), place(row["ensemble_high"])],
        [line, line],
        color=_AFTER.colour,
        alpha=0.3,
        lw=4.5,
        zorder=2,
        solid_capstyle="butt",
    )
    for value, colour, marker, filled in (
        (row["before"], _BEFORE.colour, "s", False),
        (row["after"], _AFTER.colour, "o", True),
    ):
        axes.plot(
            [place(value)],
            [line],
            marker=marker,
            ms=4.2,
            color=colour,
            ls="",
            mfc=colour if filled else "white",
            mew=0.9,
            zorder=4,
            clip_on=False,
        )
    for index, text in enumerate(
        (plain_number(row["before"]), plain_number(row["after"]), moved_text(row["moved"], speech))
    ):
        cell(axes, index, line, text)
