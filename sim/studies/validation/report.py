"""What a validation says, shows and draws."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.analysis.calibration import RATIO
from sim.analysis.validation import FAIL, KINDS, NOT_TESTED, PASS
from sim.report.figures.look import STYLES, look, settle
from sim.report.figures.sheet import BAND, OPEN, cell, forest_sheet, frame, wrapped
from sim.report.shown import Row, Shown, records
from sim.studies.runs import sets_heads
from sim.words import NULL, Speech
from sim.words.speech import MINUS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PLAIN = (RATIO, "odds ratio", "places")
"""Units of numbers that readers see without one."""
POINTS = "points"
"""Unit of differences of shares."""
_LEFT, _RIGHT = -1.1, 2.1
"""What part of the scale is drawn, in widths of the band."""
_HEIGHT = 0.66
_WIDTHS = (66.0, 48.0, 82.0, 36.0)
"""Of the columns of numbers, points."""
_LABEL_COLUMNS = 60
_GOOD, _BAD = STYLES[0].colour, STYLES[1].colour


def unit_of(row: Row) -> str:
    """Find a pattern's unit; differences of shares, which may be negative, are points."""
    known = [row[key] for key in ("low", "high", "mean") if isinstance(row.get(key), float)]
    negative = any(value < 0 and math.isfinite(value) for value in known)
    open_rise = row["low"] == 0 and math.isinf(row["high"])
    if row["unit"] == "share" and (row["criterion"] == "sign" or negative or open_rise):
        return POINTS
    return str(row["unit"])


def value_of(value: float | None, unit: str, speech: Speech, digits: int | None = None) -> str:
    """Write a value with its unit if per cent or points, to ``digits`` decimals."""
    if value is None or math.isnan(value):
        return NULL
    text = _plain(value, unit, speech, digits)
    return speech("value.%", value=text) if unit == "share" else text


def _plain(value: float, unit: str, speech: Speech, digits: int | None) -> str:
    """Write a value without a unit."""
    if unit in _PLAIN:
        return f"{value:.3g}".replace("-", MINUS)
    if unit == POINTS:
        return speech.number(value, "share", signed=True, digits=digits)
    return speech.number(value, unit, digits=digits)


def _span(ends: Sequence[float], unit: str, speech: Speech, joint: str, digits: int | None) -> str:
    """Write both ends of a span, the sign for per cent once."""
    text = joint.join(_plain(end, unit, speech, digits) for end in ends)
    return speech("value.%", value=text) if unit == "share" else text


def _declared(value: float) -> int:
    """Count decimals of a declared share in per cent."""
    return len(f"{100 * value:.10g}".partition(".")[2])


def expected_of(row: Row, speech: Speech) -> str:
    """Write what is expected, with the digits that were declared."""
    unit, low, high = unit_of(row), row["low"], row["high"]
    if row["criterion"] == "sign":
        return speech("validation.above" if math.isinf(high) else "validation.below")
    ends = [end for end in (low, high) if math.isfinite(end)]
    digits = max(map(_declared, ends)) if unit in ("share", POINTS) else None
    if math.isinf(low):
        return f"\N{LESS-THAN OR EQUAL TO} {value_of(high, unit, speech, digits)}"
    if math.isinf(high):
        return f"\N{GREATER-THAN OR EQUAL TO} {value_of(low, unit, speech, digits)}"
    return _span(ends, unit, speech, " … " if low < 0 else "\N{EN DASH}", digits)


def _ends(row: Row, over: str = "interval") -> list[float]:
    """Find both ends of an interval, of a mean or over sets; shares end at 0, 1."""
    ends = [
        math.nan if row[f"{over}_{end}"] is None else row[f"{over}_{end}"]
        for end in ("low", "high")
    ]
    return [min(max(end, 0.0), 1.0) for end in ends] if unit_of(row) == "share" else ends


