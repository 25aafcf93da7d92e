"""Figures over months: metrics, differences, rungs of participation and hours, with bands."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Design, bands, headline_levels, told
from sim.analysis.intervals import told_interval
from sim.calendar import first_day
from sim.declarations.forms import FORMS
from sim.declarations.matters import ACTOR_TYPES
from sim.declarations.metrics import METRICS
from sim.report.figures import sheet
from sim.report.figures.look import QUIET, look, scaling, settle
from sim.report.shown import PlaceLabels
from sim.runs.tables import TOWN
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 9
_PANELS_A_ROW = 3
_HALF_A_MONTH = 15.0
"""Days at both ends of a single month."""
_PANEL_INCHES = 1.55
_PLACES_A_ROW = 4
_PLACE_INCHES = 1.3
_RUNG_INCHES = 2.5
_HOURS_INCHES = 2.1

RUNGS = tuple(form for form in FORMS if form.depth)
"""Forms of participation from the lowest rung up."""
_RUNG_LOOKS = (
    ("#A6761D", "o", "-"),
    ("#E69F00", "s", (0, (5, 1.6))),
    ("#009E73", "D", (0, (1.2, 1.2))),
    ("#0072B2", "^", (0, (6, 1.5, 1.2, 1.5))),
    ("#000000", "v", (0, (9, 2))),
)
_LOWEST_SHARE = 0.02
"""Per cent of adults below which nothing is drawn: a handful of people in the town."""
_ACTOR_LOOKS = {
    "town": ("#08306B", ""),
    "committee": ("#4292C6", "///"),
    "grid": ("#C6DBEF", ""),
    "units": ("#8C510A", ""),
    "social_workers": ("#E08214", "\\\\\\"),
    "organisations": ("#FEE0B6", ""),
    "party": ("#762A83", ""),
    "group_leaders": ("#C2A5CF", "..."),
    "residents": ("#1B7837", ""),
    "volunteers": ("#A6DBA0", "xxx"),
}
"""Government in blue, organised partners in brown, the party in purple, residents in green;
within each from dark to light, with hatches, so that neighbours differ in grey too."""
_YEAR = 12


# --- a comparison, or a run ---


def comparison_figure(
    metrics: "pd.DataFrame",
    differences: "pd.DataFrame",
    design: Design,
    until: int | None,
    speech: Speech,
) -> "Figure":
    """Draw metrics over time in each scenario, and below them the paired differences.

    Args:
        metrics: The table of metrics.
        differences: What `sim.analysis.compare.differences_table` made.
        design: What is compared.
        until: First month in which any two scenarios differ; None when none ever do.
        speech: Says labels and caption.
    """
    tests = len(differences)
    sentences = [sheet.about_lines(design, speech), sheet.about_past(design, speech, until)]
    if tests:
        key = "compare.pairs" if design.enough else "compare.pair"
        baseline, method = _names(design, speech)
        sentences.append(
            speech(
                key,
                baseline=baseline,
                window=design.window,
                seeds=len(design.seeds),
                over=speech.seeds(len(design.seeds)),
                tests=tests,
                method=method,
            )
        )
        if design.sets > 1:
            sentences.append(speech("compare.pairs_sets", sets=design.sets))
        if "by_levers" in differences and differences["by_levers"].notna().any():
            sentences.append(speech("compare.pairs_levers"))
    shown = design.metrics[:MOST_PANELS]
    groups = _rows_by_unit(design.metrics) if tests else []
    row = 0.06 + 0.105 * max(1, len(design.others))
    # Axis, its ticks and its unit take the rest; the title above the first takes room as well.
    tall = [0.62 + row * len(names) for _, names in groups]
    heights = [_height_of(shown)]
    heights += [max(sum(tall), sum(tall[1:]) + 0.9)] if groups else []
    with look():
        handles = sheet.scenario_handles(design, speech)
        figure = sheet.new_sheet(sum(heights), sheet.caption_of(sentences, design, speech), handles)
        outer = figure.add_gridspec(len(heights), 1, height_ratios=heights)
        _draw_metrics(figure, outer[0], metrics, shown, design, until, speech)
        if groups:
            _draw_differences(figure, outer[1], differences, groups, design, speech)
        settle(figure)
    return figure


def run_figure(
    metrics: "pd.DataFrame",
    design: Design,
    until: int | None,
    speech: Speech,
    events: Sequence[tuple[int, str]] = (),
) -> "Figure":
    """Draw every metric shown over time, with dated events numbered and listed at the foot.

    ``until`` is the month in which the common past ends; ``events`` are months and labels, of which
    those outside the run are left out.
    """
    first, last = metrics["month"].min(), metrics["month"].max()
    events = [one for one in events if first <= first_day(one[0]) <= last]
    caption = sheet.caption_of([sheet.about_lines(design, speech)], design, speech)
    if events:
        listed = "; ".join(
            f"{order} {speech.month(month)} {speech.event(label)}".rstrip()
            for order, (month, label) in enumerate(events, start=1)
        )
        caption += f"\n{speech('compare.events')} {listed}"
    with look():
        handles = sheet.scenario_handles(design, speech)
        figure = sheet.new_sheet(_height_of(design.metrics), caption, handles)
        place = figure.add_gridspec(1, 1)[0]
        panels = _draw_metrics(figure, place, metrics, design.metrics, design, until, speech)
        for index, axes in enumerate(panels):
            _mark_events(axes, events, index < _PANELS_A_ROW)
        settle(figure)
    return figure


def _names(design: Design, speech: Speech) -> tuple[str, str]:
    """Name the baseline as readers do, and the intervals."""
    return design.label(design.baseline, speech), speech.method(design.interval)


def _height_of(shown: Sequence[str]) -> float:
    """Compute the inches that panels of so many metrics take."""
    return _PANEL_INCHES * math.ceil(len(shown) / min(_PANELS_A_ROW, len(shown)))


def _rows_by_unit(names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Group metrics that can share an axis: of one unit, where more is equally good or bad.

    Their differences are then of one sign where a regime is better, and of one order of size.
    """
    groups: dict[tuple[str, int], list[str]] = {}
    for name in names:
        groups.setdefault((METRICS[name].unit, METRICS[name].direction), []).append(name)
    return [(unit, members) for (unit, _), members in groups.items()]


