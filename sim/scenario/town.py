"""A town: checked, frozen, with what it counts."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, Field

from sim.declare import Source
from sim.scenario.fields import FileModel, Month, Name, Share, refuse, show
from sim.scenario.yamlfile import Origin

# --- How many residents, or households, of a kind a town has

OLDEST = 120
Level = Literal["below", "senior_high", "college"]
LEVELS: tuple[Level, ...] = ("below", "senior_high", "college")
"""Levels of education, as residents have them: 0, 1, 2."""
ATTRIBUTES = ("origin", "age", "sex", "education", "party")
"""What residents can be counted by, in the order in which synthesis settles it."""


class Span(NamedTuple):
    """From a number to below another; 120 stands for no end."""

    low: Annotated[int, Field(ge=0, le=OLDEST)]
    high: Annotated[int, Field(ge=1, le=OLDEST)]


class Counted(FileModel):
    """A count of residents of a kind, or of households of a size."""

    community: str | None = Field(None, description="Id of a community; the town without it")
    origin: Literal["local", "migrant"] | None = Field(None, description="local or migrant")
    age: Span | None = Field(None, description="[from age, to below age], 120 for no end")
    sex: Literal["male", "female"] | None = Field(None, description="male or female")
    education: Annotated[tuple[Level, ...], Field(min_length=1)] | None = Field(
        None, description="Levels of adults: below, senior_high, college"
    )
    party: Literal["member", "none"] | None = Field(
        None, description="Whether adults are party members"
    )
    household_size: Span | None = Field(
        None,
        description="Households of [from, to below] persons, 120 for no end; nothing beside it",
    )
    count: Annotated[int, Field(ge=0, le=100_000_000)] = Field(description="How many there are")

    @property
    def attributes(self) -> tuple[str, ...]:
        """What it counts residents by; empty for households."""
        return tuple(name for name in ATTRIBUTES if getattr(self, name) is not None)


def wrong_counts(
    counts: Sequence[Counted], residents: Mapping[str, int], households: Mapping[str, int]
) -> Iterator[tuple[int, str, str]]:
    """Find what single counts cannot be: index, message and hint.

    Args:
        counts: The counts.
        residents: Residents by community.
        households: Households by community.
    """
    for index, one in enumerate(counts):
        if one.community is not None and one.community not in residents:
            yield index, f"no community is called {one.community!r}", "community"
            continue
        if (one.household_size is None) == (not one.attributes):
            yield index, "it counts residents by attributes, or households by size", ""
            continue
        for span in (one.age, one.household_size):
            if span is not None and span.high <= span.low:
                message = f"it runs from {span.low} to {span.high}; the second must be higher"
                yield index, message, ""
        all_of = residents if one.attributes else households
        most = sum(all_of.values()) if one.community is None else all_of[one.community]
        if one.count > most:
            what = "residents" if one.attributes else "households"
            yield index, f"{one.count:,} of {most:,} {what}; there cannot be more", ""


# --- A town as data: communities, margins, ties, elections, and how each number is known

CommunityOrigin = Literal["original", "converted"]
Count = Annotated[int, Field(ge=1, le=100_000_000)]
MOST_UNITS = 500
"""Resident units of a community."""
Rate = Annotated[float, Field(ge=0, le=1)]

_ID = re.compile(r"^[a-z][a-z0-9_]{0,39}$")


def _id(value: str) -> str:
    """Check an id: a key of files and a value of tables."""
    if not _ID.match(value):
        raise refuse(
            f"found {show(value)}; must be lower-case letters, digits and '_', a letter first"
        )
    if value in RESERVED_IDS:
        raise refuse(f"{value!r} stands for the whole town", "choose another id")
    return value


Id = Annotated[str, AfterValidator(_id)]

RESERVED_IDS = ("town", "all")
"""Ids that no community may have: they stand for the whole in files and tables."""


class Label(FileModel):
    """What a reader sees, in English and Chinese."""

    en: Name = Field(description="English label")
    zh: Name = Field(description="Chinese label")


class Community(FileModel):
    """One community of a town."""

    id: Id = Field(description="Key in files and tables: lower-case letters, digits and _")
    label: Label = Field(description="English and Chinese label")
    origin: CommunityOrigin = Field(
        description="original for a committee from the start, converted for a village that "
        "became a community"
    )
    residents: Count = Field(description="Residents of any age")
    households: Count = Field(description="Households, at most as many as residents")
    groups: Count = Field(description="Resident groups")
    grids: Count = Field(description="Grids")
    units: Annotated[int, Field(ge=0, le=MOST_UNITS)] = Field(
        0, description="Resident units (驻区单位) stationed in it"
    )
    member_from: Month | None = Field(
        None, description="Month in which it joins every denominator, YYYY-MM; always without it"
    )
    migrants: Share | None = Field(
        None, description="Share of migrants; the margin of its origin without it"
    )
    notes: str = Field("", description="Anything a reader should know; no part of the model")


class AgeBand(NamedTuple):
    """Share of residents from one age to below another, years."""

    low: Annotated[int, Field(ge=0, le=120)]
    high: Annotated[int, Field(ge=1, le=120)]
    share: Share


class ByOrigin(FileModel):
    """A share in original and in converted communities."""

    original: Share = Field(description="In communities with a committee from the start")
    converted: Share = Field(description="In communities that were villages")

    def of(self, origin: str) -> float:
        """Pick the share in communities of one origin."""
        return self.original if origin == "original" else self.converted


class OnlineShare(FileModel):
    """Share of adults who can be reached online."""

    below_60: Share = Field(description="Share of adults below 60")
    from_60: Share = Field(description="Share of adults of 60 and over")


class Moves(FileModel):
    """Moves out of the town per resident and year."""

    migrant: Rate = Field(description="Moves of migrants")
    local: Rate = Field(description="Moves of locals")


class Margins(FileModel):
    """What is known of the residents taken one attribute at a time."""

    ages: Annotated[tuple[AgeBand, ...], Field(min_length=1)] = Field(
        description="Bands [from age, to below age, share] without gaps from age 0, summing to 1"
    )
    female: Share = Field(description="Share of residents")
    senior_high: Annotated[dict[int, Share], Field(min_length=1)] = Field(
        description="By year: share of adults with senior high school or above, before the premium"
    )
    county_seat_premium: Annotated[float, Field(ge=0.5, le=3)] = Field(
        1.0, description="Factor on senior_high"
    )
    college: Share = Field(description="Share of adults with college or above")
    migrants: ByOrigin = Field(description="Share of residents, by origin of the community")
    owners: Share = Field(description="Share of households that own their home")
    party_members: Share = Field(description="Share of adults")
    public_job: Share = Field(description="Share of adults below 60")
    online: Annotated[dict[int, OnlineShare], Field(min_length=1)] = Field(
        description="By year: share of adults who can be reached online, by age"
    )
    vulnerable: Share = Field(description="Share of residents")
    disabled: Share = Field(description="Share of residents")
    births: Rate = Field(description="Per resident and year")
    deaths: Rate = Field(description="Per resident and year")
    moves: Moves = Field(description="Moves out of the town per resident and year")

    def share_of_ages(self, low: float, high: float) -> float:
        """Find the share of residents from age `low` to below `high`, even within each band."""
        return sum(
            band.share
            * max(0.0, min(high, band.high) - max(low, band.low))
            / (band.high - band.low)
            for band in self.ages
        )

    def senior_high_at(self, year: float) -> float:
        """Find the share of adults with senior high or above in a year, premium included."""
        share = _between(year, self.senior_high)
        return min(1.0, share * self.county_seat_premium)

    def online_at(self, year: float) -> tuple[float, float]:
        """Find shares reached online in a year: adults below 60, others."""
        return (
            _between(year, {key: value.below_60 for key, value in self.online.items()}),
            _between(year, {key: value.from_60 for key, value in self.online.items()}),
        )


def _between(year: float, points: Mapping[int, float]) -> float:
    """Interpolate between years given, constant outside them."""
    years = sorted(points)
    after = bisect_right(years, year)
    if after == 0:
        return points[years[0]]
    if after == len(years):
        return points[years[-1]]
    left, right = years[after - 1], years[after]
    weight = (year - left) / (right - left)
    return (1 - weight) * points[left] + weight * points[right]


class TieMargins(FileModel):
    """What is known of the ties between residents."""

    mean_degree: Annotated[float, Field(ge=1, le=50)] = Field(
        description="Ties per resident, household included"
    )
    inside_group: ByOrigin = Field(
        description="Share of ties outside the household that stay inside the resident group"
    )
    inside_community: ByOrigin = Field(
        description="Share of them that stay inside the community, the group included"
    )
    isolated: Share = Field(description="Share of residents without a tie outside the household")


class ElectionChange(NamedTuple):
    """From a month on, elected committees serve this many months."""

    month: Month
    every: Annotated[int, Field(ge=1, le=240)]


class Elections(FileModel):
    """When committees are elected.

    A committee serves the term in force when it is elected: with 36 months, and 60 from
    2019-01, those elected in 2018-06 are followed in 2021-06 and those in 2026-06.
    """

    first: Month = Field(description="Month of the first election, YYYY-MM")
    every: Annotated[int, Field(ge=1, le=240)] = Field(description="Term in months")
    changes: tuple[ElectionChange, ...] = Field(
        (), description="Later terms [from month, months], in order of time"
    )

    def _term(self, month: int) -> int:
        """Find the term in force in a month."""
        term = self.every
        for change in self.changes:
            if change.month <= month:
                term = change.every
        return term

    def last_before(self, month: int) -> int | None:
        """Find the last election before a month, or None."""
        if self.first >= month:
            return None
        held = self.first
        while (following := held + self._term(held)) < month:
            held = following
        return held

    def is_election(self, month: int) -> bool:
        """Tell whether committees are elected in a month."""
        last = self.last_before(month + 1)
        return last == month


class Totals(FileModel):
    """The town's totals, which its communities must sum to."""

    communities: Count | None = Field(None, description="Number of communities")
    residents: Count | None = Field(None, description="Residents of the town")
    households: Count | None = Field(None, description="Households of the town")
    groups: Count | None = Field(None, description="Groups of the town")
    grids: Count | None = Field(None, description="Grids of the town")


