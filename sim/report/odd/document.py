"""The whole document: the template, its gaps filled from the program, scenario and record."""

import csv
import json
import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sim.errors import OptionError, Problem, did_you_mean
from sim.extend import active
from sim.kinds import kinds
from sim.report import documents as md
from sim.report.documents import contents, fill, write_document
from sim.report.odd import facts, inputs, model
from sim.report.odd.statements import FACTS
from sim.report.shown import Row
from sim.report.trace import CLAIMS, claims_of
from sim.runs.choose import default_scenarios
from sim.runs.files import MANIFEST
from sim.runs.manifest import model_digest, parameters_digest
from sim.scenario.load import Loaded, load
from sim.scenario.places import experiments_folder
from sim.words import Speech

TEMPLATE = Path(__file__).with_name("template.md")
LANGUAGES = ("en",)
"""Languages of the document; labels stand in it in English and Chinese."""
SCENARIO_OF_TOWN = "base"
"""The scenario for a town that is named alone: it sets nothing for single communities."""

_TITLE = "Governing urban communities together: model description (ODD)"
_NOTE = "*Written by `cogov odd`; do not edit.*"


def odd(scenario: str | None = None, *, town: str | None = None, language: str = "en") -> str:
    """The ODD protocol of the model with a scenario and its town, as Markdown.

    The same program and files give the same text.

    Args:
        scenario: Path or name; when left out the last of the shipped comparison, or
            `SCENARIO_OF_TOWN` with a town.
        town: Path or name of a town in place of the scenario's.
        language: One of `LANGUAGES`.

    Raises:
        OptionError: There is no such language.
        ScenarioError: With every problem of the files.
    """
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise OptionError(
            Problem(
                f"the description is not written in {language!r}; there is {known}",
                hint=did_you_mean(language, LANGUAGES),
            )
        )
    named = scenario or (SCENARIO_OF_TOWN if town else default_scenarios()[-1])
    return render(load(named, [f"town={town}"] if town else ()))


def render(loaded: Loaded) -> str:
    """The document of a scenario that is loaded."""
    text = fill(TEMPLATE.read_text(encoding="utf-8"), _parts(loaded))
    return contents(f"{text.rstrip()}\n\n{model.extensions()}\n" if active() else text)


def _parts(loaded: Loaded) -> dict[str, Callable[[], str]]:
    """What fills each gap."""
    one = loaded.scenario
    return {
        "title": lambda: _TITLE,
        "note": lambda: _NOTE,
        "contents": lambda: "{contents}",
        "entities": model.entities,
        "columns": model.columns,
        "forms": model.forms,
        "matters": model.matters,
        "draws": model.draws,
        "metrics": model.metrics,
        "hours": model.hours,
        "scales": partial(inputs.scales, loaded),
        "schedule": model.schedule,
        "world": model.world,
        "turnover": model.turnover,
        "policy": model.policy,
        "submodels": model.submodels,
        "parameters": partial(model.parameters, one),
        "town_name": lambda: Speech().both(one.town.label),
        "town": partial(inputs.town, loaded),
        "scenario_name": lambda: f"`{one.name}`",
        "scenario": partial(inputs.scenario, loaded),
        "levers_in_force": partial(inputs.levers_in_force, loaded),
        "epochs": partial(inputs.epochs, loaded),
        "assumed": partial(inputs.assumed, loaded),
        "claimed": claimed,
        "validated": validated,
        "facts": partial(facts.facts_tables, FACTS),
    }


def write_odd(path: Path, text: str) -> None:
    """Write the document; an earlier one of ours is replaced.

    Raises:
        OptionError: The file holds something else, or cannot be written.
    """
    write_document(path, text, _NOTE)


# --- the recorded validation ----------------------------------------------------------------------

FOLDER, TABLE = "validation", "validation.csv"
_NUMBERS = ("low", "high", "mean", "interval_low", "interval_high")
_ENGLISH = Speech("en")


def claimed(folder: Path | None = None) -> str:
    """The recorded claims as a table, or that there are none.

    Args:
        folder: Where they are; the shipped ones when left out.
    """
    return claims_of(folder or experiments_folder() / CLAIMS, _ENGLISH)


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
    said = kinds()["validation"].report
    body = [
        (
            _ENGLISH(f"validation.kinds.{kind}"),
            row["label_en"],
            said.expected_of(row, _ENGLISH),
            said.found_of(row, _ENGLISH),
            _ENGLISH(f"validation.verdicts.{row['verdict']}"),
            _known(row),
        )
        for kind, own in said.parts_of(rows)
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
        *said.reasons(rows, _ENGLISH),
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
    over = kinds()["validation"].report.over
    about, code = manifest["about"], manifest["code"]
    return (
        f"version {code['version']}, code {manifest['hashes']['code'][:12]}, "
        f"{over(about['seeds'], _ENGLISH)} at scale {about['scale']:g}, "
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
    kept = [name for name in same if name not in changed]
    verb = {"model code": "is", "parameters": "are"}
    rest = "".join(f"; the {name} {verb[name]} the same" for name in kept)
    return f"Since then the {' and the '.join(changed)} changed{rest}: read it with care."
