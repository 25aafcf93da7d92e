"""Asking the processor to fetch memory before it is needed; no result depends on it."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from sim.compiled import lean

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