class Edge(NamedTuple):
    """Two neighbouring communities and how closely they adjoin."""

    first: str
    second: str
    weight: Annotated[float, Field(gt=0, le=1000)]


class TieCount(NamedTuple):
    """How many ties residents of a community have with those of another, or of the same."""

    first: str
    second: str
    ties: Annotated[float, Field(gt=0)]


class ObservedTies(FileModel):
    """Ties outside the household that somebody counted.

    Attributes:
        pairs: By pair of communities, each once, the same both ways.
        in_group: Share of a community's ties that stay in the resident group, where known.
    """

    pairs: tuple[TieCount, ...]
    in_group: Mapping[str, Share] = Field(default_factory=dict)

    def total(self, community: str) -> float:
        """Sum all ties of a community that were counted; 0 if none."""
        return sum(one.ties for one in self.pairs if community in one[:2])

    def inside(self, community: str) -> float | None:
        """Find the share of a community's ties that stay in it; None where none were counted."""
        total = self.total(community)
        own = sum(one.ties for one in self.pairs if one[:2] == (community, community))
        return own / total if total > 0 else None


class JointWork(NamedTuple):
    """What is known of a resident unit and the committee of its community."""

    community: str
    unit: int
    """Number of the unit in its community, from 1."""
    hours: Annotated[float, Field(ge=0)]
    """Hours of joint work with the committee in a year."""
    trust: Share | None
    """How readily it works with the committee, 0-1; None where that is not known."""


