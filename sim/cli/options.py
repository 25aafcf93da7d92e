"""Options that several commands have: one name, one meaning, one text.

Commands list them in this order: baseline, seeds, workers, scale, months, set, interval, metric,
then what is their own, lang, out, overwrite.
"""

from pathlib import Path
from typing import Annotated

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
Export = Annotated[
    str | None,
    typer.Option(
        "--export",
        metavar="csv|xlsx|dta",
        help="Export every table and a codebook too: csv (which Excel reads in Chinese), xlsx or "
        "dta.",
        show_default="none",
    ),
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace results that the folder already holds.")
]
