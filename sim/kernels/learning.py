"""What people learn from a month: habit, trust, efficacy, belonging.

Everything stays in [0, 1] and saturates. Sizes are assumed, with ranges, in the parameters.
"""

from math import isnan
from typing import NamedTuple

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from sim.compiled import lean
from sim.declarations.forms import ACTIVITY, CO_PRODUCTION, CONSULTATION, FORM_COUNT, VOLUNTEERING
from sim.kernels.participation import BROADCAST, NOT_ASKED

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_BINDING_BITS = np.uint8(1 << ACTIVITY | 1 << VOLUNTEERING | 1 << CO_PRODUCTION)

_MOST_HEARD = 256
"""Ties are counted in bytes."""
_BLOCK = 1024
"""Residents whose ties are gone through before the rest is worked out for all of them."""


class TrustRules(NamedTuple):
    """Sizes of what moves trust in a month; see the parameters of the same names."""

    gain: float
    loss: float
    heard: float
    confidence: float
    averaging: float
    returning: float


class EfficacyRules(NamedTuple):
    """Sizes of what moves efficacy in a month."""

    gain: float
    loss: float
    heard: float
    returning: float


@lean()
def form_habits(
    took: Bytes,
    decided: Bytes,
    rate: float,
    first: int,
    end: int,
    history: NDArray[np.uint32],
    habit: Floats,
) -> None:
    """Write the month into the history and move habit where there was a decision to take.

        h <- (1 - k) h + k [took part]

    Args:
        took: Bit f where form f was taken part in, shape (N,).
        decided: Bit f where there was a decision on form f, shape (N,).
        rate: k, 0-1.
        first: First of the rows to work on.
        end: Row at which they end.
        history: Months of each form, shape (6, N); shifted by one.
        habit: Habit of each form, shape (6, N).
    """
    part, choice = took[first:end], decided[first:end]
    for form in range(FORM_COUNT):
        months, used = history[form, first:end], habit[form, first:end]
        for row in range(part.size):
            bit = np.uint32(part[row] >> form & 1)
            months[row] = months[row] << np.uint32(1) | bit
            if choice[row] >> form & 1:
                used[row] += rate * (bit - used[row])


@lean()
def wear_of_asks(
    asked_by: Bytes,
    kept: Floats,
    recovery: float,
    first: int,
    end: int,
    asks: Bytes,
    fatigue: Floats,
) -> None:
    """Let residents tire of asks in person and recover, in place.

    Args:
        asked_by: Source of the strongest ask, shape (6, N).
        kept: Share of openness that each number of asks leaves, shape (7,).
        recovery: Share of the fatigue that goes in a month, 0-1.
        first: First of the rows to work on.
        end: Row at which they end.
        asks: Result, asks in person in the month, shape (N,).
        fatigue: Fatigue of asks, 0-1, shape (N,); changed.
    """
    tired, number = fatigue[first:end], asks[first:end]
    number[:] = 0
    for form in range(FORM_COUNT):
        _count_asks(asked_by[form, first:end], number)
    for row in range(tired.size):
        tired[row] = 1.0 - (1.0 - (1.0 - recovery) * tired[row]) * kept[number[row]]


@lean()
def _count_asks(source: Bytes, number: Bytes) -> None:
    """Count asks in person about one form."""
    for row in range(source.size):
        number[row] += np.uint8((source[row] != NOT_ASKED) & (source[row] != BROADCAST))


class Heard(NamedTuple):
    """What is known of all before anybody's trust moves, each of shape (N,).

    Attributes:
        felt: Trust; not a number for those who are not listened to, with whom no comparison holds.
        good: Ties outside the household whose matter ended well.
        bad: Ties outside the household whose matter ended ill.
    """

    felt: Floats
    good: Bytes
    bad: Bytes


@njit(cache=True, error_model="numpy")
def hear_of(
    trust: Floats,
    adult: NDArray[np.bool_],
    outcome: NDArray[np.int8],
    start: NDArray[np.int32],
    degree: NDArray[np.int16],
    household_degree: NDArray[np.int16],
    neighbour: NDArray[np.uint32],
) -> Heard:
    """Find what `move_trust` needs to know of everybody; arguments are those of `move_trust`."""
    good, bad = np.zeros(trust.size, dtype=np.uint8), np.zeros(trust.size, dtype=np.uint8)
    _tell_ties(outcome, start, degree, household_degree, neighbour, good, bad)
    return Heard(np.where(adult, trust, np.nan), good, bad)


