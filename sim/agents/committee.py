"""The residents' committee with the community party organisation (社区两委)."""

from typing import TYPE_CHECKING, NamedTuple

from sim.agents.actor import Actor

if TYPE_CHECKING:
    from sim.model import CommunityModel


class HoursPlan(NamedTuple):
    """How a committee spends a month, hours.

    Attributes:
        administrative: Tasks from above.
        consulting: Preparing and holding consultation meetings.
        brokering: Keeping agreements with units alive.
        handling: Matters.
        mobilising: Asking residents to take part.
    """

    administrative: float
    consulting: float
    brokering: float
    handling: float
    mobilising: float

    @property
    def total(self) -> float:
        """All hours worked."""
        return (
            self.administrative + self.consulting + self.brokering + self.handling + self.mobilising
        )


class Committee(Actor):
    """Splits the hours that tasks from above leave free, and learns to coordinate.

    Attributes:
        coordination: Coordination capacity K, 0-1.
        agenda: Consultation meetings due but not yet held, a fraction of one.
        team_since: Month in which the present team was elected.
        plan: The month's plan.
    """

    def __init__(
        self, model: "CommunityModel", place: int, coordination: float, agenda: float
    ) -> None:
        super().__init__(model, place, int(model.world.community_keys[place]))
        self.coordination = coordination
        self.agenda = agenda
        self.team_since = model.month
        self.plan = HoursPlan(0, 0, 0, 0, 0)

    def split_hours(
        self, hours: float, administrative: float, meetings: int, agreements: int, waiting: float
    ) -> HoursPlan:
        """Plan the month: what has a date first, then matters that wait, then asking residents.

        Consulting and brokering take at most a share of the free hours; of the rest, handling
        takes what the queue needs but leaves a share for mobilising. Of a town scaled down,
        meetings and agreements are smaller, not fewer.

        Args:
            hours: All hours of the committee.
            administrative: Of these, for tasks from above.
            meetings: Consultation meetings to hold.
            agreements: Agreements with units to keep alive.
            waiting: Hours of work waiting in the community, and those overdrawn.
        """
        p, scale = self.model.parameters, self.model.world.scale
        free = max(hours - administrative, 0.0)
        most = p["committee_dated_share"] * free
        consulting = min(meetings * scale * p["committee_hours_per_meeting"], most)
        brokering = agreements * scale * p["committee_hours_per_agreement"]
        brokering = min(brokering, most - consulting)
        rest = free - consulting - brokering
        handling = min(waiting, (1.0 - p["committee_mobilising_floor"]) * rest)
        self.plan = HoursPlan(administrative, consulting, brokering, handling, rest - handling)
        return self.plan

    def learn(self, joint_share: float) -> None:
        """Learn to coordinate in a month: K <- K + gain M (1 - K) - decay K.

        Args:
            joint_share: M, share of collected matters truly resolved with two or more types of
                actor beside the committee.

        Source: capacity for joint action, Emerson, Nabatchi & Balogh 2012; sizes assumed.
        """
        p, k = self.model.parameters, self.coordination
        k += p["coordination_gain"] * joint_share * (1.0 - k) - p["coordination_decay"] * k
        self.coordination = min(max(k, 0.0), 1.0)

    def stand_for_election(self, trust: float) -> bool:
        """Tell if a new team takes over: likelier with less mean trust; it begins with less K."""
        p = self.model.parameters
        replaced = self.draw("renewal") < p["team_renewal"] * 2.0 * (1.0 - trust)
        if replaced:
            self.coordination *= p["team_renewal_keeps"]
            self.team_since = self.model.month
        return replaced
