"""What tables and figures of effects say, in English and Chinese, and the sentences about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import DISTINGUISHABLE, Design
from sim.analysis.statistics import ALPHA
from sim.declarations.groups import DIVISIONS, GROUP_METRICS
from sim.declarations.metrics import METRICS
from sim.report.words import Words, closed_up, number, words_in

if TYPE_CHECKING:
    import pandas as pd

ALIKE = 2
"""Groups that are told of: the one that gained most and the one that gained least."""


@dataclass(frozen=True, slots=True)
class EffectWords:
    """What figures and sentences say; braces are filled by `str.format`.

    Attributes:
        unit: Unit of a difference of shares where there is little room.
        methods: What intervals are called in a sentence, by method.
        lines: What lines and bands are.
        line: The same with one seed.
        communities: Above the communities.
        groups: Above the groups.
        points: What points, bars and lines are.
        point: The same with one seed.
        moved: First sentence.
        moved_one: The same with one seed.
        since: From which month on the difference is there.
        others: How many metrics can be told apart.
        power: What these seeds can detect.
        more: How many seeds a precision takes.
        enough: That a precision is reached.
        gained: Which groups gained more and less than all adults.
        gained_one: The same when there is only one such.
        nobody: When no group did.
        places: The communities that gained most and least.
        narrow: What to know of a bootstrap with few seeds.
    """

    unit: str
    methods: Mapping[str, str]
    lines: str
    line: str
    communities: str
    groups: str
    points: str
    point: str
    moved: str
    moved_one: str
    since: str
    others: str
    power: str
    more: str
    enough: str
    gained: str
    gained_one: str
    nobody: str
    places: str
    narrow: str


_ENGLISH = EffectWords(
    unit="points",
    methods=MappingProxyType({"t": "t-interval", "bootstrap": "bootstrap interval"}),
    lines=(
        "Lines: mean over {seeds} seeds of scenario minus {baseline} within each seed; bands: 95 % "
        "{method} of that mean, for each month by itself."
    ),
    line="Lines: scenario minus {baseline} of one seed, so there are no intervals.",
    communities="{metric}: difference by community",
    groups="{metric}: difference by group of adults",
    points=(
        "Points: scenario minus {baseline} within each seed, mean of the last {window} months; "
        "bars: 95 % {method} of the mean over {seeds} seeds. Vertical lines: the town, and all "
        "adults. Filled: the difference exceeds or falls short of theirs, after Holm correction "
        "over the rows of a panel."
    ),
    point=(
        "Points: scenario minus {baseline}, mean of the last {window} months; one seed, so there "
        "are no intervals. Vertical lines: the town, and all adults."
    ),
    moved=(
        "{scenario} instead of {baseline} moves {metric} by {effect} (95 % {method} {low} to "
        "{high}, {seeds} seeds)"
    ),
    moved_one="{scenario} instead of {baseline} moves {metric} by {effect} (one seed, no interval)",
    since=", and it differs from zero in every month from {month} on",
    others=(
        "; {count} of the {tests} differences shown can be told from zero after Holm correction."
    ),
    power=(
        "A true difference of {detectable} would have been found with a power of 80 % (paired "
        "t-test at 5 %, {seeds} seeds)"
    ),
    more="; an interval of ±{precision:g} in the unit of the metric takes {more:,} more seeds.",
    enough="; the interval is no wider than the ±{precision:g} asked for.",
    gained=(
        "Compared with all adults, {most} gained most ({most_by} beyond theirs, {most_low} to "
        "{most_high}) and {least} least ({least_by}, {least_low} to {least_high})"
    ),
    gained_one="Compared with all adults, {most} stand out ({most_by}, {most_low} to {most_high})",
    nobody="No group of adults gained distinguishably more or less than all adults",
    places="; communities range from {least} ({least_by}) to {most} ({most_by}).",
    narrow="With fewer than about 20 seeds a bootstrap interval is too narrow.",
)
_CHINESE = EffectWords(
    unit="百分点",
    methods=MappingProxyType({"t": "t 置信区间", "bootstrap": "自助法置信区间"}),
    lines=(
        "线：各种子内情景减 {baseline} 之差，{seeds} 个种子的均值；"
        "带：该均值的 95% {method}（逐月）。"
    ),
    line="线：单一种子的情景减 {baseline} 之差，无置信区间。",
    communities="{metric}：各社区的差值",
    groups="{metric}：各群体成年人的差值",
    points=(
        "点：各种子内情景减 {baseline} 之差（最后 {window} 个月均值）；"
        "须：{seeds} 个种子均值的 95% {method}。竖线：全镇与全体成年人。"
        "实心：与竖线之差在图中各行 Holm 校正后异于零。"
    ),
    point="点：情景减 {baseline} 之差（最后 {window} 个月均值），单一种子，无置信区间。"
    "竖线：全镇与全体成年人。",
    moved=(
        "以 {scenario} 代替 {baseline}，{metric}变化 {effect}"
        "（95% {method} {low} 至 {high}，{seeds} 个种子）"
    ),
    moved_one="以 {scenario} 代替 {baseline}，{metric}变化 {effect}（单一种子，无区间）",
    since="，自 {month} 起各月均异于零",
    others="；所示 {tests} 个差值中有 {count} 个经 Holm 校正后可与零区分。",
    power="以 {seeds} 个种子，{detectable}的真实差异有 80% 的把握被发现（配对 t 检验，5% 水平）",
    more="；要达到 ±{precision:g}（指标单位）还需 {more:,} 个种子。",
    enough="；已达到所要求的 ±{precision:g}。",
    gained=(
        "与全体成年人相比，{most}受益最多（多 {most_by}，{most_low} 至 {most_high}），"
        "{least}最少（{least_by}，{least_low} 至 {least_high}）"
    ),
    gained_one="与全体成年人相比，{most}最为突出（{most_by}，{most_low} 至 {most_high}）",
    nobody="没有哪一群体的受益可与全体成年人区分",
    places="；各社区从{least}（{least_by}）到{most}（{most_by}）。",
    narrow="种子少于约 20 个时，自助法区间偏窄。",
)
_FEW = 20
_GROUP_LABELS = {
    (division.name, group.name): (division.label, group.label)
    for division in DIVISIONS
    for group in division.groups
}


def method_of(about: Mapping[str, Any], language: str) -> str:
    """What the intervals of an analysis are called in a sentence; ``language`` is en or zh."""
    return effect_words(language).methods[about.get("interval", "t")]


def narrow_note(about: Mapping[str, Any], language: str) -> list[str]:
    """What to know of a bootstrap with few seeds; nothing of other intervals."""
    few = about.get("interval") == "bootstrap" and 1 < about["seeds"] < _FEW
    return [effect_words(language).narrow] if few else []


def effect_words(language: str) -> EffectWords:
    """The words of a language, ``en`` or ``zh``."""
    return _CHINESE if language == "zh" else _ENGLISH


def sized(value: float, unit: str, words: Words) -> str:
    """A difference with its unit, as a sentence has it."""
    text = number(value, unit, signed=True)
    if unit == "share":
        return f"{text} 个百分点" if words.language == "zh" else f"{text} points"
    return text if unit in ("0-1", "-", "rung 0-5") else f"{text} {words.unit(unit)}"


def lowered(label: str) -> str:
    """An English label inside a sentence; Chinese ones stay as they are."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def where_metric(design: Design) -> str:
    """The metric that communities and groups are shown by."""
    shared = [name for name in design.metrics if name in GROUP_METRICS]
    return shared[0] if shared else design.metrics[0]


