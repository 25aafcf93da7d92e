"""The shipped scenarios: each says what it is, and differs from its parent in what it names."""

import re
from pathlib import Path

import numpy as np
import pytest

from sim.calendar import parse_month
from sim.declarations.levers import LEVERS
from sim.declare import Label
from sim.model import CommunityModel
from sim.runs.simulate import shaped
from sim.scenario import Scenario, load_scenario, shipped_scenarios
from sim.scenario.load import load
from sim.scenario.places import shipped_folder
from sim.scenario.scenario import distinct_labels

CHINESE = re.compile("[\u4e00-\u9fff]")

PARTY = {
    "party_network_coverage",
    "households_per_party_member",
    "double_registration",
    "party_points",
}
PURCHASE = {name for name, lever in LEVERS.items() if lever.measure == "service_purchase"}
GRID = {name for name, lever in LEVERS.items() if lever.measure == "grid_management"}
VOLUNTEERING = {name for name, lever in LEVERS.items() if lever.measure == "volunteering"}
INFRASTRUCTURE = {name for name, lever in LEVERS.items() if lever.measure == "infrastructure"}

# Name, parent, levers in which it may differ from the parent from its first month on.
VARIANTS = [
    ("no_purchase", "co_governance", PURCHASE),
    ("no_party_network", "co_governance", PARTY),
    ("no_grid", "co_governance", GRID),
    ("no_volunteering", "co_governance", VOLUNTEERING),
    ("co_governance_without_supervision", "co_governance", {"supervision"}),
    ("infrastructure_only", "government_led", INFRASTRUCTURE),
    ("prizes_only", "government_led", {"volunteer_recruitment", "volunteer_prizes"}),
    ("recognition_only", "government_led", {"volunteer_recruitment", "volunteer_recognition"}),
    (
        "deliberation_first",
        "integration",
        {"consultation_meetings_per_year", "consultation_binding", "supervision"},
    ),
    ("fewer_tasks", "integration", {"task_access_list"}),
    ("delegation_without_staff", "integration", {"delegation"}),
    ("crisis", "co_governance", set()),
]


def differing(one: Scenario, other: Scenario) -> set[str]:
    """Levers that differ in the first month after the common past."""
    left, right = one.levers_at(one.start), other.levers_at(other.start)
    return {name for name in LEVERS if not np.array_equal(left[name], right[name])}


@pytest.mark.parametrize("name", shipped_scenarios())
def test_each_says_what_it_is_and_where_it_is_from(name: str) -> None:
    own = load(name).files[0].content
    assert own.summary.en
    assert own.sources or name == "base"


SHIPPED: list[str | Path] = [
    *shipped_scenarios(),
    *sorted(shipped_folder().joinpath("tradeoffs").glob("*.yaml")),
]


def test_each_has_label_and_summary_in_both_languages() -> None:
    found = {str(one): load(one).files[0].content for one in SHIPPED}
    labels = {name: own.label for name, own in found.items()}
    assert [name for name, label in labels.items() if label is None] == []
    for own in found.values():
        assert own.label is not None
        assert CHINESE.search(own.label.zh)
        assert not CHINESE.search(own.label.en)
        assert CHINESE.search(own.summary.zh)
    plain = {name: Label(one.en, one.zh) for name, one in labels.items() if one}
    assert len(distinct_labels(plain)) == len(SHIPPED)


@pytest.mark.parametrize(("name", "parent", "levers"), VARIANTS)
def test_variants_differ_from_their_parent_in_what_they_name(
    name: str, parent: str, levers: set[str]
) -> None:
    variant, below = load_scenario(name), load_scenario(parent)
    assert variant.chain[1] == f"scenarios/{parent}.yaml"
    found = differing(variant, below)
    assert found <= levers
    assert found or not levers


@pytest.mark.parametrize(("name", "parent", "levers"), VARIANTS[:5])
def test_what_is_left_out_is_off_everywhere(name: str, parent: str, levers: set[str]) -> None:
    values = load_scenario(name).levers_at(load_scenario(name).start)
    for lever in levers:
        assert (values[lever] == LEVERS[lever].off).all(), lever


@pytest.mark.parametrize("name", ["infrastructure_only", "deliberation_first", "fewer_tasks"])
def test_what_is_taken_over_has_the_values_of_co_governance(name: str) -> None:
    variant, model = load_scenario(name), load_scenario("co_governance")
    levers = next(levers for other, _, levers in VARIANTS if other == name)
    values, theirs = variant.levers_at(variant.start), model.levers_at(model.start)
    for lever in levers:
        assert np.array_equal(values[lever], theirs[lever]), lever


def test_the_crisis_has_a_beginning_and_an_end() -> None:
    crisis = load_scenario("crisis")
    months = [
        month
        for month in range(crisis.start, crisis.end)
        if (crisis.levers_at(month)["shock"] != LEVERS["shock"].off).any()
    ]
    assert months == list(range(parse_month("2023-01"), parse_month("2023-07")))


def test_the_million_is_governed_as_the_case_is() -> None:
    million, case = load_scenario("million"), load_scenario("co_governance")
    theirs, values = case.levers_at(case.start), million.levers_at(million.start)
    for name in LEVERS:
        # Its first district is that of the case; the others do without the pilots.
        district = values[name][: len(case.town.communities)]
        if name != "grid_workers":
            assert np.array_equal(district, theirs[name]), name
            assert np.isin(values[name], theirs[name]).all(), name


@pytest.mark.parametrize("name", shipped_scenarios())
def test_each_runs(name: str) -> None:
    scenario = load_scenario(name, {"run.burn_in.months": 1})
    model = CommunityModel(shaped(scenario, scale=0.01, months=2))
    model.run_model()
    assert model.metric("participation_rate") >= 0
