"""Commands about many runs: sweep, verify, and what explain says of an experiment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import RESULTS, FileSeeds, Language, Months, Scale, Settings, Workers
from sim.words.setting import spoken

if TYPE_CHECKING:
    from sim.sweeps.plan import Plan

FAILED = 1
"""Exit code when runs failed, or a store is not what it says."""
_SHOWN = 10
"""Lines of one kind that are printed; the rest is counted."""


def sweep(
    experiment: Annotated[str, typer.Argument(help="A path, or the name of a shipped experiment.")],
    seeds: FileSeeds = None,
    workers: Workers = None,
    scale: Scale = None,
    months: Months = None,
    set_: Settings = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do again what failed before.")
    ] = False,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout", help="Seconds after which a run counts as failed.", show_default="no limit"
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="A Dask scheduler, such as tcp://10.0.0.1:8786 or its file (.json), "
            "whose workers do it.",
        ),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="Start a Dask cluster for it: local or slurm.")
    ] = None,
    most_cells: Annotated[
        int, typer.Option("--most-cells", min=1, help="Refuse an experiment of more runs.")
    ] = 100_000,
    lang: Language = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of the store.", show_default="results/EXPERIMENT"),
    ] = None,
) -> None:
    """Run an experiment; it resumes if interrupted."""
    from sim.api.sweeps import run_sweep
    from sim.report.again import next_steps
    from sim.sweeps.board import line

    folder = out or RESULTS / Path(experiment).stem
    try:
        swept = run_sweep(
            experiment,
            folder,
            seeds=seeds,
            workers=workers,
            scale=scale,
            months=months,
            settings=set_ or (),
            retry_failed=retry_failed,
            timeout=timeout,
            scheduler=scheduler,
            cluster=cluster,
            most_cells=most_cells,
        )
    except KeyboardInterrupt:
        typer.echo(spoken(lang)("command.stopped", folder=folder), err=True)
        raise
    count = swept.count
    for text in swept.precise:
        typer.echo(text)
    speech = spoken(lang)
    typer.echo(speech("sweep.before", line=line(count, speech), before=count.before, folder=folder))
    typer.echo(next_steps("store", folder, {}, speech))
    if count.failed or count.failed_before:
        _print_failures(folder)
        raise typer.Exit(FAILED)


def _print_failures(folder: Path) -> None:
    """The failures of a store, grouped by what happened."""
    from sim.sweeps.results import SweepResults
    from sim.sweeps.store import MOST_TRIES

    found = SweepResults(folder)
    rows = found.connection.execute(
        "SELECT failure, error, count(*), min(scenario || ', point ' || point || ', seed ' || seed)"
        " FROM runs WHERE state = 'failed' GROUP BY ALL ORDER BY count(*) DESC, error"
    ).fetchall()
    for kind, error, number, example in rows[:_SHOWN]:
        about = {"number": number, "kind": kind, "error": error, "example": example}
        typer.echo(spoken()("sweep.failed", **about), err=True)
    if len(rows) > _SHOWN:
        typer.echo(spoken()("sweep.more_errors", number=len(rows) - _SHOWN), err=True)
    if any(kind == "killed" for kind, *_ in rows):
        typer.echo(spoken()("sweep.lost", tries=MOST_TRIES), err=True)
    typer.echo(spoken()("sweep.retry"), err=True)


def verify(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The store of a sweep, or another folder of results."),
    ],
    rerun: Annotated[
        int, typer.Option("--rerun", min=0, help="Make so many cells again, drawn at random.")
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Which ones are drawn.")] = 0,
    mend: Annotated[
        bool,
        typer.Option("--mend", help="Remove what is damaged: the line that made it does it again."),
    ] = False,
    lang: Language = "",
) -> None:
    """Check every hash of a store or of other results, and make cells again, to the bit."""
    from sim.sweeps.verify import verify as check

    found, speech = check(folder, rerun, seed, mend), spoken(lang)
    if found.files:
        typer.echo(speech("verify.files", files=found.files, trials=found.trials))
    if found.plans or not found.files:
        counts = {"cells": found.cells, "failures": found.failures, "plans": found.plans}
        typer.echo(speech("verify.cells", **counts))
    if rerun:
        typer.echo(speech("verify.rerun", cells=found.rerun))
    if found.leftovers:
        typer.echo(speech("verify.leftovers", tables=found.leftovers))
    for title, lines in (("not_rerun", found.not_rerun), ("fault", found.faults)):
        for text in lines[:_SHOWN]:
            head = speech(f"verify.{title}")
            typer.echo(speech("list.headed", head=head, text=text), err=True)
        if len(lines) > _SHOWN:
            typer.echo(speech("verify.more", number=len(lines) - _SHOWN), err=True)
    if found.mended:
        typer.echo(speech("verify.mended", count=len(found.mended)))
    if (found.faults and not mend) or found.not_rerun:
        raise typer.Exit(FAILED)
    if not found.faults:
        typer.echo(speech("verify.right"))


def is_experiment(text: str) -> bool:
    """Whether a text names an experiment rather than a scenario."""
    from sim.errors import Problem
    from sim.scenario.places import looks_like_path, shipped_experiments, shipped_scenarios
    from sim.scenario.yamlfile import read_yaml
    from sim.sweeps.schema import KEYS

    if not looks_like_path(text):
        return text in shipped_experiments() and text not in shipped_scenarios()
    problems: list[Problem] = []
    document = read_yaml(Path(text), text, problems)
    return document is not None and bool(KEYS & set(document.data))


def explain_experiment(text: str) -> None:
    """Print what an experiment is, how many runs it takes, and about how long and how large."""
    from sim.calendar import format_month
    from sim.runs.room import size_of
    from sim.sweeps.board import span
    from sim.sweeps.estimate import estimate
    from sim.sweeps.experiment import load_experiment
    from sim.sweeps.plan import make_plan

    plan = make_plan(load_experiment(text))
    experiment = plan.experiment
    typer.echo(experiment.name)
    if experiment.summary:
        typer.echo(experiment.summary)
    typer.echo("")
    names = [base.scenario.name for base in experiment.bases]
    typer.echo(f"scenarios: {', '.join(names)}")
    for path, value in experiment.settings.items():
        typer.echo(f"for all:   {path} = {value}")
    for name in experiment.factors:
        typer.echo(f"varied:    {name}: {_values(plan, name)}")
    seeds = experiment.seeds
    typer.echo(f"seeds:     {len(seeds):,}, {seeds[0]} to {seeds[-1]}")
    if experiment.branch_at is not None:
        sharing = sum(bool(one.past) for one in plan.variants)
        typer.echo(
            f"branch at: {format_month(experiment.branch_at)}; {sharing:,} of "
            f"{len(plan.variants):,} share their past with others"
        )
    if experiment.until is not None:
        until = experiment.until
        typer.echo(
            f"until:     {until.metric} is known to ±{until.half_width:g}, up to "
            f"{until.most:,} seeds; what follows is without those that are added"
        )
    found = estimate(plan)
    points = len(experiment.points)
    typer.echo(
        f"runs:      {found.runs:,} = {len(names)} scenarios x {points:,} points x "
        f"{len(seeds):,} seeds"
    )
    if found.distinct < found.runs:
        typer.echo(f"           {found.distinct:,} of them differ; the others are not run again")
    typer.echo(f"           {found.months:,} months, up to {found.largest:,} residents")
    typer.echo(
        f"time:      about {span(found.seconds)} on this machine, "
        f"{span(found.processor_seconds)} of processor time (small towns were timed)"
    )
    typer.echo(f"disk:      about {size_of(found.disk)}")


def _values(plan: "Plan", name: str) -> str:
    """The values of a factor: all of them when they are few, else from where to where."""
    values = list(dict.fromkeys(point.values.get(name) for point in plan.experiment.points))
    numbers = [value for value in values if isinstance(value, float)]
    if len(values) > _SHOWN and len(numbers) == len(values):
        return f"{len(values):,} values, {min(numbers):g} to {max(numbers):g}"
    shown = [f"{one:g}" if isinstance(one, float) else str(one) for one in values]
    return ", ".join(shown[:_SHOWN]) + (", ..." if len(shown) > _SHOWN else "")
