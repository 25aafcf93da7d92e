"""Resident units (驻区单位): agencies, enterprises, shops, schools, hospitals, the army."""

from typing import TYPE_CHECKING

from sim.agents.actor import Actor
from sim.rng import hashed_id

if TYPE_CHECKING:
    from sim.model import CommunityModel

KINDS = ("agency", "enterprise", "shop", "bank", "school", "hospital", "army", "mass_organisation")


class ResidentUnit(Actor):
    """Signs co-building agreements, offers hours, and goes on or lapses.

    Attributes:
        kind: One of `KINDS`.
        rank: Order in which units of a community sign, 0-1; below 0 where their joint work is
            known: the more hours, the sooner.
        until: Last month of the agreement, or None.
        commitment: 0-1.
        used: Hours of the last month that were matched.
    """

    def __init__(self, model: "CommunityModel", place: int, number: int) -> None:
        where = model.world.town.community_ids[place]
        super().__init__(model, place, hashed_id("unit", where, number))
        lanes = model.draws.one("unit_kind", 0, self.actor_id)
        self.kind = KINDS[int(lanes * len(KINDS))]
        self.rank = model.draws.one("unit_rank", 0, self.actor_id)
        self.until: int | None = None
        self.commitment = model.parameters["unit_commitment_first"]
        known = model.world.town.joint_work_of(where, number + 1)
        if known is not None:
            self.rank = -known.hours if known.hours > 0.0 else self.rank
            self.commitment = self.commitment if known.trust is None else known.trust
        self.used = 0.0

    @property
    def signed(self) -> bool:
        """Whether an agreement is in force."""
        return self.until is not None and self.until >= self.model.month

    @property
    def offered(self) -> float:
        """Hours that the unit offers this month."""
        if not self.signed:
            return 0.0
        return self.model.parameters["unit_hours_offered"] * self.commitment

    def sign(self) -> None:
        """Sign an agreement for the usual term."""
        self.until = self.model.month + int(self.model.parameters["unit_agreement_months"]) - 1

    def renew(self) -> bool:
        """Sign again when the agreement ends, or not: likelier the more committed."""
        if self.draw("renew") < self.commitment:
            self.sign()
            return True
        self.until = None
        return False

    def learn(self, appraisal: float) -> None:
        """Gain commitment by hours that were used and by appraisal, else lose it."""
        p, offered = self.model.parameters, self.offered
        success = min(self.used / offered, 1.0) if offered > 0.0 else 0.0
        rise = p["unit_gain"] * success + p["unit_gain_appraisal"] * appraisal
        fall = p["unit_decay"] * (1.0 - success)
        c = self.commitment
        self.commitment = min(max(c + rise * (1.0 - c) - fall * c, 0.0), 1.0)
        self.used = 0.0
