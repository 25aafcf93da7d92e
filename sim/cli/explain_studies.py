"""What explain says of the files that ask for many runs: what is asked, moved, assumed, run."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sim.kinds import file_kinds

if TYPE_CHECKING:
    from sim.analysis.calibration import Target
    from sim.scenario import Scenario
    from sim.sweeps.factors import Factor

_WIDTH = 12
"""Width of the column of names."""


def kind_of_file(text: str) -> str | None:
    """What kind of study a text names; None for a sweep, a scenario, or nothing."""
    from sim.errors import Problem
    from sim.scenario.places import (
        EXPERIMENT,
        looks_like_path,
        shipped_experiments,
        shipped_scenarios,
    )
    from sim.scenario.yamlfile import read_yaml
    from sim.sweeps.kinds import kind_of

    if not looks_like_path(text):
        kinds = [
            kind for kind in (*_explainers(), *file_kinds()) if text in shipped_experiments(kind)
        ]
        return kinds[0] if kinds and text not in shipped_scenarios() else None
    problems: list[Problem] = []
    document = read_yaml(Path(text), text, problems)
    found = kind_of(document, EXPERIMENT) if document is not None else EXPERIMENT
    return None if found == EXPERIMENT else found


def explain_study(text: str, kind: str) -> None:
    """Print what a study is, what it assumes, how many runs it takes, and about how long.

    Args:
        text: A path, or the name of a shipped one.
        kind: What kind of study it is.
    """
    declared = file_kinds().get(kind)
    if declared is not None:
        from sim.studies.explain import explain

        for line in explain(declared, text):
            typer.echo(line)
        return
    _explainers()[kind](text)


def _explainers() -> dict[str, Callable[[str], None]]:
    """What explains each kind of study."""
    return {"calibration": _calibration, "validation": _validation}


def _line(name: str, text: str) -> None:
    """A line with its name before it."""
    typer.echo(f"{f'{name}:' if name else '':<{_WIDTH}} {text}".rstrip())


def _lines(name: str, texts: Sequence[str]) -> None:
    """Several lines under one name."""
    for index, text in enumerate(texts):
        _line(name if not index else "", text)


def _head(study: Any, does: str, scenarios: Sequence[str]) -> None:
    """Name, summary, what it does, and over what."""
    from sim.scenario.explain import seeds_text

    typer.echo(study.name)
    if study.summary:
        typer.echo(study.summary)
    typer.echo("")
    _line("does", does)
    _line("scenarios", ", ".join(scenarios))
    _line("seeds", f"{len(study.seeds):,}: {seeds_text(study.seeds)}")
    for path, value in getattr(study, "settings", {}).items():
        _line("for all", f"{path} = {value}")
    if study.scale is not None:
        _line("scale", f"{study.scale:g} of the residents")


def _assumed(factors: Sequence["Factor"]) -> str:
    """How many of the values that are moved are assumed."""
    from sim.declarations.parameters import PARAMETERS

    names = [factor.name.partition(".")[2] for factor in factors]
    known = [PARAMETERS[name] for name in names if name in PARAMETERS]
    marked = sum(one.source.mark == "assumed" for one in known)
    if not known:
        return "ranges are those of the file, and assumed where it says no source"
    return (
        f"{marked} of the {len(known)} parameters are assumed; ranges of the others of "
        f"{len(factors)} factors are those of the file, and assumed where it says no source"
    )


def _factor(factor: "Factor", scenarios: Sequence[str]) -> str:
    """A factor with its range, unit, and how it is known."""
    from sim.declarations.levers import LEVERS
    from sim.declarations.parameters import PARAMETERS

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


def _factors(factors: Sequence["Factor"], scenarios: Sequence[str]) -> None:
    """Every factor with its range."""
    _line("factors", f"{len(factors):,}")
    for factor in factors:
        typer.echo(f"  {_factor(factor, scenarios)}")
    _line("assumed", _assumed(factors))


def _names(study: Any) -> list[str]:
    """Names of the scenarios."""
    return [base.scenario.name for base in study.bases]


def _calibration(text: str) -> None:
    """A calibration."""
    from sim.declarations.parameters import PARAMETERS
    from sim.scenario.scenario import labels_of
    from sim.sweeps.calibration import load_calibration
    from sim.sweeps.trials import alike

    study = load_calibration(text)
    names = _names(study)
    does = "fits assumed parameters to declared targets, and keeps every set that meets them"
    _head(study, does, names)
    labels = labels_of(base.scenario for base in study.bases)
    _line("targets", f"{len(study.targets):,}")
    for target in study.targets:
        typer.echo(f"  {_target(target, labels)}")
    _line("factors", f"{len(study.free):,} free parameters, none leaves its range")
    for one in study.free:
        unit = PARAMETERS[one.name].unit
        said = "" if unit in ("-", "share", "0-1") else f" {unit}"
        way = ", by ratio" if one.log else ""
        in_force = f"in force {one.default:g}"
        typer.echo(f"  parameters.{one.name}: {one.low:g} to {one.high:g}{said} ({in_force}{way})")
    _lines("held out", [one.name for one in study.held_out] or ["nothing"])
    bands = sum(target.source.mark == "assumed" for target in study.targets)
    _line("assumed", f"all free parameters, and the bands of {bands} of the targets")
    scenarios = study.scenarios({})
    runs = study.search.trials * len(study.seeds)
    _line(
        "runs",
        f"{runs * len(scenarios):,} = {study.search.trials:,} sets x {len(scenarios)} scenarios x "
        f"{len(study.seeds)} seeds, each common past once",
    )
    _time(alike(scenarios), runs)


def _target(target: "Target", labels: Mapping[str, tuple[str, str]]) -> str:
    """A target with its band and how that is known."""
    import math

    from sim.analysis.calibration_tables import described
    from sim.report.words_calibration import title_of

    low, high = target.low, target.high
    band = f"{low:g} to {high:g}"
    if math.isinf(low) or math.isinf(high):
        band = f"below {high:g}" if math.isinf(low) else f"above {low:g}"
    return f"{target.name}: {title_of(described(target, labels), 'en')}: {band} ({target.source})"


def _validation(text: str) -> None:
    """A validation."""
    from sim.analysis.validation import KINDS
    from sim.api.validation import labelled
    from sim.scenario.explain import seeds_text
    from sim.sweeps.validation import load_validation

    study = load_validation(text)
    typer.echo(study.name)
    if study.summary:
        typer.echo(study.summary)
    typer.echo("")
    _line("does", "says of every declared pattern whether the model shows it; fits nothing")
    _line("runs of", ", ".join(one.name for one in study.scenarios))
    _line("seeds", f"{len(study.seeds):,}: {seeds_text(study.seeds)}")
    counts = [
        f"{sum(one.kind == kind for one in study.patterns)} {kind.replace('_', ' ')}"
        for kind in KINDS
    ]
    _line("patterns", f"{len(study.patterns):,}: {', '.join(counts)}")
    for one in labelled(study):
        typer.echo(f"  {one.label[0]} ({one.kind.replace('_', ' ')}; {one.source})")
    bands = sum(one.source.mark == "assumed" for one in study.patterns)
    _line("assumed", f"the expectations of {bands} of the patterns")
    runs = len(study.scenarios) * len(study.seeds)
    _line(
        "runs",
        f"{runs:,} = {len(study.scenarios)} scenarios x {len(study.seeds)} seeds, "
        "each common past once",
    )
    _time(study.groups, len(study.seeds))


def _time(groups: Sequence[Sequence["Scenario"]], times: int) -> None:
    """About how long groups of runs take, each so many times."""
    from sim.runs.options import usable_processors
    from sim.sweeps.board import span
    from sim.sweeps.estimate import time_of

    seconds = times * time_of(groups)
    shared = seconds / max(1, min(usable_processors(), times))
    _line(
        "time",
        f"about {span(shared)} on this machine, {span(seconds)} of processor time (small towns "
        "were timed)",
    )
