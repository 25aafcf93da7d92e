"""What one heading means: its words, ages, years and unit put together."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sim.tables.cells import Value
from sim.tables.fields import FIELDS, Field, Measure, Role
from sim.tables.numbers import COUNTED, OTHER_UNITS, PER, SCALES, plain_text

Dims = frozenset[tuple[str, Any]]
_RANK: dict[Role, int] = {
    "personal": 0,
    "name": 1,
    "english": 1,
    "code": 1,
    "id": 1,
    "kind": 1,
    "month": 1,
    "year": 2,
    "index": 2,
    "remark": 2,
    "part": 2,
    "source": 2,
    "mark": 2,
    "low": 2,
    "high": 2,
    "indicator": 2,
    "value": 2,
    "category": 3,
    "number": 4,
    "total": 5,
    "share": 5,
    "neutral": 6,
}
"""Which of two roles a heading has, when its words have both: the lower number."""
_COLUMN: frozenset[Role] = frozenset(
    (
        "name",
        "english",
        "code",
        "id",
        "kind",
        "month",
        "index",
        "remark",
        "indicator",
        "value",
        "part",
        "source",
        "mark",
        "low",
        "high",
    )
)
"""Roles of headings that say nothing else."""
_OF_NAMES = frozenset(("english", "code", "id", "kind", "month", "index", "number", "total"))
"""Roles of words that may stand behind what they are of, as in 村委会代码 or 社区总人口."""
_HOW_MANY = re.compile(r"(?:数|数量|个数)$|^(?:number|no)of")
"""How headings end or begin that count what others name."""
FOOTNOTE = re.compile(r"(?:[\u2460-\u2473\u2776-\u2793*＊†‡※]|[\[［【]\d{1,2}[\]］】])+$")
"""Marks of footnotes at the end of a name."""
_CIRCLED = re.compile("[\u2460-\u24ff\u2776-\u2793\u2070-\u2079\u00b9\u00b2\u00b3†‡※]")
_DASH = r"(?:-|~|–|—|－|至|到|to)"
_OLD = r"(?:周岁|岁|years?(?:old)?|yrs?)?"
_MORE = r"(?:(?:及|或|含)?以上|\+|(?:and|or)(?:over|older|above|up|more))"
_LESS = r"(?:及|或|含|and|or)(?:以下|under|below|younger)"
_AGES = (
    (re.compile(rf"(\d{{1,3}}){_OLD}{_DASH}(\d{{1,3}}){_OLD}"), "between"),
    (re.compile(rf"(\d{{1,3}}){_OLD}{_MORE}"), "from"),
    (re.compile(r"(?:≥|>=|over|from)(\d{1,3})" + _OLD), "from"),
    (re.compile(rf"(\d{{1,3}}){_OLD}{_LESS}"), "to"),
    (re.compile(r"(?:≤|<=|upto)(\d{1,3})" + _OLD), "to"),
    (re.compile(rf"(\d{{1,3}}){_OLD}以下"), "below"),
    (re.compile(r"(?:<|under|below|不满|未满)(\d{1,3})" + _OLD), "below"),
    (re.compile(r"(\d{1,3})(?:周岁|岁|yearsold|yearold)"), "at"),
)
_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_SIZE = re.compile(
    r"([1-9一二两三四五六七八九十]|10)(?:人|口|-?persons?|-?people)"
    r"((?:及|或)?以上|\+|and(?:more|over|above)|ormore)?(?:之家|家庭户|户|households?|hhs?)"
    r"((?:及|或)?以上)?"
)
_BARE_SIZE = re.compile(
    r"([1-9一二两三四五六七八九十]|10)(?:人|口|-?persons?|-?people)((?:及|或)?以上|\+|and(?:more|over|above)|ormore)?"
    r"|([1-9]|10)(\+)(?:人|-?persons?|-?people)"
)
"""A size of households whose heading above says that it is one."""
YEAR = re.compile(r"(?:截至|at?end(?:of)?)?((?:19|20)\d\d)(?:年)?(?:底|末|年末)?(?!\d)")
_PER_100_000 = re.compile(
    r"(?:每|per)\s*(?:10万|十万|100,?000)(?:人口|人)?(?:中|当中|拥有)?(?:的|拥有)*"
)
_PER_CENT = re.compile(r"(?<![a-z])(?:pct|percent|percentage)(?![a-z])|百分比")
_OF_WHICH = re.compile(r"#|其中|of which")
_SUFFIXES = (
    "社区居民委员会",
    "社区居委会",
    "居民委员会",
    "居委会",
    "社区工作站",
    "社区",
    "residents committee",
    "residents' committee",
    "neighbourhood",
    "neighborhood",
    "community",
)
_VILLAGES = ("村民委员会", "村委会", "行政村")
_COMMUNITY = re.compile(
    r"(?:社区|[^\W\d_]村|居委会|居民委员会|村委会|村民委员会|\bcommunity|\bvillage)$", re.I
)
CARED_FOR = re.compile(r"\s*[(（【\[](?:代管|托管|筹建?|筹备|在建|待建)(?:中|村|社区)?[)）】\]]$")
"""What stands behind the name of a community that is another's to look after, or not there yet."""
_SEVERAL = re.compile(r"^(?:各|全|分|按|所有|本|每|合计|总计)|(?:各|全部|所有)(?=.{0,2}$)")
_DIGITS = re.compile(r"[\s\u3000·・:：、,，。.;；/\\_\-—–()（）\[\]【】*'’\"“”]+")
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says.

    Attributes:
        role: What its column or row is for.
        measure: What is counted; empty where only categories are named.
        dims: Categories that it restricts to, as (attribute, category); an age is (from, below).
        attribute: The attribute whose categories stand in the column.
        share: Whether numbers are shares.
        unit: Scale or per cent sign of its numbers.
        year: Year that it names, or None.
        text: What was written.
        of_which: Whether it is told to be a part of what stands before it.
        community: The community that it names; empty for others.
    """

    role: Role
    measure: Measure = ""
    dims: Dims = frozenset()
    attribute: str = ""
    share: bool = False
    unit: str = ""
    year: int | None = None
    text: str = ""
    of_which: bool = False
    community: str = ""

    @property
    def counts(self) -> bool:
        """Whether numbers stand under it."""
        return self.role in ("number", "total", "value", "share")


def squeezed(text: str) -> str:
    """Squeeze case, spaces and punctuation out of a text."""
    return _DIGITS.sub("", text.lower())


def core(name: str) -> str:
    """Cut a community's name to what is always written: no spaces, width, 社区, 居委会."""
    text = CARED_FOR.sub("", plain_text(name).lower())
    text = re.sub(r"[\s\u3000·・\-—_()（）.*＊]+", "", text)
    text = text.replace("the", "", 1) if text.startswith("the") else text
    for suffix in _SUFFIXES:
        short = suffix.replace(" ", "")
        if text.endswith(short) and len(text) > len(short):
            return text[: -len(short)]
    for suffix in _VILLAGES:
        if text.endswith(suffix) and len(text) > len(suffix):
            return text[: -len(suffix)].removesuffix("村") + "村"
    return text


