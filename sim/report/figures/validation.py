"""A validation in one figure: every pattern on the scale of what is expected of it."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.validation import PASS
from sim.report.figures.look import STYLES, look, settle
from sim.report.figures.panels import BAND, OPEN, cell, forest_sheet, frame
from sim.report.figures.sheet import wrapped
from sim.report.words import words_in
from sim.report.words_validation import (
    Row,
    expected_of,
    interval_of,
    over,
    parts_of,
    rows_of,
    title_of,
    validation_words,
    value_of,
)
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LEFT, _RIGHT = -1.1, 2.1
"""What part of the scale is drawn, in widths of the band."""
_HEIGHT = 0.66
_WIDTHS = (66.0, 48.0, 82.0, 36.0)
"""Of the columns of numbers, points."""
_LABEL_COLUMNS = 60
_GOOD, _BAD = STYLES[0].colour, STYLES[1].colour


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str = "en"
) -> dict[str, "Figure"]:
    """The figure of a validation, by name.

    Args:
        tables: ``validation`` is enough.
        about: What was run; see `sim.api.validation`.
        language: ``en`` or ``zh``.

    Raises:
        OptionError: There is no font for the language.
    """
    return {"validation": validation_figure(rows_of(tables["validation"]), about, language)}


def validation_figure(
    rows: Sequence[Row], about: Mapping[str, Any], language: str = "en"
) -> "Figure":
    """What is expected of every pattern, and what was simulated, in a part for each kind.

    Args:
        rows: Rows of `sim.analysis.validation.validation_table`.
        about: What was run.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    said = validation_words(language)
    lines: list[tuple[str, Row | None]] = []
    for kind, own in parts_of(rows):
        lines.append((said.kinds[kind], None))
        lines += [(wrapped(row[f"label_{language}"], _LABEL_COLUMNS), row) for row in own]
    caption = said.caption.format(over=over(about["seeds"], language), scale=about["scale"])
    figure, axes = forest_sheet(len(lines), title_of(rows, language), caption, Speech(language))
    with look(words_in(language)):
        labels = [label if row is not None else "" for label, row in lines]
        headings = [said.expected, said.found, said.interval, said.verdict]
        frame(axes, labels, (_LEFT, _RIGHT), said.axis, headings, _WIDTHS)
        for line, (label, row) in enumerate(lines):
            if row is None:
                _heading(axes, line, label)
            else:
                _pattern(axes, line, row, language)
        settle(figure)
    return figure


def _heading(axes: "Axes", line: int, text: str) -> None:
    """The heading of a kind, at the place of the labels."""
    axes.annotate(
        text,
        (0, line),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="center",
        xytext=(-6, 0),
        textcoords="offset points",
        fontsize=7.2,
        fontweight="bold",
        annotation_clip=False,
    )


def _pattern(axes: "Axes", line: int, row: Row, language: str) -> None:
    """What is expected, the mean and its interval, and the numbers."""
    _expected(axes, line, row)
    good = row["verdict"] == PASS
    colour = _GOOD if good else _BAD
    ends = [_scaled(row, row[f"interval_{end}"]) for end in ("low", "high")]
    if not any(map(math.isnan, ends)):
        inside = [min(max(one, _LEFT), _RIGHT) for one in ends]
        axes.plot(inside, [line, line], color=colour, lw=1.3, zorder=3)
    place = _scaled(row, row["mean"])
    if not math.isnan(place):
        shape = "o" if _LEFT <= place <= _RIGHT else ("<" if place < _LEFT else ">")
        axes.plot(
            [min(max(place, _LEFT + 0.03), _RIGHT - 0.03)],
            [line],
            marker=shape,
            ms=4.4,
            color=colour,
            mfc=colour if good else "white",
            mew=1.0,
            ls="",
            zorder=4,
            clip_on=False,
        )
    said = validation_words(language)
    texts = (
        expected_of(row, language),
        value_of(row["mean"], row["unit"]),
        interval_of(row),
        said.verdicts[row["verdict"]],
    )
    for column, text in enumerate(texts):
        cell(axes, column, line, text, "black" if good else _BAD, _WIDTHS)


def _expected(axes: "Axes", line: int, row: Row) -> None:
    """The band, fading where it is open; of a sign, everything to the right of 0."""
    if row["criterion"] == "sign":
        axes.barh(line, _RIGHT, height=_HEIGHT, color=OPEN, zorder=1)
        axes.plot(
            [0, 0], [line - _HEIGHT / 2, line + _HEIGHT / 2], color="#888888", lw=0.8, zorder=2
        )
        return
    axes.barh(line, 1, height=_HEIGHT, color=BAND, zorder=1)
    if math.isinf(row["low"]):
        axes.barh(line, -_LEFT, left=_LEFT, height=_HEIGHT, color=OPEN, zorder=1)
    if math.isinf(row["high"]):
        axes.barh(line, _RIGHT - 1, left=1, height=_HEIGHT, color=OPEN, zorder=1)


def _scaled(row: Row, value: float) -> float:
    """A value on the scale of what is expected.

    Bands go from 0 to 1; one that is open at an end is as wide as the interval is far from the
    other end, at least. Signs: 0 is no difference, 1 the far end of the interval, and the
    expected side is to the right.
    """
    far = max(abs(row["interval_low"]), abs(row["interval_high"]), abs(row["mean"]))
    if math.isnan(far):
        far = abs(row["mean"])
    if row["criterion"] == "sign":
        side = 1.0 if math.isinf(row["high"]) else -1.0
        return side * value / far if far > 0 else 0.0
    low, high = row["low"], row["high"]
    if math.isinf(low) or math.isinf(high):
        edge = high if math.isinf(low) else low
        width = max(abs(row["mean"] - edge), 1e-12)
        place = (value - edge) / width
        return float(1 + place if math.isinf(low) else place)
    return float((value - low) / (high - low))
