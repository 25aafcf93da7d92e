"""What is counted in one month, for the town and by group."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import FORMS, VOLUNTEERING
from sim.declarations.groups import GROUP_METRICS
from sim.declarations.metrics import METRICS
from sim.kernels import group_counts as g

# --- What is counted in one month, from which every metric is a pure function

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted in one month; the last row of every array is the whole town.

    Attributes:
        member: Whether the community belongs to the town yet, shape (C + 1,).
        communities: Number of member communities the row stands for, shape (C + 1,).
        counts: Residents by `sim.kernels.counting` column, shape (C + 1, columns).
        occasions: Adults by occasions of depth 2 or more in 12 months, shape (C + 1, 49).
        splits: Adults and those who took part, by split and half, shape (C + 1, 4, 2, 2).
        sums: Sums over adults of trust, efficacy and belonging, shape (C + 1, 3).
        hours_volunteered: Hours volunteered in the last 12 months, shape (C + 1,).
        voters: Votes cast in the last election, shape (C + 1,); NaN before the first.
        electorate: Adults at the last election, shape (C + 1,); NaN before the first.
        organisations: Social organisations that exist, shape (C + 1,).
        teams: Of these, volunteer teams, shape (C + 1,).
        hours: Hours of the ten types of actor in 12 months, shape (C + 1, 10).
        committee_hours: Hours worked by committees in 12 months, shape (C + 1,).
        administrative_hours: Of these, administrative, shape (C + 1,).
        own_income: Own income in 12 months, yuan, shape (C + 1,).
        income: All income in 12 months, yuan, shape (C + 1,).
        coordination: Sum over communities of coordination capacity, shape (C + 1,).
        betweenness: Sum over communities of committee betweenness, shape (C + 1,); NaN before.
        density: Density of collaboration, shape (C + 1,); NaN but for the town.
        meetings: Consultation meetings of the last 12 months, shape (C + 1,).
        meeting_places: Places they offered, shape (C + 1,).
        meeting_attendance: Places taken, shape (C + 1,).
        taken_up: Matters taken up by meetings in 12 months, shape (C + 1,).
        adopted: Matters adopted, shape (C + 1,).
        visited: Households visited by party members this month, shape (C + 1,).
        households: Households, shape (C + 1,).
        arisen: Matters that arose in 12 months, shape (C + 1,).
        matters: Matters by `sim.kernels.counting` column, shape (C + 1, columns).
        days: Days to resolution of each row's truly resolved matters, C + 1 arrays, ascending.
        cost: Annual cost by measure, yuan, shape (C + 1, measures).
    """

    member: NDArray[np.bool_]
    communities: Floats
    counts: Ints
    occasions: Ints
    splits: Ints
    sums: Floats
    hours_volunteered: Floats
    voters: Floats
    electorate: Floats
    organisations: Floats
    teams: Floats
    hours: Floats
    committee_hours: Floats
    administrative_hours: Floats
    own_income: Floats
    income: Floats
    coordination: Floats
    betweenness: Floats
    density: Floats
    meetings: Floats
    meeting_places: Floats
    meeting_attendance: Floats
    taken_up: Floats
    adopted: Floats
    visited: Floats
    households: Floats
    arisen: Floats
    matters: Ints
    days: tuple[Floats, ...]
    cost: Floats


Values = Floats | Ints
MetricFunction = Callable[[Tally], Floats]
Parts = tuple[Values, Values]
Quotient = Callable[[Tally], Parts]
FUNCTIONS: dict[str, MetricFunction] = {}
QUOTIENTS: dict[str, Quotient] = {}
"""Numerator and denominator of the metrics that are one over the other."""


def measures(name: str) -> Callable[[MetricFunction], MetricFunction]:
    """Register the function that measures a declared metric."""

    def register(function: MetricFunction) -> MetricFunction:
        FUNCTIONS[METRICS[name].name] = function
        return function

    return register


def divides(name: str) -> Callable[[Quotient], MetricFunction]:
    """Register numerator and denominator of a declared metric; `measure` divides all at once."""

    def register(function: Quotient) -> MetricFunction:
        QUOTIENTS[name] = function
        return measures(name)(lambda tally: ratio(*function(tally)))

    return register


def ratio(top: Values, bottom: Values) -> Floats:
    """Divide where the denominator is positive, NaN elsewhere."""
    out = np.empty(np.shape(top))
    out.fill(np.nan)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out


# --- Metrics by group, from counts of adults by community and group

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
    """Measure all of `GROUP_METRICS`, in order; NaN where the group has no adults.

    Args:
        counts: Counts by `sim.kernels.group_counts` column, shape (..., COUNT_COLUMNS).
        sums: Sums of the attitudes, shape (..., SUM_COLUMNS).

    Returns:
        Shape (..., metrics).
    """
    columns = [
        counts[..., _COUNTED[name]] if name in _COUNTED else sums[..., _FELT[name]]
        for name in GROUP_METRICS
    ]
    tops: Floats = np.stack(columns, axis=-1)
    return ratio(tops, counts[..., g.ADULTS, None])
