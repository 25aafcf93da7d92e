"""One language, and everything that is said in it: messages, labels, values with their units."""

import html
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.declare import MEASURE_LABELS, Metric, Source
from sim.words.catalogue import messages
from sim.words.catalogue.units import UNITS
from sim.words.languages import languages, texts_of

# --- Sentences of declarations, schemas and files that have no Chinese beside them, and sources

_HERE = Path(__file__).parent
_AROUND_TITLES = (
    (r"\breport\b", "报告"),
    (r"\bsurvey\b", "调查"),
    (r"\bassumed\b", "假设"),
    (r"\bcomputed\b", "推算"),
    (r"\bpages? (\d+(?:-\d+)?)", r"第 \1 页"),
    (r"\bp\. ?(\d+(?:-\d+)?)", r"第 \1 页"),
    (r"\btable (\d+)", r"表 \1"),
    (r"\bfigure (\d+)", r"图 \1"),
    (r"\bsection (\d+)", r"第 \1 节"),
    (r"\byuan\b", "元"),
)
"""Words around the titles of works."""


@cache
def sentences() -> Mapping[str, str]:
    """Load the Chinese of sentences of declarations and schemas by the English; `described` too."""
    return {**_read("chinese.json"), **described()}


@cache
def described() -> Mapping[str, str]:
    """Load what the description of the model tells out of docstrings and notes, likewise."""
    return _read("described.json")


@cache
def sources() -> Mapping[str, str]:
    """Load the Chinese sources of shipped scenarios and of their numbers, by the English."""
    return _read("sources.json")


