"""Participation, volunteering and attitudes, from counts of residents."""

import numpy as np

from sim.declarations.forms import FORMS
from sim.kernels import counting as k
from sim.metrics.tally import (
    Floats,
    MetricFunction,
    Parts,
    Quotient,
    Tally,
    divides,
    measures,
    ratio,
)


def _per_adult(tally: Tally, column: int) -> Parts:
    """Adults counted in a column, over adults."""
    return tally.counts[:, column], tally.counts[:, k.ADULTS]


@divides("participation_rate")
def participation_rate(tally: Tally) -> Parts:
    """Adults with any form of depth 2 or more in 12 months, per adult."""
    return _per_adult(tally, k.TOOK_PART)


@divides("monthly_participation")
def monthly_participation(tally: Tally) -> Parts:
    """Adults with any form of depth 2 or more this month, per adult."""
    return _per_adult(tally, k.TOOK_PART_THIS_MONTH)


def _participation_in(column: int) -> Quotient:
    """Adults with one form in 12 months, per adult."""
    return lambda tally: _per_adult(tally, column)


for _form in FORMS:
    if _form.depth:
        divides(f"participation_{_form.name}")(_participation_in(k.FORM_COLUMNS + _form.index))


@divides("depth")
def depth(tally: Tally) -> Parts:
    """Mean deepest form of adults in 12 months."""
    return _per_adult(tally, k.DEPTH)


@divides("registered_volunteer_share")
def registered_volunteer_share(tally: Tally) -> Parts:
    """Registered volunteers per resident."""
    return tally.counts[:, k.REGISTERED], tally.counts[:, k.RESIDENTS]


@divides("active_volunteer_share")
def active_volunteer_share(tally: Tally) -> Parts:
    """Residents who volunteered in 12 months, per resident."""
    return tally.counts[:, k.ACTIVE], tally.counts[:, k.RESIDENTS]


@divides("volunteer_hours")
def volunteer_hours(tally: Tally) -> Parts:
    """Hours of 12 months per registered volunteer."""
    return tally.hours_volunteered, tally.counts[:, k.REGISTERED]


@divides("retention")
def retention(tally: Tally) -> Parts:
    """Volunteers of the year before who volunteered in the last 12 months."""
    return tally.counts[:, k.RETAINED], tally.counts[:, k.ACTIVE_BEFORE]


@divides("turnout")
def turnout(tally: Tally) -> Parts:
    """Votes per adult at the last election."""
    return tally.voters, tally.electorate


@divides("participation_gini")
def participation_gini(tally: Tally) -> Parts:
    """Gini coefficient of occasions over adults, exact from their distribution."""
    people = tally.occasions
    values = np.arange(people.shape[1])
    total, count = people @ values, people.sum(axis=1)
    before = np.cumsum(people, axis=1) - people
    # Sum over people in ascending order of (2 rank - n - 1) times their occasions.
    ranks = people * (2 * before + people - count[:, None])
    return ranks @ values, count * total


@measures("top_decile_share")
def top_decile_share(tally: Tally) -> Floats:
    """Occasions of the most active tenth of adults, over all; ties are shared out."""
    out = np.full(tally.occasions.shape[0], np.nan)
    totals = (tally.occasions @ np.arange(tally.occasions.shape[1])).tolist()
    adults = tally.occasions.sum(axis=1).tolist()
    for row, people in enumerate(tally.occasions.tolist()):
        total = totals[row]
        if total:
            left = adults[row] / 10.0
            top = 0.0
            for value in range(len(people) - 1, 0, -1):
                if left <= 0.0:
                    break
                if people[value]:
                    taken = min(float(people[value]), left)
                    top += taken * value
                    left -= taken
            out[row] = top / total
    return out


def _gap(split: int) -> MetricFunction:
    """Participation rate of the first half of a split minus that of the second."""

    def gap(tally: Tally) -> Floats:
        halves = tally.splits[:, split]
        return ratio(halves[:, 1, 1], halves[:, 1, 0]) - ratio(halves[:, 0, 1], halves[:, 0, 0])

    return gap


_SPLITS = ("age", "migrant", "education", "tenure")
for _index, _name in enumerate(_SPLITS):
    measures(f"participation_gap_{_name}")(_gap(_index))


@measures("participation_odds_migrant")
def participation_odds_migrant(tally: Tally) -> Floats:
    """Odds of participation of migrants over those of locals."""
    halves = tally.splits[:, _SPLITS.index("migrant")]
    took, adults = halves[..., 1], halves[..., 0]
    odds = ratio(took, np.where(took > 0, adults - took, 0))
    return odds[:, 1] / odds[:, 0]


def _mean_attitude(column: int) -> Quotient:
    """Mean of an attitude over adults."""
    return lambda tally: (tally.sums[:, column], tally.counts[:, k.ADULTS])


trust = divides("trust")(_mean_attitude(0))
efficacy = divides("efficacy")(_mean_attitude(1))
belonging = divides("belonging")(_mean_attitude(2))
