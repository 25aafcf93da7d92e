from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.analysis import discovery as analysis
from sim.api.studies import discover
from sim.declarations.parameters import PARAMETERS
from sim.errors import UserError
from sim.report.answers import read_answers
from sim.runs import files
from sim.studies.analysis import Analysis
from sim.studies.discovery.report import design_of, sentences
from sim.words import Speech
from tests.small import drawing
from tests.studies.test_attribution import instead_of_the_model

FILE = """
kind: discovery
scenarios: [example]
seeds: [0, 1]
run: {months: 2}
interest:
  - {metric: participation_rate, above: 0.5}
  - {metric: cost, below: 1000}
factors:
  parameters.weight_trust: declared
  levers.control: {low: 0.1, high: 0.5}
  levers.supervision: {low: 0, high: 1}
sample: {points: 120, seed: 4}
"""


@pytest.fixture(scope="module", autouse=True)
def quick(workbench: None) -> Iterator[None]:
    """Few resamples, files that are not flushed to the disk, and a workbench that is there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_flush_to_disk", lambda *_: None)
        patch.setattr(analysis, "HALVES", 3)
        patch.setattr(analysis, "RESAMPLES", 4)
        patch.setattr(analysis, "TREES", 40)
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "made.yaml"
    made.write_text(FILE)
    return made


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Analysis]:
    """The discovery of the box, with its file."""
    path = tmp_path_factory.mktemp("planted") / "made.yaml"
    path.write_text(FILE)
    with pytest.MonkeyPatch.context() as patch, drawing(True):
        instead_of_the_model(patch, function)
        return path, discover(path, out=path.parent / "made", workers=0, progress=False)


def function(scenario: Any, seed: int) -> float:
    """Above a half where trust weighs much and control is low, and a little luck."""
    one = PARAMETERS["weight_trust"]
    trust = (scenario.parameters["weight_trust"] - one.low) / (one.high - one.low)
    control = scenario.levers_at(scenario.end - 1)["control"].mean()
    inside = trust > 0.4 and control < 0.3
    return float(0.6 * inside + 0.1 * trust + 0.01 * seed)


def test_a_planted_box_is_found_from_file_to_sentence(planted: tuple[Path, Analysis]) -> None:
    path, found = planted
    rows: Any = found.tables["boxes"].set_index("factor").to_dict("index")
    one = PARAMETERS["weight_trust"]
    edge = one.low + 0.4 * (one.high - one.low)
    width = 0.07 * (one.high - one.low)
    assert set(rows) == {"parameters.weight_trust", "levers.control"}
    assert rows["parameters.weight_trust"]["low"] == pytest.approx(edge, abs=width)
    assert rows["levers.control"]["high"] == pytest.approx(0.3, abs=0.03)
    assert rows["levers.control"]["density"] >= 0.8
    features = found.tables["features"]
    own = features[features["outcome"] == "interest"]
    assert set(own["factor"].iloc[:2]) == set(rows)
    noise: Any = found.tables["noise"].to_dict("records")
    assert 0 < noise[0]["noise_share"] < 0.01
    assert noise[1]["holds"] == 120, "six measures at 0.25 yuan a year, scaled up"
    points = found.tables["points"]
    assert points["box"].astype(bool).sum() == rows["levers.control"]["points"]
    assert points["cost_mean"].iloc[0] == pytest.approx(6 * 0.25 / 1.0)
    said = found.sentences()
    assert said[0].startswith(
        "Participation rate above 50 % and cost below 1,000 yuan a year occurs more often with "
    )
    assert "administrative control below 3" in said[0]
    assert "参与率高于 50%且成本低于 1,000 元/年" in found.sentences("zh")[0]
    (answer,) = read_answers(found.folder)
    assert (answer.kind, answer.figures) == ("discovery", ("boxes.svg",))
    again = sim.open_results(found.folder)
    assert isinstance(again, Analysis)
    assert again.sentences() == said
    with pytest.raises(UserError, match="already holds results"):
        discover(path, out=found.folder, progress=False)


def test_too_few_points_of_interest_are_told(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_the_model(monkeypatch, function)
    path.write_text(FILE.replace("above: 0.5", "above: 0.9").replace("[0, 1]", "[0]"))
    found = discover(path, out=tmp_path / "made", workers=0, figures="none", progress=False)
    assert not len(found.tables["boxes"])
    assert "occurs at 0 of 120 points: too few" in found.sentences()[0]
    assert "With one seed a point" in found.sentences()[-1]
    assert sentences(found.tables, found.manifest["about"], Speech("zh"))[0].endswith(
        "无法判断条件。"
    )


@pytest.mark.parametrize(
    "line, told",
    [
        ("metric: participation_rate, above: 0.5, below: 0.7", "must have 'above' or 'below'"),
        ("metric: participation_rate", "must have 'above' or 'below'"),
        ("metric: participation_rat, above: 0.5", "did you mean 'participation_rate'?"),
    ],
)
def test_mistakes_are_told_where_they_are(path: Path, tmp_path: Path, line: str, told: str) -> None:
    path.write_text(FILE.replace("metric: participation_rate, above: 0.5", line))
    with pytest.raises(UserError) as caught:
        discover(path, out=tmp_path / "made", progress=False)
    assert told in str(caught.value)
    assert f"{path}:7" in str(caught.value)


def test_a_file_of_another_kind_is_told(path: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="it is for 'cogov sensitivity'"):
        discover("sensitivity", out=tmp_path / "made", progress=False)
    with pytest.raises(UserError, match="run it with 'cogov discover"):
        sim.sensitivity(path, out=tmp_path / "made", progress=False)


@pytest.mark.long
def test_runs_that_lie_in_a_folder_give_the_same_boxes(
    planted: tuple[Path, Analysis], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made = planted

    def never(*arguments: Any) -> Any:
        raise AssertionError("nothing is run")

    instead_of_the_model(monkeypatch, never)
    again = discover(made.folder, out=tmp_path / "again")
    limits = ["factor", "low", "high", "density", "coverage"]
    pd.testing.assert_frame_equal(
        again.tables["boxes"][limits], made.tables["boxes"][limits], rtol=1e-9
    )
    assert again.sentences()[0] == made.sentences()[0]
    assert not (tmp_path / "again" / "store").exists()
    other = discover(
        made.folder / "store", out=tmp_path / "other", interest=["participation_rate < 0.3"]
    )
    assert other.manifest["about"]["conditions"] == [["participation_rate", "below", 0.3]]
    assert other.manifest["made_from"]["folder"] == str(made.folder / "store")
    assert isinstance(sim.open_results(tmp_path / "other"), Analysis)


def test_what_a_folder_cannot_answer_is_told(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_the_model(monkeypatch, function)
    sweep = tmp_path / "sweep.yaml"
    sweep.write_text(
        "scenarios: [example]\nseeds: [0]\nrun: {months: 2}\n"
        "design: {kind: grid, factors: {levers.control: {low: 0, high: 1, steps: 24}}}\n"
    )
    sim.sweep(sweep, out=tmp_path / "store", workers=0, progress=False)
    with pytest.raises(UserError, match="does not say what is of interest"):
        discover(tmp_path / "store", out=tmp_path / "made")
    with pytest.raises(UserError, match=r"seeds: .* is a folder of results; nothing is run"):
        discover(tmp_path / "store", out=tmp_path / "made", seeds=3)
    with pytest.raises(UserError, match="design: it is for a folder of results"):
        discover(path, out=tmp_path / "made", design="x")
    with pytest.raises(UserError, match="is the folder that is looked at"):
        discover(tmp_path / "store", out=tmp_path / "store", interest=["trust > 0"])
    with pytest.raises(UserError, match="gone: does not exist"):
        discover(tmp_path / "gone", out=tmp_path / "made")
    with pytest.raises(UserError, match="'sweeep' is not known"):
        discover(tmp_path / "store", out=tmp_path / "made", design="sweeep", interest=["trust > 0"])
    found = discover(
        tmp_path / "store",
        out=tmp_path / "made",
        language="zh",
        interest=["participation_rate > 0.02"],
    )
    assert found.manifest["about"]["design"] == "sweep"
    assert "已运行设计（sweep）" in design_of(found.manifest["about"], Speech("zh"))
