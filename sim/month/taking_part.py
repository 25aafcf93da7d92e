"""Phase 5, take part: decisions, places, the register of volunteers, prizes, votes."""

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    ELECTION,
    FORM_COUNT,
    INFORMED,
    VOLUNTEERING,
)
from sim.kernels import participation as kernels
from sim.kernels.deciding import Decisions, decide, workspace
from sim.kernels.volunteering import let_in, wear_motives
from sim.month.predictor import norm_window, threshold_powers
from sim.month.state import Month
from sim.policy.participation import wear_of_losing

Floats = NDArray[np.float64]
_YEAR_BITS = np.uint32(0xFFF)


def take_part(
    month: Month, lasting: kernels.Lasting, threshold_power: Floats, rules: kernels.Rules
) -> None:
    """Let every adult decide on every form that is open, then give out the places.

    Where residents stand still nobody does anything.

    Args:
        month: The month that is open.
        lasting: What is lasting in the decision.
        threshold_power: theta**a, shape (N,).
        rules: Weights and tables.
    """
    if month.still:
        _count_votes(month)
        return
    _decide(month, lasting, threshold_power, rules)
    _fill(month)
    _count_votes(month)
    _give_prizes(month)


def _decide(
    month: Month, lasting: kernels.Lasting, threshold_power: Floats, rules: kernels.Rules
) -> None:
    """Let everyone decide, before places."""
    r, ties, c = month.world.residents, month.world.ties, month.conditions
    seen = np.empty(r.trust.size, dtype=np.uint8)
    kernels.see(r.history, month.adult, norm_window(month.parameters), seen)
    tie_list = kernels.TieList(ties.start, ties.degree, ties.neighbour, seen)
    people = kernels.People(
        resident_id=r.resident_id,
        community=r.community,
        decides=month.decides,
        online=r.online,
        on_call=r.on_call,
        party_ask=month.party_ask,
        trust=r.trust,
        efficacy=r.efficacy,
        belonging=r.belonging,
        free_hours=r.free_hours,
        motive_loss=r.motive_loss,
        threshold_power=threshold_power,
        habit=r.habit,
        lasting=lasting,
        migrant=r.migrant,
        extra_asks=month.extras.asks,
        told_power=threshold_powers(month.extras.told, month.parameters["norm_exponent"]),
        at_home=_speakers(month, seen),
        tired=r.ask_fatigue if month.parameters["ask_wear"] > 0.0 else np.empty(0),
    )
    chances = kernels.Chances(
        official=_or_by(
            c.official_rate * month.plan.mobilising, month.parameters["ask_rate_group_leader"]
        ),
        online=c.online_rate,
        offline=c.offline_rate,
        leader=_or_by(c.leader_rate, _trained(month)),
        called=c.called_rate,
        incentive=c.incentive,
        appeal=c.appeal,
        volunteering_hours=c.volunteering_hours,
        inclusion=c.inclusion,
        open_forms=_open_forms(month),
    )
    keys = kernels.Keys(*month.draws.key("ask"), *month.draws.key("take_part"))

    decisions = Decisions(month.willing, month.decided, month.asked_by)

    def some(rows: slice) -> None:
        decide(
            people,
            tie_list,
            chances,
            rules,
            keys,
            month.key_month,
            rows.start,
            rows.stop,
            decisions,
            workspace(),
        )

    month.threads.rows(some, len(r))


