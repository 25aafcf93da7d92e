"""What a month comes to late, done first: compiled by one process while another compiles the rest.

Nothing here means anything but that the kernels in it are called with arguments of their types.
"""

from typing import TYPE_CHECKING

from sim.model import CommunityModel
from sim.month.collaboration import Collaboration
from sim.month.consulting import consult
from sim.month.handling import handle_matters, supervise
from sim.rng import Draws
from sim.runs.simulate import build
from sim.world import replace_leavers

if TYPE_CHECKING:
    from sim.scenario import Scenario

_FEW_MONTHS = 3


class _LateModel(CommunityModel):
    """A model whose month is little but its end."""

    def step(self) -> None:
        """Handle what has not arisen."""
        month = self._open()
        supervise(month)
        handle_matters(month)
        consult(month)


def do_late_work(scenario: "Scenario") -> None:
    """Look at a network of nobody, let a few people leave, handle no matters.

    Args:
        scenario: A small one.
    """
    draws, first = Draws(0), scenario.first_month
    Collaboration().look(first, 1, draws)
    world = build(scenario, 0)
    for month in range(first, first + _FEW_MONTHS):
        replace_leavers(world, draws, month, scenario.parameters)
    _LateModel(scenario, 0, world=world).step()
