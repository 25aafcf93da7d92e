"""From policy to conditions: the only place where a lever touches behaviour.

`conditions` turns the lever values in force, the state of the communities and the parameters
into what people and bodies meet in a month. Behaviour reads conditions, never levers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import (
    ACTIVITY,
    CO_PRODUCTION,
    CONSULTATION,
    FORM_COUNT,
    VOLUNTEERING,
)

Floats = NDArray[np.float64]

STANDARD_POPULATION = 8_676
"""Residents of the average community, for which the committee's tasks were counted."""
STANDARD_ORGANISATIONS = 5
"""Volunteer teams that a community should have (report, volunteering)."""
STANDARD_GRID_WORKERS = 6.2
"""Grid workers per 10,000 residents in the town of the case (59 for 95,436)."""
FULL_LOAD = 0.95
"""Largest share of its hours that a committee gives to tasks from above (assumed)."""


@dataclass(frozen=True, slots=True)
class CommunityFacts:
    """What policy needs to know of each community; all arrays have shape (C,).

    Attributes:
        residents: Eligible residents.
        households: Households.
        party_members: Adult party members.
        organisations: Social organisations and volunteer teams that exist.
        volunteers: Residents who volunteered last month.
        coordination: Coordination capacity K of the committee, 0-1.
        grids: Number of grids.
        member: Whether the community belongs to the town yet.
        scale: Population scale, for amounts of the whole town.
    """

    residents: Floats
    households: Floats
    party_members: Floats
    organisations: Floats
    volunteers: Floats
    coordination: Floats
    grids: Floats
    member: NDArray[np.bool_]
    scale: float


@dataclass(frozen=True, slots=True)
class Conditions:
    """What people and bodies meet in a month; arrays have shape (C,) unless said.

    Attributes:
        committee_hours: Hours worked by the committee.
        administrative_hours: Of these, hours for tasks from above.
        free_ratio: Share of its hours that the committee is free to use, 0-1.
        official_rate: Chance that the committee asks an adult about one form.
        online_rate: Chance that the online channels reach an adult who is online.
        offline_rate: Chance that the notice boards reach an adult.
        leader_rate: Chance that an adult is asked to take a lead.
        called_rate: Chance that a volunteer on call is called.
        party_active_share: Share of party members who report in the community.
        linked_share: Share of households linked to an active party member.
        visit_rate: Chance that a linked household is visited.
        places: Places in each form, shape (C, 6); infinite where a form has none.
        meeting_rate: Consultation meetings per month.
        carried_out: Chance that an adopted decision is carried out.
        voice: Factor on the efficacy gained, 1 without control.
        register_chance: Chance that a willing unregistered volunteer is registered.
        drive_rate: Chance that a drive asks an adult to register.
        stop_rate: Chance that an idle volunteer stops answering calls.
        volunteering_hours: Hours of one volunteering occasion.
        incentive: Incentive of volunteering, log-odds before a person's own loss of motive.
        prizes: Prizes to be won this month.
        collected: Chance that a matter is collected without a visit.
        collected_visit: Chance that a matter of a visited household is collected.
        resolved: Chance that a collected matter is truly resolved.
        founding_rate: Expected foundings of organisations.
        dissolving_rate: Chance that an organisation dissolves.
    """

    committee_hours: Floats
    administrative_hours: Floats
    free_ratio: Floats
    official_rate: Floats
    online_rate: Floats
    offline_rate: Floats
    leader_rate: Floats
    called_rate: Floats
    party_active_share: Floats
    linked_share: Floats
    visit_rate: Floats
    places: Floats
    meeting_rate: Floats
    carried_out: Floats
    voice: Floats
    register_chance: Floats
    drive_rate: Floats
    stop_rate: Floats
    volunteering_hours: Floats
    incentive: Floats
    prizes: Floats
    collected: Floats
    collected_visit: Floats
    resolved: Floats
    founding_rate: Floats
    dissolving_rate: Floats


def conditions(
    levers: Mapping[str, Floats], facts: CommunityFacts, parameters: Mapping[str, float]
) -> Conditions:
    """The conditions of one month.

    Args:
        levers: Value of every lever in each community, shape (C,).
        facts: The state of the communities.
        parameters: Every parameter of `sim.declarations.parameters`.
    """
    p, lever = parameters, levers
    hours, administrative, free = _committee(lever, facts, p)
    active_share, linked = _party(lever, facts, p)
    training, support = lever["volunteer_training"], lever["team_support"]
    incentive, prizes = _incentives(lever, facts, p)
    collected, collected_visit, resolved = _service(lever, facts, p)
    control, binding = lever["control"], lever["consultation_binding"]
    vacancy = np.maximum(1.0 - facts.organisations / p["organisation_capacity"], 0.0)
    return Conditions(
        committee_hours=hours,
        administrative_hours=administrative,
        free_ratio=free,
        official_rate=p["ask_rate_official"] * free,
        online_rate=p["ask_rate_broadcast"] * lever["online_channels"],
        offline_rate=p["ask_rate_broadcast"] * lever["offline_notices"],
        leader_rate=p["ask_rate_leader"] * lever["leader_training"],
        called_rate=p["ask_rate_called"] + p["ask_rate_called_support"] * support,
        party_active_share=active_share,
        linked_share=linked,
        visit_rate=np.full_like(linked, p["party_visit_rate"]),
        places=_places(free, facts, p),
        meeting_rate=lever["consultation_meetings_per_year"] / 12.0,
        carried_out=(1.0 - control) + control * binding,
        voice=1.0 - 0.5 * control,
        register_chance=lever["volunteer_recruitment"],
        drive_rate=p["registration_drive_rate"] * lever["volunteer_recruitment"],
        stop_rate=p["volunteer_stop_rate"] * (1.0 - p["volunteer_training_stay"] * training),
        volunteering_hours=p["hours_volunteering"] * (1.0 + p["hours_training"] * training),
        incentive=incentive,
        prizes=prizes,
        collected=collected,
        collected_visit=collected_visit,
        resolved=resolved,
        founding_rate=vacancy
        * (p["organisation_founding"] + p["organisation_founding_support"] * support),
        dissolving_rate=p["organisation_dissolving"]
        * (1.0 - p["organisation_survival_support"] * support),
    )


