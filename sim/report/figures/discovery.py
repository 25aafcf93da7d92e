"""Boxes of a discovery beside the scores of factors."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.discovery import PROBE
from sim.analysis.discovery_tables import INTEREST
from sim.report.amounts import value_of
from sim.report.figures.look import DOTS_PER_INCH, QUIET, STYLES, WIDTH_INCHES, look, settle
from sim.report.figures.sheet import wrapped
from sim.report.parameter_names import titled
from sim.report.words import words_in
from sim.report.words_attribution import Row, records
from sim.report.words_discovery import (
    box_title,
    boxes_of,
    design_of,
    discovery_words,
    factor_or_chance,
    what_of,
)
from sim.report.words_sensitivity import factor_title, pair_of, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_BOXES = 3
MOST_FACTORS = 10
_LINE_INCHES = 0.135
_ROW_INCHES = 0.36
_CAPTION_COLUMNS = 148
_BLUE, _ORANGE = STYLES[0].colour, STYLES[1].colour


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str = "en"
) -> dict[str, "Figure"]:
    """The figure of a discovery: ``boxes``; none when there is nothing to show.

    Args:
        tables: ``boxes``, ``features`` and ``points``.
        about: ``scenarios``, ``conditions``, ``points``, ``seeds``, ``window`` and ``ranges``.
        language: ``en`` or ``zh``.

    Raises:
        OptionError: There is no font for the language.
    """
    from matplotlib.figure import Figure

    scores = [row for row in records(tables["features"]) if row["outcome"] == INTEREST]
    if not scores:
        return {}
    words, said = words_in(language), discovery_words(language)
    boxes = boxes_of(tables["boxes"])[:MOST_BOXES]
    columns = 2 if boxes else 1
    caption = wrapped(
        said.caption.format(
            design=design_of(about, language),
            **{key: about[key] for key in ("points", "window", "seeds")},
        ),
        _CAPTION_COLUMNS,
    )
    title = wrapped(
        said.boxes_heading.format(
            what=_inner(what_of(about, language), language), scenario=pair_of(about, words)
        ),
        118,
    )
    foot = _LINE_INCHES * (caption.count("\n") + 1) + 0.12
    head = 0.3 + 0.16 * title.count("\n")
    shown = _shown(scores)
    tall = sum(0.75 + _ROW_INCHES * len(rows) for rows in boxes)
    height = head + foot + max(tall, 0.7 + 0.21 * len(shown))
    with look(words):
        figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
        engine: Any = figure.get_layout_engine()
        rect = (0.005, foot / height, 0.985, (height - foot - head) / height)
        engine.set(rect=rect, hspace=0.06, wspace=0.05)
        grid = figure.add_gridspec(
            max(len(boxes), 1), columns, height_ratios=[len(rows) + 1.6 for rows in boxes] or [1]
        )
        for index, rows in enumerate(boxes):
            axes = figure.add_subplot(grid[index, 0])
            _box_panel(axes, rows, tables["points"], about["ranges"], language)
            axes.set_title(box_title(rows[0], language))
            if index == len(boxes) - 1:
                axes.set_xlabel(said.range, labelpad=1)
        axes = figure.add_subplot(grid[:, columns - 1])
        _score_panel(axes, shown, language)
        axes.set_title(said.scores_title)
        figure.text(0.012, 1 - 0.07 / height, title, fontsize=9, va="top")
        figure.text(0.012, 0.06 / height, caption, fontsize=6.8, color=QUIET, va="bottom")
        settle(figure)
    return {"boxes": figure}


def _inner(text: str, language: str) -> str:
    """What is sought, inside a title."""
    return text if language == "zh" else text[:1].lower() + text[1:]


def _shown(scores: Sequence[Row]) -> list[Row]:
    """The leading factors, and the one that does nothing."""
    leading = [row for row in scores if row["factor"] != PROBE][:MOST_FACTORS]
    return [*leading, *(row for row in scores if row["factor"] == PROBE)]


def _box_panel(
    axes: "Axes",
    rows: Sequence[Row],
    points: "pd.DataFrame",
    ranges: Mapping[str, Sequence[float]],
    language: str,
) -> None:
    """Ranges of a box as bars within those of the factors, over all points."""
    for line, row in enumerate(rows):
        name = row["factor"]
        axes.barh(line, 100, height=0.5, color="#EEEEEE", zorder=1)
        places = _places(points[name], name, ranges)
        low, high = _ends(row, places, points[name], ranges)
        axes.barh(
            line,
            high - low,
            left=low,
            height=0.5,
            color="#A6D4F0",
            edgecolor=_BLUE,
            lw=0.8,
            zorder=2,
        )
        shifts = [0.17 * ((7 * index) % 11 / 5 - 1) for index in range(len(places))]
        for holds, face in ((False, "none"), (True, _ORANGE)):
            chosen = [index for index, one in enumerate(points["interest"]) if bool(one) is holds]
            axes.scatter(
                [places[index] for index in chosen],
                [line + shifts[index] for index in chosen],
                s=6,
                facecolors=face,
                edgecolors=_ORANGE if holds else "#777777",
                lw=0.5,
                zorder=3,
            )
        for end, place, side in ((row["low"], low, "right"), (row["high"], high, "left")):
            if not math.isnan(end):
                # Numbers lie above their bar, on the side away from it where there is room.
                near = "left" if place < 12 else "right" if place > 88 else side
                axes.annotate(
                    value_of(name, end),
                    (place, line - 0.28),
                    ha=near,
                    va="bottom",
                    fontsize=6.4,
                    zorder=5,
                )
    labels = [
        f"{wrapped(factor_title(row['factor'], language), 30)}\n"
        + (f"{row['levels']} " if row["levels"] == row["levels"] and row["levels"] else "")
        + f"({row['quasi_p']:.1g})"
        for row in rows
    ]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.5, -0.75)
    axes.set_xlim(-2, 102)
    _plain(axes)


def _places(values: Any, name: str, ranges: Mapping[str, Sequence[float]]) -> list[float]:
    """Where points lie in the range of a factor, per cent; levels with names in equal steps."""
    if name in ranges:
        low, high = ranges[name]
        return [100 * (float(value) - low) / (high - low) for value in values]
    levels = sorted({str(value) for value in values})
    return [100 * (levels.index(str(value)) + 0.5) / len(levels) for value in values]


def _ends(
    row: Row, places: Sequence[float], values: Any, ranges: Mapping[str, Sequence[float]]
) -> tuple[float, float]:
    """Where a box begins and ends in the range of a factor, per cent."""
    name = row["factor"]
    if name in ranges:
        low, high = ranges[name]
        return (
            0.0 if math.isnan(row["low"]) else 100 * (row["low"] - low) / (high - low),
            100.0 if math.isnan(row["high"]) else 100 * (row["high"] - low) / (high - low),
        )
    levels = str(row["levels"]).split(", ")
    inside = [place for place, value in zip(places, values, strict=True) if str(value) in levels]
    half = 50 / len({str(value) for value in values})
    return (min(inside) - half, max(inside) + half) if inside else (0.0, 100.0)


def _score_panel(axes: "Axes", rows: Sequence[Row], language: str) -> None:
    """Scores with intervals, and what a factor that does nothing scores at most."""
    chance = next((row["high"] for row in rows if row["factor"] == PROBE), math.nan)
    for line, row in enumerate(rows):
        sure, probe = bool(row["stands_out"]), row["factor"] == PROBE
        axes.barh(
            line,
            100 * row["score"],
            height=0.62,
            zorder=2,
            lw=0.7,
            color="#BBBBBB" if probe else _BLUE if sure else "white",
            edgecolor=QUIET if probe else _BLUE,
            hatch=None if sure or probe else "////",
        )
        axes.plot(
            [100 * row["low"], 100 * row["high"]],
            [line, line],
            color="black",
            lw=1,
            marker="|",
            ms=4,
            zorder=3,
        )
        axes.annotate(
            percent(row["score"]),
            (1, line),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=6.2,
            zorder=5,
        )
    axes.axvline(100 * chance, color=_ORANGE, ls=(0, (2, 1)), lw=1.1, zorder=4)
    axes.set_xlim(0, 123 * max(max(row["high"] for row in rows), chance))
    names = [titled(factor_or_chance(row["factor"], language)) for row in rows]
    axes.set_yticks(range(len(rows)), [wrapped(name, 30) for name in names])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel(discovery_words(language).share, labelpad=1)
    axes.locator_params(axis="x", nbins=5)
    _plain(axes)


def _plain(axes: "Axes") -> None:
    """Names at the left without a line."""
    axes.tick_params(axis="y", length=0, labelsize=6.8)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
