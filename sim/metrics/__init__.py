"""The metrics, each a pure function of one month's tally.

A tally holds the counts of each community and, in its last row, of the whole town (the member
communities together). Each function takes it and returns an array of shape (C + 1,), NaN where
the metric is null.
"""

from collections.abc import Sequence

import numpy as np

from sim.declarations.metrics import METRICS
from sim.metrics import functions
from sim.metrics.tally import FUNCTIONS, QUOTIENTS, Floats, Tally, ratio

__all__ = ["FUNCTIONS", "Tally", "functions", "measure"]


def measure(tally: Tally, own: Sequence[Floats] = ()) -> Floats:
    """Measure all of `METRICS`, in order, shape (metrics, C + 1); NaN outside the town.

    ``own`` has the values of the metrics of extensions, which come last.
    """
    names = [name for name in METRICS if name in FUNCTIONS]
    divided = [row for row, name in enumerate(names) if name in QUOTIENTS]
    values = np.empty((len(names) + len(own), tally.member.size))
    tops, bottoms = np.empty((2, len(divided), tally.member.size))
    for place, row in enumerate(divided):
        tops[place], bottoms[place] = QUOTIENTS[names[row]](tally)
    values[divided] = ratio(tops, bottoms)
    for row, name in enumerate(names):
        if name not in QUOTIENTS:
            values[row] = FUNCTIONS[name](tally)
    for row, found in enumerate(own, len(names)):
        values[row] = found
    values[:, ~tally.member] = np.nan
    return values