Polygons = tuple[tuple[tuple[tuple[int, int], ...], ...], ...]
"""Polygons, each its border and its holes as rings of points, metres east and north."""


class Outline(FileModel):
    """Where a community lies, made simple for drawing; metres east and north of a common point.

    Attributes:
        middle: Point well inside, for its label.
        parts: Its area.
        grids: Areas of its grids; empty where they are not known.
    """

    middle: tuple[int, int]
    parts: Polygons
    grids: Polygons = ()


class Town(FileModel):
    """A town.

    Attributes:
        id: Key of the town, the name of its file.
        label: English and Chinese label.
        communities: In the order of every table.
        margins: Residents, one attribute at a time.
        ties: Ties between residents.
        elections: When committees are elected.
        adjacency: Neighbouring communities; symmetric, each pair once.
        outlines: Where communities lie, by id; all of them, or none.
        observed_ties: Ties that somebody counted, in place of margins; None where nobody did.
        observed_joint_work: What is known of units and committees; the others are drawn.
        mergers: Which community others were merged into, by id; they are counted there.
        sources: How numbers are known, by key path such as ``margins.owners``.
        ranges: Ranges of numbers, by key path.
        origins: Where numbers are written, by key path.
        notes: Anything a reader should know; no part of the model.
        counts: Residents and households of a kind, which synthesis meets exactly.
        grid_workers: Full-time grid workers where grid management is complete; None where the file
            does not say.
    """

    id: str
    label: Label
    communities: tuple[Community, ...]
    margins: Margins
    ties: TieMargins
    elections: Elections
    adjacency: tuple[Edge, ...] = ()
    outlines: Mapping[str, Outline] = Field(default_factory=dict)
    observed_ties: ObservedTies | None = None
    observed_joint_work: tuple[JointWork, ...] = ()
    mergers: Mapping[str, str] = Field(default_factory=dict)
    sources: Mapping[str, Source] = Field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = Field(default_factory=dict)
    origins: Mapping[str, Origin] = Field(default_factory=dict)
    notes: str = ""
    counts: tuple[Counted, ...] = ()
    grid_workers: Count | None = None

    @property
    def full_grid_workers(self) -> int:
        """Full-time grid workers where grid management is complete: its own, or one a grid."""
        return self.grid_workers or sum(one.grids for one in self.communities)

    @cached_property
    def community_ids(self) -> tuple[str, ...]:
        """Ids of the communities, in town order."""
        return tuple(community.id for community in self.communities)

    def index_of(self, community: str) -> int:
        """Find the index of a community.

        Raises:
            KeyError: The town has no such community.
        """
        return _places(self.community_ids)[community]

    def joint_work_of(self, community: str, unit: int) -> JointWork | None:
        """Find what is known of a unit, by number from 1; None without any."""
        found = (one for one in self.observed_joint_work if one[:2] == (community, unit))
        return next(found, None)

    def source_of(self, path: str) -> Source | None:
        """Find how a number is known, by its key path or the nearest above.

        ``communities.beiguan.residents`` also finds what is said of ``communities.residents``.
        """
        parts = path.split(".")
        tries: list[Sequence[str]] = [parts[:length] for length in range(len(parts), 0, -1)]
        if len(parts) == 3 and parts[0] == "communities":
            tries.insert(1, (parts[0], parts[2]))
        for keys in tries:
            found = self.sources.get(".".join(keys))
            if found is not None:
                return found
        return None

    def numbers(self) -> dict[str, Any]:
        """Collect all numbers of the town that can change a result."""
        left_out = {"label", "outlines", "mergers", "sources", "ranges", "origins", "notes"}
        left_out.add("grid_workers")  # its effect is in the levers of a scenario
        plain = self.model_dump(mode="json", exclude=left_out)
        if self.observed_ties is None:
            del plain["observed_ties"]
        if not self.observed_joint_work:
            del plain["observed_joint_work"]
        for community in plain["communities"]:
            del community["label"], community["notes"]
        if not self.counts:
            del plain["counts"]
        return plain


@lru_cache(maxsize=32)
def _places(ids: tuple[str, ...]) -> Mapping[str, int]:
    """Find the place of each community in a town."""
    return {name: index for index, name in enumerate(ids)}
