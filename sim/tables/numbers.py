"""Numbers as people write them: full-width digits, separators, per cent, 万."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from sim.tables.cells import Value

MISSING = frozenset(
    (
        "",
        "-",
        "--",
        "---",
        "–",
        "—",
        "——",
        "―",
        "−",
        "/",
        "\\",
        "...",
        "....",
        "......",
        "…",
        "……",
        "·",
        "*",
        "x",
        "×",
        "?",
        "na",
        "n/a",
        "n.a.",
        "not available",
        "not applicable",
        "nan",
        "nil",
        "null",
        "none",
        ".",
        "..",
        "#n/a",
        ":",
        "无",
        "缺",
        "缺失",
        "不详",
        "未知",
        "暂无",
        "未统计",
        "未填",
        "待统计",
        "待补",
        "空",
        "空白",
        "不适用",
        "无数据",
        "missing",
        "unknown",
    )
)
"""Texts of cells that hold no number."""
SCALES = {
    "": Decimal(1),
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    # The traditional form of the one above, read but never written.
    "\u842c": Decimal(10_000),
    "十万": Decimal(100_000),
    "百万": Decimal(1_000_000),
    "亿": Decimal(100_000_000),
    "k": Decimal(1000),
    "thousand": Decimal(1000),
    "thousands": Decimal(1000),
    "million": Decimal(1_000_000),
    "millions": Decimal(1_000_000),
    "000s": Decimal(1000),
    "10000": Decimal(10_000),
}
"""What stands behind a number for so many times as much."""
PER = {
    "%": Decimal("0.01"),
    "‰": Decimal("0.001"),
    "percent": Decimal("0.01"),
    "per cent": Decimal("0.01"),
    "pct": Decimal("0.01"),
    "per mille": Decimal("0.001"),
    "per thousand": Decimal("0.001"),
    "百分比": Decimal("0.01"),
    "个百分点": Decimal("0.01"),
    "百分点": Decimal("0.01"),
    "percentage points": Decimal("0.01"),
    "千分比": Decimal("0.001"),
    "每10万人": Decimal("0.00001"),
}
"""What stands behind a share that is not written 0-1."""
COUNTED = (
    "人",
    "户",
    "个",
    "家",
    "名",
    "位",
    "岁",
    "口",
    "处",
    "支",
    "组",
    "人口",
    "persons",
    "person",
    "people",
    "households",
    "household",
    "residents",
    "hh",
    "ppl",
    "units",
    "grids",
    "groups",
    "人/户",
    "persons per household",
)
"""What numbers count, as cells and headings have it."""
OTHER_UNITS = frozenset(
    (
        "单位",
        "unit",
        "units",
        "平方公里",
        "平方千米",
        "公里",
        "公顷",
        "亩",
        "平方米",
        "元",
        "万元",
        "年",
        "月",
        "km2",
        "km²",
        "sqkm",
        "ha",
        "m2",
        "yuan",
        "years",
        "人/平方公里",
    )
)
"""Units of what towns are not made of."""

_DIGITS = {
    **{char: number for number, char in enumerate("零一二三四五六七八九")},
    **{char: number for number, char in enumerate("壹贰叁肆伍陆柒捌玖", 1)},
    "〇": 0,
    "○": 0,
    "两": 2,
}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_TOKEN = re.compile(
    r"(\d+(?:\.\d+)?|[" + "".join(_DIGITS) + r"]?)([十拾百佰千仟]|$|(?=[万亿]))([万亿]*)"
)
_NOTE = re.compile(
    r"(?<=[^\sA-Za-z])\s*(?:[\u2460-\u2473\u24f5-\u24fe\u2776-\u2793\u2070-\u2079\u00b9\u00b2"
    r"\u00b3†‡※]+|[\[［](?:注|註|note)?\s*\d{1,2}[\]］]|[(（](?:注|註|note)\s*\d{0,2}[)）])$",
    re.I,
)
"""A mark of a footnote behind a text; behind Latin letters it is a power, as in km²."""
_CIRCLED = re.compile(r"^[\u2460-\u2473\u24f5-\u24fe\u2776-\u2793]+\s*(?=\S)")

_BLANKS = " \t\r\n\u00a0\u3000"
_SPACES = "   \u2007\u2008\u2009\u200a\u202f\u3000'’_"
_GROUPED = re.compile(rf"[+-]?\d{{1,3}}(?:[,{_SPACES}]\d{{3}})+(?:\.\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?")
_BETWEEN = re.compile(rf"[,{_SPACES}]")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(?:\d{1,2}|\d{4,})")
_QUOTES = "\"'`″′“”„‟‘’‚‛「」『』《》〈〉«»‹›"
_QUOTED = re.compile(
    rf"^(?:[“„‟\"][^{_QUOTES}]*[”“\"]|[‘’‚‛'`][^{_QUOTES}]+[’‘'`]?|「[^{_QUOTES}]*」|『[^{_QUOTES}]*』"
    rf"|《[^{_QUOTES}]*》|〈[^{_QUOTES}]*〉|«[^{_QUOTES}]*»|‹[^{_QUOTES}]*›)$"
)
"""A text in quotation marks of any kind, or behind the apostrophe with which Excel marks texts."""
_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's serial numbers."""
FIRST_SERIAL, LAST_SERIAL = 20_000, 55_000
"""Serial numbers of days from 1954 to 2050."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was read.

    Attributes:
        value: The number, its scale included; a share is 0-1.
        step: Last place that was written, 1 for whole numbers: ``1.2万`` is known to 1,000.
        share: Whether it was written as a share, with a per cent sign.
    """

    value: Decimal
    step: Decimal = Decimal(1)
    share: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is a whole number."""
        return self.value == self.value.to_integral_value()


def written(number: Number) -> str:
    """Write a number as messages have it: 1,234 or 12%."""
    if number.share:
        return f"{(number.value * 100).normalize():f}%"
    return f"{number.value.normalize():,f}"


def plain_text(value: Value) -> str:
    """Read a cell as text: narrow forms; no spaces, quotation marks, marks of footnotes."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    text = str(value)
    if not text.isascii() or text.endswith("]"):
        # Before digits in circles and above the line become plain ones.
        text = _CIRCLED.sub("", _NOTE.sub("", text.strip()))
    # An acute accent alone stands for an apostrophe, and would become a space.
    text = unicodedata.normalize("NFKC", text.replace("´", "'"))
    text = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]", "", text)
    text = text.strip(_BLANKS)
    return text.strip(_QUOTES + _BLANKS) if text[:1] in _QUOTES and _QUOTED.match(text) else text


