"""The scenario and the town, what stands in their files, and how each number is known."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import get_args

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.matters import KINDS, SIZE_HOURS, SIZE_SHARES, SIZE_SOURCE
from sim.declarations.parameters import PARAMETERS
from sim.declare import Mark
from sim.report import documents as md
from sim.report.odd import paths, reading
from sim.report.odd.reading import Constant
from sim.scenario.explain import Row, Section, epoch_lines, number, sections
from sim.scenario.load import Loaded
from sim.words import Speech

_COUNTS = ("residents", "households", "groups", "grids", "units")


def town_rows(loaded: Loaded) -> tuple[Row, ...]:
    """Every number of the town."""
    return _section(loaded, "Town ").rows


def lever_rows(loaded: Loaded) -> tuple[Row, ...]:
    """Every value of a lever that a file sets, the common past included."""
    return tuple(
        row
        for section in sections(loaded)
        if section.title.startswith("Levers")
        for row in section.rows
        if row.value != "off"
    )


def _section(loaded: Loaded, title: str) -> Section:
    """A section of what is in force."""
    return next(one for one in sections(loaded) if one.title.startswith(title))


def scales(loaded: Loaded) -> str:
    """Extent in time and space."""
    scenario, town = loaded.scenario, loaded.scenario.town
    total = {name: sum(getattr(one, name) for one in town.communities) for name in _COUNTS}
    rows = [
        ("step", "one month"),
        ("first month", format_month(scenario.first_month)),
        ("common past", f"{scenario.burn_in} months" if scenario.burn_in else "none"),
        ("regimes part in", format_month(scenario.start)),
        ("last month", format_month(scenario.end - 1)),
        ("months", str(scenario.end - scenario.first_month)),
        ("communities", str(len(town.communities))),
        *((name, number(value)) for name, value in total.items()),
        ("population scale", number(scenario.scale)),
    ]
    return md.table(("extent", f"`{scenario.name}` in `{town.id}`"), rows)


def town(loaded: Loaded) -> str:
    """Communities, margins, ties, elections and adjacency, with how they are known."""
    described = loaded.scenario.town
    others = [row for row in town_rows(loaded) if not row.path.startswith("communities.")]
    return md.paragraphs(
        md.escape(described.notes.strip()),
        md.table(
            ("community", "label", "origin", "joins", *_COUNTS, "migrants"),
            (
                (
                    md.name(one.id),
                    Speech().both(one.label),
                    one.origin,
                    format_month(one.member_from) if one.member_from is not None else "always",
                    *(number(getattr(one, name)) for name in _COUNTS),
                    "margin" if one.migrants is None else number(one.migrants),
                )
                for one in described.communities
            ),
        ),
        "How the numbers of communities are known:",
        md.bullets(_community_sources(loaded)),
        md.table(
            ("number", "value", "range", "known"),
            ((f"`{row.path}`", row.value, _range(loaded, row.path), row.known) for row in others),
        ),
    )


def _range(loaded: Loaded, path: str) -> str:
    """The range that the file gives, or nothing."""
    found = loaded.scenario.town.ranges.get(path)
    return f"{number(found[0])} … {number(found[1])}" if found else ""


def _community_sources(loaded: Loaded) -> Iterator[str]:
    """One line for each field of the communities and each way in which it is known."""
    ways: dict[tuple[str, str], list[str]] = {}
    for row in town_rows(loaded):
        if row.path.startswith("communities.") and row.known != "-":
            _, community, name = row.path.split(".", 2)
            ways.setdefault((name, row.known), []).append(community)
    for (name, known), places in ways.items():
        everywhere = len(places) == len(loaded.scenario.town.communities)
        where = "all" if everywhere else ", ".join(places)
        yield f"`{name}` ({where}): {md.escape(known)}"


def scenario(loaded: Loaded) -> str:
    """What the scenario is, and its files."""
    one = loaded.scenario
    settings = [layer.file for layer in loaded.settings[:1]]
    return md.paragraphs(
        md.escape(one.summary.strip()),
        f"Files, nearest first: {md.names([*settings, *one.chain])}. Sources: "
        f"{md.escape('; '.join(one.sources)) or 'none given'}. Content hash: "
        f"`{one.content_hash}`.",
        md.table(
            ("setting", "value", "written at"),
            ((md.name(row.path), row.value, row.origin) for row in _section(loaded, "Run").rows),
        ),
    )


def levers_in_force(loaded: Loaded) -> str:
    """The levers that files set, with where and how they are known."""
    parts = []
    for section in sections(loaded):
        if not section.title.startswith("Levers"):
            continue
        written = [row for row in section.rows if row.value != "off"]
        off = [row.path for row in section.rows if row.value == "off"]
        parts.append(
            md.paragraphs(
                f"**{section.title}**",
                md.table(
                    ("lever", "value", "written at", "known"),
                    ((md.name(row.path), row.value, row.origin, row.known) for row in written),
                )
                if written
                else "None is set.",
                "Not set, so off: " + md.names(", ".join(off).split(", ")) + "." if off else "",
            )
        )
    return md.paragraphs(*parts)


def epochs(loaded: Loaded) -> str:
    """Spans in which no lever changes, each with what changes at its beginning."""
    lines = []
    for line in epoch_lines(loaded.scenario):
        text = md.escape(line.strip())
        lines.append(f"  - {text}" if line.startswith(" ") else f"- **{text}**")
    events = [
        f"{format_month(event.month)} {event.label}: {' '.join(event.note.split())}".rstrip(": ")
        for event in loaded.scenario.events
    ]
    told = md.paragraphs("Dated entries of the timeline:", md.bullets(map(md.escape, events)))
    return md.paragraphs("\n".join(lines), told if events else "")


# --- numbers by mark ------------------------------------------------------------------------------

MARKS: tuple[str, ...] = get_args(Mark)
_RULES = ("policy", "agents", "month", "kernels", "world", "metrics")


def assumed(loaded: Loaded) -> str:
    """Numbers by mark, and the numbers that stand in the rules themselves."""
    rows = list(marks(loaded))
    total = sum((counter for _, counter in rows), Counter[str]())
    share = total["assumed"] / total.total()
    return md.paragraphs(
        f"Of {total.total()} declared numbers, {total['assumed']} are assumed "
        f"({share:.0%}) and {total['policy']} are targets. Prices of levers that nobody published "
        "are assumed. A value that a file writes without a mark counts as assumed.",
        md.table(
            ("numbers", *MARKS, "all"),
            (
                (name, *(_count(counter[mark]) for mark in MARKS), str(counter.total()))
                for name, counter in [*rows, ("all", total)]
            ),
        ),
        md.heading(3, "Parameters by mechanism"),
        md.table(
            ("mechanism", *MARKS, "all"),
            (
                (group, *(_count(counter[mark]) for mark in MARKS), str(counter.total()))
                for group, counter in _groups()
            ),
        ),
        md.heading(3, "Numbers outside the declarations"),
        "These stand at the top of modules, with their reason, or in the rules themselves. Where "
        "no source is named they are assumed, and they have no range. Numbers that only lay out "
        "arrays, count or change units are left out; 0.5 is often only a rounding, or the middle "
        "of a scale from 0 to 1.",
        md.table(
            ("constant", "value", "meaning"),
            (
                (f"`{one.module.removeprefix('sim.')}.{one.name}`", one.value, one.doc)
                for one in constants()
            ),
        ),
        md.table(("rule", "numbers in it"), written()),
    )


def _count(number: int) -> str:
    """A count, nothing for none."""
    return str(number) if number else ""


def marks(loaded: Loaded) -> Iterator[tuple[str, Counter[str]]]:
    """Numbers by mark: parameters, prices, kinds of matter, levers in force, town."""
    scenario = loaded.scenario
    yield "parameters", Counter(mark_of_parameter(loaded, name) for name in PARAMETERS)
    yield (
        f"levers set by `{scenario.name}` and its past",
        _known(row.known for row in lever_rows(loaded)),
    )
    yield (
        "prices of levers",
        Counter(lever.cost.source.mark for lever in LEVERS.values() if lever.cost.yuan),
    )
    yield (
        "kinds and sizes of matters",
        Counter(kind.source.mark for kind in KINDS for _ in (kind.share, kind.agreement))
        + Counter(SIZE_SOURCE.mark for _ in (*SIZE_SHARES, *SIZE_HOURS)),
    )
    yield (
        f"town `{scenario.town.id}`",
        _known(row.known for row in town_rows(loaded) if row.known != "-"),
    )


def mark_of_parameter(loaded: Loaded, name: str) -> str:
    """How the value in force of a parameter is known."""
    path = f"parameters.{name}"
    if path not in loaded.scenario.origins:
        return PARAMETERS[name].source.mark
    known = loaded.scenario.known.get(path)
    return known.mark if known else "assumed"


def _known(texts: Iterable[str]) -> Counter[str]:
    """Marks of values that are told as ``mark: source``."""
    return Counter(text.partition(":")[0] for text in texts)


def _groups() -> Iterator[tuple[str, Counter[str]]]:
    """Defaults of parameters by mechanism and mark."""
    for group in dict.fromkeys(one.group for one in PARAMETERS.values()):
        yield group, Counter(one.source.mark for one in PARAMETERS.values() if one.group == group)


def constants() -> list[Constant]:
    """Explained numbers at the top of the modules of the model."""
    return [
        constant
        for package in _RULES
        for one in reading.modules(f"sim.{package}")
        for constant in one.constants
        if package != "kernels" and "shape" not in constant.doc
    ]


def written() -> Iterator[tuple[str, str]]:
    """Rules with numbers of their own."""
    for rule in paths.all_rules():
        numbers = reading.plain_numbers(rule)
        if numbers and rule.module != "sim.kernels.maths":
            yield f"`{rule.module.removeprefix('sim.')}.{rule.name}`", ", ".join(numbers)
