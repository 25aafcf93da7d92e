"""Binary search for kernels, which compiles many times faster than NumPy's."""

from typing import Any

from numpy.typing import NDArray

from sim.compiled import lean


@lean()
def count_upto(values: NDArray[Any], wanted: float) -> int:
    """Count the ascending ``values`` of shape (n,) that are at most ``wanted``."""
    low, high = 0, values.size
    while low < high:
        middle = (low + high) // 2
        if values[middle] <= wanted:
            low = middle + 1
        else:
            high = middle
    return low
