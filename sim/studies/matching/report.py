"""What a matching says, shows and draws."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.report.figures.look import DOTS_PER_INCH, QUIET, STYLES, WIDTH_INCHES, look, settle
from sim.report.figures.sheet import BAND, OPEN, cell, forest_sheet, frame, wrapped
from sim.report.shown import Row, Shown
from sim.studies.calibration.report import (
    band_of,
    in_figure,
    plain_number,
    records,
    span_of,
    title_of,
)
from sim.words import NULL, Speech
from sim.words.speech import MINUS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Tables = Mapping[str, "pd.DataFrame"]
About = Mapping[str, Any]

MOST_NAMED = 4
"""Targets, parameters and pairs that a sentence names at most."""
MOST_PAIRS = 6
"""Pairs of parameters that are drawn."""
_LEFT, _RIGHT = -0.8, 1.8
"""What part of the distances from a band is drawn, in its widths."""
_SET, _FORCE, _WARNING = STYLES[0].colour, STYLES[1].colour, STYLES[1].colour


def sentences(tables: Tables, about: About, speech: Speech) -> list[str]:
    """Say what is left, what of it meets the targets, and what was learned of parameters."""
    targets = records(tables["targets"])
    titles = {row["target"]: title_of(row, speech) for row in targets}
    if about["ruled"]:
        target = titles[about["ruled"]]
        found = [speech("matching.nothing_left", waves=about["waves"], target=target)]
        if about.get("excluding"):
            first, second = (titles[name] for name in about["excluding"])
            found.append(speech("matching.excluding", first=first, second=second))
        return found
    left = part_of(about["left"], speech)
    found = [speech("matching.left", **{**about, "left": left})]
    if about["tried"]:
        share = speech.percent(about["met"] / about["tried"])
        found.append(speech("matching.met", **about, targets=len(targets), share=share))
    else:
        found.append(speech("matching.none_tried"))
    found.append(speech(f"matching.default_{'in' if about['default_met'] else 'out'}"))
    ruling = sorted(targets, key=lambda row: -row["ruling"])[:MOST_NAMED]
    named = [
        speech("matching.ruled", target=titles[row["target"]], share=speech.percent(row["ruling"]))
        for row in ruling
        if row["ruling"]
    ]
    found += [speech("matching.ruling", names=_listed(named, speech))] if named else []
    found += _learned(tables, speech)
    failed = int(tables["waves"]["failed"].sum())
    return [*found, *([speech("matching.failed", count=failed)] if failed else [])]


def part_of(share: float, speech: Speech) -> str:
    """Write a part of the ranges, however small."""
    if share >= 0.001:
        return speech.percent(share, 0 if share >= 0.01 else 1)
    if not share:
        return speech.percent(0)
    return speech("matching.one_in", count=f"{float(f'{1 / share:.1g}'):,.0f}")


def _listed(texts: Sequence[str], speech: Speech) -> str:
    """Join a list for a sentence, cut off when it is long."""
    named = list(texts[:MOST_NAMED])
    if len(texts) > MOST_NAMED:
        named.append(speech("calibration.more", count=len(texts) - MOST_NAMED))
    return speech.row(named)


def _learned(tables: Tables, speech: Speech) -> list[str]:
    """Say how well parameters are identified, which are at edges, which trade off."""
    rows = [row for row in records(tables["parameters"]) if row["entered"]]
    words = [row["identified"] for row in rows if row["identified"]]
    if not words:
        return []
    counts = {word: words.count(word) for word in ("well", "weakly", "no")}
    middle = sorted(row["coverage"] for row in rows)[len(rows) // 2]
    found = [speech("matching.learned", **counts, coverage=speech.percent(middle))]
    pressed = [
        speech(
            "matching.pressed",
            parameter=speech.parameter(row["parameter"]),
            end=speech(f"matching.end.{row['presses']}"),
        )
        for row in rows
        if row["presses"]
    ]
    if pressed:
        found.append(speech("matching.pressing", names=_listed(pressed, speech)))
    pairs = [
        speech(
            "matching.pair",
            first=speech.parameter(row["first"]),
            second=speech.parameter(row["second"]),
            correlation=_signed(row["correlation"]),
        )
        for row in records(tables["ridges"])
    ]
    return [*found, *([speech("matching.trading", names=_listed(pairs, speech))] if pairs else [])]


def _signed(value: float) -> str:
    """Write a correlation."""
    return f"{value:+.2f}".replace("-", MINUS)


def shown(tables: Tables, about: About, speech: Speech) -> list[Shown]:
    """Show waves, targets, matched parameters, and pairs that trade off."""
    targets, parameters = records(tables["targets"]), records(tables["parameters"])
    waves = records(tables["waves"])
    named = zip(_wave_names(waves, about, speech), waves, strict=True)
    found = [
        Shown(
            speech("matching.waves_title"),
            _heads(speech, "wave", "runs", "run_seeds", "all_met", "share_left"),
            [(_wave_cells(name, row, speech), False) for name, row in named],
        ),
        Shown(
            speech("matching.targets_title", **about, targets=len(targets)),
            [
                *(speech(f"calibration.{name}") for name in ("target", "band")),
                *_heads(speech, "median", "reach", "share_met", "rules", "explained", "covered"),
            ],
            [(_target_cells(row, speech), row["met_share"] == 0) for row in targets],
        ),
        Shown(
            speech("matching.parameters_title", **about),
            [
                speech("calibration.parameter"),
                *_heads(speech, "range", "in_force", "kept", "coverage", "identified", "presses"),
            ],
            [
                (_parameter_cells(row, speech), bool(row["presses"]))
                for row in parameters
                if row["entered"]
            ],
        ),
    ]
    pairs = [
        ([*(_name(row[key], speech) for key in ("first", "second")), _signed(row["correlation"])])
        for row in records(tables["ridges"])
    ]
    if pairs:
        heads = _heads(speech, "first", "second", "correlation")
        title = speech("matching.pairs_title")
        found.append(Shown(title, heads, [(cells, False) for cells in pairs], texts=2))
    return found


def _heads(speech: Speech, *names: str) -> list[str]:
    """Write headings of columns."""
    return [speech(f"matching.{name}") for name in names]


def _name(parameter: str, speech: Speech) -> str:
    """Name a parameter at the beginning of a line."""
    return speech.head(speech.parameter(parameter))


def _percent(value: float | None, speech: Speech) -> str:
    """Write a share, or nothing known."""
    return NULL if value is None or math.isnan(value) else speech.percent(value)


def _wave_names(rows: Sequence[Row], about: About, speech: Speech) -> list[str]:
    """Name the waves: by number, then all parameters moved, then new seeds last."""
    names = [
        str(row["wave"]) if row["wave"] <= about["waves"] else speech("matching.moved")
        for row in rows
    ]
    return [*names[:-1], speech("matching.last")]


def _wave_cells(name: str, row: Row, speech: Speech) -> list[str]:
    """Write the cells of a wave, or of the runs after the waves."""
    left = row["left"]
    return [
        name,
        f"{row['runs']:,}",
        str(row["seeds"]),
        _percent(row["met"], speech),
        NULL if left is None or math.isnan(left) else part_of(left, speech),
    ]


def _target_cells(row: Row, speech: Speech) -> list[str]:
    """Write the cells of a target."""
    ends = [row[f"ensemble_{name}"] for name in ("low", "high")]
    return [
        title_of(row, speech),
        band_of(row, speech),
        span_of([row["ensemble_median"]], row, speech),
        span_of(ends, row, speech, " … "),
        *(_percent(row[name], speech) for name in ("met_share", "ruling", "explained", "covered")),
    ]


def _parameter_cells(row: Row, speech: Speech) -> list[str]:
    """Write the cells of a parameter."""
    kept = [row[f"kept_{end}"] for end in ("low", "high")]
    known = None not in kept
    return [
        _name(row["parameter"], speech),
        " … ".join(plain_number(row[end]) for end in ("low", "high")),
        plain_number(row["default"]),
        " … ".join(plain_number(end) for end in kept) if known else NULL,
        _percent(row["coverage"], speech),
        *_words(row, speech),
    ]


def _words(row: Row, speech: Speech) -> list[str]:
    """Say how well a parameter is identified, and the end on which it presses."""
    word, end = row["identified"], row["presses"]
    return [
        speech(f"matching.word.{word}") if word else NULL,
        speech(f"matching.end.{end}") if end else "",
    ]


def figures(tables: Tables, about: About, speech: Speech) -> dict[str, "Figure"]:
    """Draw what each wave leaves, the fit of the ensemble, where it lies, and what trades off."""
    return {
        "waves": waves_figure(records(tables["waves"]), about, speech),
        "fit": fit_figure(tables, about, speech),
        "parameters": parameters_figure(records(tables["parameters"]), about, speech),
        "pairs": pairs_figure(tables, about, speech),
    }


def _panels(
    rows: int, columns: int, title: str, caption: str, inches: float
) -> "tuple[Figure, list[Axes]]":
    """Make a figure of panels with title and caption."""
    from matplotlib.figure import Figure

    text = wrapped(caption, 148)
    foot, head = 0.135 * (text.count("\n") + 1) + 0.14, 0.3
    height = head + inches * rows + foot
    with look():
        figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DOTS_PER_INCH, layout="constrained")
        engine: Any = figure.get_layout_engine()
        engine.set(rect=(0.005, foot / height, 0.985, (height - foot - head) / height))
        figure.text(0.012, 1 - 0.07 / height, title, fontsize=9, va="top")
        figure.text(0.012, 0.06 / height, text, fontsize=6.8, color=QUIET, va="bottom")
        made = figure.subplots(rows, columns, squeeze=False)
    return figure, [axes for row in made for axes in row]


def waves_figure(rows: Sequence[Row], about: About, speech: Speech) -> "Figure":
    """Draw the share left after each wave, and how many runs meet all targets."""
    title = speech("matching.waves_title")
    caption = speech("matching.caption_waves", **about)
    figure, (left, right) = _panels(1, 2, title, caption, 2.2)
    with look():
        waves = [row for row in rows if row["wave"] <= about["waves"]]
        shares = [(row["wave"], row["left"]) for row in waves if row["left"]]
        left.set_yscale("log")
        left.yaxis.set_major_formatter(lambda share, _: part_of(share, speech))
        left.minorticks_off()
        left.plot(*zip((0, 1.0), *shares, strict=True), color=_SET, marker="o", ms=4.2)
        for wave, share in shares:
            text = part_of(share, speech)
            left.annotate(text, (wave, share), (5, 3), textcoords="offset points", fontsize=6.4)
        left.set_xlim(-0.2, len(waves) + 0.9)
        left.set_xticks(range(len(waves) + 1))
        left.set_xlabel(speech("matching.wave"))
        left.set_ylabel(speech("matching.axis_left"))
        names = [name.replace(" ", "\n") for name in _wave_names(rows, about, speech)]
        known = [100 * row["met"] if row["met"] is not None else math.nan for row in rows]
        colours = [BAND if row in waves else _SET for row in rows]
        right.bar(range(len(rows)), [0 if math.isnan(one) else one for one in known], color=colours)
        for place, value in enumerate(known):
            text = NULL if math.isnan(value) else f"{value:.0f}"
            right.annotate(
                text,
                (place, 0 if math.isnan(value) else value),
                (0, 2),
                textcoords="offset points",
                ha="center",
                fontsize=6.4,
            )
        right.set_ylim(0, 105)
        right.set_xticks(range(len(rows)), names, fontsize=6.4)
        right.set_xlabel(speech("matching.wave"))
        right.set_ylabel(speech("matching.axis_met"))
        settle(figure)
    return figure


def fit_figure(tables: Tables, about: About, speech: Speech) -> "Figure":
    """Draw every target on the scale of its own band, with each set of the ensemble."""
    rows = records(tables["targets"])
    title = speech("matching.targets_title", **about, targets=len(rows))
    caption = speech("matching.caption_targets", **about)
    figure, axes = forest_sheet(len(rows), title, caption)
    points = tables["points"]
    own = points[points["trial"].isin(tables["ensemble"]["trial"])]
    with look():
        for line, row in enumerate(rows):
            _target(axes, line, row, list(own[row["target"]].to_numpy(float)), speech)
        labels = [wrapped(title_of(row, speech), 62) for row in rows]
        heads = [speech("calibration.band"), *_heads(speech, "median", "rules", "explained")]
        frame(axes, labels, (_LEFT, _RIGHT), speech("matching.axis_targets"), heads)
        settle(figure)
    return figure


def _target(axes: "Axes", line: int, row: Row, values: Sequence[float], speech: Speech) -> None:
    """Draw the band of a target and where the sets of the ensemble lie."""
    open_low, open_high = (row[end] is None or math.isinf(row[end]) for end in ("low", "high"))
    axes.barh(line, 1, height=0.66, color=BAND, zorder=1)
    if open_low:
        axes.barh(line, -_LEFT, left=_LEFT, height=0.66, color=OPEN, zorder=1)
    if open_high:
        axes.barh(line, _RIGHT - 1, left=1, height=0.66, color=OPEN, zorder=1)

    def place(value: float) -> float:
        found = 1 + (value - row["high"]) / row["width"] if open_low else 0.0
        found = found if open_low else (value - row["low"]) / row["width"]
        return float(min(max(found, _LEFT), _RIGHT))

    known = [place(value) for value in values if not math.isnan(value)]
    axes.plot(known, [line] * len(known), "o", ms=3.2, color=_SET, alpha=0.35, mew=0, zorder=3)
    middle = row["ensemble_median"]
    if middle is not None and not math.isnan(middle):
        axes.plot([place(middle)] * 2, [line - 0.3, line + 0.3], color=_SET, lw=1.4, zorder=4)
    cells = [band_of(row, speech), in_figure(middle, row, speech)]
    cells += [_percent(row[name], speech) for name in ("ruling", "explained")]
    for column, text in enumerate(cells):
        cell(axes, column, line, text)


def parameters_figure(rows: Sequence[Row], about: About, speech: Speech) -> "Figure":
    """Draw every matched parameter in its declared range."""
    entered = [row for row in rows if row["entered"]]
    title = speech("matching.parameters_title", **about)
    caption = speech("matching.caption_parameters", **about)
    figure, axes = forest_sheet(len(entered), title, caption)
    with look():
        for line, row in enumerate(entered):
            _parameter(axes, line, row, speech)
        names = [_name(row["parameter"], speech) for row in entered]
        heads = _heads(speech, "coverage", "identified", "presses")
        frame(axes, names, (-0.03, 1.03), speech("matching.axis_parameters"), heads)
        settle(figure)
    return figure


def place_of(row: Row, value: float) -> float:
    """Place a value in a parameter's declared range, 0 to 1."""
    if row["log"]:
        return math.log(value / row["low"]) / math.log(row["high"] / row["low"])
    return float(value - row["low"]) / float(row["high"] - row["low"])


