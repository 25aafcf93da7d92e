"""Show results again, and export them."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Export, Language
from sim.words.setting import spoken


def show(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What a run, comparison, sweep or analysis left.")
    ],
    export: Export = None,
    lang: Language = "",
) -> None:
    """Print tables and sentences of saved results again, and what one could do next."""
    from sim.api.texts import print_shown

    print_shown(folder, spoken(lang))
    export_to(folder, export, lang)


def export_to(folder: Path | None, kind: str | None, lang: str) -> None:
    """Export results where that is asked, and say where."""
    if not kind or folder is None:
        return
    from sim.api.export import export
    from sim.report.terminal import print_text

    written = export(folder, kind)
    names = ", ".join(path.name for path in written)
    place = written[0].parent if written else folder
    print_text(spoken(lang)("command.exported", folder=place, names=names), whole=True)
