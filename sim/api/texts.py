"""What files and results say, as texts: explain and show; and new files to start from."""

from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ScenarioError, did_you_mean
from sim.kinds import EXPERIMENT, Kind, file_kinds
from sim.scenario.explain import differences, epoch_lines, sections, write_new, write_template
from sim.scenario.places import looks_like_path, shipped_experiments, shipped_scenarios
from sim.words.setting import problem_text, spoken
from sim.words.speech import Speech

if TYPE_CHECKING:
    from rich.console import Console

    from sim.api.results import Comparison, Results
    from sim.scenario.explain import ValueRow
    from sim.scenario.load import Loaded
    from sim.studies.analysis import Analysis
    from sim.sweeps.store import SweepResults

WIDE = 200
"""Columns of what is explained, where there is no terminal to ask."""
ROOM_FOR_TABLE = 120
"""Columns from which values are told as a table."""


def explain(
    subject: str | Path,
    other: str | Path | None = None,
    *,
    settings: Sequence[str] = (),
    brief: bool = False,
    speech: Speech | None = None,
) -> str:
    """Say every value in force, where it is written and how it is known; or how two differ.

    Args:
        subject: Scenario, experiment or study of any kind: a path, or the name of a shipped one.
        other: A second scenario: the text is then how the two differ.
        settings: Values laid over the files, as ``path=value``.
        brief: Leave out what no scenario file sets.
        speech: Says it; when left out in the language of the machine, see ``COGOV_LANG``.

    Raises:
        UserError: With every problem of the files.
    """
    from rich.console import Console

    text = StringIO()
    console = Console(file=text, width=WIDE, highlight=False, soft_wrap=False)
    second = None if other is None else str(other)
    print_explained(console, str(subject), second, settings, brief, speech or spoken())
    return text.getvalue()


def show(folder: str | Path, speech: Speech | None = None) -> str:
    """Say saved results again: sentences, tables, how to cite them, and what one could do next.

    Raises:
        ResultsError: There are no results.
    """
    text = StringIO()
    with redirect_stdout(text):
        print_shown(Path(folder), speech or spoken())
    return text.getvalue()


def new(name: str, parent: str | None = None, speech: Speech | None = None) -> Path:
    """Write ``NAME.yaml``, a commented copy to start from, into the current folder.

    Args:
        name: Name of the new file: letters, digits, ``_`` and ``-``.
        parent: The scenario, experiment or study to copy, a name or a path; the last scenario
            of the shipped comparison when left out.
        speech: Says the comments.

    Raises:
        ScenarioError: The name cannot be used, or the file exists.
    """
    from sim.runs.choose import default_scenarios

    speech, parent = speech or spoken(), parent or default_scenarios()[-1]
    study = kind_of_file(parent)
    kind = study.name if study else EXPERIMENT if is_experiment(parent) else None
    if kind is None:
        offered = [one for name in (EXPERIMENT, *file_kinds()) for one in shipped_experiments(name)]
        meant = did_you_mean(parent, [*shipped_scenarios(), *offered])
        if meant and not looks_like_path(parent) and parent not in shipped_scenarios():
            raise ScenarioError(Problem(f"no shipped scenario is called {parent!r}", hint=meant))
        return write_template(name, parent, speech=speech)
    from sim.sweeps.kinds import study_template

    return write_new(name, lambda _: study_template(parent, kind, speech))


def schema(kind: str = "scenario") -> dict[str, Any]:
    """Give the JSON Schema of a kind of file: scenario, town, experiment, or a kind of study.

    Raises:
        OptionError: There is no such kind.
    """
    from sim.sweeps.jsonschema import json_schema

    return dict(json_schema(kind))


def print_explained(
    console: "Console",
    subject: str,
    other: str | None,
    settings: Sequence[str],
    brief: bool,
    speech: Speech,
) -> None:
    """Print what a scenario, an experiment or a study says, or how two scenarios differ."""
    from sim.scenario.load import load

    if other is None and not settings:
        kind = kind_of_file(subject)
        if kind is not None or is_experiment(subject):
            from sim.studies.engine import explain as study_lines
            from sim.studies.engine import explain_experiment

            if kind is None:
                lines = explain_experiment(subject, speech)
            else:
                lines = study_lines(kind, subject, speech)
            if lines:
                console.print("\n".join(lines), markup=False, emoji=False, soft_wrap=True)
                return
    loaded = load(subject, settings)
    if other is None:
        _print_scenario(console, loaded, brief, speech)
    else:
        _print_difference(console, loaded, load(other, settings), speech)