def _digits(row: Row, speech: Speech) -> int | None:
    """Count the decimals of a mean that its interval allows."""
    low, high = _ends(row)
    return speech.digits("share" if unit_of(row) == POINTS else unit_of(row), low, high)


def mean_of(row: Row, speech: Speech) -> str:
    """Write the mean of a pattern."""
    return value_of(row["mean"], unit_of(row), speech, _digits(row, speech))


def interval_of(row: Row, speech: Speech, over: str = "interval") -> str:
    """Write the interval of a mean, or that over sets."""
    unit, ends = unit_of(row), _ends(row, over)
    if any(map(math.isnan, ends)):
        return NULL
    digits = speech.digits("share" if unit == POINTS else unit, *ends)
    return _span(ends, unit, speech, " … ", digits)


def found_of(row: Row, speech: Speech) -> str:
    """Write mean and interval in one."""
    interval, mean = interval_of(row, speech), mean_of(row, speech)
    if unit_of(row) == POINTS and mean != NULL:
        mean = speech("value.points", value=mean)
    return mean if interval == NULL else f"{mean} [{interval}]"


def parts_of(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Group rows by kind, in shown order; kinds without rows are left out."""
    found = [(kind, [row for row in rows if row["kind"] == kind]) for kind in KINDS]
    return [(str(kind), own) for kind, own in found if own]


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[str]:
    """Say how many patterns hold, which fail and why, and which were not tested."""
    rows = records(tables["validation"])
    parts = [
        speech(
            "validation.of_kind",
            kind=_kind_within(kind, speech),
            passed=_passed(own),
            patterns=len(own),
        )
        for kind, own in parts_of(rows)
    ]
    found = [
        speech(
            "validation.count",
            passed=_passed(rows),
            patterns=len(rows),
            parts=speech("validation.comma").join(parts),
            over=over(about["seeds"], speech),
            scale=about["scale"],
        )
    ]
    failed = [_named(row, speech) for row in rows if row["verdict"] == FAIL]
    names = speech("validation.joint").join(failed)
    fails = speech("validation.fails", names=names)
    found.append(fails if failed else speech("validation.nothing_fails"))
    if about["scale"] >= 1:
        found += reasons(rows, speech)
    elif failed:
        found.append(speech("validation.no_reasons", scale=about["scale"]))
    untested = [speech.column(row, "label") for row in rows if row["verdict"] == NOT_TESTED]
    if untested:
        names = speech("validation.joint").join(untested)
        found.append(speech("validation.untested", names=names))
    found += _over_sets(rows, about, speech)
    found.append(speech("validation.inputs"))
    return found


def _over_sets(rows: Sequence[Row], about: Mapping[str, Any], speech: Speech) -> list[str]:
    """Count how many patterns hold over plausible sets; nothing below two sets."""
    if not sets_heads(about, speech):
        return []
    sets = about["sets"]
    parts = [
        speech(
            "validation.of_kind",
            kind=_kind_within(kind, speech),
            passed=sum(row["sets_verdict"] == PASS for row in own),
            patterns=len(own),
        )
        for kind, own in parts_of(rows)
    ]
    found = speech(
        "validation.over_sets",
        sets=sets["sets"],
        scale=sets["scale"],
        parts=speech("validation.comma").join(parts),
    )
    failed = [speech.column(row, "label") for row in rows if row["sets_verdict"] == FAIL]
    names = speech("validation.fails_sets", names=speech("validation.joint").join(failed))
    return [found, *([names] if failed else [])]


def reasons(rows: Sequence[Row], speech: Speech) -> list[str]:
    """Say why patterns fail, as far as their authors know, in few sentences."""
    found = []
    for row in rows:
        reason = row.get("reason_en")
        if row["verdict"] == FAIL and isinstance(reason, str) and reason:
            label = speech.column(row, "label")
            found.append(
                speech("validation.reason", label=label, reason=speech.column(row, "reason"))
            )
    return found


def over(seeds: int, speech: Speech) -> str:
    """Write so many seeds, in words of a sentence."""
    return speech("validation.seeds" if seeds > 1 else "validation.one_seed", seeds=seeds)


def _passed(rows: Sequence[Row]) -> int:
    """Count how many hold."""
    return sum(row["verdict"] == PASS for row in rows)


def _kind_within(kind: str, speech: Speech) -> str:
    """Write a kind inside a sentence, without what is in brackets."""
    text = speech.inside(speech(f"validation.kinds.{kind}"))
    return text.split(" (")[0].split("（")[0]


def _named(row: Row, speech: Speech) -> str:
    """Name a pattern that fails, what was found and what was expected."""
    return speech(
        "validation.named",
        label=speech.column(row, "label"),
        found=found_of(row, speech),
        expected=expected_of(row, speech),
    )


def title_of(rows: Sequence[Row], speech: Speech) -> str:
    """Write the title of table and figure."""
    return speech("validation.title", passed=_passed(rows), patterns=len(rows))


def shown(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> list[Shown]:
    """Show every pattern by kind; those that do not hold stand out."""
    rows = records(tables["validation"])
    found: list[Shown] = []
    headings = [
        speech(f"validation.{name}")
        for name in ("pattern", "expected", "found", "interval", "verdict")
    ]
    of_sets = bool(sets_heads(about, speech))
    if of_sets:
        count = about["sets"]["sets"]
        headings[-1:] = [
            speech("compare.sets_interval", sets=count),
            speech("validation.in_sets"),
            headings[-1],
            speech("validation.verdict_sets"),
        ]
    for kind, own in parts_of(rows):
        cells = [
            (
                [
                    speech.column(row, "label"),
                    expected_of(row, speech),
                    mean_of(row, speech),
                    interval_of(row, speech),
                    *_cells_of_sets(row, speech, of_sets),
                ],
                row["verdict"] != PASS,
            )
            for row in own
        ]
        title = speech(f"validation.kinds.{kind}")
        if not found:
            title = f"{title_of(rows, speech)}\n\n{title}"
        found.append(Shown(title, headings, cells))
    if found:
        notes = [speech("validation.rules")]
        if of_sets:
            notes.append(speech("validation.rules_sets", scale=about["sets"]["scale"]))
        found[-1] = replace(found[-1], notes=notes)
    return found


def _cells_of_sets(row: Row, speech: Speech, of_sets: bool) -> list[str]:
    """Write a pattern's last cells: verdict, and what the sets say."""
    verdict = speech(f"validation.verdicts.{row['verdict']}")
    if not of_sets:
        return [verdict]
    held = speech("validation.held", sets=int(row["sets"]), holds_in=int(row["holds_in"]))
    own = speech(f"validation.verdicts.{row['sets_verdict']}")
    return [interval_of(row, speech, "sets"), held, verdict, own]


def figures(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], speech: Speech
) -> dict[str, "Figure"]:
    """Draw the figure of a validation, by name."""
    return {"validation": validation_figure(records(tables["validation"]), about, speech)}


