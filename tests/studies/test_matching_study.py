"""A matching from its file to its tables, on a formula in place of the model."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.calibration import figure_of
from sim.analysis.matching import Region, excluding
from sim.errors import ResultsError, ScenarioError
from sim.kinds import kinds
from sim.scenario.places import experiments_folder, shipped_experiments
from sim.studies.analysis import Analysis
from sim.studies.engine import conduct
from sim.studies.matching import study
from sim.studies.matching.report import sentences
from sim.sweeps.trials import LOG
from sim.words import Speech
from tests.small import drawing
from tests.studies import matching_toy as toy
from tests.studies.loading import load_study

TINY = "[{points: 24, cutoff: 3, rank: 2}, {points: 20, seeds: 2, cutoff: 3, aim: 0}]"
LAST = "{points: 10, seeds: 10..11, cutoff: -0.5, members: 6}"


def match(folder: Path, out: str = "out", **options: Any) -> Analysis:
    """The small matching, conducted."""
    path = folder / "small.yaml"
    return conduct(kinds()["matching"], path, out=folder / out, progress=False, **options)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Analysis]:
    folder = tmp_path_factory.mktemp("matching")
    toy.write(folder, waves=TINY, final=LAST)
    with pytest.MonkeyPatch.context() as patch, drawing(True):
        toy.use(patch)
        return folder, match(folder, workers=1, language="zh")


def test_it_ends_with_sets_that_meet_all_targets(done: tuple[Path, Analysis]) -> None:
    _, found = done
    waves, points = found.tables["waves"], found.tables["points"]
    # Sets that met the targets with all parameters moved are run on new seeds.
    assert list(waves["runs"][:3]) == [24, 20, 10]
    assert waves["runs"][3] == round(waves["met"][2] * 10) > 0
    assert 0 < waves["left"][1] < waves["left"][0] < 1
    ensemble = found.tables["ensemble"]
    assert found.manifest["about"]["default_met"]
    assert set(ensemble["trial"]) <= set(points["trial"][points["met"]])
    parameters = found.tables["parameters"].set_index("parameter")
    assert set(parameters.index) == set(toy.KEPT)
    assert not parameters["entered"][["weight_trust", "trust_gain"]].any()
    # The rest is moved at the end over all of its range.
    assert parameters["entered"].sum() == 6


def test_it_says_and_shows_both_languages(done: tuple[Path, Analysis]) -> None:
    folder, found = done
    assert "Of 8 assumed parameters 6 move a target" in found.sentences()[0]
    assert "8 个假设参数中有 6 个" in found.sentences("zh")[0]
    for language in ("en", "zh"):
        assert all(one.rows and len(one.headings) == len(one.rows[0][0])
                   for one in found.shown(language))  # fmt: skip
    for name in kinds()["matching"].figures:
        assert (folder / "out" / f"{name}.png").is_file()
        assert (folder / "out" / f"{name}.zh.svg").is_file()


def test_an_edge_that_presses_is_said(done: tuple[Path, Analysis]) -> None:
    _, found = done
    parameters = found.tables["parameters"]
    presses = parameters["presses"].where(parameters["parameter"] != "ask_tie", "high")
    tables = {**found.tables, "parameters": parameters.assign(presses=presses)}
    said = sentences(tables, found.manifest["about"], Speech("en"))
    assert "On an end of its range presses: worth of an ask by a tie (high end)." in said
    said = sentences(tables, found.manifest["about"], Speech("zh"))
    assert "贴近范围端点：熟人动员的效果（上限）。" in said


@pytest.mark.long
def test_killed_and_gone_on_gives_the_same(
    done: tuple[Path, Analysis], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, whole = done
    count = len((folder / "out" / LOG).read_text("utf-8").splitlines())
    left = [count - 25]

    def mortal(calibration: Any, item: Any, tick: Any) -> Any:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return toy.trial(calibration, item, tick)

    monkeypatch.setattr(study, "trial_unit", mortal)
    with pytest.raises(KeyboardInterrupt):
        match(folder, "again", workers=1)
    # Killed while it wrote the points of a wave, as well.
    with (folder / "again" / study.PROPOSED).open("a", encoding="utf-8") as proposed:
        proposed.write('{"of": "final", "cont')
    toy.use(monkeypatch)
    again = match(folder, "again", workers=1)
    for name, table in whole.tables.items():
        assert table.equals(again.tables[name]), name


def test_other_waves_are_another_matching(
    done: tuple[Path, Analysis], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = done
    toy.use(monkeypatch)
    (folder / "other").mkdir()
    other = toy.write(folder / "other", waves=TINY.replace("aim: 0", "aim: 1"), final=LAST)
    with pytest.raises(ResultsError, match="holds trials of another file"):
        conduct(kinds()["matching"], other, out=folder / "out", progress=False, workers=1)


def test_no_set_left_is_an_answer_that_names_the_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "region", lambda *_: Region(np.empty((0, 6)), 0.0))
    toy.use(monkeypatch)
    toy.write(tmp_path, waves=TINY, final=LAST)
    found = match(tmp_path, workers=1)
    assert found.manifest["about"]["ruled"] in set(found.tables["targets"]["target"])
    assert found.tables["ensemble"].empty or len(found.tables["ensemble"]) == 1
    (said,) = found.sentences()
    assert "No set of parameters is left after wave 1" in said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"waves": "[{points: 5}]"}, "small.yaml:9: waves.[1].points: found 5"),
        ({"waves": "[{points: 40, seeds: 3}]"}, "3 is more than the 2 seeds of the file"),
        ({"final": "{points: 9, seeds: 1..2}"}, "the waves use 1; the last runs need seeds"),
        (
            {"extra": "discrepancies: {turnout_thrid: {internal: 0, external: 0}}"},
            "small.yaml:11: discrepancies.turnout_thrid: there is no target",
        ),
    ],
)
def test_what_is_wrong_is_told_before_anything_runs(
    tmp_path: Path, parts: dict[str, str], said: str
) -> None:
    toy.write(tmp_path, **parts)
    with pytest.raises(ScenarioError) as caught:
        load_study("matching", tmp_path / "small.yaml")
    assert said in str(caught.value)


def test_a_parameter_that_is_known_or_unknown_cannot_be_fixed(tmp_path: Path) -> None:
    path = toy.write(tmp_path)
    text = path.read_text("utf-8").replace("fixed: [", "fixed: [hours_volunteering, ask_teeth, ")
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_study("matching", path)
    assert "small.yaml:6: fixed.[1]: 'hours_volunteering' is not assumed" in str(caught.value)
    assert "small.yaml:6: fixed.[2]: there is no parameter 'ask_teeth'" in str(caught.value)


def test_the_shipped_matching_moves_every_assumed_parameter() -> None:
    assert shipped_experiments("matching") == ("matching",)
    found = load_study("matching", "matching")
    assert len(found.targets) == 18
    assert len(found.free) > 160
    assert json.dumps(kinds()["matching"].study.schema())
    assert any("screening" in line for line in kinds()["matching"].study.explain(found, Speech()))


def test_targets_that_exclude_each_other_are_told_as_a_pair() -> None:
    ruled = np.array([[True, False, False], [False, True, False]])
    assert excluding(ruled) == (0, 1)
    assert excluding(np.array([[True, False], [False, False]])) is None
    # A target that rules out everything by itself excludes no pair.
    assert excluding(np.array([[True, False], [True, True]])) is None


def test_one_figure_with_two_bands_is_refused(tmp_path: Path) -> None:
    text = (experiments_folder() / "calibration.yaml").read_text("utf-8")
    more = (
        "targets:\n  - name: other\n    scenario: government_led\n    metric: participation_rate\n"
    )
    more += "    band: {low: 0.5, high: 0.6}\n    mark: assumed\n    source: a test\n"
    (tmp_path / "calibration.yaml").write_text(text.replace("targets:\n", more, 1), "utf-8")
    with pytest.raises(ScenarioError, match="'participation_first' and 'other' exclude each other"):
        load_study("calibration", tmp_path / "calibration.yaml")


def test_a_towns_own_counts_are_further_targets(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    head = "month,community,metric,value,error\n"
    path.write_text(head + "2022-03,town,participation_rate,0.12,0.01\n")
    found = load_study("matching", "matching", data=str(path))
    target = found.targets[-1]
    assert (target.low, target.high) == pytest.approx((0.1, 0.14))
    assert (target.community, target.span) == (None, (14, 15))
    lines = {"government_led": {"participation_rate": [0.0] * 14 + [0.3] + [0.0] * 45}}
    assert figure_of(target, lines, 12) == 0.3
    path.write_text(
        head + "2019-03,town,trust,0.5,0.1\n2022-03,xinxia,trust,0.5,0.1\n2050-01,town,trust,.5,1\n"
    )
    with pytest.raises(ScenarioError, match="is outside the run"):
        load_study("matching", "matching", data=str(path))
    path.write_text(head + "2019-03,town,trust,0.5,0.1\n2019-03,xinxia,trust,0.5,0.1\n")
    with pytest.raises(ScenarioError) as caught:
        load_study("matching", "matching", data=str(path))
    assert [one.line for one in caught.value.problems] == [2, 3]
