"""Every metric as a function of one month's tally."""

import numpy as np

from sim.declarations.forms import FORMS
from sim.declarations.matters import ACTOR_COUNT, ACTOR_TYPES, GRID_WORKERS, TOWN_GOVERNMENT
from sim.declare import MEASURES
from sim.kernels import counting as k
from sim.kernels import counting as m
from sim.kernels.maths import logarithm, logarithms
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

# --- Actors, meetings, coordination and cost, from the books of the last 12 months


def _hours_of(actor: int) -> Quotient:
    """Make the metric of an actor's hours in 12 months, per 1,000 residents and month."""
    return lambda tally: (tally.hours[:, actor] / 12.0 * 1_000.0, tally.counts[:, k.RESIDENTS])


for _index, _one in enumerate(ACTOR_TYPES):
    divides(f"hours_{_one.name}")(_hours_of(_index))


@measures("actor_diversity")
def actor_diversity(tally: Tally) -> Floats:
    """Measure Pielou's evenness of hours: entropy over its largest value, ln 10."""
    total = tally.hours.sum(axis=1, keepdims=True)
    share = np.divide(tally.hours, total, out=np.zeros_like(tally.hours), where=total > 0)
    logs = logarithms(np.where(share > 0, share, 1.0).ravel()).reshape(share.shape)
    entropy = -(share * logs).sum(axis=1)
    return np.where(total[:, 0] > 0, np.abs(entropy) / logarithm(float(ACTOR_COUNT)), np.nan)


@divides("government_share")
def government_share(tally: Tally) -> Parts:
    """Divide town, grid and the committees' administration by all hours."""
    government = (
        tally.hours[:, TOWN_GOVERNMENT] + tally.hours[:, GRID_WORKERS] + tally.administrative_hours
    )
    return government, tally.hours.sum(axis=1)


@divides("administrative_share")
def administrative_share(tally: Tally) -> Parts:
    """Divide administrative hours by all hours of committees."""
    return tally.administrative_hours, tally.committee_hours


@divides("social_organisations")
def social_organisations(tally: Tally) -> Parts:
    """Divide organisations by communities."""
    return tally.organisations, tally.communities


@divides("volunteer_teams")
def volunteer_teams(tally: Tally) -> Parts:
    """Divide volunteer teams by communities."""
    return tally.teams, tally.communities


@divides("own_income_share")
def own_income_share(tally: Tally) -> Parts:
    """Divide own income by all income."""
    return tally.own_income, tally.income


@divides("visited_households")
def visited_households(tally: Tally) -> Parts:
    """Divide households visited this month by households."""
    return tally.visited, tally.households


@divides("coordination_capacity")
def coordination_capacity(tally: Tally) -> Parts:
    """Average coordination capacity."""
    return tally.coordination, tally.communities


@divides("committee_betweenness")
def committee_betweenness(tally: Tally) -> Parts:
    """Average the betweenness of committees beyond chance."""
    return tally.betweenness, tally.communities


@measures("network_density")
def network_density(tally: Tally) -> Floats:
    """Read the density of the town's collaboration network."""
    return tally.density


@divides("meetings")
def meetings(tally: Tally) -> Parts:
    """Divide the meetings of 12 months by communities."""
    return tally.meetings, tally.communities


@divides("meeting_turnout")
def meeting_turnout(tally: Tally) -> Parts:
    """Divide places taken by places offered in 12 months; at most all, as some are saved."""
    return np.minimum(tally.meeting_attendance, tally.meeting_places), tally.meeting_places


@divides("adopted_share")
def adopted_share(tally: Tally) -> Parts:
    """Divide matters adopted by matters taken up."""
    return tally.adopted, tally.taken_up


def _cost_of(measure: int) -> MetricFunction:
    """Make the metric of a measure's annual cost."""
    return lambda tally: tally.cost[:, measure]


for _index, _measure in enumerate(MEASURES):
    measures(f"cost_{_measure}")(_cost_of(_index))


