"""Analyses as tables for the terminal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.analysis.attribution import TOTAL
from sim.analysis.compare import DISTINGUISHABLE
from sim.declarations.metrics import METRICS
from sim.report.terminal import print_rows
from sim.report.words import NULL, Words, number, words_in
from sim.report.words_attribution import MEASURE_LABELS, AttributionWords, attribution_words

if TYPE_CHECKING:
    import pandas as pd

MOST_METRICS = 4
"""Metrics whose tables are printed; all of them are in the file."""


def interval(row: Mapping[str, Any], unit: str, signed: bool = True) -> str:
    """Both ends of an interval."""
    low, high = (number(row[end], unit, signed) for end in ("low", "high"))
    return NULL if NULL in (low, high) else f"{low} … {high}"


def print_attribution(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> None:
    """Print the effect of each measure on the first metrics.

    Args:
        tables: ``attribution``.
        about: ``scenario`` and ``baseline``.
        language: ``en`` or ``zh``.
    """
    words, said = words_in(language), attribution_words(language)
    table = tables["attribution"]
    for name in list(dict.fromkeys(table["metric"]))[:MOST_METRICS]:
        rows = table[table["metric"] == name].to_dict("records")
        title = f"{words.title(METRICS[name])}: {said.title.format(**about)}"
        headings = (said.measure, said.effect, words.interval, words.verdict, said.price)
        print_rows(title, headings, [_row(row, words, said) for row in rows])


def _row(
    row: Mapping[str, Any], words: Words, said: AttributionWords
) -> tuple[tuple[str, ...], bool]:
    """The cells of one measure, and whether it stands out."""
    name, sure = words.pick(MEASURE_LABELS[row["measure"]]), row["verdict"] == DISTINGUISHABLE
    if not row["differs"]:
        return (name, NULL, NULL, NULL, NULL), False
    price = NULL
    if row["cost_per_step"] == row["cost_per_step"]:
        per = said.per_point if row["unit"] == "share" else said.per.format(step=row["step"])
        price = f"{said.yuan.format(amount=row['cost_per_step'])} {per}"
    cells = (
        name, number(row["effect"], row["unit"], True), interval(row, row["unit"]),
        words.verdicts[row["verdict"]], price,
    )  # fmt: skip
    return cells, sure or row["measure"] == TOTAL
