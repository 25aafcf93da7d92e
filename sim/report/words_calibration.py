"""What a calibration says, in English and Chinese: fixed words, and sentences that state it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.calibration_tables import RATIO
from sim.declarations.metrics import METRICS
from sim.report.parameter_names import parameter_name, parameter_title
from sim.report.words import NULL, number, words_in

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
_SHOWN = 3
"""Targets, pairs and parameters that a sentence names at most."""


@dataclass(frozen=True, slots=True)
class CalibrationWords:
    """What tables, figures and sentences say; braces are filled by `str.format`.

    Attributes:
        fit_title: Above the fit.
        parameters_title: Above the parameters.
        target: Heading of the column of targets.
        band: Heading of the column of bands.
        before: What was in force.
        after: The best set.
        kept: The ensemble.
        checked: The best set on other seeds.
        met: Heading of the column that says whether a target is met.
        yes: It is.
        no: It is not.
        parameter: Heading of the column of parameters.
        moved: Heading of the column of moves.
        rise: A figure that is a rise per year.
        axis_fit: Below the fit.
        axis_parameters: Below the parameters.
        caption_fit: Below the figure of the fit.
        caption_check: Added to it when there is a check.
        caption_parameters: Below the figure of the parameters.
        fitted: First sentence.
        all_met: When nothing is missed.
        still_missed: What is missed.
        accepted: How many sets are acceptable.
        none_accepted: When there is none.
        pairs: Which targets exclude each other.
        no_pairs: When none do.
        never: Targets that nothing met.
        moves: Which parameters moved most.
        check: What the check found.
        failed: Trials that failed.
        more: After a list that was cut off.
        comma: Between the parts of a list.
        against: A value and the band that it misses.
        pair: Two targets.
    """

    fit_title: str
    parameters_title: str
    target: str
    band: str
    before: str
    after: str
    kept: str
    checked: str
    met: str
    yes: str
    no: str
    parameter: str
    moved: str
    rise: str
    axis_fit: str
    axis_parameters: str
    caption_fit: str
    caption_check: str
    caption_parameters: str
    fitted: str
    all_met: str
    still_missed: str
    accepted: str
    none_accepted: str
    pairs: str
    no_pairs: str
    never: str
    moves: str
    check: str
    failed: str
    more: str
    comma: str
    against: str
    pair: str


_ENGLISH = CalibrationWords(
    fit_title="Fit of {targets} targets before and after {trials} trials",
    parameters_title="Parameters before and after",
    target="Target",
    band="Band",
    before="Before",
    after="After",
    kept="ensemble",
    checked="Checked",
    met="Met",
    yes="yes",
    no="no",
    parameter="Parameter",
    moved="Moved",
    rise="{label}, rise per year",
    axis_fit="Distance in widths of the band (0 to 1: inside)",
    axis_parameters="Place in the range that was searched (0: low end, 1: high end)",
    caption_fit=(
        "Grey: the band of each target, drawn from 0 to 1; fading where it is open. Open squares: "
        "parameters in force before; filled circles: the best set, with one standard error over "
        "{seeds} seeds at scale {scale:g}; pale: range of the {members} sets of the ensemble. "
        "Arrows: outside the frame; asterisks: missed by more than one standard error."
    ),
    caption_check=" Diamonds: the best set on {seeds} other seeds at scale {scale:g}.",
    caption_parameters=(
        "Open squares: in force before; filled circles: the best set; pale: range of the "
        "{members} sets of the ensemble. Numbers: before, after, and the move as a share of the "
        "range."
    ),
    fitted=(
        "Of {targets} targets, the parameters in force met {before} and the best of {trials} sets "
        "meets {after} (within one standard error; {seeds} seeds at scale {scale:g})."
    ),
    all_met="The best set misses none.",
    still_missed="It misses {names}.",
    accepted="{count} sets meet all of them; the ensemble keeps {members}.",
    none_accepted=(
        "No set meets all of them; the ensemble keeps the best {members}, with what each misses."
    ),
    pairs="Met apart but never at once: {names}.",
    no_pairs="No two targets that were met exclude each other.",
    never="Never met: {names}.",
    moves="Moved farthest, as a share of the range: {names}.",
    check=(
        "On {seeds} other seeds at scale {scale:g} the best set meets {met} of {targets}{missed}."
    ),
    failed="{count} trials failed and count for nothing.",
    more="and {count} more",
    comma=", ",
    against="{target}: {value} against {band}",
    pair="{first} with {second}",
)
_CHINESE = CalibrationWords(
    fit_title="{targets} 项目标在 {trials} 次试验前后的拟合",
    parameters_title="校准前后的参数",
    target="目标",
    band="目标区间",
    before="校准前",
    after="校准后",
    kept="参数集合",
    checked="复核",
    met="达标",
    yes="是",
    no="否",
    parameter="参数",
    moved="移动",
    rise="{label}年升幅",
    axis_fit="与区间的距离，以区间宽度计（0 至 1 为区间内）",
    axis_parameters="在搜索范围中的位置（0：下限，1：上限）",
    caption_fit=(
        "灰：各目标区间，画在 0 与 1 之间；单边开放处渐淡。空心方：校准前的参数；"
        "实心圆：最优参数，须为 {seeds} 个种子（规模 {scale:g}）的一个标准误；"
        "浅色：集合中 {members} 组参数的范围。箭头：超出图框；星号：偏离超过一个标准误。"
    ),
    caption_check="菱形：最优参数在另外 {seeds} 个种子、规模 {scale:g} 下的结果。",
    caption_parameters=(
        "空心方：校准前；实心圆：最优参数；浅色：集合中 {members} 组参数的范围。"
        "数字：校准前、校准后，以及移动占范围的比例。"
    ),
    fitted=(
        "{targets} 项目标中，原参数达标 {before} 项，{trials} 组中最优者达标 {after} 项"
        "（容差一个标准误；{seeds} 个种子，规模 {scale:g}）。"
    ),
    all_met="最优参数全部达标。",
    still_missed="未达标：{names}。",
    accepted="{count} 组参数全部达标；集合保留 {members} 组。",
    none_accepted="没有一组参数全部达标；集合保留最优的 {members} 组，并列出各自未达标项。",
    pairs="可分别达标、但从未同时达标：{names}。",
    no_pairs="凡曾达标的目标，没有两项互相排斥。",
    never="从未达标：{names}。",
    moves="移动最大的参数（占范围的比例）：{names}。",
    check=(
        "在另外 {seeds} 个种子、规模 {scale:g} 下，最优参数达标 {met} 项，共 {targets} 项{missed}。"
    ),
    failed="{count} 次试验失败，不计入。",
    more="另有 {count} 项",
    comma="，",
    against="{target}：{value}，区间 {band}",
    pair="{first} 与 {second}",
)


def calibration_words(language: str) -> CalibrationWords:
    """The words of a language, ``en`` or ``zh``."""
    return _CHINESE if language == "zh" else _ENGLISH


def records(table: "pd.DataFrame") -> list[Row]:
    """The rows of a table; what is missing in a text column is None."""
    rows: list[Any] = table.astype(object).where(table.notna(), None).to_dict("records")
    return rows


def title_of(row: Row, language: str) -> str:
    """What the figure of a target is, from what a table says of it."""
    words, said = words_in(language), calibration_words(language)

    def label(name: str) -> str:
        return words.pick(METRICS[name].label)

    own, place = label(row["metric"]), _place(row, "scenario", "place", language)
    if row["divided_by"]:
        own = f"{own} / {label(row['divided_by'])}"
    elif row["minus_metric"]:
        own = f"{own} \N{MINUS SIGN} {label(row['minus_metric'])}"
    elif row["minus_scenario"]:
        place = f"{place} \N{MINUS SIGN} {_place(row, 'minus_scenario', 'minus', language)}"
    elif row["trend_months"]:
        own = said.rise.format(label=own)
    return f"{own}{said.comma}{place}"


def _place(row: Row, key: str, named: str, language: str) -> str:
    """A scenario as readers call it; by its name in tables of earlier versions."""
    return str(row.get(f"{named}_{language}") or row[key])


def value_of(value: float | None, row: Row) -> str:
    """A figure of a target, with its unit where that is per cent."""
    if value is None or math.isnan(value):
        return NULL
    if row["unit"] == RATIO:
        return f"{value:.3g}"
    return number(value, row["unit"]) + (" %" if row["unit"] == "share" else "")


def band_of(row: Row) -> str:
    """A band as a reader writes it."""
    low, high = (
        None if one is None or math.isinf(one) else one for one in (row["low"], row["high"])
    )
    if low is None:
        return f"\N{LESS-THAN OR EQUAL TO} {value_of(high, row)}"
    if high is None:
        return f"\N{GREATER-THAN OR EQUAL TO} {value_of(low, row)}"
    return f"{value_of(low, row).removesuffix(' %')}\N{EN DASH}{value_of(high, row)}"


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> list[str]:
    """What a calibration found.

    Args:
        tables: ``fit``, ``parameters``, ``conflicts``, and ``check`` when there was one.
        about: What was run; see `sim.api.calibration`.
        language: ``en`` or ``zh``.
    """
    said = calibration_words(language)
    fit = records(tables["fit"])
    titles = {row["target"]: title_of(row, language) for row in fit}
    counts = {when: sum(bool(row[f"{when}_met"]) for row in fit) for when in ("before", "after")}
    gone = [row for row in fit if not row["after_met"]]
    missed = _listed([_against(row, row["after_mean"], language) for row in gone], said)
    found = [said.fitted.format(targets=len(fit), **counts, **about)]
    found[0] += _space(language) + (
        said.still_missed.format(names=missed) if gone else said.all_met
    )
    kept = said.accepted if about["accepted"] else said.none_accepted
    found.append(kept.format(count=about["accepted"], members=about["members"]))
    never = [titles[row["target"]] for row in fit if row["met_share"] == 0]
    if never:
        found.append(said.never.format(names=_listed(never, said)))
    pairs = [
        said.pair.format(first=titles[row["first"]], second=titles[row["second"]])
        for row in records(tables["conflicts"])
    ]
    found.append(said.pairs.format(names=_listed(pairs, said)) if pairs else said.no_pairs)
    found += _moves(records(tables["parameters"]), said, language)
    if about["failed"]:
        found.append(said.failed.format(count=about["failed"]))
    if "check" in tables:
        found.append(_check(records(tables["check"]), about["check"], language))
    return found


def _space(language: str) -> str:
    """Between two sentences."""
    return "" if language == "zh" else " "


def _against(row: Row, value: float, language: str) -> str:
    """A missed target, its value and its band."""
    said = calibration_words(language)
    return said.against.format(
        target=title_of(row, language), value=value_of(value, row), band=band_of(row)
    )


def _listed(texts: Sequence[str], said: CalibrationWords) -> str:
    """A list in a sentence, cut off when it is long."""
    joint = "；" if said is _CHINESE else "; "
    shown = list(texts[:_SHOWN])
    if len(texts) > _SHOWN:
        shown.append(said.more.format(count=len(texts) - _SHOWN))
    return joint.join(shown)


def _moves(rows: Sequence[Row], said: CalibrationWords, language: str) -> list[str]:
    """Which parameters moved most; nothing when none did."""
    moved = sorted((row for row in rows if row["moved"]), key=lambda row: -abs(row["moved"]))
    texts = [
        f"{parameter_name(row['parameter'], language)} {moved_text(row['moved'])}" for row in moved
    ]
    return [said.moves.format(names=_listed(texts, said))] if texts else []


def moved_text(moved: float) -> str:
    """A move as a share of the range."""
    whole = round(100 * moved)
    return f"{whole:+d} %".replace("-", "\N{MINUS SIGN}") if whole else "0 %"


def plain_number(value: float) -> str:
    """A value of a parameter, four digits at most."""
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")


def _check(rows: Sequence[Row], about: Mapping[str, Any], language: str) -> str:
    """What the check on other seeds found."""
    said = calibration_words(language)
    gone = [_against(row, row["mean"], language) for row in rows if not row["met"]]
    missed = ""
    if gone:
        text = said.still_missed.format(names=_listed(gone, said)).removesuffix(".")
        missed = f"; {text[0].lower()}{text[1:]}" if language == "en" else f"；{text}"
        missed = missed.removesuffix("。")
    return said.check.format(met=len(rows) - len(gone), targets=len(rows), missed=missed, **about)


def print_calibration(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> None:
    """Print the fit of every target, and the parameters by how far they moved."""
    from sim.report.terminal import print_rows

    said = calibration_words(language)
    checked = {row["target"]: row for row in records(tables["check"])} if "check" in tables else {}
    headings = [said.target, said.band, said.before, said.after, said.met]
    rows = []
    for row in records(tables["fit"]):
        cells = [title_of(row, language), band_of(row)]
        cells += [_with_error(row, when) for when in ("before", "after")]
        cells.append(said.yes if row["after_met"] else said.no)
        if checked:
            own = checked[row["target"]]
            cells += [_with_error(own, ""), said.yes if own["met"] else said.no]
        rows.append((cells, not row["after_met"] or not row["before_met"]))
    if checked:
        headings += [said.checked, said.met]
    print_rows(said.fit_title.format(targets=len(rows), **about), headings, rows)
    moved = sorted(records(tables["parameters"]), key=lambda row: -abs(row["moved"]))
    print_rows(
        said.parameters_title,
        [said.parameter, said.before, said.after, said.moved, said.kept],
        [(_parameter_cells(row, language), bool(row["moved"])) for row in moved],
    )


def _with_error(row: Row, when: str) -> str:
    """Mean and standard error of a figure."""
    prefix = f"{when}_" if when else ""
    mean, error = row[f"{prefix}mean"], row[f"{prefix}error"]
    text = value_of(mean, row)
    if error is None or text == NULL:
        return text
    return f"{text.removesuffix(' %')} ± {value_of(error, row)}"


def _parameter_cells(row: Row, language: str) -> list[str]:
    """The cells of one parameter."""
    span = " … ".join(plain_number(row[f"ensemble_{end}"]) for end in ("low", "high"))
    name = parameter_title(row["parameter"], language)
    return [
        name,
        plain_number(row["before"]),
        plain_number(row["after"]),
        moved_text(row["moved"]),
        span,
    ]
