import json
import math
from dataclasses import replace

import pytest

from sim.declarations.outputs import OUTPUTS
from sim.errors import ScenarioError
from sim.runs.plausible import ChosenSets
from sim.scenario.places import shipped_experiments
from sim.studies import engine
from sim.studies.runs import Under
from sim.studies.validation import study
from sim.studies.validation.study import SEED_LOG as LOG
from sim.studies.validation.study import RunGroup, SeedLog, Validation, read_seeds, read_unit
from sim.sweeps.trials import alike, run_together
from sim.words import Speech
from tests.studies.loading import load_calibration, load_validation
from tests.studies.test_calibration_study import SMALL as CALIBRATION
from tests.sweeps.conftest import ExperimentWriter

SMALL = """
    kind: validation
    calibration: ./calibration.yaml
    input_driven: [trust]
    seeds: 0..1
    months: 3
    runs:
      example: {scenario: example}
      tight: {scenario: example, settings: {levers.control: 1}}
      numb: {scenario: example, settings: {parameters.weight_norm: off}}
    outputs: [example]
    patterns:
      - name: control_lowers
        kind: mechanism
        label: {en: Control lowers, zh: 管控降低参与}
        expect: below
        mark: assumed
        sums: [[{run: tight, metric: monthly_participation},
                {run: example, metric: monthly_participation, times: -1}]]
      - name: kept
        kind: held_out
        label: {en: Party members, zh: 党员}
        expect: {low: 0.5, high: 50}
        reason: {en: Members are few., zh: 党员少。}
        mark: survey
        source: a survey
        each: [{run: example, metric: odds_party}]
      - name: rising
        kind: held_out
        label: {en: Rising, zh: 上升}
        expect: above
        mark: assumed
        rising: [[{run: numb, metric: trust, community: riverside},
                  {run: example, metric: trust, except: riverside}]]
"""
HELD = "    held_out: [{name: kept, says: Party members.}]\n"


@pytest.fixture
def small(write: ExperimentWriter) -> Validation:
    write(CALIBRATION.rstrip() + "\n" + HELD).rename("calibration.yaml")
    found: Validation = load_validation(write(SMALL))
    return found


def test_the_shipped_validation_looks_for_all_that_is_held_out() -> None:
    assert shipped_experiments("validation") == ("validation",)
    found, calibration = load_validation("validation"), load_calibration("calibration")
    held = {one.name for one in found.patterns if one.kind == "held_out"}
    assert {one.name for one in calibration.held_out} <= held
    fitted = [one.name for one in found.patterns if one.target is not None]
    assert fitted == [one.name for one in calibration.targets]
    # What is held out is not made of what was fitted.
    made = {
        key.split("[")[0]
        for one in found.patterns
        if one.kind == "held_out"
        for each in one.quantities
        for _, key in each.terms
    }
    for one in calibration.targets:
        if one.metric.startswith("participation_co") or not one.trend_months:
            continue
        assert f"{one.scenario}.{one.metric}" not in made
    assert found.seeds == tuple(range(10))
    assert {one.scale for one in found.scenarios} == {1.0}


def test_units_of_two_communities_are_swapped_and_nothing_else() -> None:
    found = {one.name: one for one in load_validation("validation").scenarios}
    before, after = (
        {one.id: one for one in found[name].town.communities}
        for name in ("history", "history_units_swapped")
    )
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xibei", "dongguan"}
    assert before["xibei"].units == after["dongguan"].units == 18
    assert before["dongguan"].units == after["xibei"].units == 7
    assert before["xibei"].model_copy(update={"units": 7}) == after["xibei"]


def test_runs_that_begin_alike_are_one_group(small: Validation) -> None:
    assert [[one.name for one in group] for group in small.groups] == [
        ["example", "tight"],
        ["numb"],
    ]
    assert [one.kind for one in small.patterns] == [
        "fitted",
        "input_driven",
        "mechanism",
        "held_out",
        "held_out",
    ]
    assert len(small.outputs) == len(OUTPUTS)


