"""The small fictional town on which whole runs are tested."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.declarations.parameters import PARAMETERS

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.studies.analysis import Analysis

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


@contextmanager
def drawing(wanted: bool) -> Iterator[None]:
    """Save figures beside results, or none of them, whatever their calls ask for."""
    from sim.studies import engine
    from sim.studies.analysis import save_analysis

    def without(made: "Analysis", language: str, _figures: bool = True) -> "Analysis":
        return save_analysis(made, language, False)

    shipped = _draws()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.api.job.Job.draws", shipped if wanted else property(lambda _: False))
        patch.setattr(engine, "save_analysis", save_analysis if wanted else without)
        yield


@cache
def _draws() -> Any:
    """Whether figures are to be saved, as a call says it."""
    from sim.api.job import Job

    return Job.draws
