"""Everything said to readers, in every language: one catalogue, one speaker.

`Speech` is bound to a language; whoever speaks holds one. Messages lie in `sim.words.catalogue`,
English and Chinese side by side, a module for each part of the program.
"""

from typing import TYPE_CHECKING, Any

from sim.words.languages import languages

if TYPE_CHECKING:
    from sim.words.speech import NULL, Speech

__all__ = ["LANGUAGES", "NULL", "Speech"]
LANGUAGES = languages()


def __getattr__(name: str) -> Any:
    """Load the speaker when somebody speaks: help in English needs none (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sim.words import speech

    return globals().setdefault(name, getattr(speech, name))
