"""Asks, visits, places, the register and incentives: what residents meet."""

from collections.abc import Mapping

import numpy as np

from sim.declarations.forms import ACTIVITY, CO_PRODUCTION, CONSULTATION, FORM_COUNT, VOLUNTEERING
from sim.declarations.parameters import PARAMETERS
from sim.policy.conditions import CommunityFacts, Floats, Terms

STANDARD_PRIZE = PARAMETERS["prize_yuan"].default
"""Yuan; the prize for which the motive lost by those who do not win is declared."""


def ask_terms(lever: Mapping[str, Floats], p: Mapping[str, float]) -> Terms:
    """Set the chances of being asked, apart from ties and party members."""
    return {
        "official_rate": np.full_like(lever["control"], p["ask_rate_official"]),
        "online_rate": p["ask_rate_broadcast"] * lever["online_channels"],
        "offline_rate": p["ask_rate_broadcast"] * lever["offline_notices"],
        "leader_rate": p["ask_rate_leader"] * lever["leader_training"],
        "called_rate": p["ask_rate_called"] + p["ask_rate_called_support"] * lever["team_support"],
    }


def party_terms(
    lever: Mapping[str, Floats], facts: CommunityFacts, p: Mapping[str, float]
) -> Terms:
    """Set which party members report, the households they reach, and how often.

    Points spur members on; that they tire of too many households is each member's own.
    """
    points = lever["party_points"] / (lever["party_points"] + p["party_points_half"])
    rate = p["party_visit_rate"] * real_effort(lever, facts, p)
    return {
        "party_active": np.minimum(
            p["party_active_base"] + p["party_active_double"] * lever["double_registration"], 1.0
        ),
        "party_coverage": lever["party_network_coverage"],
        "party_reach": lever["households_per_party_member"],
        "visit_rate": np.minimum(rate * (1.0 + p["party_points_gain"] * points), 1.0),
    }


def real_effort(
    lever: Mapping[str, Floats], facts: CommunityFacts, p: Mapping[str, float]
) -> Floats:
    """Lessen effort where much registration is paper and appraisal from above is strong, 0-1."""
    return 1.0 - p["paper_effort"] * lever["control"] * facts.paper_share


def place_terms(committee: Terms, facts: CommunityFacts, p: Mapping[str, float]) -> Terms:
    """Set places in each form, shape (C, 6), before rounding, and activities' appeal.

    Money of the committee's own buys activities: more places, and each kind of service on offer
    makes joining likelier. Organisations bring places of their own, and residents' associations
    replace a part of the committee's activities.

    Source: +0.02 to +0.09 log-odds for each service, Shanghai 55+, 2024; -0.73 for associations of
    residents' own, three cities, multilevel (Li Jun, ed.).
    """
    organisations = facts.organisations / p["organisation_standard"]
    per_head = committee["money"] / np.maximum(facts.residents, 1.0)
    bought = per_head / (per_head + p["money_half"])
    places = np.full((bought.size, FORM_COUNT), np.inf)
    places[:, ACTIVITY] = (
        p["places_activity"]
        * facts.residents
        * (
            p["places_activity_base"]
            + p["places_activity_free"] * committee["free_ratio"]
            + p["places_activity_organisations"] * organisations
            + p["places_activity_money"] * bought
        )
    )
    places[:, VOLUNTEERING] = (
        p["places_volunteering"]
        * facts.residents
        * (p["places_volunteering_base"] + p["places_volunteering_organisations"] * organisations)
    )
    places[:, CONSULTATION] = p["places_consultation"] * facts.residents
    places[:, CO_PRODUCTION] = p["places_co_production"] * facts.residents
    replaced = np.minimum(facts.associations / p["organisation_standard"], 1.0)
    return {
        "places": places,
        "appeal": p["beta_services"] * p["services_bought"] * bought
        - p["association_substitution"] * replaced,
    }


def consultation_terms(lever: Mapping[str, Floats], p: Mapping[str, float]) -> Terms:
    """Set how often one meets, and what becomes of what is adopted."""
    control, binding = lever["control"], lever["consultation_binding"]
    return {
        "meeting_rate": lever["consultation_meetings_per_year"] / 12.0,
        "carried_out": (1.0 - control) + control * binding,
        "voice": 1.0 - p["voice_control"] * control,
    }


def wear_of_losing(p: Mapping[str, float]) -> float:
    """Set what motive a volunteer loses who competes for a prize in vain, log-odds.

        motive_wear (prize_yuan / 200)**2

    What one hopes for grows with the prize, what losing it does faster: small rival prizes do
    little harm, and large ones turn against what they are for (Kitts 2006). The square is
    assumed, and chosen for that pattern: in proportion to the prize, small ones would harm too.
    """
    stake = p["prize_yuan"] / STANDARD_PRIZE
    return p["motive_wear"] * stake * stake


def volunteer_terms(
    lever: Mapping[str, Floats],
    facts: CommunityFacts,
    p: Mapping[str, float],
    projects: Terms,
    consultation: Terms,
) -> Terms:
    """Set the register of volunteers, hours, incentives, crowding.

    Prizes are rival: what one expects is shared with last month's volunteers. Recognition is
    not (Kitts 2006). Professional provision crowds volunteering out where it substitutes, and
    in where residents have a say (de Wit & Bekkers 2017: small and mixed).
    """
    training, openness = lever["volunteer_training"], lever["volunteer_recruitment"]
    prizes = lever["volunteer_prizes"] * facts.scale / 12.0 / p["prize_yuan"]
    chance = np.minimum(prizes / np.maximum(facts.volunteers, 1.0), 1.0)
    expected = chance * p["prize_yuan"] / 100.0
    recognition = p["recognition_worth"] * lever["volunteer_recognition"]
    meetings = 12.0 * consultation["meeting_rate"]
    say = consultation["carried_out"] * np.minimum(meetings / p["full_say_meetings"], 1.0)
    crowding = projects["provision"] * (p["crowding_in"] * say - p["crowding_out"] * (1.0 - say))
    return {
        "register_chance": openness,
        "drive_rate": p["registration_drive_rate"] * openness,
        "stop_rate": p["volunteer_stop_rate"] * (1.0 - p["volunteer_training_stay"] * training),
        "volunteering_hours": p["hours_volunteering"] * (1.0 + p["hours_training"] * training),
        "incentive": p["weight_incentive"] * (expected + recognition) + crowding,
        "prizes": prizes,
    }
