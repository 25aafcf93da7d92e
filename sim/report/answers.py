"""What a study or a claim answers, wherever that is told.

An analysis writes one file ``NAME.answer.json`` into its folder, with the keys ``kind``,
``sentences`` (``en`` and ``zh``: lists of sentences), ``tables`` and ``figures`` (names of files
beside it). The brief gives a section to each that lies in the folder of results, or in a folder
within it. A figure ``x.svg`` that has a sibling ``x.zh.svg`` is shown as that one in Chinese.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import Problem, ResultsError
from sim.kinds import kind_named
from sim.report import documents as md
from sim.runs.files import MANIFEST, write_text
from sim.runs.options import LANGUAGES
from sim.scenario.places import experiments_folder
from sim.scenario.yamlfile import parse_json
from sim.words import NULL, Speech

# --- Answers: what an analysis found, as a small file beside its tables and figures

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
        """Find where a table or figure lies: that of the language, where there is such a one."""
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
    """Read one answer.

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
    """Read the answers in a folder and in the folders within it, by path; hidden ones left out.

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
    """Say what is wrong with the file of an answer; empty when nothing is."""
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
    """Tell whether something is a list of texts."""
    return isinstance(found, list) and all(isinstance(one, str) for one in found)


# --- What is stated, and the record behind it: one document, made of the records alone

CLAIMS = "claims"


def trace(speech: Speech, folder: Path | None = None) -> str:
    """Write the claims with verdicts, and every record with the command that made it.

    Raises:
        ResultsError: A record is damaged.
    """
    place = folder or experiments_folder()
    parts = [f"# {speech('trace.title')}", f"*{speech('trace.note')}*"]
    parts += [f"## {speech('trace.claims')}", claims_of(place / CLAIMS, speech)]
    parts.append(f"## {speech('trace.records')}")
    for own in sorted(path.parent for path in place.glob(f"*/*{SUFFIX}")):
        parts += _record(own, speech)
    return "\n\n".join(part for part in parts if part) + "\n"


def claims_of(folder: Path, speech: Speech) -> str:
    """Write the recorded claims as a table, or that there are none.

    Raises:
        ResultsError: The record is damaged.
    """
    path = folder / f"{CLAIMS}.csv"
    if not path.is_file():
        return speech("trace.no_claims")
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [_claim(row, speech) for row in csv.DictReader(stream)]
    except (OSError, KeyError, ValueError) as error:
        raise ResultsError(Problem(f"is no record of claims: {error}", str(path))) from error
    heads = [
        speech(f"claims.{name}")
        for name in ("claim", "difference", "sets", "hold_sets", "hold_conditions", "verdict")
    ]
    return md.table([*heads, speech("trace.stands")], rows)


def _claim(row: Mapping[str, str], speech: Speech) -> list[str]:
    """Write the cells of a claim."""
    sets, unit = int(row["sets"]), row["unit"]
    over = NULL
    if sets > 1:
        over = speech.interval(float(row["sets_low"]), float(row["sets_high"]), unit, signed=True)
    return [
        speech.column(row, "sentence"),
        speech.difference(float(row["difference"]), unit),
        over,
        speech("claims.of", count=int(row["holds_in"]), all=sets) if sets else NULL,
        speech("claims.of", count=row["conditions_hold"], all=row["conditions"]),
        speech(f"claims.word.{row['verdict']}"),
        row["stands_in"] or NULL,
    ]


def _record(folder: Path, speech: Speech) -> Sequence[str]:
    """Write what a record says, and what made it."""
    manifest = _read(folder / MANIFEST) if (folder / MANIFEST).is_file() else {}
    made = ""
    if manifest:
        made = speech(
            "trace.command",
            command=manifest.get("command") or manifest.get("kind", ""),
            when=str(manifest.get("timings", {}).get("finished", NULL))[:10],
            code=str(manifest.get("hashes", {}).get("code", NULL))[:12],
        )
    said: list[str] = []
    title = folder.name
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        answer = _read(path)
        kind = kind_named(answer.get("kind"))
        title = folder.name if kind is None else speech.pick(kind.title)
        said += answer.get("sentences", {}).get(speech.language, ())
    lines = "\n".join(f"- {md.cell(one)}" for one in said)
    return [f"### {title} (`{folder.name}`)", made, lines]


def _read(path: Path) -> Mapping[str, Any]:
    """Read a file of a record.

    Raises:
        ResultsError: It cannot be read.
    """
    try:
        found: Mapping[str, Any] = parse_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ResultsError(Problem(f"cannot be read: {error}", str(path))) from error
    return found
