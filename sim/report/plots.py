"""Figures drawn from tables: lines over time with bands, and paired differences.

Colours are those of Okabe & Ito (2008), told apart with every common colour blindness; line
styles and markers tell the scenarios apart in grey.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import DISTINGUISHABLE, Design, bands
from sim.calendar import first_day, format_month
from sim.declarations.metrics import METRICS
from sim.declare import Metric
from sim.report.words import NULL, Words, chinese_font, number, words_in, wrapped
from sim.runs.files import atomic

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.gridspec import SubplotSpec

WIDTH_INCHES = 8.0
DOTS_PER_INCH = 150
"""8 inches at 150 dots are 1200 pixels."""
MOST_PANELS = 9
_PANELS_A_ROW = 3
_PANEL_INCHES = 1.55
_LINE_INCHES = 0.135
_CAPTION_COLUMNS = 148
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
_PAST_GREY = "#ECECEC"
_QUIET = "#555555"
_RC: Mapping[str, Any] = {
    "font.size": 7.5,
    "axes.titlesize": 7.8,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "lines.linewidth": 1.3,
    "svg.hashsalt": "cogov",
}


@contextmanager
def _look(words: Words) -> Iterator[None]:
    """The look of our figures, for as long as one is drawn or saved."""
    import matplotlib as mpl

    families = ["DejaVu Sans"]
    if words.language == "zh":
        # After the other, which draws numbers and names as in English figures.
        families.append(chinese_font())
    settings: Any = {**_RC, "font.family": families}
    with mpl.rc_context(settings):
        yield


def comparison_figure(
    metrics: "pd.DataFrame",
    differences: "pd.DataFrame",
    design: Design,
    until: int | None,
    language: str = "en",
) -> "Figure":
    """Metrics over time in each scenario, and below them the paired differences.

    Args:
        metrics: The table of metrics.
        differences: What `sim.analysis.compare.differences_table` made.
        design: What is compared.
        until: First month in which any two scenarios differ; None when none ever do.
        language: ``en`` or ``zh``.

    Returns:
        A figure 1200 pixels wide, not bound to any window.

    Raises:
        OptionError: There is no font for the language.
    """
    words = words_in(language)
    rows = [] if differences.empty else _rows_by_unit(design.metrics)
    caption = _caption(design, words, until, len(differences))
    with _look(words):
        return _draw(metrics, differences, design, rows, caption, words, until)


def run_figure(
    metrics: "pd.DataFrame", design: Design, until: int | None, language: str = "en"
) -> "Figure":
    """Metrics over time, as `comparison_figure` without differences."""
    words = words_in(language)
    with _look(words):
        return _draw(metrics, None, design, [], _caption(design, words, until, 0), words, until)


def save_figure(figure: "Figure", paths: Sequence[Path], language: str = "en") -> None:
    """Write a figure, atomically, in the formats that the names of the files ask for."""
    with _look(words_in(language)):
        for path in paths:
            kind = path.suffix.removeprefix(".")
            # Without the date the same figure gives the same bytes.
            stamp = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
            with atomic(path) as temporary:
                figure.savefig(temporary, format=kind, dpi=DOTS_PER_INCH, metadata=stamp)


def _rows_by_unit(names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Metrics that can share an axis: of one unit, and for which more is equally good or bad.

    Their differences are then of one sign where a regime is better, and of one order of size.
    """
    groups: dict[tuple[str, int], list[str]] = {}
    for name in names:
        groups.setdefault((METRICS[name].unit, METRICS[name].direction), []).append(name)
    return [(unit, members) for (unit, _), members in groups.items()]


