"""What a discovery says, shows and draws."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.discovery import FEWEST, PROBE
from sim.report.figures.look import QUIET, STYLES, look, settle
from sim.report.figures.sheet import new_sheet, wrapped
from sim.report.shown import Row, Shown, records
from sim.studies.discovery.study import INTEREST
from sim.studies.sensitivity.report import pair_of
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN_FACTORS = 8
"""Factors whose scores are shown."""
MOST_BOXES = 3
MOST_FACTORS = 10
_ROW_INCHES = 0.36
_BLUE, _ORANGE = STYLES[0].colour, STYLES[1].colour


def design_of(about: Mapping[str, Any], speech: Speech) -> str:
    """Say what points were looked at."""
    design = about.get("design")
    return speech("discovery.stored", design=design) if design else speech("discovery.drawn")


def what_of(about: Mapping[str, Any], speech: Speech) -> str:
    """Say the outcome of interest at the start of a sentence."""
    names, parts = about["scenarios"], []
    for metric, way, threshold in about["conditions"]:
        name = speech.metric(metric)
        if len(names) > 1:
            name = speech("discovery.difference", metric=name, scenario=names[1], baseline=names[0])
        value = speech.amount(metric, threshold)
        parts.append(speech(f"discovery.{way}", metric=name, value=value))
    return speech.head(speech("discovery.both").join(parts))


def limit_of(row: Row, speech: Speech) -> str:
    """Say what a box asks of a factor, in words."""
    factor = speech.factor(row["factor"])
    known = {end: row[end] for end in ("low", "high") if row[end] == row[end]}
    ends = {end: speech.factor_value(row["factor"], value) for end, value in known.items()}
    if not ends:
        return speech("discovery.levels", factor=factor, levels=row["levels"])
    form = "between" if len(ends) > 1 else next(iter(ends))
    return speech(f"discovery.{form}", factor=factor, **ends)


def boxes_of(table: "pd.DataFrame") -> list[list[Row]]:
    """Group the rows of each box."""
    rows = records(table)
    return [
        [row for row in rows if row["box"] == place]
        for place in dict.fromkeys(row["box"] for row in rows)
    ]


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[str]:
    """Say what boxes are, what tells of the outcome, how much is luck, in 2 to 4 sentences."""
    boxes = boxes_of(tables["boxes"])
    known = {
        "what": what_of(about, speech),
        "all": about["points"],
        "count": about["interesting"],
        "base": speech.percent(about["interesting"] / about["points"]),
    }
    found = []
    if boxes:
        found.append(_box(boxes[0], known, speech))
        found += [_further(rows, speech) for rows in boxes[1:2]]
    else:
        few = not len(tables["features"]) or _is_few(about)
        found.append(speech("discovery.few" if few else "discovery.none", **known))
    found += _scores(records(tables["features"]), bool(boxes), speech)
    found.append(_noise(records(tables["noise"]), about, speech))
    if about.get("left_out"):
        found.append(speech("discovery.left_out", count=about["left_out"]))
    return found


def _is_few(about: Mapping[str, Any]) -> bool:
    """Tell whether too few points, or almost all, are of interest."""
    return bool(min(about["interesting"], about["points"] - about["interesting"]) < FEWEST)


def _box(rows: Sequence[Row], known: Mapping[str, Any], speech: Speech) -> str:
    """Say what the first box is."""
    row = rows[0]
    text = speech(
        "discovery.box",
        **known,
        points=row["points"],
        limits=_limits(rows, speech),
        density=speech.percent(row["density"]),
        low=speech.percent(row["density_low"]),
        high=speech.percent(row["density_high"]),
        coverage=speech.percent(row["coverage"]),
    )
    if row["density_other"] != row["density_other"]:
        return text + speech("discovery.stop")
    other = {key: speech.percent(row[f"{key}_other"]) for key in ("density", "coverage")}
    return text + speech("discovery.held", **other)


def _limits(rows: Sequence[Row], speech: Speech) -> str:
    """Say all that a box asks for."""
    return speech("list.and").join(limit_of(row, speech) for row in rows)


def _further(rows: Sequence[Row], speech: Speech) -> str:
    """Say what a further box is."""
    row = rows[0]
    return speech(
        "discovery.second",
        limits=_limits(rows, speech),
        density=speech.percent(row["density"]),
        points=row["points"],
    )


def _scores(rows: Sequence[Row], boxed: bool, speech: Speech) -> list[str]:
    """Say which factors tell of the outcome."""
    own = [row for row in rows if row["outcome"] == INTEREST]
    if not own:
        return []
    sure = [row for row in own if row["stands_out"]][:3]
    if not sure:
        return [speech("discovery.no_scores_boxed" if boxed else "discovery.no_scores")]
    chance = next(row["score"] for row in own if row["factor"] == PROBE)
    parts = [
        speech(
            "discovery.score",
            factor=speech.factor(row["factor"]),
            **{key: speech.percent(row[key]) for key in ("score", "low", "high")},
        )
        for row in sure
    ]
    return [speech("discovery.scores", parts=speech.commas(parts), chance=speech.percent(chance))]


def _noise(rows: Sequence[Row], about: Mapping[str, Any], speech: Speech) -> str:
    """Say how much is luck."""
    if about["seeds"] == 1:
        return speech("discovery.no_noise")
    first, last = rows[0], rows[-1]
    split = last["noise_share"]
    return speech(
        "discovery.noise" if split > 0 else "discovery.noise_agree",
        seeds=about["seeds"],
        split=speech.percent(split),
        share=speech.percent(first["noise_share"]),
        metric=speech.metric(first["metric"]),
    )


def shown(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[Shown]:
    """Show the boxes, and the scores of the leading factors."""
    headings = [speech(f"discovery.{name}") for name in ("limit", "quasi_p", "again")]
    found = []
    for rows in boxes_of(tables["boxes"]):
        cells = [
            (
                (
                    speech.head(limit_of(row, speech)),
                    f"{row['quasi_p']:.1g}",
                    speech.percent(row["reproduced"]),
                ),
                False,
            )
            for row in rows
        ]
        found.append(Shown(box_title(rows[0], speech), headings, cells))
    own = [row for row in records(tables["features"]) if row["outcome"] == INTEREST]
    scored = [
        (
            (
                speech.head(factor_or_chance(row["factor"], speech)),
                speech.percent(row["score"]),
                f"{speech.percent(row['low'])} … {speech.percent(row['high'])}",
            ),
            bool(row["stands_out"]),
        )
        for row in own[:SHOWN_FACTORS]
    ]
    if scored:
        title = speech(
            "list.headed", head=speech("discovery.scores_title"), text=what_of(about, speech)
        )
        headings = [
            speech("discovery.factor"),
            speech("discovery.scored"),
            speech("compare.interval"),
        ]
        found.append(Shown(title, headings, scored))
    return found


def box_title(row: Row, speech: Speech) -> str:
    """Write the title of a box."""
    shares = {"density": "density", "coverage": "coverage", "low": "density_low"}
    return speech(
        "discovery.box_title",
        number=row["box"],
        high=speech.percent(row["density_high"]),
        **{name: speech.percent(row[column]) for name, column in shares.items()},
    )


def factor_or_chance(factor: str, speech: Speech) -> str:
    """Name a factor, or the one that does nothing."""
    return speech("discovery.chance") if factor == PROBE else speech.factor(factor)


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> dict[str, "Figure"]:
    """Draw boxes beside scores of factors, if there are any."""
    scores = [row for row in records(tables["features"]) if row["outcome"] == INTEREST]
    if not scores:
        return {}
    boxes = boxes_of(tables["boxes"])[:MOST_BOXES]
    columns = 2 if boxes else 1
    caption = speech(
        "discovery.caption",
        design=design_of(about, speech),
        **{key: about[key] for key in ("points", "window", "seeds")},
    )
    what = speech.inside(what_of(about, speech))
    heading = speech("discovery.boxes_heading", what=what, scenario=pair_of(about, speech))
    title = wrapped(heading, 118)
    leading = _leading(scores)
    tall = sum(0.75 + _ROW_INCHES * len(rows) for rows in boxes)
    with look():
        height = max(tall, 0.7 + 0.21 * len(leading))
        figure = new_sheet(height, caption, title=title, gaps=(0.06, 0.05))
        grid = figure.add_gridspec(
            max(len(boxes), 1), columns, height_ratios=[len(rows) + 1.6 for rows in boxes] or [1]
        )
        for index, rows in enumerate(boxes):
            axes = figure.add_subplot(grid[index, 0])
            _box_panel(axes, rows, tables["points"], about["ranges"], speech)
            axes.set_title(box_title(rows[0], speech))
            if index == len(boxes) - 1:
                axes.set_xlabel(speech("discovery.range"), labelpad=1)
        axes = figure.add_subplot(grid[:, columns - 1])
        _score_panel(axes, leading, speech)
        axes.set_title(speech("discovery.scores_title"))
        settle(figure)
    return {"boxes": figure}


def _leading(scores: Sequence[Row]) -> list[Row]:
    """Pick the leading factors, and the one that does nothing."""
    first = [row for row in scores if row["factor"] != PROBE][:MOST_FACTORS]
    return [*first, *(row for row in scores if row["factor"] == PROBE)]


def _box_panel(
    axes: "Axes",
    rows: Sequence[Row],
    points: "pd.DataFrame",
    ranges: Mapping[str, Sequence[float]],
    speech: Speech,
) -> None:
    """Draw a box as bars within the range of all points."""
    for line, row in enumerate(rows):
        name = row["factor"]
        axes.barh(line, 100, height=0.5, color="#EEEEEE", zorder=1)
        places = _places(points[name], name, ranges)
        low, high = _ends(row, places, points[name], ranges)
        axes.barh(
            line,
            high - low,
            left=low,
            height=0.5,
            color="#A6D4F0",
            edgecolor=_BLUE,
            lw=0.8,
            zorder=2,
        )
        shifts = [0.17 * ((7 * index) % 11 / 5 - 1) for index in range(len(places))]
        for holds, face in ((False, "none"), (True, _ORANGE)):
            chosen = [index for index, one in enumerate(points["interest"]) if bool(one) is holds]
            axes.scatter(
                [places[index] for index in chosen],
                [line + shifts[index] for index in chosen],
                s=6,
                facecolors=face,
                edgecolors=_ORANGE if holds else "#777777",
                lw=0.5,
                zorder=3,
            )
        for end, place, side in ((row["low"], low, "right"), (row["high"], high, "left")):
            if not math.isnan(end):
                # Numbers lie above their bar, on the side away from it where there is room.
                near = "left" if place < 12 else "right" if place > 88 else side
                axes.annotate(
                    speech.factor_value(name, end),
                    (place, line - 0.28),
                    ha=near,
                    va="bottom",
                    fontsize=6.4,
                    zorder=5,
                )
    labels = [
        f"{wrapped(speech.head(speech.factor(row['factor'])), 30)}\n"
        + (f"{row['levels']} " if row["levels"] == row["levels"] and row["levels"] else "")
        + f"({row['quasi_p']:.1g})"
        for row in rows
    ]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.5, -0.75)
    axes.set_xlim(-2, 102)
    _plain(axes)


def _places(values: Any, name: str, ranges: Mapping[str, Sequence[float]]) -> list[float]:
    """Place points in the range of a factor, per cent; named levels in equal steps."""
    if name in ranges:
        low, high = ranges[name]
        return [100 * (float(value) - low) / (high - low) for value in values]
    levels = sorted({str(value) for value in values})
    return [100 * (levels.index(str(value)) + 0.5) / len(levels) for value in values]


def _ends(
    row: Row, places: Sequence[float], values: Any, ranges: Mapping[str, Sequence[float]]
) -> tuple[float, float]:
    """Find both ends of a box in a factor's range, per cent."""
    name = row["factor"]
    if name in ranges:
        low, high = ranges[name]
        return (
            0.0 if math.isnan(row["low"]) else 100 * (row["low"] - low) / (high - low),
            100.0 if math.isnan(row["high"]) else 100 * (row["high"] - low) / (high - low),
        )
    levels = str(row["levels"]).split(", ")
    inside = [place for place, value in zip(places, values, strict=True) if str(value) in levels]
    half = 50 / len({str(value) for value in values})
    return (min(inside) - half, max(inside) + half) if inside else (0.0, 100.0)


