"""What policy makes of a month in one community, number by number."""

import math
from collections.abc import Mapping

from sim.declarations.matters import FIELDS, KINDS
from tests.reference.people import Place


def terms(
    lever: Mapping[str, float],
    place: Place,
    share_of_grids: float,
    scale: float,
    p: Mapping[str, float],
) -> dict[str, float]:
    """Rates, chances, hours and places of one month; see section 7 of the description."""
    out = _committee(lever, place, scale, p)
    out |= _projects(lever, place, scale, p)
    out |= _asks(lever, place, p)
    out |= _places(out, place, p)
    out |= _volunteers(lever, place, scale, p, out)
    out |= _matters(lever, place, p)
    out |= _actors(lever, place, share_of_grids, p)
    return out


def _effort(lever: Mapping[str, float], place: Place, p: Mapping[str, float]) -> float:
    """What paper registration under pressure leaves of effort."""
    return 1 - p["paper_effort"] * lever["control"] * place.paper_share


def _committee(
    lever: Mapping[str, float], place: Place, scale: float, p: Mapping[str, float]
) -> dict[str, float]:
    """Orders from above first, up to most of the committee's hours; money of its own."""
    hours = lever["committee_staff"] * place.residents / 10_000 * p["hours_per_staff"]
    tasks = p["committee_tasks"] * place.residents / p["committee_residents"]
    anyway = p["committee_tasks_base"]
    tasks *= anyway + (1 - anyway) * lever["control"]
    tasks *= 1 - p["access_list_relief"] * lever["task_access_list"]
    admin = min(p["committee_hours_per_task"] * tasks, p["committee_load_most"] * hours)
    own = p["income_per_agreement"] * place.agreements
    own = scale * (own + p["income_per_area"] * lever["station_area_m2"])
    budget = scale * lever["community_budget"]
    return {
        "hours": hours,
        "administrative_hours": admin,
        "delegated_hours": lever["delegation"]
        * min(lever["committee_staff"] / p["delegation_staff"], 1.0),
        "free": (hours - admin) / hours if hours > 0 else 0.0,
        "own_income": own,
        "budget": budget,
        "money": (1 - lever["control"]) * budget + own,
    }


def _projects(
    lever: Mapping[str, float], place: Place, scale: float, p: Mapping[str, float]
) -> dict[str, float]:
    """Social workers where there is a project."""
    fields = [field for field in FIELDS if lever[f"project_{field}"] > 0]
    hours = 0.0
    if fields:
        staff = scale * lever["project_budget"] / p["yuan_per_staff"]
        share = p["evaluation_floor"] + p["evaluation_gain"] * lever["third_party_evaluation"]
        hours = staff * p["hours_per_staff"] * share
    per_1000 = hours / max(place.residents, 1) * 1_000
    provision = min(1.0, per_1000 / p["provision_standard"])
    return {
        **{f"project {field}": float(field in fields) for field in FIELDS},
        "project_hours": hours,
        "skill": lever["social_worker_skill"] if hours > 0 else 0.0,
        "provision": provision,
        "inclusion": p["project_inclusion"]
        * (provision * ("migrants" in fields) / max(len(fields), 1)),
        "incubation": lever["incubation"],
    }


def _asks(lever: Mapping[str, float], place: Place, p: Mapping[str, float]) -> dict[str, float]:
    """Party members as far as those who report suffice; channels and calls; meetings."""
    points = lever["party_points"] / (lever["party_points"] + p["party_points_half"])
    visit = p["party_visit_rate"] * _effort(lever, place, p)
    control, binding = lever["control"], lever["consultation_binding"]
    return {
        "party_active": min(
            1.0, p["party_active_base"] + p["party_active_double"] * lever["double_registration"]
        ),
        "coverage": lever["party_network_coverage"],
        "reach": lever["households_per_party_member"],
        "visit": min(1.0, visit * (1 + p["party_points_gain"] * points)),
        "official": p["ask_rate_official"],
        "online": p["ask_rate_broadcast"] * lever["online_channels"],
        "offline": p["ask_rate_broadcast"] * lever["offline_notices"],
        "leader": p["ask_rate_leader"] * lever["leader_training"],
        "called": p["ask_rate_called"] + p["ask_rate_called_support"] * lever["team_support"],
        "meetings": lever["consultation_meetings_per_year"] / 12,
        "carried_out": (1 - control) + control * binding,
        "voice": 1 - p["voice_control"] * control,
    }


def _places(out: dict[str, float], place: Place, p: Mapping[str, float]) -> dict[str, float]:
    """Places per resident, more with free hours, organisations and money."""
    fives = len(place.organisations) / p["organisation_standard"]
    per_head = out["money"] / max(place.residents, 1)
    activity = p["places_activity_base"] + p["places_activity_free"] * out["free"]
    activity += p["places_activity_organisations"] * fives
    activity += p["places_activity_money"] * per_head / (per_head + p["money_half"])
    own = sum(not one.team for one in place.organisations)
    volunteering = p["places_volunteering_base"]
    volunteering += p["places_volunteering_organisations"] * fives
    return {
        "activity": p["places_activity"] * place.residents * activity,
        "appeal": p["beta_services"]
        * p["services_bought"]
        * per_head
        / (per_head + p["money_half"])
        - p["association_substitution"] * min(1.0, own / p["organisation_standard"]),
        "volunteering": p["places_volunteering"] * place.residents * volunteering,
        "consultation": p["places_consultation"] * place.residents,
        "co_production": p["places_co_production"] * place.residents,
    }


