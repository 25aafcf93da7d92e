"""Settings that a search tried, and how much those that are kept are regretted."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.declarations.metrics import METRICS
from sim.report.amounts import COST_UNIT, metric_name
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
from sim.report.words import Words, closed_up, words_in
from sim.report.words_attribution import Row, records
from sim.report.words_search import of_settings, say
from sim.sweeps.responses import COST

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LINE_INCHES = 0.135
_CAPTION_COLUMNS = 148
_MILLION = 1e6
_HALO = {"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.4}
"""Behind numbers that may lie on a bar."""
_MANY = 60
"""Settings above which only those that were kept have bars."""
_SIDES = ((True, True), (True, False), (False, True), (False, False))
"""Where a number may stand: right or left, above or below its point."""
_LEGEND_COLUMNS = 3
_HATCHES = ("", "////", "....", "xxxx", "----", "oo")


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str = "en"
) -> dict[str, "Figure"]:
    """The figures of a search: ``pareto``, and ``regret`` where settings can be compared.

    Args:
        tables: ``settings`` and ``regret``.
        about: What `sim.api.search` says of it.
        language: ``en`` or ``zh``.

    Raises:
        OptionError: There is no font for the language.
    """
    words = words_in(language)
    found = {"pareto": _pareto(records(tables["settings"]), about, words)}
    if about["rival"] is not None:
        found["regret"] = _regret(records(tables["regret"]), about, words)
    return found


def _sheet(title: str, caption: str, inner: float) -> tuple["Figure", Any]:
    """A figure with a title and a caption, and room for panels between."""
    from matplotlib.figure import Figure

    text = wrapped(caption, _CAPTION_COLUMNS)
    foot, head = _LINE_INCHES * (text.count("\n") + 1) + 0.12, 0.3
    height = head + inner + foot
    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0.005, foot / height, 0.985, inner / height), hspace=0.06, wspace=0.05)
    figure.text(0.012, 1 - 0.07 / height, title, fontsize=9, va="top")
    figure.text(0.012, 0.06 / height, text, fontsize=6.8, color=QUIET, va="bottom")
    return figure, engine


def _pareto(rows: Sequence[Row], about: Mapping[str, Any], words: Words) -> "Figure":
    """A panel for each aim beside the cost, over the cost."""
    metrics = [one["metric"] for one in about["objectives"] if one["metric"] != COST]
    aims = {one["metric"]: one["aim"] for one in about["objectives"]}
    columns = min(2, len(metrics))
    lines = -(-len(metrics) // columns)
    language = words.language
    caption = say(language, "pareto_caption", window=about["window"], seeds=about["seeds"])
    title = closed_up(say(language, "pareto", scenario=about["scenario"]))
    with look(words):
        figure, _ = _sheet(title, caption, 2.6 * lines)
        grid = figure.add_gridspec(lines, columns)
        for index, metric in enumerate(metrics):
            axes = figure.add_subplot(grid[divmod(index, columns)])
            _panel(axes, rows, metric, about, words)
            name = words.pick(METRICS[metric].label)
            aim = say(language, f"aim_{aims[metric]}")
            axes.set_title(wrapped(_bracketed(name, aim, language), 66))
        settle(figure)
        for axes, metric in zip(figure.axes, metrics, strict=True):
            _name_kept(axes, rows, metric, about)
    return figure


def _name_kept(axes: "Axes", rows: Sequence[Row], metric: str, about: Mapping[str, Any]) -> None:
    """Numbers beside the settings that were kept, those that find room; the robust one first."""
    factor, dots = scaling(METRICS[metric].unit), DOTS_PER_INCH / 72
    taken: list[tuple[float, float, float, float]] = []
    kept = sorted((row for row in rows if row["kept"]), key=lambda row: row["trial"])
    for row in sorted(kept, key=lambda row: row["trial"] != about["robust"]):
        text = f"{row['trial']}"
        point = (row[f"{COST}_mean"] / _MILLION, factor * row[f"{metric}_mean"])
        x, y = (one / dots for one in axes.transData.transform(point))
        width, height = 4.2 * len(text), 7.0
        for right, up in _SIDES:
            left = x + 5 if right else x - 5 - width
            low = y + (3 if up else -3 - height)
            box = (left, low, left + width, low + height)
            if not any(_meet(box, one) for one in taken):
                taken.append(box)
                axes.annotate(
                    text,
                    point,
                    xytext=(left - x, low - y),
                    textcoords="offset points",
                    fontsize=6.2,
                    zorder=5,
                    bbox=_HALO,
                )
                break


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes, given by left, low, right and high, overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _bracketed(text: str, more: str, language: str) -> str:
    """A text with more in brackets."""
    return f"{text}（{more}）" if language == "zh" else f"{text} ({more})"


def _panel(
    axes: "Axes", rows: Sequence[Row], metric: str, about: Mapping[str, Any], words: Words
) -> None:
    """One aim over the cost."""
    factor = scaling(METRICS[metric].unit)
    blue, orange = STYLES[0].colour, STYLES[1].colour
    many = len(rows) > _MANY
    for row in rows:
        if row[f"{COST}_mean"] != row[f"{COST}_mean"]:
            continue
        x, y = row[f"{COST}_mean"] / _MILLION, factor * row[f"{metric}_mean"]
        error = factor * row[f"{metric}_error"]
        robust = row["trial"] == about["robust"]
        colour = blue if row["within"] else "#888888"
        if not many or row["kept"]:
            bar = error if error == error else None
            axes.errorbar(x, y, yerr=bar, color=colour, lw=0.7, zorder=2)
        small = 8 if many else 14
        look_of: dict[str, Any] = {"marker": "x", "color": colour, "s": small, "lw": 0.8}
        if row["within"]:
            look_of = {
                "marker": "*" if robust else "o",
                "s": 110 if robust else 34 if row["kept"] else small,
                "facecolors": orange if robust else blue if row["best"] else "white",
                "edgecolors": colour,
                "lw": 0.8,
            }
        axes.scatter([x], [y], zorder=4 if robust else 3, **look_of)
    axes.axvline(about["budget"] / _MILLION, color=orange, ls=(0, (3, 2)), lw=1, zorder=1)
    axes.margins(0.08)
    unit = METRICS[metric].unit
    axes.set_ylabel(words.unit(unit), labelpad=1)
    cost = words.unit(COST_UNIT)
    million = "百万" if words.language == "zh" else "million "
    name = metric_name(COST, words)
    name = _bracketed(name[:1].upper() + name[1:], f"{million}{cost}", words.language)
    axes.set_xlabel(name, labelpad=1)
    axes.grid(color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)


def _regret(rows: Sequence[Row], about: Mapping[str, Any], words: Words) -> "Figure":
    """Worst regret of each setting by aim, the most robust at the top."""
    language = words.language
    metrics = [one["metric"] for one in about["objectives"]]
    settings = of_settings(rows)
    caption = say(language, "regret_caption", members=about["members"], seeds=about["seeds"])
    title = closed_up(say(language, "regret", scenario=about["scenario"]))
    part = 0.8 / (len(metrics) + 1)
    with look(words):
        lines = -(-(len(metrics) + 1) // _LEGEND_COLUMNS)
        tall = 0.72 + 0.18 * lines + 0.1 * (len(metrics) + 2) * len(settings)
        figure, _ = _sheet(title, caption, tall)
        axes = figure.add_subplot()
        for line, one in enumerate(settings):
            for place, metric in enumerate(metrics):
                row = next(
                    each
                    for each in rows
                    if each["trial"] == one["trial"] and each["metric"] == metric
                )
                axes.barh(
                    line - 0.4 + part * (place + 0.5),
                    100 * row["share_worst"],
                    height=part,
                    color=STYLES[place].colour,
                    hatch=_HATCHES[place],
                    edgecolor="white",
                    lw=0.4,
                    label=metric_name(metric, words) if not line else None,
                    zorder=2,
                )
            at = line - 0.4 + part * (len(metrics) + 0.5)
            if one["worst_low"] == one["worst_low"]:
                axes.plot(
                    [100 * one["worst_low"], 100 * one["worst_high"]],
                    [at, at],
                    color="black",
                    lw=1,
                    marker="|",
                    ms=4,
                    zorder=3,
                )
            axes.plot(
                [100 * one["worst"]],
                [at],
                color="black",
                marker="D",
                ms=4.5,
                lw=0,
                label=say(language, "overall") if not line else None,
                zorder=4,
            )
        names = [
            f"{say(language, 'setting')} {one['trial']}{' ★' if one['robust'] else ''}"
            for one in settings
        ]
        axes.set_yticks(range(len(settings)), names)
        axes.set_ylim(len(settings) - 0.45, -0.55)
        # Intervals of few seeds can be far wider than any regret.
        largest = max(max(one["share_worst"], one["worst"]) for one in rows)
        axes.set_xlim(0, 118 * max(largest, 0.01))
        axes.set_xlabel(say(language, "share"), labelpad=1)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color="#DDDDDD", lw=0.5)
        axes.set_axisbelow(True)
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=_LEGEND_COLUMNS,
            frameon=False,
            fontsize=6.8,
        )
        settle(figure)
    return figure