def effect_sentences(
    tables: Mapping[str, "pd.DataFrame"], design: Design, language: str = "en"
) -> list[str]:
    """What a comparison found: how far, since when, what could be seen, and who gained.

    Args:
        tables: ``differences`` of `sim.analysis.compare.differences_table`, ``over_time``,
            ``by_community`` and ``by_group`` of `sim.analysis.effects`.
        design: What is compared.
        language: ``en`` or ``zh``.
    """
    found: list[str] = []
    for scenario in design.others:
        parts = {name: rows[rows["scenario"] == scenario] for name, rows in tables.items()}
        found.append(_moved(parts, design, language))
        if len(design.seeds) > 1:
            found.append(_power(parts["differences"].iloc[0].to_dict(), design, language))
            found.append(_gained(parts, design, language))
    if design.interval == "bootstrap" and 1 < len(design.seeds) < _FEW:
        found.append(effect_words(language).narrow)
    return [closed_up(text) for text in found]


def _moved(parts: Mapping[str, "pd.DataFrame"], design: Design, language: str) -> str:
    """How far the first metric moves, since when, and how many others do."""
    said, words = effect_words(language), words_in(language)
    rows = parts["differences"]
    row = rows.iloc[0].to_dict()
    metric = METRICS[row["metric"]]
    effect = sized(row["difference"], metric.unit, words)
    low, high = (number(row[end], metric.unit, signed=True) for end in ("low", "high"))
    single = len(design.seeds) == 1
    text = (said.moved_one if single else said.moved).format(
        scenario=design.label(row["scenario"], language),
        seeds=row["seeds"],
        effect=effect,
        baseline=design.label(design.baseline, language),
        low=low,
        high=high,
        method=said.methods[design.interval],
        metric=lowered(words.pick(metric.label)),
    )
    if single:
        return text + ("。" if language == "zh" else ".")
    months = parts["over_time"]
    since = _since(months[months["metric"] == row["metric"]])
    if since:
        text += said.since.format(month=since)
    count = int((rows["verdict"] == DISTINGUISHABLE).sum())
    return text + said.others.format(count=count, tests=len(rows))


