"""What a sensitivity analysis says, in English and Chinese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.report.parameter_names import parameter_name, titled
from sim.report.shown import Row, records
from sim.report.words import NULL, Words, number, words_in

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class SensitivityWords:
    """What tables, figures and sentences say; braces are filled by `str.format`.

    Attributes:
        level: What is looked at where there is one scenario.
        contrast: What is looked at where there are two.
        pair: The same without the metric, where there are two.
        morris_title: Above the table of the screening.
        sobol_title: Above the table of the indices.
        morris_heading: Above the figure of the screening.
        sobol_heading: Above the figure of the indices.
        factor: Heading of the column of factors.
        effect: Heading of the column of mean absolute effects.
        direction: Heading of the column of mean effects.
        interaction: Heading of the column of standard deviations.
        noise: Heading of the column of luck.
        first: Heading of first-order indices.
        total: Heading of total indices.
        seed: The luck of the seed, as a row.
        share: Unit of indices.
        morris_caption: Below the figure of the screening.
        morris_one: The same for one seed.
        sobol_caption: Below the figure of the indices.
        sobol_one: The same for one seed.
        screened: Sentence on the screening.
        screened_none: When nothing stands out.
        explained: Sentence on the indices.
        unexplained: When points do not differ by more than luck.
        luck: Sentence on the luck of the seed.
        no_luck: The same for one seed.
        part: One factor with its effect.
        index: One factor with its index.
        past: Name of the factor that is the length of the common past.
        event: Name of a factor that moves a dated entry.
        listed: Between the parts of a list.
    """

    level: str
    contrast: str
    pair: str
    morris_title: str
    sobol_title: str
    morris_heading: str
    sobol_heading: str
    factor: str
    effect: str
    direction: str
    interaction: str
    noise: str
    first: str
    total: str
    seed: str
    share: str
    morris_caption: str
    morris_one: str
    sobol_caption: str
    sobol_one: str
    screened: str
    screened_none: str
    explained: str
    unexplained: str
    luck: str
    no_luck: str
    part: str
    index: str
    past: str
    event: str
    listed: str


_ENGLISH = SensitivityWords(
    level="{metric} of {scenario}",
    contrast="the difference in {metric} ({scenario} minus {baseline})",
    pair="{scenario} minus {baseline}",
    morris_title="What moves {what}: screening",
    sobol_title="What explains the variance of {what}",
    morris_heading="What factors do to {pair}: screening",
    sobol_heading="What explains the variance of {pair}",
    factor="Factor",
    effect="Mean abs. effect",
    direction="Mean effect",
    interaction="Spread",
    noise="Luck",
    first="Alone",
    total="With others",
    seed="Luck of the seed",
    share="% of variance",
    morris_caption=(
        "Bars: mean absolute effect of moving a factor over its whole range (Morris; "
        "{trajectories} trajectories, {seeds} seeds a point, means of the last {window} months), "
        "the largest of {factors} factors; whiskers: 95 % bootstrap interval over trajectories; "
        "numbers: mean effect with its sign. Dashed: what luck of the seeds alone would show; "
        "hatched: no more than that."
    ),
    morris_one=(
        "Bars: mean absolute effect of moving a factor over its whole range (Morris; "
        "{trajectories} trajectories, one seed, means of the last {window} months), the largest "
        "of {factors} factors; whiskers: 95 % bootstrap interval over trajectories; numbers: mean "
        "effect with its sign. With one seed luck cannot be told from effects."
    ),
    sobol_caption=(
        "Sobol indices: share of the variance of the mean response that a factor explains alone "
        "(dark) and together with others (light), {samples} base samples, {seeds} seeds a point, "
        "the luck of seeds taken out; whiskers: 95 % bootstrap interval over base samples. Grey: "
        "share of the variance of single runs that is the luck of the seed."
    ),
    sobol_one=(
        "Sobol indices: share of the variance that a factor explains alone (dark) and together "
        "with others (light), {samples} base samples, one seed, whose luck is not taken out; "
        "whiskers: 95 % bootstrap interval over base samples."
    ),
    screened=(
        "Of {factors} factors moved over their whole ranges, {count} move {what} by more than the "
        "luck of seeds; the largest mean absolute effects are those of {parts}."
    ),
    screened_none=(
        "None of {factors} factors moved over its whole range moves {what} by more than the luck "
        "of seeds."
    ),
    explained=(
        "Of the variance of {what} that the {count} leading factors cause, the largest parts, "
        "alone or with others, are those of {parts}; each alone, they explain {alone} together."
    ),
    unexplained=(
        "With so few points and seeds what the {count} leading factors do to {what} is not surely "
        "more than luck, so it has no indices."
    ),
    luck="The luck of the seed is {share} ({low} to {high}) of the variance of a single run.",
    no_luck="With one seed a point the luck of seeds is not taken out: use two or more.",
    part="{factor}, {effect} ({low} to {high})",
    index="{factor}, {share} ({low} to {high})",
    past="months of common past",
    event="date of the {month} event",
    listed="; ",
)
_CHINESE = SensitivityWords(
    level="{scenario} 的{metric}",
    contrast="{metric}之差（{scenario} 减 {baseline}）",
    pair="{scenario} 减 {baseline}",
    morris_title="影响{what}的因素：筛选",
    sobol_title="{what}的方差来源",
    morris_heading="各因素对 {pair} 的影响：筛选",
    sobol_heading="{pair} 的方差来源",
    factor="因素",
    effect="平均绝对效应",
    direction="平均效应",
    interaction="离散",
    noise="随机",
    first="单独",
    total="含交互",
    seed="种子的随机性",
    share="占方差 %",
    morris_caption=(
        "条：因素在其全范围内变动的平均绝对效应（Morris 法；{trajectories} 条轨迹，"
        "每点 {seeds} 个种子，最后 {window} 个月均值），{factors} 个因素中最大者；"
        "须：按轨迹重抽的 95% 自助区间；"
        "数字：带符号的平均效应。虚线：仅由种子随机性产生的大小；斜纹：不超过该大小。"
    ),
    morris_one=(
        "条：因素在其全范围内变动的平均绝对效应（Morris 法；{trajectories} 条轨迹，一个种子，"
        "最后 {window} 个月均值），{factors} 个因素中最大者；须：按轨迹重抽的 95% 自助区间；"
        "数字：带符号的平均效应。单一种子无法区分随机性与效应。"
    ),
    sobol_caption=(
        "Sobol 指数：因素单独（深色）及含交互（浅色）解释的平均响应方差占比，{samples} 个基础样本，"
        "每点 {seeds} 个种子，已扣除种子随机性；须：按基础样本重抽的 95% 自助区间。"
        "灰：单次运行方差中种子随机性所占份额。"
    ),
    sobol_one=(
        "Sobol 指数：因素单独（深色）及含交互（浅色）解释的方差占比，{samples} 个基础样本，"
        "一个种子，未扣除其随机性；须：按基础样本重抽的 95% 自助区间。"
    ),
    screened=(
        "{factors} 个因素在其全范围内变动，有 {count} 个对{what}的影响超过种子随机性；"
        "影响最大的是 {parts}。"
    ),
    screened_none="{factors} 个因素中，没有一个对{what}的影响超过种子随机性。",
    explained=(
        "筛选出的 {count} 个因素造成的{what}方差中，占比最大（含交互）的是 {parts}；"
        "各因素单独合计解释 {alone}。"
    ),
    unexplained="以现有点数与种子数，{count} 个主要因素对{what}的影响未必超过随机性，故无指数。",
    luck="单次运行的方差中，种子随机性占 {share}（{low} 至 {high}）。",
    no_luck="每点仅一个种子，未扣除种子随机性，请用两个以上。",
    part="{factor} {effect}（{low} 至 {high}）",
    index="{factor} {share}（{low} 至 {high}）",
    past="共同历史月数",
    event="{month} 事件的日期",
    listed="、",
)


def sensitivity_words(language: str) -> SensitivityWords:
    """The words of a language, ``en`` or ``zh``."""
    return _CHINESE if language == "zh" else _ENGLISH


def sized(value: float, unit: str, language: str, signed: bool = True) -> str:
    """A difference with its unit, as a sentence has it."""
    text = number(value, unit, signed)
    words = words_in(language)
    if unit == "share":
        return f"{text} 个百分点" if language == "zh" else f"{text} points"
    if unit in ("0-1", "-", "rung 0-5"):
        return text
    return f"{text} {words.unit(unit)}"


def factor_name(path: str, language: str) -> str:
    """A factor inside a sentence, as a reader knows it."""
    from sim.sweeps.factors import EVENTS, PAST

    said = sensitivity_words(language)
    kind, _, name = path.partition(".")
    if path == PAST:
        return said.past
    if kind == EVENTS:
        return said.event.format(month=name)
    if kind == "levers":
        lever, _, place = name.partition(".")
        if lever in LEVERS:
            label = words_in(language).pick(LEVERS[lever].label)
            label = label if language == "zh" else label[:1].lower() + label[1:]
            return f"{label}, {place}" if place else label
    if kind != "parameters":
        return path
    return parameter_name(name, language)


def factor_title(path: str, language: str) -> str:
    """A factor at the head of a line."""
    return titled(factor_name(path, language))


def looked_at(metric: str, about: Mapping[str, Any], words: Words) -> str:
    """What is looked at: a level, or a difference."""
    said = sensitivity_words(words.language)
    label = words.pick(METRICS[metric].label)
    if words.language != "zh":
        label = label[:1].lower() + label[1:]
    names = about["scenarios"]
    if len(names) == 1:
        return said.level.format(metric=label, scenario=names[0])
    return said.contrast.format(metric=label, scenario=names[1], baseline=names[0])


def pair_of(about: Mapping[str, Any], words: Words) -> str:
    """The scenario, or the two whose difference is looked at."""
    names = about["scenarios"]
    if len(names) == 1:
        return str(names[0])
    said = sensitivity_words(words.language)
    return said.pair.format(scenario=names[1], baseline=names[0])


def percent(value: float) -> str:
    """A share as whole per cent."""
    if value != value:
        return NULL
    # Adding zero turns a negative zero into a positive one.
    return f"{round(100 * value) + 0.0:.0f} %".replace("-", "\N{MINUS SIGN}")


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> list[str]:
    """What a sensitivity analysis found, of its first metric: two or three sentences.

    Args:
        tables: ``morris``, ``sobol`` and ``variance``.
        about: ``scenarios``, ``factors`` and ``seeds``.
        language: ``en`` or ``zh``.
    """
    words = words_in(language)
    said = sensitivity_words(language)
    found = []
    morris, sobol = (_first(records(tables[name])) for name in ("morris", "sobol"))
    if morris:
        found.append(_screened(morris, about, said, words))
    if sobol:
        found.append(_explained(sobol, about, said, words))
        variance = records(tables["variance"])[0]
        if variance["seed_share"] == variance["seed_share"]:
            ends = {key: percent(variance[key]) for key in ("low", "high")}
            found.append(said.luck.format(share=percent(variance["seed_share"]), **ends))
    if about["seeds"] == 1:
        found.append(said.no_luck)
    return found


def _first(rows: Sequence[Row]) -> list[Row]:
    """The rows of the first metric."""
    return [row for row in rows if row["metric"] == rows[0]["metric"]]


def _screened(
    rows: Sequence[Row], about: Mapping[str, Any], said: SensitivityWords, words: Words
) -> str:
    """What the screening says."""
    sure = [row for row in rows if row["stands_out"]]
    what = looked_at(rows[0]["metric"], about, words)
    if not sure:
        return said.screened_none.format(factors=len(rows), what=what)
    parts = [
        said.part.format(
            factor=factor_name(row["factor"], words.language),
            effect=sized(row["mu_star"], row["unit"], words.language, signed=False),
            low=number(row["low"], row["unit"]),
            high=number(row["high"], row["unit"]),
        )
        for row in sure[:3]
    ]
    return said.screened.format(
        factors=len(rows), count=len(sure), what=what, parts=said.listed.join(parts)
    )


def _explained(
    rows: Sequence[Row], about: Mapping[str, Any], said: SensitivityWords, words: Words
) -> str:
    """What the indices say."""
    what = looked_at(rows[0]["metric"], about, words)
    known = [row for row in rows if row["total"] == row["total"]]
    if not known:
        return said.unexplained.format(what=what, count=len(rows))
    parts = [
        said.index.format(
            factor=factor_name(row["factor"], words.language),
            share=percent(row["total"]),
            low=percent(row["total_low"]),
            high=percent(row["total_high"]),
        )
        for row in known[:3]
    ]
    alone = percent(sum(row["first"] for row in known))
    return said.explained.format(
        count=len(rows), what=what, parts=said.listed.join(parts), alone=alone
    )
