"""Languages beside English and Chinese: one module each, named by its code.

Such a module holds ``NAME``, what its readers call it, and ``TEXTS``, its text for each English
one of the catalogue and of the declarations; what it lacks is said in English.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

BUILT_IN = ("en", "zh")


@cache
def languages() -> tuple[str, ...]:
    """List the codes of all languages, English and Chinese first."""
    return (*BUILT_IN, *(module.name for module in iter_modules(__path__)))


@cache
def texts_of(language: str) -> Mapping[str, str]:
    """Load the text of a language by the English one."""
    found: Mapping[str, str] = import_module(f"{__name__}.{language}").TEXTS
    return found
