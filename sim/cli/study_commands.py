"""The command of each kind of study, made of its declaration."""

import inspect
import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.options import RESULTS, SCENARIO, SETS_HELP, Baseline, FileSeeds, option, shares
from sim.extras import need
from sim.kinds import Kind, Option


def command_of(kind: Kind) -> Callable[..., None]:
    """Make the function of which Typer makes a kind's command."""

    def command(**given: Any) -> None:
        _conduct(kind, given)

    command.__name__ = kind.command
    command.__doc__ = kind.help.en
    own = [option(*one) for one in _options_of(kind)]
    command.__signature__ = inspect.Signature(own)  # type: ignore[attr-defined]
    special = {one.name for one in own}
    common = [name for name in kind.common if name not in special]
    return shares(*common, "figures", "overwrite", "with_")(command)


def _options_of(kind: Kind) -> list[tuple[str, Any, Any]]:
    """List name, type and default of what a command takes in a way of its own."""
    found: list[tuple[str, Any, Any]] = [_subject(kind)]
    pair = kind.argument == "pair"
    shown = f"results/SCENARIO-{kind.name}" if pair else f"results/{kind.name.upper()}"
    if pair:
        found.append(("baseline", Baseline, inspect.Parameter.empty))
    else:
        found += [("seeds", FileSeeds, None)] if "seeds" in kind.common else []
        found += [("metrics", FileMetrics, None)] if "metrics" in kind.common else []
    found += [("sets", _sets(kind), None)] if "sets" in kind.common else []
    found += [_own(one) for one in kind.options]
    out = Annotated[
        Path | None, typer.Option("--out", help="Folder for the results.", show_default=shown)
    ]
    return [*found, ("out", out, None)]


def _sets(kind: Kind) -> Any:
    """Make the option of plausible sets, with the default of a kind."""
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
    """Describe what a command is given first."""
    if kind.argument == "pair":
        return "scenario", Annotated[str, typer.Argument(help=SCENARIO)], inspect.Parameter.empty
    help_ = (
        f"A path, or the name of a shipped {kind.noun.en}; or the folder of one that was run, "
        "which is told again without a run."
    )
    default = inspect.Parameter.empty if kind.default is None else kind.default
    return kind.name, Annotated[str, typer.Argument(help=help_)], default


def _own(option: Option) -> tuple[str, Any, Any]:
    """Make an option that a kind has for itself."""
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
    from sim.words.setting import spoken

    out = given.pop("out")
    known = read_of_kind(subject, kind)
    if known is not None:
        speech = spoken()
        print_study(known, speech)
        again = shlex.join(["cogov", "redraw", str(subject), "--lang", speech.language])
        print_text(speech("command.redraw", line=again), whole=True)
        return
    folder = out or RESULTS / default_folder(kind, subject)
    own = {one.name: given.pop(one.name) for one in kind.options}
    if kind.argument == "pair":
        own["baseline"] = given.pop("baseline")
    try:
        found = conduct(kind, subject, out=folder, own=own, **given)
    except KeyboardInterrupt:
        typer.echo(spoken()("command.stopped", folder=folder), err=True)
        raise
    speech = spoken()
    print_study(found, speech)
    print_saved(found.folder, found.manifest["files"], speech)
    print_text(next_steps("study", found.folder, found.manifest, speech))


def default_folder(kind: Kind, subject: str) -> str:
    """Name the folder of results unless one is named."""
    if kind.argument == "pair":
        return f"{Path(subject).stem}-{kind.name}"
    if os.path.isdir(subject):  # noqa: PTH112
        return f"{Path(subject).resolve().name}-{kind.name}"
    return Path(subject).stem
