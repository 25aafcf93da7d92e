"""The language that a command speaks, and what is wrong, said in it."""

import locale
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from sim.declare import Label
from sim.errors import OptionError, Problem, UserError, readable
from sim.words import LANGUAGES
from sim.words.catalogue.files import ALLOWED, FOUND, KINDS, PARTS, REASONS, WHATS
from sim.words.catalogue.problems import PROBLEMS

if TYPE_CHECKING:
    from sim.words import Speech


# --- The language that a command speaks: ``--lang``, else ``COGOV_LANG``, else the locale

VARIABLE = "COGOV_LANG"
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_now: ContextVar[str] = ContextVar("language", default="")


def language_of_machine() -> str:
    """Read the language from ``COGOV_LANG``, else the locale; English where we speak neither."""
    wanted = os.environ.get(VARIABLE, "").strip().lower()
    if wanted:
        return _known(wanted)
    for name in _LOCALES:
        if os.environ.get(name):
            return _known(os.environ[name].lower())
    # Windows says it by no variable.
    return _known((locale.getlocale()[0] or "").lower())


def _known(text: str) -> str:
    """Find a language that we speak out of a name such as ``zh_CN.UTF-8``; English for others."""
    head = text.replace("-", "_").partition("_")[0].partition(".")[0]
    head = "zh" if head.startswith("chinese") else head
    return head if head in LANGUAGES else LANGUAGES[0]


def asked(arguments: Sequence[str]) -> str:
    """Find the language of a command line: its ``--lang`` where it has one, else the machine's."""
    given = ""
    for place, text in enumerate(arguments):
        if text == "--lang" and place + 1 < len(arguments):
            given = arguments[place + 1]
        elif text.startswith("--lang="):
            given = text.partition("=")[2]
    return given if given in LANGUAGES else language_of_machine()


def current() -> str:
    """Tell the language of the command that runs, in Python calls that of the machine."""
    return _now.get() or language_of_machine()


def spoken(language: str = "") -> "Speech":
    """Make the speech of a language, or of the command that runs.

    Raises:
        OptionError: Nobody speaks it.
    """
    from sim.words import Speech

    wanted = language or current()
    if wanted not in LANGUAGES:
        hint = "known: " + ", ".join(LANGUAGES)
        raise OptionError(Problem(f"{wanted!r} is not known", path="lang", hint=hint))
    return Speech(wanted)


@contextmanager
def speaking(tongue: str) -> Iterator[None]:
    """Speak a language meanwhile: errors, progress and help follow."""
    before = _now.set(tongue)
    try:
        yield
    finally:
        _now.reset(before)


# --- What is wrong, in the language of the reader


def told(problem: Problem) -> str:
    """Say one problem in the language that is spoken now."""
    return problem_text(problem, spoken())


UserError.words = told

_BRACES = re.compile(r"\{(\w+)\}(…?)|…")


def problems_text(problems: Sequence[Problem], speech: "Speech") -> str:
    """Write problems in one line; a message that nobody translated stays in English and says so."""
    return speech.row(problem_text(one, speech) for one in problems)


def problem_text(problem: Problem, speech: "Speech") -> str:
    """Write one problem, as `Problem` itself writes it in English."""
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


_ANY = {"number": r"[\d,.]+", "path": r"[^ :]+", "month": r"\S+", "mapping": r"\{[^{}]*\}"}
"""What braces of a name match; anything where it is not here."""
_PARTS = {
    "allowed": ALLOWED,
    "found": (*FOUND, *PROBLEMS),
    "hint": PROBLEMS,
    **dict.fromkeys(("reason", "why", "error"), REASONS),
    "kind": KINDS,
    "what": WHATS,
    "other": KINDS,
} | dict.fromkeys(
    ("effect", "when", "need", "share", "sum", "much", "differing", "name", "limit"), PARTS
)
"""Braces that hold messages themselves, and which ones."""


def _said(text: str, speech: "Speech", labels: Sequence[Label] = PROBLEMS) -> str | None:
    """Say a message or hint in the language; None when nobody translated it."""
    if speech.pick(PROBLEMS[0]) == PROBLEMS[0].en:
        return text
    for label in _special_first(tuple(labels)):
        if match := _pattern(label).fullmatch(text):
            parts = match.groupdict()
            for name in parts.keys() & _PARTS.keys():
                parts[name] = _said(parts[name], speech, _PARTS[name]) or parts[name]
            return speech.pick(label).format(**parts)
    # Hints may be what a schema says of a key.
    said = speech.say(text)
    return said if said != text else None


@cache
def _special_first(labels: tuple[Label, ...]) -> list[Label]:
    """Sort labels, those with the longest words of their own first."""
    return sorted(labels, key=lambda label: -len(_BRACES.sub("", label.en)))


@cache
def _pattern(label: Label) -> re.Pattern[str]:
    """Make the pattern of an English message; what stands before an open end is one word."""
    parts, end = [], 0
    for brace in _BRACES.finditer(label.en):
        name, opened = brace[1], "…" in brace[0]
        parts.append(re.escape(label.en[end : brace.start()]))
        parts.append(f"(?P<{name}>{_ANY.get(name, '[^ ]+?' if opened else '.+?')})" if name else "")
        parts.append("(?: .*|,.*)?" if name and opened else ".*" if opened else "")
        end = brace.end()
    return re.compile("".join(parts) + re.escape(label.en[end:]), re.DOTALL)
