"""The small fictional town on which whole runs are tested."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario

ScenarioMaker = Callable[[str], "Scenario"]

STAGES = ("government_led", "integration", "co_governance")