def _committee(
    lever: Mapping[str, Floats], facts: CommunityFacts, p: Mapping[str, float]
) -> tuple[Floats, Floats, Floats]:
    """Hours of the committees: all, administrative, and the free share.

    Source: 155 tasks a month, two Hubei committees 2003; the other terms assumed.
    """
    hours = lever["committee_staff"] * facts.residents / 10_000 * p["committee_hours_per_staff"]
    tasks = (
        p["committee_tasks"]
        * (facts.residents / STANDARD_POPULATION)
        * (0.6 + 0.4 * lever["control"])
        * (1.0 - 0.25 * lever["task_access_list"])
    )
    administrative = np.minimum(p["committee_hours_per_task"] * tasks, FULL_LOAD * hours)
    free = np.divide(hours - administrative, hours, out=np.zeros_like(hours), where=hours > 0)
    return hours, administrative, free


def _party(
    lever: Mapping[str, Floats], facts: CommunityFacts, p: Mapping[str, float]
) -> tuple[Floats, Floats]:
    """Share of members who report in the community, and share of households linked to them."""
    active = np.minimum(
        p["party_active_base"] + p["party_active_double"] * lever["double_registration"], 1.0
    )
    reach = active * facts.party_members * lever["households_per_party_member"]
    wanted = lever["party_network_coverage"] * facts.households
    return active, np.minimum(wanted, reach) / np.maximum(facts.households, 1.0)


def _places(free: Floats, facts: CommunityFacts, p: Mapping[str, float]) -> Floats:
    """Places in each form, shape (C, 6), before they are rounded."""
    organisations = facts.organisations / STANDARD_ORGANISATIONS
    places = np.full((free.size, FORM_COUNT), np.inf)
    places[:, ACTIVITY] = (
        p["places_activity"]
        * facts.residents
        * (
            p["places_activity_base"]
            + p["places_activity_free"] * free
            + p["places_activity_organisations"] * organisations
        )
    )
    places[:, VOLUNTEERING] = (
        p["places_volunteering"]
        * facts.residents
        * (p["places_volunteering_base"] + p["places_volunteering_organisations"] * organisations)
    )
    places[:, CONSULTATION] = p["places_consultation"] * facts.residents
    places[:, CO_PRODUCTION] = p["places_co_production"] * facts.residents
    return places


def _incentives(
    lever: Mapping[str, Floats], facts: CommunityFacts, p: Mapping[str, float]
) -> tuple[Floats, Floats]:
    """Incentive to volunteer in log-odds, and prizes to be won this month.

    Prizes are rival: what one expects is shared with last month's volunteers. Recognition is
    not (Kitts 2006).
    """
    prizes = lever["volunteer_prizes"] * facts.scale / 12.0 / p["prize_yuan"]
    chance = np.minimum(prizes / np.maximum(facts.volunteers, 1.0), 1.0)
    expected = chance * p["prize_yuan"] / 100.0
    recognition = p["recognition_worth"] * lever["volunteer_recognition"]
    return p["weight_incentive"] * (expected + recognition), prizes


def _service(
    lever: Mapping[str, Floats], facts: CommunityFacts, p: Mapping[str, float]
) -> tuple[Floats, Floats, Floats]:
    """Chances that a matter is collected without and with a visit, and truly resolved."""
    town = facts.member
    population = facts.residents[town].sum() if town.any() else facts.residents.sum()
    per_10_000 = lever["grid_workers"] * facts.scale / np.maximum(population, 1.0) * 10_000
    effort = np.minimum(per_10_000 / STANDARD_GRID_WORKERS, 1.0)
    collected = 1.0 - (1.0 - p["collect_base"]) * (1.0 - p["collect_grid"] * effort)
    visited = 1.0 - (1.0 - collected) * (1.0 - p["collect_visit"])
    resolved = (
        p["resolution_base"]
        + p["resolution_coordination"] * facts.coordination
        + p["resolution_supervision"] * lever["supervision"]
    )
    return collected, visited, np.clip(resolved, 0.0, 1.0)
