"""Answers: what an analysis found, as a small file beside its tables and figures.

An analysis writes one file ``NAME.answer.json`` into its folder, with the keys ``kind``,
``sentences`` (``en`` and ``zh``: lists of sentences), ``tables`` and ``figures`` (names of files
beside it). The brief gives a section to each that lies in the folder of results, or in a folder
within it. A figure ``x.svg`` that has a sibling ``x.zh.svg`` is shown as that one in Chinese.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import Problem, ResultsError
from sim.runs.files import write_text
from sim.runs.options import LANGUAGES
from sim.scenario.reading import parse_json
from sim.words import Speech

SUFFIX = ".answer.json"
_KEYS = ("kind", "sentences", "tables", "figures")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an analysis found.

    Attributes:
        kind: What kind of question it answers, one word such as ``attribution``, ``why``,
            ``sensitivity``, ``pareto`` or ``validation``.
        sentences: What was found, with its uncertainty: sentences by language, ``en`` and ``zh``.
        tables: Names of CSV files beside it.
        figures: Names of PNG or SVG files beside it.
        path: The file it was read from; empty for one that is not written yet.
    """

    kind: str
    sentences: Mapping[str, Sequence[str]]
    tables: Sequence[str] = ()
    figures: Sequence[str] = ()
    path: Path = field(default_factory=Path)

    def file(self, name: str, speech: Speech) -> Path:
        """Where a table or figure lies: that of the language, where there is such a one."""
        whole = self.path.parent / name
        own = whole.with_name(f"{whole.stem}{speech.suffix}{whole.suffix}")
        return own if own.is_file() else whole


def write_answer(folder: Path, name: str, answer: Answer) -> Path:
    """Write an answer beside its tables and figures, atomically.

    Args:
        folder: Where tables and figures lie already.
        name: Name of the file without its ending, such as ``attribution``.
        answer: What was found.

    Returns:
        The file.

    Raises:
        ValueError: A language has no sentences, or a file is not in the folder.
    """
    missing = [one for one in (*answer.tables, *answer.figures) if not (folder / one).is_file()]
    silent = [one for one in LANGUAGES if not answer.sentences.get(one)]
    if missing or silent:
        raise ValueError(f"an answer without {', '.join([*missing, *silent])}")
    content = {
        "kind": answer.kind,
        "sentences": {one: list(answer.sentences[one]) for one in LANGUAGES},
        "tables": list(answer.tables),
        "figures": list(answer.figures),
    }
    path = folder / f"{name}{SUFFIX}"
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return path


def read_answer(path: Path) -> Answer:
    """One answer.

    Raises:
        ResultsError: The file cannot be read, has other keys, or names a file outside its folder
            or one that is not there.
    """
    try:
        found = parse_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ResultsError(Problem(f"cannot be read: {error}", file=str(path))) from error
    problem = _problem_of(found, path.parent)
    if problem:
        raise ResultsError(Problem(f"is no answer of an analysis: {problem}", file=str(path)))
    sentences = {one: tuple(found["sentences"][one]) for one in LANGUAGES}
    return Answer(found["kind"], sentences, tuple(found["tables"]), tuple(found["figures"]), path)


def read_answers(folder: Path) -> tuple[Answer, ...]:
    """The answers in a folder and in the folders within it, by path; hidden ones left out.

    Raises:
        ResultsError: One of them is damaged.
    """
    places = (folder, *sorted(one for one in folder.iterdir() if one.is_dir()))
    return tuple(
        read_answer(path)
        for place in places
        if not place.name.startswith(".") or place == folder
        for path in sorted(place.glob(f"*{SUFFIX}"))
    )


def _problem_of(found: Any, folder: Path) -> str:
    """What is wrong with what a file of an answer holds; empty when nothing is."""
    if not isinstance(found, dict) or set(found) != set(_KEYS):
        return f"it needs the keys {', '.join(_KEYS)} and no others"
    sentences = found["sentences"]
    if not isinstance(found["kind"], str) or not isinstance(sentences, dict):
        return "kind is text, and sentences are lists by language"
    if not all(_are_texts(sentences.get(one)) for one in LANGUAGES):
        return f"sentences need a list of texts for each of {', '.join(LANGUAGES)}"
    if not _are_texts(found["tables"]) or not _are_texts(found["figures"]):
        return "tables and figures are lists of names of files"
    for name in (*found["tables"], *found["figures"]):
        if Path(name).name != name or not (folder / name).is_file():
            return f"there is no file {name!r} beside it"
    return ""


def _are_texts(found: object) -> bool:
    """Whether something is a list of texts."""
    return isinstance(found, list) and all(isinstance(one, str) for one in found)
