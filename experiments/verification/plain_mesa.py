"""The resident month in plain Mesa: one agent object for each resident, and Python loops.

    python -m experiments.verification.plain_mesa [--scenario example] [--months 12]

Residents are `mesa.Agent` objects with attributes of their own; they decide and learn one by one,
called through Mesa's agent sets. With the same keyed draws every resident makes the same
decision in every month as in the compiled model (`tests/reference/test_plain_mesa.py`). The
rules are those of the readable twin of the tests, so that nothing is written twice.

Run as a program it measures how many times longer such a month takes.
"""

import argparse
import statistics
import time
from collections.abc import Mapping
from typing import Any

import mesa

from sim.scenario import Scenario
from sim.world import World
from tests.reference.deciding import decide_one
from tests.reference.learning import learn
from tests.reference.people import Person
from tests.reference.twin import Twin


class PlainResident(mesa.Agent, Person):  # type: ignore[misc]
    """A resident with plain attributes; see `tests.reference.people.Person`."""

    model: "PlainMesa"

    def decides(self) -> bool:
        """Whether the resident is an adult of a community that belongs to the town."""
        model = self.model
        return self.row in model.adults and model.places[self.community] in model.members

    def decide(self) -> None:
        """Decide on every form that is open, what has a date or a duty first."""
        if self.decides():
            decide_one(self.model, self)

    def learn(self, before: Mapping[int, float]) -> None:
        """Learn from the month, and from the trust that ties had before it."""
        learn(self.model, self, before)


class PlainMesa(Twin, mesa.Model):  # type: ignore[misc]
    """A town of plain residents.

    Args:
        scenario: A scenario of a small town.
        seed: Seed of every draw.
        world: The town at the start; it goes on to serve the turnover of residents.
    """

    def __init__(self, scenario: Scenario, seed: int, world: World) -> None:
        mesa.Model.__init__(self, rng=seed)
        Twin.__init__(self, scenario, seed, world)

    def make_person(self, **values: Any) -> PlainResident:
        """A resident who is an agent of this model."""
        return PlainResident(self, **values)

    def decide(self) -> None:
        """Every agent decides."""
        self.agents_by_type[PlainResident].do("decide")

    def learn(self) -> None:
        """Every agent learns; all listen to what the others felt before."""
        residents = self.agents_by_type[PlainResident]
        residents.do("learn", {one.row: one.trust for one in residents})


def main() -> None:
    """Compare the costs of a month."""
    from sim.model import CommunityModel
    from sim.scenario import load_scenario

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="example")
    parser.add_argument("--months", type=int, default=12)
    options = parser.parse_args()
    scenario = load_scenario(options.scenario)
    compiled = CommunityModel(scenario)
    plain = PlainMesa(scenario, 0, compiled.world.copy())
    compiled.step()  # loads what is compiled
    plain.step()
    took: dict[str, list[float]] = {"compiled": [], "plain": []}
    for _ in range(options.months):
        for name, model in (("compiled", compiled), ("plain", plain)):
            begin = time.perf_counter()
            model.step()
            took[name].append(1e3 * (time.perf_counter() - begin))
    fast, slow = (statistics.median(took[name]) for name in ("compiled", "plain"))
    print(
        f"{len(plain.people):,} residents, {options.scenario}: plain Mesa {slow:.0f} ms a month, "
    )
    print(f"compiled {fast:.1f} ms, {slow / fast:.0f} times as fast")


if __name__ == "__main__":
    main()
