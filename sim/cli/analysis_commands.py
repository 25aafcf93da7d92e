"""Commands that explain results: attribute, sensitivity."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from sim.cli.options import (
    RESULTS,
    SCENARIO,
    Baseline,
    Interval,
    Language,
    Metrics,
    Months,
    Overwrite,
    Scale,
    Seeds,
    Settings,
    Workers,
)

if TYPE_CHECKING:
    from sim.analysis.statistics import IntervalMethod
    from sim.studies.analysis import Analysis


def attribute(
    scenario: Annotated[str, typer.Argument(help=SCENARIO)],
    baseline: Baseline,
    seeds: Seeds = None,
    workers: Workers = None,
    scale: Scale = None,
    months: Months = None,
    set_: Settings = None,
    interval: Interval = "t",
    metric: Metrics = None,
    lang: Language = "en",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for the results.", show_default="results/SCENARIO-attribution"
        ),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
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
            settings=set_ or (),
            interval=cast("IntervalMethod", interval),
            metrics=metric or None,
            language=lang,
            overwrite=overwrite,
        )
    except KeyboardInterrupt:
        say_stopped(folder)
        raise
    print_attribution(found.tables, found.about(lang), lang)
    conclude(found, lang)


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
    from sim.api.redraw import redraw as draw
    from sim.report.terminal import print_text

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
