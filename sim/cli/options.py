"""Options that several commands have: one name, one meaning, one text.

Commands list them in this order: baseline, seeds, workers, scale, months, set, interval, metric,
sets, then what is their own, lang, out, overwrite.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.words.setting import current

RESULTS = Path("results")
"""Where results go unless a folder is named."""
SCENARIO = "A path, or the name of a shipped scenario."

Baseline = Annotated[str, typer.Option("--baseline", help=f"What it is compared with. {SCENARIO}")]
Seeds = Annotated[
    str | None,
    typer.Option("--seeds", help="Such as 0..9 or 0,2,5.", show_default="of the baseline"),
]
FileSeeds = Annotated[
    str | None, typer.Option("--seeds", help="Such as 0..9 or 0,2,5.", show_default="of the file")
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        help="Processes, 0 for none but this one; the numbers do not depend on it.",
        show_default="one for each processor",
    ),
]
Scale = Annotated[
    float | None, typer.Option("--scale", help="Share of the residents that is simulated, 0.01-1.")
]
Months = Annotated[
    int | None, typer.Option("--months", help="Months to run, after the common past.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Lay a value over every scenario, such as levers.control=0.5; repeatable.",
    ),
]
Interval = Annotated[
    str,
    typer.Option(
        "--interval",
        help="How intervals are made: t (Student), or bootstrap over "
        "seeds (bias-corrected and accelerated; too narrow with few seeds).",
    ),
]
SETS_HELP = (
    "Plausible sets of parameters under which all is run as well, on a part of the town: what "
    "the answer owes to what nobody has measured."
)
Sets = Annotated[
    str | None,
    typer.Option("--sets", metavar="none|N|FILE", help=SETS_HELP, show_default="20 that ship"),
]
Still = Annotated[
    int | None,
    typer.Option(
        "--still",
        metavar="N",
        help="Seeds with which all is run as well, on a part of the town, with residents standing "
        "still: what of an effect the levers do, and what comes through residents; 0 for none.",
        show_default="5 where sets are run",
    ),
]
Metrics = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        metavar="NAME",
        help="A metric to show; repeatable.",
        show_default="the headline metrics",
    ),
]
Language = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="en|zh",
        help="Language: en or zh; else COGOV_LANG, else that of the machine.",
        callback=lambda given: given or current(),
        show_default=False,
    ),
]


Record = Annotated[
    list[str] | None,
    typer.Option(
        "--record",
        metavar="TABLE",
        help="A table to record beside metrics, groups and actors; repeatable. panel: yearly rows "
        "of a sample of residents, the same in every scenario of a seed; matters: one row for "
        "every single matter, of a run only.",
    ),
]


def _checked_form(given: str | None) -> str | None:
    """The form of an export, checked before anything runs."""
    if given:
        from sim.api.export import check_form

        check_form(given)
    return given


Export = Annotated[
    str | None,
    typer.Option(
        "--export",
        metavar="csv|xlsx|dta",
        help="Export every table and a codebook too: csv (which Excel reads in Chinese), xlsx or "
        "dta.",
        callback=_checked_form,
        show_default="none",
    ),
]
Figures = Annotated[
    str,
    typer.Option(
        "--figures",
        metavar="all|none",
        help="Which figures are saved; 'cogov redraw' draws them later.",
    ),
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace results that the folder already holds.")
]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="FILE",
        help="A Python file or package with metrics, levers or actors of your own, which is run; "
        "repeatable.",
    ),
]


def extensible(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the option ``--with``, whose extensions are in force while it runs."""

    @wraps(command)
    def extending(with_: list[str] | None = None, **given: Any) -> None:
        if not with_:
            command(**given)
            return
        from sim.extend import extended

        with extended(with_):
            command(**given)

    own = inspect.Parameter("with_", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=With)
    signature = inspect.signature(command)
    extending.__annotations__ = {**command.__annotations__, "with_": With}
    extending.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*signature.parameters.values(), own]
    )
    return extending
