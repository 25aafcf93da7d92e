"""The plain-Mesa twin as `mesa.batch_run` wants a model to be."""

from collections.abc import Mapping
from typing import Any

import mesa

from experiments.verification.plain_mesa import PlainMesa
from sim.rng import Draws
from sim.scenario import load_scenario
from sim.world import build_world
from tests.reference.measuring import metrics


class BatchedTwin(PlainMesa):
    """A twin that builds its own town and collects its own data.

    Args:
        settings: Laid over the example, by key path.
        seed: Seed of every draw.
    """

    def __init__(self, settings: Mapping[str, Any], seed: int) -> None:
        scenario = load_scenario("example", dict(settings))
        world = build_world(scenario.town, Draws(seed), scenario.first_month, scenario.parameters)
        super().__init__(scenario, seed, world)
        self.running = True
        self.datacollector = mesa.DataCollector({"participation_rate": _participation})

    def step(self) -> None:
        """Live one month and note what came of it."""
        super().step()
        self.datacollector.collect(self)


def _participation(model: BatchedTwin) -> float:
    """Participation in the whole town."""
    return float(metrics(model, model.places)["participation_rate"])
