"""Commands that look for conditions and choices: discover."""

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
    print_discovery(found.tables, found.manifest["about"], lang)
    conclude(found, lang)
