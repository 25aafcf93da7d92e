"""The small fictional town on which whole runs are tested."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.declarations.parameters import PARAMETERS

if TYPE_CHECKING:
    from sim.scenario import Scenario

ScenarioMaker = Callable[[str], "Scenario"]

STAGES = ("government_led", "integration", "co_governance")

SMALL_TOWN = Path(__file__).with_name("small_town.yaml")
"""A town of 240 residents with every kind of actor; the third community joins in 2022-03."""

OPTIONAL = (
    "weight_informed",
    "ask_rate_household",
    "ask_wear",
    "role_holding",
    "registration_once",
    "migrant_mixing",
    "leader_training_asks",
    "ask_rate_group_leader",
    "election_visits",
    "association_substitution",
    "organisation_capacity_units",
    "leader_male",
    "beta_disabled",
    "attitude_return",
    "report_taking_part",
    "collect_resident_leader",
    "facility_upkeep",
    "volunteer_supervision",
)
"""Rules that came later than the others; each is tested against a town without any of them."""

WITHOUT = {f"parameters.{name}": PARAMETERS[name].off for name in OPTIONAL}
"""Settings under which none of them is in force."""
