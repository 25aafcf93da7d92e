"""The small fictional town on which whole runs are tested."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.declarations.parameters import PARAMETERS
from sim.scenario.places import experiments_folder

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


def parted_early(folder: Path) -> dict[str, str]:
    """The stages as files, by name: each parts from the others after a month, not three years."""
    files = {name: folder / f"{name}.yaml" for name in STAGES}
    for name, file in files.items():
        file.write_text(
            f"extends: {name}\nrun: {{burn_in: {{months: 1, under: government_led}}}}\n"
        )
    return {name: str(file) for name, file in files.items()}


def targets_of_the_early(folder: Path) -> Path:
    """The shipped targets as a file, of stages in the same folder that part early."""
    parted_early(folder)
    text = (experiments_folder() / "calibration.yaml").read_text("utf-8")
    line = "scenarios: [government_led, integration, co_governance]\n"
    assert line in text
    path = folder / "calibration.yaml"
    named = ", ".join(f"./{name}.yaml" for name in STAGES)
    path.write_text(text.replace(line, f"scenarios: [{named}]\n"), "utf-8")
    return path


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
