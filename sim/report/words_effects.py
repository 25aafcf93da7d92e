"""What tables and figures of effects say, in English and Chinese, and the sentences about them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import DISTINGUISHABLE, Design
from sim.analysis.statistics import ALPHA
from sim.declarations.groups import DIVISIONS, GROUP_METRICS
from sim.declarations.metrics import METRICS
from sim.report.words import Words, closed_up, number, words_in
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd

ALIKE = 2
"""Groups that are told of: the one that gained most and the one that gained least."""


@dataclass(frozen=True, slots=True)
class EffectWords:
    """What figures and sentences say; braces are filled by `str.format`."""

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


@cache
def effect_words(language: str) -> EffectWords:
    """The words of a language, from the catalogue."""
    speech = Speech(language)
    texts: dict[str, Any] = {
        one.name: speech.template(f"effects.{one.name}")
        for one in fields(EffectWords)
        if one.name != "methods"
    }
    methods = {name: speech(f"effects.methods.{name}") for name in ("t", "bootstrap")}
    return EffectWords(**texts, methods=methods)


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
