"""The command that describes the model: odd."""

from pathlib import Path
from typing import Annotated

import typer


def odd(
    scenario: Annotated[
        str | None,
        typer.Argument(
            help="A path, or the name of a shipped scenario.",
            show_default="the last of the shipped comparison; base with --town",
        ),
    ] = None,
    town: Annotated[
        str | None,
        typer.Option(
            "--town",
            help="A town in place of the scenario's: a path, or the name of a shipped one.",
        ),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language of the text: en.")] = "en",
    out: Annotated[
        Path | None, typer.Option("--out", help="Write to this file instead of the screen.")
    ] = None,
) -> None:
    """Write the description of the model (ODD protocol) with a scenario and its town."""
    from sim.runs.progress import doing

    with doing("describing the model"):
        from sim.report.odd.document import odd as describe
        from sim.report.odd.document import write_odd

        text = describe(scenario, town=town, language=lang)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_odd(out, text)
        typer.echo(f"{out} is written")
