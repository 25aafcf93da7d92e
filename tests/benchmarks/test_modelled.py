"""What the clock and the scales are held to: phases that exist, arrays counted once."""

from dataclasses import dataclass

import numpy as np
import pytest

import sim.model
from experiments.benchmarks.batched import BatchedTwin
from experiments.benchmarks.growth import ten_times
from experiments.benchmarks.limit import Limited, bandwidth, needs, throughput
from experiments.benchmarks.modelled import PHASES, Modelled, arrays_of
from experiments.benchmarks.phases import phases
from sim.model import CommunityModel
from sim.scenario import load_scenario, load_town

SHORT = {"run.burn_in.months": 2, "run.months": 4}


def test_every_phase_is_timed_and_the_model_is_left_as_it_was() -> None:
    before = {name: getattr(sim.model, name) for name in PHASES if not name.startswith("_")}
    row = Modelled("example", SHORT)
    seconds = row.build()
    assert {"synthesis", "ties", "model"} <= set(seconds)
    assert row.residents() == 600
    assert len(row.live(2)) == 2
    taken = row.phases(3)
    assert set(taken) == {*PHASES, "month"}
    assert all(len(times) == 3 for times in taken.values())
    phases = sum(sum(times) for name, times in taken.items() if name != "month")
    assert 0.5 * sum(taken["month"]) < phases <= sum(taken["month"])
    assert {name: getattr(sim.model, name) for name in before} == before
    assert len(row.live(1)) == 1
    assert row.agents() > 0
    assert min(row.memory()) > 10


def test_arrays_are_found_where_they_are_and_counted_once() -> None:
    @dataclass
    class Inner:
        column: np.ndarray
        view: np.ndarray

    column = np.zeros(10)
    Inner.__module__ = "sim.made"
    found = arrays_of({"one": Inner(column, column[2:]), "two": [column, np.zeros(3, np.int8)]})
    assert found == {"one.column": 80, "two.1": 3}


def test_the_columns_of_a_model_are_among_its_arrays() -> None:
    row = Modelled("example", SHORT)
    row.build()
    found = row.arrays()
    assert found["world.residents.trust"] == 8 * 600
    assert found["world.residents.habit"] == 48 * 600
    assert found["world.ties.start"] == 4 * 601


def test_ten_millions_are_the_million_ten_times(tmp_path) -> None:  # type: ignore[no-untyped-def]
    town = load_town(ten_times(tmp_path))
    assert len(town.communities) == 1_100
    assert sum(one.residents for one in town.communities) == 10_000_000


@pytest.mark.parametrize("seed", [0, 5])
def test_the_twin_in_a_batch_finds_what_the_model_finds(seed: int) -> None:
    settings = {"run.burn_in.months": 1, "run.months": 2}
    twin = BatchedTwin(settings, seed)
    model = CommunityModel(load_scenario("example", settings), seed)
    for _ in range(3):
        twin.step()
        model.step()
    collected = twin.datacollector.model_vars["participation_rate"]
    assert collected == pytest.approx(model.frame().query("community == 'town'").participation_rate)
    assert len(set(collected)) > 1


def test_a_part_measures_what_it_says() -> None:
    found = phases(1, quick=True)
    rows = {(row.name, row.quantity): row for row in found.rows}
    assert len(rows[PHASES[1].replace("_", " "), "time"].values) == 12
    shares = [row.median for (_, quantity), row in rows.items() if quantity.startswith("share")]
    assert 60 < sum(shares) <= 100
    assert "co_governance, 9,543 residents" in found.notes[0]
    assert found.bars == []


def test_every_phase_that_goes_through_residents_has_a_limit() -> None:
    row = Limited("example", SHORT)
    row.build()
    december, taken = row.month()
    assert not december
    town = row.town()
    assert town.residents == 600
    assert town.ties > town.residents
    assert 4 <= town.forms <= 6
    needed = needs(town)
    assert set(needed) == set(PHASES) - {"supervise"}
    assert set(needed) < set(taken)
    assert all(need.moved > 0 and need.operations > 0 for need in needed.values())
    # Between an old and a coming machine, and one that is busy with other things.
    assert 1e8 < bandwidth() < 1e12
    assert 1e8 < throughput() < 1e12
