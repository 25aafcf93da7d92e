"""Tables and notes as values that terminal, brief and page render; and their labels."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.declare import Label
from sim.runs.files import MANIFEST, PROGRAM
from sim.scenario.scenario import distinct_labels
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from sim.analysis.compare import Design


# --- What a result is made of for readers: tables of texts. Terminal, page and brief render them

Row = Mapping[str, Any]
"""A row of a table, by column."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of texts.

    The first ``texts`` columns hold texts, the others numbers; each row has its cells, and
    whether it stands out. ``notes`` are sentences below the table. A terminal shows a column if it
    has ``room`` for so many characters; all of them where that is empty.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[tuple[Sequence[str], bool]]
    texts: int = 1
    notes: Sequence[str] = ()
    room: Sequence[int] = ()


def records(table: "pd.DataFrame") -> list[Row]:
    """Read the rows of a table."""
    rows: Any = table.to_dict("records")
    return list(rows)


# --- What readers call scenarios and the communities of a town


@dataclass(frozen=True, slots=True)
class PlaceLabels:
    """Labels of communities, English and Chinese, by id, in town order."""

    labels: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, design: "Design", town: Mapping[str, Any]) -> "PlaceLabels":
        """Take those of a design, or ids where it has none; the manifest's town names them."""
        named = {place: (en, zh) for place, en, zh in design.places}
        ids = [one["id"] for one in town["communities"]]
        return cls({one: named.get(one, (one, one)) for one in ids})

    def pick(self, place: str, speech: Speech) -> str:
        """Pick the label of a community; its id when there is none."""
        return speech.pair(self.labels.get(place, (place, place)))

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids."""
        return iter(self.labels)


def town_of(
    manifest: Mapping[str, Any], scenario: Mapping[str, Any]
) -> tuple[tuple[str, str], tuple[tuple[str, str, str], ...]]:
    """Read the labels of a town, in both languages, and id and labels of its communities.

    ``scenario`` is that of the manifest whose town is meant; older manifests have ids alone.
    """
    town = scenario["town"]
    named = manifest.get("towns", {}).get(town["id"], {})
    en, zh = named.get("label", (town["id"], town["id"]))
    labels = named.get("communities", {})
    ids = [one["id"] for one in town["communities"]]
    return (en, zh), tuple((one, *labels.get(one, (one, one))) for one in ids)


def mapped_town(manifest: Mapping[str, Any], scenario: Mapping[str, Any]) -> dict[str, Any]:
    """Read the town of a scenario: communities, which adjoin, and ``outlines``.

    The last are empty where the town has none.
    """
    town = scenario["town"]
    named = manifest.get("towns", {}).get(town["id"], {})
    return {**town, "outlines": named.get("outlines", {})}


@dataclass(frozen=True, slots=True)
class ScenarioLabels:
    """Labels of scenarios, English and Chinese, by name."""

    labels: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, scenarios: Mapping[str, Any]) -> "ScenarioLabels":
        """Read those of scenarios of a manifest, by name; older ones have none."""
        found = {name: one.get("label") for name, one in scenarios.items()}
        labels = {name: Label(one["en"], one["zh"]) if one else None for name, one in found.items()}
        return cls({name: (en, zh) for name, en, zh in distinct_labels(labels)})

    def pick(self, name: str, speech: Speech) -> str:
        """Pick the label of a scenario; its name when there is none."""
        return speech.pair(self.labels.get(name, (name, name)))

    def about(self, found: Mapping[str, Any], speech: Speech) -> dict[str, Any]:
        """Say what an analysis is about, with its scenarios as readers call them.

        ``found`` is what its manifest says: ``scenario``, ``baseline`` or ``scenarios``, and more.
        """
        named = dict(found)
        for key in ("scenario", "baseline"):
            if key in named:
                named[key] = self.pick(named[key], speech)
        if "scenarios" in named:
            named["scenarios"] = [self.pick(name, speech) for name in named["scenarios"]]
        return named


# --- How to cite a result: authors, version, hashes and date, one line

_SHORT = 10
"""Digits of a hash that tell results apart."""


def cite_line(manifest: Mapping[str, Any], speech: Speech) -> str:
    """Cite program, version, code and date of results in one line, as a reference."""
    hashes, timings = manifest.get("hashes", {}), manifest.get("timings", {})
    made = str(timings.get("finished") or timings.get("started") or manifest.get("written", ""))
    return speech(
        "cite.line",
        version=manifest["code"]["version"],
        code=str(hashes.get("code", ""))[:_SHORT],
        scenarios=speech.commas(
            f"{name} {str(digest)[:_SHORT]}" for name, digest in hashes.get("scenarios", {}).items()
        ),
        year=made[:4] or "–",
        date=made[:10] or "–",
    )


# --- What one could do next with results


def next_steps(kind: str, folder: Path, manifest: Mapping[str, Any], speech: Speech) -> str:
    """Say what one could do next, in one line.

    Args:
        kind: ``run``, ``compare``, ``store`` or ``study``.
        folder: Where the results are.
        manifest: Theirs.
        speech: Says it.
    """
    place = shlex.quote(str(folder))
    items = [speech("next.report", folder=place)]
    if kind == "run":
        items.append(speech("next.compare"))
    if kind == "compare":
        design = manifest["design"]
        other = [one for one in design["scenarios"] if one != design["baseline"]][-1]
        chains = manifest["scenarios"]
        named = [_named(one, chains[one]) for one in (other, design["baseline"])]
        line = shlex.join([PROGRAM, "why", named[0], "--baseline", named[1]])
        items.append(speech("next.why", line=line))
    if kind == "store":
        items.append(speech("next.discover", folder=place))
    else:
        items.append(speech("next.show", folder=place))
    items.append(speech("next.dashboard", folder=place))
    return speech("command.next", items=speech.row(items))


def _named(name: str, scenario: Mapping[str, Any]) -> str:
    """Name a scenario as on the command line."""
    chain = scenario.get("chain") or (name,)
    return name if chain[0] == f"scenarios/{name}.yaml" else str(chain[0])


# --- Tables and texts in the terminal: the only place that prints what was found

WIDE = 140
_LEAST = 8
"""Columns that a text keeps in a narrow terminal."""
"""Columns where there is no terminal to ask."""


def print_tables(tables: Iterable[Shown]) -> None:
    """Print tables with their notes; rows that do not stand out are dim."""
    console = _console()
    for table in tables:
        console.print(_table(table, console.width))
        for note in table.notes:
            console.print(note)


def print_text(text: str, whole: bool = False) -> None:
    """Print text, wrapped to the terminal unless its lines should stay whole."""
    _console().print(text, soft_wrap=whole)


def print_saved(folder: "Path | None", names: Iterable[str], speech: Speech) -> None:
    """Print where results are: the files of a folder, and its manifest."""
    listed = ", ".join([*names, MANIFEST])
    print_text(speech("command.saved", folder=folder, names=listed), whole=True)


def print_cited(manifest: Mapping[str, Any], speech: Speech) -> None:
    """Print how to cite results."""
    print_text(speech("cite.as", line=cite_line(manifest, speech)))


def _table(shown: Shown, width: int) -> "Table":
    """Make a table in our look, with the columns that a terminal of that width holds."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(
        title=shown.title, box=SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False
    )
    room = shown.room or [0] * len(shown.headings)
    fits = [place for place, needed in enumerate(room) if needed <= width]
    for place in fits:
        is_text = place < shown.texts
        # Short texts such as numbers of settings are never cut.
        least = max((len(cells[place]) for cells, _ in shown.rows), default=1)
        table.add_column(
            shown.headings[place],
            justify="left" if is_text else "right",
            no_wrap=not is_text,
            min_width=min(least, _LEAST) if is_text else None,
        )
    for cells, stands_out in shown.rows:
        table.add_row(*(cells[place] for place in fits), style=None if stands_out else "dim")
    return table


def _console() -> "Console":
    """Open standard output, as wide as the terminal, or wide where there is none.

    What looks like markup or an emoji is a text of the user's, and shown as it is.
    """
    from rich.console import Console

    found = Console(highlight=False, markup=False, emoji=False)
    if found.is_terminal:
        return found
    return Console(highlight=False, markup=False, emoji=False, width=WIDE)
