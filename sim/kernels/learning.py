"""What people learn from a month: habit, trust, efficacy, belonging.

Everything stays in [0, 1] and saturates. Sizes are assumed, with ranges, in the parameters.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    FORM_COUNT,
    VOLUNTEERING,
)

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_BINDING_BITS = np.uint8(1 << ACTIVITY | 1 << VOLUNTEERING | 1 << CO_PRODUCTION)


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


@njit(cache=True, error_model="numpy")
def form_habits(
    took: Bytes, decided: Bytes, rate: float, history: NDArray[np.uint32], habit: Floats
) -> None:
    """Write the month into the history and move habit where there was a decision to take.

        h <- (1 - k) h + k [took part]

    Args:
        took: Bit f where form f was taken part in, shape (N,).
        decided: Bit f where there was a decision on form f, shape (N,).
        rate: k, 0-1.
        history: Months of each form, shape (6, N); shifted by one.
        habit: Habit of each form, shape (6, N).
    """
    for form in range(FORM_COUNT):
        for row in range(took.size):
            bit = np.uint32(took[row] >> form & 1)
            history[form, row] = history[form, row] << np.uint32(1) | bit
            if decided[row] >> form & 1:
                habit[form, row] += rate * (bit - habit[form, row])


@njit(cache=True, error_model="numpy")
def move_trust(
    trust: Floats,
    own: Floats,
    adult: NDArray[np.bool_],
    outcome: NDArray[np.int8],
    start: NDArray[np.int64],
    degree: NDArray[np.int32],
    household_degree: NDArray[np.int32],
    neighbour: NDArray[np.uint32],
    rules: TrustRules,
    out: Floats,
) -> None:
    """Trust after a month: the household's matters, those heard of, ties, and the way back.

    A matter truly resolved adds gain (1 - T), one neglected takes loss T; a matter of a tie
    outside the household counts with weight `heard`. Then trust moves towards the mean of the
    adult ties within the confidence bound (bounded confidence: Deffuant et al. 2000; averaging:
    DeGroot 1974), and a little towards the person's own level.

    Args:
        trust: Trust before, shape (N,), 0-1.
        own: Level that trust returns to, shape (N,), 0-1.
        adult: Whose trust moves and counts, shape (N,).
        outcome: -1, 0 or 1 for the household's matter of the month, shape (N,).
        start: Row offsets of ties, shape (N + 1,).
        degree: Ties of each resident, shape (N,).
        household_degree: Of these, the first that are household members, shape (N,).
        neighbour: Rows of ties.
        rules: Sizes.
        out: Trust after, shape (N,); not the same array as `trust`.
    """
    for row in range(trust.size):
        before = trust[row]
        if not adult[row]:
            out[row] = before
            continue
        good = 0.0
        bad = 0.0
        gap = 0.0
        listened = 0
        first = start[row]
        outside = first + household_degree[row]
        for k in range(first, first + degree[row]):
            other = neighbour[k]
            if k >= outside:
                if outcome[other] > 0:
                    good += rules.heard
                elif outcome[other] < 0:
                    bad += rules.heard
            if adult[other]:
                difference = trust[other] - before
                if abs(difference) < rules.confidence:
                    gap += difference
                    listened += 1
        if outcome[row] > 0:
            good += 1.0
        elif outcome[row] < 0:
            bad += 1.0
        after = before + rules.gain * good * (1.0 - before) - rules.loss * bad * before
        if listened > 0:
            after += rules.averaging * (gap / listened)
        after += rules.returning * (own[row] - before)
        out[row] = min(max(after, 0.0), 1.0)


@njit(cache=True, error_model="numpy")
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
    """Efficacy after the month's meetings, in place.

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
    for row in range(efficacy.size):
        if not adult[row]:
            continue
        place = community[row]
        value = efficacy[row]
        weight = 1.0 if took[row] >> CONSULTATION & 1 else rules.heard
        after = value + rules.returning * (own[row] - value)
        after += weight * carried[place] * rules.gain * voice[place] * (1.0 - value)
        after -= weight * ritual[place] * rules.loss * value
        efficacy[row] = min(max(after, 0.0), 1.0)


@njit(cache=True, error_model="numpy")
def move_belonging(
    belonging: Floats,
    own: Floats,
    adult: NDArray[np.bool_],
    took: Bytes,
    gain: float,
    returning: float,
) -> None:
    """Belonging after a month with or without doing things together, in place, shape (N,)."""
    for row in range(belonging.size):
        if not adult[row]:
            continue
        value = belonging[row]
        after = value + returning * (own[row] - value)
        if took[row] & _BINDING_BITS:
            after += gain * (1.0 - value)
        belonging[row] = min(max(after, 0.0), 1.0)
