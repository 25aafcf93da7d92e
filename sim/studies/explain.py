"""What explain says of a study: what is asked, moved and assumed, and what it takes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.kinds import Kind
from sim.runs.options import need, usable_processors
from sim.runs.room import size_of
from sim.scenario import Scenario
from sim.scenario.explain import seeds_text
from sim.studies.engine import Request
from sim.sweeps.board import span
from sim.sweeps.estimate import Estimate, time_of
from sim.sweeps.factors import Factor

_WIDTH = 12
"""Width of the column of names."""


def explain(kind: Kind, subject: str | Path, own: Mapping[str, Any] | None = None) -> list[str]:
    """What a study is, what it assumes, how many runs it takes, and about how long: lines.

    Raises:
        UserError: With every problem of its file.
    """
    if kind.extra:
        need(kind.extra, f"cogov {kind.command}")
    declared = {one.name: one.default for one in kind.options}
    plan = kind.study.load(subject, Request(own={**declared, **(own or {})}))
    lines: list[str] = kind.study.explain(plan)
    return lines


def line(name: str, text: str) -> str:
    """A line with its name before it."""
    return f"{f'{name}:' if name else '':<{_WIDTH}} {text}".rstrip()


def lines(name: str, texts: Sequence[str]) -> list[str]:
    """Several lines under one name."""
    return [line(name if not index else "", text) for index, text in enumerate(texts)]


def head(plan: Any, does: str, scenarios: str = "scenarios") -> list[str]:
    """Name, summary, what it does, and over what."""
    names = ", ".join(one.name for one in plan.scenarios)
    found = [plan.name, *([plan.summary] if plan.summary else []), "", line("does", does)]
    found += [line(scenarios, names)]
    found += [line("seeds", f"{len(plan.seeds):,}: {seeds_text(plan.seeds)}")]
    for path, value in getattr(plan, "settings", {}).items():
        found.append(line("for all", f"{path} = {value}"))
    if getattr(plan, "scale", None) is not None:
        found.append(line("scale", f"{plan.scale:g} of the residents"))
    return found


def factor_lines(factors: Sequence[Factor], scenarios: Sequence[str]) -> list[str]:
    """Every factor with its range, and how many are assumed."""
    return [
        line("factors", f"{len(factors):,}"),
        *(f"  {_factor(factor, scenarios)}" for factor in factors),
        line("assumed", _assumed(factors)),
    ]


def _assumed(factors: Sequence[Factor]) -> str:
    """How many of the values that are moved are assumed."""
    names = [factor.name.partition(".")[2] for factor in factors]
    known = [PARAMETERS[name] for name in names if name in PARAMETERS]
    marked = sum(one.source.mark == "assumed" for one in known)
    if not known:
        return "ranges are those of the file, and assumed where it says no source"
    return (
        f"{marked} of the {len(known)} parameters are assumed; ranges of the others of "
        f"{len(factors)} factors are those of the file, and assumed where it says no source"
    )


def _factor(factor: Factor, scenarios: Sequence[str]) -> str:
    """A factor with its range, unit, and how it is known."""
    kind, _, name = factor.name.partition(".")
    if factor.levels:
        span = ", ".join(f"{one.value}" for one in factor.levels)
    else:
        span = f"{factor.low:g} to {factor.high:g}"
    unit, known = "", "range of the file"
    if kind == "parameters" and name in PARAMETERS:
        unit, known = PARAMETERS[name].unit, str(PARAMETERS[name].source)
    elif kind == "levers" and name.partition(".")[0] in LEVERS:
        unit = LEVERS[name.partition(".")[0]].unit
    elif kind == "events":
        unit = "months"
    said = f" {unit}" if unit not in ("", "-", "share", "0-1") else ""
    only = "" if factor.only is None else f", only {scenarios[factor.only[0]]}"
    return f"{factor.name}: {span}{said} ({known}){only}"


def runs_line(name: str, plan: Any, points: int, found: Estimate) -> str:
    """How many runs a block of points takes, and about how long."""
    return line(
        name,
        f"{found.runs:,}{'' if name == 'runs' else ' runs'} = {len(plan.scenarios)} scenarios x "
        f"{points:,} points x "
        f"{len(plan.seeds)} seeds; about {span(found.seconds)} on this machine, "
        f"{size_of(found.disk)} of disk",
    )


def time_line(groups: Sequence[Sequence[Scenario]], times: int) -> str:
    """About how long groups of runs take, each so many times."""
    seconds = times * time_of(groups)
    shared = seconds / max(1, min(usable_processors(), times))
    return line(
        "time",
        f"about {span(shared)} on this machine, {span(seconds)} of processor time (small towns "
        "were timed)",
    )
