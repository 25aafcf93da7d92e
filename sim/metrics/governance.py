"""Actors, meetings, coordination and cost, from the books of the last 12 months."""

import numpy as np

from sim.declarations.matters import ACTOR_COUNT, ACTOR_TYPES, GRID_WORKERS, TOWN_GOVERNMENT
from sim.declare import MEASURES
from sim.kernels import counting as k
from sim.kernels.maths import logarithm, logarithms
from sim.metrics.tally import Floats, MetricFunction, Parts, Quotient, Tally, divides, measures


def _hours_of(actor: int) -> Quotient:
    """Hours of one type of actor in 12 months, per 1,000 residents and month."""
    return lambda tally: (tally.hours[:, actor] / 12.0 * 1_000.0, tally.counts[:, k.RESIDENTS])


for _index, _one in enumerate(ACTOR_TYPES):
    divides(f"hours_{_one.name}")(_hours_of(_index))


@measures("actor_diversity")
def actor_diversity(tally: Tally) -> Floats:
    """Pielou's evenness of hours: entropy over its largest value, ln 10."""
    total = tally.hours.sum(axis=1, keepdims=True)
    share = np.divide(tally.hours, total, out=np.zeros_like(tally.hours), where=total > 0)
    logs = logarithms(np.where(share > 0, share, 1.0).ravel()).reshape(share.shape)
    entropy = -(share * logs).sum(axis=1)
    return np.where(total[:, 0] > 0, np.abs(entropy) / logarithm(float(ACTOR_COUNT)), np.nan)


@divides("government_share")
def government_share(tally: Tally) -> Parts:
    """Town, grid and the committees' administration over all hours."""
    government = (
        tally.hours[:, TOWN_GOVERNMENT] + tally.hours[:, GRID_WORKERS] + tally.administrative_hours
    )
    return government, tally.hours.sum(axis=1)


@divides("administrative_share")
def administrative_share(tally: Tally) -> Parts:
    """Administrative hours over all hours of committees."""
    return tally.administrative_hours, tally.committee_hours


@divides("social_organisations")
def social_organisations(tally: Tally) -> Parts:
    """Organisations per community."""
    return tally.organisations, tally.communities


@divides("volunteer_teams")
def volunteer_teams(tally: Tally) -> Parts:
    """Volunteer teams per community."""
    return tally.teams, tally.communities


@divides("own_income_share")
def own_income_share(tally: Tally) -> Parts:
    """Own income over all income."""
    return tally.own_income, tally.income


@divides("visited_households")
def visited_households(tally: Tally) -> Parts:
    """Households visited this month, over households."""
    return tally.visited, tally.households


@divides("coordination_capacity")
def coordination_capacity(tally: Tally) -> Parts:
    """Mean coordination capacity."""
    return tally.coordination, tally.communities


@divides("committee_betweenness")
def committee_betweenness(tally: Tally) -> Parts:
    """Mean betweenness of committees beyond chance."""
    return tally.betweenness, tally.communities


@measures("network_density")
def network_density(tally: Tally) -> Floats:
    """Density of the town's collaboration network."""
    return tally.density


@divides("meetings")
def meetings(tally: Tally) -> Parts:
    """Meetings of 12 months per community."""
    return tally.meetings, tally.communities


@divides("meeting_turnout")
def meeting_turnout(tally: Tally) -> Parts:
    """Places taken over places offered in 12 months."""
    return tally.meeting_attendance, tally.meeting_places


@divides("adopted_share")
def adopted_share(tally: Tally) -> Parts:
    """Matters adopted over matters taken up."""
    return tally.adopted, tally.taken_up


def _cost_of(measure: int) -> MetricFunction:
    """Annual cost of a measure."""
    return lambda tally: tally.cost[:, measure]


for _index, _measure in enumerate(MEASURES):
    measures(f"cost_{_measure}")(_cost_of(_index))
