"""Full-time grid workers (专职网格员)."""

from typing import TYPE_CHECKING, NamedTuple

from sim.agents.actor import Actor
from sim.rng import hashed_id

if TYPE_CHECKING:
    from sim.model import CommunityModel


class GridPlan(NamedTuple):
    """How a grid worker spends a month, hours of real effort."""

    visiting: float
    patrolling: float
    recording: float
    handling: float

    @property
    def total(self) -> float:
        """All hours of real effort."""
        return self.visiting + self.patrolling + self.recording + self.handling


class GridWorker(Actor):
    """Visits and patrols, records, solves small matters and refers the rest.

    Attributes:
        grid: Index of the grid, over the town.
        effort: Share of the paid hours that is real effort, 0-1.
        plan: The month's plan.
    """

    def __init__(
        self, model: "CommunityModel", place: int, grid: int, grid_key: int, number: int
    ) -> None:
        super().__init__(model, place, hashed_id("grid_worker", grid_key, number))
        self.grid = grid
        self.effort = 1.0
        self.plan = GridPlan(0, 0, 0, 0)

    def split_hours(self, hours: float, effort: float, patrol: float, platform: float) -> GridPlan:
        """Plan the month: a share for visits and patrols, one for records, the rest for handling.

        Records get no more than what visits and patrols leave.

        Args:
            hours: Paid hours.
            effort: Share that is real effort, 0-1.
            patrol: Share of the visiting hours spent on patrol, 0-1.
            platform: Strength of the grid platform, 0-1; it lowers the hours for records.
        """
        p = self.model.parameters
        self.effort = effort
        real = hours * effort
        visiting = p["grid_share_visiting"]
        out, records = real * visiting, min(p["grid_share_recording"], 1.0 - visiting)
        saved = p["grid_platform_saving"] * platform * real * records
        recording = real * records - saved
        self.plan = GridPlan(
            visiting=out * (1.0 - patrol),
            patrolling=out * patrol,
            recording=recording,
            handling=max(real - out - recording, 0.0),
        )
        return self.plan
