"""Reads and checks a town file."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from sim.declare import Mark, Source
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario.check import FileModel, check, show
from sim.scenario.fields import Name
from sim.scenario.numbers import Stated, unwrap_all
from sim.scenario.places import Place, exists, find, missing_file
from sim.scenario.town import (
    RESERVED_IDS,
    Community,
    Edge,
    Elections,
    Label,
    Margins,
    TieMargins,
    Totals,
    Town,
)
from sim.scenario.towncsv import with_communities
from sim.scenario.yamlfile import Document, KeyPath, read_yaml

SECTIONS = ("label", "communities", "margins", "ties", "elections")
"""What a town cannot do without."""
SHARE_TOLERANCE = 1e-6


class SourceEntry(FileModel):
    """How the numbers at a key path are known."""

    mark: Mark
    source: str = ""


class TownFile(FileModel):
    """A town file; what is missing is told by `load_town`."""

    label: Label | None = None
    notes: str = ""
    totals: Totals = Totals()
    communities: Annotated[tuple[Community, ...], Field(min_length=1)] | None = None
    margins: Margins | None = None
    ties: TieMargins | None = None
    elections: Elections | None = None
    adjacency: tuple[Edge, ...] = ()
    sources: dict[Name, SourceEntry] = Field(default_factory=dict)


def load_town(path_or_name: str | Path) -> Town:
    """The town of a file, or a shipped town by name.

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


def read_town(place: Place, problems: list[Problem]) -> Town | None:
    """The town of a file, or None and at least one problem."""
    absent = missing_file(place, "town")
    if absent:
        problems.append(absent)
        return None
    before = len(problems)
    document = read_yaml(place.path, place.file, problems)
    if document is None:
        return None
    document = _from_csv(document, place, problems)
    document, stated = unwrap_all(document, problems)
    problems.extend(
        Problem(f"{section!r} is missing", place.file, 1, hint="see the shipped towns")
        for section in SECTIONS
        if section not in document.data
    )
    complete = len(problems) == before
    found, kept = check(TownFile, document, problems)
    if found is None:
        return None
    whole = complete and len(problems) == before
    problems.extend(_about_communities(found, kept, whole))
    problems.extend(_about_margins(found, kept))
    problems.extend(_about_adjacency(found, kept))
    problems.extend(_about_sources(found, kept))
    if len(problems) > before:
        return None
    try:
        return Town.model_validate(
            {
                **{name: getattr(found, name) for name in (*SECTIONS, "adjacency", "notes")},
                "id": place.name,
                "sources": _sources(found, kept, stated),
                "origins": {
                    kept.name(path): origin
                    for path, origin in kept.places.items()
                    if path and path[0] in (*SECTIONS, "adjacency")
                },
                "ranges": {
                    kept.name(path): (number.low, number.high)
                    for path, number in stated.items()
                    if number.low is not None and number.high is not None
                },
            }
        )
    except ValidationError as error:  # pragma: no cover - every rule was checked above
        raise ScenarioError(Problem(str(error), place.file)) from error


def _from_csv(document: Document, place: Place, problems: list[Problem]) -> Document:
    """The document with the communities of a CSV file, when it names one."""
    named = document.data.get("communities")
    if not isinstance(named, str):
        return document
    path = place.path.parent / named
    shown = (Path(place.file).parent / named).as_posix()
    if not exists(path):
        origin = document.origin(("communities",))
        problems.append(
            Problem(f"there is no file {named!r} beside it", origin.file, origin.line,
                    "communities", "a list of communities, or the name of a CSV file")
        )  # fmt: skip
        return document.without([("communities",)])
    found = with_communities(document, path, shown, problems)
    return found if found is not None else document.without([("communities",)])


def _at(document: Document, path: KeyPath, message: str, hint: str = "") -> Problem:
    """A problem at a key path."""
    origin = document.origin(path)
    return Problem(message, origin.file, origin.line, document.name(path), hint)