def _read(name: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads((_HERE / name).read_text("utf-8"))
    return found


def _significant(value: float, digits: int | None) -> float:
    """Round to so many digits, from the first that is not zero; None keeps all."""
    return float(f"{value:.{digits}g}") if digits else value


def _sum(value: float, digits: int | None) -> str:
    """Write a sum in large units: so many digits, or four without needless zeros."""
    rounded = _significant(value, digits or _SUM_DIGITS)
    places = max(0, (digits or _SUM_DIGITS) - 1 - math.floor(math.log10(rounded)))
    text = f"{rounded:,.{places}f}"
    return text if digits or "." not in text else text.rstrip("0").rstrip(".")


def chinese_source(text: str) -> str:
    """Write a source in Chinese; titles of works stay as they are."""
    known = sources().get(text) or sentences().get(text)
    if known:
        return known
    for pattern, chinese in _AROUND_TITLES:
        text = re.sub(pattern, chinese, text)
    return text


# --- One language, and everything that is said in it: messages, labels, values with their units

LANGUAGES = languages()
NULL = "–"
"""What stands for a value that is null."""
MINUS = "\N{MINUS SIGN}"
PURE = ("0-1", "rung 0-5", "odds ratio", "-")
"""Units that readers do not see beside a value."""
COST, COST_UNIT = "cost", "yuan per year"
"""What all measures cost together, which is no metric but is spoken of like one."""
_PERCENT = 100
_DIGITS = {"share": 2, "0-1": 3, "rung 0-5": 3, "odds ratio": 2}
"""Decimals by unit, of shares in per cent; 1 for other units."""
_NOISE = 1e-12
"""What arithmetic may leave of zero."""
_MOST_DIGITS = 6
_PRICE_DIGITS = 2
_LARGE = ((1e6, 1e6), (1e4, 1e4))
"""From which sum on large units are written, and that unit: in English, in Chinese."""
_SUM_DIGITS = 4
_WIDE = r"\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef"
_GAP = re.compile(f"(?<=[{_WIDE}]) (?=[{_WIDE}])")
"""A space between Chinese characters, where a label stands for a name in Latin letters."""
_BOTH = re.compile(r"(?P<en>.*?)\s*[(（](?P<zh>[^()（）]*[\u4e00-\u9fff][^()（）]*)[)）]\s*")
"""A label in English with its Chinese in brackets."""
_ONE = re.compile(
    r"(?<![\w.,\N{MINUS SIGN}+-])1 ((?:drawn |fewer |more |plausible )?"
    r"(?:adult|factor|meeting|month|resident|run|scenario|seed|set|trial))s\b"
)
"""One of something that a message counts."""
_ASIDE = re.compile(r"\s*[(（][^()（）]*[\u4e00-\u9fff][^()（）]*[)）]")
"""Chinese in brackets."""


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

    @property
    def tag(self) -> str:
        """What HTML calls the language."""
        return "zh-Hans" if self.language == "zh" else self.language

    @property
    def suffix(self) -> str:
        """What stands before the ending of a file in this language; nothing in English."""
        return "" if self.language == LANGUAGES[0] else f".{self.language}"

    def __call__(self, key: str, /, **values: object) -> str:
        """Say a message of the catalogue, its braces filled.

        With a ``scale`` its braces ``sampled`` are filled too, see `Speech.sampled`.

        Raises:
            KeyError: There is no such message.
        """
        if isinstance(scale := values.get("scale"), float | int):
            values["sampled"] = self.sampled(scale)
        text = self.pick(messages()[key]).format(**values)
        # In English what is Chinese is a name of the user's.
        return _ONE.sub(r"1 \1", text) if self.language == "en" else self.closed(text)

    def template(self, key: str) -> str:
        """Return a message with its braces open, for rooms that fill them themselves."""
        return self.pick(messages()[key])

    def html(self, key: str, /, **values: object) -> str:
        """Say a message, safe to be put into a page."""
        return html.escape(self(key, **values))

    def knows(self, key: str) -> bool:
        """Tell whether the catalogue has a message."""
        return key in messages()

    # --- labels ---

    def pick(self, label: Bilingual) -> str:
        """Say a label in this language."""
        if self.language == "en":
            return label.en
        if self.language == "zh":
            return label.zh
        return texts_of(self.language).get(label.en, label.en)

    def pair[T](self, texts: Sequence[T]) -> T:
        """Pick one of an English and a Chinese text, as manifests and files keep them."""
        return texts[1] if self.language == "zh" else texts[0]

    def column(self, row: Mapping[str, Any], name: str) -> str:
        """Pick what a row of a table says in this language: column ``NAME_en`` or ``NAME_zh``."""
        return str(row.get(f"{name}_{self.language}") or row.get(f"{name}_en") or "")

    def both(self, label: Bilingual) -> str:
        """Say a label with the Chinese one behind it, which readers of Chinese need but once."""
        return label.zh if self.language == "zh" else f"{self.pick(label)} {label.zh}"

    def say(self, text: str) -> str:
        """Say a sentence that is written in English alone; as it is where nobody translated it."""
        if self.language == "en":
            return text
        known = sentences() if self.language == "zh" else texts_of(self.language)
        return known.get(text, text)

    def source(self, text: str) -> str:
        """Say a source of a number or a scenario; titles of works stay as they are."""
        return chinese_source(text) if self.language == "zh" else self.say(text)

    def evidence(self, source: Source) -> str:
        """Say the text of a declared source, in Chinese where it has one."""
        return source.zh if self.language == "zh" and source.zh else self.source(source.text)

    def known(self, text: str | Source) -> str:
        """Say how a number is known: a declared source, or ``mark: source`` as files have it."""
        if isinstance(text, Source):
            said, mark = self.evidence(text), self(f"mark.{text.mark}")
            return mark + self("list.colon") + said if said else mark
        mark, colon, source = text.partition(":")
        if not self.knows(f"mark.{mark}"):
            return self.source(text)
        known = self.source(source.strip())
        return self(f"mark.{mark}") + (self("list.colon") + known if colon else "")

    def inside(self, text: str) -> str:
        """Say a label inside a sentence: its capital goes, but not that of an abbreviation."""
        if self.language == "zh" or text[1:2].isupper():
            return text
        return text[:1].lower() + text[1:]

    def head(self, text: str) -> str:
        """Begin a line with a text, with a capital."""
        return text[:1].upper() + text[1:]

    def metric(self, name: str) -> str:
        """Name a metric, or the cost, inside a sentence."""
        return self.inside(self("metric.cost") if name == COST else self.pick(METRICS[name].label))

    def lever(self, name: str) -> str:
        """Name a lever inside a sentence."""
        return self.inside(self.pick(LEVERS[name].label))

    def parameter(self, name: str) -> str:
        """Name a parameter inside a sentence; its own name when it is not declared any longer."""
        return self.pick(PARAMETERS[name].label) if name in PARAMETERS else name

    def factor(self, path: str) -> str:
        """Name something that a study moves, inside a sentence; ``path`` is its key path."""
        section, _, name = path.partition(".")
        if path == "run.burn_in.months":
            return self("factor.past")
        if section == "events":
            return self("factor.event", month=name)
        if section == "measures":
            labels = {str(measure): label for measure, label in MEASURE_LABELS.items()}
            return self.inside(self.pick(labels[name])) if name in labels else path
        if section == "levers":
            lever, _, place = name.partition(".")
            if lever in LEVERS:
                return f"{self.lever(lever)}, {place}" if place else self.lever(lever)
        return self.parameter(name) if section == "parameters" else path

    def method(self, interval: str) -> str:
        """Say what intervals are called, by how they are made: ``t`` or ``bootstrap``."""
        return self(f"compare.methods.{interval}")

    def title(self, metric: Metric) -> str:
        """Write label and unit of a metric, as axes and tables have it."""
        return self.bracketed(self.pick(metric.label), self.unit(metric.unit))

    def unit(self, unit: str, signed: bool = False) -> str:
        """Name a unit as readers know it; that of differences of shares is points."""
        if signed and unit == "share":
            return self("compare.points")
        label = UNITS.get(unit)
        return unit if label is None else self.pick(label)

    def file_unit(self, unit: str) -> str:
        """Name the unit of numbers as files have them: shares are not in per cent."""
        said = self.say(unit)
        return unit if self.language == "en" else self.unit(unit) if said == unit else said

    def event(self, label: str) -> str:
        """Say the label of a dated event, which a file may write as ``English (中文)``."""
        found = _BOTH.fullmatch(label)
        if found is None:
            return label
        return found["zh"] if self.language == "zh" else _ASIDE.sub("", found["en"])

    def closed(self, text: str) -> str:
        """Remove spaces between Chinese characters; those around Latin words stay."""
        return _GAP.sub("", text)

    # --- values ---

    def number(
        self, value: float, unit: str = "-", signed: bool = False, digits: int | None = None
    ) -> str:
        """Write a value without its unit, as tables have it; shares in per cent.

        What rounds to zero has no sign. ``digits`` are decimals, those of the unit when left out.
        """
        if math.isnan(value):
            return NULL
        scaled = value * _PERCENT if unit == "share" else value
        digits = _DIGITS.get(unit, 1) if digits is None else digits
        # Adding zero turns a negative zero into a positive one.
        rounded = round(scaled, digits) + 0.0
        text = f"{rounded:{'+' if signed and rounded else ''}.{digits}f}"
        return text.replace("-", MINUS)

    def digits(self, unit: str, low: float, high: float) -> int | None:
        """Count the decimals that an interval allows: those of the first digit of half its width.

        Ends on one side of zero stay on it. None, which means those of the unit, where there is
        no interval.
        """
        scale = _PERCENT if unit == "share" else 1
        half = scale * (high - low) / 2
        if math.isnan(half) or half <= 0:
            return None
        found = min(max(0, -math.floor(math.log10(half))), _DIGITS.get(unit, 1))
        apart = low > _NOISE or high < -_NOISE
        while (
            apart
            and found < _MOST_DIGITS
            and 0 in (round(scale * low, found), round(scale * high, found))
        ):
            found += 1
        return found

    def value(self, value: float, unit: str, digits: int | None = None) -> str:
        """Write a level with its unit, as sentences have it."""
        text = self.number(value, unit, digits=digits)
        return self._with_unit(text, unit, "%")

    def difference(
        self, value: float, unit: str, signed: bool = True, digits: int | None = None
    ) -> str:
        """Write a difference with its unit, as sentences have it; shares in points."""
        text = self.number(value, unit, signed, digits)
        return self._with_unit(text, unit, "points")

    def _with_unit(self, text: str, unit: str, share: str) -> str:
        """Write a number with its unit, where readers see one."""
        if text == NULL or unit in PURE:
            return text
        if unit == "share":
            one = share == "points" and text.lstrip(f"+{MINUS}") == "1"
            return self("value.one_point" if one else f"value.{share}", value=text)
        return f"{text} {self.unit(unit)}"

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share in per cent, ``12 %``."""
        if math.isnan(share):
            return NULL
        text = f"{round(_PERCENT * share, digits) + 0.0:.{digits}f}".replace("-", MINUS)
        return self("value.%", value=text)

    def interval(self, low: float, high: float, unit: str, signed: bool = False) -> str:
        """Write both ends without unit or needless digits, as tables have them: ``1.2 … 3.4``."""
        digits = self.digits(unit, low, high)
        ends = [self.number(end, unit, signed, digits) for end in (low, high)]
        return NULL if NULL in ends else f"{ends[0]} … {ends[1]}"

    def sampled(self, scale: float) -> str:
        """Say the share of the residents that is simulated, inside a sentence."""
        key = "value.whole" if scale == 1 else "value.sampled"
        percent = self("value.%", value=f"{_PERCENT * scale:g}")
        return self.pick(messages()[key]).format(value=f"{scale:g}", unit=percent)

    def seeds(self, count: int) -> str:
        """Say so many seeds, in words of a sentence."""
        return self("value.seeds" if count > 1 else "value.one_seed", seeds=count)

    def range(self, low: str, high: str) -> str:
        """Write both ends inside a sentence: ``1.2 to 3.4``."""
        return self("value.range", low=low, high=high)

    def count(self, value: float, digits: int | None = None) -> str:
        """Write a whole number, with thousands apart; rounded to so many digits, or whole."""
        if math.isnan(value):
            return NULL
        return f"{_significant(value, digits):,.0f}".replace("-", MINUS)

    def price(self, yuan: float) -> str:
        """Write yuan for one more of something, with the digits that an effect allows its price."""
        return self.count(yuan, _PRICE_DIGITS)

    def setting(self, value: float, unit: str) -> str:
        """Write a value that somebody sets, without unit or needless digits; shares in per cent."""
        return f"{value * _PERCENT if unit == 'share' else value:,.10g}"

    def money(self, yuan: float, signed: bool = False, digits: int | None = None) -> str:
        """Write yuan a year; large sums in millions, in Chinese in units of 10,000.

        Rounded to so many digits, which are shown; to four, without needless ones, when left out.
        """
        if math.isnan(yuan):
            return NULL
        size = abs(_significant(yuan, digits))
        least, unit = _LARGE[self.language == "zh"]
        if size < least:
            text = self("value.yuan", value=size)
        else:
            text = self("value.large_sum", value=_sum(size / unit, digits))
        return (MINUS if yuan < 0 else "+" if signed else "") + text

    @property
    def large_unit(self) -> float:
        """The unit, in yuan, that large sums are written in."""
        return _LARGE[self.language == "zh"][1]

    def amount(self, metric: str, value: float) -> str:
        """Write a value of a metric, or the cost, with its unit and no needless digits."""
        unit = COST_UNIT if metric == COST else METRICS[metric].unit
        if unit == COST_UNIT:
            return self.money(value)
        if unit == "share":
            return self("value.%", value=f"{_PERCENT * value:.3g}".replace("-", MINUS))
        return self.value(value, unit)

    def level(self, metric: str, value: float) -> str:
        """Write a level that was found, with as many digits as others of its metric."""
        if metric != COST and METRICS[metric].unit == "share":
            if METRICS[metric].low == -1:
                return self.difference(value, "share", True, 1)
            return self.percent(value, 1)
        if metric == COST:
            return self.money(value, digits=_SUM_DIGITS)
        return self.amount(metric, value)

    def factor_value(self, factor: str, value: float) -> str:
        """Write a value of a factor; a lever that is a share in per cent."""
        section, _, name = factor.partition(".")
        lever = LEVERS.get(name.partition(".")[0]) if section == "levers" else None
        if lever is not None and lever.unit == "share":
            return self.percent(value)
        text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
        return text.replace("-", MINUS)

    def month(self, month: int) -> str:
        """Write a month, ``2021-03``."""
        return format_month(month)

    def listed(self, items: Iterable[str], last: str = "and") -> str:
        """Join items with commas, and ``and`` or ``or`` before the last."""
        known = list(items)
        if len(known) < 2:
            return "".join(known)
        return self("list.comma").join(known[:-1]) + self(f"list.{last}") + known[-1]

    def bracketed(self, text: str, more: str) -> str:
        """Write a text with more in brackets."""
        return self("list.bracketed", text=text, more=more)

    def commas(self, items: Iterable[str]) -> str:
        """Join items with nothing but commas."""
        return self("list.comma").join(items)

    def joint(self, sentences: Iterable[str]) -> str:
        """Join sentences one after the other; empty ones are left out."""
        return self("list.joint").join(one for one in sentences if one)

    def row(self, items: Iterable[str]) -> str:
        """Join items with semicolons."""
        return self("list.semicolon").join(items)
