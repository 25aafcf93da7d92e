"""The small fictional town on which whole runs are tested."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario

ScenarioMaker = Callable[[str], "Scenario"]

STAGES = ("government_led", "integration", "co_governance")

SMALL_TOWN = Path(__file__).with_name("small_town.yaml")
"""A town of 240 residents with every kind of actor; the third community joins in 2022-03."""
