"""Phase 10, measure: count residents and add up the year, for communities and the town."""

import numpy as np
from numpy.typing import NDArray

from sim.kernels import counting as k
from sim.metrics import Tally
from sim.month.state import CommunityState
from sim.policy import Conditions
from sim.world import World

Floats = NDArray[np.float64]
OLD_MONTHS = 60 * 12
"""Age in months from which an adult counts as older."""


def tally_of(
    world: World,
    state: CommunityState,
    month: int,
    adult: NDArray[np.bool_],
    member: NDArray[np.bool_],
    visited: NDArray[np.bool_],
    conditions: Conditions | None,
) -> Tally:
    """Everything the metrics need of one month.

    Args:
        world: The world after the month.
        state: State of the communities after the month.
        month: The month.
        adult: Adults that count, shape (N,).
        member: Communities that belong to the town, shape (C,).
        visited: Households visited, shape (H,).
        conditions: Conditions of the month, None before the first.
    """
    r, size = world.residents, member.size
    counts = np.zeros((size, k.COUNT_COLUMNS), dtype=np.int64)
    occasions = np.zeros((size, k.MOST_OCCASIONS + 1), dtype=np.int64)
    split_counts = np.zeros((size, k.GAPS, 2, 2), dtype=np.int64)
    sums = np.zeros((size, 3))
    k.count_residents(
        r.community,
        r.eligible,
        adult,
        r.party,
        r.registered,
        _splits(world, month),
        r.history,
        (r.trust, r.efficacy, r.belonging),
        counts,
        occasions,
        split_counts,
        sums,
    )
    homes = world.households
    kept = r.eligible[homes.first]
    nothing = np.zeros(size)

    def with_town[Number: (np.int64, np.float64)](values: NDArray[Number]) -> NDArray[Number]:
        """Append the sum over member communities as the last row."""
        total: NDArray[Number] = np.sum(values[member], axis=0, keepdims=True)
        return np.concatenate([values, total])

    return Tally(
        member=np.append(member, member.any()),
        counts=with_town(counts),
        occasions=with_town(occasions),
        splits=with_town(split_counts),
        sums=with_town(sums),
        hours_volunteered=with_town(state.hours_volunteered.sum(axis=0)),
        voters=with_town(state.voters),
        electorate=with_town(state.electorate),
        organisations=with_town(np.array([float(len(ids)) for ids in state.organisations])),
        committee_hours=with_town(conditions.committee_hours if conditions else nothing),
        administrative_hours=with_town(conditions.administrative_hours if conditions else nothing),
        meetings=with_town(state.meetings.sum(axis=0)),
        meeting_places=with_town(state.meeting_places.sum(axis=0)),
        meeting_attendance=with_town(state.meeting_attendance.sum(axis=0)),
        meetings_adopted=with_town(state.meetings_adopted.sum(axis=0)),
        visited=with_town(np.bincount(homes.community[visited], minlength=size).astype(float)),
        households=with_town(np.bincount(homes.community[kept], minlength=size).astype(float)),
        communities=with_town(np.ones(size)),
    )


def _splits(world: World, month: int) -> NDArray[np.uint8]:
    """Bit k where the resident is in the first half of split k, shape (N,)."""
    r = world.residents
    halves = (month - r.birth_month >= OLD_MONTHS, r.migrant, r.education == 2, r.owner)
    bits = np.zeros(r.migrant.size, dtype=np.uint8)
    for split, half in enumerate(halves):
        bits |= half.astype(np.uint8) << np.uint8(split)
    return bits