def _draw_metrics(
    figure: "Figure",
    place: Any,
    metrics: "pd.DataFrame",
    shown: Sequence[str],
    design: Design,
    until: int | None,
    speech: Speech,
) -> "list[Axes]":
    """Draw a panel over time for each metric shown."""
    table = bands(metrics, shown, method=design.interval)
    panels = sheet.new_panels(figure, len(shown), min(_PANELS_A_ROW, len(shown)), place)
    for axes, name in zip(panels, shown, strict=True):
        rows = table[table["metric"] == name]
        sheet.draw_lines(axes, rows, design.scenarios, scaling(METRICS[name].unit))
        axes.set_title(sheet.wrapped(speech.title(METRICS[name]), 40))
        sheet.set_range(axes, METRICS[name], speech)
    # One span of months for all, though some metrics begin later, such as turnout, or never do.
    months = table.loc[table["mean"].notna(), "month"]
    months = table["month"] if months.empty else months
    first, last = (
        sheet.date_number(12 * one.year + one.month - 1) for one in (months.min(), months.max())
    )
    edge = 0.012 * (last - first) or _HALF_A_MONTH
    for index, axes in enumerate(panels):
        axes.set_xlim(first - edge, last + edge)
        text = "" if index else speech("compare.common_past")
        sheet.shade_past(axes, months.min(), until, text)
    return panels


