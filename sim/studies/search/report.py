"""What a search says, shows and draws."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.intervals import FEWEST
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declare import Lever
from sim.report.figures.look import DOTS_PER_INCH, STYLES, look, scaling, settle
from sim.report.figures.sheet import new_panels, new_sheet, wrapped
from sim.report.shown import Row, Shown, records
from sim.sweeps.responses import COST
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ALIKE = 4
"""Settings beside the robust one whose levers are shown."""
WHOLE = (
    "workers in the town",
    "meetings per year",
    "projects",
    "count",
    "units per community",
    "households",
    "meetings",
    "months",
)
"""Units of levers of which there are only whole ones."""
_HALO = {"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.4}
"""Behind numbers that may lie on a bar."""
_MANY = 60
"""Settings above which only those that were kept have bars."""
_SIDES = ((True, True), (True, False), (False, True), (False, False))
"""Where a number may stand: right or left, above or below its point."""
_LEGEND_COLUMNS = 3
_HATCHES = ("", "////", "....", "xxxx", "----", "oo")


def setting_in_words(row: Mapping[str, Any], factors: Sequence[str], speech: Speech) -> str:
    """Write a setting, every factor, rounded to what one can order."""
    known = [name for name in factors if row.get(name) == row.get(name)]
    if not known:
        return speech("search.as_is")
    return speech.commas(
        f"{speech.factor(name)} {with_unit(name, row[name], speech)}" for name in known
    )


def with_unit(factor: str, value: object, speech: Speech) -> str:
    """Write a factor rounded as one can order it, with its unit; no word of its name again."""
    text, lever = ordered(factor, value, speech), _lever(factor)
    if lever is None or lever.unit == "share":
        return text
    last = speech.factor(factor).split()[-1]
    return f"{text} {speech.unit(lever.unit).removeprefix(f'{last} ')}"


def _lever(factor: str) -> Lever | None:
    """Find the lever that a factor moves, in whatever community."""
    section, _, name = factor.partition(".")
    return LEVERS.get(name.partition(".")[0]) if section == "levers" else None


def ordered(factor: str, value: object, speech: Speech) -> str:
    """Round a factor as one can order it: whole workers, meetings, projects."""
    if not isinstance(value, float):
        return str(value)
    lever = _lever(factor)
    if lever is not None and lever.unit in WHOLE and value >= 1:
        return speech.count(round(value))
    return speech.factor_value(factor, value)


def not_apart(rows: Sequence[Row], robust: int) -> list[int]:
    """List settings whose regret is not told from the robust one's, in their order."""
    return [
        row["trial"] for row in of_settings(rows) if row["trial"] != robust and not row["apart"]
    ]


def level_in_words(row: Mapping[str, Any], metric: str, seeds: int, speech: Speech) -> str:
    """Write the mean of a metric, with its error if seeds are enough."""
    error = row[f"{metric}_error"]
    text = f"{speech.metric(metric)} {speech.level(metric, row[f'{metric}_mean'])}"
    if error != error or metric == COST or seeds < FEWEST:
        return text
    share = METRICS[metric].unit == "share"
    half = speech.difference(error, "share", False, 1) if share else speech.level(metric, error)
    return speech.bracketed(text, f"±{half}")


def ends(values: Sequence[float | None], seeds: int, speech: Speech) -> str:
    """Write a share with its interval, if seeds are enough; a regret is within 0 and 1."""
    mean, low, high = (math.nan if one is None else one for one in values)
    return f"{speech.percent(mean)}{_within(low, high, seeds, speech)}"


