"""Sentences of figures, said from the catalogue."""

from sim.analysis.compare import CommonPast
from sim.calendar import format_month
from sim.words import Speech


def say(language: str, key: str, **values: object) -> str:
    """A phrase in a language, ``en`` or ``zh``, with its braces filled."""
    return Speech(language)(f"figure.{key}", **values)


def past_text(check: CommonPast, language: str) -> str:
    """What the check of one pair before its first difference found, one sentence.

    Args:
        check: The check; scenarios are called as it calls them.
        language: ``en`` or ``zh``.
    """
    pair = {"first": check.first, "second": check.second}
    if not check.months:
        return say(language, "past_none", **pair)
    if check.until is None:
        return say(language, "past_always", **pair, values=check.values)
    return say(
        language,
        "past_same",
        **pair,
        until=format_month(check.until),
        months=check.months,
        values=check.values,
    )
