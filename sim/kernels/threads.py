"""Sharing the residents of one town among threads, and fetching memory ahead of need.

What is shared are kernels that write, for each row, what follows from that row and from what
nobody writes meanwhile. So it does not matter who works on which rows, and results are the same to
the bit for any number of threads. What adds up numbers of several residents is shared by whole
communities: each is added up by one thread, in the order of its rows.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from sim.compiled import lean
from sim.rng import BLOCK

# --- Asking the processor to fetch memory before it is needed; no result depends on it

_READ, _KEEP, _DATA = 0, 3, 1


@intrinsic
def _fetch(_typing: Any, array: Any, place: Any) -> Any:
    """See `fetch`."""
    signature = types.void(array, place)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made = context.make_array(signature.args[0])(context, builder, arguments[0])
        byte = ir.PointerType(ir.IntType(8))
        pointer = builder.bitcast(builder.gep(made.data, [arguments[1]]), byte)
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        builder.call(prefetch, [pointer, word(_READ), word(_KEEP), word(_DATA)])
        return context.get_dummy_value()

    return signature, generate


@lean(inline="always")
def fetch(array: NDArray[Any], place: int) -> None:
    """Begin to load an element of a one-dimensional array that is needed soon.

    Whoever follows pointers waits for each of them; asking for several at once makes it one wait.
    """
    _fetch(array, place)  # type: ignore[call-arg]


# --- Sharing the residents of one town among threads

Piece = slice
Work = Callable[[Piece], object]

MOST_THREADS = 256
_FEW = 8_192
"""Rows for which asking another thread costs more than it saves."""
_ALIGNED = BLOCK
"""Pieces begin at multiples of so many rows, so that blocks are full."""


class Threads:
    """A number of threads that work on one town together.

    Kernels compiled with `sim.compiled.lean` let go of the interpreter while they work, so threads
    run side by side. With one thread there is no pool, and everything is done in one piece.

    Args:
        count: How many, 1 to `MOST_THREADS`.

    Raises:
        ValueError: The number is not one of these.
    """

    def __init__(self, count: int = 1) -> None:
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_THREADS:
            raise ValueError(f"threads are a whole number from 1 to {MOST_THREADS}, not {count!r}")
        self.count = count
        self._pool: ThreadPoolExecutor | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Keep the number alone: threads are started where they are needed."""
        return {"count": self.count, "_pool": None}

    def rows(self, work: Work, count: int) -> None:
        """Work on so many rows, in pieces of about the same size.

        Args:
            work: Called with the rows of each piece.
            count: Number of rows.
        """
        size = max(-(-count // self.count), _FEW)
        size = -(-size // _ALIGNED) * _ALIGNED
        self._share(work, [slice(a, min(a + size, count)) for a in range(0, count, size)])

    def places(self, work: Work, starts: NDArray[np.int64]) -> None:
        """Work on the rows of communities, each of which lies in one piece.

        Args:
            work: Called with the rows of each piece.
            starts: Where the rows of each community begin, and where the last ends, shape (C + 1,).
        """
        begin, end = int(starts[0]), int(starts[-1])
        pieces = min(self.count, (end - begin) // _FEW)
        if pieces < 2:
            work(slice(begin, end))
            return
        wanted = np.linspace(begin, end, pieces + 1)
        nearest = np.abs(starts[:, None] - wanted).argmin(axis=0)
        edges = sorted({int(starts[k]) for k in nearest})
        self._share(work, [slice(a, b) for a, b in pairwise(edges)])

    def _share(self, work: Work, pieces: Sequence[Piece]) -> None:
        """Do all pieces, the first by the thread that asks."""
        if len(pieces) < 2:
            for piece in pieces:
                work(piece)
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.count - 1, thread_name_prefix="cogov")
        others = [self._pool.submit(work, piece) for piece in pieces[1:]]
        work(pieces[0])
        for other in others:
            other.result()
