"""The whole document: the template, its gaps filled from the program and the scenario."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sim.errors import OptionError, Problem, did_you_mean
from sim.report.documents import contents, fill, write_document
from sim.report.odd import assumed, entities, facts, inputs, submodels, validated
from sim.report.odd.statements import FACTS
from sim.runs.choose import default_scenarios
from sim.scenario.load import Loaded, load

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
    return contents(fill(TEMPLATE.read_text(encoding="utf-8"), _parts(loaded)))


def _parts(loaded: Loaded) -> dict[str, Callable[[], str]]:
    """What fills each gap."""
    one = loaded.scenario
    label = one.town.label
    return {
        "title": lambda: _TITLE,
        "note": lambda: _NOTE,
        "contents": lambda: "{contents}",
        "entities": entities.entities,
        "columns": entities.columns,
        "forms": entities.forms,
        "matters": entities.matters,
        "draws": entities.draws,
        "metrics": entities.metrics,
        "hours": entities.hours,
        "scales": partial(inputs.scales, loaded),
        "schedule": submodels.schedule,
        "world": submodels.world,
        "turnover": submodels.turnover,
        "policy": submodels.policy,
        "submodels": submodels.submodels,
        "parameters": partial(submodels.parameters, one),
        "town_name": lambda: f"{label.en} {label.zh}",
        "town": partial(inputs.town, loaded),
        "scenario_name": lambda: f"`{one.name}`",
        "scenario": partial(inputs.scenario, loaded),
        "levers_in_force": partial(inputs.levers_in_force, loaded),
        "epochs": partial(inputs.epochs, loaded),
        "assumed": partial(assumed.assumed, loaded),
        "validated": validated.validated,
        "facts": partial(facts.facts_tables, FACTS),
    }


def write_odd(path: Path, text: str) -> None:
    """Write the document; an earlier one of ours is replaced.

    Raises:
        OptionError: The file holds something else, or cannot be written.
    """
    write_document(path, text, _NOTE)
