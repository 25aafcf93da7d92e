"""Commands about how far the model can be believed: calibrate, validate."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.analysis_commands import conclude, say_stopped
from sim.cli.options import RESULTS, FileSeeds, Language, Overwrite, Scale, Settings, Workers


def calibrate(
    calibration: Annotated[
        str, typer.Argument(help="A path, or the name of a shipped calibration.")
    ],
    seeds: FileSeeds = None,
    workers: Workers = None,
    scale: Annotated[
        float | None,
        typer.Option(
            "--scale",
            help="Share of the residents that is simulated, 0.01-1.",
            show_default="of the file; with --check 1",
        ),
    ] = None,
    set_: Settings = None,
    trials: Annotated[
        int | None,
        typer.Option(
            "--trials", help="Sets of parameters that are tried.", show_default="of the file"
        ),
    ] = None,
    check: Annotated[
        str | None,
        typer.Option(
            "--check",
            metavar="SEEDS",
            help="Try nothing more, but run a set of the "
            "ensemble on other seeds, such as 100..109.",
        ),
    ] = None,
    member: Annotated[
        int, typer.Option("--member", help="Which set of the ensemble is checked.")
    ] = 1,
    lang: Language = "en",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder for trials and results.", show_default="results/CALIBRATION"
        ),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Fit assumed parameters to declared targets; it can be stopped, and goes on where it was."""
    from sim.api.calibration import calibrate as fit
    from sim.report.words_calibration import print_calibration

    folder = out or RESULTS / Path(calibration).stem
    try:
        found = fit(
            calibration,
            out=folder,
            seeds=seeds,
            workers=workers,
            scale=scale,
            settings=set_ or (),
            trials=trials,
            check=check,
            member=member,
            language=lang,
            overwrite=overwrite,
        )
    except KeyboardInterrupt:
        say_stopped(folder)
        raise
    print_calibration(found.tables, found.about(lang), lang)
    conclude(found, lang)


def validate(
    validation: Annotated[
        str, typer.Argument(help="A path, or the name of a shipped validation.")
    ] = "validation",
    seeds: FileSeeds = None,
    workers: Workers = None,
    scale: Scale = None,
    set_: Settings = None,
    lang: Language = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for the results.", show_default="results/VALIDATION"),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Say of every pattern that the model should show whether it does; failures stay visible."""
    from sim.api.validation import validate as look_for
    from sim.report.words_validation import print_validation

    folder = out or RESULTS / Path(validation).stem
    try:
        found = look_for(
            validation,
            out=folder,
            seeds=seeds,
            workers=workers,
            scale=scale,
            settings=set_ or (),
            language=lang,
            overwrite=overwrite,
        )
    except KeyboardInterrupt:
        say_stopped(folder)
        raise
    print_validation(found.tables, found.about(lang), lang)
    conclude(found, lang)
