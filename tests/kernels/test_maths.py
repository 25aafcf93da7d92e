import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sim.kernels import maths
from sim.kernels.maths import (
    exponential,
    logarithm,
    logistic,
    normal_quantile,
    normal_quantile_scalar,
    power,
    powers,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def ulps(found: float, expected: float) -> float:
    return abs(found - expected) / math.ulp(expected)


@given(st.floats(-700, 700))
def test_the_exponential_is_right_to_about_one_unit_in_the_last_place(x: float) -> None:
    assert ulps(exponential(x), math.exp(x)) <= 2


@pytest.mark.parametrize("x", [701.0, 1e300, math.inf])
def test_the_exponential_is_clipped_and_never_overflows(x: float) -> None:
    assert exponential(x) == exponential(700.0)
    assert exponential(-x) == exponential(-700.0) > 0


def test_the_exponential_is_exact_at_zero_and_rises() -> None:
    assert exponential(0.0) == 1.0
    assert exponential(-0.0) == 1.0
    assert [exponential(x) for x in np.linspace(-3, 3, 1_000)] == sorted(
        exponential(x) for x in np.linspace(-3, 3, 1_000)
    )


@given(st.floats(1e-300, 1e300))
def test_the_logarithm_is_right_to_a_few_units_in_the_last_place(x: float) -> None:
    expected = math.log(x)
    # Near 1 the logarithm is near 0; what counts is the error against the argument's.
    assert abs(logarithm(x) - expected) <= 4 * math.ulp(expected)


@given(st.floats(0.5, 2.0))
def test_the_logarithm_keeps_its_digits_near_one(x: float) -> None:
    assert abs(logarithm(x) - math.log(x)) <= 4 * math.ulp(math.log(x))


def test_the_logarithm_at_its_ends() -> None:
    assert logarithm(1.0) == 0.0
    assert logarithm(0.0) == -math.inf
    assert logarithm(-1.0) == -math.inf
    tiny = 5e-324
    assert logarithm(tiny) == pytest.approx(math.log(tiny), rel=1e-15)


@given(st.floats(1e-6, 1.0), st.floats(0.1, 10.0))
def test_powers_of_shares(base: float, exponent: float) -> None:
    # The error of an exponent of size e is e units in the last place.
    expected = base**exponent
    assert power(base, exponent) == pytest.approx(
        expected, rel=1e-15 * (4 + abs(math.log(expected)))
    )


def test_powers_at_their_ends() -> None:
    assert power(0.0, 5.0) == 0.0
    assert power(-1.0, 5.0) == 0.0
    assert power(1.0, 7.5) == 1.0
    assert power(0.004, 200.0) > 0.0
    bases = np.array([0.0, 0.25, 1.0])
    assert powers(bases, 2.0).tolist() == [power(base, 2.0) for base in bases]


@given(FINITE)
def test_the_logistic_stays_in_bounds_and_is_symmetric(x: float) -> None:
    assert 0.0 < logistic(x) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=4e-16)


@given(st.floats(-30, 30))
def test_the_logistic_is_right_to_a_few_units_in_the_last_place(x: float) -> None:
    assert ulps(logistic(x), 1.0 / (1.0 + math.exp(-x))) <= 4


@given(st.floats(2.0**-54, 1.0, exclude_max=True))
def test_the_normal_quantile_is_scipys(u: float) -> None:
    assert normal_quantile_scalar(u) == pytest.approx(norm.ppf(u), rel=4e-15, abs=2e-16)


@given(st.integers(1, 2**53 - 1))
def test_the_normal_quantile_is_odd(k: int) -> None:
    u = k * 2.0**-53
    assert normal_quantile_scalar(u) == pytest.approx(
        -normal_quantile_scalar(1.0 - u), rel=1e-15, abs=1e-300
    )


def test_the_normal_quantile_is_finite_for_every_uniform_and_rises() -> None:
    ends = np.array([0.0, 2.0**-53, 0.075, 0.5, 0.925, 1.0 - 2.0**-53])
    found = normal_quantile(ends)
    assert np.isfinite(found).all()
    assert (np.diff(found) > 0).all()
    assert found[3] == 0.0
    grid = np.linspace(0.001, 0.999, 5_001)
    assert (np.diff(normal_quantile(grid)) > 0).all()


@pytest.mark.parametrize("name", ["exponential", "logarithm", "logistic", "normal_quantile_scalar"])
def test_compiled_and_plain_python_give_the_same_bits(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Plain Python never fuses a product and a sum; nor may the compiler.
    compiled = {one: getattr(maths, one) for one in ("exponential", "logarithm", name)}
    xs = np.random.Generator(np.random.Philox(key=1)).random(2_000).tolist()
    expected = [compiled[name](x) for x in xs]
    monkeypatch.setattr(maths, "int64", int)
    monkeypatch.setattr(
        maths, "_double_of_bits", lambda bits: struct.unpack("<d", struct.pack("<q", bits))[0]
    )
    for one, function in compiled.items():
        monkeypatch.setattr(maths, one, function.py_func)
    assert [getattr(maths, name)(x) for x in xs] == expected
