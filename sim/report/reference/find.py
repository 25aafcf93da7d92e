"""Levers by what somebody asks: a question in plain words, English or Chinese."""

import re
from collections.abc import Iterator

from sim.declarations.levers import LEVERS
from sim.declare import Lever
from sim.errors import OptionError, Problem
from sim.words import Speech

MOST_FOUND = 5
_WORD = re.compile(r"[a-z]{4,}|[\u4e00-\u9fff]+")
_ENDING = re.compile(r"(?:ings?|ers?|ed|ly|s)$")
_NAMED, _TOLD = 3, 1
"""What a word counts that names a lever, and one that stands in what is said of it."""


def found_levers(question: str) -> list[Lever]:
    """Find the levers that a question is most about, nearest first; at most `MOST_FOUND`.

    English words count without their endings, Chinese ones by each two characters.
    """
    asked = set(_units(question))
    scores = {lever: _score(lever, asked) for lever in LEVERS.values()}
    best = max(scores.values())
    near = [lever for lever, score in scores.items() if score and 2 * score >= best]
    return sorted(near, key=lambda lever: -scores[lever])[:MOST_FOUND]


def _units(text: str) -> Iterator[str]:
    """Split a text into what is compared of it."""
    for word in _WORD.findall(text.lower().replace("_", " ")):
        if word[0] < "\u4e00":
            yield _ENDING.sub("", word)
        else:
            yield from (word[at : at + 2] for at in range(len(word) - 1))


def _score(lever: Lever, asked: set[str]) -> int:
    """Score how much of what is asked a lever is about."""
    named = {*_units(lever.name), *_units(lever.label.en), *_units(lever.label.zh)}
    said = (lever.meaning, lever.mechanism)
    told = {unit for one in said for text in (one.en, one.zh) for unit in _units(text)} - named
    return _NAMED * len(asked & named) + _TOLD * len(asked & told)


def answer(question: str, speech: Speech) -> str:
    """Show the levers that a question speaks of, and how to try one.

    Raises:
        OptionError: None speaks of it.
    """
    found = found_levers(question)
    if not found:
        message = speech("reference.none_found", question=question)
        hint = speech("reference.none_found_hint")
        raise OptionError(Problem(message, hint=hint, said=True))
    lines = []
    for lever in found:
        name, sign = lever.moves
        lines += [
            speech.bracketed(lever.name, speech.pick(lever.label)),
            "  " + speech.pick(lever.meaning),
            "  "
            + speech(
                "reference.found",
                unit=speech.file_unit(lever.unit),
                low=f"{lever.low:,g}",
                high=f"{lever.high:,g}",
                off=f"{lever.off:,g}",
                way=speech("reference.raises" if sign > 0 else "reference.lowers"),
                metric=speech.metric(name),
            ),
        ]
    return "\n".join([*lines, "", speech("reference.try", lever=found[0].name), ""])