def _speakers(month: Month, seen: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Count who speaks of each form in the household, a byte for each, shape (N,).

    One speaks at home of what one did last month, and of what one has just been asked about by
    somebody who came: so that a visit before an election reaches the others of the household.
    Empty where households do not ask at a rate of their own.

    Source: Nickerson 2008, Bhatti et al. 2016: a part of what asking one moves passes to the other.
    """
    if month.parameters["ask_rate_household"] <= 0.0:
        return np.empty(0, dtype=np.uint64)
    r = month.world.residents
    spoken = seen & np.uint8((1 << FORM_COUNT) - 1)
    # Beyond the eight bits of a byte nothing is shifted into it: `NO_FORM` says nothing.
    spoken |= np.left_shift(np.uint8(1), month.party_ask)
    for form, asks in enumerate(month.extras.asks if month.extras.asks.size else ()):
        asked = (asks != kernels.NOT_ASKED) & (asks != kernels.BROADCAST)
        spoken |= asked.astype(np.uint8) << np.uint8(form)
    found = np.empty(seen.size, dtype=np.uint64)
    month.threads.places(
        lambda rows: kernels.count_at_home(
            r.household[rows], r.eligible[rows], spoken[rows], found[rows]
        ),
        month.world.community_rows,
    )
    return found


def _or_by(chance: Floats, other: Floats | float) -> Floats:
    """Join the chances of two asks that know nothing of each other, shape (C,)."""
    return chance + (1.0 - chance) * other


def _trained(month: Month) -> Floats | float:
    """Find how likely a social worker who trains leaders asks one to lead, shape (C,)."""
    asks = month.parameters["leader_training_asks"]
    if asks <= 0.0:
        return 0.0
    hours = np.array(
        [sum(one.plan.leaders for one in ones.values()) for ones in month.roster.projects]
    )
    adults = np.maximum(month.world.residents_where(month.decides), 1)
    found: Floats = np.minimum(asks * hours / adults, 1.0)
    return found


def _open_forms(month: Month) -> NDArray[np.uint8]:
    """Set bit f where form f is open to residents of the community, shape (C,)."""
    always = 1 << INFORMED | 1 << ACTIVITY | 1 << VOLUNTEERING | 1 << CO_PRODUCTION
    if month.election:
        always |= 1 << ELECTION
    bits = np.where(month.member, always, 0)
    bits |= np.where(month.member & (month.meetings > 0), 1 << CONSULTATION, 0)
    return bits.astype(np.uint8)


def _fill(month: Month) -> None:
    """Give places to the willing; being informed and voting need none.

    Of a town scaled down, places that nobody took are kept for a while.
    """
    r = month.world.residents
    for form in (INFORMED, ELECTION):
        bit = np.uint8(1 << form)
        month.took |= month.willing & bit
    wanting = np.empty(month.took.size, dtype=np.bool_)
    for form in (ACTIVITY, VOLUNTEERING, CONSULTATION, CO_PRODUCTION):
        if form == VOLUNTEERING:
            let_in(
                month.willing,
                r.registered,
                r.resident_id,
                r.community,
                month.conditions.register_chance,
                month.draws.key("register"),
                month.key_month,
                wanting,
            )
        else:
            np.not_equal(month.willing & np.uint8(1 << form), 0, out=wanting)
        places = offered = places_of(month, form) + month.state.places_saved[:, form]
        if form in (CONSULTATION, CO_PRODUCTION) and month.parameters["role_holding"] > 0.0:
            places = _keep_roles(month, form, wanting, places)
        _give(month, form, wanting, places)
        if month.world.spare_months > 0.0:
            left = offered - month.world.residents_where((month.took & np.uint8(1 << form)) != 0)
            most = np.floor(month.world.spare_months * month.conditions.places[:, form])
            month.state.places_saved[:, form] = np.minimum(left, most)


def _give(month: Month, form: int, wanting: NDArray[np.bool_], places: NDArray[np.int64]) -> None:
    """Give places of a form, shape (C,), to those who want one, shape (N,)."""
    kernels.fill_places(
        form,
        wanting,
        month.world.residents.resident_id,
        month.world.community_rows,
        places,
        month.draws.key("place"),
        month.key_month,
        month.took,
    )


def _keep_roles(
    month: Month, form: int, wanting: NDArray[np.bool_], places: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Let those who held a role in the last 12 months keep it; the places left, shape (C,).

    A share of the places goes to them first, and they want none of the others any more. So few
    are leaders or representatives in a year because roles are few, not because few would be.

    Source: Organic Law of Urban Residents' Committees 1989, art. 10: each resident group elects
    two or three representatives; a group and a building have one head.
    """
    held = (month.world.residents.history[form] & _YEAR_BITS) != 0
    share: float = month.parameters["role_holding"]
    kept = whole(month, places.astype(np.float64) * share, f"roles.{form}")
    _give(month, form, wanting & held, kept)
    got = (month.took & np.uint8(1 << form)) != 0
    wanting &= ~got
    left: NDArray[np.int64] = places - month.world.residents_where(got)
    return left


def places_of(month: Month, form: int) -> NDArray[np.int64]:
    """Round the places of a form in each community by a keyed draw, shape (C,)."""
    places = month.conditions.places[:, form]
    if form == CONSULTATION:
        places = places * month.meetings
    return whole(month, places, f"places.{form}")


def whole(month: Month, amounts: Floats, decision: str) -> NDArray[np.int64]:
    """Round amounts by a keyed draw, so that they hold on average, shape (C,)."""
    u = month.draws.uniforms(decision, month.number, month.world.community_keys)
    return np.floor(amounts + u).astype(np.int64)


def _count_votes(month: Month) -> None:
    """Count the turnout of a committee election, kept until the next one."""
    if not month.election:
        return
    voted = (month.took & np.uint8(1 << ELECTION)) != 0
    month.state.voters[:] = month.world.residents_where(voted)
    month.state.electorate[:] = month.world.residents_where(month.decides)


def _give_prizes(month: Month) -> None:
    """Let volunteers compete for the month's prizes, and book hours volunteered."""
    r = month.world.residents
    volunteered = (month.took & np.uint8(1 << VOLUNTEERING)) != 0
    count = month.world.residents_where(volunteered)
    month.state.books.hours_volunteered[month.page] = count * month.conditions.volunteering_hours
    prizes = whole(month, month.conditions.prizes, "prizes")
    won = np.zeros(month.took.size, dtype=np.uint8)
    if prizes.any():
        kernels.fill_places(
            VOLUNTEERING,
            volunteered,
            r.resident_id,
            month.world.community_rows,
            prizes,
            month.draws.key("prize"),
            month.key_month,
            won,
        )
    wear_motives(
        month.took,
        won,
        r.community,
        prizes,
        wear_of_losing(month.parameters),
        month.parameters["motive_recovery"],
        r.motive_loss,
    )