def _since(rows: "pd.DataFrame") -> str:
    """The month from which on the interval of one metric never holds zero; empty without one."""
    apart = ((rows["low"] > 0) | (rows["high"] < 0)).to_numpy()
    if not apart.size or not apart[-1]:
        return ""
    first = apart.size - int((~apart[::-1]).argmax()) if not apart.all() else 0
    month: Any = rows["month"].iloc[first]
    return f"{month:%Y-%m}"


def _power(row: Mapping[Any, Any], design: Design, language: str) -> str:
    """What these seeds can detect, and how many a precision takes."""
    said, words = effect_words(language), words_in(language)
    unit = METRICS[row["metric"]].unit
    detectable = sized(row["detectable"], unit, words).lstrip("+")
    text = said.power.format(detectable=detectable, seeds=row["seeds"])
    more = row["more_seeds"]
    if design.precision is None or not isinstance(more, int):
        return text + ("。" if language == "zh" else ".")
    return text + (said.more if more else said.enough).format(precision=design.precision, more=more)


def _gained(parts: Mapping[str, "pd.DataFrame"], design: Design, language: str) -> str:
    """Which groups and communities gained most and least."""
    said, words = effect_words(language), words_in(language)
    name = where_metric(design)
    groups = parts["by_group"]
    groups = groups[groups["metric"] == name]
    apart = groups[groups["ahead_p_holm"] < ALPHA].sort_values("ahead")
    end = "。" if language == "zh" else "."
    if apart.empty:
        text = said.nobody
    else:
        most = _group(apart.iloc[-1].to_dict(), "most", words)
        least = _group(apart.iloc[0].to_dict(), "least", words)
        both = len(apart) >= ALIKE and apart["ahead"].iloc[0] < 0 < apart["ahead"].iloc[-1]
        text = said.gained.format(**most, **least) if both else said.gained_one.format(**most)
    places = parts["by_community"]
    places = places[places["metric"] == name].dropna(subset="difference")
    if len(places) < ALIKE:
        return text + end
    places = places.sort_values("difference")
    ends = {}
    for key, place in (("least", 0), ("most", -1)):
        row = places.iloc[place]
        ends[key] = community_label(row["community"], design, language)
        ends[f"{key}_by"] = sized(row["difference"], row["unit"], words)
    return text + said.places.format(**ends)


def _group(row: Mapping[Any, Any], key: str, words: Words) -> dict[str, str]:
    """A group, and by how much its difference exceeds that of all adults."""
    division, group = _GROUP_LABELS[row["group_by"], row["group"]]
    form = "{}（{}）" if words.language == "zh" else "{} ({})"
    label = form.format(lowered(words.pick(group)), lowered(words.pick(division)))
    by, low, high = (
        number(row[column], row["unit"], signed=True)
        for column in ("ahead", "ahead_low", "ahead_high")
    )
    return {key: label, f"{key}_by": by, f"{key}_low": low, f"{key}_high": high}


def community_label(community: str, design: Design, language: str) -> str:
    """Label of a community; its id where the results do not say."""
    labels = {place: (en, zh) for place, en, zh in design.places}
    return labels.get(community, (community, community))[language == "zh"]
