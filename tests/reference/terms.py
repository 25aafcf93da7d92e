"""What policy makes of a month in one community, number by number."""

from collections.abc import Mapping

from tests.reference.people import Place


def terms(
    lever: Mapping[str, float], place: Place, town_residents: int, scale: float,
    p: Mapping[str, float],
) -> dict[str, float]:  # fmt: skip
    """Rates, chances and places of one month; see section 7 of the description of the model."""
    out: dict[str, float] = {}

    # The committee: orders from above first, up to 95 % of its hours.
    hours = lever["committee_staff"] * place.residents / 10_000 * p["committee_hours_per_staff"]
    tasks = p["committee_tasks"] * place.residents / 8_676
    tasks *= 0.6 + 0.4 * lever["control"]
    tasks *= 1 - 0.25 * lever["task_access_list"]
    admin = min(p["committee_hours_per_task"] * tasks, 0.95 * hours)
    free = (hours - admin) / hours if hours > 0 else 0.0
    out["hours"], out["administrative_hours"] = hours, admin
    out["official"] = p["ask_rate_official"] * free

    # Party members: households wanted, as far as those who report suffice.
    active = min(
        1.0, p["party_active_base"] + p["party_active_double"] * lever["double_registration"]
    )
    reach = active * place.party_members * lever["households_per_party_member"]
    wanted = lever["party_network_coverage"] * place.households
    out["linked"] = min(wanted, reach) / max(place.households, 1)
    out["visit"] = p["party_visit_rate"]

    # Channels and calls.
    out["online"] = p["ask_rate_broadcast"] * lever["online_channels"]
    out["offline"] = p["ask_rate_broadcast"] * lever["offline_notices"]
    out["leader"] = p["ask_rate_leader"] * lever["leader_training"]
    out["called"] = p["ask_rate_called"] + p["ask_rate_called_support"] * lever["team_support"]

    # Places.
    fives = len(place.organisations) / 5
    out["activity"] = p["places_activity"] * place.residents * (
        p["places_activity_base"]
        + p["places_activity_free"] * free
        + p["places_activity_organisations"] * fives
    )  # fmt: skip
    out["volunteering"] = p["places_volunteering"] * place.residents * (
        p["places_volunteering_base"] + p["places_volunteering_organisations"] * fives
    )  # fmt: skip
    out["consultation"] = p["places_consultation"] * place.residents
    out["co_production"] = p["places_co_production"] * place.residents

    # Consultation.
    out["meetings"] = lever["consultation_meetings_per_year"] / 12
    control, binding = lever["control"], lever["consultation_binding"]
    out["carried_out"] = (1 - control) + control * binding
    out["voice"] = 1 - control / 2

    # Volunteers.
    out["register"] = lever["volunteer_recruitment"]
    out["drive"] = p["registration_drive_rate"] * lever["volunteer_recruitment"]
    training = lever["volunteer_training"]
    out["stop"] = p["volunteer_stop_rate"] * (1 - p["volunteer_training_stay"] * training)
    out["volunteering_hours"] = p["hours_volunteering"] * (1 + p["hours_training"] * training)
    out["prizes"] = lever["volunteer_prizes"] * scale / 12 / p["prize_yuan"]
    expected = min(1.0, out["prizes"] / max(place.volunteers, 1)) * p["prize_yuan"] / 100
    recognition = p["recognition_worth"] * lever["volunteer_recognition"]
    out["incentive"] = p["weight_incentive"] * (expected + recognition)

    # Services.
    workers = lever["grid_workers"] * scale / max(town_residents, 1) * 10_000
    missed = (1 - p["collect_base"]) * (1 - p["collect_grid"] * min(workers / 6.2, 1))
    out["collected"] = 1 - missed
    out["collected_visit"] = 1 - missed * (1 - p["collect_visit"])
    out["resolved"] = min(1.0, max(0.0,
        p["resolution_base"]
        + p["resolution_coordination"] * place.coordination
        + p["resolution_supervision"] * lever["supervision"],
    ))  # fmt: skip

    # Organisations.
    vacancy = max(0.0, 1 - len(place.organisations) / p["organisation_capacity"])
    support = lever["team_support"]
    out["found"] = vacancy * (
        p["organisation_founding"] + p["organisation_founding_support"] * support
    )
    out["dissolve"] = p["organisation_dissolving"] * (
        1 - p["organisation_survival_support"] * support
    )
    return out
