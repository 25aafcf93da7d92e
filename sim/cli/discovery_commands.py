"""Commands that look for conditions and choices: discover, search."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.analysis_commands import conclude, say_stopped
from sim.cli.options import (
    RESULTS,
    FileSeeds,
    Language,
    Months,
    Overwrite,
    Scale,
    Settings,
    Workers,
)


def search(
    choice: Annotated[
        str, typer.Argument(help="A path, or the name of a shipped search, such as search.")
    ],
    seeds: FileSeeds = None,
    workers: Workers = None,
    scale: Scale = None,
    months: Months = None,
    set_: Settings = None,
    trials: Annotated[
        int | None,
        typer.Option("--trials", help="Settings that are tried.", show_default="of the file"),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            help="How settings are proposed: tpe (tree-structured Parzen "
            "estimator) or nsga2 (generations that evolve).",
            show_default="of the file",
        ),
    ] = None,
    lang: Language = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for trials and results.", show_default="results/SEARCH"),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Search settings of levers under a budget, and name the one that is regretted least."""
    from sim.api.search import search as look_for
    from sim.report.words_search import print_search

    folder = out or RESULTS / Path(choice).stem
    try:
        found = look_for(
            choice,
            out=folder,
            seeds=seeds,
            workers=workers,
            scale=scale,
            months=months,
            settings=set_ or (),
            trials=trials,
            method=method,
            language=lang,
            overwrite=overwrite,
        )
    except KeyboardInterrupt:
        say_stopped(folder)
        raise
    print_search(found.tables, found.manifest["about"], lang)
    conclude(found, lang)
