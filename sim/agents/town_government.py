"""The town government with the county departments that guide it."""

from typing import TYPE_CHECKING

from sim.agents.actor import Actor

if TYPE_CHECKING:
    from sim.model import CommunityModel


class TownGovernment(Actor):
    """Gives orders, handles what is escalated, and delegates hours and matters.

    Attributes:
        hours: Hours for matters this month.
        delegated: Hours handed to each committee, by community.
    """

    def __init__(self, model: "CommunityModel") -> None:
        super().__init__(model, -1, 0)
        self.hours = 0.0
        self.delegated: list[float] = []

    def split_hours(self, total: float, residents: list[float], delegation: list[float]) -> float:
        """Hand hours down in proportion to residents and delegation; keep the rest.

        Args:
            total: Hours for matters of the whole town.
            residents: Residents of each member community.
            delegation: Share handed down in each, 0-1.

        Returns:
            Hours kept.
        """
        everyone = sum(residents)
        self.delegated = [
            total * (people / everyone) * share if everyone else 0.0
            for people, share in zip(residents, delegation, strict=True)
        ]
        self.hours = total - sum(self.delegated)
        return self.hours