def _volunteers(
    lever: Mapping[str, float],
    place: Place,
    scale: float,
    p: Mapping[str, float],
    out: dict[str, float],
) -> dict[str, float]:
    """The register, prizes that rivals share, recognition, crowding by professionals."""
    training = lever["volunteer_training"]
    prizes = lever["volunteer_prizes"] * scale / 12 / p["prize_yuan"]
    expected = min(1.0, prizes / max(place.volunteers, 1)) * p["prize_yuan"] / 100
    recognition = p["recognition_worth"] * lever["volunteer_recognition"]
    say = out["carried_out"] * min(
        1.0, lever["consultation_meetings_per_year"] / p["full_say_meetings"]
    )
    crowding = say * p["crowding_in"] - (1 - say) * p["crowding_out"]
    return {
        "register": lever["volunteer_recruitment"],
        "drive": p["registration_drive_rate"] * lever["volunteer_recruitment"],
        "stop": p["volunteer_stop_rate"] * (1 - p["volunteer_training_stay"] * training),
        "volunteering_hours": p["hours_volunteering"] * (1 + p["hours_training"] * training),
        "prizes": prizes,
        "incentive": p["weight_incentive"] * (expected + recognition) + out["provision"] * crowding,
    }


def _matters(lever: Mapping[str, float], place: Place, p: Mapping[str, float]) -> dict[str, float]:
    """What arises, how it is heard of, what becomes of it."""
    supervision = lever["supervision"]
    base = p["walk_in_without_station"]
    area = lever["station_area_m2"] / p["station_standard"]
    return {
        **{f"needs of {kind.name}": lever["shock"] * lever[f"shock_{kind.name}"] for kind in KINDS},
        "facilities": math.exp(-p["facility_effect"] * lever["facility_investment"]),
        "report_control": p["report_control"] * lever["control"],
        "report_online": p["report_channels"] * lever["online_channels"],
        "report_channels": p["report_channels"] * lever["complaint_channel"],
        "walk_in": base + (1 - base) * (1 - math.exp(-p["station_saturation"] * area)),
        "scope": lever["service_scope"],
        "work": (1 - p["one_stop_saving"] * lever["one_stop"])
        / (1 + p["staff_training_gain"] * lever["staff_training"]),
        "supervision": supervision,
        "on_paper": p["paper_rate"] * (1 - p["supervision_detection"] * supervision),
        "detected": p["supervision_detection"] * supervision,
        "feedback": p["feedback_base"] + (1 - p["feedback_base"]) * supervision,
        "same_month": lever["grid_platform"],
        "delegation": lever["delegation"],
        "volunteer_match": p["match_base"]
        + (1 - p["match_base"]) * p["match_list"] * lever["service_demand_list"],
        "unit_match": lever["demand_matching"],
        "town_hours": p["town_hours"] * place.residents / 10_000,
    }


def _actors(
    lever: Mapping[str, float], place: Place, share_of_grids: float, p: Mapping[str, float]
) -> dict[str, float]:
    """Grid workers, organisations, units."""
    points = lever["grid_points"] / (lever["grid_points"] + p["grid_points_half"])
    effort = p["grid_effort_base"] + (1 - p["grid_effort_base"]) * points
    support = lever["team_support"]
    units = min(p["organisation_units_most"], place.unit_count / p["organisation_units"])
    of_units = p["organisation_capacity_units"]
    capacity = p["organisation_capacity"] * ((1 - of_units) + of_units * units)
    vacancy = max(0.0, 1 - len(place.organisations) / capacity)
    anyway = p["organisation_founding_base"]
    ground = anyway + (1 - anyway) * units
    leaders = place.leaders / max(place.residents, 1) * 1_000
    leaders = min(p["organisation_leaders_most"], leaders)
    found = p["organisation_founding"] + p["organisation_founding_support"] * support
    found *= 1 + p["organisation_founding_leaders"] * leaders
    return {
        "grid_workers": lever["grid_workers"] * share_of_grids,
        "grid_effort": effort * _effort(lever, place, p),
        "gloss": p["grid_gloss"] * points * (1 - lever["supervision"]),
        "patrol": lever["proactive_patrol"],
        "platform": lever["grid_platform"],
        "organisations": capacity,
        "found": vacancy * ground * found,
        "dissolve": p["organisation_dissolving"]
        * (1 - p["organisation_survival_support"] * support),
        "support": support,
        "agreements": lever["co_building_agreements"],
        "appraisal": lever["unit_appraisal"],
    }
