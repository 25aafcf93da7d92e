"""What a validation says, in English and Chinese: fixed words, and sentences that state it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.analysis.calibration_tables import RATIO
from sim.analysis.validation import FAIL, KINDS, NOT_TESTED, PASS
from sim.report.words import NULL, number

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
_PLAIN = (RATIO, "odds ratio", "places")
"""Units of numbers that are shown to three digits."""


@dataclass(frozen=True, slots=True)
class ValidationWords:
    """What tables, figures and sentences say; braces are filled by `str.format`.

    Attributes:
        title: Above the table and the figure.
        pattern: Heading of the column of patterns.
        expected: Heading of what is expected.
        found: Heading of the mean.
        interval: Heading of its interval.
        verdict: Heading of the column of verdicts.
        kinds: Headings of the parts, by kind.
        verdicts: Verdicts by their names.
        above: What a sign above 0 says.
        below: What a sign below 0 says.
        axis: Below the figure.
        caption: Below the figure.
        count: First sentence.
        of_kind: Of one kind, so many hold.
        fails: What fails.
        nothing_fails: When nothing does.
        reason: Why a pattern does not hold.
        untested: What could not be tested.
        inputs: What input-driven patterns are worth.
        named: A pattern, what was found and what was expected.
        comma: Between parts of a sentence.
        joint: Between the parts of a list.
    """

    title: str
    pattern: str
    expected: str
    found: str
    interval: str
    verdict: str
    kinds: Mapping[str, str]
    verdicts: Mapping[str, str]
    above: str
    below: str
    axis: str
    caption: str
    count: str
    of_kind: str
    fails: str
    nothing_fails: str
    reason: str
    untested: str
    inputs: str
    named: str
    comma: str
    joint: str


_ENGLISH = ValidationWords(
    title="What the model should show: {passed} of {patterns} patterns hold",
    pattern="Pattern",
    expected="Expected",
    found="Simulated",
    interval="95 % interval",
    verdict="Holds",
    kinds=MappingProxyType(
        {
            "fitted": "Fitted",
            "input_driven": "Driven by inputs (no evidence)",
            "held_out": "Held out of the fit",
            "mechanism": "Mechanisms switched off",
        }
    ),
    verdicts=MappingProxyType({PASS: "yes", FAIL: "NO", NOT_TESTED: "not tested"}),
    above="> 0",
    below="< 0",
    axis="Bands: 0 and 1 are the ends. Signs: 0 is no difference, to the right is as expected.",
    caption=(
        "Shaded: what is expected, fading where it is open. Points: mean over {over} at "
        "scale {scale:g}; bars: 95 % t-interval, of differences within each seed. A band holds "
        "when the mean lies in it, give or take one standard error; a sign when the whole "
        "interval does; signs are drawn on the scale of their interval. Of a pattern with "
        "several figures the one on which it stands or falls is shown. Open: does not hold. "
        "Arrows: outside the frame."
    ),
    count="{passed} of {patterns} patterns hold ({over} at scale {scale:g}): {parts}.",
    of_kind="{kind} {passed} of {patterns}",
    fails="Do not hold: {names}.",
    nothing_fails="None fails.",
    reason="{label} - why not: {reason}",
    untested="Not tested: {names}.",
    inputs=(
        "Patterns driven by inputs say what levers say and are no evidence; fitted ones only that "
        "the fit succeeded."
    ),
    named="{label} ({found} against {expected})",
    comma=", ",
    joint="; ",
)
_CHINESE = ValidationWords(
    title="模型应呈现的规律：{patterns} 项中 {passed} 项成立",
    pattern="规律",
    expected="预期",
    found="模拟",
    interval="95% 置信区间",
    verdict="成立",
    kinds=MappingProxyType(
        {
            "fitted": "用于拟合",
            "input_driven": "由输入决定（不构成证据）",
            "held_out": "未用于拟合",
            "mechanism": "关闭机制",
        }
    ),
    verdicts=MappingProxyType({PASS: "是", FAIL: "否", NOT_TESTED: "未检验"}),
    above="> 0",
    below="< 0",
    axis="区间类：0 与 1 为区间两端。符号类：0 为无差异，右侧为预期方向。",
    caption=(
        "阴影：预期范围，单边开放处渐淡。点：{over}的均值，规模 {scale:g}；"
        "须：95% t 置信区间，差值在各种子内配对。区间类：均值落入区间即成立，容差一个标准误；"
        "符号类：整个置信区间同侧才成立，按其置信区间的尺度画出。"
        "含多个数值的规律只画决定成败的一个。空心：不成立。箭头：超出图框。"
    ),
    count="{patterns} 项规律中 {passed} 项成立（{over}，规模 {scale:g}）：{parts}。",
    of_kind="{kind}的 {patterns} 项中 {passed} 项",
    fails="不成立：{names}。",
    nothing_fails="没有不成立者。",
    reason="{label}——不成立的原因：{reason}",
    untested="未检验：{names}。",
    inputs="由输入决定的规律只是政策杠杆的重述，不构成证据；用于拟合的规律只说明拟合成功。",
    named="{label}（{found}，预期 {expected}）",
    comma="，",
    joint="；",
)


def validation_words(language: str) -> ValidationWords:
    """The words of a language, ``en`` or ``zh``."""
    return _CHINESE if language == "zh" else _ENGLISH


def value_of(value: float | None, unit: str) -> str:
    """A value with its unit where that is per cent."""
    if value is None or math.isnan(value):
        return NULL
    if unit in _PLAIN:
        return f"{value:.3g}".replace("-", MINUS)
    return number(value, unit) + (" %" if unit == "share" else "")


MINUS = "\N{MINUS SIGN}"


def expected_of(row: Row, language: str) -> str:
    """What is expected, as a reader writes it."""
    said, unit = validation_words(language), row["unit"]
    low, high = row["low"], row["high"]
    if row["criterion"] == "sign":
        return said.above if math.isinf(high) else said.below
    if math.isinf(low):
        return f"\N{LESS-THAN OR EQUAL TO} {value_of(high, unit)}"
    if math.isinf(high):
        return f"\N{GREATER-THAN OR EQUAL TO} {value_of(low, unit)}"
    joint = " … " if low < 0 else "\N{EN DASH}"
    return f"{value_of(low, unit).removesuffix(' %')}{joint}{value_of(high, unit)}"


def interval_of(row: Row) -> str:
    """The interval of a mean."""
    ends = [value_of(row[f"interval_{end}"], row["unit"]) for end in ("low", "high")]
    return NULL if NULL in ends else f"{ends[0].removesuffix(' %')} … {ends[1]}"


def found_of(row: Row) -> str:
    """Mean and interval in one."""
    interval = interval_of(row)
    mean = value_of(row["mean"], row["unit"])
    return mean if interval == NULL else f"{mean} [{interval}]"


def rows_of(table: "pd.DataFrame") -> list[Row]:
    """The rows of a table."""
    rows: list[Any] = table.to_dict("records")
    return rows


def parts_of(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by kind, in the order in which they are shown; kinds without rows left out."""
    found = [(kind, [row for row in rows if row["kind"] == kind]) for kind in KINDS]
    return [(str(kind), own) for kind, own in found if own]


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> list[str]:
    """What a validation found.

    Args:
        tables: ``validation`` is enough.
        about: What was run; see `sim.api.validation`.
        language: ``en`` or ``zh``.
    """
    said, rows = validation_words(language), rows_of(tables["validation"])
    parts = [
        said.of_kind.format(kind=_lowered(said.kinds[kind]), passed=_passed(own), patterns=len(own))
        for kind, own in parts_of(rows)
    ]
    found = [
        said.count.format(
            passed=_passed(rows),
            patterns=len(rows),
            parts=said.comma.join(parts),
            over=over(about["seeds"], language),
            scale=about["scale"],
        )
    ]
    failed = [_named(row, language) for row in rows if row["verdict"] == FAIL]
    found.append(said.fails.format(names=said.joint.join(failed)) if failed else said.nothing_fails)
    found += reasons(rows, language)
    untested = [row[f"label_{language}"] for row in rows if row["verdict"] == NOT_TESTED]
    if untested:
        found.append(said.untested.format(names=said.joint.join(untested)))
    found.append(said.inputs)
    return found


