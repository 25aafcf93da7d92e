"""Tells what a scenario says: every value in force, where it is written, how it is known.

The text is made here as plain tables and lines; `sim.cli` prints it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.declare import Source
from sim.scenario.load import Loaded
from sim.scenario.merge import Merged
from sim.scenario.scenario import Scenario
from sim.scenario.timeline import Epoch, LeverArrays
from sim.scenario.town import Town

NOT_SAID = "assumed"
"""How a number counts when its file does not say how it is known."""
BY_HAND = "chosen"
"""Settings of the calendar and the like: nothing that could be measured."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value in force.

    Attributes:
        path: Key path.
        value: The value with its unit.
        origin: ``file:line``, or where else it is from.
        known: Mark and source: measured or assumed.
    """

    path: str
    value: str
    origin: str
    known: str


@dataclass(frozen=True, slots=True)
class Section:
    """Values that belong together."""

    title: str
    rows: tuple[Row, ...]
    default: bool = False
    """True when neither the file nor its parents set these values."""


def number(value: float) -> str:
    """A number without needless digits."""
    return f"{value:,.10g}"


def seeds_text(seeds: tuple[int, ...]) -> str:
    """Seeds as a file would hold them: ``0..9`` or ``[3, 7]``."""
    if len(seeds) > 1 and seeds == tuple(range(seeds[0], seeds[0] + len(seeds))):
        return f"{seeds[0]}..{seeds[-1]}"
    return f"[{', '.join(str(seed) for seed in seeds)}]"


def across(values: LeverArrays, name: str, communities: tuple[str, ...]) -> str:
    """A lever's value for the town, and for communities that differ from most."""
    plain = values[name].tolist()
    if not plain:
        return "-"
    common = Counter(plain).most_common(1)[0][0]
    others = [
        f"{community} {number(value)}"
        for community, value in zip(communities, plain, strict=True)
        if value != common
    ]
    return number(common) + (f" ({', '.join(others)})" if others else "")


def sections(loaded: Loaded) -> list[Section]:
    """Every value in force, what the files set before what nobody set."""
    return [
        Section("Run", tuple(_run_rows(loaded))),
        Section("Levers", tuple(_lever_rows(loaded.merged))),
        *(
            [
                Section(
                    f"Levers of the common past, under {loaded.scenario.past.name}",
                    tuple(_lever_rows(loaded.past)),
                )
            ]
            if loaded.past and loaded.scenario.past
            else []
        ),
        *(
            [Section("Parameters", tuple(rows))]
            if (rows := list(_parameter_rows(loaded.scenario, written=True)))
            else []
        ),
        Section(
            f"Town {loaded.scenario.town.id}", tuple(_town_rows(loaded.scenario)), default=True
        ),
        Section(
            "Parameters at their defaults",
            tuple(_parameter_rows(loaded.scenario, written=False)),
            default=True,
        ),
    ]


def _known(source: Source | None) -> str:
    """How a number is known."""
    return str(source) if source else NOT_SAID


def _run_rows(loaded: Loaded) -> Iterator[Row]:
    """Town, calendar, seeds, scale and the common past."""
    scenario, origins = loaded.scenario, loaded.scenario.origins
    values = {
        "town": scenario.town.id,
        "population.scale": number(scenario.scale),
        "run.start": format_month(scenario.start),
        "run.months": f"{scenario.months} (to {format_month(scenario.end - 1)})",
        "run.seeds": seeds_text(scenario.seeds),
        "run.burn_in.months": f"{scenario.burn_in} (from {format_month(scenario.first_month)})"
        if scenario.burn_in
        else "0",
        "run.burn_in.under": scenario.past.name if scenario.past else "-",
    }
    for path, value in values.items():
        yield Row(path, value, str(origins.get(path, "default")), BY_HAND)


def _lever_rows(merged: Merged) -> Iterator[Row]:
    """Levers as they are written, then those that nobody sets."""
    seen: set[str] = set()
    for path, placed in merged.placed():
        parts = path.split(".")
        if "levers" not in parts[:3:2]:
            continue
        lever = LEVERS[parts[parts.index("levers") + 1]]
        seen.add(lever.name)
        value = f"{number(placed.value)} {lever.unit}"
        if placed.value == lever.off:
            value += " (off)"
        yield Row(path, value, str(placed.origin), _known(placed.source))
    off = [name for name in LEVERS if name not in seen]
    if off:
        yield Row(", ".join(off), "off", "not set", "-")