def names_community(text: str, known: Collection[str] = ()) -> bool:
    """Tell whether a text names one community: by its ending, or as a known core."""
    short = core(text)
    if not short or short in _VILLAGES or short in _SUFFIXES or squeezed(text) in _exact():
        return False
    if short in known:
        return True
    alone = len(text) <= 20 and not _SEVERAL.search(text) and not _SEVERAL.search(short)
    return bool(
        alone and _COMMUNITY.search(text.strip()) and not re.search(r"\d{4}|[，,。:：]", text)
    )


@cache
def _words() -> dict[str, tuple[tuple[str, Field], ...]]:
    """Find every word by its first character, the longest first."""
    found: dict[str, list[tuple[str, Field]]] = {}
    for field in FIELDS:
        for written in field.words:
            word = squeezed(written) or written
            found.setdefault(word[0], []).append((word, field))
    return {
        first: tuple(sorted(words, key=lambda item: -len(item[0])))
        for first, words in found.items()
    }


@cache
def _exact() -> dict[str, Field]:
    """Find the field of each word; of those that two have, the first."""
    found: dict[str, Field] = {}
    for field in FIELDS:
        for word in field.words:
            found.setdefault(squeezed(word) or word, field)
    return found


def read_heading(value: Value) -> Heading | None:
    """Read what a heading means; None when it is not known."""
    if not isinstance(value, str):
        return None
    chinese, latin = two_languages(value)
    return _read(value) or (_read(chinese) if latin else None)


def two_languages(text: str) -> tuple[str, str]:
    """Split a text into Chinese and the English below or behind; the latter may be empty."""
    found = re.fullmatch(
        r"(.*[\u4e00-\u9fff）)]\d*)\s*[/|]?\s*([A-Za-z][^\u4e00-\u9fff]+)", text, re.S
    )
    return (found[1].strip(), found[2].strip()) if found else (text, "")


