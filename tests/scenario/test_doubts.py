"""Warnings about what is legal but surely not meant."""

import pytest

from sim.declarations.parameters import PARAMETERS
from sim.scenario import load_scenario, shipped_scenarios
from sim.scenario.load import doubts, load, reachable_coverage
from tests.scenario.conftest import Write

START = "extends: example\n"


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_scenarios_raise_no_doubts(name: str) -> None:
    assert doubts(load(name)) == []


DOUBTS = [
    # text after START, line, key path, in the message
    (
        "levers:\n  control: {hillside: 0.5}",
        3,
        "levers.control",
        "its parent's value already, from scenarios/example.yaml:31",
    ),
    (
        "levers:\n  committee_staff: 20",
        3,
        "levers.committee_staff",
        "its parent's value already, from scenarios/example.yaml:32",
    ),
    ("levers:\n  supervision: off", 3, "levers.supervision", "leaving the lever out means"),
    ("parameters:\n  ask_rate_tie: 0.12", 3, "parameters.ask_rate_tie", "parent's value already"),
    (
        f"parameters:\n  weight_norm: {PARAMETERS['weight_norm'].default}",
        3,
        "parameters.weight_norm",
        "its default value already",
    ),
    (
        "run: {months: 6}",
        0,
        "timeline.2021-07",
        "2021-07 is outside the run, 2020-07 to 2021-06; the entry never takes effect",
    ),
    (
        "run: {start: 2022-03}",
        0,
        "timeline.2021-07",
        "outside the run, 2021-09 to 2024-02; the entry holds from the start",
    ),
    (
        "levers:\n  volunteer_training: 0.5\n  volunteer_recruitment: off\ntimeline:\n"
        "  - {date: 2021-07, levers: {volunteer_recruitment: 0.8}}",
        3,
        "levers.volunteer_training",
        "it is on from 2021-01 while volunteer_recruitment, which it needs, is off",
    ),
    (
        "levers:\n  consultation_binding: 0.5\n  consultation_meetings_per_year: {hillside: 0}",
        3,
        "levers.consultation_binding",
        "in hillside while consultation_meetings_per_year",
    ),
    (
        "levers:\n  party_network_coverage: 0.9\n  households_per_party_member: 15",
        3,
        "levers.party_network_coverage",
        "from 2021-01 active party members can serve at most",
    ),
    (
        "levers: {party_network_coverage: 0.1}",
        2,
        "levers.party_network_coverage",
        "while households_per_party_member, which it needs, is off",
    ),
    (
        "timeline:\n  - {date: 2020-09, levers: {supervision: 0.5}}",
        3,
        "timeline.2020-09",
        "2020-09 is in the common past, which has levers of its own; the entry takes effect in "
        "2021-01",
    ),
    (
        "levers: {supervision: 0.4}\ntimeline:\n  - {date: 2021-01, levers: {supervision: 0.5}}",
        2,
        "levers.supervision",
        "it is never in force: mine.yaml:4 replaces it in 2021-01",
    ),
    (
        "levers: {volunteer_recruitment: 0.4}",
        2,
        "levers.volunteer_recruitment",
        "a parent's timeline replaces it in 2021-07 (scenarios/example.yaml:42)",
    ),
    (
        "timeline:\n  - {date: 2021-05, levers: {committee_staff: 20}}",
        3,
        "timeline.2021-05.levers.committee_staff",
        "it changes nothing",
    ),
]


@pytest.mark.parametrize(("text", "line", "path", "message"), DOUBTS)
def test_what_is_doubted(write: Write, text: str, line: int, path: str, message: str) -> None:
    found = [doubt for doubt in doubts(load(write(START + text))) if doubt.path == path]
    assert len(found) == 1, found
    assert message in found[0].message
    expected = ("mine.yaml", line) if line else ("scenarios/example.yaml", 39)
    assert (found[0].file, found[0].line) == expected


@pytest.mark.parametrize(
    "text",
    [
        "levers: {control: 0.5}",  # a plain value also replaces the community's own
        "levers: {control: {hillside: 0.4}}",
        "levers: {team_support: off}\ntimeline: [{date: 2021-07, levers: {team_support: 0.1}}]",
        "levers: {party_network_coverage: 0.1, households_per_party_member: 15}",
        "levers: {volunteer_training: 0.5}",
        "parameters: {weight_norm: 2.5}",
        "timeline: [{date: 2021-05, levers: {committee_staff: {hillside: 21}}}]",
        "timeline: [{date: 2021-07, levers: {team_support: 0.2}}]",  # undoes a parent's change
    ],
)
def test_what_is_not_doubted(write: Write, text: str) -> None:
    assert doubts(load(write(START + text))) == []


def test_reachable_coverage_by_hand() -> None:
    scenario = load_scenario(
        "example",
        [
            "levers.households_per_party_member=10",
            "levers.double_registration.hillside=0.5",
            "parameters.party_active_base=0.25",
            "parameters.party_active_double=0.4",
        ],
    )
    found = reachable_coverage(scenario, scenario.levers_at(scenario.start))
    adults = 0.65 * 42 / 45 + 0.15
    riverside = 300 * adults * 0.07 * 0.25 * 10 / 100
    hillside = 180 * adults * 0.07 * 0.45 * 10 / 60
    assert found.tolist() == pytest.approx([riverside, hillside, riverside])