def _draw(
    metrics: "pd.DataFrame",
    differences: "pd.DataFrame | None",
    design: Design,
    groups: list[tuple[str, list[str]]],
    caption: str,
    words: Words,
    until: int | None,
) -> "Figure":
    """Panels over time, differences below, a legend above and a caption at the foot."""
    from matplotlib.figure import Figure

    shown = design.metrics[:MOST_PANELS]
    columns = min(_PANELS_A_ROW, len(shown))
    lines = math.ceil(len(shown) / columns)
    row = 0.06 + 0.105 * max(1, len(design.others))
    heights = [0.4 + row * len(names) for _, names in groups]
    below, foot = sum(heights), _LINE_INCHES * (caption.count("\n") + 1) + 0.12
    legend = _legend_columns(design.scenarios)
    head = 0.12 + 0.18 * math.ceil(len(design.scenarios) / legend)
    body = _PANEL_INCHES * lines + below
    height = head + body + foot
    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0.005, foot / height, 0.985, body / height), hspace=0.04, wspace=0.03)
    ratios = [_PANEL_INCHES * lines, below] if groups else [1.0]
    outer = figure.add_gridspec(len(ratios), 1, height_ratios=ratios)
    _draw_panels(figure, outer[0], bands(metrics, shown), design, (lines, columns), words, until)
    if differences is not None and groups:
        inner = outer[1].subgridspec(len(groups), 1, height_ratios=[len(g) for _, g in groups])
        for index, (unit, names) in enumerate(groups):
            axes = figure.add_subplot(inner[index])
            _draw_differences(axes, differences, design, names, unit, words)
            if index == 0:
                axes.set_title(_differences_title(design, words))
    _draw_legend(figure, design.scenarios, legend)
    figure.text(0.012, 0.06 / height, caption, fontsize=6.8, color=_QUIET, va="bottom")
    _settle(figure)
    return figure


