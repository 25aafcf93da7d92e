"""Phase 4, ask: party members visit the households they are linked to.

It runs before matters are collected, since a visit also hears of them.

Asks by ties, the committee, organisations and announcements are drawn with the decision itself,
in `sim.kernels.participation.decide`.
"""

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    ELECTION,
    FORM_COUNT,
    VOLUNTEERING,
)
from sim.kernels.visiting import visit_households
from sim.month.state import Month


def ask(month: Month) -> None:
    """Decide who is visited by a party member, and about which form one adult is asked."""
    homes, conditions = month.world.households, month.conditions
    if not np.any(conditions.linked_share > 0):
        return
    visit_households(
        homes.household_id,
        homes.community,
        homes.first,
        homes.size,
        homes.visit_rank,
        conditions.linked_share,
        conditions.visit_rate,
        _ask_weights(month),
        month.decides,
        month.draws.key("party_visit"),
        month.key_month,
        month.visited,
        month.party_ask,
    )


def _ask_weights(month: Month) -> NDArray[np.float64]:
    """Relative frequency of asks about each form that is open, shape (C, 6)."""
    weights = np.zeros((month.member.size, FORM_COUNT))
    weights[:, [ACTIVITY, VOLUNTEERING, CO_PRODUCTION]] = 1.0
    weights[:, CONSULTATION] = month.meetings > 0
    if month.election:
        weights[:, ELECTION] = month.parameters["election_mobilisation"]
    return weights