def test_a_group_reads_what_single_runs_would(small: Validation) -> None:
    assert len(alike(small.groups[0])) == 1
    values = read_unit(small, RunGroup(0, 1), lambda: None)
    alone = [
        run_together([one], 1, ["monthly_participation"], lambda: None)[one.name]
        for one in small.groups[0]
    ]
    for one, name in zip(alone, ("example", "tight"), strict=True):
        mean = sum(one["monthly_participation"]) / 3
        assert values[f"{name}.monthly_participation"] == pytest.approx(mean, rel=1e-12)
    assert values["target.many"] == values["example.monthly_participation"]
    assert "numb.trust@riverside" not in values
    assert "numb.trust@riverside" in read_unit(small, RunGroup(1, 1), lambda: None)


def test_what_was_read_is_not_read_again(
    small: Validation, write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(SMALL).parent
    first = read_seeds(small, SeedLog(folder, small), 1, lambda _: None)
    text = (folder / LOG).read_bytes()
    assert text.count(b"\n") == 4

    def fail(*_: object) -> None:
        raise AssertionError("it ran again")

    # A line that was cut off, and lines of nobody, spoil nothing.
    (folder / LOG).write_bytes(b"[1]\n" + text[:-40])
    more = read_seeds(small, SeedLog(folder, small), 1, lambda _: None)
    assert (folder / LOG).read_bytes().startswith(b"[1]\n" + text[:-40] + b"\n{")
    monkeypatch.setattr("sim.studies.validation.study.read_unit", fail)
    again = read_seeds(small, SeedLog(folder, small), 1, lambda _: None)
    for one in (more, again):
        assert str(one) == str(first)
    other = replace(small, window=2)
    assert SeedLog(folder, small).key(RunGroup(0, 0)) != SeedLog(folder, other).key(RunGroup(0, 0))
    assert SeedLog(folder, small).key(RunGroup(0, 0)) != SeedLog(folder, small).key(RunGroup(0, 1))


def test_sets_move_what_a_run_does_not_say_itself(
    small: Validation, write: ExperimentWriter
) -> None:
    moved = {"weight_habit": 1.5, "ask_tie": 0.7}
    chosen = ChosenSets((moved, {"intercept_activity": -3.0}), (0.5, 0.5), 0.5, {"sets": 2})
    one = replace(small, under=Under(chosen, small.seeds[0]))
    assert len(one.parts) == (len(small.seeds) + 2) * len(small.groups)
    part = RunGroup(0, small.seeds[0], 1)
    for before, after in zip(small.groups[0], one.group(part), strict=True):
        own = {name for name in moved if f"parameters.{name}" in before.origins}
        for name, value in moved.items():
            kept = before.parameters[name] if name in own else value
            assert after.parameters[name] == kept
        assert after.scale == 0.5
    assert one.group(RunGroup(0, small.seeds[0])) == small.groups[0]
    folder = write(SMALL).parent
    seeds, sets = read_seeds(one, SeedLog(folder, one), 1, lambda _: None)
    assert (list(seeds), list(sets)) == (list(small.seeds), [1, 2])
    assert sets[1].keys() == seeds[small.seeds[0]].keys()
    assert sets[1] != sets[2]


def test_explain_says_the_sets_and_what_they_take(
    small: Validation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "time_of", lambda groups: 600.0)
    monkeypatch.setattr(engine, "time_of", lambda groups: 60.0)
    chosen = ChosenSets(({"ask_tie": 0.7}, {"ask_tie": 0.9}), (0.5, 0.5), 0.5, {"sets": 2})
    one = replace(small, under=Under(chosen, small.seeds[0]))
    said = "\n".join(study.explain(one, Speech("en")))
    assert "2, each runs all of them once (scale 0.5)" in said
    assert "22 min 0 s of processor time" in said
    without = "\n".join(study.explain(small, Speech("en")))
    assert "each runs" not in without
    assert "2 min 0 s of processor time" in without


def test_null_is_kept_as_null(small: Validation, write: ExperimentWriter) -> None:
    log = SeedLog(write(SMALL).parent, small)
    log.add(RunGroup(0, 0), {"x": math.nan, "y": 1.5})
    assert json.loads(log.path.read_text())["values"] == {"x": None, "y": 1.5}
    (values,) = log.read().values()
    assert math.isnan(values["x"])
    assert values["y"] == 1.5


WRONG = """
    kind: validation
    calibration: ./calibration.yaml
    seeds: 0..1
    window: 6
    runs:
      example: {scenario: example, settings: {levers.control: 0.2}}
      odd: {scenario: exampel}
      turned: {scenario: example, settings: {levers.contrl: 1}}
      swapped: {scenario: example, swap_units: [riverside, hilside]}
    outputs: [none]
    patterns:
      - {name: a, kind: held_out, label: {en: A, zh: A}, expect: above, mark: assumed}
      - {name: a, kind: held_out, label: {en: A, zh: A}, expect: {}, mark: assumed,
         each: [{run: exmple, metric: trsut}]}
      - {name: b, kind: held_out, label: {en: A, zh: A}, expect: {low: 2, high: 1}, mark: assumed,
         each: [{run: example, metric: trust, community: nowhere, years: 1990}]}
      - {name: c, kind: held_out, label: {en: A, zh: A}, expect: below, mark: assumed,
         rising: [[{run: example, metric: trust}]]}
      - {name: d, kind: held_out, label: {en: A, zh: A}, expect: above, mark: assumed,
         each: [{run: example, metric: trust, as: rank},
                {run: example, metric: odds_party, years: "2021"},
                {run: example, metric: trust, community: riverside, except: hillside}]}
"""


@pytest.mark.parametrize(
    "told",
    [
        r"made\.yaml:5: window: the headlines of the calibration are means of 12 months",
        r"made\.yaml:6: runs: the calibration is about 'example', so a run of that name without",
        r"made\.yaml:8: runs\.odd\.scenario: .*'exampel'.*did you mean 'example'",
        r"made\.yaml:9: .*contrl.*did you mean '(levers\.)?control'",
        r"made\.yaml:10: .*there is no community 'hilside'.*did you mean 'hillside'",
        r"made\.yaml:11: outputs\.\[1\]: there is no run 'none'",
        r"patterns\.\[1\]: it has no figures; it needs one of each, rising and sums",
        r"patterns\.\[2\]\.name: two patterns are called 'a'",
        r"patterns\.\[2\]\.expect: a band needs low, high or both",
        r"there is no run 'exmple'.*did you mean 'example'",
        r"there is no metric or output 'trsut'.*did you mean 'trust'",
        r"patterns\.\[3\]\.expect: 'low', 2\.0, must be less than 'high', 1\.0",
        r"patterns\.\[3\]\.each\.\[1\]: there is no community 'nowhere'",
        r"the run 'example' does not last from 1990 to 1990",
        r"patterns\.\[4\]\.expect: figures that rise differ by more than 0: write above",
        r"patterns\.\[4\]\.rising\.\[1\]: a list of one figure does not rise",
        r"patterns\.\[5\]\.each\.\[1\]: a rank is that of one community",
        r"patterns\.\[5\]\.each\.\[2\]: odds_party is of the whole town at the end of a run",
        r"patterns\.\[5\]\.each\.\[3\]: it has 'community' and 'except'; it can have one of them",
    ],
)
def test_everything_that_is_wrong_is_told_at_once(write: ExperimentWriter, told: str) -> None:
    write(CALIBRATION.rstrip() + "\n" + HELD).rename("calibration.yaml")
    with pytest.raises(ScenarioError, match=told):
        load_validation(write(WRONG))


def test_what_is_held_out_must_be_looked_for(write: ExperimentWriter) -> None:
    write(CALIBRATION.rstrip() + "\n" + HELD).rename("calibration.yaml")
    with pytest.raises(ScenarioError, match="'kept' is held out by the calibration, and no such"):
        load_validation(write(SMALL.replace("name: kept", "name: forgotten")))
    with pytest.raises(ScenarioError, match="'many' is a target of the calibration"):
        load_validation(write(SMALL.replace("name: rising", "name: many")))


@pytest.mark.parametrize(
    "years, told",
    [("20x7", "must be a year or two"), ("2018..2017", "the last year is before the first")],
)
def test_years_are_years(write: ExperimentWriter, years: str, told: str) -> None:
    text = SMALL.replace("metric: odds_party", f"metric: trust, years: {years}")
    with pytest.raises(ScenarioError, match=told):
        load_validation(write(text))


def test_other_files_are_named_as_what_they_are(write: ExperimentWriter) -> None:
    with pytest.raises(ScenarioError, match="no shipped validation is called 'calibration'"):
        load_validation("calibration")
    with pytest.raises(ScenarioError, match="this is a calibration, not a validation"):
        load_validation(write(CALIBRATION))
    with pytest.raises(ScenarioError, match="there are no 'targets'"):
        load_calibration(write(SMALL))
