from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
import sim.world.build
from sim.calendar import format_month
from sim.declarations.tables import ALWAYS, TABLES
from sim.errors import ModelError
from sim.runs import simulate
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def example() -> Scenario:
    return replace(sim.load_scenario("example"), months=2, burn_in=1)


def opened(scenario: Scenario) -> Scenario:
    return replace(
        sim.load_scenario("example", ["levers.control=0"]),
        name="opened",
        months=scenario.months,
        burn_in=scenario.burn_in,
    )


def test_every_scenario_is_run_and_every_month_counted(example: Scenario) -> None:
    months: list[None] = []
    runs = simulate.simulate_seed((example, opened(example)), 3, lambda: months.append(None))
    assert [(run.scenario, run.seed) for run in runs] == [("example", 3), ("opened", 3)]
    assert len(months) == 2 * 3
    assert all(run.seconds > 0 for run in runs)


def test_a_shared_world_changes_nothing(example: Scenario) -> None:
    both = (opened(example), example)
    alone = simulate.simulate_seed((example,), 1, lambda: None)[0]
    after = simulate.simulate_seed(both, 1, lambda: None)[1]
    pd.testing.assert_frame_equal(
        alone.tables["metrics"], after.tables["metrics"], check_exact=True
    )


@pytest.fixture
def later(example: Scenario, tmp_path: Path) -> Scenario:
    """The example with a change in the second month after the common past."""
    path = tmp_path / "later.yaml"
    month = format_month(example.start + 1)
    path.write_text(
        "summary: Later.\nextends: example\n"
        f"timeline:\n  - {{date: {month}, levers: {{control: 0}}}}\n",
        encoding="utf-8",
    )
    return replace(sim.load_scenario(path), months=2, burn_in=1)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The months that models run."""
    found: list[int] = []
    step = sim.CommunityModel.step

    @wraps(step)  # a state names the method that it holds
    def counted(model: sim.CommunityModel) -> None:
        found.append(model.month)
        step(model)

    monkeypatch.setattr(sim.CommunityModel, "step", counted)
    return found


@pytest.mark.parametrize("number", [2, 4])
def test_months_that_scenarios_share_are_run_once_and_change_nothing(
    example: Scenario, later: Scenario, steps: list[int], number: int
) -> None:
    others = (example, later, opened(example), replace(example, name="again"))[:number]
    months: list[None] = []
    shared = simulate.simulate_seed(others, 2, lambda: months.append(None))
    assert len(months) == number * 3
    # The later change alone leaves two months to share, the one at the start only the past.
    assert len(steps) == number * 3 - {2: 2, 4: 3}[number]
    for run, scenario in zip(shared, others, strict=True):
        (alone,) = simulate.simulate_seed((scenario,), 2, lambda: None)
        assert run.record == alone.record
        for name, table in alone.tables.items():
            pd.testing.assert_frame_equal(run.tables[name], table, check_exact=True)


def test_with_one_seed_each_scenario_runs_from_the_start(
    example: Scenario, steps: list[int]
) -> None:
    three = (example, replace(example, name="again"), replace(example, name="once more"))
    assert simulate.checked_in_full(three, (5,)) == {5: ["again", "once more"]}
    in_full = simulate.checked_in_full(three, (5, 6, 7))
    assert in_full == {5: ["again"], 6: ["once more"]}
    # Three months each, of which two are shared.
    for seed, expected in ((5, 3 + 3 + 1), (6, 3 + 1 + 3), (7, 3 + 1 + 1)):
        steps.clear()
        runs = simulate.simulate_seed(three, seed, lambda: None, in_full=in_full)
        assert len(steps) == expected
        for run in runs[1:]:
            pd.testing.assert_frame_equal(run.tables["metrics"], runs[0].tables["metrics"])


def test_a_fork_is_before_the_end_of_both_and_after_the_start(example: Scenario) -> None:
    assert simulate.fork_of((example,)) is None
    assert simulate.fork_of((example, replace(example, scale=0.5))) is None
    longer = replace(example, months=example.months + 5)
    # The last month of a run is recorded in more detail, so it is never shared.
    assert simulate.fork_of((example, longer)) == example.end - 1
    assert simulate.fork_of((longer, example)) == example.end - 1


@pytest.mark.parametrize(
    ("change", "built"),
    [
        (lambda scenario: opened(scenario), 1),
        (
            lambda scenario: replace(
                scenario, town=scenario.town.model_copy(update={"notes": "Told otherwise."})
            ),
            1,
        ),
        (
            lambda scenario: replace(
                scenario,
                town=scenario.town.model_copy(
                    update={"margins": scenario.town.margins.model_copy(update={"female": 0.4})}
                ),
            ),
            2,
        ),
        (lambda scenario: replace(scenario, scale=0.5), 2),
        (lambda scenario: replace(scenario, burn_in=2), 2),
        (
            lambda scenario: replace(
                scenario, parameters={**scenario.parameters, "disposition_sd": 1.0}
            ),
            2,
        ),
    ],
)
def test_a_world_is_built_once_for_the_same_people(
    example: Scenario,
    change: Callable[[Scenario], Scenario],
    built: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []
    build = simulate.build

    def counted(scenario: Scenario, seed: int) -> object:
        calls.append(seed)
        return build(scenario, seed)

    monkeypatch.setattr(simulate, "build", counted)
    simulate.simulate_seed((example, change(example)), 0, lambda: None)
    assert len(calls) == built


def test_every_table_comes_back(example: Scenario) -> None:
    (run,) = simulate.simulate_seed((example,), 0, lambda: None)
    assert tuple(run.tables) == ALWAYS
    for name, frame in run.tables.items():
        assert list(frame.columns) == [one.name for one in TABLES[name]][2:]


def test_matters_are_handed_over_in_parts(
    example: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = replace(example, months=30)
    whole: list[pd.DataFrame] = []
    simulate.simulate_seed((example,), 0, lambda: None, lambda *found: whole.append(found[2]))
    monkeypatch.setattr(simulate, "MATTERS_AT_ONCE", 20)
    parts: list[pd.DataFrame] = []

    def take(scenario: str, seed: int, frame: pd.DataFrame) -> None:
        assert (scenario, seed) == ("example", 0)
        parts.append(frame)

    simulate.simulate_seed((example,), 0, lambda: None, take)
    assert (len(whole), len(parts) > 3) == (1, True)
    # What is handed over in a month is not parted, so a part can be somewhat larger.
    assert all(20 <= len(part) < 60 for part in parts[:-1])
    joined = pd.concat(parts, ignore_index=True)
    pd.testing.assert_frame_equal(joined, whole[0], check_exact=True)


def test_nobody_left_to_hear_is_no_failure_of_the_run(example: Scenario) -> None:
    def gone() -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        simulate.simulate_seed((example,), 0, gone)


def test_a_failure_carries_its_place() -> None:
    try:
        raise KeyError("beiguan")
    except KeyError as error:
        told = simulate.failed_run("x", 4, error)
    assert isinstance(told, ModelError)
    assert str(told) == "scenario 'x', seed 4: KeyError: 'beiguan'"
    assert "test_simulate.py" in told.__notes__[0]


def test_a_shorter_run_of_a_smaller_town(example: Scenario) -> None:
    small = simulate.shaped(example, scale=0.5, months=1)
    assert (small.scale, small.months, small.burn_in) == (0.5, 1, 1)
    assert str(small.origins["run.months"]) == "--months"
    assert str(small.origins["population.scale"]) == "--scale"
    assert simulate.shaped(example).origins == example.origins
    assert small.content_hash != example.content_hash


def test_sets_of_parameters_share_a_town_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever only characters read costs no town; what a town is built from costs another."""
    base = sim.load_scenario("example")
    built: list[float] = []

    def build_town(*arguments: object) -> sim.world.World:
        built.append(arguments[3]["tie_near_share"])  # type: ignore[index]
        return sim.world.build.build_town(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sim.world, "build_town", build_town)
    towns = simulate.LatestTowns()
    sets: list[dict[str, float]] = [
        {},
        {"initial_trust": 0.4, "free_hours_scale": 0.9, "initial_registered": 0.2},
        {"disposition_sd": 0.3, "weight_norm": 0.1},
        {"tie_near_share": 0.25},
    ]
    for number, values in enumerate(sets):
        scenario = replace(base, parameters={**base.parameters, **values})
        world, alone = towns.world(scenario, 3), simulate.build(scenario, 3)
        for column in world.residents.declared():
            own, other = (getattr(one.residents, column.name) for one in (world, alone))
            assert np.array_equal(own, other), column.name
        assert np.array_equal(world.ties.neighbour, alone.ties.neighbour)
        # A run changes its own world alone.
        world.residents.trust[:] = number
        world.ties.degree[:] = 0
    assert len(built) == 2
    assert built[1] == 0.25
