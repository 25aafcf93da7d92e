"""Commands about scenario files: explain, new, schema."""

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, cast

import typer

from sim.cli.options import Language
from sim.declare import Mark
from sim.kinds import file_kinds
from sim.words.setting import spoken

if TYPE_CHECKING:
    from rich.console import Console

    from sim.scenario.explain import Row
    from sim.scenario.load import Loaded

WIDE = 160
"""Width of the output where there is no terminal to ask."""
ROOM_FOR_TABLE = 120
"""Width from which values are printed as a table."""
NOT_SET = "not set"
"""Origin of what no file sets."""


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
    from sim.cli.explain_studies import kind_of_file
    from sim.cli.sweep_commands import explain_experiment, is_experiment
    from sim.scenario.load import load

    kind = kind_of_file(file) if other is None and not set_ else None
    if kind is not None:
        from sim.studies.explain import explain as explain_study

        for line in explain_study(kind, file):
            typer.echo(line)
        return
    if other is None and not set_ and is_experiment(file):
        explain_experiment(file)
        return

    loaded = load(file, set_ or ())
    console = _console()
    if other is None:
        _print_scenario(console, loaded, brief)
    else:
        _print_difference(console, loaded, load(other, set_ or ()))


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
    from sim.runs.choose import default_scenarios
    from sim.scenario.template import write_template

    path = write_template(name, from_ or default_scenarios()[-1], speech=spoken(lang))
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
            help="Tables to read: CSV, Excel (.xlsx) or pasted text; further ones may follow.",
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
    how = cast(Mark, mark)  # make_town tells what is none
    made = make_town(name, [*(from_ or ()), *(more or ())], mark=how, speech=speech)
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


def _console() -> "Console":
    """Where to print: as wide as the terminal, plain and wide where there is none."""
    import sys

    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDE
    return Console(width=width, highlight=False, soft_wrap=False)


def _print_table(
    console: "Console", columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> None:
    """A table without lines that folds long cells instead of cutting them."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold", min_width=6)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _print_values(console: "Console", rows: Sequence["Row"]) -> None:
    """Values in force: a table, or two lines for each value where a table would not fit."""
    from rich.padding import Padding
    from rich.text import Text

    written = [row for row in rows if row.origin != NOT_SET]
    if console.width >= ROOM_FOR_TABLE:
        cells = [(row.path, row.value, row.origin, row.known) for row in written]
        _print_table(
            console, ("", *(spoken()(f"explain.{key}") for key in ("value", "at", "known"))), cells
        )
    else:
        for row in written:
            console.print(Text(f"{row.path}: {row.value}"))
            console.print(Padding(Text(f"{row.origin}; {row.known}", style="dim"), (0, 0, 0, 4)))
    for row in rows:
        if row.origin == NOT_SET:
            console.print(Text(spoken()("explain.off", path=row.path)))


def _title(console: "Console", text: str) -> None:
    """A heading."""
    from rich.text import Text

    console.print()
    console.print(Text(text, style="bold"))


def _print_scenario(console: "Console", loaded: "Loaded", brief: bool) -> None:
    """Chain, values in force, epochs and warnings of a scenario."""
    from rich.text import Text

    from sim.scenario.doubts import doubts
    from sim.scenario.explain import epoch_lines, sections

    scenario = loaded.scenario
    called = f" ({scenario.label.en}, {scenario.label.zh})" if scenario.label else ""
    console.print(Text(f"{scenario.name}{called}", style="bold"))
    if scenario.summary:
        console.print(Text(scenario.summary.strip()))
    _title(console, spoken()("explain.chain"))
    for layer in (*loaded.settings[:1], *loaded.files):
        console.print(Text(f"  {layer.file}"))
    for section in sections(loaded):
        if section.default and brief:
            continue
        _title(console, section.title)
        _print_values(console, section.rows)
    _title(console, spoken()("explain.epochs"))
    for line in epoch_lines(scenario):
        console.print(Text(f"  {line}"))
    _print_doubts(console, [str(doubt) for doubt in doubts(loaded)])


def _print_doubts(console: "Console", found: list[str]) -> None:
    """Warnings, last so that they stay in sight."""
    from rich.text import Text

    _title(console, spoken()("explain.warnings" if found else "explain.no_warnings"))
    for text in found:
        console.print(Text(f"  {text}", style="yellow"))


def _print_difference(console: "Console", a: "Loaded", b: "Loaded") -> None:
    """How two scenarios differ, and from which month on."""
    from rich.padding import Padding
    from rich.text import Text

    from sim.calendar import format_month
    from sim.scenario.explain import differences
    from sim.scenario.scenario import first_difference

    names = (a.scenario.name, b.scenario.name)
    found = differences(a, b)
    month = first_difference(a.scenario, b.scenario)
    console.print(Text(spoken().listed(names), style="bold"))
    if found and console.width >= ROOM_FOR_TABLE:
        rows = [
            (item.path, item.left, item.right, item.left_origin, item.right_origin)
            for item in found
        ]
        _print_table(console, ("", *names, f"{names[0]}, at", f"{names[1]}, at"), rows)
    elif found:
        for item in found:
            console.print(Text(f"{item.path}: {item.left} | {item.right}"))
            places = Text(f"{item.left_origin} | {item.right_origin}", style="dim")
            console.print(Padding(places, (0, 0, 0, 4)))
    console.print()
    if month is None:
        console.print(Text(spoken()("explain.nothing")))
    elif month <= a.scenario.first_month or month <= b.scenario.first_month:
        console.print(Text(spoken()("explain.beginning", month=format_month(month))))
    elif month >= min(a.scenario.end, b.scenario.end):
        console.print(Text(spoken()("explain.same")))
    else:
        console.print(Text(spoken()("explain.until", month=format_month(month))))
