"""Commands that explain results: attribute, sensitivity."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import Language, Overwrite

if TYPE_CHECKING:
    from sim.studies.analysis import Analysis


def redraw(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Results of a run, a comparison or a study.")
    ],
    lang: Language = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for the figures.", show_default="that of the results"),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Draw the figures of saved results again, and say what they found; nothing is run."""
    from sim.report.terminal import print_text
    from sim.runs.progress import doing

    with doing("drawing"):
        from sim.api.redraw import redraw as draw

        found = draw(folder, language=lang, out=out, overwrite=overwrite)
    for sentence in found.sentences:
        print_text(sentence)
    names = ", ".join(path.name for path in found.paths) or "nothing: it has no figure"
    typer.echo(f"Drawn in {out or folder}: {names}")


def say_stopped(folder: Path) -> None:
    """How to go on after an interrupt."""
    text = f"stopped; finished runs are in {folder}, and the same command goes on with them"
    typer.echo(text, err=True)


def conclude(found: "Analysis", language: str) -> None:
    """The sentences, and where everything is."""
    from sim.report.terminal import print_text

    for sentence in found.sentences(language):
        print_text(sentence)
    names = ", ".join([*found.manifest["files"], "manifest.json"])
    typer.echo(f"Saved in {found.folder}: {names}")
