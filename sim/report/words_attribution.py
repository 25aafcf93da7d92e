"""What an attribution says, in English and Chinese: fixed words, and sentences that state it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.analysis.attribution import TOTAL
from sim.analysis.compare import DISTINGUISHABLE
from sim.declarations.metrics import METRICS
from sim.declare import MEASURE_LABELS, Label
from sim.report.words import Words, number, words_in
from sim.report.words_effects import method_of, narrow_note

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
"""A row of a table, by column."""

PLAYER_LABELS: Mapping[str, Label] = MappingProxyType(
    {
        **{str(name): label for name, label in MEASURE_LABELS.items()},
        TOTAL: Label("All together", "合计"),
    }
)
"""The five measures, the institution they work within, and all of them."""


@dataclass(frozen=True, slots=True)
class AttributionWords:
    """What tables, figure and sentences say; braces are filled by `str.format`.

    Attributes:
        title: Above table and figure.
        measure: Heading of the column of measures.
        effect: Heading of the column of effects.
        price: Heading of the column of costs.
        yuan: A cost.
        per_point: Unit of a cost per percentage point.
        per: Unit of a cost per step of another unit.
        caption: Below the figure.
        one_seed: The same without intervals.
        more: Before the metrics that the figure has no room for.
        total: First sentence.
        total_one: The same with one seed.
        leading: Who accounts for most.
        unsure: When that does not stand the correction for many parts.
        nobody: When no measure is distinguishable.
        pair_more: The strongest interaction, above zero.
        pair_less: The same below zero.
        no_pair: When no interaction is distinguishable.
        cheapest: Which measure moves it at least cost.
        joint: Between sentences.
        listed: Between the parts of a list.
        same: Says of measures that they are the same in both.
    """

    title: str
    measure: str
    effect: str
    price: str
    yuan: str
    per_point: str
    per: str
    caption: str
    one_seed: str
    more: str
    total: str
    total_one: str
    leading: str
    unsure: str
    nobody: str
    pair_more: str
    pair_less: str
    no_pair: str
    cheapest: str
    joint: str
    listed: str
    same: str


_ENGLISH = AttributionWords(
    title="{scenario} minus {baseline}, divided among the measures",
    measure="Measure",
    effect="Effect",
    price="Cost per step",
    yuan="{amount:,.0f} yuan/year",
    per_point="per point",
    per="per {step:g}",
    caption=(
        "Bars: Shapley value of each measure, its mean contribution over all orders in which the "
        "{players} that differ can be taken, from {runs} coalitions on each of {seeds} shared "
        "seeds; means of the last {window} months. Whiskers: 95 % {method} over seeds; hatched: "
        "not distinguishable from zero after Holm correction over the {tests} parts of all "
        "metrics. The parts sum to the bar of all together."
    ),
    one_seed=(
        "Bars: Shapley value of each measure, its mean contribution over all orders in which the "
        "{players} that differ can be taken, from {runs} coalitions on one seed; means of the "
        "last {window} months. One seed gives no interval."
    ),
    more="Not drawn: {names}.",
    total=(
        "{scenario} instead of {baseline} moves {metric} by {effect} "
        "(95 % {method} {low} to {high}, {seeds} seeds)."
    ),
    total_one=(
        "{scenario} instead of {baseline} moves {metric} by {effect} (one seed, no interval)."
    ),
    leading="Of that, {parts}.",
    unsure=(
        "After correction for the {tests} parts of all metrics no part of it is distinguishable "
        "from zero: use more seeds."
    ),
    nobody="No single measure's part of it can be told from zero with these seeds.",
    pair_more=(
        "{first} and {second} help each other: together they add {effect} ({low} to {high}) "
        "beyond what each adds."
    ),
    pair_less=(
        "{first} and {second} partly do the same: together they add {effect} ({low} to {high}) "
        "compared with what each adds."
    ),
    no_pair="No pair of measures works together, or against each other, distinguishably.",
    cheapest=(
        "The least cost per {step} is that of {measure}: {amount} yuan a year ({low} to {high})."
    ),
    joint=" ",
    listed="; ",
    same="The same in both, so that nothing is due to it: {measures}.",
)
_CHINESE = AttributionWords(
    title="{scenario} 减 {baseline}：各措施的贡献",
    measure="措施",
    effect="贡献",
    price="单位成本",
    yuan="{amount:,.0f} 元/年",
    per_point="每百分点",
    per="每 {step:g}",
    caption=(
        "条：各措施的沙普利值，即在 {players} 项有差异的措施的一切加入次序中的平均贡献，"
        "来自 {runs} 种组合、{seeds} 个共同种子；最后 {window} 个月均值。"
        "须：种子间 95% {method}；斜纹：对 {tests} 条作 Holm 校正后不异于零。各部分之和等于合计。"
    ),
    one_seed=(
        "条：各措施的沙普利值，即在 {players} 项有差异的措施的一切加入次序中的平均贡献，"
        "来自 {runs} 种组合、一个种子；最后 {window} 个月均值。单一种子无置信区间。"
    ),
    more="未绘出：{names}。",
    total=(
        "以 {scenario} 代替 {baseline}，{metric}变化 {effect}"
        "（95% {method} {low} 至 {high}，{seeds} 个种子）。"
    ),
    total_one="以 {scenario} 代替 {baseline}，{metric}变化 {effect}（单一种子，无区间）。",
    leading="其中：{parts}。",
    unsure="对各指标共 {tests} 项作校正后，该指标的各项贡献尚无一项可与零区分，请增加种子。",
    nobody="以现有种子数，尚无一项措施的贡献可与零区分。",
    pair_more="{first}与{second}相互促进：合用比各自贡献之和多 {effect}（{low} 至 {high}）。",
    pair_less="{first}与{second}部分重叠：合用比各自贡献之和少 {effect}（{low} 至 {high}）。",
    no_pair="没有一对措施的相互作用可与零区分。",
    cheapest="每{step}成本最低的是{measure}：{amount} 元/年（{low} 至 {high}）。",
    joint="",
    listed="；",
    same="两情景中相同、故无贡献的措施：{measures}。",
)


def records(table: "pd.DataFrame") -> list[Row]:
    """The rows of a table, each a mapping by column."""
    rows: Any = table.to_dict("records")
    return list(rows)


def attribution_words(language: str) -> AttributionWords:
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


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> list[str]:
    """What an attribution found, of the first metric that moved: two to four sentences.

    Args:
        tables: ``attribution`` and ``interactions``.
        about: ``scenario`` and ``baseline``.
        language: ``en`` or ``zh``.
    """
    said, words = attribution_words(language), words_in(language)
    effects = records(tables["attribution"])
    totals = [row for row in effects if row["measure"] == TOTAL]
    total = next((row for row in totals if row["verdict"] == DISTINGUISHABLE), totals[0])
    parts = [row for row in effects if row["measure"] != TOTAL]
    rows = [row for row in parts if row["metric"] == total["metric"]]
    found = [_total(total, about, said, words), _leading(rows, said, words)]
    if total["seeds"] > 1 and not any(row["verdict"] == DISTINGUISHABLE for row in rows):
        tests = sum(bool(row["differs"]) for row in parts)
        found[-1] = said.joint.join([found[-1], said.unsure.format(tests=tests)])
    pairs = records(tables["interactions"])
    found += _pair([row for row in pairs if row["metric"] == total["metric"]], said, words)
    found += _cheapest(rows, said, words)
    found += _same_in_both(parts, said, words)
    return found + narrow_note(about, language)


def _total(row: Row, about: Row, said: AttributionWords, words: Words) -> str:
    """What the whole scenario does."""
    metric = METRICS[row["metric"]]
    effect = sized(row["effect"], metric.unit, words.language)
    low, high = (number(row[end], metric.unit, signed=True) for end in ("low", "high"))
    form = said.total if row["seeds"] > 1 else said.total_one
    label = words.pick(metric.label)
    return form.format(
        scenario=about["scenario"],
        baseline=about["baseline"],
        effect=effect,
        low=low,
        high=high,
        method=method_of(about, words.language),
        seeds=row["seeds"],
        metric=label if words.language == "zh" else _lowered(label),
    )


def _lowered(label: str) -> str:
    """A label inside a sentence."""
    return label[:1].lower() + label[1:]


def _name(measure: str, words: Words) -> str:
    """A measure inside a sentence."""
    label = words.pick(PLAYER_LABELS[measure])
    return label if words.language == "zh" else label.lower()


def _leading(rows: Sequence[Row], said: AttributionWords, words: Words) -> str:
    """Which measures account for most of it."""
    sure = [
        row
        for row in rows
        if row["effect"] != 0 and (row["low"] > 0 or row["high"] < 0 or row["seeds"] == 1)
    ]
    if not sure:
        return said.nobody
    largest = sorted(sure, key=lambda row: -abs(row["effect"]))[:3]
    return said.leading.format(parts=said.listed.join(_part(row, words) for row in largest))


def _part(row: Row, words: Words) -> str:
    """One measure's part, with its interval."""
    effect, low, high = (
        number(row[key], row["unit"], signed=True) for key in ("effect", "low", "high")
    )
    name = _name(row["measure"], words)
    if row["seeds"] < 2:
        return f"{name} {effect}"
    to, brackets = ("至", "（）") if words.language == "zh" else ("to", "()")
    space = "" if words.language == "zh" else " "
    return f"{name} {effect}{space}{brackets[0]}{low} {to} {high}{brackets[1]}"