def _about_communities(found: TownFile, document: Document, whole: bool) -> Iterator[Problem]:
    """Ids that are doubled or reserved, sizes that cannot be, parts that miss the totals."""
    seen: dict[str, int] = {}
    for index, community in enumerate(found.communities or ()):
        path: KeyPath = ("communities", index)
        if community.id in seen:
            other = document.origin(("communities", seen[community.id]))
            yield _at(document, (*path, "id"), f"{community.id!r} is also the id of {other}")
        seen.setdefault(community.id, index)
        if community.id in RESERVED_IDS:
            yield _at(document, (*path, "id"), f"{community.id!r} stands for the whole town")
        for name, limit in (("households", "residents"), ("groups", "households"),
                            ("grids", "households")):  # fmt: skip
            if getattr(community, name) > getattr(community, limit):
                yield _at(
                    document, (*path, name),
                    f"{getattr(community, name):,} {name} for "
                    f"{getattr(community, limit):,} {limit}; there cannot be more",
                )  # fmt: skip
    if not whole or found.communities is None:
        return
    for name in Totals.model_fields:
        total = getattr(found.totals, name)
        parts = (
            len(found.communities)
            if name == "communities"
            else sum(getattr(community, name) for community in found.communities)
        )
        if total is not None and parts != total:
            said = "there are" if name == "communities" else "the communities sum to"
            yield _at(
                document, ("totals", name),
                f"the total is {total:,}, but {said} {parts:,}",
                f"{abs(total - parts):,} too {'many' if parts > total else 'few'}",
            )  # fmt: skip


def _about_margins(found: TownFile, document: Document) -> Iterator[Problem]:
    """Ages with gaps or that do not sum to 1, terms that are not in order."""
    if found.margins is not None:
        bands = found.margins.ages
        path: KeyPath = ("margins", "ages")
        if bands[0].low != 0:
            yield _at(document, (*path, 0), f"the first age is {bands[0].low}; it must be 0")
        for index, (left, right) in enumerate(pairwise(bands), 1):
            if right.low != left.high:
                yield _at(
                    document, (*path, index),
                    f"the ages go on at {right.low}; they must go on at {left.high}",
                )  # fmt: skip
        for index, band in enumerate(bands):
            if band.high <= band.low:
                yield _at(document, (*path, index), f"ages from {band.low} to {band.high}")
        total = sum(band.share for band in bands)
        if abs(total - 1) > SHARE_TOLERANCE:
            yield _at(document, path, f"the shares sum to {total:.6g}; they must sum to 1")
        for name in ("senior_high", "online"):
            for year in getattr(found.margins, name):
                if not 1900 <= year <= 2100:
                    yield _at(document, ("margins", name, year), f"{show(year)} is not a year")
    if found.elections is not None:
        months = [found.elections.first, *(change.month for change in found.elections.changes)]
        for index, (earlier, later) in enumerate(pairwise(months)):
            if later <= earlier:
                yield _at(
                    document, ("elections", "changes", index),
                    "the terms are not in order of time after the first election",
                )  # fmt: skip


def _about_adjacency(found: TownFile, document: Document) -> Iterator[Problem]:
    """Pairs of communities that do not exist, adjoin themselves or are doubled."""
    ids = [community.id for community in found.communities or ()]
    seen: set[frozenset[str]] = set()
    for index, edge in enumerate(found.adjacency):
        path: KeyPath = ("adjacency", index)
        for end in (edge.first, edge.second):
            if ids and end not in ids:
                yield _at(document, path, f"no community is called {end!r}", did_you_mean(end, ids))
        pair = frozenset(edge[:2])
        if len(pair) == 1:
            yield _at(document, path, f"{edge.first!r} cannot adjoin itself")
        elif pair in seen:
            yield _at(document, path, f"{edge.first!r} and {edge.second!r} are there twice")
        seen.add(pair)


def _about_sources(found: TownFile, document: Document) -> Iterator[Problem]:
    """Sources of something that the file does not hold."""
    if not found.sources:
        return
    known = {document.name(path) for path in document.places if path}
    known |= {f"communities.{name}" for name in Community.model_fields}
    for path in found.sources:
        if path not in known:
            yield _at(
                document, ("sources", path), f"there is nothing at {path!r} in the file",
                did_you_mean(path, sorted(known)),
            )  # fmt: skip


def _sources(
    found: TownFile, document: Document, stated: dict[KeyPath, Stated]
) -> dict[str, Source]:
    """How each number is known, by key path."""
    listed = {path: Source(entry.mark, entry.source) for path, entry in found.sources.items()}
    written = {
        document.name(path): number.source
        for path, number in stated.items()
        if number.source is not None
    }
    return {**listed, **written}
