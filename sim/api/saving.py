"""Writing a folder of results, drawing its figures, and drawing them again."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from shlex import quote
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from sim.analysis.compare import common_until
from sim.api.results import (
    BY_SEED,
    DIFFERENCES,
    EFFECT_FIGURES,
    EFFECTS,
    EFFECTS_ANSWER,
    FIGURES,
    LEVELS,
    RUN_FIGURES,
    Comparison,
    Results,
    open_results,
)
from sim.errors import Problem, ResultsError
from sim.report.answers import SUFFIX, Answer, read_answers, write_answer
from sim.runs import files, tables
from sim.runs.options import LANGUAGES, Problems, check_choice, usable_processors
from sim.runs.parallel import Crew, Terms, Tick, WorkerLost
from sim.runs.request import Request
from sim.runs.tables import csv_bytes
from sim.studies.analysis import Analysis, read_analysis
from sim.words import Speech
from sim.words.setting import current

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from matplotlib.figure import Figure


# --- Figures that another process draws while this one goes on

_MODULES = ("sim.report.figures.look", "matplotlib.backends.backend_svg", "matplotlib.figure")
"""What its process imports before the first figure."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure to be drawn and saved; can be pickled.

    Attributes:
        make: Makes the figure out of the arguments; importable by name.
        arguments: Its arguments.
        paths: The files to write, which tell the formats.
    """

    make: "Callable[..., Figure]"
    arguments: tuple[Any, ...]
    paths: tuple[Path, ...]


def draw(shared: object, drawing: Drawing | None, tick: Tick) -> set[str]:
    """Draw a figure and save it; with None only import what that takes.

    Returns:
        The characters that became boxes.
    """
    from sim.report.figures.look import get_ready, held, save_figure

    get_ready()
    with held() as boxes:
        if drawing is not None:
            save_figure(drawing.make(*drawing.arguments), drawing.paths)
    return boxes


class Draughtsman(AbstractContextManager["Draughtsman"]):
    """Draws what it is given; a process of its own does it, if wished, while this one goes on.

    Args:
        apart: Whether there is another process; otherwise all is drawn here, in `finish`.
    """

    def __init__(self, apart: bool) -> None:
        self._apart = apart
        self._crew = Crew(draw, None, 1, Terms(_told, modules=_MODULES), apart=apart)
        self._due = 0

    def get_ready(self) -> None:
        """Start the process, if there is to be one, ahead of the first figure."""
        if self._apart:
            self._give(None)

    def give(self, drawing: Drawing) -> None:
        """Hand a figure over to be drawn."""
        self._give(drawing)

    def _give(self, drawing: Drawing | None) -> None:
        self._crew.give(drawing)
        self._due += 1

    def finish(self) -> None:
        """Wait until all that was given is drawn; what a lost process leaves is drawn here.

        Raises:
            Exception: What went wrong.
        """
        from sim.report.figures.look import warn

        while self._due:
            drawing, found = self._crew.outcome()
            self._due -= 1
            if isinstance(found, WorkerLost):
                found = draw(None, drawing, lambda: None)
            if isinstance(found, Exception):
                raise found
            warn(found)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process at once."""
        self._crew.__exit__(kind, error, trace)


def pays_apart(busy: int = 1) -> bool:
    """Tell whether another process would be done sooner, beside so many busy ones.

    Where drawing is imported already, starting a process takes longer than drawing.
    """
    return usable_processors() > busy and "matplotlib.figure" not in sys.modules


def _told(drawing: Drawing | None) -> str:
    """Name a figure as messages do."""
    return "figures" if drawing is None else ", ".join(path.name for path in drawing.paths)


# --- Writing a folder of results: tables, figures, sentences, and the manifest last