def _draw_differences(
    figure: "Figure",
    place: Any,
    differences: "pd.DataFrame",
    groups: list[tuple[str, list[str]]],
    design: Design,
    speech: Speech,
) -> None:
    """Draw a row of differences for each metric, and in it a point for each scenario."""
    grid = place.subgridspec(len(groups), 1, height_ratios=[len(names) for _, names in groups])
    for index, (unit, names) in enumerate(groups):
        axes = figure.add_subplot(grid[index])
        rows = [
            (
                speech.pick(METRICS[name].label),
                sheet.points_of(differences[differences["metric"] == name], design),
            )
            for name in names
        ]
        sheet.draw_rows(axes, rows, len(design.others), unit, speech, signed=True)
        if index == 0:
            baseline, _ = _names(design, speech)
            title = speech("compare.difference", baseline=baseline, window=design.window)
            axes.set_title(sheet.wrapped(title, 92))


def _mark_events(axes: "Axes", events: Sequence[tuple[int, str]], numbered: bool) -> None:
    """Draw a thin line at each dated event, with its number where asked."""
    last = -math.inf
    for order, (month, _) in enumerate(events, start=1):
        at = sheet.date_number(month)
        axes.axvline(at, color=QUIET, lw=0.5, ls=(0, (1, 2)), zorder=1)
        if numbered:
            # Numbers of events that lie close together take turns above and below.
            up = -1 if at - last < 420 and order % 2 == 0 else 7
            axes.annotate(
                str(order),
                (at, 0),
                xycoords=("data", "axes fraction"),
                xytext=(1.5, up + 2),
                textcoords="offset points",
                fontsize=5.8,
                color=QUIET,
            )
        last = at


def effects_over_time_figure(
    table: "pd.DataFrame", design: Design, until: int | None, speech: Speech
) -> "Figure":
    """Draw scenario minus baseline month by month, a panel for each metric.

    ``table`` is what `sim.analysis.effects.effects_over_time` made.
    """
    baseline, method = _names(design, speech)
    key = "effects.lines" if design.enough else "effects.line"
    count = len(design.seeds)
    about = {"seeds": count, "over": speech.seeds(count), "method": method}
    caption = speech(key, baseline=baseline, **about)
    if design.sets > 1:
        caption = speech.joint([caption, speech("effects.sets_band", sets=design.sets)])
    rows = told(table).rename(columns={"difference": "mean"})
    shown = design.metrics[:MOST_PANELS]
    with look():
        handles = sheet.scenario_handles(design, speech, design.baseline)
        figure = sheet.new_sheet(_height_of(shown), caption, handles)
        panels = sheet.new_panels(figure, len(shown), min(_PANELS_A_ROW, len(shown)))
        for index, (axes, name) in enumerate(zip(panels, shown, strict=True)):
            metric = METRICS[name]
            found = rows[rows["metric"] == name]
            sheet.draw_lines(axes, found, design.scenarios, scaling(metric.unit))
            axes.axhline(0, color=QUIET, lw=0.8, zorder=2)
            unit = speech.unit(metric.unit, signed=True)
            axes.set_title(sheet.wrapped(f"{speech.pick(metric.label)} ({unit})", 44))
            sheet.set_steps(axes)
            sheet.set_months(axes, speech)
            text = "" if index else speech("compare.common_past")
            sheet.shade_past(axes, found["month"].min(), until, text)
        settle(figure)
    return figure


# --- communities, rungs, hours ---


