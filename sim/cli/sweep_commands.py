"""Commands about many runs: sweep, verify, and what explain says of an experiment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import RESULTS, FileSeeds, Language, Months, Scale, Settings, Workers
from sim.words.setting import spoken

if TYPE_CHECKING:
    pass

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
    from sim.sweeps.sweep import line

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
