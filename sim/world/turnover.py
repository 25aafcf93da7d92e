"""People leave and others take their slots: a flat population with fixed slots.

Who dies makes room for a birth of the same origin, who moves for a newcomer of the same origin;
the ages of the latter keep the age margin of the town (`sim.world.demography`). Where the one
leaving was the only adult of a household an adult comes, and the birth happens elsewhere.
Household, ownership and origin stay with the slot; so do ties within the household.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.compiled import lean
from sim.kernels.search import count_upto
from sim.rng import Draws
from sim.world.columns import ROWS_AT_A_TIME, Residents, World
from sim.world.demography import ADULT, AGES, NEWBORN, OLD
from sim.world.leaders import fill_leaders
from sim.world.people import (
    Cuts,
    Uniforms,
    arrival_key,
    expected_cuts,
    own_lanes,
    reached_online,
    set_character,
    set_condition,
    set_education,
    set_free_hours,
    set_leaving,
    set_status,
)
from sim.world.redraw import redraw_ties

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_NEVER = np.iinfo(np.int16).max


def replace_leavers(
    world: World, draws: Draws, month: int, parameters: Mapping[str, float]
) -> NDArray[np.int64]:
    """Replace everyone whose time to leave has come, and let birthdays take effect.

    Education, party and public job are settled at the 18th birthday and the job ends at the 60th;
    at both, vulnerability, disability and free hours are settled anew, and each January who is
    reached online: by the lasting uniforms of each person and the margins of the year.

    Args:
        world: Town, changed in place.
        draws: Keyed draws.
        month: Present month.
        parameters: Every parameter by name.

    Returns:
        Rows replaced, ascending, int64.
    """
    residents = world.residents
    rows = np.flatnonzero(residents.eligible & (residents.leaves <= month))
    cuts = expected_cuts(world.town.margins, world.demography, month / 12.0, parameters)
    _birthdays(world, draws, month, parameters, cuts)
    if rows.size:
        _arrive(world, rows, draws, month, parameters, cuts)
        redraw_ties(world, rows, draws, month, parameters)
    fill_leaders(residents, draws, month, month, parameters)
    return rows


def _arrive(
    world: World, rows: Rows, draws: Draws, month: int, parameters: Mapping[str, float], cuts: Cuts
) -> None:
    """Put newcomers into the slots of leavers."""
    residents, people = world.residents, world.demography
    who = residents.resident_id[rows]
    months = np.full(rows.size, month, dtype=np.int64)
    lanes = draws.lanes("population.newcomer", month, who)
    _newcomers(
        rows,
        month,
        _Slots(*(getattr(residents, name) for name in _Slots._fields)),
        lanes[0],
        lanes[1],
        people.inflow,
    )
    age = (month - residents.birth_month[rows]).astype(np.int64) // 12
    residents.arrived[rows] = month
    residents.female[rows] = lanes[2] < world.town.margins.female
    _forget(residents, rows)
    u = Uniforms(draws, who, months)
    alone = _alone(rows, residents.household, residents.eligible)
    set_education(residents, rows, u.schooling, age, cuts)
    set_status(residents, rows, u, age, cuts)
    set_condition(residents, rows, u, age, cuts, alone)
    set_free_hours(residents, rows, u.hours, age, parameters)
    converted = np.array([place.origin == "converted" for place in world.town.communities])
    set_character(residents, rows, draws, months, converted[residents.community[rows]], parameters)
    set_leaving(residents, rows, draws, months, month, people)


def _forget(residents: Residents, rows: Rows) -> None:
    """Forget what the person who left had done; it is no part of the one who comes."""
    residents.group_leader[rows] = False
    residents.registered[rows] = False
    residents.on_call[rows] = False
    residents.motive_loss[rows] = 0.0
    residents.ask_fatigue[rows] = 0.0
    residents.households_served[rows] = 0
    residents.duties[rows] = 0
    residents.fatigue[rows] = 0.0
    residents.habit[:, rows] = 0.0
    residents.history[:, rows] = 0


def _birthdays(
    world: World, draws: Draws, month: int, parameters: Mapping[str, float], cuts: Cuts
) -> None:
    """Change what changes at the 18th and 60th birthday, and with the year."""
    residents = world.residents
    birth = residents.birth_month
    grown = np.flatnonzero(residents.eligible & (birth == month - 12 * ADULT))
    old = np.flatnonzero(residents.eligible & (birth == month - 12 * OLD))
    for rows in (grown, old):
        u = Uniforms(draws, residents.resident_id[rows], arrival_key(residents, rows, world.built))
        age = (month - birth[rows]).astype(np.int64) // 12
        if rows is grown:
            set_education(residents, rows, u.schooling, age, cuts)
            set_status(residents, rows, u, age, cuts)
        else:
            residents.public_job[rows] = False
        alone = _alone(rows, residents.household, residents.eligible)
        set_condition(residents, rows, u, age, cuts, alone)
        set_free_hours(residents, rows, u.hours, age, parameters)
    if month % 12 == 0:
        for first in range(0, len(residents), ROWS_AT_A_TIME):
            rows = first + np.flatnonzero(residents.eligible[first : first + ROWS_AT_A_TIME])
            months = arrival_key(residents, rows, world.built)
            lanes = own_lanes(draws, "population.traits", residents.resident_id[rows], months, 1)
            age = (month - birth[rows]).astype(np.int64) // 12
            residents.online[rows] = reached_online(lanes[1], age, cuts)


@njit(cache=True)
def _alone(
    rows: Rows, household: NDArray[np.int32], eligible: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell, for some rows, whether no other eligible resident lives in the household."""
    alone = np.ones(rows.size, dtype=np.bool_)
    for place in range(rows.size):
        row = rows[place]
        first = row
        while first > 0 and household[first - 1] == household[row]:
            first -= 1
        while first < household.size and household[first] == household[row]:
            alone[place] &= first == row or not eligible[first]
            first += 1
    return alone


