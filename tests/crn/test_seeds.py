import threading

import numpy as np
import pandas as pd
import pytest

from sim.agents.resident import Resident
from sim.model import CommunityModel
from sim.scenario import Scenario
from sim.world import build_world
from tests.crn.runs import differing, ties_of
from tests.small import ScenarioMaker

POLICY = """
    extends: co_governance
    town: example
    run: {start: 2021-01, months: 14, burn_in: {months: 2, under: government_led}}
    levers: {project_youth: 1, project_budget: 300000,
             third_party_evaluation: 0.8, incubation: 0.5, social_worker_skill: 0.7}
"""


@pytest.fixture
def scenario(scenario_of: ScenarioMaker) -> Scenario:
    return scenario_of(POLICY)


def run(scenario: Scenario, seed: int) -> CommunityModel:
    model = CommunityModel(scenario, seed)
    model.run_model()
    return model


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_two_runs_of_a_seed_are_the_same_to_the_bit(scenario: Scenario, seed: int) -> None:
    left, right = run(scenario, seed), run(scenario, seed)
    assert not differing(left, right)
    assert ties_of(left) == ties_of(right)
    assert left.frame().equals(right.frame())


def test_seed_0_is_a_seed_like_the_others(scenario: Scenario) -> None:
    frames = [run(scenario, seed).frame() for seed in range(4)]
    for one in range(4):
        assert frames[one].participation_rate.iloc[-1] > 0.1
        for other in range(one):
            assert not frames[one].equals(frames[other])


def test_the_seed_is_0_unless_said(scenario: Scenario) -> None:
    model = CommunityModel(scenario)
    model.run_model()
    assert model.seed == 0
    assert model.frame().equals(run(scenario, 0).frame())


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_out_of_range_is_refused(scenario: Scenario, seed: int) -> None:
    with pytest.raises(ValueError, match="seed"):
        CommunityModel(scenario, seed)


def test_models_in_one_process_do_not_disturb_each_other(scenario: Scenario) -> None:
    models = [CommunityModel(scenario, seed) for seed in (0, 1, 0)]
    while models[0].running:
        for model in models:
            model.step()
    assert models[0].frame().equals(models[2].frame())
    assert models[1].frame().equals(run(scenario, 1).frame())


def test_models_in_threads_do_not_disturb_each_other(scenario: Scenario) -> None:
    frames: dict[int, pd.DataFrame] = {}

    def work(number: int) -> None:
        frames[number] = run(scenario, number % 2).frame()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert frames[0].equals(frames[2])
    assert frames[1].equals(frames[3])
    assert frames[0].equals(run(scenario, 0).frame())


def test_mesas_own_generators_are_not_part_of_the_model(scenario: Scenario) -> None:
    left, right = CommunityModel(scenario, 5), CommunityModel(scenario, 5)
    while left.running:
        right.random.random()
        right.rng.random()
        right.agents.shuffle()
        right.agents_by_type[Resident].shuffle_do("took_part", "activity")
        left.step()
        right.step()
    assert left.frame().equals(right.frame())


def test_a_world_built_beforehand_is_the_one_that_the_model_builds(scenario: Scenario) -> None:
    model = CommunityModel(scenario, 3)
    world = build_world(
        scenario.town, model.draws, scenario.first_month, scenario.parameters, scenario.scale
    )
    given = CommunityModel(scenario, 3, world=world)
    assert given.world is world
    model.run_model()
    given.run_model()
    assert model.frame().equals(given.frame())


def test_a_copy_of_a_world_lives_its_own_life(scenario: Scenario) -> None:
    model = CommunityModel(scenario, 3)
    before = model.world.copy()
    model.run_model()
    assert not before.residents.history.any()
    fresh = CommunityModel(scenario, 3)
    assert np.array_equal(fresh.world.residents.trust, before.residents.trust)
    assert np.array_equal(fresh.world.ties.degree, before.ties.degree)
