"""Commands that simulate, and that look at what was simulated: run, compare, sweep, show."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.options import RESULTS, SCENARIO, SETS_HELP, Export, FileSeeds, Record, Still, shares
from sim.extras import need_cluster
from sim.words.setting import problem_text, spoken

# --- Show results again, and export them


@shares("with_")
def show(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What a run, comparison, sweep or analysis left.")
    ],
    export: Export = None,
) -> None:
    """Print tables and sentences of saved results again, and what one could do next."""
    from sim.api.texts import print_shown

    print_shown(folder, spoken())
    export_to(folder, export)


def export_to(folder: Path | None, kind: str | None) -> None:
    """Export results where that is asked, and say where."""
    if not kind or folder is None:
        return
    from sim.api.export import export
    from sim.report.shown import print_text

    written = export(folder, kind)
    names = ", ".join(path.name for path in written)
    place = written[0].parent if written else folder
    print_text(spoken()("command.exported", folder=place, names=names), whole=True)


# --- Commands that simulate: run, compare

_NAMED = 3
"""Scenarios that name a folder."""


@shares("scale", "months", "settings", "figures", "overwrite", "with_")
def run(
    scenario: Annotated[str, typer.Argument(help=SCENARIO)],
    seed: Annotated[int, typer.Option("--seed", help="Seed of every draw, 0 or more.")] = 0,
    record: Record = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for the results.", show_default="results/SCENARIO-seedSEED"
        ),
    ] = None,
    export: Export = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            "--checkpoint",
            help="File in which the state is kept once a year of the "
            "run; when it is there, the run goes on from it.",
        ),
    ] = None,
    threads: Annotated[
        int,
        typer.Option(
            "--threads",
            help="Threads that share the residents of a large town; the "
            "numbers do not depend on it.",
        ),
    ] = 1,
    sets: Annotated[str, typer.Option("--sets", metavar="none|N|FILE", help=SETS_HELP)] = "none",
    **options: Any,
) -> None:
    """Run one scenario and print its headline metrics."""
    from sim.api.commands import run as run_scenario
    from sim.api.texts import print_results

    folder = out or RESULTS / f"{Path(scenario).stem}-seed{seed}"
    results = run_scenario(
        scenario,
        seed,
        record=record or (),
        out=folder,
        checkpoint=checkpoint,
        threads=threads,
        sets=sets,
        **options,
    )
    print_results(results, spoken())
    export_to(results.folder, export)


@shares(
    *("seeds", "workers", "scale", "months", "settings", "interval", "metrics", "sets"),
    *("figures", "overwrite", "with_"),
)
def compare(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            help=f"Two or more. {SCENARIO}", show_default="the comparison that is shipped"
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            help="Name of the scenario that the others are compared with.",
            show_default="the first",
        ),
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(
            "--precision",
            help="Half-width of the intervals that you want, in the unit "
            "of each metric (0.01 for a share is one point): tells how many more seeds that takes.",
        ),
    ] = None,
    still: Still = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="FILE",
            help="A table (CSV or Excel) of your town's own counts under the baseline: month, "
            "community (or town), metric, value, error. Sets that disagree with it count less.",
        ),
    ] = None,
    record: Record = None,
    export: Export = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for the results.", show_default="named after the scenarios"
        ),
    ] = None,
    **options: Any,
) -> None:
    """Compare scenarios with a baseline, seed by seed, and draw the figure.

    One that was interrupted goes on when the same line is run again.
    """
    from sim.api.commands import compare as compare_scenarios
    from sim.api.texts import print_results

    try:
        results = compare_scenarios(
            scenarios or None,
            baseline=baseline,
            precision=precision,
            still=still,
            data=data,
            record=record or (),
            out=out or RESULTS / _folder_of(scenarios or ()),
            **options,
        )
    except KeyboardInterrupt as stop:
        for note in getattr(stop, "__notes__", ["nothing was finished"]):
            typer.echo(spoken()("command.stopped_at", note=note), err=True)
        raise
    print_results(results, spoken())
    export_to(results.folder, export)


def _folder_of(scenarios: Sequence[str]) -> str:
    """Name the folder of a comparison by its scenarios, or by the shipped comparison."""
    names = [Path(one).stem for one in scenarios]
    if not names:
        return "compare"
    return "-".join(names[:_NAMED]) + ("-more" if len(names) > _NAMED else "")


# --- Commands about many runs: sweep, verify, and what explain says of an experiment

FAILED = 1
"""Exit code when runs failed, or a store is not what it says."""
_SHOWN = 10
"""Lines of one kind that are printed; the rest is counted."""


@shares("workers", "scale", "months", "settings", "with_")
def sweep(
    experiment: Annotated[str, typer.Argument(help="A path, or the name of a shipped experiment.")],
    seeds: FileSeeds = None,
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
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of the store.", show_default="results/EXPERIMENT"),
    ] = None,
    **options: Any,
) -> None:
    """Run an experiment; it resumes if interrupted."""
    need_cluster(scheduler, cluster)
    from sim.api.studies import run_sweep
    from sim.report.shown import next_steps
    from sim.sweeps.execute import Means
    from sim.sweeps.sweep import line

    folder = out or RESULTS / Path(experiment).stem
    how = Means(retry_failed, timeout, scheduler, cluster)
    try:
        swept = run_sweep(experiment, folder, how, most_cells, seeds=seeds, **options)
    except KeyboardInterrupt:
        typer.echo(spoken()("command.stopped", folder=folder), err=True)
        raise
    count, speech = swept.count, spoken()
    for text in swept.precise:
        typer.echo(text)
    typer.echo(speech("sweep.before", line=line(count, speech), before=count.before, folder=folder))
    typer.echo(next_steps("store", folder, {}, speech))
    if count.failed or count.failed_before:
        _print_failures(folder)
        raise typer.Exit(FAILED)


def _print_failures(folder: Path) -> None:
    """Print the failures of a store, grouped by what happened."""
    from sim.sweeps.store import MOST_TRIES, SweepResults

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


@shares("with_")
def verify(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The store of a sweep, or another folder of results."),
    ],
    rerun: Annotated[
        int, typer.Option("--rerun", min=0, help="Make so many cells again, drawn at random.")
    ] = 0,
    drawn: Annotated[int, typer.Option("--seed", min=0, help="Which ones are drawn.")] = 0,
    mend: Annotated[
        bool,
        typer.Option("--mend", help="Remove what is damaged: the line that made it does it again."),
    ] = False,
) -> None:
    """Check every hash of a store or of other results, and make cells again, to the bit."""
    from sim.sweeps.verify import verify as check

    found, speech = check(folder, rerun, drawn, mend), spoken()
    if found.files:
        typer.echo(speech("verify.files", files=found.files, trials=found.trials))
    if found.plans or not found.files:
        counts = {"cells": found.cells, "failures": found.failures, "plans": found.plans}
        typer.echo(speech("verify.cells", **counts))
    if rerun:
        typer.echo(speech("verify.rerun", cells=found.rerun))
    if found.leftovers:
        typer.echo(speech("verify.leftovers", tables=found.leftovers))
    for title, problems in (("not_rerun", found.not_rerun), ("fault", found.faults)):
        for one in problems[:_SHOWN]:
            head, text = speech(f"verify.{title}"), problem_text(one, speech)
            typer.echo(speech("list.headed", head=head, text=text), err=True)
        if len(problems) > _SHOWN:
            typer.echo(speech("verify.more", number=len(problems) - _SHOWN), err=True)
    if found.mended:
        typer.echo(speech("verify.mended", count=len(found.mended)))
    if (found.faults and not mend) or found.not_rerun:
        raise typer.Exit(FAILED)
    if not found.faults:
        typer.echo(speech("verify.right"))