@cache
def _read(raw: str) -> Heading | None:
    """See `read_heading`."""
    text = plain_text(_CIRCLED.sub("", raw)).lower().replace("\n", "")
    if not text or len(text) > 60 or re.search(r"[a-z] {3,}[a-z]", text):
        # Words that stand so far apart are headings of several columns.
        return None
    whole = text
    text = re.sub(r"^(?:#|\*|其中[:：]?|of which[:,]?)\s*", "", text)
    unit, text = _unit(text)
    if found_per := _PER_100_000.match(text):
        unit, text = "每10万人", text[found_per.end() :]
    year, text = _year(text)
    dims: dict[str, Any] = {}
    text = re.sub(r"[\s_]+", "", text).replace("plus", "+")
    measure: Measure = ""
    size = _SIZE.search(text)
    if size is not None:
        number = _CHINESE.get(size[1]) or int(size[1])
        dims["hhsize"] = (number, bool(size[2] or size[3]))
        measure, text = "households", text[: size.start()] + text[size.end() :]
    else:
        age, text = _age(text)
        if age is not None:
            dims["age"] = age
            again, rest = _age(text)
            # In two languages: 'Aged 65+ (65岁及以上)'.
            text = rest if again == age else text
    found = _fields(squeezed(text))
    if found is None or not (found or dims or year):
        return None
    heading = _combined(found, dims, measure)
    if heading is None:
        return None
    if heading.role in ("name", "part") and _HOW_MANY.search(squeezed(text)):
        return Heading("number", "aside", text=plain_text(raw))
    share = heading.share or unit in PER
    part = _OF_WHICH.match(whole) is not None
    return replace(heading, share=share, unit=unit, year=year, text=plain_text(raw), of_which=part)


def _unit(text: str) -> tuple[str, str]:
    """Split off the unit, in brackets or after a slash."""
    unit = ""
    for inside in re.findall(r"[(\[]([^()\[\]]*)[)\]]", text):
        plain = inside.replace("单位", "").strip(" :：")
        found = unit_of(plain)
        if found is not None:
            unit = found or unit
            text = re.sub(r"[(\[]" + re.escape(inside) + r"[)\]]", "", text)
    found_end = re.search(r"[/,:]\s*(万人|万户|人|户|个|%|‰|千人)$", text)
    if found_end:
        unit = unit_of(found_end[1]) or unit
        text = text[: found_end.start()]
    if _PER_CENT.search(text):
        unit = "%"
    text = text.strip()
    if text.endswith(("%", "‰")):
        unit, text = text[-1], text[:-1] + "占比"
    elif text.startswith(("%", "‰")):
        unit, text = text[0], text[1:] + "占比"
    return unit, text


def unit_of(text: str) -> str | None:
    """Find the scale or per cent of a unit; empty for mere counts; None for others."""
    text = text.strip().lower()
    text = text[1:-1].strip() if text[:1] + text[-1:] in ("()", "[]") else text
    if text in PER:
        return text
    if text in COUNTED:
        return ""
    for word in COUNTED:
        if text.endswith(word) and text.removesuffix(word).strip() in SCALES:
            return text.removesuffix(word).strip()
    return text if text in SCALES and text else None


def is_unit(text: str) -> bool:
    """Tell whether a text is a unit and nothing else."""
    return unit_of(text) is not None or text.strip(" ()").lower() in OTHER_UNITS


def _year(text: str) -> tuple[int | None, str]:
    """Split off the year that a text names."""
    found = YEAR.search(text)
    if found is None:
        return None, text
    return int(found[1]), text[: found.start()] + text[found.end() :]


def _age(text: str) -> tuple[tuple[int, int | None] | None, str]:
    """Split off the ages that a text names, as from and below."""
    for pattern, kind in _AGES:
        found = pattern.search(text)
        if found is None:
            continue
        first = int(found[1])
        if first > OLDEST:
            return None, text
        ends: dict[str, tuple[int, int | None]] = {
            "between": (first, int(found[found.lastindex or 1]) + 1),
            "from": (first, None),
            "to": (0, first + 1),
            "below": (0, first),
            "at": (first, first + 1),
        }
        age = ends[kind]
        if age[1] is not None and age[1] <= age[0]:
            return None, text
        return age, text[: found.start()] + text[found.end() :]
    return None, text


def _fields(text: str) -> list[Field] | None:
    """Find the fields whose words make up a text; None when something else is in it."""
    if not text:
        return []
    if text in _exact():
        return [_exact()[text]]
    # From the end: the fields of every tail that is made of words, longer words first.
    tails: dict[int, list[Field]] = {len(text): []}
    for start in range(len(text) - 1, -1, -1):
        for word, field in _words().get(text[start], ()):
            end = start + len(word)
            if end in tails and text.startswith(word, start):
                tails[start] = [field, *tails[end]]
                break
    return tails.get(0)


