"""Commands that simulate: run, compare."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from sim.cli.options import (
    RESULTS,
    SCENARIO,
    SETS_HELP,
    Export,
    Figures,
    Interval,
    Language,
    Metrics,
    Months,
    Overwrite,
    Record,
    Scale,
    Seeds,
    Sets,
    Settings,
    Still,
    Workers,
)

if TYPE_CHECKING:
    from sim.analysis.intervals import IntervalMethod


_NAMED = 3
"""Scenarios that name a folder."""


def run(
    scenario: Annotated[str, typer.Argument(help=SCENARIO)],
    seed: Annotated[int, typer.Option("--seed", help="Seed of every draw, 0 or more.")] = 0,
    scale: Scale = None,
    months: Months = None,
    set_: Settings = None,
    record: Record = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for the results.", show_default="results/SCENARIO-seedSEED"
        ),
    ] = None,
    overwrite: Overwrite = False,
    export: Export = None,
    figures: Figures = "all",
    lang: Language = "",
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
) -> None:
    """Run one scenario and print its headline metrics."""
    from sim.api.commands import run as run_scenario
    from sim.api.texts import print_results
    from sim.cli.show_commands import export_to
    from sim.words import Speech

    folder = out or RESULTS / f"{Path(scenario).stem}-seed{seed}"
    results = run_scenario(
        scenario,
        seed,
        settings=set_ or (),
        scale=scale,
        months=months,
        record=record or (),
        out=folder,
        overwrite=overwrite,
        checkpoint=checkpoint,
        threads=threads,
        sets=sets,
        language=lang,
        figures=figures,
    )
    print_results(results, Speech(lang))
    export_to(results.folder, export, lang)


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
    seeds: Seeds = None,
    workers: Workers = None,
    scale: Scale = None,
    months: Months = None,
    set_: Settings = None,
    interval: Interval = "t",
    metric: Metrics = None,
    precision: Annotated[
        float | None,
        typer.Option(
            "--precision",
            help="Half-width of the intervals that you want, in the unit "
            "of each metric (0.01 for a share is one point): tells how many more seeds that takes.",
        ),
    ] = None,
    sets: Sets = None,
    still: Still = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="FILE",
            help="A table (CSV) of your town's own counts under the baseline: month, community "
            "(or town), metric, value, error. Sets that disagree with it count less.",
        ),
    ] = None,
    record: Record = None,
    export: Export = None,
    figures: Figures = "all",
    lang: Language = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for the results.", show_default="named after the scenarios"
        ),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Compare scenarios with a baseline, seed by seed, and draw the figure.

    One that was interrupted goes on when the same line is run again.
    """
    from sim.api.commands import compare as compare_scenarios
    from sim.api.texts import print_results
    from sim.cli.show_commands import export_to
    from sim.words import Speech

    speech = Speech(lang)

    try:
        results = compare_scenarios(
            scenarios or None,
            baseline=baseline,
            seeds=seeds,
            workers=workers,
            scale=scale,
            months=months,
            settings=set_ or (),
            metrics=metric or None,
            precision=precision,
            interval=cast("IntervalMethod", interval),
            sets=sets,
            still=still,
            data=data,
            record=record or (),
            language=lang,
            figures=figures,
            out=out or RESULTS / _folder_of(scenarios or ()),
            overwrite=overwrite,
        )
    except KeyboardInterrupt as stop:
        for note in getattr(stop, "__notes__", ["nothing was finished"]):
            typer.echo(speech("command.stopped_at", note=note), err=True)
        raise
    print_results(results, speech)
    export_to(results.folder, export, lang)


def _folder_of(scenarios: Sequence[str]) -> str:
    """Name of the folder of a comparison: its scenarios', or that of the shipped comparison."""
    names = [Path(one).stem for one in scenarios]
    if not names:
        return "compare"
    return "-".join(names[:_NAMED]) + ("-more" if len(names) > _NAMED else "")
