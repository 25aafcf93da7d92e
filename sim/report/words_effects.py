"""What sentences of studies take from here until they hold a Speech."""

from collections.abc import Mapping
from typing import Any

from sim.report.compare import few_seeds_note
from sim.report.words import Words
from sim.words import Speech


def method_of(about: Mapping[str, Any], language: str) -> str:
    """What the intervals of an analysis are called in a sentence."""
    return Speech(language)(f"compare.methods.{about.get('interval', 't')}")


def narrow_note(about: Mapping[str, Any], language: str) -> list[str]:
    """What to know of a bootstrap with few seeds; nothing of other intervals."""
    return few_seeds_note(about.get("interval", "t"), about["seeds"], Speech(language))


def sized(value: float, unit: str, words: Words) -> str:
    """A difference with its unit, as a sentence has it."""
    return Speech(words.language).difference(value, unit)


def lowered(label: str) -> str:
    """A label inside a sentence."""
    return Speech().inside(label)
