"""Matters arise in households, and are collected through the first channel that hears of them."""

from typing import NamedTuple

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.forms import ACTIVITY, CO_PRODUCTION, CONSULTATION, VOLUNTEERING
from sim.declarations.matters import (
    CHANNEL_COUNT,
    COMMUNITY,
    GRID,
    GRID_VISIT,
    LAPSED,
    LATENT,
    LEADER,
    NO_CHANNEL,
    ORGANISED,
    OWN_REPORT,
    PARTY_VISIT,
    PATROL,
    SOCIAL_WORK,
    TOWN,
    WAITING,
)
from sim.kernels.group_counts import YEAR
from sim.kernels.maths import logistic
from sim.kernels.search import count_upto
from sim.rng import BLOCK, LANES, philox4, philox_block

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MORE = 1.0 + 1e-9
"""Makes a bound safe against rounding."""
MATTER_STRIDE = 1 << 20
"""Ids are household id times this plus the month: who and when, never order of arrival."""


class Homes(NamedTuple):
    """Columns of households, shape (H,)."""

    household_id: NDArray[np.int64]
    first: NDArray[np.int32]
    size: NDArray[np.int32]
    community: NDArray[np.int16]


class Needs(NamedTuple):
    """What arises.

    Attributes:
        rate: Matters per resident and month, shape (C,).
        vulnerable: Factor on the rate of a vulnerable resident.
        kind: Cumulative shares of kinds in each community, shape (C, kinds), last 1.
        agreement: Chance of needing agreement by kind, shape (kinds,).
        size: Cumulative shares of sizes, shape (3,).
        beyond: Chance of not being solvable inside the community.
    """

    rate: Floats
    vulnerable: float
    kind: Floats
    agreement: Floats
    size: Floats
    beyond: float


class Arisen(NamedTuple):
    """Matters of a month, one in each of some households, shape (n,).

    Attributes:
        home: Household, ascending.
        person: Row of the resident whose matter it is.
        kind: Kind.
        size: 0 small to 2 large.
        agreement: Whether it needs agreement.
        beyond: Whether it cannot be solved inside the community.
        rank: Keyed rank in every queue.
        scope: Keyed uniform compared with the scope of services.
    """

    home: NDArray[np.int32]
    person: NDArray[np.int32]
    kind: NDArray[np.int8]
    size: NDArray[np.int8]
    agreement: Flags
    beyond: Flags
    rank: Floats
    scope: Floats


@njit(cache=True, error_model="numpy")
def arise(
    homes: Homes,
    eligible: Flags,
    vulnerable: Flags,
    needs: Needs,
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
) -> Arisen:
    """Let matters arise in the month, at most one in each household.

    A household has one with the rate per resident times its residents, the vulnerable counting
    more; whose it is, its kind, its size, whether it needs agreement and whether it can be solved
    inside the community are drawn with it.

    Args:
        homes: Columns of households.
        eligible: Residents that count, shape (N,).
        vulnerable: Vulnerable residents, shape (N,).
        needs: What arises.
        key: Key of ``need``.
        month: The month.
    """
    found = np.empty(homes.size.size, dtype=np.int32)
    who, lanes = np.zeros(BLOCK, dtype=np.int64), np.empty(LANES * BLOCK)
    count = _find(homes, eligible, vulnerable, needs, key, month, found, who, lanes)
    arisen = Arisen(
        found[:count].copy(),
        np.empty(count, dtype=np.int32),
        np.empty(count, dtype=np.int8),
        np.empty(count, dtype=np.int8),
        np.empty(count, dtype=np.bool_),
        np.empty(count, dtype=np.bool_),
        np.empty(count),
        np.empty(count),
    )
    _describe(homes, eligible, vulnerable, needs, key, month, arisen)
    return arisen


