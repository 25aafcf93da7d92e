"""The monthly experience of services: the one hook through which trust learns of them.

A household may have a matter; it is collected or not, and truly resolved or neglected. Whatever
decides this hands `experience_service` a value for each resident, and learning needs no more.
"""

import numpy as np

from sim.kernels.service import household_outcomes
from sim.month.state import Month


def experience_service(month: Month) -> None:
    """Set `month.outcome`: 1 resolved, -1 neglected, 0 nothing, for each resident's household."""
    homes, conditions = month.world.households, month.conditions
    outcome = np.empty(homes.size.size, dtype=np.int8)
    household_outcomes(
        homes.household_id,
        homes.community,
        homes.size,
        month.visited,
        month.parameters["need_rate"] / 12.0,
        conditions.collected,
        conditions.collected_visit,
        conditions.resolved,
        month.draws.key("service"),
        month.key_month,
        outcome,
    )
    np.take(outcome, month.world.residents.household, out=month.outcome)
