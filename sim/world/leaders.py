"""Leaders of the resident groups: one adult in each group that has one."""

import numpy as np

from sim.rng import Draws
from sim.world.columns import Residents
from sim.world.demography import ADULT

_MIGRANT = 4.0
_YOUNG = 3.0
"""How many times more rarely a migrant, or an adult below 40, leads a group; assumed."""
_YOUNG_BELOW = 40


def fill_leaders(residents: Residents, draws: Draws, month: int, now: int) -> None:
    """Give every group without a leader one of its adults, by keyed rank.

    Args:
        residents: Columns to read and write.
        draws: Keyed draws.
        month: Month in the key of the draws: 0 at the start.
        now: Present month, for ages.
    """
    led = residents.group[np.flatnonzero(residents.group_leader)]
    groups = int(residents.group[-1]) + 1
    open_groups = np.flatnonzero(np.bincount(led, minlength=groups) == 0)
    if not open_groups.size:
        return
    starts = np.searchsorted(residents.group, open_groups)
    ends = np.searchsorted(residents.group, open_groups, side="right")
    for start, end in zip(starts, ends, strict=True):
        age = (now - residents.birth_month[start:end]) // 12
        rows = start + np.flatnonzero((age >= ADULT) & residents.eligible[start:end])
        if rows.size:
            rank = draws.uniforms("population.group_leader", month, residents.resident_id[rows])
            rank = rank * np.where(residents.migrant[rows], _MIGRANT, 1.0)
            rank = rank * np.where(age[rows - start] < _YOUNG_BELOW, _YOUNG, 1.0)
            residents.group_leader[rows[np.argmin(rank)]] = True
