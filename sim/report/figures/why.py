"""Whose path differs through which channel, month by month, and the effect divided by channel."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import DISTINGUISHABLE
from sim.analysis.intervals import intervals_of
from sim.analysis.why import REMAINDER, TOTAL, channel_label
from sim.calendar import first_day, parse_month
from sim.declarations.channels import ALL_CHANNELS
from sim.declarations.metrics import METRICS
from sim.report.figures.lines import set_months
from sim.report.figures.look import (
    DOTS_PER_INCH,
    QUIET,
    STYLES,
    WIDTH_INCHES,
    look,
    scaling,
    settle,
    style_of,
)
from sim.report.figures.sheet import wrapped
from sim.report.words import Words, number, words_in
from sim.report.words_effects import method_of
from sim.report.words_why import why_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BODY_INCHES = 3.1
_LINE_INCHES = 0.135
_CAPTION_COLUMNS = 148
_MOST_LINES = len(STYLES) - 1
_REST = "rest"
_PART, _LEFT, _WHOLE = STYLES[0].colour, "#999999", "#333333"


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str = "en"
) -> dict[str, "Figure"]:
    """The figure of an answer to why, by its name.

    Args:
        tables: ``paths``, ``channels`` and, when there is one, ``decomposition``.
        about: What the manifest says of the question.
        language: ``en`` or ``zh``.

    Raises:
        OptionError: There is no font for the language.
    """
    return {"why": why_figure(tables, about, language)}


def why_figure(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str = "en"
) -> "Figure":
    """First differences by channel, cumulated over months; beside it the decomposition.

    Args:
        tables: ``paths``, ``channels`` and, when there is one, ``decomposition``.
        about: What the manifest says of the question.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    from matplotlib.figure import Figure

    words, said = words_in(language), why_words(language)
    parts = tables.get("decomposition")
    divided = parts is not None and len(parts) > 0
    text = said.caption.format(left=said.left if divided else "", **about)
    text = text[:1].upper() + text[1:]
    method = method_of(about, language)
    text += said.band.format(method=method) if about["seeds"] > 1 else ""
    text += said.caption_parts.format(method=method, **about) if divided else ""
    caption = wrapped(text, _CAPTION_COLUMNS)
    foot = _LINE_INCHES * (caption.count("\n") + 1) + 0.12
    height = _BODY_INCHES + foot
    with look(words):
        figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
        engine: Any = figure.get_layout_engine()
        engine.set(rect=(0.005, foot / height, 0.985, _BODY_INCHES / height), wspace=0.04)
        grid = figure.add_gridspec(1, 2 if divided else 1, width_ratios=[1.1, 1][: 1 + divided])
        axes = figure.add_subplot(grid[0])
        _lines(axes, tables["paths"], tables["channels"], about, words)
        axes.set_title(wrapped(said.people, 64))
        if divided:
            assert parts is not None
            axes = figure.add_subplot(grid[1])
            _bars(axes, parts, words)
            metric = words.pick(METRICS[about["metric"]].label)
            metric = metric if language == "zh" else metric[:1].lower() + metric[1:]
            axes.set_title(wrapped(said.parts.format(metric=metric), 64))
        figure.text(0.012, 0.06 / height, caption, fontsize=6.8, color=QUIET, va="bottom")
        settle(figure)
    return figure


def drawn_channels(channels: "pd.DataFrame") -> tuple[str, ...]:
    """The channels that have a line of their own, those of most people first."""
    rows = channels[(channels["channel"] != TOTAL) & (channels["people"] > 0)]
    rows = rows.sort_values("people", ascending=False, kind="stable")
    names = tuple(rows["channel"])
    return names if len(names) <= len(STYLES) else names[:_MOST_LINES]


def _cumulated(
    paths: "pd.DataFrame", names: Sequence[str], about: Mapping[str, Any]
) -> NDArray[np.float64]:
    """Per cent of people by channel, seed and month, shape (channels, seeds, months)."""
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
    words: Words,
) -> None:
    """A line with its band for each channel."""
    from matplotlib import dates

    make: Any = dates
    said = why_words(words.language)
    own = drawn_channels(channels)
    names = [*own, _REST] if len(own) < int((channels["people"] > 0).sum()) - 1 else [*own]
    shares = _cumulated(paths, names, about)
    months: list[dt.date] = [
        first_day(month) for month in range(int(about["start"]), int(about["end"]))
    ]
    at: Any = make.date2num(months)
    for index, name in enumerate(names):
        style = style_of(index)
        found = intervals_of(shares[index], about.get("interval", "t"))
        axes.fill_between(at, found.low, found.high, color=style.colour, alpha=0.2, lw=0)
        step = max(6, len(months) // 6)
        label = said.rest if name == _REST else channel_label(name, words.language)
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
    set_months(axes)
    axes.set_ylim(0, max(1e-9, 1.05 * axes.dataLim.y1) if names else 1)
    axes.set_ylabel(said.people_axis)
    axes.grid(axis="y", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    if names:
        axes.legend(frameon=False, fontsize=6.6, handlelength=3.2, loc="upper left")


def _bars(axes: "Axes", table: "pd.DataFrame", words: Words) -> None:
    """A bar for each channel, for what remains and for the whole."""
    unit = str(table["unit"].iloc[0])
    factor = scaling(unit)
    rows = table.to_dict("records")
    for line, row in enumerate(rows):
        sure = row["verdict"] == DISTINGUISHABLE
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
            number(row["effect"], unit, signed=True),
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
        channel_label(row["channel"], words.language)
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
    axes.set_xlabel(words.points if unit == "share" else words.unit(unit), labelpad=1)
