"""Deciding: one pass over the adults makes every decision of the month.

Each goes over few arrays: only then does the compiler see that none overlaps another, and takes
several residents at a time.

Residents are taken in blocks of one community. In each block the draws are made, then the ties
are gone through, then form after form is worked out for all of the block: short loops without
branches, which vector units take several residents at a time.
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
    INFORMED,
    VOLUNTEERING,
)
from sim.kernels.group_counts import SPREAD
from sim.kernels.maths import logistic
from sim.kernels.participation import (
    BROADCAST,
    NOT_ASKED,
    OFFICIAL,
    ORDER,
    ORGANISATION,
    PARTY,
    TIE,
    Bytes,
    Chances,
    Floats,
    Keys,
    People,
    Rules,
    TieList,
    norm,
)
from sim.rng import BLOCK, LANES, philox_block

# --- Short loops over the residents of one block, of which deciding is made


@lean()
def follow(share: Floats, threshold: Floats, hard: bool) -> None:
    """Compute the norm from what is seen, in place."""
    for k in range(threshold.size):
        share[k] = norm(share[k], threshold[k], hard)


@lean()
def one_or_other(which: NDArray[np.bool_], one: float, other: float, out: Floats) -> None:
    """Choose one value where the flag is set, another where it is not."""
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
    """Subtract the mean from age in decades."""
    for k in range(months.size):
        out[k] = months[k] / 120.0 - mean


@lean()
def last(
    common: Floats, age: Floats, college: Floats, terms: tuple[float, float, float], out: Floats
) -> None:
    """Add up the lasting part of the inclination."""
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
    """Mark who decides on a form (being informed takes an ask), and who asked them."""
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


# --- Deciding: one pass over the adults makes every decision of the month

Words = NDArray[np.uint64]

_DATED = np.uint8(1 << CONSULTATION | 1 << ELECTION)
_BYTE = np.uint64(255)
_REACH = 8 * BLOCK
"""Residents whose ties are gone through at a time, before what else fills the nearest memory."""


def _draw_of_form() -> NDArray[np.int64]:
    """List a person's draw for each form: dated forms have a second four of draws."""
    order = (INFORMED, ACTIVITY, VOLUNTEERING, CO_PRODUCTION, CONSULTATION, ELECTION)
    return np.argsort(np.array(order))


_DRAW = _draw_of_form()


class Block(NamedTuple):
    """Workspace for the residents of one block, shape (BLOCK,) where no other is given.

    Attributes:
        who: Ids.
        ask: Draws of ``ask``, one after the other for each form, shape (8 BLOCK,).
        take: Draws of ``take_part``, likewise.
        counts: Ties seen, by bit of what is seen, eight counts of one byte each.
        engaged: Part of the inclination that all forms share.
        left: Free hours that are not promised yet.
        age: Decades of age less the town's mean.
        college: Having been to college less the town's mean.
        quiet: Chance that a source does not ask.
        silent: Chance that none of the sources so far asks.
        heard: Worthiest source that asks.
        worth: What that ask adds.
        extra: What else speaks for a form.
        inclination: Log-odds of taking part, then the chance.
        may: Whether a form is decided on, then whether the answer is yes.
    """

    who: NDArray[np.int64]
    ask: Floats
    take: Floats
    counts: Words
    engaged: Floats
    left: Floats
    age: Floats
    college: Floats
    quiet: Floats
    silent: Floats
    heard: NDArray[np.int64]
    worth: Floats
    extra: Floats
    inclination: Floats
    may: Bytes
    reach: Words


@njit(cache=True, error_model="numpy")
def workspace() -> Block:
    """Make a workspace full of zeros."""
    return Block(
        np.zeros(BLOCK, dtype=np.int64),
        np.zeros(2 * LANES * BLOCK),
        np.zeros(2 * LANES * BLOCK),
        np.zeros(BLOCK, dtype=np.uint64),
        np.zeros(BLOCK),
        np.zeros(BLOCK),
        np.zeros(BLOCK),
        np.zeros(BLOCK),
        np.zeros(BLOCK),
        np.zeros(BLOCK),
        np.zeros(BLOCK, dtype=np.int64),
        np.zeros(BLOCK),
        np.zeros(BLOCK),
        np.zeros(BLOCK),
        np.zeros(BLOCK, dtype=np.uint8),
        np.zeros(_REACH, dtype=np.uint64),
    )


class Decisions(NamedTuple):
    """What residents decide.

    Attributes:
        willing: Bit f for a yes to form f, shape (N,).
        decided: Bit f where form f was decided on, shape (N,).
        asked_by: Source of the strongest ask, shape (6, N).
    """

    willing: Bytes
    decided: Bytes
    asked_by: Bytes


