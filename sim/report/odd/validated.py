"""The recorded validation: what was expected, what was found, and by which version."""

import csv
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.report import documents as md
from sim.report.words_validation import (
    Row,
    expected_of,
    found_of,
    over,
    parts_of,
    reasons,
    validation_words,
)
from sim.runs.files import MANIFEST
from sim.runs.manifest import model_digest, parameters_digest
from sim.scenario.places import experiments_folder

FOLDER, TABLE = "validation", "validation.csv"
_NUMBERS = ("low", "high", "mean", "interval_low", "interval_high")
_LANGUAGE = "en"


def validated(folder: Path | None = None) -> str:
    """The recorded validation as a table, or that there is none.

    Args:
        folder: Where it is; the shipped one when left out.
    """
    place = folder or experiments_folder() / FOLDER
    if not (place / TABLE).is_file() or not (place / MANIFEST).is_file():
        return (
            "No validation is recorded with this version: until `cogov validate` has been run, "
            "none of the patterns may be called tested."
        )
    rows = recorded(place / TABLE)
    manifest = json.loads((place / MANIFEST).read_bytes())
    said = validation_words(_LANGUAGE)
    body = [
        (
            said.kinds[kind],
            row["label_en"],
            expected_of(row, _LANGUAGE),
            found_of(row),
            said.verdicts[row["verdict"]],
            _known(row),
        )
        for kind, own in parts_of(rows)
        for row in own
    ]
    head = ("kind", "pattern", "expected", "simulated, mean and 95 % interval", "holds", "known by")
    held = sum(row["verdict"] == "pass" for row in rows)
    return md.paragraphs(
        f"Recorded, not made anew for this text: {_recorded_by(manifest)} {_still(manifest)} "
        f"{held} of {len(rows)} patterns hold. A band holds when the mean over seeds lies in it, "
        "give or take one standard error; a sign when the whole interval does. Of a pattern with "
        "several figures the one on which it stands or falls is shown.",
        md.table(head, body),
        *reasons(rows, _LANGUAGE),
    )


def recorded(path: Path) -> list[Row]:
    """The rows of a recorded table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            {**row, **{name: float(row[name] or math.nan) for name in _NUMBERS}}
            for row in csv.DictReader(stream)
        ]


def _known(row: Row) -> str:
    """Mark and source of an expectation."""
    return f"{row['mark']}: {row['source']}" if row["source"] else str(row["mark"])


def _recorded_by(manifest: Mapping[str, Any]) -> str:
    """Which version, seeds and scale made it, and when."""
    about, code = manifest["about"], manifest["code"]
    return (
        f"version {code['version']}, code {manifest['hashes']['code'][:12]}, "
        f"{over(about['seeds'], _LANGUAGE)} at scale {about['scale']:g}, "
        f"{manifest['timings']['finished'][:10]}."
    )


def _still(manifest: Mapping[str, Any]) -> str:
    """Whether parameters and model are still those of the record."""
    hashes = manifest["hashes"]
    same = {
        "parameters": hashes["parameters"] == parameters_digest()
        and not manifest.get("options", {}).get("settings"),
        "model code": hashes["model"] == model_digest(),
    }
    changed = [name for name, kept in same.items() if not kept]
    if not changed:
        return "Parameters and model code are the same as then."
    kept = [name for name, one in same.items() if one]
    rest = (
        f"; the {kept[0]} is the same"
        if kept == ["model code"]
        else ("; the parameters are the same" if kept else "")
    )
    return f"Since then the {' and the '.join(changed)} changed{rest}: read it with care."
