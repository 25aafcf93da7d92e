from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from sim.analysis.intervals import t_interval
from sim.cli import main
from sim.sweeps.experiment import load_experiment
from sim.sweeps.kinds import UntilPart
from sim.sweeps.plan import Plan, make_plan
from sim.sweeps.responses import Precision, headlines, more, precisions, told
from tests.sweeps.conftest import ExperimentWriter

STORE = Path("store")
TEXT = """
    scenarios: [example, opened.yaml]
    seeds: 0..2
    run: {months: 2}
    until: {metric: participation_rate, half_width: HALF, most: 9}
"""


@pytest.fixture(autouse=True)
def _opened(write: ExperimentWriter) -> None:
    write("")
    Path("opened.yaml").write_text(
        "extends: example\nlevers: {consultation_meetings_per_year: 12, consultation_binding: 1}\n"
    )


def swept(write: ExperimentWriter, half: float) -> sim.SweepResults:
    write(TEXT.replace("HALF", str(half)))
    return sim.sweep("made.yaml", out=STORE, workers=0, progress=False)


def differences() -> pd.DataFrame:
    found = sim.compare(
        ["example", "opened.yaml"],
        seeds="0..8",
        months=2,
        workers=1,
        metrics=["participation_rate"],
        progress=False,
    ).by_seed
    return found[found["scenario"] == "opened"].set_index("seed")


def test_seeds_are_added_until_the_interval_is_as_narrow_as_asked(write: ExperimentWriter) -> None:
    values = differences()["difference"]
    halves = {}
    for count in range(2, 10):
        interval = t_interval(values.to_list()[:count])
        halves[count] = (interval.high - interval.low) / 2
    asked = 1.001 * halves[9]
    assert asked < halves[2], "the example must need more seeds"
    write(TEXT.replace("0..2", "0..1").replace("HALF", str(asked)))
    runs = sim.sweep("made.yaml", out=STORE, workers=0, progress=False).runs
    used = runs.groupby("scenario")["seed"].agg(["nunique", "max"])
    count = used["nunique"].to_list()[1]
    assert 2 < count <= 9
    assert halves[count] <= asked
    assert used.to_numpy().tolist() == [[count, count - 1]] * 2, "pairs share their seeds"
    assert list(runs["state"]) == ["done"] * (2 * count)


def test_it_ends_at_the_cap_and_goes_on_where_it_was(
    write: ExperimentWriter, capsys: pytest.CaptureFixture[str]
) -> None:
    write(TEXT.replace("HALF", "1e-9"))
    line = ["sweep", "made.yaml", "--out", "store", "--workers", "0"]
    assert main(line) == 0
    first = capsys.readouterr().out
    assert "with 9 seeds; wider than 1e-09 with as many as allowed" in first
    assert "18 of 18 done (0 before)" in first
    assert main(line) == 0
    second = capsys.readouterr().out
    assert "18 of 18 done (18 before)" in second
    assert second.splitlines()[0] == first.splitlines()[0]


def test_the_headline_is_that_of_a_comparison(write: ExperimentWriter) -> None:
    found = swept(write, 100)
    plan = make_plan(load_experiment("made.yaml"))
    known = headlines(found.connection, plan, ["participation_rate"])["participation_rate"]
    expected = differences()
    for seed in range(3):
        assert known[1, seed] == pytest.approx(expected.loc[seed, "value"], rel=1e-12)
        assert known[0, seed] == pytest.approx(expected.loc[seed, "baseline"], rel=1e-12)


def plan_of(write: ExperimentWriter, text: str) -> Plan:
    return make_plan(load_experiment(write(text)))


def test_points_are_compared_with_the_baseline_at_the_same_point(write: ExperimentWriter) -> None:
    grid = "    design: {kind: grid, factors: {levers.supervision: [0, 1]}}\n"
    two = plan_of(write, TEXT.replace("HALF", "1") + grid)
    until = UntilPart(metric="trust", half_width=1, most=9)
    pairs = [(one.variant, one.reference) for one in precisions(two, {}, until)]
    assert pairs == [(2, 0), (3, 1)]
    alone = plan_of(write, TEXT.replace("HALF", "1").replace(", opened.yaml", "") + grid)
    assert [(one.variant, one.reference) for one in precisions(alone, {}, until)] == [(1, 0)]


def precise(**more: Any) -> Precision:
    found = {
        "variant": 1,
        "reference": 0,
        "seeds": 3,
        "reached": False,
        "interval": t_interval([1.0, 2.0, 4.0]),
    }
    return Precision(**{**found, **more})


def test_at_most_twice_as_many_seeds_at_a_time(write: ExperimentWriter) -> None:
    plan = plan_of(write, TEXT.replace("HALF", "1"))
    until = UntilPart(metric="trust", half_width=0.001, most=100)
    longer = more(plan, [precise()], until)
    assert longer is not None
    assert sorted({seed for _, seed in longer.pairs}) == list(range(6))
    assert longer.name == plan.name
    capped = more(plan, [precise()], until.model_copy(update={"most": 4}))
    assert capped is not None
    assert len(capped.pairs) == 8
    assert more(plan, [precise(reached=True), precise(seeds=100)], until) is None


def test_what_is_null_or_failed_is_not_precise(write: ExperimentWriter) -> None:
    plan = plan_of(write, TEXT.replace("HALF", "1"))
    until = UntilPart(metric="trust", half_width=1, most=9)
    known = {(0, 0): 1.0, (0, 1): 1.0, (0, 2): 1.0, (1, 0): 2.0, (1, 1): float("nan")}
    (one,) = precisions(plan, known, until)
    assert (one.interval.count, one.reached) == (1, False)
    assert "with 3 seeds; wider than 1" in told(plan, one, until)
