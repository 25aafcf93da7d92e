from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.sweeps.design import Level, drawn, grid, number_of

RANGES = {"levers.control": (0.0, 1.0), "levers.grid_workers": (10.0, 200.0)}


def table(
    kind: str, count: int, seed: int = 0, ranges: Mapping[str, tuple[float, float]] = RANGES
) -> NDArray[np.float64]:
    points = drawn(kind, ranges, count, seed)
    return np.array([list(point.values.values()) for point in points], dtype=float)


def test_a_grid_is_every_combination_the_last_factor_fastest() -> None:
    levels = {name: [Level(value, {name: value}) for value in "ab"] for name in ("x", "y")}
    assert [tuple(point.values.values()) for point in grid(levels)] == [
        ("a", "a"),
        ("a", "b"),
        ("b", "a"),
        ("b", "b"),
    ]


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "random"])
def test_points_lie_in_their_ranges_and_depend_on_the_seed_alone(kind: str) -> None:
    found = table(kind, 33)
    assert found.shape == (33, 2)
    assert (found >= [0, 10]).all()
    assert (found < [1, 200]).all()
    np.testing.assert_array_equal(found, table(kind, 33))
    assert not (found == table(kind, 33, seed=1)).any()


def test_a_latin_hypercube_has_one_point_in_each_slice() -> None:
    found = table("latin_hypercube", 20)
    slices = np.sort(np.floor((found - [0, 10]) / [1, 190] * 20).astype(int), axis=0)
    np.testing.assert_array_equal(slices, np.array([range(20), range(20)]).T)


def test_the_factors_of_a_latin_hypercube_have_nothing_to_do_with_each_other() -> None:
    found = [float(np.corrcoef(*table("latin_hypercube", 20, seed).T)[0, 1]) for seed in range(100)]
    # The correlation of 20 pairs without any has mean 0 and standard deviation 1 / sqrt(19).
    assert abs(np.mean(found)) < 4 / np.sqrt(19 * 100)
    assert np.std(found) < 1.5 / np.sqrt(19)


def test_a_sobol_sequence_is_balanced_and_goes_on() -> None:
    found = table("sobol", 64)
    np.testing.assert_array_equal(table("sobol", 16), found[:16])
    cells = np.floor((found - [0, 10]) / [1, 190] * 4).astype(int)
    counts = np.bincount(cells[:, 0] * 4 + cells[:, 1], minlength=16)
    assert counts.min() >= 2
    assert counts.max() <= 6


def test_other_points_and_factors_leave_a_random_point_as_it_is() -> None:
    alone = table("random", 3, ranges={"levers.control": (0.0, 1.0)})
    np.testing.assert_array_equal(table("random", 9)[:3, :1], alone)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("levers.control", "off", 0.0),
        ("levers.control", {"value": 0.5, "mark": "assumed"}, 0.5),
        ("levers.grid_workers", 7, 7.0),
        ("measures.volunteering", "off", "off"),
        ("levers.control", {"town": 0.5}, "{'town': 0.5}"),
    ],
)
def test_numbers_stand_in_the_table_of_runs_as_numbers(
    path: str, value: object, expected: object
) -> None:
    found = number_of(path, value)
    assert found == expected
    assert type(found) is type(expected)