def _pair(rows: Sequence[Row], said: AttributionWords, words: Words) -> list[str]:
    """The strongest interaction, or that there is none; nothing for a single seed."""
    if not any(row["seeds"] > 1 for row in rows):
        return []
    sure = [row for row in rows if row["verdict"] == DISTINGUISHABLE]
    if not sure:
        return [said.no_pair]
    row = max(sure, key=lambda row: abs(row["interaction"]))
    ends = [row["interaction"], row["low"], row["high"]]
    form = said.pair_more if row["interaction"] > 0 else said.pair_less
    if row["interaction"] < 0 and words.language == "zh":
        ends = [-row["interaction"], -row["high"], -row["low"]]
    signed = words.language != "zh"
    effect = sized(ends[0], row["unit"], words.language, signed)
    low, high = (number(end, row["unit"], signed) for end in ends[1:])
    first, second = _name(row["first"], words), _name(row["second"], words)
    if words.language != "zh":
        first = first[:1].upper() + first[1:]
    return [form.format(first=first, second=second, effect=effect, low=low, high=high)]


def step_of(row: Row, language: str) -> str:
    """What a cost is per."""
    if row["unit"] == "share":
        return "百分点" if language == "zh" else "point"
    text = f"{row['step']:g}"
    if row["unit"] in ("0-1", "-", "rung 0-5"):
        return f" {text} " if language == "zh" else text
    return f" {text} {words_in(language).unit(row['unit'])}"