def _score_panel(axes: "Axes", rows: Sequence[Row], speech: Speech) -> None:
    """Draw scores with intervals, and the most of a probe."""
    chance = next((row["high"] for row in rows if row["factor"] == PROBE), math.nan)
    for line, row in enumerate(rows):
        sure, probe = bool(row["stands_out"]), row["factor"] == PROBE
        axes.barh(
            line,
            100 * row["score"],
            height=0.62,
            zorder=2,
            lw=0.7,
            color="#BBBBBB" if probe else _BLUE if sure else "white",
            edgecolor=QUIET if probe else _BLUE,
            hatch=None if sure or probe else "////",
        )
        axes.plot(
            [100 * row["low"], 100 * row["high"]],
            [line, line],
            color="black",
            lw=1,
            marker="|",
            ms=4,
            zorder=3,
        )
        axes.annotate(
            speech.percent(row["score"]),
            (1, line),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=6.2,
            zorder=5,
        )
    axes.axvline(100 * chance, color=_ORANGE, ls=(0, (2, 1)), lw=1.1, zorder=4)
    axes.set_xlim(0, 123 * max(max(row["high"] for row in rows), chance))
    names = [speech.head(factor_or_chance(row["factor"], speech)) for row in rows]
    axes.set_yticks(range(len(rows)), [wrapped(name, 30) for name in names])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel(speech("discovery.share"), labelpad=1)
    axes.locator_params(axis="x", nbins=5)
    _plain(axes)


def _plain(axes: "Axes") -> None:
    """Draw names at the left without a line."""
    axes.tick_params(axis="y", length=0, labelsize=6.8)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
