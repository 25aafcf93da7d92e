"""Social workers placed by purchased projects (政府购买服务)."""

from typing import TYPE_CHECKING, NamedTuple

from sim.agents.actor import Actor
from sim.rng import hashed_id

if TYPE_CHECKING:
    from sim.model import CommunityModel


class CasePlan(NamedTuple):
    """How a project spends a month, effective hours."""

    cases: float
    leaders: float
    facilitating: float
    incubating: float

    @property
    def total(self) -> float:
        """All effective hours."""
        return self.cases + self.leaders + self.facilitating + self.incubating


class SocialWorker(Actor):
    """The social workers of one project in one field, employed by an agency.

    Attributes:
        field: Field of the project.
        agency: Number of the agency that runs it.
        since: Month in which the project began.
        plan: The month's plan.
    """

    def __init__(self, model: "CommunityModel", place: int, field: str, agency: int) -> None:
        where = model.world.town.community_ids[place]
        super().__init__(model, place, hashed_id("project", where, field))
        self.field = field
        self.agency = agency
        self.since = model.month
        self.plan = CasePlan(0, 0, 0, 0)

    def split_hours(self, hours: float, meetings: int, incubation: float) -> CasePlan:
        """Plan the month: facilitation where there are meetings, incubation where it is bought.

        Args:
            hours: Effective hours.
            meetings: Consultation meetings of the community this month.
            incubation: Strength of incubation, 0-1; at full strength it takes its whole share.
        """
        p, scale = self.model.parameters, self.model.world.scale
        most = p["social_share_meetings"] * hours
        facilitating = min(meetings * scale * p["social_hours_per_meeting"], most)
        incubating = p["social_share_incubation"] * incubation * hours
        leaders = p["social_share_leaders"] * hours
        self.plan = CasePlan(
            cases=hours - facilitating - incubating - leaders,
            leaders=leaders,
            facilitating=facilitating,
            incubating=incubating,
        )
        return self.plan
