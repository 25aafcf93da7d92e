"""The keyed draws in a few readable lines, with NumPy's own Philox generator."""

from hashlib import blake2b

import numpy as np

WORD = 2**64


class KeyedDraws:
    """Uniforms that depend on (seed, decision, month, who, index) and on nothing else."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._keys: dict[str, np.ndarray] = {}
        self._philox = np.random.Philox()
        self._generator = np.random.Generator(self._philox)

    def key(self, decision: str) -> np.ndarray:
        """128 bits of BLAKE2b over seed and decision, as two words, the low one first."""
        if decision not in self._keys:
            text = f"cogov/{self.seed}/{decision}"
            digest = blake2b(text.encode("utf-8"), digest_size=16).digest()
            number = int.from_bytes(digest, "little")
            self._keys[decision] = np.array([number % WORD, number // WORD], dtype=np.uint64)
        return self._keys[decision]

    def four(self, decision: str, month: int, who: int, index: int = 0) -> list[float]:
        """The four uniforms of one counter (who, month, index, 0)."""
        # NumPy counts up before its first block, so the generator starts one lower.
        number = (who + month * WORD + index * WORD**2 - 1) % WORD**4
        counter = [number // WORD**place % WORD for place in range(4)]
        self._philox.state = {
            "bit_generator": "Philox",
            "state": {"counter": np.array(counter, dtype=np.uint64), "key": self.key(decision)},
            "buffer": np.zeros(4, dtype=np.uint64),
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }
        return [float(one) for one in self._generator.random(4)]

    def one(self, decision: str, month: int, who: int, index: int = 0) -> float:
        """The first of the four."""
        return self.four(decision, month, who, index)[0]
