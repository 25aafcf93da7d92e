"""What each measure adds to a scenario's effect: a panel of bars for each metric."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.analysis.attribution import TOTAL
from sim.analysis.compare import DISTINGUISHABLE
from sim.declarations.metrics import METRICS
from sim.declare import MEASURES
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
from sim.report.words import NULL, Words, closed_up, number, words_in
from sim.report.words_attribution import PLAYER_LABELS, attribution_words
from sim.report.words_effects import method_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 9
_PANELS_A_ROW = 3
_PANEL_INCHES = 1.72
_LINE_INCHES = 0.135
_CAPTION_COLUMNS = 148
_TITLE_COLUMNS = 40
_PART, _WHOLE = STYLES[0].colour, "#9A9A9A"


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str = "en"
) -> dict[str, "Figure"]:
    """The figures of an attribution, by name.

    Args:
        tables: ``attribution``: what `sim.analysis.attribution.attribution_table` made.
        about: ``scenario``, ``baseline``, ``seeds`` and ``window``.
        language: ``en`` or ``zh``.

    Raises:
        OptionError: There is no font for the language.
    """
    return {"attribution": attribution_figure(tables["attribution"], about, language)}


def attribution_figure(
    table: "pd.DataFrame", about: Mapping[str, Any], language: str = "en"
) -> "Figure":
    """Effect of each measure on each metric, with intervals; at most nine metrics.

    Args:
        table: What `sim.analysis.attribution.attribution_table` made.
        about: ``scenario``, ``baseline``, ``seeds`` and ``window``.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    from matplotlib.figure import Figure

    words = words_in(language)
    names = list(dict.fromkeys(table["metric"]))
    shown = names[:MOST_PANELS]
    columns = min(_PANELS_A_ROW, len(shown))
    lines = math.ceil(len(shown) / columns)
    caption = _caption(table, about, names[MOST_PANELS:], words)
    title = closed_up(attribution_words(language).title.format(**about))
    foot, head = _LINE_INCHES * (caption.count("\n") + 1) + 0.12, 0.3
    height = head + _PANEL_INCHES * lines + foot
    with look(words):
        figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
        engine: Any = figure.get_layout_engine()
        body = (0.005, foot / height, 0.985, (height - foot - head) / height)
        engine.set(rect=body, hspace=0.05, wspace=0.04)
        grid = figure.add_gridspec(lines, columns)
        for index, name in enumerate(shown):
            axes = figure.add_subplot(grid[divmod(index, columns)])
            _panel(axes, table[table["metric"] == name], words, index % columns == 0)
        figure.text(0.012, 1 - 0.07 / height, title, fontsize=9, va="top")
        figure.text(0.012, 0.06 / height, caption, fontsize=6.8, color=QUIET, va="bottom")
        settle(figure)
    return figure


def _panel(axes: "Axes", rows: "pd.DataFrame", words: Words, named: bool) -> None:
    """A bar for each measure, and one for all of them."""
    metric = METRICS[rows["metric"].iloc[0]]
    factor = scaling(metric.unit)
    for line, measure in enumerate((*MEASURES, TOTAL)):
        row = rows[rows["measure"] == measure].iloc[0]
        middle, low, high = (float(row[key]) * factor for key in ("effect", "low", "high"))
        sure = row["verdict"] == DISTINGUISHABLE
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
        if not math.isnan(low):
            axes.plot([low, high], [line, line], color="black", lw=1.1, zorder=3, marker="|", ms=4)
        axes.annotate(
            number(row["effect"], metric.unit, True) if row["differs"] else NULL,
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
    labels = [words.pick(PLAYER_LABELS[one]) for one in (*MEASURES, TOTAL)]
    axes.set_yticks(range(len(labels)), labels if named else [""] * len(labels))
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    axes.locator_params(axis="x", nbins=5)
    unit = words.points if metric.unit == "share" else words.unit(metric.unit)
    axes.set_title(wrapped(words.pick(metric.label), _TITLE_COLUMNS))
    axes.set_xlabel(unit, labelpad=1, fontsize=6.8)


def _caption(
    table: "pd.DataFrame", about: Mapping[str, Any], left_out: list[str], words: Words
) -> str:
    """What a reader needs to know to read the figure."""
    said = attribution_words(words.language)
    rows = table[(table["measure"] != TOTAL) & table["differs"]]
    players = rows["measure"].nunique()
    form = said.caption if about["seeds"] > 1 else said.one_seed
    parts = [
        form.format(
            method=method_of(about, words.language),
            players=players,
            runs=2**players,
            tests=len(rows),
            **about,
        )
    ]
    if left_out:
        joint = "、" if words.language == "zh" else ", "
        names = joint.join(words.pick(METRICS[name].label) for name in left_out)
        parts.append(said.more.format(names=names))
    return wrapped(said.joint.join(parts), _CAPTION_COLUMNS)