@lean()
def decide(
    people: People,
    ties: TieList,
    chances: Chances,
    rules: Rules,
    keys: Keys,
    month: np.uint64,
    first_row: int,
    last_row: int,
    decisions: Decisions,
    block: Block,
) -> None:
    """Decide for every adult on every form that is open, in one pass.

        P(yes) = logistic(intercept[f] + common + w_age[f] age + w_college[f] college
                          + inclusion [migrant] + w_trust (trust - .5) + w_eff (efficacy - .5)
                          + w_bel (belonging - .5) + w_norm norm + w_habit habit[f]
                          + [depth 2 and more] w_informed habit[informed]
                          + ask + [volunteering] (incentive - lost motive) + [activity] appeal
                          - w_cost cost)

    where `common` holds the terms of resources and origin, and the disposition. Of several asks
    the strongest counts; whoever is tired of asks does not open to a share of them.
    Being informed needs an ask or an announcement; the other forms are open to whoever comes. A
    person promises no more hours than are free.

    Args:
        people: Columns of residents.
        ties: Ties and what is seen through them.
        chances: Terms of each community.
        rules: Weights and tables.
        keys: Keys of ``ask`` and ``take_part``.
        month: The month.
        first_row: First of the rows to decide for; they may be any part of the residents.
        last_row: Row at which they end.
        decisions: Result.
        block: `workspace()`.
    """
    decisions.willing[first_row:last_row] = 0
    decisions.decided[first_row:last_row] = 0
    decisions.asked_by[:, first_row:last_row] = NOT_ASKED
    start = first_row
    while start < last_row:
        place, stop = people.community[start], start + 1
        while stop < min(start + _REACH, last_row) and people.community[stop] == place:
            stop += 1
        open_forms = chances.open_forms[place]
        if open_forms:
            count_ties(ties, people.decides, start, stop, block.reach)
            dated = (open_forms & _DATED) != 0
            for first in range(start, stop, BLOCK):
                end = min(first + BLOCK, stop)
                _draw(people, keys, month, first, end, dated, block)
                _engage(people, rules, first, end, first - start, block)
                for form in ORDER:
                    if open_forms >> form & 1:
                        _hear(people, chances, rules, place, form, first, end, block)
                        _incline(people, chances, rules, place, form, first, end, block)
                        _settle(people, chances, rules, place, form, first, end, block, decisions)
        start = stop


@lean(inline="always")
def _draw(
    people: People, keys: Keys, month: np.uint64, first: int, end: int, dated: bool, block: Block
) -> None:
    """Draw a uniform for each form; the second four only when a dated form is open."""
    who, ids = block.who, people.resident_id[first:end]
    for k in range(ids.size):
        who[k] = ids[k]
    for index in range(2 if dated else 1):
        lanes = slice(index * LANES * BLOCK, (index + 1) * LANES * BLOCK)
        philox_block(keys.ask_0, keys.ask_1, who, month, uint64(index), block.ask[lanes])
        philox_block(keys.take_0, keys.take_1, who, month, uint64(index), block.take[lanes])


@lean()
def count_ties(
    ties: TieList, wanted: NDArray[np.bool_], first: int, end: int, counts: Words
) -> None:
    """Count what is seen through the ties of those who decide."""
    start, degree = ties.start[first:end], ties.degree[first:end]
    decides, neighbour, seen = wanted[first:end], ties.neighbour, ties.seen
    for k in range(start.size):
        count = other = uint64(0)
        if decides[k]:
            # Unsigned, so that no place is taken for one counted from the end, and two by two:
            # most have few ties, and longer strides would cost more than they save.
            place = uint64(start[k])
            last = place + uint64(degree[k])
            while place + uint64(1) < last:
                count += SPREAD[seen[neighbour[place]]]
                other += SPREAD[seen[neighbour[place + uint64(1)]]]
                place += uint64(2)
            if place < last:
                count += SPREAD[seen[neighbour[place]]]
        counts[k] = count + other


@lean(inline="always")
def _engage(people: People, rules: Rules, first: int, end: int, at: int, block: Block) -> None:
    """Add up what all forms share of the inclination; find hours free, age and college."""
    trust, efficacy = people.trust[first:end], people.efficacy[first:end]
    belonging, threshold = people.belonging[first:end], people.threshold_power[first:end]
    free_hours, share = people.free_hours[first:end], block.extra
    counts, engaged, left, share_power = block.counts, block.engaged, block.left, rules.share_power
    reach = block.reach[at : at + BLOCK]
    for k in range(BLOCK):
        counts[k] = reach[k]
    for k in range(BLOCK):
        deep_ties = (counts[k] >> uint64(48)) & _BYTE
        adult_ties = (counts[k] >> uint64(56)) & _BYTE
        share[k] = share_power[adult_ties, deep_ties]
    if people.told_power.size:
        tell(people.told_power[first:end], share)
    follow(share, threshold, rules.hard_threshold)
    for k in range(trust.size):
        engaged[k] = (
            rules.trust * (trust[k] - 0.5)
            + rules.efficacy * (efficacy[k] - 0.5)
            + rules.belonging * (belonging[k] - 0.5)
            + rules.norm * share[k]
        )
    for k in range(free_hours.size):
        left[k] = free_hours[k]
    lasting = people.lasting
    decades(lasting.age[first:end], lasting.mean_age, block.age)
    without = 0.0 - lasting.mean_college
    with_college = 1.0 - lasting.mean_college
    one_or_other(lasting.college[first:end], with_college, without, block.college)