def _within(low: float, high: float, seeds: int, speech: Speech) -> str:
    """Write an interval of a share in brackets, cut at its bounds."""
    if seeds < FEWEST or math.isnan(low) or math.isnan(high):
        return ""
    cut = [speech.percent(min(max(end, 0.0), 1.0)) for end in (low, high)]
    return speech.bracketed("", f"{cut[0]} … {cut[1]}")


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[str]:
    """Say what is not dominated, what is regretted least, and what was left out."""
    keys = ("trials", "within", "best", "seeds")
    budget = speech.amount(COST, about["budget"])
    found = [speech("search.front", budget=budget, **{key: about[key] for key in keys})]
    row = next(one for one in records(tables["settings"]) if one["trial"] == about["robust"])
    levels = [
        level_in_words(row, one["metric"], about["seeds"], speech) for one in about["objectives"]
    ]
    if about["rival"] is None:
        found.append(speech("search.one"))
    else:
        found.append(
            speech(
                "search.robust",
                members=about["members"],
                robust=about["robust"],
                kind=speech(f"search.{_members_from(about)}"),
                values=setting_in_words(row, about["factors"], speech),
                figures=speech.commas(levels),
                worst=ends(about["worst"], about["seeds"], speech),
            )
        )
        found += _alike(records(tables["regret"]), about, speech)
    found += _leading(about, speech)
    left = {key: about.get(f"{key}_left_out", 0) for key in ("members", "settings")}
    if any(left.values()):
        found.append(speech("search.left_out", **left))
    if about.get("failed"):
        found.append(speech("search.failed", count=about["failed"]))
    if about["seeds"] == 1:
        found.append(speech("search.one_seed"))
    return found


def _members_from(about: Mapping[str, Any]) -> str:
    """Say where the sets are from; older results say whether a calibration kept them."""
    found: str = about.get("members_from", "plausible" if about.get("calibrated") else "drawn")
    return found


def _leading(about: Mapping[str, Any], speech: Speech) -> list[str]:
    """Say which settings are least regretted in which share of the sets, if there are two."""
    leads = {number: share for number, share in about.get("leads", {}).items() if share > 0}
    if about["members"] < 2 or about["rival"] is None or not leads:
        return []
    ranked = sorted(leads, key=lambda number: -leads[number])
    names = (
        speech("search.leads", setting=number, share=speech.percent(leads[number]))
        for number in ranked
    )
    return [speech("search.leading", names=speech.row(names))]


def _alike(rows: Sequence[Row], about: Mapping[str, Any], speech: Speech) -> list[str]:
    """Name which other settings are as good, as far as these seeds can tell."""
    if not rows or "apart" not in rows[0]:
        # Results of an earlier version do not say.
        return []
    over, count = speech.seeds(about["seeds"]), len(of_settings(rows)) - 1
    if about["seeds"] < FEWEST:
        return [speech("search.alike_few", over=over, count=count)]
    alike = not_apart(rows, about["robust"])
    if not alike:
        return [speech("search.alike_none", count=count)]
    numbers = speech.listed(str(one) for one in alike)
    return [speech("search.alike", numbers=numbers, count=len(alike), over=over)]


