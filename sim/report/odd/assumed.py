"""How many of the numbers are measured, and how many assumed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import get_args

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.declare import Mark
from sim.report.odd import inputs, paths, reading
from sim.report.odd import markdown as md
from sim.report.odd.reading import Constant
from sim.scenario.load import Loaded

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
        "What decides how people and bodies behave is declared, with a range. What stands at the "
        "top of modules, or in the rules themselves, are definitions, room to work in, steps of "
        "numerical methods, roundings, and the middle of a scale from 0 to 1. Numbers that only "
        "lay out arrays, count or change units are left out.",
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
    """Numbers by mark: parameters, prices, levers in force, town."""
    scenario = loaded.scenario
    yield "parameters", Counter(mark_of_parameter(loaded, name) for name in PARAMETERS)
    yield (
        f"levers set by `{scenario.name}` and its past",
        _known(row.known for row in inputs.lever_rows(loaded)),
    )
    yield (
        "prices of levers",
        Counter(lever.cost.source.mark for lever in LEVERS.values() if lever.cost.yuan),
    )
    yield (
        f"town `{scenario.town.id}`",
        _known(row.known for row in inputs.town_rows(loaded) if row.known != "-"),
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
