"""The answer to why as a table for the terminal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import DISTINGUISHABLE
from sim.analysis.why import TOTAL, channel_label
from sim.declarations.metrics import METRICS
from sim.report.terminal import print_rows
from sim.report.words import NULL, number, words_in
from sim.report.words_why import why_words

if TYPE_CHECKING:
    import pandas as pd


def print_why(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> None:
    """Print people and effect by channel.

    Args:
        tables: ``channels`` and, when there is one, ``decomposition``.
        about: What the manifest says of the question.
        language: ``en`` or ``zh``.
    """
    words, said = words_in(language), why_words(language)
    metric = METRICS[about["metric"]]
    counts = tables["channels"].set_index("channel")
    parts = tables.get("decomposition")
    divided = parts is not None and len(parts) > 0
    effects = {} if parts is None else {row["channel"]: row for row in parts.to_dict("records")}
    names = [name for name in (*counts.index, *effects) if name != TOTAL]
    headings = [said.channel, said.number, said.part]
    if divided:
        headings += [said.effect.format(metric=words.title(metric)), words.interval, words.verdict]
    rows = []
    for name in (*dict.fromkeys(names), TOTAL):
        people, part = NULL, NULL
        if name in counts.index:
            people = f"{counts['people'][name]:,.1f}"
            part = number(counts["part"][name], "share")
        cells = [channel_label(name, language), people, part]
        row = effects.get(name)
        if divided:
            cells += _effect(row, metric.unit, words.verdicts)
        shown = name == TOTAL or row is None or row["verdict"] == DISTINGUISHABLE
        if name in effects or people not in (NULL, "0.0"):
            rows.append((tuple(cells), shown))
    print_rows(said.heading.format(**about), headings, rows)


def _effect(row: Mapping[Any, Any] | None, unit: str, verdicts: Mapping[str, str]) -> list[str]:
    """Effect, interval and verdict of a channel; nothing where it has no switch."""
    if row is None:
        return [NULL, NULL, NULL]
    low, high = (number(row[end], unit, signed=True) for end in ("low", "high"))
    ends = NULL if NULL in (low, high) else f"{low} … {high}"
    return [number(row["effect"], unit, signed=True), ends, verdicts[row["verdict"]]]
