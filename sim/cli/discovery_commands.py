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


def discover(
    discovery: Annotated[
        str,
        typer.Argument(
            help="A path, or the name of a shipped one, such as discovery; or a folder "
            "of results, whose runs are looked at as they lie there."
        ),
    ],
    seeds: FileSeeds = None,
    workers: Workers = None,
    scale: Scale = None,
    months: Months = None,
    set_: Settings = None,
    interest: Annotated[
        list[str] | None,
        typer.Option(
            "--interest",
            metavar="CONDITION",
            help="What must hold of a point, such as "
            "'participation_rate > 0.3' or 'cost < 2e7'; repeatable, all of it must hold.",
            show_default="of the file",
        ),
    ] = None,
    design: Annotated[
        str | None, typer.Option("--design", help="Which design of a folder that holds several.")
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", help="Which scenario of a folder that holds more than two."),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            help="Scenario of a folder that is taken from it.",
            show_default="the first of two, else none",
        ),
    ] = None,
    lang: Language = "en",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Folder for the results.",
            show_default="results/DISCOVERY, or results/FOLDER-discovery",
        ),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Say under which conditions an outcome of interest comes about: boxes and feature scores."""
    from sim.api.discovery import discover as find
    from sim.api.discovery import is_folder
    from sim.report.words_discovery import print_discovery

    given = Path(discovery)
    own = f"{given.resolve().name}-discovery" if is_folder(discovery) else given.stem
    folder = out or RESULTS / own
    try:
        found = find(
            discovery,
            out=folder,
            seeds=seeds,
            workers=workers,
            scale=scale,
            months=months,
            settings=set_ or (),
            interest=interest or None,
            design=design,
            scenario=scenario,
            baseline=baseline,
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
