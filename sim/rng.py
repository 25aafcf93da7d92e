"""The one place that makes random numbers.

A draw is a function of (seed, decision name, month, who or what) and of nothing else: not of
the order in which draws are made, not of how many others are made. The numbers are those of
NumPy's Philox4x64-10 (Salmon et al. 2011), reached by counter instead of by stepping a stream:

    key     = 128-bit hash of (seed, decision name)
    counter = (who, month, index, 0)        -> four uniforms, the lanes 0 to 3

so that two runs differ only where their decisions differ (common random numbers keyed by event:
Klein et al. 2024, arXiv 2409.02086; Pearson, Klein & Buffalo 2026, arXiv 2603.11084).
Everything here is integer arithmetic and exact scaling: the same bits on any machine.
"""

import operator
from hashlib import blake2b
from typing import Any

import numpy as np
from llvmlite import ir
from numba import int64, njit, types, uint64
from numba.extending import intrinsic
from numpy.typing import NDArray

from sim.compiled import lean

LANES = 4
BLOCK = 512
"""Ids that `philox_block` draws for at once."""
_FEW = 128
"""Ids for which a whole block costs more than it saves."""
_MULTIPLIER_0 = np.uint64(0xD2E7470EE14C6C93)
_MULTIPLIER_1 = np.uint64(0xCA5A826395121157)
_WEYL_0 = np.uint64(0x9E3779B97F4A7C15)
_WEYL_1 = np.uint64(0xBB67AE8584CAA73B)
_ROUNDS = 10
_SHIFT = np.uint64(11)
_SCALE = 2.0**-53
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@intrinsic
def _high_product(_typing: Any, left: Any, right: Any) -> Any:
    """Multiply two unsigned 64-bit integers; give the upper half of the 128 bits."""
    signature = types.uint64(types.uint64, types.uint64)

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(builder.zext(arguments[0], wide), builder.zext(arguments[1], wide))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return signature, generate


@njit(cache=True, inline="never")
def philox4(
    key_0: np.uint64, key_1: np.uint64, who: np.uint64, month: np.uint64, index: np.uint64
) -> tuple[float, float, float, float]:
    """Draw four uniforms in [0, 1) for one counter.

    Args:
        key_0: Low word of the decision's key.
        key_1: High word of the decision's key.
        who: Whose draw it is, an id that never depends on order.
        month: Month of the draw.
        index: Which of several draws of that decision, from 0.

    Returns:
        Lanes 0 to 3, multiples of 2**-53.
    """
    c_0, c_1, c_2, c_3 = uint64(who), uint64(month), uint64(index), uint64(0)
    k_0, k_1 = uint64(key_0), uint64(key_1)
    for _ in range(_ROUNDS):
        high_0 = _high_product(_MULTIPLIER_0, c_0)  # type: ignore[call-arg, var-annotated]
        low_0 = _MULTIPLIER_0 * c_0
        high_1 = _high_product(_MULTIPLIER_1, c_2)
        low_1 = _MULTIPLIER_1 * c_2
        c_0, c_1, c_2, c_3 = high_1 ^ c_1 ^ k_0, low_1, high_0 ^ c_3 ^ k_1, low_0
        k_0 += _WEYL_0
        k_1 += _WEYL_1
    return (
        (c_0 >> _SHIFT) * _SCALE,
        (c_1 >> _SHIFT) * _SCALE,
        (c_2 >> _SHIFT) * _SCALE,
        (c_3 >> _SHIFT) * _SCALE,
    )


