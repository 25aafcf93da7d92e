"""What the few actors of a town have in common."""

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from sim.model import CommunityModel


class Actor(mesa.Agent):  # type: ignore[misc]
    """A body with hours of its own, in one community or for the whole town.

    Args:
        model: The model.
        place: Index of the community; -1 for the whole town.
        actor_id: Id for keyed draws, made of who, where (by id, not by place in a list) and when.
    """

    model: "CommunityModel"

    def __init__(self, model: "CommunityModel", place: int, actor_id: int) -> None:
        super().__init__(model)
        self.place = place
        self.actor_id = actor_id

    @property
    def community_id(self) -> str:
        """Id of the community, or ``town``."""
        return self.model.world.town.community_ids[self.place] if self.place >= 0 else "town"

    def __repr__(self) -> str:
        """Name kind and place."""
        return f"<{type(self).__name__} of {self.community_id}>"

    def draw(self, decision: str, index: int = 0) -> float:
        """Draw this actor's uniform for a decision of the model's month."""
        return self.model.draws.one(decision, self.model.month, self.actor_id, index)
