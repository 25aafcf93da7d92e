from pathlib import Path

import pytest

from sim.errors import UserError
from sim.scenario import load_scenario
from sim.scenario.load import load
from sim.studies.attribution.study import Coalitions, coalitions
from sim.sweeps.plan import make_plan

# Everything that a timeline can do: values by community, before, at and after dates of the other.
OTHER = """
summary: Another course.
extends: example
levers:
  control: 0.4
  committee_staff: 25
  volunteer_recruitment: {newfield: 0.9}
timeline:
  - date: 2021-04
    levers: {control: 0.3, team_support: {hillside: 0.7}}
  - date: 2021-07
    levers: {volunteer_recruitment: off}
  - date: 2022-06
    levers: {consultation_binding: off, grid_workers: 2}
"""


@pytest.fixture
def other(tmp_path: Path) -> str:
    path = tmp_path / "other.yaml"
    path.write_text(OTHER, encoding="utf-8")
    return str(path)


def hash_of(found: Coalitions, *inside: str) -> str:
    point = sum(1 << found.players.index(name) for name in inside)
    return found.experiment.scenario(0, point).content_hash


def test_nobody_is_the_baseline_and_all_are_the_scenario(other: str) -> None:
    for scenario, baseline in ((other, "example"), ("example", other)):
        found = coalitions(scenario, baseline)
        assert set(found.players) == {
            "institution",
            "governance_structure",
            "grid_management",
            "volunteering",
        }
        assert hash_of(found) == load_scenario(baseline).content_hash
        assert hash_of(found, *found.players) == load_scenario(scenario).content_hash


def test_a_coalition_has_the_levers_of_its_measures_at_every_date(other: str) -> None:
    found = coalitions(other, "example")
    mixed = found.experiment.scenario(0, 1 << found.players.index("volunteering"))
    full, empty = load_scenario(other), load_scenario("example")
    for month in range(empty.start, empty.end):
        have = mixed.levers_at(month)
        for name, source in (
            ("volunteer_recruitment", full),
            ("team_support", full),
            ("control", empty),
            ("grid_workers", empty),
        ):
            assert have[name].tolist() == source.levers_at(month)[name].tolist(), (name, month)


def test_options_shape_every_coalition(other: str) -> None:
    found = coalitions(other, "example", scale=0.5, months=9, seeds=[4, 2])
    assert found.experiment.seeds == (2, 4)
    expected = load_scenario(other, {"run.months": 9, "population.scale": 0.5})
    assert "grid_management" not in found.players, "it differs only after the end"
    assert hash_of(found, *found.players) == expected.content_hash
    longer = coalitions(other, "example", months=40)
    assert hash_of(longer, *longer.players) == load_scenario(other, {"run.months": 40}).content_hash


def test_a_cell_can_be_made_again_from_what_its_recipe_says(other: str) -> None:
    found = coalitions(other, "example", months=9)
    plan = make_plan(found.experiment)
    recipe = plan.recipe((3, 0))
    made = load(recipe["source"], recipe["settings"]).scenario
    assert made.content_hash == plan.variants[3].content == recipe["content"]
    assert recipe["months"] is None
    assert "run.months=9" in recipe["command"]


def test_the_months_before_the_first_difference_are_shared(other: str) -> None:
    plan = make_plan(coalitions(other, "example").experiment)
    assert {one.past_months for one in plan.variants} == {6}
    assert len({one.past for one in plan.variants}) == 1


def test_stages_have_six_players_and_what_does_not_differ_is_none() -> None:
    assert len(coalitions("co_governance", "integration").players) == 6
    found = coalitions("no_grid", "co_governance")
    assert found.players == ("grid_management",)
    assert len(found.experiment.points) == 2


@pytest.mark.parametrize(
    "text, told",
    [
        ("extends: example", "do not differ at any time"),
        (
            "extends: example\nparameters: {ask_rate_tie: 0.2}",
            "differ in the parameters ask_rate_tie",
        ),
        ("extends: example\nrun: {burn_in: {months: 12}}", "the length of their common past"),
        ("extends: example\nrun: {months: 12}", "they run over different months"),
        ("extends: example\nrun: {burn_in: {under: integration}}", "in their past before"),
        ("extends: exampel", "did you mean 'example'?"),
    ],
)
def test_scenarios_that_differ_in_more_or_less_than_levers(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "made.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        coalitions(str(path), "example")
    assert told in str(caught.value)


def test_the_problems_of_both_files_are_told() -> None:
    with pytest.raises(UserError) as caught:
        coalitions("co_governence", "integratoin")
    assert len(caught.value.problems) == 2
