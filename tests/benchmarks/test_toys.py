"""All implementations of the toy month make the same decisions; what differs is told."""

import numpy as np
import pytest

from experiments.benchmarks.serve import found
from experiments.benchmarks.table import Findings
from experiments.benchmarks.toy.row import CHECKED, ToyRow
from experiments.benchmarks.toy.town import Toy, ToyTown, toy_town
from experiments.benchmarks.toy.with_c import compiler
from experiments.benchmarks.toys import KINDS, MESA, OURS, C, disagreements, kinds_here

MONTHS = 5
KEYED = {kind.name: kind.target for kind in KINDS if kind.keyed}
OTHERS = {kind.name: kind.target for kind in KINDS if not kind.keyed}


@pytest.fixture(scope="module")
def town() -> ToyTown:
    return toy_town("co_governance", {"population.scale": 0.01})


def lived(target: str, town: ToyTown) -> tuple[Toy, np.ndarray]:
    """An implementation after some months, and who took part in each."""
    toy: Toy = found(target)(town)
    took = []
    for month in range(1, MONTHS + 1):
        toy.month(month)
        took.append(toy.took().copy())
    return toy, np.array(took)


@pytest.fixture(scope="module")
def ours(town: ToyTown) -> np.ndarray:
    return lived(KEYED[OURS], town)[1]


def test_the_toy_town_is_that_of_the_case(town: ToyTown) -> None:
    degree = np.diff(town.start)
    assert len(town) == 955
    assert (degree == town.degree).all()
    assert (degree == 0).any()
    assert 7 < degree.mean() < 12
    for row in (0, 17, len(town) - 1):
        mine = town.neighbour[town.start[row] : town.start[row + 1]]
        assert mine.tolist() == town.roomy[town.room[row] :][: degree[row]].tolist()


@pytest.mark.parametrize("name", [name for name in KEYED if name != OURS])
def test_every_resident_decides_the_same(name: str, town: ToyTown, ours: np.ndarray) -> None:
    if name == C and compiler() is None:
        pytest.skip("no compiler of C here")
    _, took = lived(KEYED[name], town)
    assert (took == ours).all()
    assert 0.02 < took.mean() < 0.5


@pytest.mark.parametrize("name", OTHERS)
def test_plain_mesa_agrees_in_distribution(name: str, town: ToyTown, ours: np.ndarray) -> None:
    _, took = lived(OTHERS[name], town)
    assert took.sum() == pytest.approx(ours.sum(), rel=0.2)
    assert (took != ours).any()


@pytest.mark.parametrize("name", ["Numba, plain", "NumPy and SciPy"])
def test_states_move_alike(name: str, town: ToyTown) -> None:
    (one, _), (other, _) = lived(KEYED[name], town), lived(KEYED[OURS], town)
    people = other.residents  # type: ignore[attr-defined]
    assert one.trust == pytest.approx(people.trust, abs=1e-12)  # type: ignore[attr-defined]
    assert one.efficacy == pytest.approx(people.efficacy, abs=1e-12)  # type: ignore[attr-defined]
    assert not np.allclose(people.trust, town.trust)


def test_the_town_comes_back_from_its_file(town: ToyTown, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "town.npz"
    town.save(path)
    row = ToyRow(KEYED[OURS], str(path))
    decisions = row.decisions()
    assert len(decisions) == CHECKED
    first = np.unpackbits(np.frombuffer(decisions[0], np.uint8))[: len(town)]
    assert (first == lived(KEYED[OURS], town)[1][0]).all()
    assert row.timed(2) > 0
    assert row.set_up() >= 0


def packed(took: np.ndarray) -> list[bytes]:
    return [np.packbits(month).tobytes() for month in took]


def test_one_other_decision_is_noticed(ours: np.ndarray) -> None:
    other = ours.copy()
    other[2, 5] ^= True
    told = disagreements(
        {OURS: packed(ours), "other": packed(other)}, {OURS: True, "other": True}, ours.shape[1]
    )
    assert told == [f"other: 1 decisions of month 3 not as {OURS}"]


def test_another_distribution_is_noticed(ours: np.ndarray) -> None:
    keyed = {OURS: True, MESA: False}
    shuffled, never = np.roll(ours, 1, axis=1), np.zeros_like(ours)
    size = ours.shape[1]
    assert disagreements({OURS: packed(ours), MESA: packed(shuffled)}, keyed, size) == []
    told = disagreements({OURS: packed(ours), MESA: packed(never)}, keyed, size)
    assert len(told) == MONTHS
    assert "participants apart" in told[0]


def test_without_a_compiler_one_row_is_left_out_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    findings = Findings()
    monkeypatch.setattr("experiments.benchmarks.toys.compiler", lambda: None)
    assert set(kinds_here(findings)) == {kind.name for kind in KINDS} - {C}
    assert findings.notes == ["No compiler of C here: its row is left out."]
