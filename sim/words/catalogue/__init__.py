"""The messages of the program: each module holds ``MESSAGES``, a label for each key.

Keys begin with the part of the program that says them; braces are filled by `str.format`. English
and Chinese stand side by side here. A further language is one module of `sim.words.languages`.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from sim.declare import Label

NAME = "MESSAGES"


@cache
def messages() -> Mapping[str, Label]:
    """Gather every message of the catalogue, by key.

    Raises:
        ValueError: Two modules have the same key.
    """
    found: dict[str, Label] = {}
    for module in iter_modules(__path__):
        own: Mapping[str, Label] = getattr(import_module(f"{__name__}.{module.name}"), NAME, {})
        if twice := found.keys() & own.keys():
            raise ValueError(f"the catalogue has {sorted(twice)} twice")
        found |= own
    return found
