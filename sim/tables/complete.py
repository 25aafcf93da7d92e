"""What the tables leave open, from the other numbers or from the margins of the case."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import get_args

from sim.declare import Mark, Source
from sim.scenario.fields import Stated
from sim.scenario.town import LEVELS, MOST_UNITS, Town
from sim.scenario.town import Community as CaseCommunity
from sim.tables.cells import Findings, Place
from sim.tables.fields import KINDS
from sim.tables.gather import (
    NO_DIMS,
    Gathered,
    GatheredCommunity,
    GivenNumber,
    Key,
    check_parts,
    cumulated,
    lost,
)
from sim.tables.headings import CARED_FOR, Dims, core, squeezed
from sim.tables.ids import english, ids
from sim.tables.rows import LARGEST_NUMBER

_OF_ALL = ("age", "sex", "origin")
"""Attributes whose shares are of all residents, not of adults."""
_JOINT = frozenset(("origin", "age", "sex", "education", "party"))
"""Attributes that are met together."""
_COUNTS = ("groups", "grids", "units")
_NOTED = ("organisations", "facilities", "staff", "grid_workers")
"""What is counted by community and is no part of a town: it stands in its notes."""
_MOVES = ("moves.migrant", "moves.local")
_OLDEST = 100
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class ExactCount:
    """A number of residents or households with some categories that is to be met exactly."""

    community: str
    dims: Dims
    number: Stated
    households: bool = False


@dataclass
class Settlement:
    """A community of the town to be written."""

    id: str
    en: str
    zh: str
    origin: str
    origin_source: Source
    numbers: dict[str, Stated] = field(default_factory=dict)
    month: str = ""
    month_source: str = ""
    code: str = ""
    notes: str = ""


@dataclass
class Draft:
    """A town that is whole: communities, totals, margins, and what must be met exactly."""

    communities: list[Settlement]
    totals: dict[str, Stated]
    ages: list[tuple[int, int, Stated]]
    margins: dict[str, Stated]
    counts: list[ExactCount]
    name: str
    year: int
    grid_workers: Stated
    levers: dict[str, dict[str, Stated]] = field(default_factory=dict)
    """Values of levers by community that a scenario in this town may take."""

    def names(self) -> dict[str, str]:
        """Find the ids of communities by core of name, by code and by id."""
        found: dict[str, str] = {}
        for one in self.communities:
            for name in (one.id, one.code, core(one.en), core(one.zh)):
                if name:
                    found.setdefault(name, one.id)
        for name, own in list(found.items()):
            found.setdefault(name.removesuffix("村"), own)
        return found


class Completer:
    """Fills what is missing.

    Args:
        found: What the tables say.
        case: The town whose margins stand in for what is not known.
        mark: How the numbers of the tables are known.
        findings: Receives problems and notes.
    """

    def __init__(self, found: Gathered, case: Town, mark: Mark, findings: Findings) -> None:
        self._found, self._case, self._mark, self._findings = found, case, mark, findings
        self._say = findings.speech
        self._places = found.communities

    def complete(self) -> Draft | None:
        """Complete the whole town; None when problems were found."""
        findings, places = self._findings, self._places
        if not places:
            if not findings.problems:
                findings.wrong(Place(""), "no_communities")
            return None
        if not findings.problems:
            lost(self._found, findings)
        self._families()
        self._check_known()
        if findings.problems:
            return None
        names = ids(places)
        residents, households = self._sizes()
        self._shares_to_counts(residents)
        self._check(residents, households)
        if findings.problems:
            return None
        drafts = [self._draft(one, name) for one, name in zip(places, names, strict=True)]
        for draft, people, homes in zip(drafts, residents, households, strict=True):
            draft.numbers |= {"residents": people, "households": homes}
        for measure in _COUNTS:
            self._spread(measure, drafts)
        self._migrants(drafts)
        total = sum(int(one.value) for one in residents)
        margins, ages = self._margins(total, drafts)
        counts = self._counts(names)
        if findings.problems:
            return None
        levers = self._levers(drafts)
        for key in ("organisations", "facilities"):
            if any(one.number(key) for one in places):
                findings.note(None, f"kept_{key}")
        return Draft(
            drafts,
            self._totals(drafts),
            ages,
            margins,
            counts,
            self._found.name,
            self._found.year or 2020,
            self._grid_workers(drafts),
            levers,
        )

    # --- how numbers are known ---

    def _given(self, known: GivenNumber, value: float | None = None) -> Stated:
        """Take a number from the tables."""
        number = float(known.value) if value is None else value
        if known.summed:
            return self._computed(number, "tables.sum_of", cells=known.cells)
        mark = next((one for one in get_args(Mark) if one == known.mark), self._mark)
        return Stated(number, Source(mark, known.source), *(known.ends or (None, None)))

    def _computed(self, value: float, key: str, **values: object) -> Stated:
        """Take a number that follows from others."""
        return Stated(value, Source("computed", self._say(key, **values)))

    def _assumed(self, value: float, key: str, **values: object) -> Stated:
        """Take a number that nobody gave."""
        said = self._say(key, case=self._say.pick(self._case.label), **values)
        return Stated(value, Source("assumed", said))

    # --- residents and households ---

    def _families(self) -> None:
        """Count the families of all communities, where only these are given, or sizes are."""
        everything = [self._found.town, *(one.numbers for one in self._places)]
        keys = [key for numbers in everything for key in numbers if not key[2]]
        sizes = any("hhsize" in dict(dims) for measure, dims, _ in keys)
        others = any(measure == "households" and not dims for measure, dims, _ in keys)
        for numbers in everything:
            family = numbers.pop(("family_households", NO_DIMS, False), None)
            if family is not None and (sizes or not others):
                numbers["households", NO_DIMS, False] = family

    def _sizes(self) -> tuple[list[Stated], list[Stated]]:
        """Find residents and households of every community."""
        residents = [self._residents(one) for one in self._places]
        households = [self._households(one) for one in self._places]
        mean, why = self._mean_size(residents, households)
        sizes = [one.number("size") for one in self._places]
        means = [float(size.value) if size else mean for size in sizes]
        likely = [
            max(1.0, homes.value * own) if homes else 1.0
            for homes, own in zip(households, means, strict=True)
        ]
        if self._found.town.get(("persons", NO_DIMS, False)):
            self._fill_total("persons", residents, likely)
        for index, size in enumerate(sizes):
            if residents[index] is None and households[index] is not None:
                said = size.cells if size else why
                value = round(likely[index])
                residents[index] = self._by_size("tables.from_households", value, said, size)
        self._fill_total("persons", residents, likely)
        wanted = [
            people.value / own if people else 1.0
            for people, own in zip(residents, means, strict=True)
        ]
        self._fill_total("households", households, wanted)
        for index, size in enumerate(sizes):
            people = residents[index]
            if households[index] is None and people is not None:
                value = max(1, min(int(people.value), round(wanted[index])))
                said = size.cells if size else why
                households[index] = self._by_size("tables.from_residents", value, said, size)
        return [one or Stated(1) for one in residents], [one or Stated(1) for one in households]

    def _by_size(self, key: str, value: int, said: str, size: GivenNumber | None) -> Stated:
        """Compute a number by the mean size of households; assume it where that is not local."""
        mark: Mark = "computed" if size else "assumed"
        return Stated(value, Source(mark, self._say(key, size=said)))

    def _residents(self, one: GatheredCommunity) -> Stated | None:
        """Find the residents of a community that the tables give, whole or in parts."""
        known = one.number("persons")
        if known is not None:
            return self._given(known)
        for attribute, parts in (("sex", ("female", "male")), ("origin", ("migrant", "local"))):
            found = [one.number("persons", frozenset({(attribute, part)})) for part in parts]
            if all(found):
                return self._sum([part for part in found if part])
        ages = sorted(
            (
                (dict(dims)["age"], part)
                for (measure, dims, share), part in one.numbers.items()
                if measure == "persons" and not share and set(dict(dims)) == {"age"}
            ),
            key=lambda item: item[0][0],
        )
        ends = [0, *(high for (_, high), _ in ages)]
        if ages and [low for (low, _), _ in ages] == ends[:-1] and ends[-1] is None:
            return self._sum([part for _, part in ages])
        registered = one.number("registered")
        if registered is not None:
            migrants = one.number("persons", frozenset({("origin", "migrant")}))
            value = registered.value + (migrants.value if migrants else 0)
            key = "registered_and_migrants" if migrants else "registered_only"
            source = registered.cells + (f" + {migrants.cells}" if migrants else "")
            self._findings.note(None, key, name=one.name)
            return Stated(float(value), Source("assumed", self._say(f"tables.{key}", name=source)))
        return None

    def _sum(self, parts: Sequence[GivenNumber]) -> Stated:
        """Sum up parts."""
        value = sum((part.value for part in parts), Decimal(0))
        cells = " + ".join(part.cells for part in parts)
        return self._computed(float(value), "tables.sum_of", cells=cells)

    def _households(self, one: GatheredCommunity) -> Stated | None:
        """Find the households of a community that the tables give."""
        known = one.number("households")
        if known is not None:
            return self._given(known)
        sizes = sorted(
            (
                (dict(dims)["hhsize"], part)
                for (measure, dims, share), part in one.numbers.items()
                if measure == "households" and not share and set(dict(dims)) == {"hhsize"}
            ),
            key=lambda item: item[0][0],
        )
        if (
            sizes
            and sizes[-1][0][1]
            and [size for (size, _), _ in sizes] == [*range(1, len(sizes) + 1)]
        ):
            return self._sum([part for _, part in sizes])
        registered = one.number("registered_households")
        if registered is not None:
            key = "registered_households"
            self._findings.note(None, key, name=one.name)
            text = self._say(f"tables.{key}", name=registered.cells)
            return Stated(float(registered.value), Source("assumed", text))
        return None

    def _mean_size(
        self, residents: Sequence[Stated | None], households: Sequence[Stated | None]
    ) -> tuple[float, str]:
        """Find the residents per household of the town, and where that comes from."""
        size = self._found.town.get(("size", NO_DIMS, False))
        if size is not None:
            return float(size.value), size.cells
        totals = [
            self._found.town.get((name, NO_DIMS, False)) for name in ("persons", "households")
        ]
        if totals[0] and totals[1] and totals[1].value:
            cells = f"{totals[0].cells}, {totals[1].cells}"
            return float(totals[0].value / totals[1].value), cells
        both = [(a, b) for a, b in zip(residents, households, strict=True) if a and b]
        if both:
            mean = sum(a.value for a, _ in both) / sum(b.value for _, b in both)
            return mean, self._say("tables.others_mean", mean=f"{mean:.3f}")
        people = sum(one.residents for one in self._case.communities)
        mean = people / sum(one.households for one in self._case.communities)
        label = self._say.pick(self._case.label)
        return mean, self._say("tables.case_mean", case=label, mean=f"{mean:.3f}")

    def _fill_total(
        self, measure: str, values: list[Stated | None], weights: Sequence[float], least: int = 1
    ) -> None:
        """Share what is left of the town's total among those that have no number."""
        total = self._found.town.get((measure, NO_DIMS, False))
        missing = [index for index, one in enumerate(values) if one is None]
        if total is None or not missing:
            if missing and measure == "persons":
                place = self._places[missing[0]].place
                self._findings.wrong(place, "no_residents")
            return
        left = int(total.value) - sum(int(one.value) for one in values if one is not None)
        if left < least * len(missing):
            self._findings.wrong(
                total.place,
                "nothing_left",
                left=f"{left:,}",
                count=len(missing),
                total=f"{total.value:,f}",
            )
            return
        spare = left + (1 - least) * len(missing)
        parts = apportioned(spare, [weights[index] for index in missing])
        alone = len(missing) == 1
        for index, own in zip(missing, parts, strict=True):
            part = own - (1 - least)
            values[index] = (
                self._computed(part, "tables.remainder", cells=total.cells)
                if alone
                else self._assumed(part, "tables.apportioned", cells=total.cells)
            )

    def _check(self, residents: Sequence[Stated], households: Sequence[Stated]) -> None:
        """Check for impossible sizes, and parts or totals that miss their whole or parts."""
        for one, people, homes in zip(self._places, residents, households, strict=True):
            if people.value < 1 or homes.value < 1:
                self._findings.wrong(self._cell(one, "persons"), "nobody", name=one.name)
            else:
                self._check_homes(one, int(people.value), int(homes.value))
        if (everyone := sum(int(people.value) for people in residents)) > LARGEST_NUMBER:
            values = {"value": f"{everyone:,}", "heading": self._say("tables.measure.persons")}
            place = self._cell(self._places[0], "persons")
            self._findings.wrong(place, "too_large", most=f"{LARGEST_NUMBER:,}", **values)
        self._check_known()

    def _check_homes(self, one: GatheredCommunity, residents: int, households: int) -> None:
        """Check for more households than residents."""
        if households > residents:
            self._findings.wrong(
                self._cell(one, "households"),
                "households",
                name=one.name,
                households=f"{households:,}",
                residents=f"{residents:,}",
                place=self._cell(one, "persons").cell,
            )

    def _check_known(self) -> None:
        """Compare the numbers that the tables give, whatever is missing or wrong beside them."""
        for one in self._places:
            whole, homes = one.number("persons"), one.number("households")
            check_parts(one.numbers, whole, one.name, self._findings)
            if whole is not None:
                cumulated(one.numbers, whole, NO_DIMS, one.name, self._findings)
                self._check_size(one, whole)
            if whole is not None and homes is not None:
                self._check_homes(one, int(whole.value), int(homes.value))
        town = self._found.town
        whole = town.get(("persons", NO_DIMS, False))
        check_parts(town, whole, self._say("tables.the_town"), self._findings)
        if whole is not None:
            cumulated(town, whole, NO_DIMS, self._say("tables.the_town"), self._findings)
        self._check_town()

    def _check_size(self, one: GatheredCommunity, whole: GivenNumber) -> None:
        """Check residents, households and mean size where all three are given."""
        size, homes = one.number("size"), one.number("households")
        if size is None or homes is None or not homes.value:
            return
        found = whole.value / homes.value
        if abs(found - size.value) > max(Decimal("0.05"), size.value * Decimal("0.03")):
            self._findings.wrong(
                size.place, "mean_size", name=one.name, size=f"{size.value:f}", found=f"{found:.2f}"
            )

    def _check_town(self) -> None:
        """Check totals of the town against all communities, wherever they are written.

        Where one was left out as it is there twice, sums without it say nothing.
        """
        if "twice" in self._findings.told:
            return
        for key, total in self._found.town.items():
            parts = [one.numbers.get(key) for one in self._places]
            known = [part for part in parts if part is not None]
            if key[2] or key[0] == "size" or not known:
                continue
            value = sum((part.value for part in known), Decimal(0))
            slack = sum((part.slack for part in known), total.slack)
            told = any(total.place.cell == problem.path for problem in self._findings.problems)
            if len(known) < len(parts) and total.value >= value:
                # What the total has beyond them is of those without a number.
                continue
            if abs(value - total.value) > slack and not told:
                self._findings.wrong(
                    total.place,
                    "total",
                    heading=self._named(key),
                    total=f"{total.value:,f}",
                    parts=f"{value:,f}",
                    count=len(known),
                    difference=f"{abs(value - total.value):,f}",
                    first=str(known[0].place),
                    last=str(known[-1].place),
                )

    def _named(self, key: Key) -> str:
        """Name what a number counts, in words."""
        return self._say(f"tables.measure.{key[0]}") + (
            f" ({', '.join(sorted(_category(part) for _, part in key[1]))})" if key[1] else ""
        )

    def _cell(self, one: GatheredCommunity, measure: str) -> Place:
        """Find where a number of a community is, or else where its name is."""
        known = one.number(measure)
        return known.place if known else one.place

    def _shares_to_counts(self, residents: Sequence[Stated]) -> None:
        """Compute numbers of residents from shares of them."""
        for one, people in zip(self._places, residents, strict=True):
            self._to_counts(one.name, one.numbers, int(people.value))
        total = self._found.town.get(("persons", NO_DIMS, False))
        people_all = int(total.value) if total else sum(int(one.value) for one in residents)
        self._to_counts(self._say("tables.the_town"), self._found.town, people_all)

    def _to_counts(self, name: str, numbers: dict[Key, GivenNumber], people: int) -> None:
        """See `_shares_to_counts`, of one place; a share beside its number must be that of it."""
        for (measure, dims, share), known in list(numbers.items()):
            key = (measure, dims, False)
            if not share or measure != "persons" or not dims:
                continue
            value = (known.value * people).quantize(Decimal(1), ROUND_HALF_EVEN)
            step = Decimal(1).scaleb(int(known.value.as_tuple().exponent))
            slack = step / 2 * people + Decimal("0.5")
            if key not in numbers:
                ends = known.ends and (known.ends[0] * people, known.ends[1] * people)
                numbers[key] = replace(known, value=value, slack=slack, ends=ends)
            elif len(dims) == 1 and not dict(dims).keys().isdisjoint(_OF_ALL):
                counted = numbers[key]
                if abs(counted.value - value) > slack + counted.slack + 1:
                    self._findings.wrong(
                        known.place,
                        "share_count",
                        name=name,
                        share=f"{(known.value * 100).normalize():f}%",
                        people=f"{people:,d}",
                        value=f"{value:,f}",
                        place=counted.place.cell,
                        counted=f"{counted.value:,f}",
                    )

    # --- communities ---

    def _draft(self, one: GatheredCommunity, name: str) -> Settlement:
        """Draft a community with its names and its origin."""
        text = one.english or english(one.name)
        origin, source = self._origin(one)
        zh = one.name
        month = one.month if origin == "converted" or one.month else ""
        said = str(one.month_place) if one.month_place else ""
        told = [(self._say(f"tables.measure.{key}"), one.number(key)) for key in _NOTED]
        notes = self._say.commas(
            self._say("list.headed", head=text, text=f"{known.value:,f} ({known.source})")
            for text, known in told
            if known is not None
        )
        return Settlement(
            name, text, zh, origin, source, {}, month, said, code=one.code, notes=notes
        )

    def _levers(self, drafts: Sequence[Settlement]) -> dict[str, dict[str, Stated]]:
        """Take what the tables count that scenarios set: staff."""
        found: dict[str, dict[str, Stated]] = {}
        staff = {}
        for one, draft in zip(self._places, drafts, strict=True):
            if (known := one.number("staff")) is not None:
                share = float(known.value) / draft.numbers["residents"].value * 10_000
                staff[draft.id] = Stated(round(share, 1), Source("computed", known.source))
        if staff:
            found["committee_staff"] = staff
            self._findings.note(None, "for_scenarios")
        return found

    def _grid_workers(self, drafts: Sequence[Settlement]) -> Stated:
        """Count full-time grid workers: by the tables, or else one in each grid."""
        given = self._found.town.get(("grid_workers", NO_DIMS, False))
        if given is not None and given.value:
            return self._given(given)
        parts = [one.number("grid_workers") for one in self._places]
        known = [part for part in parts if part is not None]
        count = sum(
            float(part.value) if part is not None else draft.numbers["grids"].value
            for part, draft in zip(parts, drafts, strict=True)
        )
        if len(known) < len(parts) or not count:
            grids = sum(draft.numbers["grids"].value for draft in drafts)
            return self._assumed(count or grids, "tables.worker_a_grid")
        places = (known[0].place, *([known[-1].place] if len(known) > 1 else []))
        cells = self._cells(GivenNumber(Decimal(0), places))
        return self._computed(count, "tables.sum_of", cells=cells)

    def _origin(self, one: GatheredCommunity) -> tuple[str, Source]:
        """Tell whether a community was a village, and how that is known."""
        if one.kind:
            text = squeezed(one.kind)
            for origin, words in KINDS.items():
                if text in {squeezed(word) for word in words}:
                    return origin, Source(self._mark, str(one.kind_place))
            place = one.kind_place or one.place
            self._findings.wrong(place, "kind", text=one.kind)
        name = CARED_FOR.sub("", one.name.lower())
        village = re.search(r"(村|村委会|village)$", name)
        origin = "converted" if village else "original"
        return origin, Source("assumed", self._say("tables.by_name"))

    def _spread(self, measure: str, drafts: Sequence[Settlement]) -> None:
        """Spread groups, grids or units: as given, by the total's rest, or as in the case."""
        values: list[Stated | None] = []
        for one in self._places:
            known = one.number(measure)
            values.append(self._given(known) if known else None)
        homes = [draft.numbers["households"].value for draft in drafts]
        least = 0 if measure == "units" else 1
        most = MOST_UNITS if measure == "units" else max(homes)
        total = self._found.town.get((measure, NO_DIMS, False))
        missing = [index for index, value in enumerate(values) if value is None]
        given = sum(int(value.value) for value in values if value is not None)
        if total is not None and missing and int(total.value) - given >= least * len(missing):
            self._fill_total(measure, values, homes, least)
        else:
            told = [homes[index] for index, value in enumerate(values) if value is not None]
            key, ratio = "tables.as_case", self._case_ratio(measure)
            if given:
                key, ratio = "tables.as_others", given / sum(told)
            for index in missing:
                count = max(least, min(round(homes[index] * ratio), most))
                values[index] = self._assumed(count, key, per=round(1 / ratio))
        for draft, one, value in zip(drafts, self._places, values, strict=True):
            assert value is not None
            limit = min(int(draft.numbers["households"].value), most)
            if value.value < least or value.value > limit:
                self._findings.wrong(
                    self._cell(one, measure),
                    "count_range",
                    name=one.name,
                    what=self._say(f"tables.measure.{measure}"),
                    value=f"{value.value:,.0f}",
                    least=least,
                    most=f"{limit:,.0f}",
                )
            draft.numbers[measure] = value

    def _case_ratio(self, measure: str) -> float:
        """Find how many there are for each household of the case."""
        get: Callable[[CaseCommunity], int] = lambda one: int(getattr(one, measure))  # noqa: E731
        homes = sum(one.households for one in self._case.communities)
        return sum(map(get, self._case.communities)) / homes

    def _migrants(self, drafts: Sequence[Settlement]) -> None:
        """Find the share of migrants where the tables tell it."""
        migrant, local = (frozenset({("origin", part)}) for part in ("migrant", "local"))
        for one, draft in zip(self._places, drafts, strict=True):
            people = int(draft.numbers["residents"].value)
            known, others = one.number("persons", migrant), one.number("persons", local)
            exact = one.number("persons", migrant, share=True)
            if exact is not None and known is not None and known.slack:
                draft.numbers["migrants"] = self._given(exact)
            elif known is not None:
                value = share_of(int(known.value), people)
                cells = known.cells
                draft.numbers["migrants"] = self._computed(
                    value, "tables.part_of", part=f"{known.value:,f}", cells=cells
                )
            elif others is not None:
                value = share_of(people - int(others.value), people)
                draft.numbers["migrants"] = self._computed(
                    value, "tables.rest_of", part=f"{others.value:,f}", cells=others.cells
                )

    def _totals(self, drafts: Sequence[Settlement]) -> dict[str, Stated]:
        """Take the town's totals as given, else sum them up."""
        found = {"communities": Stated(len(drafts), Source("computed", ""))}
        for measure, key in (
            ("residents", "persons"),
            ("households", "households"),
            ("groups", "groups"),
            ("grids", "grids"),
        ):
            total = sum(int(draft.numbers[measure].value) for draft in drafts)
            given = self._found.town.get((key, NO_DIMS, False))
            if given is not None and int(given.value) == total:
                found[measure] = self._given(given)
            else:
                found[measure] = self._computed(total, "tables.sum")
        return found

    # --- margins ---

    def _town(self, dims: Dims, measure: str = "persons") -> GivenNumber | None:
        """Find a number of the whole town: the sum of its communities, or as given."""
        parts = [one.number(measure, dims) for one in self._places]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            value = sum((part.value for part in known), Decimal(0))
            places = (known[0].place, *([known[-1].place] if len(known) > 1 else []))
            return GivenNumber(value, places, sum((part.slack for part in known), Decimal(0)))
        return self._found.town.get((measure, dims, False))

    def _margins(
        self, total: int, drafts: Sequence[Settlement]
    ) -> tuple[dict[str, Stated], list[tuple[int, int, Stated]]]:
        """Find the margins of the town by key path, and its ages."""
        ages = self._ages(total)
        young = sum(band.value * _inside(low, high, 0, 18) for low, high, band in ages)
        adults = total - round(young * total)
        found: dict[str, Stated] = {}
        female = frozenset({("sex", "female")})
        sex = self._share("persons", female) or self._margin(
            total, female, frozenset({("sex", "male")})
        )
        found["female"] = sex or self._case_number("female", self._case.margins.female)
        self._education(adults, found)
        party = self._margin(
            adults, frozenset({("party", "member")}), frozenset({("party", "none")}), total
        )
        found["party_members"] = party or self._case_number(
            "party_members", self._case.margins.party_members
        )
        for name in ("vulnerable", "disabled"):
            dims = frozenset({(name, "yes")})
            known = self._share("persons", dims) or self._margin(total, dims, None)
            found[name] = known or self._case_number(name, getattr(self._case.margins, name))
        homes = sum(int(draft.numbers["households"].value) for draft in drafts)
        for name, base in (("births", total), ("deaths", total), ("owners", homes)):
            found[name] = self._rate(name, base) or self._case_number(
                name, getattr(self._case.margins, name)
            )
        for name in ("public_job", *_MOVES):
            measure, _, origin = name.partition(".")
            dims = frozenset({("origin", origin)}) if origin else NO_DIMS
            share = self._share(measure, dims)
            if share is not None:
                found[name] = share
        self._origins(total, drafts, found)
        return found, ages

    def _share(self, measure: str, dims: Dims) -> Stated | None:
        """Find a share that the tables give for the whole town."""
        known = self._found.town.get((measure, dims, True))
        whole = all(one.number(measure, dims) for one in self._places)
        return None if known is None or whole else self._given(known)

    def _rate(self, measure: str, base: int) -> Stated | None:
        """Find how many there are for each resident or household of the town."""
        share = self._share(measure, NO_DIMS)
        known = self._town(NO_DIMS, measure)
        if share is not None or known is None:
            return share
        if known.value > base:
            values = {"value": f"{known.value:,f}", "base": f"{base:,}"}
            self._findings.wrong(known.place, "more_than_adults", "more_than_all_hint", **values)
            return None
        part = f"{known.value:,f}"
        value = share_of(int(known.value), base)
        return self._computed(value, "tables.part_of", part=part, cells=known.cells)

    def _case_number(self, path: str, value: float) -> Stated:
        """Take a margin of the case, assumed here; its range goes with it."""
        low, high = self._case.ranges.get(f"margins.{path}", (None, None))
        said = self._say("tables.of_case", case=self._say.pick(self._case.label))
        return Stated(value, Source("assumed", said), low, high)

    def _margin(
        self, base: int, dims: Dims, others: Dims | None, everyone: int | None = None
    ) -> Stated | None:
        """Find the share of residents of a category; None where the tables do not tell."""
        known = self._town(dims)
        part = None if known is None else int(known.value)
        if known is None and others is not None and everyone is None:
            known = self._town(others)
            part = None if known is None else base - int(known.value)
        if known is None or part is None:
            return None
        if part > base:
            self._findings.wrong(
                known.place, "more_than_adults", value=f"{part:,}", base=f"{base:,}"
            )
            return None
        cells = self._cells(known)
        value = self._computed(
            share_of(part, base), "tables.part_of", part=f"{part:,}", cells=cells
        )
        if value.source is None:
            return value
        mark = "assumed" if known.mark == "assumed" else value.source.mark
        ends = known.ends if part == int(known.value) else None
        low, high = (min(round(end / base, _DIGITS), 1.0) for end in ends) if ends else (None, None)
        return Stated(value.value, Source(mark, value.source.text), low, high)

    def _cells(self, known: GivenNumber) -> str:
        """Write the cells of a sum, as first to last."""
        return (
            known.cells
            if len(known.places) < 2
            else self._say("tables.from_to", first=str(known.places[0]), last=known.places[-1].cell)
        )

    def _education(self, adults: int, found: dict[str, Stated]) -> None:
        """Find shares of adults with college, and with senior high school or above."""
        margins, year = self._case.margins, self._found.year or 2020
        college = self._margin(adults, frozenset({("education", frozenset({2}))}), None)
        above = self._margin(adults, frozenset({("education", frozenset({1, 2}))}), None)
        middle = self._margin(adults, frozenset({("education", frozenset({1}))}), None)
        if above is None and middle is not None and college is not None:
            source = (
                middle.source.text + " + " + college.source.text
                if (middle.source and college.source)
                else ""
            )
            value = round(middle.value + college.value, _DIGITS)
            above = Stated(value, Source("computed", source))
        found["college"] = college or self._case_number("college", margins.college)
        if above is not None:
            found["senior_high"] = above
        elif college is not None and college.value > margins.senior_high_at(year):
            found["senior_high"] = self._assumed(
                min(1.0, round(1.25 * college.value, _DIGITS)), "tables.above_college"
            )

    def _origins(self, total: int, drafts: Sequence[Settlement], found: dict[str, Stated]) -> None:
        """Find migrants' shares by origin of the community, for those with none of their own."""
        migrant = frozenset({("origin", "migrant")})
        town = self._share("persons", migrant) or self._margin(
            total, migrant, frozenset({("origin", "local")})
        )
        for origin in ("original", "converted"):
            here = [draft for draft in drafts if draft.origin == origin]
            if town is not None and not all("migrants" in draft.numbers for draft in drafts):
                found[f"migrants.{origin}"] = town
            elif here and all("migrants" in draft.numbers for draft in here):
                people = sum(draft.numbers["residents"].value for draft in here)
                migrants = sum(
                    draft.numbers["residents"].value * draft.numbers["migrants"].value
                    for draft in here
                )
                found[f"migrants.{origin}"] = self._computed(
                    round(migrants / people, _DIGITS), "tables.of_communities"
                )
            else:
                value = self._case.margins.migrants.of(origin)
                found[f"migrants.{origin}"] = self._case_number(f"migrants.{origin}", value)

    def _ages(self, total: int) -> list[tuple[int, int, Stated]]:
        """Set bands of ages: the tables' cuts exactly, as in the case between them."""
        known = self._below(total)
        case = self._case.margins
        cuts = sorted({*known, *(band.low for band in case.ages), _OLDEST} - {120})
        if max(known) == 120 and len(known) == 2:
            label = self._say.pick(self._case.label)
            source = Source("assumed", self._say("tables.of_case", case=label))
            return [(low, high, Stated(share, source)) for low, high, share in case.ages]
        bands = []
        told = sorted(age for age in known if age < _OLDEST)
        for low, high in pairwise(cuts):
            start = max(age for age in told if age <= low)
            end = min((age for age in told if age >= high), default=_OLDEST)
            # The last band holds everybody who is older, too.
            count = float(total if end == _OLDEST else known[end]) - float(known[start])
            whole = case.share_of_ages(start, end)
            part = case.share_of_ages(low, high) / whole if whole else (high - low) / (end - start)
            source = (
                Source("computed", self._say("tables.ages_of", low=start, high=end))
                if (low, high) == (start, end)
                else Source(
                    "assumed",
                    self._say(
                        "tables.ages_within",
                        low=start,
                        high=end,
                        case=self._say.pick(self._case.label),
                    ),
                )
            )
            bands.append((low, high, Stated(round(count * part / total, 12), source)))
        return bands

    def _below(self, total: int) -> dict[int, Decimal]:
        """Count the residents who are younger than each age that is told."""
        whole = [one.number("persons") for one in self._places]
        if all(whole):
            tables = [
                cumulated(one.numbers, known, NO_DIMS, one.name, self._findings)
                for one, known in zip(self._places, whole, strict=True)
                if known is not None
            ]
            common = set(tables[0]).intersection(*tables[1:])
            if len(common) > 2:
                return {age: sum((one[age] for one in tables), Decimal(0)) for age in common}
        town = self._found.town.get(("persons", NO_DIMS, False))
        base = town or GivenNumber(Decimal(total), (Place(""),))
        name = self._say("tables.the_town")
        found = cumulated(self._found.town, base, NO_DIMS, name, self._findings)
        if town is None or int(town.value) == total:
            return found
        scale = Decimal(total) / town.value
        return {age: value * scale for age, value in found.items()}

    # --- what is met exactly ---

    def _counts(self, names: Sequence[str]) -> list[ExactCount]:
        """Find the numbers of residents with several categories, and those of communities."""
        found: list[ExactCount] = []
        for name, one in [("", None), *zip(names, self._places, strict=True)]:
            numbers: Mapping[Key, GivenNumber] = self._found.town if one is None else one.numbers
            for (measure, dims, share), known in numbers.items():
                names_of = {attribute for attribute, _ in dims}
                if share or known.slack or known.summed or not dims:
                    continue
                if measure == "households" and names_of == {"hhsize"}:
                    found.append(ExactCount(name, dims, self._given(known), households=True))
                elif measure == "persons" and names_of <= _JOINT:
                    town_wide = len(names_of) < 2 and not names_of & {"education", "party"}
                    alone = names_of == {"origin"} if name else town_wide
                    if not alone:
                        found.append(ExactCount(name, dims, self._given(known)))
        return found