class _Slots(NamedTuple):
    """Columns of residents, each of shape (N,).

    Attributes:
        household: Contiguous by household.
        eligible: Slots that count.
        migrant: Migrants.
        birth_month: Month of birth, of those who come changed in place.
        leaves: Month of leaving; set far away for those who have come.
        dies: Whether those leaving die.
    """

    household: NDArray[np.int32]
    eligible: NDArray[np.bool_]
    migrant: NDArray[np.bool_]
    birth_month: NDArray[np.int16]
    leaves: NDArray[np.int16]
    dies: NDArray[np.bool_]


@lean()
def _newcomers(
    rows: Rows, month: int, slots: _Slots, which: Floats, when: Floats, inflow: Floats
) -> None:
    """Draw months of birth of those who come, by row; later ones see earlier ones.

    Args:
        rows: Rows to fill, ascending, shape (n,).
        month: Present month.
        slots: Columns of residents.
        which: One uniform each for the age, shape (n,).
        when: One uniform each for the month of birth within the year, shape (n,).
        inflow: As in `Demography`.
    """
    household, eligible, migrant, birth_month, leaves, dies = slots
    for place in range(rows.size):
        row = rows[place]
        first = row
        while first > 0 and household[first - 1] == household[row]:
            first -= 1
        adult_stays = False
        other = first
        while other < household.size and household[other] == household[row]:
            grown = month - birth_month[other] >= 12 * ADULT
            if other != row and eligible[other] and grown and leaves[other] > month:
                adult_stays = True
            other += 1
        if dies[row] and adult_stays:
            arrives = NEWBORN
        else:
            shares = inflow[1 if migrant[row] else 0, 1 if adult_stays else 0]
            arrives = min(count_upto(shares, which[place]), AGES)
        if arrives == NEWBORN:
            birth_month[row] = month
        else:
            birth_month[row] = month - 12 * (arrives - 1) - int(12.0 * when[place])
        leaves[row] = _NEVER
