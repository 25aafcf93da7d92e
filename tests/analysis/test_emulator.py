"""Emulators on functions that are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.analysis.emulator import LEAST_RUNS, fit
from sim.rng import Draws


def cube(count: int, parameters: int, name: str) -> NDArray[np.float64]:
    draws = Draws(1)
    columns = [draws.uniforms(f"{name}/{one}", 0, np.arange(count)) for one in range(parameters)]
    return np.column_stack(columns)


def known(points: NDArray[np.float64]) -> NDArray[np.float64]:
    first, second, third = points[:, 0], points[:, 1], points[:, 2]
    found: NDArray[np.float64] = 3 * first + 2 * first * second + np.sin(4 * third)
    return found


def test_a_known_function_is_found_with_the_parameters_that_move_it() -> None:
    points, new = cube(150, 6, "runs"), cube(300, 6, "new")
    found = fit(points, known(points) + 0.05 * (cube(150, 1, "noise")[:, 0] - 0.5))
    mean, sd = found.predict(new)
    assert {0, 1, 2} <= set(found.active)
    assert 1 - np.var(mean - known(new)) / np.var(known(new)) > 0.99
    assert found.explained > 0.98
    assert np.mean(np.abs(mean - known(new)) <= 2 * np.sqrt(sd**2 + found.noise)) > 0.9


def test_leaving_each_run_out_needs_no_new_fit_but_gives_what_one_would_give() -> None:
    points = cube(40, 2, "runs")
    values = 2 * points[:, 0] + 0.2 * cube(40, 1, "noise")[:, 0]
    found = fit(points, values)
    columns = list(found.active)

    def covariance(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.float64]:
        return found._covariance(points[one], points[other], found.basis[one], found.basis[other])

    rest = np.arange(40) != 7
    own = covariance(rest, rest) + found.noise * np.eye(39)
    weights = np.linalg.solve(own, values[rest] - found.centre)
    expected = found.centre + covariance(~rest, rest) @ weights
    assert columns
    assert found.left_out[7] == pytest.approx(float(expected[0]), rel=1e-6)


def test_too_few_runs_are_refused() -> None:
    count = LEAST_RUNS - 1
    with pytest.raises(ValueError, match=f"{count} runs; an emulator needs {LEAST_RUNS}"):
        fit(cube(count, 2, "few"), np.zeros(count))