def shown(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[Shown]:
    """Show the settings that were kept, the most robust first."""
    settings = {row["trial"]: row for row in records(tables["settings"])}
    metrics = [one["metric"] for one in about["objectives"]]
    headings = [
        speech("search.setting"),
        *(wrapped(speech.head(speech.metric(one)), 16) for one in metrics),
        wrapped(speech("search.worst"), 10),
        speech("compare.interval"),
    ]
    rows = []
    for row in of_settings(records(tables["regret"])):
        own = settings[row["trial"]]
        cells = (
            str(row["trial"]),
            *(speech.level(one, own[f"{one}_mean"]) for one in metrics),
            speech.percent(row["worst"]),
            _cut(row, about["seeds"], speech),
        )
        rows.append((cells, bool(row["robust"])))
    found = [Shown(speech("search.title"), headings, rows)]
    return [*found, *_to_order(settings, about, tables, speech)]


def _cut(row: Row, seeds: int, speech: Speech) -> str:
    """Write the interval of a worst regret in a table."""
    ends_ = (row["worst_low"], row["worst_high"])
    if seeds < FEWEST or any(math.isnan(end) for end in ends_):
        return NULL
    low, high = (speech.percent(min(max(end, 0.0), 1.0)) for end in ends_)
    return f"{low} … {high}"


def _to_order(
    settings: Mapping[int, Row],
    about: Mapping[str, Any],
    tables: Mapping[str, "pd.DataFrame"],
    speech: Speech,
) -> list[Shown]:
    """Show each lever of the robust setting and of those not told from it."""
    regret = records(tables["regret"])
    alike = not_apart(regret, about["robust"]) if regret and "apart" in regret[0] else []
    chosen = [about["robust"], *alike[:MOST_ALIKE]]
    names = [f"{speech('search.setting')} {one}" for one in chosen]
    rows = [
        (
            (
                _headed(factor, speech),
                *(
                    ordered(factor, settings[one].get(factor, math.nan), speech)
                    if settings[one].get(factor) == settings[one].get(factor)
                    else speech("search.as_is")
                    for one in chosen
                ),
            ),
            True,
        )
        for factor in about["factors"]
    ]
    return [Shown(speech("search.to_order"), [speech("brief.head.lever"), *names], rows)]


def _headed(factor: str, speech: Speech) -> str:
    """Write a factor before its row, with its unit unless values say it."""
    lever = _lever(factor)
    head = speech.head(speech.factor(factor))
    if lever is None or lever.unit == "share":
        return head
    return speech.bracketed(head, speech.unit(lever.unit))


def of_settings(rows: Sequence[Row]) -> list[Row]:
    """Take the first row of each setting, in their order."""
    return list({row["trial"]: row for row in reversed(rows)}.values())[::-1]


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> dict[str, "Figure"]:
    """Draw settings over their cost, and their regret if compared."""
    found = {"pareto": _pareto(records(tables["settings"]), about, speech)}
    if about["rival"] is not None:
        found["regret"] = _regret(records(tables["regret"]), about, speech)
    return found


_MOST_BESIDE = 3
"""Panels in one line, so that a page to hand on has room for letters that can be read."""


def _pareto(rows: Sequence[Row], about: Mapping[str, Any], speech: Speech) -> "Figure":
    """Draw a panel for each aim beside the cost, over the cost."""
    metrics = [one["metric"] for one in about["objectives"] if one["metric"] != COST]
    aims = {one["metric"]: one["aim"] for one in about["objectives"]}
    columns = len(metrics) if len(metrics) <= _MOST_BESIDE else 2
    lines = -(-len(metrics) // columns)
    caption = speech("search.pareto_caption", window=about["window"], seeds=about["seeds"])
    title = speech("search.pareto", scenario=about["scenario"])
    with look():
        figure = new_sheet(2.6 * lines, caption, title=title, gaps=(0.06, 0.05))
        panels = new_panels(figure, len(metrics), columns)
        for axes, metric in zip(panels, metrics, strict=True):
            _panel(axes, rows, metric, about, speech)
            name = speech.pick(METRICS[metric].label)
            aim = speech(f"search.aim_{aims[metric]}")
            axes.set_title(
                wrapped(speech.bracketed(name, aim), 36 if columns == _MOST_BESIDE else 66)
            )
        settle(figure)
        for axes, metric in zip(figure.axes, metrics, strict=True):
            _name_kept(axes, rows, metric, about, speech)
    return figure


def _name_kept(
    axes: "Axes", rows: Sequence[Row], metric: str, about: Mapping[str, Any], speech: Speech
) -> None:
    """Write numbers beside the settings kept, where there is room; the robust one first."""
    factor, dots = scaling(METRICS[metric].unit), DOTS_PER_INCH / 72
    taken: list[tuple[float, float, float, float]] = []
    kept = sorted((row for row in rows if row["kept"]), key=lambda row: row["trial"])
    for row in sorted(kept, key=lambda row: row["trial"] != about["robust"]):
        text = f"{row['trial']}"
        point = (row[f"{COST}_mean"] / speech.large_unit, factor * row[f"{metric}_mean"])
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
    """Tell whether two boxes (left, low, right, high) meet."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _panel(
    axes: "Axes", rows: Sequence[Row], metric: str, about: Mapping[str, Any], speech: Speech
) -> None:
    """Draw one aim over the cost."""
    factor = scaling(METRICS[metric].unit)
    blue, orange = STYLES[0].colour, STYLES[1].colour
    many = len(rows) > _MANY
    for row in rows:
        if row[f"{COST}_mean"] != row[f"{COST}_mean"]:
            continue
        x, y = row[f"{COST}_mean"] / speech.large_unit, factor * row[f"{metric}_mean"]
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
    axes.axvline(about["budget"] / speech.large_unit, color=orange, ls=(0, (3, 2)), lw=1, zorder=1)
    axes.margins(0.08)
    unit = METRICS[metric].unit
    axes.set_ylabel(speech.unit(unit), labelpad=1)
    name = speech.head(speech.metric(COST))
    axes.set_xlabel(speech.bracketed(name, speech("search.large_unit")), labelpad=1)
    axes.grid(color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)


def _worst(axes: "Axes", setting: Row, at: float, with_interval: bool) -> None:
    """Draw a setting's worst regret over all aims at a height, if wished with interval."""
    black: dict[str, Any] = {"color": "black"}
    if with_interval:
        ends = [100 * max(setting["worst_low"], 0.0), 100 * min(setting["worst_high"], 1.0)]
        axes.plot(ends, [at, at], lw=1, marker="|", ms=4, zorder=3, **black)
    axes.plot([100 * setting["worst"]], [at], marker="D", ms=4.5, lw=0, zorder=4, **black)


def _regret(rows: Sequence[Row], about: Mapping[str, Any], speech: Speech) -> "Figure":
    """Draw worst regret of each setting by aim, the most robust at the top."""
    metrics = [one["metric"] for one in about["objectives"]]
    settings = of_settings(rows)
    caption = speech("search.regret_caption", members=about["members"], seeds=about["seeds"])
    title = speech("search.regret", scenario=about["scenario"])
    part = 0.8 / (len(metrics) + 1)
    with look():
        lines = -(-(len(metrics) + 1) // _LEGEND_COLUMNS)
        tall = 0.72 + 0.18 * lines + 0.1 * (len(metrics) + 2) * len(settings)
        figure = new_sheet(tall, caption, title=title, gaps=(0.06, 0.05))
        axes = figure.add_subplot()
        for line, one in enumerate(settings):
            own = {row["metric"]: row for row in rows if row["trial"] == one["trial"]}
            for place, metric in enumerate(metrics):
                axes.barh(
                    line - 0.4 + part * (place + 0.5),
                    100 * own[metric]["share_worst"],
                    height=part,
                    color=STYLES[place].colour,
                    hatch=_HATCHES[place],
                    edgecolor="white",
                    lw=0.4,
                    label=speech.metric(metric) if not line else None,
                    zorder=2,
                )
            at = line - 0.4 + part * (len(metrics) + 0.5)
            _worst(axes, one, at, about["seeds"] >= FEWEST)
        axes.lines[-1].set_label(speech("search.overall"))
        names = [
            f"{speech('search.setting')} {one['trial']}{' ★' if one['robust'] else ''}"
            for one in settings
        ]
        axes.set_yticks(range(len(settings)), names)
        axes.set_ylim(len(settings) - 0.45, -0.55)
        # Intervals of few seeds can be far wider than any regret.
        largest = max(max(one["share_worst"], one["worst"]) for one in rows)
        axes.set_xlim(0, 118 * max(largest, 0.01))
        axes.set_xlabel(speech("search.share"), labelpad=1)
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