@lean()
def _find(
    homes: Homes,
    eligible: Flags,
    vulnerable: Flags,
    needs: Needs,
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
    found: NDArray[np.int32],
    who: NDArray[np.int64],
    lanes: Floats,
) -> int:
    """Find the households with a matter; how many, `who` and `lanes` are workspace."""
    count = 0
    most = max(1.0, needs.vulnerable)
    for begin in range(0, homes.size.size, BLOCK):
        homes_here = min(BLOCK, homes.size.size - begin)
        for k in range(homes_here):
            who[k] = homes.household_id[begin + k]
        philox_block(key[0], key[1], who, month, uint64(0), lanes)
        for k in range(homes_here):
            home = begin + k
            place = homes.community[home]
            # Mostly it need not be known who they are: a little more than all can weigh.
            if lanes[k] >= needs.rate[place] * (most * homes.size[home] * _MORE):
                continue
            weight = _weight(homes, eligible, vulnerable, needs.vulnerable, home)
            if lanes[k] < needs.rate[place] * weight:
                found[count] = home
                count += 1
    return count


@lean()
def _describe(
    homes: Homes,
    eligible: Flags,
    vulnerable: Flags,
    needs: Needs,
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
    arisen: Arisen,
) -> None:
    """Draw the rest for the households that were found."""
    for m in range(arisen.home.size):
        home = arisen.home[m]
        who = uint64(homes.household_id[home])
        u = philox4(key[0], key[1], who, month, uint64(0))
        more = philox4(key[0], key[1], who, month, uint64(1))
        kind = count_upto(needs.kind[homes.community[home]], u[1])
        arisen.kind[m] = kind
        arisen.size[m] = count_upto(needs.size, u[2])
        arisen.agreement[m] = u[3] < needs.agreement[kind]
        arisen.rank[m] = more[0]
        arisen.beyond[m] = more[1] < needs.beyond
        arisen.scope[m] = more[2]
        weight = _weight(homes, eligible, vulnerable, needs.vulnerable, home)
        arisen.person[m] = _person(
            homes, eligible, vulnerable, needs.vulnerable, home, more[3] * weight
        )


@lean()
def _weight(homes: Homes, eligible: Flags, vulnerable: Flags, factor: float, home: int) -> float:
    """Count residents of a household, the vulnerable more."""
    weight = 0.0
    for row in range(homes.first[home], homes.first[home] + homes.size[home]):
        if eligible[row]:
            weight += factor if vulnerable[row] else 1.0
    return weight


@lean()
def _person(
    homes: Homes, eligible: Flags, vulnerable: Flags, factor: float, home: int, rest: float
) -> int:
    """Find the resident of a household at whom a running weight is used up."""
    found = 0
    for row in range(homes.first[home], homes.first[home] + homes.size[home]):
        if eligible[row]:
            found = row
            rest -= factor if vulnerable[row] else 1.0
            if rest < 0.0:
                break
    return found


class Listening(NamedTuple):
    """How each community hears of matters; shape (C,) unless said.

    Attributes:
        report: Log-odds of an own report at trust 0.5 by a client of civil affairs.
        report_control: What control takes off for those who are no clients, log-odds.
        report_trust: Weight of trust in reporting, log-odds.
        report_taking_part: What having taken part in the last 12 months adds, log-odds.
        report_online: What online channels add for those online, log-odds.
        walk_in: Capacity of the station, 0-1.
        grid: Chance that a grid worker's visit hears of it, shape (grids,).
        patrol: Chance that a patrol sees it, shape (grids,).
        party: Chance that a party member's visit hears of it.
        leader: Chance that a group leader hears of it.
        social: Chance that a social worker hears of it, shape (C, kinds).
        organisation: Chance that an organisation hears of it.
        scope: Share of other than vulnerable residents whom services are for.
    """

    report: Floats
    report_control: Floats
    report_trust: float
    report_taking_part: float
    report_online: Floats
    walk_in: Floats
    grid: Floats
    patrol: Floats
    party: Floats
    leader: Floats
    social: Floats
    organisation: Floats
    scope: Floats


class Latent(NamedTuple):
    """Columns of the matters, shape (M,)."""

    id: NDArray[np.int64]
    household: NDArray[np.int32]
    resident: NDArray[np.int32]
    community: NDArray[np.int16]
    grid: NDArray[np.int32]
    kind: NDArray[np.int8]
    vulnerable: Flags
    scope: Floats
    arisen: NDArray[np.int32]
    state: NDArray[np.int8]
    level: NDArray[np.int8]
    since: NDArray[np.int32]
    ready: NDArray[np.int32]
    collected: NDArray[np.int32]
    channel: NDArray[np.int8]


