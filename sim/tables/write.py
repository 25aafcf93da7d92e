"""The town file: every number with its cell, every missing one marked assumed."""

import json
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.calendar import format_month, parse_month
from sim.declarations.parameters import PARAMETERS
from sim.errors import ModelError, Problem, ScenarioError
from sim.runs.files import atomic
from sim.scenario.loadtown import load_town
from sim.scenario.numbers import Stated
from sim.scenario.town import ByOrigin, Town
from sim.scenario.towncounts import LEVELS, OLDEST
from sim.tables.complete import Counted, Draft, Settlement
from sim.words import Speech
from sim.world.joint import joint_of
from sim.world.sizes import size_table

_WIDTH = 98
_MONTH = parse_month("2021-01")
"""Month for which it is tried whether counts can be met."""
_ORDER = ("residents", "households", "groups", "grids", "units", "migrants")


def town_text(
    draft: Draft, case: Town, named: str, files: Sequence[str], notes: Sequence[str], speech: Speech
) -> str:
    """The text of a commented town file.

    Args:
        draft: The town.
        case: The town whose margins stand in for what is not known.
        named: Name of the file without its ending.
        files: The tables, as the user named them.
        notes: How the tables were read.
        speech: Language of the comments.
    """
    label = draft.name or named
    lines = [
        *_comment(speech("tables.file.head", files=speech.commas(files))),
        *_comment(speech("tables.file.marks")),
        *(line for note in notes for line in _comment(f"- {note}", hanging=2)),
        "",
        f"label: {{en: {_text(label_en(named, draft.name))}, zh: {_text(label)}}}",
        "",
        *_comment(speech("tables.file.totals")),
        "totals:",
        *(f"  {name}: {stated(number)}" for name, number in draft.totals.items()),
        "",
        *_sources(case, speech),
        "",
        *_comment(speech("tables.file.communities")),
        "communities:",
        *(line for one in draft.communities for line in _community(one)),
        "",
        *_margins(draft, case, speech),
        "",
        *_counts(draft, speech),
        *_ties(case, speech),
        "",
        *_comment(speech("tables.file.elections")),
        *_elections(case),
        "",
        *_comment(speech("tables.file.adjacency")),
        *_adjacency(draft.communities),
    ]
    return "\n".join(lines) + "\n"


def label_en(named: str, zh: str) -> str:
    """An English label: the name of the file, as a name."""
    return " ".join(part.capitalize() for part in named.replace("-", "_").split("_") if part) or zh


def write_town(path: Path, text: str, counts: Sequence[Counted], speech: Speech) -> Town:
    """Write a town file that is whole and can be read, or nothing.

    Returns:
        The town.

    Raises:
        ScenarioError: The file cannot be written, or its counts cannot be met together.
        ModelError: The text is no town, which is our fault.
    """
    try:
        with atomic(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
            try:
                town = load_town(temporary.resolve())
            except ScenarioError as error:
                raise ModelError(f"the town that was made cannot be read: {error}") from error
            if problems := _unmet(town, counts, speech):
                raise ScenarioError(problems)
    except OSError as error:
        reason = error.strerror or str(error)
        message = speech("tables.cannot_write", reason=reason)
        raise ScenarioError(Problem(message, str(path))) from None
    return load_town(path.resolve())


def _unmet(town: Town, counts: Sequence[Counted], speech: Speech) -> list[Problem]:
    """Counts that cannot be met together, by their cells."""
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
    """A number and how it is known, as a file has it."""
    value = _number(number.value)
    if number.source is None:
        return value
    parts = [f"value: {value}"]
    for key, end in (("low", number.low), ("high", number.high)):
        if end is not None:
            parts.append(f"{key}: {_number(end)}")
    parts.append(f"mark: {number.source.mark}")
    if number.source.text:
        parts.append(f"source: {_text(number.source.text)}")
    return "{" + ", ".join(parts) + "}"


def _number(value: float) -> str:
    """A number without needless digits; never in a form with an exponent."""
    if value == int(value):
        return str(int(value))
    return f"{value:.15f}".rstrip("0")


def _text(text: str) -> str:
    """Text in quotes that YAML reads back as it is."""
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str, hanging: int = 0) -> list[str]:
    """A text as comment lines; Chinese is broken anywhere."""
    text = " ".join(text.split())
    width = _WIDTH if text.isascii() else _WIDTH // 2
    return textwrap.wrap(
        text,
        width,
        initial_indent="# ",
        subsequent_indent="# " + " " * hanging,
        break_long_words=not text.isascii(),
    )


