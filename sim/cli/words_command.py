"""Commands that write what people look up: reference, glossary."""

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[
    Path | None, typer.Option("--out", help="Write to this file instead of the screen.")
]


def reference(
    lang: Annotated[str, typer.Option("--lang", help="Language of the text: en or zh.")] = "en",
    out: Out = None,
) -> None:
    """Write the reference of scenario, town and experiment files, levers and parameters."""
    from sim.report.reference.document import reference as describe
    from sim.words import Speech

    _write(describe(lang), Speech(lang)("reference.note"), out)


def glossary(out: Out = None) -> None:
    """Write the terms of the field and of the model, in English and Chinese."""
    from sim.report.reference.document import NOTE
    from sim.report.reference.document import glossary as collect

    _write(collect(), NOTE, out)


def _write(text: str, note: str, out: Path | None) -> None:
    """Print a document, or write it."""
    from sim.report.documents import write_document

    if out is None:
        typer.echo(text, nl=False)
    else:
        write_document(out, text, note)
        typer.echo(f"{out} is written")
