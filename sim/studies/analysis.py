"""What a study leaves: tables, sentences, figures, and the folder that holds them."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ResultsError
from sim.kinds import Kind, kind_named
from sim.report.answers import SUFFIX, Answer, write_answer
from sim.report.compare import few_seeds_note
from sim.report.shown import ScenarioLabels
from sim.runs import files
from sim.runs.tables import csv_bytes, read_csv
from sim.scenario.places import SUFFIXES, looks_like_path, shipped_experiments
from sim.words import LANGUAGES, Speech
from sim.words.setting import spoken

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.report.shown import Shown


# --- What a study leaves: tables, sentences, figures, and the folder that holds them

ENDINGS = (".png", ".svg")
_AGAIN = "run it again"


@dataclass(frozen=True, eq=False, repr=False)
class Analysis:
    """What a study found: tables by name, and the manifest that says what they are.

    ``kind`` is the name of its kind, as `sim.kinds` has it.
    """

    kind: str
    tables: Mapping[str, "pd.DataFrame"]
    manifest: Mapping[str, Any]
    folder: Path

    @property
    def declared(self) -> Kind:
        """The declaration of its kind."""
        found = kind_named(self.kind)
        if found is None:
            raise ResultsError(Problem(f"there is no kind {self.kind!r}", file=str(self.folder)))
        return found

    def about(self, speech: Speech) -> dict[str, Any]:
        """Say what is asked, with scenarios as readers call them."""
        labels = ScenarioLabels.of(self.manifest.get("scenarios", {}))
        return labels.about(self.manifest["about"], speech)

    def sentences(self, language: str = "") -> tuple[str, ...]:
        """Say what it found, with its uncertainty."""
        speech = spoken(language)
        report = self.declared.report
        with self._undamaged():
            made: list[str] = report.sentences(self.tables, self.about(speech), speech)
        return tuple(speech.closed(text) for text in made)

    def figures(self, language: str = "") -> dict[str, "Figure"]:
        """Draw its figures by name."""
        report, speech = self.declared.report, spoken(language)
        with self._undamaged():
            made: dict[str, Figure] = report.figures(self.tables, self.about(speech), speech)
        return made

    def shown(self, language: str = "") -> "list[Shown]":
        """Show the tables for readers, as texts."""
        report, speech = self.declared.report, spoken(language)
        with self._undamaged():
            made: list[Shown] = report.shown(self.tables, self.about(speech), speech)
        return made

    @contextmanager
    def _undamaged(self) -> Iterator[None]:
        """Say of what was read and lacks what it must hold that it is damaged.

        Raises:
            ResultsError: It is.
        """
        try:
            yield
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            if "files" not in self.manifest:
                # It was not read: the fault is ours.
                raise
            text = f"is damaged: {type(error).__name__} {error}"
            raise ResultsError(Problem(text, file=str(self.folder), hint=_AGAIN)) from error

    def __repr__(self) -> str:
        """Name class, kind, tables, and folder."""
        return f"<Analysis: {self.kind}; {', '.join(self.tables)}; {self.folder}>"


def files_of(kind: Kind) -> tuple[str, ...]:
    """Name the files that a study of a kind writes, in every language."""
    drawn = [
        f"{name}{Speech(language).suffix}{ending}"
        for name in kind.figures
        for language in LANGUAGES
        for ending in ENDINGS
    ]
    return (
        files.MANIFEST,
        f"{kind.name}{SUFFIX}",
        *(f"{name}.csv" for name in kind.tables),
        *drawn,
    )


def save_analysis(found: Analysis, language: str, figures: bool = True) -> Analysis:
    """Write an analysis into its folder, the manifest last; runs that lie there stay.

    Figures, where any are wanted, are written in English, and in another language beside them.

    Raises:
        ResultsError: Something could not be written.
    """
    from sim.report.figures.look import save_figure

    folder = found.folder
    names: list[str] = []
    with files.writing(folder):
        files.remove_old(folder)
        for name, frame in found.tables.items():
            files.write_bytes(folder / f"{name}.csv", csv_bytes(frame))
            names.append(f"{name}.csv")
        plain: list[str] = []
        for one in dict.fromkeys((LANGUAGES[0], language)) if figures else ():
            for name, figure in found.figures(one).items():
                paths = [folder / f"{name}{Speech(one).suffix}{ending}" for ending in ENDINGS]
                save_figure(figure, paths)
                names += [path.name for path in paths]
                plain += [f"{name}.svg"] if one == LANGUAGES[0] else []
        sentences = {one: found.sentences(one) for one in LANGUAGES}
        tables = tuple(f"{name}.csv" for name in found.tables)
        answer = Answer(found.kind, sentences, tables, tuple(plain))
        names.append(write_answer(folder, found.kind, answer).name)
        manifest = files.write_manifest(folder, found.manifest, names)
    return Analysis(found.kind, found.tables, manifest, folder)


def read_analysis(folder: Path, manifest: Mapping[str, Any]) -> Analysis:
    """Read an analysis that was saved.

    Raises:
        ResultsError: The manifest lacks a part, or a table is missing, changed or damaged.
    """
    import pandas as pd

    lacking = [part for part in ("about", "files") if not isinstance(manifest.get(part), dict)]
    if lacking:
        text = f"is damaged: it lacks {', '.join(lacking)}"
        raise ResultsError(Problem(text, file=str(folder / files.MANIFEST), hint=_AGAIN))
    tables = {}
    for name, about in manifest["files"].items():
        path = folder / name
        if path.suffix != ".csv":
            continue
        known = Path(name).name == name and isinstance(about, dict)
        if not known or not path.is_file() or files.digest(path) != about.get("sha256"):
            text = "is missing, or not the file that the manifest describes"
            raise ResultsError(Problem(text, file=str(path), hint=_AGAIN))
        try:
            tables[path.stem] = read_csv(path)
        except pd.errors.EmptyDataError:
            # A table without rows and columns: nothing was found.
            tables[path.stem] = pd.DataFrame()
        except ValueError as error:
            raise ResultsError(
                Problem(f"cannot be read: {error}", str(path), hint=_AGAIN)
            ) from error
    kind = kind_named(manifest["kind"])
    return Analysis(manifest["kind"] if kind is None else kind.name, tables, manifest, folder)


def method_of(about: Mapping[str, Any], speech: Speech) -> str:
    """Name the intervals of a study for a sentence."""
    return speech.method(about.get("interval", "t"))


def narrow_note(about: Mapping[str, Any], speech: Speech) -> list[str]:
    """Note what to know of a bootstrap with few seeds; nothing else."""
    return few_seeds_note(about.get("interval", "t"), about["seeds"], speech)


# --- Studies that were saved: read again, to be shown or drawn


def is_folder(subject: str | Path, kind: Kind) -> bool:
    """Tell whether a text names a folder of results, not a file or something shipped."""
    text = str(subject)
    if text in shipped_experiments(kind.name):
        return False
    if os.path.isdir(text):  # noqa: PTH112
        return True
    return looks_like_path(text) and not text.lower().endswith(SUFFIXES)


def read_of_kind(subject: str | Path, kind: Kind) -> Analysis | None:
    """Read the study of this kind in a folder; None where a text names no folder of results.

    Raises:
        ResultsError: The folder holds results of another kind, and this kind reads no runs of
            others; or it is damaged.
    """
    if kind.argument != "file" or not is_folder(subject, kind):
        return None
    folder = Path(subject)
    manifest = files.read_manifest(folder)
    own = manifest.get("kind")
    if kind_named(own) is kind:
        return read_analysis(folder, manifest)
    if kind.reads_runs:
        return None
    text = f"holds results of '{own}', not of a {kind.noun.en}"
    hint = f"'cogov discover {quote(str(folder))}' scores the factors of any runs"
    raise ResultsError(Problem(text, file=str(folder), hint=hint))
