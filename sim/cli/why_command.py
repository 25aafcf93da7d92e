"""The command why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from sim.cli.analysis_commands import conclude, say_stopped
from sim.cli.options import (
    RESULTS,
    SCENARIO,
    Baseline,
    Interval,
    Language,
    Months,
    Overwrite,
    Settings,
    Workers,
)

if TYPE_CHECKING:
    from sim.analysis.statistics import IntervalMethod


def why(
    scenario: Annotated[str, typer.Argument(help=SCENARIO)],
    baseline: Baseline,
    seed: Annotated[
        int | None, typer.Option("--seed", help="One seed alone; gives no intervals.")
    ] = None,
    seeds: Annotated[
        str | None, typer.Option("--seeds", help="Such as 0..9 or 0,2,5.", show_default="0..4")
    ] = None,
    workers: Workers = None,
    scale: Annotated[
        float | None,
        typer.Option(
            "--scale", help="Share of the residents that is simulated, 0.01-1.", show_default="0.1"
        ),
    ] = None,
    months: Months = None,
    set_: Settings = None,
    interval: Interval = "t",
    metric: Annotated[
        str, typer.Option("--metric", metavar="NAME", help="The metric whose effect is divided.")
    ] = "participation_rate",
    channel: Annotated[
        list[str] | None,
        typer.Option(
            "--channel",
            metavar="NAME",
            help="A channel to divide the effect among: "
            "visit, neighbour, organisation, announcement, meeting or prize; repeatable. "
            "Each more doubles the runs.",
            show_default="all six",
        ),
    ] = None,
    paths_only: Annotated[
        bool,
        typer.Option(
            "--paths-only",
            help="Only say whose path differs, and leave out dividing "
            "the effect, which takes 128 runs a seed.",
        ),
    ] = False,
    lang: Language = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for the results.", show_default="results/SCENARIO-why"),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Say whose path differs between two scenarios, since when, and through which channel."""
    from sim.api.why import why as say_why
    from sim.errors import OptionError
    from sim.report.why_table import print_why

    if seed is not None and seeds is not None:
        raise OptionError("seed: give --seed or --seeds, not both")
    folder = out or RESULTS / f"{Path(scenario).stem}-why"
    try:
        found = say_why(
            scenario,
            baseline=baseline,
            out=folder,
            seeds=seeds if seed is None else seed,
            metric=metric,
            scale=scale,
            months=months,
            workers=workers,
            settings=set_ or (),
            interval=cast("IntervalMethod", interval),
            channels=channel or None,
            decompose=not paths_only,
            language=lang,
            overwrite=overwrite,
        )
    except KeyboardInterrupt:
        say_stopped(folder)
        raise
    print_why(found.tables, found.about(lang), lang)
    conclude(found, lang)