def _combined(fields: Sequence[Field], dims: dict[str, Any], measure: Measure) -> Heading | None:
    """Combine the fields of a heading into one; None when they do not go together."""
    if any(field.role == "number" for field in fields):
        # 'Households, no.': the number of them, no running number.
        fields = [field for field in fields if field.role != "index"]
    role: Role = min((field.role for field in fields), key=_RANK.__getitem__, default="number")
    known = [field for field in fields if field.role not in ("neutral",)]
    if role == "personal":
        # '居民' beside '姓名' changes nothing; nobody counts telephones here.
        return Heading("personal")
    others = [field for field in known if field.role != "name"]
    # Behind them, a name is that of a community: 大学社区, 老人村.
    leads = bool(known) and known[0].role == "name" != known[-1].role
    if role == "name" and leads and {field.role for field in others} <= _OF_NAMES:
        # 村委会代码, 社区总人口: that it is of communities goes without saying.
        known = others
        role = min((field.role for field in known), key=_RANK.__getitem__)
        role = "id" if role == "index" else role
    if role in _COLUMN:
        alone = all(field.role in (role, "index") for field in known)
        counted: Measure = next((one.measure for one in fields if one.role == role == "part"), "")
        return Heading(role, counted) if alone and not dims else None
    attribute, share = "", False
    for field in known:
        if field.role == "share":
            share = True
        elif field.role == "category":
            attribute = field.dim[0] if field.dim else ""
        elif field.dim is not None:
            name, category = field.dim
            if dims.setdefault(name, category) != category and name != "age":
                return None
        elif field.measure and field.measure != measure:
            if measure not in ("", "persons") and field.measure != "persons":
                return None
            measure = field.measure if measure in ("", "persons") else measure
    if attribute and not dims and not measure:
        return Heading("category", attribute=attribute, share=share)
    if "households" in measure and dims.keys() - {"hhsize"}:
        measure = "aside"
    if dims or measure:
        return Heading("number", measure, frozenset(dims.items()), share=share)
    if any(field.role == "year" for field in known):
        return Heading("year")
    if share:
        return Heading("share", share=True)
    return Heading("total") if any(field.role == "total" for field in known) else Heading("neutral")


def joined(parts: Iterable[Value]) -> Heading | None:
    """Join headings above each other, from the top down; None when one is unknown."""
    texts = list(dict.fromkeys(plain_text(part) for part in parts if plain_text(part)))
    if len(texts) > 1 and is_unit(texts[-1]):
        above, unit = joined(texts[:-1]), unit_of(texts[-1]) or ""
        if above is not None and above.role == "number":
            return replace(above, unit=unit or above.unit, share=above.share or unit in PER)
        # Under no more than a year or a total, a unit says what is counted: '2020年' above '人口'.
        if above is None or above.role not in ("neutral", "total") or not read_heading(texts[-1]):
            return above
    found = [read_heading(text) for text in texts]
    if not texts or (found[-1] is None and len(texts) == 1):
        return None
    if any(one is None for one in found):
        # 'Aged 60' above 'and over': what makes sense only together.
        return read_heading("".join(texts))
    result: Heading | None = None
    for one in found:
        assert one is not None
        result = one if result is None else _under(result, one)
        if result is None:
            return None
    assert result is not None
    return replace(
        result, text=" ".join(texts), of_which=any(one and one.of_which for one in found)
    )


def bare_size(value: Value) -> tuple[int, bool] | None:
    """Read the size of households in a text such as 3人 or 4+ persons, and whether or more."""
    text = re.sub(r"^(?:其中[:：]?|of which[:,]?)|\s+", "", plain_text(value).lower())
    found = _BARE_SIZE.fullmatch(re.sub(r"^ofwhich", "", text))
    if found is None:
        return None
    number = found[1] or found[3]
    return _CHINESE.get(number) or int(number), bool(found[2] or found[4])


def _under(upper: Heading, lower: Heading) -> Heading | None:
    """Find what a heading means under another one."""
    if "personal" in (upper.role, lower.role):
        return Heading("personal")
    if lower.role in _COLUMN or upper.role in ("neutral", "category", "indicator"):
        return replace(lower, unit=lower.unit or upper.unit, year=lower.year or upper.year)
    if upper.role in _COLUMN:
        return lower if upper.role == lower.role else None
    dims = {**dict(upper.dims), **dict(lower.dims)}
    measure = lower.measure or upper.measure
    if lower.measure == "persons" and upper.measure:
        measure = upper.measure
    role: Role = "number" if dims or measure else lower.role
    return Heading(
        role,
        measure,
        frozenset(dims.items()),
        lower.attribute,
        upper.share or lower.share,
        lower.unit or upper.unit,
        lower.year or upper.year,
    )
