import math
from typing import Any

import numpy as np
import pytest

from sim.analysis import sensitivity
from sim.analysis.sensitivity import (
    elementary_effects,
    importance,
    morris_design,
    morris_points,
    screen,
    sobol_design,
    sobol_indices,
    sobol_points,
)
from sim.rng import Draws

A, B = 7.0, 0.1
# Ishigami & Homma 1990, with a = 7 and b = 0.1: variances of each term by hand.
V1 = 0.5 * (1 + B * math.pi**4 / 5) ** 2
V2 = A**2 / 8
V13 = B**2 * math.pi**8 * (1 / 18 - 1 / 50)
V = V1 + V2 + V13
FIRST = (V1 / V, V2 / V, 0.0)
TOTAL = ((V1 + V13) / V, V2 / V, V13 / V)


def ishigami(design: Any) -> Any:
    """The test function, of points in the unit cube."""
    x = (2 * design - 1) * math.pi
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def normal(count: int, seeds: int, name: str) -> Any:
    """Keyed normal numbers, shape (count, seeds)."""
    from scipy.special import ndtri

    ids = np.arange(count * seeds)
    return ndtri(Draws(1).uniforms(name, 0, ids) + 2.0**-54).reshape(count, seeds)


def test_the_known_values_of_ishigami() -> None:
    assert pytest.approx((0.3139, 0.4424, 0.0), abs=1e-4) == FIRST
    assert pytest.approx((0.5576, 0.4424, 0.2437), abs=1e-4) == TOTAL


@pytest.mark.parametrize("factors", [1, 2, 7])
def test_the_points_of_a_design_are_counted_without_it(factors: int) -> None:
    assert morris_design(factors, 5, 4, seed=0).shape == (morris_points(factors, 5), factors)
    assert sobol_design(factors, 16, seed=0).shape == (sobol_points(factors, 16), factors)


def test_indices_of_ishigami_match_the_known_values() -> None:
    design = sobol_design(3, 4096, seed=0)
    assert design.shape == (4096 * 5, 3)
    indices, variance = sobol_indices(ishigami(design)[:, None], 3, seed=0)
    assert [one.first for one in indices] == pytest.approx(FIRST, abs=0.01)
    assert [one.total for one in indices] == pytest.approx(TOTAL, abs=0.01)
    assert variance.factors == pytest.approx(V, rel=0.01)
    assert math.isnan(variance.seed_share)
    for one, first, total in zip(indices, FIRST, TOTAL, strict=True):
        assert one.first_low <= first <= one.first_high
        assert one.total_low <= total <= one.total_high
        assert one.first_high - one.first_low < 0.15


def test_without_seeds_the_indices_are_those_of_salib() -> None:
    from SALib.analyze.sobol import analyze

    values = ishigami(sobol_design(3, 64, seed=3))
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    expected = analyze(problem, values, calc_second_order=False, num_resamples=2, seed=1)
    indices, _ = sobol_indices(values[:, None], 3, seed=0)
    assert [one.first for one in indices] == pytest.approx(expected["S1"].tolist())
    assert [one.total for one in indices] == pytest.approx(expected["ST"].tolist())


def test_the_luck_of_seeds_is_taken_out_and_has_its_own_share() -> None:
    design = sobol_design(3, 4096, seed=0)
    clean, seeds = ishigami(design), 4
    # Luck of each run as large as the function itself, and of each seed half as large.
    luck = math.sqrt(V) * normal(len(clean), seeds, "run")
    offset = math.sqrt(V / 2) * np.array([-1.0, 1.0, -1.0, 1.0]) * math.sqrt(3 / 4)
    values = clean[:, None] + luck + offset
    indices, variance = sobol_indices(values, 3, seed=0)
    assert [one.first for one in indices] == pytest.approx(FIRST, abs=0.04)
    assert [one.total for one in indices] == pytest.approx(TOTAL, abs=0.04)
    assert variance.seed_share == pytest.approx(1.5 / 2.5, abs=0.02)
    assert variance.low < 1.5 / 2.5 < variance.high
    biased, _ = sobol_indices(values.mean(axis=1, keepdims=True), 3, seed=0)
    assert biased[1].total > TOTAL[1] + 0.04, "what is not taken out would count as a factor's"


def test_luck_that_neighbours_share_is_taken_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensitivity, "RESAMPLES", 2)
    design = sobol_design(2, 32, seed=0)
    weights = normal(150, 3, "weights")
    totals, plain = [], []
    for weight in weights:
        # In each seed the second factor acts with another weight, which is zero on average.
        values = 4 * design[:, :1] + design[:, 1:] * weight
        indices, _ = sobol_indices(values, 2, seed=0)
        totals.append(indices[1].total)
        indices, _ = sobol_indices(values.mean(axis=1, keepdims=True), 2, seed=0)
        plain.append(indices[1].total)
    assert np.mean(plain) > 0.015
    assert abs(np.mean(totals)) < np.mean(plain) / 4