class Hearing(NamedTuple):
    """What decides which channels hear of whose matters.

    Attributes:
        trust: Trust, shape (N,).
        history: Months of each form, shape (6, N), bit 0 the last month.
        online: Who is online, shape (N,).
        visited: Households visited by party members this month, shape (H,).
        grid_staffed: Grids with a worker, shape (grids,).
        patrol_kind: Kinds that a patrol can see, shape (kinds,).
    """

    trust: Floats
    history: NDArray[np.uint32]
    online: Flags
    visited: Flags
    grid_staffed: Flags
    patrol_kind: Flags


@njit(cache=True, error_model="numpy")
def collect(
    matters: Latent,
    listening: Listening,
    hearing: Hearing,
    months_latent: int,
    key: tuple[np.uint64, np.uint64],
    month: int,
) -> None:
    """Collect latent matters through the first channel that hears of them; let old ones lapse.

        own report: P = walk-in logistic(b + w_trust (trust - .5) + w_part [took part in the last
                        12 months] + channels - control [no client])

    A matter of someone for whom services are not meant reaches only the town, by own report.

    Args:
        matters: Columns of the matters; those collected change state, level, channel.
        listening: Chances of each channel.
        hearing: Whom they hear of.
        months_latent: Months after which a matter that nobody collected lapses.
        key: Key of ``collect``.
        month: The month.
    """
    _collect(matters, listening, hearing, months_latent, key, month, np.zeros(CHANNEL_COUNT))


@lean()
def _collect(
    matters: Latent,
    listening: Listening,
    hearing: Hearing,
    months_latent: int,
    key: tuple[np.uint64, np.uint64],
    month: int,
    chance: Floats,
) -> None:
    """See `collect`; `chance` is workspace, shape (CHANNEL_COUNT,)."""
    trust, history, online, visited, grid_staffed, patrol_kind = hearing
    for m in range(matters.id.size):
        if matters.state[m] != LATENT:
            continue
        place = matters.community[m]
        row = matters.resident[m]
        grid = matters.grid[m]
        client = matters.vulnerable[m]
        served = client or matters.scope[m] < listening.scope[place]
        odds = listening.report[place] + listening.report_trust * (trust[row] - 0.5)
        deep = (
            history[ACTIVITY, row]
            | history[VOLUNTEERING, row]
            | history[CONSULTATION, row]
            | history[CO_PRODUCTION, row]
        )
        if deep & YEAR:
            odds += listening.report_taking_part
        if online[row]:
            odds += listening.report_online[place]
        if not client:
            odds -= listening.report_control[place]
        chance[:] = 0.0
        chance[OWN_REPORT] = listening.walk_in[place] * logistic(odds)
        if served:
            chance[GRID_VISIT] = listening.grid[grid]
            if patrol_kind[matters.kind[m]]:
                chance[PATROL] = listening.patrol[grid]
            if visited[matters.household[m]]:
                chance[PARTY_VISIT] = listening.party[place]
            chance[LEADER] = listening.leader[place]
            chance[SOCIAL_WORK] = listening.social[place, matters.kind[m]]
            chance[ORGANISED] = listening.organisation[place]
        u = philox4(key[0], key[1], uint64(matters.id[m]), uint64(month), uint64(0))[0]
        silent = 1.0
        heard = NO_CHANNEL
        for channel in range(1, CHANNEL_COUNT):
            silent *= 1.0 - chance[channel]
            if u < 1.0 - silent:
                heard = channel
                break
        if heard != NO_CHANNEL:
            matters.state[m] = WAITING
            matters.channel[m] = heard
            matters.collected[m] = month
            matters.since[m] = month
            matters.ready[m] = month
            if not served:
                matters.level[m] = TOWN
            elif not grid_staffed[grid]:
                matters.level[m] = COMMUNITY
            else:
                matters.level[m] = GRID
        elif month - matters.arisen[m] + 1 >= months_latent:
            matters.state[m] = LAPSED
            matters.since[m] = month