@njit(cache=True)
def _wide_product(left: np.uint64, right: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Multiply from halves that vector units can multiply: upper and lower 64 bits."""
    low, high = left & _LOW, left >> _HALF
    right_low, right_high = right & _LOW, right >> _HALF
    least = low * right_low
    carried = high * right_low + (least >> _HALF)
    middle = low * right_high + (carried & _LOW)
    upper = high * right_high + (carried >> _HALF) + (middle >> _HALF)
    return upper, (middle << _HALF) | (least & _LOW)


@njit(cache=True)
def _round(
    c: tuple[np.uint64, np.uint64, np.uint64, np.uint64], k_0: np.uint64, k_1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Do one round of Philox4x64."""
    high_0, low_0 = _wide_product(_MULTIPLIER_0, c[0])
    high_1, low_1 = _wide_product(_MULTIPLIER_1, c[2])
    return high_1 ^ c[1] ^ k_0, low_1, high_0 ^ c[3] ^ k_1, low_0


@lean()
def philox_block(
    key_0: np.uint64,
    key_1: np.uint64,
    who: NDArray[np.int64],
    month: np.uint64,
    index: np.uint64,
    out: NDArray[np.float64],
) -> None:
    """Draw the numbers of `philox4` for many ids, about twice as fast with wide vectors.

    The rounds are written out and the loop has a fixed length: only so is it vectorised.

    Args:
        key_0: Low word of the decision's key.
        key_1: High word of the decision's key.
        who: Ids, shape (BLOCK,).
        month: Month of the draw.
        index: Which of several draws of that decision, from 0.
        out: Result, lane 0 of all ids first, then lane 1 and so on, shape (4 BLOCK,).
    """
    k, w_0, w_1 = (uint64(key_0), uint64(key_1)), _WEYL_0, _WEYL_1
    for row in range(BLOCK):
        c = (uint64(who[row]), uint64(month), uint64(index), uint64(0))
        c = _round(c, k[0], k[1])
        c = _round(c, k[0] + w_0, k[1] + w_1)
        c = _round(c, k[0] + uint64(2) * w_0, k[1] + uint64(2) * w_1)
        c = _round(c, k[0] + uint64(3) * w_0, k[1] + uint64(3) * w_1)
        c = _round(c, k[0] + uint64(4) * w_0, k[1] + uint64(4) * w_1)
        c = _round(c, k[0] + uint64(5) * w_0, k[1] + uint64(5) * w_1)
        c = _round(c, k[0] + uint64(6) * w_0, k[1] + uint64(6) * w_1)
        c = _round(c, k[0] + uint64(7) * w_0, k[1] + uint64(7) * w_1)
        c = _round(c, k[0] + uint64(8) * w_0, k[1] + uint64(8) * w_1)
        c = _round(c, k[0] + uint64(9) * w_0, k[1] + uint64(9) * w_1)
        out[row] = int64(c[0] >> _SHIFT) * _SCALE
        out[BLOCK + row] = int64(c[1] >> _SHIFT) * _SCALE
        out[2 * BLOCK + row] = int64(c[2] >> _SHIFT) * _SCALE
        out[3 * BLOCK + row] = int64(c[3] >> _SHIFT) * _SCALE


@njit(cache=True)
def _fill_lanes(
    key_0: np.uint64,
    key_1: np.uint64,
    month: np.uint64,
    index: np.uint64,
    who: NDArray[np.int64],
    out: NDArray[np.float64],
) -> None:
    """Fill as many of the four uniforms of each id as `out` has rows, one row a lane."""
    ids, lanes = np.zeros(BLOCK, dtype=np.int64), np.empty(LANES * BLOCK)
    for first in range(0, who.size, BLOCK):
        here = min(BLOCK, who.size - first)
        if here < _FEW:
            for row in range(first, first + here):
                one = philox4(key_0, key_1, uint64(who[row]), month, index)
                for lane in range(out.shape[0]):
                    out[lane, row] = one[lane]
            continue
        for k in range(here):
            ids[k] = who[first + k]
        philox_block(key_0, key_1, ids, month, index, lanes)
        for lane in range(out.shape[0]):
            for k in range(here):
                out[lane, first + k] = lanes[lane * BLOCK + k]


class Draws:
    """The keyed draws of one seed.

    Args:
        seed: Any integer from 0 to 2**63 - 1; 0 is a seed like the others.
    """

    def __init__(self, seed: int) -> None:
        try:
            seed = int(operator.index(seed))  # 1, np.int64(1) and True are one seed; 1.0 is none
        except TypeError:
            raise TypeError(f"a seed is an integer, not {seed!r}") from None
        if not 0 <= seed < 2**63:
            raise ValueError(f"a seed is an integer from 0 to 2**63 - 1, not {seed}")
        self.seed = seed
        self._keys: dict[str, tuple[np.uint64, np.uint64]] = {}

    def key(self, decision: str) -> tuple[np.uint64, np.uint64]:
        """Make the two key words of a decision, for a kernel that calls `philox4`."""
        found = self._keys.get(decision)
        if found is None:
            digest = blake2b(f"cogov/{self.seed}/{decision}".encode(), digest_size=16).digest()
            words = np.frombuffer(digest, dtype="<u8")
            found = self._keys[decision] = (np.uint64(words[0]), np.uint64(words[1]))
        return found

    def uniforms(
        self, decision: str, month: int, who: NDArray[np.integer[Any]], index: int = 0
    ) -> NDArray[np.float64]:
        """Draw one uniform in [0, 1) for each id.

        Args:
            decision: Name of the decision.
            month: Month of the decision; 0 for what is settled once.
            who: Ids, shape (n,).
            index: Which of several draws of that decision, from 0.

        Returns:
            float64, shape (n,).
        """
        ids = np.ascontiguousarray(who, dtype=np.int64)
        out = np.empty((1, ids.size))
        _fill_lanes(*self.key(decision), np.uint64(month), np.uint64(index), ids, out)
        lane: NDArray[np.float64] = out[0]
        return lane

    def lanes(
        self,
        decision: str,
        month: int,
        who: NDArray[np.integer[Any]],
        index: int = 0,
        out: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float64]:
        """Draw four uniforms in [0, 1) for each id at the price of one; lane 0 is `uniforms`.

        Args:
            decision: See `uniforms`, likewise the next three.
            month: Month of the decision.
            who: Ids, shape (n,).
            index: Which of several draws.
            out: Where to write them, shape (4, n): asking the system for room again and again
                costs as much as the draws.

        Returns:
            float64, shape (4, n).
        """
        ids = np.ascontiguousarray(who, dtype=np.int64)
        out = np.empty((LANES, ids.size)) if out is None else out
        _fill_lanes(*self.key(decision), np.uint64(month), np.uint64(index), ids, out)
        return out

    def one(self, decision: str, month: int, who: int, index: int = 0) -> float:
        """Draw one uniform in [0, 1) for one id."""
        return float(
            philox4(*self.key(decision), np.uint64(who), np.uint64(month), np.uint64(index))[0]
        )


Stream = np.random.Generator
"""A stream of random numbers, for steps of a design whose draws all have one order."""


def stream(key: int) -> Stream:
    """Make a key's stream, 0 to 2**64 - 1; the model's decisions take `Draws` instead."""
    return np.random.Generator(np.random.Philox(key=key))


def hashed_id(*parts: int | str) -> int:
    """Make an id of who, where and when, never of order of arrival; 0 to 2**63 - 1."""
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") >> 1
