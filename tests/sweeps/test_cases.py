"""The runs of a store looked at as they lie there."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.compare import costs_per_seed
from sim.analysis.sets import set_rows
from sim.api.report import headlines_by_run, material_of_store
from sim.api.studies import sweep
from sim.declarations.metrics import HEADLINE
from sim.errors import OptionError, ResultsError, UserError
from sim.runs import files
from sim.runs.request import Request
from sim.studies.discovery.study import read_interest
from sim.studies.search.study import load, setting_unit
from sim.sweeps.cases import Cases, read_cases
from sim.sweeps.experiment import load_experiment
from sim.sweeps.plan import make_plan
from sim.sweeps.responses import COST, headlines
from sim.sweeps.store import PLAN
from sim.sweeps.trials import Item
from sim.words import Speech
from tests.studies.test_attribution import instead_of_the_model

FILE = """
scenarios: [example]
seeds: 0..1
run: {months: 2, scale: 0.5}
design:
  kind: grid
  factors:
    levers.control: [0, 0.5, 1]
    parameters.weight_norm: [1, 2]
    measures.volunteering: [kept, off]
"""


def control_of(scenario: Any, seed: int) -> float:
    return float(scenario.levers_at(scenario.end - 1)["control"].mean()) + 0.01 * seed


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "_flush_to_disk", lambda *_: None)
    instead_of_the_model(monkeypatch, control_of)
    (tmp_path / "made.yaml").write_text(FILE)
    sweep(tmp_path / "made.yaml", out=tmp_path / "store", workers=0, progress=False)
    return tmp_path / "store"


def test_a_headline_has_the_same_bits_wherever_runs_of_a_store_are_looked_at(
    tmp_path: Path,
) -> None:
    """In the brief, as conditions that lie there, as points of a study: one mean, rounded once."""
    text = """
    scenarios: [example]
    seeds: 0..1
    run: {months: 14, scale: 0.5}
    design: {kind: grid, factors: {levers.control: [0, 0.5]}}
    """
    (tmp_path / "made.yaml").write_text(dedent(text))
    found = sweep(tmp_path / "made.yaml", out=tmp_path / "store", workers=0, progress=False)
    plan = make_plan(load_experiment(tmp_path / "made.yaml"))
    design = material_of_store(found, Speech("en")).design
    brief = headlines_by_run(found, plan.name, ["levers.control"], design)
    brief = brief.sort_values(["point", "seed"])
    cases = read_cases(tmp_path / "store", HEADLINE)
    study = headlines(found.connection, plan, HEADLINE)
    for name in HEADLINE:
        shown = brief[name].tolist()
        assert len(shown) == 4
        np.testing.assert_array_equal(cases.values[name].ravel(), shown)
        np.testing.assert_array_equal([study[name][pair] for pair in sorted(study[name])], shown)


def test_a_headline_has_the_same_bits_in_runs_comparisons_stores_searches_and_sets(
    tmp_path: Path,
) -> None:
    opened = tmp_path / "opened.yaml"
    opened.write_text("extends: example\nlevers: {supervision: 0.5}\n")
    shared = "seeds: 0..1\nrun: {months: 14, scale: 0.5}\n"
    (tmp_path / "made.yaml").write_text(
        "scenarios: [example, ./opened.yaml]\n"
        "design: {kind: grid, factors: {levers.control: [0.5, 1]}}\n" + shared
    )
    objectives = ", ".join(f"{{metric: {name}, aim: more}}" for name in (*HEADLINE[:5], COST))
    (tmp_path / "choice.yaml").write_text(
        "kind: search\nscenarios: [./opened.yaml]\nbudget: 1e9\nsearch: {trials: 4}\n"
        f"factors: {{levers.committee_staff: [2, 9]}}\nobjectives: [{objectives}]\n" + shared
    )
    settings = {"levers.control": 0.5}
    given: Any = {"settings": settings, "months": 14, "scale": 0.5, "sets": "none"}
    pair = ["example", str(opened)]
    compared = sim.compare(pair, seeds="0..1", workers=0, still=0, progress=False, **given)
    store = sweep(tmp_path / "made.yaml", out=tmp_path / "store", workers=0, progress=False)
    plan = make_plan(load_experiment(tmp_path / "made.yaml"))
    study = headlines(store.connection, plan, HEADLINE)
    design = material_of_store(store, Speech("en")).design
    brief = headlines_by_run(store, plan.name, [], design)
    brief = brief[brief["point"] == 0].set_index(["scenario", "seed"])
    request = Request(settings=settings, own={"trials": None, "method": None})
    choice = load(tmp_path / "choice.yaml", request)
    trial = setting_unit(choice, Item(0, {}, (0, 1)), lambda *_: None)

    expected = compared.headline().set_index(["scenario", "metric", "seed"])["value"]
    costs = costs_per_seed(compared.metrics, compared.groups, compared.design)
    for number, scenario in enumerate(compared.design.scenarios):
        cases = read_cases(tmp_path / "store", [*HEADLINE, COST], scenario=scenario)
        own = costs[costs["scenario"] == scenario]["total"].tolist()
        np.testing.assert_array_equal(cases.values[COST][0], own)
        if number:
            np.testing.assert_array_equal(trial.figures[COST], own)
        for seed in (0, 1):
            one = sim.run(pair[number], seed, progress=False, **given)
            alone = one.headline().set_index("metric")["value"]
            kept = set_rows(one.metrics, one.groups, 0, one.design).set_index(["view", "metric"])
            for name in HEADLINE:
                shown = {
                    "run": alone[name],
                    "store": study[name][2 * number, seed],
                    "brief": brief.loc[(scenario, seed), name],
                    "cases": cases.values[name][0, seed],
                    "sets": kept.loc[("headline", name), "value"],
                }
                if number and name in trial.figures:
                    shown["search"] = trial.figures[name][seed]
                wanted = expected[scenario, name, seed]
                assert all(value == wanted for value in shown.values()), (name, wanted, shown)


def test_points_factors_and_means_are_those_of_the_runs(store: Path) -> None:
    found = read_cases(store, ["participation_rate", "cost"])
    assert list(found.part.factors) == [
        "levers.control",
        "parameters.weight_norm",
        "measures.volunteering",
    ]
    assert found.part.numeric == ("levers.control", "parameters.weight_norm")
    assert found.values["participation_rate"].shape == (12, 2)
    expected = found.factors["levers.control"].to_numpy(dtype=float)
    assert found.values["participation_rate"][:, 0] == pytest.approx(expected)
    assert found.values["participation_rate"][:, 1] == pytest.approx(expected + 0.01)
    assert found.values["cost"][0, 0] == pytest.approx(6 * 0.25 / 0.5), "for the whole town"
    assert (found.scenarios, found.seeds, found.left_out, found.window) == (
        ("example",),
        (0, 1),
        0,
        2,
    )


def test_a_point_with_a_run_that_failed_is_left_out(store: Path) -> None:
    whole: Cases = read_cases(store, ["trust"])
    path = next((store / "cells").glob("*/*/*.json"))
    path.unlink()
    found = read_cases(store, ["trust"])
    assert found.left_out == 1
    assert len(found.factors) == len(whole.factors) - 1
    assert not np.isnan(found.values["trust"]).any()


def test_two_scenarios_are_looked_at_as_their_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_flush_to_disk", lambda *_: None)

    def by_name(scenario: Any, seed: int) -> float:
        return (
            control_of(scenario, seed) + {"example": 0.0, "more": 5.0, "most": 9.0}[scenario.name]
        )

    instead_of_the_model(monkeypatch, by_name)
    for name, value in (("more", 0.3), ("most", 0.35)):
        lever = f"levers: {{supervision: {value}}}"
        (tmp_path / f"{name}.yaml").write_text(f"extends: example\n{lever}\n")
    text = FILE.replace("[example]", "[example, ./more.yaml, ./most.yaml]")
    (tmp_path / "three.yaml").write_text(text)
    store = tmp_path / "three"
    sweep(tmp_path / "three.yaml", out=store, workers=0, progress=False)
    with pytest.raises(OptionError, match="choose one with --scenario"):
        read_cases(store, ["trust"])
    found = read_cases(store, ["participation_rate"], scenario="most", baseline="more")
    assert found.scenarios == ("more", "most")
    assert found.values["participation_rate"] == pytest.approx(np.full((12, 2), 4.0))
    with pytest.raises(OptionError, match="'mots' is none of its scenarios"):
        read_cases(store, ["trust"], scenario="mots")


def test_folders_that_do_not_fit_say_which_and_what_was_expected(
    store: Path, tmp_path: Path
) -> None:
    with pytest.raises(ResultsError, match="does not exist"):
        read_cases(tmp_path / "nowhere", [])
    (tmp_path / "foreign").mkdir()
    with pytest.raises(ResultsError, match=r"foreign: holds no manifest\.json"):
        read_cases(tmp_path / "foreign", [])
    manifest = {"program": "cogov", "format": 1, "kind": "run"}
    (tmp_path / "foreign" / files.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ResultsError, match="results of 'run', and no store") as told:
        read_cases(tmp_path / "foreign", [])
    assert "name the store of a sweep" in str(told.value)
    plan = next((store / "plans").glob(f"*/{PLAN}"))
    plan.write_text("{")
    with pytest.raises(ResultsError, match=r"plan\.json: cannot be read"):
        read_cases(store, [])


def test_a_store_in_which_no_number_varies_says_what_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_flush_to_disk", lambda *_: None)
    instead_of_the_model(monkeypatch, control_of)
    kept = "measures.volunteering: [kept, off]"
    text = FILE.split("  factors:")[0] + f"  factors: {{{kept}}}\n"
    (tmp_path / "words.yaml").write_text(text)
    sweep(tmp_path / "words.yaml", out=tmp_path / "words", workers=0, progress=False)
    with pytest.raises(ResultsError, match=r"what differs is measures\.volunteering"):
        read_cases(tmp_path / "words", [])


@pytest.mark.parametrize(
    "text, told",
    [
        ("participation_rate", "is no condition"),
        ("participation_rate > much", "is no condition"),
        ("participation_rate > inf", "is no condition"),
        ("particpation_rate > 1", "did you mean 'participation_rate'?"),
    ],
)
def test_conditions_that_are_none_are_told(text: str, told: str) -> None:
    with pytest.raises(UserError) as heard:
        read_interest([text])
    assert told in str(heard.value)


def test_conditions_of_a_command_line() -> None:
    found = read_interest(["trust>0.5", "cost below 2e7"])
    assert [(one.metric, one.above, one.below) for one in found] == [
        ("trust", 0.5, None),
        ("cost", None, 2e7),
    ]