# --- Participation, volunteering and attitudes, from counts of residents


def _per_adult(tally: Tally, column: int) -> Parts:
    """Divide adults counted in a column by adults."""
    return tally.counts[:, column], tally.counts[:, k.ADULTS]


@divides("participation_rate")
def participation_rate(tally: Tally) -> Parts:
    """Divide adults with any form of depth 2 or more in 12 months by adults."""
    return _per_adult(tally, k.TOOK_PART)


@divides("monthly_participation")
def monthly_participation(tally: Tally) -> Parts:
    """Divide adults with any form of depth 2 or more this month by adults."""
    return _per_adult(tally, k.TOOK_PART_THIS_MONTH)


def _participation_in(column: int) -> Quotient:
    """Make the metric of adults with one form in 12 months, per adult."""
    return lambda tally: _per_adult(tally, column)


for _form in FORMS:
    if _form.depth:
        divides(f"participation_{_form.name}")(_participation_in(k.FORM_COLUMNS + _form.index))


@divides("depth")
def depth(tally: Tally) -> Parts:
    """Average the deepest form of adults in 12 months."""
    return _per_adult(tally, k.DEPTH)


@divides("registered_volunteer_share")
def registered_volunteer_share(tally: Tally) -> Parts:
    """Divide registered volunteers by residents."""
    return tally.counts[:, k.REGISTERED], tally.counts[:, k.RESIDENTS]


@divides("active_volunteer_share")
def active_volunteer_share(tally: Tally) -> Parts:
    """Divide residents who volunteered in 12 months by residents."""
    return tally.counts[:, k.ACTIVE], tally.counts[:, k.RESIDENTS]


@divides("volunteer_hours")
def volunteer_hours(tally: Tally) -> Parts:
    """Divide the hours of 12 months by registered volunteers."""
    return tally.hours_volunteered, tally.counts[:, k.REGISTERED]


@divides("retention")
def retention(tally: Tally) -> Parts:
    """Count volunteers of the year before who came again, over all of them."""
    return tally.counts[:, k.RETAINED], tally.counts[:, k.ACTIVE_BEFORE]


@divides("turnout")
def turnout(tally: Tally) -> Parts:
    """Divide votes at the last election by adults."""
    return tally.voters, tally.electorate


@divides("participation_gini")
def participation_gini(tally: Tally) -> Parts:
    """Compute the Gini coefficient of adults' occasions, exact from their distribution."""
    people = tally.occasions
    values = np.arange(people.shape[1])
    total, count = people @ values, people.sum(axis=1)
    before = people.cumsum(axis=1) - people
    # Sum over people in ascending order of (2 rank - n - 1) times their occasions.
    ranks = people * (2 * before + people - count[:, None])
    return ranks @ values, count * total


@measures("top_decile_share")
def top_decile_share(tally: Tally) -> Floats:
    """Divide occasions of the most active tenth of adults by all; ties are shared out."""
    people = tally.occasions
    values = np.arange(people.shape[1])
    everyone = people.sum(axis=1, keepdims=True)
    busier = everyone - people.cumsum(axis=1)
    taken = np.minimum(np.maximum(everyone / 10.0 - busier, 0.0), people)
    # Whole numbers first: so nothing is rounded but the share of those on the edge.
    whole = np.where(taken == people, people, 0) @ values
    edge = (np.where(taken < people, taken, 0.0) * values).max(axis=1)
    return ratio(whole + edge, people @ values)


def _participation_gap(split: int) -> MetricFunction:
    """Make the metric of participation in a split, first half minus second."""

    def gap(tally: Tally) -> Floats:
        halves = tally.splits[:, split]
        return ratio(halves[:, 1, 1], halves[:, 1, 0]) - ratio(halves[:, 0, 1], halves[:, 0, 0])

    return gap


_SPLITS = ("age", "migrant", "education", "tenure")
for _index, _name in enumerate(_SPLITS):
    measures(f"participation_gap_{_name}")(_participation_gap(_index))


