"""What readers call parameters, in English and Chinese."""

from sim.declarations.parameters import PARAMETERS


def parameter_name(name: str, language: str) -> str:
    """A parameter inside a sentence; its own name when it is not declared any longer."""
    if name not in PARAMETERS:
        return name
    label = PARAMETERS[name].label
    return label.zh if language == "zh" else label.en


def parameter_title(name: str, language: str) -> str:
    """A parameter at the head of a line."""
    return titled(parameter_name(name, language))


def titled(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
