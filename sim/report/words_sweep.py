"""What a sweep found and how its factors are called, in English and Chinese."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import DISTINGUISHABLE, ONE_SEED
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declare import MEASURE_LABELS
from sim.report.words import NULL, number, words_in
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd


def say(language: str, key: str, **values: object) -> str:
    """A phrase in a language, ``en`` or ``zh``, with its braces filled."""
    return Speech(language)(f"sweep.{key}", **values)


def factor_label(factor: str, language: str) -> str:
    """A factor as readers know it."""
    kind, _, name = factor.partition(".")
    if kind == "measures" and name in MEASURE_LABELS:
        return words_in(language).pick(dict(MEASURE_LABELS.items())[name])  # type: ignore[index]
    return Speech(language).head(Speech(language).factor(factor))


def value_text(factor: str, value: object) -> str:
    """A value of a factor; shares in per cent."""
    kind, _, name = factor.partition(".")
    lever = LEVERS.get(name.partition(".")[0]) if kind == "levers" else None
    if not isinstance(value, float | int):
        return str(value)
    if lever is not None and lever.unit == "share":
        return f"{100 * value:.4g}%"
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def level_text(factor: str, row: Mapping[Any, Any], language: str) -> str:
    """The level of a row of `sim.analysis.factors.factor_table`: a value, or a range."""
    low, high = (value_text(factor, _number(row[key])) for key in ("value", "value_high"))
    return low if low == high else say(language, "range", low=low, high=high)


def _number(value: object) -> object:
    """A number where a value is one, though its column holds texts as well."""
    if isinstance(value, str):
        return value
    return float(str(value))


def factor_sentences(
    table: "pd.DataFrame", metrics: Sequence[str], labels: Mapping[str, str], language: str
) -> list[str]:
    """What each factor does to some metrics, those that move most first.

    Args:
        table: What `sim.analysis.factors.factor_table` made.
        metrics: Metrics that get a sentence.
        labels: What readers call each scenario.
        language: ``en`` or ``zh``.
    """
    sentences = []
    scenarios = list(dict.fromkeys(table["scenario"]))
    for scenario in scenarios:
        for metric in metrics:
            rows = table[(table["scenario"] == scenario) & (table["metric"] == metric)]
            items = _items(rows, language)
            label = words_in(language).pick(METRICS[metric].label)
            key = "moves_in" if len(scenarios) > 1 else "moves"
            joint = say(language, "lower")
            sentences.append(
                say(language, key, metric=label, scenario=labels[scenario], items=joint.join(items))
            )
    return sentences


def _items(rows: "pd.DataFrame", language: str) -> list[str]:
    """What each factor does to one metric."""
    moved, flat = [], []
    for factor, own in rows.groupby("factor", sort=False):
        found = [{str(key): value for key, value in row.items()} for row in own.to_dict("records")]
        first, others = found[0], found[1:]
        sure = [row for row in others if row["verdict"] in (DISTINGUISHABLE, ONE_SEED)]
        if not sure:
            flat.append(factor_within(str(factor), language))
            continue
        row = max(sure, key=lambda one: abs(one["difference"]))
        moved.append((abs(row["difference"]), _item(str(factor), first, row, language)))
    items = [text for _, text in sorted(moved, key=lambda one: -one[0])]
    if flat:
        items.append(say(language, "flat", factors=say(language, "or").join(flat)))
    return items


def factor_within(factor: str, language: str) -> str:
    """A factor within a sentence."""
    label = factor_label(factor, language)
    if language == "en" and factor.partition(".")[0] in ("levers", "measures"):
        return label[:1].lower() + label[1:]
    return label


def _item(factor: str, first: Mapping[str, Any], row: Mapping[str, Any], language: str) -> str:
    """The largest difference that a factor makes."""
    unit = row["unit"]
    low, high = (number(row[end], unit, signed=True) for end in ("low", "high"))
    change = number(row["difference"], unit, signed=True)
    if unit == "share":
        change = say(language, "points", value=change)
    label = factor_within(factor, language)
    return say(
        language,
        "item_one" if low == NULL else "item",
        difference=change,
        low=low,
        high=high,
        factor=label,
        first=level_text(factor, first, language),
        other=level_text(factor, row, language),
    )