@measures("participation_odds_migrant")
def participation_odds_migrant(tally: Tally) -> Floats:
    """Divide migrants' odds of participation by those of locals."""
    halves = tally.splits[:, _SPLITS.index("migrant")]
    took, adults = halves[..., 1], halves[..., 0]
    odds = ratio(took, np.where(took > 0, adults - took, 0))
    return odds[:, 1] / odds[:, 0]


def _mean_attitude(column: int) -> Quotient:
    """Make the metric of an attitude's mean over adults."""
    return lambda tally: (tally.sums[:, column], tally.counts[:, k.ADULTS])


trust = divides("trust")(_mean_attitude(0))
efficacy = divides("efficacy")(_mean_attitude(1))
belonging = divides("belonging")(_mean_attitude(2))


# --- What becomes of matters, for whom


@divides("matters_arisen")
def matters_arisen(tally: Tally) -> Parts:
    """Divide the matters of 12 months by residents."""
    return tally.arisen, tally.counts[:, k.RESIDENTS]


@divides("collected_share")
def collected_share(tally: Tally) -> Parts:
    """Divide the collected by those that arose in the window."""
    return tally.matters[:, m.AROSE_COLLECTED], tally.matters[:, m.AROSE]


def _of_collected(column: int) -> Quotient:
    """Make the metric of a column's share of the matters collected in the window."""
    return lambda tally: (tally.matters[:, column], tally.matters[:, m.COLLECTED])


for _name, _column in (
    ("collected_patrol", m.FOUND_ON_PATROL),
    ("closure_rate", m.CLOSED),
    ("true_resolution_rate", m.TRULY),
    ("resolved_in_grid", m.IN_GRID),
    ("resolved_in_community", m.IN_COMMUNITY),
    ("escalated_share", m.ESCALATED),
    ("joint_work_share", m.JOINTLY),
):
    divides(_name)(_of_collected(_column))


@divides("reopened_share")
def reopened_share(tally: Tally) -> Parts:
    """Divide the reopened by those that were ever closed."""
    return tally.matters[:, m.REOPENED], tally.matters[:, m.EVER_CLOSED]


@measures("days_to_resolution")
def days_to_resolution(tally: Tally) -> Floats:
    """Average the days of those truly resolved."""
    return np.array([days.sum() / days.size if days.size else np.nan for days in tally.days])


@measures("days_p90")
def days_p90(tally: Tally) -> Floats:
    """Find the ninth decile of the same days: the smallest that nine tenths do not exceed."""
    return np.array(
        [days[int(np.ceil(0.9 * days.size)) - 1] if days.size else np.nan for days in tally.days]
    )


@measures("backlog")
def backlog(tally: Tally) -> Floats:
    """Measure open matters per 1,000 residents."""
    return 1_000.0 * ratio(tally.matters[:, m.OPEN], tally.counts[:, k.RESIDENTS])


@divides("service_reach")
def service_reach(tally: Tally) -> Parts:
    """Divide residents served in 12 months by residents."""
    return tally.matters[:, m.REACHED], tally.counts[:, k.RESIDENTS]


def _service_gap(first: int) -> MetricFunction:
    """Make the metric of matters truly resolved per matter arisen, first half minus second."""

    def gap(tally: Tally) -> Floats:
        c = tally.matters[:, m.GAP_COLUMNS + first :]
        return ratio(c[:, 1], c[:, 0]) - ratio(c[:, 3], c[:, 2])

    return gap


measures("service_gap_vulnerable")(_service_gap(0))
measures("service_gap_migrant")(_service_gap(4))


@measures("satisfaction")
def satisfaction(tally: Tally) -> Floats:
    """Average trust and true resolution."""
    success = ratio(tally.matters[:, m.TRULY], tally.matters[:, m.COLLECTED])
    return 0.5 * trust(tally) + 0.5 * success