def is_missing(value: Value) -> bool:
    """Tell whether a cell says that there is no number."""
    return isinstance(value, str | None) and plain_text(value).lower() in MISSING


def read_number(value: Value, unit: str = "") -> Number | None:
    """Read the number of a cell; None when it is none.

    Args:
        value: What the cell holds, not missing.
        unit: Scale or per cent sign of its heading, a key of `SCALES` or `PER`.
    """
    if isinstance(value, date):
        return None
    text = plain_text(value).lower().strip(_QUOTES).rstrip("*†‡#")
    if text.startswith("百分之"):
        text = text.removeprefix("百分之") + "%"
    written = _without_counted(text)
    text, scale, share = _without_unit(text)
    if _GROUPED.fullmatch(text):
        text = _BETWEEN.sub("", text)
    elif _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text):
        spelled = spelled_out(text if share else written)
        if spelled is None:
            return None
        factor = scale if share else Decimal(1)
        return Number(spelled * factor, factor if share else Decimal(1), share)
    try:
        number = Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern allows nothing else
        return None
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        return None
    exponent = number.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)
    factor = scale if scale != 1 or share else SCALES.get(unit, PER.get(unit, Decimal(1)))
    share = share or unit in PER
    return Number(number * factor, step * factor, share)


_ROUGH = re.compile(
    r"^(?:大?约|大概|近|将近|接近|超过?|逾|不足|至少|最多|估计|≈|~|>|<|≥|≤|(?:about|around|approx|circa|"
    r"ca|nearly|almost|over|under|some|morethan|lessthan|atleast|upto)\.?)+"
    r"|(?:余|多|来|左右|上下|以上|以下|以内|出头|\+|or(?:more|less|so)|plus)+$"
)
"""Words before or behind a number that make it a rough one."""
_DOTTED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")


def roughly(value: Value, unit: str = "") -> str | None:
    """Read a number that is given roughly, as 4000余 or about 4,000; None for others.

    Args:
        value: What the cell holds, not a number.
        unit: As for `read_number`.
    """
    text = _without_counted(re.sub(r"\s+", "", plain_text(value).lower()))
    scale = next((word for word in ("万", "千", "百") if re.search(rf"[余多来]{word}$", text)), "")
    text = text.removesuffix(scale)
    bare = _without_counted(_ROUGH.sub("", _ROUGH.sub("", text)))
    number = read_number(bare + scale, unit) if bare != text and bare else None
    return None if number is None else f"{number.value.normalize():,f}"