def community_figure(
    metrics: "pd.DataFrame",
    design: Design,
    metric: str,
    labels: PlaceLabels,
    until: int | None,
    speech: Speech,
) -> "Figure":
    """Draw a metric over time in the town and in every community, all panels of one height.

    Args:
        metrics: The table of metrics.
        design: What is shown.
        metric: Name of the metric.
        labels: Labels of the communities, in town order.
        until: First month in which any two scenarios differ; None when none ever do.
        speech: Says labels and caption.
    """
    shown = METRICS[metric]
    present = set(metrics["community"])
    places = [TOWN, *(place for place in labels if place in present)]
    columns = min(_PLACES_A_ROW, len(places))
    sentences = [
        speech("figure.one_metric", metric=speech.title(shown)),
        sheet.about_lines(design, speech),
        sheet.about_past(design, speech, until),
        speech("figure.same_heights"),
    ]
    with look():
        figure = sheet.new_sheet(
            _PLACE_INCHES * math.ceil(len(places) / columns),
            sheet.caption_of(sentences, design, speech),
            sheet.scenario_handles(design, speech),
        )
        panels = sheet.new_panels(figure, len(places), columns, alike=True)
        for index, (axes, place) in enumerate(zip(panels, places, strict=True)):
            rows = bands(metrics, [metric], place, design.interval)
            sheet.draw_lines(axes, rows, design.scenarios, scaling(shown.unit))
            name = speech("figure.town") if place == TOWN else labels.pick(place, speech)
            axes.set_title(name, fontweight="bold" if place == TOWN else "normal")
            sheet.set_range(axes, shown, speech)
            if design.others:
                text = "" if index else speech("compare.common_past")
                sheet.shade_past(axes, rows["month"].min(), until, text)
            if index % columns == 0:
                axes.set_ylabel(speech.unit(shown.unit))
        if shown.low == 0 and shown.unit != "0-1":
            top = max(axes.dataLim.y1 for axes in panels)
            panels[0].set_ylim(0, 1.08 * top if top > 0 else 1)
        settle(figure)
    return figure


def rungs_figure(
    metrics: "pd.DataFrame", design: Design, until: int | None, speech: Speech
) -> "Figure":
    """Draw the share of adults on each rung over time, a panel for each scenario."""
    scenarios = design.scenarios
    columns = min(_PANELS_A_ROW, len(scenarios))
    sentences = [
        speech("figure.rungs"),
        sheet.about_lines(design, speech),
        sheet.about_past(design, speech, until),
    ]
    names = [f"participation_{form.name}" for form in RUNGS]
    table = bands(metrics, names, method=design.interval)
    with look():
        figure = sheet.new_sheet(
            _RUNG_INCHES * math.ceil(len(scenarios) / columns),
            sheet.caption_of(sentences, design, speech),
            _rung_handles(speech),
        )
        panels = sheet.new_panels(figure, len(scenarios), columns, alike=True)
        for index, (axes, name) in enumerate(zip(panels, scenarios, strict=True)):
            rows = table[table["scenario"] == name]
            _draw_rungs(axes, rows, speech)
            axes.set_title(design.label(name, speech))
            if design.others:
                sheet.shade_past(axes, rows["month"].min(), until)
            if index % columns == 0:
                axes.set_ylabel(speech("figure.adults_share"))
        settle(figure)
    return figure


def _rung_handles(speech: Speech) -> "list[Artist]":
    """Make legend entries, the deepest form first, as in the panels."""
    from matplotlib.lines import Line2D

    found: list[Artist] = []
    for form, (colour, marker, line) in reversed(list(zip(RUNGS, _RUNG_LOOKS, strict=True))):
        label = f"{form.depth} {speech.pick(form.label)}"
        found.append(Line2D([], [], color=colour, ls=line, marker=marker, ms=4, label=label))
    return found


