"""Short loops over the residents of one block, of which deciding is made.

Each goes over few arrays: only then does the compiler see that none overlaps another, and takes
several residents at a time.
"""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import lean
from sim.kernels.maths import logistic
from sim.kernels.participation import NOT_ASKED, Bytes, Floats, norm
from sim.rng import BLOCK


@lean()
def follow(share: Floats, threshold: Floats, hard: bool) -> None:
    """The norm from what is seen, in place."""
    for k in range(threshold.size):
        share[k] = norm(share[k], threshold[k], hard)


@lean()
def one_or_other(which: NDArray[np.bool_], one: float, other: float, out: Floats) -> None:
    """One value where the flag is set and another where it is not."""
    for k in range(which.size):
        out[k] = one if which[k] else other


@lean()
def hear(source: int, quiet: Floats, u: Floats, silent: Floats, heard: NDArray[np.int64]) -> None:
    """Let one source ask everyone of a block, after all worthier ones.

    Sources ask independently. Walking them from the worthiest down, u is compared with the
    chance that one of those seen so far asks, so that more asking never weakens the ask that a
    person with the same u receives.

    Args:
        source: The source.
        quiet: Chance that it does not ask, shape (BLOCK,).
        u: Uniforms, shape (BLOCK,).
        silent: Chance that no source so far asks, shape (BLOCK,); changed.
        heard: Worthiest source that asks, or `NOT_ASKED`, shape (BLOCK,); changed.
    """
    for k in range(BLOCK):
        none = silent[k] * quiet[k]
        silent[k] = none
        asks = (heard[k] == NOT_ASKED) & (u[k] < 1.0 - none)
        heard[k] = source if asks else heard[k]


@lean()
def speak(at_home: NDArray[np.uint64], form: int, home_quiet: Floats, quiet: Floats) -> None:
    """Let the household ask as well: those of it who speak of a form, each on their own.

    Args:
        at_home: How many of the household speak of each form, a byte for each.
        form: The form.
        home_quiet: Chance that none of so many asks.
        quiet: Chance that no tie asks; changed.
    """
    for k in range(at_home.size):
        quiet[k] *= home_quiet[(at_home[k] >> np.uint64(8 * form)) & np.uint64(255)]


@lean()
def turn_away(tired: Floats, quiet: Floats) -> None:
    """Let residents who are tired of asks not open to a share of them."""
    for k in range(tired.size):
        quiet[k] = 1.0 - (1.0 - quiet[k]) * (1.0 - tired[k])


@lean()
def know(informed: Floats, weight: float, extra: Floats) -> None:
    """Add what knowing what goes on speaks for a form."""
    for k in range(informed.size):
        extra[k] += weight * informed[k]


@lean()
def hear_too(source: Bytes, worth: Floats, heard: NDArray[np.int64]) -> None:
    """Let a trial ask too: of its ask and that of the model the worthier counts.

    Args:
        source: Source that asks each resident, or `NOT_ASKED`.
        worth: What an ask adds, by source.
        heard: Worthiest source of the model that asks, or `NOT_ASKED`; changed.
    """
    for k in range(source.size):
        other = np.int64(source[k])
        more = (heard[k] == NOT_ASKED) | (worth[other] > worth[heard[k]])
        heard[k] = other if (other != NOT_ASKED) & more else heard[k]


@lean()
def tell(told: Floats, share: Floats) -> None:
    """Let what residents are told of the norm count where it is more than what they see."""
    for k in range(told.size):
        share[k] = max(share[k], told[k])


@lean()
def decades(months: NDArray[np.int16], mean: float, out: Floats) -> None:
    """Decades of age less their mean."""
    for k in range(months.size):
        out[k] = months[k] / 120.0 - mean


@lean()
def last(
    common: Floats, age: Floats, college: Floats, terms: tuple[float, float, float], out: Floats
) -> None:
    """The lasting part of the inclination."""
    intercept, by_age, by_college = terms
    for k in range(common.size):
        out[k] = (intercept + common[k]) + (by_age * age[k] + by_college * college[k])


@lean()
def include(migrant: NDArray[np.bool_], inclusion: float, out: Floats) -> None:
    """Lower what keeps migrants out."""
    for k in range(migrant.size):
        out[k] += inclusion if migrant[k] else 0.0


@lean()
def mark(
    decides: NDArray[np.bool_], heard: NDArray[np.int64], if_asked: bool, may: Bytes, asked: Bytes
) -> None:
    """Who decides on a form, which being informed needs an ask for, and who asked them."""
    for k in range(decides.size):
        asked[k] = np.uint8(heard[k]) * np.uint8(decides[k])
    for k in range(decides.size):
        may[k] = decides[k]
    if if_asked:
        for k in range(asked.size):
            may[k] = asked[k] != NOT_ASKED


@lean()
def answer(take: Floats, inclination: Floats, hours: float, left: Floats, may: Bytes) -> None:
    """Turn who may decide into who agrees, and promise the hours."""
    for k in range(BLOCK):
        inclination[k] = logistic(inclination[k])
    for k in range(BLOCK):
        agrees = (may[k] != 0) & (hours <= left[k]) & (take[k] < inclination[k])
        left[k] = left[k] - hours if agrees else left[k]
        may[k] = agrees


@lean()
def set_bit(flags: Bytes, form: int, words: Bytes) -> None:
    """Set the bit of a form where the flag is set."""
    for k in range(words.size):
        words[k] |= np.uint8(flags[k]) << np.uint8(form)
