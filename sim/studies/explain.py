"""What explain says of a study: what is asked, moved and assumed, and what it takes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.kinds import Kind
from sim.runs.options import need, size_of, usable_processors
from sim.scenario import Scenario
from sim.scenario.explain import seeds_text
from sim.studies.engine import Request
from sim.sweeps.experiment import load_experiment
from sim.sweeps.factors import Factor
from sim.sweeps.plan import Estimate, Plan, estimate, make_plan, time_of
from sim.sweeps.sweep import span
from sim.words.speech import Speech

_WIDTH = 12
"""Width of the column of names."""
_SHOWN = 6
"""Values of a factor that are told one by one."""
_BARE = ("", "-", "share", "0-1")
"""Units that are not said of factors."""


def explain(
    kind: Kind, subject: str | Path, speech: Speech, own: Mapping[str, Any] | None = None
) -> list[str]:
    """What a study is, what it assumes, how many runs it takes, and about how long: lines.

    Raises:
        UserError: With every problem of its file.
    """
    if kind.extra:
        need(kind.extra, f"cogov {kind.command}")
    declared = {one.name: one.default for one in kind.options}
    plan = kind.study.load(subject, Request(own={**declared, **(own or {})}))
    lines: list[str] = kind.study.explain(plan, speech)
    return lines


def line(speech: Speech, name: str, text: str, **values: object) -> str:
    """A line with its name before it; names without a message stand as they are."""
    from rich.cells import cell_len

    key = f"explain.name.{name}"
    said = speech(key, **values) if speech.knows(key) else name
    head = speech("list.headed", head=said, text="").rstrip() if said else ""
    return f"{head}{' ' * (_WIDTH - cell_len(head))} {text}".rstrip()


def lines(speech: Speech, name: str, texts: Sequence[str]) -> list[str]:
    """Several lines under one name."""
    return [line(speech, name if not index else "", text) for index, text in enumerate(texts)]


def head(speech: Speech, plan: Any, does: str, scenarios: str = "scenarios") -> list[str]:
    """Name, summary, what it does, and over what."""
    names = speech.commas(one.name for one in plan.scenarios)
    found = [plan.name, *_summary(plan, speech), "", line(speech, "does", does)]
    found += [line(speech, scenarios, names)]
    seeds = speech("explain.seeds", count=len(plan.seeds), seeds=seeds_text(plan.seeds))
    found += [line(speech, "seeds", seeds)]
    found += _settings(speech, getattr(plan, "settings", {}))
    if getattr(plan, "scale", None) is not None:
        found.append(line(speech, "scale", speech("explain.scale", scale=plan.scale)))
    return found


def _summary(plan: Any, speech: Speech) -> list[str]:
    """What a file says of itself, where it does."""
    text = " ".join(plan.summary.split())
    return [speech.say(text)] if text else []


def _settings(speech: Speech, settings: Mapping[str, object]) -> list[str]:
    """What is laid over all scenarios."""
    return [
        line(speech, "for_all", speech("explain.setting", path=path, value=value))
        for path, value in settings.items()
    ]


def factor_lines(speech: Speech, factors: Sequence[Factor], scenarios: Sequence[str]) -> list[str]:
    """Every factor with its range, and how many are assumed."""
    return [
        line(speech, "factors", f"{len(factors):,}"),
        *(f"  {_factor(speech, factor, scenarios)}" for factor in factors),
        line(speech, "assumed", _assumed(speech, factors)),
    ]


def _assumed(speech: Speech, factors: Sequence[Factor]) -> str:
    """How many of the values that are moved are assumed."""
    names = [factor.name.partition(".")[2] for factor in factors]
    known = [PARAMETERS[name] for name in names if name in PARAMETERS]
    marked = sum(one.source.mark == "assumed" for one in known)
    if not known:
        return speech("explain.assumed_file")
    return speech("explain.assumed_some", marked=marked, known=len(known), factors=len(factors))


def _factor(speech: Speech, factor: Factor, scenarios: Sequence[str]) -> str:
    """A factor with its range, unit, and how it is known."""
    kind, _, name = factor.name.partition(".")
    if factor.levels:
        ends = speech.commas(f"{one.value}" for one in factor.levels)
    else:
        ends = speech.range(f"{factor.low:g}", f"{factor.high:g}")
    unit, known = "", speech("explain.of_file")
    if kind == "parameters" and name in PARAMETERS:
        unit, known = PARAMETERS[name].unit, speech.known(PARAMETERS[name].source)
    elif kind == "levers" and name.partition(".")[0] in LEVERS:
        unit = LEVERS[name.partition(".")[0]].unit
    elif kind == "events":
        unit = "months"
    only = factor.only and speech("explain.only", scenario=scenarios[factor.only[0]])
    return speech(
        "explain.factor",
        path=factor.name,
        label=speech.factor(factor.name),
        span=ends,
        unit=unit_of(speech, unit),
        known=known,
        only=only or "",
    )


def unit_of(speech: Speech, unit: str) -> str:
    """A unit behind a range, where it is said."""
    return "" if unit in _BARE else f" {speech.file_unit(unit)}"


def runs_line(speech: Speech, name: str, plan: Any, points: int, found: Estimate) -> str:
    """How many runs a block of points takes, and about how long."""
    text = speech(
        "explain.runs",
        runs=found.runs,
        word="" if name == "runs" else speech("explain.runs_word"),
        scenarios=len(plan.scenarios),
        points=points,
        seeds=len(plan.seeds),
        time=span(found.seconds, speech),
        disk=size_of(found.disk),
    )
    return line(speech, name, text)


def time_line(speech: Speech, groups: Sequence[Sequence[Scenario]], times: int) -> str:
    """About how long groups of runs take, each so many times."""
    seconds = times * time_of(groups)
    shared = seconds / max(1, min(usable_processors(), times))
    return _about(speech, shared, seconds)


def _about(speech: Speech, seconds: float, processor: float) -> str:
    """About how long runs take."""
    said = {"time": span(seconds, speech), "processor": span(processor, speech)}
    return line(speech, "time", speech("explain.time", **said))


def explain_experiment(subject: str | Path, speech: Speech) -> list[str]:
    """What an experiment is, how many runs it takes, and about how long and how large: lines.

    Raises:
        UserError: With every problem of its file.
    """
    plan = make_plan(load_experiment(subject))
    experiment, found = plan.experiment, estimate(plan)
    seeds, points = experiment.seeds, len(experiment.points)
    names = [base.scenario.name for base in experiment.bases]
    said = speech("explain.sweep.seeds", count=len(seeds), first=seeds[0], last=seeds[-1])
    counts = {"runs": found.runs, "scenarios": len(names), "points": points, "seeds": len(seeds)}
    more = [speech("explain.sweep.months", months=found.months, residents=found.largest)]
    if found.distinct < found.runs:
        more.insert(0, speech("explain.sweep.distinct", distinct=found.distinct))
    varied = [_values(speech, plan, name) for name in experiment.factors]
    return [
        experiment.name,
        *_summary(experiment, speech),
        "",
        line(speech, "scenarios", speech.commas(names)),
        *_settings(speech, experiment.settings),
        *lines(speech, "varied", varied),
        line(speech, "seeds", said),
        *_sharing(speech, plan),
        *lines(speech, "runs", [speech("explain.sweep.runs", **counts), *more]),
        _about(speech, found.seconds, found.processor_seconds),
        line(speech, "disk", speech("explain.sweep.about", size=size_of(found.disk))),
    ]


def _sharing(speech: Speech, plan: Plan) -> list[str]:
    """From where on runs part, and until when seeds are added."""
    experiment, found = plan.experiment, []
    if experiment.branch_at is not None:
        text = speech(
            "explain.sweep.branch",
            month=format_month(experiment.branch_at),
            sharing=sum(bool(one.past) for one in plan.variants),
            all=len(plan.variants),
        )
        found.append(line(speech, "branch", text))
    if (until := experiment.until) is not None:
        said = {"metric": until.metric, "width": until.half_width, "most": until.most}
        found.append(line(speech, "until", speech("explain.sweep.until", **said)))
    return found


def _values(speech: Speech, plan: Plan, name: str) -> str:
    """The values of a factor: all of them when they are few, else from where to where."""
    values = list(dict.fromkeys(point.values.get(name) for point in plan.experiment.points))
    numbers = [value for value in values if isinstance(value, float)]
    if len(values) > _SHOWN and len(numbers) == len(values):
        ends = {"low": min(numbers), "high": max(numbers)}
        return speech("explain.sweep.values", name=name, count=len(values), **ends)
    shown = [f"{one:g}" if isinstance(one, float) else str(one) for one in values]
    text = speech.commas(shown[:_SHOWN]) + (" …" if len(shown) > _SHOWN else "")
    return speech("list.headed", head=name, text=text)
