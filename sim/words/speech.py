"""One language, and everything that is said in it: messages, labels, values with their units."""

import html
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters.chinese import CHINESE
from sim.declarations.parameters.english import ENGLISH
from sim.declare import Metric
from sim.words.catalogue import messages
from sim.words.catalogue.units import UNITS
from sim.words.languages import languages, texts_of

LANGUAGES = languages()
NULL = "–"
"""What stands for a value that is null."""
MINUS = "\N{MINUS SIGN}"
PURE = ("0-1", "rung 0-5", "-")
"""Units that readers do not see beside a value."""
_PERCENT = 100
_DIGITS = {"share": 2, "0-1": 3, "rung 0-5": 3}
"""Decimals by unit, of shares in per cent; 1 for other units."""
_LARGE = 1e6
_WIDE = r"\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef"
_GAP = re.compile(f"(?<=[{_WIDE}]) (?=[{_WIDE}])")
"""A space between Chinese characters, where a label stands for a name in Latin letters."""
_BOTH = re.compile(r"(?P<en>.*?)\s*[(（](?P<zh>[^()（）]*[\u4e00-\u9fff][^()（）]*)[)）]\s*")
"""A label in English with its Chinese in brackets."""
_CJK = re.compile(r"\s*[(（][^()]*[\u4e00-\u9fff][^()]*[)）]|[\u4e00-\u9fff《》，。、]+")


class Bilingual(Protocol):
    """What a reader sees, in English and Chinese."""

    @property
    def en(self) -> str:
        """In English."""

    @property
    def zh(self) -> str:
        """In Chinese."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Says things in one language, ``en``, ``zh`` or a module of `sim.words.languages`.

    This is the only place that knows what language it speaks.
    """

    language: str = "en"

    @classmethod
    def of(cls, voice: "Speech | str") -> "Speech":
        """A speech, or that of a language, until every room holds one."""
        return voice if isinstance(voice, Speech) else cls(voice)

    def __call__(self, key: str, /, **values: object) -> str:
        """A message of the catalogue, its braces filled.

        Raises:
            KeyError: There is no such message.
        """
        return self.closed(self.pick(messages()[key]).format(**values))

    def html(self, key: str, /, **values: object) -> str:
        """A message, safe to be put into a page."""
        return html.escape(self(key, **values))

    def knows(self, key: str) -> bool:
        """Whether the catalogue has a message."""
        return key in messages()

    # --- labels ---

    def pick(self, label: Bilingual) -> str:
        """A label in this language."""
        if self.language == "en":
            return label.en
        if self.language == "zh":
            return label.zh
        return texts_of(self.language).get(label.en, label.en)

    def pair(self, texts: Sequence[str]) -> str:
        """One of an English and a Chinese text, as manifests and files keep them."""
        return texts[1] if self.language == "zh" else texts[0]

    def inside(self, text: str) -> str:
        """A label inside a sentence: its capital goes, but not that of an abbreviation."""
        if self.language == "zh" or text[1:2].isupper():
            return text
        return text[:1].lower() + text[1:]

    def head(self, text: str) -> str:
        """A text at the beginning of a line, with a capital."""
        return text[:1].upper() + text[1:]

    def metric(self, name: str) -> str:
        """A metric inside a sentence."""
        return self.inside(self.pick(METRICS[name].label))

    def lever(self, name: str) -> str:
        """A lever inside a sentence."""
        return self.inside(self.pick(LEVERS[name].label))

    def parameter(self, name: str) -> str:
        """A parameter inside a sentence; its own name when it is not declared any longer."""
        return self.pair((ENGLISH.get(name, name), CHINESE.get(name, name)))

    def title(self, metric: Metric) -> str:
        """Label and unit of a metric, as axes and tables have it."""
        return f"{self.pick(metric.label)} ({self.unit(metric.unit)})"

    def unit(self, unit: str, signed: bool = False) -> str:
        """A unit as readers know it; that of differences of shares is points."""
        if signed and unit == "share":
            return self("compare.points")
        label = UNITS.get(unit)
        return unit if label is None else self.pick(label)

    def event(self, label: str) -> str:
        """The label of a dated event, which a file may write as ``English (中文)``."""
        found = _BOTH.fullmatch(label)
        if self.language == "zh":
            return found["zh"] if found else label
        return _CJK.sub("", found["en"] if found else label).strip()

    def closed(self, text: str) -> str:
        """Text without spaces between Chinese characters; those around Latin words stay."""
        return _GAP.sub("", text)

    # --- values ---

    def number(self, value: float, unit: str = "-", signed: bool = False) -> str:
        """A value without its unit, as tables have it; shares in per cent."""
        if math.isnan(value):
            return NULL
        scaled = value * _PERCENT if unit == "share" else value
        digits = _DIGITS.get(unit, 1)
        # Adding zero turns a negative zero into a positive one.
        text = f"{round(scaled, digits) + 0.0:{'+' if signed else ''}.{digits}f}"
        return text.replace("-", MINUS)

    def value(self, value: float, unit: str) -> str:
        """A level with its unit, as sentences have it."""
        text = self.number(value, unit)
        return self._with_unit(text, unit, "%")

    def difference(self, value: float, unit: str, signed: bool = True) -> str:
        """A difference with its unit, as sentences have it; shares in points."""
        text = self.number(value, unit, signed)
        return self._with_unit(text, unit, "points")

    def _with_unit(self, text: str, unit: str, share: str) -> str:
        """A number with its unit, where readers see one."""
        if text == NULL or unit in PURE:
            return text
        if unit == "share":
            return self(f"value.{share}", value=text)
        return f"{text} {self.unit(unit)}"

    def percent(self, share: float, digits: int = 0) -> str:
        """A share in per cent, ``12 %``."""
        if math.isnan(share):
            return NULL
        text = f"{round(_PERCENT * share, digits) + 0.0:.{digits}f}".replace("-", MINUS)
        return self("value.%", value=text)

    def interval(self, low: float, high: float, unit: str, signed: bool = False) -> str:
        """Both ends without unit, as tables have them: ``1.2 … 3.4``."""
        ends = [self.number(end, unit, signed) for end in (low, high)]
        return NULL if NULL in ends else f"{ends[0]} … {ends[1]}"

    def range(self, low: str, high: str) -> str:
        """Both ends inside a sentence: ``1.2 to 3.4``."""
        return self("value.range", low=low, high=high)

    def count(self, value: float) -> str:
        """A whole number, with thousands apart."""
        return f"{value:,.0f}".replace("-", MINUS)

    def money(self, yuan: float) -> str:
        """Yuan a year; large sums in millions, in Chinese in units of 10,000."""
        if abs(yuan) < _LARGE:
            return self("value.yuan", value=yuan)
        return self("value.million", value=yuan / _LARGE, wan=yuan / 1e4)

    def month(self, month: int) -> str:
        """A month, ``2021-03``."""
        return format_month(month)

    def listed(self, items: Iterable[str], last: str = "and") -> str:
        """Items with commas between them, and ``and`` or ``or`` before the last."""
        known = list(items)
        if len(known) < 2:
            return "".join(known)
        return self("list.comma").join(known[:-1]) + self(f"list.{last}") + known[-1]

    def row(self, items: Iterable[str]) -> str:
        """Items with semicolons between them."""
        return self("list.semicolon").join(items)

    def text(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other; empty ones are left out."""
        return self("list.sentence").join(one for one in sentences if one)