def about_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Collect what every table says of itself."""
    return {
        "kind": manifest["kind"],
        "scenarios": {
            name: {"summary": one["summary"], "sources": one["sources"]}
            for name, one in manifest["scenarios"].items()
        },
        "seeds": manifest["seeds"],
        "hashes": {key: manifest["hashes"][key] for key in ("scenarios", "code")},
    }


def save_tables(
    folder: Path,
    content: Mapping[str, "pa.Table"],
    manifest: Mapping[str, Any],
    results: Results | None,
    request: Request,
    spools: Mapping[str, tables.Spool] = MappingProxyType({}),
    draughtsman: Draughtsman | None = None,
) -> dict[str, Any]:
    """Write a folder of results, the manifest last; what the folder held before goes first.

    Args:
        folder: An existing folder.
        content: Tables by name.
        manifest: The manifest.
        results: What follows from the table of metrics, or None when it is not complete.
        request: Which figures are drawn, in which language.
        spools: Tables that are already written and only need their names, by name.
        draughtsman: Draws some of the figures meanwhile.

    Returns:
        The manifest as written, with the hash of each file.

    Raises:
        ResultsError: Something could not be written.
    """
    draughtsman = draughtsman or Draughtsman(apart=False)
    about = about_of(manifest)
    names = [tables.file_of(name) for name in (*content, *spools)]
    with files.writing(folder):
        files.remove_old(folder)
        speech = Speech(request.language)
        if results is not None and request.draws:
            drawn = FIGURES if isinstance(results, Comparison) else RUN_FIGURES
            draughtsman.give(main_figure(results, [folder / name for name in drawn], speech))
        for name, table in content.items():
            tables.write(folder / tables.file_of(name), name, table, about)
        for spool in spools.values():
            spool.save()
        if isinstance(results, Comparison):
            names += _save_comparison(folder, results, request)
        elif results is not None:
            names += RUN_FIGURES if request.draws else ()
            if results.design.sets:
                files.write_bytes(folder / LEVELS, csv_bytes(results.levels))
                names.append(LEVELS)
        draughtsman.finish()
        return files.write_manifest(folder, manifest, names)


def main_figure(results: Results, paths: Sequence[Path], speech: Speech) -> Drawing:
    """Draw the figure of a run or a comparison, with only the metrics that it shows."""
    from sim.report.figures.over_time import comparison_figure, run_figure

    design, metrics = results.design, results.metrics
    town = metrics.loc[metrics["community"] == tables.TOWN, [*tables.KEYS, *design.metrics]]
    if isinstance(results, Comparison):
        until = common_until(results.common_past)
        compared = (town, results.differences, design, until, speech)
        return Drawing(comparison_figure, compared, tuple(paths))
    # Without a common past a run begins at its start, and nothing is shaded.
    alone = (town, design, design.start, speech, results.events())
    return Drawing(run_figure, alone, tuple(paths))


def _save_comparison(folder: Path, results: Comparison, request: Request) -> list[str]:
    """Write what else follows from the metrics of a comparison; returns the names of all."""
    frames = {DIFFERENCES: results.differences, LEVELS: results.levels, BY_SEED: results.by_seed}
    frames |= {f"{name}.csv": getattr(results, name) for name in EFFECTS}
    for name, frame in frames.items():
        files.write_bytes(folder / name, csv_bytes(frame))
    drawn = list(FIGURES) if request.draws else []
    if request.draws:
        from sim.report.figures.look import save_figure

        for name, figure in results.effect_figures(request.language).items():
            paths = [folder / f"{name}{ending}" for ending in (".png", ".svg")]
            save_figure(figure, paths)
            drawn += [path.name for path in paths]
    answer = Answer(
        kind=EFFECTS_ANSWER,
        sentences={one: results.sentences(one) for one in LANGUAGES},
        tables=tuple(f"{name}.csv" for name in EFFECTS),
        figures=tuple(f"{name}.svg" for name in EFFECT_FIGURES if request.draws),
    )
    path = write_answer(folder, EFFECTS_ANSWER, answer)
    return [*frames, *drawn, path.name]


# --- Where the single matters of a run go: to a file while it runs, or into memory

TABLE = "matters"


class MatterStore:
    """Takes matters while a run lasts; what is not saved in the end leaves nothing behind.

    Args:
        folder: The folder of the results, which exists; None to keep all in memory.
        about: What the file should say of itself.

    Raises:
        ResultsError: On entering, and on adding: the folder cannot be written to.
    """

    def __init__(self, folder: Path | None, about: Mapping[str, Any]) -> None:
        self._folder, self._about = folder, about
        self._spool: tables.Spool | None = None
        self._kept: list[pa.Table] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Open the file, if there is to be one."""
        if self._folder is not None:
            spool = tables.Spool(TABLE, self._folder / tables.file_of(TABLE), self._about)
            with files.writing(self._folder):
                self._spool = self._open.enter_context(spool)
        return self

    def add(self, scenario: str, seed: int, frame: "pd.DataFrame") -> None:
        """Take matters of one run."""
        content = tables.assemble(TABLE, [(scenario, seed, frame)])
        if self._folder is None or self._spool is None:
            self._kept.append(content)
            return
        with files.writing(self._folder):
            self._spool.add(content)

    def at_hand(self) -> dict[str, "pd.DataFrame"]:
        """Name the table, where it was kept in memory."""
        import pyarrow as pa

        return (
            {TABLE: pa.concat_tables(self._kept).to_pandas(date_as_object=False)}
            if self._kept
            else {}
        )

    def spools(self) -> dict[str, tables.Spool]:
        """Name the file that waits for its name, by its table."""
        return {} if self._spool is None else {TABLE: self._spool}

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the file unless it was saved."""
        self._open.__exit__(kind, error, trace)


# --- Draw the figures of saved results again, in either language, from their tables alone

_ENDINGS = (".png", ".svg")


@dataclass(frozen=True)
class Redrawn:
    """Figures that were drawn again.

    Attributes:
        results: What they are of.
        sentences: What it found, in the language.
        paths: Where they are.
    """

    results: Results | Analysis
    sentences: tuple[str, ...]
    paths: tuple[Path, ...] = field(default=())


def redraw(
    folder: str | Path,
    *,
    language: str = "",
    out: str | Path | None = None,
    overwrite: bool = False,
) -> Redrawn:
    """Draw the figures of saved results again; nothing is run, and no table changes.

    Args:
        folder: Results of a run, a comparison or an analysis.
        language: Language of the figures, ``en`` or ``zh``.
        out: Folder for the figures; None for that of the results, in which Chinese ones have
            ``.zh`` in their names.
        overwrite: Replace figures that are there.

    Raises:
        UserError: The folder is missing, foreign or damaged, or figures are there.
    """
    source, language = Path(folder), language or current()
    problems = Problems()
    problems.add(check_choice("lang", language, LANGUAGES))
    problems.settle()
    # Another process gets ready to draw while this one reads.
    with Draughtsman(pays_apart() and _is_comparison(source)) as draughtsman:
        draughtsman.get_ready()
        return _redraw(source, None if out is None else Path(out), language, overwrite, draughtsman)


def _is_comparison(folder: Path) -> bool:
    """Tell whether a folder says it holds a comparison; faults are told at opening."""
    try:
        return bool(files.read_manifest(folder)["kind"] == "compare")
    except (ResultsError, KeyError):
        return False


def _redraw(
    source: Path, out: Path | None, language: str, overwrite: bool, draughtsman: Draughtsman
) -> Redrawn:
    """Open results and draw their figures, one of a comparison by the draughtsman."""
    results = open_results(source)
    if not isinstance(results, Results | Analysis):
        text = "is the store of a sweep, which has no figures of its own"
        hint = f"'cogov discover {quote(str(source))}' looks for conditions in it"
        raise ResultsError(Problem(text, file=str(source), hint=hint))
    # Those of a study are known when they are drawn.
    drawn = results.figures(language) if isinstance(results, Analysis) else {}
    target = source if out is None else out
    inner = Speech(language).suffix
    paths = {
        name: [target / f"{name}{inner}{ending}" for ending in _ENDINGS]
        for name in (drawn or _names(results))
    }
    written = [path for pair in paths.values() for path in pair]
    there = [path.name for path in written if path.exists()]
    if there and not overwrite:
        text = f"already holds {', '.join(there)}"
        hint = "choose another folder with --out, or pass --overwrite to draw them anew"
        raise ResultsError(Problem(text, file=str(target), hint=hint))
    files.create_folder(target)
    with files.writing(target):
        if isinstance(results, Comparison):
            draughtsman.give(main_figure(results, paths["compare"], Speech(language)))
            drawn = results.effect_figures(language)
        elif isinstance(results, Results):
            drawn = {"run": results.figure(language)}
        from sim.report.figures.look import save_figure

        for name, figure in drawn.items():
            save_figure(figure, paths[name])
        draughtsman.finish()
        if out is None:
            answers = _name_figures(target, tuple(paths))
            files.note_in_manifest(target, [*answers, *(path.name for path in written)])
    told = results.sentences(language) if isinstance(results, Analysis | Comparison) else ()
    return Redrawn(results, tuple(told), tuple(written))


def _name_figures(folder: Path, names: Sequence[str]) -> list[str]:
    """Have an answer that was saved without figures name those that it has now.

    Returns:
        Names of the files of answers that were written.
    """
    drawn, written = tuple(f"{one}.svg" for one in names if one != "compare"), []
    for answer in read_answers(folder):
        if answer.path.parent == folder and not answer.figures:
            known = tuple(one for one in drawn if (folder / one).is_file())
            name = answer.path.name.removesuffix(SUFFIX)
            written.append(write_answer(folder, name, replace(answer, figures=known)).name)
    return written


def _names(results: Results | Analysis) -> tuple[str, ...]:
    """Name names of the figures of a run or a comparison."""
    if isinstance(results, Comparison):
        return ("compare", *EFFECT_FIGURES)
    return ("run",) if isinstance(results, Results) else ()


def read_sensitivity(folder: Path) -> Analysis:
    """Read the tables of a sensitivity analysis that was saved.

    Raises:
        ResultsError: The folder is missing, foreign or damaged, or holds something else.
    """
    manifest = files.read_manifest(folder)
    kind = manifest.get("kind")
    if kind != "sensitivity":
        text = f"holds results of '{kind}', not of a sensitivity analysis"
        hint = f"'cogov discover {quote(str(folder))}' scores the factors of any runs"
        raise ResultsError(Problem(text, file=str(folder), hint=hint))
    return read_analysis(folder, manifest)
