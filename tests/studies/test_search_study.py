import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim import run
from sim.analysis.calibration import Trial
from sim.declarations.parameters import PARAMETERS
from sim.errors import ModelError, ScenarioError
from sim.runs.request import Request
from sim.scenario.places import shipped_experiments
from sim.studies.search.study import _SLACK, Choice, _choose, least_cost, load
from tests.studies.loading import load_study


def load_choice(path: str | Path, **options: Any) -> Choice:
    own = {name: options.pop(name, None) for name in ("trials", "method")}
    return load(path, Request(own=own, **options))


def test_shipped_searches_load_and_belong_to_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert shipped_experiments("search") == ("search", "search_quick")
    for name in shipped_experiments("search"):
        found = load_choice(name)
        assert found.summary
        assert included[f"experiments/{name}.yaml"] == f"sim/_experiments/{name}.yaml"
        assert found.members


def test_the_members_of_a_calibration_count_before_draws(tmp_path: Path) -> None:
    text = """
kind: search
scenarios: [example]
budget: 1e9
objectives: [{metric: trust, aim: more}, {metric: cost, aim: less}]
factors: {levers.supervision: {low: 0, high: 1}}
search: {trials: 4}
uncertainty: {ensemble: table.csv, parameters: {parameters.weight_trust: declared}, members: 2}
"""
    path = tmp_path / "made.yaml"
    path.write_text(text)
    drawn = load_choice(path)
    assert drawn.members_from == "drawn"
    one = PARAMETERS["weight_trust"]
    values = [member["parameters.weight_trust"] for member in drawn.members]
    middle = (one.low + one.high) / 2
    assert sorted(value > middle for value in values) == [False, True], "a Latin hypercube"
    low, high = one.low, one.high
    (tmp_path / "table.csv").write_text(f"member,loss,weight_trust\n1,0,{low}\n2,0,{high}\n3,0,1\n")
    found = load_choice(path)
    assert found.members_from == "plausible"
    assert [member["parameters.weight_trust"] for member in found.members] == [low, high]
    scenario = found.scenario({"levers.supervision": 0.25}, 1)
    assert scenario.parameters["weight_trust"] == pytest.approx(high)
    assert scenario.levers_at(scenario.end - 1)["supervision"].mean() == pytest.approx(0.25)
    assert found.scenario({}).content_hash == found.bases[0].scenario.content_hash


def test_plausible_sets_may_be_asked_for() -> None:
    found = load_choice("search_quick", sets=2)
    assert found.members_from == "plausible"
    assert len(found.members) == 2
    assert "parameters.weight_norm" in found.members[0]
    none = load_choice("search_quick", sets="none")
    assert none.members == ({},)
    assert none.members_from == "drawn"


def test_one_metric_cannot_be_two_objectives(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "recorder/files/choice.yaml").read_text("utf-8")
    path = tmp_path / "choice.yaml"
    path.write_text(text.replace("metric: cost, aim", "metric: participation_rate, aim"))
    with pytest.raises(ScenarioError, match="two objectives are about 'participation_rate'"):
        load_study("search", path)


def test_a_budget_that_nothing_keeps_to_is_told_with_the_least_that_is_possible(
    tmp_path: Path,
) -> None:
    text = (Path(__file__).parents[1] / "recorder/files/choice.yaml").read_text("utf-8")
    path = tmp_path / "choice.yaml"
    path.write_text(
        text.replace("levers.control: {low: 0, high: 1}", "levers.committee_staff: [2, 9]")
    )
    least = least_cost(load_choice(path))
    assert least > 0
    path.write_text(path.read_text("utf-8").replace("budget: 1_000_000", "budget: 1"))
    with pytest.raises(ScenarioError) as told:
        load_study("search", path)
    (problem,) = told.value.problems
    assert f"less than about {least:,.0f} yuan" in problem.message
    assert (problem.line, problem.path) == (6, "budget")


def test_the_least_cost_is_what_a_run_of_the_cheapest_setting_costs(tmp_path: Path) -> None:
    path, dear = tmp_path / "choice.yaml", tmp_path / "dear.yaml"
    dear.write_text("extends: example\nlevers: {committee_staff: 25, grid_workers: 90}\n")
    path.write_text("""
kind: search
scenarios: [./dear.yaml]
seeds: [1]
run: {months: 1}
budget: 1e9
objectives: [{metric: trust, aim: more}, {metric: cost, aim: less}]
factors: {levers.committee_staff: {low: 2, high: 20}, levers.grid_workers: [40, 20, 60]}
search: {trials: 4}
""")
    choice = load_choice(path)
    cheapest = choice.scenario({"levers.committee_staff": 0.0, "levers.grid_workers": 0.5})
    assert cheapest.levers_at(cheapest.start)["grid_workers"][0] == 20
    metrics = run(cheapest, seed=1).metrics
    last = metrics[metrics["community"] == "town"].iloc[-1]
    costs = last.filter(like="cost_").sum()
    assert costs == pytest.approx(least_cost(choice), rel=_SLACK)
    assert least_cost(replace(choice, factors=choice.factors[:1])) > 1.5 * costs


def test_settings_that_all_cost_more_are_told_with_the_cheapest() -> None:
    choice = load_choice("search_quick")
    figures = dict.fromkeys(choice.metrics(), (0.5, 0.5)) | {"cost": (3e7, 4e7)}
    tried = {0: Trial(0, {}, figures), 1: Trial(1, {}, {}, "an error")}
    with pytest.raises(ScenarioError, match="the cheapest costs 35,000,000 yuan a year"):
        _choose(choice, tried)
    with pytest.raises(ModelError, match="no setting could be run: an error"):
        _choose(choice, {1: tried[1]})
