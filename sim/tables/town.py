"""From files to a town file, all problems told at once."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from sim.declare import Mark
from sim.errors import OptionError, Problem, ScenarioError
from sim.scenario.loadtown import load_town
from sim.scenario.places import shipped_towns
from sim.scenario.town import Town
from sim.tables.beside import is_beside, outlines_beside, tables_beside
from sim.tables.cells import Findings, Place, Sheet
from sim.tables.complete import Completer
from sim.tables.gather import gather
from sim.tables.headings import core
from sim.tables.layout import read_table
from sim.tables.read import OUTLINES, read_sheets
from sim.tables.write import Written, town_text, write_town
from sim.words import Speech
from sim.words.setting import spoken

CASE = "luocheng"
"""The shipped town whose margins stand in for what tables do not tell."""
MOST_PROBLEMS = 40
"""Problems that are told at once."""
GivenMark = Literal["survey", "official", "case"]
"""How numbers of tables can be known."""


@dataclass(frozen=True)
class Made:
    """A town that was written: the file, the town, and how its tables were read."""

    path: Path
    town: Town
    notes: tuple[str, ...]

    def sentences(self, speech: Speech) -> Iterator[str]:
        """Say what was written, how the tables were read, and what to do next."""
        marks = Counter(source.mark for source in self.town.sources.values())
        given = sum(marks[mark] for mark in get_args(GivenMark))
        places = self.town.communities
        if self.notes:
            yield speech("tables.read_so")
            yield from (f"  {note}" for note in self.notes)
        yield speech(
            "tables.written",
            path=self.path,
            communities=len(places),
            residents=speech.count(sum(one.residents for one in places)),
            households=speech.count(sum(one.households for one in places)),
            given=given,
            computed=marks["computed"],
            assumed=marks["assumed"],
        )
        yield speech("tables.behaviour", case=speech.pick(load_town(CASE).label))
        yield speech("tables.next", path=self.path)


def make_town(
    name: str,
    files: str | Path | Sequence[str | Path],
    *,
    mark: str = "official",
    folder: str | Path = ".",
    speech: Speech | None = None,
) -> Made:
    """Write ``NAME.yaml``, a town made of tables that people have.

    Args:
        name: Name of the town, which is that of its file.
        files: Tables (CSV, Excel, pasted text) and, where there are, outlines (GeoJSON).
        mark: How their numbers are known: ``official``, ``survey`` or ``case``; a column of a
            table that says so (依据) comes first.
        folder: Where to write.
        speech: Language of comments and messages; None for that of the reader.

    Returns:
        Path of the file, the town, and how the tables were read.

    Raises:
        ScenarioError: With every problem of the tables, up to `MOST_PROBLEMS`; nothing is written.
        OptionError: An option is not valid, or an extra is missing.
    """
    speech = spoken() if speech is None else speech
    files = [files] if isinstance(files, str | Path) else files
    path = _new_path(name, Path(folder), speech)
    if mark not in get_args(GivenMark):
        allowed = ", ".join(get_args(GivenMark))
        raise OptionError(Problem(speech("tables.mark", mark=mark, allowed=allowed), said=True))
    if not files:
        hint = speech("tables.no_files_hint")
        raise OptionError(Problem(speech("tables.no_files"), hint=hint, said=True))
    findings = Findings(speech)
    maps = [one for one in files if Path(one).suffix.lower() in OUTLINES]
    every = read_sheets([one for one in files if one not in maps], findings)
    sheets = [one for one in every if not is_beside(one)]
    known = named_in(sheets, speech)
    tables = [read_table(sheet, findings, known) for sheet in sheets]
    found = gather(tables, findings)
    case = load_town(CASE)
    how: Mark = next(one for one in get_args(GivenMark) if one == mark)
    draft = Completer(found, case, how, findings).complete()
    if draft is None:
        raise ScenarioError(shortened(findings.problems, speech))
    beside = list(tables_beside(every, draft.names(), findings))
    if len(maps) > 1:
        findings.wrong(Place(str(maps[1])), "outlines_twice")
    beside += [one for file in maps if (one := outlines_beside(file, draft.names(), findings))]
    for one in beside:
        if (path.parent / one.named(path.stem)).exists():
            findings.wrong(Place(str(path.parent / one.named(path.stem))), "exists")
    if findings.problems:
        raise ScenarioError(shortened(findings.problems, speech))
    notes, names = findings.notes, [Path(one).name for one in files]
    written = Written(draft, case, path.stem, names, notes, beside)
    try:
        town = write_town(path, town_text(written, speech), written, speech)
    except ScenarioError as error:
        raise ScenarioError(shortened(error.problems, speech)) from None
    return Made(path, town, tuple(notes))


def named_in(sheets: Sequence[Sheet], speech: Speech) -> frozenset[str]:
    """Find the cores of names of communities that have rows in some sheets."""
    apart = Findings(speech)
    tables = [read_table(sheet, apart) for sheet in sheets]
    entries = [one for table in tables for one in table.entries if one.place.row]
    return frozenset(core(one.name) for one in entries)


def _new_path(name: str, folder: Path, speech: Speech) -> Path:
    """Choose where the file of a new town goes.

    Raises:
        ScenarioError: It cannot be called so, or there is such a file.
    """
    plain = name.removesuffix(".yaml")
    path = folder / f"{plain}.yaml"
    if not re.fullmatch(r"\w[\w-]*", plain):
        hint = speech("tables.bad_name_hint")
        raise ScenarioError(Problem(speech("tables.bad_name", name=name), hint=hint, said=True))
    if plain in shipped_towns():
        hint = speech("tables.shipped_hint", name=plain)
        raise ScenarioError(Problem(speech("tables.shipped", name=plain), hint=hint, said=True))
    if path.exists():
        hint = speech("tables.exists_hint")
        raise ScenarioError(Problem(speech("tables.exists"), str(path), hint=hint, said=True))
    return path


def shortened(problems: Sequence[Problem], speech: Speech) -> list[Problem]:
    """Keep the first forty problems, and say how many more there are."""
    found = list(problems[:MOST_PROBLEMS])
    if more := len(problems) - len(found):
        found.append(Problem(speech("tables.more_problems", count=more), said=True))
    return found
