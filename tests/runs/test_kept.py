from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sim.errors import ResultsError
from sim.runs import kept
from sim.runs.kept import FOLDER, KeptSeeds
from sim.runs.simulate import shaped
from sim.scenario import Scenario, load_scenario

ROWS = {"metrics": pa.table({"trust": [0.1, None], "month": ["a", "b"]})}
RUNS = [{"scenario": "example", "seed": 3, "seconds": 1.5, "record": {"network": (1, 2)}}]


@pytest.fixture(scope="module")
def example() -> Scenario:
    return load_scenario("example")


def seeds_of(folder: Path, *scenarios: Scenario, in_full: int = 0) -> KeptSeeds:
    return KeptSeeds(folder, scenarios, {in_full: ["example"]})


def test_a_seed_comes_back_as_it_was(example: Scenario, tmp_path: Path) -> None:
    store = seeds_of(tmp_path, example)
    assert store.read_all(range(5)) == {}
    store.keep(3, ROWS, RUNS)
    found = seeds_of(tmp_path, example).read_all(range(5))
    assert list(found) == [3]
    rows, runs = found[3]
    assert rows == ROWS
    assert runs == [{**RUNS[0], "record": {"network": [1, 2]}}]


def test_a_seed_counts_for_the_same_comparison_alone(
    example: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds_of(tmp_path, example).keep(3, ROWS, RUNS)
    shorter = shaped(example, months=3)
    others: list[Any] = [
        seeds_of(tmp_path, shorter),
        seeds_of(tmp_path, example, example),
        seeds_of(tmp_path, example, in_full=3),
    ]
    monkeypatch.setattr(kept, "code_digest", lambda: "edited")
    others.append(seeds_of(tmp_path, example))
    assert [other.read_all([3]) for other in others] == [{}] * 4


@pytest.mark.parametrize("broken", [b"", b"PK", None])
def test_a_damaged_seed_has_to_run(example: Scenario, tmp_path: Path, broken: bytes | None) -> None:
    store = seeds_of(tmp_path, example)
    store.keep(3, ROWS, RUNS)
    path = tmp_path / FOLDER / "seed-3.zip"
    whole = path.read_bytes()
    middle = len(whole) // 3
    turned = bytes([whole[middle] ^ 255])
    path.write_bytes(whole[:middle] + turned + whole[middle + 1 :] if broken is None else broken)
    assert store.read_all([3]) == {}


def test_nothing_is_left_in_the_end(example: Scenario, tmp_path: Path) -> None:
    store = seeds_of(tmp_path, example)
    store.remove()
    store.keep(3, ROWS, RUNS)
    store.remove()
    assert list(tmp_path.iterdir()) == []
    store.keep(3, ROWS, RUNS)
    (tmp_path / FOLDER / "notes.txt").write_text("mine")
    store.remove()
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["notes.txt"]


def test_what_cannot_be_kept_is_told_of(example: Scenario, tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    with pytest.raises(ResultsError, match="cannot be written"):
        seeds_of(tmp_path, example).keep(3, ROWS, RUNS)