def _category(part: object) -> str:
    """Write a category as readers know it: ages as 15-59 or 60+."""
    if isinstance(part, tuple) and part[1] is None:
        return f"{part[0]}+"
    if isinstance(part, tuple):
        return f"{part[0]}-{part[1] - 1}"
    if isinstance(part, frozenset):
        return "/".join(LEVELS[level] for level in sorted(part))
    return str(part)


def _inside(low: int, high: int, start: int, end: int) -> float:
    """Find the part of a band that lies between two ages."""
    return max(0, min(high, end) - max(low, start)) / (high - low)


def share_of(part: int, whole: int) -> float:
    """Find a share that, times the whole and rounded, gives the part back."""
    for digits in range(3, 16):
        share = round(part / whole, digits)
        if abs(share * whole - part) < 1e-3 or (digits > 11 and round(share * whole) == part):
            return share
    return part / whole


def apportioned(total: int, weights: Sequence[float]) -> list[int]:
    """Apportion a total in whole parts, each at least 1, by weights (largest remainders)."""
    whole = sum(weights)
    spare = total - len(weights)
    exact = [spare * weight / whole for weight in weights]
    parts = [int(one) for one in exact]
    order = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: spare - sum(parts)]:
        parts[index] += 1
    return [part + 1 for part in parts]
