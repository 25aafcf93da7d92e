"""What a discovery says, in English and Chinese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.discovery import PROBE
from sim.analysis.discovery_tables import INTEREST
from sim.report.amounts import amount, metric_name, value_of
from sim.report.parameter_names import titled
from sim.report.shown import Row, records
from sim.report.words import Words, words_in
from sim.report.words_sensitivity import factor_name, percent

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class DiscoveryWords:
    """What tables, figures and sentences say; braces are filled by `str.format`.

    Attributes:
        above: A condition.
        below: A condition.
        joint: Between conditions.
        difference: A metric where two scenarios are compared.
        low: A limit from below.
        high: A limit from above.
        between: Limits at both ends.
        levels: A limit to some levels.
        limits: Between limits.
        box: Sentence on the first box.
        held: Its second half: how far the box holds in points that it was not found on.
        second: Sentence on a further box.
        none: When there is no box.
        few: When hardly any point, or nearly every one, is of interest.
        scores: Sentence on the scores.
        no_scores: When no factor stands out.
        score: One factor with its score.
        noise: Sentence on the luck of seeds.
        no_noise: The same for one seed.
        listed: Between the parts of a list.
        box_title: Above a box.
        boxes_heading: Above the figure.
        scores_title: Above the scores.
        range: Below the boxes.
        share: Unit of scores.
        chance: A factor that does nothing.
        caption: Below the figure.
        factor: Heading of the column of factors.
        limit: Heading of the column of limits.
        quasi_p: Heading of the column of quasi-p.
        again: Heading of the column of how often a limit is found again.
        drawn: Where points come from, when they were drawn.
        stored: The same, when they lay in a store.
        left_out: Points that do not count.
        scored: Heading of the column of scores.
    """

    above: str
    below: str
    joint: str
    difference: str
    low: str
    high: str
    between: str
    levels: str
    limits: str
    box: str
    held: str
    second: str
    none: str
    few: str
    scores: str
    no_scores: str
    score: str
    noise: str
    no_noise: str
    listed: str
    box_title: str
    boxes_heading: str
    scores_title: str
    range: str
    share: str
    chance: str
    caption: str
    drawn: str
    stored: str
    left_out: str
    factor: str
    limit: str
    quasi_p: str
    again: str
    scored: str


_ENGLISH = DiscoveryWords(
    above="{metric} above {value}",
    below="{metric} below {value}",
    joint=" and ",
    difference="difference in {metric} ({scenario} minus {baseline})",
    low="{factor} above {low}",
    high="{factor} below {high}",
    between="{factor} between {low} and {high}",
    levels="{factor} at {levels}",
    limits=" and ",
    box=(
        "{what} comes about mostly with {limits}: {density} of the {points} points there "
        "({low} to {high}) against {base} of all {all}, and {coverage} of all such points lie there"
    ),
    held="; boxes found on one half of the points have {density} and {coverage} in the other half.",
    second="Of the points left over it comes about mostly with {limits} ({density} of {points}).",
    none=(
        "{what} comes about at {base} of {all} points, and no box is surely denser than all points."
    ),
    few=(
        "{what} comes about at {count} of {all} points: too few, or too nearly all, to tell where."
    ),
    scores="What tells most of it: {parts}; a factor that does nothing scores {chance}.",
    no_scores="No factor surely tells more of it than one that does nothing.",
    score="{factor} {score} ({low} to {high})",
    noise=(
        "Points are judged by their means over {seeds} seeds; at {split} of the points the seeds "
        "do not agree, and luck is {share} of the variance of {metric} in single runs."
    ),
    no_noise="With one seed a point luck cannot be told from effects: use two or more.",
    listed=", ",
    box_title="Box {number}: density {density} ({low}–{high}), coverage {coverage}",
    boxes_heading="What comes with {what} ({scenario})",
    scores_title="Which factors tell of it",
    range="share of the factor's range, %; marks: values at its limits",
    share="score, %",
    chance="a factor that does nothing",
    caption=(
        "Left: ranges of factors (bars) within which the outcome is frequent, found by PRIM on "
        "{points} {design}, means of the last {window} months over {seeds} "
        "seeds; dots: all points by each factor, filled where the outcome comes about; brackets: "
        "quasi-p, the probability of such a limit by chance. Right: scores of extra trees for the "
        "outcome; whiskers: 95 % bootstrap interval over points; dashed: upper end for a factor "
        "that does nothing; hatched: not surely above it."
    ),
    drawn="points of a Latin hypercube",
    stored="points that were run before ({design})",
    left_out="{count} points are left out, because runs of them failed or are still to come.",
    factor="Factor",
    limit="Limit",
    quasi_p="quasi-p",
    again="Found again\n(half the points)",
    scored="Score",
)
_CHINESE = DiscoveryWords(
    above="{metric}高于 {value}",
    below="{metric}低于 {value}",
    joint="且",
    difference="{metric}之差（{scenario} 减 {baseline}）",
    low="{factor}高于 {low}",
    high="{factor}低于 {high}",
    between="{factor}在 {low} 与 {high} 之间",
    levels="{factor}为 {levels}",
    limits="、",
    box=(
        "{what}多出现在以下条件下：{limits}。满足这些条件的 {points} 个点中有 {density}"
        "（{low} 至 {high}）达到，全部 {all} 个点中则为 {base}；达到的点有 {coverage} 满足这些条件"
    ),
    held="；用一半的点找出的框，在另一半中密度为 {density}、覆盖率为 {coverage}。",
    second="其余的点中，达到者多在以下条件：{limits}（{points} 个点的 {density}）。",
    none="全部 {all} 个点中有 {base} 出现{what}，没有一个框确实比全体更密。",
    few="全部 {all} 个点中有 {count} 个出现{what}，过少或几乎全部，无法判断条件。",
    scores="最能说明结果的因素：{parts}；无作用的因素得分为 {chance}。",
    no_scores="没有一个因素确实比无作用的因素更能说明结果。",
    score="{factor} {score}（{low} 至 {high}）",
    noise=(
        "各点按 {seeds} 个种子的均值判断；{split} 的点各种子结论不一，"
        "单次运行{metric}的方差中随机性占 {share}。"
    ),
    no_noise="每点仅一个种子，无法区分随机性与效应，请用两个以上。",
    listed="、",
    box_title="框 {number}：密度 {density}（{low}–{high}），覆盖率 {coverage}",
    boxes_heading="{what}的条件（{scenario}）",
    scores_title="哪些因素能说明结果",
    range="占因素范围的 %；数字：界限处的取值",
    share="得分 %",
    chance="无作用的因素",
    caption=(
        "左：结果常见的因素范围（条），用 PRIM 在{design} {points} 个点上找出，"
        "取 {seeds} 个种子最后 {window} 个月均值；点：全部点按各因素排列，实心者出现该结果；"
        "括号：quasi-p，即该界限偶然出现的概率。右：极端随机树对结果的得分；"
        "须：按点重抽的 95% 自助区间；虚线：无作用因素的上限；斜纹：未必高于该上限。"
    ),
    drawn="拉丁超立方的",
    stored="已运行设计（{design}）的",
    left_out="另有 {count} 个点因运行失败或尚未完成而未计入。",
    factor="因素",
    limit="界限",
    quasi_p="quasi-p",
    again="复现\n（半数点）",
    scored="得分",
)


def discovery_words(language: str) -> DiscoveryWords:
    """The words of a language, ``en`` or ``zh``."""
    return _CHINESE if language == "zh" else _ENGLISH


def design_of(about: Mapping[str, Any], language: str) -> str:
    """What points were looked at."""
    said, design = discovery_words(language), about.get("design")
    return said.stored.format(design=design) if design else said.drawn


def what_of(about: Mapping[str, Any], language: str) -> str:
    """The outcome of interest in words."""
    words, said = words_in(language), discovery_words(language)
    names, parts = about["scenarios"], []
    for metric, way, threshold in about["conditions"]:
        name = metric_name(metric, words)
        if len(names) > 1:
            name = said.difference.format(metric=name, scenario=names[1], baseline=names[0])
        form = said.above if way == "above" else said.below
        parts.append(form.format(metric=name, value=amount(metric, threshold, words)))
    text = said.joint.join(parts)
    return text if language == "zh" else text[:1].upper() + text[1:]


def limit_of(row: Row, language: str) -> str:
    """What a box asks of a factor, in words."""
    said, factor = discovery_words(language), factor_name(row["factor"], language)
    known = {end: row[end] for end in ("low", "high") if row[end] == row[end]}
    ends = {end: value_of(row["factor"], value) for end, value in known.items()}
    if not ends:
        return said.levels.format(factor=factor, levels=row["levels"])
    form = said.between if len(ends) > 1 else said.low if "low" in ends else said.high
    return form.format(factor=factor, **ends)


def boxes_of(table: "pd.DataFrame") -> list[list[Row]]:
    """The rows of each box."""
    rows = records(table)
    return [
        [row for row in rows if row["box"] == place]
        for place in dict.fromkeys(row["box"] for row in rows)
    ]


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> list[str]:
    """What a discovery found: two to four sentences.

    Args:
        tables: ``boxes``, ``features`` and ``noise``.
        about: ``scenarios``, ``conditions``, ``points``, ``interesting`` and ``seeds``.
        language: ``en`` or ``zh``.
    """
    said, words = discovery_words(language), words_in(language)
    what, boxes = what_of(about, language), boxes_of(tables["boxes"])
    known = {
        "what": what,
        "all": about["points"],
        "count": about["interesting"],
        "base": percent(about["interesting"] / about["points"]),
    }
    found = []
    if boxes:
        found.append(_box(boxes[0], known, said, language))
        found += [_further(rows, said, language) for rows in boxes[1:2]]
    else:
        few = not len(tables["features"]) or _is_few(about)
        found.append((said.few if few else said.none).format(**known))
    found += _scores(records(tables["features"]), said, language)
    found.append(_noise(records(tables["noise"]), about, said, words))
    if about.get("left_out"):
        found.append(said.left_out.format(count=about["left_out"]))
    return found


def _is_few(about: Mapping[str, Any]) -> bool:
    """Whether too few points, or all but too few, are of interest."""
    from sim.analysis.discovery import FEWEST

    return bool(min(about["interesting"], about["points"] - about["interesting"]) < FEWEST)


def _box(rows: Sequence[Row], known: Mapping[str, Any], said: DiscoveryWords, language: str) -> str:
    """What the first box is."""
    row = rows[0]
    text = said.box.format(
        **known,
        points=row["points"],
        limits=said.limits.join(limit_of(one, language) for one in rows),
        density=percent(row["density"]),
        low=percent(row["density_low"]),
        high=percent(row["density_high"]),
        coverage=percent(row["coverage"]),
    )
    if row["density_other"] != row["density_other"]:
        return text + ("。" if language == "zh" else ".")
    other = {key: percent(row[f"{key}_other"]) for key in ("density", "coverage")}
    return text + said.held.format(**other)


def _further(rows: Sequence[Row], said: DiscoveryWords, language: str) -> str:
    """What a further box is."""
    limits = said.limits.join(limit_of(one, language) for one in rows)
    row = rows[0]
    return said.second.format(limits=limits, density=percent(row["density"]), points=row["points"])


def _scores(rows: Sequence[Row], said: DiscoveryWords, language: str) -> list[str]:
    """Which factors tell of the outcome."""
    own = [row for row in rows if row["outcome"] == INTEREST]
    if not own:
        return []
    sure = [row for row in own if row["stands_out"]][:3]
    if not sure:
        return [said.no_scores]
    chance = next(row["score"] for row in own if row["factor"] == PROBE)
    parts = [
        said.score.format(
            factor=factor_name(row["factor"], language),
            **{key: percent(row[key]) for key in ("score", "low", "high")},
        )
        for row in sure
    ]
    return [said.scores.format(parts=said.listed.join(parts), chance=percent(chance))]


def _noise(
    rows: Sequence[Row], about: Mapping[str, Any], said: DiscoveryWords, words: Words
) -> str:
    """How much is luck."""
    if about["seeds"] == 1:
        return said.no_noise
    first, last = rows[0], rows[-1]
    return said.noise.format(
        seeds=about["seeds"],
        split=percent(last["noise_share"]),
        share=percent(first["noise_share"]),
        metric=metric_name(first["metric"], words),
    )


def print_discovery(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> None:
    """Print the boxes, and the scores of the leading factors.

    Args:
        tables: ``boxes`` and ``features``.
        about: ``scenarios`` and ``conditions``.
        language: ``en`` or ``zh``.
    """
    from sim.report.terminal import print_rows

    said, words = discovery_words(language), words_in(language)
    for rows in boxes_of(tables["boxes"]):
        cells = [
            (
                (
                    titled(limit_of(row, language)),
                    f"{row['quasi_p']:.1g}",
                    percent(row["reproduced"]),
                ),
                False,
            )
            for row in rows
        ]
        print_rows(box_title(rows[0], language), (said.limit, said.quasi_p, said.again), cells)
    own = [row for row in records(tables["features"]) if row["outcome"] == INTEREST][:8]
    scored = [
        (
            (
                titled(factor_or_chance(row["factor"], language)),
                percent(row["score"]),
                f"{percent(row['low'])} … {percent(row['high'])}",
            ),
            bool(row["stands_out"]),
        )
        for row in own
    ]
    if scored:
        title = f"{said.scores_title}: {what_of(about, language)}"
        print_rows(title, (said.factor, said.scored, words.interval), scored)


def box_title(row: Row, language: str) -> str:
    """What is said above a box."""
    return discovery_words(language).box_title.format(
        number=row["box"],
        density=percent(row["density"]),
        coverage=percent(row["coverage"]),
        low=percent(row["density_low"]),
        high=percent(row["density_high"]),
    )


def factor_or_chance(factor: str, language: str) -> str:
    """A factor, or the one that does nothing."""
    return discovery_words(language).chance if factor == PROBE else factor_name(factor, language)
