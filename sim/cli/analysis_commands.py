"""Commands that explain results: attribute, sensitivity."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.run_commands import RESULTS, Months, Overwrite, Scale

if TYPE_CHECKING:
    from sim.api.analyses import Analysis

_SCENARIO = "A path, or the name of a shipped scenario."
Workers = Annotated[
    int | None,
    typer.Option("--workers", help="Processes, 0 for none but this one; the numbers do not "
                 "depend on it.", show_default="one for each processor"),
]  # fmt: skip
Language = Annotated[
    str, typer.Option("--lang", help="Language of table, figure and sentences: en or zh.")
]


def attribute(
    scenario: Annotated[str, typer.Argument(help=_SCENARIO)],
    baseline: Annotated[
        str, typer.Option("--baseline", help=f"What it is compared with. {_SCENARIO}")
    ],
    seeds: Annotated[
        str | None,
        typer.Option("--seeds", help="Such as 0..9 or 0,2,5.", show_default="of the baseline"),
    ] = None,
    workers: Workers = None,
    scale: Scale = None,
    months: Months = None,
    metric: Annotated[
        list[str] | None,
        typer.Option("--metric", metavar="NAME", help="A metric; repeatable.",
                     show_default="the headline metrics"),
    ] = None,
    lang: Language = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for the results.",
                     show_default="results/SCENARIO-attribution"),
    ] = None,
    overwrite: Overwrite = False,
) -> None:  # fmt: skip
    """Say which measure does how much of what a scenario does: Shapley values over seeds."""
    from sim.api.attribution import attribute as attribute_effect
    from sim.report.analysis_tables import print_attribution

    folder = out or RESULTS / f"{Path(scenario).stem}-attribution"
    try:
        found = attribute_effect(
            scenario,
            baseline=baseline,
            out=folder,
            seeds=seeds,
            workers=workers,
            scale=scale,
            months=months,
            metrics=metric or None,
            language=lang,
            overwrite=overwrite,
        )
    except KeyboardInterrupt:
        say_stopped(folder)
        raise
    print_attribution(found.tables, found.manifest["about"], lang)
    conclude(found, lang)


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