def kind_of_file(text: str) -> Kind | None:
    """Find the kind of study that a text names; None for a sweep, a scenario, nothing."""
    from sim.sweeps.kinds import kind_of

    if not looks_like_path(text):
        named = [kind for name, kind in file_kinds().items() if text in shipped_experiments(name)]
        return named[0] if named and text not in shipped_scenarios() else None
    document = _document(text)
    return file_kinds().get(EXPERIMENT if document is None else kind_of(document, EXPERIMENT))


def is_experiment(text: str) -> bool:
    """Tell whether a text names an experiment rather than a scenario."""
    from sim.sweeps.kinds import KEYS

    if not looks_like_path(text):
        return text in shipped_experiments() and text not in shipped_scenarios()
    document = _document(text)
    return document is not None and bool(KEYS & set(document.data))


def _document(text: str) -> Any:
    """Read what a file holds; None where it cannot be read."""
    from sim.scenario.yamlfile import read_yaml

    return read_yaml(Path(text), text, [])


# --- scenarios ------------------------------------------------------------------------------------


def _print_scenario(console: "Console", loaded: "Loaded", brief: bool, speech: Speech) -> None:
    """Print chain, values in force, epochs and warnings of a scenario."""
    from rich.text import Text

    from sim.scenario.load import doubts

    scenario = loaded.scenario
    label = scenario.label and speech.both(scenario.label)
    title = speech.bracketed(scenario.name, label) if label else scenario.name
    console.print(Text(title, style="bold"))
    summary = speech.pair((scenario.summary, scenario.summary_zh or scenario.summary)).strip()
    if summary:
        console.print(Text(summary))
    _title(console, speech("explain.chain"))
    for layer in (*loaded.settings[:1], *loaded.files):
        console.print(Text(f"  {layer.file}"))
    for section in sections(loaded, speech):
        if not (section.default and brief):
            _title(console, section.title)
            _print_values(console, section.rows, speech)
    _title(console, speech("explain.epochs"))
    for line in epoch_lines(scenario, speech):
        console.print(Text(f"  {line}"))
    # Warnings come last, so that they stay in sight.
    found = [problem_text(doubt, speech) for doubt in doubts(loaded)]
    _title(console, speech("explain.warnings" if found else "explain.no_warnings"))
    for text in found:
        console.print(Text(f"  {text}", style="yellow"))


def _print_values(console: "Console", rows: Sequence["ValueRow"], speech: Speech) -> None:
    """Print values in force: a table, or two lines each where it would not fit."""
    unset = [row for row in rows if row.origin == speech("explain.not_set")]
    written = [row for row in rows if row not in unset]
    if console.width >= ROOM_FOR_TABLE:
        heads = [speech(f"explain.{key}") for key in ("meaning", "value", "at", "known")]
        cells = [(row.path, row.label, row.value, row.origin, row.known) for row in written]
        _print_table(console, ["", *heads], cells)
    else:
        for row in written:
            more = speech.row((row.origin, row.known))
            _print_two(console, row.path, row.label, row.value, more, speech)
    for row in unset:
        _print_plain(console, speech("explain.off", path=row.path))


def _print_difference(console: "Console", a: "Loaded", b: "Loaded", speech: Speech) -> None:
    """Print how two scenarios differ, and from which month on."""
    from rich.text import Text

    names = (a.scenario.name, b.scenario.name)
    found = differences(a, b, speech)
    console.print(Text(speech.listed(names), style="bold"))
    if found and console.width >= ROOM_FOR_TABLE:
        places = [speech("explain.value_at", scenario=name) for name in names]
        rows = [
            (one.path, one.label, one.left, one.right, one.left_origin, one.right_origin)
            for one in found
        ]
        _print_table(console, ["", speech("explain.meaning"), *names, *places], rows)
    else:
        for one in found:
            values, origins = f"{one.left} | {one.right}", f"{one.left_origin} | {one.right_origin}"
            _print_two(console, one.path, one.label, values, origins, speech)
    console.print()
    _print_plain(console, _parting(a, b, speech))


