import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.calibration import Trial
from sim.cli import main
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.errors import ResultsError, ScenarioError
from sim.runs.simulate import shaped, simulate_seed
from sim.runs.tables import TOWN
from sim.scenario import load_scenario
from sim.scenario.places import shipped_calibrations, shipped_experiments
from sim.studies.calibration import study as calibrating
from sim.studies.calibration.study import Calibration, propose, trial_unit
from sim.studies.runs import Runs
from sim.sweeps.trials import LOG, Item, TrialLog, read, run_together, written
from tests.studies.loading import load_calibration
from tests.sweeps.conftest import ExperimentWriter

SMALL = """
    scenarios: [example]
    seeds: 0..1
    run: {months: 3}
    search: {trials: 7, start: 3, batch: 2, seed: 5}
    parameters:
      intercept_activity: declared
      ask_rate_tie: {low: 0.05, high: 0.2, log: true}
    targets:
      - {name: many, scenario: example, metric: monthly_participation,
         band: {low: 0.2, high: 0.4}, mark: assumed}
      - {name: trusted, scenario: example, metric: trust, band: {low: 0.3, high: 0.9},
         mark: survey, source: a survey}
"""


def search(calibration: Calibration, folder: Path, workers: int) -> Any:
    """Every trial of a calibration, those that the folder has not done again."""
    folder.mkdir(exist_ok=True)
    return calibrating._search(calibration, Runs(folder, {}, workers, progress=False))


@pytest.fixture
def small(write: ExperimentWriter) -> Calibration:
    found: Calibration = load_calibration(write(SMALL))
    return found


def test_the_shipped_calibration_fits_only_what_is_assumed_and_holds_out_the_rest() -> None:
    assert shipped_calibrations() == ("calibration",)
    assert "calibration" not in shipped_experiments()
    found = load_calibration("calibration")
    assert [base.scenario.name for base in found.bases] == [
        "government_led",
        "integration",
        "co_governance",
    ]
    for one in found.free:
        declared = PARAMETERS[one.name]
        assert declared.source.mark == "assumed"
        assert declared.low <= one.low <= one.default <= one.high <= declared.high
    assert len(found.targets) == 18
    assert not {one.name for one in found.targets} & {one.name for one in found.held_out}
    held = {"retention", "actor_diversity", "government_share", "trust", "top_decile_share"}
    assert not held & {one.metric for one in found.targets}
    assert all(one.metric in METRICS for one in found.targets)


WRONG = """
    scenarios: [example, exampel]
    seeds: 0..1
    run: {months: 3}
    search: {trials: 2}
    parameters:
      hours_volunteering: declared
      weight_nrom: declared
      weight_habit: {low: 0.5, high: 4}
      weight_norm: {low: 2.9, high: 3}
      ask_tie: {low: 2, high: 1}
      ask_broadcast: {log: true}
    targets:
      - {name: a, scenario: exmple, metric: trsut, band: {low: 1}, mark: survey}
      - {name: a, scenario: example, metric: trust, divided_by: depth, trend_months: 36,
         band: {}, mark: assumed}
      - {name: b, scenario: example, metric: trust, minus_scenario: example,
         band: {low: 2, high: 1}, mark: assumed}
      - {name: c, scenario: example, metric: trust, band: {low: 0, high: 1, width: 1},
         mark: assumed}
    held_out: [{name: a}]
"""


