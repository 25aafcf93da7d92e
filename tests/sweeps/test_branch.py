from functools import wraps
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.scenario import load_scenario
from sim.sweeps import plan as plans
from sim.sweeps.experiment import load_experiment
from sim.sweeps.plan import Costs, Pair, Plan, estimate, make_plan
from sim.sweeps.store import Store
from sim.sweeps.sweep import Count, fill, here
from tests.sweeps.conftest import ExperimentWriter
from tests.sweeps.test_sweep import contents

STORE = Path("store")
# Six months of common past under other levers, then two months of its own.
BRANCHED = """
    scenarios: [example]
    seeds: 0..1
    run: {months: 2}
    branch_at: 2021-01
    design:
      kind: grid
      factors:
        levers.control: [0.1, 0.5, 0.9]
"""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every month that a model steps through."""
    stepped: list[int] = []
    step = sim.CommunityModel.step

    # A model is pickled with its step, by name.
    @wraps(step)
    def counted(model: Any) -> None:
        stepped.append(model.month)
        step(model)

    monkeypatch.setattr(sim.CommunityModel, "step", counted)
    monkeypatch.setattr(plans, "_last", {})
    return stepped


def swept(out: str, text: str, write: ExperimentWriter, workers: int = 0) -> sim.SweepResults:
    write(text)
    return sim.sweep("made.yaml", out=out, workers=workers, progress=False)


def test_runs_that_share_their_past_are_the_same_to_the_bit_and_shorter(
    write: ExperimentWriter, steps: list[int]
) -> None:
    swept("plain", BRANCHED.replace("branch_at: 2021-01", ""), write)
    assert len(steps) == 2 * 3 * 8
    steps.clear()
    swept("branched", BRANCHED, write)
    assert len(steps) == 2 * (6 + 3 * 2)
    assert contents(Path("branched")) == contents(Path("plain"))
    assert list(Path("branched/states").iterdir()) == []


def test_workers_share_a_past_through_the_store(write: ExperimentWriter) -> None:
    swept("plain", BRANCHED.replace("branch_at: 2021-01", ""), write)
    swept("branched", BRANCHED, write, workers=2)
    assert contents(Path("branched")) == contents(Path("plain"))


def test_a_past_is_taken_up_after_an_interrupt(write: ExperimentWriter, steps: list[int]) -> None:
    write(BRANCHED)
    plan = make_plan(load_experiment("made.yaml"))
    store = Store.at(STORE)

    def stop(count: Count, *_: object) -> None:
        if count.done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(store, plan, here, watch=stop)
    assert len(list(STORE.glob("states/*"))) == 2, "a state and its lock"
    plans._last.clear()
    steps.clear()
    fill(store, plan, here)
    assert len(steps) == (2 * 2) + (6 + 3 * 2)


@pytest.mark.parametrize("harm", ["damaged", "none"])
def test_a_state_that_cannot_be_used_is_made_again(
    harm: str, write: ExperimentWriter, steps: list[int]
) -> None:
    swept("plain", BRANCHED.replace("branch_at: 2021-01", ""), write)
    write(BRANCHED)
    plan = make_plan(load_experiment("made.yaml"))

    def spoil(count: Count, pair: Pair | None, _: object) -> None:
        plans._last.clear()
        for path in STORE.glob("states/*[!k]"):
            if harm == "damaged":
                path.write_bytes(b"half")
            else:
                path.unlink()

    count = fill(Store.at(STORE), plan, here, watch=spoil)
    assert count.done == 6
    assert contents() == contents(Path("plain"))


def test_without_a_shared_folder_each_worker_keeps_its_own(
    write: ExperimentWriter, steps: list[int]
) -> None:
    write(BRANCHED)
    plan = make_plan(load_experiment("made.yaml"))
    job = plans.Work(plan.experiment, plan.variants, plan.code, str(Path("nowhere")))
    for variant in range(3):
        assert plans.work(job, variant, 0, lambda: None).table
    assert len(steps) == 6 + 3 * 2


def plan_of(text: str, write: ExperimentWriter) -> Plan:
    return make_plan(load_experiment(write(text)))


def test_only_equal_pasts_are_shared(write: ExperimentWriter) -> None:
    text = BRANCHED.replace("[0.1, 0.5, 0.9]", "[0.1, 0.5]")
    text += "        parameters.ask_rate_tie: [0.1, 0.2]\n"
    pasts = [one.past for one in plan_of(text, write).variants]
    assert pasts[0] == pasts[2] != pasts[1] == pasts[3]
    later = text.replace("branch_at: 2021-01", "branch_at: 2021-02")
    assert {one.past for one in plan_of(later, write).variants} == {""}
    never = text.replace("branch_at: 2021-01", "")
    assert {one.past for one in plan_of(never, write).variants} == {""}


def test_one_cell_of_each_past_comes_first(write: ExperimentWriter) -> None:
    plan = plan_of(BRANCHED.replace("0..1", "0..8"), write)
    order = plan.in_order_of_pasts(plan.pairs)
    assert sorted(order) == sorted(plan.pairs)
    assert order[:9] == (*((0, seed) for seed in range(8)), (1, 0))
    assert order[-3:] == ((0, 8), (1, 8), (2, 8))


def test_an_estimate_counts_a_shared_past_once(write: ExperimentWriter) -> None:
    costs = Costs(build=(0, 1.0), month=(1.0, 0), table=(0, 0))
    found = estimate(plan_of(BRANCHED, write), costs)
    assert found.months == 2 * (6 + 3 * 2)
    assert found.processor_seconds == pytest.approx(found.months + 2 * 600)


def test_a_past_hash_says_what_was_in_force_until_then() -> None:
    one = load_scenario("example")
    other = load_scenario("example", {"timeline.2021-05.levers.control": 0.0})
    longer = load_scenario("example", {"run.months": 30})
    assert one.past_hash(24256) == other.past_hash(24256) == longer.past_hash(24256)
    assert one.past_hash(24257) != other.past_hash(24257)
    smaller = load_scenario("example", {"population.scale": 0.5})
    assert one.past_hash(24256) != smaller.past_hash(24256)