def _parting(a: "Loaded", b: "Loaded", speech: Speech) -> str:
    """Say from which month on two scenarios differ."""
    from sim.calendar import format_month
    from sim.scenario.scenario import first_difference

    month = first_difference(a.scenario, b.scenario)
    if month is None:
        return speech("explain.nothing")
    if month <= max(a.scenario.first_month, b.scenario.first_month):
        return speech("explain.beginning", month=format_month(month))
    if month >= min(a.scenario.end, b.scenario.end):
        return speech("explain.same")
    return speech("explain.until", month=format_month(month))


def _print_plain(console: "Console", text: str) -> None:
    """Print a line as it is."""
    from rich.text import Text

    console.print(Text(text))


def _title(console: "Console", text: str) -> None:
    """Print a heading."""
    from rich.text import Text

    console.print()
    console.print(Text(text, style="bold"))


def _print_two(
    console: "Console", path: str, label: str, value: str, more: str, speech: Speech
) -> None:
    """Print a value in two lines."""
    from rich.padding import Padding
    from rich.text import Text

    head = speech.bracketed(path, label) if label else path
    console.print(Text(speech("list.headed", head=head, text=value)))
    console.print(Padding(Text(more, style="dim"), (0, 0, 0, 4)))


def _print_table(
    console: "Console", columns: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> None:
    """Print a table without lines that folds long cells instead of cutting them."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold", min_width=6)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


# --- results --------------------------------------------------------------------------------------


def print_shown(folder: Path, speech: Speech) -> None:
    """Print what results of any kind say."""
    from sim.api.results import Results, open_results
    from sim.report.shown import next_steps, print_text
    from sim.studies.analysis import Analysis

    found = open_results(folder)
    if isinstance(found, Results):
        print_results(found, speech)
    elif isinstance(found, Analysis):
        print_study(found, speech)
        print_text(next_steps("study", folder, found.manifest, speech))
    else:
        _print_store(found, speech)


def print_results(results: "Results", speech: Speech) -> None:
    """Print a run or a comparison: the answer, one table, notes, where it is, what is next."""
    from sim.api.results import Comparison
    from sim.report.compare import headline_table, horizons, makeup, overview
    from sim.report.shown import next_steps, print_cited, print_saved, print_tables, print_text

    design, folder = results.design, results.folder
    if isinstance(results, Comparison):
        if results.again:
            print_text(speech("command.shown_again"))
        for sentence in results.sentences(speech.language):
            print_text(sentence)
        print_tables(overview(results.differences, design, speech))
        print_tables(makeup(results.differences, design, speech))
        print_tables(horizons(results.levels, design, speech))
        for sentence in _about_runs(results, speech):
            print_text(sentence)
    else:
        print_tables([headline_table(results.levels, design, speech)])
    print_cited(results.manifest, speech)
    print_saved(folder, results.manifest["files"], speech)
    if folder is not None:
        kind = "compare" if isinstance(results, Comparison) else "run"
        print_text(next_steps(kind, folder, results.manifest, speech), whole=True)


def _about_runs(results: "Comparison", speech: Speech) -> Iterator[str]:
    """Say what was checked of a comparison, and what was kept of an earlier start."""
    from sim.report.compare import kept_sentences, past_sentences

    design = results.design
    yield from past_sentences(results.common_past, design, speech)
    yield from kept_sentences(results.manifest.get("kept_seeds", ()), design, speech)


def print_study(found: "Analysis", speech: Speech) -> None:
    """Print sentences and tables of a study."""
    from sim.report.shown import print_cited, print_tables, print_text

    for sentence in found.sentences(speech.language):
        print_text(sentence)
    print_tables(found.shown(speech.language))
    print_cited(found.manifest, speech)


def _print_store(found: "SweepResults", speech: Speech) -> None:
    """Print how the store of a sweep stands."""
    from sim.report.shown import next_steps, print_text

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
