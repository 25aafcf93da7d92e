"""The language that a command speaks: ``--lang``, else ``COGOV_LANG``, else the locale."""

import locale
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from sim.words import LANGUAGES

if TYPE_CHECKING:
    from sim.words import Speech

VARIABLE = "COGOV_LANG"
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_now: ContextVar[str] = ContextVar("language", default="")


def language_of_machine() -> str:
    """What ``COGOV_LANG`` says, else the locale; English where neither is a language we speak."""
    wanted = os.environ.get(VARIABLE, "").strip().lower()
    if wanted:
        return _known(wanted)
    for name in _LOCALES:
        if os.environ.get(name):
            return _known(os.environ[name].lower())
    # Windows says it by no variable.
    return _known((locale.getlocale()[0] or "").lower())


def _known(text: str) -> str:
    """A language that we speak out of a name such as ``zh_CN.UTF-8``; English for others."""
    head = text.replace("-", "_").partition("_")[0].partition(".")[0]
    head = "zh" if head.startswith("chinese") else head
    return head if head in LANGUAGES else LANGUAGES[0]


def asked(arguments: Sequence[str]) -> str:
    """The language of a command line: its ``--lang`` where it has one, else the machine's."""
    given = ""
    for place, text in enumerate(arguments):
        if text == "--lang" and place + 1 < len(arguments):
            given = arguments[place + 1]
        elif text.startswith("--lang="):
            given = text.partition("=")[2]
    return given if given in LANGUAGES else language_of_machine()


def current() -> str:
    """The language of the command that runs; English in Python calls."""
    return _now.get() or LANGUAGES[0]


def spoken(language: str = "") -> "Speech":
    """The speech of a language, or of the command that runs."""
    from sim.words import Speech

    return Speech(language or current())


@contextmanager
def speaking(tongue: str) -> Iterator[None]:
    """Speak a language meanwhile: errors, progress and help follow."""
    before = _now.set(tongue)
    try:
        yield
    finally:
        _now.reset(before)
