"""Panels of paired differences with intervals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import DISTINGUISHABLE, Design
from sim.declarations.metrics import METRICS
from sim.report.figures.look import QUIET, scaling, style_of
from sim.report.words import NULL, Words, number, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def differences_title(design: Design, words: Words) -> str:
    """What the panels of differences show."""
    text = words.difference.format(baseline=design.baseline, window=design.window)
    return wrapped(text, 92)


def draw_differences(
    axes: "Axes",
    table: "pd.DataFrame",
    design: Design,
    names: Sequence[str],
    unit: str,
    words: Words,
) -> None:
    """A row for each metric, and in it a point with its interval for each scenario."""
    count = len(design.others)
    factor = scaling(unit)
    for index, name in enumerate(design.scenarios):
        if name == design.baseline:
            continue
        look, place = style_of(index), design.others.index(name)
        for line, metric in enumerate(names):
            found = table[(table["scenario"] == name) & (table["metric"] == metric)].iloc[0]
            # The rows of one metric take the middle eight tenths of its height.
            y = line + (0.8 * (place + 0.5) / count - 0.4)
            middle, low, high = (factor * found[end] for end in ("difference", "low", "high"))
            filled = found["verdict"] == DISTINGUISHABLE
            axes.plot([low, high], [y, y], color=look.colour, lw=1.4, solid_capstyle="butt")
            axes.plot(
                [middle], [y], color=look.colour, marker=look.marker, ms=3.8, ls="",
                mfc=look.colour if filled else "white", mew=0.9,
            )  # fmt: skip
            axes.annotate(
                _interval_text(found, METRICS[metric].unit), (1, y),
                xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points",
                va="center", fontsize=6, color=look.colour,
            )  # fmt: skip
    axes.axvline(0, color=QUIET, lw=0.9, zorder=1)
    axes.set_yticks(range(len(names)), [words.pick(METRICS[name].label) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    for line in range(1, len(names)):
        axes.axhline(line - 0.5, color="#EEEEEE", lw=0.5, zorder=0)
    axes.set_axisbelow(True)
    axes.set_xlabel(words.points if unit == "share" else words.unit(unit), labelpad=1)


def _interval_text(found: "pd.Series[Any]", unit: str) -> str:
    """Difference and interval in figures."""
    middle, low, high = (number(found[end], unit, True) for end in ("difference", "low", "high"))
    return middle if low == NULL else f"{middle}  [{low}, {high}]"
