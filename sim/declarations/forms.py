"""Forms of taking part, ordered by depth.

The order is our own, inspired by the rungs of Arnstein (1969); the election stands beside them.
"""

from dataclasses import dataclass

from sim.declare import Label


@dataclass(frozen=True, slots=True)
class Form:
    """One form of taking part.

    Attributes:
        name: Name in code, parameters and metrics.
        index: Row in every column that holds a value per form.
        depth: 1 (informed) to 5 (co-production); 0 for the election.
        label: English and Chinese label.
    """

    name: str
    index: int
    depth: int
    label: Label


INFORMED, ACTIVITY, VOLUNTEERING, CONSULTATION, CO_PRODUCTION, ELECTION = range(6)

FORMS: tuple[Form, ...] = (
    Form("informed", INFORMED, 1, Label("Being informed", "知情")),
    Form("activity", ACTIVITY, 2, Label("Community activity", "社区活动")),
    Form("volunteering", VOLUNTEERING, 3, Label("Volunteering", "志愿服务")),
    Form("consultation", CONSULTATION, 4, Label("Consultation", "议事协商")),
    Form("co_production", CO_PRODUCTION, 5, Label("Co-production", "共同生产")),
    Form("election", ELECTION, 0, Label("Committee election", "居委会选举")),
)
FORM_COUNT = len(FORMS)
DEEP_FORMS: tuple[int, ...] = (ACTIVITY, VOLUNTEERING, CONSULTATION, CO_PRODUCTION)
"""Forms of depth 2 or more: those that count as participation."""
