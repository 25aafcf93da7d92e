"""Phase 4, ask: party members visit the households they are linked to.

It runs before matters are collected, since a visit also hears of them.

Asks by ties, the committee, organisations and announcements are drawn with the decision itself,
in `sim.kernels.deciding.decide`.
"""

import numpy as np
from numpy.typing import NDArray

from sim.declarations import forms
from sim.kernels.arising import Homes
from sim.kernels.visiting import Visits, link_households, visit_households
from sim.month.state import Month
from sim.world import party_ranks


def ask(month: Month) -> None:
    """Decide who is visited by a party member, and about which form one adult is asked.

    Visits of a trial are added; what they ask about is told with the decision itself.
    """
    _visit_by_party(month)
    month.visited[month.extras.visits] = True


def _visit_by_party(month: Month) -> None:
    """Let party members visit the households that they are linked to."""
    homes, residents, conditions = month.world.households, month.world.residents, month.conditions
    if not np.any((conditions.party_coverage > 0) & (conditions.party_reach > 0)):
        residents.households_served[:] = 0
        residents.duties[:] = 0
        return
    server = _link(month)
    residents.duties[:] = 0
    rate = conditions.visit_rate
    if month.election:
        rate = np.minimum(rate * month.parameters["election_visits"], 1.0)
    weights, key = _ask_weights(month), month.draws.key("party_visit")
    # Members serve households of their own community, so that nobody counts for two threads.
    month.threads.places(
        lambda rows: visit_households(
            Homes(*(getattr(homes, name)[rows] for name in Homes._fields)),
            server[rows],
            residents.fatigue,
            rate,
            weights,
            month.decides,
            key,
            month.key_month,
            Visits(month.visited[rows], month.party_ask, residents.duties),
        ),
        month.world.household_rows,
    )


def _link(month: Month) -> NDArray[np.int32]:
    """Find the active party member that serves each household, or `NOBODY`, shape (H,).

    As many households are linked as are to be, and as active members can take.
    """
    homes, r, c = month.world.households, month.world.residents, month.conditions
    count = month.member.size
    counts = r.eligible[homes.first]
    rows = np.flatnonzero(r.party & month.decides)
    active = party_ranks(month.world, rows, month.draws) < c.party_active[r.community[rows]]
    member = rows[active].astype(np.int32)
    number = np.bincount(r.community[member], minlength=count)
    households = month.world.households_where(counts)
    can = number * c.party_reach / np.maximum(households, 1)
    server = np.empty(len(homes), dtype=np.int32)
    link_households(
        homes.community,
        np.where(counts, homes.visit_rank, 1.0),
        np.minimum(c.party_coverage, can),
        member,
        np.concatenate(([0], np.cumsum(number))),
        server,
        r.households_served,
    )
    return server


def _ask_weights(month: Month) -> NDArray[np.float64]:
    """Weigh asks about each form that is open by their relative frequency, shape (C, 6)."""
    weights = np.zeros((month.member.size, forms.FORM_COUNT))
    weights[:, [forms.ACTIVITY, forms.VOLUNTEERING, forms.CO_PRODUCTION]] = 1.0
    weights[:, forms.CONSULTATION] = month.meetings > 0
    if month.election:
        weights[:, forms.ELECTION] = month.parameters["election_mobilisation"]
    return weights
