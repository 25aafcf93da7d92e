"""Phase 9, learn: habit, the register, trust, efficacy, belonging, organisations."""

from itertools import chain

import numpy as np

from sim.agents.organisation import SocialOrganisation
from sim.declarations.forms import FORM_COUNT, VOLUNTEERING
from sim.kernels import learning as kernels
from sim.kernels.participation import Lasting, Rules
from sim.kernels.volunteering import Register, drive, keep_on_call
from sim.month.handling import coordinate
from sim.month.state import Month
from sim.world.people import arrival_key


def learn(month: Month, lasting: Lasting, rules: Rules) -> None:
    """Let residents and organisations learn from the month."""
    r, p = month.world.residents, month.parameters
    month.threads.rows(
        lambda rows: kernels.form_habits(
            month.took, month.decided, p["habit_rate"], rows.start, rows.stop, r.history, r.habit
        ),
        len(r),
    )
    _wear_of_asks(month)
    _keep_register(month, lasting, rules)
    _move_attitudes(month)
    _found_and_dissolve(month)
    coordinate(month)
    tire(month)
    elect(month)


def _wear_of_asks(month: Month) -> None:
    """Let residents tire of asks in person and recover, where asks wear at all.

        fatigue <- 1 - (1 - (1 - ask_recovery) fatigue) (1 - ask_wear)**asks

    with one ask at most for each form in a month; announcements tire nobody.

    Source: Andreoni, Rao & Trachtman 2017 (26-33 % avoid who asks); DellaVigna, List & Malmendier
    2012 (9-25 % fewer open to a visit that was announced).
    """
    r, p = month.world.residents, month.parameters
    if p["ask_wear"] <= 0.0:
        return
    kept = np.power(1.0 - p["ask_wear"], np.arange(FORM_COUNT + 1), dtype=np.float64)
    recovery = p["ask_recovery"]
    asks = np.empty(len(r), dtype=np.uint8)
    month.threads.rows(
        lambda rows: kernels.wear_of_asks(
            month.asked_by, kept, recovery, rows.start, rows.stop, asks, r.ask_fatigue
        ),
        len(r),
    )


def _keep_register(month: Month, lasting: Lasting, rules: Rules) -> None:
    """Enter volunteers in the register, and let some stop answering calls."""
    r, p, c = month.world.residents, month.parameters, month.conditions
    keep_on_call(
        month.took,
        r.registered,
        r.on_call,
        r.history[VOLUNTEERING],
        r.resident_id,
        r.community,
        c.stop_rate,
        month.draws.key("stop"),
        month.key_month,
    )
    if month.still or not np.any(c.drive_rate > 0):
        return
    shift = (
        p["intercept_registration"]
        - p["intercept_volunteering"]
        + p["weight_ask"] * max(p["ask_official"], 0.0)
    )
    once = p["registration_once"]
    of_form = (float(rules.intercept[VOLUNTEERING]), float(rules.by_college[VOLUNTEERING]))
    terms = (*of_form, shift, once)
    came = r.arrived
    if once > 0.0:
        came = arrival_key(r, slice(None), month.world.built).astype(came.dtype)
    people = Register(month.decides, r.registered, r.on_call, r.resident_id, r.community, came)
    month.threads.rows(
        lambda rows: drive(
            people,
            lasting,
            terms,
            c.drive_rate,
            month.draws.key("drive"),
            month.key_month,
            rows.start,
            rows.stop,
        ),
        len(r),
    )


