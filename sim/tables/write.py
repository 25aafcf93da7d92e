"""The town file: every number with its cell, every missing one marked assumed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.calendar import format_month, parse_month
from sim.declarations.parameters import PARAMETERS
from sim.errors import ModelError, Problem, ScenarioError
from sim.scenario.explain import comment, in_quotes
from sim.scenario.fields import Stated
from sim.scenario.loadtown import read_town
from sim.scenario.places import NamedFile
from sim.scenario.town import LEVELS, OLDEST, ByOrigin, Town
from sim.scenario.yamlfile import MOST_VALUES, TOO_LARGE_FILE, TOO_MANY_VALUES
from sim.tables.beside import Beside
from sim.tables.complete import Draft, ExactCount, Settlement
from sim.words import Speech
from sim.world.joint import joint_of, size_table

_MONTH = parse_month("2021-01")
"""Month for which it is tried whether counts can be met."""
_ORDER = ("residents", "households", "groups", "grids", "units", "migrants")


@dataclass(frozen=True)
class Written:
    """What a town file is made of.

    Attributes:
        draft: The town.
        case: The town whose margins stand in for what is not known.
        named: Name of the file without its ending.
        files: The tables, as the user named them.
        notes: How the tables were read.
        beside: What stands beside the file.
    """

    draft: Draft
    case: Town
    named: str
    files: Sequence[str]
    notes: Sequence[str]
    beside: Sequence[Beside] = ()

    def has(self, key: str) -> bool:
        """Tell whether something stands beside the file."""
        return any(one.key == key for one in self.beside)


def town_text(written: Written, speech: Speech) -> str:
    """Write the text of a commented town file."""
    draft, case, named = written.draft, written.case, written.named
    files, notes = written.files, written.notes
    label = draft.name or named
    lines = [
        *comment(speech("tables.file.head", files=speech.commas(files))),
        *comment(speech("tables.file.marks")),
        *(line for note in notes for line in comment(f"- {note}", hanging=2)),
        "",
        f"label: {{en: {in_quotes(label_en(named, draft.name))}, zh: {in_quotes(label)}}}",
        "",
        *comment(speech("tables.file.totals")),
        "totals:",
        *(f"  {name}: {stated(number)}" for name, number in draft.totals.items()),
        "",
        *comment(speech("tables.file.grid_workers", case=speech.pick(case.label))),
        f"grid_workers: {stated(draft.grid_workers)}",
        "",
        *_sources(case, speech, ring=not written.has("outlines")),
        "",
        *_beside(written, speech),
        *comment(speech("tables.file.communities")),
        "communities:",
        *(line for one in draft.communities for line in _community(one)),
        "",
        *_margins(draft, case, speech),
        "",
        *_counts(draft, speech),
        *_ties(case, speech),
        "",
        *comment(speech("tables.file.elections")),
        *_elections(case),
    ]
    if not written.has("outlines"):
        lines += ["", *comment(speech("tables.file.adjacency")), *_adjacency(draft.communities)]
    lines += _levers(draft, speech)
    return "\n".join(lines) + "\n"


def _beside(written: Written, speech: Speech) -> Iterable[str]:
    """Name the files beside it."""
    if written.beside:
        yield from comment(speech("tables.file.beside"))
        yield from (f"{one.key}: {one.named(written.named)}" for one in written.beside)
        yield ""


def _levers(draft: Draft, speech: Speech) -> Iterable[str]:
    """Write values of levers by community, for a scenario."""
    if draft.levers:
        yield ""
        yield from comment(speech("tables.file.levers"))
        yield "# levers:"
        for name, value in draft.levers.items():
            parts = ", ".join(f"{key}: {_number(one.value)}" for key, one in value.items())
            yield f"#   {name}: {{{parts}}}"


def label_en(named: str, zh: str) -> str:
    """Make an English label: the name of the file, as a name."""
    return " ".join(part.capitalize() for part in named.replace("-", "_").split("_") if part) or zh


def write_town(path: Path, text: str, written: Written, speech: Speech) -> Town:
    """Write a town file that is whole and can be read, and what stands beside it, or nothing.

    Returns:
        The town.

    Raises:
        ScenarioError: A file cannot be written, what stands beside it is wrong, or its counts
            cannot be met together.
        ModelError: The text is no town, which is our fault.
    """
    files = {path.name: text, **{one.named(path.stem): one.text for one in written.beside}}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent, prefix=".town") as folder:
            for name, content in files.items():
                (Path(folder) / name).write_text(content, encoding="utf-8")
            town = _checked(Path(folder) / path.name, path.resolve(), written, speech)
            for name in reversed(files):
                (Path(folder) / name).replace(path.parent / name)
    except OSError as error:
        reason = error.strerror or str(error)
        message = speech("tables.cannot_write", reason=reason)
        raise ScenarioError(Problem(message, str(path))) from None
    return town


def _checked(path: Path, last: Path, written: Written, speech: Speech) -> Town:
    """Read a town as anybody will, once: a large one takes seconds.

    Args:
        path: Where it is until it is known to be right.
        last: Where it will be, which is what its numbers say of themselves.
        written: What it is made of.
        speech: Language of messages.

    Raises:
        ScenarioError: With what the user's files say wrong.
        ModelError: The town file is wrong, which is our fault.
    """
    told: list[Problem] = []
    town = read_town(NamedFile(path.resolve(), str(last), last.stem), told)
    if town is None or told:
        if told[0].message in (TOO_MANY_VALUES, TOO_LARGE_FILE):
            raise ScenarioError(_too_much(written, speech))
        whose = {one.named(path.stem): one for one in written.beside}
        found = [(whose.get(Path(one.file).name), one) for one in told]
        own = [beside.own(problem) for beside, problem in found if beside is not None]
        if len(own) < len(found):
            error = ScenarioError(told)
            raise ModelError(f"the town that was made cannot be read: {error}") from error
        raise ScenarioError(own)
    if problems := _unmet(town, written.draft.counts, speech):
        raise ScenarioError(problems)
    return town


def _too_much(written: Written, speech: Speech) -> Problem:
    """Tell of a town with more communities and numbers than a file may hold."""
    draft = written.draft
    numbers = sum(len(one.numbers) for one in draft.communities) + len(draft.counts)
    said = {"communities": len(draft.communities), "numbers": numbers, "most": MOST_VALUES}
    counts = {name: speech.count(value) for name, value in said.items()}
    message, hint = speech("tables.too_much", **counts), speech("tables.too_much_hint")
    return Problem(message, speech.commas(written.files), hint=hint, said=True)


def _unmet(town: Town, counts: Sequence[ExactCount], speech: Speech) -> list[Problem]:
    """Tell of counts that cannot be met together, by their cells."""
    found = []
    parameters = {name: one.default for name, one in PARAMETERS.items()}
    for check in (lambda: joint_of(town, _MONTH, parameters), lambda: size_table(town)):
        try:
            check()
        except ScenarioError as error:
            for problem in error.problems:
                place = re.search(r"counts\.\[(\d+)\]", problem.path)
                source = counts[int(place[1]) - 1].number.source if place else None
                near = re.search(r"leave ([\d,.]+)", problem.message)
                values = {"near": near[1] if near else ""}
                key = "tables.unmet" if near else "tables.unmet_sizes"
                hint = speech(f"{key}_hint")
                where = source.text if source else ""
                found.append(Problem(speech(key, **values), where, hint=hint, said=True))
    return found


def stated(number: Stated) -> str:
    """Write a number and how it is known, as a file has it."""
    value = _number(number.value)
    if number.source is None:
        return value
    parts = [f"value: {value}"]
    for key, end in (("low", number.low), ("high", number.high)):
        if end is not None:
            parts.append(f"{key}: {_number(end)}")
    parts.append(f"mark: {number.source.mark}")
    if number.source.text:
        parts.append(f"source: {in_quotes(number.source.text)}")
    return "{" + ", ".join(parts) + "}"


def _number(value: float) -> str:
    """Write a number without needless digits; never in a form with an exponent."""
    if value == int(value):
        return str(int(value))
    return f"{Decimal(repr(value)):f}"


def _sources(case: Town, speech: Speech, ring: bool) -> list[str]:
    """Say how sections that are taken over are known."""
    said = in_quotes(speech("tables.of_case", case=speech.pick(case.label)))
    paths = ("margins", "ties", "elections")
    lines = ["sources:", *(f"  {path}: {{mark: assumed, source: {said}}}" for path in paths)]
    order = in_quotes(speech("tables.file.neighbours"))
    if not ring:
        return lines
    return [*lines, f"  adjacency: {{mark: assumed, source: {order}}}"]


def _community(one: Settlement) -> Iterable[str]:
    """Write the lines of a community."""
    yield f"  - id: {one.id}"
    yield f"    label: {{en: {in_quotes(one.en)}, zh: {in_quotes(one.zh)}}}"
    source = one.origin_source
    yield f"    origin: {one.origin}  # {source.mark}: {source.text}"
    for name in _ORDER:
        if name in one.numbers:
            yield f"    {name}: {stated(one.numbers[name])}"
    if one.month:
        yield f"    member_from: {one.month}  # {one.month_source}"
    if one.notes:
        yield f"    notes: {in_quotes(one.notes)}"


def _margins(draft: Draft, case: Town, speech: Speech) -> Iterable[str]:
    """Write the margins: of the tables where they tell them, else of the case."""
    known, own = draft.margins, case.margins
    yield from comment(speech("tables.file.margins"))
    yield "margins:"
    yield "  ages:"
    for low, high, share in draft.ages:
        yield f"    - [{low}, {high}, {stated(share)}]"
    yield f"  female: {stated(known['female'])}"
    if "senior_high" in known:
        yield f"  senior_high: {{{draft.year}: {stated(known['senior_high'])}}}"
    else:
        years = ", ".join(f"{year}: {_number(one)}" for year, one in own.senior_high.items())
        yield f"  senior_high: {{{years}}}"
        yield f"  county_seat_premium: {_number(own.county_seat_premium)}"
    yield f"  college: {stated(known['college'])}"
    yield "  migrants:"
    for origin in ByOrigin.model_fields:
        yield f"    {origin}: {stated(known[f'migrants.{origin}'])}"
    for name in ("owners", "party_members", "public_job"):
        yield f"  {name}: {_either(known, case, name)}"
    yield "  online:"
    for year, reached in own.online.items():
        parts = f"below_60: {_number(reached.below_60)}, from_60: {_number(reached.from_60)}"
        yield f"    {year}: {{{parts}}}"
    for name in ("vulnerable", "disabled", "births", "deaths"):
        yield f"  {name}: {stated(known[name])}"
    yield "  moves:"
    yield f"    migrant: {_either(known, case, 'moves.migrant')}"
    yield f"    local: {_either(known, case, 'moves.local')}"


def _either(known: Mapping[str, Stated], case: Town, path: str) -> str:
    """Write a margin: of the tables where they tell it, else of the case."""
    return stated(known[path]) if path in known else _of(case, path)


def _of(case: Town, path: str, section: str = "margins") -> str:
    """Write a number of the case, with its range and how it is known there."""
    value: Any = getattr(case, section)
    for part in path.split("."):
        value = getattr(value, part)
    source = case.source_of(f"{section}.{path}")
    low, high = case.ranges.get(f"{section}.{path}", (None, None))
    if source is None and low is None:
        return _number(value)
    parts = [f"value: {_number(value)}"]
    if low is not None and high is not None:
        parts += [f"low: {_number(low)}", f"high: {_number(high)}"]
    said = str(source) if source else ""
    text = f"{case.label.en}: {said}" if said else case.label.en
    return "{" + ", ".join([*parts, "mark: assumed", f"source: {in_quotes(text)}"]) + "}"


def _counts(draft: Draft, speech: Speech) -> Iterable[str]:
    """Write what is to be met to the person."""
    if not draft.counts:
        return
    yield from comment(speech("tables.file.counts"))
    yield "counts:"
    for one in draft.counts:
        parts: list[str] = [f"community: {one.community}"] if one.community else []
        dims: Mapping[str, Any] = dict(one.dims)
        if "hhsize" in dims:
            size, more = dims["hhsize"]
            parts.append(f"household_size: [{size}, {OLDEST if more else size + 1}]")
        if "age" in dims:
            low, high = dims["age"]
            parts.append(f"age: [{low}, {OLDEST if high is None else high}]")
        if "education" in dims:
            levels = ", ".join(LEVELS[level] for level in sorted(dims["education"]))
            parts.append(f"education: [{levels}]")
        parts += [f"{name}: {dims[name]}" for name in ("origin", "sex", "party") if name in dims]
        parts.append(f"count: {stated(one.number)}")
        yield f"  - {{{', '.join(parts)}}}"
    yield ""


def _ties(case: Town, speech: Speech) -> Iterable[str]:
    """Write the margins of ties, taken over."""
    yield from comment(speech("tables.file.ties", case=speech.pick(case.label)))
    yield "ties:"
    yield f"  mean_degree: {_of(case, 'mean_degree', 'ties')}"
    for name in ("inside_group", "inside_community"):
        yield f"  {name}:"
        for origin in ByOrigin.model_fields:
            yield f"    {origin}: {_of(case, f'{name}.{origin}', 'ties')}"
    yield f"  isolated: {_of(case, 'isolated', 'ties')}"


def _elections(case: Town) -> Iterable[str]:
    """Write the elections, taken over."""
    own = case.elections
    yield "elections:"
    yield f"  first: {format_month(own.first)}"
    yield f"  every: {own.every}"
    if own.changes:
        yield "  changes:"
        for change in own.changes:
            yield f"    - [{format_month(change.month)}, {change.every}]"


def _adjacency(communities: Sequence[Settlement]) -> Iterable[str]:
    """Join neighbours in the order of the table, in a ring."""
    names = [one.id for one in communities]
    if len(names) < 2:
        yield "adjacency: []"
        return
    pairs = list(pairwise(names))
    if len(names) > 2:
        pairs.append((names[-1], names[0]))
    yield "adjacency:"
    for first, second in pairs:
        yield f"  - [{first}, {second}, 1]"
