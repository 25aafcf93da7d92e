"""What becomes of matters, for whom."""

import numpy as np

from sim.kernels import counting as k
from sim.kernels import matter_counts as m
from sim.metrics.participation import trust
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


@divides("matters_arisen")
def matters_arisen(tally: Tally) -> Parts:
    """Matters of 12 months per resident."""
    return tally.arisen, tally.counts[:, k.RESIDENTS]


@divides("collected_share")
def collected_share(tally: Tally) -> Parts:
    """Collected, of those that arose in the window."""
    return tally.matters[:, m.AROSE_COLLECTED], tally.matters[:, m.AROSE]


def _of_collected(column: int) -> Quotient:
    """Share of the matters collected in the window."""
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
    """Reopened, of those that were ever closed."""
    return tally.matters[:, m.REOPENED], tally.matters[:, m.EVER_CLOSED]


@measures("days_to_resolution")
def days_to_resolution(tally: Tally) -> Floats:
    """Mean days of those truly resolved."""
    return np.array([days.sum() / days.size if days.size else np.nan for days in tally.days])


@measures("days_p90")
def days_p90(tally: Tally) -> Floats:
    """Ninth decile of the same days: the smallest that nine tenths do not exceed."""
    return np.array(
        [days[int(np.ceil(0.9 * days.size)) - 1] if days.size else np.nan for days in tally.days]
    )


@measures("backlog")
def backlog(tally: Tally) -> Floats:
    """Open matters per 1,000 residents."""
    return 1_000.0 * ratio(tally.matters[:, m.OPEN], tally.counts[:, k.RESIDENTS])


@divides("service_reach")
def service_reach(tally: Tally) -> Parts:
    """Residents served in 12 months, per resident."""
    return tally.matters[:, m.REACHED], tally.counts[:, k.RESIDENTS]


def _gap(first: int) -> MetricFunction:
    """Truly resolved per matter arisen, first half minus second."""

    def gap(tally: Tally) -> Floats:
        c = tally.matters[:, m.GAP_COLUMNS + first :]
        return ratio(c[:, 1], c[:, 0]) - ratio(c[:, 3], c[:, 2])

    return gap


measures("service_gap_vulnerable")(_gap(0))
measures("service_gap_migrant")(_gap(4))


@measures("satisfaction")
def satisfaction(tally: Tally) -> Floats:
    """Half trust, half true resolution."""
    success = ratio(tally.matters[:, m.TRULY], tally.matters[:, m.COLLECTED])
    return 0.5 * trust(tally) + 0.5 * success
