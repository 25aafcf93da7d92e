"""What a measurement would teach, where the answer is known."""

import numpy as np
import pytest

from sim.analysis.sets import Measurement, explained, learned, narrower
from sim.rng import stream


def many(count: int = 4000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An effect that two independent things make, three parts and one part of its variance."""
    draws = np.random.default_rng(1)
    one, other = draws.normal(size=(2, count))
    return np.sqrt(3) * one + other, one, other


def test_the_part_that_a_line_explains() -> None:
    effect, one, other = many()
    assert explained(effect, one) == pytest.approx(0.75, abs=0.03)
    assert explained(effect, other) == pytest.approx(0.25, abs=0.03)
    assert explained(effect, np.ones_like(one)) == 0


def test_a_measurement_with_an_error_teaches_less() -> None:
    effect, one, _ = many()
    # Known exactly three quarters of the variance go, so half of the width.
    assert narrower(effect, one, 0.0) == pytest.approx(0.5, abs=0.03)
    # An error as large as the spread halves what goes.
    assert narrower(effect, one, 1.0) == pytest.approx(1 - np.sqrt(1 - 0.375), abs=0.03)
    assert narrower(effect, one, 1e6) == pytest.approx(0, abs=1e-6)


def test_chance_is_not_taken_for_something() -> None:
    draws = np.random.default_rng(2)
    effect = draws.normal(size=30)
    noise = [Measurement("known", f"p{k}", draws.normal(size=30), 0.0) for k in range(40)]
    real = Measurement("known", "real", effect + 0.3 * draws.normal(size=30), 0.0)
    found = learned(effect, [*noise, real], stream(3))
    assert found[-1].told
    assert sum(one.told for one in found[:-1]) <= 1
    assert found[-1].low < found[-1].narrower < found[-1].high
    again = learned(effect, [*noise, real], stream(3))
    assert again == found


def test_few_sets_are_refused_and_gaps_are_left_out() -> None:
    with pytest.raises(ValueError, match="10 are needed"):
        learned(np.arange(9.0), [], stream(1))
    effect, values = np.arange(12.0), np.arange(12.0)
    values[3:] = np.nan
    (found,) = learned(effect, [Measurement("target", "gone", values, 0.0)], stream(1))
    assert np.isnan(found.narrower)
    assert not found.told
