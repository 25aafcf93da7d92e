"""What outcomes depend on: bars of screening and of Sobol indices, a panel for each metric."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.declarations.metrics import METRICS
from sim.report.figures.look import (
    DOTS_PER_INCH,
    QUIET,
    STYLES,
    WIDTH_INCHES,
    look,
    scaling,
    settle,
)
from sim.report.figures.sheet import wrapped
from sim.report.words import Words, closed_up, number, words_in
from sim.report.words_attribution import Row, records
from sim.report.words_sensitivity import factor_title, pair_of, percent, sensitivity_words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 6
MOST_FACTORS = 10
_PANELS_A_ROW = 2
_LINE_INCHES = 0.135
_ROW_INCHES = 0.17
_CAPTION_COLUMNS = 148
_TITLE_COLUMNS = 60
_DARK, _LIGHT, _GREY = STYLES[0].colour, "#A6D4F0", "#9A9A9A"


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str = "en"
) -> dict[str, "Figure"]:
    """The figures of a sensitivity analysis, by name.

    Args:
        tables: ``morris``, ``sobol`` and ``variance``, of which some may be empty.
        about: ``scenarios``, ``seeds``, ``factors``, ``window``, ``screening`` and ``sobol``.
        language: ``en`` or ``zh``.

    Raises:
        OptionError: There is no font for the language.
    """
    words, found = words_in(language), {}
    said = sensitivity_words(language)
    one = about["seeds"] == 1
    if len(tables["morris"]):
        rows = records(tables["morris"])
        text = (said.morris_one if one else said.morris_caption).format(
            trajectories=about["screening"]["trajectories"], **_known(about)
        )
        found["morris"] = _drawn(rows, about, said.morris_heading, text, words, _morris_panel)
    if len(tables["sobol"]):
        rows = records(tables["sobol"])
        shares = {row["metric"]: row for row in records(tables["variance"])}
        text = (said.sobol_one if one else said.sobol_caption).format(
            samples=about["sobol"]["samples"], **_known(about)
        )

        def panel(axes: "Axes", chosen: Sequence[Row], words: Words) -> None:
            _sobol_panel(axes, chosen, shares[chosen[0]["metric"]], words)

        found["sobol"] = _drawn(rows, about, said.sobol_heading, text, words, panel, more=1)
    return found


def _known(about: Mapping[str, Any]) -> dict[str, Any]:
    """What captions need."""
    return {key: about[key] for key in ("seeds", "factors", "window")}


def _drawn(
    rows: Sequence[Row],
    about: Mapping[str, Any],
    title: str,
    text: str,
    words: Words,
    panel: Callable[["Axes", Sequence[Row], Words], None],
    more: int = 0,
) -> "Figure":
    """A panel for each metric, two a row, and a caption at the foot."""
    from matplotlib.figure import Figure

    names = list(dict.fromkeys(row["metric"] for row in rows))[:MOST_PANELS]
    chosen = {name: [row for row in rows if row["metric"] == name][:MOST_FACTORS] for name in names}
    columns = min(_PANELS_A_ROW, len(names))
    lines = math.ceil(len(names) / columns)
    bars = max(len(found) for found in chosen.values()) + more
    caption = wrapped(text, _CAPTION_COLUMNS)
    foot = _LINE_INCHES * (caption.count("\n") + 1) + 0.12
    head = 0.3
    height = head + (0.68 + _ROW_INCHES * bars) * lines + foot
    with look(words):
        figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
        engine: Any = figure.get_layout_engine()
        rect = (0.005, foot / height, 0.985, (height - foot - head) / height)
        engine.set(rect=rect, hspace=0.05, wspace=0.04)
        grid = figure.add_gridspec(lines, columns)
        for index, name in enumerate(names):
            axes = figure.add_subplot(grid[divmod(index, columns)])
            panel(axes, chosen[name], words)
            axes.set_title(wrapped(words.pick(METRICS[name].label), _TITLE_COLUMNS))
        heading = closed_up(title.format(pair=pair_of(about, words)))
        figure.text(0.012, 1 - 0.07 / height, heading, fontsize=9, va="top")
        figure.text(0.012, 0.06 / height, caption, fontsize=6.8, color=QUIET, va="bottom")
        settle(figure)
    return figure


def _morris_panel(axes: "Axes", rows: Sequence[Row], words: Words) -> None:
    """Mean absolute effects with intervals, and what luck alone would show."""
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
        _number(axes, line, number(row["mu"], unit, signed=True))
        if not math.isnan(row["noise"]):
            axes.plot(
                [row["noise"] * factor] * 2,
                [line - 0.42, line + 0.42],
                color="#D55E00",
                ls=(0, (2, 1)),
                lw=1.2,
                zorder=4,
            )
    _settle_axes(axes, [factor_title(row["factor"], words.language) for row in rows])
    axes.set_xlabel(words.points if unit == "share" else words.unit(unit), labelpad=1)


def _sobol_panel(axes: "Axes", rows: Sequence[Row], variance: Row, words: Words) -> None:
    """First-order and total indices, and the luck of the seed."""
    said = sensitivity_words(words.language)
    for line, row in enumerate(rows):
        for shift, key, colour in ((-0.19, "first", _DARK), (0.19, "total", _LIGHT)):
            low, middle, high = (100 * row[name] for name in (f"{key}_low", key, f"{key}_high"))
            axes.barh(
                line + shift, middle, height=0.36, color=colour, edgecolor=_DARK, lw=0.5, zorder=2
            )
            _whisker(axes, line + shift, low, high)
        _number(axes, line, percent(row["total"]))
    labels = [factor_title(row["factor"], words.language) for row in rows]
    if not math.isnan(variance["seed_share"]):
        line = len(rows)
        axes.barh(line, 100 * variance["seed_share"], height=0.68, color=_GREY, zorder=2)
        _whisker(axes, line, 100 * variance["low"], 100 * variance["high"])
        _number(axes, line, percent(variance["seed_share"]))
        axes.axhline(line - 0.5, color=QUIET, lw=0.5)
        labels.append(said.seed)
    _settle_axes(axes, labels)
    axes.set_xlabel(said.share, labelpad=1)


def _whisker(axes: "Axes", line: float, low: float, high: float) -> None:
    """An interval."""
    if not math.isnan(low):
        axes.plot([low, high], [line, line], color="black", lw=1.0, marker="|", ms=4, zorder=3)


def _number(axes: "Axes", line: float, text: str) -> None:
    """A number at the right edge of a panel."""
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
    """Names at the left, room for numbers at the right."""
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
