"""Everything said to readers, in every language: one catalogue, one speaker.

`Speech` is bound to a language; whoever speaks holds one. Messages lie in `sim.words.catalogue`,
English and Chinese side by side, a module for each part of the program.
"""

from sim.words.speech import LANGUAGES, NULL, Speech

__all__ = ["LANGUAGES", "NULL", "Speech"]
