"""Commands that look for conditions and choices: discover, search."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.analysis_commands import Language, Workers, conclude, say_stopped
from sim.cli.run_commands import RESULTS, Months, Overwrite, Scale


def discover(
    discovery: Annotated[
        str, typer.Argument(help="A path, or the name of a shipped one, such as discovery.")
    ],
    workers: Workers = None,
    scale: Scale = None,
    months: Months = None,
    lang: Language = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for the results.", show_default="results/DISCOVERY"),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Say under which conditions an outcome of interest comes about: boxes and feature scores."""
    from sim.api.discovery import discover as find
    from sim.report.words_discovery import print_discovery

    folder = out or RESULTS / Path(discovery).stem
    try:
        found = find(
            discovery,
            out=folder,
            workers=workers,
            scale=scale,
            months=months,
            language=lang,
            overwrite=overwrite,
        )
    except KeyboardInterrupt:
        say_stopped(folder)
        raise
    print_discovery(found.tables, found.about(lang), lang)
    conclude(found, lang)


def search(
    choice: Annotated[
        str, typer.Argument(help="A path, or the name of a shipped search, such as search.")
    ],
    workers: Workers = None,
    trials: Annotated[
        int | None,
        typer.Option("--trials", help="Settings that are tried.", show_default="of the file"),
    ] = None,
    scale: Scale = None,
    lang: Language = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for trials and results.",
                     show_default="results/SEARCH"),
    ] = None,
    overwrite: Overwrite = False,
) -> None:  # fmt: skip
    """Search settings of levers under a budget, and name the one that is regretted least."""
    from sim.api.search import search as look_for
    from sim.report.words_search import print_search

    folder = out or RESULTS / Path(choice).stem
    try:
        found = look_for(
            choice,
            out=folder,
            workers=workers,
            trials=trials,
            scale=scale,
            language=lang,
            overwrite=overwrite,
        )
    except KeyboardInterrupt:
        say_stopped(folder)
        raise
    print_search(found.tables, found.manifest["about"], lang)
    conclude(found, lang)