def validation_figure(rows: Sequence[Row], about: Mapping[str, Any], speech: Speech) -> "Figure":
    """Draw what is expected of every pattern, and what was simulated, by kind."""
    lines: list[tuple[str, Row | None]] = []
    for kind, own in parts_of(rows):
        lines.append((speech(f"validation.kinds.{kind}"), None))
        lines += [(wrapped(speech.column(row, "label"), _LABEL_COLUMNS), row) for row in own]
    caption = speech("validation.caption", over=over(about["seeds"], speech), scale=about["scale"])
    if sets_heads(about, speech):
        band = speech("validation.sets_band", sets=about["sets"]["sets"])
        caption = speech.joint([caption, band])
    figure, axes = forest_sheet(len(lines), title_of(rows, speech), caption)
    with look():
        labels = [label if row is not None else "" for label, row in lines]
        headings = [
            speech("validation.expected"),
            speech("validation.found"),
            speech("validation.interval"),
            speech("validation.verdict"),
        ]
        frame(axes, labels, (_LEFT, _RIGHT), speech("validation.axis"), headings, _WIDTHS)
        for line, (label, row) in enumerate(lines):
            if row is None:
                _heading(axes, line, label)
            else:
                _pattern(axes, line, row, speech)
        settle(figure)
    return figure