def _draw_rungs(axes: "Axes", rows: "pd.DataFrame", speech: Speech) -> None:
    """Draw a line with its band for each form, on a logarithmic scale."""
    axes.set_yscale("log")
    for place, (form, (colour, marker, line)) in enumerate(zip(RUNGS, _RUNG_LOOKS, strict=True)):
        found = rows[rows["metric"] == f"participation_{form.name}"]
        months = found["month"].to_numpy()
        mean, low, high = (100 * found[end].to_numpy() for end in ("mean", "low", "high"))
        mean[mean < _LOWEST_SHARE] = math.nan
        low, high = low.clip(_LOWEST_SHARE), high.clip(_LOWEST_SHARE)
        axes.fill_between(months, low, high, color=colour, alpha=0.22, lw=0)
        step = max(12, 12 * (len(found) // 96))
        axes.plot(
            months,
            mean,
            color=colour,
            ls=line,
            marker=marker,
            ms=3.2,
            markevery=(2 * place % step, step),
            zorder=3 + place,
        )
    axes.set_ylim(_LOWEST_SHARE, 100)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.grid(axis="y", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    sheet.set_months(axes, speech)


def hours_figure(metrics: "pd.DataFrame", design: Design, speech: Speech) -> "Figure":
    """Draw the town's hours by type of actor: stacked over time, then with intervals."""
    scenarios, seeds = design.scenarios, len(design.seeds)
    over = speech("figure.over_seeds", over=speech.seeds(seeds))
    points = speech(
        "figure.hours_points" if design.enough else "figure.hours_point",
        window=design.window,
        seeds=seeds,
        over=speech.seeds(seeds),
        method=_names(design, speech)[1],
    )
    caption = sheet.caption_of([speech("figure.hours", over=over), points], design, speech)
    columns = min(_PANELS_A_ROW, len(scenarios))
    above = _HOURS_INCHES * math.ceil(len(scenarios) / columns)
    below = 0.5 + len(ACTOR_TYPES) * (0.06 + 0.105 * len(scenarios))
    table = bands(metrics, [f"hours_{name}" for name in _ACTOR_LOOKS])
    with look():
        handles = [*_actor_handles(speech), *sheet.scenario_handles(design, speech)]
        figure = sheet.new_sheet(above + below, caption, handles)
        outer = figure.add_gridspec(2, 1, height_ratios=[above, below])
        panels = sheet.new_panels(figure, len(scenarios), columns, outer[0], alike=True)
        for axes, name in zip(panels, scenarios, strict=True):
            _draw_stack(axes, table[table["scenario"] == name], speech)
            axes.set_title(design.label(name, speech))
        panels[0].set_ylim(0, 1.05 * max(axes.dataLim.y1 for axes in panels))
        panels[0].set_ylabel(speech("figure.hours_unit"))
        _draw_hours(figure.add_subplot(outer[1]), metrics, design, speech)
        settle(figure)
    return figure


def _actor_handles(speech: Speech) -> "list[Artist]":
    """Make legend entries from the bottom of the stack up."""
    from matplotlib.patches import Patch

    labels = {one.name: speech.pick(one.label) for one in ACTOR_TYPES}
    return [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", lw=0, label=labels[name])
        for name, (colour, hatch) in _ACTOR_LOOKS.items()
    ]


def _draw_stack(axes: "Axes", rows: "pd.DataFrame", speech: Speech) -> None:
    """Draw one area for each type of actor."""
    wide = rows.pivot(index="month", columns="metric", values="mean")
    # Before, the last 12 months began before the run did.
    wide = wide.iloc[_YEAR - 1 :] if len(wide) > _YEAR else wide
    areas = axes.stackplot(
        wide.index.to_numpy(),
        [wide[f"hours_{name}"].to_numpy() for name in _ACTOR_LOOKS],
        colors=[colour for colour, _ in _ACTOR_LOOKS.values()],
        edgecolor="white",
        linewidth=0.25,
    )
    for area, (_, hatch) in zip(areas, _ACTOR_LOOKS.values(), strict=True):
        area.set_hatch(hatch)
    sheet.set_months(axes, speech)


def _draw_hours(axes: "Axes", metrics: "pd.DataFrame", design: Design, speech: Speech) -> None:
    """Draw hours of the headline months with their intervals, a row for each type."""
    names = [f"hours_{one.name}" for one in ACTOR_TYPES]
    levels: Any = headline_levels(metrics, replace(design, metrics=tuple(names)))
    rows = []
    for one, name in zip(ACTOR_TYPES, names, strict=True):
        points = []
        for index, scenario in enumerate(design.scenarios):
            own = levels[(levels["metric"] == name) & (levels["scenario"] == scenario)]
            known = told_interval(own["value"].dropna().tolist(), design.interval)
            points.append(
                sheet.FigurePoint(index, known.mean, max(known.low, 0.0), known.high, True)
            )
        rows.append((speech.pick(one.label), points))
    sheet.draw_rows(axes, rows, len(design.scenarios), METRICS[names[0]].unit, speech)
    axes.set_xlim(0, None)