@pytest.mark.parametrize(
    "told",
    [
        r"made\.yaml:2: scenarios\.\[2\]: .*'exampel'.*did you mean 'example'",
        r"made\.yaml:7: parameters\.hours_volunteering: it is not assumed but known \(survey",
        r"made\.yaml:8: parameters\.weight_nrom: .*did you mean 'weight_norm'",
        r"made\.yaml:9: parameters\.weight_habit\.low: 0\.5 is outside the declared range, 1 to 4",
        r"made\.yaml:10: parameters\.weight_norm: the value in force, [\d.]+, is outside 2\.9 to 3",
        r"made\.yaml:11: parameters\.ask_tie: the low end, 2, must be less than the high one, 1",
        r"made\.yaml:12: parameters\.ask_broadcast\.log: a range from 0 cannot be searched by rat",
        r"made\.yaml:14: targets\.\[1\]\.scenario: there is no scenario 'exmple'.*'example'",
        r"made\.yaml:14: targets\.\[1\]\.metric: there is no metric 'trsut'.*did you mean 'trust'",
        r"made\.yaml:14: targets\.\[1\]\.mark: it is marked survey, so it needs its source",
        r"made\.yaml:14: targets\.\[1\]\.band: a band that is open at one end needs 'width'",
        r"targets\.\[2\]\.name: two targets are called 'a'",
        r"targets\.\[2\]: it has divided_by and trend_months; it can have one of them",
        r"targets\.\[2\]\.trend_months: the run has 3 months after the common past",
        r"targets\.\[2\]\.band: a band needs low, high or both",
        r"targets\.\[3\]\.minus_scenario: a scenario minus itself is nothing",
        r"targets\.\[3\]\.band: 'low', 2\.0, must be less than 'high', 1\.0",
        r"targets\.\[4\]\.band\.width: a band with two ends has a width already",
        r"held_out\.\[1\]\.name: 'a' is a target, so it is not held out",
    ],
)
def test_everything_that_is_wrong_is_told_at_once(write: ExperimentWriter, told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        load_calibration(write(WRONG))


def test_other_files_are_named_as_what_they_are(
    write: ExperimentWriter, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(SMALL)
    assert main(["sweep", str(path)]) == 2
    assert "this is a calibration, not an experiment (run it with 'cogov calibrate made.yaml')" in (
        capsys.readouterr().err
    )
    with pytest.raises(ScenarioError, match="no calibration"):
        load_calibration(write("scenarios: [example]\nseeds: 0..1"))
    with pytest.raises(ScenarioError, match="no shipped calibration is called 'calibraton'"):
        load_calibration("calibraton")


def test_scenarios_with_one_past_run_it_once_and_end_the_same_to_the_bit() -> None:
    scenarios = [
        shaped(load_scenario("example", [f"timeline.2021-02.levers.control={value}"]), months=3)
        for value in (0.1, 0.9)
    ]
    scenarios[1] = replace(scenarios[1], name="other")
    months: list[int] = []
    lines = run_together(scenarios, 3, ["trust", "backlog"], lambda: months.append(1))
    # The common past and the month before they differ run once, then two months for each.
    assert len(months) == 7 + 2 + 2
    for run in simulate_seed(scenarios, 3, lambda: None):
        frame = run.tables["metrics"]
        town = frame[frame["community"] == TOWN]
        for metric in ("trust", "backlog"):
            assert lines[run.scenario][metric] == town[metric].tolist()[6:]
    assert lines["example"] != lines["other"]


def test_a_trial_is_read_as_it_was_written(small: Calibration) -> None:
    trial = trial_unit(small, Item(4, small.defaults(), (0, 1)), lambda: None)
    assert [len(values) for values in trial.figures.values()] == [2, 2]
    assert read(json.loads(json.dumps(written(trial)))) == trial


def test_what_the_model_cannot_do_is_an_outcome(
    small: Calibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("sim.studies.calibration.study.run_together", fail)
    trial = trial_unit(small, Item(4, small.defaults(), (0, 1)), lambda: None)
    assert (trial.failed, trial.figures) == ("ZeroDivisionError: by zero", {})


def test_the_first_sets_are_what_is_in_force_and_what_lies_around_it(small: Calibration) -> None:
    assert propose(small, {}, {}, 0) == small.defaults()
    around = [propose(small, {}, {}, number) for number in (1, 2, 3)]
    assert len({json.dumps(one) for one in around}) == 3
    for one in small.free:
        for values in around:
            assert one.low <= values[one.name] <= one.high
            assert abs(one.place(values[one.name]) - one.place(one.default)) <= 0.5


def done(calibration: Calibration, known: dict[int, Trial], number: int) -> Trial:
    """A trial whose loss is least where both parameters are at the lower ends."""
    values = propose(calibration, known, {n: t.values for n, t in known.items()}, number)
    far = sum(one.place(values[one.name]) for one in calibration.free)
    return Trial(number, values, {"many": (0.4 + far,), "trusted": (0.5,)})


def test_the_search_goes_where_the_loss_is_small(small: Calibration) -> None:
    known: dict[int, Trial] = {}
    for number in range(60):
        known[number] = done(small, known, number)
    late = [known[number] for number in range(40, 60)]
    places = [one.place(trial.values[one.name]) for trial in late for one in small.free]
    assert sum(places) / len(places) < 0.25


def test_a_proposal_depends_on_nothing_younger_than_a_batch(small: Calibration) -> None:
    known: dict[int, Trial] = {}
    for number in range(24):
        known[number] = done(small, known, number)
    running = {number: trial for number, trial in known.items() if number < 23}
    given = {23: known[23].values}
    assert propose(small, known, {}, 24) == propose(small, running, given, 24)
    # What was best is worst, and the other way round.
    other = known | {
        number: replace(
            known[number],
            figures={"many": (2.8 - known[number].figures["many"][0],), "trusted": (0.5,)},
        )
        for number in range(23)
    }
    assert propose(small, known, {}, 24) != propose(small, other, {}, 24)


def test_trials_are_the_same_with_two_workers_and_after_an_interruption(
    small: Calibration, tmp_path: Path
) -> None:
    for name in ("alone", "together", "cut"):
        (tmp_path / name).mkdir()
    alone = search(small, tmp_path / "alone", 1)
    assert list(alone) == list(range(7))
    assert search(small, tmp_path / "together", 2) == alone
    # Killed while a line was written, when the trial before it had not ended yet.
    lines = (tmp_path / "alone" / LOG).read_bytes().splitlines(keepends=True)
    (tmp_path / "cut" / LOG).write_bytes(b"".join([*lines[:4], lines[5], lines[6][:30]]))
    log = TrialLog(tmp_path / "cut")
    assert sorted(log.read()) == [0, 1, 2, 3, 5]
    assert search(small, log.path.parent, 1) == alone
    assert log.read() == alone


def test_a_damaged_log_is_named(tmp_path: Path) -> None:
    (tmp_path / LOG).write_text('{"trial": 0}\n')
    with pytest.raises(ResultsError, match=r"trials\.jsonl:1: is no line of a trial"):
        TrialLog(tmp_path).read()