def _cheapest(rows: Sequence[Row], said: AttributionWords, words: Words) -> list[str]:
    """Which measure moves it at least cost, of those that cost something and surely move it.

    Only measures that move it the way it moves as a whole compete.
    """
    way = sum(row["effect"] for row in rows)
    priced = [
        row
        for row in rows
        if row["cost_per_step"] > 0
        and row["effect"] * way > 0
        and row["verdict"] == DISTINGUISHABLE
    ]
    if not priced:
        return []
    row = min(priced, key=lambda row: row["cost_per_step"])
    amount, low, high = (
        f"{row[key]:,.0f}" for key in ("cost_per_step", "cost_per_step_low", "cost_per_step_high")
    )
    step = step_of(row, words.language).strip() if words.language != "zh" else step_of(row, "zh")
    return [
        said.cheapest.format(
            step=step, measure=_name(row["measure"], words), amount=amount, low=low, high=high
        )
    ]


def _same_in_both(rows: Sequence[Row], said: AttributionWords, words: Words) -> list[str]:
    """That some measures are the same in both scenarios, if so."""
    names = list(dict.fromkeys(row["measure"] for row in rows if not row["differs"]))
    if not names:
        return []
    joint = "、" if words.language == "zh" else ", "
    return [said.same.format(measures=joint.join(_name(name, words) for name in names))]
