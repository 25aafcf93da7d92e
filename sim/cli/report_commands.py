"""Commands that show: report, redraw, odd, reference, glossary, dashboard."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Language, Overwrite
from sim.words.setting import spoken

Out = Annotated[
    Path | None, typer.Option("--out", help="Write to this file instead of the screen.")
]


def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What a run, comparison, sweep or analysis left.")
    ],
    lang: Language = "",
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
    overwrite: Overwrite = False,
) -> None:
    """Write one page to hand on of a run, a comparison, a sweep or an analysis."""
    from sim.runs.progress import doing

    with doing(spoken(lang)("progress.brief")):
        from sim.api.report import write_brief

        path = write_brief(
            folder,
            language=lang,
            out=out,
            figures=figures,
            plan=plan,
            appendix=appendix,
            format=format_,
            overwrite=overwrite,
        )
    typer.echo(spoken(lang)("command.written", path=path))


def redraw(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Results of a run, a comparison or a study.")
    ],
    lang: Language = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for the figures.", show_default="that of the results"),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Draw the figures of saved results again, and say what they found; nothing is run."""
    from sim.report.terminal import print_text
    from sim.runs.progress import doing

    with doing(spoken(lang)("progress.drawing")):
        from sim.api.redraw import redraw as draw

        found = draw(folder, language=lang, out=out, overwrite=overwrite)
    for sentence in found.sentences:
        print_text(sentence)
    speech = spoken(lang)
    names = ", ".join(path.name for path in found.paths) or speech("command.nothing_drawn")
    print_text(speech("command.drawn", folder=out or folder, names=names), whole=True)


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
    lang: Language = "",
    out: Out = None,
) -> None:
    """Write the description of the model (ODD protocol) with a scenario and its town."""
    from sim.runs.progress import doing

    if trace:
        _trace(scenario, town, lang, out)
        return

    with doing(spoken(lang)("progress.model")):
        from sim.report.odd.document import odd as describe
        from sim.report.odd.document import write_odd

        speech = spoken(lang)
        text = describe(scenario, town=town, language=speech.language)
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_odd(out, text, speech)
        typer.echo(speech("command.written", path=out))


def _trace(scenario: str | None, town: str | None, lang: str, out: Path | None) -> None:
    """Write what is stated with the record behind it."""
    from sim.errors import OptionError, Problem
    from sim.report.trace import trace
    from sim.runs.options import LANGUAGES, check_choice

    problems = [*check_choice("lang", lang, LANGUAGES)]
    if scenario is not None or town is not None:
        text = "what is stated is told of the records, not of one scenario or town"
        problems.append(Problem(text, path="trace", hint="leave the other out"))
    if problems:
        raise OptionError(problems)
    _write(trace(lang), spoken(lang)("trace.note"), out)


def reference(lang: Language = "", out: Out = None) -> None:
    """Write the reference of scenario, town and experiment files, levers and parameters."""
    from sim.report.reference.document import reference as describe

    _write(describe(lang), spoken(lang)("reference.note"), out)


def glossary(lang: Language = "", out: Out = None) -> None:
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
    lang: Language = "",
) -> None:
    """Serve a page: a live town with sliders, and results to look at."""
    from sim.dashboard.server import serve

    serve(folder, host=host, port=port, language=lang)
