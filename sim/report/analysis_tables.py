"""Analyses as tables for the terminal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.analysis.attribution import TOTAL
from sim.analysis.compare import DISTINGUISHABLE
from sim.declarations.metrics import METRICS
from sim.report.terminal import print_rows
from sim.report.words import NULL, Words, number, words_in
from sim.report.words_attribution import (
    PLAYER_LABELS,
    AttributionWords,
    Row,
    attribution_words,
    records,
)
from sim.report.words_sensitivity import factor_title, looked_at, percent, sensitivity_words

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
    name, sure = words.pick(PLAYER_LABELS[row["measure"]]), row["verdict"] == DISTINGUISHABLE
    if not row["differs"]:
        return (name, NULL, NULL, NULL, NULL), False
    price = NULL
    if row["cost_per_step"] == row["cost_per_step"]:
        per = said.per_point if row["unit"] == "share" else said.per.format(step=row["step"])
        price = f"{said.yuan.format(amount=row['cost_per_step'])} {per}"
    cells = (
        name,
        number(row["effect"], row["unit"], True),
        interval(row, row["unit"]),
        words.verdicts[row["verdict"]],
        price,
    )
    return cells, sure or row["measure"] == TOTAL


MOST_FACTORS = 8
"""Factors that are printed."""


def print_sensitivity(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> None:
    """Print what leading factors do to the first metrics.

    Args:
        tables: ``morris`` and ``sobol``.
        about: ``scenarios``.
        language: ``en`` or ``zh``.
    """
    words, said = words_in(language), sensitivity_words(language)
    for kind, title in (("morris", said.morris_title), ("sobol", said.sobol_title)):
        table = tables[kind]
        for name in list(dict.fromkeys(table["metric"]))[:MOST_METRICS]:
            rows = records(table[table["metric"] == name])[:MOST_FACTORS]
            what = looked_at(name, about, words)
            headings, row_of = [said.first, words.interval, said.total, words.interval], _sobol_row
            if kind == "morris":
                headings, row_of = [said.effect, words.interval, said.direction], _morris_row
                headings += [said.interaction, said.noise]
            cells = [row_of(row, language) for row in rows]
            print_rows(title.format(what=what), [said.factor, *headings], cells)


def _morris_row(row: Row, language: str) -> tuple[tuple[str, ...], bool]:
    """The cells of one factor of the screening."""
    unit = row["unit"]
    cells = (
        factor_title(row["factor"], language),
        number(row["mu_star"], unit),
        interval(row, unit, signed=False),
        number(row["mu"], unit, True),
        number(row["sigma"], unit),
        number(row["noise"], unit),
    )
    return cells, bool(row["stands_out"])


def _sobol_row(row: Row, language: str) -> tuple[tuple[str, ...], bool]:
    """The cells of one factor with its indices."""
    cells = [factor_title(row["factor"], language)]
    for key in ("first", "total"):
        low, middle, high = (percent(row[name]) for name in (f"{key}_low", key, f"{key}_high"))
        cells += [middle, NULL if NULL in (low, high) else f"{low} … {high}"]
    return tuple(cells), bool(row["total_low"] > 0)
