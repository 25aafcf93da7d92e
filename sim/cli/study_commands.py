"""The command of each kind of study, made of its declaration."""

import inspect
import os
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.options import (
    RESULTS,
    SCENARIO,
    SETS_HELP,
    Baseline,
    Figures,
    FileSeeds,
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
from sim.extras import need
from sim.kinds import Kind, Option

_KEYWORDS = {"set_": "settings", "metric": "metrics", "lang": "language"}
"""Keywords in Python of options that the command calls otherwise."""


def command_of(kind: Kind) -> Callable[..., None]:
    """The function that Typer makes the command of a kind from."""

    def command(**given: Any) -> None:
        _conduct(kind, given)

    parameters = [_parameter(*one) for one in _options_of(kind)]
    command.__name__ = kind.command
    command.__doc__ = kind.help.en
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    """A parameter that is given by its name."""
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )


def _options_of(kind: Kind) -> list[tuple[str, Any, Any]]:
    """Name, type and default of everything that a command takes, in the order of its help."""
    found: list[tuple[str, Any, Any]] = [_subject(kind)]
    pair = kind.argument == "pair"
    if pair:
        found.append(("baseline", Baseline, inspect.Parameter.empty))
    common: Mapping[str, tuple[str, Any, Any]] = {
        "seeds": ("seeds", Seeds if pair else FileSeeds, None),
        "workers": ("workers", Workers, None),
        "scale": ("scale", Scale, None),
        "months": ("months", Months, None),
        "settings": ("set_", Settings, None),
        "interval": ("interval", Interval, "t"),
        "metrics": ("metric", Metrics if pair else FileMetrics, None),
        "sets": ("sets", _sets(kind), None),
    }
    found += [option for name, option in common.items() if name in kind.common]
    found += [_own(option) for option in kind.options]
    shown = f"results/SCENARIO-{kind.name}" if pair else f"results/{kind.name.upper()}"
    out = Annotated[
        Path | None, typer.Option("--out", help="Folder for the results.", show_default=shown)
    ]
    found.append(("figures", Figures, "all"))
    return [*found, ("lang", Language, ""), ("out", out, None), ("overwrite", Overwrite, False)]


def _sets(kind: Kind) -> Any:
    """The option of plausible sets, with the default of a kind."""
    known = {"": "of the file", "none": "none", "shipped": "all that ship"}
    default = known.get(kind.sets, f"{kind.sets} that ship")
    return Annotated[
        str | None,
        typer.Option("--sets", metavar="none|N|FILE", help=SETS_HELP, show_default=default),
    ]


FileMetrics = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        metavar="NAME",
        help="A metric to look at; repeatable.",
        show_default="of the file",
    ),
]


def _subject(kind: Kind) -> tuple[str, Any, Any]:
    """What a command is given first."""
    if kind.argument == "pair":
        return "scenario", Annotated[str, typer.Argument(help=SCENARIO)], inspect.Parameter.empty
    help_ = (
        f"A path, or the name of a shipped {kind.noun.en}; or the folder of one that was run, "
        "which is told again without a run."
    )
    default = inspect.Parameter.empty if kind.default is None else kind.default
    return kind.name, Annotated[str, typer.Argument(help=help_)], default


def _own(option: Option) -> tuple[str, Any, Any]:
    """An option that a kind has for itself."""
    flag = option.flag or f"--{option.name}"
    kept: dict[str, Any] = {"help": option.help.en}
    if option.metavar:
        kept["metavar"] = option.metavar
    if option.shown:
        kept["show_default"] = option.shown
    annotation = option.type if option.default is not None else option.type | None
    return option.name, Annotated[annotation, typer.Option(flag, **kept)], option.default


def _conduct(kind: Kind, given: dict[str, Any]) -> None:
    """Conduct a study, or show one that was conducted, and print what it found."""
    subject = given.pop("scenario" if kind.argument == "pair" else kind.name)
    if kind.extra and not Path(subject).is_dir():
        need(kind.extra, f"cogov {kind.command}")
    from sim.api.texts import print_study
    from sim.report.shown import next_steps, print_saved, print_text
    from sim.studies.analysis import read_of_kind
    from sim.studies.engine import conduct
    from sim.words import Speech

    language, out = given["lang"], given.pop("out")
    known = read_of_kind(subject, kind)
    if known is not None:
        print_study(known, Speech(language))
        again = shlex.join(["cogov", "redraw", str(subject), "--lang", language])
        print_text(Speech(language)("command.redraw", line=again), whole=True)
        return
    folder = out or RESULTS / default_folder(kind, subject)
    own = {one.name: given.pop(one.name) for one in kind.options}
    if kind.argument == "pair":
        own["baseline"] = given.pop("baseline")
    options = {_KEYWORDS.get(name, name): value for name, value in given.items()}
    if "settings" in options:
        options["settings"] = options["settings"] or ()
    if "metrics" in options:
        options["metrics"] = options["metrics"] or None
    try:
        found = conduct(kind, subject, out=folder, own=own, **options)
    except KeyboardInterrupt:
        typer.echo(Speech(language)("command.stopped", folder=folder), err=True)
        raise
    print_study(found, Speech(language))
    print_saved(found.folder, found.manifest["files"], Speech(language))
    print_text(next_steps("study", found.folder, found.manifest, Speech(language)))


def default_folder(kind: Kind, subject: str) -> str:
    """Name of the folder of results unless one is named."""
    if kind.argument == "pair":
        return f"{Path(subject).stem}-{kind.name}"
    if os.path.isdir(subject):  # noqa: PTH112
        return f"{Path(subject).resolve().name}-{kind.name}"
    return Path(subject).stem
