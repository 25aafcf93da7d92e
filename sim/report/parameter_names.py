"""What readers call parameters, in English and Chinese."""

from sim.declarations.parameters.chinese import CHINESE
from sim.declarations.parameters.english import ENGLISH


def parameter_name(name: str, language: str) -> str:
    """A parameter inside a sentence; its own name when it is not declared any longer."""
    return (CHINESE if language == "zh" else ENGLISH).get(name, name)


def parameter_title(name: str, language: str) -> str:
    """A parameter at the head of a line."""
    return titled(parameter_name(name, language))


def titled(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