def _heading(axes: "Axes", line: int, text: str) -> None:
    """Write the heading of a kind, at the place of the labels."""
    axes.annotate(
        text,
        (0, line),
        xycoords=("axes fraction", "data"),
        ha="right",
        va="center",
        xytext=(-6, 0),
        textcoords="offset points",
        fontsize=7.2,
        fontweight="bold",
        annotation_clip=False,
    )


def _pattern(axes: "Axes", line: int, row: Row, speech: Speech) -> None:
    """Draw what is expected, the mean and its interval, and the numbers."""
    _expected(axes, line, row)
    good = row["verdict"] == PASS
    colour = _GOOD if good else _BAD
    for what, width, alpha in (("sets", 5.0, 0.3), ("interval", 1.3, 1.0)):
        ends = [row.get(f"{what}_{end}", math.nan) for end in ("low", "high")]
        if not any(map(math.isnan, ends)):
            inside = [min(max(_scaled(row, one), _LEFT), _RIGHT) for one in ends]
            axes.plot(inside, [line, line], color=colour, lw=width, alpha=alpha, zorder=3)
    place = _scaled(row, row["mean"])
    if not math.isnan(place):
        shape = "o" if _LEFT <= place <= _RIGHT else ("<" if place < _LEFT else ">")
        axes.plot(
            [min(max(place, _LEFT + 0.03), _RIGHT - 0.03)],
            [line],
            marker=shape,
            ms=4.4,
            color=colour,
            mfc=colour if good else "white",
            mew=1.0,
            ls="",
            zorder=4,
            clip_on=False,
        )
    texts = (
        expected_of(row, speech),
        mean_of(row, speech),
        interval_of(row, speech),
        speech(f"validation.verdicts.{row['verdict']}"),
    )
    for column, text in enumerate(texts):
        cell(axes, column, line, text, "black" if good else _BAD, _WIDTHS)


def _expected(axes: "Axes", line: int, row: Row) -> None:
    """Draw the band, fading where it is open; for a sign all beyond 0."""
    if row["criterion"] == "sign":
        axes.barh(line, _RIGHT, height=_HEIGHT, color=OPEN, zorder=1)
        axes.plot(
            [0, 0], [line - _HEIGHT / 2, line + _HEIGHT / 2], color="#888888", lw=0.8, zorder=2
        )
        return
    axes.barh(line, 1, height=_HEIGHT, color=BAND, zorder=1)
    if math.isinf(row["low"]):
        axes.barh(line, -_LEFT, left=_LEFT, height=_HEIGHT, color=OPEN, zorder=1)
    if math.isinf(row["high"]):
        axes.barh(line, _RIGHT - 1, left=1, height=_HEIGHT, color=OPEN, zorder=1)


def _scaled(row: Row, value: float) -> float:
    """Scale a value on the scale of what is expected.

    Bands go from 0 to 1; one that is open at an end is as wide as the interval is far from the
    other end, at least. Signs: 0 is no difference, 1 the far end of the interval, and the
    expected side is to the right.
    """
    far = max(abs(row["interval_low"]), abs(row["interval_high"]), abs(row["mean"]))
    if math.isnan(far):
        far = abs(row["mean"])
    if row["criterion"] == "sign":
        side = 1.0 if math.isinf(row["high"]) else -1.0
        return side * value / far if far > 0 else 0.0
    low, high = row["low"], row["high"]
    if math.isinf(low) or math.isinf(high):
        edge = high if math.isinf(low) else low
        width = max(abs(row["mean"] - edge), 1e-12)
        place = (value - edge) / width
        return float(1 + place if math.isinf(low) else place)
    return float((value - low) / (high - low))
