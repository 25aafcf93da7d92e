"""What each factor of an experiment does to a few metrics: a panel for each of both."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.declarations.metrics import METRICS
from sim.report.figures.look import look, scaling, settle, style_of
from sim.report.figures.sheet import joined, new_sheet
from sim.report.labels import ScenarioLabels
from sim.report.words import Words, words_in, wrapped
from sim.report.words_sweep import factor_label, level_text, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_FACTORS, MOST_METRICS = 4, 4
_PANEL_INCHES = 1.55
_TITLE_COLUMNS = 168
_TICK_COLUMNS = 56


def factors_figure(
    table: "pd.DataFrame",
    metrics: Sequence[str],
    about: Mapping[str, Any],
    labels: ScenarioLabels,
    language: str = "en",
) -> "Figure":
    """Metrics at each level of each factor, with intervals over seeds.

    Args:
        table: What `sim.analysis.factors.factor_table` made.
        metrics: Metrics shown, one row of panels each; at most `MOST_METRICS`.
        about: ``seeds`` and ``window``.
        labels: Labels of the scenarios.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.
    """
    words = words_in(language)
    with look():
        return _draw(table, metrics[:MOST_METRICS], about, labels, words)


def _draw(
    table: "pd.DataFrame",
    metrics: Sequence[str],
    about: Mapping[str, Any],
    labels: ScenarioLabels,
    words: Words,
) -> "Figure":
    from matplotlib.lines import Line2D

    factors = list(dict.fromkeys(table["factor"]))
    shown, scenarios = factors[:MOST_FACTORS], list(dict.fromkeys(table["scenario"]))
    handles = []
    for index, name in enumerate(scenarios if len(scenarios) > 1 else []):
        one = style_of(index)
        text = labels.pick(name, words.language)
        handles.append(
            Line2D([], [], color=one.colour, ls=one.line, marker=one.marker, ms=4, label=text)
        )
    key = "figure_seeds" if about["seeds"] > 1 else "figure_one"
    parts = [say(words.language, key, **about)]
    if len(factors) > len(shown):
        names = [factor_label(one, words.language) for one in factors[MOST_FACTORS:]]
        parts.append(say(words.language, "not_drawn", names=", ".join(names)))
    caption = joined(parts, words)
    figure = new_sheet(_PANEL_INCHES * len(metrics), caption, handles)
    grid = figure.add_gridspec(len(metrics), len(shown))
    for line, metric in enumerate(metrics):
        first = None
        for column, factor in enumerate(shown):
            axes = figure.add_subplot(grid[line, column], sharey=first)
            own = table[(table["factor"] == factor) & (table["metric"] == metric)]
            _panel(axes, own, scenarios, words, last=line == len(metrics) - 1, room=len(shown))
            if first is not None:
                axes.tick_params(labelleft=False)
            else:
                axes.set_title(words.title(METRICS[metric]))
                first = axes
    settle(figure)
    return figure


def _panel(
    axes: "Axes",
    rows: "pd.DataFrame",
    scenarios: Sequence[str],
    words: Words,
    *,
    last: bool,
    room: int,
) -> None:
    """One metric at the levels of one factor."""
    factor, metric = rows["factor"].iloc[0], METRICS[rows["metric"].iloc[0]]
    scale, texts = scaling(metric.unit), list[str]()
    for index, name in enumerate(scenarios):
        own, style = rows[rows["scenario"] == name], style_of(index)
        if own.empty:
            continue
        places = [place + 0.08 * (index - (len(scenarios) - 1) / 2) for place in own["level"]]
        mean = own["mean"].to_numpy() * scale
        low, high = (own[end].to_numpy() * scale for end in ("mean_low", "mean_high"))
        axes.plot(places, mean, color=style.colour, ls=style.line, lw=1, marker=style.marker, ms=4)
        axes.vlines(places, low, high, color=style.colour, lw=1.1)
        texts = [level_text(factor, row, words.language) for row in own.to_dict("records")]
    axes.margins(y=0.12)
    axes.set_xlim(-0.4, len(texts) - 0.6)
    wide = max(3, _TICK_COLUMNS // (room * max(1, len(texts))))
    axes.set_xticks(range(len(texts)), [wrapped(text, wide) for text in texts] if last else [])
    axes.grid(axis="y", color="#E3E3E3", lw=0.5)
    axes.set_axisbelow(True)
    axes.locator_params(axis="y", nbins=5)
    if last:
        label = factor_label(factor, words.language)
        axes.set_xlabel(wrapped(label, _TITLE_COLUMNS // (2 * room)), labelpad=3)
