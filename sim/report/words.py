"""The fixed words of figures and tables, in English and Chinese."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from sim.analysis.compare import DISTINGUISHABLE, NO_DATA, NOT_DISTINGUISHABLE, ONE_SEED
from sim.declare import Label, Metric
from sim.words import Speech
from sim.words.catalogue.units import UNITS

_BOTH = re.compile(r"(?P<en>.*?)\s*[(（](?P<zh>[^()（）]*[\u4e00-\u9fff][^()（）]*)[)）]\s*")
"""A label in English with its Chinese in brackets."""
_GAP = re.compile(
    r"(?<=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef]) (?=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef])"
)
"""A space between Chinese characters, where a label stands for a name in Latin letters."""
_ASIDE = re.compile(r"\s*[(（][^()（）]*[\u4e00-\u9fff][^()（）]*[)）]")
"""Chinese in brackets."""


@dataclass(frozen=True, slots=True)
class Words:
    """What figures and tables say beside declared labels; braces are filled by `str.format`."""

    language: str
    units: Mapping[str, str]
    common_past: str
    events: str
    difference: str
    points: str
    lines: str
    line: str
    past: str
    pairs: str
    pair: str
    about: str
    metric: str
    last_months: str
    run_title: str
    difference_title: str
    difference_column: str
    interval: str
    verdict: str
    more_seeds: str
    detectable: str
    methods: Mapping[str, str]
    holm: str
    pair_note: str
    verdicts: Mapping[str, str]

    def pick(self, label: Label) -> str:
        """A label in this language."""
        return label.zh if self.language == "zh" else label.en

    def event(self, label: str) -> str:
        """The label of a dated event, which a file may write as ``English (中文)``."""
        found = _BOTH.fullmatch(label)
        if found is None:
            return label
        return found["zh"] if self.language == "zh" else _ASIDE.sub("", found["en"])

    def title(self, metric: Metric) -> str:
        """Label and unit of a metric."""
        return f"{self.pick(metric.label)} ({self.unit(metric.unit)})"

    def unit(self, unit: str) -> str:
        """A unit in this language."""
        return self.units.get(unit, unit)


@cache
def words_in(language: str) -> Words:
    """The words of a language, from the catalogue."""
    speech = Speech(language)
    own = ("language", "units", "methods", "verdicts")
    texts: dict[str, Any] = {
        one.name: speech.template(f"compare.{one.name}")
        for one in fields(Words)
        if one.name not in own
    }
    verdicts = (DISTINGUISHABLE, NOT_DISTINGUISHABLE, ONE_SEED, NO_DATA)
    return Words(
        language=language,
        units={name: speech.pick(label) for name, label in UNITS.items()},
        methods={name: speech(f"compare.methods.{name}") for name in ("t", "bootstrap")},
        verdicts={verdict: speech(f"compare.verdicts.{verdict}") for verdict in verdicts},
        **texts,
    )


NULL = "–"
"""What stands for a value that is null."""
_PERCENT = 100
_DIGITS = {"share": 2, "0-1": 3, "rung 0-5": 3}
"""Decimals by unit, of shares in per cent; 1 for other units."""


def number(value: float, unit: str, signed: bool = False) -> str:
    """A value as a reader wants it; shares in per cent."""
    if math.isnan(value):
        return NULL
    scaled = value * _PERCENT if unit == "share" else value
    # Adding zero turns a negative zero into a positive one.
    digits = _DIGITS.get(unit, 1)
    text = f"{round(scaled, digits) + 0.0:{'+' if signed else ''}.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}")


def closed_up(text: str) -> str:
    """Text without spaces between Chinese characters; those around Latin words stay."""
    return _GAP.sub("", text)


def wrapped(text: str, width: int) -> str:
    """Text in lines of at most so many columns; a Chinese character takes two of them.

    Lines break at spaces and after Chinese characters, never inside a word or number; spaces
    between Chinese characters are left out.
    """
    lines, line = [], ""
    for piece in _pieces(closed_up(text)):
        if line and columns_of(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece.lstrip() if not line else piece
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str) -> list[str]:
    """Parts between which a line may break; punctuation stays with what it belongs to."""
    pieces: list[str] = []
    for character in text:
        last = pieces[-1][-1] if pieces else ""
        closing = character == " " or unicodedata.category(character) in {"Po", "Pe", "Pf"}
        opened = last != "" and unicodedata.category(last) in {"Ps", "Pi"}
        breaks = last == " " or _is_wide(character) or (last != "" and _is_wide(last))
        if not pieces or (breaks and not closing and not opened):
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _is_wide(character: str) -> bool:
    """Whether a character takes two columns."""
    return unicodedata.east_asian_width(character) in {"W", "F"}


def columns_of(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if _is_wide(character) else 1 for character in text)
