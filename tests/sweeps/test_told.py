"""Settings and seeds of a call over those of a file, in every kind of file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.api.texts import kind_of_file
from sim.errors import ScenarioError
from sim.runs.request import Request
from sim.studies.discovery import study as discovery
from sim.studies.sensitivity import study as sensitivity
from sim.sweeps.experiment import load_experiment
from tests.studies.loading import load_calibration, load_validation
from tests.studies.test_search_study import load_choice


def load_study(path: Path, **options: Any) -> Any:
    return sensitivity.load(path, Request(**options))


def load_discovery(path: Path, interest: Any = None, **options: Any) -> Any:
    own = dict.fromkeys(("interest", "design", "scenario", "baseline"))
    return discovery.load(path, Request(own={**own, "interest": interest}, **options))


HEAD = "scenarios: [example]\nseeds: 0..1\n"
MOVED = (
    HEAD + "settings: {levers.supervision: 0.1, levers.control.riverside: 0.9}\n"
    "factors: {parameters.weight_trust: declared}\n"
)
SEARCH = (
    HEAD + "settings: {levers.supervision: 0.1}\nfactors: {levers.control: {low: 0, high: 1}}\n"
    "kind: search\nbudget: 1e9\nsearch: {trials: 4}\n"
    "objectives: [{metric: trust, aim: more}, {metric: cost, aim: less}]\n"
)
FILES: dict[str, tuple[Callable[..., Any], str]] = {
    "experiment": (
        load_experiment,
        HEAD + "settings: {levers.supervision: 0.1}\n"
        "design: {kind: grid, factors: {parameters.weight_trust: [0.5, 1]}}\n",
    ),
    "sensitivity": (
        load_study,
        MOVED + "kind: sensitivity\nmetrics: [trust]\nscreening: {trajectories: 2}\n",
    ),
    "discovery": (
        load_discovery,
        MOVED + "kind: discovery\nsample: {points: 20}\ninterest: [{metric: trust, above: 0.5}]\n",
    ),
    "search": (load_choice, SEARCH),
    "calibration": (
        load_calibration,
        HEAD + "search: {trials: 4}\n"
        "parameters: {weight_trust: declared}\ntargets:\n"
        "  - {name: a, scenario: example, metric: trust, band: {low: 0, high: 1},\n"
        "     mark: assumed}\n",
    ),
}


def supervision(study: Any) -> float:
    scenario = study.bases[0].scenario
    return float(scenario.levers_at(scenario.end - 1)["supervision"].mean())


def made(tmp_path: Path, kind: str, text: str | None = None) -> tuple[Callable[..., Any], Path]:
    load, own = FILES[kind]
    path = tmp_path / "made.yaml"
    path.write_text(own if text is None else text, encoding="utf-8")
    return load, path


@pytest.mark.parametrize("kind", FILES)
def test_settings_and_seeds_of_a_call_lie_over_those_of_the_file(kind: str, tmp_path: Path) -> None:
    load, path = made(tmp_path, kind)
    found = load(path, seeds=(7, 8, 9), settings=["levers.supervision=0.6"])
    assert found.seeds == (7, 8, 9)
    assert supervision(found) == pytest.approx(0.6)
    assert load(path).seeds == (0, 1)
    assert supervision(load(path)) != pytest.approx(0.6)


@pytest.mark.parametrize("kind", FILES)
def test_a_wrong_setting_of_a_call_is_told_as_such(kind: str, tmp_path: Path) -> None:
    load, path = made(tmp_path, kind)
    with pytest.raises(ScenarioError) as told:
        load(path, settings=["levers.supervison=0.6", "nothing"])
    said = [str(problem) for problem in told.value.problems]
    assert any("--set: levers.supervison" in one and "did you mean" in one for one in said), said
    assert any("'nothing' is no setting" in one for one in said)
    with pytest.raises(ScenarioError, match="it is set twice"):
        load(path, settings=["levers.supervision=0.6", "levers.supervision=0.5"])


@pytest.mark.parametrize("kind", ["experiment", "sensitivity", "discovery"])
def test_what_is_varied_cannot_be_set_as_well(kind: str, tmp_path: Path) -> None:
    load, path = made(tmp_path, kind)
    with pytest.raises(ScenarioError, match=r"--set: parameters\.weight_trust: .* is varied"):
        load(path, settings={"parameters.weight_trust": 0.5})


def test_a_setting_of_a_call_takes_the_place_of_what_the_file_says_below_it(tmp_path: Path) -> None:
    load, path = made(tmp_path, "sensitivity")
    found = load(path, settings={"levers.control": 0.2})
    scenario = found.bases[0].scenario
    values = scenario.levers_at(scenario.end - 1)["control"].tolist()
    assert 0.2 in values
    assert 0.9 not in values
    assert found.settings == {"levers.supervision": 0.1, "levers.control": 0.2}


def test_metrics_and_interest_of_a_call_stand_for_those_of_the_file(tmp_path: Path) -> None:
    load, path = made(tmp_path, "sensitivity")
    assert load(path, metrics=["efficacy", "trust"]).metrics == ("efficacy", "trust")
    load, path = made(tmp_path, "discovery")
    assert load(path).metrics() == ("trust",)
    assert load(path, interest=["efficacy > 0.5"]).metrics() == ("efficacy",)


def test_runs_of_a_validation_keep_what_the_file_gives_to_them(tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    path.write_text(
        "kind: validation\nseeds: 0..1\nruns:\n  example: {scenario: example}\n"
        "  numb: {scenario: example, settings: {parameters.weight_norm: off}}\n"
        "patterns:\n  - {name: a, kind: held_out, label: {en: a, zh: 甲}, expect: above,\n"
        "     mark: assumed, each: [{run: example, metric: trust}]}\n",
        encoding="utf-8",
    )
    found = load_validation(path, seeds=(5,), settings={"parameters.weight_norm": 1.5})
    values = {one.name: one.parameters["weight_norm"] for one in found.scenarios}
    assert values == {"example": 1.5, "numb": 0.0}
    assert found.seeds == (5,)
    with pytest.raises(ScenarioError, match=r"--set: parameters\.weigth_norm"):
        load_validation(path, settings={"parameters.weigth_norm": 1.5})


@pytest.mark.parametrize("kind", ["sensitivty", '"\\e[31m"', "5", "[]"])
def test_a_kind_that_is_none_is_all_that_is_told(kind: str, tmp_path: Path) -> None:
    """What a file cannot be is not told what it lacks to be it."""
    path = tmp_path / "made.yaml"
    path.write_text(f"kind: {kind}\nscreening: {{moves: 0.1, most: 2}}\nseed: 3\nfinal: {{}}\n")
    with pytest.raises(ScenarioError) as told:
        load_study(path)
    (problem,) = told.value.problems
    assert (problem.line, problem.path) == (1, "kind")


def test_waves_make_a_file_that_names_no_kind_one_of_a_matching(tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    path.write_text("screening: {moves: 0.1, most: 2}\nwaves: [{points: 20, seeds: 1}]\n")
    found = kind_of_file(str(path))
    assert found is not None
    assert found.name == "matching"
