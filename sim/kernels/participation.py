"""Asking, deciding and finding a place: columns, chances, weights, and the rules around them.

The rule is a logistic choice with
resources, engagement and recruitment (Verba, Schlozman & Brady 1995; Brady, Verba & Schlozman
1999), a social norm with personal thresholds (Granovetter 1978), habit and attitudes (Ajzen
1991); see `sim.kernels.deciding.decide` for the equation.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    ELECTION,
    FORM_COUNT,
    INFORMED,
    VOLUNTEERING,
)
from sim.kernels.group_counts import SPREAD
from sim.rng import philox4

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]

NOT_ASKED, TIE, PARTY, OFFICIAL, ORGANISATION, BROADCAST = range(6)
"""Who asked: nobody, a tie, a party member, the committee, an organisation, an announcement."""
SOURCE_COUNT = 6
NO_FORM = 255
"""In `People.party_ask`: nobody of the party asked."""

ORDER = (ELECTION, CONSULTATION, CO_PRODUCTION, VOLUNTEERING, ACTIVITY, INFORMED)
"""Forms in the order in which free hours are promised: what has a date or a duty first."""

DEEP_BIT = np.uint8(64)
ADULT_BIT = np.uint8(128)


class Lasting(NamedTuple):
    """What is lasting in the decisions of residents, from one reading to the next.

    Age and college weigh differently on each form, so that they are kept apart from what all
    forms share. They are kept as counted, which takes a fraction of the room of the terms that
    are made of them: decades of age and having been to college, both less the mean of the town.

    Attributes:
        common: What all forms share, log-odds, shape (N,).
        age: Months of age at the last reading, shape (N,).
        college: College or above, shape (N,).
        mean_age: Mean age of the adults of the town at the start, decades.
        mean_college: Share of college among them, 0-1.
    """

    common: Floats
    age: NDArray[np.int16]
    college: NDArray[np.bool_]
    mean_age: float
    mean_college: float


class People(NamedTuple):
    """Columns of residents, each of shape (N,); `habit` has shape (6, N).

    `extra_asks` and `told_power` are what a trial adds, see `sim.month.state`: shape (6, N) and
    (N,), or empty for nothing; `told_power` is the share told, to the power of the norm.
    `at_home` counts, in a byte for each form, those of the household who speak of it; `tired` is
    the share of asks that a resident no longer opens to. Both are empty where no rule reads them.
    """

    resident_id: NDArray[np.int64]
    community: NDArray[np.int16]
    decides: NDArray[np.bool_]
    online: NDArray[np.bool_]
    on_call: NDArray[np.bool_]
    party_ask: Bytes
    trust: Floats
    efficacy: Floats
    belonging: Floats
    free_hours: Floats
    motive_loss: Floats
    threshold_power: Floats
    habit: Floats
    lasting: Lasting
    migrant: NDArray[np.bool_]
    extra_asks: Bytes
    told_power: Floats
    at_home: NDArray[np.uint64]
    tired: Floats


class TieList(NamedTuple):
    """Ties in compressed rows, and what is seen of each resident through them."""

    start: NDArray[np.int32]
    degree: NDArray[np.int16]
    neighbour: NDArray[np.uint32]
    seen: Bytes


class Chances(NamedTuple):
    """Chances of being asked and terms of deciding in each community, shape (C,)."""

    official: Floats
    online: Floats
    offline: Floats
    leader: Floats
    called: Floats
    incentive: Floats
    appeal: Floats
    volunteering_hours: Floats
    inclusion: Floats
    open_forms: Bytes


class Rules(NamedTuple):
    """Weights and tables of the decision.

    `intercept`, `by_age` and `by_college` have one value for each form, as have `hours`.
    `tie_ask[n]` is the chance that one of n ties asks, `home_quiet[n]` that none of n who speak of
    a form at home does; `share_power[n, k]` is (k/n)**a, or k/n itself where the threshold is
    hard; `worth[source]` is what an ask adds, `by_worth` the sources from the worthiest down.
    """

    trust: float
    efficacy: float
    belonging: float
    norm: float
    habit: float
    informed: float
    cost: float
    hard_threshold: bool
    intercept: Floats
    by_age: Floats
    by_college: Floats
    hours: Floats
    tie_ask: Floats
    home_quiet: Floats
    share_power: Floats
    worth: Floats
    by_worth: NDArray[np.int64]


class Keys(NamedTuple):
    """Key words of the two decisions of this pass."""

    ask_0: np.uint64
    ask_1: np.uint64
    take_0: np.uint64
    take_1: np.uint64


@lean()
def see(
    history: NDArray[np.uint32], adult: NDArray[np.bool_], window: np.uint32, seen: Bytes
) -> None:
    """Note what ties see of each resident at the start of a month, one byte each.

    Args:
        history: Months of each form, shape (6, N), bit 0 the last month.
        adult: Adults that count, shape (N,).
        window: Bits of the months that count for the norm.
        seen: Result, shape (N,): bit f for form f last month, bit 6 for any form of depth 2 or
            more in the window, bit 7 for an adult.
    """
    for row in range(seen.size):
        bits = np.uint8(0)
        if adult[row]:
            bits |= ADULT_BIT
            for form in range(FORM_COUNT):
                bits |= np.uint8(history[form, row] & np.uint32(1)) << np.uint8(form)
            deep = (
                history[ACTIVITY, row]
                | history[VOLUNTEERING, row]
                | history[CONSULTATION, row]
                | history[CO_PRODUCTION, row]
            )
            if deep & window:
                bits |= DEEP_BIT
        seen[row] = bits


@lean()
def count_at_home(
    household: NDArray[np.int32], eligible: NDArray[np.bool_], spoken: Bytes, counts: Words
) -> None:
    """Count what the others of the household speak of, a byte for each bit.

    Args:
        household: Household of each resident, contiguous, shape (N,).
        eligible: Slots that count, shape (N,).
        spoken: Bits of what each speaks of, shape (N,).
        counts: Result, shape (N,).
    """
    first = 0
    while first < household.size:
        end, total = first, uint64(0)
        while end < household.size and household[end] == household[first]:
            total += SPREAD[spoken[end]] if eligible[end] else uint64(0)
            end += 1
        for row in range(first, end):
            counts[row] = total - SPREAD[spoken[row]] if eligible[row] else uint64(0)
        first = end


@njit(cache=True, error_model="numpy")
def norm(power_of_share: float, power_of_threshold: float, hard: bool) -> float:
    """Compute the social norm's strength, 0-1: s**a / (s**a + theta**a).

    A threshold of 0 or less gives 1, else a share of 0 gives 0; where the threshold is hard the
    arguments are s and theta themselves and the norm is 1 from s >= theta on.

    Source: Granovetter (1978), softened.
    """
    share, threshold = power_of_share, power_of_threshold
    # Selections instead of branches, which nobody could foresee.
    soft = share / (share + threshold) if share > 0.0 else 0.0
    strength = (1.0 if share >= threshold else 0.0) if hard else soft
    return strength if threshold > 0.0 else 1.0


@njit(cache=True, error_model="numpy")
def fill_places(
    form: int,
    wanting: NDArray[np.bool_],
    resident_id: NDArray[np.int64],
    community_rows: NDArray[np.int64],
    places: NDArray[np.int64],
    key: tuple[np.uint64, np.uint64],
    month: np.uint64,
    took: Bytes,
) -> None:
    """Give the places of a form to those who want one, by keyed priority where they are short.

    Args:
        form: The form.
        wanting: Who wants a place, shape (N,).
        resident_id: Ids, shape (N,).
        community_rows: Row offsets of communities, shape (C + 1,).
        places: Places in each community, shape (C,).
        key: Key of ``place``; the form is the index of the draw.
        month: The month.
        took: Bit `form` is set for those who get a place, shape (N,).
    """
    bit = np.uint8(1 << form)
    for place in range(places.size):
        first, end = community_rows[place], community_rows[place + 1]
        count = 0
        for row in range(first, end):
            if wanting[row]:
                count += 1
        if count == 0 or places[place] <= 0:
            continue
        if count <= places[place]:
            for row in range(first, end):
                if wanting[row]:
                    took[row] |= bit
            continue
        rows = np.empty(count, dtype=np.int64)
        priority = np.empty(count)
        k = 0
        for row in range(first, end):
            if wanting[row]:
                rows[k] = row
                priority[k] = philox4(
                    key[0], key[1], uint64(resident_id[row]), month, uint64(form)
                )[0]
                k += 1
        last = _smallest(priority.copy(), places[place] - 1)
        # Of several with the last priority the first rows come first.
        left = places[place]
        for k in range(count):
            left -= priority[k] < last
        for k in range(count):
            if priority[k] < last or (priority[k] == last and left > 0):
                left -= priority[k] == last
                took[rows[k]] |= bit


@lean()
def _smallest(values: Floats, order: int) -> float:
    """Find the value that so many others are to stand before, from 0; values are moved.

    Source: Hoare (1961), algorithm 65 (find).
    """
    low, high = 0, values.size - 1
    while low < high:
        pivot = values[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if order <= j:
            high = j
        elif order >= i:
            low = i
        else:
            break
    found: float = values[order]
    return found
