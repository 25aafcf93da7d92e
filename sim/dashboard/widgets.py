"""The parts that pages are made of: each a small template beside this module."""

import base64
from collections.abc import Callable
from typing import Any

import solara

from sim.declarations.tables import TOWN

Told = Callable[[dict[str, Any]], None]


@solara.component_vue("top.vue", vuetify=False)
def Top(
    title: str = "",
    label: str = "",
    lang: str = "en",
    tab: str = "live",
    tabs: list[Any] = [],  # noqa: B006
    other: list[str] = [],  # noqa: B006
    event_choose: Told = lambda told: None,
) -> None:
    """Heading, views and the switch of languages."""


@solara.component_vue("fields.vue", vuetify=False)
def Fields(
    label: str = "",
    fields: list[Any] = [],  # noqa: B006
    event_choose: Told = lambda told: None,
) -> None:
    """Labelled lists, boxes, numbers and buttons."""


@solara.component_vue("levers.vue", vuetify=False)
def Levers(
    label: str = "",
    place: str = TOWN,
    groups: list[Any] = [],  # noqa: B006
    values: dict[str, Any] = {},  # noqa: B006
    words: dict[str, str] = {},  # noqa: B006
    off: bool = False,
    event_move: Told = lambda told: None,
) -> None:
    """A slider for each lever, by measure."""


@solara.component_vue("view.vue", vuetify=False)
def View(
    parts: list[Any] = [],  # noqa: B006
    look: str = "",
    number: int = 0,
    event_shown: Told = lambda told: None,
) -> None:
    """Drawn parts; says when they are shown."""


@solara.component_vue("download.vue", vuetify=False)
def Download(
    name: str = "",
    label: str = "",
    off: bool = False,
    file: dict[str, Any] = {},  # noqa: B006
    event_ask: Told = lambda told: None,
) -> None:
    """A button that hands over a file, made when it is asked for."""


@solara.component
def File(name: str, label: str, make: Callable[[], tuple[str, str, bytes] | None]) -> None:
    """A download of what a function makes: name, kind and content; None for nothing."""
    made, set_made = solara.use_state({})

    def ask(told: dict[str, Any]) -> None:
        found = make()
        if found is not None:
            title, kind, content = found
            # The number makes two equal files in a row two files.
            number = made.get("number", 0) + 1
            data = base64.b64encode(content).decode()
            set_made({"number": number, "name": title, "kind": kind, "data": data})

    Download(name=name, label=label, file=made, event_ask=ask)