def _sources(case: Town, speech: Speech) -> list[str]:
    """How sections that are taken over are known."""
    said = _text(speech("tables.of_case", case=speech.pick(case.label)))
    paths = ("margins", "ties", "elections")
    lines = ["sources:", *(f"  {path}: {{mark: assumed, source: {said}}}" for path in paths)]
    order = _text(speech("tables.file.neighbours"))
    return [*lines, f"  adjacency: {{mark: assumed, source: {order}}}"]


def _community(one: Settlement) -> Iterable[str]:
    """The lines of a community."""
    yield f"  - id: {one.id}"
    yield f"    label: {{en: {_text(one.en)}, zh: {_text(one.zh)}}}"
    source = one.origin_source
    yield f"    origin: {one.origin}  # {source.mark}: {source.text}"
    for name in _ORDER:
        if name in one.numbers:
            yield f"    {name}: {stated(one.numbers[name])}"
    if one.month:
        yield f"    member_from: {one.month}  # {one.month_source}"


def _margins(draft: Draft, case: Town, speech: Speech) -> Iterable[str]:
    """The margins: of the tables where they tell them, of the case elsewhere."""
    known, own = draft.margins, case.margins
    yield from _comment(speech("tables.file.margins"))
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
        yield f"  {name}: {stated(known[name]) if name in known else _of(case, name)}"
    yield "  online:"
    for year, reached in own.online.items():
        parts = f"below_60: {_number(reached.below_60)}, from_60: {_number(reached.from_60)}"
        yield f"    {year}: {{{parts}}}"
    for name in ("vulnerable", "disabled", "births", "deaths"):
        yield f"  {name}: {stated(known[name])}"
    yield "  moves:"
    yield f"    migrant: {_of(case, 'moves.migrant')}"
    yield f"    local: {_of(case, 'moves.local')}"


def _of(case: Town, path: str, section: str = "margins") -> str:
    """A number of the case, with its range and how it is known there."""
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
    return "{" + ", ".join([*parts, "mark: assumed", f"source: {_text(text)}"]) + "}"


def _counts(draft: Draft, speech: Speech) -> Iterable[str]:
    """What is to be met to the person."""
    if not draft.counts:
        return
    yield from _comment(speech("tables.file.counts"))
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
    """Margins of ties, taken over."""
    yield from _comment(speech("tables.file.ties", case=speech.pick(case.label)))
    yield "ties:"
    yield f"  mean_degree: {_of(case, 'mean_degree', 'ties')}"
    for name in ("inside_group", "inside_community"):
        yield f"  {name}:"
        for origin in ByOrigin.model_fields:
            yield f"    {origin}: {_of(case, f'{name}.{origin}', 'ties')}"
    yield f"  isolated: {_of(case, 'isolated', 'ties')}"


def _elections(case: Town) -> Iterable[str]:
    """Elections, taken over."""
    own = case.elections
    yield "elections:"
    yield f"  first: {format_month(own.first)}"
    yield f"  every: {own.every}"
    if own.changes:
        yield "  changes:"
        for change in own.changes:
            yield f"    - [{format_month(change.month)}, {change.every}]"


def _adjacency(communities: Sequence[Settlement]) -> Iterable[str]:
    """Neighbours in the order of the table, in a ring."""
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
