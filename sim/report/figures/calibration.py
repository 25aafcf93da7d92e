"""A calibration in two figures: how targets fit before and after, and where parameters went."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.report.figures.look import STYLES, look, settle
from sim.report.figures.panels import BAND, OPEN, cell, forest_sheet, frame
from sim.report.figures.sheet import wrapped
from sim.report.parameter_names import parameter_title
from sim.report.words import words_in
from sim.report.words_calibration import (
    Row,
    band_of,
    calibration_words,
    moved_text,
    plain_number,
    records,
    title_of,
    value_of,
)
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LEFT, _RIGHT = -1.3, 2.3
"""What part of the distances is drawn, in widths of the band."""
_MISSED = STYLES[1].colour
_BEFORE, _AFTER, _CHECK = STYLES[1], STYLES[0], STYLES[2]


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str = "en"
) -> dict[str, "Figure"]:
    """The figures of a calibration, by name.

    Args:
        tables: ``fit``, ``parameters``, and ``check`` when there was one.
        about: What was run; see `sim.api.calibration`.
        language: ``en`` or ``zh``.

    Raises:
        OptionError: There is no font for the language.
    """
    check = {row["target"]: row for row in records(tables["check"])} if "check" in tables else {}
    return {
        "fit": fit_figure(records(tables["fit"]), check, about, language),
        "parameters": parameters_figure(records(tables["parameters"]), about, language),
    }


def fit_figure(
    rows: Sequence[Row], check: Mapping[str, Row], about: Mapping[str, Any], language: str = "en"
) -> "Figure":
    """Every target on the scale of its own band, before and after.

    Args:
        rows: Rows of `sim.analysis.calibration_tables.fit_table`.
        check: Rows of the check by target; empty without one.
        about: What was run.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    said = calibration_words(language)
    caption = said.caption_fit.format(**about)
    if check:
        caption += said.caption_check.format(**about["check"])
    title = said.fit_title.format(targets=len(rows), **about)
    figure, axes = forest_sheet(len(rows), title, caption, Speech(language))
    with look(words_in(language)):
        for line, row in enumerate(rows):
            _target(axes, line, row, check.get(row["target"]))
        labels = [wrapped(title_of(row, language), 62) for row in rows]
        headings = [said.band, said.before, said.after, *([said.checked] if check else [])]
        frame(axes, labels, (_LEFT, _RIGHT), said.axis_fit, headings)
        settle(figure)
    return figure


def parameters_figure(
    rows: Sequence[Row], about: Mapping[str, Any], language: str = "en"
) -> "Figure":
    """Every parameter in its range, before and after.

    Args:
        rows: Rows of `sim.analysis.calibration_tables.parameters_table`.
        about: What was run.
        language: ``en`` or ``zh``.
    """
    said = calibration_words(language)
    caption = said.caption_parameters.format(**about)
    figure, axes = forest_sheet(len(rows), said.parameters_title, caption, Speech(language))
    with look(words_in(language)):
        for line, row in enumerate(rows):
            _parameter(axes, line, row)
        headings = [said.before, said.after, said.moved]
        names = [parameter_title(row["parameter"], language) for row in rows]
        frame(axes, names, (-0.03, 1.03), said.axis_parameters, headings)
        settle(figure)
    return figure


def _scaled(row: Row, value: float | None) -> float:
    """A value in widths of the band, 0 at its low end and 1 at its high end."""
    if value is None or math.isnan(value):
        return math.nan
    if row["low"] is not None and math.isfinite(row["low"]):
        return float(value - row["low"]) / float(row["width"])
    return 1 + float(value - row["high"]) / float(row["width"])


def _target(axes: "Axes", line: int, row: Row, check: Row | None) -> None:
    """The band of a target and what lies where."""
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
    cells = [band_of(row), value_of(row["before_mean"], row), value_of(row["after_mean"], row)]
    met = [True, row["before_met"], row["after_met"]]
    if check is not None:
        _point(axes, line + 0.16, _scaled(row, check["mean"]), _CHECK.colour, "D", filled=True)
        cells.append(value_of(check["mean"], row))
        met.append(check["met"])
    for place, (text, good) in enumerate(zip(cells, met, strict=True)):
        cell(axes, place, line, text if good else f"* {text}", "black" if good else _MISSED)


def _point(axes: "Axes", y: float, x: float, colour: str, marker: str, *, filled: bool) -> None:
    """A marker, or an arrow at the edge when it lies outside; nothing for null."""
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


def _parameter(axes: "Axes", line: int, row: Row) -> None:
    """The range of a parameter and where it was and is."""

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
        (plain_number(row["before"]), plain_number(row["after"]), moved_text(row["moved"]))
    ):
        cell(axes, index, line, text)
