"""The facts of all sheets put together: one community once, one number for one thing."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from sim.tables.cells import Findings, Place
from sim.tables.fields import ADULT_LEVELS
from sim.tables.headings import Dims, core
from sim.tables.layout import HIGHER
from sim.tables.numbers import plain_text
from sim.tables.rows import ADULT, Entry, Fact, Table, rounding

NO_DIMS: Dims = frozenset()
Key = tuple[str, Dims, bool]
"""What is counted, its categories, and whether the number is a share."""


@dataclass(frozen=True, slots=True)
class GivenNumber:
    """A number that the tables give, and where: the sum of several where a heading has parts.

    One that is `summed` follows from a table of several attributes, or from a count of rows.
    `text` is the source that the table names, `mark` how it says that the number is known, `ends`
    the range that it gives.
    """

    value: Decimal
    places: tuple[Place, ...]
    slack: Decimal = Decimal(0)
    summed: bool = False
    text: str = ""
    mark: str = ""
    ends: tuple[float, float] | None = None
    heading: str = ""

    @property
    def cells(self) -> str:
        """``people.xlsx Sheet1!B7``; of many cells the first and the last."""
        places = self.places
        if len(places) > 3:
            return f"{places[0]} … {places[-1].cell}"
        return " + ".join(str(place) for place in places)

    @property
    def source(self) -> str:
        """The cells and what the table says of their source: ``people.csv B7: yearbook``."""
        return f"{self.cells}: {self.text}" if self.text else self.cells

    @property
    def place(self) -> Place:
        """The first of the cells."""
        return self.places[0]


@dataclass
class GatheredCommunity(Entry):
    """What the tables say of a community."""

    numbers: dict[Key, GivenNumber] = field(default_factory=dict)
    tables: set[tuple[str, str]] = field(default_factory=set)
    """Files and sheets that name it."""

    def number(self, measure: str, dims: Dims = NO_DIMS, share: bool = False) -> GivenNumber | None:
        """Find a number of the community."""
        return self.numbers.get((measure, dims, share))


@dataclass
class Gathered:
    """What all tables say together, communities in the order in which they first appear."""

    communities: list[GatheredCommunity] = field(default_factory=list)
    town: dict[Key, GivenNumber] = field(default_factory=dict)
    name: str = ""
    year: int | None = None


def gather(tables: Sequence[Table], findings: Findings) -> Gathered:
    """Gather everything that the tables say; contradictions are noted as problems."""
    found = Gathered()
    found.name = next((table.town for table in tables if table.town), "")
    years = [table.year for table in tables if table.year]
    found.year = max(years) if years else None
    prefix = _common_prefix([entry.name for table in tables for entry in table.entries])
    by_key: dict[str, GatheredCommunity] = {}
    plain = _plain_keys(tables, prefix)
    for table in tables:
        _entries(table, prefix, plain, by_key, found, findings)
    grouped: dict[tuple[str, Key], list[Fact]] = defaultdict(list)
    for table in tables:
        for fact in table.facts:
            name = _key(fact.community, prefix, plain) if fact.community else ""
            who = by_key.get(name)
            if name and who is None:
                continue
            if fact.year is None:
                fact = replace(fact, year=table.year)
            grouped[str(id(who)) if who is not None else "", fact.key].append(fact)
            if fact.year:
                found.year = max(found.year or 0, fact.year)
    whose = {str(id(one)): one for one in found.communities}
    before = len(findings.problems)
    for (who_id, key), facts in grouped.items():
        known = _one(_latest(facts, findings), findings)
        if who_id:
            whose[who_id].numbers[key] = known
        else:
            found.town[key] = known
    if len(findings.problems) == before:
        for numbers in (found.town, *(one.numbers for one in found.communities)):
            sum_out(numbers, findings)
    return found


def _common_prefix(names: Sequence[str]) -> str:
    """Find the town before every name, ``螺城镇`` in ``螺城镇北关社区``; empty if not in all."""
    matches = [HIGHER.match(plain_text(name)) for name in names]
    prefixes = {found[0] if found else "" for found in matches}
    alone = len(names) > 1 and len(prefixes) == 1
    return prefixes.pop() if alone else ""


def _key(name: str, prefix: str, known: Collection[str] = ()) -> str:
    """Find what a community is known by; with its town where others name it without."""
    text = plain_text(name).removeprefix(prefix)
    whole, without = core(text), core(HIGHER.sub("", text))
    for short in (without.removesuffix("村"), without, whole.removesuffix("村")):
        if short in known and short != whole:
            return short
    return whole


def _plain_keys(tables: Sequence[Table], prefix: str) -> set[str]:
    """Find what communities are known by; villages only once when tables vary.

    One table calls it 新霞村委会 and another 新霞; a table with both has two communities.
    """
    own = [{_key(entry.name, prefix) for entry in table.entries} for table in tables]
    every = set[str]().union(*own)
    both = {key + "村" for key in every if any({key, key + "村"} <= keys for keys in own)}
    return {key for key in every if key + "村" not in both}


def _entries(
    table: Table,
    prefix: str,
    plain: Collection[str],
    by_key: dict[str, GatheredCommunity],
    found: Gathered,
    findings: Findings,
) -> None:
    """Join the communities of a table with those of the tables before."""
    here: dict[str, Entry] = {}
    prefix_here = prefix or _common_prefix([entry.name for entry in table.entries])
    about = {core(entry.name) for entry in table.entries if not entry.place.row}
    codes = {one.code: one for one in found.communities if one.code}
    for entry in table.entries:
        key = _key(entry.name, prefix, plain)
        if key in here:
            if key in about:
                continue
            _twice(entry, here[key], table, findings)
            continue
        here[key] = entry
        known = by_key.get(key) or (codes.get(entry.code) if entry.code else None)
        if known is None:
            name = plain_text(entry.name).removeprefix(prefix_here)
            known = GatheredCommunity(name, entry.place)
            found.communities.append(known)
        by_key[key] = known
        if known.name == known.code != entry.name:
            known.name = plain_text(entry.name).removeprefix(prefix)
        known.tables.add((entry.place.file, entry.place.sheet))
        for name in ("code", "id", "english", "kind", "month"):
            if not getattr(known, name):
                setattr(known, name, getattr(entry, name))
        known.kind_place = known.kind_place or entry.kind_place
        known.month_place = known.month_place or entry.month_place
        if entry.code and known.code != entry.code:
            findings.wrong(
                entry.place, "two_codes", name=entry.name, code=entry.code, other=known.code
            )
    seen: dict[str, GatheredCommunity] = {}
    for one in found.communities:
        if one.code and one.code in seen:
            other = seen[one.code]
            findings.wrong(
                one.place,
                "code_twice",
                name=one.name,
                code=one.code,
                other=other.name,
                place=other.place.cell,
            )
        seen.setdefault(one.code, one)


def _twice(entry: Entry, other: Entry, table: Table, findings: Findings) -> None:
    """Tell of a community that has two rows with numbers of the same things."""
    same = (entry.place.file, entry.place.sheet)
    rows: dict[int, set[Key]] = defaultdict(set)
    for fact in table.facts:
        if (fact.place.file, fact.place.sheet) == same and fact.community in (
            entry.name,
            other.name,
        ):
            rows[fact.place.row].add((*fact.key[:2], fact.share))
    own, others = rows.get(entry.place.row, set()), rows.get(other.place.row, set())
    years = {fact.year for fact in table.facts if fact.place.row == entry.place.row}
    before = {fact.year for fact in table.facts if fact.place.row == other.place.row}
    if (own & others and years == before) or not (own or others):
        findings.wrong(
            entry.place, "twice", name=entry.name, other=other.name, place=other.place.cell
        )


def _latest(facts: Sequence[Fact], findings: Findings) -> Sequence[Fact]:
    """Select the facts of the latest year that is named."""
    years = sorted({fact.year for fact in facts if fact.year is not None})
    if len(years) < 2:
        return facts
    for fact in facts:
        if fact.year is not None and fact.year < years[-1]:
            sheet = Place(fact.place.file, fact.place.sheet)
            findings.note(sheet, "older", year=fact.year, latest=years[-1])
    return [fact for fact in facts if fact.year == years[-1]]


def _one(facts: Sequence[Fact], findings: Findings) -> GivenNumber:
    """Choose one number of several facts about the same thing."""
    by_row: dict[tuple[str, str, int], list[Fact]] = defaultdict(list)
    for fact in facts:
        row = fact.place.row if "education" in dict(fact.dims) else id(fact)
        if fact.piece or fact.part:
            row = 0
        by_row[fact.place.file, fact.place.sheet, row].append(fact)
    known = [_sum(group) for group in by_row.values()]
    first = known[0]
    for other in known[1:]:
        if (other.place.column, other.place.sheet) == (first.place.column, first.place.sheet) and (
            other.place.file == first.place.file
        ):
            # Two rows of one table: that the community is there twice is told already.
            continue
        if abs(other.value - first.value) > other.slack + first.slack:
            findings.wrong(
                other.place,
                "differ",
                heading=other.heading,
                value=f"{other.value:,f}",
                other=f"{first.value:,f}",
                place=str(first.place),
            )
    return min(known, key=lambda one: one.slack)


def _sum(facts: Sequence[Fact]) -> GivenNumber:
    """Sum the columns of a row that are parts of one category."""
    texts = {fact.text for fact in facts}
    whole = [fact for fact in facts if re.search(r"以上|以下|above|below|over", fact.text)]
    if len(texts) > 1 and whole and len(whole) < len(facts):
        facts = whole[:1]
    first = facts[0]
    return GivenNumber(
        sum((fact.number.value for fact in facts), Decimal(0)),
        tuple(fact.place for fact in facts),
        sum((rounding(fact.number) for fact in facts), Decimal(0)),
        any(fact.piece or fact.counted for fact in facts),
        first.source,
        first.mark,
        first.ends,
        first.text,
    )


def check_parts(
    numbers: Mapping[Key, GivenNumber], total: GivenNumber | None, name: str, findings: Findings
) -> None:
    """Compare parts of one whole, all residents of a place, with the whole.

    Args:
        numbers: What is known of the place.
        total: Its residents, or None.
        name: Name of the place.
        findings: Receives the problems.
    """
    for attribute, parts in (("sex", ("female", "male")), ("origin", ("migrant", "local"))):
        known = [_part(numbers, attribute, part) for part in parts]
        if total is not None and all(one is not None for one in known):
            _compare([one for one in known if one is not None], total, name, findings)
    if total is not None:
        for (measure, dims, share), one in numbers.items():
            if (
                measure == "persons"
                and dims
                and not share
                and one.value > total.value + total.slack
            ):
                findings.wrong(
                    one.place,
                    "more_than_all",
                    value=f"{one.value:,f}",
                    total=f"{total.value:,f}",
                    name=name,
                    place=str(total.place),
                )
    sizes = [
        (dict(dims)["hhsize"], one)
        for (measure, dims, share), one in numbers.items()
        if measure == "households" and len(dims) == 1 and "hhsize" in dict(dims) and not share
    ]
    households = numbers.get(("households", NO_DIMS, False))
    sizes.sort(key=lambda item: item[0])
    numbers_of = [size for (size, _), _ in sizes]
    complete = numbers_of == list(range(1, len(sizes) + 1)) and sizes and sizes[-1][0][1]
    if households is not None and complete:
        _compare([one for _, one in sizes], households, name, findings)


def _part(numbers: Mapping[Key, GivenNumber], attribute: str, part: Any) -> GivenNumber | None:
    """Find the number of residents in one category."""
    return numbers.get(("persons", frozenset({(attribute, part)}), False))


def _compare(
    parts: Sequence[GivenNumber], total: GivenNumber, name: str, findings: Findings
) -> None:
    """Note parts that do not sum to their total."""
    value = sum((one.value for one in parts), Decimal(0))
    slack = sum((one.slack for one in parts), total.slack)
    if abs(value - total.value) > slack:
        findings.wrong(
            parts[0].place,
            "parts",
            name=name,
            parts=f"{value:,f}",
            total=f"{total.value:,f}",
            difference=f"{abs(value - total.value):,f}",
            place=str(total.place),
            cells=", ".join(one.place.cell for one in parts),
        )


def cumulated(
    numbers: Mapping[Key, GivenNumber],
    total: GivenNumber,
    others: Dims,
    name: str,
    findings: Findings,
) -> dict[int, Decimal]:
    """Count the residents who are younger than each age that the tables tell.

    Args:
        numbers: What is known of the place.
        total: All residents whom `others` describes.
        others: Categories that these facts have beside the age.
        name: Name of the place.
        findings: Receives ages that contradict each other.

    Returns:
        By age, from 0; the end of life is 120.
    """
    facts = []
    for (measure, dims, share), one in numbers.items():
        age = dict(dims).get("age")
        if measure == "persons" and not share and age and dims - {("age", age)} == others:
            facts.append((age[0], 120 if age[1] is None else min(age[1], 120), one))
    below: dict[int, tuple[Decimal, Decimal]] = {
        0: (Decimal(0), Decimal(0)),
        120: (total.value, total.slack),
    }
    left = sorted(facts, key=lambda item: (item[1] - item[0], item[0]))
    while left:
        later = []
        for low, high, one in left:
            if low in below and high in below:
                found = below[high][0] - below[low][0]
                slack = below[high][1] + below[low][1] + one.slack
                if abs(found - one.value) > slack:
                    findings.wrong(
                        one.place,
                        "ages",
                        name=name,
                        value=f"{one.value:,f}",
                        others=f"{found:,f}",
                        difference=f"{abs(found - one.value):,f}",
                    )
            elif low in below:
                below[high] = (below[low][0] + one.value, below[low][1] + one.slack)
            elif high in below:
                below[low] = (below[high][0] - one.value, below[high][1] + one.slack)
            else:
                later.append((low, high, one))
        if len(later) == len(left):
            break
        left = later
    ages = sorted(below)
    for low, high in pairwise(ages):
        if below[low][0] > below[high][0] + below[low][1] + below[high][1]:
            known = next(
                (one for first, last, one in reversed(facts) if {first, last} & {low, high}), total
            )
            findings.wrong(
                known.place,
                "ages_fall",
                name=name,
                low=low,
                high=high,
                difference=f"{below[low][0] - below[high][0]:,f}",
            )
    return {age: below[age][0] for age in ages}


_PEOPLE = ("persons", "registered")
"""Measures of which categories are counted."""
_WHOLE: Mapping[str, tuple[str, ...]] = {
    "sex": ("female", "male"),
    "origin": ("migrant", "local"),
    "party": ("member", "none"),
}
"""Attributes with two categories, which together are everyone."""
_OF_EVERYONE = frozenset(("sex", "origin", "age", "hhsize"))
"""Attributes of which everybody, or every household, has one category."""


def sum_out(numbers: dict[Key, GivenNumber], findings: Findings) -> None:
    """Add what follows from tables of several attributes: their sums over all of one.

    What is given stays as it is, and is compared with its parts.
    """
    groups: dict[tuple[str, Dims, str], dict[Any, GivenNumber]] = defaultdict(dict)
    for deep in range(5, 0, -1):
        groups.clear()
        for (measure, dims, share), known in numbers.items():
            if measure in _PEOPLE and not share and len(dims) == deep:
                for attribute, category in dims:
                    rest = dims - {(attribute, category)}
                    groups[measure, rest, attribute][category] = known
        for (measure, rest, attribute), parts in groups.items():
            key: Key = (measure, rest, False)
            given = numbers.get(key)
            if not _is_whole(attribute, parts, dict(rest)):
                continue
            if given is not None and rest and not given.summed:
                _compare([*parts.values()], given, given.heading, findings)
            if key not in numbers:
                several = [*parts.values()]
                numbers[key] = GivenNumber(
                    sum((one.value for one in several), Decimal(0)),
                    tuple(place for one in several for place in one.places),
                    sum((one.slack for one in several), Decimal(0)),
                    summed=True,
                )


def _is_whole(attribute: str, parts: Mapping[Any, GivenNumber], rest: Mapping[str, Any]) -> bool:
    """Tell whether an attribute's categories are everyone in the others, each once."""
    if attribute == "education":
        # Only adults have it: where minors are counted with them, their sum is not everyone.
        levels = sorted(level for part in parts for level in part)
        return levels == sorted(ADULT_LEVELS) and rest.get("age", (0,))[0] >= ADULT
    if attribute in _WHOLE:
        return set(parts) == set(_WHOLE[attribute])
    if attribute != "age":
        return False
    bands = sorted(parts, key=lambda band: band[0])
    ends = [0, *(high for _, high in bands)]
    return [low for low, _ in bands] == ends[:-1] and ends[-1] is None


def _tells_size(key: Key) -> bool:
    """Tell whether a number says how large a community is, whole or in parts."""
    measure, dims, share = key
    needed = ("persons", "households", "registered", "registered_households")
    return measure in needed and not share and dict(dims).keys() <= _OF_EVERYONE


def lost(found: Gathered, findings: Findings) -> None:
    """Note communities of which neither residents nor households are known.

    Where the whole town is known they share what is left, if none is likely to be a misspelling.
    """
    full = [one for one in found.communities if any(map(_tells_size, one.numbers))]
    for one in found.communities:
        if one not in full:
            others = [core(other.name) for other in full if not other.tables & one.tables]
            near = get_close_matches(core(one.name), others, 1)
            if not near and ("persons", NO_DIMS, False) in found.town:
                continue
            hint = "lost_near" if near else "lost_hint"
            findings.wrong(one.place, "lost", hint, name=one.name, near="".join(near))