@lean(inline="always")
def _hear(
    people: People,
    chances: Chances,
    rules: Rules,
    place: int,
    form: int,
    first: int,
    end: int,
    block: Block,
) -> None:
    """Find the worthiest source that asks each resident about a form."""
    quiet, at = block.quiet, _DRAW[form] * BLOCK
    block.silent[:] = 1.0
    block.heard[:] = NOT_ASKED
    for source in rules.by_worth:
        if source == TIE:
            counts, tie_ask = block.counts, rules.tie_ask
            for k in range(BLOCK):
                quiet[k] = 1.0 - tie_ask[(counts[k] >> uint64(8 * form)) & _BYTE]
            if people.at_home.size:
                speak(people.at_home[first:end], form, rules.home_quiet, quiet)
        elif source == PARTY:
            party_ask = people.party_ask[first:end]
            for k in range(party_ask.size):
                quiet[k] = 0.0 if party_ask[k] == form else 1.0
        elif source == OFFICIAL:
            if chances.official[place] <= 0.0:
                continue
            quiet[:] = 1.0 - chances.official[place]
        elif source == ORGANISATION:
            if form == VOLUNTEERING:
                one_or_other(people.on_call[first:end], 1.0 - chances.called[place], 1.0, quiet)
            elif form == CO_PRODUCTION:
                quiet[:] = 1.0 - chances.leader[place]
            else:
                continue
        else:
            missed = 1.0 - chances.offline[place]
            online = missed * (1.0 - chances.online[place])
            one_or_other(
                people.online[first:end], 1.0 - (1.0 - online), 1.0 - (1.0 - missed), quiet
            )
        if people.tired.size and source != BROADCAST:
            turn_away(people.tired[first:end], quiet)
        hear(source, quiet, block.ask[at : at + BLOCK], block.silent, block.heard)
    if people.extra_asks.size:
        hear_too(people.extra_asks[form, first:end], rules.worth, block.heard)


@lean()
def _hours(chances: Chances, rules: Rules, place: int, form: int) -> float:
    """Find the hours that a form takes in a month."""
    hours: float = chances.volunteering_hours[place] if form == VOLUNTEERING else rules.hours[form]
    return hours


@lean(inline="always")
def _incline(
    people: People,
    chances: Chances,
    rules: Rules,
    place: int,
    form: int,
    first: int,
    end: int,
    block: Block,
) -> None:
    """Add up the log-odds of taking part in a form."""
    extra, worth, worth_of, heard = block.extra, block.worth, rules.worth, block.heard
    extra[:] = chances.appeal[place] if form == ACTIVITY else 0.0
    if form == VOLUNTEERING:
        motive_loss, incentive = people.motive_loss[first:end], chances.incentive[place]
        for k in range(motive_loss.size):
            extra[k] = incentive - motive_loss[k]
    if rules.informed != 0.0 and form != INFORMED and form != ELECTION:
        know(people.habit[INFORMED, first:end], rules.informed, extra)
    for k in range(BLOCK):
        worth[k] = worth_of[heard[k]]
    habit = people.habit[form, first:end]
    last(
        people.lasting.common[first:end],
        block.age,
        block.college,
        (rules.intercept[form], rules.by_age[form], rules.by_college[form]),
        block.inclination,
    )
    if chances.inclusion[place] != 0.0:
        include(people.migrant[first:end], chances.inclusion[place], block.inclination)
    free_hours, hours = people.free_hours[first:end], _hours(chances, rules, place, form)
    engaged, inclination = block.engaged, block.inclination
    for k in range(free_hours.size):
        share = hours / free_hours[k]
        cost = share if free_hours[k] > hours else 1.0
        inclination[k] = (
            inclination[k]
            + engaged[k]
            + rules.habit * habit[k]
            + worth[k]
            + extra[k]
            - rules.cost * cost
        )


@lean(inline="always")
def _settle(
    people: People,
    chances: Chances,
    rules: Rules,
    place: int,
    form: int,
    first: int,
    end: int,
    block: Block,
    decisions: Decisions,
) -> None:
    """Compare inclinations with draws, and promise hours."""
    at = _DRAW[form] * BLOCK
    decides, may = people.decides[first:end], block.may
    mark(decides, block.heard, form == INFORMED, may, decisions.asked_by[form, first:end])
    set_bit(may, form, decisions.decided[first:end])
    answer(
        block.take[at : at + BLOCK],
        block.inclination,
        _hours(chances, rules, place, form),
        block.left,
        may,
    )
    set_bit(may, form, decisions.willing[first:end])
