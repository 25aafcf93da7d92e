"""The JSON Schemas of all kinds of files accept what the loaders accept."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.errors import OptionError
from sim.kinds import file_kinds
from sim.scenario.places import (
    experiments_folder,
    shipped_calibrations,
    shipped_experiments,
    shipped_folder,
    shipped_scenarios,
    shipped_towns,
)
from sim.scenario.yamlfile import parse_yaml
from sim.sweeps.jsonschema import SCHEMAS, json_schema

jsonschema = pytest.importorskip("jsonschema")
SHIPPED = [
    *(("scenario", shipped_folder() / f"{name}.yaml") for name in shipped_scenarios()),
    *(("town", shipped_folder() / "towns" / f"{name}.yaml") for name in shipped_towns()),
    *(("experiment", experiments_folder() / f"{name}.yaml") for name in shipped_experiments()),
    *(("calibration", experiments_folder() / f"{name}.yaml") for name in shipped_calibrations()),
    *(
        (kind, experiments_folder() / f"{name}.yaml")
        for kind in ("sensitivity", "discovery", "search", "validation")
        for name in shipped_experiments(kind)
    ),
]


@cache
def check_schema(schema: str) -> None:
    """Refuse what is no schema; parts that many have, as a lever or a parameter, once."""
    whole = json.loads(schema)
    for key in ("$defs", "properties"):
        for part in whole.pop(key, {}).values():
            check_schema(json.dumps(part))
    jsonschema.Draft202012Validator.check_schema(whole)


@cache
def validator(kind: str) -> Any:
    """A validator of a kind of file."""
    schema = json_schema(kind)
    check_schema(json.dumps(schema))
    return jsonschema.Draft202012Validator(schema)


def lists(value: Any) -> Any:
    """Plain values as JSON has them: lists, and keys that are text."""
    if isinstance(value, dict):
        return {str(key): lists(child) for key, child in value.items()}
    return [lists(child) for child in value] if isinstance(value, tuple) else value


def faults(kind: str, text: str) -> list[str]:
    """What a schema says against a file."""
    document = parse_yaml(text, "x", [])
    assert document is not None
    return [error.message for error in validator(kind).iter_errors(lists(document.data))]


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=lambda one: getattr(one, "stem", one))
def test_shipped_files_fit(kind: str, path: Path) -> None:
    assert faults(kind, path.read_text("utf-8")) == []


TOWN = (shipped_folder() / "towns" / "example.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("female: 0.5", "female: 5"),
        ("female: 0.5", "femal: 0.5"),
        ("female: 0.5", "female: {value: 0.5}"),
        ("female: 0.5", "female: {value: 5, mark: case}"),
        ("example.csv", "example.xlsx"),
        ("[0, 15, 0.20]", "[0, 15]"),
        ("2020: 0.4", "now: 0.4"),
        ("every: 36", "every: often"),
        ("first: 2021-06", "first: 2021-6"),
        ("isolated: 0.2", ""),
    ],
)
def test_wrong_towns_do_not_fit(old: str, new: str) -> None:
    assert old in TOWN
    assert faults("town", TOWN.replace(old, new))


def test_a_town_may_say_how_numbers_are_known() -> None:
    known = "female: {value: 0.5, low: 0.4, high: 0.6, mark: official, source: census}"
    assert faults("town", TOWN.replace("female: 0.5", known)) == []
    assert faults("town", TOWN + "sources: {margins: {mark: case, source: a visit}}") == []
    assert faults("town", TOWN + "sources: {margins: {mark: guess}}")


@pytest.mark.parametrize(
    "text",
    [
        "design: {kind: grid, factors: {levers.control: [0, 0.5, off]}}",
        "design: {kind: grid, factors: {levers.control: {low: 0, high: 1, steps: 3}}}",
        "design: {kind: sobol, factors: {parameters.weight_norm: declared}, points: 4}",
        "design: {kind: grid, factors: {policy: {mild: {levers.control: 0.6}, none: {}}}}",
        "design: {kind: list, rows: [{levers.control: 0.1}]}",
        "settings: {levers.control: {town: 0.5, beiguan: 0.2}, measures.volunteering: off}",
        "until: {metric: participation_rate, half_width: 0.01, most: 30}",
    ],
)
def test_right_experiments_fit(text: str) -> None:
    assert faults("experiment", f"scenarios: [integration]\n{text}") == []


@pytest.mark.parametrize(
    "text",
    [
        "design: {kind: gird, factors: {levers.control: [0]}}",
        "design: {kind: grid, factors: {levers.control: 0.5}}",
        "design: {kind: grid, factors: {levers.control: [1.5]}}",
        "design: {kind: grid, factors: {levers.control: {low: 0, high: 1, step: 3}}}",
        "settings: {levers.control: 2}",
        "settings: {measures.volunteering: gone}",
        "until: {metric: participation_rate}",
        "seed: 1",
    ],
)
def test_wrong_experiments_do_not_fit(text: str) -> None:
    assert faults("experiment", f"scenarios: [integration]\n{text}")


def test_every_lever_and_parameter_can_be_varied() -> None:
    factors = json_schema("experiment")["$defs"]["DesignPart"]["properties"]["factors"]
    assert {f"levers.{name}" for name in LEVERS} < set(factors["properties"])
    assert {f"parameters.{name}" for name in PARAMETERS} < set(factors["properties"])
    assert LEVERS["control"].meaning.en in factors["properties"]["levers.control"]["description"]


@pytest.mark.parametrize("kind", [kind for kind in SCHEMAS if kind not in ("scenario",)])
def test_every_key_is_explained(kind: str) -> None:
    schema = json_schema(kind)
    parts = [
        schema,
        *(
            part
            for name, part in schema["$defs"].items()
            if "properties" in part and name != "Label"
        ),
    ]
    silent = [
        key
        for part in parts
        for key, one in part["properties"].items()
        if not one.get("description")
    ]
    assert silent == []


SENSITIVITY = "kind: sensitivity\nscenarios: [example]\nmetrics: [trust]\n"
DISCOVERY = (
    "kind: discovery\nscenarios: [example]\nsample: {points: 20}\n"
    "factors: {levers.control: {low: 0, high: 1}}\n"
)
SEARCH = (
    "kind: search\nscenarios: [example]\nbudget: 5\nsearch: {trials: 4, method: nsga2}\n"
    "objectives: [{metric: trust, aim: more}, {metric: cost, aim: less}]\n"
)
VALIDATION = "seeds: 0..1\nruns: {example: {scenario: example}}\n"
PATTERN = "patterns: [{name: a, kind: held_out, label: {en: a, zh: b}, mark: assumed, "


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "sensitivity",
            SENSITIVITY + "factors: {parameters.*: assumed, events.2016-07: {low: -6, "
            "high: 6}, run.burn_in.months: [24, 36], levers.control.xinxia: {low: 0, high: 1}}",
        ),
        ("discovery", DISCOVERY + "interest: [{metric: cost, below: 2}]"),
        (
            "search",
            SEARCH + "factors: {levers.control: {low: 0, high: 1}}\n"
            "uncertainty: {parameters: {parameters.weight_norm: declared}}",
        ),
        (
            "validation",
            VALIDATION + PATTERN + "expect: above, each: [{run: example, metric: "
            "odds_party, years: 1998..2001, except: [a, b]}]}]",
        ),
    ],
)
def test_right_studies_fit(kind: str, text: str) -> None:
    assert faults(kind, text) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("sensitivity", SENSITIVITY + "factors: {parameters.*: all}"),
        ("sensitivity", SENSITIVITY + "factors: {events.2016-07: {low: -0.5, high: 6}}"),
        ("sensitivity", SENSITIVITY + "factors: {levers.control: {low: 0}}"),
        ("sensitivity", SENSITIVITY + "factors: {levers.control: [0.5, 2]}"),
        ("sensitivity", (SENSITIVITY + "factors: {}").replace("trust", "trsut")),
        ("discovery", DISCOVERY + "interest: [{metric: cost}]"),
        ("discovery", DISCOVERY + "interest: [{metric: cost, above: 1, below: 2}]"),
        ("search", SEARCH + "factors: {parameters.weight_norm: declared}"),
        ("search", (SEARCH + "factors: {levers.control: [0, 1]}").replace("nsga2", "nsga3")),
        ("validation", VALIDATION + PATTERN + "expect: above}]"),
        ("validation", VALIDATION + PATTERN + "expect: above, each: [{run: a, metric: cost}]}]"),
    ],
)
def test_wrong_studies_do_not_fit(kind: str, text: str) -> None:
    assert faults(kind, text)


def test_a_kind_that_does_not_exist() -> None:
    with pytest.raises(OptionError, match="of: 'twn' is not known \\(did you mean 'town'"):
        json_schema("twn")
    assert {*SCHEMAS, *file_kinds()} == {
        "scenario",
        "town",
        "experiment",
        "calibration",
        "sensitivity",
        "discovery",
        "search",
        "matching",
        "trial",
        "validation",
        "claims",
    }
