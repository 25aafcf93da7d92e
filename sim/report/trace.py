"""What is stated, and the record behind it: one document, made of the records alone."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import Problem, ResultsError
from sim.kinds import kind_named
from sim.report import documents as md
from sim.report.answers import SUFFIX
from sim.runs.files import MANIFEST
from sim.scenario.places import experiments_folder
from sim.scenario.reading import parse_json
from sim.words import NULL, Speech

CLAIMS = "claims"


def trace(language: str = "en", folder: Path | None = None) -> str:
    """The claims with their verdicts, and every record with the command that made it.

    Args:
        language: One of `sim.words.LANGUAGES`.
        folder: Where the records are; that of the shipped ones when left out.

    Raises:
        ResultsError: A record is damaged.
    """
    speech, place = Speech(language), folder or experiments_folder()
    parts = [f"# {speech('trace.title')}", f"*{speech('trace.note')}*"]
    parts += [f"## {speech('trace.claims')}", claims_of(place / CLAIMS, speech)]
    parts.append(f"## {speech('trace.records')}")
    for own in sorted(path.parent for path in place.glob(f"*/*{SUFFIX}")):
        parts += _record(own, speech)
    return "\n\n".join(part for part in parts if part) + "\n"


def claims_of(folder: Path, speech: Speech) -> str:
    """The recorded claims as a table, or that there are none.

    Raises:
        ResultsError: The record is damaged.
    """
    path = folder / f"{CLAIMS}.csv"
    if not path.is_file():
        return speech("trace.no_claims")
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [_claim(row, speech) for row in csv.DictReader(stream)]
    except (OSError, KeyError, ValueError) as error:
        raise ResultsError(Problem(f"is no record of claims: {error}", str(path))) from error
    heads = [
        speech(f"claims.{name}")
        for name in ("claim", "difference", "sets", "hold_sets", "hold_conditions", "verdict")
    ]
    return md.table([*heads, speech("trace.stands")], rows)


def _claim(row: Mapping[str, str], speech: Speech) -> list[str]:
    """The cells of a claim."""
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
    """What a record says, and what made it."""
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
    """What a file of a record holds.

    Raises:
        ResultsError: It cannot be read.
    """
    try:
        found: Mapping[str, Any] = parse_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ResultsError(Problem(f"cannot be read: {error}", str(path))) from error
    return found
