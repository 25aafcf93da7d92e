"""Grid workers, organisations, units, projects, the town: hours and terms of the actors."""

from collections.abc import Mapping

import numpy as np

from sim.declarations.matters import FIELDS
from sim.policy.conditions import CommunityFacts, Floats, Terms
from sim.policy.participation import real_effort


def grid_terms(lever: Mapping[str, Floats], facts: CommunityFacts, p: Mapping[str, float]) -> Terms:
    """Set the grid workers of each community, their effort, and what they gloss over.

    Points raise effort; where they are not supervised they also make closing on paper pay.
    """
    points = lever["grid_points"] / (lever["grid_points"] + p["grid_points_half"])
    grids = np.where(facts.member, facts.grids, 0.0)
    total = max(float(grids.sum()), 1.0)
    effort = p["grid_effort_base"] + (1.0 - p["grid_effort_base"]) * points
    return {
        "grid_workers": lever["grid_workers"] * grids / total,
        "grid_effort": effort * real_effort(lever, facts, p),
        "grid_gloss": p["grid_gloss"] * points * (1.0 - lever["supervision"]),
        "patrol": lever["proactive_patrol"],
        "platform": lever["grid_platform"],
    }


def organisation_terms(
    lever: Mapping[str, Floats], facts: CommunityFacts, p: Mapping[str, float]
) -> Terms:
    """Set how organisations are founded and survive, within what a community can carry.

    Units give rooms and people, leaders found; incubation is added by social workers. A share of
    what a community can carry may go with its units, too.
    """
    support = lever["team_support"]
    units = np.minimum(facts.units / p["organisation_units"], p["organisation_units_most"])
    capacity = p["organisation_capacity"] * (1.0 + p["organisation_capacity_units"] * (units - 1.0))
    vacancy = np.maximum(1.0 - facts.organisations / capacity, 0.0)
    base = p["organisation_founding_base"]
    ground = base + (1.0 - base) * units
    rate = p["organisation_founding"] + p["organisation_founding_support"] * support
    leaders = facts.leaders / np.maximum(facts.residents, 1.0) * 1_000.0
    leaders = np.minimum(leaders, p["organisation_leaders_most"])
    rate = rate * (1.0 + p["organisation_founding_leaders"] * leaders)
    return {
        "organisation_capacity": capacity,
        "founding_rate": vacancy * ground * rate,
        "dissolving_rate": p["organisation_dissolving"]
        * (1.0 - p["organisation_survival_support"] * support),
        "team_support": support,
        "incubation": lever["incubation"],
    }


def unit_terms(lever: Mapping[str, Floats]) -> Terms:
    """Set the agreements wanted, how well offers fit, and appraisal."""
    return {
        "agreements": lever["co_building_agreements"],
        "unit_match": lever["demand_matching"],
        "unit_appraisal": lever["unit_appraisal"],
    }


def project_terms(
    lever: Mapping[str, Floats], facts: CommunityFacts, p: Mapping[str, float]
) -> Terms:
    """Set the effective hours of social workers where there is a project.

    Source: 60,000 yuan pay a social worker for a year (assumed); evaluation by a third party
    raises the effective share of hours from 0.6 to 0.9. A project for migrants also lowers what
    keeps them from taking part.
    """
    projects = np.stack([lever[f"project_{field}"] > 0 for field in FIELDS], axis=1)
    effective = p["evaluation_floor"] + p["evaluation_gain"] * lever["third_party_evaluation"]
    staff = lever["project_budget"] * facts.scale / p["yuan_per_staff"]
    hours = np.where(projects.any(axis=1), staff * p["hours_per_staff"] * effective, 0.0)
    per_1000 = hours / np.maximum(facts.residents, 1.0) * 1_000.0
    provision = np.minimum(per_1000 / p["provision_standard"], 1.0)
    number = np.maximum(projects.sum(axis=1), 1)
    for_migrants = provision * projects[:, FIELDS.index("migrants")] / number
    return {
        "project_hours": hours,
        "projects": projects.astype(np.float64),
        "skill": np.where(hours > 0, lever["social_worker_skill"], 0.0),
        "provision": provision,
        "inclusion": p["project_inclusion"] * for_migrants,
    }


def town_terms(facts: CommunityFacts, p: Mapping[str, float]) -> Terms:
    """Set the hours of the town government for matters of each community."""
    return {"town_hours": p["town_hours"] * facts.residents / 10_000.0}
