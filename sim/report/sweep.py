"""What the factors of an experiment do: sentences, and what readers call levels."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import ONE_SEED, TOO_FEW, is_clear, told
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.report.shown import Row, records
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd
_LARGE = 1e6


def level_value(factor: str, value: object, speech: Speech) -> str:
    """Write a value of a factor; a lever that is a share in per cent."""
    if not isinstance(value, float | int):
        return str(value)
    section, _, name = factor.partition(".")
    lever = LEVERS.get(name.partition(".")[0]) if section == "levers" else None
    if lever is not None and lever.unit == "share":
        return speech("value.%", value=f"{100 * value:.4g}")
    return f"{value:,.6g}" if abs(value) < _LARGE else f"{value:,.0f}"


def level_text(factor: str, row: Mapping[Any, Any], speech: Speech) -> str:
    """Write the level of a row of `sim.analysis.effects.factor_table`: value or range."""
    low, high = (level_value(factor, _number(row[key]), speech) for key in ("value", "value_high"))
    return low if low == high else speech.range(low, high)


def _number(value: object) -> object:
    """Read a number where a value is one, though its column holds texts as well."""
    return value if isinstance(value, str) else float(str(value))


def factor_sentences(
    table: "pd.DataFrame", metrics: Sequence[str], labels: Mapping[str, str], speech: Speech
) -> list[str]:
    """Say what each factor does to some metrics, those that move most first.

    ``table`` is what `sim.analysis.effects.factor_table` made; ``labels`` are what readers call
    each scenario.
    """
    sentences = []
    scenarios = list(dict.fromkeys(table["scenario"]))
    for scenario in scenarios:
        for metric in metrics:
            rows = table[(table["scenario"] == scenario) & (table["metric"] == metric)]
            sentences.append(
                speech(
                    "sweep.moves_in" if len(scenarios) > 1 else "sweep.moves",
                    metric=speech.pick(METRICS[metric].label),
                    scenario=labels[scenario],
                    items=speech.row(_items(rows, speech)),
                )
            )
    return sentences


def _items(rows: "pd.DataFrame", speech: Speech) -> list[str]:
    """Say what each factor does to one metric."""
    moved, flat = [], []
    for factor, own in rows.groupby("factor", sort=False):
        first, *others = records(told(own))
        sure = [
            row
            for row in others
            if is_clear(row["verdict"]) or row["verdict"] in (ONE_SEED, TOO_FEW)
        ]
        if not sure:
            flat.append(speech.factor(str(factor)))
            continue
        row = max(sure, key=lambda one: abs(one["difference"]))
        moved.append((abs(row["difference"]), _item(str(factor), first, row, speech)))
    items = [text for _, text in sorted(moved, key=lambda one: -one[0])]
    if flat:
        items.append(speech("sweep.flat", factors=speech.listed(flat, "or")))
    return items


def _item(factor: str, first: Row, row: Row, speech: Speech) -> str:
    """Say the largest difference that a factor makes."""
    unit, digits = row["unit"], speech.digits(row["unit"], row["low"], row["high"])
    low, high = (speech.number(row[end], unit, True, digits) for end in ("low", "high"))
    key = "sweep.item"
    if low == NULL:
        key = "sweep.item_exact" if is_clear(row["verdict"]) else "sweep.item_one"
    return speech(
        key,
        over=speech.seeds(row["seeds"]),
        difference=speech.difference(row["difference"], unit, True, digits),
        low=low,
        high=high,
        factor=speech.factor(factor),
        first=level_text(factor, first, speech),
        other=level_text(factor, row, speech),
    )