def _move_attitudes(month: Month) -> None:
    """Move trust, efficacy and belonging."""
    r, ties, p = month.world.residents, month.world.ties, month.parameters
    returning = p["attitude_return"] / 12.0
    of_trust = kernels.TrustRules(
        gain=p["trust_gain"],
        loss=p["trust_loss"],
        heard=p["trust_heard"],
        confidence=p["trust_confidence"],
        averaging=p["trust_averaging"] / 12.0,
        returning=returning,
    )
    of_efficacy = kernels.EfficacyRules(
        gain=p["efficacy_gain"],
        loss=p["efficacy_loss"],
        heard=p["efficacy_heard"],
        returning=returning,
    )
    net = (ties.start, ties.degree)
    heard = kernels.hear_of(
        r.trust, month.adult, month.outcome, *net, ties.household_degree, ties.neighbour
    )

    def some(rows: slice) -> None:
        kernels.move_trust(
            heard,
            r.own_trust,
            month.outcome,
            *net,
            ties.neighbour,
            of_trust,
            rows.start,
            rows.stop,
            r.trust,
        )
        kernels.move_efficacy(
            r.efficacy[rows],
            r.own_efficacy[rows],
            month.adult[rows],
            r.community[rows],
            month.took[rows],
            month.carried,
            month.ritual,
            month.conditions.voice,
            of_efficacy,
        )
        kernels.move_belonging(
            r.belonging[rows],
            r.own_belonging[rows],
            month.adult[rows],
            month.took[rows],
            p["belonging_gain"],
            returning,
        )

    month.threads.rows(some, len(r))


def _found_and_dissolve(month: Month) -> None:
    """Let organisations grow, dissolve and be founded, by residents and incubation.

    In each month a community founds at most one in either way; the chances are the rate of
    policy, and

        vacancy x organisation_incubation x hours of incubation / 100

    where vacancy is the part of its capacity for organisations that is free.
    """
    c, p, model = month.conditions, month.parameters, month.roster.town.model
    members = np.flatnonzero(month.member).tolist()
    everyone = chain.from_iterable(month.roster.organisations[place] for place in members)
    ids = np.array([one.actor_id for one in everyone], dtype=np.int64)
    ends = iter(month.draws.uniforms("dissolve", month.number, ids).tolist())
    founded = [
        month.draws.uniforms("found", month.number, month.world.community_keys, number).tolist()
        for number in range(2)
    ]
    for place in members:
        existing = month.roster.organisations[place]
        projects = month.roster.projects[place].values()
        incubating = sum(one.plan.incubating for one in projects)
        kept = []
        for one in existing:
            if one.live(
                float(c.team_support[place]),
                float(c.dissolving_rate[place]),
                incubating > 0.0,
                next(ends),
            ):
                kept.append(one)
            else:
                one.remove()
        vacancy = max(1.0 - len(kept) / float(c.organisation_capacity[place]), 0.0)
        hours = incubating / month.world.scale
        by_incubation = vacancy * p["organisation_incubation"] * hours / 100.0
        for number, rate in enumerate((float(c.founding_rate[place]), by_incubation)):
            if founded[number][place] < rate:
                kept.append(
                    SocialOrganisation(model, int(place), month.number, number, number == 1)
                )
        month.roster.organisations[place] = kept


def tire(month: Month) -> None:
    """Tire party members with more households than they can serve; all recover slowly."""
    r, p = month.world.residents, month.parameters
    rows = np.flatnonzero((r.households_served > 0) | (r.fatigue > 0.0))
    fatigue = r.fatigue[rows]
    over = np.maximum(r.households_served[rows] / p["party_load"] - 1.0, 0.0)
    rise = p["party_tiring"] * over * (1.0 - fatigue)
    # A member with very many households would otherwise be more than worn out.
    r.fatigue[rows] = np.minimum(fatigue + (rise - p["party_recovery"] * fatigue), 1.0)


def elect(month: Month) -> None:
    """Elect committees; teams that are little trusted are likelier replaced."""
    if not month.election:
        return
    r = month.world.residents
    voters = month.world.residents_where(month.decides)
    for place in np.flatnonzero(month.member):
        rows = slice(month.world.community_rows[place], month.world.community_rows[place + 1])
        electorate = month.decides[rows]
        trust = float(r.trust[rows][electorate].sum()) / max(int(voters[place]), 1)
        month.roster.committees[place].stand_for_election(trust)
