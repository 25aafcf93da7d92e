"""Commands about scenario files: explain, new, schema."""

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from sim.cli.options import Language
from sim.kinds import file_kinds
from sim.words.setting import spoken


def explain(
    file: Annotated[
        str,
        typer.Argument(
            help="Scenario, experiment or study of any kind: a path, or the name of a shipped one."
        ),
    ],
    other: Annotated[
        str | None, typer.Argument(help="A second scenario: print how the two differ.")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="Lay a value over the file, as path=value; repeatable."),
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="Leave out what no scenario file sets.")
    ] = False,
    lang: Language = "",
) -> None:
    """Print every value in force, where it is written and how it is known.

    Of an experiment or a study: what it does, what is varied over which range and what is assumed,
    how many runs it takes, and about how long.
    """
    import sys

    from rich.console import Console

    from sim.api import texts

    width = None if sys.stdout.isatty() else texts.WIDE
    console = Console(width=width, highlight=False, soft_wrap=False)
    texts.print_explained(console, file, other, set_ or (), brief, spoken(lang))


def new(
    name: Annotated[str, typer.Argument(help="Name of the new scenario.")],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="The scenario to copy: a name or a path.",
            show_default="the last of the comparison that is shipped",
        ),
    ] = None,
    lang: Language = "",
) -> None:
    """Write NAME.yaml, a commented copy to start from, into the current folder."""
    from sim.api import texts

    path = texts.new(name, from_, spoken(lang))
    typer.echo(spoken(lang)("command.new", path=quote(str(path))))


def town(
    name: Annotated[str, typer.Argument(help="Name of the new town.", metavar="NEW")],
    more: Annotated[
        list[str] | None,
        typer.Argument(help="Further tables.", metavar="FILE...", show_default=False),
    ] = None,
    from_: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Tables to read: CSV, Excel (.xlsx) or pasted text; outlines: GeoJSON; further "
            "ones may follow.",
        ),
    ] = None,
    mark: Annotated[
        str, typer.Option("--mark", help="How their numbers are known: official, survey or case.")
    ] = "official",
    lang: Language = "en",
) -> None:
    """Write NEW.yaml, a town made of tables, into the current folder.

    Headings are matched by their words, in Chinese or English; every number knows its cell, what
    is missing comes from the case and is marked assumed. Nothing is written when anything is
    wrong: every problem is told with its file, sheet and cell.
    """
    from sim.errors import OptionError
    from sim.runs.options import check_choice
    from sim.tables.town import make_town
    from sim.words import LANGUAGES

    if wrong := check_choice("lang", lang, LANGUAGES):
        raise OptionError(wrong)
    speech = spoken(lang)
    made = make_town(name, [*(from_ or ()), *(more or ())], mark=mark, speech=speech)
    for line in made.sentences(speech):
        typer.echo(line)


def schema(
    of: Annotated[
        str,
        typer.Option(
            "--of", help=f"Kind of file: scenario, town, experiment, {', '.join(file_kinds())}."
        ),
    ] = "scenario",
    out: Annotated[
        Path | None, typer.Option("--out", help="Write to this file instead of the screen.")
    ] = None,
    lang: Language = "",
) -> None:
    """Write the JSON Schema of a kind of file, for editors."""
    import json

    from sim.scenario.jsonschema import write_schema
    from sim.sweeps.jsonschema import json_schema

    found = json_schema(of)
    if out is None:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        write_schema(out, found)
        typer.echo(spoken(lang)("command.written", path=out))
