"""The page itself: what is on it and what its buttons do."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import drawing, fields
from sim.dashboard.catalogue import Catalogue
from sim.dashboard.live import PACES, Frame, Session
from sim.dashboard.results_page import Results
from sim.dashboard.widgets import Fields, File, Levers, Top, View
from sim.dashboard.words import Page as Words
from sim.dashboard.words import page_in
from sim.declarations.tables import TOWN

if TYPE_CHECKING:
    from sim.dashboard.shelf import Shelf

SHELF: "Shelf | None" = None
"""The results that the page may read; set before the page is served."""
LANGUAGE = "en"
"""Language that the page begins with."""
_LEVER_WORDS = ("moved", "differs", "town_only", "about_lever", "lever_known_title")


@solara.component
def Layout(children: list[Any]) -> None:
    """Nothing around the page."""
    solara.Column(children=children, gap="0px")


@solara.component
def Page() -> None:
    """Everything."""
    language, set_language = solara.use_state(LANGUAGE)
    tab, set_tab = solara.use_state("live")
    frame, set_frame = solara.use_state(None)
    place, set_place = solara.use_state(TOWN)
    pace, set_pace = solara.use_state(PACES[1])
    session: Session = solara.use_memo(lambda: Session(fields.first_choice(), set_frame), [])
    catalogue = solara.use_memo(lambda: Catalogue.of(SHELF), [])
    words = page_in(language)

    def own() -> Callable[[], None]:
        session.begin()
        return session.close

    solara.use_effect(own, [])

    def choose(told: dict[str, Any]) -> None:
        if told["name"] == "tab":
            # Nobody watches a town while looking at results.
            session.pause()
            set_tab(told["value"])
        elif told["name"] == "language":
            set_language(told["value"])

    solara.Style(Path(__file__).with_name("page.css"))
    with solara.Div(classes=["cg-page"]):
        Top(
            title=words.say("title"),
            label=words.say("views"),
            lang=language,
            tab=tab,
            tabs=[["live", words.say("live")], ["results", words.say("results")]],
            other=["en" if language == "zh" else "zh", words.say("other_language")],
            event_choose=choose,
        )
        if tab == "results":
            Results(words, SHELF)
        elif frame is None:
            solara.HTML("p", words.html("preparing_first"), classes=["cg-status"])
        else:
            Town(words, session, frame, place, set_place, pace, set_pace, catalogue)


@solara.component
def Town(
    words: Words,
    session: Session,
    frame: Frame,
    place: str,
    set_place: Callable[[str], None],
    pace: int,
    set_pace: Callable[[int], None],
    catalogue: Catalogue,
) -> None:
    """One picture of the town, with its sliders."""

    def choose(told: dict[str, Any]) -> None:
        name, value = told["name"], told["value"]
        if name == "place":
            set_place(value)
        elif name == "pace":
            set_pace(int(value))
            session.set_pace(int(value))
        else:
            fields.tell(session, name, value, catalogue)

    def move(told: dict[str, Any]) -> None:
        session.move(told["lever"], told["place"], float(told["value"]))

    groups = solara.use_memo(lambda: fields.lever_groups(words), [words.language])
    known = frame.town is not None and place in frame.town.community_ids
    here = place if known else TOWN
    bad = ["cg-bad"] if frame.stage == "failed" else []
    with solara.Div(classes=["cg-card"]):
        Fields(
            label=words.say("controls"),
            fields=fields.settings(frame, words, pace, catalogue),
            event_choose=choose,
        )
        with solara.Div(classes=["cg-run"]):
            Fields(
                label=words.say("run_controls"),
                fields=fields.buttons(frame, words),
                event_choose=choose,
            )
            with solara.Div(classes=["cg-state"]):
                solara.HTML(
                    "p",
                    escape(drawing.status(frame, words)),
                    classes=["cg-status", *bad],
                    attributes={"role": "status", "aria-live": "polite", "data-stage": frame.stage},
                )
                solara.HTML("div", drawing.progress(frame), classes=["cg-progress"])
    with solara.Div(classes=["cg-live"]):
        with solara.Div(classes=["cg-side"]):
            solara.HTML("h2", words.html("levers"))
            Fields(
                label=words.say("place"),
                fields=fields.where(frame, words, here),
                event_choose=choose,
            )
            Levers(
                label=words.say("levers"),
                place=here,
                groups=groups,
                values=fields.lever_values(frame, here, words),
                words={key: words.say(key, lever="{lever}") for key in _LEVER_WORDS},
                off=frame.levers is None or frame.stage == "ended",
                event_move=move,
            )
            File("yaml", words.say("yaml"), lambda: fields.yaml_file(frame))
        with solara.Div(classes=["cg-main-part"]):
            View(
                parts=[[name, text] for name, text in drawing.sections(frame, words).items()],
                look="cg-town",
                number=frame.number,
                event_shown=lambda told: session.shown(told["number"]),
            )
