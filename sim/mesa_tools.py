"""What Mesa's own tools ask of a model: a scenario of its kind, and a data collector.

Both are made when they are first asked for, so that runs without these tools carry nothing.
"""

from typing import TYPE_CHECKING, Any

import mesa
from mesa.experimental.scenarios import Scenario as MesaScenario

from sim.declarations.metrics import METRICS
from sim.declarations.tables import TOWN

if TYPE_CHECKING:
    from sim.model import CommunityModel
    from sim.scenario import Scenario


class Governed(MesaScenario):  # type: ignore[misc]
    """Mesa's scenario: which scenario of governance a model runs, and its seed as ``rng``."""

    governance: Any = "base"


def mesa_scenario(governance: "Scenario", seed: int) -> Governed:
    """Make Mesa's scenario of a model; one made of the same class has one governance."""
    fields = {"__annotations__": {"governance": object}, "governance": governance}
    made: Governed = type("Governed", (Governed,), fields)(rng=seed)
    return made


class History(mesa.DataCollector):  # type: ignore[misc]
    """Every metric of the town in every month that ran, as Mesa's tools read it.

    The model measures by itself, so that nothing need be collected on the way.
    """

    def __init__(self, model: "CommunityModel") -> None:
        super().__init__(model_reporters={name: name for name in METRICS})
        self._model = model

    def read(self) -> "History":
        """Bring it up to the month that ran last."""
        rows = self._model.frame()
        town = rows[rows["community"] == TOWN]
        self.model_vars = {name: town[name].tolist() for name in METRICS}
        self._collection_steps = list(range(1, len(town) + 1))
        return self

    def collect(self, model: "CommunityModel") -> None:
        """Collect nothing: what the model measured is read when asked for."""