def test_points_that_do_not_differ_have_no_indices() -> None:
    indices, variance = sobol_indices(np.full((8 * 4, 3), 0.1), 2, seed=0)
    assert all(math.isnan(one.first) and math.isnan(one.total) for one in indices)
    assert variance.run == pytest.approx(0)
    assert math.isnan(variance.seed_share)


def test_a_base_sample_with_a_null_does_not_count() -> None:
    design = sobol_design(3, 64, seed=0)
    values = ishigami(design)[:, None].repeat(2, axis=1)
    values[7, 1] = math.nan
    indices, variance = sobol_indices(values, 3, seed=0)
    assert variance.rows == 63
    expected, _ = sobol_indices(np.delete(values, slice(5, 10), axis=0), 3, seed=0)
    assert indices == expected
    values[:] = math.nan
    indices, variance = sobol_indices(values, 3, seed=0)
    assert variance.rows == 0
    assert math.isnan(indices[0].total)


def test_screening_finds_what_each_factor_does() -> None:
    design = morris_design(4, 6, 4, seed=0)
    assert design.shape == (6 * 5, 4)
    values = 3 * design[:, 0] - 2 * design[:, 1] + 8 * (design[:, 2] - 0.5) ** 2
    found = screen(design, values[:, None], seed=0)
    assert (found[0].mu, found[0].mu_star, found[0].sigma) == pytest.approx((3, 3, 0))
    assert (found[1].mu, found[1].mu_star) == pytest.approx((-2, 2))
    assert (found[0].low, found[0].high) == pytest.approx((3, 3))
    assert found[2].sigma > 1, "its effect depends on where it is"
    assert found[3].mu_star == pytest.approx(0)
    assert math.isnan(found[0].noise)


def test_screening_agrees_with_salib() -> None:
    from SALib.analyze.morris import analyze

    design = morris_design(3, 10, 4, seed=2)
    values = ishigami(design)
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    expected = analyze(problem, design, values, num_resamples=2, seed=1, num_levels=4)
    found = screen(design, values[:, None], seed=0)
    assert [one.mu for one in found] == pytest.approx(np.asarray(expected["mu"]).tolist())
    assert [one.mu_star for one in found] == pytest.approx(expected["mu_star"].tolist())
    assert [one.sigma for one in found] == pytest.approx(expected["sigma"].tolist())


def test_screening_tells_luck_from_effects() -> None:
    design = morris_design(2, 200, 4, seed=0)
    clean, seeds = 3 * design[:, 0], 3
    values = clean[:, None] + 0.5 * normal(len(clean), seeds, "run")
    found = screen(design, values, seed=0)
    # Two runs with a spread of 0.5 each, mean of three seeds, over a step of 2/3.
    spread = 0.5 * math.sqrt(2 / seeds) / (2 / 3)
    assert found[1].noise == pytest.approx(spread * math.sqrt(2 / math.pi), rel=0.05)
    assert found[1].mu_star == pytest.approx(found[1].noise, rel=0.15)
    assert found[0].sigma < spread / 2, "luck is no sign of interaction"
    assert found[0].low > 5 * found[0].noise


def test_the_effects_are_by_trajectory_factor_and_seed() -> None:
    design = morris_design(3, 4, 4, seed=0)
    values = np.stack([design @ [1.0, 2.0, 3.0], design @ [4.0, 5.0, 6.0]], axis=1)
    effects = elementary_effects(design, values)
    assert effects.shape == (4, 3, 2)
    assert effects == pytest.approx(np.broadcast_to([[1, 4], [2, 5], [3, 6]], (4, 3, 2)))


def test_a_trajectory_with_a_null_does_not_count() -> None:
    design = morris_design(2, 3, 4, seed=0)
    values = (3 * design[:, 0])[:, None].copy()
    values[0] = math.nan
    assert screen(design, values, seed=0)[0].mu == pytest.approx(3)
    values[3] = math.nan
    assert math.isnan(screen(design, values, seed=0)[0].mu_star)


def test_a_factor_counts_by_the_metric_that_it_moves_most() -> None:
    design = morris_design(3, 4, 4, seed=0)
    one = screen(design, (10 * design[:, :1] + design[:, 1:2]), seed=0)
    other = screen(design, (0.1 * design[:, 1:2]), seed=0)
    assert importance([one, other]) == pytest.approx([1, 1, 0])
    nothing = screen(design, np.zeros((len(design), 1)), seed=0)
    assert importance([nothing]) == [0, 0, 0]
