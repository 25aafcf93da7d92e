"""Metrics by group, from counts of adults by community and group."""

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import FORMS, VOLUNTEERING
from sim.declarations.groups import GROUP_METRICS
from sim.kernels import group_counts as g
from sim.metrics.tally import Floats, ratio

_COUNTED = {
    "participation_rate": g.TOOK_PART,
    "monthly_participation": g.TOOK_PART_THIS_MONTH,
    **{f"participation_{form.name}": g.FORM_COLUMNS + form.index for form in FORMS if form.depth},
    "depth": g.DEPTH,
    "registered_volunteer_share": g.REGISTERED,
    "active_volunteer_share": g.FORM_COLUMNS + VOLUNTEERING,
}
_FELT = {"trust": 0, "efficacy": 1, "belonging": 2}


def measure_groups(counts: NDArray[np.int64], sums: Floats) -> Floats:
    """Every metric of `GROUP_METRICS`, in their order; NaN where the group has no adults.

    Args:
        counts: Counts by `sim.kernels.group_counts` column, shape (..., COUNT_COLUMNS).
        sums: Sums of the attitudes, shape (..., SUM_COLUMNS).

    Returns:
        Shape (..., metrics).
    """
    adults = counts[..., g.ADULTS]
    columns = [
        ratio(counts[..., _COUNTED[name]] if name in _COUNTED else sums[..., _FELT[name]], adults)
        for name in GROUP_METRICS
    ]
    return np.stack(columns, axis=-1)
