"""Options that several commands have: one name, one meaning, one text; and their help.

Commands list them in this order: baseline, seeds, workers, scale, months, set, interval, metric,
sets, then what is their own, lang, out, overwrite.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.extras import need
from sim.kinds import kinds
from sim.words import LANGUAGES
from sim.words.setting import current, spoken

if TYPE_CHECKING:
    from sim.words import Speech


# --- Options that several commands have: one name, one meaning, one text

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
    float | None,
    typer.Option(
        "--scale",
        help="Share of the residents that is simulated, 0.01-1. Rates agree with those of the "
        "whole town within a few points; less so below some hundred residents a community.",
    ),
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
    if given == "xlsx":
        need("tables", "--export xlsx")
    elif given:
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


# --- Help in the language of the command

_DEFAULT, _REQUIRED = "[default: {}]", "[required]"


def translated(command: Any, language: str) -> Any:
    """A command whose help is in a language; what nobody translated stays in English."""
    _name_panels({})
    return command if language == LANGUAGES[0] else _translated(command, spoken(language))


def _translated(command: Any, speech: "Speech") -> Any:
    """The same, of another language than English."""
    from sim.words.catalogue.command import HELP

    texts = {label.en: speech.pick(label) for label in HELP}
    for kind in kinds().values():
        labels = [kind.help, *(option.help for option in kind.options)]
        texts |= {label.en: speech.pick(label) for label in labels}
    _say(command, texts)
    _name_panels(texts)
    return command


def _say(command: Any, texts: dict[str, str]) -> None:
    """Translate the help of a command, of its parameters and of the commands below it."""
    from sim.words.catalogue.command import USAGE

    command.help = texts.get(command.help or "", command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = texts.get(parameter.help, parameter.help)
        shown = getattr(parameter, "show_default", None)
        if isinstance(shown, str):
            parameter.show_default = texts.get(shown, shown)
    # Click makes the option of help only when it is asked for.
    make = command.get_help_option

    def get_help_option(context: Any) -> Any:
        option = make(context)
        if option is not None:
            option.help = texts.get(option.help, option.help)
        return option

    command.get_help_option = get_help_option
    tell = command.get_usage

    def get_usage(context: Any) -> str:
        usage: str = tell(context)
        for label in USAGE:
            usage = usage.replace(label.en, texts.get(label.en, label.en))
        return usage

    command.get_usage = get_usage
    for inner in getattr(command, "commands", {}).values():
        _say(inner, texts)


def _name_panels(texts: dict[str, str]) -> None:
    """Titles of the parts of help, which Typer keeps in one place."""
    from typer import rich_utils

    for name in ("OPTIONS", "ARGUMENTS", "COMMANDS"):
        title = name.capitalize()
        setattr(rich_utils, f"{name}_PANEL_TITLE", texts.get(title, title))
    rich_utils.DEFAULT_STRING = texts.get(_DEFAULT, _DEFAULT)
    rich_utils.REQUIRED_LONG_STRING = texts.get(_REQUIRED, _REQUIRED)