def reasons(rows: Sequence[Row], language: str) -> list[str]:
    """Why patterns fail, as far as their authors know, a sentence or two for each."""
    said, key = validation_words(language), f"reason_{language}"
    known = [row for row in rows if row["verdict"] == FAIL and isinstance(row.get(key), str)]
    return [
        said.reason.format(label=row[f"label_{language}"], reason=row[key])
        for row in known
        if row[key]
    ]


def over(seeds: int, language: str) -> str:
    """So many seeds, in words of a sentence."""
    if language == "zh":
        return f"{seeds} 个种子"
    return f"{seeds} seeds" if seeds > 1 else "one seed"


def _passed(rows: Sequence[Row]) -> int:
    """How many hold."""
    return sum(row["verdict"] == PASS for row in rows)


def _lowered(text: str) -> str:
    """A heading in the middle of a sentence, without what it has in brackets."""
    return (text[:1].lower() + text[1:]).split(" (")[0].split("（")[0]


def _named(row: Row, language: str) -> str:
    """A pattern that fails, what was found and what was expected."""
    return validation_words(language).named.format(
        label=row[f"label_{language}"], found=found_of(row), expected=expected_of(row, language)
    )


def title_of(rows: Sequence[Row], language: str) -> str:
    """The title of table and figure."""
    return validation_words(language).title.format(passed=_passed(rows), patterns=len(rows))


def print_validation(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> None:
    """Print every pattern by kind; those that do not hold stand out."""
    from sim.report.terminal import print_rows, print_text

    said, rows = validation_words(language), rows_of(tables["validation"])
    print_text(title_of(rows, language))
    headings = [said.pattern, said.expected, said.found, said.interval, said.verdict]
    for kind, own in parts_of(rows):
        cells = [
            (
                [
                    row[f"label_{language}"],
                    expected_of(row, language),
                    value_of(row["mean"], row["unit"]),
                    interval_of(row),
                    said.verdicts[row["verdict"]],
                ],
                row["verdict"] != PASS,
            )
            for row in own
        ]
        print_rows(said.kinds[kind], headings, cells)
