"""The metrics, each a pure function of one month's tally.

A tally holds the counts of each community and, in its last row, of the whole town (the member
communities together). Each function takes it and returns an array of shape (C + 1,), NaN where
the metric is null.
"""

from collections.abc import Sequence

import numpy as np

from sim.declarations.metrics import METRICS
from sim.metrics import governance, matters, participation
from sim.metrics.tally import FUNCTIONS, Floats, Tally

__all__ = ["FUNCTIONS", "Tally", "governance", "matters", "measure", "participation"]


def measure(tally: Tally, own: Sequence[Floats] = ()) -> Floats:
    """Every metric in the order of `METRICS`, shape (metrics, C + 1); NaN outside the town.

    ``own`` has the values of the metrics of extensions, which come last.
    """
    values = np.stack([*(FUNCTIONS[name](tally) for name in METRICS if name in FUNCTIONS), *own])
    values[:, ~tally.member] = np.nan
    return values
