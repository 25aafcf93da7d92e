"""Leaders of the resident groups: one adult in each group that has one."""

from collections.abc import Mapping

import numpy as np

from sim.rng import Draws
from sim.world.columns import Residents
from sim.world.demography import ADULT


def fill_leaders(
    residents: Residents, draws: Draws, month: int, now: int, parameters: Mapping[str, float]
) -> None:
    """Give every group without a leader one of its adults, by keyed rank.

    Args:
        residents: Columns to read and write.
        draws: Keyed draws.
        month: Month in the key of the draws: 0 at the start.
        now: Present month, for ages.
        parameters: Every parameter by name.
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
            rank = rank * np.where(residents.migrant[rows], parameters["leader_migrant"], 1.0)
            rank = rank * np.where(residents.female[rows], 1.0, parameters["leader_male"])
            young = age[rows - start] < parameters["leader_young_age"]
            rank = rank * np.where(young, parameters["leader_young"], 1.0)
            residents.group_leader[rows[np.argmin(rank)]] = True