@njit(cache=True, error_model="numpy", nogil=True)
def move_trust(
    heard: Heard,
    own: Floats,
    outcome: NDArray[np.int8],
    start: NDArray[np.int32],
    degree: NDArray[np.int16],
    neighbour: NDArray[np.uint32],
    rules: TrustRules,
    first_row: int,
    last_row: int,
    trust: Floats,
) -> None:
    """Move trust by a month: the household's matters, those heard of, ties, the way back.

    A matter truly resolved adds gain (1 - T), one neglected takes loss T; a matter of a tie
    outside the household counts with weight `heard`. Then trust moves towards the mean of the
    adult ties within the confidence bound (bounded confidence: Deffuant et al. 2000; averaging:
    DeGroot 1974), and a little towards the person's own level.

    Args:
        heard: `hear_of`.
        own: Level that trust returns to, shape (N,), 0-1.
        outcome: -1, 0 or 1 for the household's matter of the month, shape (N,).
        start: Row offsets of ties, shape (N + 1,).
        degree: Ties of each resident, shape (N,).
        neighbour: Rows of ties, in each row first the members of the household.
        rules: Sizes.
        first_row: First of the rows to work on; they may be any part of the residents.
        last_row: Row at which they end.
        trust: Trust before, 0-1, and after, shape (N,); that of adults moves.
    """
    weight = np.zeros(_MOST_HEARD + 1)
    for number in range(_MOST_HEARD):
        weight[number + 1] = weight[number] + rules.heard
    gap = np.zeros(_BLOCK)
    for first in range(first_row, last_row, _BLOCK):
        end = min(first + _BLOCK, last_row)
        _listen(
            heard.felt, start[first:end], degree[first:end], neighbour, first, rules.confidence, gap
        )
        value, before, level = trust[first:end], heard.felt[first:end], own[first:end]
        told, well, ill = outcome[first:end], heard.good[first:end], heard.bad[first:end]
        for k in range(before.size):
            gained = weight[well[k]] + (1.0 if told[k] > 0 else 0.0)
            lost = weight[ill[k]] + (1.0 if told[k] < 0 else 0.0)
            after = (
                before[k] + rules.gain * gained * (1.0 - before[k]) - rules.loss * lost * before[k]
            )
            after += rules.averaging * gap[k]
            after += rules.returning * (level[k] - before[k])
            value[k] = value[k] if isnan(before[k]) else min(max(after, 0.0), 1.0)


@lean()
def _tell_ties(
    outcome: NDArray[np.int8],
    start: NDArray[np.int32],
    degree: NDArray[np.int16],
    household_degree: NDArray[np.int16],
    neighbour: NDArray[np.uint32],
    good: Bytes,
    bad: Bytes,
) -> None:
    """Count, for each resident, ties outside the household whose matter ended well or ill."""
    for row in range(outcome.size):
        if outcome[row] == 0:
            continue
        told = good if outcome[row] > 0 else bad
        outside = start[row] + household_degree[row]
        for k in range(outside, start[row] + degree[row]):
            told[neighbour[k]] += np.uint8(1)


@lean()
def _listen(
    felt: Floats,
    start: NDArray[np.int32],
    degree: NDArray[np.int16],
    neighbour: NDArray[np.uint32],
    first: int,
    confidence: float,
    gap: Floats,
) -> None:
    """Average the distance to ties within the confidence bound, 0 without any; for adults."""
    mine = felt[first : first + start.size]
    for k in range(start.size):
        total = 0.0
        listened = 0
        if isnan(mine[k]):
            continue
        # Unsigned, so that no place is taken for one counted from the end.
        begin = uint64(start[k])
        for place in range(begin, begin + uint64(degree[k])):
            difference = felt[neighbour[place]] - mine[k]
            near = abs(difference) < confidence
            total += difference if near else 0.0
            listened += near
        gap[k] = total / listened if listened > 0 else 0.0


@lean()
def move_efficacy(
    efficacy: Floats,
    own: Floats,
    adult: NDArray[np.bool_],
    community: NDArray[np.int16],
    took: Bytes,
    carried: Floats,
    ritual: Floats,
    voice: Floats,
    rules: EfficacyRules,
) -> None:
    """Move efficacy by the month's meetings, in place.

    A decision carried out adds gain (1 - E) times `voice` for those who attended, an adopted
    one that stays ritual takes loss E; those who only heard learn with weight `heard`.

    Args:
        efficacy: Efficacy, shape (N,), 0-1.
        own: Level it returns to, shape (N,), 0-1.
        adult: Whose efficacy moves, shape (N,).
        community: Community of each resident, shape (N,).
        took: Bits of the forms taken part in, shape (N,).
        carried: Decisions carried out, as a share of what meetings have room for, shape (C,).
        ritual: Decisions that stayed ritual, likewise, shape (C,).
        voice: Factor on what is gained, shape (C,).
        rules: Sizes.
    """
    first = 0
    while first < efficacy.size:
        place, end = community[first], first + 1
        while end < efficacy.size and community[end] == place:
            end += 1
        _move_efficacy_in(
            efficacy[first:end],
            own[first:end],
            adult[first:end],
            took[first:end],
            (carried[place], ritual[place], voice[place]),
            rules,
        )
        first = end


@lean()
def _move_efficacy_in(
    efficacy: Floats,
    own: Floats,
    adult: NDArray[np.bool_],
    took: Bytes,
    terms: tuple[float, float, float],
    rules: EfficacyRules,
) -> None:
    """Do `move_efficacy` in one community, with its `carried`, `ritual` and `voice`."""
    carried, ritual, voice = terms
    for row in range(efficacy.size):
        value = efficacy[row]
        weight = 1.0 if took[row] >> CONSULTATION & 1 else rules.heard
        after = value + rules.returning * (own[row] - value)
        after += weight * carried * rules.gain * voice * (1.0 - value)
        after -= weight * ritual * rules.loss * value
        # A selection instead of a branch, which nobody could foresee.
        efficacy[row] = min(max(after, 0.0), 1.0) if adult[row] else value


@lean()
def move_belonging(
    belonging: Floats,
    own: Floats,
    adult: NDArray[np.bool_],
    took: Bytes,
    gain: float,
    returning: float,
) -> None:
    """Move belonging by a month of doing things together or not, in place, shape (N,)."""
    for row in range(belonging.size):
        value = belonging[row]
        after = value + returning * (own[row] - value)
        after += gain * (1.0 - value) if took[row] & _BINDING_BITS else 0.0
        belonging[row] = min(max(after, 0.0), 1.0) if adult[row] else value
