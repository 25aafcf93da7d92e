"""Panels of paired differences with intervals, and the look of scenarios in every panel.

Colours are those of Okabe & Ito (2008), told apart with every common colour blindness; line
styles and markers tell the scenarios apart in grey.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import DISTINGUISHABLE, Design
from sim.declarations.metrics import METRICS
from sim.report.words import NULL, Words, number, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

QUIET = "#555555"
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Style:
    """How one scenario looks in every panel."""

    colour: str
    line: str | tuple[int, tuple[float, ...]]
    marker: str


STYLES = (
    Style("#0072B2", "-", "o"),
    Style("#D55E00", (0, (5, 1.6)), "s"),
    Style("#009E73", (0, (1.2, 1.2)), "D"),
    Style("#CC79A7", (0, (6, 1.5, 1.2, 1.5)), "^"),
    Style("#56B4E9", (0, (9, 2)), "v"),
    Style("#E69F00", (0, (3, 1, 1, 1, 1, 1)), "P"),
    Style("#000000", (0, (2, 2.5)), "X"),
)


def style_of(index: int) -> Style:
    """The look of the scenario with that index, from 0."""
    count = len(STYLES)
    look, turn = STYLES[index % count], index // count
    return Style(look.colour, STYLES[(index + turn) % count].line, look.marker)


def scaling(unit: str) -> float:
    """What values are multiplied with: shares are shown in per cent."""
    return _PERCENT if unit == "share" else 1.0


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