_RANGE = re.compile(
    r"(?:from|between|in|自|从)?\s*([^~–—―\-至到]+?)\s*(?:-+|~+|[–—―]+|\.\.+|…+|至|到|\bto\b|\band\b)\s*"
    r"([^~–—―\-至到]+?)\s*(?:之?间)?"
)


def read_range(value: Value, unit: str = "") -> tuple[Number, Number] | None:
    """Read both ends of a range, as 2000~2100 or 0.2至0.21万; None for other cells.

    Args:
        value: What the cell holds, not a number.
        unit: As for `read_number`.
    """
    found = _RANGE.fullmatch(plain_text(value).lower())
    if found is None:
        return None
    first, last = (word.strip(_QUOTES) for word in found.groups())
    high = read_number(last, unit)
    _, scale, _ = _without_unit(_without_counted(last))
    low = read_number(first, unit)
    if low is not None and high is not None and (scale != 1 or high.share):
        bare = _without_unit(_without_counted(first))
        if bare[1] == 1 and not low.share:
            # The scale behind the second end is that of both: 0.2-0.21万, 10-12%.
            low = Number(low.value * scale, low.step * scale, high.share)
    return None if low is None or high is None else (low, high)


def has_dots(value: Value) -> bool:
    """Tell whether a text may have dots between thousands: 3.000 is 3, or 3,000."""
    return isinstance(value, str) and _DOTTED.fullmatch(plain_text(value)) is not None


def spelled_out(text: str) -> Decimal | None:
    """Read Chinese numerals, also mixed with digits (一千二百, 二〇〇五, 1万2千); or None.

    What is cut short, as 三千五 for 3,500, is not read: it could be 3,005.
    """
    text = text.replace("\u842c", "万").replace("\u5104", "亿").replace(" ", "")
    if len(text) > 1 and all(char in _DIGITS for char in text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    if not any(char in _DIGITS or char.isdigit() for char in text) and not re.match("[十拾]", text):
        return None
    total, section, lowest, position, zero = Decimal(0), Decimal(0), 10**4, 0, True
    while position < len(text):
        if text[position] in "零〇○" and position:
            zero, position = True, position + 1
            continue
        found = _TOKEN.match(text, position)
        if found is None or found.end() == position:
            return None
        number, place, myriads = found.groups()
        worth = _PLACES.get(place, 1)
        ends = not place and not myriads
        if (
            worth >= lowest
            or (not number and worth != 10 and place)
            or (ends and not zero and len(number) != 4)
        ):
            return None
        if number or place:
            section += (Decimal(_DIGITS.get(number, number) if number else 1)) * worth
        lowest, zero = worth, worth == 10
        for myriad in myriads:
            total = (
                (total + section) * _MYRIADS[myriad]
                if myriad == "亿"
                else (total + section * _MYRIADS[myriad])
            )
            section, lowest, zero = Decimal(0), 10**4, False
        position = found.end()
    return total + section


def _without_counted(text: str) -> str:
    """Strip what is counted from the end of a text."""
    for word in sorted(COUNTED, key=len, reverse=True):
        if text.endswith(word) and text != word:
            return text[: -len(word)].strip()
    return text


def _without_unit(text: str) -> tuple[str, Decimal, bool]:
    """Strip what is counted and its scale; tell the scale; and whether it is a share."""
    for sign, factor in PER.items():
        if text.endswith(sign):
            return text[: -len(sign)].strip(), factor, True
    text = _without_counted(text)
    for word in sorted(SCALES, key=len, reverse=True):
        if word and not word.isdigit() and word != "000s" and text.endswith(word):
            return text[: -len(word)].strip(), SCALES[word], False
    return text, Decimal(1), False


def read_month(value: Value) -> tuple[str | None, bool]:
    """Read a month as ``YYYY-MM``, or None; tell if it was a serial number of Excel's."""
    if isinstance(value, date):
        return f"{value.year:04d}-{value.month:02d}", False
    text = plain_text(value)
    if words := re.match(r"([零〇○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月", text):
        year, number = (spelled_out(word) for word in words.groups())
        text = f"{year}年{number}月"
    found = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*\d{0,2}日?)?.*", text)
    if found and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02d}", False
    if re.fullmatch(r"(?:19|20)\d{4}", text) and 1 <= int(text[4:]) <= 12:
        return f"{text[:4]}-{text[4:]}", False
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and FIRST_SERIAL <= float(text) <= LAST_SERIAL:
        day = _EPOCH + timedelta(days=int(float(text)))
        return f"{day.year:04d}-{day.month:02d}", True
    if re.fullmatch(r"(?:19|20)\d\d年?", text):
        return f"{text[:4]}-01", False
    return None, False
