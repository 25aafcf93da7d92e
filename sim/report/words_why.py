"""What an answer to why says, in English and Chinese: fixed words, and sentences that state it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import DISTINGUISHABLE
from sim.analysis.why import REMAINDER, TOTAL, channel_label
from sim.declarations.metrics import METRICS
from sim.report.words import Words, number, words_in
from sim.report.words_effects import lowered, method_of, narrow_note, sized

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 3
"""Channels that a sentence names."""


@dataclass(frozen=True, slots=True)
class WhyWords:
    """What tables, figure and sentences say; braces are filled by `str.format`.

    Attributes:
        people: Above the panel of first differences.
        people_axis: Beside it.
        parts: Above the panel of the decomposition.
        rest: Stands for the channels that are drawn together.
        left: Before that, where there are two panels.
        caption: Below the figure, what the lines are.
        caption_parts: The same of the bars.
        band: What the bands are.
        nobody: When nobody's path differs.
        count: First sentence: how many, since when.
        first: Through which channels paths part first.
        whole: The whole effect.
        whole_one: The same with one seed.
        shares: Which channels it goes through.
        unsure: When no channel's part can be told from zero.
        remains: What remains when all are closed.
        heading: Above the table of channels.
        channel: Heading of the column of channels.
        number: Heading of the column of people.
        part: Heading of the column of their share.
        effect: Heading of the column of effects.
        joint: Between sentences.
        listed: Between the parts of a list.
        to: Between the ends of an interval.
    """

    people: str
    people_axis: str
    parts: str
    rest: str
    left: str
    caption: str
    caption_parts: str
    band: str
    nobody: str
    count: str
    first: str
    whole: str
    whole_one: str
    shares: str
    unsure: str
    remains: str
    heading: str
    channel: str
    number: str
    part: str
    effect: str
    joint: str
    listed: str
    to: str


_ENGLISH = WhyWords(
    people="People whose path has differed, by first channel",
    people_axis="% of those who could take part",
    parts="Effect on {metric}, by channel",
    rest="Other reasons",
    left="Left: ",
    caption=(
        "{left}of the people who could take part (at scale {scale:g}, seeds: {seeds}), those who "
        "had by then done something in one run that they did not in the other, by the channel "
        "that made the first such difference."
    ),
    band=" Bands: 95 % {method} over seeds.",
    caption_parts=(
        " Right: Shapley value of each channel over all coalitions of channels that are open in "
        "both scenarios, {scenario} minus {baseline}, mean of the last {window} months; whiskers: "
        "95 % {method} over seeds; hatched: not distinguishable from zero after Holm "
        "correction. Channels and what remains with all of them closed sum to the bar of all "
        "together."
    ),
    nobody="With these seeds nobody's path differs between {scenario} and {baseline}.",
    count=(
        "{share} % of the people who could take part (mean of {people}; seeds: {seeds}, scale "
        "{scale:g}) do something else at least once under {scenario} than under {baseline}, "
        "the first of them in {month}; {more} % of them first by taking part where they would "
        "not have."
    ),
    first="Their paths part first through {parts}.",
    whole="The effect on {metric} is {effect} (95 % {method} {low} to {high})",
    whole_one="The effect on {metric} is {effect} (one seed, no interval)",
    shares=", of which {parts}",
    unsure="; no single channel's part can be told from zero with these seeds",
    remains="; {remainder} remains when {count} channels are closed in both.",
    heading="Why {scenario} differs from {baseline} (seeds: {seeds})",
    channel="Channel",
    number="People first\ndiffering",
    part="Share of\nthem (%)",
    effect="Effect on\n{metric}",
    joint=" ",
    listed="; ",
    to="to",
)
_CHINESE = WhyWords(
    people="行为路径已出现差异的人，按首次差异的渠道",
    people_axis="占可参与者 %",
    parts="{metric}的效应，按渠道分解",
    rest="其他原因",
    left="左：",
    caption=(
        "{left}可参与者（规模 {scale:g}，{seeds} 个种子）中，"
        "至该月已在一情景中做了另一情景中没做之事的比例，"
        "按造成首次差异的渠道。"
    ),
    band="带：种子间 95% {method}。",
    caption_parts=(
        "右：在两情景中同时开放的一切渠道组合上各渠道的沙普利值，{scenario} 减 {baseline}，"
        "最后 {window} 个月均值；须：种子间 95% {method}；斜纹：Holm 校正后不异于零。"
        "各渠道与全部关闭后所余之和等于合计。"
    ),
    nobody="在这些种子中，{scenario} 与 {baseline} 之间没有任何人的行为路径不同。",
    count=(
        "可参与者中有 {share}%（规模 {scale:g}，{seeds} 个种子，平均 {people} 人）在 {scenario} 下"
        "至少有一次做了与 {baseline} 下不同的事，最早在 {month}；"
        "其中 {more}% 首先是参与了原本不会参与的事。"
    ),
    first="首次差异的渠道：{parts}。",
    whole="{metric}的效应为 {effect}（95% {method} {low} 至 {high}），",
    whole_one="{metric}的效应为 {effect}（单一种子，无区间），",
    shares="其中经由：{parts}",
    unsure="以现有种子数，尚无一个渠道的贡献可与零区分",
    remains="；{count} 个渠道在两情景中都关闭后仍余 {remainder}。",
    heading="{scenario} 与 {baseline} 为何不同，{seeds} 个种子",
    channel="渠道",
    number="首次差异人数",
    part="占其比例 (%)",
    effect="效应：{metric}",
    joint="",
    listed="；",
    to="至",
)


def why_words(language: str) -> WhyWords:
    """The words of a language, ``en`` or ``zh``."""
    return _CHINESE if language == "zh" else _ENGLISH


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> list[str]:
    """Who differs since when, through what first, and what the effect goes through.

    Args:
        tables: ``channels`` and, when there is one, ``decomposition``.
        about: ``scenario``, ``baseline``, ``seeds``, ``scale`` and ``metric``.
        language: ``en`` or ``zh``.
    """
    said, words = why_words(language), words_in(language)
    channels = tables["channels"]
    total = channels[channels["channel"] == TOTAL].iloc[0]
    if not total["people"]:
        found = [said.nobody.format(**about)]
    else:
        found = [
            said.count.format(
                **about,
                share=f"{100 * total['share']:.1f}",
                people=f"{total['people']:,.0f}",
                month=total["first_month"],
                more=f"{100 * total['more']:.0f}",
            ),
            said.first.format(parts=_first(channels, said, language)),
        ]
    if "decomposition" in tables and len(tables["decomposition"]):
        found.append(_effect(tables["decomposition"], about, said, words))
    return found + narrow_note(about, language)


def name_of(channel: str, language: str) -> str:
    """A channel inside a sentence."""
    label = channel_label(channel, language)
    return label if language == "zh" else lowered(label)


def _first(channels: "pd.DataFrame", said: WhyWords, language: str) -> str:
    """The channels through which most paths part first."""
    rows = channels[(channels["channel"] != TOTAL) & (channels["people"] > 0)]
    rows = rows.sort_values("people", ascending=False, kind="stable").iloc[:MOST_NAMED]
    form = "{} {:.0f}%" if language == "zh" else "{} ({:.0f} %)"
    return said.listed.join(
        form.format(name_of(name, language), 100 * part)
        for name, part in zip(rows["channel"], rows["part"], strict=True)
    )


def _effect(table: "pd.DataFrame", about: Mapping[str, Any], said: WhyWords, words: Words) -> str:
    """The whole effect, the channels that account for most of it, and what remains."""
    rows = table.set_index("channel")
    total: Any = rows.loc[TOTAL]
    remainder: Any = rows.loc[REMAINDER]
    metric = METRICS[about["metric"]]
    single = about["seeds"] == 1
    low, high = (number(total[end], metric.unit, signed=True) for end in ("low", "high"))
    text = (said.whole_one if single else said.whole).format(
        method=method_of(about, words.language),
        metric=lowered(words.pick(metric.label)),
        low=low,
        high=high,
        effect=sized(total["effect"], metric.unit, words),
    )
    parts = rows.drop(index=[TOTAL, REMAINDER])
    sure = parts[(parts["verdict"] == DISTINGUISHABLE) | single]
    sure = sure[sure["effect"] != 0]
    order = sure["effect"].abs().sort_values(ascending=False, kind="stable").index[:MOST_NAMED]
    listed = said.listed.join(
        _part(str(name), sure.loc[name], metric.unit, said, words) for name in order
    )
    text += said.shares.format(parts=listed) if listed else said.unsure
    rest = _interval(remainder, metric.unit, said, words)
    return text + said.remains.format(remainder=rest, count=len(parts))


def _part(name: str, row: Any, unit: str, said: WhyWords, words: Words) -> str:
    """One channel's part."""
    return f"{name_of(name, words.language)} {_interval(row, unit, said, words)}"


def _interval(row: Any, unit: str, said: WhyWords, words: Words) -> str:
    """An effect with its interval, if it has one."""
    effect, low, high = (number(row[key], unit, signed=True) for key in ("effect", "low", "high"))
    if row["seeds"] < 2:
        return effect
    if words.language == "zh":
        return f"{effect}（{low} {said.to} {high}）"
    return f"{effect} ({low} {said.to} {high})"
