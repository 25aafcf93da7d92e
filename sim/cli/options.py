"""Options that several commands have: one name, one meaning, one text; and their help.

Commands list them in this order: baseline, seeds, workers, scale, months, set, interval, metric,
sets, then what is their own, lang, out, overwrite.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer
from typer.models import ArgumentInfo

from sim.extras import need
from sim.kinds import kinds
from sim.words import LANGUAGES
from sim.words.setting import current, speaking, spoken

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
    """Check the form of an export before anything runs."""
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


SHARED: dict[str, tuple[Any, Any]] = {
    "seeds": (Seeds, None),
    "workers": (Workers, None),
    "scale": (Scale, None),
    "months": (Months, None),
    "settings": (Settings, None),
    "interval": (Interval, "t"),
    "metrics": (Metrics, None),
    "sets": (Sets, None),
}
"""Options that come before those of a command itself, by their keywords in `sim.Options`."""
LAST: dict[str, tuple[Any, Any]] = {
    "figures": (Figures, "all"),
    "language": (Language, ""),
    "out": (None, None),
    "overwrite": (Overwrite, False),
    "with_": (With, None),
}
"""Options that come after those of a command itself; each has its own ``--out``."""


def option(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    """Declare a parameter of a command that is given by its name."""
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )


def shares(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options named, which it takes by keyword, in the order of all commands.

    Every command has ``--lang`` besides, which it speaks while it runs, and those that say
    ``with_`` have ``--with``, whose extensions are in force meanwhile. Options with lists that are
    not given are left out.
    """

    def sharing(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def called(language: str = "", with_: list[str] | None = None, **given: Any) -> None:
            from sim.extend import extended

            left = {name for name in names if given.get(name) in (None, [])}
            with speaking(language or current()), extended(with_ or ()):
                command(**{name: value for name, value in given.items() if name not in left})

        said = inspect.signature(command)
        parts = {name: one for name, one in said.parameters.items() if name != "options"}
        for name in (*names, "language"):
            parts[name] = option(name, *(SHARED | LAST)[name])
        own = [name for name in parts if name not in SHARED and name not in LAST]
        ahead = [name for name in own if name in _AHEAD or _is_argument(parts[name])]
        order = [*ahead, *SHARED, *(name for name in own if name not in ahead), *LAST]
        placed = [
            parts[name].replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for name in order
            if name in parts
        ]
        called.__annotations__ = {one.name: one.annotation for one in placed}
        called.__signature__ = said.replace(parameters=placed)  # type: ignore[attr-defined]
        return called

    return sharing


_AHEAD = ("baseline", "seed")
"""Options of a command itself that come first."""


def _is_argument(part: inspect.Parameter) -> bool:
    """Tell whether a parameter is given by its place on the command line."""
    return any(isinstance(one, ArgumentInfo) for one in get_args(part.annotation))


# --- Help in the language of the command

_DEFAULT, _REQUIRED = "[default: {}]", "[required]"


def translated(command: Any, language: str) -> Any:
    """Put a command's help into a language; what nobody translated stays English."""
    if language != LANGUAGES[0]:
        return _translated(command, spoken(language))
    _say(command, {})
    return command


def _translated(command: Any, speech: "Speech") -> Any:
    """Do the same for another language than English."""
    from sim.words.catalogue.command import HELP

    texts = {label.en: speech.pick(label) for label in HELP}
    for kind in kinds().values():
        labels = [kind.help, *(option.help for option in kind.options)]
        texts |= {label.en: speech.pick(label) for label in labels}
    _say(command, texts)
    return command


def _say(command: Any, texts: dict[str, str]) -> None:
    """Translate the help of a command, of its parameters and of the commands below it.

    No type is said of what takes no value.
    """
    from sim.words.catalogue.command import USAGE

    command.help = texts.get(command.help or "", command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = texts.get(parameter.help, parameter.help)
        shown = getattr(parameter, "show_default", None)
        if isinstance(shown, str):
            parameter.show_default = texts.get(shown, shown)
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
    # Click makes the option of help only when it is asked for.
    make = command.get_help_option

    def get_help_option(context: Any) -> Any:
        option = make(context)
        if option is not None:
            option.help, option.metavar = texts.get(option.help, option.help), ""
        return option

    command.get_help_option = get_help_option
    tell = command.get_usage

    def get_usage(context: Any) -> str:
        usage: str = tell(context)
        for label in USAGE:
            usage = usage.replace(label.en, texts.get(label.en, label.en))
        return usage

    command.get_usage = get_usage
    show = command.format_help

    def format_help(context: Any, formatter: Any) -> None:
        _name_panels(texts)
        show(context, formatter)

    command.format_help = format_help
    for inner in getattr(command, "commands", {}).values():
        _say(inner, texts)


def _name_panels(texts: dict[str, str]) -> None:
    """Put the titles of parts of help where Typer keeps them."""
    from typer import rich_utils

    for name in ("OPTIONS", "ARGUMENTS", "COMMANDS"):
        title = name.capitalize()
        setattr(rich_utils, f"{name}_PANEL_TITLE", texts.get(title, title))
    rich_utils.DEFAULT_STRING = texts.get(_DEFAULT, _DEFAULT)
    rich_utils.REQUIRED_LONG_STRING = texts.get(_REQUIRED, _REQUIRED)
