"""A large town from a short file: its communities laid side by side several times."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.yamlfile import Document, KeyPath

MOST_COPIES = 1_000
_COMMUNITIES, _ADJACENCY = "communities", "adjacency"


def with_copies(document: Document, copies: int) -> Document:
    """A town's document in which its communities stand as often as it says.

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
        data["sources"] = dict(_sources(data["sources"], pattern, copies))
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
    """One copy of a community."""
    label = community["label"]
    return {
        **community,
        "id": f"{community['id']}_{copy}",
        "label": {"en": f"{label['en']} {copy}", "zh": f"{label['zh']}{copy}"},
    }


def _edges(
    data: Mapping[str, Any], pattern: tuple[Mapping[str, Any], ...], copies: int
) -> Iterator[tuple[str, str, Any]]:
    """Neighbours within each copy, then between a copy and the next."""
    for copy in range(1, copies + 1):
        for first, second, weight in data.get(_ADJACENCY, ()):
            yield f"{first}_{copy}", f"{second}_{copy}", weight
    for copy in range(1, copies):
        yield f"{pattern[-1]['id']}_{copy}", f"{pattern[0]['id']}_{copy + 1}", 1


def _sources(
    sources: Mapping[str, Any], pattern: tuple[Mapping[str, Any], ...], copies: int
) -> Iterator[tuple[str, Any]]:
    """What is said of one community is said of its copies."""
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
    """Key paths, in the document with copies, of what is written at a path of the pattern."""
    head = str(path[0]) if path else ""
    if len(path) > 1 and head in sizes and isinstance(path[1], int):
        for copy in range(copies):
            yield (head, copy * sizes[head] + path[1], *path[2:])
    elif len(path) < 2 or head != "sources":
        yield path
