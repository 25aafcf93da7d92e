import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.search import count_upto


@given(st.lists(st.integers(0, 20)), st.integers(-1, 21))
def test_it_finds_what_numpy_finds(values: list[int], wanted: int) -> None:
    ordered = np.sort(np.array(values, dtype=np.int64))
    assert count_upto(ordered, wanted) == np.searchsorted(ordered, wanted, side="right")
    assert count_upto(ordered / 20.0, wanted / 20.0) == count_upto(ordered, wanted)
