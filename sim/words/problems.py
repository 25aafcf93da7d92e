"""What is wrong, in the language of the reader."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from sim.declare import Label
from sim.errors import Problem, readable
from sim.words.catalogue.files import ALLOWED, FOUND, KINDS, PARTS
from sim.words.catalogue.problems import PROBLEMS

if TYPE_CHECKING:
    from sim.words import Speech

_BRACES = re.compile(r"\{(\w+)\}(…?)|…")


def problems_text(problems: Sequence[Problem], speech: "Speech") -> str:
    """Problems in one line; a message that nobody translated stays in English and says so."""
    return speech.row(problem_text(one, speech) for one in problems)


def problem_text(problem: Problem, speech: "Speech") -> str:
    """One problem, as `Problem` itself writes it in English."""
    text, hint = _said(problem.message, speech), problem.hint
    if problem.said:
        text = problem.message
    elif text is None:
        text = speech("problem.in_english", text=problem.message)
    elif hint:
        # The sentence in the other language says what to do, unless the hint names something.
        hint = _said(hint, speech) or ""
        hint = "" if hint in text else hint
    text, hint = readable(text), readable(hint)
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    for head in (problem.path, place):
        text = speech("list.headed", head=readable(head), text=text) if head else text
    return speech("list.bracketed", text=text, more=hint) if hint else text


_ANY = {"number": r"[\d,.]+"}
"""What braces of a name match; anything where it is not here."""
_PARTS = {
    "allowed": ALLOWED,
    "found": (*FOUND, *PROBLEMS),
    "hint": PROBLEMS,
    "kind": KINDS,
    "other": KINDS,
} | dict.fromkeys(
    ("effect", "when", "need", "share", "sum", "much", "differing", "name", "limit"), PARTS
)
"""Braces that hold messages themselves, and which ones."""


def _said(text: str, speech: "Speech", labels: Sequence[Label] = PROBLEMS) -> str | None:
    """A message or hint in the language; None when nobody translated it."""
    if speech.pick(PROBLEMS[0]) == PROBLEMS[0].en:
        return text
    for label in _special_first(tuple(labels)):
        if match := _pattern(label).fullmatch(text):
            parts = match.groupdict()
            for name in parts.keys() & _PARTS.keys():
                parts[name] = _said(parts[name], speech, _PARTS[name]) or parts[name]
            return speech.pick(label).format(**parts)
    return None


@cache
def _special_first(labels: tuple[Label, ...]) -> list[Label]:
    """Labels, those with the longest words of their own first."""
    return sorted(labels, key=lambda label: -len(_BRACES.sub("", label.en)))


@cache
def _pattern(label: Label) -> re.Pattern[str]:
    """What an English message matches; what stands before an open end is one word."""
    parts, end = [], 0
    for brace in _BRACES.finditer(label.en):
        name, opened = brace[1], "…" in brace[0]
        parts.append(re.escape(label.en[end : brace.start()]))
        parts.append(f"(?P<{name}>{_ANY.get(name, '[^ ]+?' if opened else '.+?')})" if name else "")
        parts.append("(?: .*|,.*)?" if name and opened else ".*" if opened else "")
        end = brace.end()
    return re.compile("".join(parts) + re.escape(label.en[end:]), re.DOTALL)
