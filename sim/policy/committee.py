"""Institution: tasks from above, the committee's hours, its money."""

from collections.abc import Mapping

import numpy as np

from sim.policy.conditions import CommunityFacts, Floats, Terms


def committee_terms(
    lever: Mapping[str, Floats], facts: CommunityFacts, p: Mapping[str, float]
) -> Terms:
    """Set committees' hours, all and administrative, and money that is theirs to use.

    Delegated matters come down whole, the town's hours for them only as far as there is staff
    to take them over.

    Source: 155 tasks a month, two Hubei committees 2003; the other terms assumed.
    """
    hours = lever["committee_staff"] * facts.residents / 10_000 * p["hours_per_staff"]
    base = p["committee_tasks_base"]
    tasks = (
        p["committee_tasks"]
        * (facts.residents / p["committee_residents"])
        * (base + (1.0 - base) * lever["control"])
        * (1.0 - p["access_list_relief"] * lever["task_access_list"])
    )
    most = p["committee_load_most"] * hours
    administrative = np.minimum(p["committee_hours_per_task"] * tasks, most)
    free = np.divide(hours - administrative, hours, out=np.zeros_like(hours), where=hours > 0)
    budget = lever["community_budget"] * facts.scale
    own = facts.scale * (
        p["income_per_agreement"] * facts.agreements
        + p["income_per_area"] * lever["station_area_m2"]
    )
    return {
        "committee_hours": hours,
        "administrative_hours": administrative,
        "delegated_hours": lever["delegation"]
        * np.minimum(lever["committee_staff"] / p["delegation_staff"], 1.0),
        "free_ratio": free,
        "money": (1.0 - lever["control"]) * budget + own,
        "own_income": own,
        "budget": budget,
    }