def _parameter_rows(scenario: Scenario, *, written: bool) -> Iterator[Row]:
    """Parameters that files set, or those that none sets."""
    for name, parameter in PARAMETERS.items():
        path = f"parameters.{name}"
        origin = scenario.origins.get(path)
        if (origin is not None) != written:
            continue
        value = f"{number(scenario.parameters[name])} {parameter.unit}".removesuffix(" -")
        if origin is None:
            yield Row(path, value, "default", str(parameter.source))
        else:
            value += f" (default {number(parameter.default)})"
            yield Row(path, value, str(origin), _known(scenario.known.get(path)))


def _town_rows(scenario: Scenario) -> Iterator[Row]:
    """Every number of the town."""
    town = scenario.town
    numbers = town.numbers()
    del numbers["id"], numbers["margins"]["ages"], numbers["adjacency"]
    for name in ("observed_ties", "observed_joint_work"):
        numbers.pop(name, None)
    for path, value in _flat(numbers):
        parts = path.split(".")
        if parts[0] == "communities":
            parts[1] = town.community_ids[int(parts[1])]
            if parts[2] == "id" or value is None:
                continue
        elif parts[0] == "elections":
            parts = [f"[{int(part) + 1}]" if part.isdigit() else part for part in parts]
        named = ".".join(parts)
        is_month = parts[-1] in ("member_from", "first") or (
            "changes" in parts and parts[-1] == "[1]"
        )
        shown = format_month(value) if is_month and isinstance(value, int) else value
        text = number(shown) if isinstance(shown, (int, float)) else str(shown)
        origin = town.origins.get(named)
        known = "-" if isinstance(value, str) else _known(town.source_of(named))
        yield Row(named, text, str(origin or "default"), known)
    for index, band in enumerate(town.margins.ages, 1):
        yield _item(town, f"margins.ages.[{index}]", 3, f"ages {band.low}-{band.high}", band.share)
    for index, edge in enumerate(town.adjacency, 1):
        pair = f"{edge.first}, {edge.second}"
        yield _item(town, f"adjacency.[{index}]", 3, pair, edge.weight)
    yield from _tie_rows(town)
    for gone, into in town.mergers.items():
        where = str(town.origins.get(f"mergers.{gone}", ""))
        yield Row(f"communities: {gone}", f"merged into {into}", where, "counted in it throughout")


def _tie_rows(town: Town) -> Iterator[Row]:
    """Ties that were counted, and where ties are drawn instead."""
    observed = town.observed_ties
    for one in town.observed_joint_work:
        path = f"observed_joint_work.{one.community}.{one.unit}"
        trust = "drawn" if one.trust is None else number(one.trust)
        value, origin = f"{number(one.hours)} hours, trust {trust}", str(town.origins.get(path, ""))
        yield Row(path, value, origin, _known(town.source_of("observed_joint_work")))
    if observed is None:
        return
    known = _known(town.source_of("observed_ties"))
    for first, second, ties in observed.pairs:
        ways = (f"observed_ties.{first}.{second}", f"observed_ties.{second}.{first}")
        where = next((str(town.origins[way]) for way in ways if way in town.origins), "")
        yield Row(f"observed_ties: {first}, {second}", number(ties), where, known)
    for name in town.community_ids:
        inside = observed.inside(name)
        if inside is None:
            yield Row(f"observed_ties: {name}", "none", "drawn from ties and adjacency", "-")
        else:
            yield Row(f"ties inside {name}", number(inside), "observed_ties", known)


def _item(town: Town, path: str, place: int, name: str, value: float) -> Row:
    """The number in an item of a list of the town, named by what it is about."""
    section = path.rpartition(".")[0]
    source = town.source_of(f"{path}.[{place}]")
    return Row(f"{section}: {name}", number(value), str(town.origins.get(path, "")), _known(source))


