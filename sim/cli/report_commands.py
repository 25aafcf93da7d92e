"""Commands about files and results that run nothing: explain, new, schema, report, odd."""

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from sim.cli.options import shares
from sim.extras import need
from sim.kinds import file_kinds
from sim.words.setting import current, spoken

# --- Commands about scenario files: explain, new, schema


@shares("with_")
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
    texts.print_explained(console, file, other, set_ or (), brief, spoken())


@shares()
def new(
    name: Annotated[str, typer.Argument(help="Name of the new file.")],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="The scenario, experiment or study to copy: a name or a path.",
            show_default="the last of the comparison that is shipped",
        ),
    ] = None,
) -> None:
    """Write NAME.yaml, a commented copy to start from, into the current folder."""
    from sim.api import texts

    path = texts.new(name, from_, spoken())
    typer.echo(spoken()("command.new", path=quote(str(path))))


@shares()
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
) -> None:
    """Write NEW.yaml, a town made of tables, into the current folder.

    Headings are matched by their words, in Chinese or English; every number knows its cell, what
    is missing comes from the case and is marked assumed. Nothing is written when anything is
    wrong: every problem is told with its file, sheet and cell.
    """
    from sim.tables.town import make_town

    speech = spoken()
    made = make_town(name, [*(from_ or ()), *(more or ())], mark=mark, speech=speech)
    for line in made.sentences(speech):
        typer.echo(line)


@shares("with_")
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
) -> None:
    """Write the JSON Schema of a kind of file, for editors."""
    import json

    from sim.scenario.schema import write_schema
    from sim.sweeps.jsonschema import json_schema

    found = json_schema(of)
    if out is None:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        write_schema(out, found)
        typer.echo(spoken()("command.written", path=out))


# --- Commands that show: report, redraw, odd, reference, glossary, dashboard

Out = Annotated[
    Path | None, typer.Option("--out", help="Write to this file instead of the screen.")
]


@shares("overwrite", "with_")
def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What a run, comparison, sweep or analysis left.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="The file to write.",
            show_default="DIR/report.html; DIR/report.zh.html in Chinese",
        ),
    ] = None,
    format_: Annotated[
        str,
        typer.Option("--format", help="html, pdf or docx.", show_default="of the file, or html"),
    ] = "",
    appendix: Annotated[
        bool, typer.Option("--appendix", help="Write all that is known, in place of the one page.")
    ] = False,
    figures: Annotated[
        Path | None,
        typer.Option(
            "--figures",
            metavar="FOLDER",
            help="Write every figure of a run or a comparison there too, as PNG and SVG.",
        ),
    ] = None,
    plan: Annotated[
        str,
        typer.Option(
            "--plan",
            metavar="NAME",
            help="Which plan of the store of a sweep.",
            show_default="the one written last",
        ),
    ] = "",
    office: Annotated[
        str,
        typer.Option(
            "--office",
            metavar="TEXT",
            help="Letterhead: who hands the page on, in a line above its title.",
            show_default="none",
        ),
    ] = "",
    overwrite: bool = False,
) -> None:
    """Write one page to hand on of a run, a comparison, a sweep or an analysis."""
    if format_ == "docx":
        need("report", "--format docx")
    from sim.runs.progress import doing

    with doing(spoken()("progress.brief")):
        from sim.api.report import write_brief

        path = write_brief(
            folder,
            out=out,
            figures=figures,
            plan=plan,
            appendix=appendix,
            office=office,
            format=format_,
            overwrite=overwrite,
        )
    typer.echo(spoken()("command.written", path=path))


@shares("overwrite", "with_")
def redraw(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Results of a run, a comparison or a study.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for the figures.", show_default="that of the results"),
    ] = None,
    overwrite: bool = False,
) -> None:
    """Draw the figures of saved results again, and say what they found; nothing is run."""
    from sim.report.shown import print_text
    from sim.runs.progress import doing

    with doing(spoken()("progress.drawing")):
        from sim.api.saving import redraw as draw

        found = draw(folder, out=out, overwrite=overwrite)
    for sentence in found.sentences:
        print_text(sentence)
    speech = spoken()
    names = ", ".join(path.name for path in found.paths) or speech("command.nothing_drawn")
    print_text(speech("command.drawn", folder=out or folder, names=names), whole=True)


@shares("with_")
def odd(
    scenario: Annotated[
        str | None,
        typer.Argument(
            help="A path, or the name of a shipped scenario.",
            show_default="the last of the shipped comparison; base with --town",
        ),
    ] = None,
    town: Annotated[
        str | None,
        typer.Option(
            "--town",
            help="A town in place of the scenario's: a path, or the name of a shipped one.",
        ),
    ] = None,
    trace: Annotated[
        bool,
        typer.Option(
            "--trace",
            help="Instead what is stated with the record behind it: claims and their verdicts, "
            "records and the commands that made them (en or zh).",
        ),
    ] = False,
    out: Out = None,
) -> None:
    """Write the description of the model (ODD protocol) with a scenario and its town."""
    from sim.runs.progress import doing

    if trace:
        _trace(scenario, town, out)
        return

    with doing(spoken()("progress.model")):
        from sim.report.odd.document import odd as describe
        from sim.report.odd.document import write_odd

        speech = spoken()
        text = describe(scenario, town=town, language=speech.language)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_odd(out, text, speech)
        typer.echo(speech("command.written", path=out))


def _trace(scenario: str | None, town: str | None, out: Path | None) -> None:
    """Write what is stated with the record behind it."""
    from sim.errors import OptionError, Problem
    from sim.report.answers import trace

    if scenario is not None or town is not None:
        text = "what is stated is told of the records, not of one scenario or town"
        raise OptionError(Problem(text, path="trace", hint="leave the other out"))
    speech = spoken()
    _write(trace(speech), speech("trace.note"), out)


@shares("with_")
def reference(
    find: Annotated[
        str | None,
        typer.Option(
            "--find",
            metavar="TEXT",
            help="Print only the levers that a question speaks of, such as 'monthly meetings', and "
            "how to try one.",
            show_default=False,
        ),
    ] = None,
    out: Out = None,
) -> None:
    """Write the reference of scenario, town and experiment files, levers and parameters."""
    from sim.report.reference.document import reference as describe
    from sim.report.reference.find import answer

    speech = spoken()
    text = describe() if find is None else answer(find, speech)
    _write(text, speech("reference.note"), out)


@shares()
def glossary(out: Out = None) -> None:
    """Write the terms of the field and of the model, in English and Chinese."""
    from sim.report.reference.document import NOTE
    from sim.report.reference.document import glossary as collect

    _write(collect(), NOTE, out)


def _write(text: str, note: str, out: Path | None) -> None:
    """Print a document, or write it."""
    from sim.report.documents import write_document

    if out is None:
        typer.echo(text, nl=False)
    else:
        write_document(out, text, note)
        typer.echo(spoken()("command.written", path=out))


@shares("with_")
def dashboard(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Results to look at and scenarios to run: a folder that a command "
            "wrote, or one that holds such folders. The page reads no other.",
            show_default="none",
        ),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; 0.0.0.0 lets others in.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="Port to listen on; 0 takes a free one.")
    ] = 8765,
) -> None:
    """Serve a page: a live town with sliders, and results to look at."""
    need("dashboard", "cogov dashboard")
    from sim.dashboard.server import serve

    serve(folder, host=host, port=port, language=current())
