import math
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.analysis import sensitivity as analysis
from sim.api.studies import sensitivity
from sim.declarations.parameters import PARAMETERS
from sim.errors import UserError
from sim.report.answers import read_answers
from sim.runs import files
from sim.studies.analysis import Analysis
from sim.sweeps import plan, sweep
from sim.sweeps.plan import CellOutcome
from tests.analysis.test_sensitivity import FIRST, TOTAL, ishigami
from tests.studies.test_attribution import instead_of_the_model

NAMES = ("weight_trust", "weight_efficacy", "weight_belonging")
STUDY = """
kind: sensitivity
scenarios: [example]
seeds: [0]
run: {months: 2}
metrics: [participation_rate]
factors:
  parameters.weight_trust: declared
  parameters.weight_efficacy: declared
  parameters.weight_belonging: declared
screening: {trajectories: 4}
sobol: {factors: 3, samples: 128}
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "study.yaml"
    path.write_text(STUDY)
    return path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are not flushed to the disk: there are many of them."""
    monkeypatch.setattr(files, "_flush_to_disk", lambda *_: None)
    monkeypatch.setattr(analysis, "RESAMPLES", 200)


def shares(scenario: Any) -> list[float]:
    """Where the three factors are in their ranges."""
    found = []
    for name in NAMES:
        one = PARAMETERS[name]
        found.append((scenario.parameters[name] - one.low) / (one.high - one.low))
    return found


def function(scenario: Any, seed: int) -> float:
    """Ishigami of the three parameters, as a metric between 0 and 1 may be anything here."""
    import numpy as np

    return float(ishigami(np.array([shares(scenario)]))[0])


@pytest.mark.long
@pytest.mark.usefixtures("quick")
def test_indices_of_ishigami_match_the_known_values_from_design_to_index(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_the_model(monkeypatch, function)
    found = sensitivity(study, out=tmp_path / "made", workers=0, progress=False)
    rows: Any = found.tables["sobol"].set_index("factor").to_dict("index")
    for name, first, total in zip(NAMES, FIRST, TOTAL, strict=True):
        row = rows[f"parameters.{name}"]
        assert row["first"] == pytest.approx(first, abs=0.1)
        assert row["total"] == pytest.approx(total, abs=0.1)
        assert row["first_low"] <= first <= row["first_high"]
        assert row["total_low"] <= total <= row["total_high"]
    assert list(found.tables["sobol"]["factor"])[:2] == [f"parameters.{name}" for name in NAMES[:2]]
    assert math.isnan(found.tables["variance"]["seed_share"].iloc[0])
    assert found.sentences()[-1].startswith("With one seed a point")


@pytest.mark.usefixtures("quick")
def test_the_factors_that_matter_most_go_on_to_indices_and_the_luck_of_seeds_is_apart(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = STUDY.replace("[0]", "0..2").replace(
        "factors: 3, samples: 128", "factors: 2, samples: 16"
    )
    study.write_text(text.replace("scenarios: [example]", "scenarios: [example, other.yaml]"))
    (tmp_path / "other.yaml").write_text("extends: example\nlevers: {control: 0.1}\n")

    def response(scenario: Any, seed: int) -> float:
        luck = 0.1 * (seed - 1)
        if scenario.levers_at(scenario.end - 1)["control"].mean() > 0.3:
            return 5.0 + luck
        one, other, third = shares(scenario)
        return 5.0 + 2 * other + third + 0.001 * one + (0.2 * (seed - 1)) + luck

    instead_of_the_model(monkeypatch, response)
    found = sensitivity(study, out=tmp_path / "made", workers=0, progress=False)
    morris: Any = found.tables["morris"].to_dict("records")
    assert [row["factor"].split(".")[1] for row in morris] == [NAMES[1], NAMES[2], NAMES[0]]
    assert [row["chosen"] for row in morris] == [True, True, False]
    assert morris[0]["mu"] == pytest.approx(2)
    assert morris[0]["noise"] == pytest.approx(0, abs=1e-9), "luck of a seed that all points share"
    sobol: Any = found.tables["sobol"].set_index("factor").to_dict("index")
    assert sobol[f"parameters.{NAMES[1]}"]["total"] == pytest.approx(0.8, abs=0.1)
    assert sobol[f"parameters.{NAMES[2]}"]["first"] == pytest.approx(0.2, abs=0.1)
    # The difference has variances 4 / 12 + 1 / 12, and 0.04 between the seeds.
    variance: Any = found.tables["variance"].to_dict("records")[0]
    assert variance["factors"] == pytest.approx(5 / 12, rel=0.1)
    assert variance["seed_share"] == pytest.approx(0.04 / (0.04 + 5 / 12), abs=0.02)
    said = found.sentences()
    assert "3 move the difference in participation rate (other minus Example) by" in said[0]
    assert len(said) == 3


@pytest.mark.long
@pytest.mark.usefixtures("drawn")
def test_one_worker_or_several_and_an_interrupt_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(
        "kind: sensitivity\nscenarios: [example]\nseeds: [0]\nrun: {months: 2}\n"
        "metrics: [trust]\nfactors: {parameters.initial_trust: declared, "
        "run.burn_in.months: [2, 4], events.2021-07: {low: -6, high: -5}}\n"
        "screening: {trajectories: 2}\n"
    )
    whole = sensitivity(path, out=tmp_path / "whole", workers=0, progress=False)
    done = 0

    def stop(*arguments: Any) -> CellOutcome:
        nonlocal done
        done += 1
        if done > 5:
            raise KeyboardInterrupt
        return plan.work(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(sweep, "work", stop)
        with pytest.raises(KeyboardInterrupt):
            sensitivity(path, out=tmp_path / "broken", workers=0, progress=False)
    broken = sensitivity(path, out=tmp_path / "broken", workers=2, progress=False)
    for name in ("morris.csv", "sobol.csv", "variance.csv", "factors.csv"):
        assert (broken.folder / name).read_bytes() == (whole.folder / name).read_bytes()
    (answer,) = read_answers(whole.folder)
    assert answer.kind == "sensitivity"
    assert set(answer.tables) == {"morris.csv", "sobol.csv", "variance.csv", "factors.csv"}
    assert set(answer.figures) == {"morris.svg"}
    again = sim.open_results(whole.folder)
    assert isinstance(again, Analysis)
    assert again.sentences() == whole.sentences()
    with pytest.raises(UserError, match="already holds results"):
        sensitivity(path, out=tmp_path / "whole", progress=False)


def test_all_problems_are_told_at_once(study: Path, tmp_path: Path) -> None:
    study.write_text(STUDY.replace("weight_trust", "weight_trsut"))
    with pytest.raises(UserError) as caught:
        sensitivity(study, out=study, scale=3, language="fr", workers=-1)
    said = str(caught.value)
    for part in (
        "3 is outside 0.01 to 1",
        "'fr' is not known",
        "did you mean 'weight_trust'?",
        "is a file, not a folder",
        "-1 is less than 1",
    ):
        assert part in said
