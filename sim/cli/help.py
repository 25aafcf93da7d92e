"""Help in the language of the command."""

from typing import TYPE_CHECKING, Any

from sim.kinds import kinds
from sim.words import LANGUAGES
from sim.words.setting import spoken

if TYPE_CHECKING:
    from sim.words import Speech

_DEFAULT, _REQUIRED = "[default: {}]", "[required]"


def translated(command: Any, language: str) -> Any:
    """A command whose help is in a language; what nobody translated stays in English."""
    _name_panels({})
    return command if language == LANGUAGES[0] else _translated(command, spoken(language))


def _translated(command: Any, speech: "Speech") -> Any:
    """The same, of another language than English."""
    from sim.words.catalogue.command import HELP

    texts = {label.en: speech.pick(label) for label in HELP}
    for kind in kinds().values():
        labels = [kind.help, *(option.help for option in kind.options)]
        texts |= {label.en: speech.pick(label) for label in labels}
    _say(command, texts)
    _name_panels(texts)
    return command


def _say(command: Any, texts: dict[str, str]) -> None:
    """Translate the help of a command, of its parameters and of the commands below it."""
    command.help = texts.get(command.help or "", command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = texts.get(parameter.help, parameter.help)
        shown = getattr(parameter, "show_default", None)
        if isinstance(shown, str):
            parameter.show_default = texts.get(shown, shown)
    # Click makes the option of help only when it is asked for.
    make = command.get_help_option

    def get_help_option(context: Any) -> Any:
        option = make(context)
        if option is not None:
            option.help = texts.get(option.help, option.help)
        return option

    command.get_help_option = get_help_option
    for inner in getattr(command, "commands", {}).values():
        _say(inner, texts)


def _name_panels(texts: dict[str, str]) -> None:
    """Titles of the parts of help, which Typer keeps in one place."""
    from typer import rich_utils

    for name in ("OPTIONS", "ARGUMENTS", "COMMANDS"):
        title = name.capitalize()
        setattr(rich_utils, f"{name}_PANEL_TITLE", texts.get(title, title))
    rich_utils.DEFAULT_STRING = texts.get(_DEFAULT, _DEFAULT)
    rich_utils.REQUIRED_LONG_STRING = texts.get(_REQUIRED, _REQUIRED)
