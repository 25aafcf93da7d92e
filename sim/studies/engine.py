"""Conducts a study of any kind, and explains it: one way for all of them."""

import json
import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Unpack

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.errors import Problem, stoppable
from sim.extend import options as with_options
from sim.extend import with_extensions
from sim.extras import need
from sim.kinds import Kind
from sim.runs import files
from sim.runs.manifest import describe, now, package_version, plain
from sim.runs.options import (
    Problems,
    check_choice,
    check_memory,
    size_of,
    usable_processors,
    worker_count,
)
from sim.runs.progress import doing
from sim.runs.request import Options, Request, requested
from sim.scenario import Scenario
from sim.scenario.explain import seeds_text
from sim.studies.analysis import Analysis, files_of, save_analysis
from sim.studies.runs import Runs
from sim.sweeps.experiment import load_experiment
from sim.sweeps.factors import Factor
from sim.sweeps.plan import Effort, estimate, make_plan, time_of
from sim.sweeps.plan import Plan as RunPlan
from sim.sweeps.sweep import span
from sim.words.setting import spoken
from sim.words.speech import Speech

if TYPE_CHECKING:
    import pandas as pd


# --- Conducts a study of any kind: checks, loads, runs, saves; one way for all of them


class StudyPlan(Protocol):
    """What the file of a study, or its scenarios, ask for, checked."""

    @property
    def scenarios(self) -> "Sequence[Scenario]":
        """The scenarios, for the manifest."""

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds, ascending."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a study came to: its tables, and what sentences and figures say it is about.

    ``manifest`` holds what its manifest says besides.
    """

    tables: "Mapping[str, pd.DataFrame]"
    about: Mapping[str, Any]
    manifest: Mapping[str, Any] = field(default_factory=dict)


@with_extensions
def conduct(
    kind: Kind,
    subject: str | Path,
    *,
    out: str | Path,
    own: Mapping[str, Any] | None = None,
    allowed: bool = True,
    **options: Unpack[Options],
) -> Analysis:
    """Conduct a study: check everything, run what is missing, save what it found.

    A call that was interrupted or killed goes on where it was. With ``allowed`` False nothing is
    run: the answer is made of the runs that lie in the folder. ``own`` has the options that only
    this kind has.

    Raises:
        UserError: With every problem of file, options and folder.
        ModelError: Runs failed; the others are kept.
        KeyboardInterrupt: It was stopped; what is finished is kept.
    """
    if kind.extra:
        need(kind.extra, f"cogov {kind.command}")
    folder, begin, started = Path(out), time.perf_counter(), now()
    study, problems = kind.study, Problems()
    request = checked(kind, options, own or {}, problems)
    plan: Any = None
    with problems.gather():
        plan = study.load(subject, request)
    prepare = getattr(study, "prepare", None)
    if plan is None or prepare is None:
        names = files_of(kind)
        problems.add(files.check_folder(folder, names, request.overwrite, kind.name))
    problems.settle()
    if allowed:
        processes = worker_count(request.workers)
        check_memory(plan.scenarios, processes if processes > 1 else 0, shared=True)
    if prepare is None:
        files.create_folder(folder)
    else:
        prepare(plan, folder, files_of(kind), request.overwrite)
    shared = [name for name in kind.common if name not in ("workers", "seeds")]
    given: dict[str, Any] = {name: getattr(request, name) for name in shared}
    if given.get("sets") is not None:
        given["sets"] = str(given["sets"])
    given |= request.own
    given |= {name: None for name in ("scale", "months") if name not in given}
    with files.writing(folder), files.locked(folder / f".{kind.name}.lock"), stoppable():
        runs = Runs(folder, given, request.workers, request.progress, allowed)
        found: Found = study.conduct(plan, runs)
        manifest = describe(kind.name, plan.scenarios, plan.seeds, given)
        for name, value in plain(found.manifest).items():
            known = manifest.get(name)
            manifest[name] = {**known, **value} if isinstance(known, dict) else value
        manifest["about"] = plain(found.about)
        manifest["command"] = command_of(kind, subject, plan, given)
        if hasattr(plan, "text"):
            manifest["study"] = {"file": plan.file, "summary": plan.summary, "text": plan.text}
        manifest["packages"] |= {name: package_version(name) for name in kind.packages}
        manifest["timings"] = {
            "started": started,
            "finished": now(),
            "seconds": round(time.perf_counter() - begin, 3),
        }
        with doing(spoken()("progress.tables"), request.progress):
            made = Analysis(kind.name, found.tables, manifest, folder)
            return save_analysis(made, request.language, request.draws)


def checked(kind: Kind, options: Options, own: Mapping[str, Any], problems: Problems) -> Request:
    """Read the options of a study that are right; ``problems`` receives what is wrong."""
    declared = {one.name: one for one in kind.options}
    pair = {"baseline"} if kind.argument == "pair" else set()
    unknown = [name for name in own if name not in declared.keys() | pair]
    known = ("language", "figures", "overwrite", "progress", *kind.common)
    found = requested(kind.command, {**options, **dict.fromkeys(unknown)}, known, problems)
    own = {**{one.name: one.default for one in kind.options}, **own}
    for name, option in declared.items():
        value = own[name]
        if value is None:
            continue
        if option.values:
            problems.add(check_choice(name, value, option.values))
        if option.low is not None and value < option.low:
            least = f"{option.low:,} to {option.high:,}" if option.high else f"{option.low} or more"
            problems.add([Problem(f"{value} is outside {least}", path=name)])
        elif option.high is not None and value > option.high:
            text = f"{value} is outside {option.low:,} to {option.high:,}"
            problems.add([Problem(text, path=name)])
    return replace(found, own=own)


def command_of(kind: Kind, subject: str | Path, plan: StudyPlan, given: Mapping[str, Any]) -> str:
    """Write the command for the same numbers, with each option given."""
    words = ["cogov", kind.command, *([str(subject)] if subject else [])]
    flags = {one.name: one.flag or f"--{one.name}" for one in kind.options}
    flags |= {"settings": "--set", "metrics": "--metric"}
    defaults = {one.name: one.default for one in kind.options} | {"interval": "t"}
    if given.get("baseline") is not None:
        words += ["--baseline", str(given["baseline"])]
    # Runs that lie in a folder have the seeds that they have.
    if plan.scenarios and "seeds" in kind.common:
        words += ["--seeds", seeds_text(plan.seeds).strip("[]").replace(" ", "")]
    for name, value in given.items():
        unsaid: tuple[Any, ...] = (None, (), [], {}, defaults.get(name))
        if name == "baseline" or value in unsaid:
            continue
        flag = flags.get(name, f"--{name}")
        if isinstance(value, bool):
            words.append(flag)
        elif isinstance(value, Mapping):
            for path, one in value.items():
                text = one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)
                words += [flag, f"{path}={text}"]
        elif isinstance(value, list | tuple):
            words += [part for one in value for part in (flag, str(one))]
        else:
            words += [flag, str(value).removesuffix(".0")]
    return shlex.join([*words, *with_options()])


# --- What explain says of a study: what is asked, moved and assumed, and what it takes

_WIDTH = 12
"""Width of the column of names."""
_SHOWN = 6
"""Values of a factor that are told one by one."""
_BARE = ("", "-", "share", "0-1")
"""Units that are not said of factors."""


def explain(
    kind: Kind, subject: str | Path, speech: Speech, own: Mapping[str, Any] | None = None
) -> list[str]:
    """Explain what a study is, assumes, how many runs it takes, and how long.

    Raises:
        UserError: With every problem of its file.
    """
    declared = {one.name: one.default for one in kind.options}
    plan = kind.study.load(subject, Request(own={**declared, **(own or {})}))
    lines: list[str] = kind.study.explain(plan, speech)
    return lines


def line(speech: Speech, name: str, text: str, **values: object) -> str:
    """Write a line with its name before it; unknown names stay."""
    from rich.cells import cell_len

    key = f"explain.name.{name}"
    said = speech(key, **values) if speech.knows(key) else name
    head = speech("list.headed", head=said, text="").rstrip() if said else ""
    return f"{head}{' ' * (_WIDTH - cell_len(head))} {text}".rstrip()


def lines(speech: Speech, name: str, texts: Sequence[str]) -> list[str]:
    """Write several lines under one name."""
    return [line(speech, name if not index else "", text) for index, text in enumerate(texts)]


def head(speech: Speech, plan: Any, does: str, scenarios: str = "scenarios") -> list[str]:
    """Say name, summary, what it does, and over what."""
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
    """Say what a file says of itself, where it does."""
    text = " ".join(plan.summary.split())
    return [speech.say(text)] if text else []


def _settings(speech: Speech, settings: Mapping[str, object]) -> list[str]:
    """Name what is laid over all scenarios."""
    return [
        line(speech, "for_all", speech("explain.setting", path=path, value=value))
        for path, value in settings.items()
    ]


def factor_lines(speech: Speech, factors: Sequence[Factor], scenarios: Sequence[str]) -> list[str]:
    """Describe every factor with its range, and how many are assumed."""
    return [
        line(speech, "factors", f"{len(factors):,}"),
        *(f"  {_factor(speech, factor, scenarios)}" for factor in factors),
        line(speech, "assumed", _assumed(speech, factors)),
    ]


def _assumed(speech: Speech, factors: Sequence[Factor]) -> str:
    """Say how many of the values that are moved are assumed."""
    names = [factor.name.partition(".")[2] for factor in factors]
    known = [PARAMETERS[name] for name in names if name in PARAMETERS]
    marked = sum(one.source.mark == "assumed" for one in known)
    if not known:
        return speech("explain.assumed_file")
    return speech("explain.assumed_some", marked=marked, known=len(known), factors=len(factors))


def _factor(speech: Speech, factor: Factor, scenarios: Sequence[str]) -> str:
    """Describe a factor with its range, unit, and how it is known."""
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
    """Write a unit behind a range, where it is said."""
    return "" if unit in _BARE else f" {speech.file_unit(unit)}"


def runs_line(speech: Speech, name: str, plan: Any, points: int, found: Effort) -> str:
    """Say how many runs a block takes, and how long."""
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


def time_line(
    speech: Speech, groups: Sequence[Sequence[Scenario]], times: int, besides: float = 0.0
) -> str:
    """Estimate how long groups of runs take, so many times each, and ``besides`` seconds."""
    seconds = times * time_of(groups) + besides
    shared = seconds / max(1, min(usable_processors(), times))
    return _about(speech, shared, seconds)


def _about(speech: Speech, seconds: float, processor: float) -> str:
    """Say about how long runs take."""
    said = {"time": span(seconds, speech), "processor": span(processor, speech)}
    return line(speech, "time", speech("explain.time", **said))


def explain_experiment(subject: str | Path, speech: Speech) -> list[str]:
    """Explain what an experiment is, how many runs it takes, and how long and large.

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


def _sharing(speech: Speech, plan: RunPlan) -> list[str]:
    """Say from where on runs part, and until when seeds are added."""
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


def _values(speech: Speech, plan: RunPlan, name: str) -> str:
    """Write a factor's values: all if few, else both ends."""
    values = list(dict.fromkeys(point.values.get(name) for point in plan.experiment.points))
    numbers = [value for value in values if isinstance(value, float)]
    if len(values) > _SHOWN and len(numbers) == len(values):
        ends = {"low": min(numbers), "high": max(numbers)}
        return speech("explain.sweep.values", name=name, count=len(values), **ends)
    shown = [f"{one:g}" if isinstance(one, float) else str(one) for one in values]
    text = speech.commas(shown[:_SHOWN]) + (" …" if len(shown) > _SHOWN else "")
    return speech("list.headed", head=name, text=text)
