"""What each factor of an experiment does to a few metrics: a panel for each of both."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import told
from sim.analysis.intervals import FEWEST
from sim.declarations.metrics import METRICS
from sim.report.figures.look import look, scaling, settle, style_of
from sim.report.figures.sheet import new_sheet, wrapped
from sim.report.labels import ScenarioLabels
from sim.report.sweep import level_text
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
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
    speech: Speech,
) -> "Figure":
    """Metrics at each level of each factor, with intervals over seeds.

    Args:
        table: What `sim.analysis.effects.factor_table` made.
        metrics: Metrics shown, one row of panels each; at most `MOST_METRICS`.
        about: ``seeds`` and ``window``.
        labels: Labels of the scenarios.
        speech: Says labels and caption.
    """
    metrics = metrics[:MOST_METRICS]
    factors = list(dict.fromkeys(table["factor"]))
    shown, scenarios = factors[:MOST_FACTORS], list(dict.fromkeys(table["scenario"]))
    sentences = [
        speech(
            "sweep.figure_seeds" if about["seeds"] >= FEWEST else "sweep.figure_one",
            over=speech.seeds(about["seeds"]),
            **about,
        )
    ]
    if len(factors) > len(shown):
        names = [speech.head(speech.factor(one)) for one in factors[MOST_FACTORS:]]
        sentences.append(speech("sweep.not_drawn", names=speech.commas(names)))
    with look():
        handles = _handles(scenarios, labels, speech)
        figure = new_sheet(_PANEL_INCHES * len(metrics), speech.joint(sentences), handles)
        grid = figure.add_gridspec(len(metrics), len(shown))
        for line, metric in enumerate(metrics):
            first = None
            for column, factor in enumerate(shown):
                axes = figure.add_subplot(grid[line, column], sharey=first)
                own = table[(table["factor"] == factor) & (table["metric"] == metric)]
                last = line == len(metrics) - 1
                _panel(axes, own, scenarios, speech, last=last, room=len(shown))
                if first is not None:
                    axes.tick_params(labelleft=False)
                else:
                    axes.set_title(speech.title(METRICS[metric]))
                    first = axes
        settle(figure)
    return figure


def _handles(scenarios: Sequence[str], labels: ScenarioLabels, speech: Speech) -> "list[Artist]":
    """Entries of the legend, where there are several scenarios."""
    from matplotlib.lines import Line2D

    handles: list[Artist] = []
    for index, name in enumerate(scenarios if len(scenarios) > 1 else []):
        one, label = style_of(index), labels.pick(name, speech)
        handles.append(
            Line2D([], [], color=one.colour, ls=one.line, marker=one.marker, ms=4, label=label)
        )
    return handles


def _panel(
    axes: "Axes",
    rows: "pd.DataFrame",
    scenarios: Sequence[str],
    speech: Speech,
    *,
    last: bool,
    room: int,
) -> None:
    """One metric at the levels of one factor."""
    factor, metric = rows["factor"].iloc[0], METRICS[rows["metric"].iloc[0]]
    scale, texts = scaling(metric.unit), list[str]()
    for index, name in enumerate(scenarios):
        own = told(rows[rows["scenario"] == name], "mean_low", "mean_high")
        style = style_of(index)
        if own.empty:
            continue
        places = [place + 0.08 * (index - (len(scenarios) - 1) / 2) for place in own["level"]]
        mean = own["mean"].to_numpy() * scale
        low, high = (own[end].to_numpy() * scale for end in ("mean_low", "mean_high"))
        axes.plot(places, mean, color=style.colour, ls=style.line, lw=1, marker=style.marker, ms=4)
        axes.vlines(places, low, high, color=style.colour, lw=1.1)
        texts = [level_text(factor, row, speech) for row in own.to_dict("records")]
    axes.margins(y=0.12)
    axes.set_xlim(-0.4, len(texts) - 0.6)
    wide = max(3, _TICK_COLUMNS // (room * max(1, len(texts))))
    axes.set_xticks(range(len(texts)), [wrapped(text, wide) for text in texts] if last else [])
    axes.grid(axis="y", color="#E3E3E3", lw=0.5)
    axes.set_axisbelow(True)
    axes.locator_params(axis="y", nbins=5)
    if last:
        label = speech.head(speech.factor(factor))
        axes.set_xlabel(wrapped(label, _TITLE_COLUMNS // (2 * room)), labelpad=3)
