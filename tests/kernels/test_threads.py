import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.declarations.columns import RESIDENT_COLUMNS
from sim.kernels import threads
from sim.kernels.threads import Threads
from sim.model import CommunityModel
from sim.rng import Draws
from sim.scenario import load_scenario
from sim.world import World, build_world, insert_resident
from tests.small import SMALL_TOWN

SETTINGS = {
    "town": str(SMALL_TOWN),
    "run.start": "2021-10",
    "run.months": 14,
    "run.burn_in.months": 3,
}


def pieces_of_rows(count: int, rows: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    Threads(count).rows(lambda piece: found.append((piece.start, piece.stop)), rows)
    return sorted(found)


def pieces_of_places(count: int, starts: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    Threads(count).places(lambda piece: found.append((piece.start, piece.stop)), np.array(starts))
    return sorted(found)


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("rows", [0, 1, 511, 8_192, 8_193, 95_436, 1_000_001])
def test_each_row_is_in_one_piece(count: int, rows: int) -> None:
    found = pieces_of_rows(count, rows)
    assert [row for row, _ in found] == [0, *(row for _, row in found[:-1])][: len(found)]
    assert (found[-1][1] if found else 0) == rows
    assert len(found) <= max(count, 1)
    assert all(first % 512 == 0 for first, _ in found)


def test_large_towns_are_shared_evenly_and_small_ones_not_at_all() -> None:
    assert len(pieces_of_rows(2, 8_000)) == 1
    assert len(pieces_of_rows(1, 1_000_000)) == 1
    sizes = [end - first for first, end in pieces_of_rows(4, 1_000_000)]
    assert len(sizes) == 4
    assert max(sizes) - min(sizes) < 4 * 512


def test_a_community_is_never_divided() -> None:
    starts = [0, 30_000, 31_000, 60_000, 60_000, 95_000]
    for count in (1, 2, 3, 4, 9):
        found = pieces_of_places(count, starts)
        assert {row for piece in found for row in piece} <= set(starts)
        assert [first for first, _ in found] == [0, *(end for _, end in found[:-1])]
        assert found[-1][1] == 95_000
        assert min(count, 3) <= len(found) <= min(count, 4)
    assert pieces_of_places(3, [0, 100, 200]) == [(0, 200)]


def test_what_goes_wrong_in_another_thread_is_told() -> None:
    def fail(piece: slice) -> None:
        if piece.start:
            raise RuntimeError("in the second piece")

    with pytest.raises(RuntimeError, match="in the second piece"):
        Threads(2).rows(fail, 100_000)


@pytest.mark.parametrize("count", [0, -1, 257, 1.0, True, "2"])
def test_numbers_that_cannot_be(count: object) -> None:
    with pytest.raises(ValueError, match="threads are a whole number from 1 to 256"):
        Threads(count)  # type: ignore[arg-type]


def test_threads_are_left_behind_when_a_model_is_kept() -> None:
    crew = Threads(3)
    crew.rows(lambda piece: None, 100_000)
    again = pickle.loads(pickle.dumps(crew))
    assert again.count == 3
    again.rows(lambda piece: None, 100_000)


def world_of(more: int) -> World:
    """The small town with some residents more."""
    scenario = load_scenario("base", SETTINGS)
    world = build_world(scenario.town, Draws(3), scenario.first_month, scenario.parameters)
    for number in range(more):
        world = insert_resident(world, 5 + number, resident_id=1_000 + number)
    return world


def lived(count: int, more: int) -> tuple[CommunityModel, dict[str, pd.DataFrame]]:
    """A town after all its months, and what was recorded."""
    levers = {
        "levers.volunteer_prizes": 9_000,
        "levers.party_network_coverage": 0.7,
        "levers.households_per_party_member": 15,
        "levers.volunteer_recruitment": 0.8,
        "levers.consultation_meetings_per_year": 12,
    }
    scenario = load_scenario("base", {**SETTINGS, **levers})
    model = CommunityModel(scenario, 3, world=world_of(more), threads=count)
    model.run_model()
    tables = {
        "groups": model.recording.groups(),
        "actors": model.recording.actors(),
        "network": model.recording.network(),
        "metrics": model.frame(),
    }
    return model, tables


@pytest.mark.parametrize("more", [0, 3])
def test_any_number_of_threads_gives_the_same_bits(
    more: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "_FEW", 5)
    monkeypatch.setattr(threads, "_ALIGNED", 1)
    alone, tables = lived(1, more)
    for count in (2, 3):
        together, found = lived(count, more)
        for name, table in tables.items():
            pd.testing.assert_frame_equal(found[name], table, check_exact=True, obj=name)
        for one in RESIDENT_COLUMNS:
            mine = getattr(alone.world.residents, one.name)
            theirs = getattr(together.world.residents, one.name)
            assert mine.tobytes() == theirs.tobytes(), (count, one.name)
    assert alone.world.residents.history.any()


def test_a_run_in_threads_goes_on_from_a_checkpoint_of_one(tmp_path: Path) -> None:
    whole = sim.run("example", 1, threads=2, progress=False)
    apart = sim.run("example", 1, checkpoint=tmp_path / "kept", threads=3, progress=False)
    assert whole.metrics.equals(apart.metrics)
