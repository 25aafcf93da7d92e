"""The metrics, each a pure function of one month's tally.

A tally holds the counts of each community and, in its last row, of the whole town (the member
communities together). Each function takes it and returns an array of shape (C + 1,), NaN where
the metric is null.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import FORMS
from sim.declarations.metrics import METRICS
from sim.kernels import counting as k

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted in one month; the last row of every array is the whole town.

    Attributes:
        member: Whether the community belongs to the town yet, shape (C + 1,).
        counts: Residents by `sim.kernels.counting` column, shape (C + 1, columns).
        occasions: Adults by occasions of depth 2 or more in 12 months, shape (C + 1, 49).
        splits: Adults and those who took part, by split and half, shape (C + 1, 4, 2, 2).
        sums: Sums over adults of trust, efficacy and belonging, shape (C + 1, 3).
        hours_volunteered: Hours volunteered in the last 12 months, shape (C + 1,).
        voters: Votes cast in the last election, shape (C + 1,); NaN before the first.
        electorate: Adults at the last election, shape (C + 1,); NaN before the first.
        organisations: Social organisations that exist, shape (C + 1,).
        committee_hours: Hours worked by committees this month, shape (C + 1,).
        administrative_hours: Of these, administrative, shape (C + 1,).
        meetings: Consultation meetings of the last 12 months, shape (C + 1,).
        meeting_places: Places they offered, shape (C + 1,).
        meeting_attendance: Places taken, shape (C + 1,).
        meetings_adopted: Meetings that adopted a decision, shape (C + 1,).
        visited: Households visited by party members this month, shape (C + 1,).
        households: Households, shape (C + 1,).
        communities: Number of member communities the row stands for, shape (C + 1,).
    """

    member: NDArray[np.bool_]
    counts: Ints
    occasions: Ints
    splits: Ints
    sums: Floats
    hours_volunteered: Floats
    voters: Floats
    electorate: Floats
    organisations: Floats
    committee_hours: Floats
    administrative_hours: Floats
    meetings: Floats
    meeting_places: Floats
    meeting_attendance: Floats
    meetings_adopted: Floats
    visited: Floats
    households: Floats
    communities: Floats


MetricFunction = Callable[[Tally], Floats]
FUNCTIONS: dict[str, MetricFunction] = {}


def _measures(name: str) -> Callable[[MetricFunction], MetricFunction]:
    """Register the function that measures a declared metric."""

    def register(function: MetricFunction) -> MetricFunction:
        FUNCTIONS[METRICS[name].name] = function
        return function

    return register


def _ratio(top: Floats | Ints, bottom: Floats | Ints) -> Floats:
    """Quotient where the denominator is positive, NaN elsewhere."""
    top, bottom = np.asarray(top, dtype=np.float64), np.asarray(bottom, dtype=np.float64)
    out = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out


def _per_adult(tally: Tally, column: int) -> Floats:
    """Share of adults counted in a column."""
    return _ratio(tally.counts[:, column], tally.counts[:, k.ADULTS])


@_measures("participation_rate")
def participation_rate(tally: Tally) -> Floats:
    """Adults with any form of depth 2 or more in 12 months, per adult."""
    return _per_adult(tally, k.TOOK_PART)


@_measures("monthly_participation")
def monthly_participation(tally: Tally) -> Floats:
    """Adults with any form of depth 2 or more this month, per adult."""
    return _per_adult(tally, k.TOOK_PART_THIS_MONTH)


def _participation_in(column: int) -> MetricFunction:
    """Adults with one form in 12 months, per adult."""
    return lambda tally: _per_adult(tally, column)


for _form in FORMS:
    if _form.depth:
        _measures(f"participation_{_form.name}")(_participation_in(k.FORM_COLUMNS + _form.index))


@_measures("depth")
def depth(tally: Tally) -> Floats:
    """Mean deepest form of adults in 12 months."""
    return _per_adult(tally, k.DEPTH)


@_measures("registered_volunteer_share")
def registered_volunteer_share(tally: Tally) -> Floats:
    """Registered volunteers per resident."""
    return _ratio(tally.counts[:, k.REGISTERED], tally.counts[:, k.RESIDENTS])