def _settle(figure: "Figure") -> None:
    """Lay out once and for all, to the hundred-thousandth of the figure.

    The last bits of what the layout engine finds differ between runs, and so would files.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        left, bottom, width, height = axes.get_position().bounds
        axes.set_position((round(left, 5), round(bottom, 5), round(width, 5), round(height, 5)))
        axes.set_in_layout(True)


def _legend_columns(names: Sequence[str]) -> int:
    """How many entries fit beside each other, the widest setting the width of all."""
    widest = 0.62 + 0.066 * max(len(name) for name in names)
    return max(1, min(len(names), int((WIDTH_INCHES - 0.3) / widest)))


def style_of(index: int) -> Style:
    """The look of the scenario with that index, from 0."""
    count = len(STYLES)
    look, turn = STYLES[index % count], index // count
    return Style(look.colour, STYLES[(index + turn) % count].line, look.marker)


def _draw_legend(figure: "Figure", names: Sequence[str], columns: int) -> None:
    """One legend for all panels."""
    from matplotlib.lines import Line2D

    handles = []
    for index, name in enumerate(names):
        look = style_of(index)
        handles.append(
            Line2D([], [], color=look.colour, ls=look.line, marker=look.marker, ms=4, label=name)
        )
    figure.legend(
        handles=handles, loc="upper left", ncols=columns, frameon=False, fontsize=8,
        handlelength=3.4, bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2, columnspacing=1.6,
    )  # fmt: skip


def _scaling(unit: str) -> float:
    """What values are multiplied with: shares are shown in per cent."""
    return _PERCENT if unit == "share" else 1.0


def _draw_panels(
    figure: "Figure",
    place: "SubplotSpec",
    table: "pd.DataFrame",
    design: Design,
    shape: tuple[int, int],
    words: Words,
    until: int | None,
) -> None:
    """A panel over time for each metric."""
    grid = place.subgridspec(*shape)
    for index, name in enumerate(design.metrics[:MOST_PANELS]):
        axes = figure.add_subplot(grid[divmod(index, shape[1])])
        rows = table[table["metric"] == name]
        _draw_lines(axes, rows, design.scenarios, _scaling(METRICS[name].unit))
        axes.set_title(wrapped(words.title(METRICS[name]), 44))
        _set_range(axes, METRICS[name])
        _shade_past(axes, rows["month"].min(), until, words if index == 0 else None)


def _draw_lines(axes: "Axes", rows: "pd.DataFrame", names: Sequence[str], factor: float) -> None:
    """Line, band and a marker a year for each scenario."""
    for index, name in enumerate(names):
        look = style_of(index)
        found = rows[rows["scenario"] == name]
        months, mean = found["month"].to_numpy(), found["mean"].to_numpy() * factor
        low, high = (found[end].to_numpy() * factor for end in ("low", "high"))
        axes.fill_between(months, low, high, color=look.colour, alpha=0.22, lw=0)
        step = max(12, 12 * (len(found) // 96))
        axes.plot(
            months, mean, color=look.colour, ls=look.line, marker=look.marker, ms=3,
            markevery=(4 * index % step, step), zorder=3 + index,
        )  # fmt: skip


def _set_range(axes: "Axes", metric: Metric) -> None:
    """Heights start at zero, but for indices, whose zero means nothing; years below."""
    from matplotlib import dates
    from matplotlib.ticker import MaxNLocator

    make: Any = dates
    axes.margins(x=0.012)
    high = axes.dataLim.y1
    if metric.low == 0 and metric.unit != "0-1":
        axes.set_ylim(0, 1.08 * high if high > 0 else 1)
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    locator = make.AutoDateLocator(minticks=3, maxticks=6)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(make.ConciseDateFormatter(locator, show_offset=False))


def _shade_past(axes: "Axes", first: Any, until: int | None, words: Words | None) -> None:
    """Shade the months before the first difference; say what they are in one panel."""
    end = axes.get_xlim()[1] if until is None else _date_number(until)
    start = _date_number_of(first)
    if end <= start:
        return
    axes.axvspan(start, end, color=_PAST_GREY, lw=0, zorder=0)
    if words is not None:
        axes.annotate(
            words.common_past, (start, 1), xycoords=("data", "axes fraction"),
            xytext=(3, -3), textcoords="offset points", va="top", color=_QUIET, fontsize=6.8,
        )  # fmt: skip


def _date_number(month: int) -> float:
    """Where a month begins on an axis of dates."""
    return _date_number_of(first_day(month))


def _date_number_of(day: Any) -> float:
    """Where a day is on an axis of dates."""
    from matplotlib.dates import date2num

    convert: Callable[[Any], Any] = date2num
    return float(convert(day))


def _differences_title(design: Design, words: Words) -> str:
    """What the panels of differences show."""
    text = words.difference.format(baseline=design.baseline, window=design.window)
    return wrapped(text, 92)


def _draw_differences(
    axes: "Axes",
    table: "pd.DataFrame",
    design: Design,
    names: Sequence[str],
    unit: str,
    words: Words,
) -> None:
    """A row for each metric, and in it a point with its interval for each scenario."""
    count = len(design.others)
    factor = _scaling(unit)
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
    axes.axvline(0, color=_QUIET, lw=0.9, zorder=1)
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


def _caption(design: Design, words: Words, until: int | None, tests: int) -> str:
    """What a reader needs to know to read the figure, wrapped to its width."""
    seeds = len(design.seeds)
    parts = [(words.lines if seeds > 1 else words.line).format(seeds=seeds)]
    if len(design.scenarios) > 1 and until is not None:
        parts.append(words.past.format(until=format_month(until)))
    if tests:
        text = words.pairs if seeds > 1 else words.pair
        parts.append(
            text.format(baseline=design.baseline, window=design.window, seeds=seeds, tests=tests)
        )
    parts.append(
        words.about.format(
            town=design.town[1] if words.language == "zh" else design.town[0],
            residents=design.residents,
            scale=design.scale,
            simulated=round(design.residents * design.scale),
        )
    )
    joint = "" if words.language == "zh" else " "
    return wrapped(joint.join(parts), _CAPTION_COLUMNS)