def _parameter(axes: "Axes", line: int, row: Row, speech: Speech) -> None:
    """Draw the range of a parameter, where the sets lie, and what is in force."""
    axes.barh(line, 1, height=0.5, color=OPEN, zorder=1)
    kept = [row[f"kept_{name}"] for name in ("low", "median", "high")]
    if None not in kept:
        low, middle, high = (place_of(row, value) for value in kept)
        axes.barh(line, high - low, left=low, height=0.34, color=_SET, alpha=0.45, zorder=2)
        axes.plot([middle] * 2, [line - 0.25, line + 0.25], color=_SET, lw=1.6, zorder=3)
    axes.plot(
        [place_of(row, row["default"])],
        [line],
        "s",
        ms=4.2,
        color=_FORCE,
        mfc="white",
        mew=0.9,
        zorder=4,
        clip_on=False,
    )
    for column, text in enumerate([_percent(row["coverage"], speech), *_words(row, speech)]):
        cell(axes, column, line, text, _WARNING if column == 2 else "black")


def pairs_figure(tables: Tables, about: About, speech: Speech) -> "Figure":
    """Draw the pairs that trade off most, with each set of the ensemble."""
    rows = {row["parameter"]: row for row in records(tables["parameters"])}
    pairs = records(tables["ridges"])[:MOST_PAIRS]
    lines = max(1, math.ceil(len(pairs) / 3))
    caption = speech("matching.caption_pairs", **about)
    figure, panels = _panels(lines, 3, speech("matching.pairs_title"), caption, 2.5)
    members = records(tables["ensemble"])
    with look():
        for axes, pair in zip(panels, pairs, strict=False):
            names = pair["first"], pair["second"]
            across, up = (
                [place_of(rows[name], member[name]) for member in members] for name in names
            )
            axes.plot(across, up, "o", ms=3.6, color=_SET, alpha=0.6, mew=0)
            axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
            axes.set_xlabel(wrapped(_name(names[0], speech), 40))
            axes.set_ylabel(wrapped(_name(names[1], speech), 40))
            axes.set_title(_signed(pair["correlation"]))
        for axes in panels[len(pairs) :]:
            axes.set_axis_off()
        if not pairs:
            panels[0].text(0, 0.5, speech("matching.no_pairs"), fontsize=7.5)
        settle(figure)
    return figure
