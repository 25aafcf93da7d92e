"""Actors, meetings, coordination and cost, from the books of the last 12 months."""

import numpy as np

from sim.declarations.matters import ACTOR_COUNT, ACTOR_TYPES, GRID_WORKERS, TOWN_GOVERNMENT
from sim.declare import MEASURES
from sim.kernels import counting as k
from sim.kernels.maths import logarithm, logarithms
from sim.metrics.tally import Floats, MetricFunction, Tally, measures, ratio


def _per_1000(tally: Tally, hours: Floats) -> Floats:
    """Hours of 12 months per 1,000 residents and month."""
    return ratio(hours / 12.0 * 1_000.0, tally.counts[:, k.RESIDENTS])


def _hours_of(actor: int) -> MetricFunction:
    """Hours of one type of actor."""
    return lambda tally: _per_1000(tally, tally.hours[:, actor])


for _index, _one in enumerate(ACTOR_TYPES):
    measures(f"hours_{_one.name}")(_hours_of(_index))


@measures("actor_diversity")
def actor_diversity(tally: Tally) -> Floats:
    """Pielou's evenness of hours: entropy over its largest value, ln 10."""
    total = tally.hours.sum(axis=1, keepdims=True)
    share = np.divide(tally.hours, total, out=np.zeros_like(tally.hours), where=total > 0)
    logs = logarithms(np.where(share > 0, share, 1.0).ravel()).reshape(share.shape)
    entropy = -(share * logs).sum(axis=1)
    return np.where(total[:, 0] > 0, np.abs(entropy) / logarithm(float(ACTOR_COUNT)), np.nan)


@measures("government_share")
def government_share(tally: Tally) -> Floats:
    """Town, grid and the committees' administration over all hours."""
    government = (
        tally.hours[:, TOWN_GOVERNMENT] + tally.hours[:, GRID_WORKERS] + tally.administrative_hours
    )
    return ratio(government, tally.hours.sum(axis=1))


@measures("administrative_share")
def administrative_share(tally: Tally) -> Floats:
    """Administrative hours over all hours of committees."""
    return ratio(tally.administrative_hours, tally.committee_hours)


@measures("social_organisations")
def social_organisations(tally: Tally) -> Floats:
    """Organisations per community."""
    return ratio(tally.organisations, tally.communities)


@measures("volunteer_teams")
def volunteer_teams(tally: Tally) -> Floats:
    """Volunteer teams per community."""
    return ratio(tally.teams, tally.communities)


@measures("own_income_share")
def own_income_share(tally: Tally) -> Floats:
    """Own income over all income."""
    return ratio(tally.own_income, tally.income)


@measures("visited_households")
def visited_households(tally: Tally) -> Floats:
    """Households visited this month, over households."""
    return ratio(tally.visited, tally.households)


@measures("coordination_capacity")
def coordination_capacity(tally: Tally) -> Floats:
    """Mean coordination capacity."""
    return ratio(tally.coordination, tally.communities)


@measures("committee_betweenness")
def committee_betweenness(tally: Tally) -> Floats:
    """Mean betweenness of committees beyond chance."""
    return ratio(tally.betweenness, tally.communities)


@measures("network_density")
def network_density(tally: Tally) -> Floats:
    """Density of the town's collaboration network."""
    return tally.density


@measures("meetings")
def meetings(tally: Tally) -> Floats:
    """Meetings of 12 months per community."""
    return ratio(tally.meetings, tally.communities)


@measures("meeting_turnout")
def meeting_turnout(tally: Tally) -> Floats:
    """Places taken over places offered in 12 months; at most 1, where some had been saved."""
    return np.minimum(ratio(tally.meeting_attendance, tally.meeting_places), 1.0)


@measures("adopted_share")
def adopted_share(tally: Tally) -> Floats:
    """Matters adopted over matters taken up."""
    return ratio(tally.adopted, tally.taken_up)


def _cost_of(measure: int) -> MetricFunction:
    """Annual cost of a measure."""
    return lambda tally: tally.cost[:, measure]


for _index, _measure in enumerate(MEASURES):
    measures(f"cost_{_measure}")(_cost_of(_index))
