"""What the brief takes from here until it holds a Speech."""

from sim.analysis.compare import CommonPast
from sim.words import Speech


def past_text(check: CommonPast, language: str) -> str:
    """What the check of one pair found; scenarios are called as it calls them."""
    return check.sentence(Speech(language))
