"""Social organisations (社会组织); volunteer teams are a kind."""

from typing import TYPE_CHECKING

from sim.agents.actor import Actor
from sim.rng import hashed_id

if TYPE_CHECKING:
    from sim.model import CommunityModel

KINDS = ("volunteer_team", "culture_and_sport", "elderly", "mutual_aid")
"""Kinds of organisation; those of 西北 in the report are elderly and culture-and-sport ones."""


class SocialOrganisation(Actor):
    """Founded and dissolved during the run; its hours come from its members.

    Attributes:
        kind: One of `KINDS`.
        founded: Month of founding.
        members: Members, a real number that grows towards what the community can carry.
        incubated: Whether it was founded by an incubator, and so suffers when that ends.
    """

    def __init__(
        self, model: "CommunityModel", place: int, month: int, number: int, incubated: bool
    ) -> None:
        where = model.world.town.community_ids[place]
        super().__init__(model, place, hashed_id("organisation", where, month, number))
        self.founded = month
        self.incubated = incubated
        pick = model.draws.one("organisation_kind", month, self.actor_id)
        teams, others = model.parameters["organisation_team_share"], len(KINDS) - 1
        other = int((pick - teams) / (1.0 - teams) * others)
        self.kind = KINDS[0] if pick < teams else KINDS[1 + min(other, others - 1)]
        self.members = model.parameters["organisation_members_first"]

    @property
    def hours(self) -> float:
        """Hours that its members give in a month."""
        return self.members * self.model.parameters["organisation_hours_per_member"]

    def live(self, support: float, dissolving: float, incubator: bool, u: float) -> bool:
        """Grow for a month, or dissolve.

        Args:
            support: Team support, 0-1: members join faster.
            dissolving: Chance of dissolving in the month, 0-1.
            incubator: Whether the community still has an incubator.
            u: Its uniform of ``dissolve`` for the month.

        Returns:
            Whether the organisation goes on.
        """
        p = self.model.parameters
        if self.incubated and not incubator:
            dissolving = min(dissolving * p["organisation_orphan"], 1.0)
        if u < dissolving:
            return False
        room = p["organisation_members_most"] - self.members
        base = p["organisation_growth_base"]
        self.members += p["organisation_growth"] * (base + (1.0 - base) * support) * room
        return True
