"""The command that writes the brief: report."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Overwrite


def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What a run, comparison, sweep or analysis left.")
    ],
    lang: Annotated[str, typer.Option("--lang", help="Language of the brief: en or zh.")] = "en",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="The file to write.",
            show_default="DIR/report.html; DIR/report.zh.html in Chinese",
        ),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(
            "--figures",
            metavar="FOLDER",
            help="Write every figure of a run or a comparison there too, as PNG and SVG.",
        ),
    ] = None,
    plan: Annotated[
        str,
        typer.Option(
            "--plan",
            metavar="NAME",
            help="Which plan of the store of a sweep.",
            show_default="the one written last",
        ),
    ] = "",
    overwrite: Overwrite = False,
) -> None:
    """Write the brief of a run, a comparison, a sweep or an analysis: one page to print or send."""
    from sim.runs.progress import doing

    with doing("writing the brief"):
        from sim.api.report import write_brief

        path = write_brief(
            folder, language=lang, out=out, figures=figures, plan=plan, overwrite=overwrite
        )
    typer.echo(f"{path} is written")
