"""The whole document: the template, its gaps filled from the program, scenario and record."""

import csv
import json
import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sim.errors import OptionError
from sim.extend import active
from sim.kinds import kinds
from sim.report import documents as md
from sim.report.answers import CLAIMS, claims_of
from sim.report.documents import contents, fill, write_document
from sim.report.odd import facts, model
from sim.report.odd.statements import FACTS
from sim.report.shown import Row
from sim.runs.choose import default_scenarios
from sim.runs.files import MANIFEST
from sim.runs.manifest import model_digest, parameters_digest
from sim.runs.options import check_choice
from sim.scenario.load import Loaded, load
from sim.scenario.places import experiments_folder
from sim.words import LANGUAGES, Speech
from sim.words.setting import current

HERE = Path(__file__).parent
SCENARIO_OF_TOWN = "base"
"""The scenario for a town that is named alone: it sets nothing for single communities."""


def odd(scenario: str | None = None, *, town: str | None = None, language: str = "") -> str:
    """Write the ODD protocol of the model with a scenario and its town, as Markdown.

    The same program and files give the same text.

    Args:
        scenario: Path or name; when left out the last of the shipped comparison, or
            `SCENARIO_OF_TOWN` with a town.
        town: Path or name of a town in place of the scenario's.
        language: One of `sim.words.LANGUAGES`.

    Raises:
        OptionError: There is no such language.
        ScenarioError: With every problem of the files.
    """
    language = language or current()
    if problems := check_choice("lang", language, LANGUAGES):
        raise OptionError(problems)
    named = scenario or (SCENARIO_OF_TOWN if town else default_scenarios()[-1])
    return render(load(named, [f"town={town}"] if town else ()), Speech(language))


def render(loaded: Loaded, speech: Speech) -> str:
    """Write the document of a scenario that is loaded."""
    template = HERE / f"template.{speech.language}.md"
    if not template.is_file():
        template = HERE / f"template.{LANGUAGES[0]}.md"
    text = fill(template.read_text(encoding="utf-8"), _parts(loaded, speech))
    return contents(f"{text.rstrip()}\n\n{model.extensions(speech)}\n" if active() else text)


def _parts(loaded: Loaded, speech: Speech) -> dict[str, Callable[[], str]]:
    """Name what fills each gap."""
    one = loaded.scenario
    of_model = ("entities", "columns", "forms", "matters", "draws", "metrics", "hours")
    of_month = ("schedule", "world", "turnover", "policy", "submodels")
    of_input = ("scales", "town", "scenario", "levers_in_force", "epochs", "assumed")
    return {
        "title": lambda: speech("odd.title"),
        "note": lambda: _note(speech),
        "contents": lambda: "{contents}",
        **{name: partial(getattr(model, name), speech) for name in (*of_model, *of_month)},
        **{name: partial(getattr(facts, name), loaded, speech) for name in of_input},
        "parameters": partial(model.parameters, one, speech),
        "town_name": lambda: speech.both(one.town.label),
        "scenario_name": lambda: f"`{one.name}`",
        "claimed": partial(claimed, speech),
        "validated": partial(validated, speech),
        "facts": partial(facts.facts_tables, FACTS, speech),
        "references": lambda: (HERE / "references.md").read_text("utf-8").strip(),
    }


def _note(speech: Speech) -> str:
    """Write the line by which an earlier document is known to be ours."""
    return f"*{speech('odd.note')}*"


def write_odd(path: Path, text: str, speech: Speech) -> None:
    """Write the document; an earlier one of ours in the same language is replaced.

    Raises:
        OptionError: The file holds something else, or cannot be written.
    """
    write_document(path, text, _note(speech))


# --- the recorded validation ----------------------------------------------------------------------

FOLDER, TABLE = "validation", "validation.csv"
_NUMBERS = ("low", "high", "mean", "interval_low", "interval_high")


def claimed(speech: Speech, folder: Path | None = None) -> str:
    """Write the recorded claims as a table, or that there are none."""
    return claims_of(folder or experiments_folder() / CLAIMS, speech)


def validated(speech: Speech, folder: Path | None = None) -> str:
    """Write the recorded validation as a table, or that there is none."""
    place = folder or experiments_folder() / FOLDER
    if not (place / TABLE).is_file() or not (place / MANIFEST).is_file():
        return speech("odd.no_validation")
    rows = recorded(place / TABLE)
    manifest = json.loads((place / MANIFEST).read_bytes())
    said = kinds()["validation"].report
    body = [
        (
            speech(f"validation.kinds.{kind}"),
            speech.column(row, "label"),
            said.expected_of(row, speech),
            said.found_of(row, speech),
            speech(f"validation.verdicts.{row['verdict']}"),
            _known(row, speech),
        )
        for kind, own in said.parts_of(rows)
        for row in own
    ]
    made = speech.joint((_recorded_by(manifest, speech), _still(manifest, speech)))
    held = sum(row["verdict"] == "pass" for row in rows)
    return md.paragraphs(
        speech("odd.recorded", made=made, held=held, all=len(rows)),
        md.table(
            model.heads(speech, "kind", "pattern", "expected", "simulated", "holds", "known"), body
        ),
        *said.reasons(rows, speech),
    )


def recorded(path: Path) -> list[Row]:
    """Read the rows of a recorded table."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [
            {**row, **{name: float(row[name] or math.nan) for name in _NUMBERS}}
            for row in csv.DictReader(stream)
        ]


def _known(row: Row, speech: Speech) -> str:
    """Write mark and source of an expectation."""
    return speech.known(f"{row['mark']}: {row['source']}" if row["source"] else str(row["mark"]))


def _recorded_by(manifest: Mapping[str, Any], speech: Speech) -> str:
    """Say which version, seeds and scale made it, and when."""
    about, code = manifest["about"], manifest["code"]
    return speech(
        "odd.recorded_by",
        version=code["version"],
        code=manifest["hashes"]["code"][:12],
        over=kinds()["validation"].report.over(about["seeds"], speech),
        size=f"{about['scale']:g}",
        date=manifest["timings"]["finished"][:10],
    )


def _still(manifest: Mapping[str, Any], speech: Speech) -> str:
    """Say whether parameters and model are still those of the record."""
    hashes = manifest["hashes"]
    parameters = hashes["parameters"] == parameters_digest() and not manifest.get(
        "options", {}
    ).get("settings")
    code = hashes["model"] == model_digest()
    changed = "none" if parameters and code else "code" if parameters else "parameters"
    return speech(f"odd.changed_{changed if parameters or code else 'both'}")
