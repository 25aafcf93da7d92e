"""Show results: what run and compare print, and the command show."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import Export, Language

if TYPE_CHECKING:
    from sim.api.results import Results
    from sim.sweeps.results import SweepResults
    from sim.words import Speech


def show(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What a run, comparison, sweep or analysis left.")
    ],
    export: Export = None,
    lang: Language = "",
) -> None:
    """Print tables and sentences of saved results again, and what one could do next."""
    from sim.api.results import Results, open_results
    from sim.cli import study_commands
    from sim.report.again import next_steps
    from sim.report.terminal import print_text
    from sim.studies.analysis import Analysis
    from sim.words import Speech

    speech, found = Speech(lang), open_results(folder)
    if isinstance(found, Results):
        show_results(found, speech, export)
        return
    if isinstance(found, Analysis):
        study_commands.show(found, speech)
        print_text(next_steps("study", folder, found.manifest, speech))
    else:
        _show_store(found, speech)
    export_to(folder, export, speech)


def show_results(results: "Results", speech: "Speech", export: str | None = None) -> None:
    """Print a run or a comparison: the answer, one table, notes, where it is, what is next."""
    from sim.api.results import Comparison
    from sim.report.again import next_steps
    from sim.report.compare import headline_table, kept_sentences, makeup, overview, past_sentences
    from sim.report.terminal import print_cited, print_saved, print_tables, print_text

    design, folder = results.design, results.folder
    if isinstance(results, Comparison):
        if results.again:
            print_text(speech("command.shown_again"))
        for sentence in results.sentences(speech.language):
            print_text(sentence)
        print_tables(overview(results.differences, design, speech))
        print_tables(makeup(results.differences, design, speech))
        for sentence in (
            *past_sentences(results.common_past, design, speech),
            *kept_sentences(results.manifest.get("kept_seeds", ()), design, speech),
        ):
            print_text(sentence)
    else:
        print_tables([headline_table(results.levels, design, speech)])
    print_cited(results.manifest, speech)
    print_saved(folder, results.manifest["files"], speech)
    if folder is not None:
        kind = "compare" if isinstance(results, Comparison) else "run"
        print_text(next_steps(kind, folder, results.manifest, speech), whole=True)
        export_to(folder, export, speech)


def _show_store(found: "SweepResults", speech: "Speech") -> None:
    """How the store of a sweep stands."""
    from sim.report.again import next_steps
    from sim.report.terminal import print_text

    runs = found.runs
    counts = runs["state"].value_counts()
    print_text(
        speech(
            "command.store",
            done=int(counts.get("done", 0)),
            failed=int(counts.get("failed", 0)),
            plans=speech.listed(dict.fromkeys(map(str, runs["plan"]))),
        )
    )
    print_text(next_steps("store", found.folder, {}, speech), whole=True)


def export_to(folder: Path, kind: str | None, speech: "Speech") -> None:
    """Export results where that is asked, and say where."""
    if not kind:
        return
    from sim.api.export import export
    from sim.report.terminal import print_text

    written = export(folder, kind)
    names = ", ".join(path.name for path in written)
    place = written[0].parent if written else folder
    print_text(speech("command.exported", folder=place, names=names), whole=True)