def _flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Leaves of plain values with their key paths."""
    if isinstance(value, dict):
        items = [(str(key), child) for key, child in value.items()]
    elif isinstance(value, list):
        items = [(str(index), child) for index, child in enumerate(value)]
    else:
        yield path, value
        return
    for key, child in items:
        yield from _flat(child, f"{path}.{key}" if path else key)


def epoch_lines(scenario: Scenario) -> list[str]:
    """The epochs, each with the levers that change in it."""
    lines: list[str] = []
    before: Epoch | None = None
    for epoch in scenario.epochs():
        past = scenario.past is not None and epoch.first < scenario.start
        under = f", common past under {scenario.past.name}" if past and scenario.past else ""
        if past and epoch.end > scenario.start:
            under += f" and on from {format_month(scenario.start)}"
        span = f"{format_month(epoch.first)} to {format_month(epoch.end - 1)}"
        lines.append(f"{span} ({epoch.end - epoch.first} months{under})")
        ids = scenario.town.community_ids
        for name, lever in LEVERS.items():
            now = across(epoch.levers, name, ids)
            was = across(before.levers, name, ids) if before else number(lever.off)
            if now != was:
                change = f"{was} -> {now}" if before else now
                lines.append(f"    {name}: {change}")
        before = epoch
    return lines


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that two scenarios say differently.

    Attributes:
        path: Key path, or lever with the months in which it differs.
        left: Value in the first scenario.
        right: Value in the second.
        left_origin: Where the first says so.
        right_origin: Where the second says so.
    """

    path: str
    left: str
    right: str
    left_origin: str
    right_origin: str


def differences(a: Loaded, b: Loaded) -> list[Difference]:
    """Everything in force that differs between two scenarios."""
    return [*_differing_rows(a, b), *_differing_levers(a.scenario, b.scenario)]


def _differing_rows(a: Loaded, b: Loaded) -> Iterator[Difference]:
    """Run, town and parameters; the past counts by its levers."""
    for rows in (_run_rows, _numbers):
        left = {row.path: row for row in rows(a)}
        right = {row.path: row for row in rows(b)}
        for path in dict.fromkeys((*left, *right)):
            one, two = left.get(path), right.get(path)
            if (one.value if one else "") != (two.value if two else ""):
                yield Difference(
                    path,
                    one.value if one else "-",
                    two.value if two else "-",
                    one.origin if one else "-",
                    two.origin if two else "-",
                )


def _numbers(loaded: Loaded) -> Iterator[Row]:
    """Numbers of the town and parameters, with their bare values."""
    for row in _town_rows(loaded.scenario):
        yield Row(f"town.{row.path}", row.value, row.origin, row.known)
    for name, value in loaded.scenario.parameters.items():
        path = f"parameters.{name}"
        origin = str(loaded.scenario.origins.get(path, "default"))
        yield Row(path, number(value), origin, "")


def _differing_levers(a: Scenario, b: Scenario) -> Iterator[Difference]:
    """Levers, by the spans of months in which they differ."""
    first, end = max(a.first_month, b.first_month), min(a.end, b.end)
    edges = {epoch.first for scenario in (a, b) for epoch in scenario.epochs()}
    starts = sorted({first, *(edge for edge in edges if first < edge < end)})
    if first >= end:
        return
    for name in LEVERS:
        spans: list[tuple[int, int, str, str]] = []
        for position, month in enumerate(starts):
            stop = starts[position + 1] if position + 1 < len(starts) else end
            left = across(a.levers_at(month), name, a.town.community_ids)
            right = across(b.levers_at(month), name, b.town.community_ids)
            if spans and spans[-1][1:] == (month, left, right):
                spans[-1] = (spans[-1][0], stop, left, right)
            else:
                spans.append((month, stop, left, right))
        for month, stop, left, right in spans:
            if left != right:
                path = f"{name}, {format_month(month)} to {format_month(stop - 1)}"
                yield Difference(
                    path, left, right, _lever_origin(a, name, month), _lever_origin(b, name, month)
                )


def _lever_origin(scenario: Scenario, name: str, month: int) -> str:
    """Where the lever's value of a month is written, the latest entry that holds."""
    here = scenario.past if scenario.past and month < scenario.start else scenario
    found = "not set"
    for path, origin in here.origins.items():
        if f".levers.{name}." not in f".{path}.":
            continue
        date = path.split(".")[1] if path.startswith("timeline.") else ""
        if date <= format_month(month):
            found = str(origin)
    return found
