import tomllib
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.declarations.parameters import PARAMETERS
from sim.errors import ScenarioError
from sim.runs.request import Request
from sim.scenario import load_scenario
from sim.scenario.load import load
from sim.scenario.places import shipped_experiments
from sim.studies.sensitivity.study import SensitivityStudy
from sim.studies.sensitivity.study import load as load_study
from sim.sweeps.experiment import load_experiment
from sim.sweeps.factors import Factor
from sim.sweeps.plan import make_plan
from tests.sweeps.test_experiment import PIECES

OTHER = "extends: example\nlevers: {control: 0.2}\n"
SMALL = """
    kind: sensitivity
    scenarios: [example, other.yaml]
    seeds: 0..1
    run: {months: 2}
    metrics: [trust]
    factors:
      parameters.weight_trust: declared
      levers.supervision: {low: 0.2, high: 0.6}
      levers.control: {low: 0.1, high: 0.3, only: other}
      levers.grid_workers: [0, 2, 4]
    screening: {trajectories: 2}
    sobol: {factors: 2, samples: 4}
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("other.yaml").write_text(OTHER)


def made(text: str) -> SensitivityStudy:
    Path("made.yaml").write_text(dedent(text), encoding="utf-8")
    return load_study("made.yaml", Request())


def with_factors(factors: str, scenarios: str = "[example]") -> SensitivityStudy:
    return made(
        f"kind: sensitivity\nscenarios: {scenarios}\nmetrics: [trust]\n"
        f"factors: {factors}\nscreening: {{trajectories: 2}}\n"
    )


def at(study: SensitivityStudy, *shares: float) -> Any:
    return study.experiment("x", study.factors, np.array([shares]))


def test_a_point_is_the_scenario_with_the_values_of_its_factors() -> None:
    study = made(SMALL)
    assert [factor.name.split(".")[1] for factor in study.factors] == [
        "weight_trust",
        "supervision",
        "control",
        "grid_workers",
    ]
    experiment = at(study, 0.5, 1.0, 0.25, 0.9)
    one = PARAMETERS["weight_trust"]
    laid = {
        "parameters.weight_trust": (one.low + one.high) / 2,
        "levers.supervision": 0.6,
        "levers.grid_workers": 4,
        "run.months": 2,
    }
    baseline = load_scenario("example", laid)
    assert experiment.scenario(0, 0).content_hash == baseline.content_hash, "control is the other's"
    expected = load_scenario("other.yaml", {**laid, "levers.control": 0.15})
    assert experiment.scenario(1, 0).content_hash == expected.content_hash
    assert experiment.points[0].values["levers.control"] == pytest.approx(0.15)


def test_levels_and_whole_numbers_take_equal_parts() -> None:
    study = made(SMALL)
    found = [study.factors[3].level(share).value for share in (0, 0.32, 0.34, 0.66, 0.67, 1)]
    assert found == [0, 0, 2, 2, 4, 4]
    months = Factor("events.2021-07", -6.0, 6.0, whole=True)
    values = [months.level(share).value for share in np.arange(1300) / 1300]
    assert sorted(set(values)) == list(range(-6, 7))
    assert {values.count(value) for value in range(-6, 7)} == {100}
    assert months.level(1.0).value == 6


def test_a_common_past_of_another_length() -> None:
    study = with_factors("{run.burn_in.months: [4, 12]}")
    for share, months in ((0.0, 4), (1.0, 12)):
        experiment = at(study, share)
        expected = load_scenario("example", {"run.burn_in.months": months})
        assert experiment.scenario(0, 0).content_hash == expected.content_hash
        assert experiment.burn_in(0, 0) == months
        assert make_plan(experiment).variants[0].months == 24 + months


@pytest.mark.parametrize("shift", [-6, -2, 0, 3, 6])
def test_a_dated_entry_is_moved_and_nothing_else(shift: int) -> None:
    study = with_factors("{events.2021-07: {low: -6, high: 6}}")
    share = (shift + 6 + 0.5) / 13
    moved, plain = at(study, share).scenario(0, 0), load_scenario("example")
    for month in range(plain.start, plain.end):
        recruited = 0.8 if month >= plain.start + 6 + shift else 0.2
        found = moved.levers_at(month)
        assert set(found["volunteer_recruitment"]) == {recruited}, month
        for name in ("control", "consultation_binding"):
            assert found[name].tolist() == plain.levers_at(month)[name].tolist()
    assert (moved.content_hash == plain.content_hash) is (shift == 0)


def test_a_cell_can_be_made_again_from_what_its_recipe_says() -> None:
    study = with_factors(
        "{events.2021-07: {low: -6, high: 6}, run.burn_in.months: [4, 12],"
        " parameters.weight_trust: declared}"
    )
    plan = make_plan(at(study, 0.1, 0.9, 0.3))
    recipe = plan.recipe((0, 0))
    again = load(recipe["source"], recipe["settings"]).scenario
    assert again.content_hash == recipe["content"] == plan.variants[0].content


def test_all_parameters_or_those_that_are_assumed() -> None:
    study = with_factors("{parameters.*: assumed, parameters.weight_norm: {low: 1.5, high: 2}}")
    assumed = [name for name, one in PARAMETERS.items() if one.source.mark == "assumed"]
    assert [factor.name for factor in study.factors] == [f"parameters.{name}" for name in assumed]
    assert next(one.high for one in study.factors if one.name.endswith("weight_norm")) == 2
    assert len(with_factors("{parameters.*: declared}").factors) == len(PARAMETERS)


def test_shipped_studies_load_and_are_no_sweeps() -> None:
    assert shipped_experiments("sensitivity") == (
        "sensitivity",
        "sensitivity_history",
        "sensitivity_quick",
    )
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for name in shipped_experiments("sensitivity"):
        study = load_study(name, Request())
        assert study.summary
        assert study.screening
        assert included[f"experiments/{name}.yaml"] == f"sim/_experiments/{name}.yaml"
    with pytest.raises(ScenarioError, match="it is for 'cogov sensitivity'"):
        load_experiment("sensitivity")
    made(SMALL)
    with pytest.raises(ScenarioError, match=r"run it with 'cogov sensitivity made\.yaml'"):
        load_experiment("made.yaml")
    with pytest.raises(ScenarioError, match="it is for 'cogov sweep'"):
        load_study("three_stages", Request())


@pytest.mark.parametrize(
    "factors, told",
    [
        ("{}", "made.yaml:4: factors: there are no factors"),
        ("{parameters.weight_trsut: declared}", "did you mean 'weight_trust'?"),
        ("{levers.contrl: {low: 0, high: 1}}", "did you mean 'control'?"),
        ("{levers.control: {low: 0, high: 3}}", "made.yaml:4: factors.levers.control.high: "),
        ("{levers.control: {low: 1, high: 0}}", "'low', 1, must be less than"),
        ("{levers.control: {low: 0, high: 1, only: exmaple}}", "did you mean 'example'?"),
        ("{levers.control: 0.5}", "found 0.5; must be 'declared', {low, high}"),
        ("{levers.control: [0.5]}", "a factor needs two values or more"),
        ("{levers.control: [0.5, 7]}", "factors.levers.control.[2]: levers.control: found 7"),
        ("{run.months: declared}", "no range is declared for it"),
        ("{run.burn_in.months: {low: 1, high: 9}}", "must be a list of months"),
        ("{run.burn_in.months: [4, x]}", "must be whole numbers of months"),
        ("{run.burn_in.months: [4, 9999]}", "factors.run.burn_in.months.[2]"),
        ("{events.2021-08: {low: -1, high: 1}}", "did you mean '2021-07'?"),
        ("{events.2021-07: {low: -1, high: 0.5}}", "must be whole months"),
        ("{parameters.*: all}", "must be 'declared' for all, or 'assumed'"),
    ],
)
def test_mistakes_in_factors_are_told_where_they_are(factors: str, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        with_factors(factors)
    assert told in str(caught.value)
    assert all(problem.file == "made.yaml" for problem in caught.value.problems)


@pytest.mark.parametrize(
    "line, told",
    [
        ("metrics: [trust, trsut]", "made.yaml:12: metrics.[2]: 'trsut' is not known"),
        ("screening: {trajectories: 2, levels: 3}", "must be even"),
        ("screening: {trajectories: 1}", "must be from 2 to 1,000"),
        ("sobol: {factors: 2, samples: 48}", "must be a power of two (write 32 or 64)"),
        ("scenarios: [example, other.yaml, integration]", "must hold at most 2"),
        ("settings: {levers.supervision: 0.5}", "levers.supervision is varied"),
        ("kind: sensitivty", "did you mean 'sensitivity'?"),
        ("sobl: {factors: 2}", "did you mean 'sobol'?"),
    ],
)
def test_mistakes_in_the_file_are_told_where_they_are(line: str, told: str) -> None:
    key = line.partition(":")[0]
    kept = [one for one in dedent(SMALL).strip().splitlines() if not one.startswith(f"{key}:")]
    with pytest.raises(ScenarioError) as caught:
        made("\n".join([*kept, line]))
    assert told in str(caught.value)


def test_a_study_needs_something_to_do_and_all_problems_are_told_at_once() -> None:
    text = "kind: sensitivity\nscenarios: [exampel]\nmetrics: [trsut]\nfactors: {levers.x: [0]}\n"
    with pytest.raises(ScenarioError) as caught:
        made(text)
    said = str(caught.value)
    for part in ("'example'?", "'trust'?", "two values", "neither screening nor sobol"):
        assert part in said


TYPED = dedent(SMALL).replace("other.yaml", "example").strip()


@settings(max_examples=60)
@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(TYPED)), st.integers(0, 12), st.sampled_from(PIECES)),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_typed_is_a_study_or_a_list_of_problems(
    edits: list[tuple[int, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = TYPED.replace("[example, example]", "[example]").replace(", only: other", "")
    for place, cut, piece in edits:
        text = text[:place] + piece + text[place + cut :]
    path = tmp_path_factory.mktemp("typed") / "typed.yaml"
    path.write_text(text, "utf-8")
    problems = None
    try:
        found = load_study(path, Request())
    except ScenarioError as error:
        problems = error.problems
    if problems is None:
        assert found.factors
        return
    assert problems
    assert all(problem.file == str(path) and problem.line for problem in problems)
    assert all("pydantic" not in str(problem).lower() for problem in problems)
