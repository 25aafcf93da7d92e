"""From the file of a town to the town, copies of communities included."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from sim.calendar import FIRST_YEAR, LAST_YEAR
from sim.declare import Mark, Source
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario import towntables
from sim.scenario.fields import FileModel, Name, Stated, check, unwrap_all
from sim.scenario.outlines import Outlines, read_outlines
from sim.scenario.places import NamedFile, below, exists, find, missing_file
from sim.scenario.town import (
    Community,
    Count,
    Counted,
    Edge,
    Elections,
    JointWork,
    Label,
    Margins,
    ObservedTies,
    TieMargins,
    Totals,
    Town,
    wrong_counts,
)
from sim.scenario.yamlfile import Document, KeyPath, Origin, read_yaml

# --- A large town from a short file: its communities laid side by side several times

MOST_COPIES = 1_000
_COMMUNITIES, _ADJACENCY = "communities", "adjacency"


def with_copies(document: Document, copies: int) -> Document:
    """Repeat the communities of a town's document as often as it says.

    Copy k of a community has the id and the labels of the pattern with k behind them. Within a
    copy the communities adjoin as in the pattern; the last community of a copy adjoins the first
    of the next, with weight 1.

    Args:
        document: What was read, right in every respect; `communities` is a list.
        copies: How often, 1 or more.
    """
    if copies == 1:
        return document
    pattern = document.data[_COMMUNITIES]
    data = {
        **document.data,
        _COMMUNITIES: tuple(
            _numbered(community, copy) for copy in range(1, copies + 1) for community in pattern
        ),
        _ADJACENCY: tuple(_edges(document.data, pattern, copies)),
    }
    if "sources" in data:
        data["sources"] = dict(_copied_from(data["sources"], pattern, copies))
    sizes = {_COMMUNITIES: len(pattern), _ADJACENCY: len(document.data.get(_ADJACENCY, ()))}
    places = {
        placed: origin
        for path, origin in document.places.items()
        for placed in _placed(path, sizes, copies)
    }
    # What lies between two copies is written where it is said that there are several.
    for number in range(copies * sizes[_ADJACENCY], len(data[_ADJACENCY])):
        places[_ADJACENCY, number] = document.origin(("copies",))
    return Document(document.file, data, places)


def _numbered(community: Mapping[str, Any], copy: int) -> dict[str, Any]:
    """Make one copy of a community."""
    label = community["label"]
    return {
        **community,
        "id": f"{community['id']}_{copy}",
        "label": {"en": f"{label['en']} {copy}", "zh": f"{label['zh']}{copy}"},
    }


def _edges(
    data: Mapping[str, Any], pattern: tuple[Mapping[str, Any], ...], copies: int
) -> Iterator[tuple[str, str, Any]]:
    """Join neighbours within each copy, then between copies."""
    for copy in range(1, copies + 1):
        for first, second, weight in data.get(_ADJACENCY, ()):
            yield f"{first}_{copy}", f"{second}_{copy}", weight
    for copy in range(1, copies):
        yield f"{pattern[-1]['id']}_{copy}", f"{pattern[0]['id']}_{copy + 1}", 1


def _copied_from(
    sources: Mapping[str, Any], pattern: tuple[Mapping[str, Any], ...], copies: int
) -> Iterator[tuple[str, Any]]:
    """Say of copies what is said of the community."""
    ids = {str(community["id"]) for community in pattern}
    for path, source in sources.items():
        head, _, rest = path.partition(".")
        one, dot, value = rest.partition(".")
        if head == _COMMUNITIES and one in ids:
            for copy in range(1, copies + 1):
                yield f"{head}.{one}_{copy}{dot}{value}", source
        else:
            yield path, source


def _placed(path: KeyPath, sizes: Mapping[str, int], copies: int) -> Iterator[KeyPath]:
    """Find key paths, in the document with copies, of a path of the pattern."""
    head = str(path[0]) if path else ""
    if len(path) > 1 and head in sizes and isinstance(path[1], int):
        for copy in range(copies):
            yield (head, copy * sizes[head] + path[1], *path[2:])
    elif len(path) < 2 or head != "sources":
        yield path


# --- Reads and checks a town file

SECTIONS = ("label", "communities", "margins", "ties", "elections")
"""What a town cannot do without."""
SCENARIO_KEYS = {"extends", "run", "levers", "timeline"}
"""Keys that tell that a file is a scenario."""
SHARE_TOLERANCE = 1e-6


class SourceEntry(FileModel):
    """How the numbers at a key path are known."""

    mark: Mark = Field(description="How they are known")
    source: str = Field("", description="Where they come from")


class TownFile(FileModel):
    """A town: communities, margins of residents, ties and elections, all as data."""

    label: Label | None = Field(None, description="English and Chinese label")
    notes: str = Field("", description="Anything a reader should know; no part of the model")
    totals: Totals = Field(
        Totals(), description="What the communities must sum to; what is left out is not checked"
    )
    communities: Annotated[tuple[Community, ...], Field(min_length=1)] | None = Field(
        None, description="A list, or the name of a CSV file beside this one"
    )
    copies: Annotated[int, Field(ge=1, le=MOST_COPIES)] = Field(
        1,
        description="How often the communities stand side by side, each copy with its number; "
        "totals are those of all copies",
    )
    grid_workers: Count | None = Field(
        None,
        description="Full-time grid workers where grid management is complete, one for each grid "
        "without it; what parents written for another town say of grid_workers counts in "
        "proportion to it",
    )
    margins: Margins | None = Field(
        None, description="What is known of the residents, one attribute at a time"
    )
    ties: TieMargins | None = Field(None, description="What is known of ties between residents")
    elections: Elections | None = Field(None, description="When committees are elected")
    adjacency: tuple[Edge, ...] = Field(
        (), description="Neighbouring communities [one, other, weight], each pair once"
    )
    outlines: Name | None = Field(
        None,
        description="Name of a GeoJSON file beside this one with the outline of each community, "
        "and of grids where wanted; without adjacency, common borders tell who adjoins whom",
    )
    observed_ties: Name | None = Field(
        None,
        description="Name of a CSV file beside this one with ties that somebody counted between "
        "communities or resident groups: a list from, to, ties, or a matrix; it takes the place "
        "of margins, and what it leaves out is drawn from them",
    )
    observed_joint_work: Name | None = Field(
        None,
        description="Name of a CSV file beside this one with community, unit, hours, trust: joint "
        "work of resident units with the committee and how readily they do it; the others are "
        "drawn",
    )
    events: Name | None = Field(
        None,
        description="Name of a CSV file beside this one with dated rows date, event, community, "
        "into; event: election, conversion (of a village) or merger (into another community)",
    )
    counts: tuple[Counted, ...] = Field(
        (),
        description="How many residents of a kind, or households of a size, there are; met to the "
        "person at full scale",
    )
    sources: dict[Name, SourceEntry] = Field(
        default_factory=dict,
        description="How numbers are known, by key path such as margins or communities.residents",
    )


def load_town(path_or_name: str | Path) -> Town:
    """Load the town of a file, or a shipped town by name.

    Raises:
        ScenarioError: With every problem of the file.
    """
    problems: list[Problem] = []
    place = find(str(path_or_name), "town")
    if isinstance(place, Problem):
        raise ScenarioError(place)
    town = read_town(place, problems)
    if town is None or problems:
        raise ScenarioError(problems)
    return town


def read_town(place: NamedFile, problems: list[Problem]) -> Town | None:
    """Read the town of a file, or None and at least one problem."""
    absent = missing_file(place, "town")
    if absent:
        problems.append(absent)
        return None
    before = len(problems)
    document = read_yaml(place.path, place.file, problems)
    if document is None:
        return None
    if SCENARIO_KEYS & set(document.data):
        problems.append(Problem("this is a scenario, not a town", place.file, 1))
        return None
    marked = _from_csv(document, place, problems)
    if marked is None:
        return None
    document, stated = unwrap_all(marked, problems)
    problems.extend(
        Problem(f"{section!r} is missing", place.file, 1, hint="see the shipped towns")
        for section in SECTIONS
        if section not in document.data
    )
    found, kept = check(TownFile, document, problems)
    if found is None:
        return None
    wrong = [problem.path for problem in problems[before:]]
    problems.extend(_rules(found, kept, document, wrong))
    if len(problems) > before:
        return None
    if found.copies > 1:
        document, stated = unwrap_all(with_copies(marked, found.copies), problems)
        found, kept = check(TownFile, document, problems)
        if found is None:
            return None
    beside = _beside_it(found, kept, place, problems)
    if len(problems) > before:
        return None
    found = beside.applied_to(found)
    try:
        return Town.model_validate(
            {
                **{
                    name: getattr(found, name)
                    for name in (*SECTIONS, "adjacency", "notes", "counts", "grid_workers")
                },
                "id": place.name,
                **beside.parts(),
                "sources": {**beside.sources, **_sources(found, kept, stated)},
                "origins": {**_origins(kept), **beside.origins},
                "ranges": {
                    kept.name(path): (number.low, number.high)
                    for path, number in stated.items()
                    if number.low is not None and number.high is not None
                },
            }
        )
    except ValidationError as error:  # pragma: no cover - every rule was checked above
        raise ScenarioError(Problem(str(error), place.file)) from error


def _origins(document: Document) -> dict[str, Origin]:
    """Find where numbers are written, by key path."""
    return {
        document.name(path): origin
        for path, origin in document.places.items()
        if path and path[0] in (*SECTIONS, "adjacency", "counts", "grid_workers")
    }


def _rules(
    found: TownFile, kept: Document, written: Document, wrong: list[str]
) -> Iterator[Problem]:
    """Check what single values do not tell, apart from wrong parts."""
    parts = list(_about_communities(found, kept))
    yield from parts
    if not parts and not any(path.startswith("communities") for path in wrong):
        yield from _about_totals(found, kept)
    if not any(path.startswith("margins.ages") for path in wrong):
        yield from _about_ages(found, kept)
    yield from _about_years(found, kept)
    yield from _about_elections(found, kept)
    yield from _about_adjacency(found, kept, written)
    yield from _about_counts(found, kept)
    yield from _about_sources(found, kept, written)


def _from_csv(document: Document, place: NamedFile, problems: list[Problem]) -> Document | None:
    """Put a CSV file's communities into the document, if it names one; None where it is wrong.

    What follows from communities that are not there would be told beside it.
    """
    named = document.data.get("communities")
    if not isinstance(named, str):
        return document
    path = place.path.parent / named
    shown = (Path(place.file).parent / named).as_posix()
    if not exists(path):
        origin = document.origin(("communities",))
        problems.append(
            Problem(
                f"there is no file {named!r} beside it",
                origin.file,
                origin.line,
                "communities",
                "a list of communities, or the name of a CSV file",
            )
        )
        return None
    return towntables.with_communities(document, path, shown, problems)


def _shown(place: NamedFile, named: str | None) -> str:
    """Name a file that the town file names as messages do."""
    return (Path(place.file).parent / (named or "")).as_posix()


def _beside(
    named: str, key: str, document: Document, place: NamedFile, problems: list[Problem]
) -> Path | None:
    """Find a file that the town file names at a key, or None and a problem."""
    path = below(place.path.parent, named)
    if path is not None and exists(path):
        return path
    message = f"there is no file {named!r} beside it"
    if path is None:
        message = f"{named!r} lies outside the folder of this file"
    hint = "put it beside this file, or in a folder below"
    problems.append(_at(document, (key,), message, hint))
    return None


def _merged_counts(
    found: TownFile, document: Document, mergers: Mapping[str, str]
) -> Iterator[Problem]:
    """Check counts of merged communities: the whole that they make is not counted."""
    involved = {*mergers, *mergers.values()}
    for index, one in enumerate(found.counts):
        if one.community in involved:
            message = f"{one.community!r} is merged, so its counts do not tell those of the whole"
            hint = "write the whole instead of the merger, or leave its counts out"
            yield _at(document, ("counts", index), message, hint)


@dataclass(slots=True)
class _Beside:
    """What the files say that the town file names."""

    outlines: Outlines | None = None
    ties: ObservedTies | None = None
    joint_work: tuple[JointWork, ...] = ()
    dated: towntables.Dated | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)

    @property
    def mergers(self) -> Mapping[str, str]:
        """Which community others were merged into, by id."""
        return self.dated.mergers if self.dated else {}

    def parts(self) -> dict[str, object]:
        """Collect parts of a town that stand in these files alone."""
        return {
            "outlines": self.outlines.by_id if self.outlines else {},
            "observed_ties": self.ties,
            "observed_joint_work": self.joint_work,
            "mergers": self.mergers,
        }

    def applied_to(self, found: TownFile) -> TownFile:
        """Apply to a town file what these files change."""
        update: dict[str, object] = {}
        if self.outlines is not None and not found.adjacency:
            update["adjacency"] = self.outlines.borders
        if self.dated is not None and found.elections is not None:
            update["elections"] = towntables.elections_of(found.elections, self.dated.elections)
            update["communities"] = self._members(found)
            update.setdefault("adjacency", towntables.merged_edges(found.adjacency, self.mergers))
        return found.model_copy(update=update)

    def _members(self, found: TownFile) -> tuple[Community, ...]:
        """Merge communities; those that were villages have the month of conversion."""
        converted = self.dated.conversions if self.dated else {}
        communities = tuple(
            one.model_copy(update={"member_from": converted.get(one.id, one.member_from)})
            for one in found.communities or ()
        )

        def share(one: Community) -> float:
            margin = found.margins.migrants.of(one.origin) if found.margins else 0.0
            return margin if one.migrants is None else one.migrants

        return towntables.merged(communities, self.mergers, share)


def _beside_it(
    found: TownFile, document: Document, place: NamedFile, problems: list[Problem]
) -> _Beside:
    """Read everything in the files that the town file names."""
    beside = _Beside()
    communities = found.communities or ()
    for key in ("events", "outlines", "observed_ties", "observed_joint_work"):
        named = getattr(found, key)
        if named is None:
            continue
        if found.copies > 1:
            message = f"a town of copies has no {key}"
            problems.append(_at(document, (key,), message, f"leave out {key} or copies"))
            continue
        path, file = _beside(named, key, document, place, problems), _shown(place, named)
        if path is None:
            continue
        if key == "events":
            beside.dated = towntables.read_events(path, file, communities, problems)
            if beside.dated is not None:
                beside.origins.update(beside.dated.origins)
                problems.extend(_merged_counts(found, document, beside.mergers))
                communities = tuple(one for one in communities if one.id not in beside.mergers)
        elif key == "outlines":
            beside.outlines = read_outlines(path, file, communities, problems)
            if beside.outlines is not None and not found.adjacency:
                known = Source("computed", f"kilometres of common border in {file}")
                beside.sources["adjacency"] = known
                numbers = range(1, len(beside.outlines.borders) + 1)
                beside.origins.update({f"adjacency.[{one}]": Origin(file) for one in numbers})
        elif key == "observed_joint_work":
            work = towntables.read_joint_work(path, file, communities, problems)
            if work is not None:
                beside.joint_work = work[0]
                beside.origins.update(work[1])
                beside.sources[key] = Source("survey", f"joint work recorded in {file}")
        else:
            ties = towntables.read_ties(path, file, communities, problems)
            if ties is not None:
                beside.ties = ties[0]
                beside.origins.update(ties[1])
                beside.sources[key] = Source("survey", f"ties counted in {file}")
    return beside


def _at(document: Document, path: KeyPath, message: str, hint: str = "") -> Problem:
    """Make a problem at a key path."""
    origin = document.origin(path)
    return Problem(message, origin.file, origin.line, document.name(path), hint)


def _about_communities(found: TownFile, document: Document) -> Iterator[Problem]:
    """Check for doubled ids and sizes that cannot be."""
    seen: dict[str, int] = {}
    limits = (("households", "residents"), ("groups", "households"), ("grids", "households"))
    for index, community in enumerate(found.communities or ()):
        path: KeyPath = ("communities", index)
        if community.id in seen:
            other = document.origin(("communities", seen[community.id]))
            yield _at(document, (*path, "id"), f"{community.id!r} is also the id of {other}")
        seen.setdefault(community.id, index)
        for name, limit in limits:
            count, most = getattr(community, name), getattr(community, limit)
            if count > most:
                message = f"{count:,} {name} for {most:,} {limit}; there cannot be more"
                yield _at(document, (*path, name), message)


def _about_totals(found: TownFile, document: Document) -> Iterator[Problem]:
    """Check communities against the totals, every copy counted."""
    communities = found.communities or ()
    for name in Totals.model_fields:
        total = getattr(found.totals, name)
        counted = name == "communities"
        parts = found.copies * (
            len(communities)
            if counted
            else sum(getattr(community, name) for community in communities)
        )
        if total is not None and parts != total:
            said = "there are" if counted else "the communities sum to"
            much = "many" if parts > total else "few"
            yield _at(
                document,
                ("totals", name),
                f"the total is {total:,}, but {said} {parts:,}",
                f"{abs(total - parts):,} too {much}",
            )


def _about_ages(found: TownFile, document: Document) -> Iterator[Problem]:
    """Check for ages with gaps, or that do not sum to 1."""
    if found.margins is None:
        return
    bands = found.margins.ages
    path: KeyPath = ("margins", "ages")
    if bands[0].low != 0:
        yield _at(document, (*path, 0), f"the first age is {bands[0].low}; it must be 0")
    for index, (left, right) in enumerate(pairwise(bands), 1):
        if right.low != left.high:
            message = f"the ages go on at {right.low}; they must go on at {left.high}"
            yield _at(document, (*path, index), message)
    for index, band in enumerate(bands):
        if band.high <= band.low:
            message = f"the ages run from {band.low} to {band.high}; the second must be higher"
            yield _at(document, (*path, index), message)
    total = sum(band.share for band in bands)
    if abs(total - 1) > SHARE_TOLERANCE:
        yield _at(document, path, f"the shares sum to {total:.6g}; they must sum to 1")


def _about_years(found: TownFile, document: Document) -> Iterator[Problem]:
    """Check for years that are none."""
    for name in ("senior_high", "online"):
        for year in getattr(found.margins, name, ()):
            if not FIRST_YEAR <= year <= LAST_YEAR:
                message = f"found the year {year}; must be from {FIRST_YEAR} to {LAST_YEAR}"
                yield _at(document, ("margins", name, year), message)


def _about_elections(found: TownFile, document: Document) -> Iterator[Problem]:
    """Check for terms that are not in order of time."""
    if found.elections is None:
        return
    months = [found.elections.first, *(change.month for change in found.elections.changes)]
    for index, (earlier, later) in enumerate(pairwise(months)):
        if later <= earlier:
            message = "the terms are not in order of time after the first election"
            yield _at(document, ("elections", "changes", index), message)


def _ids(document: Document) -> list[str]:
    """List ids that are written, right or wrong."""
    listed = document.data.get("communities", ())
    items = listed if isinstance(listed, tuple) else ()
    return [str(item["id"]) for item in items if isinstance(item, dict) and "id" in item]


def _about_adjacency(found: TownFile, document: Document, written: Document) -> Iterator[Problem]:
    """Check for pairs that do not exist, are one community, or are doubled."""
    ids = _ids(written)
    seen: set[frozenset[str]] = set()
    for index, edge in enumerate(found.adjacency):
        path: KeyPath = ("adjacency", index)
        for end in edge[:2]:
            if ids and end not in ids:
                message = f"no community is called {end!r}"
                yield _at(document, path, message, did_you_mean(end, ids))
        pair = frozenset(edge[:2])
        if len(pair) == 1:
            yield _at(document, path, f"{edge.first!r} cannot adjoin itself")
        elif pair in seen:
            yield _at(document, path, f"{edge.first!r} and {edge.second!r} are there twice")
        seen.add(pair)


def _about_counts(found: TownFile, document: Document) -> Iterator[Problem]:
    """Check for counts of nothing, too many, or the unknown."""
    if not found.counts:
        return
    if found.copies > 1:
        yield _at(document, ("counts",), "a town made of copies cannot have counts")
        return
    places = found.communities or ()
    residents = {one.id: one.residents for one in places}
    households = {one.id: one.households for one in places}
    for index, message, key in wrong_counts(found.counts, residents, households):
        path: KeyPath = ("counts", index, key) if key else ("counts", index)
        name = found.counts[index].community or ""
        hint = did_you_mean(name, list(residents)) if key else ""
        yield _at(document, path, message, hint)


def _about_sources(found: TownFile, document: Document, written: Document) -> Iterator[Problem]:
    """Check for sources of what the file does not hold."""
    if not found.sources:
        return
    known = {written.name(path) for path in written.places if path}
    known |= {f"communities.{name}" for name in Community.model_fields}
    for path in found.sources:
        if path not in known:
            yield _at(
                document,
                ("sources", path),
                f"there is nothing at {path!r} in the file",
                did_you_mean(path, sorted(known)),
            )


def _sources(
    found: TownFile, document: Document, stated: dict[KeyPath, Stated]
) -> dict[str, Source]:
    """Find how each number is known, by key path."""
    listed = {path: Source(entry.mark, entry.source) for path, entry in found.sources.items()}
    written = {
        document.name(path): number.source
        for path, number in stated.items()
        if number.source is not None
    }
    return {**listed, **written}
