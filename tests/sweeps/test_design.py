from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.declarations.parameters import PARAMETERS
from sim.errors import ScenarioError
from sim.sweeps.design import Level, Point, drawn, grid, number_of
from sim.sweeps.experiment import load_experiment
from sim.sweeps.factors import Factor
from sim.sweeps.plan import make_plan
from tests.sweeps.conftest import SMALL, ExperimentWriter

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


def test_no_place_in_a_range_rounds_to_a_value_outside_it() -> None:
    shares = [share / parts for parts in (3, 5, 7) for share in range(parts + 1)]
    beyond = 0
    for name, declared in PARAMETERS.items():
        factor = Factor(name, declared.low, declared.high)
        for share in shares:
            assert declared.low <= float(factor.level(share).value) <= declared.high
            beyond += declared.low + (declared.high - declared.low) * share > declared.high
    assert beyond, "no range here would tell"


def test_what_is_wrong_with_many_points_is_told_once_without_their_other_values(
    write: ExperimentWriter,
) -> None:
    experiment = load_experiment(write(SMALL))
    values = {name: one.default for name, one in list(PARAMETERS.items())[:9]}
    wrong = {f"parameters.{name}": value for name, value in values.items()}
    wrong["parameters.weight_norm"] = 99.0
    points = tuple(Point({**wrong, "run.months": months}, {**wrong}) for months in (1, 2))
    with pytest.raises(ScenarioError) as told:
        make_plan(replace(experiment, points=points))
    (problem,) = told.value.problems
    assert problem.message.startswith("with parameters.weight_norm=99.0: found 99; must be")
