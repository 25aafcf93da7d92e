"""Exponential, logarithm and normal quantile with the same bits on every machine.

NumPy's and the C library's versions choose code by processor and may differ in the last bit,
which is enough to turn a decision. These use only additions, multiplications, divisions, square
roots and integer operations of IEEE 754, without fused operations.
"""

from math import frexp, inf, sqrt
from typing import Any

import numpy as np
from llvmlite import ir
from numba import int64, njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

import sim.compiled  # noqa: F401  (sets where compiled kernels are kept, before any is made)

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_LN2 = 0.6931471805599453
_SQRT_HALF = 0.7071067811865476
_LIMIT = 700.0
_ROUNDER = 6755399441055744.0


@intrinsic
def _double_of_bits(_typing: Any, bits: Any) -> Any:
    """Read the float64 whose IEEE representation is the given int64."""
    signature = types.float64(types.int64)

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return signature, generate


@njit(cache=True, error_model="numpy")
def exponential(x: float) -> float:
    """Compute exp(x), to about one unit in the last place; x is clipped to -700...700."""
    x = _LIMIT if x > _LIMIT else x
    x = -_LIMIT if x < -_LIMIT else x
    # Adding and subtracting 1.5 * 2**52 rounds to the nearest integer.
    k = (x * _LOG2_E + _ROUNDER) - _ROUNDER
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    # Taylor series to degree 13 on |r| <= ln 2 / 2, the remainder below 2**-57, in pairs
    # (Estrin) so that the processor need not wait for each step.
    r2 = r * r
    r4 = r2 * r2
    low = (0.5 + r * 0.16666666666666666) + r2 * (0.041666666666666664 + r * 0.008333333333333333)
    middle = (0.001388888888888889 + r * 0.0001984126984126984) + r2 * (
        2.48015873015873e-05 + r * 2.7557319223985893e-06
    )
    high = (2.755731922398589e-07 + r * 2.505210838544172e-08) + r2 * (
        2.08767569878681e-09 + r * 1.6059043836821613e-10
    )
    s = 1.0 + (r + r2 * (low + r4 * (middle + r4 * high)))
    return s * _double_of_bits((int64(k) + 1023) << 52)  # type: ignore[call-arg, call-overload]


@njit(cache=True, error_model="numpy")
def logistic(x: float) -> float:
    """Compute 1 / (1 + exp(-x)), in 0-1."""
    return 1.0 / (1.0 + exponential(-x))


@njit(cache=True, error_model="numpy")
def logarithm(x: float) -> float:
    """Compute the natural logarithm of x >= 0, to a few units in the last place; -inf at 0."""
    if x <= 0.0:
        return -inf
    m, e = frexp(x)
    if m < _SQRT_HALF:
        m *= 2.0
        e -= 1
    # log m = 2 artanh((m - 1) / (m + 1)), |t| <= 0.1716: the odd series to t**23.
    t = (m - 1.0) / (m + 1.0)
    q = t * t
    s = 1.0 / 23.0
    for n in (21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0):
        s = s * q + 1.0 / n
    return e * _LN2 + 2.0 * t * s


@njit(cache=True, error_model="numpy")
def power(base: float, exponent: float) -> float:
    """Raise base ** exponent for base >= 0 and exponent > 0."""
    if base <= 0.0:
        return 0.0
    return exponential(exponent * logarithm(base))


# Coefficients of AS 241, highest power first, for the middle, the sides and the far tails.
_MIDDLE_TOP = (
    2509.0809287301226727,
    33430.575583588128105,
    67265.770927008700853,
    45921.953931549871457,
    13731.693765509461125,
    1971.5909503065514427,
    133.14166789178437745,
    3.387132872796366608,
)
_MIDDLE_LOW = (
    5226.495278852545925,
    28729.085735721942674,
    39307.89580009271061,
    21213.794301586595867,
    5394.1960214247511077,
    687.1870074920579083,
    42.313330701600911252,
    1.0,
)
_SIDES_TOP = (
    7.7454501427834140764e-4,
    0.0227238449892691845833,
    0.24178072517745061177,
    1.27045825245236838258,
    3.64784832476320460504,
    5.7694972214606914055,
    4.6303378461565452959,
    1.42343711074968357734,
)
_SIDES_LOW = (
    1.05075007164441684324e-9,
    5.475938084995344946e-4,
    0.0151986665636164571966,
    0.14810397642748007459,
    0.68976733498510000455,
    1.6763848301838038494,
    2.05319162663775882187,
    1.0,
)
_TAILS_TOP = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    0.0012426609473880784386,
    0.026532189526576123093,
    0.29656057182850489123,
    1.7848265399172913358,
    5.4637849111641143699,
    6.6579046435011037772,
)
_TAILS_LOW = (
    2.04426310338993978564e-15,
    1.4215117583164458887e-7,
    1.8463183175100546818e-5,
    7.868691311456132591e-4,
    0.0148753612908506148525,
    0.13692988092273580531,
    0.59983220655588793769,
    1.0,
)


@njit(cache=True, error_model="numpy")
def _horner(
    r: float, a: float, b: float, c: float, d: float, e: float, f: float, g: float, h: float
) -> float:
    """Evaluate a polynomial of degree seven, highest coefficient first, at r."""
    return ((((((a * r + b) * r + c) * r + d) * r + e) * r + f) * r + g) * r + h


@njit(cache=True, error_model="numpy")
def normal_quantile_scalar(u: float) -> float:
    """Find the standard normal's quantile at u in [0, 1); u = 0 is taken as 2**-54.

    Source: Wichura (1988), algorithm AS 241 (PPND16), relative accuracy about 1e-16.
    """
    u = max(u, 2.0**-54)
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = _horner(r, *_MIDDLE_TOP)
        low = _horner(r, *_MIDDLE_LOW)
        return q * top / low
    r = sqrt(-logarithm(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        top = _horner(r, *_SIDES_TOP)
        low = _horner(r, *_SIDES_LOW)
    else:
        r -= 5.0
        top = _horner(r, *_TAILS_TOP)
        low = _horner(r, *_TAILS_LOW)
    return -top / low if q < 0.0 else top / low


@njit(cache=True, error_model="numpy")
def normal_quantile(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Find standard normal quantiles of uniforms in [0, 1), same shape (n,)."""
    out = np.empty(u.size)
    for row in range(u.size):
        out[row] = normal_quantile_scalar(u[row])
    return out


@njit(cache=True, error_model="numpy")
def powers(base: NDArray[np.float64], exponent: float) -> NDArray[np.float64]:
    """Do `power` for each base, same shape (n,)."""
    out = np.empty(base.size)
    for row in range(base.size):
        out[row] = power(base[row], exponent)
    return out


@njit(cache=True, error_model="numpy")
def exponentials(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Do `exponential` for each value, same shape (n,)."""
    out = np.empty(x.size)
    for row in range(x.size):
        out[row] = exponential(x[row])
    return out


@njit(cache=True, error_model="numpy")
def logarithms(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Do `logarithm` for each value, same shape (n,)."""
    out = np.empty(x.size)
    for row in range(x.size):
        out[row] = logarithm(x[row])
    return out