@_measures("active_volunteer_share")
def active_volunteer_share(tally: Tally) -> Floats:
    """Residents who volunteered in 12 months, per resident."""
    return _ratio(tally.counts[:, k.ACTIVE], tally.counts[:, k.RESIDENTS])


@_measures("volunteer_hours")
def volunteer_hours(tally: Tally) -> Floats:
    """Hours of 12 months per registered volunteer."""
    return _ratio(tally.hours_volunteered, tally.counts[:, k.REGISTERED])


@_measures("retention")
def retention(tally: Tally) -> Floats:
    """Volunteers of the year before who volunteered in the last 12 months."""
    return _ratio(tally.counts[:, k.RETAINED], tally.counts[:, k.ACTIVE_BEFORE])


@_measures("turnout")
def turnout(tally: Tally) -> Floats:
    """Votes per adult at the last election."""
    return _ratio(tally.voters, tally.electorate)


@_measures("participation_gini")
def participation_gini(tally: Tally) -> Floats:
    """Gini coefficient of occasions over adults, exact from their distribution."""
    values = np.arange(tally.occasions.shape[1])
    out = np.full(tally.occasions.shape[0], np.nan)
    for row, people in enumerate(tally.occasions):
        total, count = int(people @ values), int(people.sum())
        if total:
            before = np.cumsum(people) - people
            # Sum over people in ascending order of (2 rank - n - 1) times their occasions.
            ranks = people * (2 * before + people - count)
            out[row] = int(ranks @ values) / (count * total)
    return out


@_measures("top_decile_share")
def top_decile_share(tally: Tally) -> Floats:
    """Occasions of the most active tenth of adults, over all; ties are shared out."""
    values = np.arange(tally.occasions.shape[1])
    out = np.full(tally.occasions.shape[0], np.nan)
    for row, people in enumerate(tally.occasions):
        total = int(people @ values)
        if total:
            left = people.sum() / 10.0
            top = 0.0
            for value in values[::-1]:
                taken = min(float(people[value]), left)
                top += taken * value
                left -= taken
            out[row] = top / total
    return out


def _gap(split: int) -> MetricFunction:
    """Participation rate of the first half of a split minus that of the second."""

    def gap(tally: Tally) -> Floats:
        halves = tally.splits[:, split]
        return _ratio(halves[:, 1, 1], halves[:, 1, 0]) - _ratio(halves[:, 0, 1], halves[:, 0, 0])

    return gap


for _index, _name in enumerate(("age", "migrant", "education", "tenure")):
    _measures(f"participation_gap_{_name}")(_gap(_index))


@_measures("social_organisations")
def social_organisations(tally: Tally) -> Floats:
    """Organisations per community."""
    return _ratio(tally.organisations, tally.communities)


@_measures("administrative_share")
def administrative_share(tally: Tally) -> Floats:
    """Administrative hours over all hours of committees."""
    return _ratio(tally.administrative_hours, tally.committee_hours)


@_measures("meetings")
def meetings(tally: Tally) -> Floats:
    """Meetings of 12 months per community."""
    return _ratio(tally.meetings, tally.communities)


@_measures("meeting_turnout")
def meeting_turnout(tally: Tally) -> Floats:
    """Places taken over places offered in 12 months."""
    return _ratio(tally.meeting_attendance, tally.meeting_places)


@_measures("adopted_share")
def adopted_share(tally: Tally) -> Floats:
    """Meetings that adopted a decision, over meetings of 12 months."""
    return _ratio(tally.meetings_adopted, tally.meetings)


@_measures("visited_households")
def visited_households(tally: Tally) -> Floats:
    """Households visited this month, over households."""
    return _ratio(tally.visited, tally.households)


def _mean_attitude(column: int) -> MetricFunction:
    """Mean of an attitude over adults."""
    return lambda tally: _ratio(tally.sums[:, column], tally.counts[:, k.ADULTS])


for _index, _name in enumerate(("trust", "efficacy", "belonging")):
    _measures(_name)(_mean_attitude(_index))


def measure(tally: Tally) -> Floats:
    """Every metric in the order of `METRICS`, shape (metrics, C + 1); NaN outside the town."""
    values = np.stack([FUNCTIONS[name](tally) for name in METRICS])
    values[:, ~tally.member] = np.nan
    return values
