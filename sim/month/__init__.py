"""The phases of a month, in the order in which they run.

Each phase is a function of the `Month` that is open: it reads the world and the conditions in
force, calls kernels, and writes the month's results and the columns it is responsible for.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phase:
    """One call of `CommunityModel.step`."""

    name: str
    """Name of the function, or of the model's method."""
    module: str
    reads: tuple[str, ...] = ()
    """Conditions of `sim.policy.Conditions` that it reads, and no others."""
    prepared_by: tuple[str, ...] = ()
    """Functions whose results the model keeps for it from month to month."""


PHASES: tuple[Phase, ...] = (
    Phase(
        "_open",
        "sim.model",
        (
            "committee_hours",
            "administrative_hours",
            "delegated_hours",
            "meeting_rate",
            "work",
            "grid_workers",
            "grid_effort",
            "patrol",
            "platform",
            "incubation",
            "agreements",
            "project_hours",
            "projects",
            "skill",
            "provision",
            "town_hours",
        ),
    ),
    Phase("needs_arise", "sim.month.needs", ("need_factor", "facility_factor")),
    Phase(
        "ask", "sim.month.asking", ("party_active", "party_coverage", "party_reach", "visit_rate")
    ),
    Phase(
        "collect_matters",
        "sim.month.needs",
        ("report_control", "report_online", "report_channels", "walk_in", "service_scope"),
    ),
    Phase(
        "take_part",
        "sim.month.taking_part",
        (
            "official_rate",
            "online_rate",
            "offline_rate",
            "leader_rate",
            "called_rate",
            "places",
            "register_chance",
            "volunteering_hours",
            "incentive",
            "appeal",
            "prizes",
            "inclusion",
        ),
        ("sim.month.predictor.threshold_powers", "sim.month.predictor.rules_of"),
    ),
    Phase("consult", "sim.month.consulting", ("places", "carried_out", "on_paper", "detected")),
    Phase(
        "handle_matters",
        "sim.month.handling",
        (
            "work",
            "supervision",
            "on_paper",
            "detected",
            "feedback",
            "same_month",
            "delegation",
            "volunteer_match",
            "grid_gloss",
            "unit_match",
        ),
    ),
    Phase("supervise", "sim.month.handling"),
    Phase(
        "learn",
        "sim.month.learning",
        (
            "voice",
            "drive_rate",
            "stop_rate",
            "organisation_capacity",
            "founding_rate",
            "dissolving_rate",
            "team_support",
            "unit_appraisal",
        ),
        ("sim.month.predictor.rules_of",),
    ),
    Phase("_turn_over", "sim.model"),
    Phase("_measure", "sim.model", ("own_income", "budget")),
    Phase("_close", "sim.model"),
)
"""All of them, in order."""
