import tomllib
from pathlib import Path
from typing import Any

import pytest

from sim.declarations.parameters import PARAMETERS
from sim.errors import ScenarioError
from sim.scenario.places import shipped_experiments
from sim.studies.engine import Request
from sim.studies.search.study import Choice, load
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
    assert not drawn.calibrated
    one = PARAMETERS["weight_trust"]
    values = [member["parameters.weight_trust"] for member in drawn.members]
    middle = (one.low + one.high) / 2
    assert sorted(value > middle for value in values) == [False, True], "a Latin hypercube"
    low, high = one.low, one.high
    (tmp_path / "table.csv").write_text(f"member,loss,weight_trust\n1,0,{low}\n2,0,{high}\n3,0,1\n")
    found = load_choice(path)
    assert found.calibrated
    assert [member["parameters.weight_trust"] for member in found.members] == [low, high]
    scenario = found.scenario({"levers.supervision": 0.25}, 1)
    assert scenario.parameters["weight_trust"] == pytest.approx(high)
    assert scenario.levers_at(scenario.end - 1)["supervision"].mean() == pytest.approx(0.25)
    assert found.scenario({}).content_hash == found.bases[0].scenario.content_hash


def test_plausible_sets_may_be_asked_for() -> None:
    found = load_choice("search_quick", sets=2)
    assert found.calibrated
    assert len(found.members) == 2
    assert "parameters.weight_norm" in found.members[0]
    none = load_choice("search_quick", sets="none")
    assert none.members == ({},)
    assert not none.calibrated


def test_one_metric_cannot_be_two_objectives(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "recorder/files/choice.yaml").read_text("utf-8")
    path = tmp_path / "choice.yaml"
    path.write_text(text.replace("metric: cost, aim", "metric: participation_rate, aim"))
    with pytest.raises(ScenarioError, match="two objectives are about 'participation_rate'"):
        load_study("search", path)
