"""Ties between residents: household, circles of the group and of the community, a few across.

Everyone in a household is tied. A share of the residents has no other tie. The others belong to
three circles in which everyone knows everyone (which gives the clustering): next-door neighbours
and people of like age, both in the resident group, and one of shared work or interest in the
community. They have a few ties to other communities, by adjacency. All but the neighbours bring
together people of one origin and similar age (homophily). How many of each: `sim.world.tie_plan`.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.kernels.search import count_upto
from sim.rng import Draws, philox4
from sim.scenario.town import Town
from sim.world.columns import Residents, Ties
from sim.world.tie_plan import TiePlan, tie_plan
from sim.world.tie_rows import Net, link, net, tie_households

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

_ROW_BITS = 25
_VALUE_BITS = 16
_TRIES = 8
"""Next in order who are tried where somebody cannot be tied to."""
_ROUNDING = 0.2
"""What rounding adds to the variance of circle sizes, about."""


def build_ties(
    town: Town, residents: Residents, draws: Draws, month: int, parameters: Mapping[str, float]
) -> tuple[Ties, TiePlan]:
    """Build the ties of a town as built.

    Args:
        town: Description, already scaled.
        residents: Residents as synthesised, all eligible.
        draws: Keyed draws.
        month: Month for which the town is built.
        parameters: Every parameter by name.

    Returns:
        Ties and the plan they follow, by which later ones are drawn.
    """
    sizes = np.bincount(residents.household)
    groups = np.bincount(residents.group)
    firsts = np.searchsorted(residents.group, np.arange(groups.size))
    household_mean = int(np.sum(sizes * (sizes - 1))) / len(residents)
    places = residents.community[firsts].astype(np.int64)
    plan = tie_plan(town, household_mean, groups, places, parameters)
    ties = _no_ties(sizes[residents.household] - 1 + plan.room)
    rows = net(ties, residents.household)
    tie_households(rows)
    u = draws.uniforms("ties.sociable", 0, residents.resident_id)
    sociable = np.flatnonzero(u >= plan.isolated)
    _tie_groups(rows, residents, sociable, plan, draws, month, parameters)
    key = _tie_communities(rows, residents, sociable, plan, draws, month, parameters)
    _across(
        rows,
        key,
        _Outgoing(
            sociable,
            residents.resident_id[sociable],
            residents.community[sociable].astype(np.int64),
            residents.migrant[sociable],
            month - residents.birth_month[sociable].astype(np.int64),
        ),
        plan.across,
        plan.flow,
        (parameters["circle_origin_mixing"], parameters["circle_community_noise"]),
        draws.key("ties.across"),
    )
    return ties, plan


def _no_ties(room: NDArray[np.int64]) -> Ties:
    """Make rows with room for so many ties each, shape (N,), and none yet."""
    return Ties(
        start=np.concatenate([[0], np.cumsum(room)]).astype(np.int32),
        degree=np.zeros(room.size, dtype=np.int16),
        household_degree=np.zeros(room.size, dtype=np.int16),
        neighbour=np.zeros(int(room.sum()), dtype=np.uint32),
    )


def _tie_groups(
    rows: Net,
    residents: Residents,
    sociable: Rows,
    plan: TiePlan,
    draws: Draws,
    month: int,
    p: Mapping[str, float],
) -> None:
    """Tie circles of next-door neighbours, then of like age, in each resident group."""
    group = residents.group[sociable]
    community = residents.community[sociable]
    u = draws.lanes("ties.group", 0, residents.resident_id[sociable])
    doors = residents.household[sociable] + p["circle_near_noise"] * (u[0] + u[1])
    doors -= residents.household[np.searchsorted(residents.group, group)]
    anyone = np.zeros(sociable.size, dtype=np.bool_)
    key = np.sort(_key(group, anyone, doors, sociable))
    spread = p["circle_spread"]
    near = p["tie_near_share"] * plan.group
    _circles(rows, key, residents.community, near, spread, *_words(draws, "near"))
    # Neighbours of one household are tied already, so their circles fall short: the others make
    # up for it.
    count = plan.group.size
    outside = (rows.degree - rows.household_degree)[sociable]
    people = np.maximum(1, np.bincount(community, minlength=count))
    like = np.maximum(0.0, plan.group - np.bincount(community, outside, minlength=count) / people)
    noise = p["circle_group_noise"] * (u[2] + u[3] - 1.0)
    lived = month - residents.birth_month[sociable] + noise
    key = np.sort(_key(group, residents.migrant[sociable], lived, sociable))
    _circles(rows, key, residents.community, like, spread, *_words(draws, "group"))


def _tie_communities(
    rows: Net,
    residents: Residents,
    sociable: Rows,
    plan: TiePlan,
    draws: Draws,
    month: int,
    p: Mapping[str, float],
) -> NDArray[np.int64]:
    """Tie circles of work or interest in each community; return sorted keys, shape (n,)."""
    u = draws.lanes("ties.interest", 0, residents.resident_id[sociable])
    origin = residents.migrant[sociable] ^ (u[2] < p["circle_origin_mixing"])
    noise = p["circle_community_noise"] * (u[0] + u[1] - 1.0)
    lived = month - residents.birth_month[sociable] + noise
    key = np.sort(_key(residents.community[sociable], origin, lived, sociable))
    words = _words(draws, "community")
    _circles(rows, key, residents.community, plan.community, p["circle_spread"], *words)
    return key


def _words(draws: Draws, kind: str) -> tuple[np.uint64, np.uint64]:
    """Make the key of the sizes of one kind of circle."""
    return draws.key(f"ties.circle_size_{kind}")


def _key(
    pool: NDArray[np.integer], migrant: NDArray[np.bool_], value: Floats, row: Rows
) -> NDArray[np.int64]:
    """Sort key of residents: pool, origin, value such as age in months, row; int64, shape (n,)."""
    value = np.clip(value, 0.0, 2.0**_VALUE_BITS - 1.0)
    place = pool.astype(np.int64) * 2 + migrant
    return (place << (_VALUE_BITS + _ROW_BITS)) | (value.astype(np.int64) << _ROW_BITS) | row


@lean(error_model="python")
def _circles(
    rows: Net,
    key: NDArray[np.int64],
    community: NDArray[np.int16],
    mean: Floats,
    most_spread: float,
    key_0: np.uint64,
    key_1: np.uint64,
) -> None:
    """Cut each pool, in the order of its keys, into circles and tie everyone in a circle.

    The mean is over people, who are in large circles more often than circles are large: hence
    the correction by the variance of the sizes.
    """
    row_mask = (1 << _ROW_BITS) - 1
    variance = most_spread * most_spread / 6.0 + _ROUNDING
    first = 0
    while first < key.size:
        pool = key[first] >> (_VALUE_BITS + _ROW_BITS + 1)
        end = first + 1
        row = key[first] & row_mask
        wanted = mean[community[row]] + 1.0
        spread = min(most_spread, wanted - 1.0)
        lanes = philox4(key_0, key_1, uint64(row), uint64(0), uint64(0))
        wanted -= variance * spread / most_spread / wanted
        size = int(wanted + spread * (lanes[0] + lanes[1] - 1.0) + lanes[2])
        while end < key.size and key[end] >> (_VALUE_BITS + _ROW_BITS + 1) == pool:
            # A remainder of one or two joins the last circle of the pool, if circles are larger.
            left_of_pool = (
                end + 2 < key.size and key[end + 2] >> (_VALUE_BITS + _ROW_BITS + 1) == pool
            )
            if end - first >= size and (left_of_pool or size < 3):
                break
            end += 1
        for one in range(first, end):
            for other in range(one + 1, end):
                link(rows, key[one] & row_mask, key[other] & row_mask)
        first = end


class _Outgoing(NamedTuple):
    """Those who have ties outside their household: row, id, community, origin and age in months."""

    rows: Rows
    ids: NDArray[np.int64]
    community: NDArray[np.int64]
    migrant: NDArray[np.bool_]
    lived: NDArray[np.int64]


@lean(error_model="python")
def _across(
    rows: Net,
    order: NDArray[np.int64],
    people: _Outgoing,
    mean: Floats,
    flow: Floats,
    likeness: tuple[float, float],
    key: tuple[np.uint64, np.uint64],
) -> None:
    """Tie communities: each resident starts half of its mean and is met by the rest.

    ``likeness`` is the share of ties with those of the other origin, and by how many months
    of age people differ.
    """
    sociable, ids, community, migrant, lived = people
    mixing, noise = likeness
    row_mask = (1 << _ROW_BITS) - 1
    for who in range(sociable.size):
        home = community[who]
        if mean[home] <= 0.0:
            continue
        number = int(
            0.5 * mean[home] + philox4(key[0], key[1], uint64(ids[who]), uint64(0), uint64(0))[0]
        )
        for index in range(number):
            u = philox4(key[0], key[1], uint64(ids[who]), uint64(0), uint64(index + 1))
            there = count_upto(flow[home], u[0])
            origin = migrant[who] ^ (u[1] < mixing)
            age = lived[who] + noise * (u[2] + u[3] - 1.0)
            age = min(max(age, 0.0), 2.0**_VALUE_BITS - 1.0)
            wanted = (((there * 2 + int(origin)) << _VALUE_BITS) | int(age)) << _ROW_BITS
            place = count_upto(order, wanted)
            for step in range(_TRIES):
                if place + step >= order.size:
                    break
                if link(rows, sociable[who], order[place + step] & row_mask):
                    break
